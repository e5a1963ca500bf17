//! Tests that no output contains a control character, a direction mark, an invisible character or a CI command. The hostile
//! text is in a record, a file name, an argument, a header, a body, a message of a database or the environment.
//!
//! Seeds select the cases. `CONNLOG_TEST_CASES=100000` sets their number, `CONNLOG_TEST_SEED=N` the first seed. A failing case
//! prints its seed.

use std::cell::RefCell;
use std::ffi::OsString;
use std::fs;
use std::io::{self, BufRead as _, BufReader, Cursor, Read as _, Write};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::sync::{Arc, Mutex};
use std::thread;

use connlog::app::AppContext;
use connlog::env::Env;
use connlog::output::streams::Streams;
use connlog::signals::Signals;
use connlog_core::redact::Reveal;
use fastrand::Rng;

use crate::support::{NOW, Run};

const FORMATS: [&str; 8] = ["table", "line", "plain", "json", "ndjson", "csv", "tsv", "md"];

/// A text that acts where it is not escaped.
fn hostile(rng: &mut Rng) -> String {
    const PIECES: [&str; 44] = [
        "\n",
        "\r",
        "\t",
        "\r\n",
        " ",
        "  ",
        "::error::x",
        "::",
        " ::set-output name=a::b",
        "##[error]x",
        "##vso[task]",
        "##",
        "[",
        "#",
        "\u{1b}[31m",
        "\u{1b}[2J",
        "\u{1b}]0;t\u{7}",
        "\u{0}",
        "\u{7f}",
        "\u{9b}31m",
        "\u{85}",
        "\u{202e}",
        "\u{2066}",
        "\u{200b}",
        "\u{200d}",
        "\u{feff}",
        "\u{ad}",
        "\u{2028}",
        "\u{e0041}",
        "\u{61c}",
        "\u{180e}",
        "\u{fff9}",
        "\u{e0101}",
        "\"",
        "\\",
        "'",
        "|",
        "`",
        "@org/team",
        "www.x.example",
        "$x$",
        "日本",
        "❤️",
        "a long word",
    ];
    let mut text = String::new();
    for _ in 0..rng.usize(0..7) {
        match rng.u8(0..6) {
            0 => text.push(rng.char(..)),
            1 => text.push_str(["word", "x", "failed", "2026", "abc def ghi", "0123456789abcdef01"][rng.usize(0..6)]),
            _ => text.push_str(PIECES[rng.usize(0..PIECES.len())]),
        }
    }
    text
}

/// What a run printed.
struct Printed {
    stdout: String,
    stderr: String,
}

/// A stream that keeps what is written.
#[derive(Clone, Default)]
struct Kept(Rc<RefCell<Vec<u8>>>);

impl Write for Kept {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.borrow_mut().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// What the cases share: a folder, and servers that say what a case wants.
struct Bench {
    signals: Signals,
    folder: tempfile::TempDir,
    answer: Arc<Mutex<Vec<u8>>>,
    base_url: String,
    message: Arc<Mutex<String>>,
    database: String,
}

impl Bench {
    fn new() -> Self {
        let (answer, message) = (Arc::<Mutex<Vec<u8>>>::default(), Arc::<Mutex<String>>::default());
        let (shared, told) = (Arc::clone(&answer), Arc::clone(&message));
        let api = serve(move |mut stream| {
            let mut lines = BufReader::new(stream.try_clone()?).lines();
            while lines.next().is_some_and(|line| line.is_ok_and(|line| !line.is_empty())) {}
            stream.write_all(&shared.lock().unwrap())
        });
        let database = serve(move |mut stream| {
            let mut length = [0; 4];
            stream.read_exact(&mut length)?;
            let mut rest = vec![0; u32::from_be_bytes(length) as usize - 4];
            stream.read_exact(&mut rest)?;
            let message = told.lock().unwrap().replace('\0', "");
            let fields = format!("SFATAL\0VFATAL\0C28000\0M{message}\0D{message}\0\0");
            let length = u32::try_from(fields.len() + 4).unwrap().to_be_bytes();
            stream.write_all(&[&b"E"[..], &length, fields.as_bytes()].concat())
        });
        Self {
            signals: Signals::default(),
            folder: tempfile::tempdir().unwrap(),
            answer,
            base_url: format!("http://127.0.0.1:{api}/api"),
            message,
            database: format!("postgres://ada:s3cr3t@127.0.0.1:{database}/logs?sslmode=disable"),
        }
    }

    fn path(&self) -> &Path {
        self.folder.path()
    }

