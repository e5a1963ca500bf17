//! Reads Parquet files, as destinations of data lakes hold them, as the CSV text of their rows.
//!
//! So a Parquet file has the records that a CSV export of the same table has. The reader skips columns that connlog does
//! not use, and row groups outside of the window. docs/development/parquet.md explains the choices.

mod cells;
mod row_groups;
mod rows;

use std::fs::File;
use std::io::{self, Read};
use std::sync::Arc;
use std::vec::IntoIter;

use parquet::errors::ParquetError;
use parquet::file::reader::{FileReader as _, SerializedFileReader};
use parquet::schema::types::ColumnDescriptor;

use self::rows::GroupRows;
use connlog_core::error::{Code, Error, Result};
use connlog_core::query::Window;

/// The first bytes of a Parquet file.
pub(super) const MAGIC: &[u8] = b"PAR1";
/// The maximum number of rows in memory.
const BATCH: usize = 1000;
/// The columns that connlog reads of LOG, CONNECTOR_SDK_LOG, AUDIT_TRAIL, CONNECTION, CONNECTOR, DESTINATION and USER.
const COLUMNS: &[&str] = &[
    "id",
    "time_stamp",
    "event",
    "message_event",
    "message_data",
    "sync_id",
    "transformation_id",
    "connection_id",
    "connector_id",
    "connection_name",
    "connector_name",
    "connector_type",
    "connector_type_id",
    "event_time",
    "level",
    "message",
    "message_origin",
    "captured_at",
    "user_id",
    "action",
    "interaction_method",
    "primary_resource_type",
    "primary_resource_id",
    "secondary_resource_type",
    "secondary_resource_id",
    "old_values",
    "new_values",
    "destination_id",
    "paused",
    "signed_up",
    "_fivetran_deleted",
    "name",
    "account_id",
    "region",
    "destination_type",
    "given_name",
    "family_name",
    "email",
];
/// Columns that show that a file is one of Fivetran's tables.
const MARKS: &[&str] =
    &["message_event", "message_origin", "captured_at", "connection_id", "connector_id", "_fivetran_synced"];

/// Columns of LOG without which a row cannot be judged.
const DECISIVE: &[&str] = &["time_stamp", "message_event", "message_data", "event"];

/// Opens a file as text. `name` is for messages.
///
/// # Errors
///
/// `Incomplete` for a damaged file, and for one without columns that can be read.
pub(super) fn open(file: File, name: &str, window: Option<Window>) -> Result<ParquetText> {
    let reader = SerializedFileReader::new(file).map_err(|error| damaged(name, &error))?;
    let columns = columns(&reader);
    check_types(&reader, name)?;
    if columns.is_empty() {
        return Err(Error::new(Code::Incomplete, format!("cannot find a log entry in {name}"))
            .cause("the Parquet file has no column of text, numbers or times")
            .hint("name the files of the tables LOG and CONNECTION"));
    }
    let names = columns.iter().map(|at| reader.metadata().file_metadata().schema_descr().column(*at).path().string());
    let text = header(names).into_bytes();
    let groups = row_groups::within(reader.metadata(), window).into_iter();
    Ok(ParquetText { reader, columns, groups, rows: None, text, read: 0 })
}

/// Returns the error of a file whose structure cannot be read.
fn damaged(name: &str, error: &ParquetError) -> Error {
    Error::new(Code::Incomplete, format!("cannot read {name}"))
        .cause(format!("the Parquet file is damaged or cut short: {error}"))
        .hint("copy the file again from the data lake")
}

/// Returns the numbers of the columns to read: the known columns of a table of Fivetran, or all columns of other rows, such as
/// events.
fn columns(reader: &SerializedFileReader<File>) -> Vec<usize> {
    let columns = reader.metadata().file_metadata().schema_descr().columns();
    let is_table = is_table(columns);
    let is_wanted = |column: &ColumnDescriptor| {
        cells::is_readable(column) && (!is_table || !is_nested(column) && named(COLUMNS, top(column)))
    };
    let numbered = columns.iter().enumerate();
    numbered.filter(|(_, column)| is_wanted(column)).map(|(number, _)| number).collect()
}

/// Checks that the columns which decide what a row of LOG says have a type that connlog reads.
///
/// # Errors
///
/// `Incomplete` for structures and lists: without them a failure could look like a success.
fn check_types(reader: &SerializedFileReader<File>, name: &str) -> Result<()> {
    let columns = reader.metadata().file_metadata().schema_descr().columns();
    let is_unread = |column: &&Arc<ColumnDescriptor>| {
        named(DECISIVE, top(column)) && (is_nested(column) || !cells::is_readable(column))
    };
    let Some(column) = columns.iter().find(is_unread).filter(|_| is_table(columns)) else { return Ok(()) };
    Err(Error::new(Code::Incomplete, format!("cannot read the column {} of {name}", top(column)))
        .cause("it is a structure, a list or a decimal, and connlog reads text, numbers and times")
        .hint(format!("export it as text: DuckDB's to_json({})", top(column))))
}

/// Returns whether the columns are those of a table of Fivetran, and not those of events.
fn is_table(columns: &[Arc<ColumnDescriptor>]) -> bool {
    let has = |names: &[&str]| columns.iter().any(|column| named(names, top(column)));
    has(MARKS) && !(has(&["created"]) && has(&["event"]))
}

fn named(names: &[&str], name: &str) -> bool {
    names.iter().any(|known| known.eq_ignore_ascii_case(name))
}

/// Returns the name of the column that a value is part of.
fn top(column: &ColumnDescriptor) -> &str {
    column.path().parts().first().map_or_else(|| column.name(), String::as_str)
}

fn is_nested(column: &ColumnDescriptor) -> bool {
    column.path().parts().len() > 1
}

/// Returns the header line of the text.
fn header(names: impl Iterator<Item = String>) -> String {
    let quoted: Vec<String> = names.map(|name| format!("\"{}\"", name.replace('"', "\"\""))).collect();
    format!("{}\n", quoted.join(","))
}

/// The CSV text of a Parquet file, made in parts.
pub(super) struct ParquetText {
    reader: SerializedFileReader<File>,
    columns: Vec<usize>,
    groups: IntoIter<usize>,
    rows: Option<GroupRows>,
    text: Vec<u8>,
    /// The number of bytes of the text that were read.
    read: usize,
}

impl ParquetText {
    /// Makes the next part of the text; none at the end of the file.
    fn advance(&mut self) -> Result<(), ParquetError> {
        (self.read, self.text) = (0, std::mem::take(&mut self.text));
        self.text.clear();
        loop {
            if let Some(rows) = &mut self.rows
                && rows.append(BATCH, &mut self.text)?
            {
                return Ok(());
            }
            let Some(group) = self.groups.next() else { return Ok(()) };
            self.rows = Some(GroupRows::open(&self.reader, group, &self.columns)?);
        }
    }
}

impl Read for ParquetText {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.read == self.text.len() {
            self.advance().map_err(|error| io::Error::new(io::ErrorKind::InvalidData, error))?;
        }
        let count = buffer.len().min(self.text.len() - self.read);
        buffer[..count].copy_from_slice(&self.text[self.read..self.read + count]);
        self.read += count;
        Ok(count)
    }
}
