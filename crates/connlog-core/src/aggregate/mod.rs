//! The aggregator behind `stats` and `check`: one pass over the records; memory grows with groups and buckets only.

pub mod interval;
pub mod measures;
pub mod metrics;

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::hash::{Hash, Hasher};
use std::rc::Rc;

use chrono::{DateTime, TimeDelta, Utc};
use hashbrown::{Equivalent, HashMap};
use smallvec::SmallVec;

pub use self::interval::BucketInterval;
pub use self::measures::Measures;
pub use self::metrics::{EntryCounts, GroupMetrics};
use crate::error::{Error, Result};
use crate::record::path::FieldPath;
use crate::record::{ShownView, semantics};
use crate::time::Zone;

/// The maximum number of rows: groups times buckets. A row needs up to a few kilobytes, so this limits memory.
pub const MOST_ROWS: u64 = 100_000;
/// The maximum size of the values of all groups together, in bytes.
const MOST_BYTES: usize = 32 << 20;

/// The inline capacity for the values of a group; few groupings use more fields.
const FIELDS: usize = 2;

/// What to group by.
#[derive(Debug, Clone, Default)]
pub struct GroupBy {
    /// The fields whose values form a group; without fields all records are one group.
    pub by: Vec<FieldPath>,
    /// The bucket width; `None` for one bucket in all.
    pub every: Option<BucketInterval>,
    /// The zone whose local time the buckets follow.
    pub zone: Zone,
    /// The fields whose sums and largest values each row has.
    pub measures: Measures,
}

impl GroupBy {
    /// Fails with a usage error if a window has too many buckets. Called before reading.
    pub fn check(&self, since: DateTime<Utc>, until: DateTime<Utc>) -> Result<()> {
        self.bound(1, self.buckets(since, until))
    }

    /// Returns the number of buckets from `first` to `last`, inclusive. Exact except for clock changes.
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
        Err(Error::usage(format!("the result has more than {MOST_ROWS} rows")).cause(cause).hint(hint))
    }
}

/// The metrics of one group in one bucket.
#[derive(Debug, Clone)]
pub struct AggregateRow {
    /// The group's values in the order of [`GroupBy::by`]; `None` if a record has no value.
    pub key: Rc<[Option<String>]>,
    /// The start of the bucket; `None` without buckets, and for records without a time.
    pub bucket: Option<DateTime<Utc>>,
    /// The metrics.
    pub cell: GroupMetrics,
}

/// Aggregates records.
pub struct Aggregator {
    question: GroupBy,
    groups: HashMap<GroupKey, GroupCells>,
    /// The first and the last bucket seen.
    span: Option<(DateTime<Utc>, DateTime<Utc>)>,
    /// The size of all group values in bytes.
    bytes: usize,
}

/// The metrics of one group, by the start of their buckets.
type GroupCells = BTreeMap<Option<DateTime<Utc>>, GroupMetrics>;

/// The values of a group: owned in a [`GroupKey`], borrowed from a record during lookup, so that a lookup copies nothing.
#[derive(PartialEq, Eq)]
struct GroupValues<T>(SmallVec<[Option<T>; FIELDS]>);

type GroupKey = GroupValues<String>;

impl<T: AsRef<str>> GroupValues<T> {
    fn texts(&self) -> impl Iterator<Item = Option<&str>> {
        self.0.iter().map(|value| value.as_ref().map(AsRef::as_ref))
    }

    fn to_key(&self) -> GroupKey {
        GroupValues(self.texts().map(|text| text.map(str::to_owned)).collect())
    }
}

/// Hashes owned and borrowed texts alike.
impl<T: AsRef<str>> Hash for GroupValues<T> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.texts().for_each(|text| text.hash(state));
    }
}

impl Equivalent<GroupKey> for GroupValues<Cow<'_, str>> {
    fn equivalent(&self, key: &GroupKey) -> bool {
        self.texts().eq(key.texts())
    }
}

impl Aggregator {
    /// Returns an empty aggregator.
    pub fn new(question: GroupBy) -> Self {
        let mut groups = HashMap::new();
        if question.by.is_empty() {
            groups.insert(GroupValues(SmallVec::new()), GroupCells::new());
        }
        Self { question, groups, span: None, bytes: 0 }
    }

