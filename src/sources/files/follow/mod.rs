//! Follows growing files by name, through rotation by renaming or copying, new files, and stdin.
//!
//! The follower checks every name four times a second, or once a second without changes, which works on every file
//! system. It emits a line once it is complete. A *position* is a block of a file and a number of entries after its
//! start. docs/development/following-files.md explains the algorithm.

pub mod checkpoint;
pub mod content_hashes;
pub mod file_follower;
pub mod followed_file;
pub mod history;
pub mod newest_entries;
pub mod resume;
pub mod rotated_names;
pub mod rotation;
pub mod splitter;

use std::collections::{HashSet, VecDeque};

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, Utc};
use futures_util::future::select_all;
use tokio::time::{Instant, sleep};

use self::checkpoint::FileCheckpoint;
pub use self::checkpoint::{FileCheckpoints, ReadPosition};
pub use self::followed_file::FollowedStream;
use self::followed_file::content_memory::ReadContent;
use self::followed_file::{FollowedFile, PendingEntry};
use self::history::History;
use self::newest_entries::Scan;
use super::input::{self, FileId};
use connlog_core::decode::prefilter::Prefilter;
use connlog_core::decode::report::DecodeReport;
use connlog_core::error::{Error, Result};
use connlog_core::record::Record;

/// The interval of checks after recent changes.
const ACTIVE_INTERVAL: Duration = Duration::from_millis(250);
/// The interval of checks without recent changes.
const IDLE_INTERVAL: Duration = Duration::from_secs(1);
/// How long changes count as recent.
const ACTIVE_SPAN: Duration = Duration::from_secs(30);
/// The maximum number of entries in one event.
const BATCH: usize = 1_000;

/// The files and entries to follow.
pub struct FileFilter {
    /// Returns the present paths; called at each check.
    pub names: Box<dyn Fn() -> Vec<PathBuf>>,
    /// Other streams to follow: stdin, named pipes.
    pub streams: Vec<FollowedStream>,
    /// Output files, which are never read.
    pub outputs: Vec<FileId>,
    /// Returns a matching record with its redaction, or `None`.
    pub keep: Box<dyn Fn(Record) -> Option<Record>>,
    /// Skips lines that cannot match. Must be the same when following resumes.
    pub prefilter: Option<Prefilter>,
    /// The interval of checks, if it is not the default.
    pub interval: Option<Duration>,
}

/// Where to start. Files that appear later are read from their beginning.
pub type FileStart = connlog_core::query::FollowStart<FileCheckpoints>;

/// An event of followed files.
pub enum FollowNotice {
    /// Following has started, so there are [`FollowedFiles::places`]. Always the first event.
    Begun,
    /// New entries: in the order of one file, or of several files by time.
    Entries(Vec<FileEntry>),
    /// Entries of a file since this time are lost.
    Lost { since: Option<DateTime<Utc>>, cause: String },
    /// A note without loss of entries.
    Note(String),
    /// A file is unreadable; reading is retried.
    Trouble(Error),
    /// A check found no new entries.
    Quiet,
}

/// A new entry.
pub struct FileEntry {
    pub record: Record,
    /// The number of its file and its position, for [`FileCheckpoints::record_position`].
    pub file: u64,
    pub at: ReadPosition,
}

/// The followed files.
pub struct FollowedFiles {
    filter: FileFilter,
    prefilter: Option<Arc<Prefilter>>,
    start: Option<FileStart>,
    sources: Vec<FollowedFile>,
    places: FileCheckpoints,
    report: DecodeReport,
    events: VecDeque<FollowNotice>,
    /// The search for the last entries at the start.
    scan: Option<Scan>,
    is_started: bool,
    checked_at: Option<Instant>,
    news: Instant,
    /// Files that were read or skipped before.
    history: History,
    /// Unreadable names, which are reported once.
    refused: HashSet<PathBuf>,
    /// Positions of an earlier run in files that are unreadable now.
    waiting: Vec<(u64, FileCheckpoint)>,
    /// The names at the start.
    first: HashSet<PathBuf>,
}

