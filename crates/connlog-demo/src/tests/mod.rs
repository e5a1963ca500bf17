//! The whole server, asked over its routes and over real sockets.

mod accounts;
mod cost;
mod logs;
mod posts;
mod schemas;

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::sync::atomic::{AtomicU64, Ordering};

use serde_json::Value;

use super::dataset::Dataset;
use super::fault_injection;
use super::request::Ask;
use super::router::answer;
use super::*;

const NOW: u64 = 1_795_262_400_123;

fn ask_at(world: &Dataset, serves: ServedVersions, target: &str, now: u64) -> Result<Value, u16> {
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let path = format!("/api/v1/{path}");
    let bearer = format!("Bearer {KEY}");
    let ask = Ask { method: "GET", path: &path, query, authorization: Some(&bearer) };
    match answer(world, serves, &ask, now, fault_injection::ResponseMutation::default()) {
        Ok(body) => Ok(serde_json::from_slice(&body).unwrap()),
        Err(refusal) => Err(refusal.status()),
    }
}

fn ask(world: &Dataset, target: &str) -> Value {
    ask_at(world, ServedVersions::Both, target, NOW).unwrap_or_else(|status| panic!("{target}: {status}"))
}

fn rows(world: &Dataset, target: &str) -> Vec<Value> {
    let mut rows = Vec::new();
    loop {
        let join = if target.contains('?') { '&' } else { '?' };
        let page = ask(world, &format!("{target}{join}limit=100&skip={}", rows.len()));
        rows.extend(page["logs"].as_array().unwrap().iter().cloned());
        if page["pagination"]["hasMore"] == false {
            assert_eq!(page["pagination"]["total"], rows.len());
            return rows;
        }
    }
}

fn total(world: &Dataset, target: &str) -> usize {
    usize::try_from(ask(world, target)["pagination"]["total"].as_u64().unwrap()).unwrap()
}

#[test]
fn both_dialects_show_the_same_entries() {
    let world = Dataset::new(1, 900, 6);
    let member = |metadata: &Value, key: &str| {
        serde_json::from_str::<Value>(metadata.as_str().unwrap()).unwrap().get(key).cloned().unwrap_or_default()
    };
    let old = rows(&world, "connections/logs");
    let new = rows(&world, "logs?type=connections");
    assert_eq!(old.len(), new.len());
    for (old, new) in old.iter().zip(&new) {
        for (a, b) in [("createdAt", "created_at"), ("platform", "platform"), ("profileId", "profile_id")] {
            assert_eq!(old[a], new[b]);
        }
        assert_eq!(old["userId"], new["user_id"]);
        assert_eq!(old["accountId"].as_str().unwrap_or(""), new["account_id"].as_str().unwrap_or(""));
        assert_eq!(old["durationMs"], new["duration_ms"]);
        assert_eq!(old["success"]["displayName"], member(&new["metadata"], "displayName"));
        if old["eventType"] != "disconnect" {
            assert_eq!(old["error"]["code"], new["error_code"]);
            assert_eq!(old["context"]["isReconnection"], member(&new["metadata"], "isReconnection"));
        }
    }
    let old = rows(&world, "posts/logs");
    let new = rows(&world, "logs");
    assert_eq!(old.len(), new.len());
    for (old, new) in old.iter().zip(&new) {
        for (a, b) in [("createdAt", "created_at"), ("statusCode", "status_code"), ("accountId", "account_id")] {
            assert_eq!(old[a], new[b]);
        }
        let post = old["postId"].get("_id").unwrap_or(&old["postId"]);
        assert_eq!(*post, new["post_id"]);
        assert_eq!(old["status"], new["status"]);
        assert_eq!(old["response"]["errorMessage"], new["error_message"]);
        assert_eq!(old["attemptNumber"], member(&new["metadata"], "attempt"));
    }
}

