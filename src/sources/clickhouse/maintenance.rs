//! Checks an archive, and removes old entries.

use std::thread;
use std::time::Duration;

use chrono::{DateTime, Utc};

use super::client::{ServerClient, ServerRequest};
use super::pages::{PageResult, read_pages};
use super::positions;
use super::row_binary::RowBinaryReader;
use super::statement::ClickHouseStatement;
use super::writer::seconds;
use crate::archive::entry::UNTIMED;
use crate::archive::store::ArchiveReport;
use crate::pipeline::StopReason;
use connlog_core::error::{Code, Error, Result};
use connlog_core::providers::layouts;
use connlog_core::record::Record;
use connlog_core::redact::HIDDEN;

/// The number of faults that a report names.
const NAMED: usize = 20;
/// The time between two questions whether a removal is done.
const PAUSE: Duration = Duration::from_millis(100);

/// Reads everything, and compares the bytes of each entry with its hash, and its copies with their numbers.
pub(super) fn check(client: &ServerClient) -> Result<ArchiveReport> {
    let mut report = ArchiveReport::default();
    let each = &mut |answer: &[u8]| check_rows(answer, &mut report).map_err(StopReason::Fault);
    match read_pages(client, &ClickHouseStatement::all(), "layout, raw, time_ns, identity", None, each) {
        Ok(_) => {}
        Err(StopReason::Fault(fault)) => return Err(fault),
        Err(StopReason::Signal(_) | StopReason::Stop(_)) => {
            return Err(Error::new(Code::Internal, "cannot check the archive").cause("the check ended early"));
        }
    }
    let holes = client.number(
        "SELECT toUInt64(count()) FROM (SELECT 1 FROM entry GROUP BY time_ns, identity, source
         HAVING min(copy) <> 1 OR max(copy) <> uniqExact(copy)) FORMAT RowBinary",
        "check",
    )?;
    if holes > 0 {
        report.faults.push(format!("copies of equal entries are missing: {holes} times"));
    }
    report.gaps = positions::gaps(client)?;
    Ok(report)
}

/// Checks the rows of a page.
fn check_rows(answer: &[u8], report: &mut ArchiveReport) -> Result<PageResult> {
    let (mut reader, mut rows) = (RowBinaryReader::new(answer), 0);
    while !reader.is_empty() {
        let (name, raw, time, identity) = (reader.text()?, reader.text()?, reader.i64()?, reader.u64()?);
        rows += 1;
        match fault(name, raw, time, identity) {
            None => report.good += 1,
            Some(fault) if report.faults.len() < NAMED && !report.faults.contains(&fault) => report.faults.push(fault),
            Some(_) => {}
        }
    }
    Ok(PageResult { rows, more: true })
}

/// Returns what is wrong with an entry.
fn fault(name: &str, raw: &str, time: i64, identity: u64) -> Option<String> {
    let Some(layout) = layouts::find(name) else { return Some(format!("the form `{name}` is not known")) };
    let record = Record::from_text(raw.to_owned(), layout);
    let found = record.time().and_then(|time| time.timestamp_nanos_opt()).unwrap_or(UNTIMED);
    // Secrets of the run that archived the entry were replaced after its hash was made.
    let is_hashed = !raw.contains(HIDDEN);
    let is_same = found == time && (!is_hashed || record.identity() == identity);
    (!is_same).then(|| format!("the entry with the identity {identity} is not the one that was archived"))
}

/// Returns the condition of the entries before `time`. Entries without a readable time are not among them.
fn before(time: DateTime<Utc>) -> String {
    let bound = time.timestamp_nanos_opt().unwrap_or(if time.timestamp() < 0 { UNTIMED } else { i64::MAX });
    format!("time <= toDateTime({}) AND time_ns > {UNTIMED} AND time_ns < {bound}", seconds(bound))
}

/// Returns the number of entries before `time`.
pub(super) fn count_before(client: &ServerClient, time: DateTime<Utc>) -> Result<u64> {
    let statement = format!("SELECT toUInt64(count()) FROM entry FINAL WHERE {} FORMAT RowBinary", before(time));
    client.number(&statement, "read")
}

/// Removes the entries before `time`, and waits until the server has done it. Returns the number of removed entries.
pub(super) fn prune(client: &ServerClient, time: DateTime<Utc>) -> Result<u64> {
    let count = count_before(client, time)?;
    if count == 0 {
        return Ok(0);
    }
    let failed = |fault| client.fault(&fault, "prune");
    client.execute(&format!("ALTER TABLE entry DELETE WHERE {}", before(time))).map_err(failed)?;
    let open = "SELECT toUInt64(count()) FROM system.mutations WHERE database = currentDatabase() AND table = 'entry'
                AND NOT is_done FORMAT RowBinary";
    while client.number(open, "prune")? > 0 {
        thread::sleep(PAUSE);
    }
    Ok(count)
}

/// Merges the parts of the tables, so that reads are fast. The server continues a merge that takes longer than a request.
pub(super) fn compact(client: &ServerClient) -> Result<()> {
    match client.send(&ServerRequest::new("OPTIMIZE TABLE entry FINAL"), None) {
        Err(fault) if !fault.is_timeout() => Err(client.fault(&fault, "compact")),
        _ => Ok(()),
    }
}
