//! Selects the row groups that may have rows of a window.

use chrono::{DateTime, Utc};
use parquet::file::metadata::{ParquetMetaData, RowGroupMetaData};
use parquet::file::statistics::Statistics;

use super::cells;
use connlog_core::query::Window;

/// The columns with the time of an entry.
const TIMES: [&str; 3] = ["time_stamp", "event_time", "captured_at"];

/// Returns the numbers of the row groups that may have rows in `window`. A row group without statistics, or with rows
/// without a time, is always among them.
pub(super) fn within(metadata: &ParquetMetaData, window: Option<Window>) -> Vec<usize> {
    let groups = metadata.row_groups().iter().enumerate();
    let may_fit = |group: &RowGroupMetaData| match (window, bounds(group)) {
        (Some(window), Some((oldest, newest))) => overlaps(oldest, newest, window),
        _ => true,
    };
    groups.filter(|(_, group)| may_fit(group)).map(|(at, _)| at).collect()
}

fn overlaps(oldest: DateTime<Utc>, newest: DateTime<Utc>, window: Window) -> bool {
    window.since.is_none_or(|since| newest >= since) && window.until.is_none_or(|until| oldest < until)
}

/// Returns the oldest and the newest time of a row group, if all of its rows have one.
fn bounds(group: &RowGroupMetaData) -> Option<(DateTime<Utc>, DateTime<Utc>)> {
    let times = group.columns().iter().find(|column| {
        let name = column.column_descr().name();
        TIMES.iter().any(|time| time.eq_ignore_ascii_case(name))
    })?;
    let unit = cells::time_unit(times.column_descr())?;
    let statistics = times.statistics()?;
    let Statistics::Int64(values) = statistics else { return None };
    if statistics.null_count_opt() != Some(0) {
        return None;
    }
    Some((unit.time(*values.min_opt()?)?, unit.time(*values.max_opt()?)?))
}
