//! Reads the lists of an API, one kind after the other, or several kinds as one list.

use std::rc::Rc;

use super::client::retrying_client::ClientEvent;
use super::merge_kinds;
use super::optional_lists::ListOpening;
use super::paging::pager::FirstPage;
use super::paging::split_pager::SplitPager;
use super::session::{self, ApiSession};
use super::version_detection::OpenedApi;
use crate::app::AppContext;
use crate::pipeline::progress::Progress;
use crate::pipeline::skipped_kinds::SkippedKind;
use crate::pipeline::{DynSink, ReadOutcome, SourceStats, StopReason};
use crate::runtime;
use connlog_core::error::{Error, Result};
use connlog_core::query::Query;
use connlog_core::record::{Kind, Record};
use connlog_core::redact::Reveal;

/// Reads the records that may match `queries` into `sink`, until a signal or an error ends the reading.
pub(super) fn read(
    queries: &[Query],
    session: &ApiSession,
    sink: &mut dyn DynSink,
    progress: &Progress,
    app: &AppContext,
) -> Result<ReadOutcome> {
    reject_unsupported_kinds(queries)?;
    let mut outcome = ReadOutcome::default();
    let listener = app.signals.listen()?;
    outcome.early = runtime::start()?.block_on(async {
        tokio::select! {
            biased;
            exit = listener.first() => Ok(Some(StopReason::Signal(exit))),
            ended = read_queries(queries, session, (sink, &mut outcome), progress, app) => ended,
        }
    })?;
    progress.clear();
    Ok(outcome)
}

/// Rejects kinds that the API does not offer.
fn reject_unsupported_kinds(queries: &[Query]) -> Result<()> {
    match queries.iter().find(|query| !Kind::of_the_api().contains(&query.kind)) {
        Some(query) => Err(Error::usage(format!("the API has no {}", query.kind.plural()))
            .hint("name the files that hold them with --from")),
        None => Ok(()),
    }
}

async fn read_queries(
    queries: &[Query],
    session: &ApiSession,
    (sink, outcome): (&mut dyn DynSink, &mut ReadOutcome),
    progress: &Progress,
    app: &AppContext,
) -> Result<Option<StopReason>> {
    let (http, budget, errors) = (session.http()?, session.budget(), session.errors());
    let trace = |event: &ClientEvent<'_>| {
        if let ClientEvent::Pausing { pause, limited: true } = event {
            progress.wait(*pause);
        }
        session::report_event(event, session.network.debug, app);
    };
    let sender = session.sender((&http, &budget), &*errors, &trace, app);
    if queries.len() > 1 && sink.is_one_list() {
        return Ok(merge_kinds::read(queries, session, (sink, outcome), progress, (&sender, app)).await);
    }
    let mut refusal = None;
    for query in queries {
        let opened = match session.open_optional(query, &sender, app).await {
            Ok(ListOpening::Opened(opened)) => *opened,
            Ok(ListOpening::Skipped(reason, fault)) => {
                outcome.skipped.push(SkippedKind { kind: query.kind, reason });
                refusal.get_or_insert(fault);
                continue;
            }
            Err(fault) => return Ok(Some(StopReason::Fault(fault))),
        };
        let OpenedApi { source, first, facts: info, .. } = opened;
        let kept = source.retention_days();
        outcome.facts.push(SourceStats { more: true, ..SourceStats::new(source.name(), kept) });
        let mut pager =
            SplitPager::new(&sender, Rc::from(source), FirstPage { page: first, server_time: info.date }, query);
        let early = read_pages(&mut pager, query, sink, progress, app.reveal).await;
        if let Some(facts) = outcome.facts.last_mut() {
            facts.read = pager.read;
            facts.cut = pager.is_cut();
            facts.more = pager.has_next();
        }
        if early.is_some() {
            return Ok(early);
        }
    }
    // Without any list, nothing was read.
    Ok(refusal.filter(|_| outcome.facts.is_empty()).map(StopReason::Fault))
}

async fn read_pages(
    pager: &mut SplitPager<'_>,
    query: &Query,
    sink: &mut dyn DynSink,
    progress: &Progress,
    reveal: Reveal,
) -> Option<StopReason> {
    if let Err(stop) = sink.begin(query) {
        return Some(StopReason::Stop(stop));
    }
    while let Some(page) = pager.next().await {
        let shown =
            |records: Vec<Record>| records.into_iter().map(|record| record.with_redaction(reveal)).collect::<Vec<_>>();
        match page.map(|records| sink.accept(query, &shown(records))) {
            Ok(Ok(true)) => progress.read(pager.pages, pager.read, pager.total),
            Ok(Ok(false)) => break,
            Ok(Err(stop)) => return Some(StopReason::Stop(stop)),
            Err(fault) => return Some(StopReason::Fault(fault)),
        }
    }
    None
}