#[test]
fn the_totals_of_filters_equal_a_count_by_hand() {
    let world = Dataset::new(1, 900, 6);
    let connections = rows(&world, "connections/logs");
    let by = |key: &str, value: &str| connections.iter().filter(|row| row[key] == value).count();
    assert_eq!(total(&world, "connections/logs?platform=tiktok"), by("platform", "tiktok"));
    assert_eq!(total(&world, "connections/logs?eventType=disconnect&status=all"), by("eventType", "disconnect"));
    let failed = by("eventType", "connect_failed") + by("eventType", "reconnect_failed");
    assert_eq!(total(&world, "connections/logs?status=failed"), failed);
    assert_eq!(total(&world, "connections/logs?status=failed&eventType=disconnect"), 0);
    let posts = rows(&world, "logs");
    let by = |key: &str, value: &Value| posts.iter().filter(|row| row[key] == *value).count();
    for key in ["platform", "status", "action"] {
        let value = &posts[3][key];
        assert_eq!(total(&world, &format!("logs?{key}={}", value.as_str().unwrap())), by(key, value));
    }
    let account = &posts[3]["account_id"];
    assert_eq!(total(&world, &format!("logs?accountId={}", account.as_str().unwrap())), by("account_id", account));
    let post = posts[3]["post_id"].as_str().unwrap();
    assert_eq!(total(&world, &format!("logs?search={post}")), by("post_id", &posts[3]["post_id"]));
    let history = ask(&world, &format!("posts/{post}/logs"));
    assert_eq!(history["count"], by("post_id", &posts[3]["post_id"]));
    assert_eq!(history["postId"], post);
}

#[test]
fn all_is_in_order_and_from_and_to_are_inside() {
    let world = Dataset::new(1, 300, 6);
    let all = rows(&world, "logs?type=all");
    assert!(all.is_sorted_by(|newer, older| newer["created_at"].as_str() >= older["created_at"].as_str()));
    let (newest, oldest) = (all[10]["created_at"].as_str().unwrap(), all[20]["created_at"].as_str().unwrap());
    assert_eq!(rows(&world, &format!("logs?type=all&from={oldest}&to={newest}")), all[10..=20]);
}

#[test]
fn entries_appear_and_disappear_with_time() {
    let world = Dataset::new(1, 4000, 6);
    let at = |now| ask_at(&world, ServedVersions::Both, "logs?limit=3", now).unwrap();
    assert_ne!(at(NOW)["logs"][0], at(NOW + 3_600_000)["logs"][0]);
    assert_eq!(at(NOW), at(NOW));
    assert!(at(NOW)["pagination"]["total"].as_u64().unwrap().abs_diff(4000) < 3);
}

#[test]
fn each_age_of_the_api_has_its_routes() {
    let world = Dataset::new(1, 100, 6);
    let status = |serves, path: &str| ask_at(&world, serves, path, NOW).err().unwrap_or(200);
    for (serves, statuses) in [
        (ServedVersions::Both, [200, 200, 200]),
        (ServedVersions::Late, [200, 404, 404]),
        (ServedVersions::Older, [200, 200, 404]),
        (ServedVersions::Zernio, [404, 200, 200]),
    ] {
        assert_eq!(["posts/logs", "logs", "auth/verify"].map(|path| status(serves, path)), statuses, "{serves:?}");
    }
    let older = ask_at(&world, ServedVersions::Older, "logs?type=connections", NOW).unwrap();
    assert!(older["logs"][0]["_id"].is_string() && older["logs"][0]["action"].is_string());
    assert_eq!(status(ServedVersions::Both, "posts/65f1c0a9e2b5af0012ab34cd/logs"), 404);
}

#[test]
fn bad_values_are_refused_and_unknown_parameters_ignored() {
    let world = Dataset::new(1, 100, 6);
    let status = |path: &str| ask_at(&world, ServedVersions::Both, path, NOW).err().unwrap_or(200);
    for bad in ["platform=", "platform=myspace", "days=91", "limit=0", "limit=101", "skip=-1", "from=soon", "type=x"] {
        assert_eq!(status(&format!("logs?{bad}")), 400, "{bad}");
    }
    for good in ["fromDate=x", "days=90", "platform=whatsapp", "status=all", "platform=all", "type=all"] {
        assert_eq!(status(&format!("logs?{good}")), 200, "{good}");
    }
    for bad in ["platform=whatsapp", "days=8", "eventType=x", "status=pending", "limit=abc"] {
        assert_eq!(status(&format!("connections/logs?{bad}")), 400, "{bad}");
    }
}

/// A server with these faults, and a clock that stands still at [`NOW`].
fn server(specs: &[&str]) -> Server {
    let clock: DemoClock = Arc::new(|| DateTime::from_timestamp_millis(1_795_262_400_123).unwrap());
    let faults = specs.iter().map(|spec| spec.parse().unwrap()).collect();
    start(Options { faults, rate_limit: Some(3), ..Options::new(clock) }).unwrap()
}

/// The bytes that come back for a request over a connection of its own.
fn exchange(server: &Server, target: &str, headers: &str) -> String {
    send(server, &format!("GET {target} HTTP/1.1\r\nHost: {}\r\n{headers}", address(server)))
}

