//! Reads records from the tables of Fivetran's Platform Connector in a database.
//! docs/development/warehouse.md shows the modules.

use std::sync::Arc;

use chrono::{DateTime, Utc};

use super::catalog::{CatalogTable, Tables};
use super::database::{Database, DatabaseVersions, RowReader};
use super::envelope;
use super::envelope::EnvelopeBuilder;
use super::lookups::Lookups;
use super::row_decoder::RowDecoder;
use super::statement::Statement;
use connlog_core::error::Result;
use connlog_core::providers::fivetran::directory::ConnectionDirectory;
use connlog_core::query::{Filter, Query};

/// The number of rows in one batch, which share one text as records.
pub(crate) const BATCH: usize = 1000;
/// The number of rows in the first batch, which is small so that a list starts early.
const FIRST: usize = 100;

/// A database with Fivetran's tables.
pub struct Queries<D> {
    pub(crate) link: D,
    pub(crate) tables: Tables,
    pub(crate) names: Arc<Lookups>,
}

/// The order of records.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RowOrder {
    /// Newest first, for lists.
    NewestFirst,
    /// Oldest first, for syncs, which are built from their events. All events are read, without the limit of the
    /// query.
    OldestFirst,
}

/// The query plan.
pub struct QueryPlan {
    /// The full name of the LOG table.
    pub log: String,
    pub statement: String,
    /// `$1 = ...`, in order.
    pub parameters: Vec<String>,
    /// The filters that the server applies; the client applies the others.
    pub applied: Vec<Filter>,
}

impl<D: Database> Queries<D> {
    /// Finds the tables: in `schema`, else in a usual schema, else in the one that has a LOG.
    pub async fn open(link: D, schema: Option<&str>) -> Result<Self> {
        let tables = Tables::find(&link, schema).await?;
        let names = Arc::new(Lookups::read(&link, &tables).await?);
        Ok(Self { link, tables, names })
    }

    /// Returns the tables that are skipped because the user has no right to read them.
    pub fn denied(&self) -> &[String] {
        &self.tables.denied
    }

    /// Returns the names of the tables that are read.
    pub(crate) fn tables(&self) -> Vec<String> {
        let Tables { log, connections, audit, runs, users, destinations, .. } = &self.tables;
        let others = [audit, runs, users, destinations].into_iter().flatten();
        std::iter::once(log).chain(connections).chain(others).map(CatalogTable::name).map(str::to_owned).collect()
    }

    /// Returns the schema, and other schemas with a LOG if the user chose none.
    pub fn schemas(&self) -> (&str, &[String]) {
        (self.tables.log.schema(), &self.tables.elsewhere)
    }

    /// Returns the rows of CONNECTION, CONNECTOR and DESTINATION.
    pub fn directory(&self) -> &ConnectionDirectory {
        self.names.directory()
    }

    /// Returns the time of the oldest event of LOG.
    pub async fn oldest(&mut self) -> Result<Option<DateTime<Utc>>> {
        let reader = self.link.begin().await?;
        let mut portal = Statement::oldest_time(&self.tables).ask(&reader).await?;
        Ok(reader.next(&mut portal, 1).await?.first().and_then(envelope::first_moment))
    }

    /// Returns the names and versions of the driver and the database.
    pub async fn versions(&self) -> Result<DatabaseVersions> {
        self.link.versions().await
    }

    /// Returns the plan of [`Queries::ask`].
    pub fn plan(&self, query: &Query) -> QueryPlan {
        let Statement { text, parameters, applied, .. } = Statement::newest(query, &self.tables, &self.names);
        let parameters = parameters.iter().enumerate().map(|(at, value)| format!("${} = {value}", at + 1)).collect();
        QueryPlan { log: self.tables.log.from(), statement: text, parameters, applied }
    }

    /// Queries the entries for `query` in this order. Some records may not match.
    pub async fn ask(&mut self, query: &Query, order: RowOrder) -> Result<QueryAnswer<D::Reader<'_>>> {
        let Self { link, tables, names } = self;
        let statement = match order {
            RowOrder::NewestFirst => Statement::newest(query, tables, names),
            RowOrder::OldestFirst => Statement::oldest(query, tables, names),
        };
        let reader = link.begin().await?;
        let portal = statement.ask(&reader).await?;
        Ok(QueryAnswer {
            rows: AnswerRows { reader, portal, fetch: FIRST, done: false },
            decoder: RowDecoder { maker: EnvelopeBuilder::for_lists(tables), names: Arc::clone(names) },
        })
    }
}

/// An answer, and what makes records of its rows.
pub struct QueryAnswer<R: RowReader> {
    pub(super) rows: AnswerRows<R>,
    pub(super) decoder: RowDecoder,
}

/// The rows of one snapshot, read in batches, so that memory is bounded.
pub(super) struct AnswerRows<R: RowReader> {
    reader: R,
    portal: R::Cursor,
    fetch: usize,
    done: bool,
}

impl<R: RowReader> AnswerRows<R> {
    /// Returns the next rows, or `None` after the last.
    pub(super) async fn next(&mut self) -> Result<Option<Vec<R::Row>>> {
        if self.done {
            return Ok(None);
        }
        let rows = self.reader.next(&mut self.portal, self.fetch).await?;
        self.done = rows.len() < self.fetch;
        self.fetch = BATCH;
        Ok(Some(rows))
    }
}
