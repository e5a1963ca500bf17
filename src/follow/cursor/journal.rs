//! The journal (write-ahead log) of a cursor: one line for each entry since the cursor was written.
//!
//! A line without a line end is incomplete and ignored. Lines of an earlier generation are already part of the cursor.

use std::fs::{File, OpenOptions};
use std::io::{self, Read as _, Write as _};
use std::path::Path;

use chrono::DateTime;

use crate::file_access::state;
use crate::follow::entry_position::EntryPosition;
use crate::sources::files::follow::checkpoint::ReadPosition;

/// A record of the journal, for an emitted entry or a control record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct JournalRecord {
    /// The position of the entry; `None` for a control record.
    pub(crate) entry: Option<EntryPosition>,
    /// The end of the output file after this line.
    pub(crate) end: JournalEnd,
}

/// The end of an output file: its length, and the checksum of its last bytes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub(crate) struct JournalEnd {
    /// The length of the file in bytes.
    pub(crate) length: u64,
    /// The number of bytes that the checksum covers.
    pub(crate) last: u64,
    /// The CRC-32 of these bytes.
    pub(crate) sum: u32,
}

/// The file of the journal.
pub(crate) struct Journal(File);

impl Journal {
    pub(crate) fn open(path: &Path) -> io::Result<Self> {
        state::open(path, OpenOptions::new().read(true).append(true).create(true)).map(Self)
    }

    /// Reads the records of `generation` in their order.
    pub(crate) fn records(&mut self, generation: u64) -> io::Result<Vec<JournalRecord>> {
        let mut bytes = Vec::new();
        self.0.read_to_end(&mut bytes)?;
        let text = String::from_utf8_lossy(&bytes);
        let complete = text.rsplit_once('\n').map_or("", |(complete, _)| complete);
        Ok(complete.lines().filter_map(|line| read(line, generation)).collect())
    }

    /// Appends a record with one write.
    pub(crate) fn add(&mut self, generation: u64, record: &JournalRecord) -> io::Result<()> {
        let JournalEnd { length, last, sum } = record.end;
        let entry = match record.entry {
            Some(EntryPosition::Identity(identity, time)) => {
                format!("{identity} {} {}", time.timestamp(), time.timestamp_subsec_nanos())
            }
            Some(EntryPosition::Offset(file, ReadPosition { offset, taken })) => format!("@{file} {offset} {taken}"),
            None => "- - -".to_owned(),
        };
        self.0.write_all(format!("{generation} {entry} {length} {last} {sum}\n").as_bytes())
    }

    /// Empties the journal. Called when all its records are part of the cursor.
    pub(crate) fn clear(&mut self) -> io::Result<()> {
        self.0.set_len(0)
    }
}

fn read(line: &str, generation: u64) -> Option<JournalRecord> {
    let words: Vec<&str> = line.split(' ').collect();
    let [of_generation, entry, first, second, length, last, sum] = words[..] else { return None };
    if of_generation.parse() != Ok(generation) {
        return None;
    }
    let entry = match (entry, entry.strip_prefix('@')) {
        ("-", _) => None,
        (_, Some(file)) => Some(EntryPosition::Offset(
            file.parse().ok()?,
            ReadPosition { offset: first.parse().ok()?, taken: second.parse().ok()? },
        )),
        (identity, None) => {
            let time = DateTime::from_timestamp(first.parse().ok()?, second.parse().ok()?)?;
            Some(EntryPosition::Identity(identity.parse().ok()?, time))
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
            entry: Some(EntryPosition::Identity(identity, time)),
            end: JournalEnd { length, last: 7, sum: u32::MAX },
        }
    }

    #[test]
    fn records_are_read_back_and_an_incomplete_one_is_ignored() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("journal");
        let timeless = JournalRecord {
            entry: Some(EntryPosition::Identity(2, DateTime::<Utc>::MAX_UTC)),
            end: JournalEnd::default(),
        };
        let placed = JournalRecord {
            entry: Some(EntryPosition::Offset(3, ReadPosition { offset: u64::MAX, taken: 2 })),
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
            let notes = Journal::open(&path).unwrap().records(4).unwrap();
            let complete = whole[..cut].split(|byte| *byte == b'\n').count() - 1;
            assert_eq!(notes, kept[..complete.min(5)]);
        }
        assert_eq!(Journal::open(&path).unwrap().records(6).unwrap(), []);
        journal.clear().unwrap();
        assert_eq!(Journal::open(&path).unwrap().records(4).unwrap(), []);
    }
}
