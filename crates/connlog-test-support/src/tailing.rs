//! Watches a run of `tail` while it lasts.

use std::io::{BufRead as _, BufReader, Lines};
use std::process::{Child, ChildStderr, Command, ExitStatus};
use std::sync::mpsc::{Receiver, channel};
use std::thread;

use serde_json::Value;
use tempfile::TempDir;

use crate::{Ended, Run};

/// A run of `tail` whose lines a thread reads while it runs.
pub struct Tailing {
    child: Child,
    lines: Receiver<String>,
    said: Lines<BufReader<ChildStderr>>,
    _home: TempDir,
}

impl Tailing {
    pub fn start(run: Run) -> Self {
        let (child, home) = run.spawn();
        Self::watch(child, home)
    }

    /// A run that was started already.
    pub fn watch(mut child: Child, home: TempDir) -> Self {
        let stdout = BufReader::new(child.stdout.take().unwrap());
        let (sender, lines) = channel();
        thread::spawn(move || stdout.lines().map_while(Result::ok).try_for_each(|line| sender.send(line)));
        let said = BufReader::new(child.stderr.take().unwrap()).lines();
        Self { child, lines, said, _home: home }
    }

    /// The next `count` lines.
    pub fn texts(&self, count: usize) -> Vec<String> {
        self.lines.iter().take(count).collect()
    }

    /// The records of the next `count` lines.
    pub fn take(&mut self, count: usize) -> Vec<Value> {
        self.texts(count).iter().map(|line| serde_json::from_str(line).unwrap()).collect()
    }

    pub fn signal(&self, name: &str) {
        signal(&self.child, name);
    }

    /// The next line on stderr.
    pub fn said(&mut self) -> String {
        self.said.next().expect("something on stderr").unwrap()
    }

    /// The rest of stdout, stderr, and how it ended.
    pub fn end(self) -> Ended {
        let Self { mut child, lines, said, .. } = self;
        let stdout = lines.into_iter().map(|line| line + "\n").collect();
        let stderr = said.map(|line| line.unwrap() + "\n").collect();
        let status: ExitStatus = child.wait().unwrap();
        Ended { code: status.code(), stdout, stderr }
    }
}

/// Sends a signal to a process, by its name.
pub fn signal(child: &Child, name: &str) {
    let status = Command::new("kill").args([&format!("-{name}"), &child.id().to_string()]).status();
    assert!(status.unwrap().success());
}
