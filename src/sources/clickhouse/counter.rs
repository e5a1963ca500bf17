//! Counts entries by the columns of an archive: the server groups, and sends the counts and the durations of each group.
//!
//! Entries whose columns differ from their fields are read and counted as records, see `archive::exact_columns`.

use chrono::DateTime;

use super::client::{ServerClient, ServerRequest};
use super::pages::{read_pages, read_records, stop, unplanned};
use super::row_binary::RowBinaryReader;
use super::schema::ServerVersion;
use super::sql;
use super::statement::{self, ClickHouseStatement};
use super::windows::WindowPlan;
use crate::archive::bucket_series::{BucketSeries, bucket_series};
use crate::archive::count_plan::{ArchiveCounts, CountPlan, GroupColumn};
use crate::archive::reader::ArchiveRequest;
use crate::pipeline::StopReason;
use crate::signals::Listener;
use connlog_core::aggregate::{EntryCounts, GroupMetrics, MOST_ROWS};
use connlog_core::error::Result;
use connlog_core::query::predicate::Predicate;
use connlog_core::record::Kind;
use connlog_core::record::semantics::OutcomeClass;

/// The highest number of entries of one answer, which has eight bytes for each duration.
const WINDOW: u64 = 2_000_000;
/// The condition of the entries whose column `time` is their time, in seconds.
const TIMED: &str = "time > toDateTime(0) AND time < toDateTime(4294967295)";
/// What the server counts of a group.
const METRICS: &str = "toUInt64(countIf(assumeNotNull(outcome) = 'failure')), toUInt64(countIf(assumeNotNull(outcome) = 'unknown')), \
    toUInt64(count()), toInt64(min(time_ns)), toInt64(max(time_ns)), groupArray(duration_ms)";

/// The server, and the settings of its counts.
#[derive(Clone, Copy)]
pub(super) struct CountServer<'c> {
    pub(super) client: &'c ServerClient,
    pub(super) version: ServerVersion,
    pub(super) listener: &'c Listener,
}

/// Counts the entries of a request. Returns `None` if the result has too many rows.
///
/// # Errors
///
/// When the archive cannot be read.
pub(super) fn count(
    server: CountServer<'_>,
    request: &ArchiveRequest<'_>,
    plan: &CountPlan,
) -> Result<Option<ArchiveCounts>> {
    let Some(predicate) = request.queries.first().map(Predicate::new) else { return Ok(None) };
    let mut counter = ClickHouseCounter { server, plan, predicate, counts: ArchiveCounts::new(plan), is_full: false };
    match counter.count_all(request) {
        // The error of a reading names the groups that it found first.
        _ if counter.is_full => return Ok(None),
        Ok(()) | Err(StopReason::Stop(_)) => {}
        Err(StopReason::Signal(exit)) => counter.counts.exit = Some(exit),
        Err(StopReason::Fault(fault)) => return Err(fault),
    }
    Ok(Some(counter.counts))
}

/// Counts the entries of an archive.
struct ClickHouseCounter<'c> {
    server: CountServer<'c>,
    plan: &'c CountPlan,
    predicate: Predicate,
    counts: ArchiveCounts,
    /// Whether the result has too many rows.
    is_full: bool,
}

