//! Public validators, which `.ci/run` installs. Where one is missing, CI fails; elsewhere the test says that it proves
//! less than it should.

use std::io::Write as _;
use std::path::PathBuf;
use std::process::{Command, Stdio};

/// Whether a missing validator is a failure.
fn required() -> bool {
    ["CI", "CONNLOG_TEST_VALIDATORS"].iter().any(|name| std::env::var_os(name).is_some_and(|value| !value.is_empty()))
}

#[track_caller]
#[expect(clippy::print_stdout, reason = "whoever runs the tests is to know")]
fn missing<T>(what: &str) -> Option<T> {
    assert!(!required(), "{what} is missing: .ci/run installs it");
    println!("SKIPPED: {what} is missing, so this test checks less; .ci/run installs it");
    None
}

/// The path of an installed program.
#[track_caller]
pub fn program(name: &str) -> Option<PathBuf> {
    let folders = std::env::var_os("PATH").unwrap_or_default();
    let found = std::env::split_paths(&folders).map(|folder| folder.join(name)).find(|path| path.is_file());
    found.or_else(|| missing(name))
}

/// The path of a schema that `.ci/validators` brings.
#[track_caller]
pub fn schema(name: &str) -> Option<PathBuf> {
    let told = std::env::var_os("CONNLOG_TEST_VALIDATORS").filter(|folder| !folder.is_empty()).map(PathBuf::from);
    // Beside the folder that cargo gives tests for their files.
    let folder = told.unwrap_or_else(|| PathBuf::from(env!("CARGO_TARGET_TMPDIR")).with_file_name("validators"));
    Some(folder.join(name)).filter(|path| path.is_file()).or_else(|| missing(name))
}

/// What `command` prints when it is given `input`; a failure shows what it said.
#[track_caller]
pub fn pipe(command: &mut Command, input: &str) -> String {
    let streams = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = streams.spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let input = input.to_owned();
    let feeder = std::thread::spawn(move || drop(stdin.write_all(input.as_bytes())));
    let output = child.wait_with_output().unwrap();
    feeder.join().unwrap();
    assert!(output.status.success(), "{command:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}
