//! Converts rows to records: each becomes the envelope that the same event has in a log service.

use std::borrow::Cow;
use std::hash::Hasher as _;
use std::ops::Range;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use hashbrown::HashMap;
use siphasher::sip::SipHasher13;

use super::audit_actions::AuditActions;
use super::catalog::{ColumnType, Tables};
use super::database::RowCells;
use super::lookups::Lookups;
use super::row_page::RowPage;
use super::statement;
use super::statement::{AUDIT, RUNS};
use connlog_core::json::{self, scanner};
use connlog_core::providers::fivetran::audit_table::{self, AuditResource, AuditTrace};
use connlog_core::providers::fivetran::log_columns::LogRowComposer;
use connlog_core::providers::fivetran::transformation_runs;
use connlog_core::providers::{self, fivetran};
use connlog_core::record::Record;
use connlog_core::record::block::{KeyMembers, RecordBlock};
use connlog_core::time::timestamp;

/// The columns of LOG that make the envelope. [`LogCells`] has their cells in this order.
const LOG_COLUMNS: [&str; 8] =
    ["message_event", "message_data", "time_stamp", "connection_id", "sync_id", "transformation_id", "id", "event"];

/// Converts rows to records.
#[derive(Default)]
pub(crate) struct EnvelopeBuilder {
    columns: RowColumns,
    /// Whether entries need their identity.
    has_identities: bool,
    /// Composes rows of LOG; `None` if each row needs the general way.
    composer: Option<LogRowComposer>,
    acts: AuditActions,
    /// The members with the names of each connection, once they are built.
    connections: HashMap<String, NameMembers>,
    /// The number of rows without an entry.
    pub(crate) unread: u64,
}

