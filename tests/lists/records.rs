//! Tests that `--raw` prints the bytes of a record, and that `ndjson` keeps unknown values and their spelling.

use std::collections::BTreeSet;

use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use serde_json::Value;

use crate::support::{Answer, Scripted, connlog};

/// JSON text with its spacing, its escapes and its numbers as someone may write them.
fn json() -> impl Strategy<Value = String> {
    let number = prop_oneof![
        any::<i64>().prop_map(|number| number.to_string()),
        "-?(0|[1-9][0-9]{0,25})(\\.[0-9]{1,25})?([eE][+-]?[0-9]{1,2})?",
        Just("1.0e5".to_owned()),
        Just("-0.0".to_owned()),
    ];
    let leaf =
        prop_oneof![Just("null".to_owned()), any::<bool>().prop_map(|value| value.to_string()), number, string(),];
    leaf.prop_recursive(3, 16, 4, |inner| {
        let spaced = (inner, "[ \t\n\r]{0,2}").prop_map(|(value, space)| format!("{space}{value}{space}"));
        prop_oneof![
            prop::collection::vec(spaced.clone(), 0..4).prop_map(|values| format!("[{}]", values.join(","))),
            prop::collection::vec((string(), spaced), 0..4).prop_map(|members| object(&members)),
        ]
    })
}

/// A JSON string, some of it escaped though it need not be.
fn string() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        4 => any::<char>().prop_map(|character| {
            let quoted = Value::from(character.to_string()).to_string();
            quoted[1..quoted.len() - 1].to_owned()
        }),
        2 => "[a-z ]{1,6}",
        1 => prop::sample::select(vec!["\\/", "\\u0041", "\\ud83d\\ude00", "\\u001B[2J", "##[x", "::error::", "\\n"])
            .prop_map(str::to_owned),
    ];
    prop::collection::vec(piece, 0..6).prop_map(|pieces| format!("\"{}\"", pieces.concat()))
}

fn object(members: &[(String, String)]) -> String {
    let members: Vec<String> = members.iter().map(|(name, value)| format!("{name} :{value}")).collect();
    format!("{{{}}}", members.join(", "))
}

/// A record of the dialect: some fields that are known, whatever they hold, and some that are not.
fn record(known: &'static [&'static str]) -> impl Strategy<Value = String> {
    let some_known = prop::collection::vec((prop::sample::select(known), json()), 0..5);
    // A prefix keeps names apart from the known ones and from each other.
    let unknown = prop::collection::vec((string(), json()), 1..5);
    (some_known, unknown).prop_map(|(known, unknown)| {
        let mut names = BTreeSet::new();
        let mut members: Vec<(String, String)> = Vec::new();
        for (name, value) in known {
            if names.insert(name.to_owned()) {
                members.push((format!("\"{name}\""), value));
            }
        }
        for (index, (name, value)) in unknown.into_iter().enumerate() {
            members.insert(index.min(members.len()), (format!("\"x{index}{}", &name[1..]), value));
        }
        object(&members)
    })
}

const SNAKE: &[&str] =
    &["type", "created_at", "platform", "status", "metadata", "error_message", "request_body", "post_id"];
const CAMEL: &[&str] =
    &["_id", "createdAt", "platform", "status", "eventType", "error", "response", "postId", "context"];

/// Runs `check` on pages of many records, each page served once: few processes, many records.
fn on_pages(
    records: impl Strategy<Value = String>,
    first: &str,
    arguments: &str,
    check: impl Fn(&[String], &str) -> Result<(), TestCaseError>,
) {
    let config = Config { cases: 5, max_shrink_iters: 100, failure_persistence: None, ..Config::default() };
    TestRunner::new(config)
        .run(&prop::collection::vec(records, 40), |mut records| {
            // The first row says which dialect it is.
            records.insert(0, first.to_owned());
            let page = format!("{{\"logs\":[{}],\"pagination\":{{\"hasMore\":false}}}}", records.join(" ,\n"));
            let server = Scripted::always(Answer::json(&page));
            // Any text may look like an address.
            let ended = connlog(arguments).arg("--show-personal").arg("--show-secrets").at(&server.base_url).end();
            prop_assert_eq!(ended.code, Some(0), "{}", ended.stderr);
            check(&records, &ended.stdout)
        })
        .unwrap();
}

