//! Reads the source: each room of the picture in `src/lib.rs` uses only what stands below it.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// What a room must not name. Rooms that are not here are held by nobody but `commands`, which ties them together.
const FORBIDDEN: &[(&str, &[&str])] = &[
    ("record", &["query", "vendor", "fetch", "tally", "gate", "report", "format", "cli", "settings", "demo", "output"]),
    ("query", &["vendor", "fetch", "tally", "gate", "report", "format", "settings", "demo", "output"]),
    ("vendor", &["fetch", "tally", "gate", "report", "format", "cli", "settings", "demo", "output"]),
    ("fetch", &["tally", "gate", "report", "format", "cli", "settings", "demo", "output"]),
    ("read", &["fetch", "tally", "gate", "report", "format", "cli", "settings", "demo", "output"]),
    ("tally", &["query", "vendor", "fetch", "gate", "report", "format", "cli", "settings", "demo", "output"]),
    ("gate", &["fetch", "report", "format", "settings", "cli", "demo", "output"]),
    ("report", &["fetch", "vendor", "format", "settings", "cli", "demo", "output"]),
    ("format", &["fetch", "gate", "report", "vendor", "settings", "cli", "demo", "output"]),
    ("settings", &["fetch", "gate", "report", "format", "query", "demo", "output"]),
    ("cli", &["fetch", "gate", "demo", "output"]),
    ("demo", &["record", "query", "vendor", "fetch", "gate", "report", "format", "cli", "settings", "output"]),
];

/// What only certain files may name.
const KEPT: &[(&str, &[&str])] = &[
    ("reqwest", &["fetch/http.rs"]),
    ("std::env::", &["main.rs"]),
    ("Utc::now", &["main.rs"]),
    ("Local::now", &[]),
    ("SystemTime::now", &[]),
    (".is_terminal()", &["main.rs"]),
    ("process::exit", &["signals.rs"]),
    ("io::stdout()", &["main.rs", "output/"]),
    ("io::stderr()", &["main.rs", "output/"]),
    ("indicatif::", &["output/"]),
    ("println!", &[]),
    ("eprint!", &[]),
    (" print!", &[]),
    ("owo_colors", &["term.rs", "format/"]),
    ("comfy_table", &["format/table.rs"]),
];

struct Source {
    /// Below `src`, with slashes.
    path: String,
    text: String,
}

impl Source {
    /// The room a file belongs to: `fetch` for `fetch/http.rs`, `term` for `term.rs`.
    fn room(&self) -> &str {
        self.path.split(['/', '.']).next().unwrap()
    }

    /// The lines that are no comment, with their numbers.
    fn lines(&self) -> impl Iterator<Item = (usize, &str)> {
        let numbered = self.text.lines().enumerate().map(|(index, line)| (index + 1, line));
        numbered.filter(|(_, line)| !line.trim_start().starts_with("//"))
    }

    /// The rooms that are named as `crate::room`.
    fn rooms_used(&self) -> impl Iterator<Item = (usize, &str)> {
        self.lines().flat_map(|(number, line)| line.split("crate::").skip(1).map(move |rest| (number, word(rest))))
    }
}

fn word(text: &str) -> &str {
    text.split(|character: char| !character.is_ascii_alphanumeric() && character != '_').next().unwrap_or_default()
}

fn sources() -> Vec<Source> {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut sources = Vec::new();
    collect(&root, &root, &mut sources);
    assert!(sources.len() > 50, "src was found");
    sources
}

/// Files of tests: they may look at the environment and at the clock.
const TESTS: [&str; 3] = ["tests.rs", "damage.rs", "secrets_tests.rs"];

fn collect(root: &Path, folder: &Path, sources: &mut Vec<Source>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() && path.file_name().is_some_and(|name| name == "tests") {
            continue;
        }
        if path.is_dir() {
            collect(root, &path, sources);
        } else if path.extension().is_some_and(|extension| extension == "rs")
            && !TESTS.iter().any(|name| path.ends_with(name))
        {
            let below = path.strip_prefix(root).unwrap().to_str().unwrap().replace('\\', "/");
            sources.push(Source { path: below, text: fs::read_to_string(&path).unwrap() });
        }
    }
}

