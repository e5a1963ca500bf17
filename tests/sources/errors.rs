//! Tests errors: exit codes, their JSON and text, retries, and the output before an error.

use std::collections::BTreeSet;
use std::io::{Read as _, Write as _};
use std::net::TcpListener;
use std::sync::Arc;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::support::{Answer, Demo, Ended, KEY, Run, Scripted, connlog, fixture};

/// One page of the present dialect.
const LIST: &str = "connections --dialect zernio --retries 0 --max-wait 0s";
/// The same with all the patience there is by default.
const PATIENT: &str = "connections --dialect zernio";

fn run(arguments: &str, base_url: &str) -> Ended {
    connlog(arguments).at(base_url).end()
}

/// What a failure must look like, in JSON and in text.
struct Case<'c> {
    name: &'c str,
    answer: Answer,
    exit: i32,
    code: &'c str,
    /// The members of the error object that are worth a word.
    holds: Value,
    /// Parts of the text.
    says: &'c [&'c str],
}

impl Case<'_> {
    fn check(self) {
        let name = self.name;
        let server = Scripted::always(self.answer);
        let told = run(&format!("{LIST} -o json"), &server.base_url).code(self.exit);
        let error = told.error();
        assert_eq!(error["code"], self.code, "{name}: {error}");
        assert_eq!(error["exit_code"], self.exit, "{name}: {error}");
        assert_eq!(error["method"], "GET", "{name}: {error}");
        assert_eq!(error["url"].as_str().unwrap().split('?').next(), Some(&*format!("{}/v1/logs", server.base_url)));
        assert_eq!(error["attempts"], 1, "{name}: {error}");
        for (member, value) in self.holds.as_object().unwrap() {
            if member == "request_id" && value.is_null() {
                // Where the answer names none, the id that was sent may help whoever looks for it.
                assert_eq!(error[member].as_str().map(str::len), Some(36), "{name}: {error}");
                continue;
            }
            assert_eq!(&error[member], value, "{name}: {member} of {error}");
        }
        assert_eq!(told.stderr.lines().count(), 1, "{name}: one line in {}", told.stderr);
        assert_eq!(told.stdout, "", "{name}: nothing was read, so nothing is printed");

        let shown = run(LIST, &server.base_url).code(self.exit);
        let text = &shown.stderr;
        assert!(shown.stdout.is_empty() && text.starts_with("error: "), "{name}: {text}");
        assert!(text.contains("\n  cause: ") && text.contains("\n  try: "), "{name}: {text}");
        for part in self.says {
            assert!(text.contains(part), "{name} does not say `{part}`: {text}");
        }
        for text in [told.stderr, shown.stderr] {
            assert_keeps_the_key(&text);
        }
        assert_eq!(server.requests().len(), 2, "{name}: one request a run");
    }
}

#[track_caller]
fn assert_keeps_the_key(text: &str) {
    assert!(!text.contains(&KEY[3..]), "the key is in {text}");
}

const ID: &str = "0b9f3a54-6f0e-4d1c-9f57-3d6f3a5a6c11";

