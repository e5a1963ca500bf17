//! Prepares a measurement: the demo server, a temporary home folder, and the installed peers.

use std::io::{BufRead as _, BufReader};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::thread;

use tempfile::TempDir;

use crate::{CONNLOG, Result};

/// A demo server in a process of its own, and an empty home to talk to it from.
pub(crate) struct Demo {
    process: Child,
    base_url: String,
    key: String,
    pub(crate) home: TempDir,
}

impl Demo {
    /// `connlog demo` with these arguments, of the present dialect alone and without a rate limit that would be felt.
    pub(crate) fn start(arguments: &[&str]) -> Result<Self> {
        let home = TempDir::new()?;
        let mut process = Command::new(CONNLOG)
            .args(["demo", "--quiet", "--serves", "zernio", "--rate-limit", "10000000"])
            .args(arguments)
            .stdout(Stdio::piped())
            .spawn()?;
        let mut lines = BufReader::new(process.stdout.take().ok_or("the demo has no stdout")?).lines();
        let mut value = |name: &str| -> Result<String> {
            let line = lines.next().ok_or("the demo ended early")??;
            Ok(line.strip_prefix(name).ok_or_else(|| format!("the demo printed `{line}`"))?.to_owned())
        };
        let (base_url, key) = (value("CONNLOG_BASE_URL=")?, value("CONNLOG_API_KEY=")?);
        let demo = Self { process, base_url, key, home };
        // The first run finds the dialect out and remembers it.
        let warmed = demo.connlog("connections -n 1 -o ndjson --quiet").stdout(Stdio::null()).status()?;
        if warmed.success() { Ok(demo) } else { Err("connlog cannot read the demo".into()) }
    }

    /// `connlog` with these arguments, split at spaces, and this server as its API.
    pub(crate) fn connlog(&self, arguments: &str) -> Command {
        let mut command = Command::new(CONNLOG);
        command.args(arguments.split_whitespace());
        command.env_clear().env("HOME", self.home.path());
        command.env("CONNLOG_BASE_URL", &self.base_url).env("CONNLOG_API_KEY", &self.key);
        command
    }

    /// The URL of a page of connection entries.
    pub(crate) fn url(&self, limit: u32, skip: u32) -> String {
        format!("{}/v1/logs?type=connections&limit={limit}&skip={skip}", self.base_url)
    }

    /// `curl` with the key; the URLs are the caller's.
    pub(crate) fn curl(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new("curl");
        command.args(["--silent", "--fail", "--header", &format!("Authorization: Bearer {}", self.key)]);
        command.args(arguments);
        command
    }

    /// A curl configuration of every page of `records` records; each goes to stdout, or to a file of its own.
    pub(crate) fn curl_config(&self, records: u32, to_files: bool) -> Result<(PathBuf, Vec<PathBuf>)> {
        let mut config = String::new();
        let mut files = Vec::new();
        for skip in (0..records).step_by(100) {
            config.push_str(&format!("url = \"{}\"\n", self.url(100, skip)));
            if to_files {
                let file = self.home.path().join(format!("page-{skip:07}.json"));
                config.push_str(&format!("output = \"{}\"\n", file.display()));
                files.push(file);
            }
        }
        let path = self.home.path().join(if to_files { "files.curl" } else { "stdout.curl" });
        std::fs::write(&path, config)?;
        Ok((path, files))
    }
}

impl Drop for Demo {
    fn drop(&mut self) {
        drop(self.process.kill());
        drop(self.process.wait());
    }
}

/// Whether the program `name` can be started.
pub(crate) fn has(name: &str) -> bool {
    Command::new(name)
        .arg("--version")
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok()
}

/// Versions and size of what was measured on, in one line.
pub(crate) fn describe() -> String {
    let first_line = |name: &str| {
        let output = Command::new(name).arg("--version").output().ok()?;
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        Some(text.lines().next()?.split_whitespace().take(2).collect::<Vec<_>>().join(" "))
    };
    let tools: Vec<String> = [CONNLOG, "rg", "curl", "jq"].into_iter().filter_map(first_line).collect();
    let cores = thread::available_parallelism().map_or(0, usize::from);
    let load = std::fs::read_to_string("/proc/loadavg").unwrap_or_default();
    let load = load.split(' ').next().filter(|load| !load.is_empty()).map(|load| format!(", load {load}"));
    format!("{}; {cores} cores{}", tools.join(", "), load.unwrap_or_default())
}