    /// Runs a command line in this process.
    fn run(&self, arguments: &[String], env: &[(&str, String)], stdin: &str, terminal: Option<u16>) -> Printed {
        let (stdout, stderr) = (Kept::default(), Kept::default());
        let (out, err) = (stdout.clone(), stderr.clone());
        let home = ("HOME", self.path().display().to_string());
        let now = ("CONNLOG_NOW", NOW.to_owned());
        let variables = [home, now, ("NO_COLOR", "1".to_owned())].into_iter().chain(env.iter().cloned());
        let mut process = AppContext {
            env: Env::new(variables.map(|(name, value)| (name.into(), OsString::from(value)))),
            clock: Arc::new(chrono::Utc::now),
            stdin: Box::new(Cursor::new(stdin.to_owned())),
            stdin_is_piped: true,
            streams: Rc::new(Streams::new(move || Box::new(out.clone()), move || Box::new(err.clone()))),
            stdout_is_terminal: terminal.is_some(),
            stderr_is_terminal: false,
            width: terminal,
            quiet: false,
            signals: self.signals.clone(),
            reveal: Reveal::default(),
        };
        let arguments = std::iter::once("connlog".to_owned()).chain(arguments.iter().cloned());
        connlog::run(arguments.map(OsString::from).collect(), &mut process);
        drop(process);
        let text = |kept: &Kept| String::from_utf8(kept.0.borrow().clone()).unwrap();
        Printed { stdout: text(&stdout), stderr: text(&stderr) }
    }
}

/// Serves each connection on a thread; returns the port.
fn serve(answer: impl Fn(TcpStream) -> io::Result<()> + Send + 'static) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    thread::spawn(move || {
        for stream in listener.incoming() {
            let Ok(stream) = stream else { return };
            // A client may leave before it has read all.
            drop(answer(stream));
        }
    });
    port
}

fn quote(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

/// An entry of some kind with hostile texts as names and values.
#[expect(clippy::many_single_char_names, reason = "any text may be anywhere")]
fn entry(rng: &mut Rng) -> String {
    let mut text = || quote(&hostile(rng));
    let [a, b, c, d, e] = std::array::from_fn(|_| text());
    match rng.u8(0..5) {
        0 => format!(
            r#"{{"_id":{a},"createdAt":"2026-11-20T11:00:00Z","platform":{b},"eventType":"connect_failed","status":"failed","accountId":{c},
            "error":{{"code":{d},"message":{e}}},{a}:{{{b}:[{c},{{{d}:{e}}}]}},"metadata":{{{b}:{a}}}}}"#
        ),
        1 => format!(
            r#"{{"type":"publishing","created_at":"2026-11-20T11:00:00Z","status":{a},"action":{b},"platform":{c},"account_id":{d},
            "error_code":{e},"error_message":{a},"request_body":{b},"response_body":{c},"metadata":{d},{e}:{a}}}"#
        ),
        2 => format!(
            r#"{{"event":"sync_end","created":"2026-11-20T11:00:00Z","connector_type":{a},"connector_id":{b},"connector_name":{c},"sync_id":"s1",
            "data":{{"status":"FAILURE","reason":{d},"taskType":{e},{a}:{b}}}}}"#
        ),
        3 => format!(
            r#"{{"event":"sync_start","created":"2026-11-20T10:00:00Z","connector_id":{b},"connector_name":{c},"sync_id":"s1","data":{{}}}}
{{"event":"warning","created":"2026-11-20T10:30:00Z","connector_id":{b},"sync_id":"s1","data":{{"type":{a},"message":{d}}}}}
{{"event":"write_to_table_start","created":"2026-11-20T10:31:00Z","connector_id":{b},"sync_id":"s1","data":{{"table":{e}}}}}
{{"event":"sync_end","created":"2026-11-20T11:00:00Z","connector_id":{b},"sync_id":"s1","data":{{"status":"FAILURE","reason":{a}}}}}"#
        ),
        _ => format!(r#"{{"event":{a},"created":"2026-11-20T11:00:00Z","data":{{{b}:{c}}},{d}:{e}}}"#),
    }
}

fn words(line: &str) -> Vec<String> {
    line.split_whitespace().map(str::to_owned).collect()
}

/// Flags for the format, and whether tabs separate its cells.
fn format(rng: &mut Rng) -> (Vec<String>, bool) {
    let name = FORMATS[rng.usize(0..FORMATS.len())];
    (vec!["-o".to_owned(), name.to_owned()], matches!(name, "plain" | "tsv"))
}

