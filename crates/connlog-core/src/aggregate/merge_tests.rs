//! Aggregation in parts: the merged parts equal the result over all records, wherever they are split.

use chrono::{DateTime, Utc};
use proptest::prelude::*;

use super::metrics;
use super::*;
use crate::json;
use crate::record::{Field, Kind, Record, RecordLayout};

static SHAPE: RecordLayout = RecordLayout::new(Kind::Post, "zernio", "createdAt", |raw| {
    let members = json::members(raw).unwrap_or_default();
    members.into_iter().map(|(name, value)| Field { name, json: value.into() }).collect()
});

fn record() -> impl Strategy<Value = String> {
    let choice = |texts: &'static [&'static str]| prop::sample::select(texts);
    // Spans the end of daylight saving time.
    let at = (0..200_000_i64).prop_map(|second| 1_793_400_000 + second);
    let at = at.prop_map(|second| format!("\"{}\"", Zone::Utc.rfc3339(DateTime::from_timestamp(second, 0).unwrap())));
    let took = prop_oneof![
        8 => (0..100_000_u64).prop_map(|ms| ms.to_string()),
        1 => any::<u64>().prop_map(|ms| ms.to_string()),
        1 => choice(&["null", "0", "\"12\"", "3.6", "-1", "1e300", "9007199254740992", "{}"]).prop_map(str::to_owned),
    ];
    let fields = (
        choice(&["\"a\"", "\"b\"", "\"\"", "null", "7", "[1]"]),
        choice(&["\"success\"", "\"failed\"", "\"pending\"", "null"]),
        prop_oneof![9 => at, 1 => Just("\"some day\"".to_owned())],
        took,
    );
    fields.prop_map(|(platform, status, at, took)| {
        format!(r#"{{"platform":{platform},"status":{status},"createdAt":{at},"durationMs":{took}}}"#)
    })
}

fn question() -> impl Strategy<Value = GroupBy> {
    let by = prop::sample::subsequence(vec!["platform", "status", "missing.x"], 0..=3);
    let every = prop::option::of(prop::sample::select(&["6h", "1d", "1w"][..]));
    (by, every, any::<bool>()).prop_map(|(by, every, far)| GroupBy {
        by: by.into_iter().map(|path| path.parse().unwrap()).collect(),
        every: every.map(|every| every.parse().unwrap()),
        zone: if far { "America/New_York".parse().unwrap() } else { Zone::Utc },
        ..GroupBy::default()
    })
}

fn count(question: &GroupBy, records: &[String]) -> Result<Aggregator> {
    let mut tally = Aggregator::new(question.clone());
    for json in records {
        tally.add(&Record::from_text(json.clone(), &SHAPE).view())?;
    }
    Ok(tally)
}

/// All values of a row except the estimated percentiles.
type RowSummary = (Vec<Option<String>>, Option<DateTime<Utc>>, [u64; 3], [Option<DateTime<Utc>>; 2], Option<u64>);

fn summarize(row: &AggregateRow) -> RowSummary {
    let GroupMetrics { count, failures, unknown, first, last, .. } = row.cell;
    (row.key.to_vec(), row.bucket, [count, failures, unknown], [first, last], row.cell.max())
}

/// Returns whether two estimates of one value are within the guaranteed error.
fn are_close(one: Option<u64>, other: Option<u64>) -> bool {
    let (Some(one), Some(other)) = (one, other) else { return one == other };
    #[expect(clippy::cast_precision_loss, reason = "durations are at most 2^53")]
    let (low, high) = (one.min(other) as f64, one.max(other) as f64);
    // Both are rounded to whole milliseconds.
    high - 0.5 <= (low + 0.5) * (1.0 + metrics::ERROR) / (1.0 - metrics::ERROR)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn merged_parts_equal_the_whole(
        records in prop_oneof![prop::collection::vec(record(), 0..40), prop::collection::vec(record(), 300..900)],
        cuts in prop::collection::vec(any::<prop::sample::Index>(), 0..8),
        turned in any::<bool>(),
        question in question(),
    ) {
        let mut places: Vec<usize> = cuts.iter().map(|cut| cut.index(records.len() + 1)).collect();
        places.extend([0, records.len()]);
        places.sort_unstable();
        let mut parts: Vec<&[String]> = places.windows(2).map(|ends| &records[ends[0]..ends[1]]).collect();
        if turned {
            parts.reverse();
        }
        let mut merged = Aggregator::new(question.clone());
        let together = parts.iter().try_for_each(|part| merged.merge(count(&question, part)?));
        let whole = count(&question, &records);
        prop_assert_eq!(together.is_ok(), whole.is_ok());
        let (Ok(()), Ok(whole)) = (together, whole) else { return Ok(()) };
        let window = [None, DateTime::from_timestamp(1_793_500_000, 0)];
        let whole = whole.finish(window[0], window[1]).unwrap();
        let merged = merged.finish(window[0], window[1]).unwrap();
        prop_assert_eq!(merged.iter().map(summarize).collect::<Vec<_>>(), whole.iter().map(summarize).collect::<Vec<_>>());
        for (one, other) in merged.iter().zip(&whole) {
            let few = whole.iter().map(|row| row.cell.count).sum::<u64>() <= 128;
            for (one, other) in [(one.cell.p50(), other.cell.p50()), (one.cell.p95(), other.cell.p95())] {
                prop_assert!(if few { one == other } else { are_close(one, other) }, "{:?} {:?}", one, other);
            }
        }
    }
}

#[test]
fn a_sum_of_an_empty_part_and_another_one_is_the_other_sum() {
    let measures = Measures { sums: vec!["durationMs".parse().unwrap()], maxima: Vec::new() };
    let question = GroupBy { measures, ..GroupBy::default() };
    let records = [r#"{"durationMs":20}"#.to_owned(), r#"{"durationMs":null}"#.to_owned()];
    for (first, second) in [(0, 1), (1, 0)] {
        let mut tally = count(&question, &records[first..=first]).unwrap();
        tally.merge(count(&question, &records[second..=second]).unwrap()).unwrap();
        let rows = tally.finish(None, None).unwrap();
        assert_eq!(rows[0].cell.measured.sum(0).as_deref(), Some("20"), "{first} before {second}");
    }
}
