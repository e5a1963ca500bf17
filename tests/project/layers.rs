//! Checks the source code: layers that the compiler does not enforce, the places of clock and terminal, names and phrases.
//!
//! `connlog-core` and `connlog-demo` are crates, so the compiler separates them from the program.

use std::fs;
use std::path::PathBuf;

use crate::source_files::{Source, sources, word};

/// What a module of the program must not use.
const FORBIDDEN: &[(&str, &[&str])] = &[
    ("args", &["commands", "pipeline", "follow"]),
    ("config", &["commands", "sources", "pipeline", "follow", "output"]),
    ("sources", &["commands"]),
    ("pipeline", &["commands", "sources"]),
    ("follow", &["commands"]),
    ("output", &["commands", "sources", "follow", "config"]),
    ("file_access", &["app", "args", "commands", "config", "follow", "output", "pipeline", "sources"]),
];

/// What only certain files may name.
const KEPT: &[(&str, &[&str])] = &[
    ("reqwest", &["src/sources/api/client/http.rs", "src/sources/clickhouse/client.rs"]),
    ("std::env::", &["src/main.rs"]),
    ("Utc::now", &["src/main.rs"]),
    ("Local::now", &[]),
    ("SystemTime::now", &[]),
    (".is_terminal()", &["src/main.rs"]),
    ("process::exit", &["src/signals.rs"]),
    // Which source is in force is decided in one place.
    ("from.is_empty()", &["src/sources/", "src/args/"]),
    ("println!", &[]),
    ("eprint!", &[]),
    (" print!", &[]),
    ("owo_colors", &["src/output/"]),
    ("comfy_table", &["src/output/formats/table.rs"]),
];

/// What the core must not name: it performs no input or output, and callers pass the time.
const IMPURE: &[&str] = &["std::fs", "std::net", "std::thread", "tokio", "async fn", "std::process"];

/// Names of functions that say neither source nor result.
const NAMES: &[&str] = &["of", "take", "tell", "told", "say", "said", "give", "look", "apt", "met", "heard", "asked"];

/// Irregular participles that are no names of types. A word that ends with `ed` is another one.
const PARTICIPLES: &[&str] =
    &["Told", "Found", "Seen", "Shown", "Heard", "Begun", "Made", "Said", "Drawn", "Kept", "Written"];

/// Folders whose code may name a kind. Other code asks its `KindSpec`.
const KINDS: &[&str] = &["crates/connlog-core/src/record/kinds/", "crates/connlog-core/src/providers/"];

/// Phrases that comments, help, messages and documentation avoid, in lower case.
const PHRASES: &[&str] = &[
    "stands in",
    "stands beside",
    "whatever",
    "whoever",
    "of its own",
    "goes on",
    "go on",
    "in place of",
    "is to be",
    "is told",
    "are told",
    "as they are",
    "as it stands",
];

#[test]
fn each_module_uses_only_what_stands_below_it() {
    let mut wrong = Vec::new();
    for source in &sources() {
        let forbidden =
            FORBIDDEN.iter().find(|(name, _)| Some(*name) == source.module()).map_or(&[][..], |(_, all)| all);
        for (number, line) in source.lines() {
            for used in line.split("crate::").skip(1).map(word).filter(|used| forbidden.contains(used)) {
                wrong.push(format!("{}:{number} uses {used}", source.path));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn every_module_of_the_table_exists() {
    let sources = sources();
    for (module, forbidden) in FORBIDDEN {
        for name in forbidden.iter().chain([module]) {
            assert!(sources.iter().any(|source| source.module() == Some(name)), "there is no module {name}");
        }
    }
}

#[test]
fn clock_environment_terminal_and_client_are_used_in_one_place_each() {
    let mut wrong = Vec::new();
    for source in &sources() {
        for (number, line) in source.lines() {
            for (text, places) in KEPT {
                let here = places.iter().any(|place| source.path.starts_with(place));
                if line.contains(text) && !here {
                    wrong.push(format!("{}:{number} has {text}", source.path));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn the_core_performs_no_input_or_output() {
    for source in sources().iter().filter(|source| source.path.starts_with("crates/connlog-core/")) {
        for (number, line) in source.lines() {
            for text in IMPURE {
                assert!(!line.contains(text), "{}:{number} has {text}", source.path);
            }
        }
    }
}

#[test]
fn functions_and_types_have_names_of_the_field() {
    let mut wrong = Vec::new();
    for source in &sources() {
        for (number, line) in source.lines() {
            let function = line.split_once("fn ").map(|(_, rest)| word(rest)).filter(|name| NAMES.contains(name));
            let types =
                ["struct ", "enum ", "trait ", "type "].iter().filter_map(|kind| Some(word(line.split_once(kind)?.1)));
            for name in types.filter(|name| is_participle(name)).chain(function) {
                wrong.push(format!("{}:{number} is called {name}", source.path));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// Returns whether a name is one word, and a participle. `Escaped` is a text that was escaped; the name is usual for that.
fn is_participle(name: &str) -> bool {
    let is_one_word = name.chars().filter(char::is_ascii_uppercase).count() == 1;
    PARTICIPLES.contains(&name) || is_one_word && name.ends_with("ed") && name != "Escaped"
}

#[test]
fn only_kinds_and_providers_name_a_kind() {
    let mut wrong = Vec::new();
    for source in sources().iter().filter(|source| !KINDS.iter().any(|folder| source.path.starts_with(folder))) {
        for (number, line) in source.lines() {
            let is_kind = |at: usize| {
                let (before, rest) = (&line[..at], &line[at + "Kind::".len()..]);
                // `Kind::ALL` and other constants are lists.
                let is_variant = word(rest).contains(char::is_lowercase) && rest.starts_with(char::is_uppercase);
                !before.ends_with(char::is_alphanumeric) && is_variant
            };
            if line.match_indices("Kind::").any(|(at, _)| is_kind(at)) {
                wrong.push(format!("{}:{number} names a kind", source.path));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// The files below `folder` with this extension.
fn texts(folder: &str, extension: &str) -> Vec<Source> {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    let files = fs::read_dir(root.join(folder)).unwrap().map(|entry| entry.unwrap().path());
    let files = files.filter(|path| path.extension().is_some_and(|found| found == extension));
    files.map(|path| Source { path: path.display().to_string(), text: fs::read_to_string(&path).unwrap() }).collect()
}

#[test]
fn comments_help_messages_and_documentation_are_in_plain_english() {
    let mut wrong = Vec::new();
    for source in
        sources().into_iter().chain(texts("tests/snapshots/help", "txt")).chain(texts("docs/development", "md"))
    {
        for (index, line) in source.text.lines().enumerate() {
            let lower = line.to_lowercase();
            for phrase in PHRASES.iter().filter(|phrase| lower.contains(**phrase)) {
                wrong.push(format!("{}:{} has {phrase:?}", source.path, index + 1));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}
