//! Collects a case from files or tables: the entries that contain the id, then those of the accounts or the connection that
//! they name.

use std::convert::Infallible;

use chrono::DateTime;
use chrono::Utc;

use super::progress::Progress;
use super::source::EntrySource;
use super::{ReadOutcome, Sink, StopReason, gather};
use crate::app::AppContext;
use crate::output::writer::WriteError;
use connlog_core::diagnosis::case::{Case, Subject, SubjectKind};
use connlog_core::diagnosis::entry::CaseEntry;
use connlog_core::error::{Code, Error, Exit, Result};
use connlog_core::query::{Query, Window};
use connlog_core::record::{Kind, Record};
use connlog_core::redact::Reveal;
use connlog_core::time::Zone;

/// How many entries of each kind a case holds; of more, the newest are kept.
const KEPT: usize = 5_000;

/// The id whose case is read.
#[derive(Debug, Clone, Copy)]
pub(crate) struct CaseRequest<'r> {
    pub(crate) id: &'r str,
    /// What the id must be.
    pub(crate) expected: Option<SubjectKind>,
    /// The zone of times in sentences.
    pub(crate) zone: Zone,
    /// Whether names replace the ids of accounts.
    pub(crate) is_named: bool,
}

/// A case, or what ended the reading.
pub(crate) enum CollectedCase {
    Read(Box<Case>),
    Ended(Exit),
}

/// Opens the source for one more reading.
pub(crate) type OpenSource<'o> = &'o dyn Fn(&mut AppContext) -> Result<Box<dyn EntrySource>>;

/// Reads the case of `id` from a source, which is read up to four times. `expected`: what the id must be.
///
/// # Errors
///
/// `not_found` if no entry has the id, `incomplete` if values that could not be read may have it, and errors of the source.
pub(crate) fn collect(
    id: &str,
    expected: Option<SubjectKind>,
    zone: Zone,
    open: OpenSource<'_>,
    app: &mut AppContext,
) -> Result<CollectedCase> {
    let mut sink = CaseSink {
        needles: vec![id.to_owned()],
        entries: Vec::new(),
        reveal: app.reveal,
        dropped: false,
        unread: None,
    };
    if let Some(exit) = sink.read(open, app)? {
        return Ok(CollectedCase::Ended(exit));
    }
    let is_expected = |kind: &SubjectKind| expected.is_none_or(|wanted| *kind == wanted);
    let Some(kind) = sink.entries.iter().find_map(|entry| subject(entry, id)).filter(is_expected) else {
        return Err(not_found(id, sink.unread.unwrap_or_default()));
    };
    sink.entries.retain(|entry| subject(entry, id) == Some(kind));
    let subject = Subject { kind, id: canonical_id(kind, id, &sink.entries), name: None };
    for entry in sink.entries.iter_mut().filter(|entry| entry.account.as_deref() == Some(id)) {
        entry.account = Some(subject.id.clone());
    }
    let mut others: Vec<String> = sink.entries.iter().filter_map(|entry| entry.account.clone()).collect();
    others.sort();
    others.dedup();
    if matches!(kind, SubjectKind::Post | SubjectKind::Sync) && !others.is_empty() {
        sink.needles = others;
        if let Some(exit) = sink.read(open, app)? {
            return Ok(CollectedCase::Ended(exit));
        }
    }
    let mut missing = vec!["files and tables hold log entries; they have no present state".to_owned()];
    if let Some(count) = sink.unread.filter(|count| *count > 0) {
        missing.push(format!("{}; more entries may belong to this story", unread_text(count)));
    }
    if sink.dropped {
        missing.push(format!("only the newest {KEPT} entries of each kind were kept"));
    }
    let (entries, facts, now) = (sink.entries, Vec::new(), app.now());
    let mut case = Case { subject, entries, states: Vec::new(), post: None, now, zone, missing, facts };
    case.arrange();
    Ok(CollectedCase::Read(Box::new(case)))
}

/// `2 values could not be read`.
fn unread_text(count: u64) -> String {
    format!("{count} value{} could not be read", if count == 1 { "" } else { "s" })
}

/// Returns the error for an id that no entry has. Values that could not be read leave open whether the id exists.
fn not_found(id: &str, unread: u64) -> Error {
    let what = format!("cannot find `{id}`: no entry has this id");
    let error = match unread {
        0 => Error::new(Code::NotFound, what),
        count => Error::new(Code::Incomplete, what).cause(format!("{}, and may contain the id", unread_text(count))),
    };
    error.hint("`connlog events` and `connlog syncs` list ids")
}

