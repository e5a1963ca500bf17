//! Tests `check` on accounts: a lost account is a failure, an account that a person disconnected is not.

use serde_json::{Value, json};

use crate::support::{DIALECTS, Ended, Scripted, World, connlog, page};

/// A disconnect at 11:00, or a connect, as the dialect writes it; `facts` are its metadata.
fn row(dialect: &str, event: &str, at: &str, more: &Value) -> Value {
    let mut row = if dialect == "late" {
        json!({"_id": format!("{event}{at}"), "platform": "tiktok", "accountId": "A1", "eventType": event, "createdAt": at})
    } else {
        let action = if event == "disconnect" { "account.disconnected" } else { "account.connected" };
        json!({"type": "connections", "action": action, "platform": "tiktok", "account_id": "A1", "status": "success", "created_at": at})
    };
    for (key, value) in more.as_object().unwrap() {
        let packed = dialect == "zernio" && key == "metadata" && value.is_object();
        let (key, value) = match (&**key, dialect) {
            ("code", "late") => ("error", json!({ "code": value })),
            ("code", _) => ("error_code", value.clone()),
            ("message", "late") => ("error", json!({ "message": value })),
            ("message", _) => ("error_message", value.clone()),
            (key, _) => (key, if packed { json!(value.to_string()) } else { value.clone() }),
        };
        row[key] = value;
    }
    row
}

fn run(dialect: &str, rows: &[Value], command: &str) -> Ended {
    let server = Scripted::always(page(rows, false));
    connlog(command).arg("--dialect").arg(dialect).at(&server.base_url).end()
}

#[test]
fn what_a_disconnect_says_decides() {
    let cases = [
        (json!({"metadata": {"disconnectionType": "unintentional", "reason": "Disconnected by user"}}), 10),
        (json!({"metadata": {"disconnectionType": "UNINTENTIONAL"}}), 10),
        (json!({"metadata": {"disconnectionType": "intentional", "reason": "Token expired"}}), 0),
        (json!({"disconnectionType": "unintentional"}), 10),
        (json!({"context": {"disconnectionType": "intentional"}}), 0),
        (json!({"success": {"disconnectionType": "unintentional"}}), 10),
        (json!({"metadata": {"reason": "Token expired"}}), 10),
        (json!({"metadata": {"reason": "Access revoked by user"}}), 10),
        (json!({"metadata": {"reason": "Disconnected by user"}}), 0),
        (json!({"metadata": {"reason": "Switched to the Free plan"}}), 0),
        (json!({"message": "Password changed, session invalidated"}), 10),
        (json!({"code": "token_expired"}), 10),
        (json!({"code": "disconnected_by_user"}), 0),
        (json!({"status": "failed"}), 10),
        (json!({"status": "failed", "metadata": {"disconnectionType": "intentional"}}), 0),
        (json!({"metadata": {"reason": "gone"}}), 11),
        (json!({}), 11),
    ];
    for dialect in DIALECTS {
        for (facts, code) in &cases {
            let rows = [row(dialect, "disconnect", "2026-11-20T11:00:00Z", facts)];
            let ended = run(dialect, &rows, "check connections --since 1d -o json");
            assert_eq!(ended.code, Some(*code), "{dialect} {facts}: {}", ended.stdout);
            // Every command decides alike.
            let failures = u64::from(*code == 10);
            let listed = run(dialect, &rows, "connections --severity failure -o ndjson").lines().len();
            assert_eq!(listed as u64, failures, "{dialect} {facts}");
            let stats = run(dialect, &rows, "stats connections -o json").array();
            assert_eq!(stats[0]["failures"], failures, "{dialect} {facts}: {stats:?}");
        }
    }
}

#[test]
fn the_cause_is_the_reason_of_the_row_and_a_later_connect_resolves_it() {
    for dialect in DIALECTS {
        let lost =
            row(dialect, "disconnect", "2026-11-20T11:00:00Z", &json!({"metadata": {"reason": "Token expired"}}));
        let before = row(dialect, "connect_success", "2026-11-20T10:00:00Z", &json!({}));
        let after = row(dialect, "connect_success", "2026-11-20T11:30:00Z", &json!({}));
        let check = |rows: &[Value], flags: &str| run(dialect, rows, &format!("check --since 1d {flags} -o json"));
        let ended = check(&[lost.clone(), before.clone()], "--unresolved").code(10);
        let verdict: Value = serde_json::from_str(&ended.stdout).unwrap();
        assert_eq!(verdict["causes"][0]["code"], "Token expired", "{verdict}");
        assert_eq!(verdict["unhealed"][0]["accountId"], "A1", "{verdict}");
        check(&[after.clone(), lost.clone(), before], "--unresolved").code(0);
        check(&[after, lost], "").code(10);
    }
}

