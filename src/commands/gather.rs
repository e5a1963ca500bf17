//! Reading every record that may answer a question, page by page, into whatever takes them: a printer, a gate, a count.
//! The one place that knows where records come from.

use std::io;

use chrono::{DateTime, Utc};

use super::assemble;
use super::merged;
use super::progress::Progress;
use super::session::{self, Session};
use crate::error::{Code, Exit, Fault, Result};
use crate::fetch::pages::Walk;
use crate::fetch::plan;
use crate::fetch::probe::{self, Opened};
use crate::fetch::reversed;
use crate::fetch::send::{Event, Sender};
use crate::output::Stop;
use crate::process::Process;
use crate::query::Query;
use crate::record::redact::Reveal;
use crate::record::{Kind, Record};
use crate::sanitize::Escaped;
use crate::tally::Tally;
use crate::vendor::Directory;

/// What can be done with records without knowing of any others, on several threads at once: one portion for each block.
pub(super) type Hand = Box<dyn Fn() -> Box<dyn Portion> + Send + Sync>;

/// Records of one block on their way to a share.
pub(super) trait Portion {
    /// Takes a record, which matches the query.
    fn take(&mut self, record: &Record);

    /// What became of the records.
    fn share(self: Box<Self>) -> Share;
}

/// What a [`Portion`] made of some records.
pub(super) enum Share {
    Text {
        text: Escaped,
        /// How many they were.
        records: u64,
        /// Why there is not more of it.
        ended: io::Result<()>,
    },
    /// So many records, counted.
    Counts(Result<Tally>, u64),
}

/// What takes the records.
pub(super) trait Sink {
    /// Lets others do most of its work, where all records that match are wanted and each by itself: what they make of the
    /// records comes to [`Sink::join`] in the order of the records, and none comes to [`Sink::take`].
    fn hand(&self) -> Option<Hand> {
        None
    }

    /// Takes what a hand made.
    fn join(&mut self, _share: Share) -> Result<(), Stop> {
        Ok(())
    }

    /// Whether the records of several queries are wanted as one list, newest first, and not one query's after the other's.
    /// Of an API they come to [`Sink::take`] together then, with the first of the queries.
    fn is_one_list(&self) -> bool {
        false
    }

    /// Whether it judges connections that have no records too: [`Sink::list`] is called then, before all records.
    fn wants_connections(&self) -> bool {
        false
    }

    /// Takes the connections that the source lists, and the time of its oldest event where the source knows it.
    fn list(&mut self, _connections: &Directory, _oldest: Option<DateTime<Utc>>) {}

    /// The source answers `query`; its records may follow.
    fn opened(&mut self, _query: &Query) -> Result<(), Stop> {
        Ok(())
    }

    /// Takes events of which the records to come are put together, before them.
    fn pass(&mut self, _events: &[Record]) {}

    /// Takes records in the source's order, those that do not match among them. Says whether more are wanted.
    fn take(&mut self, query: &Query, records: &[Record]) -> Result<bool, Stop>;

    /// Whether it decides itself about entries without a readable time. Otherwise they may be counted before
    /// [`Sink::take`], and not given to it.
    fn takes_untimed(&self) -> bool {
        false
    }

    /// How many entries it left out because their time cannot be read.
    fn untimed(&self) -> u64 {
        0
    }
}

/// What came of reading.
pub(super) struct Gathered {
    /// What is known of each query's records, in the order of the queries, as far as they were begun.
    pub(super) facts: Vec<Facts>,
    /// Why the reading ended before the records did.
    pub(super) early: Option<Early>,
}

/// What is known of the records of one query beside themselves.
#[derive(Debug, Clone, Copy)]
pub(super) struct Facts {
    /// The source's name, as in `source` of its records.
    pub(super) source: &'static str,
    /// Days the source keeps entries.
    pub(super) kept: u32,
    /// Records that were read, those that do not match among them.
    pub(super) read: u64,
    /// Values in which no entry was found.
    pub(super) unread: u64,
    /// Records that were left out before the sink because their time cannot be read.
    pub(super) untimed: u64,
    /// There is one page only, and it was full: there may be more that cannot be asked for.
    pub(super) cut: bool,
    /// Whether there may be more; known at the end.
    pub(super) more: bool,
}

/// Why reading ended early.
pub(super) enum Early {
    /// A page could not be had. Before the first page of a query, nothing of it was read.
    Fault(Fault),
    /// The user or the system ended it.
    Signal(Exit),
    /// The sink takes no more.
    Stop(Stop),
}

/// Reads the records that answer `queries` into `sink`. Counts the entries without a readable time, which are not in the
/// window: in a note, or with `--strict` in a fault.
pub(super) fn gather(
    queries: &[Query],
    session: &Session,
    sink: &mut dyn Sink,
    progress: &Progress,
    process: &Process,
) -> Result<Gathered> {
    let mut gathered = read(queries, session, sink, progress, process)?;
    let untimed = gathered.facts.iter().map(|facts| facts.untimed).sum::<u64>() + sink.untimed();
    let noun = queries.first().map_or("entry", |query| if query.kind == Kind::Sync { "sync" } else { "entry" });
    match gathered.early {
        _ if untimed == 0 => {}
        None if session.is_strict() => gathered.early = Some(Early::Fault(untimed_fault(untimed, noun))),
        None | Some(Early::Fault(_)) => process.note(&untimed_text(untimed, noun)),
        Some(Early::Signal(_) | Early::Stop(_)) => {}
    }
    if !matches!(gathered.early, Some(Early::Signal(_) | Early::Stop(_))) {
        let mut notes: Vec<String> = queries.iter().flat_map(|query| query.filters.near.notes()).collect();
        notes.sort();
        notes.dedup();
        for note in &notes {
            process.note(note);
        }
    }
    Ok(gathered)
}

