//! Fills an archive: collects entries, and writes them with the cursor of their source.

use std::time::{Duration, Instant};

use chrono::{DateTime, Utc};

use super::entry::ArchiveEntry;
use super::ordinals::OrdinalCounter;
use super::store::{ArchiveBatch, ArchiveStore, CursorName, KindCounts};
use crate::follow::entry_output::EntryOutput;
use crate::follow::source::{Checkpoint, CheckpointRef, FollowedEntry};
use crate::output::writer::WriteError;
use crate::pipeline::Sink;
use crate::pipeline::sink::{BlockMapper, PartialSink};
use crate::sources::api::follow::checkpoint::PollCheckpoint;
use crate::sources::api::follow::events::Gap;
use connlog_core::error::Result;
use connlog_core::query::Query;
use connlog_core::record::Record;
use connlog_core::secret_registry::SecretRegistry;

/// The number of bytes of entries after which a write begins.
const BATCH_BYTES: usize = 12 << 20;
/// The number of new entries after which a compaction is worth its time.
const LARGE: u64 = 10_000;
/// The time after which the cursor is written without a new entry.
const IDLE: Duration = Duration::from_secs(60);

/// Fills one archive from one source.
pub struct ArchiveFiller {
    store: Box<dyn ArchiveStore>,
    /// Whether nothing is written.
    is_dry: bool,
    secrets: SecretRegistry,
    name: Option<CursorName>,
    /// The archive has a note that this run began its first poll.
    has_begun: bool,
    /// The checkpoint after all entries up to now.
    checkpoint: Option<Checkpoint>,
    batch: ArchiveBatch,
    /// The number of bytes of the entries in the batch.
    batch_bytes: usize,
    ordinals: OrdinalCounter,
    new: KindCounts,
    gaps: Vec<Gap>,
    /// When the cursor was last written.
    saved: Option<Instant>,
}

impl ArchiveFiller {
    /// Fills `store`. With `is_dry` nothing is written.
    pub fn new(store: Box<dyn ArchiveStore>, is_dry: bool, secrets: SecretRegistry) -> Self {
        Self {
            store,
            is_dry,
            secrets,
            name: None,
            has_begun: false,
            checkpoint: None,
            batch: ArchiveBatch::default(),
            batch_bytes: 0,
            ordinals: OrdinalCounter::default(),
            new: KindCounts::new(),
            gaps: Vec::new(),
            saved: None,
        }
    }

    /// Begins a source that is read as a whole.
    pub fn begin_source(&mut self, name: &str) -> Result<()> {
        self.flush(false)?;
        self.ordinals = OrdinalCounter::default();
        name.clone_into(&mut self.batch.source);
        Ok(())
    }

    /// Begins a source that is followed from its cursor.
    pub fn begin_cursor(&mut self, name: CursorName) -> Result<()> {
        self.begin_source(&name.source)?;
        self.checkpoint = self.store.cursor(&name)?;
        self.name = Some(name);
        Ok(())
    }

    /// Writes that the first poll of a source begins, if the source has no position. The note of a run that is killed stays,
    /// so that the next run reports what expired in between.
    pub fn begin_first_poll(&mut self, since: DateTime<Utc>, now: DateTime<Utc>) -> Result<()> {
        let mut checkpoint = match &self.checkpoint {
            Some(Checkpoint::Poll(checkpoint)) if checkpoint.is_before_first_poll() => checkpoint.clone(),
            None => PollCheckpoint::since(since),
            Some(_) => return Ok(()),
        };
        checkpoint.begin_first_poll(now);
        self.has_begun = true;
        self.write_position(checkpoint)
    }

    /// Withdraws the note of this run, if it ends before the source answered.
    pub fn end_first_poll(&mut self) -> Result<()> {
        let Some(name) = self.name.as_ref().filter(|_| self.has_begun) else { return Ok(()) };
        match self.store.cursor(name)? {
            Some(Checkpoint::Poll(mut saved)) if saved.is_before_first_poll() => {
                saved.fail_first_poll();
                self.write_position(saved)
            }
            _ => Ok(()),
        }
    }

    /// Writes a position without entries.
    fn write_position(&mut self, checkpoint: PollCheckpoint) -> Result<()> {
        let cursor = self.name.clone().zip(Some(Checkpoint::Poll(checkpoint)));
        let batch = ArchiveBatch { source: self.batch.source.clone(), cursor, ..ArchiveBatch::default() };
        if self.is_dry { Ok(()) } else { self.store.write(&batch).map(drop) }
    }

    /// Returns the position to save, if the source has answered.
    fn position(&self) -> Option<(CursorName, Checkpoint)> {
        let is_open =
            |checkpoint: &Checkpoint| matches!(checkpoint, Checkpoint::Poll(poll) if poll.is_before_first_poll());
        self.name.clone().zip(self.checkpoint.clone().filter(|checkpoint| !is_open(checkpoint)))
    }

    /// Returns whether the archive has no note or position of an earlier run.
    pub const fn is_first(&self) -> bool {
        self.checkpoint.is_none()
    }

    /// Returns the number of new entries by kind.
    pub const fn counts(&self) -> &KindCounts {
        &self.new
    }

    /// Returns the archive.
    pub fn store(&mut self) -> &mut dyn ArchiveStore {
        &mut *self.store
    }

