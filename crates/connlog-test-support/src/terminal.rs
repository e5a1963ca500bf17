//! Shows what the program prints on a terminal.

use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};

use crate::{NOW, missing, program};

/// What a terminal of `width` columns shows; `None` where there is no `script` to make one.
#[track_caller]
pub fn terminal(arguments: &str, width: u16, variables: &[(&str, &str)]) -> Option<String> {
    let home = tempfile::tempdir().unwrap();
    let mut command = script(arguments, width, home.path(), variables);
    let output = missing::started("script", command.stdin(Stdio::null()).output())?;
    assert!(output.status.success(), "{output:?}");
    Some(shown(output.stdout))
}

/// What a terminal shows on which someone types `answers`, and the exit code; `None` where there is no `script`.
#[track_caller]
pub fn answered(arguments: &str, answers: &str, variables: &[(&str, &str)]) -> Option<(String, Option<i32>)> {
    let home = tempfile::tempdir().unwrap();
    let mut command = script(arguments, 80, home.path(), variables);
    let started = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn();
    let mut child = missing::started("script", started)?;
    child.stdin.as_mut().unwrap().write_all(answers.as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    Some((shown(output.stdout), output.status.code()))
}

/// The command that runs the program on a terminal.
fn script(arguments: &str, width: u16, home: &Path, variables: &[(&str, &str)]) -> Command {
    let line = format!("stty cols {width} rows 24; exec '{}' {arguments}", program().display());
    let mut command = Command::new("script");
    command.args(["-qec", &line, "/dev/null"]).env_clear();
    command.env("PATH", std::env::var_os("PATH").unwrap_or_default()).env("HOME", home);
    command.env("CONNLOG_NOW", NOW).env("TERM", "xterm-256color").envs(variables.iter().copied());
    command
}

fn shown(output: Vec<u8>) -> String {
    String::from_utf8(output).unwrap().replace("\r\n", "\n")
}

/// `text` without colours.
pub fn bare(text: &str) -> String {
    let mut pieces = text.split("\u{1b}[");
    let first = pieces.next().unwrap_or_default().to_owned();
    pieces.fold(first, |kept, piece| kept + piece.split_once('m').unwrap().1)
}