#[test]
fn each_room_uses_only_what_stands_below_it() {
    let mut wrong = Vec::new();
    for source in &sources() {
        let room = source.room();
        let forbidden = FORBIDDEN.iter().find(|(name, _)| *name == room).map_or(&[][..], |(_, rooms)| rooms);
        for (line, used) in source.rooms_used() {
            let commands = used == "commands" && !matches!(room, "commands" | "lib");
            if forbidden.contains(&used) || commands {
                wrong.push(format!("src/{}:{line} uses {used}", source.path));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn uses_of_the_crate_name_their_room_so_that_they_can_be_read_here() {
    for source in &sources() {
        for (line, used) in source.rooms_used() {
            assert!(!used.is_empty(), "src/{}:{line} groups rooms in one `use`", source.path);
        }
    }
}

#[test]
fn every_room_of_the_table_exists() {
    let rooms: BTreeSet<String> = sources().iter().map(|source| source.room().to_owned()).collect();
    for (room, forbidden) in FORBIDDEN {
        for name in forbidden.iter().chain([room]) {
            assert!(rooms.contains(*name), "there is no room {name}");
        }
    }
}

#[test]
fn clock_environment_terminal_and_client_are_touched_where_the_picture_says() {
    let mut wrong = Vec::new();
    for source in &sources() {
        for (number, line) in source.lines() {
            for (word, places) in KEPT {
                let here = places.iter().any(|place| source.path == *place || source.path.starts_with(place));
                if line.contains(word) && !here {
                    wrong.push(format!("src/{}:{number} has {word}", source.path));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn a_vendor_does_no_input_or_output() {
    for source in sources().iter().filter(|source| source.room() == "vendor") {
        for (number, line) in source.lines() {
            for word in ["std::fs", "std::net", "std::io", "tokio", "async "] {
                assert!(!line.contains(word), "src/{}:{number} has {word}", source.path);
            }
        }
    }
}

/// What is Fivetran's by its nature: its tables, its catalogue of events, its syncs. Whatever else names a vendor would have
/// to be gone through again for the next one.
const OF_ONE_VENDOR: &[&str] =
    &["cli/filter.rs", "gate/overdue.rs", "gate/reason.rs", "read/sql/", "commands/assemble.rs", "commands/syncs/"];

#[test]
fn a_vendor_is_one_folder_that_hardly_anything_else_names() {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("src/vendor");
    let folders: Vec<String> = fs::read_dir(root)
        .unwrap()
        .map(|entry| entry.unwrap())
        .filter(|entry| entry.path().is_dir())
        .map(|entry| entry.file_name().into_string().unwrap())
        .collect();
    assert!(folders.contains(&"late".to_owned()) && folders.len() > 1, "{folders:?}");
    let (mut wrong, mut met) = (Vec::new(), BTreeSet::new());
    for source in sources().iter().filter(|source| source.room() != "vendor") {
        let tests = source.text.lines().position(|line| line == "#[cfg(test)]").unwrap_or(usize::MAX);
        for (number, line) in source.lines().filter(|(number, _)| *number <= tests) {
            let mut words = line.split("vendor::").skip(1).flat_map(|rest| rest.split([':', ',', '{', '}', ';', ' ']));
            let named = words.any(|name| folders.iter().any(|folder| folder == name));
            match OF_ONE_VENDOR.iter().find(|place| source.path.starts_with(**place)) {
                Some(place) if named => drop(met.insert(*place)),
                None if named => wrong.push(format!("src/{}:{number} names a vendor", source.path)),
                _ => {}
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert_eq!(met, OF_ONE_VENDOR.iter().copied().collect(), "a place of the list names none any more");
}
