//! Tests that an archive survives what ends a run: `kill -9`, a full disk, a server that goes away, two writers at once.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use tempfile::TempDir;

use crate::support::{Demo, KEY, NOW, Run, connlog};

/// The log of the demo as lines, in a file.
struct Log {
    folder: TempDir,
    demo: Demo,
}

impl Log {
    fn new() -> Self {
        let (folder, demo) = (TempDir::new().unwrap(), Demo::start("--entries 400"));
        let run = connlog("events --all --raw -o ndjson --out").arg(folder.path().join("log.ndjson").to_str().unwrap());
        run.at(&demo.base_url).end().code(0);
        Self { folder, demo }
    }

    fn file(&self) -> PathBuf {
        self.folder.path().join("log.ndjson")
    }

    fn archive(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// A run that fills the archive from the file.
    fn fill_by_file(&self, archive: &Path) -> Run {
        connlog(&format!("archive -q --into sqlite:{} --from {}", archive.display(), self.file().display()))
    }

    /// A run that fills the archive from the API.
    fn fill_by_api(&self, archive: &Path) -> Run {
        let run = connlog(&format!("archive -q --into sqlite:{} --dialect zernio", archive.display()));
        run.at(&self.demo.base_url)
    }

    /// Checks that the archive has what the file has.
    #[track_caller]
    fn is_whole(&self, archive: &Path) {
        connlog(&format!("archive --check --into sqlite:{}", archive.display())).end().code(0);
        let lines = |from: &Path| {
            let run = connlog(&format!("events --all --raw -o ndjson --from {}", from.display()));
            let mut lines: Vec<String> = run.end().code(0).stdout.lines().map(str::to_owned).collect();
            lines.sort();
            lines
        };
        let (expected, found) = (lines(&self.file()), lines(archive));
        assert_eq!(found.len(), expected.len(), "{}", archive.display());
        assert!(found == expected, "{}", archive.display());
    }
}

/// Returns the kills of each run. `.ci/full` sets more.
fn kills() -> u32 {
    std::env::var("CONNLOG_TEST_KILLS").ok().and_then(|kills| kills.parse().ok()).unwrap_or(12)
}

#[test]
fn kills_lose_nothing_and_repeat_nothing() {
    let log = Log::new();
    let mut rng = fastrand::Rng::with_seed(7);
    for (name, fill) in [("file.db", Log::fill_by_file as fn(&Log, &Path) -> Run), ("api.db", Log::fill_by_api)] {
        let archive = log.archive(name);
        let began = Instant::now();
        fill(&log, &log.archive("measure.db")).end().code(0);
        let whole = u64::try_from(began.elapsed().as_millis()).unwrap();
        for _ in 0..kills() {
            let (mut child, _home) = fill(&log, &archive).spawn();
            thread::sleep(Duration::from_millis(rng.u64(0..whole)));
            drop(child.kill());
            child.wait().unwrap();
        }
        fill(&log, &archive).end().code(0);
        log.is_whole(&archive);
    }
}

#[test]
fn writers_at_once_repeat_nothing() {
    let log = Log::new();
    let archive = log.archive("many.db");
    thread::scope(|scope| {
        for number in 0..4 {
            let fill = if number % 2 == 0 { Log::fill_by_file } else { Log::fill_by_api };
            let run = fill(&log, &archive);
            scope.spawn(move || run.end().code(0));
        }
    });
    // Files and the API are two sources; each of them has everything.
    let connection = rusqlite::Connection::open(&archive).unwrap();
    let mut statement = connection.prepare("SELECT count(*) FROM entry GROUP BY source").unwrap();
    let counts: Vec<i64> = statement.query_map([], |row| row.get(0)).unwrap().collect::<Result<_, _>>().unwrap();
    let lines = i64::try_from(std::fs::read_to_string(log.file()).unwrap().lines().count()).unwrap();
    assert_eq!(counts, [lines, lines]);
    connlog(&format!("archive --check --into sqlite:{}", archive.display())).end().code(0);
}

#[test]
fn a_full_disk_is_an_error_and_the_next_run_continues() {
    let log = Log::new();
    for blocks in [200, 600] {
        let archive = log.archive(&format!("full{blocks}.db"));
        let command = format!(
            "trap '' XFSZ; ulimit -f {blocks}; exec {} archive -q --into sqlite:{} --from {}",
            env!("CARGO_BIN_EXE_connlog"),
            archive.display(),
            log.file().display(),
        );
        let mut shell = Command::new("sh");
        shell.args(["-c", &command]).env_clear().env("HOME", log.folder.path()).env("CONNLOG_NOW", NOW);
        let ended = shell.stdin(Stdio::null()).output().unwrap();
        let stderr = String::from_utf8_lossy(&ended.stderr);
        assert_eq!(ended.status.code(), Some(1), "{stderr}");
        assert!(stderr.contains(" the archive "), "{stderr}");
        log.fill_by_file(&archive).end().code(0);
        log.is_whole(&archive);
    }
}

#[test]
fn a_server_that_goes_away_is_an_error_and_the_next_run_continues() {
    let log = Log::new();
    let archive = log.archive("outage.db");
    log.demo.misbehave(&["status=503@30%"]);
    let run = || log.fill_by_api(&archive).arg("--retries").arg("0").env("CONNLOG_API_KEY", KEY).end();
    let failed = (0..10).filter(|_| run().code == Some(6)).count();
    assert!(failed > 0, "no run failed");
    log.demo.misbehave(&[]);
    run().code(0);
    log.is_whole(&archive);
}
