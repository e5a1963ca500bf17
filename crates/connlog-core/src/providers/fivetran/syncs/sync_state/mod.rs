//! The state of one sync while its events arrive.

mod row;

use std::borrow::Cow;

use chrono::{DateTime, Utc};
use hashbrown::HashSet;

use crate::json::{self, scanner};
use crate::providers::fivetran::broken_status;
use crate::providers::fivetran::envelope::Envelope;
use crate::providers::fivetran::event_catalog;
use crate::providers::fivetran::payload::Payload;
use crate::providers::fivetran::severity::{Severity, ends_sync};
use crate::record::Record;
use crate::record::semantics::SyncStatus;
use crate::record::sync_timeline::TimelineSpan;
use crate::time::timestamp;

/// The state of a sync.
#[derive(Default)]
pub(crate) struct SyncState {
    /// The sync's id, its connection's id and name, and the service, as JSON.
    sync_id: Option<String>,
    connection: [Option<String>; 3],
    /// The id and name of its destination as JSON, if its start or end has them.
    destination: [Option<String>; 2],
    started: Option<EventMoment>,
    /// The last start: a failed sync may be retried under the same id.
    restarted: Option<DateTime<Utc>>,
    ended: Option<SyncEnd>,
    /// The worst end without a readable time.
    ended_untimed: Option<SyncEnd>,
    /// Whether a later sync of the connection began or ended while this one had no end.
    superseded: bool,
    /// The first and last time of its events, for syncs without an id.
    seen: Option<TimelineSpan>,
    extracted: Option<DateTime<Utc>>,
    first_write: Option<DateTime<Utc>>,
    last_write: Option<DateTime<Utc>>,
    /// Milliseconds of extract, process and load, if the sync reports them.
    stats: [Option<u64>; 3],
    /// Queries, rows and bytes extracted, if reported.
    read: [Option<u64>; 3],
    /// Rows upserted, updated, deleted, and of other operations.
    written: [u64; 4],
    /// Tables from events that start or end writing, and from events that count rows.
    tables: HashSet<String>,
    counted: HashSet<String>,
    schema_changes: u64,
    warnings: u64,
    errors: u64,
}

/// The destination in webhooks and tables. The schema lacks these keys; a row has them if they are known.
const DESTINATION: [&str; 2] = ["destination_group_id", "destination_name"];
/// Fivetran's internal table, which is excluded from all counts.
const AUDIT_TABLE: &str = "fivetran_audit";

/// A moment and its original text.
struct EventMoment {
    at: Option<DateTime<Utc>>,
    json: String,
}

struct SyncEnd {
    moment: EventMoment,
    status: SyncStatus,
    /// Whether the status is from the data, not from missing data as in old successful ends.
    is_known: bool,
    reason: Option<String>,
}

impl EventMoment {
    fn from_envelope(envelope: &Envelope<'_>) -> Self {
        Self {
            at: envelope.moment(),
            json: envelope.created.and_then(timestamp::text).unwrap_or(Cow::Borrowed("null")).into_owned(),
        }
    }
}

impl SyncState {
    pub(crate) fn new(envelope: &Envelope<'_>) -> Self {
        Self { sync_id: envelope.sync_id.map(str::to_owned), ..Self::default() }
    }

    pub(crate) fn is(&self, sync_id: &str) -> bool {
        self.sync_id.as_deref() == Some(sync_id)
    }

    pub(crate) fn is_unnamed(&self) -> bool {
        self.sync_id.is_none()
    }

    pub(crate) fn has_ended(&self) -> bool {
        self.ending().is_some()
    }

    /// Returns whether there is evidence of a sync; without an id, events alone are not enough.
    pub(crate) fn is_known(&self) -> bool {
        self.sync_id.is_some() || self.started.is_some() || self.has_ended() || self.ended.is_some()
    }

    /// Returns how the sync ended; `None` while it is open, also after a retry started. Of ends without a readable
    /// time the worst counts, because their order is unknown.
    fn ending(&self) -> Option<&SyncEnd> {
        let timed = self.ended.as_ref().filter(|ending| self.restarted.is_none() || self.restarted <= ending.moment.at);
        match (timed, &self.ended_untimed) {
            (Some(timed), Some(untimed)) if rank(untimed.status) <= rank(timed.status) => Some(timed),
            (timed, untimed) => untimed.as_ref().or(timed),
        }
    }

    /// Returns the status. An end without a status is a failure if an event of the sync failed.
    fn status(&self) -> SyncStatus {
        match self.ending() {
            Some(ending) if !ending.is_known && self.errors > 0 => SyncStatus::Failed,
            Some(ending) => ending.status,
            None if self.superseded => SyncStatus::Unknown,
            None => SyncStatus::Open,
        }
    }

