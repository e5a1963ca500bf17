//! Reads the records of files and streams into a sink.
//!
//! With a limit, memory holds the newest records until the end of the input, and the sink gets them newest first.
//! Without a limit, the sink gets them in the order of the input.

pub mod collector;
pub mod follow;
pub mod input;
pub mod lookups;
#[cfg(feature = "parquet")]
mod parquet;
pub mod reader_pool;
pub mod record_filter;

use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use self::collector::Collector;
use self::follow::file_follower;
use self::input::{FileId, Input};
use self::record_filter::RecordFilter;
use super::SourceType;
use crate::app::AppContext;
use crate::args::GlobalArgs;
use crate::args::input::InputSpec;
use crate::output;
use crate::pipeline::deduplicate::Deduplicator;
use crate::pipeline::progress::Progress;
use crate::pipeline::{Capabilities, DynSink, EntrySource, Preview, ReadOutcome, SourceStats, StopReason};
use connlog_core::decode::prefilter::Prefilter;
use connlog_core::decode::report::DecodeReport;
use connlog_core::error::{Code, Error, Result};
use connlog_core::providers::fivetran::directory::ConnectionDirectory;
use connlog_core::query::Query;
use connlog_core::record::Kind;
use connlog_core::wording::counted;

/// Files, pipes and stdin, which `--from` names.
pub(super) static SOURCE: SourceType = SourceType {
    capabilities: Capabilities {
        kinds: Kind::saved(),
        is_api: false,
        is_remote: false,
        has_connection_names: false,
        has_states: true,
        has_whole_syncs: false,
    },
    accepts: |from| Ok(!from.from.is_empty()),
    open: |shared, app| Ok(Box::new(FileSource::open(shared, app)?)),
    open_target: |shared, resumes, app| file_follower::open_target(shared, resumes, app),
    read_case: None,
    examine: None,
};

/// The retention of a file in days, which is longer than any window.
const KEPT_DAYS: u32 = 36_500;
/// The maximum number of unreadable files that notes name.
const SHOWN: usize = 5;

/// The files of `--from`.
pub(crate) struct FileSource {
    /// The inputs; the first reading takes them, because stdin can be read only once.
    inputs: Mutex<Vec<Input>>,
    /// Files that are known to be unreadable, if other files may be readable.
    unopened: Mutex<Vec<Error>>,
    strict: bool,
    keep_repeats: bool,
}

impl FileSource {
    /// Opens the files of `--from`, each once even if it has several names. Skips the output file.
    fn open(shared: &GlobalArgs, app: &mut AppContext) -> Result<Self> {
        without_demo(shared)?;
        let (places, mut unopened) = shared.from.places()?;
        let output = own_output(shared);
        let (mut inputs, mut seen, mut skipped) = (Vec::new(), HashSet::new(), None);
        for place in places {
            let path = match place {
                InputSpec::Stdin => {
                    inputs.push(Input::Stdin(app.take_stdin()));
                    continue;
                }
                InputSpec::File(path) => path,
            };
            let id = FileId::at(&path);
            if id.is_some() && id == output {
                skipped = Some(path);
            } else if id.is_none_or(|id| seen.insert(id)) {
                match readable(path) {
                    Ok(path) => inputs.push(Input::File(path)),
                    Err(fault) => unopened.push(fault),
                }
            }
        }
        match skipped {
            Some(path) if inputs.is_empty() => return Err(is_output(&path)),
            Some(path) => app.note(&format!("{} is not read: it is the output", path.display())),
            None => {}
        }
        match unopened.pop() {
            Some(fault) if inputs.is_empty() => return Err(fault),
            fault => unopened.extend(fault),
        }
        let (strict, keep_repeats) = (shared.from.strict, shared.from.keep_repeats);
        Ok(Self { inputs: Mutex::new(inputs), unopened: Mutex::new(unopened), strict, keep_repeats })
    }

