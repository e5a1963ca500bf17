//! Tests formats, fields and stdout.

use std::io::{BufRead as _, BufReader};

use chrono::{DateTime, Utc};
use serde_json::Value;

use crate::support::{Answer, Demo, Ended, Run, Scripted, connlog, fixture};

const FORMATS: [&str; 7] = ["table", "plain", "json", "ndjson", "csv", "tsv", "md"];
/// Each kind in each dialect.
const LISTS: [&str; 4] =
    ["connections --dialect late", "connections --dialect zernio", "posts --dialect late", "posts --dialect zernio"];

/// A run against the built-in demo that ends well.
fn demo(arguments: &str) -> Ended {
    connlog(&format!("{arguments} --demo --quiet")).end().code(0)
}

/// A run against a server that knows this page only.
fn scripted(page: &str, arguments: &str) -> Ended {
    let server = Scripted::always(Answer::json(page));
    connlog(arguments).at(&server.base_url).end()
}

#[test]
fn in_a_pipe_the_default_is_plain() {
    let plain = demo("posts -n 20").stdout;
    assert_eq!(plain, demo("posts -n 20 -o plain").stdout);
    assert_eq!(plain.lines().count(), 20, "no header");
    for line in plain.lines() {
        let cells: Vec<&str> = line.split('\t').collect();
        assert_eq!(cells.len(), 7, "{line}");
        assert!(cells[0].ends_with('Z') && cells[0].parse::<DateTime<Utc>>().is_ok(), "{line}");
        assert!(["success", "failed", "pending", "skipped"].contains(&cells[1]), "{line}");
    }
    assert!(!plain.contains(['\u{1b}', '…', '✓']), "nothing is cut, nothing painted");
}

#[test]
fn every_format_is_there_under_each_of_its_names() {
    for format in FORMATS {
        let typed = demo(&format!("connections -n 3 -o {format}")).stdout;
        assert!(!typed.is_empty(), "{format}");
        for flag in [
            format!("--output {format}"),
            format!("--output={format}"),
            format!("--format {format}"),
            format!("-o{format}"),
        ] {
            assert_eq!(demo(&format!("connections -n 3 {flag}")).stdout, typed, "{flag}");
        }
        let variable = connlog("connections -n 3 --demo -q").env("CONNLOG_OUTPUT", format).end().code(0);
        assert_eq!(variable.stdout, typed, "CONNLOG_OUTPUT={format}");
    }
    for (alias, name) in [("jsonl", "ndjson"), ("ndjson-v1", "ndjson"), ("json-v1", "json"), ("markdown", "md")] {
        let run = |name| demo(&format!("posts -n 3 -o {name}")).stdout;
        assert_eq!(run(alias), run(name), "{alias}");
    }
    assert_eq!(demo("posts -n 3 --json").stdout, demo("posts -n 3 -o json").stdout);
    assert_eq!(demo("posts -n 3 --json=id,platform").stdout, demo("posts -n 3 -o json --fields id,platform").stdout);
    let both = connlog("posts --json -o csv --demo").end().code(2);
    assert!(both.stderr.contains("cannot be used with"), "{}", both.stderr);
}

#[test]
fn the_last_of_a_flag_counts_and_filters_add_up() {
    assert_eq!(demo("posts -n 9 -o csv -n 3 -o json").array().len(), 3);
    let platforms = |arguments: &str| {
        let records = demo(&format!("posts -n 100 -o json {arguments}")).array();
        let mut found: Vec<String> =
            records.iter().map(|record| record["platform"].as_str().unwrap().to_owned()).collect();
        found.sort();
        found.dedup();
        found
    };
    assert_eq!(platforms("--platform tiktok --platform threads"), ["threads", "tiktok"]);
}

#[test]
fn json_is_one_array_and_ndjson_the_same_records_a_line_each() {
    for list in LISTS {
        let array = demo(&format!("{list} -n 101 -o json")).array();
        assert_eq!(array.len(), 101);
        assert_eq!(demo(&format!("{list} -n 101 -o ndjson")).lines(), array, "{list}");
        let text = demo(&format!("{list} -n 101 -o json-v1"));
        assert_eq!(text.array(), array, "{list}");
        assert_eq!(demo(&format!("{list} -n 101 -o ndjson-v1")).lines(), array, "{list}");
    }
}

