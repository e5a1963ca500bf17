//! Reading the records of files and streams: the same records, filters and sinks as those of an API.
//!
//! With a limit, the newest records are kept while all is read, in memory for as many, and given newest first. Without one
//! they are given in the order of the input, as they come.

pub mod follow;
pub mod input;
pub mod lookups;
pub mod reader_pool;

use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError, mpsc};

use chrono::{DateTime, Utc};

use self::input::{FileId, Input};
use self::reader_pool::{PoolMessage, ReaderPool};
use crate::app::AppContext;
use crate::args::GlobalArgs;
use crate::args::input::InputSpec;
use crate::output;
use crate::output::writer::WriteError;
use crate::pipeline::deduplicate::{BlockMarks, Deduplicator, EntryMarker};
use crate::pipeline::latest::LatestN;
use crate::pipeline::{BlockMapper, PartialResult, PartialSink, ReadOutcome, Sink, SourceStats, StopReason};
use crate::signals::{Listener, Signals};
use connlog_core::decode::batch::EntryBatch;
use connlog_core::decode::prefilter::Prefilter;
use connlog_core::decode::report::DecodeReport;
use connlog_core::error::{Code, Error, Exit, Result};
use connlog_core::providers::fivetran::directory::ConnectionDirectory;
use connlog_core::query::Query;
use connlog_core::query::predicate::{Match, Predicate};
use connlog_core::record::{Kind, Record, semantics};
use connlog_core::redact::Reveal;
use connlog_core::wording::counted;

/// What a file keeps is what is in it: longer than any window.
const KEPT_DAYS: u32 = 36_500;
/// The most files that notes name because they cannot be read.
const SHOWN: usize = 5;

/// The files of `--from`.
pub(crate) struct FileSource {
    /// Taken by the first reading: stdin can be read once.
    inputs: Mutex<Vec<Input>>,
    /// Files that are known beforehand to be unreadable, beside others that may be readable.
    unopened: Mutex<Vec<Error>>,
    strict: bool,
    keep_repeats: bool,
}

impl FileSource {
    pub(crate) const fn is_strict(&self) -> bool {
        self.strict
    }

