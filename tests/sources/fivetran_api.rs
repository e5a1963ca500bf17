//! Tests Fivetran's REST API as a source: states, syncs, quota, routes that are not served, and where the key goes.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};

use serde_json::{Value, json};

use crate::support::{Answer, Demo, Run, Scripted, connlog, parameter};

/// The time of the examples.
const THEN: &str = "2026-11-29T07:00:00Z";
const KEY: &str = "k3y-of-test";
const SECRET: &str = "s3cr3t-of-test";

fn example(name: &str) -> Answer {
    let path = format!("{}/tests/fixtures/fivetran-rest/{name}.json", env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(path).unwrap();
    let body: Value = serde_json::from_str(&text).unwrap();
    match body.get("status").and_then(Value::as_u64) {
        Some(status) => {
            let mut answer = Answer::json(&body["body"].to_string()).status(u16::try_from(status).unwrap());
            for (name, value) in body["headers"].as_object().unwrap() {
                answer.headers.push((name.clone(), value.as_str().unwrap().to_owned()));
            }
            answer
        }
        None => Answer::json(&text),
    }
}

/// The account of the examples; `history` answers the route of a connection's syncs.
fn account(history: impl Fn(&str) -> Answer + Send + 'static) -> Scripted {
    Scripted::start(move |_, target| {
        let path = target.split('?').next().unwrap();
        match path {
            "/v1/connections" if parameter(target, "cursor").is_some() => example("connections-list-page2"),
            "/v1/connections" => example("connections-list-page1"),
            "/v1/groups" => example("groups"),
            "/v1/destinations" => example("destinations"),
            "/v1/hybrid-deployment-agents" => example("hybrid-deployment-agents"),
            "/v1/account/info" => example("account-info-system-key"),
            _ => history(
                path.strip_prefix("/v1/connections/").and_then(|rest| rest.strip_suffix("/sync-history")).unwrap(),
            ),
        }
    })
}

fn at(command: &str, base_url: &str) -> Run {
    connlog(&format!("{command} --from fivetran:"))
        .env("CONNLOG_NOW", THEN)
        .env("CONNLOG_FIVETRAN_URL", base_url)
        .env("CONNLOG_FIVETRAN_KEY", KEY)
        .env("CONNLOG_FIVETRAN_SECRET", SECRET)
}

fn no_history(_: &str) -> Answer {
    example("errors/404-route")
}

fn values<'r>(records: &'r [Value], name: &str) -> Vec<&'r str> {
    records.iter().map(|record| record[name].as_str().unwrap_or("null")).collect()
}

#[test]
fn a_verdict_names_no_kinds_that_the_source_lacks() {
    let ended = connlog("check --demo --provider fivetran --exit-zero").end().code(0);
    assert!(ended.stdout.contains("syncs") && !ended.stdout.contains("others too"), "{}", ended.stdout);
}

#[test]
fn states_follow_the_rules_and_know_destinations_and_agents() {
    let server = account(no_history);
    let found = at("status -o json", &server.base_url).end().code(0).array();
    assert_eq!(
        values(&found, "id"),
        ["wanting_mulberry", "lively_thicket", "modest_pebble", "brisk_harbour", "plain_saddle"]
    );
    assert_eq!(values(&found, "state"), ["disconnected", "disconnected", "disconnected", "disconnected", "paused"]);
    assert_eq!(
        values(&found, "reason"),
        [
            "Reconnect: INVALID_LOGIN: user locked out",
            "the destination Analytics (big_query) is broken",
            "the destination Analytics (big_query) is broken",
            "the agent dc-frankfurt-1 is offline",
            "the destination Analytics (big_query) is broken",
        ]
    );
    assert_eq!(values(&found, "groupName"), ["Warehouse", "Analytics", "Analytics", "Warehouse", "Analytics"]);
    assert_eq!(found[0]["checkedAt"], THEN);
    assert_eq!(found[0]["expectedEvery"], "6h");
    let text = serde_json::to_string(&found).unwrap();
    assert!(!text.contains("eyJ0eXAi") && !text.contains("db.shop.example"), "{text}");
    let requests = server.requests();
    assert_eq!(requests[..2], ["/v1/connections?limit=1000", "/v1/connections?limit=1000&cursor=eyJza2lwIjozfQ"]);
    assert_eq!(requests.len(), 5, "{requests:?}");
    at("check status", &server.base_url).end().code(10);
    let chosen =
        at("status -o json --platform salesforce,postgres --account crm", &server.base_url).end().code(0).array();
    assert_eq!(values(&chosen, "id"), ["wanting_mulberry"]);
}