/// Returns what `id` is in an entry.
fn subject(entry: &CaseEntry, id: &str) -> Option<SubjectKind> {
    let is = |field: &Option<String>| field.as_deref() == Some(id);
    let profile = entry.record.view().text("profileId").is_some_and(|profile| profile == id);
    let fivetran = entry.kind.is_of_fivetran();
    let known = [
        (is(&entry.sync), SubjectKind::Sync),
        (is(&entry.post), SubjectKind::Post),
        (fivetran && (is(&entry.account) || is(&entry.name)), SubjectKind::Connection),
        (is(&entry.account) || is(&entry.name), SubjectKind::Account),
        (is(&entry.request), SubjectKind::Request),
        (is(&entry.event_id), SubjectKind::Event),
        (profile, SubjectKind::Profile),
    ];
    known.into_iter().find(|(holds, _)| *holds).map(|(_, kind)| kind)
}

/// Returns the id of an account or a connection that was named by its name.
fn canonical_id(kind: SubjectKind, id: &str, entries: &[CaseEntry]) -> String {
    let named = matches!(kind, SubjectKind::Account | SubjectKind::Connection);
    let mut accounts = entries.iter().rev().filter_map(|entry| Some((entry.account.clone()?, entry.name.as_ref())));
    // The account of an entry without an id is its name.
    let account = accounts.clone().find(|(account, name)| Some(account) != *name).or_else(|| accounts.next());
    account.filter(|_| named).map_or_else(|| id.to_owned(), |(account, _)| account)
}

/// Keeps the entries that contain one of the needles.
struct CaseSink {
    needles: Vec<String>,
    entries: Vec<CaseEntry>,
    reveal: Reveal,
    dropped: bool,
    /// Values in which the first reading found no entry; `None` before it.
    unread: Option<u64>,
}

impl CaseSink {
    /// Reads the entries of the source, then its syncs. Only the first reading prints notes, because the source is the same.
    /// Returns the exit code if a signal or a closed pipe ended the reading.
    fn read(&mut self, open: OpenSource<'_>, app: &mut AppContext) -> Result<Option<Exit>> {
        let quiet = app.quiet;
        let ended = self.read_entries_and_syncs(open, app);
        app.quiet = quiet;
        ended
    }

    fn read_entries_and_syncs(&mut self, open: OpenSource<'_>, app: &mut AppContext) -> Result<Option<Exit>> {
        let window = Window { since: None, until: None, days: None, now: app.now() };
        let query = |kind| Query { window, ..Query::all(kind, window.now) };
        for is_sync in [false, true] {
            let source = open(app)?;
            let held = source.capabilities();
            // Tables hold events of Fivetran alone.
            let is_wanted = |kind: &Kind| {
                kind.is_entry()
                    && kind.is_assembled() == is_sync
                    && (is_sync || !held.has_connection_names || kind.is_of_fivetran())
            };
            let queries: Vec<Query> = held.kinds.iter().copied().filter(is_wanted).map(query).collect();
            app.quiet |= self.unread.is_some();
            let ReadOutcome { early, facts, .. } = gather(&queries, &*source, self, &Progress::new(false, app), app)?;
            self.unread.get_or_insert_with(|| facts.iter().map(|facts| facts.unread).sum());
            match early {
                None => {}
                Some(StopReason::Signal(exit)) => return Ok(Some(exit)),
                Some(StopReason::Stop(WriteError::Closed)) => return Ok(Some(Exit::Done)),
                Some(StopReason::Stop(WriteError::Failed(fault)) | StopReason::Fault(fault)) => return Err(fault),
            }
            for query in &queries {
                self.trim(query.kind);
            }
        }
        Ok(None)
    }

    /// Drops the oldest entries of a kind above the limit.
    fn trim(&mut self, kind: Kind) {
        let mut times: Vec<Option<DateTime<Utc>>> =
            self.entries.iter().filter(|entry| entry.kind == kind).map(|entry| entry.time).collect();
        if times.len() <= KEPT {
            return;
        }
        times.sort_unstable();
        let oldest = times[times.len() - KEPT];
        self.entries.retain(|entry| entry.kind != kind || entry.time >= oldest);
        self.dropped = true;
    }
}

impl Sink for CaseSink {
    type Partial = Infallible;

    fn reduce(&mut self, partial: Infallible) -> Result<(), WriteError> {
        match partial {}
    }

    fn accept(&mut self, query: &Query, records: &[Record]) -> Result<bool, WriteError> {
        for record in records {
            let raw = record.raw();
            if self.needles.iter().any(|needle| raw.contains(needle.as_str())) {
                self.entries.push(CaseEntry::new(record.to_owned_record().with_redaction(self.reveal)));
            }
        }
        if self.entries.len() > 2 * KEPT {
            self.trim(query.kind);
        }
        Ok(true)
    }

    fn accepts_untimed(&self) -> bool {
        true
    }
}