    /// The files that were asked for, each once whatever its names; `None` without `--from`. The file that the output goes to
    /// is not read.
    pub(crate) fn open(shared: &GlobalArgs, process: &mut AppContext) -> Result<Option<Self>> {
        if shared.from.from.is_empty() {
            return if shared.from.strict { Err(strict_without_files()) } else { Ok(None) };
        }
        without_demo(shared)?;
        let (places, mut unopened) = shared.from.places()?;
        let output = own_output(shared);
        let (mut inputs, mut seen, mut skipped) = (Vec::new(), HashSet::new(), None);
        for place in places {
            let path = match place {
                InputSpec::Stdin => {
                    inputs.push(Input::Stdin(process.take_stdin()));
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
            Some(path) => process.note(&format!("{} is not read: it is the output", path.display())),
            None => {}
        }
        match unopened.pop() {
            Some(fault) if inputs.is_empty() => return Err(fault),
            fault => unopened.extend(fault),
        }
        let (strict, keep_repeats) = (shared.from.strict, shared.from.keep_repeats);
        Ok(Some(Self { inputs: Mutex::new(inputs), unopened: Mutex::new(unopened), strict, keep_repeats }))
    }

    /// Reads all files into `sink`: the records that answer any of `queries`, which differ in their kind only. What was read
    /// before a signal is given too.
    pub(crate) fn gather(&self, queries: &[Query], sink: &mut dyn Sink, process: &AppContext) -> ReadOutcome {
        let inputs = drained(&self.inputs);
        let mut faults = drained(&self.unopened);
        let Some(query) = queries.first() else { return ReadOutcome { facts: Vec::new(), early: None } };
        let total = inputs.len() + faults.len();
        let directory = tables(&inputs);
        let mut asked = queries.to_vec();
        if sink.wants_connections() {
            sink.list(&directory, None);
            // How far the data reaches back, the events of all connections say.
            for query in &mut asked {
                (query.filters.connections, query.filters.services) = (Vec::new(), Vec::new());
            }
        }
        let directory = Some(directory).filter(|directory| !directory.is_empty());
        // A name that is asked for may be in a table, and not in the bytes of an entry.
        let prefilter = if self.strict || directory.is_some() { None } else { asked.first().and_then(Prefilter::new) };
        let hand = if query.limit.is_none() { sink.hand() } else { None };
        let repeats = Deduplicator::new(inputs.len() > 1, self.keep_repeats);
        let (keeps_untimed, marker) = (sink.takes_untimed(), repeats.marker());
        let wanted =
            RecordFilter { hand, directory, keeps_untimed, marker, ..RecordFilter::new(&asked, process.reveal) };
        let wanted = Arc::new(wanted);
        let mut drain = Collector::new(queries, sink, (Arc::clone(&wanted), repeats));
        let reading = reader_pool::read(inputs, prefilter, move |batch| wanted.filter(batch));
        let (ended, report) = drain.collect(reading, &process.signals);
        let ended = ended.and_then(|signal| drain.finish().map(|()| signal));
        let begun = SourceStats::new("files", KEPT_DAYS);
        let mut facts = vec![begun; queries.len()];
        if let Some(facts) = facts.first_mut() {
            (facts.read, facts.unread, facts.untimed) = (drain.read, report.misses, drain.untimed);
        }
        faults.append(&mut drain.faults);
        let early = match ended {
            Err(stop) => return ReadOutcome { facts, early: Some(StopReason::Stop(stop)) },
            Ok(Some(signal)) => Some(StopReason::Signal(signal)),
            Ok(None) => self.incomplete(&report, faults, total, process).map(StopReason::Fault),
        };
        report_misses(&report, self.strict || report.is_unreadable(), process);
        drain.repeats.note(process);
        ReadOutcome { facts, early }
    }

    /// The fault of a reading that did not read everything: a file that cannot be read, no entry at all, or with `--strict` any
    /// value that is not an entry.
    fn incomplete(
        &self,
        report: &DecodeReport,
        mut faults: Vec<Error>,
        total: usize,
        process: &AppContext,
    ) -> Option<Error> {
        if total == 1 && !faults.is_empty() {
            return faults.pop();
        }
        for fault in faults.iter().take(SHOWN) {
            process.note(&fault.to_string());
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

/// The fault of inputs without a single entry.
pub(crate) fn unreadable(report: &DecodeReport) -> Error {
    let (name, guess) = report.guess.clone().unwrap_or_else(|| (Arc::from("the input"), "not a log"));
    let fault = Error::new(Code::Incomplete, format!("cannot find a log entry in {name}"));
    fault
        .cause(format!("it seems to be {guess}; {}", report.first.join("; ")))
        .hint("name files with JSON, NDJSON or CSV exports of log entries")
}

/// What exports of tables among several inputs say of ids.
fn tables(inputs: &[Input]) -> ConnectionDirectory {
    let files = inputs.iter().filter_map(|input| match input {
        Input::File(path) => Some(path.as_path()),
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

fn strict_without_files() -> Error {
    Error::usage("--strict goes with --from only").hint("an API's answers are always read strictly")
}

/// The file, unless it is known beforehand that it cannot be read. Pipes are opened once, by the reading.
fn readable(path: PathBuf) -> Result<PathBuf> {
    let opened = path
        .metadata()
        .and_then(|metadata| if metadata.is_file() { std::fs::File::open(&path).map(drop) } else { Ok(()) });
    match opened {
        Ok(()) => Ok(path),
        Err(error) => Err(input::unopened(&path, &error)),
    }
}

/// Which records a reading keeps; asked on several threads.
struct RecordFilter {
    kinds: Vec<Kind>,
    predicate: Predicate,
    /// Records are to be ordered by their time.
    timed: bool,
    /// Of Fivetran's events, those of a connection's life alone.
    life: bool,
    reveal: Reveal,
    /// What is done with them at once.
    hand: Option<BlockMapper>,
    /// What ids of connections stand for, where a file says so.
    directory: Option<ConnectionDirectory>,
    /// Whether the sink decides about entries without a readable time.
    keeps_untimed: bool,
    /// What makes their marks; `None` where repeats are kept.
    marker: Option<EntryMarker>,
}

/// The records of one block that are wanted.
struct FilteredBlock {
    read: u64,
    /// Those left out because their time cannot be read.
    untimed: u64,
    /// What they are recognised by.
    marks: BlockMarks,
    records: Vec<(Option<DateTime<Utc>>, Record)>,
    /// What a hand made of them instead.
    share: Option<PartialResult>,
    batch: EntryBatch,
}

impl RecordFilter {
    fn new(queries: &[Query], reveal: Reveal) -> Self {
        let kinds: Vec<Kind> = queries.iter().map(|query| query.kind).collect();
        // `connections` asks for these two together, and `events` for posts too.
        let life = kinds.contains(&Kind::Connection) && !kinds.contains(&Kind::Post);
        // They differ in their kind only.
        let query = &queries[0];
        Self {
            kinds,
            predicate: Predicate::new(query),
            timed: query.limit.is_some(),
            life,
            reveal,
            hand: None,
            directory: None,
            keeps_untimed: false,
            marker: None,
        }
    }

    fn filter(&self, batch: EntryBatch) -> FilteredBlock {
        let (mut read, mut untimed, mut records) = (0, 0, Vec::new());
        let mut marks = BlockMarks::with_capacity(if self.marker.is_some() { batch.count() } else { 0 });
        let mut portion = self.hand.as_ref().map(|hand| hand());
        self.for_each(&batch, |number, record| {
            let is_of_kind = self.kinds.contains(&record.kind());
            read += u64::from(is_of_kind);
            let found = if is_of_kind { self.test(record) } else { Match::No };
            let is_untimed = found == Match::Untimed;
            untimed += u64::from(is_untimed && !self.keeps_untimed);
            if found == Match::No || is_untimed && !self.keeps_untimed {
                return;
            }
            if let Some(marker) = &self.marker {
                marks.push(number, marker.mark(batch.line_offset(number), record));
            }
            match &mut portion {
                Some(portion) => portion.accept(record),
                None => records.push((if self.timed { record.time() } else { None }, record.clone())),
            }
        });
        FilteredBlock { read, untimed, marks, records, share: portion.map(PartialSink::share), batch }
    }

    /// Calls `each` with every record of a block and its number, with the names that files tell.
    fn for_each(&self, batch: &EntryBatch, mut each: impl FnMut(usize, &Record)) {
        batch.for_each(self.reveal, |number, record| {
            let named = self.directory.as_ref().and_then(|directory| directory.named(record));
            match named.map(|named| named.with_redaction(self.reveal)) {
                Some(named) => each(number, &named),
                None => each(number, record),
            }
        });
    }

    /// The share of some records of a block, by their numbers.
    fn share(&self, batch: &EntryBatch, mut numbers: impl Iterator<Item = usize>) -> Option<PartialResult> {
        let mut portion = self.hand.as_ref().map(|hand| hand())?;
        let mut next = numbers.next();
        self.for_each(batch, |number, record| {
            if next == Some(number) {
                portion.accept(record);
                next = numbers.next();
            }
        });
        Some(portion.share())
    }

    fn test(&self, record: &Record) -> Match {
        if self.life && !semantics::is_of_connection(&record.raw_view()) {
            return Match::No;
        }
        self.predicate.test(record)
    }
}

/// From a reading to a sink.
struct Collector<'s> {
    queries: &'s [Query],
    sink: &'s mut dyn Sink,
    wanted: Arc<RecordFilter>,
    repeats: Deduplicator,
    /// The newest, and one more than is shown, to know of more; `None` for all as they come.
    newest: Option<LatestN>,
    read: u64,
    /// Why files could not be read, or not to their end.
    faults: Vec<Error>,
    untimed: u64,
}

impl<'s> Collector<'s> {
    fn new(queries: &'s [Query], sink: &'s mut dyn Sink, (wanted, repeats): (Arc<RecordFilter>, Deduplicator)) -> Self {
        let most = queries.first().and_then(|query| Some(query.limit?.saturating_add(query.skip).saturating_add(1)));
        Self { queries, sink, wanted, repeats, newest: most.map(LatestN::new), read: 0, faults: Vec::new(), untimed: 0 }
    }

    /// Takes everything, and returns the signal that ended it early. A fault does not end it: the other files are read.
    fn collect(
        &mut self,
        mut reading: ReaderPool<FilteredBlock>,
        signals: &Signals,
    ) -> (Result<Option<Exit>, WriteError>, DecodeReport) {
        let (interrupted, _listener) = spawn_interrupt_watcher(&reading, signals);
        let mut ended = None;
        for query in self.queries {
            if let Err(stop) = self.sink.opened(query) {
                return (Err(stop), DecodeReport::default());
            }
        }
        while let Some(piece) = reading.next() {
            match piece {
                PoolMessage::Block(kept) => match self.accept(kept) {
                    Ok(true) => {}
                    Ok(false) => break,
                    Err(stop) => return (Err(stop), reading.report().clone()),
                },
                PoolMessage::Fault(fault) => self.faults.push(fault),
                PoolMessage::Broken => {
                    ended = Some(interrupted.recv().unwrap_or(Exit::Interrupted));
                    break;
                }
            }
        }
        (Ok(ended), reading.report().clone())
    }

    fn accept(&mut self, kept: FilteredBlock) -> Result<bool, WriteError> {
        let kept = self.without_repeats(kept);
        self.read += kept.read;
        self.untimed += kept.untimed;
        if let Some(share) = kept.share {
            return self.sink.join(share).map(|()| true);
        }
        let Some(newest) = &mut self.newest else {
            let records: Vec<Record> = kept.records.into_iter().map(|(_, record)| record).collect();
            return self.forward(&records);
        };
        for (time, record) in kept.records {
            newest.push(time, &record);
        }
        Ok(true)
    }

    /// Nearly all blocks hold no repeat, and are kept as they are.
    fn without_repeats(&mut self, mut kept: FilteredBlock) -> FilteredBlock {
        let repeated = self.repeats.find(&kept.marks, kept.batch.input());
        if repeated.is_empty() {
            return kept;
        }
        if kept.share.is_some() {
            kept.share = self.wanted.share(&kept.batch, kept.marks.numbers_without(&repeated));
        } else {
            let mut places = 0..;
            kept.records.retain(|_| places.next().is_some_and(|place| repeated.binary_search(&place).is_err()));
        }
        kept
    }

    /// Gives what was kept, newest first.
    fn finish(&mut self) -> Result<(), WriteError> {
        let newest = self.newest.take().map(LatestN::into_records).unwrap_or_default();
        self.forward(&newest).map(drop)
    }

    /// Gives records to the sink, neighbours of one kind together.
    fn forward(&mut self, records: &[Record]) -> Result<bool, WriteError> {
        for run in records.chunk_by(|one, other| one.kind() == other.kind()) {
            let kind = run.first().map(Record::kind);
            let Some(query) = self.queries.iter().find(|query| Some(query.kind) == kind) else { continue };
            if !self.sink.accept(query, run)? {
                return Ok(false);
            }
        }
        Ok(true)
    }
}

/// Ends the reading at the first signal, which the receiver gets.
fn spawn_interrupt_watcher<T: Send + 'static>(
    reading: &ReaderPool<T>,
    signals: &Signals,
) -> (mpsc::Receiver<Exit>, Option<Listener>) {
    let (sender, receiver) = mpsc::channel();
    let breaker = reading.breaker();
    let listener = signals.listen_with(move |exit| {
        let _ = sender.send(exit);
        breaker.pull();
    });
    (receiver, listener.ok())
}

/// Notes what was read beside entries. Where `failed`, an error says what could not be read.
pub(crate) fn report_misses(report: &DecodeReport, failed: bool, process: &AppContext) {
    if report.misses > 0 && !failed {
        let (values, places) = (counted(report.misses, "value"), report.first.join("; "));
        process.note(&format!("{values} could not be read: {places}"));
    }
    if report.mended > 0 {
        process.note(&format!("replaced invalid UTF-8 in {}", counted(report.mended, "line")));
    }
    if report.others > 0 {
        process.note(&format!("skipped {} of kinds that connlog does not list", counted(report.others, "entry")));
    }
}

/// The fault of `--strict`.
pub(crate) fn strict(report: &DecodeReport) -> Option<Error> {
    let lost = report.misses > 0 || report.mended > 0;
    lost.then(|| {
        let what = match report.misses {
            0 => format!("invalid UTF-8 in {}", counted(report.mended, "line")),
            misses => format!("{} could not be read", counted(misses, "value")),
        };
        let fault = Error::new(Code::Incomplete, what).hint("without --strict they are passed over with a note");
        if report.first.is_empty() { fault } else { fault.cause(report.first.join("; ")) }
    })
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;
    use std::io::{self, Read};

    use proptest::prelude::*;

    use super::*;
    use crate::pipeline::PartialSink;
    use crate::sources::files::reader_pool;
    use connlog_core::query::{Filters, Window};
    use connlog_core::sanitize::{Escaped, Keep};

    /// A sink that keeps the ids of the records, which fingerprints leave out.
    struct IdSink {
        found: Vec<String>,
        helped: bool,
    }

    struct IdPart(Vec<String>);

    fn id(record: &Record) -> String {
        record.view().text("id").unwrap().into_owned()
    }

    impl PartialSink for IdPart {
        fn accept(&mut self, record: &Record) {
            self.0.push(id(record));
        }

        fn share(self: Box<Self>) -> PartialResult {
            PartialResult::Text {
                text: Escaped::from_text(&self.0.join("\n"), Keep::LINES),
                records: self.0.len() as u64,
                ended: Ok(()),
            }
        }
    }

    impl Sink for IdSink {
        fn hand(&self) -> Option<BlockMapper> {
            self.helped.then(|| -> BlockMapper { Box::new(|| Box::new(IdPart(Vec::new()))) })
        }

        fn join(&mut self, share: PartialResult) -> Result<(), WriteError> {
            let PartialResult::Text { text, .. } = share else { return Ok(()) };
            self.found.extend(text.as_str().lines().map(str::to_owned));
            Ok(())
        }

        fn accept(&mut self, _: &Query, records: &[Record]) -> Result<bool, WriteError> {
            self.found.extend(records.iter().map(id));
            Ok(true)
        }
    }

    /// Gives its bytes in pieces, each of which becomes a block.
    struct ChunkedReader(io::Cursor<Vec<u8>>, usize);

    impl Read for ChunkedReader {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            let length = buffer.len().min(self.1);
            self.0.read(&mut buffer[..length])
        }
    }

    fn read_all(texts: &[String], length: usize, helped: bool) -> (Vec<String>, u64) {
        let inputs: Vec<Input> = texts
            .iter()
            .map(|text| Input::Stdin(Box::new(ChunkedReader(io::Cursor::new(text.clone().into_bytes()), length))))
            .collect();
        let window = Window { since: None, until: None, days: None, now: DateTime::UNIX_EPOCH };
        let filters = Filters { events: vec!["sync_end".to_owned()], ..Filters::default() };
        let queries = [Query { kind: Kind::Fivetran, filters, window, limit: None, skip: 0, page_size: None }];
        let mut sink = IdSink { found: Vec::new(), helped };
        let repeats = Deduplicator::new(inputs.len() > 1, false);
        let hand = sink.hand();
        let wanted = RecordFilter { hand, marker: repeats.marker(), ..RecordFilter::new(&queries, Reveal::default()) };
        let wanted = Arc::new(wanted);
        let mut drain = Collector::new(&queries, &mut sink, (Arc::clone(&wanted), repeats));
        let mut reading = reader_pool::read(inputs, None, move |batch| wanted.filter(batch));
        for piece in reading.by_ref() {
            let PoolMessage::Block(kept) = piece else { panic!("nothing fails") };
            assert!(drain.accept(kept).unwrap());
        }
        let left_out = drain.repeats.left_out();
        (sink.found, left_out)
    }

    /// One spelling of an event, which the number of the line gives its id.
    fn line((event, at, data): (u8, u8, u8), number: usize, spelling: u8) -> String {
        let name = if event == 0 { "sync_end" } else { "sync_start" };
        let (event, second) = (if spelling & 1 == 0 { name.to_owned() } else { name.to_uppercase() }, at);
        let created = if spelling & 2 == 0 {
            format!("2026-01-01T00:00:0{second}Z")
        } else {
            format!("2026-01-01T01:00:0{second}.000+01:00")
        };
        let data = if spelling & 4 == 0 {
            format!("{{\"a\": {data}, \"b\": [1]}}")
        } else {
            format!("\"{{\\\"b\\\":[1],\\\"a\\\":{data}}}\"")
        };
        format!("{{\"event\":\"{event}\",\"data\":{data},\"created\":\"{created}\",\"id\":\"{number}\"}}\n")
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(48))]
        #[test]
        fn repeats_are_left_out_whatever_the_blocks_and_the_ways(
            events in prop::collection::vec(((0_u8..2, 0_u8..6, 0_u8..6), any::<u8>()), 1..300),
            parts in 1_usize..4,
            length in 100_usize..3_000,
        ) {
            let lines: Vec<String> =
                events.iter().enumerate().map(|(number, (event, spelling))| line(*event, number, *spelling)).collect();
            let texts: Vec<String> = lines.chunks(lines.len().div_ceil(parts)).map(<[String]>::concat).collect();
            let (mut known, mut expected, mut repeated) = (HashSet::new(), Vec::new(), 0);
            for (number, (event, _)) in events.iter().enumerate().filter(|(_, (event, _))| event.0 == 0) {
                if known.insert(*event) { expected.push(number.to_string()) } else { repeated += 1 }
            }
            for helped in [true, false] {
                let (found, left_out) = read_all(&texts, length, helped);
                prop_assert_eq!(&found, &expected);
                prop_assert_eq!(left_out, repeated);
            }
        }
    }

    #[test]
    fn what_is_strict_is_told_with_its_places() {
        assert!(strict(&DecodeReport::default()).is_none());
        let report = DecodeReport {
            misses: 2,
            first: vec!["a:1: x".to_owned(), "b:2: y".to_owned()],
            ..DecodeReport::default()
        };
        let fault = strict(&report).unwrap();
        assert_eq!(
            (fault.what.as_str(), fault.cause.as_deref()),
            ("2 values could not be read", Some("a:1: x; b:2: y"))
        );
        assert_eq!(fault.code.exit(), Exit::Incomplete);
        let mended = DecodeReport { mended: 3, ..DecodeReport::default() };
        assert!(strict(&mended).unwrap().what.ends_with("3 lines"));
    }
}