    /// Marks a sync without an end as superseded if the last sync of its connection began or ended later, at `last`.
    pub(crate) fn supersede(&mut self, last: DateTime<Utc>) {
        let own = self.restarted.or(self.start()).or(self.seen.map(|seen| seen.to));
        self.superseded = !self.has_ended() && own.is_none_or(|own| own < last);
    }

    /// Returns when the sync last began or ended.
    pub(crate) fn last(&self) -> Option<DateTime<Utc>> {
        self.restarted.max(self.end())
    }

    pub(crate) fn start(&self) -> Option<DateTime<Utc>> {
        self.started.as_ref().and_then(|moment| moment.at)
    }

    fn end(&self) -> Option<DateTime<Utc>> {
        self.ending().and_then(|ending| ending.moment.at)
    }

    /// Returns the time range from start to end; an unknown end of it is replaced by the first or last event.
    pub(crate) fn axis(&self, events: TimelineSpan) -> TimelineSpan {
        let from = self.start().unwrap_or(events.from);
        TimelineSpan { from, to: self.end().unwrap_or(events.to).max(from) }
    }

    /// Returns when it started, or when it ended if the start is unknown.
    pub(crate) fn since(&self) -> Option<DateTime<Utc>> {
        self.start().or_else(|| self.end())
    }

    /// Returns the sort key of rows: the start, then the ids.
    pub(crate) fn order(&self) -> (Option<DateTime<Utc>>, Option<&String>, Option<&String>) {
        (self.since(), self.connection[0].as_ref(), self.sync_id.as_ref())
    }

    /// Returns whether a start at `at` belongs to this sync: it has no start yet, and all its events are later, as
    /// when events are read newest first.
    pub(crate) fn lacks_start(&self, at: DateTime<Utc>) -> bool {
        let later = |seen: TimelineSpan| seen.from >= at && (seen.to > at || self.ended.is_none());
        self.started.is_none() && self.seen.is_none_or(later)
    }

    /// Adds an event of this sync, by its catalogue name and envelope. Returns whether it reported an end.
    pub(crate) fn accept(&mut self, event: &str, envelope: &Envelope<'_>, record: &Record) -> bool {
        let names = [envelope.connection_id(), envelope.connection_name(), envelope.connector_type];
        for (known, value) in self.connection.iter_mut().zip(names) {
            if known.is_none() {
                *known = value.map(str::to_owned);
            }
        }
        // Reading a time costs as much as everything else, and most events of a sync with an id do not need it.
        if let Some(at) = if self.is_unnamed() { envelope.moment() } else { None } {
            let seen = self.seen.unwrap_or(TimelineSpan { from: at, to: at });
            self.seen = Some(TimelineSpan { from: seen.from.min(at), to: seen.to.max(at) });
        }
        let at = || envelope.moment();
        let data = envelope.data();
        let data = Payload(data.as_deref().unwrap_or("{}"));
        match event {
            "sync_start" => {
                self.begin(envelope);
                self.learn_destination(record);
            }
            "extract_summary" => {
                self.extracted = self.extracted.max(at());
                let counts =
                    [["total_queries", "totalQueries"], ["total_rows", "totalRows"], ["total_size", "totalSize"]];
                for (sum, keys) in self.read.iter_mut().zip(counts) {
                    add(sum, data.first(&keys).and_then(|count| count.parse().ok()));
                }
            }
            "api_call" => add(&mut self.read[0], Some(1)),
            "write_to_table_start" | "write_to_table_end" if is_audit(&data) => {}
            "write_to_table_start" => {
                let at = at();
                self.first_write = self.first_write.min(at).or(self.first_write).or(at);
                self.tables.extend(data.table());
            }
            "write_to_table_end" => {
                self.last_write = self.last_write.max(at());
                self.tables.extend(data.table());
            }
            "records_modified" => self.modified(&data),
            "sync_stats" => {
                let phase = |key: &str| data.get(key).and_then(|seconds| millis_of(&seconds));
                self.stats = [phase("extract_time_s"), phase("process_time_s"), phase("load_time_s")];
            }
            _ if ends_sync(event) => {
                self.finish(envelope, record);
                self.learn_destination(record);
                return true;
            }
            _ => {}
        }
        self.schema_changes += u64::from(event_catalog::find(event).is_some_and(|event| event.schema_change));
        match envelope.rating().severity {
            Severity::Warning => self.warnings += 1,
            Severity::Failure => self.errors += 1,
            Severity::Ok | Severity::Info => {}
        }
        false
    }

