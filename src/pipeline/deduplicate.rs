//! Finds entries that were read before: webhooks, log services and loads may deliver an entry more than once.
//!
//! Several threads compute fingerprints while they decode. This module compares them in the order of the input, so
//! that the result does not depend on threads or blocks.

use std::collections::HashMap;

use crate::app::AppContext;
use connlog_core::record::Record;
use connlog_core::record::fingerprint::{Fingerprint, Fingerprinter};
use connlog_core::wording::counted;

/// The dedup horizon: a repeat is found if fewer other entries were read since.
const HORIZON: usize = 1 << 15;
/// The dedup horizon of several inputs, which may be copies of each other.
const WIDE: usize = 1 << 20;
/// The number of bytes of a single file of lines in which entries are compared by content.
const BEGINNING: u64 = 1 << 20;
/// The number of slots of a new table.
const FIRST: usize = 1 << 10;

/// The identity of an entry.
#[derive(Clone, Copy)]
pub(crate) enum RepeatMark {
    /// A hash of the content.
    Meaning(Fingerprint),
    /// A hash of the text.
    Text(u64),
    Both(Fingerprint, u64),
    /// None: a row without an id in the only input. Equal rows are different entries.
    Unique,
}

/// The fingerprints of the entries of a block, in order.
#[derive(Default)]
pub(crate) struct BlockMarks {
    /// The numbers of the entries in the block.
    numbers: Vec<u32>,
    /// Fingerprints of texts, if there are no others; they are small, because another thread reads them.
    texts: Vec<u64>,
    others: Vec<RepeatMark>,
}

impl BlockMarks {
    /// Allocates space for the fingerprints of this number of entries.
    pub(crate) fn with_capacity(entries: usize) -> Self {
        Self { numbers: Vec::with_capacity(entries), texts: Vec::with_capacity(entries), others: Vec::new() }
    }

    pub(crate) fn push(&mut self, number: usize, mark: RepeatMark) {
        // A block has fewer entries.
        self.numbers.push(u32::try_from(number).unwrap_or(u32::MAX));
        match mark {
            RepeatMark::Text(text) if self.others.is_empty() => self.texts.push(text),
            _ => {
                self.others.extend(self.texts.drain(..).map(RepeatMark::Text));
                self.others.push(mark);
            }
        }
    }

    /// Returns the numbers of entries without those at the positions `repeated`.
    pub(crate) fn numbers_without(&self, repeated: &[usize]) -> impl Iterator<Item = usize> {
        let numbers = self.numbers.iter().enumerate().filter(|(place, _)| repeated.binary_search(place).is_err());
        numbers.map(|(_, number)| *number as usize)
    }
}

/// Computes fingerprints.
pub(crate) struct EntryMarker {
    digest: Fingerprinter,
    /// Whether there is only one input.
    alone: bool,
}

impl EntryMarker {
    /// Returns the fingerprint of an entry. `line` is the offset of its line in the input, if the line has only this entry.
    ///
    /// In a single file of lines or rows, one service writes all entries in one form. So text is compared after the
    /// first part, which takes a fifth of the time.
    pub(crate) fn mark(&self, line: Option<u64>, record: &Record) -> RepeatMark {
        let text = || self.digest.verbatim(record.text_without_id());
        let meaning = || record.fingerprint(&self.digest);
        match line.filter(|_| self.alone) {
            None if self.alone && !record.is_identified() => RepeatMark::Unique,
            None => RepeatMark::Meaning(meaning()),
            Some(offset) if offset < BEGINNING => RepeatMark::Both(meaning(), text()),
            Some(_) => RepeatMark::Text(text()),
        }
    }
}

/// Finds entries that were read before.
pub(crate) struct Deduplicator {
    digest: Fingerprinter,
    recent: RecentFingerprints,
    /// The count of each row without an id in the present input.
    met: HashMap<u64, u64>,
    input: usize,
    /// Whether repeats are kept.
    keeps: bool,
    left_out: u64,
}

impl Deduplicator {
    /// Creates the deduplication. `several` inputs may be copies of each other. With `keeps`, no entry is a repeat.
    pub(crate) fn new(several: bool, keeps: bool) -> Self {
        let recent = RecentFingerprints::new(if several { WIDE } else { HORIZON });
        Self { digest: Fingerprinter::default(), recent, met: HashMap::new(), input: 0, keeps, left_out: 0 }
    }

