//! The aggregator behind `stats` and `check`: one pass over the records, memory by groups and buckets only. It counts,
//! and judges nothing.

pub mod cell;
pub mod every;
#[cfg(test)]
mod merging;

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::hash::{Hash, Hasher};
use std::rc::Rc;

use chrono::{DateTime, TimeDelta, Utc};
use hashbrown::{Equivalent, HashMap};

pub use self::cell::Cell;
pub use self::every::Every;
use crate::error::{Fault, Result};
use crate::record::path::Path;
use crate::record::{View, gist};
use crate::time::Zone;

/// The most rows, groups times buckets of time. A cell takes up to a few kilobytes, so this bounds memory.
pub const MOST_ROWS: u64 = 100_000;
/// The most bytes that the values of all groups together may take.
const MOST_BYTES: usize = 32 << 20;

/// What is counted by what.
#[derive(Debug, Clone, Default)]
pub struct Question {
    /// The fields whose values make a group; without any, all records are one group.
    pub by: Vec<Path>,
    /// How long a bucket of time is; `None` for one bucket in all.
    pub every: Option<Every>,
    /// The zone whose clock the buckets follow.
    pub zone: Zone,
}

impl Question {
    /// Whether a window has no more buckets than can be counted; asked before anything is read.
    pub fn check(&self, since: DateTime<Utc>, until: DateTime<Utc>) -> Result<()> {
        self.bound(1, self.buckets(since, until))
    }

    /// How many buckets lie between two moments, their own among them: an estimate, exact but for changes of the clock.
    fn buckets(&self, first: DateTime<Utc>, last: DateTime<Utc>) -> u64 {
        let Some(every) = self.every else { return 1 };
        u64::try_from((last - first).num_seconds() / every.seconds()).map_or(1, |buckets| buckets + 1)
    }

    fn bound(&self, groups: usize, buckets: u64) -> Result<()> {
        let groups = u64::try_from(groups).unwrap_or(u64::MAX);
        if groups.saturating_mul(buckets) <= MOST_ROWS {
            return Ok(());
        }
        let by: Vec<String> = self.by.iter().map(ToString::to_string).collect();
        let (cause, hint) = match &self.every {
            None => {
                (format!("--by {} makes at least {groups} groups", by.join(",")), "group by fields with fewer values")
            }
            Some(every) => (
                format!("{groups} groups in {buckets} buckets of --every {every}"),
                "use a longer --every, a shorter window (--since, --until) or fewer fields in --by",
            ),
        };
        Err(Fault::usage(format!("these are more than {MOST_ROWS} rows")).cause(cause).hint(hint))
    }
}

/// The numbers of one group in one bucket of time.
#[derive(Debug, Clone)]
pub struct Row {
    /// The group's values in the order of [`Question::by`]; `None` where a record has nothing there.
    pub key: Rc<[Option<String>]>,
    /// When the bucket begins; `None` where nobody asked for buckets, and for records without a time.
    pub bucket: Option<DateTime<Utc>>,
    pub cell: Cell,
}

/// Counts records.
pub struct Tally {
    question: Question,
    groups: HashMap<Key, Cells>,
    /// The first and the last bucket seen.
    span: Option<(DateTime<Utc>, DateTime<Utc>)>,
    /// What the groups' values take together.
    bytes: usize,
}

/// The values of a group.
#[derive(Default, PartialEq, Eq)]
struct Key(Vec<Option<String>>);

impl Hash for Key {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.0.iter().for_each(|value| value.as_deref().hash(state));
    }
}

/// The cells of one group, by the beginning of their buckets.
type Cells = BTreeMap<Option<DateTime<Utc>>, Cell>;

/// The values of one record, with which its group is looked up as they are: nothing is copied but for a new group.
struct Values<'v>(Vec<Option<Cow<'v, str>>>);

impl Hash for Values<'_> {
    /// As a [`Key`] of the same values.
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.0.iter().for_each(|value| value.as_deref().hash(state));
    }
}

impl Equivalent<Key> for Values<'_> {
    fn equivalent(&self, key: &Key) -> bool {
        self.0.iter().map(Option::as_deref).eq(key.0.iter().map(Option::as_deref))
    }
}

