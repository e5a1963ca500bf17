//! One sync while its events come in.

use std::collections::HashSet;

use chrono::{DateTime, Utc};

use super::catalogue;
use super::data::Data;
use super::envelope::Envelope;
use super::severity::{Severity, ends_sync, is_priority_first};
use crate::record::json;
use crate::time;

/// What is known of a sync.
#[derive(Default)]
pub(super) struct Run {
    /// Its id, its connection's id and name, and the service, as JSON.
    sync_id: Option<String>,
    connection: [Option<String>; 3],
    started: Option<Moment>,
    ended: Option<Ending>,
    extracted: Option<DateTime<Utc>>,
    first_write: Option<DateTime<Utc>>,
    last_write: Option<DateTime<Utc>>,
    /// Seconds of extract, process and load, where the sync tells them itself.
    stats: [Option<u64>; 3],
    /// Queries, rows and bytes extracted, where anything says so.
    read: [Option<u64>; 3],
    /// Rows upserted, updated, deleted, and of other operations.
    written: [u64; 4],
    tables: HashSet<String>,
    schema_changes: u64,
    warnings: u64,
    errors: u64,
}

/// A moment and how it was written.
struct Moment {
    at: Option<DateTime<Utc>>,
    json: String,
}

struct Ending {
    moment: Moment,
    status: String,
    reason: Option<String>,
}

impl Moment {
    fn of(envelope: &Envelope<'_>) -> Option<Self> {
        let json = envelope.created?.to_owned();
        Some(Self { at: moment(envelope), json })
    }
}

fn moment(envelope: &Envelope<'_>) -> Option<DateTime<Utc>> {
    envelope.created.and_then(json::scalar).and_then(|text| time::instant(&text))
}

impl Run {
    pub(super) fn new(envelope: &Envelope<'_>) -> Self {
        Self { sync_id: envelope.sync_id.map(str::to_owned), ..Self::default() }
    }

    pub(super) fn is(&self, sync_id: &str) -> bool {
        self.sync_id.as_deref() == Some(sync_id)
    }

    pub(super) fn is_unnamed(&self) -> bool {
        self.sync_id.is_none()
    }

    pub(super) fn has_ended(&self) -> bool {
        self.ended.is_some()
    }

    /// When it started or, where that is not known, ended.
    pub(super) fn since(&self) -> Option<DateTime<Utc>> {
        let ended = self.ended.as_ref().map(|ending| &ending.moment);
        self.started.as_ref().or(ended).and_then(|moment| moment.at)
    }

    /// Takes an event of this sync, by its name in the catalogue. Says whether it ended the sync.
    pub(super) fn take(&mut self, event: &str, envelope: &Envelope<'_>) -> bool {
        let names = [envelope.connection_id(), envelope.connection_name(), envelope.connector_type];
        for (known, told) in self.connection.iter_mut().zip(names) {
            if known.is_none() {
                *known = told.map(str::to_owned);
            }
        }
        let data = envelope.data();
        let data = Data(data.as_deref().unwrap_or("{}"));
        match event {
            "sync_start" => self.started = Moment::of(envelope),
            "extract_summary" => {
                self.extracted = self.extracted.max(moment(envelope));
                let counts =
                    [["total_queries", "totalQueries"], ["total_rows", "totalRows"], ["total_size", "totalSize"]];
                for (sum, keys) in self.read.iter_mut().zip(counts) {
                    add(sum, data.first(&keys).and_then(|count| count.parse().ok()));
                }
            }
            "api_call" => add(&mut self.read[0], Some(1)),
            "write_to_table_start" => {
                let at = moment(envelope);
                self.first_write = self.first_write.min(at).or(self.first_write).or(at);
                self.tables.extend(data.table());
            }
            "write_to_table_end" => {
                self.last_write = self.last_write.max(moment(envelope));
                self.tables.extend(data.table());
            }
            "records_modified" => self.modified(&data),
            "sync_stats" => {
                let phase = |key: &str| data.get(key).and_then(|time| time.parse().ok());
                self.stats = [phase("extract_time_s"), phase("process_time_s"), phase("load_time_s")];
            }
            _ if ends_sync(event) => return self.end(&data, envelope),
            _ => {}
        }
        self.schema_changes += u64::from(catalogue::find(event).is_some_and(|event| event.schema_change));
        match envelope.severity() {
            Severity::Warning => self.warnings += 1,
            Severity::Failure => self.errors += 1,
            Severity::Ok | Severity::Info => {}
        }
        false
    }

