//! Tests both API versions: how connlog detects them, and that both give the same entries.

use std::path::Path;

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::support::{Answer, Demo, Ended, Scripted, connlog, fixture, page};

const SOME: &str = "--entries 200";

/// One user's machine: what is remembered between runs stays in its cache folder.
struct Machine {
    cache: TempDir,
}

impl Machine {
    fn new() -> Self {
        Self { cache: TempDir::new().unwrap() }
    }

    fn run(&self, command: &str, base_url: &str) -> Ended {
        connlog(&format!("{command} -o json"))
            .at(base_url)
            .env("XDG_CACHE_HOME", self.cache.path().to_str().unwrap())
            .end()
    }

    fn remembered(&self) -> Value {
        remembered(self.cache.path())
    }

    /// Makes the machine believe that `base_url` speaks `dialect`.
    fn believe(&self, base_url: &str, dialect: &str) {
        let folder = self.cache.path().join("connlog");
        std::fs::create_dir_all(&folder).unwrap();
        let entries = json!({ base_url: { "dialect": dialect, "seen": "2026-11-20T11:00:00Z" } });
        std::fs::write(folder.join("dialects.json"), entries.to_string()).unwrap();
    }
}

/// The dialect of each base URL in a cache folder.
fn remembered(cache: &Path) -> Value {
    let Ok(text) = std::fs::read_to_string(cache.join("connlog/dialects.json")) else { return Value::Null };
    let entries: Value = serde_json::from_str(&text).unwrap();
    entries.as_object().unwrap().iter().map(|(url, entry)| (url.clone(), entry["dialect"].clone())).collect()
}

fn paths(demo: &Demo) -> Vec<String> {
    demo.requests().iter().map(|asked| asked["path"].as_str().unwrap().trim_start_matches("/api").to_owned()).collect()
}

fn sources(records: &[Value]) -> Vec<&str> {
    let mut sources: Vec<&str> = records.iter().map(|record| record["source"].as_str().unwrap()).collect();
    sources.dedup();
    sources
}

/// What the entries of one answer become. Some examples say that there are more, so they are asked for by number.
fn decoded(command: &str, dialect: &str, body: &str) -> Vec<Value> {
    let answer: Value = serde_json::from_str(body).unwrap();
    let count = answer["logs"].as_array().unwrap().len().max(1);
    let server = Scripted::always(Answer::json(body));
    let run = connlog(&format!("{command} -o json --dialect {dialect} -n {count}")).at(&server.base_url);
    run.end().code(0).array()
}

#[test]
fn the_dialect_is_found_out_with_at_most_one_request_more() {
    for (serves, kind, source, asked) in [
        ("both", "connections", "zernio", vec!["/v1/logs"]),
        ("both", "posts", "zernio", vec!["/v1/logs"]),
        ("zernio", "connections", "zernio", vec!["/v1/logs"]),
        ("zernio", "posts", "zernio", vec!["/v1/logs"]),
        ("late", "connections", "late", vec!["/v1/logs", "/v1/connections/logs"]),
        ("late", "posts", "late", vec!["/v1/logs", "/v1/posts/logs"]),
        ("older", "connections", "late", vec!["/v1/logs", "/v1/connections/logs"]),
        ("older", "posts", "late", vec!["/v1/logs", "/v1/posts/logs"]),
    ] {
        let demo = Demo::start(&format!("--serves {serves} {SOME}"));
        let found = connlog(&format!("{kind} -o json")).at(&demo.base_url).end().code(0).array();
        assert_eq!((found.len(), sources(&found)), (50, vec![source]), "{serves} {kind}");
        assert_eq!(paths(&demo), asked, "{serves} {kind}");
    }
}

