//! Runs statements of a driver on a thread, because its functions block. Waiting for an answer has a timeout.
//!
//! A future that is dropped, for example after Ctrl-C, cancels the statement.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError, mpsc};
use std::time::Duration;

use adbc_core::error::Error as DriverError;
use adbc_core::options::{InfoCode, OptionConnection, OptionStatement, OptionValue};
use adbc_core::{CancelHandle, Connection as _, Database as _, Optionable as _, Statement as _};
use adbc_driver_manager::{ManagedConnection, ManagedStatement};
use arrow_array::cast::AsArray as _;
use arrow_array::types::UInt32Type;
use arrow_array::{Array as _, ArrayRef, RecordBatch, RecordBatchReader, StringArray};
use tokio::sync::oneshot;

use super::address::AdbcAddress;
use super::cells::{BatchRow, RowBatch};
use super::{driver, errors};
use crate::sources::warehouse::database::{Database, DatabaseVersions, RowReader};
use crate::sources::warehouse::dialect::Dialect;
use crate::sources::warehouse::parameter::Parameter;
use connlog_core::error::{Code, Error, Result};

/// The option of PostgreSQL's driver for the size of batches in bytes.
const BATCH_SIZE: &str = "adbc.postgresql.batch_size_hint_bytes";
/// Holds about 1,000 rows of LOG. With the driver's 16 MB, 400,000 rows need 87 MB of memory instead of 34 MB.
const BATCH_BYTES: i64 = 256 << 10;

type DriverJob = Box<dyn FnOnce(&mut ManagedConnection) + Send>;
/// The statement that runs, or that ran last.
type CancelSlot = Arc<Mutex<Option<Box<dyn CancelHandle>>>>;

/// A connection that closes when dropped.
pub struct AdbcConnection {
    jobs: mpsc::Sender<DriverJob>,
    running: CancelSlot,
    address: Arc<AdbcAddress>,
    dialect: &'static Dialect,
    timeout: Duration,
}

impl AdbcConnection {
    /// Loads the driver and connects; `timeout` applies to this and to each later answer.
    pub(super) async fn open(address: Arc<AdbcAddress>, folders: Vec<PathBuf>, timeout: Duration) -> Result<Self> {
        let (jobs, work) = mpsc::channel::<DriverJob>();
        let (ready, opened) = oneshot::channel();
        let (own, dialect) = (Arc::clone(&address), driver::dialect(&address));
        let running = CancelSlot::default();
        let statements = Arc::clone(&running);
        std::thread::spawn(move || match connect(&own, &folders, dialect, &statements) {
            Ok(mut connection) => {
                drop(ready.send(Ok(())));
                for job in work {
                    job(&mut connection);
                }
            }
            Err(fault) => drop(ready.send(Err(fault))),
        });
        let connection = Self { jobs, running, address, dialect, timeout };
        connection.within(opened).await??;
        Ok(connection)
    }

    /// Runs `work` on the thread of the connection.
    async fn call<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut ManagedConnection, &CancelSlot) -> Result<T, DriverError> + Send + 'static,
    ) -> Result<T> {
        let (sender, answer) = oneshot::channel();
        let (running, address) = (Arc::clone(&self.running), Arc::clone(&self.address));
        let job: DriverJob = Box::new(move |connection| {
            let result = work(connection, &running).map_err(|error| errors::from_driver(&error, &address));
            drop(sender.send(result));
        });
        self.jobs.send(job).map_err(|_| self.lost())?;
        let guard = CancelGuard(Some(&self.running));
        let result = self.within(answer).await;
        // After a timeout, the guard cancels the statement.
        if result.is_ok() {
            guard.disarm();
        }
        result?
    }

    async fn within<T>(&self, answer: oneshot::Receiver<T>) -> Result<T> {
        match tokio::time::timeout(self.timeout, answer).await {
            Ok(Ok(result)) => Ok(result),
            Ok(Err(_)) => Err(self.lost()),
            Err(_) => Err(Error::new(Code::Timeout, format!("no answer from {}", self.address))
                .cause(format!("nothing came within {} s", self.timeout.as_secs_f64()))
                .hint("a warehouse may need minutes to start; give it more time with --timeout")),
        }
    }

    fn lost(&self) -> Error {
        Error::new(Code::Internal, format!("the driver of {} stopped", self.address)).hint("run the command again")
    }
}