/// The same for a request that changes something.
fn control(server: &Server, target: &str) -> String {
    send(server, &format!("POST {target} HTTP/1.1\r\nHost: {}\r\nX-Connlog-Demo: 1\r\n", address(server)))
}

fn address(server: &Server) -> &str {
    server.base_url().strip_prefix("http://").unwrap().strip_suffix("/api").unwrap()
}

fn send(server: &Server, head: &str) -> String {
    let mut stream = TcpStream::connect(address(server)).unwrap();
    write!(stream, "{head}Connection: close\r\nContent-Length: 0\r\n\r\n").unwrap();
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer);
    String::from_utf8_lossy(&answer).into_owned()
}

fn get(server: &Server, path: &str) -> String {
    exchange(server, &format!("/api/v1/{path}"), &format!("Authorization: Bearer {KEY}\r\nX-Request-Id: mine-1\r\n"))
}

#[test]
fn answers_carry_the_headers_of_the_api_and_the_limit_is_real() {
    let server = server(&[]);
    let good = get(&server, "logs?limit=1");
    for part in [
        "HTTP/1.1 200 OK",
        "content-type: application/json",
        "x-ratelimit-limit: 3",
        "x-ratelimit-remaining: 2",
        "x-ratelimit-reset: 1795262461",
        "x-request-id: mine-1",
        "date: Sat, 21 Nov 2026 12:00:00 GMT",
    ] {
        assert!(good.contains(part), "{part} in {good}");
    }
    let bad_key = exchange(&server, "/api/v1/logs", "Authorization: Bearer sk_x\r\n");
    assert!(bad_key.contains(" 401 ") && bad_key.contains("invalid_credentials"));
    let restricted = exchange(&server, "/api/v1/logs", &format!("Authorization: Bearer {RESTRICTED_KEY}\r\n"));
    assert!(restricted.contains(" 403 ") && restricted.contains(r#""required_group":"publishing""#));
    let limited = get(&server, "connections/logs");
    assert!(limited.contains(" 429 ") && limited.contains("retry-after: 60") && limited.contains("retryAfterSeconds"));
    let seen = exchange(&server, "/demo/requests", "");
    let seen: Value = serde_json::from_str(seen.split_once("\r\n\r\n").unwrap().1).unwrap();
    assert_eq!(seen.as_array().unwrap().iter().map(|one| &one["status"]).collect::<Vec<_>>(), [200, 401, 403, 429]);
    assert_eq!((&seen[0]["path"], &seen[0]["query"]), (&"/api/v1/logs".into(), &"limit=1".into()));
    assert!(!seen.to_string().contains(KEY));
}

#[test]
fn faults_reach_the_wire() {
    let whole = get(&server(&[]), "logs");
    let body = |answer: &str| answer.split_once("\r\n\r\n").map_or(0, |(_, body)| body.len());
    let cut = get(&server(&["cut"]), "logs");
    assert!(cut.contains(&format!("content-length: {}", body(&whole))) && body(&cut) < body(&whole), "{cut}");
    assert_eq!(get(&server(&["drop"]), "logs"), "");
    let truncated = get(&server(&["truncated"]), "logs");
    assert!(truncated.contains(&format!("content-length: {}", body(&truncated))) && body(&truncated) > 0);
    assert!(!get(&server(&["untyped"]), "logs").contains("content-type"));
    assert!(get(&server(&["html=502"]), "logs").contains("<html>"));
    assert!(get(&server(&["redirect=http://x/y"]), "logs").contains("location: http://x/y"));
    assert!(get(&server(&["skew=-3600"]), "logs").contains("11:00:00 GMT"));
    assert!(get(&server(&["status=503"]), "logs").contains("temporarily_unavailable"));
    assert!(get(&server(&["retry-after=7"]), "posts/logs").contains(r#""retryAfterSeconds":7"#));
    assert!(!get(&server(&["no-total"]), "logs").contains("\"total\""));
    assert!(get(&server(&["short"]), "logs?limit=100").contains("\"limit\":75"));
    let server = server(&["empty@1"]);
    assert_eq!((body(&get(&server, "logs")), body(&get(&server, "logs"))), (0, body(&whole)));
}

#[test]
fn the_truth_lists_what_the_late_dialect_shows() {
    let ticks = Arc::new(AtomicU64::new(NOW));
    let hand = Arc::clone(&ticks);
    let clock: DemoClock = Arc::new(move || {
        DateTime::from_timestamp_millis(i64::try_from(hand.load(Ordering::Relaxed)).unwrap()).unwrap()
    });
    let server = start(Options { entries: 90, ..Options::new(clock) }).unwrap();
    for minutes in [0, 500] {
        ticks.store(NOW + minutes * 60_000, Ordering::Relaxed);
        let truth = exchange(&server, "/demo/truth?kind=posts", "");
        let truth: Value = serde_json::from_str(truth.split_once("\r\n\r\n").unwrap().1).unwrap();
        let page = get(&server, "posts/logs?limit=100");
        let page: Value = serde_json::from_str(page.split_once("\r\n\r\n").unwrap().1).unwrap();
        let shown: Vec<&Value> = page["logs"].as_array().unwrap().iter().map(|row| &row["_id"]).collect();
        assert_eq!(truth.as_array().unwrap().iter().collect::<Vec<_>>(), shown);
    }
}

#[test]
fn one_entry_in_ten_appears_late_and_keeps_its_time() {
    let world = Dataset::new(1, 2_000_000, 1).with_late(20_000);
    let rows = |now: u64, until: u64| {
        let until = stamp(until);
        let page = ask_at(&world, ServedVersions::Both, &format!("logs?limit=100&to={until}"), now).unwrap();
        page["logs"].as_array().unwrap().clone()
    };
    let (early, settled) = (rows(NOW, NOW), rows(NOW + 20_000, NOW));
    let came: Vec<&Value> = settled.iter().filter(|row| !early.contains(row)).collect();
    assert!(!came.is_empty() && came.len() < 30, "{}", came.len());
    assert!(
        early.iter().filter(|row| !settled.contains(row)).count() <= came.len(),
        "the others were pushed off the page"
    );
    assert_eq!(rows(NOW + 90_000, NOW), settled);
}

#[test]
fn faults_can_be_ordered_while_the_server_runs() {
    let server = server(&[]);
    assert!(control(&server, "/demo/faults?set=status%3D503&set=delay%3D1").contains(" 200 "));
    assert!(get(&server, "logs").contains(" 503 "));
    assert!(control(&server, "/demo/faults?set=nonsense").contains(" 400 "));
    assert!(control(&server, "/demo/faults").contains(" 200 "));
    assert!(get(&server, "logs").contains(" 200 "));
}

#[test]
fn a_server_can_be_stopped_from_outside() {
    let server = server(&[]);
    assert!(control(&server, "/demo/stop").contains("stopping"));
    server.wait();
}

#[test]
fn a_web_page_can_neither_read_nor_change_anything() {
    let server = server(&[]);
    let (address, port) = (address(&server), address(&server).rsplit_once(':').unwrap().1);
    for host in [
        "evil.example",
        &format!("evil.example:{port}"),
        &format!("localhost.evil.example:{port}"),
        &format!("127.0.0.1.evil.example:{port}"),
        "127.0.0.1",
        "localhost:1",
        "",
    ] {
        for target in ["/demo/requests", "/demo/truth?kind=posts", "/api/v1/logs", "/"] {
            let answer = send(&server, &format!("GET {target} HTTP/1.1\r\nHost: {host}\r\n"));
            assert!(answer.starts_with("HTTP/1.1 403"), "{host} {target}: {answer}");
        }
        let order = format!("POST /demo/stop HTTP/1.1\r\nHost: {host}\r\nX-Connlog-Demo: 1\r\n");
        assert!(send(&server, &order).starts_with("HTTP/1.1 403"), "{host}");
    }
    for (head, status) in [
        (format!("GET /demo/stop HTTP/1.1\r\nHost: {address}\r\nX-Connlog-Demo: 1\r\n"), 405),
        (format!("GET /demo/faults?set=drop HTTP/1.1\r\nHost: {address}\r\n"), 405),
        (format!("POST /demo/faults?set=drop HTTP/1.1\r\nHost: {address}\r\n"), 403),
        (format!("OPTIONS /demo/stop HTTP/1.1\r\nHost: {address}\r\nOrigin: http://evil.example\r\n"), 405),
        (format!("GET /demo/requests HTTP/1.1\r\nHost: LocalHost:{port}\r\n"), 200),
        (format!("GET /demo/requests HTTP/1.1\r\nHost: [::1]:{port}\r\n"), 200),
    ] {
        let answer = send(&server, &head);
        assert!(answer.starts_with(&format!("HTTP/1.1 {status}")), "{head}: {answer}");
        assert!(!answer.to_lowercase().contains("access-control-allow"), "{answer}");
    }
    assert!(get(&server, "logs").contains(" 200 "), "the server runs, without faults");
}
