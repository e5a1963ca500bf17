//! Damaged inputs, as many as the time allows: the reader never panics, ends, and keeps its memory bounded. Run by hand and by
//! `.ci/run`, since it takes as long as it is given: `cargo test --lib -- --ignored read::fuzz`.
//!
//! An input is a few pieces of real exports, cut, doubled, swapped, overwritten and sometimes packed. A failure prints the
//! seed that makes the same input again.

use std::time::{Duration, Instant};

use fastrand::Rng;

use super::tests::{ENVELOPES, SAMPLES, gzip, of};
use crate::record::redact::Reveal;

const LOG: &str = include_str!("../../tests/fixtures/fivetran/log.csv");
/// Bytes that mean something to one of the readers.
const TELLING: &[u8] = b"{}[]\",:\\\n\r\t;\0\x1f\x8b\xff\xef\xbb\xbf0eE-+.\xc3\x28";
/// What the process may hold at most, the test harness included, whatever an input unpacks to.
const MOST_MEMORY: u64 = 1 << 30;

/// The bytes that the generator makes of `seed`.
fn input(seed: u64) -> Vec<u8> {
    let mut rng = Rng::with_seed(seed);
    let sources = [SAMPLES.as_bytes(), ENVELOPES.as_bytes(), LOG.as_bytes()];
    let mut bytes = Vec::new();
    for _ in 0..rng.usize(1..4) {
        let source = sources[rng.usize(..sources.len())];
        let start = if rng.bool() { 0 } else { rng.usize(..source.len()) };
        bytes.extend_from_slice(&source[start..rng.usize(start..=source.len().min(start + 4096))]);
    }
    for _ in 0..rng.usize(..12) {
        damage(&mut bytes, &mut rng);
    }
    match rng.u8(..16) {
        0 => gzip(&bytes),
        1 => gzip(&vec![TELLING[rng.usize(..TELLING.len())]; rng.usize(..1 << 22)]),
        2 => gzip(&gzip(&bytes)),
        _ => bytes,
    }
}

fn damage(bytes: &mut Vec<u8>, rng: &mut Rng) {
    let (one, other) = (rng.usize(..=bytes.len()), rng.usize(..=bytes.len()));
    let (from, to) = (one.min(other), one.max(other).min(one.min(other) + 4096));
    match rng.u8(..6) {
        0 => bytes.truncate(one),
        1 => drop(bytes.drain(from..to)),
        2 => bytes.extend_from_within(from..to),
        3 => bytes.insert(one, rng.u8(..)),
        4 => bytes
            .splice(one..one, std::iter::repeat_n(TELLING[rng.usize(..TELLING.len())], rng.usize(..600)))
            .for_each(drop),
        _ if one < bytes.len() => bytes[one] = TELLING[rng.usize(..TELLING.len())],
        _ => {}
    }
}

/// Reads, and looks at what was read as every output does.
fn survive(bytes: Vec<u8>) {
    for record in of(bytes).records {
        let record = record.revealing(Reveal::default());
        let view = record.view();
        for field in view.fields() {
            assert!(
                serde_json::from_str::<serde::de::IgnoredAny>(&field.json).is_ok(),
                "{}: {}",
                field.name,
                field.json
            );
        }
        assert!(view.detail().is_none_or(|detail| detail.len() <= 64 * record.raw().len()));
        record.identity();
    }
}

/// The most memory the process has held; nothing where there is no `/proc`.
fn peak() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|line| line.split_whitespace().next()?.parse::<u64>().ok()).map_or(0, |kib| kib * 1024)
}

#[test]
#[ignore = "takes as long as it is given: 20 s, or the seconds of CONNLOG_TEST_FUZZ"]
fn damaged_inputs_are_survived() {
    let seconds = std::env::var("CONNLOG_TEST_FUZZ").ok().and_then(|text| text.parse().ok()).unwrap_or(20);
    let first = std::env::var("CONNLOG_TEST_SEED").ok().and_then(|text| text.parse().ok());
    let until = Instant::now() + Duration::from_secs(seconds);
    let mut seed = first.unwrap_or_else(|| fastrand::u64(..));
    let mut inputs = 0_u64;
    while inputs == 0 || Instant::now() < until {
        let survived = std::panic::catch_unwind(|| survive(input(seed)));
        assert!(survived.is_ok(), "CONNLOG_TEST_SEED={seed} makes an input that is not survived");
        assert!(peak() < MOST_MEMORY, "CONNLOG_TEST_SEED={seed}: {} MiB are held", peak() >> 20);
        seed = seed.wrapping_add(1);
        inputs += 1;
    }
    eprintln!("{inputs} inputs, at most {} MiB", peak() >> 20);
}