#[test]
fn an_empty_result_is_empty_in_every_format() {
    let server = Scripted::always(Answer::json(&fixture("unified-empty.json")));
    for (format, expected) in [("json", "[]\n"), ("ndjson", ""), ("plain", ""), ("table", "")] {
        let ended = connlog(&format!("posts -o {format}")).at(&server.base_url).end().code(0);
        assert_eq!(ended.stdout, expected, "{format}");
        assert!(ended.stderr.contains("no posts match"), "{format}: {}", ended.stderr);
    }
    for format in ["csv", "tsv", "md"] {
        let run = connlog(&format!("posts -o {format} --fields id,platform"));
        let ended = run.at(&server.base_url).end().code(0);
        let header = ended.stdout.lines().next().unwrap().replace([' ', '|'], "").replace('\t', ",");
        assert!(header.starts_with("id"), "{format}: {}", ended.stdout);
        assert_eq!(ended.stdout.lines().count(), if format == "md" { 2 } else { 1 }, "{format}");
    }
}

#[test]
fn the_fields_asked_for_are_shown_in_that_order_in_every_format() {
    let fields = "platform,error.code,createdAt";
    for format in FORMATS {
        let text = demo(&format!("connections --event connect_failed -n 5 --fields {fields} -o {format}")).stdout;
        let rows: Vec<Vec<String>> = match format {
            "json" => flat(&serde_json::from_str::<Vec<Value>>(&text).unwrap()),
            "ndjson" => flat(&text.lines().map(|line| serde_json::from_str(line).unwrap()).collect::<Vec<_>>()),
            "csv" => cells(&text, ','),
            "tsv" => cells(&text, '\t'),
            "plain" => text.lines().map(|line| line.split('\t').map(str::to_owned).collect()).collect(),
            "md" => text
                .lines()
                .skip(2)
                .map(|line| line.trim_matches('|').split('|').map(|cell| cell.trim().to_owned()).collect())
                .collect(),
            _ => text.lines().skip(1).map(|line| line.split_whitespace().map(str::to_owned).collect()).collect(),
        };
        assert_eq!(rows.len(), 5, "{format}: {text}");
        for row in rows {
            assert_eq!(row.len(), 3, "{format}: {row:?}");
            assert!(row[0].chars().all(|character| character.is_ascii_lowercase()), "{format}: {row:?}");
            assert!(row[1].contains('_') && row[2].starts_with("2026-11-"), "{format}: {row:?}");
        }
        let twice = format!(
            "connections --event connect_failed -n 5 --fields platform --fields error.code,createdAt -o {format}"
        );
        assert_eq!(demo(&twice).stdout, text, "{format}");
    }
}

/// The leaves of each record, in order.
fn flat(records: &[Value]) -> Vec<Vec<String>> {
    fn leaves(value: &Value, found: &mut Vec<String>) {
        match value {
            Value::Object(members) => members.values().for_each(|member| leaves(member, found)),
            Value::String(text) => found.push(text.clone()),
            other => found.push(other.to_string()),
        }
    }
    let row = |record: &Value| {
        let mut found = Vec::new();
        // Objects of serde_json are sorted; the order is looked at in the text formats.
        for name in ["platform", "error", "createdAt"] {
            leaves(&record[name], &mut found);
        }
        assert_eq!(record.as_object().unwrap().len(), 3, "{record}");
        found
    };
    records.iter().map(row).collect()
}

fn cells(text: &str, delimiter: char) -> Vec<Vec<String>> {
    let mut reader = csv::ReaderBuilder::new().delimiter(delimiter as u8).from_reader(text.as_bytes());
    reader.records().map(|row| row.unwrap().iter().map(str::to_owned).collect()).collect()
}