impl Values<'_> {
    fn to_key(&self) -> Key {
        Key(self.0.iter().map(|value| value.as_deref().map(str::to_owned)).collect())
    }
}

impl Tally {
    pub fn new(question: Question) -> Self {
        let mut groups = HashMap::new();
        if question.by.is_empty() {
            groups.insert(Key::default(), Cells::new());
        }
        Self { question, groups, span: None, bytes: 0 }
    }

    /// Counts one record. A usage fault where the groups and buckets have become too many.
    pub fn add(&mut self, view: &View<'_>) -> Result<()> {
        let Question { by, every, zone } = &self.question;
        let bucket = every.and_then(|every| Some(every.start(view.counts_at()?, *zone)));
        let values = Values(by.iter().map(|path| gist::value(view, path)).collect());
        let is_within = |start| self.span.is_some_and(|(first, last)| (first..=last).contains(&start));
        if bucket.is_none_or(is_within)
            && let Some(cells) = self.groups.get_mut(&values)
        {
            cells.entry(bucket).or_default().add(view);
            return Ok(());
        }
        let key = values.to_key();
        self.grow(&key, bucket)?;
        self.groups.entry(key).or_default().entry(bucket).or_default().add(view);
        Ok(())
    }

    /// What is counted by what.
    pub fn question(&self) -> &Question {
        &self.question
    }

    /// Counts what `other`, a tally of the same question, counted.
    pub fn merge(&mut self, other: Self) -> Result<()> {
        for (key, cells) in other.groups {
            let mut buckets = cells.keys().flatten().copied();
            self.grow(&key, buckets.next().into_iter().chain(buckets.next_back()))?;
            let own = self.groups.entry(key).or_default();
            for (bucket, cell) in cells {
                own.entry(bucket).or_default().merge(&cell);
            }
        }
        Ok(())
    }

    /// Makes sure that there is room for a group that may be new, and for buckets that may lie outside of those seen.
    fn grow(&mut self, key: &Key, buckets: impl IntoIterator<Item = DateTime<Utc>>) -> Result<()> {
        for start in buckets {
            let (first, last) = self.span.unwrap_or((start, start));
            self.span = Some((first.min(start), last.max(start)));
        }
        let mut groups = self.groups.len();
        if !self.groups.contains_key(key) {
            groups += 1;
            self.bytes += key.0.iter().flatten().map(String::len).sum::<usize>();
        }
        if self.bytes > MOST_BYTES {
            return Err(Fault::usage("the values of --by are too long to be kept in memory")
                .cause(format!("those of {groups} groups take more than {} MiB", MOST_BYTES >> 20))
                .hint("group by fields with fewer or shorter values"));
        }
        self.question.bound(groups, self.span.map_or(1, |(first, last)| self.question.buckets(first, last)))
    }

    /// The rows, group by group: those with the most failures first, then those with the most records, then by their
    /// values, absent ones last. Within a group the oldest bucket is first, and records without a time are last.
    ///
    /// Every group has a row for each bucket from the first to the last that holds any record, and for those of the
    /// window: from `since` on, and up to `until`, which is not included.
    pub fn finish(self, since: Option<DateTime<Utc>>, until: Option<DateTime<Utc>>) -> Result<Vec<Row>> {
        let starts = self.starts(since, until)?;
        let sums = |cells: &Cells| cells.values().fold((0, 0), |(f, n), cell| (f + cell.failures, n + cell.count));
        let mut groups: Vec<_> = self.groups.into_iter().map(|(key, cells)| (sums(&cells), key, cells)).collect();
        groups.sort_by(|(one, key, _), (other, other_key, _)| {
            other.cmp(one).then_with(|| order(key).cmp(order(other_key)))
        });
        let mut rows = Vec::with_capacity(groups.len() * starts.len());
        for (_, key, mut cells) in groups {
            let key: Rc<[_]> = key.0.into();
            let row = |bucket, cell| Row { key: Rc::clone(&key), bucket, cell };
            rows.extend(starts.iter().map(|&start| row(Some(start), cells.remove(&Some(start)).unwrap_or_default())));
            let timeless = cells.remove(&None).or_else(|| starts.is_empty().then(Cell::default));
            rows.extend(timeless.map(|cell| row(None, cell)));
        }
        Ok(rows)
    }

