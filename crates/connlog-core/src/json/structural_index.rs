//! Structural index of JSON text, as in simdjson: bitmaps of quotes, backslashes, braces and brackets, 64 bytes at a
//! time. It halves the time of a scan. Scanners must carry the index along.

use wide::u8x16;

/// The number of bytes per bitmap.
const BLOCK: usize = 64;

/// Finds quotes, backslashes, braces and brackets in a text, including those inside strings. With `CONTROLS` it finds
/// control characters too, which are invalid in strings.
#[derive(Clone, Copy)]
pub(crate) struct StructuralIndex<const CONTROLS: bool = false> {
    /// The offset of the first byte of the current bitmap.
    block: usize,
    bits: u64,
}

impl StructuralIndex {
    pub(crate) const fn new(bytes: &[u8]) -> Self {
        Self { block: bytes.len(), bits: 0 }
    }
}

impl StructuralIndex<true> {
    /// Returns an index that includes control characters.
    pub(crate) const fn strict(bytes: &[u8]) -> Self {
        Self { block: bytes.len(), bits: 0 }
    }
}

impl<const CONTROLS: bool> StructuralIndex<CONTROLS> {
    /// Returns the offset of the first structural byte at or after `at`. `bytes` is always the same text. Fast if `at`
    /// grows from call to call.
    #[inline]
    pub(crate) fn from(&mut self, bytes: &[u8], at: usize) -> Option<usize> {
        let passed = at.wrapping_sub(self.block);
        let left = if passed < BLOCK { self.bits >> passed } else { 0 };
        if left != 0 {
            return Some(at + left.trailing_zeros() as usize);
        }
        // `at` may be before the current block.
        let next = if passed < BLOCK { self.block + BLOCK } else { at };
        (self.block, self.bits) = next_block::<CONTROLS>(bytes, next);
        (self.bits != 0).then(|| self.block + self.bits.trailing_zeros() as usize)
    }
}

/// Returns the first block at or after `block` with structural bytes, and its bitmap; an empty bitmap after the last one.
///
/// It takes and returns values, so the compiler keeps the index of a scan in registers.
#[inline(never)]
fn next_block<const CONTROLS: bool>(bytes: &[u8], mut block: usize) -> (usize, u64) {
    while let Some(rest) = bytes.get(block..) {
        let bits = match rest.first_chunk() {
            Some(chunk) => chunk_bits::<CONTROLS>(chunk),
            None if rest.is_empty() => break,
            None => return (block, last_bits::<CONTROLS>(bytes, rest)),
        };
        if bits != 0 {
            return (block, bits);
        }
        block += BLOCK;
    }
    (block, 0)
}

/// Returns the bitmap of `rest`, the end of `bytes` with fewer bytes than a bitmap has bits.
fn last_bits<const CONTROLS: bool>(bytes: &[u8], rest: &[u8]) -> u64 {
    if let Some(chunk) = bytes.last_chunk() {
        return chunk_bits::<CONTROLS>(chunk) >> (BLOCK - rest.len());
    }
    // The padding is not structural.
    let mut few = [b' '; BLOCK];
    few[..rest.len()].copy_from_slice(rest);
    chunk_bits::<CONTROLS>(&few)
}

/// Returns the bitmap: one bit for each structural byte.
#[inline]
fn chunk_bits<const CONTROLS: bool>(block: &[u8; BLOCK]) -> u64 {
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
                prop_assert_eq!(marks.from(&bytes, at), byte_by_byte(at));
            }
            offsets.sort_unstable();
            let mut strict = StructuralIndex::strict(&bytes);
            for at in offsets {
                prop_assert_eq!(marks.from(&bytes, at), byte_by_byte(at));
                let is_control = |at: &usize| bytes[*at] < b' ' || b"\"\\{}[]".contains(&bytes[*at]);
                prop_assert_eq!(strict.from(&bytes, at), (at..bytes.len()).find(is_control));
            }
        }
    }
}