/// Returns the texts that a driver says of itself and of its database, by their code.
fn info(connection: &ManagedConnection) -> Result<BTreeMap<u32, String>, DriverError> {
    let mut found = BTreeMap::new();
    for batch in connection.get_info(None)? {
        let batch = batch?;
        let [codes, values] = batch.columns() else { continue };
        let (Some(codes), Some(values)) = (codes.as_primitive_opt::<UInt32Type>(), values.as_union_opt()) else {
            continue;
        };
        for at in 0..batch.num_rows() {
            let value = values.value(at);
            if let Some(text) = value.as_string_opt::<i32>().filter(|text| text.len() == 1 && text.is_valid(0)) {
                found.insert(codes.value(at), text.value(0).to_owned());
            }
        }
    }
    Ok(found)
}

/// Cancels the running statement when dropped.
struct CancelGuard<'r>(Option<&'r CancelSlot>);

impl CancelGuard<'_> {
    fn disarm(mut self) {
        self.0 = None;
    }
}

impl Drop for CancelGuard<'_> {
    fn drop(&mut self) {
        let Some(running) = self.0 else { return };
        if let Some(handle) = &*running.lock().unwrap_or_else(PoisonError::into_inner) {
            // A driver that cannot cancel ends with the process.
            drop(handle.try_cancel());
        }
    }
}

/// Connects, and makes the session read-only as far as the driver supports it.
fn connect(
    address: &AdbcAddress,
    folders: &[PathBuf],
    dialect: &Dialect,
    running: &CancelSlot,
) -> Result<ManagedConnection> {
    let database = driver::open(address, folders)?;
    let mut connection = database.new_connection().map_err(|error| errors::from_driver(&error, address))?;
    // Many drivers do not know this option. connlog sends only statements that read.
    drop(connection.set_option(OptionConnection::ReadOnly, OptionValue::String("true".to_owned())));
    for setting in dialect.session {
        drop(run(&mut connection, running, setting));
    }
    Ok(connection)
}

/// Runs a statement without an answer.
fn run(connection: &mut ManagedConnection, running: &CancelSlot, text: &str) -> Result<(), DriverError> {
    let mut answer = execute(connection, running, text, &[])?;
    answer.reader.try_for_each(|batch| batch.map(drop)).map_err(DriverError::from)
}

/// An answer that is being read. The reader is dropped before its statement.
struct AnswerStream {
    reader: Box<dyn RecordBatchReader + Send>,
    _statement: ManagedStatement,
}

/// Sends a statement with its parameters.
fn execute(
    connection: &mut ManagedConnection,
    running: &CancelSlot,
    text: &str,
    parameters: &[Parameter],
) -> Result<AnswerStream, DriverError> {
    let mut statement = connection.new_statement()?;
    *running.lock().unwrap_or_else(PoisonError::into_inner) = Some(statement.get_cancel_handle());
    // Drivers of other databases do not know this option, and an older one reads larger batches.
    drop(statement.set_option(OptionStatement::Other(BATCH_SIZE.to_owned()), OptionValue::Int(BATCH_BYTES)));
    statement.set_sql_query(text)?;
    if !parameters.is_empty() {
        statement.prepare()?;
        statement.bind(bound(parameters)?)?;
    }
    let reader = statement.execute()?;
    Ok(AnswerStream { reader, _statement: statement })
}

/// Returns the parameters as the only row of a batch.
fn bound(parameters: &[Parameter]) -> Result<RecordBatch, DriverError> {
    let column = |(number, value): (usize, &Parameter)| {
        let text = match value {
            Parameter::Text(text) => text.clone(),
            other => other.to_string(),
        };
        (number.to_string(), Arc::new(StringArray::from(vec![text])) as ArrayRef)
    };
    RecordBatch::try_from_iter(parameters.iter().enumerate().map(column)).map_err(DriverError::from)
}