    fn modified(&mut self, data: &Data<'_>) {
        // Fivetran's own book-keeping.
        if data.is("table", "fivetran_audit") {
            return;
        }
        let operation = data.first(&["operationType", "operation_type"]);
        let place = match operation.as_deref() {
            Some("REPLACED_OR_INSERTED" | "INSERTED" | "UPSERTED") => 0,
            Some("UPDATED" | "UPDATED_OR_REPLACED") => 1,
            Some("DELETED") => 2,
            _ => 3,
        };
        let count = data.get("count").and_then(|count| count.parse().ok()).unwrap_or(0);
        self.written[place] = self.written[place].saturating_add(count);
    }

    /// A sync may be told to have ended more than once, as when a failed attempt is tried again: the last one counts.
    fn end(&mut self, data: &Data<'_>, envelope: &Envelope<'_>) -> bool {
        let Some(moment) = Moment::of(envelope) else { return false };
        let earlier = self.ended.as_ref().is_some_and(|known| known.moment.at > moment.at);
        if !earlier {
            self.ended =
                Some(Ending { moment, status: status(data), reason: data.member("reason").map(str::to_owned) });
        }
        true
    }

    /// The row, by the published schema.
    pub(super) fn to_json(&self) -> String {
        let text = |json: Option<&String>| json.map_or("null", String::as_str).to_owned();
        let number = |number: Option<u64>| number.map_or_else(|| "null".to_owned(), |number| number.to_string());
        let [id, name, service] = self.connection.each_ref().map(|part| text(part.as_ref()));
        let ending = self.ended.as_ref();
        let status = ending.map_or("open", |ending| ending.status.as_str());
        let [extract, process, load] = self.phases().map(number);
        let [queries, rows, bytes] = self.read.map(number);
        let [upserted, updated, deleted, other] = self.written;
        format!(
            "{{\"kind\":\"sync\",\"source\":\"fivetran\",\"connectionId\":{id},\"connectionName\":{name},\"connectorType\":{service},\
             \"syncId\":{},\"status\":{},\"startedAt\":{},\"endedAt\":{},\"durationMs\":{},\"reason\":{},\
             \"phases\":{{\"extractMs\":{extract},\"processMs\":{process},\"loadMs\":{load}}},\
             \"rows\":{{\"queries\":{queries},\"extracted\":{rows},\"bytes\":{bytes},\"upserted\":{upserted},\"updated\":{updated},\
             \"deleted\":{deleted},\"other\":{other}}},\
             \"tables\":{},\"schemaChanges\":{},\"warnings\":{},\"errors\":{}}}",
            text(self.sync_id.as_ref()),
            json::quote(status),
            text(self.started.as_ref().map(|moment| &moment.json)),
            text(ending.map(|ending| &ending.moment.json)),
            number(millis(
                self.started.as_ref().and_then(|moment| moment.at),
                ending.and_then(|ending| ending.moment.at)
            )),
            text(ending.and_then(|ending| ending.reason.as_ref())),
            self.tables.len(),
            self.schema_changes,
            self.warnings,
            self.errors,
        )
    }

    /// Milliseconds of extract, process and load: by the events that bound them, else as the sync tells itself.
    fn phases(&self) -> [Option<u64>; 3] {
        let started = self.started.as_ref().and_then(|moment| moment.at);
        let seen = [
            millis(started, self.extracted),
            millis(self.extracted, self.first_write),
            millis(self.first_write, self.last_write),
        ];
        let told = self.stats.map(|seconds| seconds.map(|seconds| seconds.saturating_mul(1000)));
        let [extract, process, load] = seen;
        let [told_extract, told_process, told_load] = told;
        [extract.or(told_extract), process.or(told_process), load.or(told_load)]
    }
}

/// The status of a sync in our words; one we do not know as it is, in lower case.
fn status(data: &Data<'_>) -> String {
    let word = data.get("status").map(|word| word.to_ascii_uppercase()).unwrap_or_default();
    match word.as_str() {
        // Until December 2021 only successes were told to end, and without data.
        "" | "SUCCESSFUL" | "SUCCESS" | "COMPLETED" => "succeeded".to_owned(),
        "FAILURE" | "FAILURE_WITH_TASK" | "FAILED" => "failed".to_owned(),
        "CANCELED" | "CANCELLED" => "cancelled".to_owned(),
        "RESCHEDULED" if is_priority_first(data.0) => "priority-first".to_owned(),
        other => other.to_ascii_lowercase(),
    }
}

fn add(sum: &mut Option<u64>, more: Option<u64>) {
    *sum = match (*sum, more) {
        (Some(sum), Some(more)) => Some(sum.saturating_add(more)),
        (sum, more) => sum.or(more),
    };
}

/// From one moment to another, where the second is not earlier.
fn millis(from: Option<DateTime<Utc>>, to: Option<DateTime<Utc>>) -> Option<u64> {
    u64::try_from((to? - from?).num_milliseconds()).ok()
}
