//! Tests that a key and a password that a server repeats in its status line, headers, errors and records are in no output
//! and in no file.

use std::fs;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::thread;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

use crate::support::{Ended, Run};

const KEY: &str = "zrk_Can4ry/9f3+77~b";
const PASSWORD: &str = "Can4ry pa\"ss/w+rd";
/// What every form but base64 has in common.
const SIGN: &str = "can4ry";

/// What the server answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mode {
    Entries,
    Status(u16),
    WebPage,
    Redirect,
    OtherJson,
}

/// A server that repeats the key of each request wherever it can.
fn server(mode: Mode) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let base_url = format!("http://{}/api", listener.local_addr().unwrap());
    thread::spawn(move || {
        for stream in listener.incoming() {
            let Ok(stream) = stream else { return };
            thread::spawn(move || answer(stream, mode));
        }
    });
    base_url
}

fn answer(mut stream: TcpStream, mode: Mode) {
    let mut lines = BufReader::new(stream.try_clone().unwrap()).lines();
    let mut key = String::new();
    while let Some(Ok(line)) = lines.next().filter(|line| line.as_ref().is_ok_and(|line| !line.is_empty())) {
        if let Some(value) = line.strip_prefix("authorization: Bearer ") {
            value.clone_into(&mut key);
        }
    }
    let echo = forms(&key).join(" ");
    let entry = |dialect: &str| {
        let (encoded, text) = (utf8_percent_encode(&key, NON_ALPHANUMERIC), serde_json::json!(echo));
        format!(
            r#"{{"type":"connections","created_at":"2026-11-20T11:00:00Z","status":"failed","action":"{dialect}","platform":"x",
            "account_id":"a-{encoded}","error_code":"code-{key}","error_message":{text},"metadata":{text},"{key}":{text}}}"#
        )
    };
    let (status, kind, body) = match mode {
        Mode::Entries => {
            let rows = [entry("account.connect"), entry("account.disconnect")].join(",");
            (200, "application/json", format!(r#"{{"logs":[{rows}],"pagination":{{"hasMore":false,"note":"{key}"}}}}"#))
        }
        Mode::Status(status) => {
            let body = serde_json::json!({ "error": format!("no: {echo}"), "code": format!("c-{key}"), "param": key,
                "required_group": key, "dashboard_url": format!("https://x.example/{key}") });
            (status, "application/json", body.to_string())
        }
        Mode::WebPage => (403, "text/html", format!("<html><title>{echo}</title><h1>{echo}</h1></html>")),
        Mode::Redirect => (302, "text/plain", echo.clone()),
        Mode::OtherJson => (200, "application/json", serde_json::json!({ "x": echo, "valid": false }).to_string()),
    };
    let encoded = utf8_percent_encode(&key, NON_ALPHANUMERIC);
    let head = format!(
        "HTTP/1.1 {status} {key}\r\ncontent-type: {kind}; note=\"{key}\"\r\nx-request-id: {key}\r\nserver: {key}\r\n\
         www-authenticate: Basic realm=\"{key}\"\r\nlocation: https://other.example/{encoded}?k={key}\r\n\
         retry-after: 1 {key}\r\ncontent-length: {}\r\nconnection: close\r\n\r\n",
        body.len()
    );
    drop(stream.write_all(head.as_bytes()).and_then(|()| stream.write_all(body.as_bytes())));
}

/// The forms in which a server may repeat a secret.
fn forms(secret: &str) -> Vec<String> {
    let encoded = utf8_percent_encode(secret, NON_ALPHANUMERIC).to_string();
    let pairs = [format!("ada:{secret}"), format!("{secret}:"), format!("x{secret}")];
    let mut forms =
        vec![secret.to_owned(), secret.to_uppercase(), encoded.to_lowercase(), encoded, STANDARD.encode(secret)];
    forms.extend(pairs.map(|pair| STANDARD.encode(pair)));
    forms
}

/// Checks that no text has any form of the secret.
#[track_caller]
fn assert_clean(what: &str, text: &str) {
    assert!(!text.to_lowercase().contains(SIGN), "{what}: {text}");
    for form in [KEY, PASSWORD].into_iter().flat_map(forms).filter(|form| !form.to_lowercase().contains(SIGN)) {
        // The last characters depend on what follows.
        assert!(!text.contains(form.get(4..form.len() - 4).unwrap()), "{what} has {form}: {text}");
    }
}

#[track_caller]
fn assert_folder_clean(what: &str, folder: &Path) {
    for entry in fs::read_dir(folder).unwrap().map(Result::unwrap) {
        let path = entry.path();
        if path.is_dir() {
            assert_folder_clean(what, &path);
        } else {
            assert_clean(&format!("{what}: {}", path.display()), &String::from_utf8_lossy(&fs::read(&path).unwrap()));
        }
    }
}

/// Runs a command with the canary in its environment, and checks all it leaves.
#[track_caller]
fn run(command: &str, base_url: &str) -> Ended {
    let run = Run::new(&command.split_whitespace().collect::<Vec<_>>()).at_home();
    let (home, work) = (run.home(), tempfile::tempdir().unwrap());
    let file = |name: &str| work.path().join(name).display().to_string();
    let ended = run
        .env("CONNLOG_BASE_URL", base_url)
        .env("CONNLOG_API_KEY", KEY)
        .env("PGPASSWORD", PASSWORD)
        .env("HTTPS_PROXY", &format!("http://ada:{}@127.0.0.1:9", utf8_percent_encode(PASSWORD, NON_ALPHANUMERIC)))
        .env("GITHUB_STEP_SUMMARY", &file("summary.md"))
        .env("GITHUB_OUTPUT", &file("output"))
        .env("XDG_STATE_HOME", &file("state"))
        .env("XDG_CACHE_HOME", &file("cache"));
    let reports = ["junit", "gitlab", "sarif", "md", "html", "json"].map(|name| format!("{name}={}", file(name)));
    let ended = if command.contains("--from") { ended } else { ended.arg("--retries=0").arg("--max-wait=0s") };
    let ended = if command.starts_with("check") {
        let ended =
            reports.iter().fold(ended, |run, report| run.arg("--report").arg(report)).arg("--report").arg("github");
        ended.arg("--write-baseline").arg(&file("baseline"))
    } else {
        ended
    };
    let ended = ended.end();
    assert_clean(command, &ended.stdout);
    assert_clean(command, &ended.stderr);
    assert_folder_clean(command, work.path());
    drop(home);
    ended
}

#[test]
fn a_key_that_a_server_repeats_in_its_refusals_is_printed_nowhere() {
    let modes = [
        Mode::Status(400),
        Mode::Status(401),
        Mode::Status(402),
        Mode::Status(403),
        Mode::Status(404),
        Mode::Status(429),
        Mode::Status(500),
        Mode::WebPage,
        Mode::Redirect,
        Mode::OtherJson,
    ];
    for mode in modes {
        let base_url = server(mode);
        for command in [
            "connections --debug",
            "posts -o json --debug",
            "check",
            "check -o json",
            "doctor",
            "doctor --json",
            "stats --debug",
            "tail --for 1s",
            "events --explain",
        ] {
            let ended = run(command, &base_url);
            assert_ne!(ended.code, Some(0), "{mode:?} {command}: {}", ended.stdout);
        }
    }
}

#[test]
fn a_key_that_a_server_repeats_in_entries_is_printed_nowhere() {
    let base_url = server(Mode::Entries);
    let mut commands = Vec::new();
    for format in connlog::output::formats::FORMATS {
        commands.push(format!("connections --dialect zernio -o {}", format.name));
        commands.push(format!("connections --dialect zernio -o {} --show-secrets --show-personal", format.name));
    }
    for command in [
        "connections --dialect zernio -o json --raw --show-secrets",
        "connections --dialect zernio -o ndjson --jq .error",
        "connections --dialect zernio --any-value --fields error.message,metadata -o csv",
        "connections --debug",
        "connections --explain",
        "connections --curl",
        "events -o line",
        "stats connections --by error.code",
        "stats connections --by account -o json",
        "check connections",
        "check connections -o json",
        "check connections --by account",
        "doctor",
        "doctor --json",
    ] {
        commands.push(command.to_owned());
    }
    let ends: Vec<Ended> = commands.iter().map(|command| run(command, &base_url)).collect();
    let shown = ends.iter().filter(|ended| ended.stdout.contains("[hidden]")).count();
    assert!(shown > 20, "the entries were printed by {shown} commands only");
}

#[test]
#[cfg(target_os = "linux")]
fn a_key_in_entries_reaches_no_child_and_no_cursor() {
    let base_url = server(Mode::Entries);
    let got = tempfile::tempdir().unwrap();
    let file = got.path().join("got");
    let run = Run::new(&["tail", "connections", "--dialect", "zernio", "-n", "2", "--for", "2s", "--resume", "x"])
        .arg("--exec-shell")
        .arg("--exec")
        .arg(&format!("cat >> {}", file.display()))
        .arg("--search")
        .arg("zrk")
        .env("CONNLOG_BASE_URL", &base_url)
        .env("CONNLOG_API_KEY", KEY)
        .env("XDG_STATE_HOME", got.path().to_str().unwrap());
    let ended = run.end();
    assert_clean("tail", &ended.stdout);
    assert_clean("tail", &ended.stderr);
    assert_folder_clean("tail --exec", got.path());
}

/// A database that asks for the password in clear text, and repeats it.
#[test]
fn a_password_that_a_database_repeats_is_printed_nowhere() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    thread::spawn(move || {
        for stream in listener.incoming() {
            let Ok(stream) = stream else { return };
            drop(refuse(stream));
        }
    });
    for command in ["events", "events -o json", "check events", "stats events", "tail --for 1s", "events --explain"] {
        let ended = run(
            &format!("{command} --from postgres://ada@127.0.0.1:{port}/logs?sslmode=disable"),
            "http://127.0.0.1:9",
        );
        assert!(ended.stderr.contains("[hidden]") || ended.stderr.contains("***"), "{command}: {}", ended.stderr);
    }
    let typed = utf8_percent_encode(PASSWORD, NON_ALPHANUMERIC);
    let ended = run(
        &format!("events --from postgres://ada:{typed}@127.0.0.1:{port}/logs?sslmode=disable"),
        "http://127.0.0.1:9",
    );
    assert_ne!(ended.code, Some(0));
}