    /// Adds one record. Fails with a usage error if there are too many groups and buckets.
    pub fn add(&mut self, view: &ShownView<'_>) -> Result<()> {
        let GroupBy { by, every, zone, measures } = &self.question;
        let bucket = every.and_then(|every| Some(every.start(view.time_for_counts()?, *zone)));
        let values = GroupValues(by.iter().map(|path| semantics::value(view, path)).collect());
        let is_within = |start| self.span.is_some_and(|(first, last)| (first..=last).contains(&start));
        if bucket.is_none_or(is_within)
            && let Some(cells) = self.groups.get_mut(&values)
        {
            cells.entry(bucket).or_default().add(view, measures);
            return Ok(());
        }
        let key = values.to_key();
        self.grow(&key, bucket)?;
        let cells = self.groups.entry(key).or_default();
        cells.entry(bucket).or_default().add(view, &self.question.measures);
        Ok(())
    }

    /// Adds the metrics of entries that have the same values of [`GroupBy::by`] and are in one bucket.
    ///
    /// A source that counts its entries calls it. Fails with a usage error if there are too many groups and buckets.
    pub fn add_metrics(&mut self, values: Vec<Option<String>>, metrics: &GroupMetrics) -> Result<()> {
        let GroupBy { every, zone, .. } = self.question;
        let bucket = every.and_then(|every| Some(every.start(metrics.first?, zone)));
        let key = GroupValues(values.into());
        self.grow(&key, bucket)?;
        self.groups.entry(key).or_default().entry(bucket).or_default().merge(metrics);
        Ok(())
    }

    /// Returns the metrics of all records.
    pub fn totals(&self) -> GroupMetrics {
        let mut totals = GroupMetrics::default();
        self.groups.values().flat_map(BTreeMap::values).for_each(|cell| totals.merge(cell));
        totals
    }

    /// Returns the grouping.
    pub fn question(&self) -> &GroupBy {
        &self.question
    }

    /// Adds the result of `other`, which must have the same grouping. Fails with a usage error if there are too many
    /// rows.
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

    /// Checks the limits for a group that may be new, and for buckets that may be outside of the present range.
    fn grow(&mut self, key: &GroupKey, buckets: impl IntoIterator<Item = DateTime<Utc>>) -> Result<()> {
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
            return Err(Error::usage("the values of --by need too much memory")
                .cause(format!("the values of {groups} groups take more than {} MiB", MOST_BYTES >> 20))
                .hint("group by fields with fewer or shorter values"));
        }
        self.question.bound(groups, self.span.map_or(1, |(first, last)| self.question.buckets(first, last)))
    }

    /// Returns the rows by group: the most failures first, then the most records, then by value with missing values
    /// last. In a group the oldest bucket comes first; records without a time come last.
    ///
    /// Every group has a row for each bucket from the first to the last one with a record, and for those from `since`
    /// (inclusive) to `until` (exclusive). Fails with a usage error if there are too many rows.
    pub fn finish(self, since: Option<DateTime<Utc>>, until: Option<DateTime<Utc>>) -> Result<Vec<AggregateRow>> {
        let starts = self.starts(since, until)?;
        let sums = |cells: &GroupCells| cells.values().fold((0, 0), |(f, n), cell| (f + cell.failures, n + cell.count));
        let mut groups: Vec<_> = self.groups.into_iter().map(|(key, cells)| (sums(&cells), key, cells)).collect();
        groups.sort_by(|(one, key, _), (other, other_key, _)| {
            other.cmp(one).then_with(|| order(key).cmp(order(other_key)))
        });
        let mut rows = Vec::with_capacity(groups.len() * starts.len());
        for (_, key, mut cells) in groups {
            let key: Rc<[_]> = key.0.into_iter().collect();
            let row = |bucket, cell| AggregateRow { key: Rc::clone(&key), bucket, cell };
            rows.extend(starts.iter().map(|&start| row(Some(start), cells.remove(&Some(start)).unwrap_or_default())));
            let timeless = cells.remove(&None).or_else(|| starts.is_empty().then(GroupMetrics::default));
            rows.extend(timeless.map(|cell| row(None, cell)));
        }
        Ok(rows)
    }

    /// Returns the starts of all buckets, without gaps.
    fn starts(&self, since: Option<DateTime<Utc>>, until: Option<DateTime<Utc>>) -> Result<Vec<DateTime<Utc>>> {
        let GroupBy { every: Some(every), zone, .. } = self.question else { return Ok(Vec::new()) };
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

/// Returns a sort key that puts missing values last.
fn order(key: &GroupKey) -> impl Iterator<Item = (bool, &str)> {
    key.0.iter().map(|value| (value.is_none(), value.as_deref().unwrap_or_default()))
}

#[cfg(test)]
mod merge_tests;
#[cfg(test)]
mod tests;
