//! Bitmaps of 64 bytes of a table.

use wide::u8x16;

/// The number of bytes per bitmap.
pub(super) const CHUNK: usize = 64;

/// Returns the bitmap of a byte: one bit for each place where it is.
#[inline]
pub(super) fn equal(chunk: &[u8; CHUNK], byte: u8) -> u64 {
    let (sixteens, _) = chunk.as_chunks();
    let bits = |sixteen: &[u8; 16]| u64::from(u8x16::new(*sixteen).simd_eq(u8x16::splat(byte)).to_bitmask());
    sixteens.iter().rev().fold(0, |all, sixteen| all << 16 | bits(sixteen))
}

/// Returns a bit for each place up to which an odd number of bits is set.
#[inline]
pub(super) const fn odd(bits: u64) -> u64 {
    let mut odd = bits;
    let mut shift = 1;
    while shift < CHUNK {
        odd ^= odd << shift;
        shift *= 2;
    }
    odd
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn bits_equal_a_byte_by_byte_search(text in prop::collection::vec(prop::sample::select(b"\",a".to_vec()), CHUNK)) {
            let chunk: [u8; CHUNK] = text.as_slice().try_into().unwrap();
            let quotes = equal(&chunk, b'"');
            for at in 0..CHUNK {
                prop_assert_eq!(quotes >> at & 1 == 1, chunk[at] == b'"');
                let before = memchr::memchr_iter(b'"', &chunk[..=at]).count();
                prop_assert_eq!(odd(quotes) >> at & 1 == 1, before % 2 == 1);
            }
        }
    }
}
