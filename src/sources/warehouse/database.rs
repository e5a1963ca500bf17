//! What the statements need of a database and of its protocol.

use chrono::{DateTime, Utc};

use super::dialect::Dialect;
use super::parameter::Parameter;
use connlog_core::error::Result;

/// The names and versions of what answers.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DatabaseVersions {
    /// The driver; `None` if connlog itself speaks the protocol.
    pub driver: Option<String>,
    pub server: Option<String>,
}

/// A connection to a database. It closes when dropped.
#[expect(async_fn_in_trait, reason = "one thread awaits all futures of a connection")]
pub trait Database {
    /// Reads within one snapshot.
    type Reader<'c>: RowReader
    where
        Self: 'c;

    /// Returns the address for messages, without passwords.
    fn name(&self) -> String;

    /// Returns the SQL of the database.
    fn dialect(&self) -> &'static Dialect;

    /// Returns the names and versions of the driver and the database.
    async fn versions(&self) -> Result<DatabaseVersions>;

    /// Runs a statement without reading its answer.
    ///
    /// # Errors
    ///
    /// `Forbidden` without the right to read a table, `NotFound` without the table.
    async fn run(&self, statement: &str) -> Result<()>;

    /// Returns all rows of a small answer as text.
    async fn rows(&self, statement: &str) -> Result<Vec<Vec<Option<String>>>>;

    /// Starts reading, so that all reads of the reader use one snapshot.
    async fn begin(&mut self) -> Result<Self::Reader<'_>>;
}

/// Reads answers in batches.
#[expect(async_fn_in_trait, reason = "one thread awaits all futures of a reader")]
pub trait RowReader {
    /// An answer of which the rest is not read yet.
    type Cursor;
    /// A row.
    type Row: RowCells + Send + 'static;

    /// Prepares the reader for statements that count. Returns false for a server whose SQL lacks what they need.
    async fn prepare_count(&self) -> Result<bool> {
        Ok(false)
    }

    /// Sends a statement with its parameters.
    async fn ask(&self, statement: &str, parameters: &[Parameter]) -> Result<Self::Cursor>;

    /// Sends a statement and reads its whole answer, for which a server may use several processes. Returns `None` if the
    /// answer has more than `most` rows.
    async fn ask_all(&self, statement: &str, parameters: &[Parameter], most: usize) -> Result<Option<Vec<Self::Row>>> {
        let mut cursor = self.ask(statement, parameters).await?;
        let rows = self.next(&mut cursor, most.saturating_add(1)).await?;
        Ok((rows.len() <= most).then_some(rows))
    }

    /// Returns at most this number of next rows; fewer only at the end.
    async fn next(&self, cursor: &mut Self::Cursor, most: usize) -> Result<Vec<Self::Row>>;
}

/// The cells of a row.
pub trait RowCells {
    /// Returns the text of a column that is not empty.
    fn text(&self, at: usize) -> Option<&str>;

    /// Returns the time of a column; a time without a zone is in UTC.
    fn time(&self, at: usize) -> Option<DateTime<Utc>>;
}