    /// Reads all files into `sink`. After a signal, the sink has the records read before it.
    fn gather(&self, queries: &[Query], sink: &mut dyn DynSink, app: &AppContext) -> ReadOutcome {
        let inputs = drained(&self.inputs);
        let mut faults = drained(&self.unopened);
        let Some(query) = queries.first() else { return ReadOutcome::default() };
        let total = inputs.len() + faults.len();
        let directory = tables(&inputs);
        let mut requested = queries.to_vec();
        if sink.wants_connections() {
            sink.accept_connections(&directory, None);
            // The events of all connections show the oldest time of the data.
            for query in &mut requested {
                (query.filters.connections, query.filters.services) = (Vec::new(), Vec::new());
            }
        }
        let directory = Some(directory).filter(|directory| !directory.is_empty());
        // The name of a connection may be in a table instead of the bytes of the entry.
        let prefilter =
            if self.strict || directory.is_some() { None } else { requested.first().and_then(Prefilter::new) };
        let mapper = if query.limit.is_none() { sink.mapper() } else { None };
        let repeats = Deduplicator::new(inputs.len() > 1, self.keep_repeats);
        let (keeps_untimed, marker) = (sink.accepts_untimed(), repeats.marker());
        let filter =
            RecordFilter { mapper, directory, keeps_untimed, marker, ..RecordFilter::new(&requested, app.reveal) };
        let filter = Arc::new(filter);
        let mut drain = Collector::new(queries, sink, Arc::clone(&filter), repeats);
        let inputs = inputs.into_iter().map(|input| input.within(query.window)).collect();
        let reading = reader_pool::read(inputs, prefilter, move |batch| filter.filter(batch));
        let (ended, report) = drain.collect(reading, &app.signals);
        let ended = ended.and_then(|signal| drain.finish().map(|()| signal));
        let begun = SourceStats::new("files", KEPT_DAYS);
        let mut facts = vec![begun; queries.len()];
        if let Some(facts) = facts.first_mut() {
            (facts.read, facts.unread, facts.untimed) = (drain.read, report.undecodable + drain.states, drain.untimed);
        }
        faults.append(&mut drain.faults);
        let early = match ended {
            Err(stop) => return ReadOutcome { facts, skipped: Vec::new(), early: Some(StopReason::Stop(stop)) },
            Ok(Some(signal)) => Some(StopReason::Signal(signal)),
            Ok(None) => {
                let fault = self.incomplete(&report, faults, total, app);
                let states = (self.strict && drain.states > 0).then(|| states_fault(drain.states));
                fault.or(states).map(StopReason::Fault)
            }
        };
        report_misses(&report, self.strict || report.is_unreadable(), app);
        if drain.states > 0 && !self.strict {
            app.note(&states_text(drain.states));
        }
        drain.repeats.note(app);
        ReadOutcome { facts, skipped: Vec::new(), early }
    }

    /// Returns an error if a file is unreadable, if there is no entry, or with `--strict` if any value is not an
    /// entry.
    fn incomplete(
        &self,
        report: &DecodeReport,
        mut faults: Vec<Error>,
        total: usize,
        app: &AppContext,
    ) -> Option<Error> {
        if total == 1 && !faults.is_empty() {
            return faults.pop();
        }
        for fault in faults.iter().take(SHOWN) {
            app.note(&fault.to_string());
        }
        let count = faults.len();
        if let Some(first) = faults.into_iter().next() {
            let what = format!("{count} of {total} files could not be read");
            let fault = Error::new(Code::Incomplete, what).cause(&first);
            return Some(match first.hint {
                Some(hint) => fault.hint(hint),
                None => fault,
            });
        }
        if report.is_unreadable() { Some(unreadable(report)) } else { self.strict.then(|| strict(report)).flatten() }
    }
}

impl EntrySource for FileSource {
    fn capabilities(&self) -> &'static Capabilities {
        &SOURCE.capabilities
    }

    fn is_strict(&self) -> bool {
        self.strict
    }

    fn read(
        &self,
        queries: &[Query],
        sink: &mut dyn DynSink,
        progress: &Progress,
        app: &AppContext,
    ) -> Result<ReadOutcome> {
        progress.show("reading");
        Ok(self.gather(queries, sink, app))
    }

    fn preview(&self, _: &[Query], _: Preview, _: &AppContext) -> Result<String> {
        Err(Preview::refusal())
    }
}

fn drained<T>(list: &Mutex<Vec<T>>) -> Vec<T> {
    std::mem::take(&mut *list.lock().unwrap_or_else(PoisonError::into_inner))
}

/// The identity of the regular file that stdout writes to.
pub(crate) fn stdout_file() -> Option<FileId> {
    output::streams::stdout_file().and_then(|metadata| FileId::new(&metadata))
}

