//! Tests expressions of `--where`, also over values that cannot be read.

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::Value;

use crate::support::{DIALECTS, Demo, NOW, World, connlog};

const SOME: &str = "--entries 220";

fn text<'r>(record: &'r Value, path: &str) -> &'r str {
    record.pointer(path).and_then(Value::as_str).unwrap_or_default()
}

fn number(record: &Value, path: &str) -> Option<i64> {
    record.pointer(path).and_then(Value::as_i64)
}

fn age(record: &Value) -> TimeDelta {
    let now: DateTime<Utc> = NOW.parse().unwrap();
    now - text(record, "/createdAt").parse::<DateTime<Utc>>().unwrap()
}

/// Checks that the expression lets those of all entries pass that `keep` picks: some, and not all.
#[track_caller]
fn picks(world: &World, kind: &str, expressions: &[&str], keep: impl Fn(&Value) -> bool) {
    let everything = world.everything(kind);
    let wanted: Vec<Value> = everything.iter().filter(|record| keep(record)).cloned().collect();
    let (dialect, count) = (world.dialect, wanted.len());
    assert!(count > 0 && count < everything.len(), "{expressions:?} prove nothing in {dialect}: {count}");
    let mut run = world.run(&format!("{kind} --all -o json"));
    for expression in expressions {
        run = run.arg("--where").arg(expression);
    }
    let found = run.end().code(0).array();
    assert!(found == wanted, "{expressions:?} in {dialect}: {} records, {count} wanted", found.len());
}

#[test]
fn connections_are_picked_by_expressions_in_both_dialects() {
    for dialect in DIALECTS {
        let world = World::of(dialect, SOME);
        let pick = |expression: &str, keep: &dyn Fn(&Value) -> bool| picks(&world, "connections", &[expression], keep);
        pick("status = failed", &|record| text(record, "/status") == "failed");
        pick("status != success", &|record| text(record, "/status") != "success");
        pick("error.code exists", &|record| !text(record, "/error/code").is_empty());
        pick("error.code = null", &|record| text(record, "/error/code").is_empty());
        pick("error.code ~ TOKEN", &|record| text(record, "/error/code").contains("token"));
        pick("error.message ~~ '^OAuth error: [a-z]+_denied$'", &|record| {
            text(record, "/error/message") == "OAuth error: access_denied"
        });
        pick("platform in (tiktok, 'reddit')", &|record| ["tiktok", "reddit"].contains(&text(record, "/platform")));
        pick("durationMs >= 2s and durationMs < 3000", &|record| {
            number(record, "/durationMs").is_some_and(|ms| (2000..3000).contains(&ms))
        });
        pick("createdAt >= 2d", &|record| age(record) <= TimeDelta::days(2));
        pick("createdAt < 36h and createdAt >= '2026-11-18 00:00'", &|record| {
            age(record) > TimeDelta::hours(36) && text(record, "/createdAt") >= "2026-11-18T00:00"
        });
        pick("not (status = success or platform = instagram)", &|record| {
            text(record, "/status") != "success" && text(record, "/platform") != "instagram"
        });
        pick("eventType ~ reconnect and (status = failed or platform = tiktok)", &|record| {
            text(record, "/eventType").contains("reconnect")
                && (text(record, "/status") == "failed" || text(record, "/platform") == "tiktok")
        });
    }
}

#[test]
fn posts_are_picked_by_expressions_in_both_dialects() {
    for dialect in DIALECTS {
        let world = World::of(dialect, SOME);
        let pick = |expression: &str, keep: &dyn Fn(&Value) -> bool| picks(&world, "posts", &[expression], keep);
        pick("statusCode >= 400 and statusCode < 500", &|record| {
            number(record, "/statusCode").is_some_and(|code| (400..500).contains(&code))
        });
        pick("statusCode ~~ '^5'", &|record| number(record, "/statusCode").is_some_and(|code| code / 100 == 5));
        pick("response.errorCode in (auth_expired, quota_exhausted)", &|record| {
            ["auth_expired", "quota_exhausted"].contains(&text(record, "/response/errorCode"))
        });
        pick("attemptNumber > 1 or response.errorMessage ~ 'token'", &|record| {
            number(record, "/attemptNumber").is_some_and(|attempt| attempt > 1)
                || text(record, "/response/errorMessage").contains("token")
        });
        pick("accountId not in ('') and status = pending", &|record| text(record, "/status") == "pending");
    }
}

#[test]
fn a_path_reaches_into_objects_and_arrays() {
    let world = World::of("late", SOME);
    picks(&world, "connections", &["context.isBYOK = true"], |record| {
        record.pointer("/context/isBYOK") == Some(&Value::Bool(true))
    });
    let permissions = |record: &Value| record.pointer("/success/permissions").and_then(Value::as_array).cloned();
    let second = world.everything("connections").iter().find_map(|record| permissions(record)?.get(1).cloned());
    let second = second.expect("an account with two permissions");
    let second = second.as_str().unwrap();
    picks(&world, "connections", &[&format!("success.permissions = '{second}'")], |record| {
        permissions(record).is_some_and(|all| all.iter().any(|found| found == second))
    });
    picks(&world, "connections", &[&format!("success.permissions[1] != '{second}'")], |record| {
        permissions(record).is_none_or(|all| all.get(1).is_none_or(|found| found != second))
    });
    picks(&world, "connections", &["success.tokenExpiresAt < +40d"], |record| {
        let soon: DateTime<Utc> = NOW.parse::<DateTime<Utc>>().unwrap() + TimeDelta::days(40);
        text(record, "/success/tokenExpiresAt").parse::<DateTime<Utc>>().is_ok_and(|at| at < soon)
    });
}