/// Entries from stdin, in every command that prints them.
fn records(bench: &Bench, rng: &mut Rng) -> (Vec<String>, Printed, bool) {
    let mut lines: Vec<String> = (0..rng.usize(1..5)).map(|_| entry(rng).replace('\n', " ")).collect();
    lines.push(hostile(rng));
    let (mut arguments, mut tabs) = (Vec::new(), false);
    match rng.u8(0..9) {
        0 => arguments = words("check events --report github --fail-on severity=failure"),
        8 => arguments = words(["tail -o line", "tail -o ndjson", "tail events -o csv --for 5s"][rng.usize(0..3)]),
        1 => {
            let report = ["junit", "gitlab", "sarif", "md", "html", "json"][rng.usize(0..6)];
            arguments = words("check connections --by platform");
            arguments.extend(["--report".to_owned(), format!("{report}={}", bench.path().join("report").display())]);
            arguments.push(format!("--write-baseline={}", bench.path().join("baseline").display()));
        }
        2 => {
            arguments = words(["check events -o json", "check syncs", "check events --by connection"][rng.usize(0..3)]);
        }
        3 => arguments = words(["syncs show s1", "syncs show s1 -o json", "syncs show s1 -o plain"][rng.usize(0..3)]),
        kind => {
            let command = match kind {
                4 => ["stats events --by connection", "stats connections --by platform --every 1h"][rng.usize(0..2)],
                5 => "syncs",
                _ => ["events", "connections", "posts"][rng.usize(0..3)],
            };
            arguments.extend(words(command));
            let (flags, separates) = format(rng);
            (tabs, arguments) = (separates, [arguments, flags].concat());
            if rng.u8(0..4) == 0 {
                let field = hostile(rng).replace(',', "");
                arguments.extend(["--any-value".to_owned(), format!("--fields=error.message,data,{field}")]);
            }
        }
    }
    arguments.extend(words("--from - --days 2").into_iter().take(2));
    if rng.bool() {
        arguments.extend(words("--show-secrets --show-personal"));
    }
    let terminal = rng.bool().then(|| rng.u16(20..140));
    let tabs = tabs || (terminal.is_none() && !arguments.iter().any(|word| word == "-o"));
    let printed = bench.run(&arguments, &[], &lines.join("\n"), terminal);
    (arguments, printed, tabs)
}

/// Arguments of every sort.
fn arguments(bench: &Bench, rng: &mut Rng) -> (Vec<String>, Printed, bool) {
    const FLAGS: [&str; 18] = [
        "--where",
        "--fields",
        "--account",
        "--platform",
        "--status",
        "--event",
        "--from",
        "--tz",
        "--since",
        "--jq",
        "-o",
        "--out",
        "--context",
        "--base-url",
        "--search",
        "--by",
        "--resume",
        "--api-key-file",
    ];
    const COMMANDS: [&str; 10] =
        ["events", "connections", "posts", "stats", "check", "syncs", "syncs show", "explain", "schema", "doctor"];
    let mut arguments = words(COMMANDS[rng.usize(0..COMMANDS.len())]);
    for _ in 0..rng.usize(1..3) {
        let value = hostile(rng).replace('\0', "");
        match rng.u8(0..5) {
            0 => arguments.push(value),
            1 => arguments.push(format!("--{value}")),
            // What is written goes to the folder of the test.
            _ => match FLAGS[rng.usize(0..FLAGS.len())] {
                "--out" => arguments.push(format!("--out={}", bench.path().join("no/such").join(value).display())),
                flag => arguments.push(format!("{flag}={value}")),
            },
        }
    }
    if rng.bool() {
        arguments.push("--json".to_owned());
    }
    // No case asks the real API.
    let env = [("CONNLOG_BASE_URL", "http://127.0.0.1:9/api".to_owned()), ("CONNLOG_API_KEY", "sk_1".to_owned())];
    let arguments = [arguments, words("--retries=0 --timeout=1s")].concat();
    let printed = bench.run(&arguments, &env, "", None);
    (arguments, printed, true)
}

