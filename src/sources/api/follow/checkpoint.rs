//! The entries emitted so far, back to the dedup horizon. A restart continues from it.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::first_poll::{ExpiredWindow, FirstPoll, RetentionEdge};
use super::poll_result::PolledRecord;

/// How far a list was followed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(into = "StoredPollCheckpoint", from = "StoredPollCheckpoint")]
pub struct PollCheckpoint {
    complete_until: DateTime<Utc>,
    dedup_horizon: DateTime<Utc>,
    /// The number of emitted entries of each time and identity since the dedup horizon.
    emitted: BTreeMap<(DateTime<Utc>, u64), u32>,
    /// Set while a run may have entries of its first poll that it did not save.
    first_poll: Option<FirstPoll>,
}

/// The form in the cursor file: seconds, nanoseconds and identity of each entry; equal entries are repeated.
#[derive(Serialize, Deserialize)]
struct StoredPollCheckpoint {
    floor: DateTime<Utc>,
    line: DateTime<Utc>,
    seen: Vec<(i64, u32, u64)>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    first: Option<FirstPoll>,
}

impl PollCheckpoint {
    /// Creates a checkpoint that starts at `since`, without emitted entries.
    pub fn since(since: DateTime<Utc>) -> Self {
        Self::at(since, since)
    }

    /// Creates a checkpoint without emitted entries.
    pub(super) fn at(complete_until: DateTime<Utc>, dedup_horizon: DateTime<Utc>) -> Self {
        Self { complete_until, dedup_horizon, emitted: BTreeMap::new(), first_poll: None }
    }

    /// Notes that a run begins its first poll at the local time `now`.
    pub fn begin_first_poll(&mut self, now: DateTime<Utc>) {
        self.first_poll = Some(FirstPoll::begin(self.first_poll, now));
    }

    /// Notes that the first poll of a run failed.
    pub fn fail_first_poll(&mut self) {
        if let Some(first_poll) = &mut self.first_poll {
            first_poll.fail();
        }
    }

    /// Returns whether no poll of the list is complete.
    pub fn is_before_first_poll(&self) -> bool {
        self.first_poll.is_some_and(|first_poll| first_poll.is_open())
    }

    /// Returns whether a run may have entries of its first poll that it did not save.
    pub fn has_first_poll(&self) -> bool {
        self.first_poll.is_some()
    }

    /// Forgets the first poll of other runs, because its entries were saved or are reported as lost.
    pub fn settle_first_poll(&mut self) {
        self.first_poll = None;
    }

    /// Accepts a complete poll at `edge`. Returns the window that is lost with earlier runs. A run that may still be running
    /// can save its entries, so its window stays in the checkpoint for a later run.
    pub(super) fn accept_first_poll(&mut self, edge: RetentionEdge) -> Option<ExpiredWindow> {
        let first_poll = self.first_poll.take()?;
        let expired = first_poll.expired(self.complete_until, edge)?;
        self.first_poll = Some(first_poll.with_expired(expired));
        Some(expired).filter(|_| !first_poll.is_recent(edge.now))
    }

    /// Returns the time before which all entries were found, except entries later than `settle`.
    pub fn complete_until(&self) -> DateTime<Utc> {
        self.complete_until
    }

    /// Returns the dedup horizon: emitted entries are remembered from this time on.
    pub fn dedup_horizon(&self) -> DateTime<Utc> {
        self.dedup_horizon
    }

    /// Counts an entry as emitted. The caller may count part of a batch, so that the checkpoint is within the batch.
    /// Returns the number of equal entries so far.
    pub fn record_entry(&mut self, identity: u64, time: DateTime<Utc>) -> u32 {
        let copies = self.emitted.entry((time, identity)).or_default();
        *copies += 1;
        *copies
    }

