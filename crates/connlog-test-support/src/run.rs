//! Runs the program with a clean environment.

use std::io::Write as _;
use std::path::PathBuf;
use std::process::{Child, Command, Output, Stdio};
use std::thread;

use serde_json::Value;
use tempfile::TempDir;

use crate::{KEY, NOW, program};

/// One run of the program, with an empty home and none of the developer's variables.
pub struct Run {
    command: Command,
    home: TempDir,
    input: Option<String>,
}

/// How a run ended.
pub struct Ended {
    pub code: Option<i32>,
    pub stdout: String,
    pub stderr: String,
}

impl Run {
    pub fn new(arguments: &[&str]) -> Self {
        let home = TempDir::new().unwrap();
        let mut command = Command::new(program());
        command.args(arguments).env_clear().env("HOME", home.path()).env("CONNLOG_NOW", NOW);
        for passed in ["SystemRoot", "LLVM_PROFILE_FILE"] {
            if let Some(value) = std::env::var_os(passed) {
                command.env(passed, value);
            }
        }
        Self { command, home, input: None }
    }

    /// Against the server at this base URL, with the demo's key.
    pub fn at(self, base_url: &str) -> Self {
        self.env("CONNLOG_BASE_URL", base_url).env("CONNLOG_API_KEY", KEY)
    }

    pub fn env(mut self, name: &str, value: &str) -> Self {
        self.command.env(name, value);
        self
    }

    pub fn no_env(mut self, name: &str) -> Self {
        self.command.env_remove(name);
        self
    }

    pub fn arg(mut self, argument: &str) -> Self {
        self.command.arg(argument);
        self
    }

    pub fn args(mut self, arguments: &[&str]) -> Self {
        self.command.args(arguments);
        self
    }

    pub fn stdin(mut self, text: &str) -> Self {
        self.input = Some(text.to_owned());
        self
    }

    /// A file below the run's home, made before it starts.
    pub fn file(self, path: &str, text: &str) -> Self {
        let path = self.home.path().join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, text).unwrap();
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o600)).unwrap();
        }
        self
    }

    /// Inside the home folder, so that files without a folder go there.
    pub fn at_home(mut self) -> Self {
        self.command.current_dir(self.home.path());
        self
    }

    /// The run's home folder.
    pub fn home(&self) -> PathBuf {
        self.home.path().to_owned()
    }

    /// The process itself, its streams piped, for tests that watch it.
    pub fn spawn(mut self) -> (Child, TempDir) {
        self.command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        (self.command.spawn().unwrap(), self.home)
    }

    /// The same with a stdin that is written to while it runs.
    pub fn spawn_fed(mut self) -> (Child, TempDir) {
        self.command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        (self.command.spawn().unwrap(), self.home)
    }

    pub fn end(mut self) -> Ended {
        self.command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = self.command.spawn().unwrap();
        let mut stdin = child.stdin.take().unwrap();
        thread::scope(|scope| {
            // The program prints while it reads: who writes all before reading anything may wait for ever.
            scope.spawn(move || {
                if let Some(text) = &self.input {
                    // A program may end before it has read all.
                    drop(stdin.write_all(text.as_bytes()));
                }
            });
            Ended::from(child.wait_with_output().unwrap())
        })
    }
}

impl From<Output> for Ended {
    fn from(output: Output) -> Self {
        Self {
            code: output.status.code(),
            stdout: String::from_utf8(output.stdout).unwrap(),
            stderr: String::from_utf8(output.stderr).unwrap(),
        }
    }
}

impl Ended {
    /// Checks the exit code, showing both streams if it is another.
    #[track_caller]
    pub fn code(self, code: i32) -> Self {
        assert_eq!(self.code, Some(code), "\nstdout: {}\nstderr: {}", self.stdout, self.stderr);
        self
    }

    /// stdout as one JSON array.
    #[track_caller]
    pub fn array(&self) -> Vec<Value> {
        serde_json::from_str(&self.stdout).unwrap_or_else(|error| panic!("{error} in {}", self.stdout))
    }

    /// stdout as one JSON object a line.
    #[track_caller]
    pub fn lines(&self) -> Vec<Value> {
        self.stdout.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }

    /// The error object on the last line of stderr.
    #[track_caller]
    pub fn error(&self) -> Value {
        let line = self.stderr.lines().last().expect("an error on stderr");
        serde_json::from_str::<Value>(line).unwrap_or_else(|error| panic!("{error} in {}", self.stderr))["error"]
            .clone()
    }
}
