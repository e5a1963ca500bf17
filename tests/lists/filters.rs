//! Tests filters with both API versions.

use serde_json::Value;

use crate::support::{Answer, DIALECTS, Demo, NOW, Scripted, World, connlog, fixture, page, parameter};

/// Two hundred entries over six days: enough for every event, action and status.
const SOME: &str = "--entries 220";

fn is(record: &Value, path: &str, wanted: &[&str]) -> bool {
    record.pointer(path).and_then(Value::as_str).is_some_and(|found| wanted.contains(&found))
}

/// Different values of a field, in the order of their first appearance.
fn values(records: &[Value], field: &str) -> Vec<String> {
    let mut values: Vec<String> = Vec::new();
    for value in records.iter().filter_map(|record| record[field].as_str()) {
        if !values.iter().any(|known| known == value) {
            values.push(value.to_owned());
        }
    }
    values
}

/// What a record is known by in both dialects.
fn moments(records: &[Value]) -> Vec<(String, String)> {
    let text = |record: &Value, name: &str| record[name].as_str().unwrap_or_default().to_owned();
    records.iter().map(|record| (text(record, "createdAt"), text(record, "platform"))).collect()
}

fn everywhere(value: &Value, text: &str) -> bool {
    match value {
        Value::String(found) => found.to_lowercase().contains(text),
        Value::Number(number) => number.to_string().contains(text),
        Value::Array(items) => items.iter().any(|item| everywhere(item, text)),
        Value::Object(members) => members.values().any(|member| everywhere(member, text)),
        Value::Bool(_) | Value::Null => false,
    }
}

#[test]
fn connections_are_picked_by_platform() {
    for dialect in DIALECTS {
        let world = World::of(dialect, SOME);
        world.picks("connections --platform instagram", |record| is(record, "/platform", &["instagram"]));
        world.picks("connections --platform instagram,tiktok", |record| {
            is(record, "/platform", &["instagram", "tiktok"])
        });
        // The old routes cannot filter by whatsapp; its rows come all the same.
        world.picks("connections --platform whatsapp", |record| is(record, "/platform", &["whatsapp"]));
    }
}

#[test]
fn posts_are_picked_by_platform() {
    for dialect in DIALECTS {
        let world = World::of(dialect, SOME);
        world.picks("posts --platform linkedin", |record| is(record, "/platform", &["linkedin"]));
        world.picks("posts --platform whatsapp --platform reddit", |record| {
            is(record, "/platform", &["whatsapp", "reddit"])
        });
    }
}

#[test]
fn connections_are_picked_by_status() {
    for dialect in DIALECTS {
        let world = World::of(dialect, SOME);
        world.picks("connections --status failed", |record| is(record, "/status", &["failed"]));
        world.picks("connections --status success", |record| is(record, "/status", &["success"]));
    }
}

#[test]
fn posts_are_picked_by_status() {
    for dialect in DIALECTS {
        let world = World::of(dialect, SOME);
        for status in ["success", "failed", "pending", "skipped"] {
            world.picks(&format!("posts --status {status}"), |record| is(record, "/status", &[status]));
        }
        world.picks("posts --status pending,skipped", |record| is(record, "/status", &["pending", "skipped"]));
    }
}

#[test]
fn connections_are_picked_by_event_in_the_dialect_that_has_no_parameter_for_it_too() {
    for dialect in DIALECTS {
        let world = World::of(dialect, SOME);
        for event in ["connect_success", "connect_failed", "disconnect", "reconnect_success", "reconnect_failed"] {
            world.picks(&format!("connections --event {event}"), |record| is(record, "/eventType", &[event]));
        }
        world.picks("connections --event connect_failed,reconnect_failed", |record| {
            is(record, "/eventType", &["connect_failed", "reconnect_failed"])
        });
    }
}