/// `3 entries have no readable time and are not in the window`.
fn untimed_text(count: u64, noun: &str) -> String {
    let (plural, verbs) = (if noun == "entry" { "entries" } else { "syncs" }, ["has", "is"]);
    let (noun, [has, is]) = if count == 1 { (noun, verbs) } else { (plural, ["have", "are"]) };
    format!("{count} {noun} {has} no readable time and {is} not in the window")
}

fn untimed_fault(count: u64, noun: &str) -> Fault {
    Fault::new(Code::Incomplete, untimed_text(count, noun)).hint("without --strict a note counts them")
}

/// Reads the records that answer `queries` into `sink`.
pub(super) fn read(
    queries: &[Query],
    session: &Session,
    sink: &mut dyn Sink,
    progress: &Progress,
    process: &Process,
) -> Result<Gathered> {
    if let [query] = queries
        && query.kind == Kind::Sync
    {
        return assemble::gather(query, session, sink, progress, process);
    }
    if let Some(files) = session.files() {
        return Ok(files.gather(queries, sink, process));
    }
    if let Some(database) = session.database() {
        return database.gather(queries, sink, progress, process);
    }
    served(queries)?;
    let mut facts = Vec::with_capacity(queries.len());
    let listener = process.signals.listen()?;
    let early = session::runtime()?.block_on(async {
        tokio::select! {
            biased;
            exit = listener.first() => Ok(Some(Early::Signal(exit))),
            ended = all(queries, session, (sink, &mut facts), progress, process) => ended,
        }
    })?;
    progress.clear();
    Ok(Gathered { facts, early })
}

/// A kind that an API does not have must not become another one on the way: the vendors know its own kinds only.
fn served(queries: &[Query]) -> Result<()> {
    match queries.iter().find(|query| !Kind::OF_THE_API.contains(&query.kind)) {
        Some(query) => Err(Fault::usage(format!("the API has no {}", query.kind.plural()))
            .hint("name the files that hold them with --from")),
        None => Ok(()),
    }
}

async fn all(
    queries: &[Query],
    session: &Session,
    (sink, facts): (&mut dyn Sink, &mut Vec<Facts>),
    progress: &Progress,
    process: &Process,
) -> Result<Option<Early>> {
    let (http, budget, errors) = (session.http()?, session.budget(), session.errors());
    let trace = |event: &Event<'_>| {
        if let Event::Pausing { pause, limited: true } = event {
            progress.wait(*pause);
        }
        session::tell(event, session.network.debug, process);
    };
    let sender = session.sender((&http, &budget), &*errors, &trace, process);
    if queries.len() > 1 && sink.is_one_list() {
        return Ok(merged::read(queries, session, (sink, facts), progress, (&sender, process)).await);
    }
    for query in queries {
        let opened = match open(query, session, &sender, process).await {
            Ok(opened) => opened,
            Err(fault) => return Ok(Some(Early::Fault(fault))),
        };
        let Opened { source, first, facts: told, .. } = opened;
        let kept = source.retention_days();
        facts.push(Facts { source: source.name(), kept, read: 0, unread: 0, untimed: 0, cut: false, more: true });
        let mut walk = Walk::new(&sender, &*source, (first, told.date), query);
        let early = drain(&mut walk, query, sink, progress, process.reveal).await;
        if let Some(facts) = facts.last_mut() {
            facts.read = walk.read;
            facts.cut = !source.pages() && walk.read >= u64::from(plan::first_page(query, &*source).limit);
            facts.more = walk.has_next();
        }
        if early.is_some() {
            return Ok(early);
        }
    }
    Ok(None)
}

/// Finds out how the source is to be asked, with the first page of `query`, and remembers it.
pub(super) async fn open(query: &Query, session: &Session, sender: &Sender<'_>, process: &Process) -> Result<Opened> {
    let opened = probe::open(sender, session.candidates(query, process), query).await?;
    let opened = reversed::orient(opened, query, sender).await?;
    session.opened(&opened, process);
    Ok(opened)
}

async fn drain(
    walk: &mut Walk<'_>,
    query: &Query,
    sink: &mut dyn Sink,
    progress: &Progress,
    reveal: Reveal,
) -> Option<Early> {
    if let Err(stop) = sink.opened(query) {
        return Some(Early::Stop(stop));
    }
    while let Some(page) = walk.next().await {
        let shown =
            |records: Vec<Record>| records.into_iter().map(|record| record.revealing(reveal)).collect::<Vec<_>>();
        match page.map(|records| sink.take(query, &shown(records))) {
            Ok(Ok(true)) => progress.read(walk.pages, walk.read, walk.total),
            Ok(Ok(false)) => break,
            Ok(Err(stop)) => return Some(Early::Stop(stop)),
            Err(fault) => return Some(Early::Fault(fault)),
        }
    }
    None
}
