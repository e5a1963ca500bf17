//! Converts rows to records: each becomes the envelope that the same event has in a log service.

use std::borrow::Cow;
use std::collections::{HashSet, VecDeque};
use std::error::Error;
use std::hash::Hasher as _;
use std::sync::Arc;

use chrono::{DateTime, NaiveDateTime, Utc};
use siphasher::sip::SipHasher13;
use tokio_postgres::Row;
use tokio_postgres::types::{FromSql, Type};

use super::catalog::{ColumnType as Kind, Tables};
use super::lookups::Lookups;
use super::statement;
use super::statement::{AUDIT, RUNS};
use connlog_core::json::{self, scanner};
use connlog_core::providers::fivetran::audit_table::{self, AuditResource, AuditTrace};
use connlog_core::providers::fivetran::transformation_runs;
use connlog_core::providers::{self, fivetran};
use connlog_core::record::Record;
use connlog_core::record::block::RecordBlock;
use connlog_core::time::timestamp;

/// The maximum number of remembered acts of the audit trail, for deduplication.
const REMEMBERED: usize = 20_000;

/// Converts rows to records.
#[derive(Default)]
pub(crate) struct EnvelopeBuilder {
    columns: RowColumns,
    acts: AuditActions,
    /// The number of rows without an entry.
    pub(crate) unread: u64,
}

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
    /// The time of loading; 1970 if unknown.
    pub loaded: DateTime<Utc>,
    /// A hash of the content of the row, without names that may change. An act has the same hash in both tables.
    pub identity: u64,
}

impl EnvelopeBuilder {
    pub(crate) fn new(tables: &Tables) -> Self {
        let typed =
            tables.log.column(&["message_data"]).is_some_and(|data| matches!(data.is, Kind::Super | Kind::Other));
        let level = tables.log.column(&["event"]).is_some();
        Self { columns: RowColumns { typed, level }, ..Self::default() }
    }

    /// Returns the records of `rows`, which share one text.
    pub(crate) fn make(&mut self, rows: &[Row], names: &Lookups) -> Vec<RowEntry> {
        let (mut page, mut spans) = (String::new(), Vec::with_capacity(rows.len()));
        for row in rows {
            let cells = RowCells(row);
            let Some((envelope, identity)) = self.envelope(&cells) else { continue };
            let start = page.len();
            page += &named(envelope, names);
            spans.push((
                start..page.len(),
                cells.time(statement::at::LOADED).unwrap_or(DateTime::<Utc>::UNIX_EPOCH),
                identity,
            ));
        }
        let page = Arc::new(RecordBlock::from(page));
        let made = |(span, loaded, identity)| {
            let record = Record::new(Arc::clone(&page), span, &fivetran::EVENT);
            RowEntry { record, loaded, identity }
        };
        spans.into_iter().map(made).collect()
    }

    /// Returns the entry of a row with its identity; `None` if the row has none or repeats an act.
    fn envelope(&mut self, cells: &RowCells<'_>) -> Option<(String, u64)> {
        let part = cells.text(statement::at::PART);
        let entry = match part {
            Some(AUDIT) => Some(audited(cells)),
            Some(RUNS) => Some((counted(cells), None)),
            _ => logged(cells, self.columns),
        };
        let Some((envelope, trace)) = entry else {
            self.unread += 1;
            return None;
        };
        let identity = trace.as_ref().map_or_else(|| identity(&envelope), |trace| identity(&trace.key()));
        let repeated = trace.is_some_and(|trace| self.acts.repeats(trace, part == Some(AUDIT)));
        (!repeated).then_some((envelope, identity))
    }
}

fn identity(text: &str) -> u64 {
    let mut hasher = SipHasher13::new();
    hasher.write(text.as_bytes());
    hasher.finish()
}

/// Returns the time in the only cell of a row.
pub(crate) fn first_moment(row: &Row) -> Option<DateTime<Utc>> {
    RowCells(row).time(0)
}