    /// Returns the entries of `found` that are new. Of equal entries, only those above the emitted number are new.
    pub(super) fn new_entries(&self, found: Vec<PolledRecord>) -> Vec<PolledRecord> {
        let mut remaining: BTreeMap<(DateTime<Utc>, u64), u32> = BTreeMap::new();
        let new_entries = |found: &PolledRecord| {
            let key = (found.time, found.identity);
            let left = remaining.entry(key).or_insert_with(|| self.emitted.get(&key).copied().unwrap_or_default());
            let known = *left > 0;
            *left = left.saturating_sub(1);
            found.time >= self.dedup_horizon && !known
        };
        found.into_iter().filter(new_entries).collect()
    }

    /// Returns whether `found`, all entries of a window, lacks an emitted entry of that window.
    pub(super) fn lacks_emitted(&self, from: DateTime<Utc>, until: DateTime<Utc>, found: &[PolledRecord]) -> bool {
        let mut counts: BTreeMap<(DateTime<Utc>, u64), u32> = BTreeMap::new();
        for found in found {
            *counts.entry((found.time, found.identity)).or_default() += 1;
        }
        let mut known = self.emitted.range((from, 0)..).take_while(|((time, _), _)| *time < until);
        known.any(|(key, count)| counts.get(key).is_none_or(|found| found < count))
    }

    /// Moves the dedup horizon back; entries `found` between the new and the old horizon count as emitted.
    pub(super) fn lower_dedup_horizon(&mut self, dedup_horizon: DateTime<Utc>, found: &[PolledRecord]) {
        for found in found.iter().filter(|found| (dedup_horizon..self.dedup_horizon).contains(&found.time)) {
            *self.emitted.entry((found.time, found.identity)).or_default() += 1;
        }
        self.dedup_horizon = self.dedup_horizon.min(dedup_horizon);
    }

    /// Moves both times forward, and removes entries older than the dedup horizon.
    pub(super) fn advance(&mut self, complete_until: DateTime<Utc>, dedup_horizon: DateTime<Utc>) {
        self.dedup_horizon = self.dedup_horizon.max(dedup_horizon);
        self.complete_until = complete_until.max(self.dedup_horizon);
        self.emitted = self.emitted.split_off(&(self.dedup_horizon, 0));
    }

    /// Returns the number of different entries remembered.
    pub fn remembered(&self) -> usize {
        self.emitted.len()
    }
}

impl From<PollCheckpoint> for StoredPollCheckpoint {
    fn from(checkpoint: PollCheckpoint) -> Self {
        let of = |((time, identity), count): ((DateTime<Utc>, u64), u32)| {
            std::iter::repeat_n((time.timestamp(), time.timestamp_subsec_nanos(), identity), count as usize)
        };
        Self {
            floor: checkpoint.complete_until,
            line: checkpoint.dedup_horizon,
            seen: checkpoint.emitted.into_iter().flat_map(of).collect(),
            first: checkpoint.first_poll,
        }
    }
}

impl From<StoredPollCheckpoint> for PollCheckpoint {
    fn from(stored: StoredPollCheckpoint) -> Self {
        let mut checkpoint = Self { first_poll: stored.first, ..Self::at(stored.floor, stored.line) };
        for (seconds, nanos, identity) in stored.seen {
            // An invalid time was not written by connlog.
            if let Some(time) = DateTime::from_timestamp(seconds, nanos) {
                checkpoint.record_entry(identity, time);
            }
        }
        checkpoint
    }
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;

    use super::*;
    use connlog_core::providers::zernio;
    use connlog_core::query::{Filters, Query, Window};
    use connlog_core::record::Kind;

    fn second(second: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(1_790_000_000 + second, 0).unwrap()
    }

