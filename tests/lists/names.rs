//! Names for ids in the formats for people: one request, at most once an hour, and never a failure.

use serde_json::{Value, json};

use crate::support::{Answer, Run, Scripted, connlog, page};

const ACCOUNT: &str = "64e1f0a9e2b5af0012ab3500";

/// A server whose list names no account, and whose route of accounts answers so.
fn server(names: Answer) -> Scripted {
    let rows: Vec<Value> = vec![json!({
        "type": "connections", "action": "account.connected", "status": "failed", "error_code": "oauth_denied",
        "account_id": ACCOUNT, "profile_id": "64e1f0a9e2b5af0012ab34ef", "platform": "tiktok",
        "created_at": "2026-11-20T10:00:00Z",
    })];
    Scripted::start(move |_, target| match target {
        "/v1/accounts" => names.clone(),
        "/v1/profiles" => Answer::json(r#"{"profiles":[{"_id":"64e1f0a9e2b5af0012ab34ef","name":"Brand"}]}"#),
        _ => page(&rows, false),
    })
}

fn named() -> Answer {
    Answer::json(
        &json!({ "accounts": [{ "_id": ACCOUNT, "username": "acme_main", "platform": "tiktok" }] }).to_string(),
    )
}

fn requests(server: &Scripted) -> usize {
    server.requests().iter().filter(|target| *target == "/v1/accounts").count()
}

fn run(arguments: &str, server: &Scripted) -> Run {
    connlog(arguments).at(&server.base_url)
}

#[test]
fn tables_show_names_and_machine_formats_are_unchanged() {
    let server = server(named());
    for format in ["table", "md", "line"] {
        let shown = run(&format!("connections -o {format}"), &server).end().code(0).stdout;
        assert!(shown.contains("acme_main") && !shown.contains(ACCOUNT), "{format}: {shown}");
    }
    let asked = requests(&server);
    assert_eq!(asked, 3);
    for format in ["plain", "json", "ndjson", "csv", "tsv", "table --no-names", "table --fields accountId"] {
        let shown = run(&format!("connections -o {format}"), &server).end().code(0).stdout;
        assert!(!shown.contains("acme_main") && shown.contains(ACCOUNT), "{format}: {shown}");
    }
    assert_eq!(requests(&server), asked, "other formats need no names");
}

#[test]
fn check_and_stats_show_names_in_tables() {
    let server = server(named());
    let verdict = run("check -o table --since 2026-11-20", &server).end().code(10).stdout;
    assert!(verdict.contains("acme_main") && !verdict.contains(ACCOUNT), "{verdict}");
    let verdict = run("check -o json --since 2026-11-20", &server).end().code(10).stdout;
    assert!(!verdict.contains("acme_main") && verdict.contains(ACCOUNT), "{verdict}");
    let table = run("stats connections --by account,profile -o table", &server).end().code(0).stdout;
    assert!(table.contains("acme_main") && table.contains("Brand"), "{table}");
    let rows = run("stats connections --by account -o csv", &server).end().code(0).stdout;
    assert!(!rows.contains("acme_main"), "{rows}");
}

/// Two runs that share a cache folder, two hours apart if `later`.
fn twice(server: &Scripted, key: &str, later: bool) -> (String, usize) {
    let cache = tempfile::tempdir().unwrap();
    let mut shown = String::new();
    for now in ["2026-11-20T12:00:00Z", if later { "2026-11-20T14:00:00Z" } else { "2026-11-20T12:30:00Z" }] {
        let run = run("connections -o table", server).env("CONNLOG_NOW", now).env("CONNLOG_API_KEY", key);
        let folder = cache.path().to_string_lossy().into_owned();
        shown = run.env("XDG_CACHE_HOME", &folder).end().code(0).stdout;
        let path = cache.path().join("connlog/names.json");
        let text = std::fs::read_to_string(&path).unwrap();
        assert!(!text.contains(key), "the cache has the key");
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            assert_eq!(path.metadata().unwrap().permissions().mode() & 0o777, 0o600);
        }
    }
    (shown, requests(server))
}

#[test]
fn names_are_requested_once_an_hour() {
    let (shown, asked) = twice(&server(named()), "sk_one_key_of_a_test", false);
    assert!(shown.contains("acme_main"), "{shown}");
    assert_eq!(asked, 1);
    assert_eq!(twice(&server(named()), "sk_one_key_of_a_test", true).1, 2);
}

#[test]
fn a_key_without_the_right_gives_no_names_no_failure_and_no_further_request() {
    for status in [403, 404] {
        let refused =
            Answer::json(r#"{"error":"This API key has the 'accounts' resource group disabled."}"#).status(status);
        let (shown, asked) = twice(&server(refused), "sk_one_key_of_a_test", false);
        assert!(shown.contains(ACCOUNT), "{shown}");
        assert_eq!(asked, 1, "{status}");
    }
    let ended = run("connections -o table", &server(Answer::json("{}").status(500))).end().code(0);
    assert!(ended.stdout.contains(ACCOUNT) && ended.stderr.is_empty(), "{}", ended.stderr);
}