fn refuse(mut stream: TcpStream) -> std::io::Result<()> {
    read_message(&mut stream, 0)?;
    stream.write_all(&[b'R', 0, 0, 0, 8, 0, 0, 0, 3])?;
    let password = read_message(&mut stream, 1)?;
    let password = String::from_utf8_lossy(&password).trim_end_matches('\0').to_owned();
    let text = format!("no {}", forms(&password).join(" "));
    let fields = format!("SFATAL\0VFATAL\0C28P01\0M{text}\0D{text}\0H{text}\0\0");
    let length = u32::try_from(fields.len() + 4).unwrap().to_be_bytes();
    stream.write_all(&[&b"E"[..], &length, fields.as_bytes()].concat())
}

/// A message of the client, without its `head` bytes and its length.
fn read_message(stream: &mut TcpStream, head: usize) -> std::io::Result<Vec<u8>> {
    let mut start = vec![0; head + 4];
    stream.read_exact(&mut start)?;
    let length = u32::from_be_bytes(start[head..].try_into().unwrap());
    let mut rest = vec![0; usize::try_from(length).unwrap() - 4];
    stream.read_exact(&mut rest)?;
    Ok(rest)
}

#[test]
fn keys_and_passwords_that_are_typed_where_they_do_not_belong_are_not_repeated() {
    for arguments in [
        &["events", "--from", "a", "b", KEY][..],
        &[KEY],
        &["connections", "--account", KEY, "--stat"],
        &["postgres://ada:s3cr3tCan4ry@db/logs"],
        &["events", "--nope=postgres://ada:s3cr3tCan4ry@db/logs"],
        &["explain", "--x=password=Can4ry-pw"],
        &["connections", "--where", "zrk_Can4ry/9f3+77~b = 1"],
    ] {
        for format in ["text", "json"] {
            let run = Run::new(arguments).env("CONNLOG_API_KEY", KEY).env("CONNLOG_ERROR_FORMAT", format);
            let ended = run.end();
            assert_clean(&format!("{arguments:?}"), &ended.stderr);
            assert_ne!(ended.code, Some(0));
        }
    }
}