#[test]
fn posts_are_picked_by_action_in_the_words_of_their_dialect() {
    let late = World::of("late", SOME);
    for action in ["publish", "retry", "media_upload", "rate_limit_pause", "token_refresh", "cancelled"] {
        late.picks(&format!("posts --action {action}"), |record| is(record, "/action", &[action]));
    }
    late.picks("posts --action retry,cancelled", |record| is(record, "/action", &["retry", "cancelled"]));

    let zernio = World::of("zernio", SOME);
    for action in ["post.published", "post.failed", "post.cancelled"] {
        zernio.picks(&format!("posts --action {action}"), |record| is(record, "/action", &[action]));
    }
    zernio.picks("posts --action cancelled", |record| is(record, "/action", &["post.cancelled"]));
    zernio.picks("posts --action publish", |record| is(record, "/action", &["post.published", "post.failed"]));
}

#[test]
fn entries_are_picked_by_account_and_profile() {
    for dialect in DIALECTS {
        let world = World::of(dialect, SOME);
        for kind in ["connections", "posts"] {
            let everything = world.everything(kind);
            for (flag, field) in [("account", "accountId"), ("profile", "profileId")] {
                let known = values(everything, field);
                let (one, two) = (known[0].as_str(), known[1].as_str());
                let path = format!("/{field}");
                world.picks(&format!("{kind} --{flag} {one}"), |record| is(record, &path, &[one]));
                world.picks(&format!("{kind} --{flag} {one},{two}"), |record| is(record, &path, &[one, two]));
            }
        }
    }
}

#[test]
fn an_id_that_nobody_has_finds_nothing_and_that_is_no_failure() {
    for dialect in DIALECTS {
        let world = World::of(dialect, SOME);
        for command in ["connections --account nobody", "connections --profile nobody", "posts --account nobody"] {
            let ended = world.run(&format!("{command} -o json")).end().code(0);
            assert!(ended.array().is_empty());
            assert!(ended.stderr.contains("match"), "{}", ended.stderr);
        }
    }
}

#[test]
fn one_post_has_its_whole_history() {
    for dialect in DIALECTS {
        let world = World::of(dialect, SOME);
        let everything = world.everything("posts");
        let count = |id: &String| everything.iter().filter(|record| record["postId"] == id.as_str()).count();
        let known = values(everything, "postId");
        let retried = known.iter().find(|id| count(id) > 1).unwrap();
        let other = known.iter().find(|id| *id != retried).unwrap();
        world.picks(&format!("posts --post {retried}"), |record| is(record, "/postId", &[retried]));
        world.picks(&format!("posts --post {retried},{other}"), |record| is(record, "/postId", &[retried, other]));
        world.picks(&format!("posts --post {retried} --post {other}"), |record| {
            is(record, "/postId", &[retried, other])
        });
    }
}

#[test]
fn one_post_is_asked_for_by_its_own_route_where_there_is_one() {
    let asked = Scripted::always(Answer::json(&fixture("old-post-id-logs.json")));
    let run = connlog("posts --post 65f1c0a9e2b5af0012ab34cd --dialect late -o json").at(&asked.base_url);
    assert_eq!(run.end().code(0).array().len(), 2);
    assert_eq!(asked.requests(), ["/v1/posts/65f1c0a9e2b5af0012ab34cd/logs?limit=100"]);
}

#[test]
fn a_history_that_fills_the_only_page_there_is_says_that_it_may_be_cut() {
    let row = |n| serde_json::json!({ "_id": format!("{n}"), "postId": "p", "createdAt": NOW });
    let rows: Vec<Value> = (0..100).map(row).collect();
    let asked = Scripted::always(Answer::json(&serde_json::json!({ "logs": rows, "count": 100 }).to_string()));
    let ended = connlog("posts --post p --all --dialect late -o json").at(&asked.base_url).end();
    assert_eq!(ended.array().len(), 100);
    assert!(ended.stderr.contains("may be older attempts"), "{}", ended.stderr);
}

