//! Follows growing files and stdin.

use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use chrono::{DateTime, Utc};

use super::followed_file::FollowedStream;
use super::{FileFilter, FileStart, FollowNotice, FollowedFiles};
use crate::app::{AppContext, Clock};
use crate::args::GlobalArgs;
use crate::args::input::{FromArgs, present};
use crate::follow::cursor::key::SourceIdentity;
use crate::follow::entry_position::EntryPosition;
use crate::follow::event_loop::EventLoop;
use crate::follow::source::{Checkpoint, CheckpointRef, FollowEvent, FollowSource, FollowStatus, FollowedEntry};
use crate::follow::{FollowPlan, FollowTarget};
use crate::pipeline::deduplicate::Deduplicator;
use crate::sources::api::follow::events::Gap;
use crate::sources::files;
use crate::sources::files::follow;
use crate::sources::files::input::FileId;
use connlog_core::decode::prefilter::Prefilter;
use connlog_core::error::{Code, Error, Exit, Result};
use connlog_core::query::Query;
use connlog_core::query::predicate::Predicate;
use connlog_core::record::Record;

/// The name of stdin.
const STDIN: &str = "-";

/// The files of `--from`.
pub(crate) struct FileFollower {
    files: FollowedFiles,
    clock: Clock,
    strict: bool,
    repeats: Deduplicator,
    /// A folder may be empty, and a file may not exist yet.
    waits: Option<String>,
}

/// Streams that cannot be read again: stdin, named pipes and devices.
fn streams(shared: &GlobalArgs, app: &mut AppContext) -> Vec<FollowedStream> {
    let stream = |typed: &String| -> Option<FollowedStream> {
        if typed == STDIN {
            return Some(FollowedStream { name: Arc::from("stdin"), reader: app.take_stdin() });
        }
        is_stream(typed).then(|| FollowedStream {
            name: Arc::from(typed.as_str()),
            reader: Box::new(FollowedPipe { path: typed.into(), file: None }),
        })
    };
    shared.from.from.iter().filter_map(stream).collect()
}

/// Returns whether `typed` is a pipe or a device.
fn is_stream(typed: &str) -> bool {
    std::fs::metadata(typed).is_ok_and(|metadata| !metadata.is_file() && !metadata.is_dir())
}

/// Opens a named pipe on the thread that reads it, because opening waits for a writer.
struct FollowedPipe {
    path: PathBuf,
    file: Option<File>,
}

impl Read for FollowedPipe {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let file = match &mut self.file {
            Some(file) => file,
            None => self.file.insert(File::open(&self.path)?),
        };
        file.read(buffer)
    }
}

/// Files to follow, before they are opened.
struct FilesTarget {
    from: FromArgs,
    streams: Vec<FollowedStream>,
}

/// Returns the files of `--from` for following.
///
/// # Errors
///
/// A usage error for a place that cannot be followed or, with `resumes`, not continued.
pub(crate) fn open_target(shared: &GlobalArgs, resumes: bool, app: &mut AppContext) -> Result<Box<dyn FollowTarget>> {
    check(shared, resumes)?;
    Ok(Box::new(FilesTarget { from: shared.from.clone(), streams: streams(shared, app) }))
}

impl FollowTarget for FilesTarget {
    fn identity(&self) -> SourceIdentity {
        let absolute =
            |path: &String| std::path::absolute(path).map_or(path.clone(), |path| path.display().to_string());
        SourceIdentity::Files { paths: self.from.from.iter().map(absolute).collect() }
    }

    fn secret(&self) -> Option<&str> {
        None
    }

    fn follow(self: Box<Self>, tail: EventLoop<'_>, plan: FollowPlan<'_>) -> Result<Exit> {
        let start = start(tail.writer.checkpoint(), plan.last, plan.since);
        let mut follower = self.follower(&plan, start, tail.app);
        tail.run(&mut follower)
    }
}

impl FilesTarget {
    fn follower(self, plan: &FollowPlan<'_>, start: FileStart, app: &AppContext) -> FileFollower {
        let FromArgs { from: typed, strict, keep_repeats, .. } = self.from;
        let repeats = Deduplicator::new(typed.len() > 1, keep_repeats);
        let names: Vec<String> = typed.into_iter().filter(|place| *place != STDIN && !is_stream(place)).collect();
        let missing: Vec<&str> = names.iter().map(String::as_str).filter(|name| !exists(name)).collect();
        let waits = (!missing.is_empty()).then(|| missing.join(", "));
        // Positions count the entries that were read, so each run must skip the same ones.
        let prefilter = plan.queries.first().filter(|_| !strict && !plan.resumes).and_then(Prefilter::new);
        let filter = FileFilter {
            names: Box::new(move || names.iter().flat_map(|typed| present(typed)).collect()),
            streams: self.streams,
            outputs: plan.out.map_or_else(files::stdout_file, FileId::at).into_iter().collect(),
            keep: Box::new(keep(&plan.queries)),
            prefilter,
            interval: plan.interval,
        };
        FileFollower { files: FollowedFiles::new(filter, start), clock: app.clock.clone(), strict, repeats, waits }
    }
}

