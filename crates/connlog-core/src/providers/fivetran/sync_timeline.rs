//! Builds the timeline of one sync from its events.

use std::collections::HashMap;

use chrono::{DateTime, Utc};

use super::envelope::Envelope;
use super::event_catalog;
use super::payload::Payload;
use super::severity::ends_sync;
use super::syncs;
use super::syncs::sync_state::{ModifiedRows, RowOperation, SyncState, is_audit};
use crate::record::semantics::Outcome;
use crate::record::sync_timeline::{Phase, SyncTimeline, TableRows, TimelineNote, TimelineSpan, TimelineTable};
use crate::record::{Record, View};
use crate::redact::Reveal;
use crate::time;

const PHASES: [&str; 3] = ["extract", "process", "load"];

/// Returns the timeline of the sync to which all `events` belong; `None` without events. `last` is when the last sync
/// of the connection began or ended.
pub fn from_events(mut events: Vec<Record>, last: Option<DateTime<Utc>>, reveal: Reveal) -> Option<SyncTimeline> {
    events.sort_by_cached_key(|event| Envelope::read(event.raw()).moment());
    let mut run = SyncState::new(&Envelope::read(events.first()?.raw()));
    for event in &events {
        let envelope = Envelope::read(event.raw());
        let known = envelope.known().map_or("", |known| known.name);
        run.accept(known, &envelope, event);
    }
    if let Some(last) = last {
        run.supersede(last);
    }
    let phases = PHASES.into_iter().zip(run.spans()).zip(run.phases());
    let phases = phases.map(|((name, span), took)| Phase { name, took, span }).collect();
    let mut times = events.iter().filter_map(|event| Envelope::read(event.raw()).moment());
    let first = times.next();
    let span = first.map(|first| run.axis(TimelineSpan { from: first, to: times.last().unwrap_or(first) }));
    let (tables, notes, problems) = (tables(&events), notes(&events), problems(&events));
    Some(SyncTimeline { row: syncs::row(&run).with_redaction(reveal), span, phases, tables, notes, problems, events })
}

/// Returns the timeline of a sync of which only the row is known, such as a row of an API: without phases and events.
pub fn from_row(row: Record) -> SyncTimeline {
    let view = row.raw_view();
    let ended = view.text("endedAt").and_then(|text| time::instant(&text));
    let span = view.created_at().zip(ended).and_then(|(from, to)| TimelineSpan::between(from, to));
    drop(view);
    SyncTimeline {
        row,
        span,
        phases: Vec::new(),
        tables: Vec::new(),
        notes: Vec::new(),
        problems: Vec::new(),
        events: Vec::new(),
    }
}

/// Events of writing name the table only; events with row counts name schema and table. Equal names in one schema are
/// the same table.
fn tables(events: &[Record]) -> Vec<TimelineTable> {
    let (mut written, mut counted) =
        (HashMap::<String, TimelineTable>::new(), HashMap::<String, (String, TableRows)>::new());
    for event in events {
        let view = event.view();
        let (name, at) = (name(&view), view.created_at());
        let data = Payload(view.json("data").unwrap_or("{}"));
        let Some(table) = data.table().filter(|_| !is_audit(&data)) else { continue };
        match name {
            "write_to_table_start" => {
                let entry = written.entry(table).or_default();
                entry.started = entry.started.min(at).or(entry.started).or(at);
            }
            "write_to_table_end" => {
                let entry = written.entry(table).or_default();
                entry.ended = entry.ended.max(at);
            }
            "records_modified" => {
                let bare = data.get("table").map_or_else(|| table.clone(), std::borrow::Cow::into_owned);
                let (_, rows) = counted.entry(table).or_insert_with(|| (bare, TableRows::default()));
                count(rows, &data);
            }
            _ => {}
        }
    }
    joined(written, counted)
}

fn count(rows: &mut TableRows, data: &Payload<'_>) {
    let ModifiedRows { operation, count } = ModifiedRows::read(data);
    let sum = match operation {
        RowOperation::Upserted => &mut rows.upserted,
        RowOperation::Updated => &mut rows.updated,
        RowOperation::Deleted => &mut rows.deleted,
        RowOperation::Other => &mut rows.other,
    };
    *sum = sum.saturating_add(count);
}