impl FollowedFiles {
    /// Creates the follower without opening a file.
    pub fn new(filter: FileFilter, start: FileStart) -> Self {
        let FileFilter { names, streams, outputs, keep, prefilter, interval } = filter;
        let since = match &start {
            FileStart::Since(since) => Some(*since),
            FileStart::Resume(places) => places.since,
            FileStart::Now | FileStart::Last(_) => None,
        };
        // An entry without a readable time may be new, so it is not skipped.
        let in_window = move |record: &Record| since.is_none_or(|since| record.time().is_none_or(|at| at >= since));
        let keep = Box::new(move |record| Some(record).filter(in_window).and_then(&keep));
        let filter = FileFilter { names, streams, outputs, keep, prefilter: None, interval };
        Self {
            filter,
            prefilter: prefilter.map(Arc::new),
            start: Some(start),
            sources: Vec::new(),
            places: FileCheckpoints { since, ..FileCheckpoints::default() },
            report: DecodeReport::default(),
            events: VecDeque::new(),
            scan: None,
            is_started: false,
            checked_at: None,
            news: Instant::now(),
            history: History::default(),
            refused: HashSet::new(),
            waiting: Vec::new(),
            first: HashSet::new(),
        }
    }

    /// Returns the next event, or `None` if nothing more can appear. The future can be dropped at any time.
    pub async fn next(&mut self) -> Result<Option<FollowNotice>> {
        if let Some(start) = self.start.take() {
            self.begin(start)?;
            return Ok(Some(FollowNotice::Quiet));
        }
        if self.scan.is_some() {
            self.scan()?;
            return Ok(Some(FollowNotice::Quiet));
        }
        if !self.is_started {
            self.is_started = true;
            return Ok(Some(FollowNotice::Begun));
        }
        if let Some(event) = self.events.pop_front() {
            return Ok(Some(event));
        }
        // New files are reported before their entries, so that the caller knows their positions.
        if self.checked_at.is_none_or(|checked_at| checked_at.elapsed() >= self.pause()) && self.scan_folder() {
            return Ok(Some(FollowNotice::Quiet));
        }
        let read = self.fill();
        let entries = self.merge();
        if !entries.is_empty() {
            self.news = Instant::now();
            return Ok(Some(FollowNotice::Entries(entries)));
        }
        if let Some(event) = self.events.pop_front() {
            return Ok(Some(event));
        }
        if !read {
            if self.sources.iter().all(FollowedFile::ended) && self.is_all() {
                return Ok(None);
            }
            self.rest().await;
        }
        Ok(Some(FollowNotice::Quiet))
    }

    /// Returns the positions after all returned events; `None` before the start is known.
    pub fn places(&self) -> Option<&FileCheckpoints> {
        self.is_started.then_some(&self.places)
    }

    /// Returns the counts of skipped values.
    pub fn report(&self) -> &DecodeReport {
        &self.report
    }

    /// Handles a file that is unreadable now.
    pub fn refused(&self) -> Option<&Path> {
        let mut refused = self.refused.iter().filter(|path| path.exists() && !self.is_own(path));
        refused.next().map(PathBuf::as_path)
    }

    fn is_own(&self, path: &Path) -> bool {
        FileId::at(path).is_some_and(|id| self.filter.outputs.contains(&id))
    }

    fn begin(&mut self, start: FileStart) -> Result<()> {
        for stream in std::mem::take(&mut self.filter.streams) {
            let number = self.number();
            self.sources.push(FollowedFile::stream(number, stream, self.prefilter.clone()));
        }
        let paths = (self.filter.names)();
        match start {
            FileStart::Resume(places) => self.resume(places, &paths),
            FileStart::Since(_) => drop(self.names(&paths)),
            FileStart::Now => {
                self.names(&paths);
                self.sources.iter_mut().try_for_each(FollowedFile::go_to_end)?;
            }
            FileStart::Last(count) => {
                self.names(&paths);
                self.scan = Some(Scan::new(count));
            }
        }
        self.history.add_rotated(rotated_names::stamps(&paths));
        self.first = paths.into_iter().collect();
        self.checked_at = Some(Instant::now());
        self.note_places();
        Ok(())
    }

    fn number(&mut self) -> u64 {
        let number = self.places.next;
        self.places.next += 1;
        number
    }

