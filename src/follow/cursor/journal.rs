//! What was handed out since the cursor was last written, one line each, so that every entry costs one small write.
//!
//! A line counts once its line end is there. Lines of another generation than the cursor's are already part of it.

use std::fs::{File, OpenOptions};
use std::io::{self, Read as _, Write as _};
use std::path::Path;

use chrono::DateTime;

use crate::file_access::state;
use crate::follow::source::EntryPosition;
use crate::sources::files::follow::checkpoint::ReadPosition;

/// Something that was handed out: an entry, or a line of connlog's own among them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct JournalRecord {
    /// The entry, as the marks know it.
    pub(crate) entry: Option<EntryPosition>,
    /// What the output file ends with once this is in it.
    pub(crate) end: JournalEnd,
}

/// The end of an output file: how long it is, and what stands last.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub(crate) struct JournalEnd {
    pub(crate) length: u64,
    /// The last bytes: how many, and their checksum.
    pub(crate) last: u64,
    pub(crate) sum: u32,
}

/// The file with the notes.
pub(crate) struct Journal(File);

impl Journal {
    pub(crate) fn open(path: &Path) -> io::Result<Self> {
        state::open(path, OpenOptions::new().read(true).append(true).create(true)).map(Self)
    }

    /// The notes of `generation`, in their order.
    pub(crate) fn notes(&mut self, generation: u64) -> io::Result<Vec<JournalRecord>> {
        let mut bytes = Vec::new();
        self.0.read_to_end(&mut bytes)?;
        let text = String::from_utf8_lossy(&bytes);
        let whole = text.rsplit_once('\n').map_or("", |(whole, _)| whole);
        Ok(whole.lines().filter_map(|line| read(line, generation)).collect())
    }

    pub(crate) fn add(&mut self, generation: u64, note: &JournalRecord) -> io::Result<()> {
        let JournalEnd { length, last, sum } = note.end;
        let entry = match note.entry {
            Some(EntryPosition::Met(identity, time)) => {
                format!("{identity} {} {}", time.timestamp(), time.timestamp_subsec_nanos())
            }
            Some(EntryPosition::Place(file, ReadPosition { offset, taken })) => format!("@{file} {offset} {taken}"),
            None => "- - -".to_owned(),
        };
        self.0.write_all(format!("{generation} {entry} {length} {last} {sum}\n").as_bytes())
    }

    /// Everything in it has become part of the cursor.
    pub(crate) fn clear(&mut self) -> io::Result<()> {
        self.0.set_len(0)
    }
}

fn read(line: &str, generation: u64) -> Option<JournalRecord> {
    let words: Vec<&str> = line.split(' ').collect();
    let [of, what, one, other, length, last, sum] = words[..] else { return None };
    if of.parse() != Ok(generation) {
        return None;
    }
    let entry = match (what, what.strip_prefix('@')) {
        ("-", _) => None,
        (_, Some(file)) => Some(EntryPosition::Place(
            file.parse().ok()?,
            ReadPosition { offset: one.parse().ok()?, taken: other.parse().ok()? },
        )),
        (identity, None) => {
            let time = DateTime::from_timestamp(one.parse().ok()?, other.parse().ok()?)?;
            Some(EntryPosition::Met(identity.parse().ok()?, time))
        }
    };
    Some(JournalRecord {
        entry,
        end: JournalEnd { length: length.parse().ok()?, last: last.parse().ok()?, sum: sum.parse().ok()? },
    })
}

#[cfg(test)]
mod tests {
    use chrono::Utc;

    use super::*;

    fn note(identity: u64, length: u64) -> JournalRecord {
        let time = DateTime::from_timestamp_nanos(1_795_262_400_123_456_789);
        JournalRecord {
            entry: Some(EntryPosition::Met(identity, time)),
            end: JournalEnd { length, last: 7, sum: u32::MAX },
        }
    }

    #[test]
    fn notes_read_back_and_a_torn_one_does_not_count() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("journal");
        let timeless =
            JournalRecord { entry: Some(EntryPosition::Met(2, DateTime::<Utc>::MAX_UTC)), end: JournalEnd::default() };
        let placed = JournalRecord {
            entry: Some(EntryPosition::Place(3, ReadPosition { offset: u64::MAX, taken: 2 })),
            end: JournalEnd::default(),
        };
        let kept = [
            note(1, 10),
            JournalRecord { entry: None, end: JournalEnd::default() },
            timeless,
            placed,
            note(u64::MAX, 30),
        ];
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