#[test]
fn an_id_can_neither_leave_its_place_in_the_path_nor_add_a_parameter() {
    let asked = Scripted::always(page(&[], false));
    for dialect in DIALECTS {
        let run = connlog(&format!("posts --dialect {dialect} --post ../a/b?x=1&y=2#z")).at(&asked.base_url);
        run.end().code(0);
    }
    let requests = asked.requests();
    assert_eq!(requests[0], "/v1/posts/%2E%2E%2Fa%2Fb%3Fx%3D1%26y%3D2%23z/logs?limit=100");
    assert_eq!(parameter(&requests[1], "search").unwrap(), "../a/b?x=1&y=2#z");
    assert_eq!((parameter(&requests[1], "x"), parameter(&requests[1], "y")), (None, None));
}

#[test]
fn a_post_that_does_not_exist_is_not_found_where_the_api_knows_posts() {
    let late = World::of("late", SOME);
    let ended = late.run("posts --post 65f1c0a9e2b5af0012ab34cd").end().code(5);
    assert!(ended.stderr.contains("there is no post 65f1c0a9e2b5af0012ab34cd"), "{}", ended.stderr);

    let zernio = World::of("zernio", SOME);
    assert!(zernio.list("posts --post 65f1c0a9e2b5af0012ab34cd").is_empty());
}

#[test]
fn a_row_that_only_mentions_the_post_is_not_of_that_post() {
    let rows = serde_json::json!([
        { "type": "publishing", "action": "post.failed", "post_id": "p1", "created_at": "2026-11-20T11:00:00Z" },
        { "type": "publishing", "action": "post.failed", "post_id": "p2", "error_message": "p1 was first",
          "created_at": "2026-11-20T10:00:00Z" },
    ]);
    let asked = Scripted::always(page(rows.as_array().unwrap(), false));
    let found = connlog("posts --post p1 --dialect zernio -o json").at(&asked.base_url).end().code(0).array();
    assert_eq!(values(&found, "postId"), ["p1"]);
    assert_eq!(parameter(&asked.requests()[0], "search").as_deref(), Some("p1"));
}

#[test]
fn search_finds_text_in_any_value_whatever_its_case() {
    for dialect in DIALECTS {
        let world = World::of(dialect, SOME);
        world.picks("connections --search OAuth_Denied", |record| everywhere(record, "oauth_denied"));
        world.picks("posts --search QUOTA", |record| everywhere(record, "quota"));
        world.picks("posts --search quota,expired", |record| {
            everywhere(record, "quota") || everywhere(record, "expired")
        });
    }
}

#[test]
fn search_takes_words_with_spaces_and_signs() {
    let rows = serde_json::json!([
        { "_id": "1", "platform": "x", "error": { "message": "Token expired & more: 100%" } },
        { "_id": "2", "platform": "x", "error": { "message": "Token expired" } },
    ]);
    let asked = Scripted::always(page(rows.as_array().unwrap(), false));
    for dialect in ["connections", "posts"] {
        let run = connlog(&format!("{dialect} -o json --dialect late")).at(&asked.base_url);
        let found = run.arg("--search").arg("expired & more: 100%").end().code(0).array();
        assert_eq!(values(&found, "id"), ["1"]);
    }
    assert_eq!(parameter(&asked.requests()[1], "search").as_deref(), Some("expired & more: 100%"));
}

#[test]
fn a_comma_list_and_repeats_mean_any_of() {
    for dialect in DIALECTS {
        let world = World::of(dialect, SOME);
        let list = world.list("connections --all --platform instagram,tiktok,reddit");
        let repeats = world.list("connections --all --platform instagram --platform tiktok --platform reddit");
        let mixed = world.list("connections --all --platform instagram,tiktok --platform reddit,instagram");
        assert!(list == repeats && list == mixed && values(&list, "platform").len() == 3);
    }
}

