//! What was handed out, so far back as it may be met again. It is all that a restart needs.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::poll::PolledRecord;

/// How far a log was followed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(into = "StoredPollCheckpoint", from = "StoredPollCheckpoint")]
pub struct PollCheckpoint {
    floor: DateTime<Utc>,
    line: DateTime<Utc>,
    /// How many entries of a time and identity were met. It is trimmed by age and never by count: what is still within
    /// reach must be known again, however much it is.
    seen: BTreeMap<(DateTime<Utc>, u64), u32>,
}

/// The form on disk: seconds, nanoseconds and identity of each entry; equal ones are repeated.
#[derive(Serialize, Deserialize)]
struct StoredPollCheckpoint {
    floor: DateTime<Utc>,
    line: DateTime<Utc>,
    seen: Vec<(i64, u32, u64)>,
}

impl PollCheckpoint {
    /// Nothing was met yet, and everything from `since` on is wanted.
    pub fn since(since: DateTime<Utc>) -> Self {
        Self::at(since, since)
    }

    /// Nothing is known between `line` and `floor` yet.
    pub(super) fn at(floor: DateTime<Utc>, line: DateTime<Utc>) -> Self {
        Self { floor, line, seen: BTreeMap::new() }
    }

    /// Everything older was found, as far as it came within `settle`.
    pub fn floor(&self) -> DateTime<Utc> {
        self.floor
    }

    /// From here on entries are remembered. Whether an older one was handed out cannot be told.
    pub fn line(&self) -> DateTime<Utc> {
        self.line
    }

    /// Counts one more entry as handed out. So the marks of before a batch, with those of its entries that were taken, are
    /// marks of within the batch.
    pub fn record_entry(&mut self, identity: u64, time: DateTime<Utc>) {
        *self.seen.entry((time, identity)).or_default() += 1;
    }

    /// Those of `found` that were not met before. Of equal ones only as many are, as there are more than before.
    pub(super) fn fresh(&self, found: Vec<PolledRecord>) -> Vec<PolledRecord> {
        let mut met: BTreeMap<(DateTime<Utc>, u64), u32> = BTreeMap::new();
        let fresh = |found: &PolledRecord| {
            let key = (found.time, found.identity);
            let left = met.entry(key).or_insert_with(|| self.seen.get(&key).copied().unwrap_or_default());
            let known = *left > 0;
            *left = left.saturating_sub(1);
            found.time >= self.line && !known
        };
        found.into_iter().filter(fresh).collect()
    }

    /// Whether `found`, all there is of a window, lacks an entry that was met there.
    pub(super) fn lack(&self, window: (DateTime<Utc>, DateTime<Utc>), found: &[PolledRecord]) -> bool {
        let mut there: BTreeMap<(DateTime<Utc>, u64), u32> = BTreeMap::new();
        for found in found {
            *there.entry((found.time, found.identity)).or_default() += 1;
        }
        let (from, until) = window;
        let mut met = self.seen.range((from, 0)..).take_while(|((time, _), _)| *time < until);
        met.any(|(key, count)| there.get(key).is_none_or(|found| found < count))
    }

    /// Takes the line back to `line`; what was `found` between there and the present one counts as met.
    pub(super) fn lower(&mut self, line: DateTime<Utc>, found: &[PolledRecord]) {
        for found in found.iter().filter(|found| (line..self.line).contains(&found.time)) {
            *self.seen.entry((found.time, found.identity)).or_default() += 1;
        }
        self.line = self.line.min(line);
    }

    /// Goes on to a later floor and line, and forgets what is older than the line. Neither ever goes back.
    pub(super) fn advance(&mut self, floor: DateTime<Utc>, line: DateTime<Utc>) {
        self.line = self.line.max(line);
        self.floor = floor.max(self.line);
        self.seen = self.seen.split_off(&(self.line, 0));
    }

    /// Entries remembered, equal ones counted once.
    pub fn remembered(&self) -> usize {
        self.seen.len()
    }
}

impl From<PollCheckpoint> for StoredPollCheckpoint {
    fn from(marks: PollCheckpoint) -> Self {
        let of = |((time, identity), count): ((DateTime<Utc>, u64), u32)| {
            std::iter::repeat_n((time.timestamp(), time.timestamp_subsec_nanos(), identity), count as usize)
        };
        Self { floor: marks.floor, line: marks.line, seen: marks.seen.into_iter().flat_map(of).collect() }
    }
}

