//! Syncs put together from their events, in one pass: one row a sync. What is kept are the syncs that run, and of each
//! connection the few that ended last.
//!
//! Events may come oldest or newest first and in some disorder, as long as those of one sync are not farther apart than a few
//! syncs of its connection. Before 2022 events had no `sync_id`; then a sync is what lies between two starts.

use std::collections::HashMap;
use std::sync::Arc;

use chrono::{DateTime, Utc};

use super::envelope::Envelope;
use super::run::Run;
use super::secrets;
use crate::record::{Field, Kind, Record, Shape, json, scan};

/// How the rows of syncs are read.
pub static SYNC: Shape = Shape {
    kind: Kind::Sync,
    source: "fivetran",
    time_key: "startedAt",
    id_key: None,
    lay,
    peek: |raw, name| Some(scan::member(raw, name).unwrap_or("null")),
    detail: |view| view.text("reason"),
    rules: &secrets::RULES,
};

fn lay(raw: &str) -> Vec<Field<'_>> {
    let members = scan::members(raw);
    members.map(|(name, json)| Field { name: scan::unescaped(name), json: json.into() }).collect()
}

/// So many syncs of a connection that ended are kept for events that come late, and so many in all. One that was given is
/// forgotten: what comes of it later still, begins it anew.
const ENDED: usize = 8;
const KEPT: usize = 64;

/// Takes events, gives rows.
#[derive(Default)]
pub struct Assembler {
    /// The syncs of each connection that run or ended last, by the connection's id.
    connections: HashMap<Box<str>, Vec<Run>>,
}

impl Assembler {
    /// Takes an event; gives the syncs that are complete by now, normally none.
    pub fn take(&mut self, event: &Record) -> Vec<Record> {
        if event.kind() != Kind::Fivetran {
            return Vec::new();
        }
        let envelope = Envelope::read(event.raw());
        let known = envelope.known();
        if !is_of_a_sync(known.map_or("", |event| event.stages), &envelope) {
            return Vec::new();
        }
        let known = known.map_or("", |event| event.name);
        let id = envelope.connection_id().and_then(json::scalar).unwrap_or_default();
        if !self.connections.contains_key(&*id) {
            self.connections.insert(id.as_ref().into(), Vec::new());
        }
        let Some(runs) = self.connections.get_mut(&*id) else { return Vec::new() };
        let Some((place, begun)) = place(runs, known, &envelope) else { return Vec::new() };
        let ended = runs.get_mut(place).is_some_and(|run| run.take(known, &envelope));
        if ended || begun { settled(runs, place) } else { Vec::new() }
    }

    /// What is left when there are no more events: the last syncs of each connection, and those that are still open.
    pub fn finish(self) -> Vec<Record> {
        let mut runs: Vec<Run> = self.connections.into_values().flatten().filter(Run::is_told).collect();
        runs.sort_by(|one, other| one.order().cmp(&other.order()));
        runs.iter().map(row).collect()
    }
}

/// Takes from a connection the syncs that nothing is waited for any more: those begun first, never the one at `place`.
fn settled(runs: &mut Vec<Run>, place: usize) -> Vec<Record> {
    let mut ended = runs.iter().filter(|run| run.has_ended()).count().saturating_sub(ENDED);
    let mut open = (runs.len() - ended).saturating_sub(KEPT);
    let mut at = 0;
    let done = runs.extract_if(.., |run| {
        at += 1;
        let left = if run.has_ended() { &mut ended } else { &mut open };
        let goes = at - 1 != place && *left > 0;
        *left -= usize::from(goes);
        goes
    });
    done.filter(Run::is_told).map(|run| row(&run)).collect()
}

/// Whether an event is part of a sync: it says so, or stands in the stage where syncs run.
fn is_of_a_sync(stages: &str, envelope: &Envelope<'_>) -> bool {
    envelope.sync_id.is_some() || stages == "[5]" || stages == "[9]" || stages.starts_with("[5,9")
}

/// Where the sync of an event is among those of its connection, and whether it was begun for it.
fn place(runs: &mut Vec<Run>, event: &str, envelope: &Envelope<'_>) -> Option<(usize, bool)> {
    let found = match envelope.sync_id {
        Some(id) => runs.iter().rposition(|run| run.is(id)),
        None => session(runs, event, envelope.moment()),
    };
    if let Some(found) = found {
        return Some((found, false));
    }
    runs.push(Run::new(envelope));
    Some((runs.len().checked_sub(1)?, true))
}

/// Where an event without an id belongs: to the last sync that started before it. A start begins another one, unless it is
/// told again, or what it began was read before.
fn session(runs: &[Run], event: &str, at: Option<DateTime<Utc>>) -> Option<usize> {
    let last = |fits: &dyn Fn(&Run) -> bool| runs.iter().rposition(|run| run.is_unnamed() && fits(run));
    let Some(at) = at else { return last(&|_| event != "sync_start") };
    if event == "sync_start" {
        return last(&|run| run.start() == Some(at)).or_else(|| last(&|run| run.lacks_start(at)));
    }
    let started =
        runs.iter().enumerate().filter(|(_, run)| run.is_unnamed() && run.start().is_some_and(|start| start <= at));
    let latest = started.max_by_key(|(_, run)| run.start()).map(|(place, _)| place);
    latest.or_else(|| last(&|run| run.start().is_none()))
}