    /// The beginnings of all buckets, without holes.
    fn starts(&self, since: Option<DateTime<Utc>>, until: Option<DateTime<Utc>>) -> Result<Vec<DateTime<Utc>>> {
        let Question { every: Some(every), zone, .. } = self.question else { return Ok(Vec::new()) };
        let start = |at| every.start(at, zone);
        let firsts = since.map(start).into_iter().chain(self.span.map(|(first, _)| first));
        let last_moment = until.and_then(|until| until.checked_sub_signed(TimeDelta::nanoseconds(1)));
        let lasts = last_moment.map(start).into_iter().chain(self.span.map(|(_, last)| last));
        let (Some(first), Some(last)) = (firsts.min(), lasts.max()) else { return Ok(Vec::new()) };
        self.question.bound(self.groups.len(), self.question.buckets(first, last))?;
        let mut starts = vec![first];
        let mut next = every.end(first, zone);
        while next <= last {
            starts.push(next);
            next = every.end(next, zone);
        }
        Ok(starts)
    }
}

/// Orders values, the absent ones last.
fn order(key: &Key) -> impl Iterator<Item = (bool, &str)> {
    key.0.iter().map(|value| (value.is_none(), value.as_deref().unwrap_or_default()))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use std::collections::{BTreeMap, BTreeSet};

    use super::*;
    use crate::error::Code;
    use crate::record::{Field, Kind, Record, Shape, json};
    use crate::time;

    static SHAPE: Shape = Shape::new(Kind::Post, "zernio", "createdAt", lay);

    fn lay(raw: &str) -> Vec<Field<'_>> {
        let members = json::members(raw).unwrap_or_default();
        members.into_iter().map(|(name, value)| Field { name, json: value.into() }).collect()
    }

    fn question(by: &str, every: Option<&str>) -> Question {
        let by = by.split(',').filter(|path| !path.is_empty()).map(|path| path.parse().unwrap()).collect();
        Question { by, every: every.map(|every| every.parse().unwrap()), zone: Zone::Utc }
    }

    fn fill<J: AsRef<str>>(question: Question, records: &[J]) -> Result<Tally> {
        let mut tally = Tally::new(question);
        for json in records {
            let json = json.as_ref();
            tally.add(&Record::alone(json.to_owned(), &SHAPE).view())?;
        }
        Ok(tally)
    }

    fn rows<J: AsRef<str>>(question: Question, records: &[J]) -> Vec<Row> {
        fill(question, records).unwrap().finish(None, None).unwrap()
    }

    /// Key, hour and count of each row.
    fn brief(rows: &[Row]) -> Vec<(String, String, u64)> {
        let text =
            |row: &Row| row.key.iter().map(|value| value.as_deref().unwrap_or("-")).collect::<Vec<_>>().join(",");
        let hour = |row: &Row| row.bucket.map_or("-".to_owned(), |start| start.format("%H:%M").to_string());
        rows.iter().map(|row| (text(row), hour(row), row.cell.count)).collect()
    }

    #[test]
    fn the_worst_group_is_first_and_an_absent_value_last() {
        let entry = |platform: &str, status: &str| format!(r#"{{"platform":{platform},"status":"{status}"}}"#);
        let records = [
            ("\"b\"", "success"),
            ("null", "success"),
            ("\"a\"", "success"),
            ("\"c\"", "failed"),
            ("\"d\"", "success"),
            ("\"d\"", "success"),
        ];
        let rows = rows(question("platform", None), &records.map(|(platform, status)| entry(platform, status)));
        let keys: Vec<String> = brief(&rows).into_iter().map(|(key, _, count)| format!("{key}{count}")).collect();
        assert_eq!(keys, ["c1", "d2", "a1", "b1", "-1"]);
        assert_eq!(rows[0].cell.rate(), Some(1.0));
    }

    #[test]
    fn every_group_has_every_bucket_and_records_without_a_time_have_their_own() {
        let records = [
            r#"{"platform":"a","createdAt":"2026-11-20T12:59:59Z"}"#,
            r#"{"platform":"a","createdAt":"2026-11-20T10:00:00Z"}"#,
            r#"{"platform":"b","createdAt":"some day"}"#,
        ];
        let expected = [
            ("a", "10:00", 1),
            ("a", "11:00", 0),
            ("a", "12:00", 1),
            ("b", "10:00", 0),
            ("b", "11:00", 0),
            ("b", "12:00", 0),
            ("b", "-", 1),
        ];
        let expected = expected.map(|(key, hour, count)| (key.to_owned(), hour.to_owned(), count));
        assert_eq!(brief(&rows(question("platform", Some("1h")), &records)), expected);
    }

    #[test]
    fn buckets_reach_over_the_window_whose_end_is_not_included() {
        let records = [r#"{"createdAt":"2026-11-20T11:30:00Z"}"#];
        let window =
            [Some("2026-11-20T10:30:00Z"), Some("2026-11-20T13:00:00Z")].map(|text| text.and_then(time::instant));
        let tally = fill(question("", Some("1h")), &records).unwrap();
        let hours: Vec<_> =
            brief(&tally.finish(window[0], window[1]).unwrap()).into_iter().map(|(_, hour, _)| hour).collect();
        assert_eq!(hours, ["10:00", "11:00", "12:00"]);
    }

    #[test]
    fn without_fields_there_is_one_group_even_of_nothing() {
        assert_eq!(brief(&rows::<&str>(question("", None), &[])), [(String::new(), "-".to_owned(), 0)]);
        assert_eq!(rows::<&str>(question("platform", None), &[]).len(), 0);
        assert_eq!(rows::<&str>(question("", None), &[])[0].cell.rate(), None);
    }

    #[test]
    fn too_many_rows_are_a_mistake_in_the_question_that_names_its_flags() {
        let entry =
            |number: u32| format!(r#"{{"id":{number},"createdAt":"2026-11-{:02}T00:00:00Z"}}"#, number % 28 + 1);
        let many: Vec<String> = (0..100_001).map(entry).collect();
        let fault = |question: Question| fill(question, &many).err().unwrap();
        assert_eq!(fault(question("id", None)).cause.unwrap(), "--by id makes at least 100001 groups");
        let timed = fault(question("id", Some("1m")));
        assert!(timed.code == Code::Usage && timed.cause.unwrap().ends_with(" buckets of --every 1m"));
        assert!(timed.hint.unwrap().contains("--since"));
        assert!(fill(question("id", None), &many[..100_000]).is_ok());

        let (since, until) =
            (time::instant("2026-08-20T00:00:00Z").unwrap(), time::instant("2026-11-20T00:00:00Z").unwrap());
        assert!(question("id", Some("1h")).check(since, until).is_ok());
        assert!(question("id", Some("1m")).check(since, until).is_err());
    }

    #[test]
    fn long_values_are_no_way_around_the_limit() {
        let entry = |number: usize| format!(r#"{{"id":"{number:050000}"}}"#);
        let fault = fill(question("id", None), &(0..800).map(entry).collect::<Vec<_>>()).err().unwrap();
        assert!(fault.what.contains("too long"), "{fault}");
    }

    #[test]
    fn durations_that_are_none_are_not_counted() {
        let entry = |ms: &str| format!(r#"{{"durationMs":{ms}}}"#);
        let cell = |texts: &[&str]| {
            rows(question("", None), &texts.iter().map(|ms| entry(ms)).collect::<Vec<_>>())[0].cell.clone()
        };
        assert_eq!(cell(&["-1", "\"x\"", "null", "1e300", "99999999999999999999", "{}", "\"NaN\""]).max(), None);
        let some = cell(&["\"12\"", "3.6", "0"]);
        assert_eq!((some.p50(), some.p95(), some.max()), (Some(4), Some(4), Some(12)));
    }

    /// One record of the property test: group, status, minutes after midnight, duration.
    type Entry = (Option<u8>, bool, Option<u32>, Option<u64>);

    fn write(&(group, failed, minute, ms): &Entry) -> String {
        let group = group.map_or("null".to_owned(), |group| format!("\"g{group}\""));
        let at = minute.map_or("null".to_owned(), |m| {
            format!("\"2026-11-{:02}T{:02}:{:02}:00Z\"", m / 1440 + 1, m / 60 % 24, m % 60)
        });
        let status = if failed { "failed" } else { "success" };
        format!(
            r#"{{"platform":{group},"status":"{status}","createdAt":{at},"durationMs":{}}}"#,
            ms.map_or("null".to_owned(), |ms| ms.to_string())
        )
    }

    /// Count, failures and sorted durations.
    type Counted = (u64, u64, Vec<u64>);

    /// What is counted in each group and hour, as anyone would write it down.
    fn naive(entries: &[Entry]) -> BTreeMap<(Option<u8>, Option<u32>), Counted> {
        let mut cells = BTreeMap::new();
        for &(group, failed, minute, ms) in entries {
            let cell: &mut Counted = cells.entry((group, minute.map(|minute| minute / 60))).or_default();
            cell.0 += 1;
            cell.1 += u64::from(failed);
            cell.2.extend(ms);
        }
        for cell in cells.values_mut() {
            cell.2.sort_unstable();
        }
        cells
    }

    fn near(found: Option<u64>, sorted: &[u64], percent: usize) -> bool {
        let Some(last) = sorted.len().checked_sub(1) else { return found.is_none() };
        let (found, exact) = (found.unwrap(), sorted[last * percent / 100]);
        let error = if sorted.len() <= 128 { 0 } else { exact / 100 + 1 };
        found.abs_diff(exact) <= error
    }

    fn entries() -> impl Strategy<Value = Vec<Entry>> {
        let entry = |minutes| {
            (
                prop::option::weighted(0.9, 0..3_u8),
                any::<bool>(),
                prop::option::weighted(0.9, 0..minutes),
                prop::option::weighted(0.9, 0..100_000_u64),
            )
        };
        prop_oneof![prop::collection::vec(entry(2_880_u32), 0..60), prop::collection::vec(entry(90_u32), 0..1_500)]
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(96))]
        #[test]
        fn the_numbers_are_those_of_counting_by_hand(entries in entries()) {
            let expected = naive(&entries);
            let rows = rows(question("platform", Some("1h")), &entries.iter().map(write).collect::<Vec<_>>());
            let midnight = time::instant("2026-11-01T00:00:00Z").unwrap();
            let mut seen = BTreeSet::new();
            for row in &rows {
                let group = row.key[0].as_deref().map(|key| key[1..].parse::<u8>().unwrap());
                let hour = row.bucket.map(|start| u32::try_from((start - midnight).num_hours()).unwrap());
                prop_assert!(seen.insert((group, hour)), "a row stands twice");
                let empty = (0, 0, Vec::new());
                let (count, failures, durations) = expected.get(&(group, hour)).unwrap_or(&empty);
                let cell = &row.cell;
                prop_assert_eq!((cell.count, cell.failures, cell.max()), (*count, *failures, durations.last().copied()));
                prop_assert!(near(cell.p50(), durations, 50) && near(cell.p95(), durations, 95), "{:?} {:?}", cell, durations);
            }
            prop_assert!(expected.keys().all(|key| seen.contains(key)));
        }

        #[test]
        fn merged_cells_are_the_cell_of_all(entries in entries()) {
            let records: Vec<String> = entries.iter().map(write).collect();
            let mut merged = Cell::default();
            for row in rows(question("platform", Some("1h")), &records) {
                merged.merge(&row.cell);
            }
            let whole = &rows(question("", None), &records)[0].cell;
            let numbers = |cell: &Cell| (cell.count, cell.failures, cell.first, cell.last, cell.max());
            prop_assert_eq!(numbers(&merged), numbers(whole));
            let mut sorted: Vec<u64> = entries.iter().filter_map(|entry| entry.3).collect();
            sorted.sort_unstable();
            prop_assert!(near(merged.p50(), &sorted, 50) && near(merged.p95(), &sorted, 95));
        }
    }
}