#[test]
fn an_unknown_field_is_refused_with_the_known_ones() {
    for format in FORMATS {
        let ended = connlog(&format!("posts --demo --fields platfrom -o {format}"))
            .env("CONNLOG_ERROR_FORMAT", "text")
            .end()
            .code(2);
        for part in ["`platfrom`", "did you mean `platform`?", "response.errorCode", "createdAt", "--any-value"] {
            assert!(ended.stderr.contains(part), "{part} is missing from {}", ended.stderr);
        }
        assert_eq!(ended.stdout, "", "nothing is asked or printed");
    }
    let passed = demo("posts -n 2 --fields nosuch,platform --any-value -o json").array();
    assert_eq!(passed[0]["nosuch"], Value::Null);
    connlog("posts --demo --fields error.code").end().code(2);
}

#[test]
fn a_filter_of_jq_makes_other_json_of_each_record() {
    let codes = demo("posts --status failed -n 20 -o ndjson --jq .response.errorCode").lines();
    assert!(codes.len() == 20 && codes.iter().all(Value::is_string), "{codes:?}");
    let some = demo("posts -n 50 -o json --jq select(.platform==\"tiktok\")|{platform,ms:.durationMs}").array();
    assert!(!some.is_empty() && some.iter().all(|record| record["platform"] == "tiktok" && record["ms"].is_number()));
    let none = demo("posts -n 5 -o json --jq empty");
    assert_eq!(none.stdout, "[]\n");
    let whole = connlog("posts --demo -n 3 -o json --jq .[]|.id").end().code(2);
    assert!(whole.stderr.contains("--jq filters each entry, so leave out `.[]`"), "{}", whole.stderr);
    assert_eq!(whole.stdout, "[]\n", "the array is complete after a filter that failed");
    let fields = demo("posts -n 1 -o ndjson --fields id,platform --jq keys").lines();
    assert_eq!(fields, [serde_json::json!(["id", "platform"])]);
    for arguments in
        ["posts --demo -o csv --jq .id", "posts --demo -o json --jq .id|", "posts --demo -o json --jq $ENV"]
    {
        let ended = connlog(arguments).end().code(2);
        assert!(ended.stdout.is_empty() && ended.stderr.contains("jq"), "{arguments}: {}", ended.stderr);
    }
}

/// A page with everything a careless reader would tidy up.
const ODD: &str = "{ \"logs\" : [ {\"type\":\"connections\",  \"created_at\" :\"2026-11-20T11:00:00.000000Z\", \"n\": 1.0e5,\t\"m\":-0.0 ,\"big\":12345678901234567890123,\
\n    \"s\":\"\\u0041\\/\\ud83d\\ude00\", \"x_unknown\" : { } , \"a\":[ 1 ,2.50 ], \"\":null} ,\n{\"type\":\"connections\",\"created_at\":\"2026-11-20T10:00:00Z\"}\n], \"pagination\":{\"hasMore\":false,\"extra\":1} }";