impl Database for AdbcConnection {
    type Reader<'c> = AdbcReader<'c>;

    fn name(&self) -> String {
        self.address.to_string()
    }

    fn dialect(&self) -> &'static Dialect {
        self.dialect
    }

    async fn versions(&self) -> Result<DatabaseVersions> {
        let mut info = self.call(|connection, _| info(connection)).await?;
        let mut named = |code: InfoCode, version: InfoCode| {
            let texts = [info.remove(&u32::from(&code)), info.remove(&u32::from(&version))];
            let is_known = |text: &String| !text.is_empty() && text != "unknown";
            let texts: Vec<String> = texts.into_iter().flatten().filter(is_known).collect();
            (!texts.is_empty()).then(|| texts.join(" "))
        };
        let server = named(InfoCode::VendorName, InfoCode::VendorVersion);
        Ok(DatabaseVersions { driver: named(InfoCode::DriverName, InfoCode::DriverVersion), server })
    }

    async fn run(&self, statement: &str) -> Result<()> {
        let text = statement.to_owned();
        self.call(move |connection, running| run(connection, running, &text)).await
    }

    async fn rows(&self, statement: &str) -> Result<Vec<Vec<Option<String>>>> {
        let text = statement.to_owned();
        let asking = self.call(move |connection, running| {
            let answer = execute(connection, running, &text, &[])?;
            answer.reader.collect::<Result<Vec<_>, _>>().map_err(DriverError::from)
        });
        let mut rows = Vec::new();
        for batch in asking.await? {
            rows.extend(RowBatch::new(&batch)?.texts());
        }
        Ok(rows)
    }

    /// Every statement has its own snapshot: not all databases have transactions.
    async fn begin(&mut self) -> Result<AdbcReader<'_>> {
        Ok(AdbcReader(self))
    }
}

/// Reads the answers of a connection.
pub struct AdbcReader<'c>(&'c AdbcConnection);

/// An answer of which the rest is not read yet.
pub struct AdbcCursor {
    /// `None` at the end.
    stream: Option<AnswerStream>,
    batch: Option<Arc<RowBatch>>,
    /// The number of rows of the batch that were returned.
    at: usize,
}

impl AdbcReader<'_> {
    /// Reads the next batch. Returns `false` at the end.
    async fn advance(&self, cursor: &mut AdbcCursor) -> Result<bool> {
        let Some(mut stream) = cursor.stream.take() else { return Ok(false) };
        let fetching = self.0.call(move |_, _| {
            let next = stream.reader.next().transpose()?;
            Ok((stream, next))
        });
        let (stream, next) = fetching.await?;
        let Some(batch) = next else { return Ok(false) };
        cursor.stream = Some(stream);
        (cursor.batch, cursor.at) = (Some(Arc::new(RowBatch::new(&batch)?)), 0);
        Ok(true)
    }
}

impl RowReader for AdbcReader<'_> {
    type Cursor = AdbcCursor;
    type Row = BatchRow;

    async fn ask(&self, statement: &str, parameters: &[Parameter]) -> Result<AdbcCursor> {
        let (text, parameters) = (statement.to_owned(), parameters.to_vec());
        let asking = self.0.call(move |connection, running| execute(connection, running, &text, &parameters));
        Ok(AdbcCursor { stream: Some(asking.await?), batch: None, at: 0 })
    }

    async fn next(&self, cursor: &mut AdbcCursor, most: usize) -> Result<Vec<BatchRow>> {
        let mut rows = Vec::new();
        loop {
            if let Some(batch) = &cursor.batch {
                let end = batch.rows.min(cursor.at + most - rows.len());
                rows.extend((cursor.at..end).map(|at| BatchRow::new(Arc::clone(batch), at)));
                cursor.at = end;
            }
            if rows.len() == most || !self.advance(cursor).await? {
                return Ok(rows);
            }
        }
    }
}
