//! Prints matches with the entries around them (`-A`, `-B`, `-C`), as `grep` does.
//!
//! The entries come in the order of the list from an API, and in the order of the input from files and tables. Memory holds
//! the context of the matches that the limit allows; without a limit, the runs that are not complete.

use std::collections::HashMap;
use std::convert::Infallible;

use chrono::{DateTime, Utc};

use super::context_runs::{ContextSize, Run, RunBuilder, RunEntry};
use super::{EntryList, EntryMark, Sink};
use crate::output::writer::WriteError;
use connlog_core::error::PartialOutput;
use connlog_core::query::Query;
use connlog_core::query::predicate::{Match, Predicate};
use connlog_core::record::path::FieldPath;
use connlog_core::record::{Record, semantics};

/// The number of entries after which an open run is printed, so that memory stays bounded.
const LONGEST_RUN: usize = 10_000;

/// The flags of the context.
#[derive(Debug, Clone)]
pub(crate) struct ContextOptions {
    pub(crate) size: ContextSize,
    /// The field whose value the context shares with the match; `None` for all entries of the list.
    pub(crate) by: Option<FieldPath>,
}

/// Prints the matches of a query with their context.
pub(crate) struct ContextList {
    options: ContextOptions,
    /// Whether the entries come newest first, so that the first matches are those of the list.
    is_in_order: bool,
    predicate: Predicate,
    query: Query,
    streams: HashMap<Option<String>, RunBuilder>,
    /// Complete runs of an input in another order, which the end sorts.
    kept: Vec<Run>,
    kept_matches: usize,
    matched: u64,
    printed: u64,
    untimed: u64,
    is_separated: bool,
    /// The time of the last entry, and how often a time was later and earlier than the one before.
    last: Option<DateTime<Utc>>,
    later: u64,
    earlier: u64,
    next: Box<dyn EntryList>,
}

impl ContextList {
    /// Creates a list for the matches of `query`. `next` prints every entry that it gets.
    pub(crate) fn new(options: ContextOptions, query: &Query, is_in_order: bool, next: Box<dyn EntryList>) -> Self {
        Self {
            options,
            is_in_order,
            predicate: Predicate::new(query),
            query: query.clone(),
            streams: HashMap::new(),
            kept: Vec::new(),
            kept_matches: 0,
            matched: 0,
            printed: 0,
            untimed: 0,
            is_separated: false,
            last: None,
            later: 0,
            earlier: 0,
            next,
        }
    }

    /// Returns the number of wanted matches with the skipped ones; `None` for all.
    fn most(&self) -> Option<u64> {
        self.query.limit.map(|limit| limit.saturating_add(self.query.skip))
    }

    /// Whether the end selects the matches, because the input has another order than the list.
    fn is_selecting(&self) -> bool {
        !self.is_in_order && self.most().is_some()
    }

    fn size(&self) -> ContextSize {
        if self.is_selecting() { self.options.size.symmetric() } else { self.options.size }
    }

    /// Returns whether the entry is a match that the list shows.
    fn is_match(&mut self, record: &Record) -> bool {
        match self.predicate.test(record) {
            Match::No => return false,
            Match::Untimed => {
                self.untimed += 1;
                return false;
            }
            Match::Yes => {}
        }
        if self.is_selecting() {
            self.matched += 1;
            return true;
        }
        self.matched += 1;
        self.matched > self.query.skip && self.most().is_none_or(|most| self.matched <= most)
    }

    fn push(&mut self, record: &Record) -> Result<(), WriteError> {
        let (is_match, size) = (self.is_match(record), self.size());
        let view = record.raw_view();
        let time = view.time_for_counts();
        self.later += u64::from(time > self.last && self.last.is_some());
        self.earlier += u64::from(time < self.last && time.is_some());
        self.last = time.or(self.last);
        let key =
            self.options.by.as_ref().and_then(|path| semantics::value(&view, path)).map(std::borrow::Cow::into_owned);
        let stream = self.streams.entry(key).or_default();
        let mut run = stream.push(RunEntry { record: record.to_owned_record(), time, is_match }, size);
        if run.is_none() && stream.open_entries() >= LONGEST_RUN {
            run = stream.finish();
        }
        run.map_or(Ok(()), |run| self.complete(run))
    }