#[test]
fn syncs_come_from_the_history_of_each_connection() {
    let server = account(|id| match id {
        "wanting_mulberry" => example("sync-history"),
        "brisk_harbour" => example("sync-history-odd"),
        _ => example("sync-history-empty"),
    });
    let ended = at("syncs -o json --all --since 2d --any-value", &server.base_url).end().code(0);
    let found = ended.array();
    let of = |name: &str| -> Vec<&Value> { found.iter().filter(|sync| sync["connectionName"] == name).collect() };
    let statuses: Vec<&str> = of("crm").iter().map(|sync| sync["status"].as_str().unwrap()).collect();
    assert_eq!(statuses, ["failed", "rescheduled", "cancelled", "succeeded"]);
    assert_eq!(
        of("crm")[0]["reason"],
        "INVALID_LOGIN: Invalid username, password, security token; or user locked out."
    );
    assert_eq!(of("crm")[3]["volumeMb"], json!({ "extract": 212.75, "process": 212.75, "load": 198.2 }));
    assert_eq!(of("crm")[3]["durationMs"], 271_000);
    let odd: Vec<&str> = of("orders_db").iter().map(|sync| sync["status"].as_str().unwrap()).collect();
    assert_eq!(odd, ["open", "succeeded", "PAUSED", "failed"], "the repeated row counts once");
    assert!(ended.stderr.contains("1 sync has no readable time"), "{}", ended.stderr);
    let history = server.requests().into_iter().find(|target| target.contains("wanting_mulberry")).unwrap();
    assert_eq!(
        history,
        "/v1/connections/wanting_mulberry/sync-history?start_time=2026-11-26T07:00:00Z&end_time=2026-11-29T07:00:00Z&limit=1000"
    );
    let failed = at("syncs -o json --status failed --connection crm", &server.base_url).end().code(0).array();
    assert_eq!(values(&failed, "status"), ["failed"]);
    assert_eq!(server.requests().iter().filter(|target| target.contains("sync-history")).count(), 6);
    let shown = at("syncs show 9531", &server.base_url).end().code(0).stdout;
    assert!(shown.contains("crm, salesforce") && shown.contains("17.9 MB"), "{shown}");
    at("check syncs --connection orders_db --since 2d", &server.base_url).end().code(10);
}

#[test]
fn pages_of_a_history_are_joined_and_a_window_beyond_seven_days_is_noted() {
    let server = Scripted::start(|_, target| match target.split('?').next().unwrap() {
        "/v1/connections" => example("connections-list-page2"),
        _ if parameter(target, "cursor").is_some() => example("sync-history-page2"),
        _ => example("sync-history-page1"),
    });
    let ended = at("syncs -o json --all --since 30d --connection billing", &server.base_url).end().code(0);
    assert_eq!(ended.array().len(), 4);
    assert!(
        ended.stderr.contains("Fivetran gives 7 days of sync history; syncs before 2026-11-22T07:10:00Z are missing")
    );
    at("check syncs --since 30d --connection billing --max-failures 9", &server.base_url).end().code(11);
}

