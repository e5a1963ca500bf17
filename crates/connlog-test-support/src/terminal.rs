//! Shows what the program prints on a terminal.

use std::process::{Command, Stdio};

use crate::{NOW, missing, program};

/// What a terminal of `width` columns shows; `None` where there is no `script` to make one.
#[track_caller]
pub fn terminal(arguments: &str, width: u16, variables: &[(&str, &str)]) -> Option<String> {
    let home = tempfile::tempdir().unwrap();
    let line = format!("stty cols {width} rows 24; exec '{}' {arguments}", program().display());
    let mut command = Command::new("script");
    command.args(["-qec", &line, "/dev/null"]).env_clear();
    command.env("PATH", std::env::var_os("PATH").unwrap_or_default()).env("HOME", home.path());
    command.env("CONNLOG_NOW", NOW).env("TERM", "xterm-256color").envs(variables.iter().copied());
    let output = missing::started("script", command.stdin(Stdio::null()).output())?;
    assert!(output.status.success(), "{output:?}");
    Some(String::from_utf8(output.stdout).unwrap().replace("\r\n", "\n"))
}

/// `text` without colours.
pub fn bare(text: &str) -> String {
    let mut pieces = text.split("\u{1b}[");
    let first = pieces.next().unwrap_or_default().to_owned();
    pieces.fold(first, |kept, piece| kept + piece.split_once('m').unwrap().1)
}