#[test]
fn raw_gives_the_bytes_of_each_record_back() {
    let start = ODD.find("{\"type\"").unwrap();
    let end = ODD.find(" ,\n{\"type\"").unwrap();
    let (first, second) = (&ODD[start..end], r#"{"type":"connections","created_at":"2026-11-20T10:00:00Z"}"#);
    let json = scripted(ODD, "connections --raw -o json --dialect zernio").code(0).stdout;
    assert_eq!(json, format!("[\n{first},\n{second}\n]\n"));
    let ndjson = scripted(ODD, "connections --raw -o ndjson --dialect zernio").code(0).stdout;
    let (line, rest) = ndjson.split_once('\n').unwrap();
    assert_eq!(rest, format!("{second}\n"));
    assert!(
        line.contains("\"n\":1.0e5,\"m\":-0.0,\"big\":12345678901234567890123,\"s\":\"\\u0041\\/\\ud83d\\ude00\""),
        "{line}"
    );
}

#[test]
fn numbers_and_unknown_fields_keep_their_spelling_without_raw_too() {
    let line = scripted(ODD, "connections -o ndjson -n 1 --dialect zernio").code(0).stdout;
    for part in [
        "\"n\":1.0e5",
        "\"m\":-0.0",
        "\"big\":12345678901234567890123",
        "\"x_unknown\":{}",
        "\"a\":[1,2.50]",
        "\"\":null",
    ] {
        assert!(line.contains(part), "{part} is missing from {line}");
    }
}

#[test]
fn raw_goes_with_json_only_and_without_fields() {
    for arguments in [
        "posts --demo --raw",
        "posts --demo --raw -o csv",
        "posts --demo --raw -o json --fields id",
        "posts --demo --raw -o json --jq .",
    ] {
        connlog(arguments).end().code(2);
    }
}

#[test]
fn a_file_takes_what_stdout_would_have_got() {
    for format in FORMATS {
        let run = connlog(&format!("posts --demo -q -n 7 -o {format} --out")).file("keep", "");
        let path = run.home().join("out.txt");
        let folder = run.home();
        let (mut process, _home) = run.arg(path.to_str().unwrap()).spawn();
        assert!(process.wait().unwrap().success() && folder.exists());
        assert_eq!(
            std::fs::read_to_string(&path).unwrap(),
            demo(&format!("posts -n 7 -o {format}")).stdout,
            "{format}"
        );
        let mut lines = BufReader::new(process.stdout.take().unwrap()).lines();
        assert!(lines.next().is_none(), "nothing on stdout");
    }
    assert_eq!(demo("posts -n 7 --out -").stdout, demo("posts -n 7").stdout);
    let refused = connlog("posts --demo --out /no/such/folder/posts.json -o json").end().code(1);
    assert_eq!(refused.error()["code"], "io");
}

#[test]
fn a_reader_that_has_read_enough_is_no_failure() {
    for format in FORMATS {
        let (mut process, _home) = connlog(&format!("posts --demo --quiet -n 1500 -o {format}")).spawn();
        let mut stdout = BufReader::new(process.stdout.take().unwrap());
        let mut line = String::new();
        stdout.read_line(&mut line).unwrap();
        assert!(!line.is_empty());
        drop(stdout);
        let ended = Ended::from(process.wait_with_output().unwrap()).code(0);
        assert_eq!(ended.stderr, "", "{format}");
    }
}

#[test]
fn colour_follows_the_order_of_the_contract() {
    let coloured = |arguments: &str, variables: &[(&str, &str)]| {
        let run = connlog(&format!("posts --demo -q -n 3 {arguments}"));
        let run = variables.iter().fold(run, |run, (name, value)| run.env(name, value));
        run.end().code(0).stdout.contains('\u{1b}')
    };
    assert!(!coloured("-o table", &[]), "a pipe is not coloured");
    assert!(coloured("-o table", &[("CLICOLOR_FORCE", "1")]));
    assert!(coloured("-o table", &[("FORCE_COLOR", "1")]));
    assert!(!coloured("-o table", &[("FORCE_COLOR", "0"), ("CLICOLOR_FORCE", "0")]));
    assert!(!coloured("-o table", &[("CLICOLOR_FORCE", "1"), ("NO_COLOR", "1")]));
    assert!(coloured("-o table", &[("CLICOLOR_FORCE", "1"), ("NO_COLOR", "")]), "empty is not set");
    assert!(coloured("-o table", &[("CLICOLOR_FORCE", "1"), ("CLICOLOR", "0")]));
    assert!(coloured("-o table --color=always", &[("NO_COLOR", "1")]), "the flag is typed");
    assert!(coloured("-o table --color", &[]));
    assert!(coloured("-o table", &[("CONNLOG_COLOR", "always"), ("NO_COLOR", "1")]));
    for never in ["--color=never", "--no-color"] {
        assert!(!coloured(&format!("-o table {never}"), &[("CLICOLOR_FORCE", "1"), ("CONNLOG_COLOR", "always")]));
    }
    for machine in ["json", "ndjson", "csv", "tsv"] {
        for (name, value) in [("CLICOLOR_FORCE", "1"), ("FORCE_COLOR", "1"), ("CONNLOG_COLOR", "always")] {
            assert!(!coloured(&format!("-o {machine}"), &[(name, value)]), "{machine} with {name}={value}");
        }
    }
    assert!(coloured("-o json --color=always", &[]) && coloured("-o ndjson --color=always", &[]));
}

#[test]
fn colour_of_json_changes_no_value() {
    let plain = demo("posts -n 20 -o ndjson").stdout;
    let painted = demo("posts -n 20 -o ndjson --color=always").stdout;
    let mut pieces = painted.split("\u{1b}[");
    let first = pieces.next().unwrap().to_owned();
    let bare = pieces.fold(first, |kept, piece| kept + piece.split_once('m').unwrap().1);
    assert_eq!(bare, plain);
}

/// What no output may hold, whatever the records hold.
#[track_caller]
fn assert_inert(name: &str, text: &str) {
    assert!(!text.contains("##["), "{name}");
    assert!(!text.contains("##vso["), "{name}");
    for line in text.lines() {
        assert!(!line.trim_start().starts_with("::"), "{name}: {line}");
    }
    let hostile = |character: char| {
        (character.is_control() && !matches!(character, '\n' | '\t'))
            || matches!(character, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{2028}' | '\u{2029}')
    };
    let found = text.chars().find(|character| hostile(*character));
    assert!(found.is_none(), "{name} holds {found:?}");
}

#[test]
fn what_records_hold_is_shown_and_never_acts() {
    let texts = [
        "\u{1b}[2J\u{1b}]0;owned\u{7}",
        "::error file=a.rs::failed",
        "line\n::set-output name=x::y\n  ::add-mask::z",
        "##[error]no ##vso[task.complete]",
        "\u{9b}31m \u{85} \u{7f} \u{202e}evil \u{2066}x\u{2069} \u{2028}::warning::x",
        "=cmd|' /C calc'!A0",
    ];
    let quoted: Vec<String> = texts.iter().map(|text| Value::from(*text).to_string()).collect();
    let late = |q: &String| {
        format!(
            r#"{{"_id":{q},"createdAt":{q},"platform":{q},"eventType":{q},"accountId":{q},"status":{q},"accountUsername":{q},
            "error":{{"code":{q},"message":{q}}},"response":{{"errorMessage":{q}}},"metadata":{{{q}:{q}}},{q}:{q}}}"#
        )
    };
    // Rows without a type are what was asked for.
    let zernio = |q: &String| {
        format!(
            r#"{{"created_at":{q},"platform":{q},"action":{q},"account_id":{q},"status":{q},"error_code":{q},
            "error_message":{q},"metadata":{q},"request_body":{q},{q}:{q}}}"#
        )
    };
    let page = |row: &dyn Fn(&String) -> String| {
        format!("{{\"logs\":[{}]}}", quoted.iter().map(row).collect::<Vec<_>>().join(","))
    };
    for (dialect, page) in [("late", page(&late)), ("zernio", page(&zernio))] {
        let server = Scripted::always(Answer::json(&page));
        for kind in ["connections", "posts"] {
            for format in FORMATS {
                let ended =
                    connlog(&format!("{kind} --dialect {dialect} -o {format}")).at(&server.base_url).end().code(0);
                assert!(!ended.stdout.is_empty());
                assert_inert(&format!("{kind} of {dialect} as {format}"), &ended.stdout);
            }
        }
    }
}