#[test]
fn an_account_without_history_gives_the_last_ends_and_never_a_pass() {
    let server = account(no_history);
    let ended = at("syncs -o json --all --since 30d", &server.base_url).end().code(0);
    let found = ended.array();
    assert_eq!(found.len(), 6, "{found:?}");
    assert!(found.iter().all(|sync| sync["syncId"].is_null() && sync["startedAt"].is_null()));
    assert!(ended.stderr.contains("the account serves no sync history"), "{}", ended.stderr);
    at("check syncs --connection billing --since 1d", &server.base_url).end().code(11);
    at("check syncs --since 1d", &server.base_url).end().code(10);
}

#[test]
fn a_quota_that_is_too_small_is_refused_before_any_history() {
    let server = Scripted::start(|_, _| {
        let mut answer = example("connections-list-page2");
        answer.headers.push(("X-Rate-Limit".into(), "500".into()));
        answer.headers.push(("X-Rate-Limit-Remaining".into(), "1".into()));
        answer
    });
    let fault = at("syncs", &server.base_url).end().code(7).stderr;
    assert!(fault.contains("2 requests are needed, and the account may send 1 in this hour"), "{fault}");
    assert!(fault.contains("--connection, --service or --group"), "{fault}");
    assert_eq!(server.requests().len(), 1);
}

