//! Several kinds of an API's entries on their way to one list, newest first; of equal times, in the order of the queries.

use super::gather::{self, Early, Facts, Sink};
use super::progress::Progress;
use super::session::Session;
use crate::error::Fault;
use crate::fetch::merge::Merge;
use crate::fetch::pages::Walk;
use crate::fetch::probe::Opened;
use crate::fetch::send::Sender;
use crate::process::Process;
use crate::query::Query;
use crate::query::predicate::Predicate;
use crate::record::{Kind, Record};

/// What is asked of one of several kinds: it may hold all of those that are passed over, and all that are wanted.
pub(super) fn part(query: &Query) -> Query {
    let limit = query.limit.map(|limit| limit.saturating_add(query.skip));
    Query { limit, skip: 0, ..query.clone() }
}

/// Reads what answers any of `queries`, which differ in their kind only. Nothing is shown before each kind has answered.
pub(super) async fn read(
    queries: &[Query],
    session: &Session,
    (sink, facts): (&mut dyn Sink, &mut Vec<Facts>),
    progress: &Progress,
    (sender, process): (&Sender<'_>, &Process),
) -> Option<Early> {
    let parts: Vec<Query> = queries.iter().map(part).collect();
    let mut opened = Vec::with_capacity(parts.len());
    for part in &parts {
        match gather::open(part, session, sender, process).await {
            Ok(one) => opened.push(one),
            // What ends the very first request has nothing to do with its kind.
            Err(fault) if opened.is_empty() => return Some(Early::Fault(fault)),
            Err(fault) => return Some(Early::Fault(of_kind(part.kind, "could not be read", fault))),
        }
    }
    let (sources, firsts): (Vec<_>, Vec<_>) =
        opened.into_iter().map(|Opened { source, first, facts, .. }| (source, (first, facts.date))).unzip();
    facts.extend(sources.iter().map(|source| Facts {
        source: source.name(),
        kept: source.retention_days(),
        read: 0,
        unread: 0,
        untimed: 0,
        cut: false,
        more: true,
    }));
    let walks = parts.iter().zip(&sources).zip(firsts);
    let walks = walks.map(|((part, source), first)| (Walk::new(sender, &**source, first, part), Predicate::new(part)));
    let mut merge = Merge::new(walks.collect(), parts.first().and_then(|part| part.limit));
    let early = drain(&mut merge, queries, sink, progress, process).await;
    let more = merge.has_next();
    for (facts, walk) in facts.iter_mut().zip(merge.walks()) {
        (facts.read, facts.more) = (walk.read, more);
    }
    if let Some(facts) = facts.first_mut() {
        facts.untimed = merge.untimed();
    }
    early
}

async fn drain(
    merge: &mut Merge<'_>,
    queries: &[Query],
    sink: &mut dyn Sink,
    progress: &Progress,
    process: &Process,
) -> Option<Early> {
    for query in queries {
        if let Err(stop) = sink.opened(query) {
            return Some(Early::Stop(stop));
        }
    }
    let [query, ..] = queries else { return None };
    while let Some(records) = merge.next().await {
        let records = match records {
            Ok(records) => records,
            Err((place, fault)) => {
                let kind = queries.get(place).unwrap_or(query).kind;
                return Some(Early::Fault(of_kind(kind, "could not be read on", fault)));
            }
        };
        let shown: Vec<Record> = records.into_iter().map(|record| record.revealing(process.reveal)).collect();
        match sink.take(query, &shown) {
            Ok(true) => told(merge, progress),
            Ok(false) => break,
            Err(stop) => return Some(Early::Stop(stop)),
        }
    }
    None
}

/// Tells how far all walks together have come.
fn told(merge: &Merge<'_>, progress: &Progress) {
    let total = merge.walks().map(|walk| walk.total).sum();
    let sum = |of: fn(&Walk<'_>) -> u64| merge.walks().map(of).sum();
    progress.read(sum(|walk| walk.pages), sum(|walk| walk.read), total);
}

/// The failure, with the kind it ended.
fn of_kind(kind: Kind, how: &str, fault: Fault) -> Fault {
    Fault { what: format!("{} {how}: {}", kind.plural(), fault.what), ..fault }
}