    /// Writes what was collected. Compacts an archive of which this run wrote the most.
    pub fn end(&mut self) -> Result<()> {
        self.flush(false)?;
        let new: u64 = self.new.values().sum();
        if self.is_dry || new < LARGE || new < self.store.summary()?.entries / 2 {
            return Ok(());
        }
        self.store.compact()
    }

    fn push(&mut self, mut entry: ArchiveEntry) -> Result<()> {
        if entry.copy == 0 {
            entry.copy = self.ordinals.count(entry.time, entry.identity)?;
        }
        self.batch_bytes += entry.size();
        self.batch.entries.push(entry);
        let is_full = self.batch.entries.len() >= self.store.batch_size() || self.batch_bytes >= BATCH_BYTES;
        if is_full { self.flush(false) } else { Ok(()) }
    }

    /// Writes the batch, with the cursor if it contains all entries.
    fn flush(&mut self, with_cursor: bool) -> Result<()> {
        let cursor = if with_cursor { self.position() } else { None };
        let is_empty = self.batch.entries.is_empty() && self.batch.gaps.is_empty() && cursor.is_none();
        if is_empty {
            return Ok(());
        }
        if cursor.is_some() {
            self.saved = Some(Instant::now());
        }
        self.batch.cursor = cursor;
        let counts = if self.is_dry { self.store.count_new(&self.batch)? } else { self.store.write(&self.batch)? };
        for (kind, count) in counts {
            *self.new.entry(kind).or_default() += count;
        }
        self.batch.entries.clear();
        self.batch.gaps.clear();
        self.batch_bytes = 0;
        Ok(())
    }
}

impl EntryOutput for &mut ArchiveFiller {
    fn checkpoint(&self) -> Option<&Checkpoint> {
        self.checkpoint.as_ref()
    }

    fn written(&self) -> u64 {
        self.new.values().sum()
    }

    fn begin(&mut self) -> Result<(), WriteError> {
        Ok(())
    }

    fn entry(&mut self, entry: &FollowedEntry) -> Result<(), WriteError> {
        let stored = self.secrets.hide_record(entry.record.clone());
        let made = ArchiveEntry::new(&entry.record, &stored, entry.copy.unwrap_or_default());
        let pushed = made.and_then(|made| made.map_or(Ok(()), |made| self.push(made)));
        pushed.map_err(WriteError::Failed)
    }

    fn control(&mut self, _: &serde_json::Value) -> Result<(), WriteError> {
        Ok(())
    }

    fn gap(&mut self, gap: &Gap) -> Result<()> {
        self.gaps.push(gap.clone());
        self.batch.gaps.push(gap.clone());
        Ok(())
    }

    /// Writes the entries and the checkpoint in one transaction. A checkpoint without new entries is written rarely.
    fn advance(&mut self, checkpoint: CheckpointRef<'_>) -> Result<()> {
        let is_idle = self.batch.entries.is_empty() && self.batch.gaps.is_empty();
        let is_due = self.saved.is_none_or(|saved| saved.elapsed() >= IDLE);
        if is_idle && !is_due && self.checkpoint.is_some() {
            self.checkpoint = Some(checkpoint.into());
            return Ok(());
        }
        self.checkpoint = Some(checkpoint.into());
        self.flush(true)?;
        self.has_begun = false;
        Ok(())
    }

    fn finish(&mut self) -> Result<(), WriteError> {
        // Entries after the last checkpoint: a later run reads them again, and the archive knows them.
        self.flush(false).map_err(WriteError::Failed)
    }

    fn save(&mut self) -> Result<()> {
        self.flush(true)
    }
}

impl Sink for ArchiveFiller {
    type Partial = Result<Vec<ArchiveEntry>>;

    fn mapper(&self) -> Option<BlockMapper<Result<Vec<ArchiveEntry>>>> {
        let secrets = self.secrets.clone();
        Some(Box::new(move || Box::new(EntryMaker { secrets: secrets.clone(), entries: Ok(Vec::new()) })))
    }

    fn reduce(&mut self, entries: Result<Vec<ArchiveEntry>>) -> Result<(), WriteError> {
        let pushed = entries.and_then(|entries| entries.into_iter().try_for_each(|entry| self.push(entry)));
        pushed.map_err(WriteError::Failed)
    }

    fn accept(&mut self, _: &Query, records: &[Record]) -> Result<bool, WriteError> {
        let mut maker = EntryMaker { secrets: self.secrets.clone(), entries: Ok(Vec::new()) };
        for record in records {
            maker.accept(record);
        }
        Sink::reduce(self, maker.entries).map(|()| true)
    }

    fn accepts_untimed(&self) -> bool {
        true
    }
}

/// Makes the entries of a block.
struct EntryMaker {
    secrets: SecretRegistry,
    entries: Result<Vec<ArchiveEntry>>,
}

impl PartialSink for EntryMaker {
    type Output = Result<Vec<ArchiveEntry>>;

    fn accept(&mut self, record: &Record) {
        let Ok(entries) = &mut self.entries else { return };
        let stored = self.secrets.hide_record(record.clone());
        match ArchiveEntry::new(record, &stored, 0) {
            Ok(made) => entries.extend(made),
            Err(fault) => self.entries = Err(fault),
        }
    }

    fn finish(self: Box<Self>) -> Result<Vec<ArchiveEntry>> {
        self.entries
    }
}
