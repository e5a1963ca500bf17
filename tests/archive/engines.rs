//! What the tests of both engines share: an archive by its address, and a log that fills it.

use std::path::PathBuf;
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process};
use tempfile::TempDir;

use crate::archive::rows;
use crate::support::{Demo, Run, Scripted, connlog, cut};

/// An archive in a file or on a server.
pub struct Archive {
    /// The value of `--into` and `--from`.
    pub address: String,
    pub folder: TempDir,
}

impl Archive {
    pub fn in_a_file() -> Self {
        let folder = TempDir::new().unwrap();
        Self { address: format!("sqlite:{}", folder.path().join("archive.db").display()), folder }
    }

    pub fn at(address: String) -> Self {
        Self { address, folder: TempDir::new().unwrap() }
    }

    /// The file of an archive in a file.
    pub fn path(&self) -> PathBuf {
        self.folder.path().join("archive.db")
    }

    /// A run that fills the archive.
    pub fn filled(&self, arguments: &str) -> Run {
        connlog(&format!("archive --into {} {arguments}", self.address))
    }

    /// A run that reads the archive.
    pub fn read(&self, command: &str) -> Run {
        connlog(&format!("{command} --from {}", self.address))
    }

    #[track_caller]
    pub fn is_sound(&self) {
        self.filled("--check").end().code(0);
    }

    /// The number of lines that a list prints.
    pub fn lines(&self, command: &str) -> usize {
        self.read(&format!("{command} --all -o ndjson")).end().stdout.lines().count()
    }
}

pub fn bytes(run: Run) -> String {
    run.end().code(0).stdout
}

/// The log of the demo as lines, in a file.
pub struct Log {
    pub folder: TempDir,
    pub demo: Demo,
}

impl Log {
    pub fn new() -> Self {
        let (folder, demo) = (TempDir::new().unwrap(), Demo::start("--entries 400"));
        let run = connlog("events --all --raw -o ndjson --out").arg(folder.path().join("log.ndjson").to_str().unwrap());
        run.at(&demo.base_url).end().code(0);
        Self { folder, demo }
    }

    pub fn file(&self) -> PathBuf {
        self.folder.path().join("log.ndjson")
    }

    /// The number of entries.
    pub fn len(&self) -> usize {
        std::fs::read_to_string(self.file()).unwrap().lines().count()
    }

    /// A run that fills the archive from the file.
    pub fn fill_by_file(&self, address: &str) -> Run {
        connlog(&format!("archive -q --into {address} --from {}", self.file().display()))
    }

    /// A run that fills the archive from the API.
    pub fn fill_by_api(&self, address: &str) -> Run {
        connlog(&format!("archive -q --into {address} --dialect zernio")).at(&self.demo.base_url)
    }

    /// Checks that the archive has what the file has.
    #[track_caller]
    pub fn is_whole(&self, archive: &Archive) {
        self.is_in(archive, 1);
    }

    /// Checks that the archive has each entry of the file for each of `sources`.
    #[track_caller]
    fn is_in(&self, archive: &Archive, sources: usize) {
        archive.is_sound();
        let lines = |from: &str| bytes(connlog(&format!("events --all --raw -o ndjson --from {from}")));
        let sorted = |text: &str, times: usize| {
            let mut lines: Vec<&str> = text.lines().collect();
            lines.sort_unstable();
            lines.iter().flat_map(|line| vec![(*line).to_owned(); times]).collect::<Vec<String>>()
        };
        let expected = sorted(&lines(&self.file().display().to_string()), sources);
        let found = sorted(&lines(&archive.address), 1);
        assert_eq!(found.len(), expected.len(), "{}", archive.address);
        assert!(found == expected, "{}", archive.address);
    }
}

/// Kills runs at random moments. `CONNLOG_TEST_KILLS` sets their number, `usual` is the default.
pub fn kills_lose_nothing_and_repeat_nothing(usual: u32, make: impl Fn() -> Option<Archive>) {
    let kills = std::env::var("CONNLOG_TEST_KILLS").ok().and_then(|kills| kills.parse().ok()).unwrap_or(usual);
    let mut rng = fastrand::Rng::with_seed(7);
    for fill in [Log::fill_by_file as fn(&Log, &str) -> Run, Log::fill_by_api] {
        let (Some(archive), Some(measured)) = (make(), make()) else { return };
        let log = Log::new();
        let began = Instant::now();
        fill(&log, &measured.address).end().code(0);
        let whole = u64::try_from(began.elapsed().as_millis()).unwrap();
        for _ in 0..kills {
            let (mut child, _home) = fill(&log, &archive.address).spawn();
            thread::sleep(Duration::from_millis(rng.u64(0..whole)));
            drop(child.kill());
            child.wait().unwrap();
        }
        fill(&log, &archive.address).end().code(0);
        log.is_whole(&archive);
    }
}

/// Fills an archive with four writers at once.
pub fn writers_at_once_repeat_nothing(archive: &Archive) {
    let log = Log::new();
    // The tables are there, so that all writers begin at once.
    archive.filled("-q connections").at(&log.demo.base_url).end().code(0);
    thread::scope(|scope| {
        for number in 0..4 {
            let fill = if number % 2 == 0 { Log::fill_by_file } else { Log::fill_by_api };
            let run = fill(&log, &archive.address);
            scope.spawn(move || run.end().code(0));
        }
    });
    // Files and the API are two sources; each of them has everything.
    log.is_in(archive, 2);
}

/// Follows a server whose list grows.
pub fn following_adds_what_appears(archive: &Archive) {
    let list = Arc::new(Mutex::new(rows(0..700)));
    let shown = Arc::clone(&list);
    let server = Scripted::start(move |_, target| {
        let list = shown.lock().unwrap();
        cut(if target.contains("type=connections") { &list } else { &[] }, target)
    });
    let run = |flags: &str| {
        let run = archive.filled(&format!("connections --dialect zernio {flags}")).at(&server.base_url);
        run.env("CONNLOG_NOW", "2026-11-20T12:00:00Z")
    };
    let (mut child, _home) = run("--follow --interval 1s").spawn();
    let has = |count: usize| {
        let began = Instant::now();
        while archive.lines("connections") != count {
            assert!(began.elapsed() < Duration::from_secs(120), "{} of {count}", archive.lines("connections"));
            thread::sleep(Duration::from_millis(200));
        }
    };
    has(700);
    list.lock().unwrap().splice(0..0, rows(700..719));
    has(719);
    kill_process(Pid::from_raw(child.id().try_into().unwrap()).unwrap(), Signal::TERM).unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(143));
    assert!(run("").end().code(0).stdout.starts_with("archived 0 new"));
    archive.is_sound();
}