#[test]
fn the_hostile_records_of_the_demo_act_in_no_format() {
    let server = Demo::start("");
    for list in LISTS {
        for format in FORMATS {
            let ended = connlog(&format!("{list} -n 120 -o {format}")).at(&server.base_url).end().code(0);
            assert_inert(&format!("{list} as {format}"), &ended.stdout);
        }
    }
}

#[test]
fn stdout_is_data_only() {
    for list in LISTS {
        let quiet = demo(&format!("{list} -n 5 -o json"));
        assert_eq!(quiet.stderr, "", "--quiet leaves errors only");
        let loud = connlog(&format!("{list} -n 5 -o json --demo --debug")).end().code(0);
        assert_eq!(loud.stdout, quiet.stdout);
        assert!(loud.stderr.contains("note: this is the built-in demo") && loud.stderr.contains("debug: GET "));
        assert!(loud.stderr.contains("--all"), "that there is more is said on stderr: {}", loud.stderr);
    }
}

/// The schema of a kind, as the program prints it.
fn schema(kind: &str) -> Value {
    serde_json::from_str(&connlog(&format!("schema {kind}")).end().code(0).stdout).unwrap()
}

#[track_caller]
fn assert_of_schema(kind: &str, records: &[Value]) {
    let schema = schema(kind);
    let validator = jsonschema::validator_for(&schema).unwrap();
    let any = self::schema("");
    let any = jsonschema::validator_for(&any).unwrap();
    let keys: Vec<&String> = schema["properties"].as_object().unwrap().keys().collect();
    assert!(!records.is_empty() && keys.len() > 10);
    for record in records {
        let wrong: Vec<String> =
            validator.iter_errors(record).map(|error| format!("{}: {error}", error.instance_path())).collect();
        assert!(wrong.is_empty(), "{wrong:?} in {record}");
        assert!(any.is_valid(record), "the schema of every kind: {record}");
        for key in &keys {
            assert!(record.get(key).is_some(), "{key} is missing from {record}");
        }
    }
}

