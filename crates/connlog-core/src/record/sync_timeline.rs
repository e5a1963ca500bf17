//! One sync over time: its row, its phases, the tables it wrote and what it met on its way, as a vendor read it out of the
//! sync's events.

use std::borrow::Cow;

use chrono::{DateTime, Utc};

use super::semantics::Outcome;
use super::{Record, View};
use crate::json;
use crate::time::timestamp;

/// From one moment to another that is not earlier.
pub type TimelineSpan = (DateTime<Utc>, DateTime<Utc>);

/// A sync and what became of it.
pub struct SyncTimeline {
    /// The sync as `connlog syncs` lists it.
    pub row: Record,
    /// From its first moment to its last; `None` where no event has a time.
    pub span: Option<TimelineSpan>,
    pub phases: Vec<Phase>,
    /// In the order in which they were written.
    pub tables: Vec<TimelineTable>,
    /// In the order of time.
    pub notes: Vec<TimelineNote>,
    /// When there was a warning or an error.
    pub problems: Vec<(DateTime<Utc>, Outcome)>,
    /// Everything it logged, in the order of time.
    pub events: Vec<Record>,
}

/// A part of a sync.
pub struct Phase {
    pub name: &'static str,
    /// As the row has it, in milliseconds.
    pub took: Option<u64>,
    /// When it was, as its events tell.
    pub span: Option<TimelineSpan>,
}

/// The rows of a table by operation.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct TableRows {
    pub upserted: u64,
    pub updated: u64,
    pub deleted: u64,
    pub other: u64,
}

/// A table that was written.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TimelineTable {
    pub name: String,
    /// The first time that writing to it began.
    pub started: Option<DateTime<Utc>>,
    /// The last time that it ended.
    pub ended: Option<DateTime<Utc>>,
    pub rows: TableRows,
}

/// A warning, an error, a change of the schema, or an attempt that was not the last.
pub struct TimelineNote {
    pub at: Option<DateTime<Utc>>,
    pub outcome: Outcome,
    /// `ok`, `info`, `warning` or `failure`.
    pub severity: String,
    pub event: String,
    pub detail: Option<String>,
    /// How many events say the same; the first of them stands for all.
    pub times: u64,
}

impl TableRows {
    /// Each operation with its name.
    pub fn named(&self) -> [(&'static str, u64); 4] {
        [("upserted", self.upserted), ("updated", self.updated), ("deleted", self.deleted), ("other", self.other)]
    }
}

impl TimelineTable {
    /// When it was written, where both ends are known.
    pub fn span(&self) -> Option<TimelineSpan> {
        self.started.zip(self.ended).filter(|(started, ended)| started <= ended)
    }
}

impl SyncTimeline {
    /// One object: the keys of the sync's row, then `timeline` with phases, tables and notes, then `events` as `connlog events`
    /// prints them. Nothing in it that is not to be shown.
    pub fn to_json(&self) -> String {
        let phases = listed(&self.phases, |phase| {
            let (from, to) = ends(phase.span);
            let took = number(phase.took);
            let name = json::quote(phase.name);
            format!(r#"{{"name":{name},"startedAt":{from},"endedAt":{to},"durationMs":{took}}}"#)
        });
        let tables = listed(&self.tables, |table| {
            let took = number(table.span().and_then(|(from, to)| u64::try_from((to - from).num_milliseconds()).ok()));
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
    (time(span.map(|(from, _)| from)), time(span.map(|(_, to)| to)))
}

fn number(number: Option<u64>) -> String {
    number.map_or_else(|| "null".to_owned(), |number| number.to_string())
}
