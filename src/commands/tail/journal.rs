//! What was handed out since the cursor was last written, one line each, so that every entry costs one small write.
//!
//! A line counts once its line end is there. Lines of another generation than the cursor's are already part of it.

use std::fs::{File, OpenOptions};
use std::io::{self, Read as _, Write as _};
use std::path::Path;

use chrono::DateTime;

use super::feed::Mark;
use crate::file_access::state;
use crate::read::follow::At;

/// Something that was handed out: an entry, or a line of connlog's own among them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Note {
    /// The entry, as the marks know it.
    pub(super) entry: Option<Mark>,
    /// What the output file ends with once this is in it.
    pub(super) end: End,
}

/// The end of an output file: how long it is, and what stands last.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub(super) struct End {
    pub(super) length: u64,
    /// The last bytes: how many, and their checksum.
    pub(super) last: u64,
    pub(super) sum: u32,
}

/// The file with the notes.
pub(super) struct Journal(File);

impl Journal {
    pub(super) fn open(path: &Path) -> io::Result<Self> {
        state::open(path, OpenOptions::new().read(true).append(true).create(true)).map(Self)
    }

    /// The notes of `generation`, in their order.
    pub(super) fn notes(&mut self, generation: u64) -> io::Result<Vec<Note>> {
        let mut bytes = Vec::new();
        self.0.read_to_end(&mut bytes)?;
        let text = String::from_utf8_lossy(&bytes);
        let whole = text.rsplit_once('\n').map_or("", |(whole, _)| whole);
        Ok(whole.lines().filter_map(|line| read(line, generation)).collect())
    }

    pub(super) fn add(&mut self, generation: u64, note: &Note) -> io::Result<()> {
        let End { length, last, sum } = note.end;
        let entry = match note.entry {
            Some(Mark::Met(identity, time)) => {
                format!("{identity} {} {}", time.timestamp(), time.timestamp_subsec_nanos())
            }
            Some(Mark::Place(file, At { offset, taken })) => format!("@{file} {offset} {taken}"),
            None => "- - -".to_owned(),
        };
        self.0.write_all(format!("{generation} {entry} {length} {last} {sum}\n").as_bytes())
    }

    /// Everything in it has become part of the cursor.
    pub(super) fn clear(&mut self) -> io::Result<()> {
        self.0.set_len(0)
    }
}

fn read(line: &str, generation: u64) -> Option<Note> {
    let words: Vec<&str> = line.split(' ').collect();
    let [of, what, one, other, length, last, sum] = words[..] else { return None };
    if of.parse() != Ok(generation) {
        return None;
    }
    let entry = match (what, what.strip_prefix('@')) {
        ("-", _) => None,
        (_, Some(file)) => {
            Some(Mark::Place(file.parse().ok()?, At { offset: one.parse().ok()?, taken: other.parse().ok()? }))
        }
        (identity, None) => {
            let time = DateTime::from_timestamp(one.parse().ok()?, other.parse().ok()?)?;
            Some(Mark::Met(identity.parse().ok()?, time))
        }
    };
    Some(Note { entry, end: End { length: length.parse().ok()?, last: last.parse().ok()?, sum: sum.parse().ok()? } })
}

#[cfg(test)]
mod tests {
    use chrono::Utc;

    use super::*;

    fn note(identity: u64, length: u64) -> Note {
        let time = DateTime::from_timestamp_nanos(1_795_262_400_123_456_789);
        Note { entry: Some(Mark::Met(identity, time)), end: End { length, last: 7, sum: u32::MAX } }
    }

    #[test]
    fn notes_read_back_and_a_torn_one_does_not_count() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("journal");
        let timeless = Note { entry: Some(Mark::Met(2, DateTime::<Utc>::MAX_UTC)), end: End::default() };
        let placed = Note { entry: Some(Mark::Place(3, At { offset: u64::MAX, taken: 2 })), end: End::default() };
        let kept = [note(1, 10), Note { entry: None, end: End::default() }, timeless, placed, note(u64::MAX, 30)];
        let mut journal = Journal::open(&path).unwrap();
        for note in &kept {
            journal.add(4, note).unwrap();
        }
        journal.add(5, &note(9, 9)).unwrap();
        let whole = std::fs::read(&path).unwrap();
        for cut in 0..=whole.len() {
            std::fs::write(&path, &whole[..cut]).unwrap();
            let notes = Journal::open(&path).unwrap().notes(4).unwrap();
            let complete = whole[..cut].split(|byte| *byte == b'\n').count() - 1;
            assert_eq!(notes, kept[..complete.min(5)]);
        }
        assert_eq!(Journal::open(&path).unwrap().notes(6).unwrap(), []);
        journal.clear().unwrap();
        assert_eq!(Journal::open(&path).unwrap().notes(4).unwrap(), []);
    }
}