    /// Keeps the first and the last start; failed attempts are between them.
    fn begin(&mut self, envelope: &Envelope<'_>) {
        let moment = EventMoment::from_envelope(envelope);
        self.restarted = self.restarted.max(moment.at);
        if self.started.as_ref().is_none_or(|known| moment.at.is_some() && (known.at.is_none() || moment.at < known.at))
        {
            self.started = Some(moment);
        }
    }

    fn learn_destination(&mut self, record: &Record) {
        for (known, key) in self.destination.iter_mut().zip(DESTINATION) {
            if known.is_none() {
                let value = scanner::member(record.raw(), key).filter(|json| !json::is_absent(json));
                *known = value.map(str::to_owned);
            }
        }
    }

    fn modified(&mut self, data: &Payload<'_>) {
        if is_audit(data) {
            return;
        }
        self.counted.extend(data.table());
        let ModifiedRows { operation, count } = ModifiedRows::read(data);
        let written = &mut self.written[operation as usize];
        *written = written.saturating_add(count);
    }

    /// A sync may report several ends, for example after a retry; the last one counts.
    fn finish(&mut self, envelope: &Envelope<'_>, record: &Record) {
        let status = envelope.sync_status();
        let is_known =
            status != SyncStatus::Unknown && !envelope.data().as_deref().is_none_or(broken_status::is_nothing);
        let reason = reason(record);
        let ending = SyncEnd { moment: EventMoment::from_envelope(envelope), status, is_known, reason };
        let earlier = match &self.ended {
            Some(known) if ending.moment.at.is_some() => known.moment.at > ending.moment.at,
            _ => false,
        };
        if ending.moment.at.is_none() {
            let is_worse = |known: &SyncEnd| rank(known.status) < rank(ending.status);
            if self.ended_untimed.as_ref().is_none_or(is_worse) {
                self.ended_untimed = Some(ending);
            }
        } else if !earlier {
            self.ended = Some(ending);
        }
    }
}

/// What was done to rows, in the order of the numbers of a sync.
#[derive(Clone, Copy)]
pub(crate) enum RowOperation {
    Upserted,
    Updated,
    Deleted,
    Other,
}

/// The rows that a `records_modified` event counts.
pub(crate) struct ModifiedRows {
    pub(crate) operation: RowOperation,
    pub(crate) count: u64,
}

impl ModifiedRows {
    pub(crate) fn read(data: &Payload<'_>) -> Self {
        let operation = match data.first(&["operationType", "operation_type"]).as_deref() {
            Some("REPLACED_OR_INSERTED" | "INSERTED" | "UPSERTED") => RowOperation::Upserted,
            Some("UPDATED" | "UPDATED_OR_REPLACED") => RowOperation::Updated,
            Some("DELETED") => RowOperation::Deleted,
            _ => RowOperation::Other,
        };
        Self { operation, count: data.get("count").and_then(|count| count.parse().ok()).unwrap_or(0) }
    }
}

/// Returns whether the data is about Fivetran's internal table.
pub(crate) fn is_audit(data: &Payload<'_>) -> bool {
    data.is("table", AUDIT_TABLE)
}

/// Returns the redacted reason of an end, because the row alone does not show which part is secret. Free text instead
/// of data is the reason.
fn reason(end: &Record) -> Option<String> {
    let envelope = Envelope::read(end.shown());
    let data = envelope.data()?;
    if data.starts_with('"') {
        return Some(data.into_owned()).filter(|text| !broken_status::is_nothing(text));
    }
    Payload(&data).member("reason").map(str::to_owned)
}

/// Returns how bad a status is; of two ends in unknown order the worse counts.
const fn rank(status: SyncStatus) -> u8 {
    match status {
        SyncStatus::Failed => 3,
        SyncStatus::Unknown => 2,
        SyncStatus::Rescheduled | SyncStatus::Cancelled | SyncStatus::PriorityFirst | SyncStatus::Open => 1,
        SyncStatus::Succeeded => 0,
    }
}

fn add(sum: &mut Option<u64>, more: Option<u64>) {
    *sum = match (*sum, more) {
        (Some(sum), Some(more)) => Some(sum.saturating_add(more)),
        (sum, more) => sum.or(more),
    };
}

/// Converts seconds, with or without a fraction, to milliseconds.
fn millis_of(seconds: &str) -> Option<u64> {
    let (whole, fraction) = seconds.split_once('.').unwrap_or((seconds, ""));
    let digits: String = fraction.chars().chain("000".chars()).take(3).collect();
    whole.parse::<u64>().ok()?.checked_mul(1000)?.checked_add(digits.parse().ok()?)
}