    /// Returns the computation of fingerprints; `None` if none are needed.
    pub(crate) fn marker(&self) -> Option<EntryMarker> {
        (!self.keeps).then(|| EntryMarker { digest: self.digest.clone(), alone: self.recent.horizon == HORIZON })
    }

    /// Returns the positions of repeats among the entries of a block. Must be called in the order of the blocks.
    pub(crate) fn find(&mut self, marks: &BlockMarks, input: usize) -> Vec<usize> {
        let mut repeated = Vec::new();
        self.recent.warm(&marks.texts);
        for (place, text) in marks.texts.iter().enumerate() {
            if self.recent.contains_or_insert(*text) {
                repeated.push(place);
            }
        }
        self.left_out += repeated.len() as u64;
        for (place, mark) in marks.others.iter().enumerate() {
            if self.is_repeat(*mark, input) {
                repeated.push(place);
            }
        }
        repeated
    }

    /// Returns whether an entry with this fingerprint was read before. Must be called in the order of the entries.
    fn is_repeat(&mut self, mark: RepeatMark, input: usize) -> bool {
        let repeated = match mark {
            RepeatMark::Meaning(fingerprint) => self.is_known(fingerprint, input),
            RepeatMark::Text(text) => self.recent.contains_or_insert(text),
            RepeatMark::Unique => false,
            RepeatMark::Both(fingerprint, text) => {
                let said = self.is_known(fingerprint, input);
                self.recent.contains_or_insert(text) || said
            }
        };
        self.left_out += u64::from(repeated);
        repeated
    }

    /// Equal rows without an id in one input are different entries. In another input, only the surplus is new.
    fn is_known(&mut self, fingerprint: Fingerprint, input: usize) -> bool {
        let known = match fingerprint {
            Fingerprint::One(one) => one,
            Fingerprint::Many(many) => {
                if self.input != input || self.met.len() >= WIDE {
                    self.met.clear();
                    self.input = input;
                }
                let met = self.met.entry(many).or_default();
                *met += 1;
                self.digest.nth(many, *met)
            }
        };
        self.recent.contains_or_insert(known)
    }

    /// Returns the positions of repeats among the rows of a table, of which `entries` returns the records. `offset`: the
    /// bytes of earlier rows. Equal rows have equal text if the record is marked with true.
    pub(crate) fn find_rows<'r>(
        &mut self,
        entries: impl Iterator<Item = (&'r Record, bool)>,
        offset: u64,
    ) -> Vec<usize> {
        let Some(marker) = self.marker() else { return Vec::new() };
        let mut marks = BlockMarks::default();
        for (number, (record, is_plain)) in entries.enumerate() {
            marks.push(number, marker.mark(Some(offset).filter(|_| is_plain), record));
        }
        self.find(&marks, 0)
    }

    /// Returns whether `record` was read before, from a source with one thread. Rows without an id are never repeats.
    pub(crate) fn is_repeated(&mut self, record: &Record) -> bool {
        if self.keeps {
            return false;
        }
        match record.fingerprint(&self.digest) {
            Fingerprint::Many(_) => false,
            one @ Fingerprint::One(_) => self.is_repeat(RepeatMark::Meaning(one), 0),
        }
    }

    /// Returns the number of repeats.
    pub(crate) fn left_out(&self) -> u64 {
        self.left_out
    }

    /// Prints how many entries were skipped.
    pub(crate) fn note(&self, app: &AppContext) {
        print_repeats(self.left_out(), app);
    }
}

/// Prints how many repeated entries a reading skipped.
pub(crate) fn print_repeats(left_out: u64, app: &AppContext) {
    let (entries, pronoun) = match left_out {
        0 => return,
        count => (counted(count, "repeated entry"), if count == 1 { "it" } else { "them" }),
    };
    app.note(&format!("left out {entries} (--keep-repeats keeps {pronoun})"));
}

/// The last fingerprints: at least the dedup horizon, at most twice that number.
struct RecentFingerprints {
    current: FingerprintTable,
    /// The fingerprints before those of `current`.
    previous: FingerprintTable,
    horizon: usize,
}

impl RecentFingerprints {
    fn new(horizon: usize) -> Self {
        Self { current: FingerprintTable::default(), previous: FingerprintTable::default(), horizon }
    }

    /// Loads the slots of fingerprints into the cache. The loads do not depend on each other, so the processor does
    /// many at once; later each would wait for the one before.
    fn warm(&self, fingerprints: &[u64]) {
        for table in [&self.current, &self.previous] {
            let mask = table.slots.len().wrapping_sub(1);
            #[expect(clippy::cast_possible_truncation, reason = "the low bits choose the slot")]
            let slots = fingerprints.iter().filter_map(|fingerprint| table.slots.get(*fingerprint as usize & mask));
            std::hint::black_box(slots.fold(0, |all, slot| all ^ slot));
        }
    }

