//! Tests unusual responses of the API: the origin of a refusal, the waiting time, the meaning of rows, and what is printed.

use std::io::{Read as _, Write as _};
use std::net::TcpListener;
use std::time::{Duration, Instant};

use flate2::Compression;
use flate2::write::GzEncoder;
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::support::{Answer, Ended, Scripted, connlog, page, parameter};

const NOW_SECONDS: u64 = 1_795_176_000;

fn run(arguments: &str, server: &Scripted) -> Ended {
    connlog(arguments).at(&server.base_url).end()
}

fn answer(status: u16, body: &str, headers: &[(&str, &str)]) -> Answer {
    let headers = headers.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    Answer { status, headers, body: body.to_owned() }
}

fn html(status: u16, body: &str, headers: &[(&str, &str)]) -> Answer {
    answer(status, body, &[&[("Content-Type", "text/html; charset=UTF-8")], headers].concat())
}

/// A row of a post in the present dialect, changed by `change`.
fn post(change: Value) -> Value {
    let row = json!({
        "type": "publishing", "action": "post.published", "user_id": "u1", "platform": "instagram", "account_id": "a1",
        "profile_id": "p1", "status": "success", "status_code": 200, "duration_ms": 900,
        "created_at": "2026-11-20T11:59:00.000Z",
    });
    changed(row, change)
}

/// The same of a connection.
fn connection(change: Value) -> Value {
    let row = json!({
        "type": "connections", "action": "account.connected", "user_id": "u1", "platform": "tiktok", "account_id": "a1",
        "profile_id": "p1", "status": "success", "duration_ms": 900, "created_at": "2026-11-20T11:59:00.000Z",
    });
    changed(row, change)
}

fn changed(mut row: Value, change: Value) -> Value {
    let Value::Object(change) = change else { return row };
    for (name, value) in change {
        row[name] = value;
    }
    row
}

