//! Tests `status`: one request, the worst state first, and no good state without proof.

use serde_json::{Value, json};

use crate::support::{Answer, Run, Scripted, connlog, page, parameter};

/// A healthy account with these changes; `null` removes nothing, it is a value.
fn account(id: &str, changes: &Value) -> Value {
    let mut row = json!({
        "accountId": id, "platform": "instagram", "username": format!("name_{id}"), "displayName": "Shown",
        "profileId": "p1", "status": "healthy", "canPost": true, "canFetchAnalytics": true, "tokenValid": true,
        "tokenExpiresAt": "2027-01-19T00:00:00Z", "needsReconnect": false, "issues": [],
    });
    for (key, value) in changes.as_object().unwrap() {
        row[key] = value.clone();
    }
    row
}

fn health(rows: &[Value]) -> Answer {
    Answer::json(&json!({ "summary": { "total": rows.len() }, "accounts": rows }).to_string())
}

/// Accounts of every state, not in the order of the list.
fn accounts() -> Vec<Value> {
    let lost = json!({
        "status": "error", "needsReconnect": true, "tokenValid": false, "canPost": false,
        "disconnectReason": "Token expired", "disconnectionType": "unintentional",
        "unhealthySince": "2026-11-19T10:00:00Z", "platform": "tiktok", "profileId": "p2",
    });
    let removed = json!({
        "status": "error", "needsReconnect": true, "canPost": false, "disconnectReason": "Removed by user",
        "disconnectionType": "intentional", "unhealthySince": "2026-11-18T10:00:00Z",
    });
    let silent = json!({ "canPost": null });
    let failing = json!({ "status": "error", "canPost": false, "issues": ["Missing permission: publish"] });
    let analytics = json!({
        "status": "warning", "issues": ["Analytics sync failing"],
        "analyticsSync": { "status": "failing", "lastSyncedAt": null },
    });
    let soon = json!({ "tokenExpiresAt": "2026-11-23T00:00:00Z" });
    vec![
        account("ok", &json!({})),
        account("analytics", &analytics),
        account("silent", &silent),
        account("failing", &failing),
        account("removed", &removed),
        account("lost", &lost),
        account("soon", &soon),
    ]
}

fn at(run: Run, server: &Scripted) -> Run {
    run.at(&server.base_url)
}

fn ids(records: &[Value]) -> Vec<&str> {
    records.iter().map(|record| record["id"].as_str().unwrap()).collect()
}

#[test]
fn a_reason_without_a_code_is_printed_once() {
    let ended = connlog("check status --demo --expires-within 7d").end().code(10);
    assert!(ended.stdout.contains("the token ends at 20"), "{}", ended.stdout);
    assert!(!ended.stdout.contains('#'), "{}", ended.stdout);
}

#[test]
fn one_request_gives_all_accounts_the_worst_first() {
    let server = Scripted::always(health(&accounts()));
    for dialect in ["late", "zernio"] {
        let ended = at(connlog(&format!("status -o json --dialect {dialect}")), &server).end().code(0);
        let found = ended.array();
        assert_eq!(ids(&found), ["lost", "removed", "failing", "silent", "analytics", "ok", "soon"]);
        let states: Vec<&str> = found.iter().map(|record| record["state"].as_str().unwrap()).collect();
        assert_eq!(states, ["disconnected", "disconnected", "failing", "unknown", "ok", "ok", "ok"]);
        assert_eq!(found[0]["source"], dialect);
        assert_eq!(found[0]["since"], "2026-11-19T10:00:00Z");
        assert_eq!(found[0]["checkedAt"], "2026-11-20T12:00:00Z");
        assert_eq!((&found[0]["needsAction"], &found[1]["needsAction"]), (&json!(true), &json!(false)));
        assert_eq!(found[3]["reason"], "canPost is missing or unreadable");
        assert!(ended.stderr.contains("analytics is failing or has stalled for 1 account"), "{}", ended.stderr);
    }
    assert_eq!(server.requests(), ["/v1/accounts/health", "/v1/accounts/health"]);
}