/// Files with hostile names, which hold entries, damaged ones or nothing.
fn names(bench: &Bench, rng: &mut Rng) -> (Vec<String>, Printed, bool) {
    let mut arguments = vec![["events", "check", "stats"][rng.usize(0..3)].to_owned(), "--from".to_owned()];
    let mut made: Vec<PathBuf> = Vec::new();
    for number in 0..rng.usize(1..4) {
        let name = format!("{number}{}", hostile(rng).replace(['\0', '/'], ""));
        let path = bench.path().join(name);
        let text = match rng.u8(0..4) {
            0 => Some(String::new()),
            1 => Some(hostile(rng)),
            2 => Some(entry(rng).replace('\n', " ")),
            _ => None,
        };
        if text.is_some_and(|text| fs::write(&path, text).is_ok()) {
            made.push(path.clone());
        }
        arguments.push(path.display().to_string());
    }
    if rng.bool() {
        arguments.push("--json".to_owned());
    }
    if rng.bool() {
        arguments.push("--strict".to_owned());
    }
    let printed = bench.run(&arguments, &[], "", None);
    for path in made {
        drop(fs::remove_file(path));
    }
    (arguments, printed, true)
}

/// Variables and a configuration file.
fn environment(bench: &Bench, rng: &mut Rng) -> (Vec<String>, Printed, bool) {
    const NAMES: [&str; 9] = [
        "CONNLOG_NOW",
        "CONNLOG_OUTPUT",
        "CONNLOG_TZ",
        "CONNLOG_CONFIG",
        "CONNLOG_CONTEXT",
        "CONNLOG_DIALECT",
        "CONNLOG_BASE_URL",
        "CONNLOG_API_KEY",
        "COLUMNS",
    ];
    let config = bench.path().join("config.toml");
    let text = format!(
        "default = {}\n[context.{}]\n{} = {}\n",
        quote("a"),
        quote(&hostile(rng)),
        quote("x"),
        quote(&hostile(rng))
    );
    fs::write(&config, text).unwrap();
    let name = NAMES[rng.usize(0..NAMES.len())];
    let mut env = vec![(name, hostile(rng).replace('\0', ""))];
    if rng.bool() {
        env.push(("CONNLOG_CONFIG", config.display().to_string()));
    }
    if rng.bool() {
        env.push(("CONNLOG_ERROR_FORMAT", "json".to_owned()));
    }
    if name != "CONNLOG_BASE_URL" {
        env.push(("CONNLOG_BASE_URL", "http://127.0.0.1:9/api".to_owned()));
    }
    let command = ["events --from -", "doctor --retries=0 --timeout=1s", "doctor --json --retries=0 --timeout=1s"]
        [rng.usize(0..3)];
    let arguments = words(command);
    let printed = bench.run(&arguments, &env, &entry(rng).replace('\n', " "), None);
    (arguments, printed, true)
}

/// Answers of an API: status line, headers, bodies.
fn answers(bench: &Bench, rng: &mut Rng) -> (Vec<String>, Printed, bool) {
    let body = match rng.u8(0..5) {
        0 => hostile(rng),
        1 => format!("{{\"error\":{},\"code\":{}}}", quote(&hostile(rng)), quote(&hostile(rng))),
        2 => format!("<html><title>{}</title>", hostile(rng)),
        _ => format!(
            "{{\"logs\":[{}],\"pagination\":{{\"hasMore\":false}}}}",
            entry(rng).lines().collect::<Vec<_>>().join(",")
        ),
    };
    let header = |rng: &mut Rng| hostile(rng).replace(['\r', '\n', '\0'], "");
    let status = [200, 200, 400, 401, 402, 403, 404, 429, 500, 302][rng.usize(0..10)];
    let head = format!(
        "HTTP/1.1 {status} {}\r\ncontent-type: {}\r\nx-request-id: {}\r\nlocation: /{}\r\nserver: {}\r\nwww-authenticate: Basic realm=\"{}\"\r\n\
         content-length: {}\r\nconnection: close\r\n\r\n",
        header(rng),
        header(rng),
        header(rng),
        header(rng),
        header(rng),
        header(rng),
        body.len()
    );
    *bench.answer.lock().unwrap() = [head.as_bytes(), body.as_bytes()].concat();
    let commands = [
        "connections --debug",
        "posts -o json",
        "events -o line",
        "check --debug",
        "check -o json",
        "doctor",
        "doctor --json",
        "stats",
        "connections --explain",
        "connections --curl",
        "posts -o md",
        "events -o csv",
    ];
    let arguments =
        words(&format!("{} --retries=0 --max-wait=0s --timeout=5s", commands[rng.usize(0..commands.len())]));
    let env = [("CONNLOG_BASE_URL", bench.base_url.clone()), ("CONNLOG_API_KEY", "sk_1234567890".to_owned())];
    let printed = bench.run(&arguments, &env, "", rng.bool().then_some(60));
    (arguments, printed, true)
}

