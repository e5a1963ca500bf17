//! Runs public validators, which `.ci/run` installs.

use std::io::Write as _;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use crate::missing;

/// The path of an installed program.
#[track_caller]
pub fn program(name: &str) -> Option<PathBuf> {
    let folders = std::env::var_os("PATH").unwrap_or_default();
    let found = std::env::split_paths(&folders).map(|folder| folder.join(name)).find(|path| path.is_file());
    found.or_else(|| missing::skip(name, missing::VALIDATORS))
}

/// The path of a schema that `.ci/validators` brings.
#[track_caller]
pub fn schema(name: &str) -> Option<PathBuf> {
    let told = std::env::var_os(missing::VALIDATORS).filter(|folder| !folder.is_empty()).map(PathBuf::from);
    // Beside the folder that cargo gives tests for their files.
    let folder = told.unwrap_or_else(|| PathBuf::from(env!("CARGO_TARGET_TMPDIR")).with_file_name("validators"));
    Some(folder.join(name)).filter(|path| path.is_file()).or_else(|| missing::skip(name, missing::VALIDATORS))
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
