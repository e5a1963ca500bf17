//! Starts the demo server as a process.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::process::Child;

use serde_json::Value;

use crate::{Run, connlog};

/// A demo server in a process of its own, stopped when dropped.
pub struct Demo {
    process: Child,
    pub base_url: String,
}

impl Demo {
    /// `connlog demo` with these arguments; its clock stands at [`NOW`].
    pub fn start(arguments: &str) -> Self {
        Self::of(connlog(&format!("demo --quiet --rate-limit 1000000 {arguments}")))
    }

    /// The same with a clock that runs.
    pub fn live(arguments: &str) -> Self {
        Self::of(connlog(&format!("demo --quiet --rate-limit 1000000 {arguments}")).no_env("CONNLOG_NOW"))
    }

    /// Starts a server that allows this number of requests a minute. Its time is always [`NOW`].
    pub fn limited(requests: u32, arguments: &str) -> Self {
        Self::of(connlog(&format!("demo --quiet --rate-limit {requests} {arguments}")))
    }

    fn of(run: Run) -> Self {
        let (mut process, home) = run.spawn();
        drop(home);
        let mut lines = BufReader::new(process.stdout.take().unwrap()).lines();
        let first = lines.next().expect("the demo prints its base URL").unwrap();
        let base_url = first.strip_prefix("CONNLOG_BASE_URL=").or_else(|| first.strip_prefix("CONNLOG_FIVETRAN_URL="));
        let base_url = base_url.expect("the base URL first").to_owned();
        Self { process, base_url }
    }

    /// Returns the API requests that the server received: method, path, query, status.
    pub fn requests(&self) -> Vec<Value> {
        serde_json::from_str(&self.get("/demo/requests")).unwrap()
    }

    /// The ids of the entries that exist now, newest first.
    pub fn truth(&self, kind: &str) -> Vec<String> {
        serde_json::from_str(&self.get(&format!("/demo/truth?kind={kind}"))).unwrap()
    }

    /// Replaces the faults of the server.
    pub fn misbehave(&self, faults: &[&str]) {
        let orders: Vec<String> = faults.iter().map(|fault| format!("set={}", fault.replace('%', "%25"))).collect();
        self.exchange("POST", &format!("/demo/faults?{}", orders.join("&")));
    }

    fn get(&self, path: &str) -> String {
        self.exchange("GET", path)
    }

    fn exchange(&self, method: &str, path: &str) -> String {
        let host = self.base_url.trim_start_matches("http://").trim_end_matches("/api");
        let mut stream = TcpStream::connect(host).unwrap();
        let headers = format!("Host: {host}\r\nX-Connlog-Demo: 1\r\nContent-Length: 0\r\nConnection: close");
        write!(stream, "{method} {path} HTTP/1.1\r\n{headers}\r\n\r\n").unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        let (head, body) = answer.split_once("\r\n\r\n").unwrap();
        assert!(head.starts_with("HTTP/1.1 200"), "{head}");
        assert!(!head.to_lowercase().contains("transfer-encoding"), "{head}");
        body.to_owned()
    }
}

impl Drop for Demo {
    fn drop(&mut self) {
        drop(self.process.kill());
        drop(self.process.wait());
    }
}
