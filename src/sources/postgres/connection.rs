//! Connects to a database; each answer of the server has a timeout.

use std::future::Future;
use std::pin::Pin;
use std::time::Duration;

use futures_util::{StreamExt as _, TryStreamExt as _};
use tokio::task::AbortHandle;
use tokio_postgres::{Client, IsolationLevel, Portal, Row, RowStream, SimpleQueryMessage, Transaction};

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
    /// Whether the server is new enough to stop working for a client that is gone.
    may_check_client: bool,
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
            let may_check_client = connection.parameter("server_version").is_some_and(may_check_client);
            Ok((client, tokio::spawn(async { drop(connection.await) }).abort_handle(), may_check_client))
        };
        let (client, driver, may_check_client) = within(timeout, &address, connecting).await?;
        Ok(Self { client, driver, address, timeout, may_check_client })
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
        let Self { client, address, timeout, may_check_client, .. } = self;
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
                "SET LOCAL statement_timeout = {}; SET LOCAL TimeZone = 'UTC'; SET LOCAL DateStyle = 'ISO'{}",
                timeout.as_millis(),
                if *may_check_client { "; SELECT version()" } else { "" }
            );
            let answer = transaction.simple_query(&settings).await;
            let answer = answer.map_err(|error| errors::from_driver(&error, address))?;
            Ok((transaction, runs_on_linux(&answer)))
        };
        let (transaction, runs_on_linux) = within(*timeout, address, beginning).await?;
        let checks_client = *may_check_client && runs_on_linux;
        Ok(TransactionReader { transaction, address, timeout: *timeout, checks_client })
    }
}

/// A read-only transaction.
pub struct TransactionReader<'l> {
    transaction: Transaction<'l>,
    address: &'l Address,
    timeout: Duration,
    /// Whether the server stops working for a client that is gone.
    checks_client: bool,
}

/// An answer that is read in batches.
pub enum QueryCursor {
    /// The server sends the next batch on request.
    Portal(Portal),
    /// The server sends all rows without further requests.
    Stream(Pin<Box<RowStream>>),
}

/// The settings of a statement whose rows are read while it runs. Only the client measures the time between rows.
const STREAMING: &str = "SET LOCAL statement_timeout = 0; SET LOCAL client_connection_check_interval = '1s'";
/// The first major version of PostgreSQL with the setting `client_connection_check_interval`.
const CHECKS_CLIENT_SINCE: u32 = 14;

/// Returns whether the answer to `SELECT version()` names Linux. On other systems the setting may be refused.
fn runs_on_linux(answer: &[SimpleQueryMessage]) -> bool {
    answer.iter().any(|message| match message {
        SimpleQueryMessage::Row(row) => row.get(0).is_some_and(|version| version.contains("linux")),
        _ => false,
    })
}

/// Returns whether a server of this version can notice that the client is gone while it sorts.
fn may_check_client(version: &str) -> bool {
    let major = version.split(|character: char| !character.is_ascii_digit()).next();
    major.and_then(|major| major.parse().ok()).is_some_and(|major: u32| major >= CHECKS_CLIENT_SINCE)
}

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

    /// Streams the rows if the server can notice a client that is gone: it then sorts in several processes, which halves the
    /// time until the first of 400,000 rows.
    async fn ask(&self, statement: &str, parameters: &[Parameter]) -> Result<QueryCursor> {
        let asking = async {
            if self.checks_client {
                // Both are sent at once.
                let setting = self.transaction.batch_execute(STREAMING);
                let (set, rows) = tokio::join!(setting, self.transaction.query_raw(statement, parameters));
                return set.and(rows).map(|rows| QueryCursor::Stream(Box::pin(rows)));
            }
            self.transaction.bind_raw(statement, parameters).await.map(QueryCursor::Portal)
        };
        let asked = async { asking.await.map_err(|error| errors::from_driver(&error, self.address)) };
        within(self.timeout, self.address, asked).await
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

    async fn next(&self, cursor: &mut QueryCursor, most: usize) -> Result<Vec<Row>> {
        let fetching = async {
            match cursor {
                QueryCursor::Stream(rows) => rows.as_mut().take(most).try_collect().await,
                QueryCursor::Portal(portal) => {
                    let most = i32::try_from(most).unwrap_or(i32::MAX);
                    self.transaction.query_portal_raw(portal, most).await?.try_collect::<Vec<Row>>().await
                }
            }
        };
        let fetched = async { fetching.await.map_err(|error| errors::from_driver(&error, self.address)) };
        within(self.timeout, self.address, fetched).await
    }
}

async fn within<T>(timeout: Duration, address: &Address, doing: impl Future<Output = Result<T>>) -> Result<T> {
    tokio::time::timeout(timeout, doing).await.unwrap_or_else(|_| {
        Err(Error::new(Code::Timeout, format!("no answer from {address}"))
            .cause(format!("nothing came within {} s", timeout.as_secs_f64()))
            .hint("give it more time with --timeout, or ask for less with --since"))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn servers_before_version_14_and_other_databases_send_rows_on_request() {
        for (version, expected) in [
            ("15.6 (Debian 15.6-0+deb12u1)", true),
            ("14.0", true),
            ("18beta1", true),
            ("13.14", false),
            ("9.6.24", false),
            ("8.0.2", false),
            ("", false),
        ] {
            assert_eq!(may_check_client(version), expected, "{version}");
        }
    }
}