/// Returns the error of `--strict` for an unreadable file.
fn unread(path: &Path) -> Error {
    Error::new(Code::Incomplete, format!("cannot read {}", path.display()))
        .hint("without --strict other files are followed, and this one is tried again")
}

/// Rejects options that files do not support, before any file is opened.
fn check(shared: &GlobalArgs, resumes: bool) -> Result<()> {
    files::without_demo(shared)?;
    if let Some(pipe) = shared.from.from.iter().find(|place| resumes && is_stream(place)) {
        return Err(Error::usage(format!("cannot resume {pipe}: it is not a regular file"))
            .cause("a pipe can be read only once")
            .hint("follow a file, or leave out --resume"));
    }
    match shared.from.from.iter().filter(|place| *place == STDIN).count() {
        0 => Ok(()),
        1 if !resumes => Ok(()),
        1 => Err(Error::usage("--resume cannot continue stdin")
            .cause("a pipe can be read only once")
            .hint("follow a file, or leave out --resume")),
        _ => Err(Error::usage("--from - is given twice").hint("stdin can be read once")),
    }
}

fn exists(name: &str) -> bool {
    present(name).iter().any(|path| path.exists())
}

/// Returns a filter for records that match `queries`.
fn keep(queries: &[Query]) -> impl Fn(Record) -> Option<Record> + use<> {
    let predicates: Vec<_> = queries.iter().map(|query| (query.kind, Predicate::new(query))).collect();
    move |record| {
        let of_kind = |(kind, predicate): &(_, Predicate)| *kind == record.kind() && predicate.may_match(&record);
        predicates.iter().any(of_kind).then_some(record)
    }
}

/// Returns the start of following for files.
fn start(marks: Option<&Checkpoint>, last: Option<u64>, since: Option<DateTime<Utc>>) -> FileStart {
    let places = match marks {
        Some(Checkpoint::Files(places)) => Some(places.clone()),
        _ => None,
    };
    FileStart::resolve(places, last, since)
}

impl FollowSource for FileFollower {
    async fn next(&mut self) -> Result<Option<FollowEvent>> {
        // A file that appears after this note is read from its beginning.
        if let Some(names) = self.waits.take_if(|_| self.files.places().is_some()) {
            return Ok(Some(FollowEvent::Note(format!("waiting for {names}"))));
        }
        let Some(event) = self.files.next().await? else { return Ok(None) };
        let entry = |follow::FileEntry { record, file, at }| FollowedEntry {
            record,
            position: EntryPosition::Offset(file, at),
            copy: None,
        };
        Ok(Some(match event {
            FollowNotice::Begun => FollowEvent::Connected,
            FollowNotice::Entries(mut entries) => {
                entries.retain(|entry| !self.repeats.is_repeated(&entry.record));
                FollowEvent::Entries(entries.into_iter().map(entry).collect())
            }
            FollowNotice::Lost { since, cause } => {
                let now = (self.clock)();
                FollowEvent::Gap(Gap { from: since.unwrap_or(now).min(now), to: now, cause })
            }
            FollowNotice::Note(text) => FollowEvent::Note(text),
            FollowNotice::Trouble(fault) => FollowEvent::Trouble(fault),
            FollowNotice::Quiet => FollowEvent::Quiet,
        }))
    }

    fn checkpoint(&self) -> Option<CheckpointRef<'_>> {
        self.files.places().map(CheckpointRef::Files)
    }

    fn status(&self) -> FollowStatus {
        FollowStatus { polled: self.files.places().map(|_| (self.clock)()), ..FollowStatus::default() }
    }

    fn close(&mut self, app: &AppContext) -> Result<()> {
        let report = self.files.report();
        files::report_misses(report, self.strict || report.is_unreadable(), app);
        self.repeats.note(app);
        let strict = || files::strict(report).filter(|_| self.strict);
        let refused = || self.files.refused().filter(|_| self.strict).map(unread);
        let fault = report.is_unreadable().then(|| files::unreadable(report)).or_else(strict).or_else(refused);
        fault.map_or(Ok(()), Err)
    }
}
