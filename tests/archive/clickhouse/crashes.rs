//! Tests that an archive on a server survives what ends a run: `kill -9`, a connection that breaks, two writers at once.

use std::io::{Read as _, Write as _};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use tempfile::TempDir;

use super::Archive;
use crate::support::{Demo, Run, connlog};

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

    fn file(&self) -> String {
        self.folder.path().join("log.ndjson").display().to_string()
    }

    fn fill_by_file(&self, address: &str) -> Run {
        connlog(&format!("archive -q --into {address} --from {}", self.file()))
    }

    fn fill_by_api(&self, address: &str) -> Run {
        connlog(&format!("archive -q --into {address} --dialect zernio")).at(&self.demo.base_url)
    }

    /// Checks that the archive has what the file has.
    #[track_caller]
    fn is_whole(&self, archive: &Archive) {
        archive.is_sound();
        let lines = |from: &str| {
            let run = connlog(&format!("events --all --raw -o ndjson --from {from}"));
            let mut lines: Vec<String> = run.end().code(0).stdout.lines().map(str::to_owned).collect();
            lines.sort();
            lines
        };
        let (expected, found) = (lines(&self.file()), lines(&archive.address));
        assert_eq!(found.len(), expected.len());
        assert!(found == expected);
    }
}

/// Returns the kills of each run. `.ci/full` sets more.
fn kills() -> u32 {
    std::env::var("CONNLOG_TEST_KILLS").ok().and_then(|kills| kills.parse().ok()).unwrap_or(8)
}

#[test]
fn kills_lose_nothing_and_repeat_nothing() {
    let mut rng = fastrand::Rng::with_seed(7);
    for fill in [Log::fill_by_file as fn(&Log, &str) -> Run, Log::fill_by_api] {
        let (Some(archive), Some(measured)) = (Archive::new(), Archive::new()) else { return };
        let log = Log::new();
        let began = Instant::now();
        fill(&log, &measured.address).end().code(0);
        let whole = u64::try_from(began.elapsed().as_millis()).unwrap();
        for _ in 0..kills() {
            let (mut child, _home) = fill(&log, &archive.address).spawn();
            thread::sleep(Duration::from_millis(rng.u64(0..whole)));
            drop(child.kill());
            child.wait().unwrap();
        }
        fill(&log, &archive.address).end().code(0);
        log.is_whole(&archive);
    }
}

#[test]
fn writers_at_once_repeat_nothing() {
    let Some(archive) = Archive::new() else { return };
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
    let lines = std::fs::read_to_string(log.file()).unwrap().lines().count();
    let counts = archive.sql("SELECT count() FROM entry FINAL GROUP BY source FORMAT TSV");
    assert_eq!(counts, format!("{lines}\n{lines}"));
    let read = archive.read("events --all -o ndjson").end().code(0).stdout.lines().count();
    assert_eq!(read, 2 * lines);
    archive.is_sound();
}

#[test]
fn a_connection_that_breaks_is_an_error_and_the_next_run_continues() {
    let Some(archive) = Archive::new() else { return };
    let log = Log::new();
    let port = archive.server.port;
    // The relay passes this number of bytes to the server, then it closes each connection.
    let budget = Arc::new(AtomicI64::new(0));
    let relay = relay(port, Arc::clone(&budget));
    let address = archive.address.replace(&format!(":{port}/"), &format!(":{relay}/"));
    let mut failed = 0;
    for bytes in (0..600_000).step_by(40_000) {
        for fill in [Log::fill_by_file, Log::fill_by_api] {
            budget.store(bytes, Ordering::SeqCst);
            let ended = fill(&log, &address).arg("--retries").arg("0").end();
            failed += u32::from(ended.code == Some(6));
            assert!(matches!(ended.code, Some(0 | 6)), "{}", ended.stderr);
        }
    }
    assert!(failed > 0, "no run failed");
    budget.store(i64::MAX, Ordering::SeqCst);
    log.fill_by_file(&address).end().code(0);
    assert_eq!(archive.sql("SELECT count() > 0 FROM entry"), "1");
    let lines = std::fs::read_to_string(log.file()).unwrap().lines().count().to_string();
    assert_eq!(archive.sql("SELECT count() FROM entry FINAL WHERE source = 'files'"), lines);
    log.fill_by_api(&address).end().code(0);
    assert_eq!(archive.sql("SELECT count() FROM entry FINAL WHERE source <> 'files'"), lines);
    archive.is_sound();
}

/// Relays connections to a port; returns its own one.
fn relay(port: u16, budget: Arc<AtomicI64>) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let own = listener.local_addr().unwrap().port();
    thread::spawn(move || {
        for client in listener.incoming().map_while(Result::ok) {
            let budget = Arc::clone(&budget);
            thread::spawn(move || {
                let server = TcpStream::connect(("127.0.0.1", port)).unwrap();
                let (mut from, mut to) = (client.try_clone().unwrap(), server.try_clone().unwrap());
                let back = thread::spawn(move || drop(std::io::copy(&mut &server, &mut &client)));
                let mut buffer = [0; 4_096];
                while let Ok(read @ 1..) = from.read(&mut buffer) {
                    let left = budget.fetch_sub(i64::try_from(read).unwrap(), Ordering::SeqCst);
                    if left <= 0 || to.write_all(&buffer[..read]).is_err() {
                        break;
                    }
                }
                for stream in [&from, &to] {
                    drop(stream.shutdown(Shutdown::Both));
                }
                drop(back.join());
            });
        }
    });
    own
}