#[test]
fn a_dialect_that_is_set_is_the_only_one_asked() {
    let demo = Demo::start(&format!("--serves both {SOME}"));
    for dialect in ["late", "zernio"] {
        let by_flag = connlog(&format!("posts -o json --dialect {dialect}")).at(&demo.base_url).end().code(0);
        assert_eq!(sources(&by_flag.array()), [dialect]);
        let by_variable = connlog("posts -o json").at(&demo.base_url).env("CONNLOG_DIALECT", dialect).end().code(0);
        assert_eq!(sources(&by_variable.array()), [dialect]);
    }
    assert_eq!(paths(&demo), ["/v1/posts/logs", "/v1/posts/logs", "/v1/logs", "/v1/logs"]);
}

#[test]
fn a_dialect_that_is_set_and_not_spoken_is_an_error_that_says_so() {
    let zernio = Demo::start(&format!("--serves zernio {SOME}"));
    let ended = connlog("posts --dialect late").at(&zernio.base_url).end().code(5);
    assert!(ended.stderr.contains("/v1/posts/logs") && ended.stderr.contains("--dialect"), "{}", ended.stderr);

    let late = Demo::start(&format!("--serves late {SOME}"));
    let ended = connlog("posts --dialect zernio").at(&late.base_url).end().code(5);
    assert!(ended.stderr.contains("/v1/logs") && ended.stderr.contains("--dialect"), "{}", ended.stderr);
}

#[test]
fn post_logs_in_camel_case_at_the_present_route_are_never_taken_for_the_present_dialect() {
    let older = Demo::start(&format!("--serves older {SOME}"));
    let connections = connlog("connections -o json").at(&older.base_url).end().code(0).array();
    assert!(connections.iter().all(|record| record["eventType"].is_string()), "posts are no connections");

    let ended = connlog("connections --dialect zernio").at(&older.base_url).end().code(6);
    assert_eq!(ended.stdout, "");
    assert!(ended.stderr.contains("--dialect"), "{}", ended.stderr);
}

#[test]
fn what_was_found_out_is_remembered_for_its_base_url() {
    for (serves, dialect, route) in
        [("late", "late", "/v1/posts/logs"), ("older", "late", "/v1/posts/logs"), ("both", "zernio", "/v1/logs")]
    {
        let demo = Demo::start(&format!("--serves {serves} {SOME}"));
        let machine = Machine::new();
        machine.run("connections", &demo.base_url).code(0);
        assert_eq!(machine.remembered(), json!({ &demo.base_url: dialect }), "{serves}");
        let first = paths(&demo).len();
        machine.run("posts", &demo.base_url).code(0);
        assert_eq!(paths(&demo)[first..], [route], "{serves}");
    }
}

#[test]
fn each_base_url_is_remembered_for_itself() {
    let (late, zernio) =
        (Demo::start(&format!("--serves late {SOME}")), Demo::start(&format!("--serves zernio {SOME}")));
    let machine = Machine::new();
    for _ in 0..2 {
        assert_eq!(sources(&machine.run("posts", &late.base_url).code(0).array()), ["late"]);
        assert_eq!(sources(&machine.run("posts", &zernio.base_url).code(0).array()), ["zernio"]);
    }
    assert_eq!(machine.remembered(), json!({ &late.base_url: "late", &zernio.base_url: "zernio" }));
    assert_eq!((paths(&late).len(), paths(&zernio).len()), (3, 2));
}

#[test]
fn without_an_xdg_folder_it_is_remembered_below_home() {
    let demo = Demo::start(&format!("--serves late {SOME}"));
    let home = TempDir::new().unwrap();
    let run = connlog("posts").at(&demo.base_url).env("HOME", home.path().to_str().unwrap());
    run.end().code(0);
    assert_eq!(remembered(&home.path().join(".cache")), json!({ &demo.base_url: "late" }));
}

#[test]
fn nothing_is_remembered_of_a_dialect_that_was_set_or_of_the_built_in_demo() {
    let demo = Demo::start(&format!("--serves both {SOME}"));
    let machine = Machine::new();
    machine.run("posts --dialect late", &demo.base_url).code(0);
    assert_eq!(machine.remembered(), Value::Null);
    let cache = machine.cache.path().to_str().unwrap();
    connlog("posts --demo").env("XDG_CACHE_HOME", cache).end().code(0);
    assert_eq!(machine.remembered(), Value::Null);
}

