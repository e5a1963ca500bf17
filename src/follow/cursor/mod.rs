//! `--resume NAME`: how far the following came, kept so that a run that was killed at any moment goes on without loss.
//!
//! Beside the cursor, which is replaced in one step, stands a journal. To a pipe, an entry is noted there once its line
//! was taken: a line whose note is missing comes again, and no other does. To a file of our own, it is noted before: then
//! the file itself tells whether the line is whole, and a line that is not is cut off and written again.

pub mod journal;

use std::collections::BTreeMap;
use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use serde::{Deserialize, Serialize};

use self::journal::{Journal, JournalEnd, JournalRecord};
use super::output_file::AtomicAppendFile;
use super::source::{Checkpoint, CheckpointRef, EntryPosition};
use crate::file_access::state;
use connlog_core::error::{Code, Error, Result};
use connlog_core::sanitize::Escaped;

/// Notes after which the journal becomes part of the cursor.
const MANY: u64 = 1_000;
/// The time after which it does, if there are any notes.
const OFTEN: Duration = Duration::from_secs(10);
/// The time after which the cursor moves on though nothing was handed out.
const SELDOM: Duration = Duration::from_secs(60);

/// Bytes of a cursor at most.
const LARGEST: u64 = 1 << 30;

/// What is followed and where it goes, by the words of the flags: a cursor serves one question.
pub(crate) type CursorKey = BTreeMap<String, String>;

/// The cursor's file.
#[derive(Debug, Serialize, Deserialize)]
struct CursorState {
    version: u32,
    question: CursorKey,
    generation: u64,
    /// Where the output file ended.
    end: Option<JournalEnd>,
    marks: Checkpoint,
}

/// A cursor that this process alone moves.
pub(crate) struct ResumeCursor {
    path: PathBuf,
    question: CursorKey,
    generation: u64,
    marks: Option<Checkpoint>,
    journal: Journal,
    noted: u64,
    /// When the cursor was last written.
    written: Instant,
    /// The output file, where it is ours to keep whole.
    file: Option<AtomicAppendFile>,
    /// What it held is gone.
    begun_anew: bool,
    _lock: File,
}

impl ResumeCursor {
    /// The cursor `name` in `folder`, for `question`. Faults are `config`: another process has it, it belongs to another
    /// question, or it cannot be read.
    pub(crate) fn open(folder: &Path, name: &str, question: CursorKey) -> Result<Self> {
        check(name)?;
        let at = |kind: &str| folder.join(format!("{name}.{kind}"));
        let failed = |error: io::Error| {
            Error::new(Code::Io, format!("cannot keep the cursor {}", at("json").display()))
                .cause(error)
                .hint("check the folder and its permissions; XDG_STATE_HOME names another")
        };
        state::create_folder(folder).map_err(failed)?;
        let lock = lock(&at("lock"), name)?;
        let path = at("json");
        let state = read(&path)?;
        let journal = Journal::open(&at("journal")).map_err(failed)?;
        let mut cursor = Self {
            path,
            question,
            generation: 0,
            marks: None,
            noted: 0,
            written: Instant::now(),
            file: None,
            begun_anew: false,
            _lock: lock,
            journal,
        };
        if let Some(state) = state {
            cursor.same_question(&state.question, name)?;
            let notes = cursor.journal.notes(state.generation).map_err(failed)?;
            cursor.generation = state.generation;
            cursor.marks = Some(state.marks);
            cursor.replay(notes, state.end)?;
        }
        Ok(cursor)
    }

    /// How far another run came; `None` where this is the first one.
    pub(crate) fn marks(&self) -> Option<&Checkpoint> {
        self.marks.as_ref()
    }

    /// What goes to the output file goes there after what it holds; empty files want a header.
    pub(crate) fn file(&self) -> Option<(&File, bool)> {
        self.file.as_ref().map(|whole| (&whole.file, whole.end.length == 0))
    }

    /// Whether the output file held lines, and is empty or missing now.
    pub(crate) fn begun_anew(&self) -> bool {
        self.begun_anew
    }

    fn same_question(&self, other: &CursorKey, name: &str) -> Result<()> {
        let keys = self.question.keys().chain(other.keys());
        let Some(key) = keys.into_iter().find(|key| self.question.get(*key) != other.get(*key)) else { return Ok(()) };
        let told = |question: &CursorKey| {
            question.get(key).map_or_else(|| format!("no {key}"), |value| format!("{key} {value}"))
        };
        Err(Error::config(format!("the cursor `{name}` belongs to another question"))
            .cause(format!("it was made with {}, and this is {}", told(other), told(&self.question)))
            .hint("take another name for --resume, or the flags it was made with"))
    }

