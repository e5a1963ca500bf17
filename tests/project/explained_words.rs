//! Checks that `connlog explain` knows the words of Fivetran: those that the provider recognises, those of the documented
//! lists, and those of the examples.

use std::collections::BTreeSet;
use std::fs;

use connlog_core::record::account_state::AccountState;
use connlog_core::record::semantics::SyncStatus;
use serde_json::Value;

use crate::source_files::{Source, sources};
use crate::support::connlog;

/// Literals of the provider that name neither a status nor a level: resource types, an actor, values, a key, and a word of
/// free text.
const OTHER: [&str; 12] = [
    "CONNECTION",
    "CONNECTOR",
    "DESTINATION",
    "GROUP",
    "TEAM",
    "USER",
    "FIVETRAN",
    "TRUE",
    "true",
    "false",
    "timestamp",
    "FAILURES",
];

/// The keys of examples whose values are words that a user may look up.
const KEYS: [&str; 12] = [
    "event",
    "status",
    "setup_state",
    "sync_state",
    "update_state",
    "schema_status",
    "setup_status",
    "schedule_type",
    "migrationStatus",
    "operationType",
    "taskType",
    "level",
];

/// Returns the explained words in lower case with their place: `levels severe`. Each word also comes without a place.
fn explained() -> BTreeSet<String> {
    let known = connlog("explain --json").end().code(0).array();
    let mut words = BTreeSet::new();
    for code in &known {
        let texts = |key: &str| code[key].as_array().unwrap().iter().map(|text| text.as_str().unwrap().to_owned());
        for name in texts("aliases").chain([code["code"].as_str().unwrap().to_owned()]) {
            words.extend(texts("places").map(|place| format!("{place} {name}").to_lowercase()));
            words.insert(name.to_lowercase());
        }
    }
    assert!(words.len() > 300, "{}", words.len());
    words
}

fn assert_explained(words: impl IntoIterator<Item = String>) {
    let explained = explained();
    let words: BTreeSet<String> = words.into_iter().collect();
    assert!(words.len() > 9, "{words:?}");
    let missing: Vec<&String> = words.iter().filter(|word| !explained.contains(&word.to_lowercase())).collect();
    assert!(missing.is_empty(), "`connlog explain` does not know {missing:?}");
}

/// Returns the words that a file compares with a value: literals in capitals, and those of two kinds of comparison.
fn recognised(file: &Source) -> Vec<String> {
    let is_letter = |letter: u8| letter.is_ascii_uppercase() || letter == b'_';
    let mut words = Vec::new();
    for (_, line) in file.lines() {
        // Code and literals in turn.
        let pieces: Vec<&str> = line.split('"').collect();
        for (at, literal) in pieces.iter().enumerate().skip(1).step_by(2) {
            let is_capital = literal.len() > 1 && literal.bytes().all(is_letter) && !literal.starts_with('_');
            let is_state = at > 2 && pieces[at - 1] == ", " && pieces[at - 3].ends_with(".is(");
            if is_capital || is_state || pieces[at - 1].ends_with("eq_ignore_ascii_case(") {
                words.push((*literal).to_owned());
            }
        }
    }
    words
}

#[test]
fn words_that_the_provider_recognises_are_explained() {
    let files = sources();
    let provider = files.iter().filter(|file| file.path.contains("/providers/fivetran/"));
    let words: BTreeSet<String> =
        provider.flat_map(recognised).filter(|word| !OTHER.contains(&word.as_str())).collect();
    for expected in ["SEVERE", "BLOCKED_ON_CUSTOMER", "UPDATED_OR_REPLACED", "connected", "rescheduled", "delayed"] {
        assert!(words.contains(expected), "{expected} was found in the source: {words:?}");
    }
    assert_explained(words);
}

#[test]
fn states_that_connlog_derives_are_explained() {
    let states = AccountState::ALL.map(|state| format!("account_states {}", state.name()));
    let statuses = SyncStatus::ALL.map(|status| match status {
        SyncStatus::Open | SyncStatus::Unknown => format!("sync_statuses {}", status.name()),
        ended => format!("statuses {}", ended.name()),
    });
    assert_explained(states.into_iter().chain(statuses));
}

#[test]
fn words_of_documented_lists_are_explained_in_their_place() {
    let words = include_str!("../fixtures/fivetran-rest/words.tsv");
    assert_explained(words.lines().map(|line| line.replace('\t', " ")));
}

/// Adds the words in `value`, and the codes of tasks and warnings.
fn collect(value: &Value, words: &mut BTreeSet<String>) {
    match value {
        Value::Array(items) => items.iter().for_each(|item| collect(item, words)),
        Value::Object(members) => {
            for (key, value) in members {
                let is_issue = key == "code" && members.contains_key("message");
                if let Some(word) = value.as_str().filter(|_| is_issue || KEYS.contains(&key.as_str())) {
                    words.insert(word.to_owned());
                }
                collect(value, words);
            }
        }
        _ => {}
    }
}

#[test]
fn words_of_examples_are_explained() {
    let root = format!("{}/tests/fixtures", env!("CARGO_MANIFEST_DIR"));
    let mut words = BTreeSet::new();
    let answers = fs::read_dir(format!("{root}/fivetran-rest")).unwrap().map(|entry| entry.unwrap().path());
    for path in answers.filter(|path| path.extension().is_some_and(|extension| extension == "json")) {
        collect(&serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap(), &mut words);
    }
    let files = ["samples.ndjson", "composed.ndjson", "log.csv", "log_json_data.csv"];
    let files = files.map(|name| format!("{root}/fivetran/{name}")).join(" ");
    for event in connlog(&format!("events --all -o ndjson --from {files}")).end().code(0).lines() {
        collect(&event, &mut words);
    }
    // An unknown word, and the type of a column with the name `status`.
    let words = words.into_iter().filter(|word| !["SOMETHING_NEW", "STRING"].contains(&word.as_str()));
    assert_explained(words);
}

#[test]
fn names_that_connlog_gives_to_rows_are_explained() {
    for (table, name) in [
        (
            "id,event_time,connection_id,level,message,message_origin,sync_id\n1,2026-11-28 06:00:01 UTC,c,ERROR,late,connector_sdk,a\n",
            "connector_sdk_log",
        ),
        (
            "id,time_stamp,connection_id,event,message_event,message_data\n1,2026-11-28 06:00:01 UTC,c,WARNING,,something\n",
            "unnamed",
        ),
    ] {
        let events = connlog("events --from - -o json").stdin(table).end().code(0).array();
        assert_eq!(events[0]["event"], name, "{events:?}");
        connlog(&format!("explain {name}")).end().code(0);
    }
}
