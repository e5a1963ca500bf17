//! Counts entries by the columns of an archive, without their bytes.
//!
//! Entries whose columns differ from their fields are read and counted as records, see `archive::exact_columns`.

use std::collections::HashMap;

use chrono::DateTime;
use rusqlite::{Connection, OptionalExtension as _, Row, params_from_iter};

use super::block_cache::{self, BlockCache, ReadFault};
use super::database::SqliteDatabase;
use super::statement::SqliteStatement;
use crate::archive::count_plan::{ArchiveCounts, CountPlan, GroupColumn};
use crate::archive::entry::UNTIMED;
use crate::signals::Listener;
use connlog_core::aggregate::{EntryCounts, GroupBy, GroupMetrics, MOST_ROWS};
use connlog_core::error::{Exit, Result};
use connlog_core::providers::layouts;
use connlog_core::query::Query;
use connlog_core::query::predicate::Predicate;
use connlog_core::record::semantics::OutcomeClass;

/// The columns that every count reads, before those of the groups.
const READ: [&str; 5] = ["time", "layout", "exact", "outcome", "duration_ms"];
/// The classes of outcomes with the words of the column; no word is [`OutcomeClass::Neutral`].
const CLASSES: [(&str, OutcomeClass); 3] =
    [("success", OutcomeClass::Success), ("failure", OutcomeClass::Failure), ("unknown", OutcomeClass::Unknown)];
/// The number of rows between two looks for a signal.
const STEP: u64 = 4_096;

/// Why a count ended early.
enum CountFault {
    Read(ReadFault),
    /// The result has too many rows.
    Rows,
    Signal(Exit),
}

impl From<ReadFault> for CountFault {
    fn from(fault: ReadFault) -> Self {
        Self::Read(fault)
    }
}

impl From<rusqlite::Error> for CountFault {
    fn from(error: rusqlite::Error) -> Self {
        Self::Read(ReadFault::Sql(error))
    }
}

/// The metrics of one group in the present bucket.
#[derive(Default)]
struct GroupCell {
    /// By the classes of [`CLASSES`]; the last one is neutral.
    counts: [u64; CLASSES.len() + 1],
    /// The first and the last time of the column.
    range: Option<(i64, i64)>,
    durations: GroupMetrics,
}

/// Counts the entries of `statements`, of which the second one is for entries without a readable time. Returns `None` if the
/// archive is of an earlier version, has entries of a later one, or the result has too many rows.
///
/// # Errors
///
/// When the archive cannot be read.
pub(super) fn count(
    database: &SqliteDatabase,
    statements: &[SqliteStatement],
    plan: &CountPlan,
    query: &Query,
    listener: &Listener,
) -> Result<Option<ArchiveCounts>> {
    if !database.has_exact_columns()? {
        return Ok(None);
    }
    let failed = |error: rusqlite::Error| database.failed("read", &error);
    let connection = &database.connection;
    // All statements read one state of the archive.
    let _snapshot = connection.unchecked_transaction().map_err(failed)?;
    let Some(mut counter) = SqliteCounter::new(connection, plan, query, listener).map_err(failed)? else {
        return Ok(None);
    };
    let ended = statements.iter().enumerate().try_for_each(|(place, statement)| counter.count(statement, place > 0));
    match ended {
        Ok(()) => {}
        // The error of a reading names the groups that it found first.
        Err(CountFault::Rows) => return Ok(None),
        Err(CountFault::Read(fault)) => return Err(block_cache::fault(database, fault)),
        Err(CountFault::Signal(exit)) => counter.counts.exit = Some(exit),
    }
    Ok(Some(counter.counts))
}

/// Counts the entries of an archive.
struct SqliteCounter<'c> {
    connection: &'c Connection,
    plan: &'c CountPlan,
    predicate: Predicate,
    listener: &'c Listener,
    counts: ArchiveCounts,
    /// The kinds of the layouts.
    kinds: HashMap<i64, &'static str>,
    /// The layouts whose entries are counted as records.
    unanswered: Vec<i64>,
    /// The numbers of the words of [`CLASSES`].
    classes: [Option<i64>; CLASSES.len()],
    /// The groups of the present bucket, by the numbers of their values; 0 is no value.
    cells: HashMap<Vec<i64>, GroupCell>,
    /// The end of the present bucket in nanoseconds. Rows come in the order of their time.
    end: i64,
    texts: HashMap<(bool, i64), String>,
}

