//! Hints for id filters whose value occurs in no entry: the id that was probably meant. A name or a part of an id
//! matches nothing, and an empty list would look like good news.

use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::{Arc, OnceLock};

use super::{Filter, Filters};
use crate::record::{RawView, semantics};

/// The number of entries to compare with a value that matches nothing; more are not worth the time.
const COMPARED: u32 = 10_000;
/// The minimum number of characters of a partial id.
const SHORTEST: usize = 4;

/// The state of a query's id filters. Clones share it; comparing filters ignores it.
#[derive(Debug, Clone, Default)]
pub struct IdSuggestions(Arc<[WantedId]>);

#[derive(Debug)]
struct WantedId {
    filter: Filter,
    value: String,
    is_matched: AtomicBool,
    meant: OnceLock<String>,
    compared: AtomicU32,
}

impl PartialEq for IdSuggestions {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl IdSuggestions {
    /// Returns the state for the values of `filters`; none of them was found yet.
    pub fn new(filters: &Filters) -> Self {
        let lists = [
            (Filter::Account, &filters.accounts),
            (Filter::Profile, &filters.profiles),
            (Filter::Post, &filters.posts),
            (Filter::Key, &filters.keys),
            (Filter::Webhook, &filters.webhooks),
            (Filter::Connection, &filters.connections),
            (Filter::Sync, &filters.syncs),
        ];
        let wanted = |filter, value: &String| WantedId {
            filter,
            value: value.clone(),
            is_matched: AtomicBool::new(false),
            meant: OnceLock::new(),
            compared: AtomicU32::new(0),
        };
        Self(
            lists
                .into_iter()
                .flat_map(|(filter, values)| values.iter().map(move |value| wanted(filter, value)))
                .collect(),
        )
    }

    /// Compares the ids and names of an entry, except redacted ones, with the values that no entry has matched yet.
    pub(super) fn observe(&self, truth: &RawView<'_>) {
        for wanted in self.0.iter().filter(|wanted| !wanted.is_settled()) {
            wanted.observe(truth);
        }
    }

    /// Returns one sentence for each value that no entry has.
    pub fn notes(&self) -> Vec<String> {
        self.0.iter().filter_map(WantedId::note).collect()
    }
}

impl WantedId {
    fn is_settled(&self) -> bool {
        self.is_matched.load(Ordering::Relaxed)
            || self.meant.get().is_some() && self.compared.load(Ordering::Relaxed) >= COMPARED
    }

    const fn key(&self) -> &'static str {
        match self.filter {
            Filter::Profile => "profileId",
            Filter::Post => "postId",
            Filter::Key => "apiKeyId",
            Filter::Webhook => "webhookId",
            Filter::Connection => "connectionId",
            Filter::Sync => "syncId",
            _ => "accountId",
        }
    }

    fn observe(&self, truth: &RawView<'_>) {
        let id = truth.text(self.key());
        if id.as_deref() == Some(&*self.value) {
            self.is_matched.store(true, Ordering::Relaxed);
            return;
        }
        if self.meant.get().is_some() || self.compared.fetch_add(1, Ordering::Relaxed) >= COMPARED {
            return;
        }
        let shown = truth.record().view();
        let name = match self.filter {
            Filter::Account => semantics::account_name(&shown),
            Filter::Connection => shown.text("connectionName"),
            Filter::Webhook => shown.text("webhookName"),
            _ => None,
        };
        if self.filter == Filter::Connection && name.as_deref() == Some(&*self.value) {
            self.is_matched.store(true, Ordering::Relaxed);
            return;
        }
        let Some(id) = id else { return };
        let bare = |text: &str| text.trim_matches(['@', '…']).to_lowercase();
        let part = bare(&self.value);
        let is_named = name.as_deref().is_some_and(|name| bare(name) == part);
        let is_part = part.chars().count() >= SHORTEST && {
            let id = id.to_lowercase();
            id.starts_with(&part) || id.ends_with(&part)
        };
        if is_named || is_part {
            let name = name.map_or_else(String::new, |name| format!(" ({name})"));
            // Another thread may have set it first.
            let _ = self.meant.set(format!("{id}{name}"));
        }
    }

    fn note(&self) -> Option<String> {
        if self.is_matched.load(Ordering::Relaxed) {
            return None;
        }
        let (flag, value) = (self.filter.flag(), &self.value);
        let noun = flag.trim_start_matches('-');
        let is_id = self.value.len() >= 20 && self.value.bytes().all(|byte| byte.is_ascii_hexdigit() || byte == b'-');
        match self.meant.get() {
            Some(meant) => Some(format!("no entry has the {noun} `{value}`; did you mean {meant}?")),
            None if is_id || matches!(self.filter, Filter::Connection | Filter::Sync) => None,
            None if self.filter == Filter::Account => Some(format!(
                "no entry has the account `{value}`; --account compares whole ids, and `connlog why NAME` finds the id of a name"
            )),
            None => Some(format!("no entry has the {noun} `{value}`; {flag} compares whole ids")),
        }
    }
}
