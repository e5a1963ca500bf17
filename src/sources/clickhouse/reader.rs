//! Reads entries from a server as records.

use super::client::ServerClient;
use super::counter::{self, CountServer};
use super::errors::PlanFault;
use super::pages::{read_pages, read_records, unplanned};
use super::positions;
use super::schema::{self, ServerVersion};
use super::statement::{self, ClickHouseStatement};
use crate::archive::count_plan::{ArchiveCounts, CountPlan};
use crate::archive::reader::{ArchivePositions, ArchiveReader, ArchiveRequest, ReadPlan, RecordVisitor};
use crate::pipeline::StopReason;
use crate::signals::Listener;
use connlog_core::error::{Code, Error, Result};

/// An archive on a server that is open for reading.
pub(crate) struct ClickHouseReader {
    client: ServerClient,
    version: ServerVersion,
}

impl ClickHouseReader {
    /// Opens the archive.
    ///
    /// # Errors
    ///
    /// `not_found` if the database has no archive.
    pub(crate) fn open(client: ServerClient) -> Result<Self> {
        if let Some(version) = schema::server_version(&client, "read")?
            && schema::exists(&client, "read")?
        {
            return Ok(Self { client, version });
        }
        Err(Error::new(Code::NotFound, format!("there is no archive at {}", client.location()))
            .hint("`connlog archive --into` creates one"))
    }

    fn statements(
        &self,
        request: &ArchiveRequest<'_>,
        listener: Option<&Listener>,
    ) -> Result<Vec<ClickHouseStatement>, StopReason> {
        statement::build(request, &self.client, listener).map_err(|fault| unplanned(&self.client, fault))
    }
}

impl ArchiveReader for ClickHouseReader {
    fn name(&self) -> String {
        self.client.location().to_string()
    }

    fn read(
        &self,
        request: &ArchiveRequest<'_>,
        listener: &Listener,
        visitor: &mut RecordVisitor<'_>,
    ) -> Result<bool, StopReason> {
        for statement in &self.statements(request, Some(listener))? {
            let each = &mut |answer: &[u8]| read_records(answer, visitor);
            if !read_pages(&self.client, statement, "layout, raw", Some(listener), each)? {
                return Ok(false);
            }
        }
        Ok(true)
    }

    fn count(
        &self,
        request: &ArchiveRequest<'_>,
        plan: &CountPlan,
        listener: &Listener,
    ) -> Result<Option<ArchiveCounts>> {
        let server = CountServer { client: &self.client, version: self.version, listener };
        counter::count(server, request, plan)
    }

    fn plan(&self, request: &ArchiveRequest<'_>) -> Result<ReadPlan> {
        let statements = statement::build(request, &self.client, None).map_err(|fault| match fault {
            PlanFault::Server(fault) => self.client.fault(&fault, "read"),
            PlanFault::Answer(fault) => fault,
        })?;
        let Some(statement) = statements.into_iter().next() else {
            return Err(Error::new(Code::Internal, "cannot show a statement: there is no query"));
        };
        Ok(ReadPlan {
            statement: statement.text("layout, raw", "", ""),
            parameters: Vec::new(),
            applied: statement.applied,
        })
    }

    fn sources(&self) -> Result<Vec<String>> {
        positions::sources(&self.client)
    }

    fn positions(&self) -> Result<ArchivePositions> {
        positions::read(&self.client)
    }
}