    /// Creates entries from words of a name, `@` and a second.
    fn found(words: &str) -> Vec<PolledRecord> {
        let window = Window { since: None, until: None, days: None, now: second(0) };
        let filters = Filters::default();
        let query = Query { kind: Kind::Post, filters, window, limit: None, skip: 0, page_size: None, optional: false };
        let found = |word: &str| {
            let (name, at) = word.split_once('@').unwrap();
            let time = second(at.parse().unwrap());
            let row = format!(r#"{{"type":"publishing","account_id":"{name}","created_at":"{}"}}"#, time.to_rfc3339());
            let page = (zernio::ZERNIO.source)(&query).unwrap().read(format!(r#"{{"logs":[{row}]}}"#)).unwrap();
            let record = page.records.into_iter().next().unwrap();
            PolledRecord { identity: record.identity(), time, record }
        };
        words.split_whitespace().map(found).collect()
    }

    fn names(found: &[PolledRecord]) -> Vec<String> {
        found.iter().map(|found| found.record.raw().split('"').nth(7).unwrap().to_owned()).collect()
    }

    /// Creates a checkpoint with these times and emitted entries.
    fn after(complete_until: i64, dedup_horizon: i64, words: &str) -> PollCheckpoint {
        let mut checkpoint = PollCheckpoint::at(second(complete_until), second(dedup_horizon));
        for found in found(words) {
            checkpoint.record_entry(found.identity, found.time);
        }
        checkpoint
    }

    #[test]
    fn emitted_entries_are_not_new_again() {
        let checkpoint = after(30, 20, "a@20 b@25 c@40");
        assert_eq!(names(&checkpoint.new_entries(found("a@20 x@20 b@25 y@28 c@40 z@40"))), ["x", "y", "z"]);
    }

    #[test]
    fn entries_older_than_the_dedup_horizon_are_ignored() {
        let checkpoint = after(30, 20, "a@20");
        assert!(checkpoint.new_entries(found("x@19 y@0")).is_empty());
    }

    #[test]
    fn of_equal_entries_only_the_surplus_is_new() {
        let checkpoint = after(30, 20, "t@25 t@25");
        assert_eq!(names(&checkpoint.new_entries(found("t@25"))), [""; 0]);
        assert_eq!(names(&checkpoint.new_entries(found("t@25 t@25 t@25 t@25"))), ["t", "t"]);
        assert_eq!(names(&after(30, 20, "").new_entries(found("t@25 t@25"))), ["t", "t"]);
    }

    #[test]
    fn only_entries_older_than_the_dedup_horizon_are_removed() {
        let many: Vec<String> = (0..500).map(|number| format!("m{number}@26")).collect();
        let mut checkpoint = after(30, 20, &format!("a@20 b@25 c@26 {}", many.join(" ")));
        checkpoint.advance(second(40), second(26));
        assert_eq!(
            (checkpoint.complete_until(), checkpoint.dedup_horizon(), checkpoint.remembered()),
            (second(40), second(26), 501)
        );
        checkpoint.advance(second(20), second(10));
        assert_eq!(
            (checkpoint.complete_until(), checkpoint.dedup_horizon()),
            (second(26), second(26)),
            "neither time goes back"
        );
    }

    #[test]
    fn a_lowered_dedup_horizon_counts_present_entries_as_emitted() {
        let mut checkpoint = after(30, 20, "a@20");
        checkpoint.lower_dedup_horizon(second(10), &found("p@5 q@10 r@19 a@20 s@21"));
        assert_eq!(checkpoint.dedup_horizon(), second(10));
        assert_eq!(names(&checkpoint.new_entries(found("p@5 q@10 x@15 r@19 a@20 s@21"))), ["x", "s"]);
    }

    #[test]
    fn a_window_without_an_emitted_entry_is_detected() {
        let checkpoint = after(30, 20, "a@20 t@25 t@25 z@40");
        assert!(!checkpoint.lacks_emitted(second(21), second(40), &found("t@25 t@25 n@30")), "a and z are outside");
        assert!(checkpoint.lacks_emitted(second(21), second(40), &found("t@25 n@30")));
        assert!(checkpoint.lacks_emitted(second(20), second(21), &found("t@25 t@25 z@40")));
    }

    /// Returns the seconds of the window that is lost, as if the retention were 0, and whether it is reported.
    fn lost(checkpoint: &PollCheckpoint, retained_from: i64, now: i64) -> (bool, Option<(i64, i64)>) {
        let (day, mut checkpoint) = (TimeDelta::days(1), checkpoint.clone());
        let edge = RetentionEdge { retention: day, retained_from: second(retained_from) - day, now: second(now) };
        let reported = checkpoint.accept_first_poll(edge);
        let seconds = |time: DateTime<Utc>| (time + day - second(0)).num_seconds();
        let kept = checkpoint.first_poll.and_then(|first_poll| first_poll.expired(second(0), edge));
        (reported.is_some(), kept.map(|window| (seconds(window.from), seconds(window.to))))
    }

    fn begun(at: i64) -> PollCheckpoint {
        let mut checkpoint = PollCheckpoint::since(second(-900_000));
        checkpoint.begin_first_poll(second(at));
        checkpoint
    }

    #[test]
    fn a_killed_first_poll_loses_what_expired_since_it_began() {
        assert_eq!(lost(&begun(60), 5_000, 5_000), (true, Some((60, 5_000))));
        assert_eq!(lost(&begun(10_060), 5_000, 15_000), (true, Some((60, 5_000))), "a clock that is ahead");
        assert_eq!(lost(&begun(60), 5_000, 4_000), (true, Some((60, 5_000))), "a clock that was set back");
        let mut late = begun(60);
        late.complete_until = second(100) - TimeDelta::days(1);
        assert_eq!(lost(&late, 5_000, 5_000), (true, Some((100, 5_000))), "no more than was wanted");
    }

    #[test]
    fn a_run_that_may_be_running_has_lost_nothing_yet() {
        let checkpoint = begun(60);
        assert_eq!(lost(&checkpoint, 100, 100), (false, Some((60, 100))));
        let edge = |at: i64| {
            let retained_from = second(at) - TimeDelta::days(1);
            RetentionEdge { retention: TimeDelta::days(1), retained_from, now: second(at) }
        };
        let mut second_run = checkpoint;
        assert_eq!(second_run.accept_first_poll(edge(100)), None);
        assert!(!second_run.is_before_first_poll());
        let stored = serde_json::to_string(&second_run).unwrap();
        assert_eq!(serde_json::from_str::<PollCheckpoint>(&stored).unwrap(), second_run, "{stored}");
        assert_eq!(lost(&second_run, 5_000, 5_000), (true, Some((60, 100))), "a later run reports the same window");
    }

    #[test]
    fn a_first_poll_that_failed_loses_nothing() {
        let mut checkpoint = begun(60);
        checkpoint.begin_first_poll(second(70));
        checkpoint.fail_first_poll();
        assert_eq!(lost(&checkpoint, 5_000, 5_000), (true, Some((60, 5_000))), "one of two runs failed");
        checkpoint.fail_first_poll();
        assert_eq!(lost(&checkpoint, 5_000, 5_000), (false, None));
        checkpoint.begin_first_poll(second(4_000));
        assert_eq!(lost(&checkpoint, 8_000, 8_000), (true, Some((4_000, 8_000))), "the next run begins anew");
    }

    #[test]
    fn a_position_without_a_first_poll_has_the_form_of_old_cursors() {
        let old = r#"{"floor":"2026-09-21T14:13:50Z","line":"2026-09-21T14:13:40Z","seen":[[1790000025,0,7]]}"#;
        let read: PollCheckpoint = serde_json::from_str(old).unwrap();
        assert!(!read.has_first_poll() && read.remembered() == 1);
        assert_eq!(serde_json::to_string(&read).unwrap(), old);
    }

    #[test]
    fn a_checkpoint_survives_serialization() {
        let mut checkpoint = after(30, 20, "a@20 t@25 t@25");
        checkpoint.record_entry(u64::MAX, second(25) + TimeDelta::nanoseconds(123_456_789));
        checkpoint.record_entry(7, DateTime::<Utc>::MAX_UTC);
        let stored = serde_json::to_string(&checkpoint).unwrap();
        assert_eq!(serde_json::from_str::<PollCheckpoint>(&stored).unwrap(), checkpoint, "{stored}");
    }
}