    /// Adds `fingerprint`; returns whether it was known.
    fn contains_or_insert(&mut self, fingerprint: u64) -> bool {
        // Zero marks an empty slot.
        let fingerprint = fingerprint.max(1);
        if !self.current.insert(fingerprint) {
            return true;
        }
        let known = self.previous.contains(fingerprint);
        if self.current.filled >= self.horizon {
            std::mem::swap(&mut self.current, &mut self.previous);
            self.current.clear();
        }
        known
    }
}

/// A set of fingerprints: open addressing, at most half full.
#[derive(Default)]
struct FingerprintTable {
    slots: Vec<u64>,
    filled: usize,
}

impl FingerprintTable {
    /// Returns the slot of `fingerprint`, or the empty slot for it.
    fn slot(&self, fingerprint: u64) -> usize {
        let mask = self.slots.len() - 1;
        #[expect(clippy::cast_possible_truncation, reason = "the low bits choose the slot")]
        let mut slot = fingerprint as usize & mask;
        while self.slots.get(slot).is_some_and(|found| *found != 0 && *found != fingerprint) {
            slot = (slot + 1) & mask;
        }
        slot
    }

    fn contains(&self, fingerprint: u64) -> bool {
        !self.slots.is_empty() && self.slots.get(self.slot(fingerprint)) == Some(&fingerprint)
    }

    /// Returns whether it was new.
    fn insert(&mut self, fingerprint: u64) -> bool {
        if self.filled * 2 >= self.slots.len() {
            self.grow();
        }
        let slot = self.slot(fingerprint);
        let Some(found) = self.slots.get_mut(slot) else { return true };
        let fresh = std::mem::replace(found, fingerprint) == 0;
        self.filled += usize::from(fresh);
        fresh
    }

    fn grow(&mut self) {
        let larger = vec![0; (self.slots.len() * 2).max(FIRST)];
        for fingerprint in std::mem::replace(&mut self.slots, larger) {
            if fingerprint != 0 {
                let slot = self.slot(fingerprint);
                self.slots[slot] = fingerprint;
            }
        }
    }

    fn clear(&mut self) {
        self.slots.fill(0);
        self.filled = 0;
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn what_was_read_within_the_horizon_is_known_and_nothing_else(
            entries in prop::collection::vec(1_u64..60, 0..400),
            horizon in 1_usize..40,
        ) {
            let mut recent = RecentFingerprints::new(horizon);
            for (at, entry) in entries.iter().enumerate() {
                let known = recent.contains_or_insert(*entry);
                let before = &entries[..at];
                let last = before.iter().rposition(|other| other == entry);
                let since = |last: usize| before[last + 1..].iter().collect::<std::collections::HashSet<_>>().len();
                prop_assert!(last.is_some() || !known, "{} was never read", entry);
                prop_assert!(known || last.is_none_or(|last| since(last) >= horizon), "{} at {}", entry, at);
            }
        }

        #[test]
        fn of_equal_rows_without_an_id_as_many_stay_as_one_input_has(
            inputs in prop::collection::vec(prop::collection::vec(0_u64..4, 0..12), 1..4),
        ) {
            let mut repeats = Deduplicator::new(true, false);
            let mut kept: HashMap<u64, usize> = HashMap::new();
            for (input, rows) in inputs.iter().enumerate() {
                for row in rows {
                    let stays = !repeats.is_repeat(RepeatMark::Meaning(Fingerprint::Many(*row)), input);
                    *kept.entry(*row).or_default() += usize::from(stays);
                }
            }
            for row in 0..4 {
                let most = inputs.iter().map(|rows| rows.iter().filter(|other| **other == row).count()).max();
                prop_assert_eq!(kept.get(&row).copied().unwrap_or_default(), most.unwrap_or_default());
            }
        }
    }

    #[test]
    fn a_table_grows_to_its_horizon_and_no_further() {
        let mut recent = RecentFingerprints::new(5_000);
        for entry in 0..50_000_u64 {
            assert!(!recent.contains_or_insert(entry.wrapping_mul(0x9e37_79b9_7f4a_7c15)));
        }
        assert!(recent.current.slots.len().max(recent.previous.slots.len()) <= 1 << 14);
    }
}