/// A server of the present dialect that serves these rows by their type.
fn serving(rows: Vec<Value>) -> Scripted {
    Scripted::start(move |_, target| {
        if !target.starts_with("/v1/logs") {
            return Answer::json(r#"{"error":"Not found"}"#).status(404);
        }
        let wanted = parameter(target, "type").unwrap_or_default();
        let rows: Vec<Value> = rows.iter().filter(|row| wanted == "all" || row["type"] == *wanted).cloned().collect();
        page(&rows, false)
    })
}

/// A server of the old dialect with these rows on one of its routes.
fn serving_old(route: &'static str, rows: Vec<Value>) -> Scripted {
    Scripted::start(move |_, target| if target.starts_with(route) { page(&rows, false) } else { page(&[], false) })
}

const PAGE: &str = "<!DOCTYPE html><html><head><title>Just a moment...</title></head></html>";

#[test]
fn a_refusal_that_is_not_the_apis_does_not_speak_against_the_key() {
    let basic = [("Server", "nginx"), ("WWW-Authenticate", "Basic realm=\"staff\"")];
    let cases = [
        (html(403, PAGE, &[("Server", "cloudflare"), ("cf-mitigated", "challenge")]), "cloudflare", "browser"),
        (html(403, PAGE, &[]), "a web page", "Just a moment"),
        (html(401, "<title>401 Authorization Required</title>", &basic), "nginx", "`staff`"),
        (answer(401, "", &basic), "nginx", "`staff`"),
        (answer(401, "Unauthorized\n", &[("Via", "1.1 squid")]), "1.1 squid", "Unauthorized"),
        (html(407, "<html>proxy auth</html>", &[]), "a proxy", "proxy auth"),
        (answer(407, "", &[("Proxy-Authenticate", "Basic realm=x")]), "a proxy", "login"),
        (html(402, PAGE, &[]), "a web page", "Just a moment"),
        (html(400, "<h1>Bad Request</h1>", &[("Server", "awselb/2.0")]), "awselb/2.0", "Bad Request"),
        (html(511, "<title>Accept the terms</title>", &[]), "HTTP 511", "Accept the terms"),
    ];
    for (answer, whom, why) in cases {
        let (status, server) = (answer.status, Scripted::always(answer));
        let ended = run("posts --dialect zernio -n 1 --retries 0", &server).code(6);
        for part in [whom, why, &format!("HTTP {status}")] {
            assert!(ended.stderr.contains(part), "{status}: no `{part}` in {}", ended.stderr);
        }
        assert!(!ended.stderr.contains("lacks the permission") && !ended.stderr.contains("accept the key"));
        let error = run("posts --dialect zernio -n 1 -o json --retries 0", &server).code(6).error();
        assert_eq!((&error["http_status"], &error["retryable"]), (&json!(status), &json!(true)), "{error}");
    }
}

#[test]
fn a_refusal_of_the_api_keeps_its_exit_code() {
    let session = r#"{"error":"Your Instagram session has expired.","type":"platform_error","code":"reconnect_required","platform":"instagram"}"#;
    for (answer, code, says) in [
        (Answer::json(r#"{"error":"Unauthorized"}"#).status(401), 4, "does not accept the key"),
        (answer(401, "", &[]), 4, "does not accept the key"),
        (Answer::json(r#"{"error":"No"}"#).status(403), 4, "lacks the permission"),
        (Answer::json(session).status(401), 4, "the session of an account at instagram has ended"),
        (html(414, "<html>URI too long</html>", &[]), 2, "too long"),
    ] {
        let ended = run("posts --dialect zernio -n 1", &Scripted::always(answer)).code(code);
        assert!(ended.stderr.contains(says), "{}", ended.stderr);
        assert!(!says.contains("session") || !ended.stderr.contains("CONNLOG_API_KEY"), "{}", ended.stderr);
    }
}

#[test]
fn what_a_server_in_trouble_answers_is_tried_again_and_quoted() {
    let statuses = [408, 425, 500, 502, 503, 504, 520, 521, 522, 523, 524, 525, 526, 527, 529, 530];
    for status in statuses {
        let trouble = html(status, "<html><head><title>Origin is unreachable</title></head></html>", &[]);
        let server = Scripted::start(
            move |number, _| {
                if number == 1 { trouble.clone() } else { page(&[post(json!({}))], false) }
            },
        );
        assert_eq!(
            run("posts --dialect zernio -n 1 -o json --retries 1", &server).code(0).array().len(),
            1,
            "{status}"
        );
        let server = Scripted::always(html(status, "<title>Origin is unreachable</title>", &[]));
        let ended = run("posts --dialect zernio -n 1 --retries 0", &server).code(6);
        assert!(ended.stderr.contains("Origin is unreachable"), "{status}: {}", ended.stderr);
    }
    let server = Scripted::start(|number, _| if number < 3 { answer(204, "", &[]) } else { page(&[], false) });
    run("posts --dialect zernio --retries 2", &server).code(0);
    assert_eq!(server.requests().len(), 3, "an empty answer is no answer");
    run("posts --dialect zernio --retries 0", &Scripted::always(answer(204, "", &[]))).code(6);
}

#[test]
fn the_first_line_of_the_reason_is_quoted_from_every_usual_body() {
    let vercel = "An error occurred with your deployment\n\nFUNCTION_INVOCATION_TIMEOUT\n";
    for (status, body, says) in [
        (504, vercel, "cause: An error occurred with your deployment\n"),
        (503, r#"{"type":"about:blank","title":"Down","detail":"Back at noon"}"#, "Back at noon"),
        (500, r#"{"error":{"message":"The database is gone","code":"db_gone"}}"#, "The database is gone (db_gone)"),
        (500, r#"{"message":"Something broke"}"#, "Something broke"),
        (500, r#"{"errors":[{"message":"One"},{"message":"Two"}]}"#, "One"),
        (
            400,
            r#"{"error":{"issues":[{"path":["days"],"message":"At most 90"}],"name":"ZodError"}}"#,
            "days: At most 90",
        ),
        (200, r#"{"error":"Internal error","code":"internal_error"}"#, "Internal error (internal_error)"),
    ] {
        let ended =
            run("posts --dialect zernio -n 1 --retries 0", &Scripted::always(Answer::json(body).status(status)));
        assert!(ended.stderr.contains(says), "{status} {body}: {}", ended.stderr);
    }
}

#[test]
fn a_wait_that_is_too_long_is_named_wherever_it_stands() {
    let moment = NOW_SECONDS + 600;
    let body = |body: &str| answer(429, body, &[]);
    let header = |name: &str, value: &str| answer(429, r#"{"error":"Slow down"}"#, &[(name, value)]);
    let answers = [
        header("Retry-After", "600"),
        header("Retry-After", "600.0"),
        header("Retry-After", "Fri, 20 Nov 2026 12:10:00 GMT"),
        header("Retry-After", &moment.to_string()),
        header("Retry-After-Ms", "600000"),
        header("X-RateLimit-Reset", &moment.to_string()),
        header("X-RateLimit-Reset", &format!("{moment}000")),
        header("X-RateLimit-Reset", "600"),
        header("X-RateLimit-Reset", "2026-11-20T12:10:00Z"),
        header("RateLimit-Reset", "600"),
        body(r#"{"error":"Slow down","details":{"retryAfterSeconds":600}}"#),
        body(r#"{"error":"Slow down","retryAfterSeconds":600}"#),
        body(r#"{"error":"Slow down","retry_after":"600"}"#),
        body(r#"{"error":"Slow down","retryAfter":600}"#),
        body(r#"{"error":"Slow down","retryAfterMs":600000}"#),
        body(r#"{"error":{"message":"Slow down","retry_after_seconds":600}}"#),
        body(r#"{"error":"Rate limit reached. Retry in 10 minutes."}"#),
    ];
    for answer in answers {
        let (headers, text) = (answer.headers.clone(), answer.body.clone());
        let server = Scripted::always(answer);
        let ended = run("posts --dialect zernio -n 1 --max-wait 2m", &server).code(7);
        assert!(ended.stderr.contains("10m") && ended.stderr.contains("2m"), "{headers:?} {text}: {}", ended.stderr);
        let error = run("posts --dialect zernio -n 1 -o json", &server).code(7).error();
        assert_eq!(error["retry_after_s"], 600, "{headers:?} {text}");
        assert_eq!(server.requests().len(), 2, "one request a run");
    }
}

#[test]
fn what_cannot_be_a_wait_is_not_waited_for() {
    for value in ["-5", "NaN", "inf", "soon", "", "1e400"] {
        let limited = answer(429, r#"{"error":"Slow down"}"#, &[("Retry-After", value), ("X-RateLimit-Reset", value)]);
        let server = Scripted::start(move |number, _| if number == 1 { limited.clone() } else { page(&[], false) });
        let begun = Instant::now();
        run("posts --dialect zernio -n 1 --max-wait 2s", &server).code(0);
        assert!(begun.elapsed() < Duration::from_secs(5), "{value}");
    }
}

#[test]
fn ids_are_unwrapped_in_both_dialects_and_persons_stay_hidden() {
    let account = json!({ "_id": "acc1", "platform": "instagram", "username": "acme", "displayName": "Acme" });
    let user = json!({ "_id": "usr1", "email": "ann.miller@agency.example", "name": "Ann Miller" });
    let profile = json!({ "_id": "pro1", "name": "Brand" });
    let full = json!({ "_id": "65f1c0a9e2b5af0012ab34cd", "content": "hello" });
    let old = |change: Value| {
        let row = json!({
            "_id": "1", "accountId": account, "profileId": profile, "userId": user, "platform": "instagram",
            "createdAt": "2026-11-20T11:59:00Z",
        });
        changed(row, change)
    };
    let new = json!({ "account_id": account, "profile_id": profile, "user_id": user, "post_id": full });
    let servers = [
        ("late", "connections", serving_old("/v1/connections/logs", vec![old(json!({ "eventType": "disconnect" }))])),
        (
            "late",
            "posts",
            serving_old(
                "/v1/posts/logs",
                vec![old(json!({ "action": "publish", "status": "failed", "postId": full }))],
            ),
        ),
        ("zernio", "connections", serving(vec![connection(new.clone())])),
        ("zernio", "posts", serving(vec![post(new)])),
    ];
    for (dialect, kind, server) in servers {
        let list = |more: &str| run(&format!("{kind} --dialect {dialect} {more}"), &server).code(0);
        let shown = list("-o json");
        let row = shown.array().remove(0);
        let ids = ["accountId", "profileId", "userId"].map(|key| row[key].as_str().unwrap_or_default().to_owned());
        assert_eq!(ids, ["acc1", "pro1", "usr1"], "{dialect} {kind}: {row}");
        assert_eq!(row["accountUsername"], "acme", "{dialect} {kind}: {row}");
        if kind == "posts" {
            assert_eq!(
                (&row["postId"], &row["post"]["content"]),
                (&json!("65f1c0a9e2b5af0012ab34cd"), &json!("hello"))
            );
        }
        assert_eq!(list("--account acc1 --profile pro1 -o json").array().len(), 1, "{dialect} {kind}");
        assert!(list("").stdout.contains("acme"), "{dialect} {kind}");
        for text in [shown.stdout, list("-o json --raw").stdout, list("-o csv").stdout] {
            assert!(!text.contains("Miller") && !text.contains("agency.example"), "{dialect} {kind}: {text}");
        }
    }
}

#[test]
fn a_post_is_found_wherever_the_row_names_it() {
    let id = "65f1c0a9e2b5af0012ab34cd";
    let rows = [
        json!({ "post_id": id }),
        json!({ "postId": id }),
        json!({ "post_id": { "_id": id } }),
        json!({ "postId": { "id": id } }),
        json!({ "post_id": { "_id": { "$oid": id } } }),
        json!({ "post": { "_id": id } }),
        json!({ "metadata": json!({ "postId": id }).to_string() }),
        json!({ "metadata": { "post_id": id } }),
        json!({ "metadata": json!(json!({ "postId": id }).to_string()).to_string() }),
        json!({ "request_body": json!({ "postId": id, "text": "x" }).to_string() }),
        json!({ "request_body": format!("{{\"data\":{{\"postId\":\"{id}\"}},\"text\":\"cut he") }),
        json!({ "post_id": null, "postId": id, "request_body": "{\"post_id\":\"17841_99\"}" }),
    ];
    for row in rows {
        let server = serving(vec![post(row.clone()), post(json!({ "post_id": "ffffffffffffffffffffffff" }))]);
        let ended = run(&format!("posts --dialect zernio --post {id} -o ndjson"), &server).code(0);
        assert_eq!(ended.lines().len(), 1, "{row}: {}", ended.stdout);
        let own = ended.stdout.split("\"metadata\"").next().unwrap();
        assert_eq!(own.matches("\"postId\":").count(), 1, "{row}: {}", ended.stdout);
    }
    let foreign = serving(vec![post(json!({ "request_body": "{\"post_id\":\"17841_99\"}" }))]);
    assert_eq!(run("posts --dialect zernio -o json", &foreign).code(0).array()[0]["postId"], Value::Null);
}

#[test]
fn no_key_is_printed_twice() {
    let row = post(json!({
        "accountId": "other", "account_id": "a1", "statusCode": 500, "createdAt": "2026-11-20T10:00:00Z", "request": {},
        "kind": "x", "source": "y", "response": null,
    }));
    let ended = run("posts --dialect zernio -o ndjson", &serving(vec![row])).code(0);
    for key in ["accountId", "statusCode", "createdAt", "request", "kind", "source", "response"] {
        assert_eq!(ended.stdout.matches(&format!("\"{key}\":")).count(), 1, "{key}: {}", ended.stdout);
    }
    assert_eq!(ended.lines()[0]["accountId"], "a1");
}

#[test]
fn numbers_that_are_texts_are_numbers_where_the_schema_says_so() {
    let texts = json!({ "status": "failed", "status_code": "429", "duration_ms": "1234" });
    let old = json!({
        "_id": "1", "action": "publish", "status": "failed", "statusCode": "429", "durationMs": "1234.4",
        "attemptNumber": " 2 ", "platform": "x", "createdAt": "2026-11-20T11:59:00Z",
    });
    for (dialect, server) in
        [("zernio", serving(vec![post(texts)])), ("late", serving_old("/v1/posts/logs", vec![old]))]
    {
        let where_clause =
            ["posts", "--dialect", dialect, "-o", "json", "--where", "statusCode >= 400 and durationMs > 1s"];
        let found = crate::support::Run::new(&where_clause).at(&server.base_url).end().code(0).array();
        assert_eq!((&found[0]["statusCode"], &found[0]["durationMs"]), (&json!(429), &json!(1234)), "{dialect}");
    }
    let none = post(json!({ "status_code": 0, "duration_ms": 0 }));
    let row = run("posts --dialect zernio -o json", &serving(vec![none])).code(0).array().remove(0);
    assert_eq!((&row["statusCode"], &row["durationMs"]), (&Value::Null, &json!(0)));
}

#[test]
fn the_type_of_a_row_decides_what_it_is() {
    let rows = vec![
        post(json!({})),
        connection(json!({})),
        json!({ "type": "api_request", "status": "failed", "status_code": 429, "created_at": "2026-11-20T11:58:00Z" }),
        json!({ "type": "webhooks", "status": "failed", "action": "webhook.delivered", "created_at": "2026-11-20T11:57:00Z" }),
        connection(json!({ "status": "failed", "error_code": "oauth_denied" })),
    ];
    let server = Scripted::start(move |_, target| page(if target.contains("webhooks") { &[] } else { &rows }, false));
    let kinds = |command: &str| -> Vec<String> {
        let rows = run(&format!("{command} --dialect zernio -o json"), &server).code(0).array();
        rows.iter().map(|row| row["kind"].as_str().unwrap_or_default().to_owned()).collect()
    };
    assert_eq!(kinds("posts"), ["post"]);
    assert_eq!(kinds("connections"), ["connection", "connection"]);
    let mut all = kinds("events");
    all.sort();
    assert_eq!(all, ["api_request", "connection", "connection", "post"]);
    let ended = run("check --dialect zernio --since 1d", &server).code(10);
    assert!(ended.stdout.contains("1 failure among 2 records"), "{}", ended.stdout);
}

#[test]
fn rows_are_found_in_the_usual_wrappings() {
    let rows = json!([post(json!({}))]);
    for body in [
        json!({ "data": rows, "pagination": { "total": 1 } }),
        json!({ "success": true, "data": { "logs": rows, "pagination": { "total": "1", "hasMore": "false" } } }),
        rows.clone(),
        json!({ "logs": rows, "pagination": { "has_more": false } }),
        json!({ "logs": rows, "total": 1, "hasMore": false }),
        json!({ "logs": rows, "pagination": null }),
    ] {
        let server = Scripted::always(Answer::json(&body.to_string()));
        assert_eq!(run("posts --dialect zernio -o json --all", &server).code(0).array().len(), 1, "{body}");
    }
    for body in ["null", "{\"logs\":null}", "[]", "7", "{\"logs\":7}", "{\"data\":[]}", "[1]", "{}"] {
        let ended = run("posts --dialect zernio --retries 0", &Scripted::always(Answer::json(body))).code(6);
        assert!(!ended.stderr.contains("expected"), "{body}: {}", ended.stderr);
    }
}

#[test]
fn an_answer_that_unpacks_to_more_than_max_body_is_refused_without_filling_memory() {
    let mut packed = GzEncoder::new(Vec::new(), Compression::fast());
    let spaces = vec![b' '; 1 << 20];
    for _ in 0..80 {
        packed.write_all(&spaces).unwrap();
    }
    let packed = packed.finish().unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let base_url = format!("http://{}/api", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            drop(stream.read(&mut [0; 4096]));
            let head =
                "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Encoding: gzip\r\nConnection: close";
            let head = format!("{head}\r\nContent-Length: {}\r\n\r\n", packed.len());
            drop(stream.write_all(head.as_bytes()).and_then(|()| stream.write_all(&packed)));
        }
    });
    for (flag, size) in [("", "64 MiB"), ("--max-body 1MB", "1 MB")] {
        let ended = connlog(&format!("connections --dialect zernio {flag} -o json")).at(&base_url).end().code(6);
        let error = ended.error();
        let message = error["message"].as_str().unwrap();
        assert!(message.contains("--max-body") && message.contains(size), "{error}");
        assert_eq!((&error["attempts"], &error["retryable"]), (&json!(1), &json!(false)), "{error}");
    }
    assert!(connlog("posts --max-body nothing").end().code(2).stderr.contains("64MiB"));
}

#[test]
fn an_entry_that_is_nested_without_end_is_a_clear_error() {
    for depth in [300, 40_000] {
        let deep = format!("{}{}", "[".repeat(depth), "]".repeat(depth));
        let row = post(json!({})).to_string();
        let row = format!("{},\"deep\":{deep}}}", row.trim_end_matches('}'));
        let server = Scripted::always(Answer::json(&format!("{{\"logs\":[{row}]}}")));
        for command in ["posts", "posts -o ndjson --jq .deep", "check posts", "stats posts", "events"] {
            let ended = run(&format!("{command} --dialect zernio"), &server).code(6);
            assert!(ended.stderr.contains("256 levels"), "{command}: {}", ended.stderr);
        }
    }
    let deep = format!("{{\"a\":{}1{}}}", "[".repeat(5000), "]".repeat(5000));
    let server = serving(vec![post(json!({ "metadata": deep, "request_body": deep }))]);
    for command in ["posts -o ndjson --jq .metadata", "posts -o json", "stats posts", "posts --search nothing"] {
        run(&format!("{command} --dialect zernio"), &server).code(0);
    }
    let fine = format!("{}{}", "[".repeat(200), "]".repeat(200));
    let server = serving(vec![post(json!({ "deep": serde_json::from_str::<Value>(&fine).unwrap_or_default() }))]);
    run("posts --dialect zernio -o json", &server).code(0);
}

#[test]
fn certificate_authorities_that_are_not_there_are_a_fault_of_the_settings() {
    let asked = |name: &str, value: &str| connlog("posts").at("https://nosuch.invalid/api").env(name, value).end();
    for (name, value) in [("SSL_CERT_FILE", "/no/such/ca.pem"), ("SSL_CERT_DIR", "/no/such/folder")] {
        let ended = asked(name, value).code(3);
        assert!(ended.stderr.contains(name) && ended.stderr.contains(value), "{}", ended.stderr);
    }
    let empty = connlog("posts").file("ca.pem", "nothing").at("https://nosuch.invalid/api");
    let path = empty.home().join("ca.pem");
    let ended = empty.env("SSL_CERT_FILE", path.to_str().unwrap()).end().code(3);
    assert!(ended.stderr.contains("ca.pem"), "{}", ended.stderr);
}

#[test]
fn a_proxy_that_is_down_is_named_without_its_password() {
    let free = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    for (variable, base) in [
        ("HTTP_PROXY", "http://api.invalid/api"),
        ("HTTPS_PROXY", "https://api.invalid/api"),
        ("ALL_PROXY", "http://api.invalid/api"),
    ] {
        let proxy = format!("http://ada:s3cr3t@{free}");
        let ended = connlog("posts --insecure-http --retries 0").at(base).env(variable, &proxy).end().code(6);
        assert!(ended.stderr.contains(&format!("the proxy http://{free}")), "{variable}: {}", ended.stderr);
        assert!(!ended.stderr.contains("s3cr3t") && !ended.stderr.contains("ada"), "{}", ended.stderr);
    }
}

/// Posts of the minutes before the present, the newest first.
fn posts(count: usize) -> Vec<Value> {
    let time = |number: usize| format!("2026-11-20T{:02}:{:02}:00Z", 11 - number / 60, 59 - number % 60);
    (0..count).map(|number| post(json!({ "post_id": format!("{number:024x}"), "created_at": time(number) }))).collect()
}

fn times(rows: &[Value]) -> Vec<String> {
    rows.iter().map(|row| row["createdAt"].as_str().unwrap_or_default().to_owned()).collect()
}

/// The page that a request asks for, with what is said of it changed.
fn cut_as(rows: &[Value], target: &str, most: usize, pagination: impl Fn(usize, usize, usize) -> Value) -> Answer {
    let number = |name| parameter(target, name).and_then(|text| text.parse::<usize>().ok());
    let (skip, limit) = (number("skip").unwrap_or(0), number("limit").unwrap_or(50).min(most));
    let (start, end) = (skip.min(rows.len()), (skip + limit).min(rows.len()));
    let body = json!({ "logs": rows[start..end], "pagination": pagination(rows.len(), limit, end) });
    Answer::json(&body.to_string())
}

fn usual(total: usize, limit: usize, end: usize) -> Value {
    json!({ "total": total, "limit": limit, "hasMore": end < total })
}

#[test]
fn a_list_that_begins_with_the_oldest_is_read_from_its_end() {
    let newest = times(&posts(230).iter().map(|row| json!({ "createdAt": row["created_at"] })).collect::<Vec<_>>());
    let mut rows = posts(230);
    rows.reverse();
    let server = Scripted::start(move |_, target| cut_as(&rows, target, 100, usual));
    for (arguments, range) in
        [("-n 1", 0..1), ("-n 5", 0..5), ("-n 5 --skip 3", 3..8), ("-n 150", 0..150), ("--all", 0..230)]
    {
        let ended = run(&format!("posts --dialect zernio {arguments} -o json"), &server).code(0);
        assert_eq!(times(&ended.array()), newest[range], "{arguments}");
        assert!(ended.stderr.contains("oldest entries first"), "{arguments}: {}", ended.stderr);
    }
    let mut rows = posts(230);
    rows.reverse();
    let blind = |_, _, end| json!({ "hasMore": end < 230 });
    let server = Scripted::start(move |_, target| cut_as(&rows, target, 100, blind));
    let ended = run("posts --dialect zernio -n 5 -o json", &server).code(0);
    assert!(ended.stderr.contains("not the newest"), "{}", ended.stderr);
}

#[test]
fn two_entries_that_changed_places_do_not_turn_a_list_around() {
    let mut rows = posts(200);
    rows.swap(0, 1);
    let server = Scripted::start(move |_, target| cut_as(&rows, target, 100, usual));
    for arguments in ["-n 2", "-n 50", "--all"] {
        let ended = run(&format!("posts --dialect zernio {arguments} -o json"), &server).code(0);
        assert!(ended.array()[0]["createdAt"].as_str().unwrap() > "2026-11-20T11:5", "{arguments}");
        assert!(!ended.stderr.contains("oldest"), "{arguments}: {}", ended.stderr);
    }
}

#[test]
fn a_server_that_gives_the_same_page_for_ever_is_given_up_soon() {
    for more in [json!(true), json!("true")] {
        let rows = posts(50);
        let server = Scripted::start(move |_, _| {
            Answer::json(&json!({ "logs": rows, "pagination": { "hasMore": more, "total": 9999 } }).to_string())
        });
        let ended = run("posts --dialect zernio --all --concurrency 1 -o json", &server).code(8);
        assert_eq!(ended.array().len(), 50);
        assert!(ended.stderr.contains("keeps returning pages without new entries"), "{}", ended.stderr);
        assert!(server.requests().len() <= 8, "{} requests", server.requests().len());
    }
}

#[test]
fn pages_shorter_than_asked_for_are_read_to_the_end() {
    for most in [2, 3, 7, 50] {
        let rows = posts(60);
        let server = Scripted::start(move |_, target| cut_as(&rows, target, most, usual));
        let ended = run("posts --dialect zernio --all -o json", &server).code(0);
        assert_eq!(ended.array().len(), 60, "{most}: {}", ended.stderr);
    }
    // A limit that is too large for this server gives an empty page.
    let rows = posts(60);
    let server = Scripted::start(move |_, target| {
        let asked = parameter(target, "limit").unwrap().parse::<usize>().unwrap();
        let rows = if asked > 50 { &[][..] } else { &rows[..] };
        cut_as(rows, target, 50, |_, _, end| json!({ "total": 60, "limit": 50, "hasMore": end < 60 && asked <= 50 }))
    });
    assert_eq!(run("posts --dialect zernio --all -o json", &server).code(0).array().len(), 60);
}

#[test]
fn what_is_said_of_a_page_is_read_in_every_usual_form() {
    let forms: [fn(usize, usize, usize) -> Value; 8] = [
        |total, limit, end| json!({ "total": total.to_string(), "limit": limit.to_string(), "hasMore": (end < total).to_string() }),
        |total, _, end| json!({ "total": total, "has_more": end < total }),
        |total, _, _| json!({ "total": total, "hasMore": null }),
        |total, _, _| json!({ "total": total, "hasMore": true }),
        |_, _, end| json!({ "total": 0, "hasMore": end < 130 }),
        |_, _, end| json!({ "total": 9999, "hasMore": end < 130 }),
        |_, _, _| json!({}),
        |_, _, _| json!(null),
    ];
    for (number, form) in forms.into_iter().enumerate() {
        let rows = posts(130);
        let server = Scripted::start(move |_, target| cut_as(&rows, target, 100, form));
        let ended = run("posts --dialect zernio --all -o json", &server).code(0);
        assert_eq!(ended.array().len(), 130, "form {number}");
    }
}

#[test]
fn a_platform_is_known_by_each_of_its_names() {
    let rows = ["twitter", "x", "X", "xads", "googleads", "discord", "tiktok"];
    let rows: Vec<Value> = rows.iter().map(|platform| post(json!({ "platform": platform }))).collect();
    let server = Scripted::start(move |_, target| {
        let wanted = parameter(target, "platform");
        let rows: Vec<Value> = rows
            .iter()
            .filter(|row| wanted.as_deref().is_none_or(|wanted| row["platform"] == wanted))
            .cloned()
            .collect();
        page(&rows, false)
    });
    let count = |arguments: &[&str]| {
        let words = [&["posts", "--dialect", "zernio", "-o", "json"][..], arguments].concat();
        crate::support::Run::new(&words).at(&server.base_url).end().code(0).array().len()
    };
    for (arguments, expected) in [
        (&["--platform", "x"][..], 3),
        (&["--platform", "X"], 3),
        (&["--platform", "twitter"], 3),
        (&["--platform", "twitter,tiktok"], 4),
        (&["--platform", "googleads"], 1),
        (&["--platform", "xads"], 1),
        (&["--where", "platform = x"], 3),
        (&["--where", "platform = twitter"], 3),
        (&["--where", "platform in (X, tiktok)"], 4),
        (&["--where", "platform != x"], 4),
        (&["--where", "platform = googleads"], 1),
    ] {
        assert_eq!(count(arguments), expected, "{arguments:?}");
    }
    let unknown = connlog("posts --platform instagran").end().code(2);
    assert!(unknown.stderr.contains("instagram"), "{}", unknown.stderr);
}

/// What ended a running `tail`, or may look like the end of it.
#[test]
#[cfg(target_os = "linux")]
fn a_tail_survives_every_odd_answer() {
    let deep = format!("{{\"logs\":[{{\"a\":{}{}}}]}}", "[".repeat(400), "]".repeat(400));
    let troubles = [
        answer(204, "", &[]),
        answer(401, "", &[("WWW-Authenticate", "Basic realm=x")]),
        html(200, PAGE, &[]),
        html(401, PAGE, &[]),
        html(403, PAGE, &[("cf-mitigated", "challenge")]),
        html(404, PAGE, &[]),
        html(407, PAGE, &[]),
        html(408, PAGE, &[]),
        html(425, PAGE, &[]),
        html(501, PAGE, &[]),
        html(520, PAGE, &[]),
        html(530, PAGE, &[]),
        answer(429, r#"{"error":"Slow down"}"#, &[("Retry-After", "-1")]),
        Answer::json(r#"{"error":"Internal error"}"#),
        Answer::json(r#"{"logs":null}"#),
        Answer::json("null"),
        Answer::json(&deep),
    ];
    std::thread::scope(|scope| {
        for trouble in troubles {
            scope.spawn(move || {
                let (status, body) = (trouble.status, trouble.body.chars().take(60).collect::<String>());
                let began = chrono::Utc::now();
                let server = Scripted::start(move |number, _| {
                    if (3..=4).contains(&number) {
                        return trouble.clone();
                    }
                    let time = |second: usize| began + chrono::TimeDelta::seconds(i64::try_from(second).unwrap() - 60);
                    let row = |second| post(json!({ "post_id": second, "created_at": time(second).to_rfc3339() }));
                    page(&(0..number).rev().map(row).collect::<Vec<_>>(), false)
                });
                let run = connlog("tail posts --dialect zernio --interval 200ms --retries 0 --for 7s -o ndjson");
                let ended = run.no_env("CONNLOG_NOW").at(&server.base_url).end().code(0);
                let rows = ended.lines().len();
                assert!(rows >= 3, "{status} {body}: {rows} rows, {}", ended.stderr);
            });
        }
    });
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, ..ProptestConfig::default() })]

    /// Whatever a row has as its ids, the output is one JSON object with each key once, and ids are texts or null.
    #[test]
    fn any_ids_are_survived(ids in prop::collection::vec(any_id(), 6)) {
        let names = ["post_id", "postId", "account_id", "accountId", "profile_id", "user_id"];
        let change: serde_json::Map<String, Value> = names.iter().map(|name| (*name).to_owned()).zip(ids).collect();
        let row = post(Value::Object(change));
        let ended = run("posts --dialect zernio -o ndjson", &serving(vec![row.clone()])).code(0);
        let printed = &ended.lines()[0];
        for key in ["postId", "accountId", "profileId", "userId"] {
            let value = &printed[key];
            prop_assert!(value.is_null() || value.is_string() || value.is_array() || value.is_boolean(), "{key} of {row}: {value}");
            prop_assert_eq!(ended.stdout.matches(&format!("\"{key}\":")).count(), 1);
        }
    }
}

fn any_id() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        Just(json!("")),
        "[0-9a-f]{24}".prop_map(Value::from),
        any::<u32>().prop_map(Value::from),
        any::<bool>().prop_map(Value::from),
    ];
    leaf.prop_recursive(3, 8, 2, |inner| {
        prop_oneof![
            inner.clone().prop_map(|inner| json!({ "_id": inner })),
            inner.clone().prop_map(|inner| json!({ "id": inner, "name": "x" })),
            inner.clone().prop_map(|inner| json!({ "$oid": inner })),
            inner.prop_map(|inner| json!([inner])),
        ]
    })
}