#[test]
fn different_filters_mean_all_of() {
    for dialect in DIALECTS {
        let world = World::of(dialect, "--entries 500");
        world.picks("connections --platform instagram,facebook --status failed", |record| {
            is(record, "/platform", &["instagram", "facebook"]) && is(record, "/status", &["failed"])
        });
        world.picks("connections --event reconnect_failed,disconnect --platform instagram", |record| {
            is(record, "/eventType", &["reconnect_failed", "disconnect"]) && is(record, "/platform", &["instagram"])
        });
        world.picks("posts --status failed --platform tiktok,linkedin --search rate", |record| {
            is(record, "/status", &["failed"])
                && is(record, "/platform", &["tiktok", "linkedin"])
                && everywhere(record, "rate")
        });
        let profile = &values(world.everything("posts"), "profileId")[0];
        world.picks(&format!("posts --status failed --profile {profile} --since 3d"), |record| {
            is(record, "/status", &["failed"])
                && is(record, "/profileId", &[profile])
                && record["createdAt"].as_str().unwrap() >= "2026-11-17T12"
        });
    }
}

#[test]
fn no_status_of_the_old_dialect_shows_disconnects_and_the_event_does() {
    let late = World::of("late", SOME);
    let of_either = late.list("connections --all --status success,failed,pending,skipped");
    assert!(!of_either.is_empty());
    assert!(of_either.iter().all(|record| record["eventType"] != "disconnect"));
    let disconnects = late.list("connections --all --event disconnect");
    assert!(!disconnects.is_empty());
    assert!(disconnects.iter().all(|record| record["status"].is_null()));
    assert_eq!(of_either.len() + disconnects.len(), late.everything("connections").len());
}

#[test]
fn a_disconnect_of_the_present_dialect_has_the_status_its_row_says() {
    let zernio = World::of("zernio", SOME);
    zernio.picks("connections --event disconnect --status failed", |record| {
        is(record, "/eventType", &["disconnect"]) && is(record, "/status", &["failed"])
    });
    zernio.picks("connections --event disconnect --status success", |record| {
        is(record, "/eventType", &["disconnect"]) && is(record, "/status", &["success"])
    });
}

#[test]
fn an_event_and_a_status_that_contradict_each_other_find_nothing() {
    for dialect in DIALECTS {
        let world = World::of(dialect, SOME);
        assert!(world.list("connections --all --event connect_failed --status success").is_empty());
    }
}

#[test]
fn both_dialects_give_the_same_entries() {
    let demo = Demo::start("--entries 220 --serves both");
    let list = |command: &str, dialect: &str| {
        let run = connlog(&format!("{command} --all -o json --dialect {dialect}")).at(&demo.base_url);
        run.end().code(0).array()
    };
    let posts = list("posts", "late");
    let (accounts, profile) = (values(&posts, "accountId"), &values(&posts, "profileId")[1]);
    let (account, other) = (&accounts[3], &accounts[4]);
    let post = &values(&posts, "postId")[5];
    let by_id = [
        format!("connections --account {}", values(&list("connections", "late"), "accountId")[2]),
        format!("connections --profile {profile} --since 4d"),
        format!("posts --account {account},{other}"),
        format!("posts --profile {profile} --status failed"),
        format!("posts --post {post}"),
    ];
    let plain = [
        "connections",
        "connections --platform whatsapp,instagram",
        "connections --event disconnect",
        "connections --event connect_failed,reconnect_failed --platform instagram",
        "connections --event connect_success,connect_failed,reconnect_success,reconnect_failed --status failed",
        "connections --search oauth_denied",
        "connections --since 2026-11-17 --until yesterday",
        "posts",
        "posts --platform tiktok --status failed,skipped",
        "posts --action cancelled",
        "posts --status pending --since 5d",
        "posts --until 3d",
    ];
    for command in plain.into_iter().chain(by_id.iter().map(String::as_str)) {
        let (late, zernio) = (moments(&list(command, "late")), moments(&list(command, "zernio")));
        assert!(!late.is_empty(), "{command} proves nothing");
        assert_eq!(late, zernio, "{command}");
    }
}