/// The row of a sync as a record.
pub(super) fn row(run: &Run) -> Record {
    let text: Arc<str> = run.to_json().into();
    let length = text.len();
    Record::new(text, 0..length, &SYNC)
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;
    use crate::vendor::fivetran::EVENT;

    fn event(at: &str, name: &str, sync: Option<&str>, data: &str) -> Record {
        let sync = sync.map_or_else(String::new, |id| format!(r#","sync_id":"{id}""#));
        let raw = format!(
            r#"{{"event":"{name}","data":{data},"created":"2026-03-20T{at}Z","connector_type":"pg","connection_id":"c","connection_name":"n"{sync}}}"#
        );
        let length = raw.len();
        Record::new(raw.into(), 0..length, &EVENT)
    }

    fn assembled(events: &[Record]) -> (Vec<Value>, Vec<Value>) {
        let parse = |row: Record| serde_json::from_str(row.raw()).unwrap();
        let mut assembler = Assembler::default();
        let early = events.iter().flat_map(|event| assembler.take(event)).map(parse).collect();
        (early, assembler.finish().into_iter().map(parse).collect())
    }

    fn one_sync(id: Option<&str>, hour: u8, end: &str) -> Vec<Record> {
        let at = |rest: &str| format!("{hour:02}:{rest}");
        let event = |time: &str, name: &str, data: &str| event(&at(time), name, id, data);
        vec![
            event("00:00", "sync_start", "null"),
            event(
                "00:20",
                "extract_summary",
                r#"{"status":"SUCCESS","total_queries":3,"total_rows":40,"total_size":1000}"#,
            ),
            event("00:21", "create_table", r#"{"schema":"s","name":"t","columns":{}}"#),
            event("00:22", "warning", r#"{"type":"skip_table"}"#),
            event("00:25", "write_to_table_start", r#"{"table":"t"}"#),
            event(
                "00:26",
                "records_modified",
                r#"{"schema":"s","table":"t","operationType":"REPLACED_OR_INSERTED","count":11624686068}"#,
            ),
            event("00:26", "records_modified", r#"{"schema":"s","table":"t","operation_type":"DELETED","count":2}"#),
            event(
                "00:27",
                "records_modified",
                r#"{"schema":"s","table":"fivetran_audit","operationType":"UPDATED","count":9}"#,
            ),
            event("00:30", "write_to_table_end", r#"{"table":"t"}"#),
            event("00:31", "sync_end", end),
        ]
    }

    #[test]
    fn a_row_adds_up_what_the_events_of_a_sync_say() {
        let mut events = one_sync(Some("a"), 8, r#"{"status":"SUCCESSFUL"}"#);
        for newest_first in [false, true] {
            let (early, rows) = assembled(&events);
            assert!(early.is_empty());
            let expected: Value = serde_json::from_str(
                r#"{"kind":"sync","source":"fivetran","connectionId":"c","connectionName":"n","connectorType":"pg","syncId":"a",
                "status":"succeeded","startedAt":"2026-03-20T08:00:00Z","endedAt":"2026-03-20T08:00:31Z","durationMs":31000,"reason":null,
                "phases":{"extractMs":20000,"processMs":5000,"loadMs":5000},
                "rows":{"queries":3,"extracted":40,"bytes":1000,"upserted":11624686068,"updated":0,"deleted":2,"other":0},
                "tables":1,"schemaChanges":1,"warnings":1,"errors":0}"#,
            )
            .unwrap();
            assert_eq!(rows, [expected], "newest first: {newest_first}");
            events.reverse();
        }
    }

    #[test]
    fn the_row_has_the_keys_of_the_published_schema() {
        let (_, rows) = assembled(&one_sync(None, 8, "null"));
        let keys: Vec<&str> = crate::record::schema::keys(Kind::Sync).iter().map(|key| key.name).collect();
        assert_eq!(rows[0].as_object().unwrap().keys().collect::<Vec<_>>(), keys);
    }

    #[test]
    fn a_sync_is_given_when_the_next_of_its_connection_has_ended() {
        let mut events = one_sync(Some("a"), 8, r#"{"status":"FAILURE","reason":"no"}"#);
        // Tried again under the same id.
        events.push(event("08:05:00", "sync_end", Some("a"), r#"{"status":"SUCCESSFUL"}"#));
        events.extend(one_sync(Some("b"), 9, r#"{"status":"RESCHEDULED","reason":"intended behavior"}"#));
        events.push(event("10:00:00", "sync_start", Some("d"), "null"));
        let (early, rest) = assembled(&events);
        let told =
            |rows: &[Value]| rows.iter().map(|row| format!("{} {}", row["syncId"], row["status"])).collect::<Vec<_>>();
        assert_eq!(told(&early), [r#""a" "succeeded""#]);
        assert_eq!(told(&rest), [r#""b" "priority-first""#, r#""d" "open""#]);
        assert_eq!(rest[1]["endedAt"], Value::Null);
    }

    #[test]
    fn without_ids_a_sync_lies_between_two_starts() {
        let mut events = one_sync(None, 8, r#"{"status":"CANCELED"}"#);
        events.extend(one_sync(None, 9, "null"));
        events.push(event("10:00:00", "pause_connector", None, "{}"));
        let (early, rest) = assembled(&events);
        assert_eq!((early.len(), rest.len()), (1, 1));
        assert_eq!((&early[0]["status"], &rest[0]["status"]), (&"cancelled".into(), &"succeeded".into()));
        assert_eq!(rest[0]["rows"]["deleted"], 2);
    }

    #[test]
    fn events_that_belong_to_no_sync_make_no_row() {
        let (early, rest) = assembled(&[
            event("08:00:00", "create_connection", None, "{}"),
            event("08:00:00", "edit_connection", None, "{}"),
            event("08:00:00", "never_seen", None, "{}"),
        ]);
        assert!(early.is_empty() && rest.is_empty());
    }
}
