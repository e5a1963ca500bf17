//! Reads several kinds of an API as one list, newest first. For equal times, the order of the queries decides.

use super::client::retrying_client::RetryingClient;
use super::paging::merge::KindMerge;
use super::paging::pager::{FirstPage, Pager};
use super::session::ApiSession;
use super::version_detection::OpenedApi;
use crate::app::AppContext;
use crate::pipeline::progress::Progress;
use crate::pipeline::{DynSink, SourceStats, StopReason};
use connlog_core::error::Error;
use connlog_core::query::Query;
use connlog_core::query::predicate::Predicate;
use connlog_core::record::{Kind, Record};

/// Returns the query of one of several kinds: it may contain all skipped and all returned entries.
pub(crate) fn part(query: &Query) -> Query {
    let limit = query.limit.map(|limit| limit.saturating_add(query.skip));
    Query { limit, skip: 0, ..query.clone() }
}

/// Reads the entries that match `queries`, which differ only in their kind. Starts the output after each kind has answered.
pub(crate) async fn read(
    queries: &[Query],
    session: &ApiSession,
    (sink, facts): (&mut dyn DynSink, &mut Vec<SourceStats>),
    progress: &Progress,
    (sender, process): (&RetryingClient<'_>, &AppContext),
) -> Option<StopReason> {
    let parts: Vec<Query> = queries.iter().map(part).collect();
    let mut opened = Vec::with_capacity(parts.len());
    for part in &parts {
        match session.open_list(part, sender, process).await {
            Ok(one) => opened.push(one),
            // An error of the first request does not depend on the kind.
            Err(fault) if opened.is_empty() => return Some(StopReason::Fault(fault)),
            Err(fault) => return Some(StopReason::Fault(of_kind(part.kind, "could not be read", fault))),
        }
    }
    let (sources, firsts): (Vec<_>, Vec<_>) = opened
        .into_iter()
        .map(|OpenedApi { source, first, facts, .. }| (source, FirstPage { page: first, server_time: facts.date }))
        .unzip();
    facts.extend(sources.iter().map(|source| SourceStats {
        lacks: None,
        source: source.name(),
        kept: source.retention_days(),
        read: 0,
        unread: 0,
        untimed: 0,
        cut: false,
        more: true,
    }));
    let pagers = parts.iter().zip(&sources).zip(firsts);
    let pagers =
        pagers.map(|((part, source), first)| (Pager::new(sender, &**source, first, part), Predicate::new(part)));
    let mut merge = KindMerge::new(pagers.collect(), parts.first().and_then(|part| part.limit));
    let early = read_pages(&mut merge, queries, sink, progress, process).await;
    let more = merge.has_next();
    for (facts, pager) in facts.iter_mut().zip(merge.pagers()) {
        (facts.read, facts.more) = (pager.read, more);
    }
    if let Some(facts) = facts.first_mut() {
        facts.untimed = merge.untimed();
    }
    early
}

async fn read_pages(
    merge: &mut KindMerge<'_>,
    queries: &[Query],
    sink: &mut dyn DynSink,
    progress: &Progress,
    process: &AppContext,
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
        let shown: Vec<Record> = records.into_iter().map(|record| record.with_redaction(process.reveal)).collect();
        match sink.accept(query, &shown) {
            Ok(true) => report_progress(merge, progress),
            Ok(false) => break,
            Err(stop) => return Some(StopReason::Stop(stop)),
        }
    }
    None
}

/// Reports the progress of all kinds together.
fn report_progress(merge: &KindMerge<'_>, progress: &Progress) {
    let total = merge.pagers().map(|pager| pager.total).sum();
    let sum = |of: fn(&Pager<'_>) -> u64| merge.pagers().map(of).sum();
    progress.read(sum(|pager| pager.pages), sum(|pager| pager.read), total);
}

/// Adds the kind to an error.
fn of_kind(kind: Kind, how: &str, fault: Error) -> Error {
    Error { what: format!("{} {how}: {}", kind.plural(), fault.what), ..fault }
}