#[test]
fn the_recipe_of_the_readme_finds_lost_accounts_of_the_demo() {
    for dialect in DIALECTS {
        let world = World::of(dialect, "--entries 900");
        let recipe = "--since 6d --unresolved --event disconnect -o json";
        let ended = world.run(&format!("check {recipe}")).end().code(10);
        let verdict: Value = serde_json::from_str(&ended.stdout).unwrap();
        let codes: Vec<&str> =
            verdict["causes"].as_array().unwrap().iter().map(|cause| cause["code"].as_str().unwrap()).collect();
        // The present dialect gives a code.
        let lost = [
            "auth_expired",
            "Token expired",
            "Access revoked in the platform's settings",
            "Password changed, session invalidated",
        ];
        assert!(!codes.is_empty() && codes.iter().all(|code| lost.contains(code)), "{dialect}: {codes:?}");
        let command = verdict["command"].as_str().unwrap().strip_prefix("connlog ").unwrap().to_owned();
        let listed = world.run(&format!("{command} -o ndjson")).end().code(0).lines().len();
        assert!(listed > 0, "{command}");
    }
}

#[test]
fn several_messages_under_one_code_are_counted_and_no_code_is_said() {
    let failed = |at: &str, more: &Value| row("zernio", "connect_failed", at, more);
    let rows = [
        failed("2026-11-20T11:00:00Z", &json!({"status": "failed", "message": "refused after 3 s"})),
        failed("2026-11-20T11:01:00Z", &json!({"status": "failed", "message": "refused after 4 s"})),
        failed("2026-11-20T11:02:00Z", &json!({"status": "failed", "message": "not found"})),
        failed("2026-11-20T11:03:00Z", &json!({"status": "failed", "code": "oauth_denied", "message": null})),
    ];
    let text = run("zernio", &rows, "check --since 1d").code(10).stdout;
    assert!(text.contains("no code: 2 different messages\n     tiktok"), "{text}");
    assert!(text.contains("     newest not found\n"), "a mixed cause is headed by its code: {text}");
    let json = run("zernio", &rows, "check --since 1d -o json").code(10).stdout;
    let verdict: Value = serde_json::from_str(&json).unwrap();
    assert_eq!((&verdict["causes"][0]["code"], &verdict["causes"][0]["messagesTotal"]), (&json!("unknown"), &json!(2)));
}

#[test]
fn groups_with_too_few_records_are_not_judged() {
    let post = |platform: &str, minute: u32, status: &str| {
        json!({"type": "publishing", "action": "post.published", "platform": platform, "account_id": "a", "status": status,
               "created_at": format!("2026-11-20T11:{minute:02}:00Z"), "post_id": format!("{platform}{minute}")})
    };
    let posts = |platform: &str, all: u32, failed: u32| {
        let status = |minute| if minute < failed { "failed" } else { "success" };
        (0..all).map(|minute| post(platform, minute, status(minute))).collect::<Vec<_>>()
    };
    let check = |rows: &[Value]| {
        run("zernio", rows, "check posts --since 1d --max-failure-rate 50% --min-records 10 --by platform")
    };
    let all_small = check(&[posts("tiktok", 6, 4), posts("threads", 6, 5)].concat()).code(11);
    assert!(
        all_small
            .stdout
            .starts_with("UNDECIDED: posts: 2 of 2 groups have fewer than 10 records and were not judged: "),
        "{}",
        all_small.stdout
    );
    assert!(all_small.stdout.contains("platform=tiktok") && all_small.stdout.contains("platform=threads"));
    check(&[posts("tiktok", 6, 0), posts("threads", 6, 0)].concat()).code(11);
    let with_failures = check(&[posts("tiktok", 12, 1), posts("threads", 6, 5)].concat()).code(11);
    assert!(
        with_failures.stderr.contains("1 of 2 groups has fewer than 10 records and was not judged: platform=threads"),
        "{}",
        with_failures.stderr
    );
    let quiet = check(&[posts("tiktok", 12, 1), posts("threads", 6, 0)].concat()).code(0);
    assert!(quiet.stdout.contains("1 of 2 groups has fewer than 10 records and was not judged: platform=threads"));
    let failed = check(&[posts("tiktok", 12, 11), posts("threads", 6, 5)].concat()).code(10);
    assert!(failed.stdout.contains("was not judged: platform=threads"), "{}", failed.stdout);
}

#[test]
fn a_rule_for_failures_sees_hidden_values() {
    let text = r#"{"event":"edit_connector","data":{"actor":"jane@corp.example","properties":{"databasePassword":"hunter2secret"},"message":"password=hunter2secret"},"created":"2026-11-20T10:00:00Z","connection_id":"x"}"#;
    for rule in ["data.actor = 'jane@corp.example'", "data.message ~ hunter2secret", "data ~ hunter2secret"] {
        let run = connlog("check events --since 1d --by data.actor --from - --fail-on").arg(rule).stdin(text);
        let ended = run.end().code(10);
        let shown = ended.stdout.replace(rule, "") + &ended.stderr.replace(rule, "");
        // The rule itself is repeated in the command.
        let quoted = rule.replace('\'', r"'\''");
        let shown = shown.replace(&quoted, "");
        assert!(!shown.contains("jane@") && !shown.contains("hunter2"), "{rule}: {shown}");
    }
}
