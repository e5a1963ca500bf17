//! The last attempt of each post and account, for a check that counts posts instead of attempts.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use chrono::{DateTime, Utc};

use super::scope::Relevance;
use crate::record::kinds::spec::StoryRole;
use crate::record::semantics::{self, OutcomeClass};
use crate::record::{Record, ShownView, View};

/// Actions that are parts of an attempt. Their success says nothing about the post.
const STEPS: [&str; 3] = ["media_upload", "token_refresh", "rate_limit_pause"];

/// A post and one of its accounts.
#[derive(PartialEq, Eq, Hash)]
struct PostAccount {
    post: String,
    account: String,
}

/// How late an attempt is; of equal ones a failure is the last, because missing order is never good news.
type AttemptRank = (bool, Option<DateTime<Utc>>, u64, bool);

/// An attempt that is the last one so far.
pub(super) struct LastAttempt {
    rank: AttemptRank,
    pub(super) level: Relevance,
    pub(super) record: Record,
}

/// The last attempts of all posts seen so far. Memory grows with the number of posts and accounts.
#[derive(Default)]
pub(super) struct LastAttempts {
    attempts: HashMap<PostAccount, LastAttempt>,
    earlier: u64,
}

impl LastAttempts {
    /// Keeps the record if it is the last attempt so far. Returns `false` for a record that is not an attempt of a post.
    pub(super) fn accept(&mut self, view: &ShownView<'_>, level: Relevance) -> bool {
        let Some(key) = key(view) else { return false };
        let rank = rank(view);
        let record = || view.record().to_owned_record();
        match self.attempts.entry(key) {
            Entry::Vacant(place) => {
                place.insert(LastAttempt { rank, level, record: record() });
            }
            Entry::Occupied(mut place) => {
                self.earlier += 1;
                if rank > place.get().rank {
                    place.insert(LastAttempt { rank, level, record: record() });
                }
            }
        }
        true
    }

    /// Returns the number of attempts that a later one replaced.
    pub(super) fn earlier(&self) -> u64 {
        self.earlier
    }

    /// Returns the last attempts.
    pub(super) fn finish(self) -> Vec<LastAttempt> {
        self.attempts.into_values().collect()
    }
}

fn key(view: &View<'_>) -> Option<PostAccount> {
    if view.kind().story() != StoryRole::Attempt {
        return None;
    }
    let account = view.text("accountId").or_else(|| semantics::platform(view)).unwrap_or_default();
    Some(PostAccount { post: view.text("postId")?.into_owned(), account: account.into_owned() })
}

fn rank(view: &View<'_>) -> AttemptRank {
    let fails = semantics::Outcome::from_view(view).class() == OutcomeClass::Failure;
    let is_step = view.text("action").is_some_and(|action| STEPS.contains(&&*action));
    let attempt = view.text("attemptNumber").and_then(|number| number.parse().ok()).unwrap_or(0);
    (fails || !is_step, view.time_for_counts(), attempt, fails)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::scanner;
    use crate::record::{Field, Kind, RecordLayout};

    static POST: RecordLayout = RecordLayout::new(Kind::Post, "late", "createdAt", |raw| {
        scanner::members(raw).map(|(name, json)| Field { name: scanner::unescaped(name), json: json.into() }).collect()
    });

    fn last(rows: &[&str]) -> (Vec<String>, u64) {
        let mut attempts = LastAttempts::default();
        for row in rows {
            let record = Record::from_text((*row).to_owned(), &POST);
            assert!(attempts.accept(&record.view(), Relevance::MayFail), "{row}");
        }
        let earlier = attempts.earlier();
        let mut kept: Vec<String> =
            attempts.finish().into_iter().map(|attempt| attempt.record.raw().to_owned()).collect();
        kept.sort();
        (kept, earlier)
    }

    #[test]
    fn the_time_decides_in_any_order_of_arrival() {
        let failed = r#"{"postId":"p","accountId":"a","status":"failed","createdAt":"2026-11-20T10:00:00Z"}"#;
        let retried = r#"{"postId":"p","accountId":"a","status":"success","createdAt":"2026-11-20T10:05:00Z"}"#;
        let other = r#"{"postId":"p","accountId":"b","status":"failed","createdAt":"2026-11-20T10:00:00Z"}"#;
        let expected = (vec![retried.to_owned(), other.to_owned()], 1);
        assert_eq!(last(&[failed, retried, other]), expected);
        assert_eq!(last(&[other, retried, failed]), expected);
    }

    #[test]
    fn a_step_replaces_no_attempt_and_a_tie_is_a_failure() {
        let failed = r#"{"postId":"p","status":"failed","action":"publish","createdAt":"2026-11-20T10:00:00Z"}"#;
        let upload = r#"{"postId":"p","status":"success","action":"media_upload","createdAt":"2026-11-20T10:01:00Z"}"#;
        let tie = r#"{"postId":"p","status":"success","action":"publish","createdAt":"2026-11-20T10:00:00Z"}"#;
        assert_eq!(last(&[upload, failed, tie]), (vec![failed.to_owned()], 2));
    }

    #[test]
    fn an_entry_without_a_post_is_no_attempt() {
        let record = Record::from_text(r#"{"accountId":"a","status":"failed"}"#.to_owned(), &POST);
        assert!(!LastAttempts::default().accept(&record.view(), Relevance::MayFail));
    }
}