/// Members of an envelope: keys and JSON values.
type NameMembers = Vec<(&'static str, String)>;

/// Properties of the columns of LOG.
#[derive(Debug, Clone, Copy, Default)]
struct RowColumns {
    /// The data column has a JSON type, in which text is a JSON string.
    typed: bool,
    /// LOG has a column of levels.
    level: bool,
}

/// A row as a record.
pub struct RowEntry {
    pub record: Record,
    /// Whether the entry has the form of most rows of LOG, in which equal rows have equal text.
    pub is_composed: bool,
    /// The time of loading; 1970 if unknown, and in lists, which do not need it.
    pub loaded: DateTime<Utc>,
    /// A hash of the content of the row, without names that may change. An act has the same hash in both tables. Zero
    /// for a list, which does not need it.
    pub identity: u64,
}

/// How the envelope of a row of LOG was made.
enum EnvelopeSource {
    /// By the composer, which found the key members.
    Composed(KeyMembers),
    Unflattened,
    /// The row has no entry.
    Missing,
}

/// A row whose envelope is in the page.
struct AppendedRow {
    identity: u64,
    /// The key members, if the composer found them.
    keys: Option<KeyMembers>,
}

/// The ranges of an envelope in the page, and what becomes a [`RowEntry`] with it.
struct PagedEntry {
    text: Range<usize>,
    places: Range<usize>,
    row: AppendedRow,
    loaded: DateTime<Utc>,
}

impl EnvelopeBuilder {
    /// Returns the builder for following, where entries have an identity.
    pub(crate) fn new(tables: &Tables) -> Self {
        Self { has_identities: true, ..Self::for_lists(tables) }
    }

    /// Returns the builder for lists.
    pub(crate) fn for_lists(tables: &Tables) -> Self {
        let typed = tables
            .log
            .column(&["message_data"])
            .is_some_and(|data| matches!(data.is, ColumnType::Super | ColumnType::Json | ColumnType::Other));
        let level = tables.log.column(&["event"]).is_some();
        let names = if level { &LOG_COLUMNS[..] } else { &LOG_COLUMNS[..LOG_COLUMNS.len() - 1] };
        let composer = LogRowComposer::new(names, typed);
        Self { columns: RowColumns { typed, level }, composer, ..Self::default() }
    }

    /// Returns the records of `rows`, which share one text.
    pub(crate) fn make<R: RowCells>(&mut self, rows: &[R], names: &Lookups) -> Vec<RowEntry> {
        let (mut page, mut made) = (RowPage::default(), Vec::with_capacity(rows.len()));
        for row in rows {
            let start = page.end();
            let Some(appended) = self.append(row, &mut page) else { continue };
            let members = self.members_for_ids(page.text.get(start.text..).unwrap_or_default(), row, names);
            page.add_names(start, &members);
            let loaded = self.has_identities.then(|| row.time(statement::at::LOADED)).flatten().unwrap_or_default();
            let (text, places) = (start.text..page.text.len(), start.places..page.places.len());
            made.push(PagedEntry { text, places, row: appended, loaded });
        }
        let page = Arc::new(RecordBlock::new(page.text, page.places));
        let entry = |PagedEntry { text, places, row: AppendedRow { identity, keys }, loaded }| {
            let record = Record::new(Arc::clone(&page), text, &fivetran::EVENT).noted(places);
            let record = record.with_keys(keys.unwrap_or_default());
            RowEntry { record, is_composed: keys.is_some(), loaded, identity }
        };
        made.into_iter().map(entry).collect()
    }

    /// Appends the envelope of a row to the page. Returns `None` if the row has no entry or repeats an act.
    fn append<R: RowCells>(&mut self, cells: &R, page: &mut RowPage) -> Option<AppendedRow> {
        let start = page.end();
        let part = cells.text(statement::at::PART);
        let mut keys = None;
        let trace = match part {
            Some(AUDIT) => {
                let (envelope, trace) = audited(cells);
                page.text.push_str(&envelope);
                trace
            }
            Some(RUNS) => {
                page.text.push_str(&counted(cells));
                None
            }
            _ => {
                keys = match self.append_log(cells, page) {
                    EnvelopeSource::Composed(keys) => Some(keys),
                    EnvelopeSource::Unflattened => None,
                    EnvelopeSource::Missing => {
                        self.unread += 1;
                        return None;
                    }
                };
                act(cells, page.text.get(start.text..)?)
            }
        };
        let own = || page.text.get(start.text..).unwrap_or_default();
        let identity = match &trace {
            _ if !self.has_identities => 0,
            Some(trace) => identity(&trace.key()),
            None => identity(own()),
        };
        if trace.is_some_and(|trace| self.acts.repeats(trace, part == Some(AUDIT))) {
            page.text.truncate(start.text);
            page.places.truncate(start.places);
            return None;
        }
        Some(AppendedRow { identity, keys })
    }

    /// Appends the envelope of a row of LOG.
    fn append_log<R: RowCells>(&mut self, cells: &R, page: &mut RowPage) -> EnvelopeSource {
        let log = LogCells::new(cells);
        let composed =
            self.composer.as_mut().and_then(|rows| rows.append(|at| log.cell(at), &mut page.text, &mut page.places));
        if let Some(keys) = composed {
            return EnvelopeSource::Composed(keys);
        }
        let Some(envelope) = log.unflattened(self.columns) else { return EnvelopeSource::Missing };
        page.text.push_str(&envelope);
        EnvelopeSource::Unflattened
    }

    /// Returns the names for the ids of an envelope as its members.
    fn members_for_ids<R: RowCells>(
        &mut self,
        envelope: &str,
        cells: &R,
        names: &Lookups,
    ) -> Cow<'_, [(&'static str, String)]> {
        let is_log = !matches!(cells.text(statement::at::PART), Some(AUDIT | RUNS));
        let own = if is_log { cells.text(statement::at::CONNECTION).map(Cow::Borrowed) } else { None };
        let users = if names.knows_users() {
            let who = ["userId", "actor"].iter().find_map(|key| scanner::text(envelope, &["data", key]));
            who.map_or_else(Vec::new, |who| names.user(&who))
        } else {
            Vec::new()
        };
        let Some(id) = own.or_else(|| scanner::text(envelope, &["connection_id"])) else {
            let destination = fivetran::destination(envelope);
            let mut members = destination.map_or_else(Vec::new, |id| names.directory().destination(&id));
            members.extend(users);
            return Cow::Owned(members);
        };
        if !self.connections.contains_key(&*id) {
            let members = names.directory().connection(&id);
            // An unknown connection has no members, and a table may have any number of them.
            if members.is_empty() {
                return Cow::Owned(users);
            }
            self.connections.insert(id.clone().into_owned(), members);
        }
        let members = self.connections.get(&*id).map_or(&[][..], Vec::as_slice);
        if users.is_empty() { Cow::Borrowed(members) } else { Cow::Owned([members, &users].concat()) }
    }
}

