//! A connector opens a database with Fivetran's tables; a source reads the database of a connector.

use super::database::Database;
use super::query::Queries;
use crate::app::AppContext;
use crate::pipeline::deduplicate::Deduplicator;
use crate::pipeline::{Capabilities, StopReason};
use connlog_core::error::{Code, Error, Result};
use connlog_core::record::Kind;
use connlog_core::wording::counted;

/// The retention of a table in days, which is longer than any window.
pub(super) const KEPT_DAYS: u32 = 36_500;

/// What every database with Fivetran's tables can do.
pub(crate) const CAPABILITIES: Capabilities = Capabilities {
    kinds: Kind::all(),
    is_api: false,
    is_remote: true,
    has_connection_names: true,
    has_states: true,
    has_whole_syncs: false,
};

/// Connects to a database.
pub(crate) trait DatabaseConnector {
    type Database: Database;

    /// Returns the capabilities of the source.
    fn capabilities(&self) -> &'static Capabilities;

    /// Returns the address for messages, without passwords.
    fn name(&self) -> String;

    /// Returns the password.
    fn secret(&self) -> Option<&str>;

    async fn connect(&self) -> Result<Self::Database>;
}

/// The options of reading that do not depend on the database.
#[derive(Debug, Clone)]
pub(crate) struct ReadOptions {
    /// The schema of `--schema`.
    pub(crate) schema: Option<String>,
    pub(crate) strict: bool,
    pub(crate) keep_repeats: bool,
    /// Prints the statement on stderr.
    pub(crate) debug: bool,
}

/// The database of `--from`.
pub(crate) struct WarehouseSource<C> {
    pub(super) connector: C,
    pub(super) options: ReadOptions,
}

impl<C: DatabaseConnector> WarehouseSource<C> {
    pub(crate) const fn new(connector: C, options: ReadOptions) -> Self {
        Self { connector, options }
    }

    pub(crate) const fn connector(&self) -> &C {
        &self.connector
    }

    /// The schema of `--schema`.
    pub(crate) fn schema(&self) -> Option<&str> {
        self.options.schema.as_deref()
    }

    /// Whether repeated rows are kept.
    pub(super) const fn keeps_repeats(&self) -> bool {
        self.options.keep_repeats
    }

    /// The deduplication of repeated rows.
    pub(crate) fn repeats(&self) -> Deduplicator {
        Deduplicator::new(false, self.options.keep_repeats)
    }

    pub(crate) async fn connect(&self) -> Result<Queries<C::Database>> {
        Queries::open(self.connector.connect().await?, self.schema()).await
    }

    /// Connects, and prints notes about the schema and about unreadable tables.
    pub(crate) async fn open(&self, app: &AppContext) -> Result<Queries<C::Database>> {
        let database = self.connect().await?;
        print_notes(&database, app);
        Ok(database)
    }

    /// Prints how many rows are unreadable; returns an error with `--strict`.
    pub(super) fn report_unread(&self, unread_rows: u64, app: &AppContext) -> Option<StopReason> {
        match unread_rows {
            0 => None,
            rows if self.options.strict => Some(StopReason::Fault(unread(rows))),
            rows => {
                let verb = if rows == 1 { "was" } else { "were" };
                app.note(&format!("{} of LOG could not be read and {verb} passed over", counted(rows, "row")));
                None
            }
        }
    }
}

/// Prints notes about the schema and about unreadable tables.
pub(super) fn print_notes<D: Database>(database: &Queries<D>, app: &AppContext) {
    if let (schema, others @ [_, ..]) = database.schemas() {
        app.note(&format!("the tables of {schema} are read; --schema takes those of {}", others.join(", ")));
    }
    for table in database.denied() {
        app.note(&format!("{table} is left out: there is no right to read it"));
    }
}

fn unread(rows: u64) -> Error {
    Error::new(Code::Incomplete, format!("cannot read {} of LOG", counted(rows, "row")))
        .cause("the columns of the event are null or empty")
        .hint("without --strict they are passed over with a note")
}
