//! One sync over time: its row, phases, tables and problems, as a provider assembled it from the events of the sync.

use std::borrow::Cow;

use chrono::{DateTime, Utc};

use super::semantics::Outcome;
use super::{Record, View};
use crate::json;
use crate::time::timestamp;

/// A time range; the end is not before the start.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TimelineSpan {
    /// The start.
    pub from: DateTime<Utc>,
    /// The end.
    pub to: DateTime<Utc>,
}

impl TimelineSpan {
    /// Returns the span between two times; `None` if the second one is earlier.
    pub fn between(from: DateTime<Utc>, to: DateTime<Utc>) -> Option<Self> {
        (from <= to).then_some(Self { from, to })
    }

    /// Returns the length in milliseconds.
    pub fn millis(self) -> u64 {
        u64::try_from((self.to - self.from).num_milliseconds()).unwrap_or(0)
    }
}

/// A sync and everything that happened in it.
pub struct SyncTimeline {
    /// The sync as `connlog syncs` lists it.
    pub row: Record,
    /// From the first to the last event; `None` if no event has a time.
    pub span: Option<TimelineSpan>,
    /// The phases, in their order.
    pub phases: Vec<Phase>,
    /// The tables, in the order in which they were first written.
    pub tables: Vec<TimelineTable>,
    /// The notable events, by time.
    pub notes: Vec<TimelineNote>,
    /// The times of all warnings and failures.
    pub problems: Vec<(DateTime<Utc>, Outcome)>,
    /// All events of the sync, by time.
    pub events: Vec<Record>,
}

/// A phase of a sync.
pub struct Phase {
    /// The name of the phase.
    pub name: &'static str,
    /// Its duration from the sync's row, in milliseconds.
    pub took: Option<u64>,
    /// When it ran, according to its events.
    pub span: Option<TimelineSpan>,
}

/// Number of rows by operation.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct TableRows {
    /// Rows inserted or replaced.
    pub upserted: u64,
    /// Rows updated.
    pub updated: u64,
    /// Rows deleted.
    pub deleted: u64,
    /// Rows of unknown operations.
    pub other: u64,
}

/// A table that the sync wrote.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TimelineTable {
    /// The name of the table.
    pub name: String,
    /// When writing first started.
    pub started: Option<DateTime<Utc>>,
    /// When writing last ended.
    pub ended: Option<DateTime<Utc>>,
    /// How many rows were written.
    pub rows: TableRows,
}

/// A warning, a failure, a schema change, or an attempt that was retried.
pub struct TimelineNote {
    /// When it happened; `None` if the event has no time.
    pub at: Option<DateTime<Utc>>,
    /// The outcome of the event.
    pub outcome: Outcome,
    /// `ok`, `info`, `warning` or `failure`.
    pub severity: String,
    /// The name of the event.
    pub event: String,
    /// A one-line description.
    pub detail: Option<String>,
    /// The number of events with the same content; the first one represents them all.
    pub times: u64,
}

impl TableRows {
    /// Returns each number with the name of its operation.
    pub fn named(&self) -> [(&'static str, u64); 4] {
        [("upserted", self.upserted), ("updated", self.updated), ("deleted", self.deleted), ("other", self.other)]
    }
}

impl TimelineTable {
    /// Returns the time range of writing; `None` if one end is unknown.
    pub fn span(&self) -> Option<TimelineSpan> {
        TimelineSpan::between(self.started?, self.ended?)
    }
}

impl SyncTimeline {
    /// Returns one JSON object: the keys of the sync's row, `timeline` with phases, tables and notes, and `events` as
    /// `connlog events` prints them. Redacted.
    pub fn to_json(&self) -> String {
        let phases = listed(&self.phases, |phase| {
            let (from, to) = ends(phase.span);
            let took = number(phase.took);
            let name = json::quote(phase.name);
            format!(r#"{{"name":{name},"startedAt":{from},"endedAt":{to},"durationMs":{took}}}"#)
        });
        let tables = listed(&self.tables, |table| {
            let took = number(table.span().map(TimelineSpan::millis));
            let rows = listed(&table.rows.named(), |(name, count)| format!(r#""{name}":{count}"#));
            let (name, from, to) = (json::quote(&table.name), time(table.started), time(table.ended));
            format!(r#"{{"name":{name},"startedAt":{from},"endedAt":{to},"durationMs":{took},{rows}}}"#)
        });
        let notes = listed(&self.notes, |note| {
            let [severity, event] = [&note.severity, &note.event].map(|text| json::quote(text));
            let detail = note.detail.as_deref().map_or_else(|| "null".to_owned(), json::quote);
            let (at, times) = (time(note.at), note.times);
            format!(r#"{{"createdAt":{at},"severity":{severity},"event":{event},"detail":{detail},"times":{times}}}"#)
        });
        let events = listed(&self.events, |event| format!("{{{}}}", members(&event.view())));
        let row = members(&self.row.view());
        format!(
            r#"{{{row},"timeline":{{"phases":[{phases}],"tables":[{tables}],"notes":[{notes}]}},"events":[{events}]}}"#
        )
    }
}

fn members(view: &View<'_>) -> String {
    listed(view.fields(), |field| format!("{}:{}", json::quote(&field.name), field.json))
}

fn listed<T>(items: &[T], text: impl Fn(&T) -> String) -> String {
    items.iter().map(text).collect::<Vec<_>>().join(",")
}

fn time(at: Option<DateTime<Utc>>) -> Cow<'static, str> {
    at.map_or(Cow::Borrowed("null"), |at| Cow::Owned(timestamp::quoted(at)))
}

fn ends(span: Option<TimelineSpan>) -> (Cow<'static, str>, Cow<'static, str>) {
    (time(span.map(|span| span.from)), time(span.map(|span| span.to)))
}

fn number(number: Option<u64>) -> String {
    number.map_or_else(|| "null".to_owned(), |number| number.to_string())
}
