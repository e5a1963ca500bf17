//! Tests `check`: its conditions, its text, and its exit codes.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use serde_json::{Value, json};

use crate::missing;
use crate::support::{Answer, DIALECTS, Demo, Ended, NOW, Scripted, World, connlog, page, root};
#[cfg(target_os = "linux")]
use crate::terminal;

/// Six days of entries: some hundred failures, healed and not.
const SOME: &str = "--entries 900";
/// All of them, and no waiting where something fails.
const ALL: &str = "--since 6d --retries 0";

fn check(world: &World, flags: &str) -> Ended {
    world.run(&format!("check {flags}")).end()
}

/// The verdict on stdout.
#[track_caller]
fn verdict(ended: &Ended) -> Value {
    serde_json::from_str(&ended.stdout).unwrap_or_else(|error| panic!("{error} in {}{}", ended.stdout, ended.stderr))
}

#[track_caller]
fn judged(world: &World, flags: &str, code: i32) -> Value {
    let verdict = verdict(&check(world, &format!("{flags} -o json")).code(code));
    assert_eq!(verdict["exitCode"], code, "{verdict}");
    verdict
}

/// Why the demo's accounts are lost.
const LOST: [&str; 3] =
    ["Token expired", "Access revoked in the platform's settings", "Password changed, session invalidated"];

fn failed(record: &Value) -> bool {
    let is_lost = || record["metadata"]["reason"].as_str().is_some_and(|reason| LOST.contains(&reason));
    record["status"] == "failed" || record["eventType"] == "disconnect" && is_lost()
}

fn number(count: usize) -> Value {
    json!(count)
}

#[test]
fn every_exit_code_has_its_cause_in_both_dialects() {
    for dialect in DIALECTS {
        let world = World::of(dialect, SOME);
        let broken = |fault: &str| World::of(dialect, &format!("{SOME} --fault {fault}"));
        let scripted = |answer: Answer, flags: &str| {
            let server = Scripted::always(answer);
            connlog(&format!("check --dialect {dialect} --retries 0 --max-wait 0s {flags}"))
                .at(&server.base_url)
                .end()
                .code
        };
        let refused = |example: &str| scripted(Answer::fixture(example), "");
        let keyless = connlog("check").env("CONNLOG_BASE_URL", &world.demo.base_url).end();
        let at = |flags: &str| check(&world, flags).code;
        let half = |flags: &str| check(&broken("status=500@2-"), &format!("{ALL} {flags}")).code;
        let beyond = if dialect == "late" { "8d" } else { "91d" };
        let table = [
            ("few enough failures", at("--since 6d --max-failures 5000"), 0),
            ("a low rate", at("--since 6d --max-failure-rate 99%"), 0),
            ("an empty window that is allowed", at("--since 1s --min-records 0"), 0),
            ("failed, as a warning", at("--since 6d --warn-only"), 0),
            ("failed, whatever", at("--since 6d --exit-zero"), 0),
            ("too few records, whatever", at("--since 1s --exit-zero"), 0),
            ("a report that cannot be written", at("--since 6d --max-failures 5000 --report json=/dev/null/x"), 1),
            ("usage", at("--nosuch"), 2),
            ("no such field", at("--by nosuch"), 2),
            ("a filter of another kind", at("posts --event disconnect"), 2),
            ("nothing can fail", at("--status success"), 2),
            ("new to no baseline", at("--new-only"), 2),
            ("400", refused("errors/400-invalid-filter.json"), 2),
            ("no such context", at("--context nosuch"), 3),
            ("no such baseline", at("--baseline /no/such.json"), 3),
            ("no key", keyless.code, 4),
            ("401", refused("errors/401-invalid.json"), 4),
            ("403", refused("errors/403-restricted-key.json"), 4),
            ("404", refused("errors/404.json"), 5),
            ("500", refused("errors/500.json"), 6),
            ("no page of entries", scripted(Answer::json("<html>"), ""), 6),
            ("429", refused("errors/429.json"), 7),
            ("half of it, and no count exceeded", half("--max-failures 5000"), 8),
            ("half of it, and a rate", half("--max-failure-rate 0.1%"), 8),
            ("half of it, which is not a warning", half("--max-failures 5000 --exit-zero"), 8),
            ("half of it as though it were all", half("--max-failures 5000 --allow-partial"), 0),
            ("the count exceeded on half of it", half(""), 10),
            ("failed", at("--since 6d"), 10),
            ("failed, and a report that cannot be written", at("--since 6d --report json=/dev/null/x"), 10),
            ("the rate", at("--since 6d --max-failure-rate 0.1%"), 10),
            ("no records", at("--since 1s"), 11),
            ("too few records", at("--since 6d --max-failures 5000 --min-records 100000"), 11),
            ("beyond what is kept", at(&format!("--since {beyond} --max-failures 5000")), 11),
            ("beyond what is kept, and exceeded all the same", at(&format!("--since {beyond}")), 10),
        ];
        for (name, found, expected) in table {
            assert_eq!(found, Some(expected), "{name} in {dialect}");
        }
    }
}

