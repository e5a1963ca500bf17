//! Divides a span of time into buckets, so that an engine can compute the bucket of an entry with a division.

use chrono::DateTime;

use connlog_core::aggregate::{GroupBy, MOST_ROWS};

/// The highest number of series: a zone with two clock changes a year has five a year.
const MOST: usize = 200;

/// Consecutive buckets of equal length. Times are in seconds since 1970.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct BucketSeries {
    pub(crate) start: i64,
    /// The end of the last bucket.
    pub(crate) end: i64,
    /// The length of a bucket.
    pub(crate) length: i64,
    /// The number of the first bucket.
    pub(crate) number: i64,
}

/// Returns the buckets of a grouping with the times from `first` to `last`, inclusive. The length of buckets differs at the
/// clock changes of the zone. Returns `None` for too many buckets.
pub(crate) fn bucket_series(group_by: &GroupBy, first: i64, last: i64) -> Option<Vec<BucketSeries>> {
    let GroupBy { every: Some(every), zone, .. } = *group_by else {
        return Some(vec![BucketSeries { start: first, end: last + 1, length: last + 1 - first, number: 0 }]);
    };
    let mut start = every.start(DateTime::from_timestamp(first, 0)?, zone);
    let mut series: Vec<BucketSeries> = Vec::new();
    let mut number = 0;
    while start.timestamp() <= last {
        let next = every.end(start, zone);
        let (from, end) = (start.timestamp(), next.timestamp());
        match series.last_mut().filter(|series| series.length == end - from) {
            Some(series) => series.end = end,
            None => series.push(BucketSeries { start: from, end, length: end - from, number }),
        }
        number += 1;
        if series.len() > MOST || number.unsigned_abs() > MOST_ROWS {
            return None;
        }
        start = next;
    }
    Some(series)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use connlog_core::time::Zone;

    fn number(series: &[BucketSeries], time: i64) -> i64 {
        let series = series.iter().find(|series| time < series.end).unwrap();
        assert!(time >= series.start);
        series.number + (time - series.start) / series.length
    }

    proptest! {
        #[test]
        fn two_times_have_one_number_if_their_buckets_are_equal(
            first in 1_600_000_000_i64..1_800_000_000,
            offsets in prop::collection::vec(0_i64..50_000_000, 2),
            every in prop::sample::select(vec!["15m", "1h", "6h", "1d", "3d", "1w"]),
            zone in prop::sample::select(vec!["UTC", "Europe/Berlin", "America/St_Johns", "Australia/Lord_Howe", "Africa/Casablanca"]),
        ) {
            let every = every.parse().unwrap();
            let zone: Zone = zone.parse().unwrap();
            let group_by = GroupBy { every: Some(every), zone, ..GroupBy::default() };
            let times = [first + offsets[0], first + offsets[1]];
            let series = bucket_series(&group_by, first, first + 50_000_000).unwrap();
            let start = |time| every.start(DateTime::from_timestamp(time, 0).unwrap(), zone);
            let is_equal = start(times[0]) == start(times[1]);
            prop_assert_eq!(number(&series, times[0]) == number(&series, times[1]), is_equal);
        }
    }

    #[test]
    fn without_buckets_all_times_are_in_one_series() {
        let series = bucket_series(&GroupBy::default(), 5, 9).unwrap();
        assert_eq!(series, [BucketSeries { start: 5, end: 10, length: 5, number: 0 }]);
    }
}
