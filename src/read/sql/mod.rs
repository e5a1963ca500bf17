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

mod address;
mod channel;
mod fault;
mod follow;
mod link;
mod location;
mod marks;
mod names;
mod protection;
mod rows;
mod statement;
mod tables;
mod tls;

use std::time::Duration;

use chrono::{DateTime, Utc};

pub use self::address::Address;
pub use self::follow::{Follow, Loaded};
use self::link::{Link, Portal, Reader};
pub use self::location::{Location, printed};
pub use self::marks::Marks;
use self::names::Names;
pub use self::rows::Entry;
use self::rows::Maker;
use self::statement::Statement;
use self::tables::Tables;
use crate::error::Result;
use crate::query::{Filter, Query};
use crate::record::Record;
use crate::vendor::Directory;

/// Rows that are fetched at once, and that share one text as records.
const BATCH: i32 = 1000;
/// Rows of the first batch: a list shows something soon.
const FIRST: i32 = 100;

/// A database with Fivetran's tables.
pub struct Database {
    link: Link,
    tables: Tables,
    names: Names,
}

/// In which order records are given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    /// For lists.
    NewestFirst,
    /// For syncs, which are put together of their events. All of them are read, whatever the query's limit.
    OldestFirst,
}

/// What would be asked.
pub struct Plan {
    /// The schema's LOG table, by its full name.
    pub log: String,
    pub statement: String,
    /// `$1 = ...`, in order.
    pub parameters: Vec<String>,
    /// The filters that the server applies; the others are applied here.
    pub applied: Vec<Filter>,
}

/// Connects to `address` and finds the tables: in `schema`, else in a usual one, else in whichever has a LOG.
pub async fn open(address: Address, schema: Option<&str>, timeout: Duration) -> Result<Database> {
    let link = Link::open(address, timeout).await?;
    let tables = Tables::find(&link, schema).await?;
    let names = Names::read(&link, &tables).await?;
    Ok(Database { link, tables, names })
}

impl Database {
    /// Names of tables that are left out, since one has no right to read them.
    pub fn denied(&self) -> &[String] {
        &self.tables.denied
    }

    /// The schema that is read, and others that have a LOG too, where none was asked for.
    pub fn schemas(&self) -> (&str, &[String]) {
        (self.tables.log.schema(), &self.tables.elsewhere)
    }

    /// The rows of CONNECTION, CONNECTOR and DESTINATION.
    pub fn directory(&self) -> &Directory {
        self.names.directory()
    }

    /// The time of the oldest event of LOG.
    pub async fn oldest(&mut self) -> Result<Option<DateTime<Utc>>> {
        let reader = self.link.begin().await?;
        let portal = reader.ask(&Statement::oldest_time(&self.tables)).await?;
        Ok(reader.next(&portal, 1).await?.first().and_then(rows::first_moment))
    }

    /// What [`Database::ask`] would do.
    pub fn plan(&self, query: &Query) -> Plan {
        let Statement { text, parameters, applied } = Statement::newest(query, &self.tables, &self.names);
        let parameters = parameters.iter().enumerate().map(|(at, value)| format!("${} = {value}", at + 1)).collect();
        Plan { log: self.tables.log.from(), statement: text, parameters, applied }
    }

    /// Asks for what answers `query`, in this order. Records that do not match may be among them.
    pub async fn ask(&mut self, query: &Query, order: Order) -> Result<Answer<'_>> {
        let Self { link, tables, names } = self;
        let statement = match order {
            Order::NewestFirst => Statement::newest(query, tables, names),
            Order::OldestFirst => Statement::oldest(query, tables, names),
        };
        let reader = link.begin().await?;
        let portal = reader.ask(&statement).await?;
        Ok(Answer { reader, portal, names, maker: Maker::new(tables), fetch: FIRST, done: false, read: 0 })
    }
}

/// The records of one snapshot, a batch at a time: memory is flat whatever their number.
pub struct Answer<'d> {
    reader: Reader<'d>,
    portal: Portal,
    names: &'d Names,
    maker: Maker,
    fetch: i32,
    done: bool,
    /// Rows so far.
    pub read: u64,
}

impl Answer<'_> {
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