#[test]
#[cfg(unix)]
fn an_interrupted_check_says_no_verdict_and_writes_no_report() {
    use std::io::Read as _;

    for (signal, code) in [("INT", 130), ("TERM", 143)] {
        let world = World::of("zernio", &format!("{SOME} --fault hang@2-"));
        let run = world.run(&format!("check {ALL} -o json --report json=report.json --debug"));
        let (mut process, home) = run.spawn();
        // The first answer is told on stderr; the second one never comes.
        let mut told = [0; 20];
        process.stderr.as_mut().unwrap().read_exact(&mut told).unwrap();
        let sent = std::process::Command::new("sh").args(["-c", &format!("kill -{signal} {}", process.id())]).status();
        assert!(sent.unwrap().success());
        let ended = process.wait_with_output().unwrap();
        assert_eq!((ended.status.code(), &*ended.stdout), (Some(code), &b""[..]));
        assert!(!home.path().join("report.json").exists() && !Path::new("report.json").exists());
    }
}

#[test]
fn failures_are_those_that_the_list_shows() {
    for dialect in DIALECTS {
        let world = World::of(dialect, SOME);
        for (kind, filter) in [
            ("connections", ""),
            ("connections", "--platform instagram,tiktok"),
            ("connections", "--event connect_failed"),
            ("posts", ""),
            ("posts", "--action publish"),
        ] {
            let window = "--since 2026-11-17T06:00:00Z --until 2026-11-20";
            let failed = if kind == "posts" { "--status failed" } else { "--severity failure" };
            let shown = world.list(&format!("{kind} {filter} {window} {failed} --all"));
            assert!(shown.len() > 5, "{kind} {filter} proves nothing");
            let verdict = judged(&world, &format!("{kind} {filter} {window}"), 10);
            assert_eq!(verdict["totals"]["failures"], number(shown.len()), "{kind} {filter} in {dialect}");
            let moments = |list: &Value| {
                list.as_array()
                    .unwrap()
                    .iter()
                    .map(|one| one["createdAt"].as_str().unwrap().to_owned())
                    .collect::<Vec<_>>()
            };
            let found = moments(&verdict["findings"]);
            let listed: Vec<String> = moments(&json!(shown)).into_iter().collect();
            assert_eq!(found, listed);
            let causes = verdict["causes"].as_array().unwrap();
            let sum: u64 = causes.iter().map(|cause| cause["failures"].as_u64().unwrap()).sum();
            assert_eq!(sum, shown.len() as u64);
            let series = verdict["series"].as_array().unwrap();
            let sum = |name: &str| series.iter().map(|bucket| bucket[name].as_u64().unwrap()).sum::<u64>();
            assert_eq!(
                (json!(sum("failures")), json!(sum("records"))),
                (number(shown.len()), verdict["totals"]["records"].clone())
            );
        }
    }
}

#[test]
fn filters_that_say_what_happened_take_no_data_away() {
    let world = World::of("zernio", SOME);
    let all = judged(&world, "--since 6d", 10)["totals"]["records"].clone();
    for narrow in ["--status failed", "--event connect_failed"] {
        assert_eq!(judged(&world, &format!("--since 6d {narrow}"), 10)["totals"]["records"], all, "{narrow}");
    }
    let quiet =
        judged(&world, "--since 6d --event connect_failed --platform snapchat --where error.code=nothing_has_this", 11);
    assert_eq!(quiet["reasons"][0]["condition"], "min_records", "--where says which entries are looked at");
    let searched = judged(&world, "--since 6d --search nothing-holds-this", 11);
    assert_eq!(searched["totals"]["records"], 0);
}

