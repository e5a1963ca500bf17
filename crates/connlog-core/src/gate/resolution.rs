//! Healing: whether a failure was made good by a later success of the same account on the same platform.
//!
//! Order is by the entries' own times, never by their arrival; in one moment nothing heals, since it is not told which
//! came first. What is kept is the time of the newest success of each account (of each post, for posts), so memory does
//! not grow with the entries. Kinds do not heal each other: an account that publishes again was not reconnected.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};

use chrono::{DateTime, Utc};

use crate::record::{View, semantics};

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
        let matter = (view.record().kind().spec().failure_topics)(view, true).first()?;
        view.record().kind().spec().resolution_keys.iter().find_map(|names| Self::new(view, matter, names))
    }
}

/// The newest success behind each bond.
#[derive(Debug, Default)]
pub struct ResolutionTracker(HashMap<ResolutionKey, DateTime<Utc>>);

impl ResolutionTracker {
    /// Takes a success into account; one without a time heals nothing.
    pub fn success(&mut self, view: &View<'_>) {
        let Some(at) = view.time_for_counts() else { return };
        for matter in (view.record().kind().spec().failure_topics)(view, false) {
            for bond in view
                .record()
                .kind()
                .spec()
                .resolution_keys
                .iter()
                .filter_map(|names| ResolutionKey::new(view, matter, names))
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
