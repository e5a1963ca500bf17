//! Healing: whether a failure was made good by a later success of the same account on the same platform.
//!
//! Order is by the entries' own times, never by their arrival; in one moment nothing heals, since it is not told which
//! came first. What is kept is the time of the newest success of each account (of each post, for posts), so memory does
//! not grow with the entries. Kinds do not heal each other: an account that publishes again was not reconnected.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};

use chrono::{DateTime, Utc};

use crate::record::{Kind, View, semantics};

/// What a success must share with a failure to heal it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct ResolutionKey(u64);

impl ResolutionKey {
    fn new(view: &View<'_>, matter: &str, names: &[&str]) -> Option<Self> {
        let mut hasher = DefaultHasher::new();
        (view.record().kind(), matter, names).hash(&mut hasher);
        // Rows of a LOG table do not say the service, and a connection's id is its own in any.
        view.text("platform").hash(&mut hasher);
        for name in names {
            let way: Vec<&str> = name.split('.').collect();
            let value = if way.len() > 1 { semantics::deep(view, &way) } else { view.text(name) };
            value?.hash(&mut hasher);
        }
        Some(Self(hasher.finish()))
    }

    /// What would heal this failure: of a connection a success of the account, of a post one of the same post with the
    /// same account. The API gives no account where a first connect failed: there it is a success of the same profile,
    /// else of the same user. `None` where the entry names nobody, so that nothing can heal it.
    pub fn of_failure(view: &View<'_>) -> Option<Self> {
        let matter = failure_topics(view, true).first()?;
        resolution_keys(view.record().kind()).iter().find_map(|names| Self::new(view, matter, names))
    }
}

/// What went wrong, or was made good, with a Fivetran connection: a succeeded sync makes good whatever was wrong with it, a
/// passed setup test only failures of such. Of other records there is one matter.
fn failure_topics(view: &View<'_>, failure: bool) -> &'static [&'static str] {
    if view.record().kind() != Kind::Fivetran {
        return &[""];
    }
    let event = view.text("event").map(|event| event.to_ascii_lowercase()).unwrap_or_default();
    match event.as_str() {
        "connection_failure" | "connection_successful" | "edit_connection" => &["setup"],
        "transformation_failed" | "transformation_succeeded" | "dbt_run_failed" | "dbt_run_succeeded" => {
            &["transformation"]
        }
        "sync_end" | "status" if !failure => &["sync", "setup"],
        _ if failure => &["sync"],
        // A part that went well is no whole.
        _ => &[],
    }
}

/// The fields that entries can have in common, the closest bond first.
const fn resolution_keys(kind: Kind) -> &'static [&'static [&'static str]] {
    match kind {
        Kind::Connection => &[&["accountId"], &["profileId"], &["userId"]],
        Kind::Post => &[&["accountId", "postId"], &["accountId"], &["postId"]],
        // A transformation is of no connection, and has an id of its own.
        Kind::Fivetran => &[&["connectionId"], &["data.id"]],
        Kind::Sync => &[&["connectionId"]],
        Kind::Stats => &[],
    }
}

/// The newest success behind each bond.
#[derive(Debug, Default)]
pub struct ResolutionTracker(HashMap<ResolutionKey, DateTime<Utc>>);

impl ResolutionTracker {
    /// Takes a success into account; one without a time heals nothing.
    pub fn success(&mut self, view: &View<'_>) {
        let Some(at) = view.time_for_counts() else { return };
        for matter in failure_topics(view, false) {
            for bond in
                resolution_keys(view.record().kind()).iter().filter_map(|names| ResolutionKey::new(view, matter, names))
            {
                self.0.entry(bond).and_modify(|newest| *newest = at.max(*newest)).or_insert(at);
            }
        }
    }

    /// Whether a success seen so far heals a failure at `at`. Final once all entries were seen.
    pub fn heals(&self, bond: Option<ResolutionKey>, at: Option<DateTime<Utc>>) -> bool {
        let newest = bond.and_then(|bond| self.0.get(&bond));
        newest.is_some_and(|newest| at.is_some_and(|at| *newest > at))
    }
}