/// What must be shared with a success, the closest first, by the README's words.
fn naive_bonds(kind: &str) -> &'static [&'static [&'static str]] {
    match kind {
        "connections" => &[&["accountId"], &["profileId"], &["userId"]],
        _ => &[&["accountId", "postId"], &["accountId"], &["postId"]],
    }
}

/// Whether some success after the failure shares its platform and what names it.
fn naively_healed(kind: &str, failure: &Value, all: &[Value]) -> bool {
    let tells = |names: &&&[&str]| names.iter().all(|name| failure[*name].is_string());
    let Some(names) = naive_bonds(kind).iter().find(tells) else { return false };
    all.iter().any(|other| {
        other["status"] == "success"
            && other["eventType"] != "disconnect"
            && other["platform"] == failure["platform"]
            && names.iter().all(|name| other[*name] == failure[*name])
            && other["createdAt"].as_str() > failure["createdAt"].as_str()
    })
}

#[test]
fn unresolved_counts_what_no_later_success_has_healed() {
    for dialect in DIALECTS {
        let world = World::of(dialect, SOME);
        for kind in ["connections", "posts"] {
            let all = world.list(&format!("{kind} --since 6d --all"));
            let open: Vec<&Value> = all
                .iter()
                .filter(|record| failed(record))
                .filter(|failure| !naively_healed(kind, failure, &all))
                .collect();
            let failures = all.iter().filter(|record| failed(record)).count();
            assert!(!open.is_empty() && open.len() < failures, "{kind} in {dialect} proves nothing");
            let verdict = judged(&world, &format!("{kind} --since 6d --unresolved"), 10);
            let totals = &verdict["totals"];
            assert_eq!(totals["failures"], number(open.len()), "{kind} in {dialect}");
            assert_eq!(totals["healed"], number(failures - open.len()));
            let found: BTreeSet<&str> =
                verdict["findings"].as_array().unwrap().iter().map(|one| one["createdAt"].as_str().unwrap()).collect();
            assert_eq!(found, open.iter().map(|one| one["createdAt"].as_str().unwrap()).collect());
            let listed: u64 =
                verdict["unhealed"].as_array().unwrap().iter().map(|one| one["failures"].as_u64().unwrap()).sum();
            assert_eq!(listed, open.len() as u64);
            let lax = judged(&world, &format!("{kind} --since 6d"), 10);
            assert_eq!((&lax["totals"]["failures"], &lax["totals"]["healed"]), (&number(failures), &totals["healed"]));
            // Filters of the failures do not hide what heals them.
            let narrow = if kind == "posts" { "--status failed" } else { "--severity failure" };
            let narrow = judged(&world, &format!("{kind} --since 6d --unresolved {narrow}"), 10);
            assert_eq!(narrow["totals"], *totals);
        }
    }
}

#[test]
fn conditions_hold_for_each_group() {
    for dialect in DIALECTS {
        let world = World::of(dialect, SOME);
        let all = world.list("connections --since 6d --all");
        let mut naive: BTreeMap<_, (u64, u64)> = BTreeMap::new();
        for record in &all {
            let counts = naive.entry((record["platform"].as_str(), record["accountId"].as_str())).or_default();
            counts.0 += 1;
            counts.1 += u64::from(failed(record));
        }
        let most = naive.values().map(|(_, failures)| *failures).max().unwrap();
        let over = naive.values().filter(|(_, failures)| *failures > most / 2).count();
        let verdict = judged(&world, &format!("--since 6d --by platform,account --max-failures {}", most / 2), 10);
        let groups = verdict["groups"].as_array().unwrap();
        let found: BTreeMap<_, _> = groups
            .iter()
            .map(|group| {
                let key = (group["key"][0][1].as_str(), group["key"][1][1].as_str());
                (key, (group["records"].as_u64().unwrap(), group["failures"].as_u64().unwrap()))
            })
            .collect();
        assert_eq!(found, naive, "{dialect}");
        assert_eq!(groups[0]["key"][1][0], "accountId");
        assert!(groups.is_sorted_by_key(|group| std::cmp::Reverse(group["failures"].as_u64())));
        assert_eq!(verdict["reasons"].as_array().unwrap().len(), over);
        judged(&world, &format!("--since 6d --by platform,account --max-failures {most}"), 0);
        // Where all groups are small, none is judged.
        let small = judged(&world, "--since 6d --by platform,account --max-failure-rate 99% --min-records 100", 11);
        assert_eq!(small["reasons"][0]["message"], small["unjudged"]);
    }
}

