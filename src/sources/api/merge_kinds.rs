//! Reads several kinds of an API as one list, newest first. For equal times, the order of the queries decides.

use std::rc::Rc;

use super::list_reader::ListReader;
use super::optional_lists::ListOpening;
use super::paging::merge::KindMerge;
use super::paging::pager::FirstPage;
use super::paging::split_pager::SplitPager;
use super::version_detection::OpenedApi;
use crate::pipeline::progress::Progress;
use crate::pipeline::skipped_kinds::{self, SkippedKind};
use crate::pipeline::{DynSink, ReadOutcome, SourceStats, StopReason};
use connlog_core::error::{Error, Result};
use connlog_core::query::Query;
use connlog_core::query::predicate::Predicate;
use connlog_core::record::{Kind, Record};

/// Returns the query of one of several kinds: it may contain all skipped and all returned entries.
pub(crate) fn part(query: &Query) -> Query {
    let limit = query.limit.map(|limit| limit.saturating_add(query.skip));
    Query { limit, skip: 0, ..query.clone() }
}

impl ListReader<'_> {
    /// Reads the entries that match `queries`, which differ only in their kind. Starts the output after each kind has answered.
    pub(super) async fn read_merged(
        &self,
        queries: &[Query],
        sink: &mut dyn DynSink,
        outcome: &mut ReadOutcome,
    ) -> Option<StopReason> {
        let opened = match self.open_all(queries, outcome).await {
            Ok(opened) => opened,
            Err(fault) => return Some(StopReason::Fault(fault)),
        };
        let queries = skipped_kinds::served(queries, &outcome.skipped);
        let parts: Vec<Query> = queries.iter().map(part).collect();
        let (sources, firsts): (Vec<_>, Vec<_>) = opened
            .into_iter()
            .map(|OpenedApi { source, first, facts, .. }| (source, FirstPage { page: first, server_time: facts.date }))
            .unzip();
        outcome.facts.extend(
            sources
                .iter()
                .map(|source| SourceStats { more: true, ..SourceStats::new(source.name(), source.retention_days()) }),
        );
        let pagers = parts.iter().zip(sources).zip(firsts).map(|((part, source), first)| {
            (SplitPager::new(self.sender, Rc::from(source), first, part), Predicate::new(part))
        });
        let mut merge = KindMerge::new(pagers.collect(), parts.first().and_then(|part| part.limit));
        let early = self.read_merge(&mut merge, &queries, sink).await;
        let more = merge.has_next();
        for (facts, input) in outcome.facts.iter_mut().zip(merge.inputs()) {
            (facts.read, facts.more, facts.cut) = (input.pager.read, more, input.is_cut());
        }
        if let Some(facts) = outcome.facts.first_mut() {
            facts.untimed = merge.untimed();
        }
        early
    }

    /// Opens the list of each kind that the API serves. Fails if a list cannot be read, or the API serves none.
    async fn open_all(&self, queries: &[Query], outcome: &mut ReadOutcome) -> Result<Vec<OpenedApi>> {
        let mut opened = Vec::with_capacity(queries.len());
        let mut refusal = None;
        for query in queries {
            match self.session.open_optional(&part(query), self.sender, self.app).await {
                Ok(ListOpening::Opened(one)) => opened.push(*one),
                Ok(ListOpening::Skipped(reason, fault)) => {
                    outcome.skipped.push(SkippedKind { kind: query.kind, reason });
                    refusal.get_or_insert(fault);
                }
                // An error of the first request does not depend on the kind.
                Err(fault) if opened.is_empty() => return Err(fault),
                Err(fault) => return Err(of_kind(query.kind, "could not be read", fault)),
            }
        }
        match refusal.filter(|_| opened.is_empty()) {
            Some(fault) => Err(fault),
            None => Ok(opened),
        }
    }

    async fn read_merge(
        &self,
        merge: &mut KindMerge<'_>,
        queries: &[Query],
        sink: &mut dyn DynSink,
    ) -> Option<StopReason> {
        for query in queries {
            if let Err(stop) = sink.begin(query) {
                return Some(StopReason::Stop(stop));
            }
        }
        let [query, ..] = queries else { return None };
        while let Some(records) = merge.next().await {
            let records = match records {
                Ok(records) => records,
                Err((place, fault)) => {
                    let kind = queries.get(place).unwrap_or(query).kind;
                    return Some(StopReason::Fault(of_kind(kind, "could not be read on", fault)));
                }
            };
            let shown: Vec<Record> = records.into_iter().map(|record| record.with_redaction(self.app.reveal)).collect();
            match sink.accept(query, &shown) {
                Ok(true) => report_progress(merge, self.progress),
                Ok(false) => break,
                Err(stop) => return Some(StopReason::Stop(stop)),
            }
        }
        None
    }
}

/// Reports the progress of all kinds together.
fn report_progress(merge: &KindMerge<'_>, progress: &Progress) {
    let total = merge.inputs().map(|input| input.pager.total).sum();
    let sum = |of: fn(&SplitPager<'_>) -> u64| merge.inputs().map(|input| of(&input.pager)).sum();
    progress.read(sum(|pager| pager.pages), sum(|pager| pager.read), total);
}

/// Adds the kind to an error.
fn of_kind(kind: Kind, how: &str, fault: Error) -> Error {
    Error { what: format!("{} {how}: {}", kind.plural(), fault.what), ..fault }
}
