//! Following files as they grow, by name: through rotation (renamed and made anew, copied and cut short), through files that
//! appear later, and stdin.
//!
//! A poll looks at every name four times a second, once a second where nothing happens: that costs a few microseconds a
//! file, works on every file system and over the network, and needs no library that watches.
//!
//! A line is handed out once it is whole. A file that lost its name is read on for a while, since whoever writes to it has
//! not always noticed. What was handed out is a *place*: a block of the file, and so many entries behind its beginning.

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
use self::followed_file::{FollowedFile, PendingEntry};
use self::history::History;
use self::newest_entries::Scan;
use super::input::{self, FileId};
use connlog_core::decode::prefilter::Prefilter;
use connlog_core::decode::report::DecodeReport;
use connlog_core::error::{Error, Result};
use connlog_core::record::Record;

/// Between two looks, where there was news of late.
const POLL: Duration = Duration::from_millis(250);
/// Between two looks, where there was none.
const CALM: Duration = Duration::from_secs(1);
/// News are of late for so long.
const LATE: Duration = Duration::from_secs(30);
/// The most entries that are told at once.
const BATCH: usize = 1_000;

/// What is followed, and what of it.
pub struct FileFilter {
    /// The paths that are followed, as they are found now. Asked again and again.
    pub names: Box<dyn Fn() -> Vec<PathBuf>>,
    /// Streams to follow beside them: stdin, named pipes.
    pub streams: Vec<FollowedStream>,
    /// Files that are never read, since the output goes there.
    pub outputs: Vec<FileId>,
    /// Which records are wanted, as they are to be shown.
    pub keep: Box<dyn Fn(Record) -> Option<Record>>,
    /// For lines that cannot be wanted; the same one whenever places are gone on from.
    pub prefilter: Option<Prefilter>,
    /// Between two looks, where that is to be another time than usual.
    pub interval: Option<Duration>,
}

/// Where to begin. Files that appear later are read from their beginning.
pub type FileStart = connlog_core::query::FollowStart<FileCheckpoints>;

/// Something to tell.
pub enum FollowNotice {
    /// There are [`FollowedFiles::places`]: told once, before anything else.
    Begun,
    /// New entries: of one file in its order, of several by time.
    Entries(Vec<FileEntry>),
    /// Entries of a file between these times can no longer be read.
    Lost { since: Option<DateTime<Utc>>, cause: String },
    /// Something that is no loss.
    Note(String),
    /// A file cannot be read, and is tried again.
    Trouble(Error),
    /// A look brought nothing.
    Quiet,
}

/// A new entry.
pub struct FileEntry {
    pub record: Record,
    /// Its file's number and place, for [`FileCheckpoints::record_position`].
    pub file: u64,
    pub at: ReadPosition,
}

/// Files that are followed.
pub struct FollowedFiles {
    wanted: FileFilter,
    prefilter: Option<Arc<Prefilter>>,
    start: Option<FileStart>,
    sources: Vec<FollowedFile>,
    places: FileCheckpoints,
    report: DecodeReport,
    told: VecDeque<FollowNotice>,
    /// Looking for the last entries that are there.
    scan: Option<Scan>,
    begun: bool,
    looked: Option<Instant>,
    news: Instant,
    /// Files that were read or passed over before.
    history: History,
    /// Names that cannot be read, told once.
    refused: HashSet<PathBuf>,
    /// Places of another run in files that cannot be read now.
    waiting: Vec<(u64, FileCheckpoint)>,
    /// The names that were followed at the beginning.
    first: HashSet<PathBuf>,
}

impl FollowedFiles {
    /// Nothing is opened yet.
    pub fn new(wanted: FileFilter, start: FileStart) -> Self {
        let FileFilter { names, streams, outputs, keep, prefilter, interval } = wanted;
        let since = match &start {
            FileStart::Since(since) => Some(*since),
            FileStart::Resume(places) => places.since,
            FileStart::Now | FileStart::Last(_) => None,
        };
        // An entry without a readable time may be new, so it is not lost.
        let in_window = move |record: &Record| since.is_none_or(|since| record.time().is_none_or(|at| at >= since));
        let keep = Box::new(move |record| Some(record).filter(in_window).and_then(&keep));
        let wanted = FileFilter { names, streams, outputs, keep, prefilter: None, interval };
        Self {
            wanted,
            prefilter: prefilter.map(Arc::new),
            start: Some(start),
            sources: Vec::new(),
            places: FileCheckpoints { since, ..FileCheckpoints::default() },
            report: DecodeReport::default(),
            told: VecDeque::new(),
            scan: None,
            begun: false,
            looked: None,
            news: Instant::now(),
            history: History::default(),
            refused: HashSet::new(),
            waiting: Vec::new(),
            first: HashSet::new(),
        }
    }