impl<'c> SqliteCounter<'c> {
    /// Returns the counter; `None` if the archive has entries of a later version.
    fn new(
        connection: &'c Connection,
        plan: &'c CountPlan,
        query: &Query,
        listener: &'c Listener,
    ) -> rusqlite::Result<Option<Self>> {
        let (mut kinds, mut unanswered) = (HashMap::new(), Vec::new());
        let mut statement = connection.prepare("SELECT id, name FROM layout")?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let Some(layout) = layouts::find(row.get_ref(1)?.as_str()?) else { return Ok(None) };
            let number = row.get(0)?;
            if plan.is_life && layout.kind.is_fivetran_event() {
                unanswered.push(number);
            }
            kinds.insert(number, layout.kind.name());
        }
        let mut classes = [None; CLASSES.len()];
        for (number, (word, _)) in classes.iter_mut().zip(CLASSES) {
            let find = "SELECT id FROM word WHERE text = ?";
            *number = connection.query_row(find, [word], |row| row.get(0)).optional()?;
        }
        Ok(Some(Self {
            connection,
            counts: ArchiveCounts::new(plan),
            plan,
            predicate: Predicate::new(query),
            listener,
            kinds,
            unanswered,
            classes,
            cells: HashMap::new(),
            end: UNTIMED,
            texts: HashMap::new(),
        }))
    }

    /// Counts the rows of a statement. With `is_untimed`, its entries have no readable time and are outside of the window.
    fn count(&mut self, statement: &SqliteStatement, is_untimed: bool) -> Result<(), CountFault> {
        let groups = self.plan.columns.iter().filter_map(|column| match column {
            GroupColumn::Kind => None,
            GroupColumn::Exact(column) => Some(column.name),
        });
        let columns: Vec<&str> = READ.into_iter().chain(groups).collect();
        let text = format!("SELECT {} FROM entry{} ORDER BY time", columns.join(", "), statement.conditions);
        let connection = self.connection;
        let mut prepared = connection.prepare(&text)?;
        let mut rows = prepared.query(params_from_iter(&statement.parameters))?;
        let (mut key, mut inexact) = (Vec::new(), 0_u64);
        while let Some(row) = rows.next()? {
            let bits: Option<u32> = row.get(2)?;
            let is_answered = bits.is_some_and(|bits| bits & self.plan.needed == self.plan.needed);
            if !is_answered || self.unanswered.contains(&row.get(1)?) {
                inexact += 1;
                continue;
            }
            self.counts.read += 1;
            if is_untimed {
                self.counts.untimed += 1;
            } else {
                self.add(row, &mut key)?;
            }
            self.stop_on_signal()?;
        }
        self.flush()?;
        if inexact > 0 { self.count_records(statement) } else { Ok(()) }
    }

    fn stop_on_signal(&mut self) -> Result<(), CountFault> {
        let is_due = self.counts.read.is_multiple_of(STEP);
        let Some(exit) = is_due.then(|| self.listener.arrived()).flatten() else { return Ok(()) };
        // The counts so far are printed.
        self.flush()?;
        Err(CountFault::Signal(exit))
    }

    /// Counts a row by its columns.
    fn add(&mut self, row: &Row<'_>, key: &mut Vec<i64>) -> Result<(), CountFault> {
        let time: i64 = row.get(0)?;
        if time >= self.end {
            self.flush()?;
            self.end = self.bucket_end(time);
        }
        key.clear();
        let mut place = READ.len();
        for column in &self.plan.columns {
            match column {
                GroupColumn::Kind => key.push(row.get(1)?),
                GroupColumn::Exact(_) => {
                    key.push(row.get::<_, Option<i64>>(place)?.unwrap_or_default());
                    place += 1;
                }
            }
        }
        if !self.cells.contains_key(&**key) {
            if self.cells.len() as u64 > MOST_ROWS {
                self.flush()?;
            }
            self.cells.insert(key.clone(), GroupCell::default());
        }
        let Some(cell) = self.cells.get_mut(&**key) else { return Ok(()) };
        let outcome: Option<i64> = row.get(3)?;
        let class = outcome.and_then(|word| self.classes.iter().position(|known| *known == Some(word)));
        if let Some(count) = cell.counts.get_mut(class.unwrap_or(CLASSES.len())) {
            *count += 1;
        }
        if time != UNTIMED {
            let (first, last) = cell.range.unwrap_or((time, time));
            cell.range = Some((first.min(time), last.max(time)));
        }
        if let Some(ms) = row.get::<_, Option<i64>>(4)? {
            cell.durations.add_duration(ms.unsigned_abs());
        }
        self.counts.matched += 1;
        Ok(())
    }

    /// Returns the end of the bucket with this time.
    fn bucket_end(&self, time: i64) -> i64 {
        let GroupBy { every, zone, .. } = self.plan.group_by;
        if time == UNTIMED {
            return UNTIMED + 1;
        }
        let Some(every) = every else { return i64::MAX };
        let end = every.end(every.start(DateTime::from_timestamp_nanos(time), zone), zone);
        end.timestamp_nanos_opt().unwrap_or(i64::MAX).max(time.saturating_add(1))
    }

    /// Adds the groups of the present bucket to the result.
    fn flush(&mut self) -> Result<(), CountFault> {
        for (key, cell) in std::mem::take(&mut self.cells) {
            let mut metrics = cell.durations;
            let moment = DateTime::from_timestamp_nanos;
            let range = cell.range.map(|(first, last)| (moment(first), moment(last)));
            let classes = CLASSES.iter().map(|(_, class)| *class).chain([OutcomeClass::Neutral]);
            for (class, count) in classes.zip(cell.counts).filter(|(_, count)| *count > 0) {
                metrics.add_counts(EntryCounts { class, count, range });
            }
            let values = self.values(&key)?;
            self.counts.tally.add_metrics(values, &metrics).map_err(|_| CountFault::Rows)?;
        }
        Ok(())
    }

    /// Returns the texts of a group.
    fn values(&mut self, key: &[i64]) -> Result<Vec<Option<String>>, CountFault> {
        let mut values = Vec::with_capacity(key.len());
        for (place, number) in key.iter().enumerate() {
            values.push(match self.plan.columns.get(place) {
                Some(GroupColumn::Exact(column)) if *number == 0 => column.default().map(str::to_owned),
                Some(GroupColumn::Exact(column)) => Some(self.text(column.is_id(), *number)?),
                _ => self.kinds.get(number).map(|kind| (*kind).to_owned()),
            });
        }
        Ok(values)
    }

    /// Returns the text of a number.
    fn text(&mut self, is_id: bool, number: i64) -> rusqlite::Result<String> {
        if let Some(text) = self.texts.get(&(is_id, number)) {
            return Ok(text.clone());
        }
        let table = if is_id { "identifier" } else { "word" };
        let mut statement = self.connection.prepare_cached(&format!("SELECT text FROM {table} WHERE id = ?"))?;
        let text: String = statement.query_row([number], |row| row.get(0))?;
        self.texts.insert((is_id, number), text.clone());
        Ok(text)
    }

    /// Counts the entries of a statement that the columns do not answer.
    fn count_records(&mut self, statement: &SqliteStatement) -> Result<(), CountFault> {
        let begin = if statement.conditions.is_empty() { " WHERE" } else { " AND" };
        let needed = self.plan.needed;
        let layouts: Vec<String> = self.unanswered.iter().map(i64::to_string).collect();
        let conditions = format!(
            "{}{begin} (exact IS NULL OR (exact & {needed}) <> {needed} OR layout IN ({}))",
            statement.conditions,
            layouts.join(", ")
        );
        let statement = SqliteStatement {
            text: format!("SELECT layout, block, place FROM entry{conditions} ORDER BY time"),
            conditions,
            ..statement.clone()
        };
        let connection = self.connection;
        let mut cache = BlockCache::new(connection);
        let read = block_cache::read_entries(connection, &statement, &mut cache, |record| {
            let added = self.counts.add_record(record, &self.predicate, self.plan.reveal);
            added.map_err(|_| CountFault::Rows)?;
            self.stop_on_signal().map(|()| true)
        });
        read.map(drop)
    }
}