#[test]
fn a_cache_that_cannot_be_read_or_written_stops_nobody() {
    let demo = Demo::start(&format!("--serves late {SOME}"));
    let machine = Machine::new();
    machine.believe(&demo.base_url, "esperanto");
    machine.run("posts", &demo.base_url).code(0);
    std::fs::write(machine.cache.path().join("connlog/dialects.json"), "{ not json").unwrap();
    machine.run("posts", &demo.base_url).code(0);
    assert_eq!(machine.remembered(), json!({ &demo.base_url: "late" }));

    let file = machine.cache.path().join("a-file");
    std::fs::write(&file, "").unwrap();
    let ended = connlog("posts -q").at(&demo.base_url).env("XDG_CACHE_HOME", file.to_str().unwrap()).end().code(0);
    assert_eq!(ended.stderr, "");
}

#[test]
fn a_remembered_dialect_that_is_not_spoken_any_more_is_forgotten() {
    for (believed, serves, spoken) in
        [("late", "zernio", "zernio"), ("zernio", "late", "late"), ("zernio", "older", "late")]
    {
        for kind in ["connections", "posts"] {
            let demo = Demo::start(&format!("--serves {serves} {SOME}"));
            let machine = Machine::new();
            machine.believe(&demo.base_url, believed);
            let found = machine.run(kind, &demo.base_url).code(0).array();
            assert_eq!((found.len(), sources(&found)), (50, vec![spoken]), "{serves} {kind}");
            assert_eq!(paths(&demo).len(), 2, "{serves} {kind}");
            assert_eq!(machine.remembered(), json!({ &demo.base_url: spoken }), "{serves} {kind}");
        }
    }
}

#[test]
fn an_empty_list_is_a_list_in_any_dialect() {
    let empty = fixture("unified-empty.json");
    for dialect in ["late", "zernio"] {
        assert_eq!(decoded("connections", dialect, &empty), [Value::Null; 0]);
    }
    let server = Scripted::always(Answer::json(&empty));
    let ended = connlog("posts -o json").at(&server.base_url).end().code(0);
    assert_eq!(ended.array(), [Value::Null; 0]);
    assert!(server.requests().len() <= 2, "{:?}", server.requests());
}

#[test]
fn an_empty_list_at_the_present_route_is_no_failure_where_the_old_ones_are_gone() {
    let server = Scripted::start(|_, target| match target.split('?').next() {
        Some("/v1/logs") => Answer::json(&fixture("unified-empty.json")),
        _ => Answer::fixture("errors/404.json"),
    });
    let machine = Machine::new();
    assert_eq!(machine.run("connections", &server.base_url).code(0).array(), [Value::Null; 0]);
    assert!(server.requests().len() <= 2, "{:?}", server.requests());
    assert_ne!(machine.remembered(), json!({ &server.base_url: "late" }));
}

#[test]
fn an_empty_list_of_the_first_api_does_not_hide_what_its_old_routes_have() {
    let server = Scripted::start(|_, target| match target.split('?').next() {
        Some("/v1/connections/logs") => Answer::json(&fixture("old-connections-logs.json")),
        _ => page(&[], false),
    });
    let found = connlog("connections -o json").at(&server.base_url).end().code(0).array();
    assert_eq!((found.len(), sources(&found)), (5, vec!["late"]));
}

#[test]
fn a_filter_that_finds_nothing_does_not_hand_a_server_that_speaks_both_to_the_old_dialect() {
    let demo = Demo::start(&format!("--serves both {SOME}"));
    let machine = Machine::new();
    for nothing in ["connections --account nobody", "posts --until 2026-01-01", "connections --search nothingatall"] {
        assert_eq!(machine.run(nothing, &demo.base_url).code(0).array(), [Value::Null; 0]);
        assert_ne!(machine.remembered(), json!({ &demo.base_url: "late" }), "{nothing}: seven days instead of ninety");
    }
    assert_eq!(sources(&machine.run("connections", &demo.base_url).code(0).array()), ["zernio"]);
}