    /// What comes next; `None` when nothing more will. May be given up at any moment.
    pub async fn next(&mut self) -> Result<Option<FollowNotice>> {
        if let Some(start) = self.start.take() {
            self.begin(start)?;
            return Ok(Some(FollowNotice::Quiet));
        }
        if self.scan.is_some() {
            self.scan()?;
            return Ok(Some(FollowNotice::Quiet));
        }
        if !self.begun {
            self.begun = true;
            return Ok(Some(FollowNotice::Begun));
        }
        if let Some(told) = self.told.pop_front() {
            return Ok(Some(told));
        }
        // New files are told of before their entries, so that whoever keeps places knows them.
        if self.looked.is_none_or(|looked| looked.elapsed() >= self.pause()) && self.scan_folder() {
            return Ok(Some(FollowNotice::Quiet));
        }
        let read = self.fill();
        let entries = self.merge();
        if !entries.is_empty() {
            self.news = Instant::now();
            return Ok(Some(FollowNotice::Entries(entries)));
        }
        if let Some(told) = self.told.pop_front() {
            return Ok(Some(told));
        }
        if !read {
            if self.sources.iter().all(FollowedFile::ended) && self.is_all() {
                return Ok(None);
            }
            self.rest().await;
        }
        Ok(Some(FollowNotice::Quiet))
    }

    /// How far everything told so far reaches; `None` before the beginning is known.
    pub fn places(&self) -> Option<&FileCheckpoints> {
        self.begun.then_some(&self.places)
    }

    /// What was read beside records.
    pub fn report(&self) -> &DecodeReport {
        &self.report
    }

    /// A file that cannot be read now.
    pub fn refused(&self) -> Option<&Path> {
        let mut refused = self.refused.iter().filter(|path| path.exists() && !self.is_own(path));
        refused.next().map(PathBuf::as_path)
    }

    fn is_own(&self, path: &Path) -> bool {
        FileId::at(path).is_some_and(|id| self.wanted.outputs.contains(&id))
    }

    fn begin(&mut self, start: FileStart) -> Result<()> {
        for stream in std::mem::take(&mut self.wanted.streams) {
            let number = self.number();
            self.sources.push(FollowedFile::stream(number, stream, self.prefilter.clone()));
        }
        let paths = (self.wanted.names)();
        match start {
            FileStart::Resume(places) => self.resume(places, &paths),
            FileStart::Since(_) => drop(self.names(&paths)),
            FileStart::Now => {
                self.names(&paths);
                self.sources.iter_mut().try_for_each(FollowedFile::go_to_end)?;
            }
            FileStart::Last(wanted) => {
                self.names(&paths);
                self.scan = Some(Scan::new(wanted));
            }
        }
        self.history.add_rotated(rotated_names::stamps(&paths));
        self.first = paths.into_iter().collect();
        self.looked = Some(Instant::now());
        self.note_places();
        Ok(())
    }

    fn number(&mut self) -> u64 {
        let number = self.places.next;
        self.places.next += 1;
        number
    }

    /// Reads on wherever nothing waits. Says whether anything was read.
    fn fill(&mut self) -> bool {
        let (mut read, mut is_over) = (false, false);
        for index in 0..self.sources.len() {
            let known = self.pass_known(index);
            let source = &mut self.sources[index];
            let empty = source.queue.is_empty();
            match known.and_then(|()| source.fill(&*self.wanted.keep, &mut self.report)) {
                Ok(more) => {
                    read |= more;
                    if more && !self.refused.is_empty() {
                        self.refused.remove(&source.path);
                    }
                }
                Err(fault) => {
                    // It is opened again, and known by its content.
                    source.fail();
                    if self.refused.insert(source.path.clone()) {
                        self.told.push_back(FollowNotice::Trouble(fault));
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

    /// Passes over what other files had too.
    fn pass_known(&mut self, index: usize) -> Result<()> {
        if (self.sources.len() == 1 && self.history.departed().next().is_none()) || !self.sources[index].has_unread() {
            return Ok(());
        }
        let (before, rest) = self.sources.split_at_mut(index);
        let Some((source, after)) = rest.split_first_mut() else { return Ok(()) };
        let live = before.iter().chain(&*after).map(FollowedFile::memory);
        let departed = self.history.departed().map(|trail| (trail, trail.offset()));
        let known = source.furthest(live.chain(departed)).map_err(|error| input::unread(&source.name, &error))?;
        known.map_or(Ok(()), |trail| source.jump(trail))
    }

    /// What can be handed out: the oldest first, as long as every file that has more shows its next.
    fn merge(&mut self) -> Vec<FileEntry> {
        let mut entries = Vec::new();
        let alone = self.sources.len() == 1;
        while entries.len() < BATCH {
            let waits = |source: &FollowedFile| source.queue.is_empty() && !source.idle && !source.is_stdin();
            if !alone && self.sources.iter().any(waits) {
                break;
            }
            // An entry without a time is as old as the one before it.
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

    /// Whether nothing can appear: stdin alone is followed.
    fn is_all(&self) -> bool {
        self.sources.iter().all(FollowedFile::is_stdin) && !self.sources.is_empty() && (self.wanted.names)().is_empty()
    }

    fn pause(&self) -> Duration {
        let usual = if self.news.elapsed() > LATE { CALM } else { POLL };
        self.wanted.interval.unwrap_or(usual)
    }

    /// Waits for the time of the next look, or for stdin.
    async fn rest(&mut self) {
        let pause = self.pause().saturating_sub(self.looked.map_or(Duration::ZERO, |looked| looked.elapsed()));
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
        self.places.history = Some(self.history.kept(over.into_iter().map(|source| source.memory().0)));
    }
}

#[cfg(test)]
mod tests;