#[test]
fn errors_of_fivetran_have_their_own_codes() {
    for (name, code, words) in [
        ("401", 4, "Fivetran does not accept the key"),
        ("403", 4, "Required permission: ACCOUNT_READ"),
        ("429", 7, "the rate limit of Fivetran's account is reached"),
        ("500", 6, "the API failed with HTTP 500"),
        ("404-route", 5, "Fivetran does not serve /v1/connections to this account"),
    ] {
        let server = Scripted::always(example(&format!("errors/{name}")));
        let ended = at("status --retries 0", &server.base_url).end().code(code);
        assert!(ended.stderr.contains(words), "{name}: {}", ended.stderr);
    }
    let empty = Scripted::always(Answer::json(r#"{"code":"Success","data":{"items":[]}}"#));
    let ended = at("check syncs", &empty.base_url).end().code(11);
    assert!(ended.stdout.contains("the key sees no connection"), "{}", ended.stdout);
}

#[test]
fn a_key_goes_to_its_own_provider_only() {
    let server = account(no_history);
    // The variables of Zernio are not read.
    let fault = connlog("status --from fivetran:")
        .env("CONNLOG_BASE_URL", &server.base_url)
        .env("CONNLOG_API_KEY", "sk_zernio")
        .end()
        .code(4)
        .stderr;
    assert!(fault.contains("no API key for api.fivetran.com"), "{fault}");
    // A context of one provider is not used for the other.
    let config = format!(
        "[context.fv]\nprovider = \"fivetran\"\napi_key = \"{KEY}:{SECRET}\"\nbase_url = \"{}\"\n",
        server.base_url
    );
    let run = |command: &str| connlog(command).env("CONNLOG_NOW", THEN).file(".config/connlog/config.toml", &config);
    assert_eq!(run("status -c fv -o json").end().code(0).array().len(), 5);
    assert!(run("posts -c fv").end().code(2).stderr.contains("the source has no posts"));
    let fault = run("status -c fv --provider zernio").end().code(3).stderr;
    assert!(fault.contains("context `fv` is of fivetran, not of zernio"), "{fault}");
    assert!(run("explain oauth_denied -c fv").end().code(2).stderr.contains("--context"));
    let selected = run("status -o json").env("CONNLOG_CONTEXT", "fv").end().code(0).array();
    assert_eq!(selected.len(), 5);
    run("explain oauth_denied").env("CONNLOG_CONTEXT", "fv").end().code(0);
}

#[test]
fn key_and_secret_are_read_in_every_form_and_shown_in_none() {
    let server = account(no_history);
    let base = |command: &str| connlog(command).env("CONNLOG_NOW", THEN).env("CONNLOG_FIVETRAN_URL", &server.base_url);
    let packed = "azN5LW9mLXRlc3Q6czNjcjN0LW9mLXRlc3Q=";
    for pairs in [
        &[("FIVETRAN_API_KEY", KEY), ("FIVETRAN_API_SECRET", SECRET)][..],
        &[("FIVETRAN_APIKEY", KEY), ("FIVETRAN_APISECRET", SECRET)],
        &[("FIVETRAN_API_KEY", packed)],
    ] {
        let run = pairs
            .iter()
            .fold(base("status --debug --from fivetran: -o json"), |run, (name, value)| run.env(name, value));
        let ended = run.end().code(0);
        let text = ended.stdout + &ended.stderr;
        assert!(!text.contains(KEY) && !text.contains(SECRET) && !text.contains(packed), "{text}");
    }
    let fault = base("status --from fivetran:").env("CONNLOG_FIVETRAN_KEY", KEY).end().code(3).stderr;
    assert!(fault.contains("its secret is missing") && fault.contains("CONNLOG_FIVETRAN_SECRET"), "{fault}");
    assert!(!fault.contains(KEY), "{fault}");
    base("status --from fivetran: --api-key-file -").stdin(&format!("{KEY}:{SECRET}\n")).end().code(0);
    let curl = base("syncs --from fivetran: --curl")
        .env("FIVETRAN_API_KEY", KEY)
        .env("FIVETRAN_API_SECRET", SECRET)
        .end()
        .code(0)
        .stdout;
    assert!(curl.contains("$FIVETRAN_API_KEY:$FIVETRAN_API_SECRET") && curl.contains("version=2"), "{curl}");
}

/// A demo of Fivetran's API with these arguments.
pub fn demo(arguments: &str) -> Demo {
    Demo::start(&format!("--provider fivetran {arguments}"))
}

pub fn on_demo(command: &str, demo: &Demo) -> Run {
    at(command, &demo.base_url)
        .env("CONNLOG_NOW", crate::support::NOW)
        .env("CONNLOG_FIVETRAN_KEY", "de30de30de30de30")
        .env("CONNLOG_FIVETRAN_SECRET", "de30de30de30de30de30de30de30de30")
}

#[test]
fn the_demo_agrees_with_itself_and_sees_nothing_but_get() {
    let demo = demo("");
    let states = on_demo("status -o json", &demo).end().code(0).array();
    assert_eq!(states.len(), 24);
    let kinds: BTreeSet<&str> = values(&states, "state").into_iter().collect();
    assert_eq!(kinds, BTreeSet::from(["disconnected", "failing", "ok", "paused", "warning"]));
    let syncs = on_demo("syncs -o json --all", &demo).end().code(0).array();
    for state in &states {
        let ends = syncs.iter().filter(|sync| sync["connectionId"] == state["id"] && sync["status"] == "succeeded");
        let newest = ends.filter_map(|sync| sync["endedAt"].as_str()).max();
        if let Some(newest) = newest {
            assert_eq!(state["lastSuccessAt"], newest, "{state}");
        }
    }
    for (command, code) in [
        ("syncs --since 24h --group Warehouse", 0),
        ("syncs --explain", 0),
        ("status --explain", 0),
        ("check syncs --no-success-for auto --since 24h", 10),
        ("check syncs --no-success-for 24h --connection orders_db --max-failures 99", 0),
        ("stats syncs --since 1d", 0),
        ("doctor", 0),
        ("why crm", 0),
        ("tail -n 3 --for 1s", 0),
        ("tail status -n 3 --for 1s", 0),
        ("events -n 3", 0),
    ] {
        let ended = on_demo(command, &demo).end();
        assert_eq!(ended.code, Some(code), "{command}: {}{}", ended.stdout, ended.stderr);
    }
    let requests = demo.requests();
    let methods: BTreeSet<&str> = requests.iter().map(|request| request["method"].as_str().unwrap()).collect();
    assert_eq!(methods, BTreeSet::from(["GET"]));
    assert!(requests.iter().all(|request| request["status"] == 200), "{requests:?}");
}

#[test]
fn auto_judges_each_connection_by_its_schedule() {
    let demo = demo("");
    let verdict =
        on_demo("check syncs --no-success-for auto --since 24h --max-failures 9999 -o json", &demo).end().code(10);
    let verdict: Value = serde_json::from_str(&verdict.stdout).unwrap();
    let text = verdict["reasons"].to_string();
    for overdue in ["crm", "payments", "events", "marketing"] {
        assert!(text.contains(&format!("{overdue} (")), "{overdue}: {text}");
    }
    // Manual, paused and historical connections are exempt.
    for exempt in ["ads (", "support (", "uploads (", "price_lists"] {
        assert!(!text.contains(exempt), "{exempt}: {text}");
    }
}

#[test]
fn three_hundred_connections_need_three_hundred_and_two_requests_at_most() {
    let demo = demo("--connections 300");
    let ended = on_demo("syncs --since 24h --all -o ndjson", &demo).end().code(0);
    assert!(ended.stdout.lines().count() > 1000);
    let requests = demo.requests().len();
    assert!(requests <= 302, "{requests}");
    let times: Vec<Value> = ended.lines().iter().map(|sync| sync["startedAt"].clone()).collect();
    assert!(times.windows(2).all(|pair| pair[0].as_str() >= pair[1].as_str()), "newest first");
}

#[test]
fn a_key_without_rights_and_an_account_without_history_are_noted() {
    let demo = demo("--fault no-history");
    let run = |command: &str| {
        on_demo(command, &demo)
            .env("CONNLOG_FIVETRAN_KEY", "de31de31de31de31")
            .env("CONNLOG_FIVETRAN_SECRET", "de31de31de31de31de31de31de31de31")
    };
    let ended = run("status -o json").end().code(0);
    assert!(
        ended.stderr.contains("the key may not read /v1/destinations; a broken destination does not show"),
        "{}",
        ended.stderr
    );
    let report = run("doctor").end().code(0).stdout;
    assert!(report.contains("not served to this account") && report.contains("DESTINATION_READ"), "{report}");
    assert!(run("tail syncs -n 1 --for 1s").end().code(5).stderr.contains("no sync history"));
}

#[test]
fn tail_prints_syncs_as_they_begin_and_end() {
    let demo = Demo::live("--provider fivetran");
    let run = at("tail -n 2 --interval 200ms --for 4s -o ndjson", &demo.base_url)
        .no_env("CONNLOG_NOW")
        .env("CONNLOG_FIVETRAN_KEY", "de30de30de30de30")
        .env("CONNLOG_FIVETRAN_SECRET", "de30de30de30de30de30de30de30de30");
    let lines = run.end().code(0).lines();
    assert!(lines.len() >= 2 && lines.iter().all(|sync| sync["kind"] == "sync"), "{lines:?}");
}

/// The syncs of one run of `tail --resume` at a server, as id and status.
fn resumed(server: &Scripted, home: &std::path::Path, then: &str, flags: &str) -> Vec<String> {
    let run = at(&format!("tail --resume seen --interval 100ms -o ndjson {flags}"), &server.base_url)
        .env("CONNLOG_NOW", then)
        .env("XDG_STATE_HOME", home.to_str().unwrap());
    let ended = run.end().code(0);
    ended
        .lines()
        .iter()
        .map(|sync| format!("{} {}", sync["syncId"].as_str().unwrap(), sync["status"].as_str().unwrap()))
        .collect()
}

#[test]
fn a_later_run_resumes_with_the_syncs_that_it_did_not_print() {
    let syncs = Arc::new(Mutex::new(String::new()));
    let answer = Arc::clone(&syncs);
    let server = account(move |id| match id {
        "lively_thicket" => {
            Answer::json(&format!(r#"{{"code":"Success","data":{{"items":[{}]}}}}"#, answer.lock().unwrap()))
        }
        _ => example("sync-history-empty"),
    });
    let state = tempfile::tempdir().unwrap();
    let row = |id: &str, start: &str, end: &str, status: &str| {
        format!(r#"{{"sync_id":"{id}","start":"{start}","end":{end},"status":"{status}","stages":{{}}}}"#)
    };
    let old = row("old", "2026-11-28T01:00:00Z", "\"2026-11-28T02:00:00Z\"", "COMPLETED");
    let running = row("long", "2026-11-29T06:00:00Z", "null", "INCOMPLETE");
    *syncs.lock().unwrap() = [&*old, &*running].join(",");
    assert_eq!(resumed(&server, state.path(), THEN, "--since 2h --for 1s"), ["long open"]);
    let ended = row("long", "2026-11-29T06:00:00Z", "\"2026-12-01T06:00:00Z\"", "COMPLETED");
    let next = row("next", "2026-12-01T06:30:00Z", "\"2026-12-01T06:40:00Z\"", "FAILURE");
    *syncs.lock().unwrap() = [&*old, &*ended, &*next].join(",");
    let later = "2026-12-01T07:00:00Z";
    assert_eq!(resumed(&server, state.path(), later, "--count 1"), ["long succeeded"]);
    assert_eq!(resumed(&server, state.path(), later, "--for 1s"), ["next failed"], "the first run ended before it");
    assert_eq!(resumed(&server, state.path(), later, "--for 1s"), [""; 0]);
    let late = at("tail --resume seen --for 1s -o ndjson", &server.base_url)
        .env("CONNLOG_NOW", "2026-12-12T07:00:00Z")
        .env("XDG_STATE_HOME", state.path().to_str().unwrap());
    assert!(
        late.end().code(8).stderr.contains("7 days of sync history"),
        "Fivetran has nothing of a part of the pause"
    );
}

#[test]
fn odd_histories_are_never_good_news() {
    let page = |rows: &str, next: &str| {
        Answer::json(&format!(r#"{{"code":"Success","data":{{"items":[{rows}],"next_cursor":{next}}}}}"#))
    };
    let row = |id: &str, members: &str| format!(r#"{{"sync_id":"{id}","start":"2026-11-29T05:00:00Z",{members}}}"#);
    let ended = r#""end":"2026-11-29T05:10:00Z""#;
    let completed = row("a", &format!(r#""status":"COMPLETED",{ended}"#));
    let failed = row("a", &format!(r#""status":"FAILURE",{ended}"#));
    for (what, rows, code) in [
        ("a success", completed.clone(), 0),
        ("an unreadable end", row("a", r#""status":"COMPLETED","end":"later""#), 11),
        ("a success without an end", row("a", r#""status":"COMPLETED","end":null"#), 11),
        ("an unknown word", row("a", &format!(r#""status":"EXPLODED",{ended}"#)), 11),
        ("no status", row("a", ended), 11),
        ("rows of another form", "1,[],null".to_owned(), 11),
        ("a copy that failed later", format!("{completed},{failed}"), 10),
    ] {
        let server = account(move |_| page(&rows, "null"));
        let check = at("check syncs --since 24h", &server.base_url).end().code(code);
        assert!(code == 0 || !check.stdout.contains("passed"), "{what}: {}", check.stdout);
    }
    let count = Arc::new(Mutex::new(0));
    let endless = account(move |_| {
        let mut count = count.lock().unwrap();
        *count += 1;
        page(&row(&count.to_string(), &format!(r#""status":"COMPLETED",{ended}"#)), &format!("\"{count}\""))
    });
    let ended = at("check syncs --since 24h --connection lively_thicket", &endless.base_url).end().code(8);
    assert!(ended.stderr.contains("more than 1,000 pages"), "{}", ended.stderr);
}