#[test]
fn an_unknown_value_is_a_usage_error_with_a_suggestion_before_anything_is_asked() {
    let asked = Scripted::always(page(&[], false));
    let cases = [
        ("connections --platform instagarm", "instagram"),
        ("connections --platform tiktok,linkdin", "linkedin"),
        ("connections --event conect_failed", "connect_failed"),
        ("connections --status failled", "failed"),
        ("posts --action publsh", "publish"),
        ("posts --status sucess", "success"),
        ("posts --platform Instgram", "instagram"),
    ];
    for (command, meant) in cases {
        let ended = connlog(command).at(&asked.base_url).end().code(2);
        assert_eq!(ended.stdout, "");
        assert!(ended.stderr.contains(&format!("did you mean `{meant}`?")), "{command}: {}", ended.stderr);
        assert!(ended.stderr.contains("--any-value"), "{command}: {}", ended.stderr);
        assert_eq!(connlog(&format!("{command} -o json")).at(&asked.base_url).end().code(2).error()["code"], "usage");
    }
    let ended = connlog("connections --platform qqq").at(&asked.base_url).end().code(2);
    assert!(!ended.stderr.contains("did you mean") && ended.stderr.contains("tiktok"), "{}", ended.stderr);
    assert_eq!(asked.requests(), [""; 0]);
}