/// The file that stdout or `--out` writes to.
pub(crate) fn own_output(shared: &GlobalArgs) -> Option<FileId> {
    let out = shared.out.as_deref().filter(|path| *path != Path::new("-"));
    out.map_or_else(stdout_file, FileId::at)
}

fn is_output(path: &Path) -> Error {
    Error::usage(format!("cannot read {}", path.display()))
        .cause("the output goes to the same file")
        .hint("write to another file")
}

/// Returns the error of inputs without an entry.
pub(crate) fn unreadable(report: &DecodeReport) -> Error {
    let (name, guess) = report.guess.clone().unwrap_or_else(|| (Arc::from("the input"), "not a log"));
    let fault = Error::new(Code::Incomplete, format!("cannot find a log entry in {name}"));
    fault
        .cause(format!("it seems to be {guess}; {}", report.first.join("; ")))
        .hint("name files with JSON, NDJSON or CSV exports of log entries")
}

/// Reads the names for ids from exports of tables among several inputs.
fn tables(inputs: &[Input]) -> ConnectionDirectory {
    let files = inputs.iter().filter_map(|input| match input {
        Input::File(path) | Input::FileWithin(path, _) => Some(path.as_path()),
        Input::Stdin(_) => None,
    });
    lookups::directory(files)
}

/// Refuses `--demo`.
pub(crate) fn without_demo(shared: &GlobalArgs) -> Result<()> {
    if !shared.api.demo {
        return Ok(());
    }
    Err(Error::usage("--demo and --from cannot be used together")
        .cause("entries come from one place")
        .hint("leave out --demo or --from"))
}

/// Returns the file as an input, or an error if it is unreadable. Does not open pipes, which can be opened only once.
fn readable(path: PathBuf) -> Result<PathBuf> {
    let opened = path
        .metadata()
        .and_then(|metadata| if metadata.is_file() { std::fs::File::open(&path).map(drop) } else { Ok(()) });
    match opened {
        Ok(()) => Ok(path),
        Err(error) => Err(input::unopened(&path, &error)),
    }
}

/// Prints notes about skipped values. If `failed`, the error reports unreadable values instead.
pub(crate) fn report_misses(report: &DecodeReport, failed: bool, app: &AppContext) {
    if report.undecodable > 0 && !failed {
        let (values, places) = (counted(report.undecodable, "value"), report.first.join("; "));
        app.note(&format!("{values} could not be read: {places}"));
    }
    if report.lossy_lines > 0 {
        app.note(&format!("replaced invalid UTF-8 in {}", counted(report.lossy_lines, "line")));
    }
    if report.unlisted > 0 {
        app.note(&format!("skipped {} of kinds that connlog does not list", counted(report.unlisted, "entry")));
    }
}

/// `2 states of accounts are not log entries`.
fn states_text(count: u64) -> String {
    let (noun, verb) = (counted(count, "state"), if count == 1 { "is not a log entry" } else { "are not log entries" });
    format!("{noun} of accounts or connections {verb}; `connlog status` with the same --from shows them")
}

fn states_fault(count: u64) -> Error {
    Error::new(Code::Incomplete, states_text(count)).hint("without --strict a note counts them")
}

/// Returns the error of `--strict`.
pub(crate) fn strict(report: &DecodeReport) -> Option<Error> {
    let lost = report.undecodable > 0 || report.lossy_lines > 0;
    lost.then(|| {
        let what = match report.undecodable {
            0 => format!("invalid UTF-8 in {}", counted(report.lossy_lines, "line")),
            undecodable => format!("{} could not be read", counted(undecodable, "value")),
        };
        let fault = Error::new(Code::Incomplete, what).hint("without --strict they are passed over with a note");
        if report.first.is_empty() { fault } else { fault.cause(report.first.join("; ")) }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_strict_is_told_with_its_places() {
        assert!(strict(&DecodeReport::default()).is_none());
        let report = DecodeReport {
            undecodable: 2,
            first: vec!["a:1: x".to_owned(), "b:2: y".to_owned()],
            ..DecodeReport::default()
        };
        let fault = strict(&report).unwrap();
        assert_eq!(
            (fault.what.as_str(), fault.cause.as_deref()),
            ("2 values could not be read", Some("a:1: x; b:2: y"))
        );
        assert_eq!(fault.code, Code::Incomplete);
        let lossy_lines = DecodeReport { lossy_lines: 3, ..DecodeReport::default() };
        assert!(strict(&lossy_lines).unwrap().what.ends_with("3 lines"));
    }
}
