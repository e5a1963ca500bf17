//! Reads the present states of connections: one request for 1,000 connections, and a few for what they depend on.

use super::account;
use super::session::FivetranSession;
use crate::app::AppContext;
use crate::pipeline::progress::Progress;
use crate::pipeline::{DynSink, ReadOutcome, SourceStats, StopReason};
use crate::runtime;
use crate::sources::api::client::retrying_client::RetryingClient;
use connlog_core::error::{Code, Error, Result};
use connlog_core::providers::endpoint::StatePage;
use connlog_core::query::Query;
use connlog_core::record::Record;

/// States are of the present, so no window is longer than their retention.
const KEPT_DAYS: u32 = 36_500;

/// Reads the states of all connections into `sink`, until a signal or an error ends the reading.
pub(super) fn read(
    query: &Query,
    session: &FivetranSession,
    sink: &mut dyn DynSink,
    progress: &Progress,
    app: &AppContext,
) -> Result<ReadOutcome> {
    let connection = session.connect(app)?;
    let sender = connection.client();
    let page = runtime::run(&app.signals, request(&sender, app))?;
    progress.clear();
    let stopped = |early| Ok(ReadOutcome { early: Some(early), ..ReadOutcome::default() });
    let StatePage { records, total } = match page {
        Ok(Ok(page)) => page,
        Ok(Err(fault)) => return stopped(StopReason::Fault(fault)),
        Err(exit) => return stopped(StopReason::Signal(exit)),
    };
    let read = records.len() as u64;
    let unread = total.unwrap_or(read).saturating_sub(read);
    let lacks = Vec::from_iter((read + unread == 0).then(|| NO_CONNECTIONS.to_owned()));
    let facts = SourceStats { read, unread, lacks, ..SourceStats::new("fivetran", KEPT_DAYS) };
    let records: Vec<Record> = records.into_iter().map(|record| record.with_redaction(app.reveal)).collect();
    let stopped = sink.begin(query).and_then(|()| sink.accept(query, &records)).err().map(StopReason::Stop);
    Ok(ReadOutcome { facts: vec![facts], skipped: Vec::new(), early: stopped.or_else(|| unread_rows(unread)) })
}

/// What an empty list means.
pub(super) const NO_CONNECTIONS: &str = "the key sees no connection; that does not show that the account has none";

/// Requests the states of all connections.
pub(super) async fn request(sender: &RetryingClient<'_>, app: &AppContext) -> Result<StatePage> {
    let list = account::connections(sender).await?;
    let places = account::places(sender, &list.connections, app).await?;
    let now = app.now();
    let state = |connection: &connlog_core::providers::fivetran::rest::connection::RestConnection| {
        connection.state(&places.around(connection.group.as_deref(), connection.agent.as_deref(), now))
    };
    let records: Vec<Record> = list.connections.iter().map(state).collect();
    Ok(StatePage { total: Some(records.len() as u64 + list.unread), records })
}

/// Returns the error for rows of the list that have no id.
fn unread_rows(unread: u64) -> Option<StopReason> {
    (unread > 0).then(|| {
        let fault = Error::new(Code::Incomplete, "cannot read some rows of the list of connections");
        StopReason::Fault(
            fault.cause(format!("{unread} of them have no id")).hint("try again; `--debug` shows the request"),
        )
    })
}
