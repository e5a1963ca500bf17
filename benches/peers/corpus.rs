//! Creates a file of Fivetran events of any size from the documented examples, with varied times, connections, syncs, statuses
//! and lengths. The content is reproducible. The file is in the temporary folder.

use std::fs::File;
use std::io::{self, BufWriter, Write as _};
use std::path::{Path, PathBuf};

const SAMPLES: &str = concat!(
    include_str!("../../tests/fixtures/fivetran/samples.ndjson"),
    include_str!("../../tests/fixtures/fivetran/composed.ndjson")
);
/// The events of a sync, that make up most of any log, with their share of twenty.
const USUAL: [(&str, usize); 9] = [
    ("write_to_table_start", 3),
    ("write_to_table_end", 3),
    ("records_modified", 4),
    ("sync_start", 1),
    ("sync_end", 1),
    ("read_start", 1),
    ("read_end", 1),
    ("info", 2),
    ("sql_query", 1),
];
const CONNECTIONS: usize = 300;
/// How syncs end, and how many of a hundred do so.
const ENDS: [(&str, usize); 4] = [("SUCCESSFUL", 96), ("FAILURE", 2), ("RESCHEDULED", 1), ("FAILURE_WITH_TASK", 1)];

/// The file of about this many bytes; made where it is not there yet.
pub(crate) fn file(bytes: u64) -> io::Result<PathBuf> {
    let path = std::env::temp_dir().join(format!("connlog-events-{}mb.ndjson", bytes / 1_000_000));
    if path.metadata().is_ok_and(|file| file.len() >= bytes) {
        return Ok(path);
    }
    // Under another name until it is whole.
    let making = path.with_extension("making");
    write(&making, bytes)?;
    std::fs::rename(&making, &path)?;
    Ok(path)
}

fn write(path: &Path, bytes: u64) -> io::Result<()> {
    let named = |name: &str| SAMPLES.lines().find(|line| line.starts_with(&format!("{{\"event\":\"{name}\"")));
    let usual: Vec<&str> =
        USUAL.iter().flat_map(|(name, share)| std::iter::repeat_n(named(name), *share)).flatten().collect();
    let all: Vec<&str> = SAMPLES.lines().filter(|line| line.starts_with("{\"event\"")).collect();
    let mut out = BufWriter::with_capacity(1 << 20, File::create(path)?);
    let (mut dice, mut written, mut moment) = (Dice(0x2545_f491_4f6c_dd1d), 0, 1_735_689_600_000);
    // How many syncs of each connection have ended.
    let mut syncs = [0_u32; CONNECTIONS];
    while written < bytes {
        // One event in twenty is anything that is documented.
        let from = if dice.below(20) == 0 { &all } else { &usual };
        let (sample, connection) = (from[dice.below(from.len())], dice.below(CONNECTIONS));
        moment += dice.below(40) as u64;
        let line = vary(sample, moment, connection, syncs[connection], &mut dice);
        syncs[connection] += u32::from(sample.contains("\"sync_end\""));
        out.write_all(line.as_bytes())?;
        written += line.len() as u64;
    }
    out.flush()
}

/// The sample with values of its own.
fn vary(sample: &str, moment: u64, connection: usize, sync: u32, dice: &mut Dice) -> String {
    let sync = format!("{sync:08x}-a0b2-420e-b04b-{connection:012x}");
    let mut line = replace(sample, "created", &rfc3339(moment));
    for (key, value) in [
        ("connection_id", format!("connection_{connection}")),
        ("connection_name", format!("warehouse.schema_{connection}")),
        ("sync_id", sync),
    ] {
        line = replace(&line, key, &value);
    }
    if sample.contains("\"sync_end\"") {
        let mut roll = dice.below(100);
        let end = ENDS.iter().find(|(_, share)| roll.checked_sub(*share).map(|left| roll = left).is_none());
        line = replace(&line, "status", end.map_or("SUCCESSFUL", |(status, _)| status));
    }
    if sample.contains("\"info\"") {
        let words = dice.below(40);
        line = replace(&line, "message", &"row by row, page by page; ".repeat(words));
    }
    line.push('\n');
    line
}

/// The line with the text under `key`, where it has one, replaced.
pub(crate) fn replace(line: &str, key: &str, value: &str) -> String {
    let mark = format!("\"{key}\":\"");
    let Some((before, (_, after))) =
        line.split_once(&mark).and_then(|(before, rest)| Some((before, rest.split_once('"')?)))
    else {
        return line.to_owned();
    };
    [before, &mark, value, "\"", after].concat()
}

/// Milliseconds of 1970 as Fivetran writes a moment. Enough of a calendar: all its months have 28 days.
fn rfc3339(moment: u64) -> String {
    let (ms, seconds) = (moment % 1000, moment / 1000);
    let (days, second) = (seconds / 86_400 - 20_089, seconds % 86_400);
    let (year, month, day) = (2025 + days / 336, days / 28 % 12 + 1, days % 28 + 1);
    let (hour, minute, second) = (second / 3600, second / 60 % 60, second % 60);
    format!("{year}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}.{ms:03}Z")
}

/// Numbers that look random and are the same in every run (xorshift).
struct Dice(u64);

impl Dice {
    fn below(&mut self, most: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 33) as usize % most
    }
}