#[test]
fn a_refusal_is_told_as_it_is_and_not_taken_for_another_dialect() {
    for (example, code) in
        [("401-invalid.json", 4), ("402-payment-required.json", 4), ("403-restricted-key.json", 4), ("old-401.json", 4)]
    {
        let server = Scripted::always(Answer::fixture(&format!("errors/{example}")));
        connlog("connections").at(&server.base_url).end().code(code);
        assert_eq!(server.requests().len(), 1, "{example}");
    }
}

#[test]
fn a_value_the_api_refuses_is_told_and_not_lost_behind_a_missing_route() {
    let server = Scripted::start(|_, target| match target.split('?').next() {
        Some("/v1/logs") => Answer::fixture("errors/400-invalid-filter.json"),
        _ => Answer::fixture("errors/404.json"),
    });
    let error = connlog("posts -o json").at(&server.base_url).end().code(2).error();
    assert_eq!((&error["code"], &error["http_status"]), (&json!("bad_request"), &json!(400)));
}

#[test]
fn a_value_the_present_route_refuses_does_not_hand_the_server_to_the_old_dialect() {
    let server = Scripted::start(|_, target| match target.split('?').next() {
        Some("/v1/logs") => Answer::fixture("errors/400-invalid-filter.json"),
        _ => Answer::json(&fixture("old-connections-logs.json")),
    });
    let machine = Machine::new();
    let error = machine.run("connections --since 30d", &server.base_url).code(2).error();
    assert_eq!(error["http_status"], 400);
    assert_eq!(machine.remembered(), Value::Null, "seven days instead of ninety");
}

#[test]
fn a_missing_post_is_told_as_one_where_the_old_dialect_is_remembered() {
    let demo = Demo::start(&format!("--serves late {SOME}"));
    let machine = Machine::new();
    machine.run("posts", &demo.base_url).code(0);
    let error = machine.run("posts --post 65f1c0a9e2b5af0012ab34cd", &demo.base_url).code(5).error();
    assert!(error["message"].as_str().unwrap().contains("there is no post"), "{error}");
}

#[test]
fn every_field_of_an_old_connection_is_where_the_contract_says() {
    let found = decoded("connections", "late", &fixture("old-connections-logs.json"));
    let example: Value = serde_json::from_str(&fixture("old-connections-logs.json")).unwrap();
    let statuses = [json!("success"), Value::Null, json!("success"), json!("failed"), json!("failed")];
    assert_eq!(found.len(), statuses.len());
    for ((record, row), status) in found.iter().zip(example["logs"].as_array().unwrap()).zip(statuses) {
        let mut expected = json!({
            "kind": "connection", "source": "late", "id": row["_id"], "userId": null, "profileId": null,
            "accountId": null, "platform": null, "eventType": null, "status": status, "connectionMethod": null,
            "error": null, "success": null, "context": null, "durationMs": null, "metadata": null, "createdAt": null
        });
        for (key, value) in row.as_object().unwrap().iter().filter(|(key, _)| *key != "_id") {
            expected[key] = value.clone();
        }
        assert_eq!(*record, expected);
    }
}

#[test]
fn every_field_of_an_old_post_is_where_the_contract_says() {
    let found = decoded("posts", "late", &fixture("old-posts-logs.json"));
    let example: Value = serde_json::from_str(&fixture("old-posts-logs.json")).unwrap();
    assert_eq!(found.len(), 4);
    for (record, row) in found.iter().zip(example["logs"].as_array().unwrap()) {
        assert_eq!((&record["kind"], &record["source"], &record["id"]), (&json!("post"), &json!("late"), &row["_id"]));
        for key in [
            "userId",
            "profileId",
            "platform",
            "accountId",
            "accountUsername",
            "action",
            "status",
            "statusCode",
            "endpoint",
            "request",
            "response",
            "durationMs",
            "attemptNumber",
            "createdAt",
        ] {
            assert_eq!(record[key], row[key], "{key}");
        }
    }
}