/// Converts a row of LOG, as in a file.
fn logged(cells: &RowCells<'_>, columns: RowColumns) -> Option<(String, Option<AuditTrace>)> {
    let name = cells.text(statement::at::NAME).filter(|name| !name.trim().is_empty());
    let data = cells.text(statement::at::DATA).map(str::trim).filter(|data| !matches!(*data, "" | "null"));
    let time = cells
        .text(statement::at::TIME_TEXT)
        .map(json::quote)
        .or_else(|| cells.time(statement::at::TIME).map(timestamp::quoted));
    // An empty column differs from a missing one.
    let quoted = |text: Option<&str>| Some(text.map_or_else(|| "null".to_owned(), json::quote));
    let members = [
        ("message_event", quoted(name)),
        ("message_data", data.map(|data| if columns.typed { data.to_owned() } else { json::quote(data) })),
        ("time_stamp", time),
        ("connection_id", cells.text(statement::at::CONNECTION).map(json::quote)),
        ("sync_id", cells.text(statement::at::SYNC).map(json::quote)),
        ("transformation_id", cells.text(statement::at::USER).map(json::quote)),
        ("event", quoted(cells.text(statement::at::LEVEL)).filter(|_| columns.level)),
        ("id", cells.text(statement::at::ID).map(json::quote)),
    ];
    let members: Vec<(Cow<'_, str>, &str)> =
        members.iter().filter_map(|(key, value)| Some((Cow::Borrowed(*key), value.as_deref()?))).collect();
    let (envelope, _) = providers::unflatten(&members, None)?;
    let trace = name.zip(scanner::member(&envelope, "data")).and_then(|(name, data)| AuditTrace::from_row(name, data));
    Some((envelope, trace))
}

/// Converts a row of AUDIT_TRAIL.
fn audited(cells: &RowCells<'_>) -> (String, Option<AuditTrace>) {
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
fn counted(cells: &RowCells<'_>) -> String {
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

/// Adds the names for the ids to the envelope.
fn named(mut envelope: String, names: &Lookups) -> String {
    let mut members = match scanner::text(&envelope, &["connection_id"]) {
        Some(id) => names.directory().connection(&id),
        None => fivetran::destination(&envelope).map_or_else(Vec::new, |id| names.directory().destination(&id)),
    };
    if names.knows_users() {
        let who = ["userId", "actor"].iter().find_map(|key| scanner::text(&envelope, &["data", key]));
        members.extend(who.map_or_else(Vec::new, |who| names.user(&who)));
    }
    if !members.is_empty() && envelope.pop().is_some() {
        for (key, value) in members {
            envelope.extend([",\"", key, "\":", &value]);
        }
        envelope.push('}');
    }
    envelope
}

/// Acts of the audit trail, which LOG may contain too.
#[derive(Default)]
struct AuditActions {
    seen: HashSet<(AuditTrace, bool)>,
    order: VecDeque<(AuditTrace, bool)>,
}

impl AuditActions {
    /// Returns whether the other table had this act at about the same time.
    fn repeats(&mut self, trace: AuditTrace, audit: bool) -> bool {
        let own = (trace, audit);
        if self.seen.contains(&(own.0.clone(), !audit)) {
            return true;
        }
        if self.seen.insert(own.clone()) {
            self.order.push_back(own);
        }
        if self.order.len() > REMEMBERED
            && let Some(oldest) = self.order.pop_front()
        {
            self.seen.remove(&oldest);
        }
        false
    }
}

/// The cells of a row.
struct RowCells<'r>(&'r Row);

impl RowCells<'_> {
    /// Returns text that is not empty.
    fn text(&self, at: usize) -> Option<&str> {
        self.0.try_get::<_, Option<RowText<'_>>>(at).ok().flatten().map(|text| text.0).filter(|text| !text.is_empty())
    }

    fn time(&self, at: usize) -> Option<DateTime<Utc>> {
        self.0.try_get::<_, Option<RowMoment>>(at).ok().flatten().map(|moment| moment.0)
    }
}

/// Reads text of any text type.
struct RowText<'r>(&'r str);

impl<'r> FromSql<'r> for RowText<'r> {
    fn from_sql(_: &Type, raw: &'r [u8]) -> Result<Self, Box<dyn Error + Sync + Send>> {
        Ok(Self(std::str::from_utf8(raw)?))
    }

    fn accepts(ty: &Type) -> bool {
        matches!(*ty, Type::TEXT | Type::VARCHAR | Type::BPCHAR | Type::UNKNOWN)
    }
}

/// Parses a timestamp; without a zone it is in UTC.
struct RowMoment(DateTime<Utc>);

impl<'r> FromSql<'r> for RowMoment {
    fn from_sql(ty: &Type, raw: &'r [u8]) -> Result<Self, Box<dyn Error + Sync + Send>> {
        match *ty {
            Type::TIMESTAMP => NaiveDateTime::from_sql(ty, raw).map(|naive| Self(naive.and_utc())),
            _ => DateTime::<Utc>::from_sql(ty, raw).map(Self),
        }
    }

    fn accepts(ty: &Type) -> bool {
        matches!(*ty, Type::TIMESTAMP | Type::TIMESTAMPTZ)
    }
}
