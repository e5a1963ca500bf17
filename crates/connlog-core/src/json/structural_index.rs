//! The bytes that make the structure of JSON text, found sixty-four at a time and each once: what stands between them is
//! passed over without being looked at one by one. Of a million entries, most of the time was spent looking for the ends of
//! their strings; this takes half of it. The price is that whoever goes through a text carries these marks along.

use wide::u8x16;

/// Bytes that are looked at together: one bit of a word each.
const BLOCK: usize = 64;

/// Where quotes, backslashes, braces and brackets stand in a text, within strings too.
pub(crate) struct StructuralIndex<'b> {
    bytes: &'b [u8],
    /// Where the bytes begin that the bits are of.
    block: usize,
    bits: u64,
}

impl<'b> StructuralIndex<'b> {
    pub(crate) fn new(bytes: &'b [u8]) -> Self {
        Self { bytes, block: 0, bits: bits(bytes) }
    }

    /// The first mark at or after `at`. Quick where it is asked from the beginning of the text to its end.
    #[inline]
    pub(crate) fn from(&mut self, at: usize) -> Option<usize> {
        let passed = at.wrapping_sub(self.block);
        let left = if passed < BLOCK { self.bits >> passed } else { 0 };
        if left == 0 { self.behind(at) } else { Some(at + left.trailing_zeros() as usize) }
    }

    /// The same where none of the block at hand is left.
    fn behind(&mut self, at: usize) -> Option<usize> {
        // A place before the block is gone back to.
        let next = self.block + BLOCK;
        self.block = if at.wrapping_sub(self.block) < BLOCK { next } else { at };
        loop {
            let rest = self.bytes.get(self.block..).filter(|rest| !rest.is_empty());
            self.bits = rest.map_or(0, bits);
            rest?;
            if self.bits != 0 {
                return Some(self.block + self.bits.trailing_zeros() as usize);
            }
            self.block += BLOCK;
        }
    }
}

/// A bit for each of the first bytes that is a mark.
fn bits(bytes: &[u8]) -> u64 {
    let block = bytes.first_chunk().copied().unwrap_or_else(|| {
        // Zeros are no marks.
        let mut few = [0; BLOCK];
        few[..bytes.len()].copy_from_slice(bytes);
        few
    });
    let (sixteens, _) = block.as_chunks();
    sixteens.iter().enumerate().fold(0, |bits, (at, sixteen)| bits | u64::from(sixteen_bits(*sixteen)) << (16 * at))
}

#[inline]
fn sixteen_bits(bytes: [u8; 16]) -> u32 {
    let bytes = u8x16::new(bytes);
    // A brace is a bracket with one bit more.
    let braces = bytes | u8x16::splat(b'{' - b'[');
    let marks = bytes.simd_eq(u8x16::splat(b'"'))
        | bytes.simd_eq(u8x16::splat(b'\\'))
        | braces.simd_eq(u8x16::splat(b'{'))
        | braces.simd_eq(u8x16::splat(b'}'));
    marks.to_bitmask()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn they_are_what_is_found_byte_by_byte(
            bytes in prop::collection::vec(prop_oneof![3 => any::<u8>(), 1 => prop::sample::select(b"\"\\{}[]".to_vec())], 0..300),
            mut asked in prop::collection::vec(0_usize..320, 1..20),
        ) {
            let mut marks = StructuralIndex::new(&bytes);
            let byte_by_byte = |at| (at..bytes.len()).find(|at| b"\"\\{}[]".contains(&bytes[*at]));
            // In any order, and in theirs.
            for at in asked.clone() {
                prop_assert_eq!(marks.from(at), byte_by_byte(at));
            }
            asked.sort_unstable();
            for at in asked {
                prop_assert_eq!(marks.from(at), byte_by_byte(at));
            }
        }
    }
}