#[test]
fn a_populated_post_stands_in_post_and_its_id_alone_in_post_id() {
    let found = decoded("posts", "late", &fixture("old-posts-logs.json"));
    assert_eq!(found[0]["postId"], "65f1c0a9e2b5af0012ab34cd");
    assert_eq!(
        found[0]["post"],
        json!({ "_id": "65f1c0a9e2b5af0012ab34cd", "content": "Check out our new feature!", "status": "published" })
    );
    assert_eq!(
        (&found[1]["postId"], &found[1]["post"]["content"]),
        (&json!("65f1c0a9e2b5af0012ab34ce"), &json!("Launch day"))
    );
    assert_eq!((&found[2]["postId"], found[2].get("post")), (&json!("65f1c0a9e2b5af0012ab34cf"), None));
    assert_eq!((&found[3]["postId"], found[3].get("post")), (&json!(null), None));
}

#[test]
fn the_history_of_a_post_decodes() {
    let found = decoded("posts --post 65f1c0a9e2b5af0012ab34cd", "late", &fixture("old-post-id-logs.json"));
    assert_eq!(found.len(), 2);
    assert!(found.iter().all(|record| record["postId"] == "65f1c0a9e2b5af0012ab34cd"));
    assert_eq!(found[0]["attemptNumber"], json!(null));
    assert_eq!(found[1]["response"], json!({ "errorMessage": "Rate limit exceeded", "errorCode": "RATE_LIMITED" }));
}

#[test]
fn the_list_of_the_first_api_decodes() {
    let found = decoded("posts", "late", &fixture("older-logs-list.json"));
    assert_eq!((found.len(), &found[0]["postId"]), (1, &json!("65f1c0a9e2b5af0012ab34cd")));
    assert_eq!(found[0]["response"]["platformPostUrl"], "https://www.instagram.com/p/ABC123/");
}

#[test]
fn every_field_of_a_present_connection_is_where_the_contract_says() {
    let found = decoded("connections", "zernio", &fixture("unified-connections.json"));
    let common = json!({
        "kind": "connection", "source": "zernio", "id": null, "userId": "64e1f0a9e2b5af0012ab34de",
        "profileId": "64e1f0a9e2b5af0012ab34ef", "success": null, "context": null, "type": "connections"
    });
    let with = |own: Value| {
        let mut record = common.clone();
        record.as_object_mut().unwrap().extend(own.as_object().unwrap().clone());
        record
    };
    let expected = [
        with(json!({
            "accountId": "64e1f0a9e2b5af0012ab3503", "platform": "linkedin", "eventType": "reconnect_success",
            "status": "success", "connectionMethod": "oauth", "error": null, "durationMs": 1840,
            "metadata": { "connectionMethod": "oauth", "isReconnection": true, "username": "acme-corp" },
            "createdAt": "2026-11-20T12:00:00Z", "action": "account.connected"
        })),
        with(json!({
            "accountId": "64e1f0a9e2b5af0012ab3503", "platform": "linkedin", "eventType": "disconnect",
            "status": "failed", "connectionMethod": null,
            "error": {
                "code": "auth_expired", "message": "LinkedIn token expired. Please reconnect your LinkedIn account."
            },
            "durationMs": null, "metadata": { "disconnectionType": "unintentional" },
            "createdAt": "2026-11-20T11:00:00Z", "action": "account.disconnected"
        })),
        with(json!({
            "accountId": null, "platform": "twitter", "eventType": "connect_failed", "status": "failed",
            "connectionMethod": "oauth",
            "error": { "code": "oauth_denied", "message": "OAuth error: access_denied" }, "durationMs": null,
            "metadata": { "connectionMethod": "oauth", "hasCustomRedirectUrl": true },
            "createdAt": "2026-11-20T09:00:00Z", "action": "account.connected", "status_code": 400
        })),
    ];
    assert_eq!(found, expected);
}

