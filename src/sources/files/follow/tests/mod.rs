//! Random histories of files against a model of what following them must print.
//!
//! The model: every line that was ever complete in a followed name is printed once, and no line is printed twice. A history
//! changes files in all ways that log writers, rotations, editors and copies do, with looks in between.
//!
//! The model has three exemptions, since no reader can read the lines:
//!
//! - Before a change that destroys content, a running `tail` looks at the files. Lines that are written and destroyed between
//!   two looks are lost to every reader of files.
//! - A line that was written and destroyed between two runs is expected only if the next run finds it in a followed name, or
//!   in a file that a rotation made of one.
//! - A reported loss excuses the lines that are, at the time of the report, in neither of these.
//!
//! `CONNLOG_TEST_CASES` sets the number of histories, `CONNLOG_TEST_SEED` the first seed.

mod changes;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs::{self, File, OpenOptions};
use std::io::{Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::time::Duration;

use fastrand::Rng;
use flate2::Compression;
use flate2::read::MultiGzDecoder;
use flate2::write::GzEncoder;
use tempfile::TempDir;
use tokio::time::{Instant, timeout_at};

use super::checkpoint::FileCheckpoints;
use super::{FileFilter, FileStart, FollowNotice, FollowedFiles};

/// The most rotated files.
const ROTATED: usize = 40;

struct World {
    folder: TempDir,
    dice: Rng,
    /// All names that begin with `log` are followed, not `log` alone.
    all: bool,
    files: Option<FollowedFiles>,
    next: usize,
    must: BTreeSet<usize>,
    printed: BTreeMap<usize, u32>,
    /// Lines that no reader could find when a loss was reported.
    excused: BTreeSet<usize>,
    history: String,
}

fn names(folder: &Path, all: bool) -> Vec<PathBuf> {
    if !all {
        return vec![folder.join("log")];
    }
    let listed = folder.read_dir().unwrap().map(|entry| entry.unwrap().path());
    let is_followed = |path: &PathBuf| path.file_name().unwrap().to_str().unwrap().starts_with("log");
    let mut names: Vec<PathBuf> = listed.filter(is_followed).collect();
    names.sort();
    names
}

fn unpacked(path: &Path) -> Vec<u8> {
    let bytes = fs::read(path).unwrap_or_default();
    if !bytes.starts_with(&[0x1f, 0x8b]) {
        return bytes;
    }
    let mut plain = Vec::new();
    MultiGzDecoder::new(&*bytes).read_to_end(&mut plain).unwrap();
    plain
}

/// The numbers of the complete lines.
fn numbers(bytes: &[u8]) -> Vec<usize> {
    let text = String::from_utf8_lossy(bytes);
    let whole = text.rsplit_once('\n').map_or("", |(whole, _)| whole);
    let number = |line: &str| line.rsplit_once("\"c")?.1.strip_suffix("\"}")?.parse().ok();
    whole.lines().filter_map(number).collect()
}

/// Whether `name` is a name that a rotation of `log` made.
fn is_rotated(name: &str) -> bool {
    let name = name.strip_suffix(".gz").unwrap_or(name);
    name.strip_prefix("log.").is_some_and(|rank| rank.parse::<u32>().is_ok())
}

impl World {
    fn new(seed: u64) -> Self {
        let mut dice = Rng::with_seed(seed);
        let all = dice.bool();
        let folder = TempDir::new().unwrap();
        let mut world = Self {
            folder,
            dice,
            all,
            files: None,
            next: 0,
            must: BTreeSet::new(),
            printed: BTreeMap::new(),
            excused: BTreeSet::new(),
            history: String::new(),
        };
        if world.dice.bool() {
            world.append("log");
        }
        let now = world.dice.bool();
        let start = if now { FileStart::Now } else { FileStart::Since(chrono::DateTime::UNIX_EPOCH) };
        writeln!(world.history, "all names: {all}, from now on: {now}").unwrap();
        world.open(start);
        if now {
            // What is there already is no news.
            let known = world.followed();
            world.printed.extend(known.into_iter().map(|number| (number, 1)));
        }
        world
    }

    fn at(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn open(&mut self, start: FileStart) {
        let (folder, all) = (self.folder.path().to_owned(), self.all);
        let filter = FileFilter {
            names: Box::new(move || names(&folder, all)),
            streams: Vec::new(),
            outputs: Vec::new(),
            keep: Box::new(Some),
            prefilter: None,
            interval: Some(Duration::from_millis(500)),
        };
        self.files = Some(FollowedFiles::new(filter, start));
    }

    /// A line that no other is equal to. Its number is at its end, so that no half of it is taken for it.
    fn line(&mut self) -> String {
        let filler = "x".repeat(self.dice.usize(..60));
        let second = self.next % 60;
        self.next += 1;
        format!(
            "{{\"event\":\"sync_end\",\"created\":\"2026-01-01T00:00:{second:02}Z\",\"data\":{{\"x\":\"{filler}\"}},\"connection_id\":\"c{}\"}}\n",
            self.next
        )
    }

    fn lines(&mut self, count: std::ops::RangeInclusive<usize>) -> String {
        (0..self.dice.usize(count)).map(|_| self.line()).collect()
    }

    /// The lines that are complete in followed names now.
    fn followed(&self) -> Vec<usize> {
        names(self.folder.path(), self.all).iter().flat_map(|path| numbers(&unpacked(path))).collect()
    }

    /// The lines that are complete now in followed names and in files that a rotation made of `log`.
    fn reachable(&self) -> BTreeSet<usize> {
        let rotated = |path: &PathBuf| is_rotated(path.file_name().unwrap().to_str().unwrap());
        let rotated = names(self.folder.path(), true).into_iter().filter(rotated);
        rotated.flat_map(|path| numbers(&unpacked(&path))).chain(self.followed()).collect()
    }

    /// All files and their lines; `+` stands for a last line without its end.
    fn listing(&self) -> String {
        let file = |path: &PathBuf| {
            let bytes = unpacked(path);
            let numbers: Vec<String> = numbers(&bytes).iter().map(usize::to_string).collect();
            let torn = if bytes.is_empty() || bytes.ends_with(b"\n") { "" } else { "+" };
            format!("{}[{}{torn}]", path.file_name().unwrap().display(), numbers.join(" "))
        };
        names(self.folder.path(), true).iter().map(file).collect::<Vec<_>>().join(" ")
    }

    fn note(&mut self) {
        let followed = self.followed();
        self.must.extend(followed);
    }

    fn append(&mut self, name: &str) {
        let text = self.lines(1..=3);
        OpenOptions::new().append(true).create(true).open(self.at(name)).unwrap().write_all(text.as_bytes()).unwrap();
    }

    fn tear(&mut self, name: &str) {
        let line = self.line();
        // Behind a colon, a record would be the value of the half.
        let half = line[..self.dice.usize(1..60)].trim_end_matches(':');
        OpenOptions::new().append(true).create(true).open(self.at(name)).unwrap().write_all(half.as_bytes()).unwrap();
    }

    /// A name that is there, mostly `log`.
    fn pick(&mut self) -> Option<String> {
        let there = |path: &PathBuf| fs::symlink_metadata(path).is_ok_and(|file| file.is_file());
        if self.dice.u8(..3) > 0 {
            return there(&self.at("log")).then(|| "log".to_owned());
        }
        let listed = names(self.folder.path(), true);
        let plain = |path: &&PathBuf| there(path) && path.extension().is_none_or(|extension| extension != "gz");
        let names: Vec<&PathBuf> = listed.iter().filter(plain).collect();
        let picked = *names.get(self.dice.usize(..names.len().max(1)))?;
        Some(picked.file_name().unwrap().to_str().unwrap().to_owned())
    }

    /// Says what is wrong.
    fn wrong(&self) -> Option<String> {
        let missing = self.must.iter().filter(|number| !self.printed.contains_key(number));
        let missing: Vec<_> = missing.filter(|number| !self.excused.contains(number)).collect();
        let repeated: Vec<_> = self.printed.iter().filter(|(_, times)| **times > 1).collect();
        (!missing.is_empty() || !repeated.is_empty())
            .then(|| format!("missing {missing:?}, repeated {repeated:?} after\n{}", self.history))
    }
}

/// Runs the history of a seed. `restarts` says how often runs end, in eighths of all steps, and `destroys` whether content is
/// destroyed while no run follows.
async fn history(seed: u64, harsh: bool) -> World {
    let mut world = World::new(seed);
    world.look(1).await;
    let restarts = world.dice.u8(..3) == 0 || harsh;
    let every = if harsh { 4 } else { 8 };
    for _ in 0..world.dice.usize(4..24) {
        if restarts && world.dice.u8(..every) == 0 {
            world.restart(harsh).await;
        } else {
            world.step().await;
        }
        if world.printed.values().any(|times| *times > 1) {
            return world;
        }
    }
    world.look(12).await;
    world
}

#[expect(clippy::disallowed_methods, reason = "a test is told its size by the environment")]
fn number(variable: &str, usual: u64) -> u64 {
    std::env::var(variable).ok().and_then(|text| text.parse().ok()).unwrap_or(usual)
}

fn check(harsh: bool) {
    let first = number("CONNLOG_TEST_SEED", 1);
    let mut wrong = BTreeMap::new();
    for seed in first..first + number("CONNLOG_TEST_CASES", 300) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().start_paused(true).build().unwrap();
        let world = runtime.block_on(history(seed, harsh));
        wrong.extend(world.wrong().map(|history| (seed, history)));
    }
    let seeds: Vec<&u64> = wrong.keys().collect();
    assert!(wrong.is_empty(), "CONNLOG_TEST_CASES=1 CONNLOG_TEST_SEED={seeds:?}: {}", wrong.values().next().unwrap());
}

#[test]
fn every_line_is_printed_once_whatever_happens_to_its_file() {
    check(false);
}

#[test]
fn every_line_is_printed_once_whatever_happens_between_two_runs() {
    check(true);
}