#[test]
fn the_rate_is_exact_and_needs_enough_records() {
    // One of fifty is two percent, which 2% allows.
    let rows: Vec<Value> = (0..50).map(|n| row(n, if n == 7 { "failed" } else { "success" }, &json!({}))).collect();
    let server = Scripted::always(page(&rows, false));
    let code = |flags: &str| connlog(&format!("check --dialect late {flags}")).at(&server.base_url).end().code;
    assert_eq!(code("--max-failure-rate 2%"), Some(0));
    assert_eq!(code("--max-failure-rate 1.999999%"), Some(10));
    assert_eq!(code("--max-failure-rate 0%"), Some(10));
    assert_eq!(code("--max-failure-rate 1% --min-records 51"), Some(11));
    assert_eq!(code("--max-failure-rate 1% --min-records 51 --max-failures 0"), Some(10));
    assert_eq!(code("--max-failure-rate 2% --max-failures 0"), Some(10));
    for wrong in ["2", "101%", "%", "-1%", "x%", "0.0000001%"] {
        assert_eq!(code(&format!("--max-failure-rate={wrong}")), Some(2), "{wrong}");
    }
}

/// A connection of the old dialect, so many minutes before now.
fn row(minutes: i64, status: &str, more: &Value) -> Value {
    let now = chrono::DateTime::parse_from_rfc3339(NOW).unwrap();
    let at = (now - chrono::TimeDelta::minutes(minutes + 1)).to_rfc3339();
    let mut row = json!({
        "_id": format!("{minutes:024x}"), "platform": "tiktok", "accountId": "acct_42", "createdAt": at,
        "eventType": if status == "failed" { "connect_failed" } else { "connect_success" },
    });
    row.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    row
}

#[test]
fn order_is_by_time_and_one_moment_heals_nothing() {
    let fail = |minutes| row(minutes, "failed", &json!({ "error": { "code": "oauth_denied" } }));
    let good = |minutes: i64, id: &str| row(minutes, "success", &json!({ "_id": id }));
    let cases = [
        ("healed", vec![good(1, "a"), fail(2)], 0),
        ("failed again", vec![fail(1), good(2, "a"), fail(3)], 1),
        ("in one moment", vec![good(2, "a"), fail(2)], 1),
        ("another platform", vec![row(1, "success", &json!({ "platform": "x" })), fail(2)], 1),
        ("another account", vec![row(1, "success", &json!({ "accountId": "acct_1" })), fail(2)], 1),
        ("nobody", vec![good(1, "a"), row(2, "failed", &json!({ "accountId": null }))], 1),
        (
            "the profile, where there was no account yet",
            vec![
                row(1, "success", &json!({ "profileId": "p" })),
                row(2, "failed", &json!({ "accountId": null, "profileId": "p" })),
            ],
            0,
        ),
    ];
    for (name, rows, expected) in cases {
        let server = Scripted::always(page(&rows, false));
        let ended = connlog("check --dialect late --unresolved -o json").at(&server.base_url).end();
        assert_eq!(verdict(&ended)["totals"]["failures"], expected, "{name}");
    }
}

