//! Structural index of JSON text, as in simdjson: bitmaps of quotes, backslashes, braces and brackets, 64 bytes at a
//! time. It halves the time of a scan. Scanners must carry the index along.

use wide::u8x16;

/// The number of bytes per bitmap.
const BLOCK: usize = 64;

/// Finds quotes, backslashes, braces and brackets in a text, including those inside strings. With `CONTROLS` it finds
/// control characters too, which are invalid in strings.
pub(crate) struct StructuralIndex<'b, const CONTROLS: bool = false> {
    bytes: &'b [u8],
    /// The offset of the first byte of the current bitmap.
    block: usize,
    bits: u64,
}

impl<'b> StructuralIndex<'b> {
    pub(crate) fn new(bytes: &'b [u8]) -> Self {
        Self { bytes, block: 0, bits: bits::<false>(bytes) }
    }
}

impl<'b> StructuralIndex<'b, true> {
    /// Returns an index that includes control characters.
    pub(crate) fn strict(bytes: &'b [u8]) -> Self {
        Self { bytes, block: 0, bits: bits::<true>(bytes) }
    }
}

impl<const CONTROLS: bool> StructuralIndex<'_, CONTROLS> {
    /// Returns the offset of the first structural byte at or after `at`. Fast if `at` grows from call to call.
    #[inline]
    pub(crate) fn from(&mut self, at: usize) -> Option<usize> {
        let passed = at.wrapping_sub(self.block);
        let left = if passed < BLOCK { self.bits >> passed } else { 0 };
        if left == 0 { self.next_block(at) } else { Some(at + left.trailing_zeros() as usize) }
    }

    /// Continues in the next blocks if the current block has no more structural bytes.
    fn next_block(&mut self, at: usize) -> Option<usize> {
        // `at` is before the current block.
        let next = self.block + BLOCK;
        self.block = if at.wrapping_sub(self.block) < BLOCK { next } else { at };
        loop {
            let rest = self.bytes.get(self.block..).filter(|rest| !rest.is_empty());
            self.bits = rest.map_or(0, bits::<CONTROLS>);
            rest?;
            if self.bits != 0 {
                return Some(self.block + self.bits.trailing_zeros() as usize);
            }
            self.block += BLOCK;
        }
    }
}

/// Returns the bitmap of the first bytes: one bit for each structural byte.
fn bits<const CONTROLS: bool>(bytes: &[u8]) -> u64 {
    let block = bytes.first_chunk().copied().unwrap_or_else(|| {
        // The padding is not structural.
        let mut few = [b' '; BLOCK];
        few[..bytes.len()].copy_from_slice(bytes);
        few
    });
    let (sixteens, _) = block.as_chunks();
    let sixteens = sixteens.iter().enumerate();
    sixteens.fold(0, |bits, (at, sixteen)| bits | u64::from(sixteen_bits::<CONTROLS>(*sixteen)) << (16 * at))
}

#[inline]
fn sixteen_bits<const CONTROLS: bool>(bytes: [u8; 16]) -> u32 {
    let bytes = u8x16::new(bytes);
    // A brace differs from a bracket by one bit.
    let braces = bytes | u8x16::splat(b'{' - b'[');
    let marks = bytes.simd_eq(u8x16::splat(b'"'))
        | bytes.simd_eq(u8x16::splat(b'\\'))
        | braces.simd_eq(u8x16::splat(b'{'))
        | braces.simd_eq(u8x16::splat(b'}'));
    let controls = if CONTROLS { bytes.min(u8x16::splat(b' ' - 1)).simd_eq(bytes) } else { u8x16::splat(0) };
    (marks | controls).to_bitmask()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn result_equals_a_byte_by_byte_search(
            bytes in prop::collection::vec(prop_oneof![3 => any::<u8>(), 1 => prop::sample::select(b"\"\\{}[]".to_vec())], 0..300),
            mut offsets in prop::collection::vec(0_usize..320, 1..20),
        ) {
            let mut marks = StructuralIndex::new(&bytes);
            let byte_by_byte = |at| (at..bytes.len()).find(|at| b"\"\\{}[]".contains(&bytes[*at]));
            // In any order, and in ascending order.
            for at in offsets.clone() {
                prop_assert_eq!(marks.from(at), byte_by_byte(at));
            }
            offsets.sort_unstable();
            let mut strict = StructuralIndex::strict(&bytes);
            for at in offsets {
                prop_assert_eq!(marks.from(at), byte_by_byte(at));
                let is_control = |at: &usize| bytes[*at] < b' ' || b"\"\\{}[]".contains(&bytes[*at]);
                prop_assert_eq!(strict.from(at), (at..bytes.len()).find(is_control));
            }
        }
    }
}