#[test]
fn records_of_both_dialects_and_kinds_are_of_the_printed_schema() {
    let server = Demo::start("");
    for list in LISTS {
        let kind = list.split(' ').next().unwrap();
        let ended = connlog(&format!("{list} -n 500 -o ndjson")).at(&server.base_url).end().code(0);
        assert_of_schema(kind, &ended.lines());
        let ended = connlog(&format!("{list} -n 200 -o json")).at(&server.base_url).end().code(0);
        assert_of_schema(kind, &ended.array());
    }
}

/// A server of the entries of this page and no more, from `skip` on.
fn listing(page: &str) -> Scripted {
    let entries: Value = serde_json::from_str(page).unwrap();
    let entries = entries["logs"].as_array().unwrap().clone();
    Scripted::start(move |_, asked| {
        let skip = asked.split_once("skip=").map_or("0", |(_, rest)| rest.split('&').next().unwrap());
        let rest: Vec<&Value> = entries.iter().skip(skip.parse().unwrap()).collect();
        Answer::json(&serde_json::json!({ "logs": rest, "pagination": { "hasMore": false } }).to_string())
    })
}

#[test]
fn the_documented_examples_are_of_the_printed_schema() {
    let examples = [
        ("connections", "late", "old-connections-logs.json"),
        ("posts", "late", "old-posts-logs.json"),
        ("posts", "late", "older-logs-list.json"),
        ("connections", "zernio", "unified-connections.json"),
        ("posts", "zernio", "unified-publishing.json"),
        ("posts", "zernio", "unified-sparse.json"),
    ];
    for (kind, dialect, example) in examples {
        let server = listing(&fixture(example));
        let ended = connlog(&format!("{kind} --dialect {dialect} --all -o json")).at(&server.base_url).end().code(0);
        assert_of_schema(kind, &ended.array());
    }
}

#[test]
fn kind_and_source_come_first_and_keys_stand_in_the_order_of_the_schema() {
    for list in LISTS {
        let line = demo(&format!("{list} -n 1 -o ndjson")).stdout;
        let (command, source) = list.split_once(" --dialect ").unwrap();
        let kind = command.trim_end_matches('s');
        assert!(line.starts_with(&format!("{{\"kind\":\"{kind}\",\"source\":\"{source}\",\"id\":")), "{line}");
        let schema = schema(command);
        let keys = schema["required"].as_array().unwrap().iter();
        // Each is looked for behind the one before it: objects in between have keys of the same name.
        let mut rest = &line[..];
        for key in keys {
            let (_, behind) = rest
                .split_once(&format!("{key}:"))
                .unwrap_or_else(|| panic!("{key} stands not where it should in {line}"));
            rest = behind;
        }
    }
}