#[test]
fn a_baseline_lets_what_is_known_pass() {
    let (late, zernio) = (World::of("late", SOME), World::of("zernio", SOME));
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("known.json");
    let known = path.display();
    check(&late, &format!("--since 6d --new-only --baseline {known}")).code(3);
    let first = judged(&late, &format!("--since 6d --new-only --baseline {known} --write-baseline {known}"), 10);
    assert_eq!(first["totals"]["known"], 0, "in the first run everything is new");
    let text = std::fs::read_to_string(&path).unwrap();
    let failures = serde_json::from_str::<Value>(&text).unwrap()["failures"].clone();
    let prints: Vec<&str> =
        failures.as_array().unwrap().iter().map(|one| one["fingerprint"].as_str().unwrap()).collect();
    assert!(prints.is_sorted() && prints.len() > 20);

    let second = judged(&late, &format!("--since 6d --new-only --baseline {known} --write-baseline {known}"), 0);
    assert_eq!(second["totals"]["known"], first["totals"]["failures"]);
    assert_eq!(std::fs::read_to_string(&path).unwrap(), text, "the same failures are the same file");
    // The other dialect gives lost accounts a code; the failures that both dialects have are known.
    let other = judged(
        &zernio,
        &format!("--since 6d --event connect_failed,reconnect_failed --new-only --baseline {known}"),
        0,
    );
    let lost = late.list("connections --since 6d --event disconnect --severity failure --all").len() as u64;
    let all = first["totals"]["failures"].as_u64().unwrap();
    assert_eq!(other["totals"]["known"], all - lost);

    std::fs::write(&path, json!({ "version": 1, "failures": [failures[0]] }).to_string()).unwrap();
    let most = judged(&late, &format!("--since 6d --new-only --baseline {known}"), 10);
    let of_first = late.list("connections --since 6d --severity failure --all");
    let same = of_first.iter().filter(|record| print(record) == prints[0]).count();
    assert_eq!(most["totals"]["known"], number(same));
    assert_eq!(most["totals"]["failures"], number(of_first.len() - same));
    for broken in ["", "{}", "[1]", r#"{"version":2,"failures":[]}"#] {
        std::fs::write(&path, broken).unwrap();
        check(&late, &format!("--baseline {known}")).code(3);
    }
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1, "no draft is left behind");
}

/// A fingerprint by the README's words.
fn print(record: &Value) -> String {
    let whose = ["accountId", "profileId", "userId"].iter().find_map(|name| record[*name].as_str()).unwrap_or_default();
    let code = record["error"]["code"].as_str().or(record["metadata"]["reason"].as_str());
    format!("connection|{}|{whose}|{}", record["platform"].as_str().unwrap(), code.unwrap())
}

#[test]
fn an_incomplete_read_leaves_the_baseline_alone() {
    let broken = World::of("zernio", &format!("{SOME} --fault status=500@2-"));
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("known.json");
    let ended = check(&broken, &format!("{ALL} --write-baseline {}", path.display())).code(10);
    assert!(!path.exists() && ended.stderr.contains("baseline"), "{}", ended.stderr);
}

#[test]
fn the_users_own_rule_says_what_fails() {
    for dialect in DIALECTS {
        let world = World::of(dialect, SOME);
        let lost = world.list("connections --since 6d --event disconnect --all").len();
        let run = |flags: &[&str]| world.run("check --since 6d -o json").args(flags).end();
        let found = verdict(&run(&["--fail-on", "eventType = disconnect"]).code(10));
        assert_eq!(found["totals"]["failures"], number(lost));
        assert_eq!(found["reasons"][0]["condition"], "fail_on");
        let most = lost.to_string();
        run(&["--fail-on", "eventType = disconnect", "--max-failures", &most]).code(0);
        let back = verdict(&run(&["--fail-on", "eventType = disconnect", "--unresolved"]).code(10));
        assert_eq!(
            back["totals"]["failures"].as_u64().unwrap() + back["totals"]["healed"].as_u64().unwrap(),
            lost as u64
        );
        assert!(back["totals"]["healed"].as_u64() > Some(0));
        let wrong = run(&["--fail-on", "eventType = = x"]).code(2);
        assert_eq!(wrong.error()["code"], "usage");
    }
}