    /// Takes in what was noted after the cursor was written last, as far as it is in the output.
    fn replay(&mut self, mut notes: Vec<JournalRecord>, end: Option<JournalEnd>) -> Result<()> {
        if let Some(end) = end {
            let path = PathBuf::from(self.question.get("output").cloned().unwrap_or_default());
            let known = notes.last().map_or(end, |note| note.end);
            let whole = AtomicAppendFile::mend(&path, end, &mut notes)?;
            self.begun_anew = whole.end.length == 0 && known.length > known.last;
            self.file = Some(whole);
        }
        if let Some(marks) = &mut self.marks {
            for mark in notes.iter().filter_map(|note| note.entry) {
                marks.record_position(mark);
            }
        }
        self.write()
    }

    /// Makes the file at `path` the output that is kept whole, where the cursor knows none yet. Devices and pipes cannot
    /// be looked at again: they are treated as stdout is.
    pub(crate) fn keep(&mut self, path: &Path) -> Result<()> {
        if self.file.is_none() && fs::metadata(path).is_ok_and(|metadata| !metadata.is_file()) {
            return Ok(());
        }
        if self.file.is_none() {
            self.file = Some(AtomicAppendFile::adopt(path)?);
        }
        Ok(())
    }

    /// `bytes` are about to be written, on account of `entry` or of none.
    pub(crate) fn before(&mut self, entry: Option<EntryPosition>, bytes: &[u8]) -> Result<()> {
        let Some(whole) = &mut self.file else { return Ok(()) };
        whole.will_end_with(bytes);
        let note = JournalRecord { entry, end: whole.end };
        self.jot(&note)
    }

    /// They were written.
    pub(crate) fn after(&mut self, entry: Option<EntryPosition>) -> Result<()> {
        if self.file.is_none() && entry.is_some() {
            self.jot(&JournalRecord { entry, end: JournalEnd::default() })?;
        }
        if let (Some(mark), Some(marks)) = (entry, &mut self.marks) {
            marks.record_position(mark);
        }
        Ok(())
    }

    fn jot(&mut self, note: &JournalRecord) -> Result<()> {
        self.noted += 1;
        self.journal.add(self.generation, note).map_err(|error| self.failed(error))
    }

    /// Everything handed out so far is in `marks`. Written now and then only, since the journal has it all, as long as what
    /// it notes means something to the marks that were written.
    pub(crate) fn reach(&mut self, marks: CheckpointRef<'_>) -> Result<()> {
        let since = self.written.elapsed();
        let due = match self.noted {
            0 => since >= SELDOM,
            noted => noted >= MANY || since >= OFTEN,
        };
        let known = self.marks.as_ref();
        let settled = |known: &Checkpoint| if due { self.noted == 0 && known.are(marks) } else { known.lead_to(marks) };
        if known.is_some_and(settled) {
            return Ok(());
        }
        self.marks = Some(marks.into());
        self.write()
    }

    /// Writes the cursor as it stands.
    pub(crate) fn write(&mut self) -> Result<()> {
        self.replace().map_err(|error| self.failed(error))
    }

    fn replace(&mut self) -> io::Result<()> {
        let Some(marks) = &self.marks else { return Ok(()) };
        if let Some(whole) = &self.file {
            whole.file.sync_data()?;
        }
        let generation = self.generation + 1;
        let end = self.file.as_ref().map(|whole| whole.end);
        let (question, marks) = (self.question.clone(), marks.clone());
        let text = serde_json::to_string(&CursorState { version: 1, question, generation, end, marks })?;
        state::replace(&self.path, Escaped::from_json(&text).as_bytes())?;
        self.generation = generation;
        self.noted = 0;
        self.written = Instant::now();
        self.journal.clear()
    }

    fn failed(&self, error: io::Error) -> Error {
        Error::new(Code::Io, format!("cannot move the cursor {}", self.path.display()))
            .cause(error)
            .hint("is the disk full?")
    }
}

/// A name that is a file's name on every system.
fn check(name: &str) -> Result<()> {
    let fits = |byte: u8| byte.is_ascii_alphanumeric() || b"._-".contains(&byte);
    if (1..=64).contains(&name.len()) && name.bytes().all(fits) && !name.starts_with('.') {
        return Ok(());
    }
    Err(Error::usage(format!("`{name}` is no name for a cursor"))
        .hint("use letters, digits, `-`, `_` and `.`, at most 64 of them, and no `.` first"))
}