    /// Prints a run, or keeps it for the end.
    fn complete(&mut self, run: Run) -> Result<(), WriteError> {
        if !self.is_selecting() {
            return self.print(&run);
        }
        self.kept_matches += run.matches().count();
        self.kept.push(run);
        let most = self.most().and_then(|most| usize::try_from(most).ok()).unwrap_or(usize::MAX);
        if self.kept_matches > most.saturating_mul(2).max(1_000) {
            self.select(most, 0);
        }
        Ok(())
    }

    /// Keeps the newest `most` matches without the first `skip` ones; the others become context.
    fn select(&mut self, most: usize, skip: usize) {
        let mut times: Vec<(Option<DateTime<Utc>>, usize, usize)> = Vec::new();
        for (at, run) in self.kept.iter().enumerate() {
            let places = run.0.iter().enumerate().filter(|(_, entry)| entry.is_match);
            times.extend(places.map(|(place, entry)| (entry.time, at, place)));
        }
        times.sort_by(|one, other| other.cmp(one));
        for &(_, at, place) in times.iter().skip(most).chain(times.iter().take(skip)) {
            self.kept[at].0[place].is_match = false;
        }
        let size = self.options.size.symmetric();
        let runs = std::mem::take(&mut self.kept);
        self.kept = runs.into_iter().flat_map(|run| run.split(size)).collect();
        self.kept_matches = self.kept.iter().map(|run| run.matches().count()).sum();
    }

    fn print(&mut self, run: &Run) -> Result<(), WriteError> {
        if std::mem::replace(&mut self.is_separated, true) && self.options.size.before + self.options.size.after > 0 {
            self.next.mark(EntryMark::Separator)?;
        }
        for entry in &run.0 {
            self.next.mark(if entry.is_match { EntryMark::Match } else { EntryMark::Context })?;
            self.printed += u64::from(entry.is_match);
            self.next.accept(&self.query, std::slice::from_ref(&entry.record))?;
        }
        Ok(())
    }
}

impl Sink for ContextList {
    type Partial = Infallible;

    fn reduce(&mut self, partial: Infallible) -> Result<(), WriteError> {
        match partial {}
    }

    fn is_one_list(&self) -> bool {
        true
    }

    fn begin(&mut self, query: &Query) -> Result<(), WriteError> {
        self.next.begin(query)
    }

    /// Accepts entries until the last match has its context.
    fn accept(&mut self, _: &Query, records: &[Record]) -> Result<bool, WriteError> {
        for record in records {
            self.push(record)?;
            let is_full = !self.is_selecting() && self.most().is_some_and(|most| self.matched >= most);
            if is_full && !self.streams.values().any(RunBuilder::is_waiting) {
                return Ok(false);
            }
        }
        Ok(true)
    }

    fn untimed(&self) -> u64 {
        self.untimed
    }
}

impl EntryList for ContextList {
    fn finish(&mut self) -> Result<(), WriteError> {
        let mut open: Vec<Run> = self.streams.values_mut().filter_map(RunBuilder::finish).collect();
        open.sort_by_key(|run| std::cmp::Reverse(run.newest_match()));
        if !self.is_selecting() {
            open.iter().try_for_each(|run| self.print(run))?;
            return self.next.finish();
        }
        self.kept.extend(open);
        let count = |number: u64| usize::try_from(number).unwrap_or(usize::MAX);
        self.select(self.most().map_or(usize::MAX, count), count(self.query.skip));
        let is_ascending = self.later > self.earlier;
        let mut runs: Vec<Run> = std::mem::take(&mut self.kept);
        if is_ascending {
            for run in &mut runs {
                run.0.reverse();
            }
        }
        let mut runs: Vec<Run> = runs.into_iter().flat_map(|run| run.split(self.options.size)).collect();
        runs.sort_by_key(|run| std::cmp::Reverse(run.newest_match()));
        runs.iter().try_for_each(|run| self.print(run))?;
        self.next.finish()
    }

    fn mark(&mut self, mark: EntryMark) -> Result<(), WriteError> {
        self.next.mark(mark)
    }

    fn printed(&self) -> u64 {
        self.printed
    }

    fn failures(&self) -> u64 {
        self.next.failures()
    }

    fn has_more(&self) -> bool {
        self.most().is_some_and(|most| self.matched > most || (self.is_in_order && self.matched == most))
    }

    /// A list with context has no place from which another run could continue.
    fn partial(&self) -> PartialOutput {
        PartialOutput { records: self.printed, resume: None }
    }
}
