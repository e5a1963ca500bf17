//! Reads the present states of accounts from the API with one request.

use super::client::retrying_client::RetryingClient;
use super::session::ApiSession;
use crate::app::AppContext;
use crate::pipeline::progress::Progress;
use crate::pipeline::{DynSink, ReadOutcome, SourceStats, StopReason};
use crate::runtime;
use connlog_core::error::{Code, Error, Result};
use connlog_core::providers::endpoint::StatePage;
use connlog_core::query::Query;
use connlog_core::record::Record;

/// States are of the present, so no window is longer than their retention.
const KEPT_DAYS: u32 = 36_500;

/// Reads all states that may match `query` into `sink`, until a signal or an error ends the reading.
pub(super) fn read(
    query: &Query,
    session: &ApiSession,
    sink: &mut dyn DynSink,
    progress: &Progress,
    app: &AppContext,
) -> Result<ReadOutcome> {
    let connection = session.connect(app)?;
    let sender = connection.client();
    let page = runtime::run(&app.signals, request(query, session, &sender, app))?;
    progress.clear();
    let stopped = |early| Ok(ReadOutcome { early: Some(early), ..ReadOutcome::default() });
    let StatePage { records, total } = match page {
        Ok(Ok(page)) => page,
        Ok(Err(fault)) => return stopped(StopReason::Fault(fault)),
        Err(exit) => return stopped(StopReason::Signal(exit)),
    };
    let read = records.len() as u64;
    let facts = SourceStats { read, ..SourceStats::new(session.spoken_dialect(app).name, KEPT_DAYS) };
    let records: Vec<Record> = records.into_iter().map(|record| record.with_redaction(app.reveal)).collect();
    let stopped = sink.begin(query).and_then(|()| sink.accept(query, &records)).err().map(StopReason::Stop);
    let lacks = total.filter(|total| *total > read).map(|total| {
        StopReason::Fault(
            Error::new(Code::Incomplete, "the answer lacks accounts")
                .cause(format!("it has {read} of {total} accounts"))
                .hint("select fewer accounts with --profile"),
        )
    });
    Ok(ReadOutcome { facts: vec![facts], skipped: Vec::new(), early: stopped.or(lacks) })
}

/// Requests the states that may match `query`.
pub(super) async fn request(
    query: &Query,
    session: &ApiSession,
    sender: &RetryingClient<'_>,
    app: &AppContext,
) -> Result<StatePage> {
    let dialect = session.spoken_dialect(app);
    let request = (dialect.states.request)(&query.filters);
    let read = dialect.states.read;
    let mut sent = sender.send(&request, |reply| read(&reply.body, dialect.name, app.now())).await?;
    sent.read.take().ok_or_else(|| sender.refusal(&request, &sent))
}