#[test]
fn the_command_that_is_shown_runs_and_shows_them_all() {
    for dialect in DIALECTS {
        let world = World::of(dialect, SOME);
        for flags in [
            &["--since", "3d"][..],
            &["--since", "6d", "--until", "2d", "--platform", "instagram,tiktok", "--status", "failed"],
            &["posts", "--since", "2d", "--action", "publish,retry", "--search", "it's a $HOME `x`,error"],
            &["--since", "6d", "--fail-on", "eventType = disconnect or error.message ~ \"it's\""],
            &["--since", "6d", "--where", "platform in (instagram, tiktok)"],
            &[
                "connections",
                "posts",
                "--since",
                "1d",
                "--fail-on",
                "response.errorCode exists or eventType = disconnect",
            ],
        ] {
            let verdict = verdict(&world.run("check -o json").args(flags).end());
            let command = verdict["command"].as_str().unwrap();
            assert!(command.contains(&format!("--dialect {dialect}")), "{command}");
            let line = command.replace("connlog ", &format!("'{}' ", env!("CARGO_BIN_EXE_connlog")));
            let line = line.replace(" --all", " --all -q -o ndjson");
            let output = std::process::Command::new("sh")
                .args(["-c", &line])
                .env("CONNLOG_BASE_URL", &world.demo.base_url)
                .env("CONNLOG_API_KEY", crate::support::KEY)
                .env("CONNLOG_NOW", NOW)
                .output()
                .unwrap();
            let ended = Ended::from(output).code(0);
            assert_eq!(number(ended.lines().len()), verdict["totals"]["failures"], "{command}");
        }
    }
}

#[test]
fn the_verdict_is_what_its_schema_says_however_it_ends() {
    let schema: Value = serde_json::from_str(&connlog("schema verdict").end().code(0).stdout).unwrap();
    jsonschema::meta::validate(&schema).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let world = World::of("zernio", SOME);
    let half = World::of("late", &format!("{SOME} --fault status=500@2-"));
    let ended = [
        (check(&world, "--since 6d -o json --by platform,account --unresolved"), "failed"),
        (check(&world, "connections posts --since 6d -o json --max-failures 9000"), "passed"),
        (check(&world, "--since 1s -o ndjson"), "undecided"),
        (check(&half, &format!("{ALL} --max-failures 9000 --json")), "incomplete"),
        (world.run("check -o json").env("CONNLOG_API_KEY", "wrong").end(), "incomplete"),
    ];
    for (ended, outcome) in ended {
        let verdict = verdict(&ended);
        assert_eq!(verdict["outcome"], outcome);
        assert_eq!(verdict["exitCode"].as_i64(), ended.code.map(i64::from));
        if let Err(error) = validator.validate(&verdict) {
            panic!("{outcome}: {error} at {}", error.instance_path());
        }
        // The schema names every key: it is the whole truth.
        let named: BTreeSet<&String> = schema["properties"].as_object().unwrap().keys().collect();
        assert_eq!(verdict.as_object().unwrap().keys().collect::<BTreeSet<_>>(), named);
        if ended.code != Some(0) {
            let codes = ["gate_failed", "gate_undecided", "incomplete", "auth_invalid"];
            let error = ended.error();
            assert!(codes.contains(&error["code"].as_str().unwrap()), "{error}");
            assert_eq!(error["exit_code"], verdict["exitCode"]);
        }
    }
    let beyond = check(&world, "--since 91d --max-failures 9000 -o json").code(11);
    assert_eq!(beyond.error()["code"], "retention_exceeded");
    let outcome = check(&world, "--since 6d -o json --jq .outcome").code(10);
    assert_eq!(outcome.stdout, "\"failed\"\n");
}

#[test]
fn forms_of_lists_are_no_forms_of_a_verdict() {
    for form in ["csv", "tsv", "md"] {
        let ended = connlog(&format!("check --demo -o {form}")).end().code(2);
        assert!(ended.stderr.contains("ndjson"), "{}", ended.stderr);
        // Set for good, it says how lists look.
        let ended = connlog("check --demo -q --max-failures 9000").env("CONNLOG_OUTPUT", form).end();
        assert!(ended.stdout.starts_with("PASSED: ") || form != "md", "{}", ended.stdout);
    }
}