/// What a database says.
fn database(bench: &Bench, rng: &mut Rng) -> (Vec<String>, Printed, bool) {
    *bench.message.lock().unwrap() = hostile(rng);
    let commands = ["events", "events --json", "check events", "check events -o json", "events --debug"];
    let mut arguments = words(commands[rng.usize(0..commands.len())]);
    arguments.extend(["--from".to_owned(), bench.database.clone()]);
    let printed = bench.run(&arguments, &[], "", None);
    (arguments, printed, true)
}

/// Whether a character must not be printed.
fn acts(character: char, tabs: bool) -> bool {
    let is_structure = character == '\n' || (tabs && character == '\t');
    let is_invisible = matches!(u32::from(character),
        0xad | 0x61c | 0x180e | 0x200b..=0x200f | 0x2028..=0x202e | 0x2060..=0x206f | 0xfeff | 0xfff9..=0xfffb
        | 0xe0000..=0xe007f | 0xe0100..=0xe01ef);
    (character.is_control() || is_invisible) && !is_structure
}

/// Checks that a text cannot act. Annotations of the `github` report are the only commands there may be.
fn check(text: &str, tabs: bool, annotates: bool) -> Result<(), String> {
    if let Some(character) = text.chars().find(|character| acts(*character, tabs)) {
        return Err(format!("it has {character:?}"));
    }
    for (at, _) in text.match_indices("##") {
        let rest = text[at..].trim_start_matches('#').trim_start_matches(|c: char| c.is_ascii_alphanumeric());
        if rest.starts_with('[') {
            return Err("it opens a command of Azure".to_owned());
        }
    }
    let ours = |line: &str| {
        annotates && ["::error title=", "::notice title=", "::warning title="].iter().any(|our| line.starts_with(our))
    };
    match text.lines().find(|line| line.trim_start().starts_with("::") && !ours(line)) {
        Some(line) => Err(format!("it opens a command of GitHub: {line:?}")),
        None => Ok(()),
    }
}

type Case = fn(&Bench, &mut Rng) -> (Vec<String>, Printed, bool);

fn variable(name: &str, default: u64) -> u64 {
    std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(default)
}

#[test]
fn nothing_that_is_read_acts_on_who_prints_it() {
    let (cases, first) = (variable("CONNLOG_TEST_CASES", 400), variable("CONNLOG_TEST_SEED", 1));
    let sorts: [(Case, u64); 6] =
        [(records, 40), (arguments, 25), (names, 15), (environment, 10), (answers, 7), (database, 3)];
    let bench = Bench::new();
    for seed in first..first + cases {
        let mut rng = Rng::with_seed(seed);
        let mut place = rng.u64(0..sorts.iter().map(|(_, share)| share).sum());
        let sort = sorts.iter().find(|(_, share)| {
            let found = place < *share;
            place = place.saturating_sub(*share);
            found
        });
        let (case, _) = sort.unwrap();
        let (arguments, Printed { stdout, stderr }, tabs) = case(&bench, &mut rng);
        let annotates = arguments.iter().any(|word| word == "github");
        for (name, text, tabs) in [("stdout", &stdout, tabs), ("stderr", &stderr, false)] {
            let told = || format!("CONNLOG_TEST_SEED={seed}: {arguments:?}: {name}: {text:?}");
            check(text, tabs, annotates).unwrap_or_else(|why| panic!("{why}: {}", told()));
        }
        for file in ["report", "baseline"].map(|name| bench.path().join(name)) {
            if let Ok(text) = fs::read_to_string(&file) {
                check(&text, false, false)
                    .unwrap_or_else(|why| panic!("CONNLOG_TEST_SEED={seed}: {arguments:?}: {why}: {text}"));
                fs::remove_file(&file).unwrap();
            }
        }
    }
}

/// The same of the built program, whose streams are those of the system.
#[test]
fn the_program_itself_keeps_the_promise() {
    let seed = variable("CONNLOG_TEST_SEED", 1);
    for number in 0..12 {
        let mut rng = Rng::with_seed(seed + number);
        let name = hostile(&mut rng).replace(['\0', '/'], "");
        let text = format!("{}\n{}\n", entry(&mut rng).replace('\n', " "), hostile(&mut rng));
        for format in FORMATS {
            let run = Run::new(&["events", "-o", format, "--show-secrets", "--show-personal", "--from", "-", "--from"]);
            let ended = run.arg(&format!("./no{name}")).stdin(&text).end();
            let tabs = matches!(format, "plain" | "tsv");
            for (text, tabs) in [(&ended.stdout, tabs), (&ended.stderr, false)] {
                check(text, tabs, false).unwrap_or_else(|why| panic!("{format}: {why}: {text:?}"));
            }
        }
    }
}