#[test]
fn every_field_of_a_present_post_is_where_the_contract_says() {
    let found = decoded("posts", "zernio", &fixture("unified-publishing.json"));
    let common = json!({
        "kind": "post", "source": "zernio", "id": null, "postId": "65f1c0a9e2b5af0012ab34cd",
        "userId": "64e1f0a9e2b5af0012ab34de", "profileId": "64e1f0a9e2b5af0012ab34ef", "accountUsername": null,
        "type": "publishing"
    });
    let with = |own: Value| {
        let mut record = common.clone();
        record.as_object_mut().unwrap().extend(own.as_object().unwrap().clone());
        record
    };
    let expected = [
        with(json!({
            "platform": "tiktok", "accountId": "64e1f0a9e2b5af0012ab3502", "action": "post.published",
            "status": "success", "statusCode": 200, "endpoint": "open.tiktokapis.com/v2/post/publish/video/init/",
            "request": null,
            "response": {
                "platformPostId": "v_pub_url~v2-1.7600000000000000001",
                "rawBody": "{\"data\":{\"publish_id\":\"v_pub_url~v2-1.7600000000000000001\"}}"
            },
            "durationMs": 4210, "attemptNumber": null, "createdAt": "2026-11-20T12:15:40Z"
        })),
        with(json!({
            "platform": "instagram", "accountId": "64e1f0a9e2b5af0012ab3500", "action": "post.published",
            "status": "success", "statusCode": 200, "endpoint": "graph.facebook.com/me/media_publish",
            "request": {
                "rawBody": "{\"image_url\":\"https://storage.zernio.com/abc123.jpg\",\"caption\":\"Check out our new feature!\"}"
            },
            "response": {
                "platformPostId": "17895695668004550",
                "rawBody": "{\"id\":\"17895695668004550\",\"url\":\"https://www.instagram.com/p/ABC123/\"}"
            },
            "durationMs": 2340, "attemptNumber": 1, "createdAt": "2026-11-20T12:00:05.123Z",
            "metadata": { "attempt": 1 }, "request_id": "0b9f3a54-6f0e-4d1c-9f57-3d6f3a5a6c11"
        })),
        with(json!({
            "platform": "tiktok", "accountId": "64e1f0a9e2b5af0012ab3502", "action": "post.failed",
            "status": "failed", "statusCode": 403, "endpoint": "open.tiktokapis.com/v2/post/publish/video/init/",
            "request": { "rawBody": "{\"post_info\":{\"title\":\"Launch day\",\"description\":\"" },
            "response": {
                "errorMessage": "Daily active user quota reached.", "errorCode": "quota_exhausted",
                "rawBody": "{\"error\":{\"code\":\"reached_active_user_cap\"}}"
            },
            "durationMs": 912, "attemptNumber": 1, "createdAt": "2026-11-20T11:59:58Z", "metadata": { "attempt": 1 }
        })),
    ];
    assert_eq!(found, expected);
}

#[test]
fn a_row_that_says_almost_nothing_still_has_every_key_and_keeps_what_nobody_knows() {
    for (command, kind) in [("connections", "connection"), ("posts", "post")] {
        let mut sparse: Value = serde_json::from_str(&fixture("unified-sparse.json")).unwrap();
        for row in &mut sparse["logs"].as_array_mut().unwrap()[..2] {
            row["type"] = json!(if kind == "post" { "publishing" } else { "connections" });
        }
        let found = decoded(command, "zernio", &sparse.to_string());
        assert_eq!(found.len(), 3);
        let empty = found[2].as_object().unwrap();
        assert_eq!((&empty["kind"], &empty["source"]), (&json!(kind), &json!("zernio")));
        for (key, value) in empty.iter().filter(|(key, _)| !["kind", "source"].contains(&key.as_str())) {
            assert!(value.is_null(), "{key} is {value}");
        }
        for record in &found {
            assert!(empty.keys().all(|key| record.get(key).is_some()), "{record}");
        }
        assert_eq!(found[1]["status"], "some_new_status");
        assert_eq!(found[1]["brand_new_field"], json!({ "a": 1 }));
        assert_eq!((&found[1]["accountId"], &found[1]["platform"]), (&json!(null), &json!(null)));
        assert_eq!(found[1]["createdAt"], "2026-11-20 11:00:00.000");
        assert_eq!((&found[0]["status"], &found[0]["createdAt"]), (&json!("success"), &json!("2026-11-20T12:00:05Z")));
    }
}

