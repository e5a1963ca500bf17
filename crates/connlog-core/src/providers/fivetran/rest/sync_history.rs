//! Syncs from `/v1/connections/{id}/sync-history`, as records.

use std::borrow::Cow;

use chrono::{DateTime, Utc};

use super::connection::RestConnection;
use crate::json::{self, scanner};
use crate::providers::fivetran::severity;
use crate::providers::fivetran::syncs::SYNC;
use crate::record::Record;
use crate::record::semantics::SyncStatus;
use crate::time::timestamp;

/// The columns that only events can fill.
const UNKNOWN: &str = "\"phases\":{\"extractMs\":null,\"processMs\":null,\"loadMs\":null},\"rows\":{\"queries\":null,\
                       \"extracted\":null,\"bytes\":null,\"upserted\":null,\"updated\":null,\"deleted\":null,\"other\":null},\
                       \"tables\":null,\"schemaChanges\":null,\"warnings\":null,\"errors\":null";
/// The members that have a key of the schema.
const PLACED: [&str; 6] = ["sync_id", "start", "end", "status", "reason", "stages"];

/// Returns the id of a row, by which repeated rows are found.
pub fn id(raw: &str) -> Option<Cow<'_, str>> {
    scanner::text(raw, &["sync_id"])
}

/// Returns a row of a connection's sync history as a record without redaction.
pub fn sync(raw: &str, connection: &RestConnection, group_name: Option<&str>) -> Record {
    let member = |name| scanner::member(raw, name).filter(|value| !json::is_absent(value));
    let time = |name| member(name).and_then(timestamp::text).unwrap_or(Cow::Borrowed("null"));
    let (start, end) = (member("start"), member("end"));
    let reason = member("reason").and_then(json::scalar).filter(|reason| !reason.trim().is_empty());
    let status = status(raw, end);
    let volume = |stage| scanner::at(raw, &["stages", stage, "volume"]).filter(|value| is_number(value));
    let [extract, process, load] = ["extract", "process", "load"].map(|stage| volume(stage).unwrap_or("null"));
    let mut row = RowWriter::new(connection, member("sync_id").unwrap_or("null"), &status);
    row.times(&time("start"), &time("end"), start.zip(end));
    row.rest(reason.as_deref(), [extract, process, load], group_name);
    for (name, value) in scanner::members(raw).filter(|(name, _)| !PLACED.contains(name)) {
        row.member(name, value);
    }
    row.record()
}

/// Returns the last success and the last failure of a connection as syncs, for accounts without sync history.
pub fn last_ends(connection: &RestConnection, group_name: Option<&str>) -> Vec<Record> {
    let sync = |status: SyncStatus, at: Option<DateTime<Utc>>, reason: Option<String>| {
        let end = timestamp::quoted(at?);
        let mut row = RowWriter::new(connection, "null", status.name());
        row.times("null", &end, None);
        row.rest(reason.as_deref(), ["null"; 3], group_name);
        Some(row.record())
    };
    let succeeded = sync(SyncStatus::Succeeded, connection.succeeded_at(), None);
    let failed = sync(SyncStatus::Failed, connection.failed_at(), connection.task());
    [succeeded, failed].into_iter().flatten().collect()
}

/// Returns the status. An unknown word stays as Fivetran wrote it; it counts as neither a success nor a failure. A success needs
/// an end that can be read.
fn status<'r>(raw: &'r str, end: Option<&str>) -> Cow<'r, str> {
    let word = scanner::text(raw, &["status"]).unwrap_or_default();
    let has_start = scanner::member(raw, "start").is_some();
    let known = match &*word.to_ascii_uppercase() {
        "COMPLETED" if end.is_some_and(|end| timestamp::moment(end).is_some()) => SyncStatus::Succeeded,
        "COMPLETED" => SyncStatus::Unknown,
        "FAILURE" | "FAILURE_WITH_TASK" => SyncStatus::Failed,
        "CANCELED" | "CANCELLED" => SyncStatus::Cancelled,
        "RESCHEDULED" if severity::is_priority_first(raw) => SyncStatus::PriorityFirst,
        "RESCHEDULED" => SyncStatus::Rescheduled,
        // Rows of running syncs have the members, and the end is null.
        _ if end.is_none() && has_start => SyncStatus::Open,
        "" => SyncStatus::Unknown,
        _ => return word,
    };
    Cow::Borrowed(known.name())
}

fn is_number(json: &str) -> bool {
    json.parse::<f64>().is_ok_and(f64::is_finite)
}

/// Writes a row in the published schema.
struct RowWriter {
    text: String,
    group: String,
}