#[test]
fn any_value_lets_unknown_values_pass_and_never_sends_the_api_what_it_would_refuse() {
    let odd = [
        ("connections --platform myspace", r#"{"_id":"1","platform":"myspace"}"#),
        ("connections --event merged", r#"{"_id":"1","eventType":"merged"}"#),
        ("connections --status odd", r#"{"_id":"1","status":"odd"}"#),
        ("posts --action poked", r#"{"_id":"1","action":"poked"}"#),
        ("connections --platform myspace", r#"{"type":"connections","platform":"myspace"}"#),
        ("connections --event account.merged", r#"{"type":"connections","action":"account.merged"}"#),
        ("posts --status odd", r#"{"type":"publishing","status":"odd"}"#),
    ];
    let usual = r#"{"platform":"reddit","eventType":"disconnect","action":"publish","status":"success"}"#;
    for (command, row) in odd {
        let asked = Scripted::always(Answer::json(&format!(r#"{{"logs":[{row},{usual}]}}"#)));
        let dialect = if row.contains("_id") { "late" } else { "zernio" };
        let run = connlog(&format!("{command} --any-value -o json --dialect {dialect}")).at(&asked.base_url);
        assert_eq!(run.end().code(0).array().len(), 1, "{command}");
        for name in ["platform", "eventType", "status", "action"] {
            assert_eq!(parameter(&asked.requests()[0], name), None, "{command}");
        }
    }
}

#[test]
fn an_empty_value_is_a_usage_error() {
    let cases = [
        ("connections", "platform"),
        ("connections", "status"),
        ("connections", "event"),
        ("connections", "account"),
        ("connections", "profile"),
        ("connections", "search"),
        ("posts", "action"),
        ("posts", "post"),
    ];
    for (command, flag) in cases {
        for value in ["", " ", "success,", ",a"] {
            let ended = connlog(command).arg(&format!("--{flag}={value}")).end().code(2);
            assert!(ended.stderr.contains(&format!("--{flag}")), "--{flag}={value:?}: {}", ended.stderr);
        }
    }
}

#[test]
fn a_filter_of_the_other_kind_is_a_usage_error() {
    for command in ["connections --post p", "connections --action publish", "posts --event disconnect"] {
        connlog(command).end().code(2);
    }
}

#[test]
fn the_server_filters_what_it_can_and_gets_no_parameter_that_is_empty() {
    let zernio = World::of("zernio", SOME);
    zernio.list("connections --platform reddit --status failed --account a --profile p --search s");
    let late = World::of("late", SOME);
    late.list("connections --platform reddit --event disconnect");
    late.list("connections --status failed");
    late.list("posts --platform reddit --status failed --action retry --search s");
    let sent = |query: &str| -> Vec<String> {
        let mut names: Vec<String> = query.split('&').map(str::to_owned).collect();
        names.retain(|pair| !pair.starts_with("limit=") && !pair.starts_with("skip="));
        names.sort();
        names
    };
    assert_eq!(
        sent(&zernio.queries()[0]),
        ["accountId=a", "platform=reddit", "profileId=p", "search=s", "status=failed", "type=connections"]
    );
    let late = late.queries();
    assert_eq!(sent(&late[0]), ["eventType=disconnect", "platform=reddit"]);
    assert_eq!(sent(&late[1]), ["status=failed"]);
    assert_eq!(sent(&late[2]), ["action=retry", "platform=reddit", "search=s", "status=failed"]);
}

#[test]
fn a_server_that_ignores_the_filters_does_not_change_the_result() {
    let rows = serde_json::json!([
        { "_id": "1", "platform": "reddit", "eventType": "connect_failed" },
        { "_id": "2", "platform": "tiktok", "eventType": "connect_failed" },
        { "_id": "3", "platform": "reddit", "eventType": "connect_success" },
        { "_id": "4", "platform": "reddit", "eventType": "disconnect" },
    ]);
    let asked = Scripted::always(page(rows.as_array().unwrap(), false));
    let list = |flags: &str| {
        let run = connlog(&format!("connections --dialect late -o json {flags}")).at(&asked.base_url);
        values(&run.end().code(0).array(), "id").join(" ")
    };
    assert_eq!(list("--platform reddit"), "1 3 4");
    assert_eq!(list("--platform reddit --status failed"), "1");
    assert_eq!(list("--event disconnect,connect_failed"), "1 2 4");
}

#[test]
fn filters_that_only_fivetran_can_answer_are_refused_where_there_is_none_of_it() {
    let flags = ["--connection a", "--service postgres", "--stage broken", "--sync 1", "--group connector"];
    for flag in flags {
        for command in [
            "connections",
            "events",
            "connections -f",
            "tail",
            "tail posts",
            "check",
            "check posts",
            "stats",
            "stats posts",
        ] {
            let ended = connlog(&format!("{command} --demo {flag}")).env("CONNLOG_ERROR_FORMAT", "json").end().code(2);
            let error = ended.error();
            assert_eq!(error["code"], "usage", "{command} {flag}");
            assert!(error["hint"].as_str().unwrap().contains("--from"), "{command} {flag}: {error}");
            assert_eq!(ended.stdout, "", "{command} {flag}");
        }
    }
}

#[test]
fn severity_is_how_an_entry_of_late_ended() {
    for dialect in DIALECTS {
        let world = World::of(dialect, "--entries 150");
        let failed = |record: &Value| {
            let lost =
                ["Token expired", "Access revoked in the platform's settings", "Password changed, session invalidated"];
            record["status"] == "failed"
                || record["eventType"].as_str().is_some_and(|event| event.ends_with("_failed"))
                || record["metadata"]["reason"].as_str().is_some_and(|reason| lost.contains(&reason))
        };
        world.picks("connections --severity failure", failed);
        world.picks("connections --severity warning", |record| record["eventType"] == "disconnect" && !failed(record));
        let events = world.list("events --all --severity failure");
        let posts = events.iter().filter(|record| record["kind"] == "post").count();
        assert_eq!(posts, world.list("posts --all --status failed").len());
        assert!(posts > 0 && posts < events.len());
    }
}

#[test]
fn filters_of_late_are_taken_for_files_too() {
    let demo = Demo::start("--entries 60");
    let saved = connlog("posts --all -o ndjson").at(&demo.base_url).end().code(0);
    let first = &saved.lines()[0];
    for (flag, field) in
        [("--platform", "platform"), ("--account", "accountId"), ("--profile", "profileId"), ("--post", "postId")]
    {
        let value = first[field].as_str().unwrap();
        let found =
            connlog(&format!("events --from - --all -o ndjson {flag} {value}")).stdin(&saved.stdout).end().code(0);
        let wanted = saved.lines().into_iter().filter(|record| record[field] == value).count();
        assert_eq!((found.lines().len(), wanted > 0), (wanted, true), "{flag}");
    }
}