/// The lock that goes with the process, however that ends.
fn lock(path: &Path, name: &str) -> Result<File> {
    let failed = |error: io::Error| {
        Error::new(Code::Io, format!("cannot lock {}", path.display()))
            .cause(error)
            .hint("check the folder and its owner; XDG_STATE_HOME names another folder")
    };
    let options = &mut OpenOptions::new();
    let mut file = state::open(path, options.read(true).write(true).create(true).truncate(false)).map_err(failed)?;
    match file.try_lock() {
        Ok(()) => {
            file.set_len(0).and_then(|()| write!(file, "{}", std::process::id())).map_err(failed)?;
            Ok(file)
        }
        Err(TryLockError::WouldBlock) => {
            let mut holder = String::new();
            let known = file.read_to_string(&mut holder).is_ok() && holder.parse::<u32>().is_ok();
            let holder = if known { format!("process {holder}") } else { "another process".to_owned() };
            Err(Error::config(format!("the cursor `{name}` is in use"))
                .cause(format!("{holder} follows with it"))
                .hint("end that one, or take another name for --resume"))
        }
        Err(TryLockError::Error(error)) => Err(failed(error)),
    }
}

fn read(path: &Path) -> Result<Option<CursorState>> {
    let broken = |cause: &dyn std::fmt::Display| {
        Error::config(format!("the cursor {} cannot be read", path.display()))
            .cause(cause)
            .hint("remove it to begin anew, from where -n or --since say")
    };
    let Some(bytes) = state::read(path, LARGEST).map_err(|error| broken(&error))? else { return Ok(None) };
    let state: CursorState = serde_json::from_slice(&bytes).map_err(|error| broken(&error))?;
    match state.version {
        1 => Ok(Some(state)),
        version => Err(broken(&format!("it is of version {version}, made by a newer connlog"))),
    }
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;

    use super::*;
    use crate::sources::api::follow;

    /// Opens the cursor of a file, and writes `pieces`; of the last one only so many bytes reach the file, and then the
    /// process is gone. What the next one finds: how many pieces are taken, and the file.
    fn torn(pieces: &[&[u8]], reach: usize) -> (usize, Vec<u8>) {
        let folder = tempfile::tempdir().unwrap();
        let out = folder.path().join("out");
        fs::write(&out, "before\n").unwrap();
        let question = || CursorKey::from([("output".to_owned(), out.display().to_string())]);
        let open = || ResumeCursor::open(&folder.path().join("cursors"), "x", question()).unwrap();
        let time = DateTime::from_timestamp_nanos(1_795_262_400_000_000_000);
        let mut cursor = open();
        cursor.keep(&out).unwrap();
        cursor.reach(CheckpointRef::Met(&follow::checkpoint::PollCheckpoint::since(time))).unwrap();
        for (at, piece) in pieces.iter().enumerate() {
            let entry = Some(EntryPosition::Met(at as u64, time));
            cursor.before(entry, piece).unwrap();
            let last = at + 1 == pieces.len();
            let written = if last { &piece[..reach] } else { piece };
            OpenOptions::new().append(true).open(&out).unwrap().write_all(written).unwrap();
            if !last {
                cursor.after(entry).unwrap();
            }
        }
        drop(cursor);
        let Some(Checkpoint::Met(marks)) = open().marks().cloned() else { panic!("the marks are those of an API") };
        (marks.remembered(), fs::read(&out).unwrap())
    }

    #[test]
    fn a_file_ends_with_its_last_whole_piece_and_the_marks_know_which() {
        let pieces: [&[u8]; 3] = [b"one\n", b"", b"three\n"];
        for reach in 0..6 {
            assert_eq!(torn(&pieces, reach), (2, b"before\none\n".to_vec()), "{reach}");
        }
        assert_eq!(torn(&pieces, 6), (3, b"before\none\nthree\n".to_vec()));
        assert_eq!(torn(&pieces[..1], 2), (0, b"before\n".to_vec()));
    }

    #[test]
    fn names_are_those_of_files_and_of_no_folder() {
        for good in ["a", "alerts-2.prod_x"] {
            assert!(check(good).is_ok(), "{good}");
        }
        for bad in ["", ".", "..", ".x", "a/b", "a\\b", "é", "a b", &"x".repeat(65)] {
            assert_eq!(check(bad).unwrap_err().code, Code::Usage, "{bad}");
        }
    }
}