#[test]
fn every_refusal_the_api_documents_is_told_with_cause_and_remedy() {
    let refused = |name, exit, code, holds, says| {
        Case { name, answer: Answer::fixture(&format!("errors/{name}.json")), exit, code, holds, says }.check();
    };
    let status = |status: u16| json!({ "http_status": status, "request_id": ID, "retryable": false, "partial": null });
    let old = |status: u16| json!({ "http_status": status, "request_id": null, "retryable": false });
    refused(
        "400-invalid-filter",
        2,
        "bad_request",
        status(400),
        &["Invalid value for platform", "`platform`", "--platform"],
    );
    refused("401-invalid", 4, "auth_invalid", status(401), &["Invalid API key.", "CONNLOG_API_KEY", "connlog doctor"]);
    refused("401-missing", 4, "auth_invalid", status(401), &["Missing API key", "CONNLOG_API_KEY"]);
    refused(
        "402-payment-required",
        4,
        "forbidden",
        status(402),
        &["key itself is valid", "https://zernio.com/dashboard/billing"],
    );
    refused("403-restricted-key", 4, "forbidden", status(403), &["`publishing`", "insufficient_permissions"]);
    refused("403-webhook-event-outside-groups", 4, "forbidden", status(403), &["`messages`"]);
    refused("404", 5, "not_found", status(404), &["/v1/logs", "--base-url"]);
    refused("old-401", 4, "auth_invalid", old(401), &["Unauthorized", "CONNLOG_API_KEY"]);
    refused("old-403-post-logs", 4, "forbidden", old(403), &["Forbidden"]);
    refused("old-404-post-logs", 5, "not_found", old(404), &["Not found"]);

    let passing = |status: u16, wait: Option<u16>, id: Option<&str>| json!({ "http_status": status, "request_id": id, "retryable": true, "retry_after_s": wait });
    refused("429", 7, "rate_limited", passing(429, Some(7), Some(ID)), &["--max-wait", "Rate limit exceeded"]);
    refused("old-429", 7, "rate_limited", passing(429, Some(12), None), &["--max-wait"]);
    refused("500", 6, "server", passing(500, None, Some(ID)), &["HTTP 500", "Internal server error"]);
    refused("502-html", 6, "server", passing(502, None, None), &["HTTP 502"]);
    refused("503-temporarily-unavailable", 6, "server", passing(503, Some(5), Some(ID)), &["temporarily_unavailable"]);
}

#[test]
fn every_example_of_an_error_is_in_the_table_above() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/late/errors");
    let table = include_str!("errors.rs");
    for entry in std::fs::read_dir(folder).unwrap() {
        let name = entry.unwrap().path().file_stem().unwrap().to_str().unwrap().to_owned();
        assert!(table.contains(&format!("\"{name}\"")), "{name}");
    }
}