#[test]
fn several_expressions_and_other_filters_must_all_be_true() {
    for dialect in DIALECTS {
        let world = World::of(dialect, SOME);
        picks(&world, "posts", &["status = failed", "platform != instagram"], |record| {
            text(record, "/status") == "failed" && text(record, "/platform") != "instagram"
        });
        let both = world.run("posts --status failed --all -o json --where platform!=instagram").end().code(0).array();
        assert!(both.iter().all(|record| text(record, "/status") == "failed") && !both.is_empty());
    }
}

#[test]
fn a_comma_separates_no_expressions() {
    let world = World::of("zernio", SOME);
    let listed = world.run("posts --all -o json").arg("--where=status in (failed,pending)").end().code(0).array();
    assert!(listed.iter().any(|record| text(record, "/status") == "pending"));
}

#[test]
fn limit_and_skip_count_what_matches() {
    for dialect in DIALECTS {
        let world = World::of(dialect, SOME);
        let all = world.run("posts --all -o json --where status=failed").end().code(0).array();
        let some = world.run("posts -n 3 --skip 2 -o json --where status=failed").end().code(0).array();
        assert_eq!(some, all[2..5], "{dialect}");
    }
}

#[test]
fn times_are_read_in_the_zone_in_force() {
    let world = World::of("zernio", SOME);
    let count = |zone: &str| {
        let run = world.run(&format!("connections --all -o json --tz {zone}"));
        run.arg("--where").arg("createdAt < 2026-11-18").end().code(0).array().len()
    };
    let before = |border: &str| {
        let border: DateTime<Utc> = border.parse().unwrap();
        let earlier = |record: &&Value| text(record, "/createdAt").parse::<DateTime<Utc>>().unwrap() < border;
        world.everything("connections").iter().filter(earlier).count()
    };
    assert_eq!(count("utc"), before("2026-11-18T00:00:00Z"));
    assert_eq!(count("Asia/Tokyo"), before("2026-11-17T15:00:00Z"));
    assert_ne!(count("utc"), count("Asia/Tokyo"));
}

#[test]
fn a_mistake_is_pointed_at() {
    let say = |expression: &str| connlog("connections --demo").arg("--where").arg(expression).end().code(2).stderr;
    assert_eq!(
        say("platform = tiktok and status = faild"),
        "\
error: unknown value `faild` for `status`
  platform = tiktok and status = faild
                                 ^^^^^
  cause: known values are success, failed, pending, skipped
  try: did you mean `failed`? --any-value accepts it
"
    );
    assert_eq!(
        say("(status = failed"),
        "\
error: expected `and`, `or` or `)`, but the expression ends here
  (status = failed
                  ^
  try: write it like \"status = failed and (durationMs > 30s or error.code ~ token)\"
"
    );
    let field = say("eror.code = x");
    assert!(field.contains("have no field `eror.code`") && field.contains("\n  ^^^^^^^^^\n"), "{field}");
    assert!(field.contains("did you mean `error.code`?"), "{field}");
}

#[test]
fn a_mistake_has_its_column_in_json() {
    let run = connlog("connections --demo -o json").arg("--where").arg("id = 'ü' and status = faild");
    let error = run.end().code(2).error();
    assert_eq!(error["code"], "usage");
    let message = error["message"].as_str().unwrap();
    assert!(message.starts_with("unknown value `faild` for `status` at column 23: known values are "), "{message}");
}

#[test]
fn a_hostile_expression_does_nothing_to_the_terminal() {
    for expression in ["status = \u{1b}[2J", "id = a\n::error::x y", "\u{202e} = 1", "##[group] = ("] {
        let ended = connlog("connections --demo").arg("--where").arg(expression).end().code(2);
        let acts = |character: char| character.is_control() && character != '\n' || character == '\u{202e}';
        assert!(!ended.stderr.contains(acts), "{:?}", ended.stderr);
        assert!(!ended.stderr.contains("##["), "{:?}", ended.stderr);
        assert!(!ended.stderr.lines().any(|line| line.trim_start().starts_with("::")), "{:?}", ended.stderr);
    }
}

#[test]
fn any_value_lets_unknown_fields_and_values_pass() {
    let demo = Demo::start(SOME);
    for expression in ["status = faild", "nothing.like[0].that exists", "statusCode > 'x'"] {
        let run = |flags: &str| connlog(&format!("posts --where {flags} -o json -n 1")).at(&demo.base_url);
        let refused = connlog("posts -o json --where").arg(expression).at(&demo.base_url).end().code(2);
        assert_eq!(refused.stdout, "");
        let passed = run("id=x").arg("--any-value").arg("--where").arg(expression).end().code(0);
        assert_eq!(passed.array(), Vec::<Value>::new(), "{expression}");
    }
}

#[test]
fn an_empty_expression_is_a_usage_error() {
    for expression in ["", " "] {
        let ended = connlog("connections").arg(&format!("--where={expression}")).end().code(2);
        assert!(ended.stderr.contains("--where"), "{}", ended.stderr);
    }
}

#[test]
fn no_server_is_asked_to_apply_an_expression() {
    for dialect in DIALECTS {
        let world = World::of(dialect, SOME);
        let said = world.run("posts --status failed --explain").arg("--where").arg("statusCode = 403").end().code(0);
        assert!(said.stdout.contains("filters --status\n"), "{}", said.stdout);
        assert!(said.stdout.contains("\nhere     filters --where\n"), "{}", said.stdout);
        assert!(world.queries().iter().all(|query| !query.contains("403")), "{:?}", world.queries());
    }
}
