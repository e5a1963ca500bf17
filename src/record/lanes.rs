//! Looking for a few bytes, sixteen at a time. Most texts here are keys, names and ids: too short for what starts up slower and
//! then looks at more at once, as `memchr` does, and too many for one byte after the other.

use wide::u8x16;

/// Bytes that are looked at together.
pub(super) const LANES: usize = 16;

/// The first byte at or after `at` of those that `are` marks; zeros must not be among them.
#[inline]
pub(super) fn first(bytes: &[u8], mut at: usize, are: impl Fn(u8x16) -> u8x16) -> Option<usize> {
    while at < bytes.len() {
        // The last sixteen are looked at together with some that were passed; where there are fewer, together with zeros.
        let start = at.min(bytes.len().saturating_sub(LANES));
        let rest = bytes.get(start..)?;
        let sixteen = rest.first_chunk().copied().unwrap_or_else(|| padded(rest));
        let marks = are(u8x16::new(sixteen)).to_bitmask() >> (at - start);
        if marks != 0 {
            return Some(at + marks.trailing_zeros() as usize);
        }
        at = start + LANES;
    }
    None
}

fn padded(few: &[u8]) -> [u8; LANES] {
    let mut sixteen = [0; LANES];
    for (to, from) in sixteen.iter_mut().zip(few) {
        *to = *from;
    }
    sixteen
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn it_finds_what_is_found_byte_by_byte(bytes in prop::collection::vec(1_u8..5, 0..70), at in 0_usize..80) {
            let one = u8x16::splat(1);
            let found = first(&bytes, at, |sixteen| sixteen.simd_eq(one));
            prop_assert_eq!(found, (at..bytes.len()).find(|at| bytes[*at] == 1));
        }
    }
}
