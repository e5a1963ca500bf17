//! Runs of neighbouring entries: matches with the entries before and after them, as `grep -B -A` shows them.

use std::collections::VecDeque;

use chrono::{DateTime, Utc};

use connlog_core::record::Record;

/// How many entries around a match are shown.
#[derive(Debug, Clone, Copy)]
pub(crate) struct ContextSize {
    pub(crate) before: usize,
    pub(crate) after: usize,
}

impl ContextSize {
    /// Returns the larger number on both sides, for an input whose direction is not known yet.
    pub(crate) fn symmetric(self) -> Self {
        let most = self.before.max(self.after);
        Self { before: most, after: most }
    }
}

/// An entry of a run.
pub(crate) struct RunEntry {
    pub(crate) record: Record,
    pub(crate) time: Option<DateTime<Utc>>,
    pub(crate) is_match: bool,
}

/// Neighbouring entries with at least one match.
#[derive(Default)]
pub(crate) struct Run(pub(crate) Vec<RunEntry>);

impl Run {
    /// Returns the time of the newest match.
    pub(crate) fn newest_match(&self) -> Option<DateTime<Utc>> {
        self.matches().filter_map(|entry| entry.time).max()
    }

    pub(crate) fn matches(&self) -> impl Iterator<Item = &RunEntry> {
        self.0.iter().filter(|entry| entry.is_match)
    }

    /// Returns the parts of the run that are within `size` of a match.
    pub(crate) fn split(self, size: ContextSize) -> Vec<Self> {
        let matches: Vec<usize> =
            self.0.iter().enumerate().filter(|(_, entry)| entry.is_match).map(|(at, _)| at).collect();
        let is_near = |at: usize| {
            matches.iter().any(|found| at + size.before >= *found && at <= found.saturating_add(size.after))
        };
        let (mut parts, mut open) = (Vec::new(), Self::default());
        for (at, entry) in self.0.into_iter().enumerate() {
            if is_near(at) {
                open.0.push(entry);
            } else if !open.0.is_empty() {
                parts.push(std::mem::take(&mut open));
            }
        }
        parts.extend((!open.0.is_empty()).then_some(open));
        parts
    }
}

/// The state of one stream of entries, such as those of one account.
#[derive(Default)]
pub(crate) struct RunBuilder {
    /// The entries since the end of the open run, or the last ones; at most as many as precede a match.
    recent: VecDeque<RunEntry>,
    /// The run that may continue, and the number of entries that still belong to it.
    open: Option<(Run, usize)>,
}

impl RunBuilder {
    /// Adds an entry. Returns a run that no later entry can continue.
    pub(crate) fn push(&mut self, entry: RunEntry, size: ContextSize) -> Option<Run> {
        if entry.is_match {
            let (mut run, _) = self.open.take().unwrap_or_default();
            run.0.extend(self.recent.drain(..));
            run.0.push(entry);
            self.open = Some((run, size.after));
            return None;
        }
        if let Some((run, left)) = &mut self.open
            && *left > 0
        {
            run.0.push(entry);
            *left -= 1;
            return None;
        }
        self.recent.push_back(entry);
        if self.recent.len() <= size.before {
            return None;
        }
        self.recent.pop_front();
        self.open.take().map(|(run, _)| run)
    }

    /// Returns whether later entries belong to the open run also without another match.
    pub(crate) fn is_waiting(&self) -> bool {
        self.open.as_ref().is_some_and(|(_, left)| *left > 0)
    }

    /// Returns the number of entries in the open run.
    pub(crate) fn open_entries(&self) -> usize {
        self.open.as_ref().map_or(0, |(run, _)| run.0.len())
    }

    /// Ends the open run.
    pub(crate) fn finish(&mut self) -> Option<Run> {
        self.open.take().map(|(run, _)| run)
    }
}
