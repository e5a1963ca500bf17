//! `connlog summary`: failures by cause, accounts that are not resolved, and the trend, on one screen.

use serde_json::Value;
use unicode_width::UnicodeWidthStr as _;

use crate::support::{Demo, Run, connlog};

fn json(arguments: &str) -> Value {
    serde_json::from_str(&connlog(&format!("summary {arguments} -o json")).end().code(0).stdout).unwrap()
}

#[test]
fn the_text_says_what_broke_who_must_act_and_what_to_do() {
    let ended = connlog("summary --demo -o table").env("COLUMNS", "80").end().code(0);
    let text = &ended.stdout;
    assert!(!text.contains("2026-11-2…"), "times are whole: {text}");
    assert!(text.starts_with("297 failures among 1,332 entries of connections and posts (22.3%)\n"), "{text}");
    for part in
        ["  failures  ", "a column is 30m", "Failures by reason", "means  ", "side   user", "fix    ", "Not resolved"]
    {
        assert!(text.contains(part), "{part}: {text}");
    }
    assert!(
        text.contains(" more reasons") && text.contains(" more accounts") && text.contains("add -o json"),
        "{text}"
    );
}

#[test]
fn the_text_fits_one_screen_at_every_width() {
    for (flags, width) in [("", 60), ("", 80), ("--since 6d", 80), ("posts --since 6d", 60), ("", 120)] {
        let ended =
            connlog(&format!("summary --demo -o table {flags}")).env("COLUMNS", &width.to_string()).end().code(0);
        let text = &ended.stdout;
        assert!(text.lines().count() <= 37 && text.lines().all(|line| line.width() <= width), "{flags}: {text}");
        assert!(text.contains("fix    ") && text.contains("Not resolved"), "{flags}: {text}");
    }
}

#[test]
fn the_numbers_are_those_of_check_and_stats() {
    let summary = json("--demo --since 6h");
    let check = connlog("check connections posts --demo --since 6h -o json").end().code(10).stdout;
    let check: Value = serde_json::from_str(&check).unwrap();
    for key in ["totals", "causes", "unhealed", "platforms", "series"] {
        assert_eq!(summary[key], check[key], "{key}");
    }
    assert_eq!(summary["doubts"], serde_json::json!([]));
    assert!(summary.get("outcome").is_none() && summary.get("exitCode").is_none());
}

#[test]
fn the_object_is_of_the_printed_schema() {
    let schema: Value = serde_json::from_str(&connlog("schema summary").end().code(0).stdout).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    for arguments in
        ["--demo", "posts --demo --since 1h", "--from tests/fixtures/fivetran/samples.ndjson --since 2025-07-01"]
    {
        let summary = json(arguments);
        let errors: Vec<String> = validator.iter_errors(&summary).map(|error| error.to_string()).collect();
        assert!(errors.is_empty(), "{errors:?}");
    }
}

#[test]
fn files_of_fivetran_are_summed_up_too() {
    let summary = json("--from tests/fixtures/fivetran/samples.ndjson --since 2025-07-01");
    assert_eq!(summary["kinds"], serde_json::json!(["events"]));
    assert!(summary["totals"]["failures"].as_u64() > Some(0), "{summary}");
    let text = connlog("summary --from tests/fixtures/fivetran/samples.ndjson --since 2025-07-01").end().code(0).stdout;
    assert!(text.contains("side   ") && text.contains("fix    "), "{text}");
}

#[test]
fn what_could_not_be_read_is_named() {
    let entries = "{\"kind\":\"post\",\"source\":\"zernio\",\"postId\":\"p\",\"status\":\"success\",\"createdAt\":\"2026-11-20T11:00:00Z\"}\n\
                   {\"kind\":\"post\",\"source\":\"zernio\",\"postId\":\"q\",\"status\":\"odd\",\"createdAt\":\"2026-11-20T11:00:00Z\"}\n";
    let ended = connlog("summary --from log.ndjson").file("log.ndjson", entries).at_home().end().code(0);
    assert!(ended.stdout.starts_with("no failures were found among 2 entries of events\n"), "{}", ended.stdout);
    assert!(ended.stdout.contains("not judged: 1 record has no readable outcome"), "{}", ended.stdout);
    let empty = connlog("summary --from log.ndjson --since 5m").file("log.ndjson", entries).at_home().end().code(0);
    assert!(empty.stdout.starts_with("no entries of events\n"), "{}", empty.stdout);
    connlog("summary --from missing.ndjson").at_home().end().code(5);
}

#[test]
fn a_summary_of_data_that_could_not_be_read_is_no_success() {
    let prose = connlog("summary --from -").stdin("Dear all,\n").at_home().end().code(8);
    assert!(prose.stdout.contains("not judged: some entries could not be read"), "{}", prose.stdout);
    let json = connlog("summary --from - -o json").stdin("Dear all,\n").at_home().end().code(8);
    assert!(json.stdout.contains("\"complete\": false"), "{}", json.stdout);
    let demo = Demo::start("--serves zernio --entries 300 --fault status=500@2-");
    let ended = connlog("summary --since 6d --retries 0").at(&demo.base_url).end();
    assert_eq!(ended.code, Some(8), "{} {}", ended.stdout, ended.stderr);
    assert!(ended.stderr.contains("the summary is incomplete"), "{}", ended.stderr);
}

#[test]
fn without_a_terminal_or_a_key_no_command_prints_the_help() {
    for arguments in [&[][..], &["--demo"]] {
        let ended = Run::new(arguments).end();
        assert_eq!(ended.code, Some(2), "{}", ended.stderr);
    }
}

#[cfg(target_os = "linux")]
#[test]
fn on_a_terminal_no_command_is_the_summary_and_lists_name_it() {
    let variables = [("NO_COLOR", "1")];
    let Some(text) = crate::terminal::terminal("--demo", 80, &variables) else { return };
    assert!(text.contains("297 failures among 1,332 entries"), "{text}");
    let list = crate::terminal::terminal("posts --demo --status failed --since 1h", 80, &variables).unwrap();
    assert!(list.contains(" failures; connlog summary --since 1h --demo groups them by cause"), "{list}");
    let quiet = crate::terminal::terminal("posts --demo --status failed --since 1h --quiet", 80, &variables).unwrap();
    assert!(!quiet.contains("groups them by cause"), "{quiet}");
    let piped = connlog("posts --demo --status failed --since 1h").end().code(0);
    assert!(!piped.stderr.contains("summary"), "{}", piped.stderr);
}
