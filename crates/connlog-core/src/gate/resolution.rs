//! Finds out whether a later success of the same account on the same platform resolves a failure.
//!
//! The entries' own times decide, not their order of arrival; at equal times nothing is resolved. It keeps one time
//! per account (per post for posts). A success of one kind never resolves a failure of another kind.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};

use chrono::{DateTime, Utc};

use crate::record::{View, semantics};

/// The hash of the values that a success must share with a failure to resolve it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct ResolutionKey(u64);

impl ResolutionKey {
    fn new(view: &View<'_>, topic: &str, names: &[&str]) -> Option<Self> {
        let mut hasher = DefaultHasher::new();
        (view.kind(), topic, names).hash(&mut hasher);
        // Rows of a LOG table lack the service, and the id of a connection is unique without it.
        view.text("platform").hash(&mut hasher);
        for name in names {
            let path: Vec<&str> = name.split('.').collect();
            let value = if path.len() > 1 { semantics::deep(view, &path) } else { view.text(name) };
            value?.hash(&mut hasher);
        }
        Some(Self(hasher.finish()))
    }

    /// Returns the key of the success that would resolve this failure; `None` if the entry has no id, so nothing can
    /// resolve it.
    ///
    /// A connection needs a success of the same account; a post one of the same post and account. If a first connect
    /// failed and gave no account, the profile decides, else the user.
    pub fn of_failure(view: &View<'_>) -> Option<Self> {
        let topic = (view.kind().spec().failure_topics)(view, true).first()?;
        view.kind().spec().resolution_keys.iter().find_map(|names| Self::new(view, topic, names))
    }
}

/// The time of the newest success for each key.
#[derive(Debug, Default)]
pub struct ResolutionTracker(HashMap<ResolutionKey, DateTime<Utc>>);

impl ResolutionTracker {
    /// Adds a success; one without a time resolves nothing.
    pub fn success(&mut self, view: &View<'_>) {
        let Some(at) = view.time_for_counts() else { return };
        for topic in (view.kind().spec().failure_topics)(view, false) {
            for key in view
                .record()
                .kind()
                .spec()
                .resolution_keys
                .iter()
                .filter_map(|names| ResolutionKey::new(view, topic, names))
            {
                self.0.entry(key).and_modify(|newest| *newest = at.max(*newest)).or_insert(at);
            }
        }
    }

    /// Returns whether a success seen so far resolves a failure at `at`. The answer is final after all entries were
    /// seen.
    pub fn resolves(&self, key: Option<ResolutionKey>, at: Option<DateTime<Utc>>) -> bool {
        let newest = key.and_then(|key| self.0.get(&key));
        newest.is_some_and(|newest| at.is_some_and(|at| *newest > at))
    }
}
