//! Counts equal entries of a run. Rows without an id may be equal, and each of them is an entry.

use std::collections::HashMap;

/// Counts the entries of one reading. Memory: 8 to 16 bytes for each different entry.
#[derive(Debug, Default)]
pub(crate) struct OrdinalCounter {
    /// The hashes that were counted once or more: open addressing, zero is an empty slot.
    slots: Vec<u64>,
    filled: usize,
    /// The counts above one.
    repeated: HashMap<u64, u32>,
}

/// The number of slots of a new table.
const FIRST: usize = 1 << 10;

impl OrdinalCounter {
    /// Counts an entry, and returns its number among equal ones, from 1.
    pub(crate) fn count(&mut self, time: i64, identity: u64) -> u32 {
        let key = (identity ^ time.cast_unsigned().wrapping_mul(0x9e37_79b9_7f4a_7c15)).max(1);
        if self.insert(key) {
            return 1;
        }
        let copies = self.repeated.entry(key).or_insert(1);
        *copies += 1;
        *copies
    }

    /// Returns whether `key` was new.
    fn insert(&mut self, key: u64) -> bool {
        if (self.filled + 1) * 4 > self.slots.len() * 3 {
            let larger = vec![0; (self.slots.len() * 2).max(FIRST)];
            for known in std::mem::replace(&mut self.slots, larger).into_iter().filter(|known| *known != 0) {
                let slot = self.slot(known);
                self.slots[slot] = known;
            }
        }
        let slot = self.slot(key);
        let is_new = std::mem::replace(&mut self.slots[slot], key) == 0;
        self.filled += usize::from(is_new);
        is_new
    }

    /// Returns the slot of `key`, or the empty slot for it.
    fn slot(&self, key: u64) -> usize {
        let mask = self.slots.len() - 1;
        #[expect(clippy::cast_possible_truncation, reason = "the low bits choose the slot")]
        let mut slot = key as usize & mask;
        while self.slots.get(slot).is_some_and(|found| *found != 0 && *found != key) {
            slot = (slot + 1) & mask;
        }
        slot
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_entries_are_numbered() {
        let (mut counter, mut expected) = (OrdinalCounter::default(), HashMap::new());
        for number in 0..20_000_u64 {
            let (time, identity) =
                (i64::try_from(number % 3).unwrap(), number.wrapping_mul(0x2545_f491_4f6c_dd1d) % 5_000 + 1);
            let copies = expected.entry((time, identity)).or_insert(0_u32);
            *copies += 1;
            assert_eq!(counter.count(time, identity), *copies, "{number}");
        }
    }
}