/// Returns the act of a user in the envelope of a row of LOG.
fn act<R: RowCells>(cells: &R, envelope: &str) -> Option<AuditTrace> {
    let name = cells.text(statement::at::NAME).filter(|name| AuditTrace::is_act(name))?;
    AuditTrace::from_row(name, scanner::member(envelope, "data")?)
}

fn identity(text: &str) -> u64 {
    let mut hasher = SipHasher13::new();
    hasher.write(text.as_bytes());
    hasher.finish()
}

/// Returns the time in the only cell of a row.
pub(crate) fn first_moment<R: RowCells>(row: &R) -> Option<DateTime<Utc>> {
    row.time(0)
}

/// The cells of a row of LOG.
struct LogCells<'c>([Option<Cow<'c, str>>; LOG_COLUMNS.len()]);

impl<'c> LogCells<'c> {
    fn new<R: RowCells>(cells: &'c R) -> Self {
        let text = |at| cells.text(at).map(Cow::Borrowed);
        let data = cells.text(statement::at::DATA).map(str::trim).filter(|data| !matches!(*data, "" | "null"));
        let moment = || cells.time(statement::at::TIME).map(|time| Cow::Owned(timestamp::plain(time)));
        Self([
            text(statement::at::NAME),
            data.map(Cow::Borrowed),
            text(statement::at::TIME_TEXT).or_else(moment),
            text(statement::at::CONNECTION),
            text(statement::at::SYNC),
            text(statement::at::USER),
            text(statement::at::ID),
            text(statement::at::LEVEL),
        ])
    }

    /// Returns the text of a column; empty without one.
    fn cell(&self, at: usize) -> &str {
        self.0.get(at).and_then(Option::as_deref).unwrap_or_default()
    }

    /// Returns the name of the event.
    fn name(&self) -> Option<&str> {
        Some(self.cell(0)).filter(|name| !name.trim().is_empty())
    }

    /// Converts the row as in a file.
    fn unflattened(&self, columns: RowColumns) -> Option<String> {
        let value = |(at, column): (usize, &&'static str)| {
            let cell = Some(self.cell(at)).filter(|cell| !cell.is_empty());
            let json = match *column {
                // An empty column differs from a missing one.
                "message_event" => self.name().map_or_else(|| "null".to_owned(), json::quote),
                "event" if !columns.level => return None,
                "event" => cell.map_or_else(|| "null".to_owned(), json::quote),
                "message_data" if columns.typed => cell?.to_owned(),
                _ => json::quote(cell?),
            };
            Some((Cow::Borrowed(*column), json))
        };
        let values: Vec<_> = LOG_COLUMNS.iter().enumerate().filter_map(value).collect();
        let members: Vec<(Cow<'_, str>, &str)> =
            values.iter().map(|(key, json)| (key.clone(), json.as_str())).collect();
        providers::unflatten(&members, None).map(|(envelope, _)| envelope)
    }
}

/// Converts a row of AUDIT_TRAIL.
fn audited<R: RowCells>(cells: &R) -> (String, Option<AuditTrace>) {
    let [kind, id, other_kind, other_id] = statement::at::RESOURCES.map(|at| cells.text(at));
    let row = audit_table::AuditRow {
        id: cells.text(statement::at::ID),
        captured_at: cells.time(statement::at::TIME),
        user_id: cells.text(statement::at::USER),
        action: cells.text(statement::at::NAME),
        method: cells.text(statement::at::LEVEL),
        primary: AuditResource { kind, id },
        secondary: AuditResource { kind: other_kind, id: other_id },
        old_values: cells.text(statement::at::SYNC),
        new_values: cells.text(statement::at::DATA),
    };
    (row.envelope(), row.trace())
}

/// Converts a row of TRANSFORMATION_RUNS.
fn counted<R: RowCells>(cells: &R) -> String {
    let row = transformation_runs::RunRow {
        day: cells.time(statement::at::TIME),
        destination_id: cells.text(statement::at::DESTINATION),
        job_id: cells.text(statement::at::ID),
        job_name: cells.text(statement::at::NAME),
        project_type: cells.text(statement::at::USER),
        measured_date: cells.text(statement::at::SYNC),
        free_type: cells.text(statement::at::LEVEL),
        model_runs: cells.text(statement::at::DATA),
        updated_at: cells.text(statement::at::UPDATED),
    };
    row.envelope()
}