#[test]
fn csv_reads_back_to_the_values_of_the_json() {
    let server = Demo::start("");
    for list in LISTS {
        let run = |format| connlog(&format!("{list} -n 250 -o {format}")).at(&server.base_url).end().code(0);
        let (records, csv) = (run("json").array(), run("csv").stdout);
        let mut reader = csv::Reader::from_reader(csv.as_bytes());
        let header: Vec<String> = reader.headers().unwrap().iter().map(str::to_owned).collect();
        let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
        assert_eq!(rows.len(), records.len());
        let mut compared = 0;
        for (record, row) in records.iter().zip(&rows) {
            for (path, cell) in header.iter().zip(row) {
                let value = path.split('.').fold(record, |value, key| &value[key]);
                let expected = match value {
                    Value::Null => String::new(),
                    Value::String(text) => text.clone(),
                    other => other.to_string(),
                };
                let hostile =
                    expected.contains(['#', ':', '\\']) || expected.chars().any(|c| c.is_control() || !c.is_ascii());
                match value {
                    _ if path == "createdAt" => {
                        let instant = |text: &str| text.parse::<DateTime<Utc>>().unwrap();
                        assert_eq!(instant(cell), instant(&expected));
                    }
                    Value::Object(_) | Value::Array(_) => {
                        assert_eq!(&serde_json::from_str::<Value>(cell).unwrap_or_default(), value, "{path}: {cell}");
                    }
                    _ if hostile => continue,
                    _ => assert_eq!(cell, expected, "{path}"),
                }
                compared += 1;
            }
        }
        assert!(compared > 2_500, "{compared}");
    }
}

#[test]
fn times_of_text_formats_are_shown_in_the_zone_and_json_keeps_the_apis() {
    let run = |format: &str| demo(&format!("posts -n 3 --tz Asia/Tokyo --fields createdAt -o {format}")).stdout;
    for format in ["plain", "csv", "tsv", "md", "table"] {
        assert!(run(format).contains("+09:00"), "{format}");
    }
    assert!(run("json").contains("Z\"") && !run("json").contains("+09:00"));
}

#[test]
fn the_order_is_newest_first() {
    for list in LISTS {
        let records = demo(&format!("{list} -n 300 -o json")).array();
        let times: Vec<&str> = records.iter().map(|record| record["createdAt"].as_str().unwrap()).collect();
        assert!(times.is_sorted_by(|one, other| one >= other), "{list}");
    }
}

#[test]
fn help_has_examples_and_names_the_variables() {
    for command in ["connections", "posts", "schema", "doctor", "demo", "completions"] {
        let help = Run::new(&[command, "--help"]).end().code(0);
        assert!(help.stdout.contains("Example") && help.stderr.is_empty(), "{command}: {}", help.stdout);
    }
    let help = connlog("help posts").end().code(0).stdout;
    for variable in
        ["CONNLOG_API_KEY", "CONNLOG_BASE_URL", "CONNLOG_OUTPUT", "CONNLOG_TZ", "NO_COLOR", "CONNLOG_DIALECT"]
    {
        assert!(help.contains(variable), "{variable}");
    }
}

#[test]
fn a_run_that_fails_at_once_leaves_the_file_of_the_last_one_alone() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("last.json");
    std::fs::write(&path, "the last result, which is longer than an empty list").unwrap();
    let server = Scripted::always(Answer::fixture("errors/401-invalid.json"));
    let out = format!("connections -o json --out {}", path.display());
    connlog(&out).at(&server.base_url).end().code(4);
    assert_eq!(std::fs::read_to_string(&path).unwrap(), "the last result, which is longer than an empty list");
    let server = Scripted::always(Answer::json(&fixture("unified-empty.json")));
    connlog(&out).at(&server.base_url).end().code(0);
    assert_eq!(std::fs::read_to_string(&path).unwrap().trim(), "[]");
}
