//! Counts equal entries of a run. Rows without an id may be equal, and each of them is an entry.

use hashbrown::HashMap;
use rusqlite::{Connection, OptionalExtension as _, params};

use connlog_core::error::{Code, Error, Result};

/// The number of different entries that memory holds: 3 MB.
const RECENT: usize = (1 << 17) * 7 / 8;

/// Counts the entries of one reading in constant memory: the counts of earlier entries are in a temporary file.
#[derive(Default)]
pub(crate) struct OrdinalCounter {
    recent: HashMap<CountedEntry, u32>,
    earlier: Option<EarlierCounts>,
}

/// Entries of equal time and content.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
struct CountedEntry {
    time: i64,
    identity: i64,
}

/// The counts of earlier entries, in a database that SQLite deletes when it is closed.
///
/// Most files are in the order of time. Their next entry is older or newer than all earlier ones, and needs no search.
struct EarlierCounts {
    database: Connection,
    /// The time of the oldest entry.
    oldest: i64,
    /// The time of the newest entry.
    newest: i64,
}

impl OrdinalCounter {
    /// Counts an entry, and returns its number among equal ones, from 1.
    ///
    /// # Errors
    ///
    /// When the temporary file cannot be written or read.
    pub(crate) fn count(&mut self, time: i64, identity: u64) -> Result<u32> {
        self.count_in(CountedEntry { time, identity: identity.cast_signed() }, RECENT)
    }

    /// `most`: the number of different entries that memory holds.
    fn count_in(&mut self, entry: CountedEntry, most: usize) -> Result<u32> {
        if let Some(count) = self.recent.get_mut(&entry) {
            *count += 1;
            return Ok(*count);
        }
        if self.recent.len() >= most {
            self.store().map_err(|error| failed(&error))?;
        }
        let earlier = self.earlier.as_ref().map_or(Ok(0), |earlier| earlier.count(entry));
        let count = earlier.map_err(|error| failed(&error))? + 1;
        self.recent.insert(entry, count);
        Ok(count)
    }

    /// Moves the counts from memory to the file.
    fn store(&mut self) -> rusqlite::Result<()> {
        let mut counts: Vec<(CountedEntry, u32)> = self.recent.drain().collect();
        counts.sort_unstable();
        let earlier = match &mut self.earlier {
            Some(earlier) => earlier,
            place => place.insert(EarlierCounts::create()?),
        };
        earlier.add(&counts)
    }
}

impl EarlierCounts {
    fn create() -> rusqlite::Result<Self> {
        // The empty name is a temporary file.
        let database = Connection::open("")?;
        database.execute_batch(
            "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;
             CREATE TABLE counted (time INTEGER NOT NULL, identity INTEGER NOT NULL, count INTEGER NOT NULL,
             PRIMARY KEY (time, identity)) WITHOUT ROWID;",
        )?;
        Ok(Self { database, oldest: i64::MAX, newest: i64::MIN })
    }

    fn add(&mut self, counts: &[(CountedEntry, u32)]) -> rusqlite::Result<()> {
        let transaction = self.database.transaction()?;
        let mut insert = transaction.prepare_cached("INSERT OR REPLACE INTO counted VALUES (?, ?, ?)")?;
        for (entry, count) in counts {
            insert.execute(params![entry.time, entry.identity, count])?;
        }
        drop(insert);
        transaction.commit()?;
        if let (Some((first, _)), Some((last, _))) = (counts.first(), counts.last()) {
            (self.oldest, self.newest) = (self.oldest.min(first.time), self.newest.max(last.time));
        }
        Ok(())
    }

    /// Returns how many of these entries there were earlier.
    fn count(&self, entry: CountedEntry) -> rusqlite::Result<u32> {
        if entry.time < self.oldest || entry.time > self.newest {
            return Ok(0);
        }
        let mut select = self.database.prepare_cached("SELECT count FROM counted WHERE time = ? AND identity = ?")?;
        let found = select.query_row(params![entry.time, entry.identity], |row| row.get(0)).optional()?;
        Ok(found.unwrap_or_default())
    }
}

fn failed(error: &rusqlite::Error) -> Error {
    Error::new(Code::Io, "cannot count equal entries in a temporary file")
        .cause(error)
        .hint("free space in the folder for temporary files, or name another one with TMPDIR")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Counts entries of times that `time` returns, with a memory of few entries.
    fn compare(time: impl Fn(u64) -> u64) {
        let (mut counter, mut expected) = (OrdinalCounter::default(), HashMap::new());
        for number in 0..20_000_u64 {
            let time = i64::try_from(time(number)).unwrap() - 3_000;
            let entry = CountedEntry { time, identity: i64::try_from(number * 7 % 3).unwrap() - 1 };
            let copies = expected.entry(entry).or_insert(0_u32);
            *copies += 1;
            assert_eq!(counter.count_in(entry, 500).unwrap(), *copies, "{number}");
        }
        assert!(counter.recent.len() <= 500);
    }

    #[test]
    fn equal_entries_are_numbered_in_any_order() {
        compare(|number| number / 5);
        compare(|number| (20_000 - number) / 5);
        compare(|number| number * 7_919 % 4_001);
        compare(|_| 1);
    }
}
