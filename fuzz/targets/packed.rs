//! Fuzzes compressed input: bytes that are repeated up to 32 MiB and compressed up to three times. Memory must stay limited.
//!
//! The first byte selects the compression, the second one the number of repetitions.
#![no_main]

use std::io::Write as _;

use flate2::Compression;
use flate2::write::GzEncoder;
use libfuzzer_sys::fuzz_target;

/// The most bytes before they are packed: a little more than one line may have.
const MOST: usize = 33 << 20;

fuzz_target!(|bytes: &[u8]| {
    let [how, times, rest @ ..] = bytes else { return };
    let times = (1 << (times % 26)).min(MOST / rest.len().max(1)).max(1);
    let mut whole = rest.repeat(times);
    for layer in 0..how % 4 {
        whole = if how >> (2 + layer) & 1 == 0 { gzip(&whole) } else { zstd(&whole) };
    }
    // A packed text that is cut short.
    if how >> 5 == 7 {
        whole.truncate(whole.len() / 2);
    }
    connlog_fuzz::survive(&whole);
});

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut packed = GzEncoder::new(Vec::new(), Compression::fast());
    packed.write_all(bytes).and_then(|()| packed.finish()).expect("memory takes all")
}

fn zstd(bytes: &[u8]) -> Vec<u8> {
    zstd::encode_all(bytes, 1).expect("memory takes all")
}
