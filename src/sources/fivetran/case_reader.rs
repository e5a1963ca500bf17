//! Reads what the API has about a connection or a sync: its state, and seven days of sync history.

use super::account::{self, ConnectionList};
use super::session::FivetranSession;
use super::sync_reader::{self, HistoryAnswer};
use crate::app::AppContext;
use crate::args::GlobalArgs;
use crate::pipeline::case_assembly::{CaseRequest, CollectedCase};
use crate::runtime;
use crate::sources::api::client::retrying_client::RetryingClient;
use connlog_core::diagnosis::case::{Case, Subject, SubjectKind};
use connlog_core::diagnosis::entry::CaseEntry;
use connlog_core::error::{Code, Error, Result};
use connlog_core::providers::fivetran::rest::HistoryWindow;
use connlog_core::providers::fivetran::rest::connection::RestConnection;
use connlog_core::record::Record;
use futures_util::StreamExt as _;
use futures_util::stream;

/// Reads the case of an id, until a signal ends the reading.
///
/// # Errors
///
/// `not_found` if the key sees no such connection and no such sync, and errors of the API.
pub(super) fn read(request: &CaseRequest<'_>, shared: &GlobalArgs, app: &mut AppContext) -> Result<CollectedCase> {
    let session = FivetranSession::with_key(shared, app)?;
    let app = &*app;
    let connection = session.connect(app)?;
    let sender = connection.client();
    let reader = CaseReader { request, sender: &sender, concurrency: session.network.concurrency, app };
    match runtime::run(&app.signals, reader.case())? {
        Ok(case) => case.map(|case| CollectedCase::Read(Box::new(case))),
        Err(exit) => Ok(CollectedCase::Ended(exit)),
    }
}

struct CaseReader<'r> {
    request: &'r CaseRequest<'r>,
    sender: &'r RetryingClient<'r>,
    concurrency: usize,
    app: &'r AppContext,
}

impl CaseReader<'_> {
    async fn case(&self) -> Result<Case> {
        let id = self.request.id;
        let is_expected = |kind| self.request.expected.is_none_or(|expected| expected == kind);
        let list = account::connections(self.sender).await?;
        let window = HistoryWindow::new(None, self.app.now());
        let named = list.connections.iter().find(|connection| connection.is_named(id));
        if let Some(connection) = named.filter(|_| is_expected(SubjectKind::Connection)) {
            let answer = sync_reader::history(self.sender, connection, None, window).await?;
            let (name, id) = (connection.name.clone(), connection.id.clone());
            return self.assemble(Subject { kind: SubjectKind::Connection, id, name }, connection, answer).await;
        }
        if is_expected(SubjectKind::Sync)
            && let Some((connection, syncs)) = self.find_sync(id, &list, window).await?
        {
            let subject = Subject { kind: SubjectKind::Sync, id: id.to_owned(), name: None };
            return self.assemble(subject, connection, HistoryAnswer::Syncs(syncs)).await;
        }
        Err(Error::new(Code::NotFound, format!("cannot find `{id}`: the key sees no such connection and no such sync"))
            .cause("Fivetran gives seven days of sync history")
            .hint("`connlog status` and `connlog syncs` list ids and names"))
    }

    /// Returns the connection that has a sync of this id, with its syncs. Reads the histories until one has the sync.
    async fn find_sync<'l>(
        &self,
        id: &str,
        list: &'l ConnectionList,
        window: HistoryWindow,
    ) -> Result<Option<(&'l RestConnection, Vec<Record>)>> {
        sync_reader::check_quota(list, window)?;
        let answers = list.connections.iter().map(|connection| async move {
            (connection, sync_reader::history(self.sender, connection, None, window).await)
        });
        let mut answers = stream::iter(answers).buffer_unordered(self.concurrency);
        while let Some((connection, answer)) = answers.next().await {
            match answer? {
                HistoryAnswer::Syncs(syncs) => {
                    let is_wanted = |sync: &Record| sync.raw_view().text("syncId").is_some_and(|found| found == id);
                    if syncs.iter().any(is_wanted) {
                        return Ok(Some((connection, syncs)));
                    }
                }
                HistoryAnswer::Unserved => return Ok(None),
                HistoryAnswer::Removed => {}
            }
        }
        Ok(None)
    }

    async fn assemble(&self, subject: Subject, connection: &RestConnection, answer: HistoryAnswer) -> Result<Case> {
        let (now, reveal) = (self.app.now(), self.app.reveal);
        let places = account::places(self.sender, std::slice::from_ref(connection), self.app).await?;
        let around = places.around(connection.group.as_deref(), connection.agent.as_deref(), now);
        let entry = |record: Record| CaseEntry::new(record.with_redaction(reveal));
        let mut missing = vec![
            "Fivetran's API has no log events: read them with --from FILE or --from postgres://... for errors inside of a sync"
                .to_owned(),
        ];
        let syncs = match answer {
            HistoryAnswer::Syncs(syncs) => syncs,
            HistoryAnswer::Unserved | HistoryAnswer::Removed => {
                missing.push("the account serves no sync history".to_owned());
                Vec::new()
            }
        };
        let states = vec![entry(connection.state(&around))];
        let entries = syncs.into_iter().map(entry).collect();
        let zone = self.request.zone;
        let mut case = Case { subject, entries, states, post: None, now, zone, missing, facts: Vec::new() };
        case.arrange();
        Ok(case)
    }
}