const ZERNIO: (&str, &[&str]) = (r#"{"type":"connections","created_at":"2026-11-20T11:00:00Z"}"#, SNAKE);
const LATE: (&str, &[&str]) = (r#"{"_id":"1","createdAt":"2026-11-20T11:00:00Z"}"#, CAMEL);

#[test]
fn raw_records_are_the_bytes_the_api_sent() {
    let posts = (r#"{"type":"publishing","created_at":"2026-11-20T11:00:00Z"}"#, SNAKE);
    for (command, (first, known)) in [("posts --dialect zernio", posts), ("connections --dialect late", LATE)] {
        on_pages(record(known), first, &format!("{command} --all --raw -o json"), |records, stdout| {
            prop_assert_eq!(stdout, format!("[\n{}\n]\n", records.join(",\n")));
            Ok(())
        });
    }
}

#[test]
fn raw_records_stand_on_one_line_each_where_lines_count() {
    on_pages(record(SNAKE), ZERNIO.0, "connections --dialect zernio --all --raw -o ndjson", |records, stdout| {
        let lines: Vec<&str> = stdout.lines().collect();
        prop_assert_eq!(lines.len(), records.len());
        for (record, line) in records.iter().zip(lines) {
            prop_assert_eq!(tokens(record), tokens(line));
            if !record.contains(['\n', '\r']) {
                prop_assert_eq!(record, line);
            }
        }
        Ok(())
    });
}

#[test]
fn unknown_fields_keep_their_value_and_spelling() {
    for (command, (first, known)) in [("connections --dialect zernio", ZERNIO), ("posts --dialect late", LATE)] {
        on_pages(record(known), first, &format!("{command} --all -o ndjson"), |records, stdout| {
            let lines: Vec<&str> = stdout.lines().collect();
            prop_assert_eq!(lines.len(), records.len());
            for (record, line) in records.iter().zip(lines) {
                let (sent, printed) = (parsed(record), parsed(line));
                for (name, value) in &sent {
                    if name.starts_with('x') {
                        let kept = printed.iter().find(|(kept, _)| kept == name);
                        prop_assert_eq!(kept.map(|(_, value)| value), Some(value), "{} of {}", name, record);
                    }
                }
            }
            Ok(())
        });
    }
}

/// The members of an object with the tokens of their values: strings by value, numbers by spelling.
fn parsed(object: &str) -> Vec<(String, Vec<String>)> {
    let tokens = tokens(object);
    let mut members = Vec::new();
    let mut depth = 0;
    let mut at = 1;
    while at + 1 < tokens.len() {
        let (name, begin) = (tokens[at].clone(), at + 2);
        let mut end = begin;
        while end < tokens.len() - 1 && (depth > 0 || tokens[end] != ",") {
            match tokens[end].as_str() {
                "{" | "[" => depth += 1,
                "}" | "]" => depth -= 1,
                _ => {}
            }
            end += 1;
        }
        members.push((name[1..].to_owned(), tokens[begin..end].to_vec()));
        at = end + 1;
    }
    members
}

/// The tokens of JSON text; strings unescaped, behind a quote that tells them from marks.
fn tokens(json: &str) -> Vec<String> {
    let mut tokens = Vec::new();
    let mut rest = json.trim_start();
    while let Some(first) = rest.chars().next() {
        let length = match first {
            '"' => {
                let mut escaped = false;
                let end = rest[1..].find(|character| {
                    let ends = character == '"' && !escaped;
                    escaped = character == '\\' && !escaped;
                    ends
                });
                end.unwrap() + 2
            }
            '{' | '}' | '[' | ']' | ',' | ':' => 1,
            _ => rest.find([',', '}', ']', ' ', '\t', '\n', '\r']).unwrap_or(rest.len()),
        };
        let token = &rest[..length];
        tokens.push(match first {
            '"' => format!("\"{}", serde_json::from_str::<String>(token).unwrap()),
            _ => token.to_owned(),
        });
        rest = rest[length..].trim_start();
    }
    tokens
}