#[test]
fn records_have_the_keys_of_the_schema_in_their_order_and_keep_unknown_ones() {
    let server = Scripted::always(health(&[account("ok", &json!({ "ownerUserId": "u1", "extra": [1] }))]));
    let line = at(connlog("status -o ndjson"), &server).end().code(0).stdout;
    let keys: Vec<String> = serde_json::from_str::<serde_json::Map<String, Value>>(&line)
        .unwrap()
        .into_iter()
        .map(|(key, _)| key)
        .collect();
    let schema: Value = serde_json::from_str(&connlog("schema status").end().code(0).stdout).unwrap();
    for key in schema["required"].as_array().unwrap() {
        assert!(keys.iter().any(|known| key == known), "{key} is missing from {line}");
    }
    let start = r#"{"kind":"state","source":"zernio","id":"ok","name":"name_ok","platform":"instagram","groupId":"p1","groupName":null,"state":"ok","since":null,"reason":null,"needsAction":false,"canPost":true,"paused":null,"tokenExpiresAt":"2027-01-19T00:00:00Z","lastSuccessAt":null,"lastFailureAt":null,"expectedEvery":null,"issues":[],"checkedAt":"2026-11-20T12:00:00Z""#;
    assert!(line.starts_with(start), "{line}");
    assert!(line.contains(r#""ownerUserId":"u1""#) && line.contains(r#""extra":[1]"#), "{line}");
}

#[test]
fn filters_select_accounts() {
    let server = Scripted::always(health(&accounts()));
    for (flags, expected) in [
        ("--platform tiktok", &["lost"][..]),
        ("--profile p2", &["lost"]),
        ("--account ok", &["ok"]),
        ("--account name_ok,@name_soon", &["ok", "soon"]),
        ("--state failing,unknown", &["failing", "silent"]),
        ("--expires-within 7d", &["soon"]),
        ("--where canPost=false", &["lost", "removed", "failing"]),
        ("--where needsAction=true --platform instagram", &["failing"]),
    ] {
        let found = at(connlog(&format!("status -o json {flags}")), &server).end().code(0).array();
        assert_eq!(ids(&found), expected, "{flags}");
    }
    assert_eq!(server.requests()[1], "/v1/accounts/health?profileId=p2");
    let soon = at(connlog("status -o json --expires-within 7d"), &server).end().code(0).array();
    assert_eq!(soon[0]["state"], "warning");
    assert!(soon[0]["reason"].as_str().unwrap().starts_with("the token ends at 2026-11-23T00:00:00Z"));
    let none = at(connlog("status --account nobody"), &server).end().code(0);
    assert_eq!((none.stdout.as_str(), none.stderr.contains("no account matches")), ("", true));
    let typo = at(connlog("status --state disconected"), &server).end().code(2);
    assert!(typo.stderr.contains("did you mean `disconnected`"), "{}", typo.stderr);
    assert!(at(connlog("status --where nothing=1"), &server).end().code(2).stderr.contains("nothing"));
}

#[test]
fn every_format_prints_states() {
    let server = Scripted::always(health(&accounts()[3..6]));
    for format in ["table", "plain", "json", "ndjson", "csv", "tsv", "md", "line"] {
        let ended = at(connlog(&format!("status -o {format}")), &server).end().code(0);
        assert!(ended.stdout.contains("Token expired"), "{format}: {}", ended.stdout);
    }
    let fields = at(connlog("status -o tsv --fields id,state"), &server).end().code(0).stdout;
    assert_eq!(fields, "id\tstate\nlost\tdisconnected\nremoved\tdisconnected\nfailing\tfailing\n");
    assert!(at(connlog("status -o json --raw"), &server).end().code(2).stderr.contains("does not take --raw"));
}

/// A server without the route of the health of accounts, or with a key that may not read it.
fn without_health(status: u16, connections: Vec<Value>, posts: Vec<Value>) -> Scripted {
    Scripted::start(move |_, target| {
        if target.starts_with("/v1/accounts/health") {
            let body = if status == 403 {
                json!({ "error": "This API key has the 'accounts' resource group disabled." })
            } else {
                json!({ "error": "Not found" })
            };
            return Answer::json(&body.to_string()).status(status);
        }
        match parameter(target, "type").as_deref() {
            Some("connections") => page(&connections, false),
            _ => page(&posts, false),
        }
    })
}

fn row(log: &str, account: &str, minute: u32, action: &str, status: &str) -> Value {
    json!({
        "type": log, "account_id": account, "platform": "tiktok", "action": action, "status": status,
        "error_code": if status == "failed" { "quota" } else { "" },
        "created_at": format!("2026-11-20T10:{minute:02}:00Z"),
    })
}

#[test]
fn without_the_route_the_log_decides_and_a_note_says_so() {
    let connections = vec![
        row("connections", "lost", 2, "account.disconnected", "failed"),
        row("connections", "back", 2, "account.connected", "success"),
        row("connections", "lost", 1, "account.connected", "success"),
    ];
    let mut posts: Vec<Value> =
        (5..9).rev().map(|minute| row("publishing", "failing", minute, "post.failed", "failed")).collect();
    posts.push(row("publishing", "good", 4, "post.published", "success"));
    for (status, words) in
        [(404, "does not serve the health of accounts (HTTP 404)"), (403, "'accounts' resource group")]
    {
        let server = without_health(status, connections.clone(), posts.clone());
        let ended = at(connlog("status -o json"), &server).end().code(0);
        let found = ended.array();
        let states: Vec<String> =
            found.iter().map(|one| format!("{} {}", one["id"], one["state"]).replace('"', "")).collect();
        assert_eq!(states, ["lost disconnected", "failing failing", "back ok", "good ok"]);
        assert_eq!(found[1]["since"], "2026-11-20T10:05:00Z");
        assert!(ended.stderr.contains(words), "{}", ended.stderr);
        assert!(ended.stderr.contains("derived from 8 log entries of the last 30 days"), "{}", ended.stderr);
        assert_eq!(server.requests().len(), 3);
    }
    let server = without_health(404, connections, posts);
    let silent = at(connlog("status -o json --account 64e1f0a9e2b5af0012ab3500"), &server).end().code(0).array();
    assert_eq!((&silent[0]["state"], silent.len()), (&json!("unknown"), 1));
    assert_eq!(silent[0]["reason"], "the log has no entry of this account in the last 30 days");
}

#[test]
fn other_failures_are_errors() {
    for (answer, code) in [
        (Answer::json(r#"{"error":"Invalid API key","type":"authentication_error"}"#).status(401), 4),
        (Answer::json("<html>maintenance</html>"), 6),
        (Answer::json(r#"{"data":[]}"#), 6),
    ] {
        let server = Scripted::always(answer);
        let ended = at(connlog("status -o json --retries 0"), &server).end().code(code);
        assert!(!ended.stdout.contains("state"), "{}", ended.stdout);
    }
    let cut = json!({ "summary": { "total": 5 }, "accounts": [account("ok", &json!({}))] }).to_string();
    let server = Scripted::always(Answer::json(&cut));
    let ended = at(connlog("status -o json"), &server).end().code(8);
    assert_eq!(ended.array().len(), 1);
    assert!(ended.stderr.contains("1 of 5 accounts"), "{}", ended.stderr);
}

#[test]
fn saved_answers_are_read_as_states() {
    let answer = json!({ "summary": { "total": 7 }, "accounts": accounts() }).to_string();
    let saved = connlog("status -o json --from -").stdin(&answer).end().code(0).array();
    assert_eq!(ids(&saved), ["lost", "removed", "failing", "silent", "analytics", "ok", "soon"]);
    assert_eq!((&saved[0]["checkedAt"], &saved[0]["groupId"]), (&Value::Null, &json!("p2")));
    let printed: String = saved.iter().map(|record| format!("{record}\n")).collect();
    assert_eq!(connlog("status -o json --from -").stdin(&printed).end().code(0).array(), saved);
    let listed = json!({ "accounts": [
        { "_id": "a", "platform": "x", "profileId": { "_id": "p", "name": "Brand" }, "username": "n", "isActive": true, "needsReconnection": true },
        { "_id": "b", "platform": "x", "profileId": "p", "username": "m", "isActive": true, "needsReconnection": false },
    ]});
    let listed = connlog("status -o json --from -").stdin(&listed.to_string()).end().code(0).array();
    assert_eq!((&listed[0]["state"], &listed[0]["groupId"]), (&json!("disconnected"), &json!("p")));
    assert_eq!(listed[1]["state"], "unknown", "the list does not say whether the account can post");
}

/// A list of Fivetran connections: one broken, one late.
const FIVETRAN: &str = r#"{"code":"Success","data":{"items":[
    {"id":"kiwi","service":"salesforce","schema":"crm","paused":false,"group_id":"g","sync_frequency":360,
     "status":{"tasks":[{"code":"reconnect","message":"Reconnect"}],"warnings":[],"setup_state":"broken","sync_state":"scheduled","update_state":"delayed"},
     "succeeded_at":"2026-11-17T06:05:00Z","failed_at":"2026-11-18T06:05:00Z","config":{"api_key":"hidden-value"}},
    {"id":"pear","service":"postgres","schema":"shop","paused":false,"group_id":"g","sync_frequency":360,
     "status":{"tasks":[],"warnings":[],"setup_state":"connected","sync_state":"scheduled","update_state":"on_schedule"},
     "succeeded_at":"2026-11-19T06:05:00Z","failed_at":null,"config":{"api_key":"hidden-value"}}],"next_cursor":null}}"#;

#[test]
fn a_list_of_fivetran_connections_is_read_as_states() {
    for command in ["status", "events"] {
        let ended = connlog(&format!("{command} --from - -o json")).stdin(FIVETRAN).end().code(0);
        let found = ended.array();
        let mut states: Vec<String> = found
            .iter()
            .map(|one| format!("{} {} {}", one["name"], one["platform"], one["state"]).replace('"', ""))
            .collect();
        states.sort();
        assert_eq!(states, ["crm salesforce disconnected", "shop postgres ok"], "{command}");
        assert!(!ended.stdout.contains("hidden-value"));
    }
    let broken = connlog("status --from - --state disconnected -o json").stdin(FIVETRAN).end().code(0).array();
    assert_eq!((&broken[0]["reason"], &broken[0]["expectedEvery"]), (&json!("Reconnect"), &json!("6h")));
}

#[test]
fn states_are_no_log_entries_for_other_commands() {
    let ended = connlog("connections --from - -o json").stdin(FIVETRAN).end().code(0);
    assert!(ended.stderr.contains("2 states of accounts or connections are not log entries"), "{}", ended.stderr);
    connlog("check --min-records 0 --from -").stdin(FIVETRAN).end().code(11);
    connlog("check --min-records 0 --strict --from -").stdin(FIVETRAN).end().code(8);
}

#[test]
fn states_of_log_files_are_derived() {
    let rows = [
        row("connections", "lost", 2, "account.disconnected", "failed"),
        row("publishing", "good", 4, "post.published", "success"),
    ];
    let input: String = rows.iter().map(|row| format!("{row}\n")).collect();
    let ended = connlog("status -o json --from -").stdin(&input).end().code(0);
    assert_eq!(ids(&ended.array()), ["lost", "good"]);
    assert!(ended.stderr.contains("the input has no states of accounts; these states are derived from 2 log entries"));
}

#[test]
fn states_of_fivetran_connections_are_derived_from_events() {
    let event = |minute: u32, connection: &str, event: &str, data: &Value| {
        json!({
            "created": format!("2026-11-20T10:{minute:02}:00.000Z"), "connector_type": "postgres",
            "connector_id": connection, "connector_name": format!("{connection}_name"),
            "sync_id": format!("{connection}{minute}"), "event": event, "data": data,
        })
    };
    let (good, bad) = (json!({"status":"SUCCESSFUL"}), json!({"status":"FAILURE","reason":"no password"}));
    let events = [
        event(1, "kiwi", "sync_end", &good),
        event(2, "kiwi", "sync_end", &bad),
        event(3, "pear", "sync_end", &good),
        event(4, "plum", "sync_end", &good),
        event(5, "plum", "pause_connector", &json!({})),
        event(6, "fig", "sync_start", &json!({})),
    ];
    let input: String = events.iter().map(|event| format!("{event}\n")).collect();
    let ended = connlog("status --from - -o json").stdin(&input).end().code(0);
    let found = ended.array();
    let states: Vec<String> = found
        .iter()
        .map(|one| format!("{} {} {} {}", one["id"], one["name"], one["state"], one["reason"]).replace('"', ""))
        .collect();
    assert_eq!(
        states,
        [
            "kiwi kiwi_name failing no password",
            "fig fig_name unknown no sync has ended yet",
            "plum plum_name paused null",
            "pear pear_name ok null"
        ]
    );
    assert_eq!(found[0]["lastSuccessAt"], "2026-11-20T10:01:00Z");
    assert!(ended.stderr.contains("derived from 6 log entries"), "{}", ended.stderr);
    connlog("check status --from -").stdin(&input).end().code(10);
    let failing = connlog("status --from - --state failing -o json").stdin(&input).end().code(0).array();
    assert_eq!(ids(&failing), ["kiwi"]);
}

#[test]
fn a_limit_shows_the_worst_accounts() {
    let server = Scripted::always(health(&accounts()));
    let all = ids(&at(connlog("status -o json"), &server).end().code(0).array()).join(" ");
    let ended = at(connlog("status -n 2 -o json"), &server).end().code(0);
    assert_eq!(ids(&ended.array()), all.split(' ').take(2).collect::<Vec<_>>());
    assert!(ended.stderr.contains("the worst 2; there are more"), "{}", ended.stderr);
    let whole = at(connlog("status -n 7 -o json"), &server).end().code(0);
    assert!(!whole.stderr.contains("there are more"), "{}", whole.stderr);
    at(connlog("status -n 0"), &server).end().code(2);
}

#[test]
fn check_can_trip_for_tokens_that_end_soon() {
    let server = Scripted::always(health(&[
        account("good", &json!({"tokenExpiresAt": "2026-12-20T12:00:00Z"})),
        account("soon", &json!({"tokenExpiresAt": "2026-11-25T12:00:00Z"})),
        account("none", &json!({})),
    ]));
    at(connlog("check status"), &server).end().code(0);
    at(connlog("check status --expires-within 3d"), &server).end().code(0);
    let ended = at(connlog("check status --expires-within 7d -o json"), &server).end().code(10);
    let verdict: Value = serde_json::from_str(&ended.stdout).unwrap();
    assert_eq!((&verdict["totals"]["failures"], &verdict["totals"]["records"]), (&json!(1), &json!(3)));
    assert_eq!(verdict["findings"][0]["accountId"], "soon", "{verdict}");
    assert!(verdict["findings"][0]["message"].as_str().unwrap().starts_with("the token ends at 2026-11-25"));
    let refused = at(connlog("check posts --expires-within 7d"), &server).end().code(2);
    assert!(refused.stderr.contains("applies to accounts only"), "{}", refused.stderr);
}

#[test]
fn a_table_of_every_width_says_who_what_and_why() {
    let server = Scripted::always(health(&accounts()));
    let reasons: Vec<String> = at(connlog("status -o json"), &server)
        .end()
        .code(0)
        .array()
        .iter()
        .filter_map(|row| Some(row["reason"].as_str()?.split_whitespace().collect::<Vec<_>>().join(" ")))
        .collect();
    assert!(reasons.len() > 3);
    for width in (40..140).step_by(4) {
        let run = at(connlog("status -o table"), &server).env("COLUMNS", &width.to_string());
        let table = run.end().code(0).stdout;
        let header = table.lines().next().unwrap();
        assert!(header.contains("STATE") && header.contains("ACCOUNT"), "{width}: {table}");
        assert!(table.lines().all(|line| line.chars().count() <= width), "{width}: {table}");
        if !header.contains("REASON") {
            let words = table.split_whitespace().collect::<Vec<_>>().join(" ");
            for reason in &reasons {
                assert!(words.contains(reason), "{width}: {reason} is missing from {table}");
            }
            assert!(table.lines().any(|line| line.starts_with("    ")), "{width}: {table}");
        } else if width < 60 {
            assert!(!table.contains('…'), "{width}: {table}");
        }
    }
}

#[test]
fn check_trips_for_accounts_that_need_someone_and_not_for_removed_ones() {
    let gate = |rows: &[Value], flags: &str| {
        let server = Scripted::always(health(rows));
        let ended = at(connlog(&format!("check status -o json {flags}")), &server).end();
        let verdict: Value = serde_json::from_str(&ended.stdout).unwrap();
        (ended.code, verdict["totals"]["failures"].clone(), verdict["totals"]["records"].clone())
    };
    let all = accounts();
    let [ok, analytics, silent, failing, removed, lost, soon] = &all[..] else { panic!("seven accounts") };
    let one = |row: &Value| vec![row.clone()];
    assert_eq!(gate(&[lost.clone(), ok.clone()], ""), (Some(10), json!(1), json!(2)));
    assert_eq!(gate(&one(failing), ""), (Some(10), json!(1), json!(1)));
    assert_eq!(gate(&[removed.clone(), analytics.clone(), soon.clone()], ""), (Some(0), json!(0), json!(3)));
    assert_eq!(gate(&one(silent), ""), (Some(11), json!(0), json!(1)), "unknown is no good news");
    assert_eq!(gate(&[silent.clone(), lost.clone()], ""), (Some(10), json!(1), json!(2)));
    assert_eq!(gate(&[], ""), (Some(11), json!(0), json!(0)), "no account proves nothing");
    assert_eq!(gate(&[lost.clone(), failing.clone()], "--max-failures 2"), (Some(0), json!(2), json!(2)));
    assert_eq!(gate(&[lost.clone(), failing.clone()], "--platform instagram"), (Some(10), json!(1), json!(1)));
    assert_eq!(gate(&one(ok), "--fail-on canPost=true").0, Some(10));
    let ended = connlog("check status --strict --from -").stdin(&json!({ "accounts": one(silent) }).to_string()).end();
    assert_eq!(ended.code, Some(8), "{}{}", ended.stdout, ended.stderr);
}

#[test]
fn check_status_names_the_accounts_and_the_command_and_writes_reports() {
    let server = Scripted::always(health(&accounts()));
    let run = at(connlog("check status -o table --report junit=out.xml --report md=out.md"), &server).at_home();
    let home = run.home();
    let ended = run.end().code(10);
    for text in ["name_lost", "name_failing", "Token expired", "connlog status --state disconnected,failing"] {
        assert!(ended.stdout.contains(text), "{text} is missing from {}", ended.stdout);
    }
    assert!(!ended.stdout.contains("name_removed"), "{}", ended.stdout);
    drop(home);
    for flag in ["--since 1d", "--unresolved", "--status failed"] {
        let refused = at(connlog(&format!("check status {flag}")), &server).end().code(2);
        assert!(refused.stderr.contains("does not take"), "{}", refused.stderr);
    }
    assert!(at(connlog("check status posts"), &server).end().code(2).stderr.contains("cannot be combined"));
}

#[test]
fn check_status_reads_the_log_where_the_route_is_missing() {
    let server = without_health(404, vec![row("connections", "lost", 2, "account.disconnected", "failed")], Vec::new());
    let ended = at(connlog("check status"), &server).end().code(10);
    assert!(ended.stderr.contains("derived from 1 log entry"), "{}", ended.stderr);
}

#[test]
#[cfg(target_os = "linux")]
fn tail_prints_changes_of_states() {
    let server = Scripted::start(|number, _| {
        let lost = json!({ "needsReconnect": true, "tokenValid": false, "canPost": false, "disconnectReason": "Token expired" });
        let changes = if number == 3 { lost } else { json!({}) };
        let mut rows = vec![account("a", &changes), account("b", &json!({}))];
        if number >= 5 {
            rows.truncate(1);
        }
        match number {
            2 => Answer::json("{}").status(500),
            _ => health(&rows),
        }
    });
    let flags = "--interval 100ms --for 2s --retries 0 -o ndjson";
    let ended = at(connlog(&format!("tail status -n 1 {flags}")), &server).end().code(0);
    let states: Vec<String> =
        ended.lines().iter().map(|one| format!("{} {}", one["id"], one["state"]).replace('"', "")).collect();
    assert_eq!(states, ["a ok", "a disconnected", "a ok"], "{}", ended.stderr);
    assert!(ended.stderr.contains("is available again"), "{}", ended.stderr);
    assert!(ended.stderr.contains("1 account is no longer listed by the API"), "{}", ended.stderr);
    for flag in ["--since 1h", "--resume x", "--settle 5s"] {
        assert!(at(connlog(&format!("tail status {flag}")), &server).end().code(2).stderr.contains("does not take"));
    }
}