#[test]
fn reports_are_written_however_it_ends() {
    let world = World::of("zernio", SOME);
    let half = World::of("zernio", &format!("{SOME} --fault status=500@2-"));
    let folder = tempfile::tempdir().unwrap();
    let (json, junit) = (folder.path().join("deep/verdict.json"), folder.path().join("junit.xml"));
    let reports = format!("--report json={} --report junit={}", json.display(), junit.display());
    let runs = [
        (&world, "--since 6d --max-failures 9000", "passed", 0),
        (&world, "--since 6d", "failed", 10),
        (&world, "--since 6d --warn-only", "failed", 0),
        (&world, "--since 1s", "undecided", 11),
        (&half, "--since 6d --retries 0 --max-failures 9000", "incomplete", 8),
        (&world, "--base-url http://127.0.0.1:1 --retries 0", "incomplete", 6),
        (&world, "--api-key-file /no/such.key", "incomplete", 3),
    ];
    for (world, flags, outcome, code) in runs {
        drop(std::fs::remove_file(&json));
        drop(std::fs::remove_file(&junit));
        check(world, &format!("{flags} {reports}")).code(code);
        let written: Value = serde_json::from_str(&std::fs::read_to_string(&json).unwrap()).unwrap();
        assert_eq!((&written["outcome"], &written["exitCode"]), (&json!(outcome), &json!(code)), "{flags}");
        assert!(std::fs::read_to_string(&junit).unwrap().contains("<testsuites"), "{flags}");
    }
    check(&world, &format!("--report json={0} --report md={0}", json.display())).code(2);
}

#[test]
fn the_text_says_it_in_one_line_then_why_and_what_to_do() {
    let world = World::of("zernio", SOME);
    let failed = check(&world, "--since 6d --unresolved --by platform").code(10);
    let text = &failed.stdout;
    assert!(text.starts_with("FAILED: ") && text.contains(" groups; platform="), "{text}");
    for part in [
        "By group",
        "Failures by reason",
        "means  ",
        "fix    ",
        "Not resolved by a later success",
        "List all failures\n  connlog connections --severity failure --since 2026-11-14T12:00:00Z",
    ] {
        assert!(text.contains(part), "{part} is not in {text}");
    }
    assert!(!text.contains('\u{1b}') && text.contains("Z\n"), "no colour, times in full: {text}");
    assert!(failed.stderr.starts_with("error: check failed\n  cause: "), "{}", failed.stderr);
    let passed = check(&world, "--since 6d --max-failures 9000").code(0);
    assert!(passed.stdout.starts_with("PASSED: ") && passed.stderr.is_empty(), "{}{}", passed.stdout, passed.stderr);
    let warned = check(&world, "--since 6d --warn-only").code(0);
    assert!(warned.stdout.starts_with("WARNING: ") && warned.stderr.starts_with("warning: check failed"));
    let zero = check(&world, "--since 6d --exit-zero").code(0);
    assert!(zero.stderr.is_empty(), "{}", zero.stderr);
    let colour = check(&world, "--since 6d --color=always").code(10);
    assert!(colour.stdout.starts_with("\u{1b}[31mFAILED\u{1b}[0m: "), "{}", colour.stdout);
}

#[test]
#[cfg(target_os = "linux")]
fn the_text_fits_the_terminal() {
    use unicode_width::UnicodeWidthStr as _;

    for width in [60_u16, 80, 120] {
        let arguments = "check --demo --quiet --since 6h --by platform --warn-only --unresolved 2>/dev/null";
        let Some(text) = terminal::terminal(arguments, width, &[("NO_COLOR", "1")]) else { return };
        assert!(text.contains("ago"), "{text}");
        for line in text.lines() {
            assert!(line.width() <= usize::from(width), "{} of {width}: {line}", line.width());
        }
    }
}

#[test]
fn hostile_entries_do_not_act() {
    let evil = "::error::x\u{1b}[2J\n::set-output name=a::b\r##[command]x##vso[task]\u{202e}|`$(id)`";
    let rows: Vec<Value> = (0..9)
        .map(|n| {
            let more = json!({
                "accountId": format!("{evil}{n}"), "platform": evil, "profileId": evil,
                "error": { "code": format!("{evil}{}", n % 3), "message": evil }, "metadata": { "username": evil },
            });
            row(n, "failed", &more)
        })
        .collect();
    let server = Scripted::always(page(&rows, false));
    for flags in ["", "-o json", "-o table", "--by platform,account,error.code --unresolved"] {
        let ended = connlog(&format!("check --dialect late {flags}")).at(&server.base_url).end().code(10);
        for text in [&ended.stdout, &ended.stderr] {
            assert!(!text.contains("##[") && !text.contains("##vso["), "{flags}: {text}");
            assert!(!text.lines().any(|line| line.trim_start().starts_with("::")), "{flags}: {text}");
            assert!(!text.chars().any(|c| c != '\n' && (c.is_control() || c == '\u{202e}')), "{flags}: {text:?}");
        }
    }
}

