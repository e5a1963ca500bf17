//! Helpers of the tests: the program with a clean environment, the demo server, and a scripted server.

use std::cell::OnceCell;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::path::PathBuf;
use std::process::{Child, Command, Output, Stdio};
use std::sync::{Arc, Mutex};
use std::thread;

use serde_json::Value;
use tempfile::TempDir;

/// The moment that counts as now wherever output is compared.
pub const NOW: &str = "2026-11-20T12:00:00Z";
/// The demo server's key.
pub const KEY: &str = "sk_de30de30de30de30de30de30de30de30de30de30de30de30de30de30de30de30";

/// The project's folder.
pub fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// Compares a committed file with what the program generates. `CONNLOG_TEST_OVERWRITE=1` writes the file first.
#[track_caller]
pub fn assert_current(path: &str, generated: &str) {
    let file = root().join(path);
    if std::env::var_os("CONNLOG_TEST_OVERWRITE").is_some_and(|value| value == "1") {
        std::fs::create_dir_all(file.parent().unwrap()).unwrap();
        std::fs::write(&file, generated).unwrap();
    }
    let committed = std::fs::read_to_string(&file).unwrap_or_default().replace("\r\n", "\n");
    let renew = "CONNLOG_TEST_OVERWRITE=1 cargo test --test it current";
    assert!(committed == generated, "{path} is stale; `{renew}` renews all generated files");
}

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

/// `connlog` with these arguments, split at spaces.
pub fn connlog(arguments: &str) -> Run {
    Run::new(&arguments.split_whitespace().collect::<Vec<_>>())
}