    /// Reads more from every file without pending entries. Returns whether anything was read.
    fn fill(&mut self) -> bool {
        let (mut read, mut is_over) = (false, false);
        for index in 0..self.sources.len() {
            let known = self.pass_known(index);
            let source = &mut self.sources[index];
            let empty = source.queue.is_empty();
            match known.and_then(|()| source.fill(&*self.filter.keep, &mut self.report)) {
                Ok(more) => {
                    read |= more;
                    if more && !self.refused.is_empty() {
                        self.refused.remove(&source.path);
                    }
                }
                Err(fault) => {
                    // The file is opened again and recognised by its content.
                    source.fail();
                    if self.refused.insert(source.path.clone()) {
                        self.events.push_back(FollowNotice::Trouble(fault));
                    }
                }
            }
            if empty {
                if source.is_over() {
                    is_over |= self.places.files.remove(&source.number).is_some();
                } else {
                    self.places.files.insert(source.number, source.place());
                }
            }
        }
        if is_over {
            self.note_places();
        }
        read
    }

    /// Skips content that other files had too.
    fn pass_known(&mut self, index: usize) -> Result<()> {
        if (self.sources.len() == 1 && self.history.departed().next().is_none()) || !self.sources[index].has_unread() {
            return Ok(());
        }
        let (before, rest) = self.sources.split_at_mut(index);
        let Some((source, after)) = rest.split_first_mut() else { return Ok(()) };
        let live = before.iter().chain(&*after).map(FollowedFile::memory);
        let departed = self.history.departed().map(ReadContent::whole);
        let known = source.furthest(live.chain(departed)).map_err(|error| input::unread(&source.name, &error))?;
        known.map_or(Ok(()), |trail| source.jump(trail))
    }

    /// Returns the entries that can be emitted: the oldest first, as long as the next entry of every file is known.
    fn merge(&mut self) -> Vec<FileEntry> {
        let mut entries = Vec::new();
        let alone = self.sources.len() == 1;
        while entries.len() < BATCH {
            let waits = |source: &FollowedFile| source.queue.is_empty() && !source.idle && !source.is_stdin();
            if !alone && self.sources.iter().any(waits) {
                break;
            }
            // An entry without a time counts as old as the entry before it.
            let head = |source: &&mut FollowedFile| {
                let first = source.queue.front();
                first.map(|pending| pending.time.max(source.last))
            };
            let with_news = self.sources.iter_mut().filter(|source| !source.queue.is_empty());
            let Some(source) = with_news.min_by_key(head) else { break };
            let Some(PendingEntry { record, time, at }) = source.queue.pop_front() else { break };
            source.last = source.last.max(time);
            source.at = at;
            if let Some(place) = self.places.files.get_mut(&source.number) {
                (place.at, place.last) = (at, source.last);
            }
            entries.push(FileEntry { record, file: source.number, at });
        }
        entries
    }

    /// Returns whether nothing more can appear, because stdin was the only input.
    fn is_all(&self) -> bool {
        self.sources.iter().all(FollowedFile::is_stdin) && !self.sources.is_empty() && (self.filter.names)().is_empty()
    }

    fn pause(&self) -> Duration {
        let usual = if self.news.elapsed() > ACTIVE_SPAN { IDLE_INTERVAL } else { ACTIVE_INTERVAL };
        self.filter.interval.unwrap_or(usual)
    }

    /// Waits for the next check or for stdin.
    async fn rest(&mut self) {
        let pause =
            self.pause().saturating_sub(self.checked_at.map_or(Duration::ZERO, |checked_at| checked_at.elapsed()));
        let stdin = self.sources.iter_mut().filter(|source| source.is_stdin() && !source.ended());
        let arrivals: Vec<_> = stdin.map(|source| Box::pin(source.arrives())).collect();
        if arrivals.is_empty() {
            return sleep(pause).await;
        }
        tokio::select! {
            _ = select_all(arrivals) => {}
            () = sleep(pause) => {}
        }
    }

    fn note_places(&mut self) {
        let (over, open): (Vec<&FollowedFile>, Vec<&FollowedFile>) =
            self.sources.iter().partition(|source| source.is_over());
        let open = open.into_iter().map(|source| (source.number, source.place()));
        self.places.files = open.chain(self.waiting.iter().cloned()).collect();
        self.places.history = Some(self.history.kept(over.into_iter().map(|source| source.memory().hashes)));
    }
}

#[cfg(test)]
mod tests;