fn joined(
    mut written: HashMap<String, TimelineTable>,
    counted: HashMap<String, (String, TableRows)>,
) -> Vec<TimelineTable> {
    let mut schemas: HashMap<String, u32> = HashMap::new();
    for (bare, _) in counted.values() {
        *schemas.entry(bare.clone()).or_default() += 1;
    }
    let mut tables = Vec::with_capacity(written.len() + counted.len());
    for (name, (bare, rows)) in counted {
        let own = written.remove(&name);
        let timed = own.or_else(|| if schemas.get(&bare) == Some(&1) { written.remove(&bare) } else { None });
        tables.push(TimelineTable { name, rows, ..timed.unwrap_or_default() });
    }
    tables.extend(written.into_iter().map(|(name, table)| TimelineTable { name, ..table }));
    let order = |table: &TimelineTable| (table.started.or(table.ended).is_none(), table.started.or(table.ended));
    tables.sort_by(|one, other| order(one).cmp(&order(other)).then_with(|| one.name.cmp(&other.name)));
    tables
}

/// Returns the notable events: warnings, failures, schema changes, and attempts before the last one.
fn notes(events: &[Record]) -> Vec<TimelineNote> {
    let ends = events.iter().filter(|event| ends_sync(name(&event.view()))).count();
    let mut places: HashMap<(String, Option<String>), usize> = HashMap::new();
    let mut notes: Vec<TimelineNote> = Vec::new();
    for event in events {
        let view = event.view();
        let (name, outcome) = (name(&view), Outcome::from_view(&view));
        let changes = event_catalog::find(name).is_some_and(|known| known.schema_change);
        let attempt = name == "sync_start" || ends_sync(name);
        let wanted = if attempt { ends > 1 } else { changes || matches!(outcome, Outcome::Bad | Outcome::Warned) };
        if !wanted {
            continue;
        }
        let text = view.text("event").unwrap_or_default().into_owned();
        let detail = view.detail().map(std::borrow::Cow::into_owned);
        let next = notes.len();
        let place = *places.entry((text.clone(), detail.clone())).or_insert(next);
        match notes.get_mut(place) {
            // Attempts are never merged, even with equal texts.
            _ if attempt => notes.push(note(&view, text, detail, outcome)),
            Some(known) => known.times += 1,
            None => notes.push(note(&view, text, detail, outcome)),
        }
    }
    notes
}

fn problems(events: &[Record]) -> Vec<(DateTime<Utc>, Outcome)> {
    let bad = |event: &Record| {
        let view = event.view();
        let outcome =
            Some(Outcome::from_view(&view)).filter(|outcome| matches!(outcome, Outcome::Bad | Outcome::Warned));
        view.created_at().zip(outcome)
    };
    events.iter().filter_map(bad).collect()
}

fn note(view: &View<'_>, event: String, detail: Option<String>, outcome: Outcome) -> TimelineNote {
    let severity = view.text("severity").unwrap_or_default().into_owned();
    TimelineNote { at: view.created_at(), outcome, severity, event, detail, times: 1 }
}

/// Returns the event's name in the catalogue; empty for an event that is not in it.
fn name(view: &View<'_>) -> &'static str {
    view.text("event").and_then(|event| event_catalog::find(&event)).map_or("", |known| known.name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::providers::{self, RecognizedObject};

    #[test]
    fn a_timeline_has_the_tables_of_the_user() {
        let event = |minute: u32, event: &str, table: &str| {
            let raw = format!(
                r#"{{"event":"{event}","data":{{"table":"{table}"}},"created":"2026-11-29T10:{minute:02}:00.000Z","connector_id":"kiwi","sync_id":"s"}}"#
            );
            let Some(RecognizedObject::Entry(layout)) = providers::recognize(&raw) else { panic!("{raw}") };
            Record::from_text(raw, layout)
        };
        let events = [
            event(1, "write_to_table_start", "orders"),
            event(2, "write_to_table_end", "orders"),
            event(3, "write_to_table_start", "fivetran_audit"),
        ];
        let tables = tables(&events);
        assert_eq!(tables.iter().map(|table| &*table.name).collect::<Vec<_>>(), ["orders"]);
        assert!(tables[0].started.is_some() && tables[0].ended > tables[0].started);
    }
}