impl Run {
    pub fn new(arguments: &[&str]) -> Self {
        let home = TempDir::new().unwrap();
        let mut command = Command::new(env!("CARGO_BIN_EXE_connlog"));
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

    /// A server that allows so many requests a minute; its clock stands at [`NOW`].
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

    /// Every API request so far: method, path, query, status...
    pub fn requests(&self) -> Vec<Value> {
        serde_json::from_str(&self.get("/demo/requests")).unwrap()
    }

    /// The ids of the entries that exist now, newest first.
    pub fn truth(&self, kind: &str) -> Vec<String> {
        serde_json::from_str(&self.get(&format!("/demo/truth?kind={kind}"))).unwrap()
    }

    /// Orders these faults from now on, in place of all others.
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

/// One answer of a [`Scripted`] server.
#[derive(Clone)]
pub struct Answer {
    pub status: u16,
    pub headers: Vec<(String, String)>,
    pub body: String,
}

impl Answer {
    /// 200 with this JSON.
    pub fn json(body: &str) -> Self {
        Self { status: 200, headers: vec![("Content-Type".into(), "application/json".into())], body: body.to_owned() }
    }

    /// `{status, headers, body}` as the error examples of the fixtures have it.
    pub fn fixture(name: &str) -> Self {
        let text = std::fs::read_to_string(fixture_path(name)).unwrap();
        let example: Value = serde_json::from_str(&text).unwrap();
        let headers = example["headers"].as_object().unwrap();
        let headers = headers.iter().map(|(name, value)| (name.clone(), value.as_str().unwrap().to_owned())).collect();
        let body = example["body"].as_str().map_or_else(|| example["body"].to_string(), str::to_owned);
        Self { status: u16::try_from(example["status"].as_u64().unwrap()).unwrap(), headers, body }
    }

    pub fn status(mut self, status: u16) -> Self {
        self.status = status;
        self
    }
}

/// The text of an example answer.
pub fn fixture(name: &str) -> String {
    std::fs::read_to_string(fixture_path(name)).unwrap()
}

fn fixture_path(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/late").join(name)
}

/// A server that answers every request by a rule; the connection is closed after each answer.
pub struct Scripted {
    pub base_url: String,
    /// Path and query of each request, in order.
    pub seen: Arc<Mutex<Vec<String>>>,
}

impl Scripted {
    /// `answer` gets the number of the request, from 1, and its path with query below the base URL.
    pub fn start(answer: impl Fn(usize, &str) -> Answer + Send + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let base_url = format!("http://{}/api", listener.local_addr().unwrap());
        let seen = Arc::new(Mutex::new(Vec::new()));
        let noted = Arc::clone(&seen);
        thread::spawn(move || {
            for stream in listener.incoming() {
                let Ok(mut stream) = stream else { return };
                let mut lines = BufReader::new(stream.try_clone().unwrap()).lines();
                let Some(Ok(first)) = lines.next() else { continue };
                while lines.next().is_some_and(|line| line.is_ok_and(|line| !line.is_empty())) {}
                let target = first.split(' ').nth(1).unwrap_or_default().trim_start_matches("/api").to_owned();
                let number = {
                    let mut seen = noted.lock().unwrap();
                    seen.push(target.clone());
                    seen.len()
                };
                let Answer { status, headers, body } = answer(number, &target);
                let headers: String = headers.iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect();
                let head = format!(
                    "HTTP/1.1 {status} X\r\n{headers}Content-Length: {}\r\nConnection: close\r\n\r\n",
                    body.len()
                );
                drop(stream.write_all(head.as_bytes()).and_then(|()| stream.write_all(body.as_bytes())));
            }
        });
        Self { base_url, seen }
    }

    /// The same answer to everything.
    pub fn always(answer: Answer) -> Self {
        Self::start(move |_, _| answer.clone())
    }

    pub fn requests(&self) -> Vec<String> {
        self.seen.lock().unwrap().clone()
    }
}

/// The two ways the API speaks, as `--dialect` and `--serves` name them.
pub const DIALECTS: [&str; 2] = ["late", "zernio"];

/// A demo that serves one dialect alone, and everything in it as the program prints it.
pub struct World {
    pub dialect: &'static str,
    pub demo: Demo,
    connections: OnceCell<Vec<Value>>,
    posts: OnceCell<Vec<Value>>,
}

impl World {
    pub fn of(dialect: &'static str, arguments: &str) -> Self {
        let demo = Demo::start(&format!("--serves {dialect} {arguments}"));
        Self { dialect, demo, connections: OnceCell::new(), posts: OnceCell::new() }
    }

    /// A run against it, in its own dialect.
    pub fn run(&self, command: &str) -> Run {
        connlog(&format!("{command} --dialect {}", self.dialect)).at(&self.demo.base_url)
    }

    /// What a command prints as JSON.
    #[track_caller]
    pub fn list(&self, command: &str) -> Vec<Value> {
        self.run(&format!("{command} -o json")).end().code(0).array()
    }

    /// Every entry of the kind that `command` begins with.
    #[track_caller]
    pub fn everything(&self, command: &str) -> &[Value] {
        let (kind, known) = match command.split(' ').next() {
            Some("posts") => ("posts", &self.posts),
            _ => ("connections", &self.connections),
        };
        known.get_or_init(|| self.list(&format!("{kind} --all")))
    }

    /// Checks that `command` with `--all` prints what `keep` picks from the list without filters: some, and not all.
    #[track_caller]
    pub fn picks(&self, command: &str, keep: impl Fn(&Value) -> bool) {
        let everything = self.everything(command);
        let wanted: Vec<&Value> = everything.iter().filter(|record| keep(record)).collect();
        assert!(!wanted.is_empty() && wanted.len() < everything.len(), "{command} proves nothing: {}", wanted.len());
        let wanted: Vec<Value> = wanted.into_iter().cloned().collect();
        self.gives(&format!("{command} --all"), &wanted);
    }

    /// Checks that `command` prints these records, without showing hundreds of them where it does not.
    #[track_caller]
    pub fn gives(&self, command: &str, wanted: &[Value]) {
        let found = self.list(command);
        let place = found.iter().zip(wanted).position(|(found, wanted)| found != wanted);
        let place = place.or((found.len() != wanted.len()).then(|| found.len().min(wanted.len())));
        let Some(place) = place else { return };
        let (count, dialect) = (found.len(), self.dialect);
        let (found, expected) = (found.get(place), wanted.get(place));
        panic!(
            "{command} in {dialect}: {count} records, {} wanted; number {place} is {found:?}, not {expected:?}",
            wanted.len()
        );
    }

    /// The query of each API request so far.
    pub fn queries(&self) -> Vec<String> {
        self.demo.requests().iter().map(|asked| asked["query"].as_str().unwrap().to_owned()).collect()
    }
}

/// The value of a parameter in a query, or in a path with one.
pub fn parameter(query: &str, name: &str) -> Option<String> {
    let pairs = query.rsplit('?').next()?.split('&').filter_map(|pair| pair.split_once('='));
    let value = pairs.into_iter().find(|(found, _)| *found == name)?.1;
    Some(percent_encoding::percent_decode_str(value).decode_utf8().unwrap().into_owned())
}

/// A page of either dialect's list.
pub fn page(rows: &[Value], more: bool) -> Answer {
    let pagination = serde_json::json!({ "limit": 50, "skip": 0, "hasMore": more });
    Answer::json(&serde_json::json!({ "logs": rows, "pagination": pagination }).to_string())
}

/// The page of a whole list that a request to either dialect asks for.
pub fn cut(list: &[Value], target: &str) -> Answer {
    let number = |name| parameter(target, name).and_then(|text| text.parse::<usize>().ok());
    let start = number("skip").unwrap_or(0).min(list.len());
    let end = (start + number("limit").unwrap_or(50)).min(list.len());
    page(&list[start..end], end < list.len())
}
