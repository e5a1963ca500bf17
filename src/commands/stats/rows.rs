//! Converts rows of `stats` to records, so that all formats can print them.

use serde_json::{Map, Value, json};

use crate::output::formats::FormatSpec;
use connlog_core::aggregate::{AggregateRow, GroupBy};
use connlog_core::record::Record;
use connlog_core::record::kinds::STATS_ROW;
use connlog_core::record::path::FieldPath;

/// Converts `row` to a record of the schema.
pub(super) fn record(row: &AggregateRow, question: &GroupBy) -> Record {
    let GroupBy { by, every, zone, measures } = question;
    let cell = &row.cell;
    let end = every.zip(row.bucket).map(|(every, start)| every.end(start, *zone));
    let time = |at: Option<_>| at.map(|at| zone.rfc3339(at));
    let json = json!({
        "kind": STATS_ROW.kind.name(),
        "group": group(by, &row.key),
        "bucket": time(row.bucket),
        "bucketEnd": time(end),
        "count": cell.count,
        "failures": cell.failures,
        "failureRate": cell.rate(),
        "durationMs": { "p50": cell.p50(), "p95": cell.p95(), "max": cell.max() },
        "oldest": time(cell.first),
        "newest": time(cell.last),
        "unknown": cell.unknown,
        "sum": measured(measures.sums.iter(), |place| cell.measured.sum(place)),
        "max": measured(measures.maxima.iter().map(|(path, _)| path), |place| cell.measured.max(place).map(str::to_owned)),
    });
    Record::from_text(json.to_string(), &STATS_ROW)
}

/// Returns the measured values, nested like in entries; `null` without fields.
fn measured<'p>(paths: impl Iterator<Item = &'p FieldPath>, json: impl Fn(usize) -> Option<String>) -> Value {
    let mut values = Map::new();
    for (place, path) in paths.enumerate() {
        let pieces: Vec<&str> = path.pieces().collect();
        let value = json(place).and_then(|json| serde_json::from_str(&json).ok());
        put(&mut values, &pieces, value.unwrap_or_default());
    }
    if values.is_empty() { Value::Null } else { Value::Object(values) }
}

/// Returns the values of a group, nested like in entries.
fn group(by: &[FieldPath], key: &[Option<String>]) -> Map<String, Value> {
    let mut group = Map::new();
    for (path, value) in by.iter().zip(key) {
        let pieces: Vec<&str> = path.pieces().collect();
        put(&mut group, &pieces, value.as_deref().into());
    }
    group
}

fn put(members: &mut Map<String, Value>, pieces: &[&str], value: Value) {
    match pieces {
        [] => {}
        [name] => drop(members.insert((*name).to_owned(), value)),
        [name, rest @ ..] => {
            if let Value::Object(inner) = members.entry(*name).or_insert_with(|| json!({})) {
                put(inner, rest, value);
            }
        }
    }
}

/// Returns the columns; `None` for JSON. `csv` and `tsv` always have the same columns; other formats omit empty ones.
/// `unknown` is a column if an outcome is unknown and the format has a header.
pub(super) fn columns(spec: &FormatSpec, question: &GroupBy, is_unknown: bool) -> Option<Vec<FieldPath>> {
    if spec.json {
        return None;
    }
    let buckets: &[&str] = match (spec.machine, question.every) {
        (true, _) => &["bucket", "bucketEnd"],
        (false, Some(_)) => &["bucket"],
        (false, None) => &[],
    };
    let numbers = ["count", "failures", "failureRate", "durationMs.p50", "durationMs.p95", "durationMs.max"];
    let ends: &[&str] = match spec.name {
        _ if spec.machine => &["oldest", "newest", "unknown"],
        "table" | "wide" | "details" | "md" if is_unknown => &["unknown"],
        _ => &[],
    };
    let groups = question.by.iter().map(|path| format!("group.{path}"));
    let names = buckets.iter().chain(&numbers).chain(ends).map(|name| (*name).to_owned());
    let sums = question.measures.sums.iter().map(|path| format!("sum.{path}"));
    let maxima = question.measures.maxima.iter().map(|(path, _)| format!("max.{path}"));
    Some(groups.chain(names).chain(sums).chain(maxima).filter_map(|path| path.parse().ok()).collect())
}