#[test]
fn a_days_window_is_the_default() {
    for dialect in DIALECTS {
        let world = World::of(dialect, SOME);
        let day = judged(&world, "", 10);
        assert_eq!((&day["since"], &day["until"]), (&json!("2026-11-19T12:00:00Z"), &Value::Null));
        assert_eq!(day["totals"]["records"], number(world.list("connections --since 1d --all").len()));
        let before = judged(&world, "--until 2026-11-18", 10);
        assert_eq!(before["since"], "2026-11-17T00:00:00Z");
    }
}

#[test]
fn a_demo_of_its_own_is_asked_again_by_the_command() {
    let ended = connlog("check --demo -q -o json").end().code(10);
    let command = verdict(&ended)["command"].as_str().unwrap().to_owned();
    assert_eq!(command, "connlog connections --severity failure --since 2026-11-19T12:00:00Z --demo --all");
    let rerun = connlog(&format!("{} -q -o ndjson", command.strip_prefix("connlog ").unwrap())).end().code(0);
    assert_eq!(number(rerun.lines().len()), verdict(&ended)["totals"]["failures"]);
}

#[test]
fn a_closed_pipe_keeps_the_exit_code() {
    let demo = Demo::start(SOME);
    let line = format!("'{}' check -q | true; exit ${{PIPESTATUS[0]}}", env!("CARGO_BIN_EXE_connlog"));
    let output = std::process::Command::new("bash")
        .args(["-c", &line])
        .env("CONNLOG_BASE_URL", &demo.base_url)
        .env("CONNLOG_API_KEY", crate::support::KEY)
        .env("CONNLOG_NOW", NOW)
        .output();
    let Some(output) = missing::started("bash", output) else { return };
    assert_eq!(output.status.code(), Some(10), "{output:?}");
}

#[test]
#[cfg(unix)]
fn the_script_before_a_deployment_says_what_it_should() {
    let guide = std::fs::read_to_string(root().join("docs/guide/ci.md")).unwrap();
    let script =
        guide.split("\n```").find(|block| block.starts_with("sh\n#!/bin/sh\n")).expect("a script in the guide");
    let body = script.strip_prefix("sh\n").unwrap();
    let folder = tempfile::tempdir().unwrap();
    std::os::unix::fs::symlink(env!("CARGO_BIN_EXE_connlog"), folder.path().join("connlog")).unwrap();
    let run = |server: &str| {
        let path = std::env::join_paths([folder.path(), Path::new("/usr/bin"), Path::new("/bin")]).unwrap();
        let mut command = std::process::Command::new("sh");
        command.args(["-c", body]).env_clear().env("PATH", path).env("HOME", folder.path()).env("CONNLOG_NOW", NOW);
        let output =
            command.env("CONNLOG_BASE_URL", server).env("CONNLOG_API_KEY", crate::support::KEY).output().unwrap();
        Ended::from(output)
    };
    let posts = |count: i64, failed: i64| {
        let rows: Vec<Value> = (0..count)
            .map(|n| row(n, "", &json!({ "eventType": null, "status": if n < failed { "failed" } else { "success" } })))
            .collect();
        Scripted::start(move |_, target| if target.contains("/posts/") { page(&rows, false) } else { page(&[], false) })
    };
    for (server, code, said) in [
        (posts(40, 1), 0, "publishing works"),
        (posts(40, 9), 1, "publishing is broken"),
        (posts(5, 0), 0, "too few posts"),
        (Scripted::always(Answer::fixture("errors/401-invalid.json")), 1, "cannot be read"),
    ] {
        let ended = run(&server.base_url).code(code);
        assert!(ended.stdout.contains(said) || ended.stderr.contains(said), "{}{}", ended.stdout, ended.stderr);
    }
}