#[test]
fn an_event_that_action_and_status_do_not_tell_is_the_action_itself() {
    let event = |row: Value| {
        let found = decoded("connections", "zernio", &json!({ "logs": [row] }).to_string());
        found[0]["eventType"].clone()
    };
    let connected = |status: &str| event(json!({ "action": "account.connected", "status": status }));
    assert_eq!(connected("success"), "connect_success");
    assert_eq!(connected("failed"), "connect_failed");
    assert_eq!(connected("pending"), "account.connected");
    assert_eq!(event(json!({ "action": "account.disconnected" })), "disconnect");
    assert_eq!(event(json!({ "action": "account.reconnected", "status": "failed" })), "reconnect_failed");
    assert_eq!(
        event(json!({ "action": "account.permissions_changed", "status": "success" })),
        "account.permissions_changed"
    );
    assert_eq!(event(json!({ "status": "success" })), Value::Null);
    let again = json!({ "action": "account.connected", "status": "failed", "metadata": "{\"isReconnection\":true}" });
    assert_eq!(event(again), "reconnect_failed");
}

#[test]
fn metadata_is_an_object_where_it_is_json_and_the_text_where_it_is_not() {
    let metadata = |row: Value| {
        let logs = json!({ "logs": [{ "type": "connections" }, { "metadata": row }] });
        decoded("connections", "zernio", &logs.to_string())[1]["metadata"].clone()
    };
    assert_eq!(metadata(json!("{\"a\":{\"b\":[1,2]}}")), json!({ "a": { "b": [1, 2] } }));
    assert_eq!(metadata(json!("{\"cut\":\"of")), "{\"cut\":\"of");
    assert_eq!(metadata(json!("just words")), "just words");
    assert_eq!(metadata(json!({ "already": "an object" })), json!({ "already": "an object" }));
    assert_eq!(metadata(json!("")), Value::Null);
}

#[test]
fn fields_statuses_platforms_and_events_that_nobody_knows_are_kept() {
    let old = json!({ "logs": [{
        "_id": "1", "platform": "myspace", "eventType": "merged", "connectionMethod": "telepathy", "error": "just text",
        "futureField": { "deep": [1, null] }, "status": "odd", "durationMs": "12", "createdAt": 17
    }] });
    let found = decoded("connections", "late", &old.to_string());
    let row = &old["logs"][0];
    for key in ["platform", "eventType", "connectionMethod", "error", "futureField", "status", "createdAt"] {
        assert_eq!(found[0][key], row[key], "{key}");
    }
    assert_eq!(found[0]["durationMs"], 12, "an integer in a text is an integer");
}

#[test]
fn a_row_that_is_no_object_is_kept_too() {
    let found = decoded("connections", "late", r#"{"logs":[{"_id":"1"}, "a row", null, 7]}"#);
    assert_eq!(found.len(), 4);
    assert_eq!(
        (&found[1]["value"], &found[3]["value"], &found[1]["kind"]),
        (&json!("a row"), &json!(7), &json!("connection"))
    );
}

#[test]
fn every_type_of_the_unified_list_decodes() {
    for name in ["all", "api_request", "messaging", "webhooks", "workflow_event", "publishing", "connections"] {
        let body = fixture(&format!("unified-{name}.json"));
        let rows: Value = serde_json::from_str(&body).unwrap();
        for command in ["connections", "posts"] {
            let found = decoded(command, "zernio", &body);
            let wanted = if command == "posts" { "publishing" } else { "connections" };
            let rows: Vec<&Value> =
                rows["logs"].as_array().unwrap().iter().filter(|row| row["type"] == wanted).collect();
            assert_eq!(found.len(), rows.len(), "{name}");
            for (record, row) in found.iter().zip(rows) {
                assert_eq!((&record["type"], &record["action"]), (&row["type"], &row["action"]), "{name}");
                assert_eq!(record["createdAt"], row["created_at"], "{name}");
            }
        }
    }
}
