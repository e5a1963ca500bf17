//! Records from the tables that Fivetran's Platform Connector keeps in the user's own database, over PostgreSQL's protocol.
//!
//! ```text
//!  location  the address as it was typed, and as it may be printed
//!    |
//!  address   the same, completed by what psql reads; protection: how safe the connection must be
//!    |
//!  channel   TLS as psql negotiates it, and a limit before the login
//!    |
//!  link      one connection, read-only, a time limit on every answer
//!    |
//!  tables    which schema, which generation of tables and columns
//!    |
//!  names     what ids of connections, destinations and users stand for
//!    |
//!  statement one SELECT with parameters
//!    |
//!  rows      envelopes of the Fivetran vendor, a batch of rows at a time
//! ```
//!
//! LOG holds the events. AUDIT_TRAIL adds acts that LOG does not hold, and TRANSFORMATION_RUNS how many models a job ran on a
//! day.

use std::time::Duration;

use chrono::{DateTime, Utc};

use super::url::Address;

use super::connection::{Connection, QueryCursor, RowReader};

use super::fivetran::lookups::Lookups;

use super::fivetran::catalog::Tables;
use super::fivetran::envelope;
use super::fivetran::envelope::EnvelopeBuilder;
use super::fivetran::statement::Statement;
use connlog_core::error::Result;
use connlog_core::providers::fivetran::directory::ConnectionDirectory;
use connlog_core::query::{Filter, Query};
use connlog_core::record::Record;

/// Rows that are fetched at once, and that share one text as records.
pub(crate) const BATCH: i32 = 1000;
/// Rows of the first batch: a list shows something soon.
const FIRST: i32 = 100;

/// A database with Fivetran's tables.
pub struct Queries {
    pub(crate) link: Connection,
    pub(crate) tables: Tables,
    pub(crate) names: Lookups,
}

/// In which order records are given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RowOrder {
    /// For lists.
    NewestFirst,
    /// For syncs, which are put together of their events. All of them are read, whatever the query's limit.
    OldestFirst,
}

/// What would be asked.
pub struct QueryPlan {
    /// The schema's LOG table, by its full name.
    pub log: String,
    pub statement: String,
    /// `$1 = ...`, in order.
    pub parameters: Vec<String>,
    /// The filters that the server applies; the others are applied here.
    pub applied: Vec<Filter>,
}

/// Connects to `address` and finds the tables: in `schema`, else in a usual one, else in whichever has a LOG.
pub async fn open(address: Address, schema: Option<&str>, timeout: Duration) -> Result<Queries> {
    let link = Connection::open(address, timeout).await?;
    let tables = Tables::find(&link, schema).await?;
    let names = Lookups::read(&link, &tables).await?;
    Ok(Queries { link, tables, names })
}

impl Queries {
    /// Names of tables that are left out, since one has no right to read them.
    pub fn denied(&self) -> &[String] {
        &self.tables.denied
    }

    /// The schema that is read, and others that have a LOG too, where none was asked for.
    pub fn schemas(&self) -> (&str, &[String]) {
        (self.tables.log.schema(), &self.tables.elsewhere)
    }

    /// The rows of CONNECTION, CONNECTOR and DESTINATION.
    pub fn directory(&self) -> &ConnectionDirectory {
        self.names.directory()
    }

    /// The time of the oldest event of LOG.
    pub async fn oldest(&mut self) -> Result<Option<DateTime<Utc>>> {
        let reader = self.link.begin().await?;
        let portal = reader.ask(&Statement::oldest_time(&self.tables)).await?;
        Ok(reader.next(&portal, 1).await?.first().and_then(envelope::first_moment))
    }

    /// What [`Queries::ask`] would do.
    pub fn plan(&self, query: &Query) -> QueryPlan {
        let Statement { text, parameters, applied } = Statement::newest(query, &self.tables, &self.names);
        let parameters = parameters.iter().enumerate().map(|(at, value)| format!("${} = {value}", at + 1)).collect();
        QueryPlan { log: self.tables.log.from(), statement: text, parameters, applied }
    }

    /// Asks for what answers `query`, in this order. Records that do not match may be among them.
    pub async fn ask(&mut self, query: &Query, order: RowOrder) -> Result<QueryAnswer<'_>> {
        let Self { link, tables, names } = self;
        let statement = match order {
            RowOrder::NewestFirst => Statement::newest(query, tables, names),
            RowOrder::OldestFirst => Statement::oldest(query, tables, names),
        };
        let reader = link.begin().await?;
        let portal = reader.ask(&statement).await?;
        Ok(QueryAnswer {
            reader,
            portal,
            names,
            maker: EnvelopeBuilder::new(tables),
            fetch: FIRST,
            done: false,
            read: 0,
        })
    }
}

/// The records of one snapshot, a batch at a time: memory is flat whatever their number.
pub struct QueryAnswer<'d> {
    reader: RowReader<'d>,
    portal: QueryCursor,
    names: &'d Lookups,
    maker: EnvelopeBuilder,
    fetch: i32,
    done: bool,
    /// Rows so far.
    pub read: u64,
}

impl QueryAnswer<'_> {
    /// The next records; `None` after the last.
    pub async fn next(&mut self) -> Result<Option<Vec<Record>>> {
        if self.done {
            return Ok(None);
        }
        let rows = self.reader.next(&self.portal, self.fetch).await?;
        self.done = i32::try_from(rows.len()).is_ok_and(|rows| rows < self.fetch);
        self.fetch = BATCH;
        self.read += rows.len() as u64;
        let made = self.maker.make(&rows, self.names);
        Ok(Some(made.into_iter().map(|made| made.record).collect()))
    }

    /// Rows in which no entry was found.
    pub fn unread(&self) -> u64 {
        self.maker.unread
    }
}
