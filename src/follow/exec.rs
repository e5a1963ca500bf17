//! `--exec`: runs a command for an entry, with the record on its stdin.

use std::ffi::OsString;
use std::process::{ExitStatus, Stdio};

use tokio::io::AsyncWriteExt as _;
use tokio::process::Command;

use crate::output;
use connlog_core::error::{Code, Error, Result};
use connlog_core::sanitize::Escaped;

/// The number of retries of a failed command.
pub(crate) const RETRIES: u32 = 3;

/// The command to run: a program and its arguments.
#[derive(Debug, Clone)]
pub(crate) struct ExecCommand {
    program: String,
    arguments: Vec<String>,
    /// Environment variables that the command does not inherit.
    withheld: Vec<OsString>,
}

impl ExecCommand {
    /// Splits `line` into words by the quoting rules of a shell, without variables, globs and pipes. With `shell`, passes
    /// the line to the shell of the system.
    ///
    /// # Errors
    ///
    /// `usage` when a quote is not closed, and when there is no program.
    pub(crate) fn new(line: &str, shell: bool) -> Result<Self> {
        if shell {
            let (program, flag) = if cfg!(windows) { ("cmd", "/C") } else { ("sh", "-c") };
            let arguments = vec![flag.to_owned(), line.to_owned()];
            return Ok(Self { program: program.to_owned(), arguments, withheld: Vec::new() });
        }
        let words = shell_words::split(line).map_err(|error| {
            Error::usage("cannot parse the command of --exec").cause(error).hint("close every quote")
        })?;
        let mut words = words.into_iter();
        let program = words.next().filter(|program| !program.is_empty()).ok_or_else(|| {
            Error::usage("--exec has no command").hint("write it like --exec 'notify --title connlog'")
        })?;
        Ok(Self { program, arguments: words.collect(), withheld: Vec::new() })
    }

    /// Removes these environment variables from the environment of the command.
    pub(crate) fn withhold(&mut self, names: Vec<OsString>) {
        self.withheld = names;
    }

    /// Runs the command with `record` on its stdin, and waits for its end. Returns a text to report if it failed. Its output
    /// goes to stderr, because stdout is for entries.
    ///
    /// # Errors
    ///
    /// When the command cannot be started.
    pub(crate) async fn run(&self, record: &Escaped) -> Result<Option<String>> {
        let mut command = Command::new(&self.program);
        command.args(&self.arguments).stdin(Stdio::piped()).stdout(output::streams::child_stdout());
        for name in &self.withheld {
            command.env_remove(name);
        }
        // Another process group: the first Ctrl-C reaches only connlog, which waits for the end of the command.
        #[cfg(unix)]
        command.process_group(0);
        let mut child = command.spawn().map_err(|error| {
            Error::new(Code::Io, format!("cannot run `{}`", self.program))
                .cause(error)
                .hint("check the command of --exec; shell syntax requires --exec-shell")
        })?;
        let stdin = child.stdin.take();
        let feed = async {
            if let Some(mut stdin) = stdin {
                // A command may end without reading its input.
                drop(stdin.write_all(record.as_bytes()).await);
            }
        };
        let ((), ended) = tokio::join!(feed, child.wait());
        Ok(match ended {
            Ok(status) if status.success() => None,
            Ok(status) => Some(format!("`{}` failed with {}", self.program, describe_exit(status))),
            Err(error) => Some(format!("cannot get the exit status of `{}`: {error}", self.program)),
        })
    }
}

fn describe_exit(status: ExitStatus) -> String {
    match status.code() {
        Some(code) => format!("exit code {code}"),
        None => status.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(line: &str) -> Vec<String> {
        let ExecCommand { program, arguments, .. } = ExecCommand::new(line, false).unwrap();
        [vec![program], arguments].concat()
    }

    #[test]
    fn a_command_is_split_into_words_without_expansion() {
        assert_eq!(words("a 'b c' \"d $HOME\" e\\ f *"), ["a", "b c", "d $HOME", "e f", "*"]);
        assert_eq!(words("a ; rm -rf /"), ["a", ";", "rm", "-rf", "/"]);
        for line in ["", "  ", "a 'b", "''"] {
            assert_eq!(ExecCommand::new(line, false).unwrap_err().code, Code::Usage, "{line}");
        }
    }
}
