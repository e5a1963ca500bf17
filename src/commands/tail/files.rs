//! Files and stdin, followed as they grow.

use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, Utc};

use super::feed::{Entry, Feed, Mark, Marks, News, Reached, Status};
use crate::cli::from::present;
use crate::commands::repeats::Repeats;
use crate::commands::{Shared, files};
use crate::error::{Code, Fault, Result};
use crate::fetch::follow::Gap;
use crate::process::{Clock, Process};
use crate::query::Query;
use crate::query::predicate::Predicate;
use crate::read::follow::{self, Files, Start, Stream, Told, Wanted};
use crate::read::{FileId, Prefilter};
use crate::record::{Kind, Record, gist};

/// The place that is stdin.
const STDIN: &str = "-";

/// The files of `--from`.
pub(super) struct Growing {
    files: Files,
    clock: Clock,
    strict: bool,
    repeats: Repeats,
    /// A folder may hold none yet, a file may not be there yet.
    waits: Option<String>,
}

/// What is followed and cannot be read again: stdin, named pipes and devices.
pub(super) fn streams(shared: &Shared, process: &mut Process) -> Vec<Stream> {
    let stream = |typed: &String| -> Option<Stream> {
        if typed == STDIN {
            return Some((Arc::from("stdin"), process.take_stdin()));
        }
        is_stream(typed).then(|| (Arc::from(typed.as_str()), Box::new(Pipe { path: typed.into(), file: None }) as _))
    };
    shared.from.from.iter().filter_map(stream).collect()
}

/// Whether `typed` names a pipe or a device.
fn is_stream(typed: &str) -> bool {
    std::fs::metadata(typed).is_ok_and(|metadata| !metadata.is_file() && !metadata.is_dir())
}

/// A named pipe, opened by the thread that reads it: that waits for a writer.
struct Pipe {
    path: PathBuf,
    file: Option<File>,
}

impl Read for Pipe {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let file = match &mut self.file {
            Some(file) => file,
            None => self.file.insert(File::open(&self.path)?),
        };
        file.read(buffer)
    }
}

/// What is followed in place of an API, not opened yet.
pub(super) fn open(
    (shared, streams, out): (&Shared, Vec<Stream>, Option<&Path>),
    (queries, life): (&[Query], bool),
    (start, resumes): (Start, bool),
    (interval, process): (Option<Duration>, &Process),
) -> Growing {
    let typed = &shared.from.from;
    let names: Vec<String> = typed.iter().filter(|place| *place != STDIN && !is_stream(place)).cloned().collect();
    let missing: Vec<&str> = names.iter().map(String::as_str).filter(|name| !exists(name)).collect();
    let waits = (!missing.is_empty()).then(|| missing.join(", "));
    // Places count the entries that were read, so what is passed over must be the same in every run.
    let prefilter = queries.first().filter(|_| !shared.from.strict && !resumes).and_then(Prefilter::new);
    let wanted = Wanted {
        names: Box::new(move || names.iter().flat_map(|typed| present(typed)).collect()),
        streams,
        outputs: out.map_or_else(files::stdout_file, FileId::at).into_iter().collect(),
        keep: Box::new(keep(queries, life)),
        prefilter,
        interval,
    };
    let files = Files::new(wanted, start);
    let repeats = Repeats::new(typed.len() > 1, shared.from.keep_repeats);
    Growing { files, clock: process.clock.clone(), strict: shared.from.strict, repeats, waits }
}

/// The fault of `--strict` for a file that could not be read.
fn unread(path: &Path) -> Fault {
    Fault::new(Code::Incomplete, format!("cannot read {}", path.display()))
        .hint("without --strict other files are followed, and this one is tried again")
}

/// Refuses what files cannot do, before anything is opened.
pub(super) fn check(shared: &Shared, resumes: bool) -> Result<()> {
    files::without_demo(shared)?;
    if let Some(pipe) = shared.from.from.iter().find(|place| resumes && is_stream(place)) {
        return Err(Fault::usage(format!("cannot resume {pipe}: it is not a regular file"))
            .cause("what was read from a pipe is gone")
            .hint("follow a file, or leave out --resume"));
    }
    match shared.from.from.iter().filter(|place| *place == STDIN).count() {
        0 => Ok(()),
        1 if !resumes => Ok(()),
        1 => Err(Fault::usage("--resume cannot go on with stdin")
            .cause("what was read from a pipe is gone")
            .hint("follow a file, or leave out --resume")),
        _ => Err(Fault::usage("--from - is given twice").hint("stdin can be read once")),
    }
}

fn exists(name: &str) -> bool {
    present(name).iter().any(|path| path.exists())
}

/// Picks the records that answer any of `queries`; `life` where those of Fivetran must be of a connection's life.
fn keep(queries: &[Query], life: bool) -> impl Fn(Record) -> Option<Record> + use<> {
    let predicates: Vec<_> = queries.iter().map(|query| (query.kind, Predicate::new(query))).collect();
    move |record| {
        let of_kind = |(kind, predicate): &(_, Predicate)| *kind == record.kind() && predicate.may_match(&record);
        let of_life = !life || record.kind() != Kind::Fivetran || gist::is_of_connection(&record.truth());
        (of_life && predicates.iter().any(of_kind)).then_some(record)
    }
}

/// Where `tail` begins, as files have it.
pub(super) fn start(marks: Option<&Marks>, last: Option<u64>, since: Option<DateTime<Utc>>) -> Start {
    let places = match marks {
        Some(Marks::Places(places)) => Some(places.clone()),
        _ => None,
    };
    Start::of(places, last, since)
}

impl Feed for Growing {
    async fn next(&mut self) -> Result<Option<News>> {
        // Whatever appears after this note is read from its beginning.
        if let Some(names) = self.waits.take_if(|_| self.files.places().is_some()) {
            return Ok(Some(News::Note(format!("waiting for {names}"))));
        }
        let Some(told) = self.files.next().await? else { return Ok(None) };
        let entry = |follow::Entry { record, file, at }| Entry { record, mark: Mark::Place(file, at) };
        Ok(Some(match told {
            Told::Begun => News::Connected,
            Told::Entries(mut entries) => {
                entries.retain(|entry| !self.repeats.is_repeated(&entry.record));
                News::Entries(entries.into_iter().map(entry).collect())
            }
            Told::Lost { since, cause } => {
                let now = (self.clock)();
                News::Gap(Gap { from: since.unwrap_or(now).min(now), to: now, cause })
            }
            Told::Note(text) => News::Note(text),
            Told::Trouble(fault) => News::Trouble(fault),
            Told::Quiet => News::Quiet,
        }))
    }

    fn marks(&self) -> Option<Reached<'_>> {
        self.files.places().map(Reached::Places)
    }

    fn status(&self) -> Status {
        Status { polled: self.files.places().map(|_| (self.clock)()), ..Status::default() }
    }

    fn close(&mut self, process: &Process) -> Result<()> {
        let report = self.files.report();
        files::tell(report, self.strict || report.is_unreadable(), process);
        self.repeats.note(process);
        let strict = || files::strict(report).filter(|_| self.strict);
        let refused = || self.files.refused().filter(|_| self.strict).map(unread);
        let fault = report.is_unreadable().then(|| files::unreadable(report)).or_else(strict).or_else(refused);
        fault.map_or(Ok(()), Err)
    }
}
