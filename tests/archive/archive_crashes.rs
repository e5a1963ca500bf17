//! Tests that an archive survives what ends a run: `kill -9`, a full disk, a server that goes away, two writers at once.

use std::process::{Command, Stdio};

use crate::engines::{self, Archive, Log};
use crate::support::{KEY, NOW};

#[test]
fn kills_lose_nothing_and_repeat_nothing() {
    engines::kills_lose_nothing_and_repeat_nothing(12, || Some(Archive::in_a_file()));
}

#[test]
fn writers_at_once_repeat_nothing() {
    engines::writers_at_once_repeat_nothing(&Archive::in_a_file());
}

#[test]
fn a_full_disk_is_an_error_and_the_next_run_continues() {
    let log = Log::new();
    for blocks in [200, 600] {
        let archive = Archive::in_a_file();
        let command = format!(
            "trap '' XFSZ; ulimit -f {blocks}; exec {} archive -q --into {} --from {}",
            env!("CARGO_BIN_EXE_connlog"),
            archive.address,
            log.file().display(),
        );
        let mut shell = Command::new("sh");
        shell.args(["-c", &command]).env_clear().env("HOME", log.folder.path()).env("CONNLOG_NOW", NOW);
        let ended = shell.stdin(Stdio::null()).output().unwrap();
        let stderr = String::from_utf8_lossy(&ended.stderr);
        assert_eq!(ended.status.code(), Some(1), "{stderr}");
        assert!(stderr.contains(" the archive "), "{stderr}");
        log.fill_by_file(&archive.address).end().code(0);
        log.is_whole(&archive);
    }
}

#[test]
fn a_server_that_goes_away_is_an_error_and_the_next_run_continues() {
    let log = Log::new();
    let archive = Archive::in_a_file();
    log.demo.misbehave(&["status=503@30%"]);
    let run = || log.fill_by_api(&archive.address).arg("--retries").arg("0").env("CONNLOG_API_KEY", KEY).end();
    let failed = (0..10).filter(|_| run().code == Some(6)).count();
    assert!(failed > 0, "no run failed");
    log.demo.misbehave(&[]);
    run().code(0);
    log.is_whole(&archive);
}
