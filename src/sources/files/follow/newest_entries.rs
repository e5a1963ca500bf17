//! Finds the newest entries of files at the start.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};

use super::FollowedFiles;
use super::checkpoint::ReadPosition;
use super::followed_file::{FollowedFile, PendingEntry};
use connlog_core::decode::report::DecodeReport;
use connlog_core::error::Result;

/// The time of an entry, and the count of entries before it.
type Rank = (Option<DateTime<Utc>>, u64);

/// The newest entries read so far.
pub(super) struct Scan {
    limit: usize,
    /// The file number of each entry, and the position before it. A rank has the latest time of its file so far, so
    /// the entries of a file are its last ones.
    newest: BTreeMap<Rank, (u64, ReadPosition)>,
    seen: u64,
}

impl Scan {
    /// Keeps the newest `limit` entries.
    pub(super) fn new(limit: u64) -> Self {
        let limit = usize::try_from(limit).unwrap_or(usize::MAX);
        Self { limit, newest: BTreeMap::new(), seen: 0 }
    }

    /// Adds the pending entries of `source`; `before` is the position before the first one.
    fn add(&mut self, source: &mut FollowedFile, before: ReadPosition) {
        let mut at = if source.queue.is_empty() { source.at } else { before };
        while let Some(PendingEntry { time, at: next, .. }) = source.queue.pop_front() {
            source.last = source.last.max(time);
            self.newest.insert((source.last, self.seen), (source.number, at));
            self.seen += 1;
            if self.newest.len() > self.limit {
                self.newest.pop_first();
            }
            at = next;
        }
        source.at = at;
    }

    /// Returns the position before the first selected entry of each file.
    fn beginnings(&self) -> BTreeMap<u64, ReadPosition> {
        let mut first: BTreeMap<u64, ReadPosition> = BTreeMap::new();
        for (number, at) in self.newest.values() {
            let earliest = first.entry(*number).or_insert(*at);
            *earliest = (*earliest).min(*at);
        }
        first
    }
}

impl FollowedFiles {
    /// Reads one block of each file. At the end of all files, returns to the start of the newest entries.
    pub(super) fn scan(&mut self) -> Result<()> {
        let Some(scan) = &mut self.scan else { return Ok(()) };
        let mut report = DecodeReport::default();
        let mut read = false;
        for source in self.sources.iter_mut().filter(|source| !source.is_stdin()) {
            let before = source.at;
            read |= source.fill(&*self.filter.keep, &mut report)?;
            scan.add(source, before);
        }
        if read {
            return Ok(());
        }
        let first = scan.beginnings();
        self.scan = None;
        for source in self.sources.iter_mut().filter(|source| !source.is_stdin()) {
            let end = source.at;
            source.last = None;
            source.reopen(first.get(&source.number).copied().unwrap_or(end))?;
        }
        self.note_places();
        Ok(())
    }
}