impl From<StoredPollCheckpoint> for PollCheckpoint {
    fn from(stored: StoredPollCheckpoint) -> Self {
        let mut marks = Self::at(stored.floor, stored.line);
        for (seconds, nanos, identity) in stored.seen {
            // What is no time was not written by us, and stands for no entry.
            if let Some(time) = DateTime::from_timestamp(seconds, nanos) {
                marks.record_entry(identity, time);
            }
        }
        marks
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

    /// Entries, one a word: a name, `@`, and a second.
    fn found(words: &str) -> Vec<PolledRecord> {
        let window = Window { since: None, until: None, days: None, now: second(0) };
        let filters = Filters::default();
        let query = Query { kind: Kind::Post, filters, window, limit: None, skip: 0, page_size: None };
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

    /// Marks with that floor and line, after these entries.
    fn after(floor: i64, line: i64, words: &str) -> PollCheckpoint {
        let mut marks = PollCheckpoint::at(second(floor), second(line));
        for found in found(words) {
            marks.record_entry(found.identity, found.time);
        }
        marks
    }

    #[test]
    fn what_was_met_is_known_again_whatever_its_time() {
        let marks = after(30, 20, "a@20 b@25 c@40");
        assert_eq!(names(&marks.fresh(found("a@20 x@20 b@25 y@28 c@40 z@40"))), ["x", "y", "z"]);
    }

    #[test]
    fn what_is_older_than_the_line_is_not_guessed_at() {
        let marks = after(30, 20, "a@20");
        assert!(marks.fresh(found("x@19 y@0")).is_empty());
    }

    #[test]
    fn of_equal_entries_as_many_are_new_as_there_are_more() {
        let marks = after(30, 20, "t@25 t@25");
        assert_eq!(names(&marks.fresh(found("t@25"))), [""; 0]);
        assert_eq!(names(&marks.fresh(found("t@25 t@25 t@25 t@25"))), ["t", "t"]);
        assert_eq!(names(&after(30, 20, "").fresh(found("t@25 t@25"))), ["t", "t"]);
    }

    #[test]
    fn what_is_older_than_the_line_is_forgotten_and_nothing_else_however_much_it_is() {
        let many: Vec<String> = (0..500).map(|number| format!("m{number}@26")).collect();
        let mut marks = after(30, 20, &format!("a@20 b@25 c@26 {}", many.join(" ")));
        marks.advance(second(40), second(26));
        assert_eq!((marks.floor(), marks.line(), marks.remembered()), (second(40), second(26), 501));
        marks.advance(second(20), second(10));
        assert_eq!((marks.floor(), marks.line()), (second(26), second(26)), "neither goes back below the line");
    }

    #[test]
    fn a_line_that_is_taken_back_knows_what_is_there() {
        let mut marks = after(30, 20, "a@20");
        marks.lower(second(10), &found("p@5 q@10 r@19 a@20 s@21"));
        assert_eq!(marks.line(), second(10));
        assert_eq!(names(&marks.fresh(found("p@5 q@10 x@15 r@19 a@20 s@21"))), ["x", "s"]);
    }

    #[test]
    fn it_is_noticed_when_something_that_was_met_is_not_there() {
        let marks = after(30, 20, "a@20 t@25 t@25 z@40");
        let window = (second(21), second(40));
        assert!(!marks.lack(window, &found("t@25 t@25 n@30")), "a and z are outside");
        assert!(marks.lack(window, &found("t@25 n@30")));
        assert!(marks.lack((second(20), second(21)), &found("t@25 t@25 z@40")));
    }

    #[test]
    fn marks_come_back_from_the_disk_as_they_were() {
        let mut marks = after(30, 20, "a@20 t@25 t@25");
        marks.record_entry(u64::MAX, second(25) + TimeDelta::nanoseconds(123_456_789));
        marks.record_entry(7, DateTime::<Utc>::MAX_UTC);
        let stored = serde_json::to_string(&marks).unwrap();
        assert_eq!(serde_json::from_str::<PollCheckpoint>(&stored).unwrap(), marks, "{stored}");
    }
}
