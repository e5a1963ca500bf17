//! Connects to a database; each answer of the server has a timeout.

use std::future::Future;
use std::time::Duration;

use futures_util::{StreamExt as _, TryStreamExt as _};
use tokio::task::AbortHandle;
use tokio_postgres::{Client, IsolationLevel, Row, SimpleQueryMessage, Transaction};

use super::channel::Connector;
use super::url::Address;
use super::{errors, tls};
use crate::sources::warehouse::database::{Database, DatabaseVersions, RowReader};
use crate::sources::warehouse::dialect::{self, Dialect};
use crate::sources::warehouse::parameter::Parameter;
use connlog_core::error::{Code, Error, Result};

/// A connection that closes when dropped.
pub struct PostgresConnection {
    client: Client,
    driver: AbortHandle,
    address: Address,
    timeout: Duration,
}

impl Drop for PostgresConnection {
    fn drop(&mut self) {
        self.driver.abort();
    }
}

impl PostgresConnection {
    /// Connects; `timeout` applies to this and to each later answer.
    pub async fn open(address: Address, timeout: Duration) -> Result<Self> {
        let connecting = async {
            let connector = Connector::new(address.protection.clone(), tls::connector(&address.protection)?);
            let connected = address.config.connect(connector).await;
            let (client, connection) = connected.map_err(|error| errors::from_driver(&error, &address))?;
            Ok((client, tokio::spawn(async { drop(connection.await) }).abort_handle()))
        };
        let (client, driver) = within(timeout, &address, connecting).await?;
        Ok(Self { client, driver, address, timeout })
    }
}

impl Database for PostgresConnection {
    type Reader<'c> = TransactionReader<'c>;

    fn name(&self) -> String {
        self.address.to_string()
    }

    fn dialect(&self) -> &'static Dialect {
        &dialect::POSTGRES
    }

    async fn versions(&self) -> Result<DatabaseVersions> {
        let rows = self.rows("SELECT version()").await?;
        let server = rows.into_iter().flatten().next().flatten();
        Ok(DatabaseVersions { driver: None, server })
    }

    async fn run(&self, statement: &str) -> Result<()> {
        self.client.batch_execute(statement).await.map_err(|error| errors::from_driver(&error, &self.address))
    }

    async fn rows(&self, statement: &str) -> Result<Vec<Vec<Option<String>>>> {
        let asking = async {
            self.client.simple_query(statement).await.map_err(|error| errors::from_driver(&error, &self.address))
        };
        let messages = within(self.timeout, &self.address, asking).await?;
        let rows = messages.into_iter().filter_map(|message| match message {
            SimpleQueryMessage::Row(row) => Some(row),
            _ => None,
        });
        Ok(rows.map(|row| (0..row.len()).map(|at| row.get(at).map(str::to_owned)).collect()).collect())
    }

    /// Starts a read-only transaction.
    async fn begin(&mut self) -> Result<TransactionReader<'_>> {
        let Self { client, address, timeout, .. } = self;
        let beginning = async {
            let transaction = client
                .build_transaction()
                .isolation_level(IsolationLevel::RepeatableRead)
                .read_only(true)
                .start()
                .await;
            let transaction = transaction.map_err(|error| errors::from_driver(&error, address))?;
            // The settings apply to this transaction only, because a pool may share the connection. The server stops
            // working when the client no longer waits.
            let settings = format!(
                "SET LOCAL statement_timeout = {}; SET LOCAL TimeZone = 'UTC'; SET LOCAL DateStyle = 'ISO'",
                timeout.as_millis()
            );
            transaction.batch_execute(&settings).await.map_err(|error| errors::from_driver(&error, address))?;
            Ok(transaction)
        };
        let transaction = within(*timeout, address, beginning).await?;
        Ok(TransactionReader { transaction, address, timeout: *timeout })
    }
}

/// A read-only transaction.
pub struct TransactionReader<'l> {
    transaction: Transaction<'l>,
    address: &'l Address,
    timeout: Duration,
}

/// An answer that is read in batches.
pub struct QueryCursor(tokio_postgres::Portal);

/// The first version of PostgreSQL with the functions of the statements that count.
const COUNTS_SINCE: u32 = 110_000;

impl RowReader for TransactionReader<'_> {
    type Cursor = QueryCursor;
    type Row = Row;

    /// Gives the next statements memory for groups and for sorting. Compiling them would take longer than running them.
    async fn prepare_count(&self) -> Result<bool> {
        let preparing = async {
            let answer = self.transaction.simple_query("SHOW server_version_num").await?;
            let version = answer.iter().find_map(|message| match message {
                SimpleQueryMessage::Row(row) => row.get(0)?.parse::<u32>().ok(),
                _ => None,
            });
            if version.is_none_or(|version| version < COUNTS_SINCE) {
                return Ok(false);
            }
            self.transaction.batch_execute("SET LOCAL work_mem = '64MB'; SET LOCAL jit = off").await?;
            Ok(true)
        };
        let prepared = async { preparing.await.map_err(|error| errors::from_driver(&error, self.address)) };
        within(self.timeout, self.address, prepared).await
    }

    async fn ask(&self, statement: &str, parameters: &[Parameter]) -> Result<QueryCursor> {
        let asking = async {
            let bound = self.transaction.bind_raw(statement, parameters).await;
            bound.map_err(|error| errors::from_driver(&error, self.address))
        };
        within(self.timeout, self.address, asking).await.map(QueryCursor)
    }

    /// Reads without a portal, because PostgreSQL runs the statement of a portal in one process.
    async fn ask_all(&self, statement: &str, parameters: &[Parameter], most: usize) -> Result<Option<Vec<Row>>> {
        let asking = async {
            let rows = self.transaction.query_raw(statement, parameters).await?;
            let rows: Vec<Row> = std::pin::pin!(rows).take(most.saturating_add(1)).try_collect().await?;
            Ok((rows.len() <= most).then_some(rows))
        };
        let asked = async { asking.await.map_err(|error| errors::from_driver(&error, self.address)) };
        within(self.timeout, self.address, asked).await
    }

    async fn next(&self, portal: &mut QueryCursor, most: usize) -> Result<Vec<Row>> {
        let most = i32::try_from(most).unwrap_or(i32::MAX);
        let fetching = async {
            let rows = self
                .transaction
                .query_portal_raw(&portal.0, most)
                .await
                .map_err(|error| errors::from_driver(&error, self.address))?;
            rows.try_collect::<Vec<Row>>().await.map_err(|error| errors::from_driver(&error, self.address))
        };
        within(self.timeout, self.address, fetching).await
    }
}

async fn within<T>(timeout: Duration, address: &Address, doing: impl Future<Output = Result<T>>) -> Result<T> {
    tokio::time::timeout(timeout, doing).await.unwrap_or_else(|_| {
        Err(Error::new(Code::Timeout, format!("no answer from {address}"))
            .cause(format!("nothing came within {} s", timeout.as_secs_f64()))
            .hint("give it more time with --timeout, or ask for less with --since"))
    })
}
