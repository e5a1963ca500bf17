//! Measures an archive in a file of SQLite: filling, size, memory, counts, a filter, and the first row of a list.
//!
//! The entries are rows of the demo server, spread over the year before the run. `CONNLOG_BENCH_ENTRIES` sets their number.
//! The peer is `sqlite3` with the shortest SQL over the same tables.

use std::fs::File;
use std::io::{BufWriter, Read as _, Write as _};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use chrono::{SecondsFormat, TimeDelta, Utc};
use tempfile::TempDir;

use crate::corpus::replace;
use crate::machine::{Demo, has};
use crate::memory::peak;
use crate::table::{Figure, Row, Table};
use crate::time::{Contender, side_by_side};
use crate::{CONNLOG, Result};

const ROUNDS: usize = 5;
/// The default number of entries.
const ENTRIES: u32 = 1_000_000;
/// The number of different rows.
const ROWS: u32 = 20_000;
/// The limits: entries a second, bytes of memory, share of the NDJSON, a filter and a first row beyond the start.
const RATE: f64 = 150_000.0;
const MEMORY: u64 = 60_000_000;
const SHARE: f64 = 0.25;
const FILTER: Duration = Duration::from_millis(30);
const FIRST_ROW: Duration = Duration::from_millis(50);
/// The count of `stats --by platform --every 1d` in SQL.
const COUNT: &str = "SELECT p.text, e.day, e.n, e.failures FROM (SELECT platform, time / 86400000000000 AS day, count(*) AS n,
    sum(outcome = (SELECT id FROM word WHERE text = 'failure')) AS failures, max(duration_ms), min(time), max(time)
    FROM entry WHERE time >= (unixepoch() - 365 * 86400) * 1000000000 GROUP BY 1, 2) AS e LEFT JOIN word AS p ON p.id = e.platform";

pub(crate) fn measure(table: &mut Table) -> Result<()> {
    let home = TempDir::new()?;
    let (file, archive) = (home.path().join("entries.ndjson"), home.path().join("archive.db"));
    let entries = entries();
    write(&file, entries)?;
    fill(table, &file, &archive, entries)?;
    let connlog = |arguments: &str| {
        let mut command = Command::new(CONNLOG);
        command.args(arguments.split_whitespace()).arg("--from").arg(&archive);
        command.env_clear().env("HOME", home.path());
        command
    };
    let mut version = Command::new(CONNLOG);
    version.arg("--version");
    let stats = "stats --by platform --every 1d --since 365d -o ndjson";
    let mut contenders = vec![
        Contender::new("connlog stats", [connlog(stats)]),
        Contender::new("connlog connections", [connlog("connections --status failed --since 1d --all -o ndjson")]),
        Contender::new("connlog --version", [version]),
    ];
    let has_sqlite = has("sqlite3");
    if has_sqlite {
        let mut sqlite = Command::new("sqlite3");
        sqlite.arg("-readonly").arg(&archive).arg(COUNT);
        contenders.push(Contender::new("sqlite3", [sqlite]));
    } else {
        crate::say("  sqlite3: not installed, skipped");
    }
    let times = side_by_side(&mut contenders, ROUNDS)?;
    let theirs = times.get(3).copied().map(Figure::Time);
    let what = format!("counts by platform and day over a year, {entries} entries");
    table.push(Row { what, ours: Figure::Time(times[0]), peer: "sqlite3".to_owned(), theirs, target: Some(2.0) });
    let limit = |what: &str, ours: Duration, most: Duration| Row {
        what: what.to_owned(),
        ours: Figure::Time(ours),
        peer: "limit".to_owned(),
        theirs: Some(Figure::Time(most)),
        target: Some(1.0),
    };
    table.push(limit("failed connections of a day, from an archive", times[1], FILTER + times[2]));
    let first = median((0..ROUNDS).map(|_| first_byte(connlog("events --all -o ndjson"))).collect::<Result<_>>()?);
    table.push(limit("first row of all events, from an archive", first, FIRST_ROW));
    Ok(())
}

/// Returns the number of entries.
#[expect(clippy::disallowed_methods, reason = "the benchmark is a separate program")]
fn entries() -> u32 {
    std::env::var("CONNLOG_BENCH_ENTRIES").ok().and_then(|text| text.parse().ok()).unwrap_or(ENTRIES)
}

/// Fills the archive, and compares time, memory and size with their limits.
fn fill(table: &mut Table, file: &Path, archive: &Path, entries: u32) -> Result<()> {
    let mut command = Command::new(CONNLOG);
    command.args(["archive", "--from"]).arg(file).arg("--into").arg(format!("sqlite:{}", archive.display()));
    command.env_clear().env("HOME", file.parent().unwrap_or(file));
    let started = Instant::now();
    let memory = peak(command)?;
    let time = started.elapsed();
    let (size, text) = (archive.metadata()?.len(), file.metadata()?.len());
    #[expect(clippy::cast_precision_loss, clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a share")]
    let most = (text as f64 * SHARE) as u64;
    for (what, ours, limit) in [
        ("time to fill", Figure::Time(time), Figure::Time(Duration::from_secs_f64(f64::from(entries) / RATE))),
        ("memory to fill", Figure::Memory(memory), Figure::Memory(MEMORY)),
        ("size of", Figure::Memory(size), Figure::Memory(most)),
    ] {
        let what = format!("{what} an archive of {entries} entries");
        table.push(Row { what, ours, peer: "limit".to_owned(), theirs: Some(limit), target: Some(1.0) });
    }
    Ok(())
}

/// Writes rows of the demo, newest first, each with another time. They have no id, like entries of the present dialect.
fn write(path: &Path, entries: u32) -> Result<()> {
    let demo = Demo::start(&["--entries", &ROWS.to_string()])?;
    let mut rows = Vec::new();
    for kind in ["connections", "posts"] {
        let mut run = demo.connlog(&format!("{kind} --all -o ndjson --quiet"));
        let output = run.output()?;
        rows.extend(String::from_utf8(output.stdout)?.lines().map(str::to_owned));
    }
    let step = TimeDelta::milliseconds(365 * 86_400_000 / i64::from(entries.max(1)));
    let mut out = BufWriter::with_capacity(1 << 20, File::create(path)?);
    #[expect(clippy::disallowed_methods, reason = "the windows of the measured commands end now")]
    let mut moment = Utc::now();
    for number in 0..entries {
        // A stride without a common divisor mixes both kinds.
        let row = usize::try_from(u64::from(number) * 7_919 % rows.len().max(1) as u64)?;
        writeln!(out, "{}", replace(&rows[row], "createdAt", &moment.to_rfc3339_opts(SecondsFormat::Millis, true)))?;
        moment -= step;
    }
    out.flush()?;
    Ok(())
}

/// The time until the first byte of the output.
fn first_byte(mut command: Command) -> Result<Duration> {
    let started = Instant::now();
    let mut child = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn()?;
    let mut byte = [0];
    child.stdout.take().ok_or("no stdout")?.read_exact(&mut byte)?;
    let time = started.elapsed();
    child.kill()?;
    child.wait()?;
    Ok(time)
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort_unstable();
    times[times.len() / 2]
}
