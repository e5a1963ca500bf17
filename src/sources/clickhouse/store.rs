//! The archive on a server as a target of `connlog archive`.

use chrono::{DateTime, Utc};

use super::client::{ServerClient, ServerRequest};
use super::maintenance;
use super::row_binary::RowBinaryReader;
use super::schema::{self, ServerVersion};
use super::writer::ClickHouseWriter;
use crate::archive::entry::UNTIMED;
use crate::archive::store::{ArchiveBatch, ArchiveReport, ArchiveStore, ArchiveSummary, CursorName, KindCounts};
use crate::archive::table_engine::TableEngine;
use crate::follow::source::Checkpoint;
use connlog_core::error::{Code, Error, Result};

/// An archive in a database of a server.
pub(crate) struct ClickHouseStore(ClickHouseWriter);

impl ClickHouseStore {
    /// Opens the archive for writing. A missing database and missing tables are created.
    pub(crate) fn create(client: ServerClient, engine: Option<&TableEngine>) -> Result<Self> {
        let version = match schema::server_version(&client, "open")? {
            Some(version) => version,
            None => create_database(&client)?,
        };
        match engine {
            Some(engine) if schema::exists(&client, "open")? => schema::check_engine(&client, engine)?,
            None if schema::exists(&client, "open")? => {}
            engine => schema::create(&client, version, engine.unwrap_or(&TableEngine::default()))?,
        }
        Ok(Self(ClickHouseWriter::new(client, version)))
    }

    /// Opens the archive. Returns `None` if it does not exist.
    pub(crate) fn open(client: ServerClient) -> Result<Option<Self>> {
        let Some(version) = schema::server_version(&client, "open")? else { return Ok(None) };
        Ok(schema::exists(&client, "open")?.then(|| Self(ClickHouseWriter::new(client, version))))
    }

    const fn client(&self) -> &ServerClient {
        &self.0.client
    }
}

/// Creates the database, if the user has the right. Returns the version of the server.
fn create_database(client: &ServerClient) -> Result<ServerVersion> {
    client.create_database().map_err(|fault| {
        let fault = client.fault(&fault, "create the database of");
        fault.hint("create it, and grant the user SELECT, INSERT, ALTER and CREATE TABLE on it")
    })?;
    schema::server_version(client, "open")?.ok_or_else(|| {
        Error::new(Code::NotFound, format!("cannot open the archive {}", client.location()))
            .cause("the database does not exist")
            .hint("create it: CREATE DATABASE NAME")
    })
}

impl ArchiveStore for ClickHouseStore {
    /// Each write makes a part of the table, which the server merges with others.
    fn batch_size(&self) -> usize {
        8_192
    }

    fn cursor(&mut self, name: &CursorName) -> Result<Option<Checkpoint>> {
        self.0.cursor(name)
    }

    fn write(&mut self, batch: &ArchiveBatch) -> Result<KindCounts> {
        self.0.write(batch)
    }

    fn count_new(&mut self, batch: &ArchiveBatch) -> Result<KindCounts> {
        self.0.count_new(batch)
    }

    fn summary(&mut self) -> Result<ArchiveSummary> {
        let client = self.client();
        let statement = format!(
            "SELECT toUInt64(count()), toUInt64(countIf(time_ns <> {UNTIMED})), toInt64(minIf(time_ns, time_ns <> {UNTIMED})),
             toInt64(max(time_ns)) FROM entry FINAL FORMAT RowBinary"
        );
        let answer = client.send(&ServerRequest::new(&statement), None);
        let answer = answer.map_err(|fault| client.fault(&fault, "read"))?;
        let mut reader = RowBinaryReader::new(&answer);
        let (entries, timed, oldest, newest) = (reader.u64()?, reader.u64()?, reader.i64()?, reader.i64()?);
        let moment = DateTime::from_timestamp_nanos;
        let range = (timed > 0).then(|| (moment(oldest), moment(newest)));
        let size = "SELECT toUInt64(sum(bytes_on_disk)) FROM system.parts WHERE database = currentDatabase() AND active
                    FORMAT RowBinary";
        Ok(ArchiveSummary { entries, range, bytes: client.number(size, "read")? })
    }

    fn compact(&mut self) -> Result<()> {
        maintenance::compact(self.client())
    }

    fn check(&mut self) -> Result<ArchiveReport> {
        maintenance::check(self.client())
    }

    fn count_before(&mut self, time: DateTime<Utc>) -> Result<u64> {
        maintenance::count_before(self.client(), time)
    }

    fn prune(&mut self, time: DateTime<Utc>) -> Result<u64> {
        maintenance::prune(self.client(), time)
    }
}
