//! Tests `-o details`, `-o wide` and `--nth`: one entry in full, a table without cuts, and one row of a list.

use serde_json::Value;

use crate::support::connlog;
#[cfg(target_os = "linux")]
use crate::terminal::{bare, terminal};

const POSTS: &str = "posts --demo --quiet --dialect zernio --status failed --limit 5";

/// Returns the value that `details` shows for a field.
fn detail<'t>(text: &'t str, name: &str) -> Option<&'t str> {
    text.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix("  ")).map(str::trim)
}

#[test]
fn details_show_every_value_of_an_entry() {
    let entry = &connlog(&format!("{POSTS} -o json")).end().code(0).array()[1];
    let shown = connlog(&format!("{POSTS} -o details --nth 2")).end().code(0).stdout;
    assert!(shown.starts_with("✗ post."), "{shown}");
    for (name, value) in entry.as_object().unwrap() {
        let texts: Vec<(String, &Value)> = match value {
            Value::Object(members) => {
                members.iter().map(|(member, value)| (format!("{name}.{member}"), value)).collect()
            }
            value => vec![(name.clone(), value)],
        };
        for (name, value) in texts {
            match value {
                Value::Null => assert!(detail(&shown, &name).is_none(), "{name} in {shown}"),
                Value::String(text) if text.starts_with('{') => {
                    assert!(shown.contains(&format!("\n{name}\n  {{\n    \"")), "{name} in {shown}");
                }
                Value::String(text) if text.is_empty() => {}
                Value::String(text) => assert!(detail(&shown, &name).unwrap().starts_with(text), "{name} in {shown}"),
                Value::Number(number) => {
                    assert!(detail(&shown, &name).unwrap().starts_with(&number.to_string()), "{name} in {shown}");
                }
                other => panic!("{name} is {other}"),
            }
        }
    }
}

#[test]
fn nth_is_the_row_of_the_list() {
    let rows = connlog(&format!("{POSTS} -o plain")).end().code(0).stdout;
    for (place, row) in rows.lines().enumerate() {
        let nth = place + 1;
        assert_eq!(connlog(&format!("{POSTS} --nth {nth}")).end().code(0).stdout.trim_end(), row);
        let skipped = connlog(&format!("{POSTS} --skip 1 --nth {nth}")).end().code(0).stdout;
        assert_eq!(rows.lines().nth(nth).is_some_and(|next| skipped.trim_end() == next), nth < 5);
    }
}

#[test]
fn an_entry_after_the_end_of_the_list_is_said_to_be_absent() {
    let ended = connlog(&format!("{POSTS} --nth 6")).end().code(2);
    assert!(ended.stderr.contains("--limit 5 ends the list"), "{}", ended.stderr);
    let ended = connlog("connections --demo --nth 400000 --since 1h").end().code(0);
    assert!(ended.stderr.contains("the list ends before entry 400000"), "{}", ended.stderr);
    assert_eq!(ended.stdout, "");
}

#[test]
fn wide_cuts_nothing_in_pipes_of_any_width() {
    let list = "connections --demo --quiet --dialect zernio --limit 20 -o";
    let wide = connlog(&format!("{list} wide")).env("COLUMNS", "60").end().code(0).stdout;
    assert!(!wide.contains('…'), "{wide}");
    for row in connlog(&format!("{list} json")).end().code(0).array() {
        for value in [&row["createdAt"], &row["error"]["message"], &row["eventType"]] {
            let Some(text) = value.as_str() else { continue };
            assert!(wide.contains(text.trim_end_matches(".000Z")), "{text} in {wide}");
        }
    }
}

#[test]
fn wide_and_details_are_formats_of_other_commands_too() {
    assert!(connlog("stats --demo --quiet -o wide").env("COLUMNS", "40").end().code(0).stdout.contains("PLATFORM"));
    assert!(connlog("stats posts --demo --quiet -o details --top 1").end().code(0).stdout.contains("failureRate"));
    assert!(connlog("status --demo --quiet -o details").end().code(0).stdout.contains("\nstate "));
    let ended = connlog("tail --demo -o wide").end().code(2);
    assert!(ended.stderr.contains("cannot print a table without an end"), "{}", ended.stderr);
    assert!(connlog("tail --demo -n 1 --count 1 -o details --quiet").end().code(0).stdout.contains("\nplatform "));
}

#[cfg(target_os = "linux")]
#[test]
fn a_terminal_shows_one_entry_in_full_with_colour() {
    let Some(shown) = terminal(&format!("{POSTS} --nth 1"), 72, &[]) else { return };
    assert!(shown.contains("\u{1b}[31m✗ post."), "{shown}");
    let plain = bare(&shown);
    assert!(plain.contains(" ago)") && plain.contains("\nrequest.rawBody\n  {\n    \""), "{plain}");
}

#[cfg(target_os = "linux")]
#[test]
fn a_wide_table_on_a_terminal_is_the_one_of_pipes() {
    let list = "connections --demo --quiet --dialect zernio --limit 20 -o wide";
    let Some(shown) = terminal(list, 60, &[]) else { return };
    assert_eq!(bare(&shown), connlog(list).end().code(0).stdout);
}

#[test]
fn color_takes_its_value_after_a_space() {
    for command in ["connections --demo", "stats --demo", "doctor --demo", "schema post", "explain oauth_denied"] {
        let spaced = connlog(&format!("{command} --color never")).env("FORCE_COLOR", "1").end().code(0);
        assert!(!spaced.stdout.contains('\u{1b}'), "{command}");
        assert!(connlog(&format!("--color never {command}")).end().code(0).stdout.len() > 10, "{command}");
    }
}

#[test]
fn raw_text_prints_results_of_jq_without_quotes() {
    let list = "posts --demo --quiet --dialect zernio --status failed --limit 3";
    let run = |flags: &[&str]| flags.iter().fold(connlog(list), |run, flag| run.arg(flag)).end().code(0).stdout;
    let platforms: Vec<String> = connlog(&format!("{list} -o json"))
        .end()
        .array()
        .iter()
        .map(|row| row["platform"].as_str().unwrap().to_owned())
        .collect();
    let expected = platforms.join("\n") + "\n";
    for flags in [&["-r"][..], &["--raw-text", "-o", "ndjson"], &["-r", "-o", "json"], &["-r", "--json"]] {
        assert_eq!(run(&[&["--jq", ".platform"], flags].concat()), expected, "{flags:?}");
    }
    assert_eq!(run(&["--jq", ".platform"]), platforms.iter().map(|name| format!("\"{name}\"\n")).collect::<String>());
    let rows = run(&["-r", "--jq", "[.platform, .statusCode, null] | @csv"]);
    assert!(
        rows.lines().zip(&platforms).all(|(row, name)| row.starts_with(&format!("\"{name}\",")) && row.ends_with(','))
    );
    assert!(run(&["-r", "--jq", "[.platform, .action] | @tsv"]).lines().all(|row| row.contains("\tpost.")));

    let verdict = "check posts --demo --quiet --exit-zero --since 1d --jq";
    let outcome = |flags: &[&str]| {
        flags.iter().fold(connlog(verdict).arg(".outcome"), |run, flag| run.arg(flag)).end().code(0).stdout
    };
    assert_eq!(format!("\"{}\"\n", outcome(&["-r"]).trim_end()), outcome(&[]));
    let ended = connlog("posts --demo -r").end().code(2);
    assert!(ended.stderr.contains("--jq"), "{}", ended.stderr);
}