impl ClickHouseCounter<'_> {
    fn count_all(&mut self, request: &ArchiveRequest<'_>) -> Result<(), StopReason> {
        let CountServer { client, listener, .. } = self.server;
        let statements = statement::build(request, client, Some(listener)).map_err(|fault| unplanned(client, fault))?;
        // The second statement is for entries without a readable time.
        statements.iter().enumerate().try_for_each(|(place, statement)| self.count(statement, place > 0))
    }

    /// Counts the entries of a statement. With `is_untimed`, they have no readable time and are outside of the window.
    fn count(&mut self, statement: &ClickHouseStatement, is_untimed: bool) -> Result<(), StopReason> {
        let answered = self.answered();
        if is_untimed {
            let conditions = statement.condition(&answered);
            let text = format!("SELECT toUInt64(count()) FROM entry FINAL WHERE {conditions} FORMAT RowBinary");
            let untimed = RowBinaryReader::new(&self.send(&text)?).u64().map_err(StopReason::Fault)?;
            self.counts.untimed += untimed;
            self.counts.read += untimed;
            return self.count_records(&statement.with(format!("NOT ({answered})")));
        }
        let timed = statement.with(TIMED.to_owned());
        if self.count_columns(&timed, &answered)? {
            self.count_records(&timed.with(format!("NOT ({answered})")))?;
        }
        if self.is_full { Ok(()) } else { self.count_records(&statement.with(format!("NOT ({TIMED})"))) }
    }

    /// Returns the condition of the entries that the columns answer.
    fn answered(&self) -> String {
        let needed = self.plan.needed;
        let events = Kind::all().iter().filter(|kind| self.plan.is_life && kind.is_fivetran_event());
        let events = sql::is_in("kind", events.map(|kind| kind.name()));
        format!("bitAnd(exact, {needed}) = {needed} AND NOT ({events})")
    }

    fn send(&self, text: &str) -> Result<bytes::Bytes, StopReason> {
        let CountServer { client, version, listener } = self.server;
        let request = ServerRequest { settings: version.count_settings(), ..ServerRequest::new(text) };
        client.send(&request, Some(listener)).map_err(|fault| stop(client, &fault))
    }

    /// Counts the entries of a statement that are `answered` by their columns, in windows of a limited size. Returns whether
    /// there are others.
    fn count_columns(&mut self, statement: &ClickHouseStatement, answered: &str) -> Result<bool, StopReason> {
        let CountServer { client, listener, .. } = self.server;
        let failed = |fault| unplanned(client, fault);
        let mut windows = WindowPlan::with_target(client, statement, WINDOW, Some(listener)).map_err(failed)?;
        let Some((first, last)) = windows.span() else { return Ok(false) };
        let Some(buckets) = bucket_series(&self.plan.group_by, first.into(), last.into()) else {
            self.is_full = true;
            return Ok(false);
        };
        let (groups, mut has_others) = ([answered, &bucket(&buckets)], false);
        while let Some(window) = windows.next(Some(listener)).map_err(failed)? {
            let conditions = statement.condition(&window.condition());
            let answer = self.send(&self.text(&conditions, groups))?;
            has_others |= self.add(&answer).map_err(StopReason::Fault)?;
            if self.is_full {
                return Ok(false);
            }
        }
        Ok(has_others)
    }

    /// Returns the statement of a window. `answered` divides the groups, and is the first column of the answer.
    fn text(&self, conditions: &str, [answered, bucket]: [&str; 2]) -> String {
        let columns = self.plan.columns.iter().map(|column| match column {
            GroupColumn::Kind => "kind",
            GroupColumn::Exact(column) => column.name,
        });
        let columns: Vec<&str> = columns.collect();
        let answered = format!("toUInt8({answered})");
        let selected = [&[&*answered], &columns[..], &[METRICS]].concat().join(", ");
        let groups = [&[&*answered, bucket], &columns[..]].concat().join(", ");
        format!(
            "SELECT {selected} FROM entry FINAL WHERE {conditions} GROUP BY {groups} LIMIT {} FORMAT RowBinary",
            MOST_ROWS + 1
        )
    }

    /// Adds the groups of an answer. Returns whether there are entries that the columns do not answer.
    fn add(&mut self, answer: &[u8]) -> Result<bool> {
        let (mut reader, mut rows, mut has_others) = (RowBinaryReader::new(answer), 0, false);
        while !reader.is_empty() {
            let is_answered = reader.bool()?;
            let mut values = Vec::with_capacity(self.plan.columns.len());
            for column in &self.plan.columns {
                values.push(match column {
                    GroupColumn::Kind => Some(reader.text()?.to_owned()),
                    GroupColumn::Exact(column) => {
                        reader.nullable(RowBinaryReader::text)?.or_else(|| column.default()).map(str::to_owned)
                    }
                });
            }
            let (failures, unknown, count) = (reader.u64()?, reader.u64()?, reader.u64()?);
            let moment = DateTime::from_timestamp_nanos;
            let range = Some((moment(reader.i64()?), moment(reader.i64()?)));
            let mut metrics = GroupMetrics::default();
            let rest = count.saturating_sub(failures + unknown);
            for (class, count) in
                [(OutcomeClass::Failure, failures), (OutcomeClass::Unknown, unknown), (OutcomeClass::Neutral, rest)]
            {
                metrics.add_counts(EntryCounts { class, count, range });
            }
            for _ in 0..reader.length()? {
                metrics.add_duration(reader.i64()?.unsigned_abs());
            }
            rows += 1;
            if !is_answered {
                has_others = true;
                continue;
            }
            self.counts.read += count;
            self.counts.matched += count;
            self.is_full |= rows > MOST_ROWS || self.counts.tally.add_metrics(values, &metrics).is_err();
        }
        Ok(has_others)
    }

    /// Counts the entries of a statement as records.
    fn count_records(&mut self, statement: &ClickHouseStatement) -> Result<(), StopReason> {
        let CountServer { client, listener, .. } = self.server;
        let each = &mut |answer: &[u8]| {
            read_records(answer, &mut |record| {
                self.is_full |= self.counts.add_record(record, &self.predicate, self.plan.reveal).is_err();
                Ok(!self.is_full)
            })
        };
        read_pages(client, statement, "layout, raw", Some(listener), each).map(drop)
    }
}

/// Returns the number of the bucket of an entry as SQL.
fn bucket(series: &[BucketSeries]) -> String {
    let time = "toInt64(toUInt32(time))";
    let number = |series: &BucketSeries| {
        let BucketSeries { start, length, number, .. } = series;
        format!("intDiv({time} - toInt64({start}), {length}) + toInt64({number})")
    };
    match series {
        [] => "toInt64(0)".to_owned(),
        [alone] => number(alone),
        [others @ .., last] => {
            let cases: Vec<String> =
                others.iter().map(|series| format!("{time} < {}, {}", series.end, number(series))).collect();
            format!("multiIf({}, {})", cases.join(", "), number(last))
        }
    }
}
