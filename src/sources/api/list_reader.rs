//! Reads the lists of an API, one kind after the other, or several kinds as one list.

use std::rc::Rc;

use super::client::retrying_client::RetryingClient;
use super::optional_lists::ListOpening;
use super::paging::pager::FirstPage;
use super::paging::split_pager::SplitPager;
use super::session::ApiSession;
use super::version_detection::OpenedApi;
use crate::app::AppContext;
use crate::pipeline::progress::Progress;
use crate::pipeline::skipped_kinds::SkippedKind;
use crate::pipeline::{DynSink, ReadOutcome, SourceStats, StopReason};
use crate::runtime;
use connlog_core::error::{Error, Result};
use connlog_core::query::Query;
use connlog_core::record::{Kind, Record};

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
    let connection = session.connect(app)?.with_progress(progress);
    let reader = ListReader { session, sender: &connection.client(), progress, app };
    let early = runtime::run(&app.signals, reader.read(queries, sink, &mut outcome))?;
    outcome.early = early.unwrap_or_else(|exit| Some(StopReason::Signal(exit)));
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

/// A reader of the lists of an API.
pub(super) struct ListReader<'a> {
    pub(super) session: &'a ApiSession,
    pub(super) sender: &'a RetryingClient<'a>,
    pub(super) progress: &'a Progress,
    pub(super) app: &'a AppContext,
}

impl ListReader<'_> {
    /// Reads the records that may match `queries`. Returns why the reading ended early.
    async fn read(&self, queries: &[Query], sink: &mut dyn DynSink, outcome: &mut ReadOutcome) -> Option<StopReason> {
        if queries.len() > 1 && sink.is_one_list() {
            return self.read_merged(queries, sink, outcome).await;
        }
        let mut refusal = None;
        for query in queries {
            let opened = match self.session.open_optional(query, self.sender, self.app).await {
                Ok(ListOpening::Opened(opened)) => *opened,
                Ok(ListOpening::Skipped(reason, fault)) => {
                    outcome.skipped.push(SkippedKind { kind: query.kind, reason });
                    refusal.get_or_insert(fault);
                    continue;
                }
                Err(fault) => return Some(StopReason::Fault(fault)),
            };
            let early = self.read_list(query, opened, sink, outcome).await;
            if early.is_some() {
                return early;
            }
        }
        // Without any list, nothing was read.
        refusal.filter(|_| outcome.facts.is_empty()).map(StopReason::Fault)
    }

    /// Reads the pages of one list, from its first page.
    async fn read_list(
        &self,
        query: &Query,
        opened: OpenedApi,
        sink: &mut dyn DynSink,
        outcome: &mut ReadOutcome,
    ) -> Option<StopReason> {
        let OpenedApi { source, first, facts: info, .. } = opened;
        outcome.facts.push(SourceStats { more: true, ..SourceStats::new(source.name(), source.retention_days()) });
        let first = FirstPage { page: first, server_time: info.date };
        let mut pager = SplitPager::new(self.sender, Rc::from(source), first, query);
        let early = self.read_pages(&mut pager, query, sink).await;
        if let Some(facts) = outcome.facts.last_mut() {
            (facts.read, facts.cut, facts.more) = (pager.read, pager.is_cut(), pager.has_next());
        }
        early
    }

    async fn read_pages(
        &self,
        pager: &mut SplitPager<'_>,
        query: &Query,
        sink: &mut dyn DynSink,
    ) -> Option<StopReason> {
        if let Err(stop) = sink.begin(query) {
            return Some(StopReason::Stop(stop));
        }
        while let Some(page) = pager.next().await {
            let shown = |records: Vec<Record>| {
                records.into_iter().map(|record| record.with_redaction(self.app.reveal)).collect::<Vec<_>>()
            };
            match page.map(|records| sink.accept(query, &shown(records))) {
                Ok(Ok(true)) => self.progress.read(pager.pages, pager.read, pager.total),
                Ok(Ok(false)) => break,
                Ok(Err(stop)) => return Some(StopReason::Stop(stop)),
                Err(fault) => return Some(StopReason::Fault(fault)),
            }
        }
        None
    }
}