#[test]
fn an_answer_that_is_not_the_apis_is_named_for_what_it_is() {
    let html = || Answer {
        headers: vec![("Content-Type".into(), "text/html".into())],
        ..Answer::json("<!doctype html><title>Log in</title>")
    };
    let unread = |name, answer, code, retryable: bool, says| {
        let holds = json!({ "http_status": 200, "retryable": retryable, "retry_after_s": null });
        Case { name, answer, exit: 6, code, holds, says }.check();
    };
    unread("a web page", html(), "schema_drift", true, &["a web page, not with JSON", "text/html", "--base-url"]);
    unread(
        "a web page typed as JSON",
        Answer::json("<html>"),
        "schema_drift",
        true,
        &["a web page", "application/json"],
    );
    unread("nothing", Answer::json(""), "server", true, &["empty body"]);
    unread("blanks", Answer::json(" \n"), "server", true, &["empty body"]);
    unread("half of it", Answer::json(r#"{"logs":[{"type":"conn"#), "server", true, &["cut off or broken", "22 bytes"]);
    unread("words", Answer::json("Bad things happened"), "server", true, &["cut off or broken"]);
    unread(
        "another object",
        Answer::json(r#"{"items":[]}"#),
        "schema_drift",
        false,
        &["not a page of log entries", "`logs`"],
    );
    unread("a list", Answer::json("[]"), "schema_drift", false, &["not a page of log entries"]);
    unread("no list", Answer::json(r#"{"logs":{}}"#), "schema_drift", false, &["not a page of log entries"]);
    let bad = html().status(502);
    let holds = json!({ "http_status": 502, "retryable": true });
    Case { name: "502 with a web page", answer: bad, exit: 6, code: "server", holds, says: &["HTTP 502"] }.check();
}

#[test]
fn json_without_a_content_type_is_read_with_a_note() {
    let server = Scripted::always(Answer { headers: Vec::new(), ..Answer::json(&fixture("unified-connections.json")) });
    let ended = run(&format!("{LIST} -o json"), &server.base_url).code(0);
    assert!(!ended.array().is_empty());
    assert!(ended.stderr.contains("note:") && ended.stderr.contains("Content-Type"), "{}", ended.stderr);
}

#[test]
fn an_answer_that_ends_too_early_says_so() {
    let demo = Demo::start("--fault cut");
    let ended = run(&format!("{LIST} -o json"), &demo.base_url).code(6);
    assert_eq!(ended.error()["code"], "network");
    assert!(ended.error()["message"].as_str().unwrap().contains("cut off"), "{}", ended.stderr);
    assert_eq!(ended.error()["retryable"], true);
}

#[test]
fn a_connection_that_is_closed_without_an_answer_says_so() {
    let demo = Demo::start("--fault drop");
    let error = run(&format!("{LIST} -o json"), &demo.base_url).code(6).error();
    assert_eq!((&error["code"], &error["http_status"]), (&json!("network"), &json!(null)), "{error}");
}

#[test]
fn silence_is_a_timeout() {
    let demo = Demo::start("--fault hang");
    let error = run(&format!("{LIST} --timeout 300ms -o json"), &demo.base_url).code(6).error();
    assert_eq!((&error["code"], &error["retryable"]), (&json!("timeout"), &json!(true)), "{error}");
    assert!(error["hint"].as_str().unwrap().contains("--timeout"), "{error}");
}

#[test]
fn a_redirect_to_another_host_is_not_followed_and_the_key_stays_at_home() {
    let elsewhere = Scripted::always(Answer::json(&fixture("unified-connections.json")));
    let target = format!("{}/v1/logs", elsewhere.base_url);
    let here = Scripted::always(redirect(&target));
    let ended = run(&format!("{PATIENT} -o json"), &here.base_url).code(6);
    let error = ended.error();
    assert_eq!((&error["code"], &error["retryable"]), (&json!("network"), &json!(false)), "{error}");
    assert!(error["message"].as_str().unwrap().contains(&target), "{error}");
    assert!(error["hint"].as_str().unwrap().contains("--base-url"), "{error}");
    assert_eq!(here.requests().len(), 1, "it is not tried again");
    assert_eq!(elsewhere.requests(), [""; 0], "nothing was asked of the other host");
}

#[test]
fn a_redirect_within_the_host_is_followed() {
    let server = Scripted::start(|number, _| match number {
        1 => redirect("/api/v2/logs?limit=50"),
        _ => Answer::json(&fixture("unified-connections.json")),
    });
    let ended = run(&format!("{LIST} -o json"), &server.base_url).code(0);
    assert!(!ended.array().is_empty());
    assert_eq!(server.requests()[1], "/v2/logs?limit=50");
}

#[test]
fn redirects_in_circles_end() {
    let server = Scripted::always(redirect("/api/v1/logs"));
    let ended = run(LIST, &server.base_url).code(6);
    assert!(ended.stderr.contains("in circles"), "{}", ended.stderr);
}

fn redirect(target: &str) -> Answer {
    Answer { headers: vec![("Location".into(), target.to_owned())], ..Answer::json("").status(302) }
}

#[test]
fn a_refused_connection_says_that_nothing_listens() {
    let free = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let ended = run(LIST, &format!("http://{free}/api")).code(6);
    for part in [&free.to_string(), "refused the connection", "nothing listens", "--base-url"] {
        assert!(ended.stderr.contains(part), "{}", ended.stderr);
    }
}

#[test]
fn an_unknown_host_is_named() {
    let (authority, _) = certificate("someone");
    let command = connlog(&format!("{LIST} -o json")).file("ca.pem", &authority.pem());
    let bundle = command.home().join("ca.pem");
    let ended = command.at("https://nosuch.invalid/api").env("SSL_CERT_FILE", bundle.to_str().unwrap()).end().code(6);
    let error = ended.error();
    assert_eq!(error["code"], "network");
    assert!(error["message"].as_str().unwrap().contains("unknown host nosuch.invalid"), "{error}");
}

#[test]
fn a_self_signed_certificate_is_refused_until_it_is_trusted_by_name() {
    let (trusted, _) = certificate("someone else");
    let (own, address) = https(&fixture("unified-connections.json"));
    let list = |bundle: &str| {
        let command = connlog(&format!("{PATIENT} -o json")).file("ca.pem", bundle);
        let path = command.home().join("ca.pem");
        command.at(&format!("https://{address}/api")).env("SSL_CERT_FILE", path.to_str().unwrap()).end()
    };
    let error = list(&trusted.pem()).code(6).error();
    assert_eq!((&error["code"], &error["attempts"]), (&json!("network"), &json!(1)), "{error}");
    let message = error["message"].as_str().unwrap();
    assert!(message.contains("certificate") && message.contains("self-signed"), "{error}");
    assert!(error["hint"].as_str().unwrap().contains("SSL_CERT_FILE"), "{error}");
    assert!(!list(&own).code(0).array().is_empty());
}

/// A certificate for this machine in the name of `owner`, signed by nobody but itself, and its key.
fn certificate(owner: &str) -> (rcgen::Certificate, rcgen::KeyPair) {
    let mut params = rcgen::CertificateParams::new(["127.0.0.1".to_owned()]).unwrap();
    params.distinguished_name.push(rcgen::DnType::CommonName, owner);
    let key = rcgen::KeyPair::generate().unwrap();
    (params.self_signed(&key).unwrap(), key)
}

/// A server of this body behind a self-signed certificate: the certificate, and where it listens.
fn https(body: &str) -> (String, String) {
    let (certificate, key) = certificate("the server");
    let key = rustls::pki_types::PrivateKeyDer::try_from(key.serialize_der()).unwrap();
    let config = rustls::ServerConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![certificate.der().clone()], key)
        .unwrap();
    let config = Arc::new(config);
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap().to_string();
    let head = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close";
    let answer = format!("{head}\r\nContent-Length: {}\r\n\r\n{body}", body.len());
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let session = rustls::ServerConnection::new(Arc::clone(&config)).unwrap();
            let mut tls = rustls::StreamOwned::new(session, stream.unwrap());
            // A client that does not trust the certificate is gone by now.
            if tls.read(&mut [0; 4096]).is_ok() {
                drop(tls.write_all(answer.as_bytes()));
                tls.conn.send_close_notify();
                drop(tls.flush());
            }
        }
    });
    (certificate.pem(), address)
}

#[test]
fn only_a_401_speaks_against_the_key() {
    for status in [402, 403, 429, 500, 502, 503, 504] {
        let name = match status {
            402 => "402-payment-required",
            403 => "403-restricted-key",
            429 => "429",
            _ => "500",
        };
        let server = Scripted::always(Answer::fixture(&format!("errors/{name}.json")).status(status));
        let ended = run(LIST, &server.base_url);
        assert!(!ended.stderr.contains("does not accept the key"), "{status}: {}", ended.stderr);
        assert!(!ended.stderr.contains("revoked"), "{status}: {}", ended.stderr);
        assert!(!ended.stderr.contains("CONNLOG_API_KEY"), "{status}: {}", ended.stderr);
    }
}

#[test]
fn a_401_says_which_of_the_places_the_key_came_from() {
    let server = Scripted::always(Answer::fixture("errors/401-invalid.json"));
    let told = |command: Run| {
        let ended = command.env("CONNLOG_BASE_URL", &server.base_url).end().code(4);
        assert_keeps_the_key(&ended.stderr);
        ended.stderr
    };
    let late = told(connlog("posts").env("LATE_API_KEY", KEY));
    assert!(late.contains("environment variable LATE_API_KEY"), "{late}");
    let stdin = told(connlog("posts --api-key-file -").stdin(KEY));
    assert!(stdin.contains("--api-key-file"), "{stdin}");
    let both = told(connlog("posts").env("LATE_API_KEY", KEY).env("ZERNIO_API_KEY", KEY));
    assert!(both.contains("environment variable ZERNIO_API_KEY"), "{both}");
}

#[test]
fn the_key_is_in_no_output_even_with_debug() {
    let demo = Demo::start("--fault status=401@2 --fault status=500@4 --fault cut@6");
    for arguments in ["connections -o json", "posts -o ndjson", "connections -n 1", "posts", "doctor"] {
        let ended = run(&format!("{arguments} --debug --retries 1"), &demo.base_url);
        assert!(ended.stderr.contains("debug: GET "), "{}", ended.stderr);
        assert_keeps_the_key(&ended.stdout);
        assert_keeps_the_key(&ended.stderr);
    }
}

#[test]
fn a_word_of_the_server_is_data_and_acts_on_nothing() {
    let body = json!({ "error": "\u{1b}[2Jgone\n::error::x ##[group]", "code": "\u{202e}evil" }).to_string();
    let server = Scripted::always(Answer::json(&body).status(400));
    for arguments in [LIST.to_owned(), format!("{LIST} -o json")] {
        let ended = run(&arguments, &server.base_url).code(2);
        assert!(!ended.stderr.contains(['\u{1b}', '\u{202e}']), "{:?}", ended.stderr);
        assert!(!ended.stderr.contains("##[") && !ended.stderr.contains("\n::"), "{:?}", ended.stderr);
    }
}

#[test]
fn what_will_not_change_costs_one_request() {
    for status in [400, 401, 402, 403, 404, 405, 409, 410, 418, 422, 451, 501] {
        let server = Scripted::always(Answer::json(r#"{"error":"No"}"#).status(status));
        run("posts --dialect late -o json", &server.base_url);
        assert_eq!(server.requests().len(), 1, "{status}");
    }
}

#[test]
fn what_may_pass_is_tried_again() {
    let faults = ["status=500", "status=502", "status=504", "html", "html=502", "empty", "cut", "truncated", "drop"];
    std::thread::scope(|scope| {
        for fault in faults {
            scope.spawn(move || {
                let demo = Demo::start(&format!("--fault {fault}@1"));
                let ended = run("connections --dialect zernio --retries 1 -n 3 -o json", &demo.base_url).code(0);
                assert_eq!((ended.array().len(), demo.requests().len()), (3, 2), "{fault}");
            });
        }
    });
}

#[test]
fn a_timeout_is_tried_again() {
    let demo = Demo::start("--fault hang@1");
    run("posts --dialect zernio --timeout 800ms --retries 1", &demo.base_url).code(0);
    assert_eq!(demo.requests().len(), 2);
}

#[test]
fn it_is_tried_as_often_as_retries_says_and_no_more() {
    let demo = Demo::start("--fault status=500");
    let error = run("posts --dialect zernio --retries 2 -o json", &demo.base_url).code(6).error();
    assert_eq!((&error["attempts"], &error["http_status"]), (&json!(3), &json!(500)), "{error}");
    assert_eq!(demo.requests().len(), 3);
    let error = run("posts --dialect zernio --retries 0 -o json", &demo.base_url).code(6).error();
    assert_eq!(error["attempts"], 1, "{error}");
    assert_eq!(demo.requests().len(), 4);
}

#[test]
fn the_wait_a_server_asks_for_is_kept() {
    let body = r#"{"error":"Rate limit exceeded","details":{"retryAfterSeconds":1}}"#;
    let header = |name: &str, value: &str| Answer {
        headers: vec![(name.to_owned(), value.to_owned())],
        ..Answer::json("{}").status(429)
    };
    // The clock stands at 2026-11-20T12:00:00Z, which is 1795176000.
    let answers = [
        header("Retry-After", "1"),
        Answer::json(body).status(429),
        header("X-RateLimit-Reset", "1795176001"),
        header("Retry-After", "1").status(503),
        header("Retry-After", "Fri, 20 Nov 2026 12:00:01 GMT"),
    ];
    std::thread::scope(|scope| {
        for answer in answers {
            scope.spawn(move || {
                let page = fixture("unified-connections.json");
                let first = answer.clone();
                let server =
                    Scripted::start(move |number, _| if number == 1 { first.clone() } else { Answer::json(&page) });
                let begun = Instant::now();
                run("connections --dialect zernio", &server.base_url).code(0);
                assert!(begun.elapsed() >= Duration::from_secs(1), "{:?} for {:?}", begun.elapsed(), answer.headers);
                assert_eq!(server.requests().len(), 2);
            });
        }
    });
}

#[test]
fn a_wait_beyond_max_wait_ends_the_run_at_once() {
    let demo = Demo::start("--fault retry-after=3600");
    for patience in ["0s", "2m"] {
        let error =
            run(&format!("posts --dialect zernio --max-wait {patience} -o json"), &demo.base_url).code(7).error();
        assert_eq!((&error["code"], &error["retry_after_s"]), (&json!("rate_limited"), &json!(3600)), "{error}");
        assert_eq!((&error["retryable"], &error["attempts"]), (&json!(true), &json!(1)), "{error}");
    }
    assert_eq!(demo.requests().len(), 2);
}

#[test]
fn a_failure_that_asks_for_more_patience_than_there_is_ends_the_run_at_once() {
    let answer = Answer { headers: vec![("Retry-After".into(), "3600".into())], ..Answer::json("{}").status(503) };
    let server = Scripted::always(answer);
    let error = run(&format!("{PATIENT} -o json"), &server.base_url).code(6).error();
    assert_eq!((&error["code"], &error["retry_after_s"]), (&json!("server"), &json!(3600)), "{error}");
    assert_eq!(server.requests().len(), 1);
}

#[test]
fn a_refused_parameter_is_told_as_the_flag_behind_it() {
    let flags = [
        ("platform", "--platform"),
        ("accountId", "--account"),
        ("profileId", "--profile"),
        ("eventType", "--event"),
        ("from", "--since"),
        ("to", "--until"),
        ("limit", "--page-size"),
        ("search", "--search"),
    ];
    for (param, flag) in flags {
        let body = json!({ "error": "Invalid value", "code": "invalid_field_value", "param": param }).to_string();
        let server = Scripted::always(Answer::json(&body).status(400));
        let ended = run(LIST, &server.base_url).code(2);
        assert!(ended.stderr.contains(&format!("parameter `{param}`")), "{}", ended.stderr);
        assert!(ended.stderr.lines().last().unwrap().contains(flag), "{param}: {}", ended.stderr);
    }
}

#[test]
#[cfg(target_os = "linux")]
fn a_full_disk_is_a_failure() {
    let error = connlog("posts --demo -q -o json --out /dev/full").end().code(1).error();
    assert_eq!((&error["code"], &error["exit_code"]), (&json!("io"), &json!(1)), "{error}");
}

#[test]
fn what_was_read_before_a_fault_is_printed_and_the_rest_can_be_had() {
    let broken = Demo::start("--entries 250 --fault status=500@2-");
    let healthy = Demo::start("--entries 250");
    for dialect in ["late", "zernio"] {
        let all = format!("connections --all --retries 0 --page-size 100 --dialect {dialect} -o json");
        // The first request of the broken server was made by the first run, so each dialect has a server of its own.
        let broken = if dialect == "late" { &broken } else { &Demo::start("--entries 250 --fault status=500@2-") };
        let ended = run(&all, &broken.base_url).code(8);
        let first = ended.array();
        assert_eq!(first.len(), 100, "the page that came is printed, in an array that is closed");
        let error = ended.error();
        assert_eq!((&error["code"], &error["exit_code"]), (&json!("incomplete"), &json!(8)), "{error}");
        assert_eq!((&error["http_status"], &error["retryable"]), (&json!(500), &json!(true)), "{error}");
        assert_eq!(error["partial"]["records"], 100, "{error}");

        let resume = error["partial"]["resume"].as_str().unwrap();
        let rest = run(&format!("{all} {resume}"), &healthy.base_url).code(0).array();
        let whole = run(&all, &healthy.base_url).code(0).array();
        let texts = |records: &[Value]| records.iter().map(Value::to_string).collect::<BTreeSet<_>>();
        let together = &texts(&first) | &texts(&rest);
        assert_eq!(together, texts(&whole), "{dialect}: {resume}");
        assert!(rest.len() < whole.len(), "{dialect}: {resume} goes on, it does not begin again");
    }
}

#[test]
fn every_format_is_whole_when_a_page_fails_half_way() {
    for format in ["json", "ndjson", "csv", "tsv", "plain", "table", "md"] {
        let demo = Demo::start("--entries 250 --fault truncated@2-");
        let arguments = format!("posts --all --retries 0 --page-size 100 --dialect zernio --no-names -o {format}");
        let ended = run(&arguments, &demo.base_url).code(8);
        let rows = match format {
            "json" => ended.array().len(),
            "ndjson" => ended.lines().len(),
            "csv" => csv::Reader::from_reader(ended.stdout.as_bytes()).records().map(Result::unwrap).count(),
            "tsv" | "table" => ended.stdout.lines().count() - 1,
            "md" => ended.stdout.lines().count() - 2,
            _ => ended.stdout.lines().count(),
        };
        assert_eq!(rows, 100, "{format}");
        if matches!(format, "plain" | "table" | "md") {
            assert!(ended.stderr.contains("100") && ended.stderr.contains("--until "), "{}", ended.stderr);
        }
    }
}

#[test]
fn a_rate_limit_half_way_is_incomplete_too() {
    let demo = Demo::start("--entries 250 --fault retry-after=60@2-");
    let arguments = "posts --all --max-wait 0s --page-size 100 --dialect zernio -o json";
    let ended = run(arguments, &demo.base_url).code(8);
    assert_eq!(ended.array().len(), 100);
    assert_eq!(ended.error()["retry_after_s"], 60, "{}", ended.stderr);
}

#[test]
fn usage_errors_are_json_where_a_machine_format_is_asked_for() {
    let machine = ["-o json", "-ojson", "--output=ndjson", "--format csv", "-o tsv", "--json", "--json=id", "-o jsonl"];
    for format in machine {
        for mistake in
            ["--platform", "--nosuch", "--limit many", "--limit 0", "--platform instagran", "--fields nosuch"]
        {
            let ended = connlog(&format!("connections {format} {mistake}")).end().code(2);
            let error = ended.error();
            assert_eq!(
                (&error["code"], &error["exit_code"]),
                (&json!("usage"), &json!(2)),
                "{format} {mistake}: {error}"
            );
            assert_eq!(ended.stderr.lines().count(), 1, "{}", ended.stderr);
            assert!(error["hint"].as_str().is_some_and(|hint| !hint.is_empty()), "{error}");
            for member in ["http_status", "request_id", "method", "url", "attempts", "retry_after_s", "partial"] {
                assert!(error.get(member).is_some_and(Value::is_null), "{member} of {error}");
            }
            assert_eq!(error["retryable"], false, "{error}");
        }
    }
}

#[test]
fn usage_errors_are_text_otherwise() {
    for arguments in [
        "connections --nosuch",
        "connections -o table --limit 0",
        "posts -o md --platform xx",
        "posts -o plain --days 0",
    ] {
        let ended = connlog(arguments).end().code(2);
        assert!(ended.stderr.starts_with("error: ") && ended.stdout.is_empty(), "{}", ended.stderr);
    }
}

#[test]
fn the_environment_may_say_how_errors_are_told() {
    let told = |arguments: &str, name: &str, value: &str| connlog(arguments).env(name, value).end().code(2);
    for arguments in ["posts --nosuch", "posts --limit 0", "posts --limit 0 -o table"] {
        assert_eq!(told(arguments, "CONNLOG_ERROR_FORMAT", "json").error()["code"], "usage");
    }
    let text = told("posts --limit 0 -o json", "CONNLOG_ERROR_FORMAT", "text").stderr;
    assert!(text.starts_with("error: invalid --limit 0"), "{text}");
    assert_eq!(told("posts --limit 0", "CONNLOG_OUTPUT", "json").error()["code"], "usage");
}

#[test]
fn a_mistyped_word_is_answered_with_the_one_that_was_meant() {
    let mistakes = [
        ("connectoins", "connections"),
        ("connections --platfrom x", "--platform"),
        ("connections --platform instagran", "instagram"),
        ("connections --event conect_failed", "connect_failed"),
        ("posts --status faild", "failed"),
        ("posts --action publsh", "publish"),
        ("posts --fields createdat", "createdAt"),
        ("posts -o jsno", "json"),
    ];
    for (arguments, meant) in mistakes {
        let ended = connlog(arguments).end().code(2);
        assert!(ended.stderr.contains(meant), "{arguments}: {}", ended.stderr);
    }
}

#[test]
fn limit_zero_names_the_flag_for_everything() {
    let ended = connlog("posts -n 0").end().code(2);
    assert!(ended.stderr.contains("--all"), "{}", ended.stderr);
}

#[test]
fn exit_codes_are_those_of_the_contract() {
    let demo = Demo::start("--entries 250");
    let at = |arguments: &str| connlog(arguments).at(&demo.base_url).end().code;
    let refused = |example: &str| {
        let server = Scripted::always(Answer::fixture(example));
        run(LIST, &server.base_url).code
    };
    let half = Demo::start("--entries 250 --fault status=500@2-");
    let keyless = connlog("posts").env("CONNLOG_BASE_URL", &demo.base_url).end();
    let table = [
        ("done", at("posts"), 0),
        ("nothing matched", at("posts --search nothing-holds-this"), 0),
        ("help", connlog("--help").end().code, 0),
        ("a file that cannot be written", at("posts --out /no/such/folder/file"), 1),
        ("usage", at("posts --nosuch"), 2),
        ("no command", connlog("").end().code, 2),
        ("a filter of jq that does not suit", at("posts -o json --jq .platform.x"), 2),
        ("400", refused("errors/400-invalid-filter.json"), 2),
        ("a base URL that is none", run("posts", "ftp://example.com").code, 3),
        ("plain http to another machine", run("posts", "http://example.com").code, 3),
        (
            "a configuration file that is not there",
            connlog("posts").env("CONNLOG_CONFIG", "/no/such.toml").end().code,
            3,
        ),
        ("no such context", at("posts --context nosuch"), 3),
        ("no key", keyless.code, 4),
        ("401", refused("errors/401-invalid.json"), 4),
        ("402", refused("errors/402-payment-required.json"), 4),
        ("403", refused("errors/403-restricted-key.json"), 4),
        ("404", refused("errors/404.json"), 5),
        ("no such post", at("posts --dialect late --post 000000000000000000000000"), 5),
        ("500", refused("errors/500.json"), 6),
        ("429", refused("errors/429.json"), 7),
        ("half of it", run("posts --all --retries 0 --page-size 100 --dialect zernio", &half.base_url).code, 8),
    ];
    for (name, found, expected) in table {
        assert_eq!(found, Some(expected), "{name}");
    }
    assert!(keyless.stderr.contains("CONNLOG_API_KEY") && keyless.stderr.contains("--demo"), "{}", keyless.stderr);
}

#[test]
#[cfg(unix)]
fn an_interrupted_run_closes_what_it_began() {
    for (signal, code) in [("INT", 130), ("TERM", 143)] {
        let demo = Demo::start("--entries 250 --fault hang@2-");
        let (mut process, _home) =
            connlog("posts --all --page-size 100 --dialect zernio -o json").at(&demo.base_url).spawn();
        let mut stdout = process.stdout.take().unwrap();
        // The first page is on its way out: the second one is never answered.
        let mut printed = vec![0; 100];
        stdout.read_exact(&mut printed).unwrap();
        let sent = std::process::Command::new("sh").args(["-c", &format!("kill -{signal} {}", process.id())]).status();
        assert!(sent.unwrap().success());
        stdout.read_to_end(&mut printed).unwrap();
        assert_eq!(process.wait().unwrap().code(), Some(code));
        assert_eq!(serde_json::from_slice::<Vec<Value>>(&printed).unwrap().len(), 100, "{signal}");
    }
}