impl RowWriter {
    fn new(connection: &RestConnection, id: &str, status: &str) -> Self {
        let [connection, name, service, group] = connection.quoted();
        let status = json::quote(status);
        let text = format!(
            "{{\"kind\":\"sync\",\"source\":\"fivetran\",\"connectionId\":{connection},\"connectionName\":{name},\
             \"connectorType\":{service},\"syncId\":{id},\"status\":{status}"
        );
        Self { text, group }
    }

    /// Appends start and end as JSON texts, and the duration between them.
    fn times(&mut self, start: &str, end: &str, bounds: Option<(&str, &str)>) {
        let bounds = bounds.and_then(|(start, end)| timestamp::moment(start).zip(timestamp::moment(end)));
        let millis = bounds.and_then(|(start, end)| u64::try_from((end - start).num_milliseconds()).ok());
        let millis = millis.map_or_else(|| "null".to_owned(), |millis| millis.to_string());
        self.text.extend([",\"startedAt\":", start, ",\"endedAt\":", end, ",\"durationMs\":", &millis]);
    }

    /// Appends the reason, the volumes and the destination.
    fn rest(&mut self, reason: Option<&str>, [extract, process, load]: [&str; 3], group_name: Option<&str>) {
        let reason = reason.map_or_else(|| "null".to_owned(), json::quote);
        self.text.extend([",\"reason\":", &reason, ",", UNKNOWN, ",\"volumeMb\":{\"extract\":", extract]);
        self.text.extend([",\"process\":", process, ",\"load\":", load, "}"]);
        let group = std::mem::take(&mut self.group);
        self.member("destination_group_id", &group);
        if let Some(name) = group_name {
            self.member("destination_name", &json::quote(name));
        }
    }

    fn member(&mut self, name: &str, json: &str) {
        self.text.extend([",", &json::quote(name), ":", json]);
    }

    fn record(mut self) -> Record {
        self.text.push('}');
        Record::from_text(self.text, &SYNC)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(members: &str) -> String {
        let raw = r#"{"id":"kiwi","service":"postgres","schema":"shop","group_id":"g"}"#.to_owned();
        let connection = RestConnection::read(raw).unwrap();
        let record = sync(&format!("{{{members}}}"), &connection, Some("Warehouse"));
        let view = record.view();
        let text = |name| view.text(name).unwrap_or_default().into_owned();
        format!("{} {} {} {}", text("status"), text("durationMs"), text("reason"), view.json("volumeMb").unwrap())
    }

    #[test]
    fn words_of_the_end_become_statuses_and_unknown_words_stay() {
        let times = r#""start":"2026-11-28T11:00:00Z","end":"2026-11-28T11:04:33.5Z""#;
        let open = r#""start":"2026-11-28T11:00:00Z","end":null"#;
        for (members, expected) in [
            (
                format!(r#""status":"COMPLETED",{times},"stages":{{"extract":{{"volume":2.5}}}}"#),
                r#"succeeded 273500  {"extract":2.5,"process":null,"load":null}"#,
            ),
            (
                format!(r#""status":"FAILURE",{times},"reason":"no login""#),
                r#"failed 273500 no login {"extract":null,"process":null,"load":null}"#,
            ),
            (
                format!(r#""status":"CANCELED",{times}"#),
                r#"cancelled 273500  {"extract":null,"process":null,"load":null}"#,
            ),
            (
                format!(r#""status":"RESCHEDULED",{times},"reason":"""#),
                r#"rescheduled 273500  {"extract":null,"process":null,"load":null}"#,
            ),
            (format!(r#""status":"PAUSED",{times}"#), r#"PAUSED 273500  {"extract":null,"process":null,"load":null}"#),
            (format!(r#""status":"INCOMPLETE",{open}"#), r#"open   {"extract":null,"process":null,"load":null}"#),
            (format!(r#""status":"COMPLETED",{open}"#), r#"unknown   {"extract":null,"process":null,"load":null}"#),
            (
                r#""status":"COMPLETED","start":"2026-11-28T11:00:00Z","end":"later""#.to_owned(),
                r#"unknown   {"extract":null,"process":null,"load":null}"#,
            ),
            (r#""status":"COMPLETED""#.to_owned(), r#"unknown   {"extract":null,"process":null,"load":null}"#),
            (
                r#""status":"SOMETHING_NEW","stages":null"#.to_owned(),
                r#"SOMETHING_NEW   {"extract":null,"process":null,"load":null}"#,
            ),
        ] {
            assert_eq!(row(&members), expected, "{members}");
        }
    }
}
