//! The help of every command at 80 columns. `SNAPSHOTS=overwrite cargo test --test project help` accepts new texts.

use std::collections::BTreeSet;
use std::path::PathBuf;

use snapbox::{Data, assert_data_eq};

use crate::support::connlog;
use connlog::output::formats::FORMATS;

const COMMANDS: [&str; 30] = [
    "",
    "connections",
    "posts",
    "events",
    "webhooks",
    "requests",
    "messages",
    "workflows",
    "status",
    "syncs",
    "syncs show",
    "tail",
    "check",
    "stats",
    "archive",
    "summary",
    "explain",
    "schema",
    "doctor",
    "config",
    "config path",
    "config list",
    "config use",
    "config set",
    "config edit",
    "demo",
    "why",
    "posts show",
    "completions",
    "help",
];

fn help(command: &str) -> String {
    connlog(&format!("{command} --help")).env("COLUMNS", "80").end().code(0).stdout
}

#[test]
fn the_help_of_every_command_is_a_snapshot() {
    for command in COMMANDS {
        let name = if command.is_empty() { "connlog".to_owned() } else { command.replace(' ', "-") };
        let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/snapshots/help").join(format!("{name}.txt"));
        assert_data_eq!(help(command), Data::read_from(&path, None).raw());
    }
}

#[test]
fn no_command_lacks_a_snapshot() {
    let help = help("");
    let (_, listed) = help.split_once("Commands:\n").unwrap();
    let lines = listed.split("\n\n").next().unwrap().lines();
    let named: BTreeSet<&str> = lines
        .filter(|line| line.starts_with("  ") && !line.starts_with("   "))
        .filter_map(|line| line.split_whitespace().next())
        .collect();
    let expected: BTreeSet<&str> =
        COMMANDS.into_iter().filter(|name| !name.is_empty() && !name.contains(' ')).collect();
    assert_eq!(named, expected);
}

/// Returns the help of `-h`.
fn screen(command: &str) -> String {
    connlog(&format!("{command} -h")).env("COLUMNS", "80").end().code(0).stdout
}

#[test]
fn the_short_help_of_every_command_fits_one_screen() {
    for command in COMMANDS {
        let screen = screen(command);
        assert!(screen.lines().count() <= 40, "{command}: {} lines\n{screen}", screen.lines().count());
        assert!(screen.lines().all(|line| line.chars().count() <= 80), "{command}: {screen}");
        let end: Vec<&str> = screen.lines().rev().take(2).collect();
        assert!(end.iter().any(|line| line.contains("--help")), "{command}: {screen}");
        assert!(screen.contains("Usage: connlog"), "{command}: {screen}");
    }
    let list = screen("posts");
    for flag in ["--status", "--since", "--output", "--from", "--demo", "Examples:"] {
        assert!(list.contains(flag), "{flag} in {list}");
    }
    assert!(!list.contains("--csv-safe") && help("posts").contains("--csv-safe"));
}

#[test]
fn every_flag_of_every_command_has_an_example() {
    let globals = global_flags();
    for command in COMMANDS {
        let help = help(command);
        let (flags, examples) = help.split_once("Example").unwrap_or_else(|| panic!("{command} has no example"));
        let is_example = |flag: &str, line: &str| line.split([' ', '=', '|']).any(|word| word == flag);
        let is_flag = |line: &&str| ["  -", "      -"].iter().any(|start| line.starts_with(start));
        for line in flags.lines().filter(is_flag) {
            let names: Vec<&str> =
                line.split([' ', ',', '[', '<']).filter(|word| word.starts_with('-')).take(2).collect();
            let is_global = !command.is_empty() && globals.iter().any(|flag| names.contains(&flag.as_str()));
            let has_one = names.iter().any(|flag| examples.lines().any(|line| is_example(flag, line)));
            assert!(
                has_one || is_global || names.contains(&"--help") || names.contains(&"--version"),
                "{command}: {line}"
            );
        }
    }
}

/// Returns the flags that every command has, which the help of connlog shows.
fn global_flags() -> Vec<String> {
    let help = help("");
    let words = help.split([' ', '\n', '[', ',']).filter(|word| word.starts_with("--"));
    words.map(str::to_owned).collect()
}

#[test]
fn the_long_help_shows_every_flag() {
    for command in COMMANDS {
        let page = connlog(&format!("help {command}")).end().code(0).stdout;
        let lines = page.lines().map(str::trim_start).filter(|line| line.starts_with('-'));
        let flags = lines.filter_map(|line| line.split_whitespace().find(|word| word.starts_with("--")));
        let help = help(command);
        for flag in flags.map(|flag| flag.trim_end_matches([',', '.'])).filter(|flag| flag.len() > 2) {
            let name = flag.split(['[', '=', ')']).next().unwrap();
            assert!(help.contains(name), "{command}: {name}");
        }
    }
    assert!(!help("connections").contains("write_to_table_start"));
}

#[test]
fn help_omits_flags_that_a_command_rejects() {
    for command in ["explain", "schema", "demo", "completions"] {
        for flag in ["--from", "--base-url", "--api-key-file", "--timeout", "--debug"] {
            assert!(!help(command).contains(&format!("{flag} ")), "{command} {flag}");
        }
    }
    let doctor = help("doctor");
    assert!(doctor.contains("--from ") && doctor.contains("--base-url ") && !doctor.contains("--strict"));
    for command in ["status", "syncs", "stats"] {
        assert!(!help(command).contains("--raw "), "{command}");
    }
}

#[test]
fn long_help_explains_environment_variables_and_values() {
    let long = connlog("help connections").end().code(0).stdout;
    for text in ["CONNLOG_BASE_URL", "2h30m", "audit_trail", "redshift://"] {
        assert!(long.contains(text) && !help("connections").contains(text), "{text}");
    }
}

#[test]
fn help_names_the_formats_that_exist() {
    let known: BTreeSet<&str> = FORMATS.iter().map(|spec| spec.name).collect();
    for command in ["connections", "tail"] {
        let help = help(command);
        let (_, text) = help.split_once("Format: ").unwrap();
        let (names, _) = text.split_once('[').unwrap();
        assert_eq!(names.split(',').map(str::trim).collect::<BTreeSet<&str>>(), known, "{command}");
    }
    assert!(help("tail").contains("[default: line, in pipes ndjson]") && !help("connections").contains("tail: "));
}

#[test]
fn help_names_only_the_provider_of_the_command() {
    assert!(!help("posts").contains("Fivetran"));
    for word in ["Late", "Zernio", "zernio", "instagram"] {
        assert!(!help("syncs").contains(word) && !help("syncs show").contains(word), "{word}");
    }
}

#[test]
fn explain_lists_the_values_of_filters() {
    for (filter, value) in
        [("events", "write_to_table_start"), ("statuses", "failed"), ("platforms", "tiktok"), ("actions", "publish")]
    {
        let ended = connlog(&format!("explain --list {filter}")).end().code(0);
        assert!(ended.stdout.lines().any(|line| line == value), "{filter}: {}", ended.stdout);
        let array = connlog(&format!("explain --list {filter} -o json")).end().code(0).array();
        assert_eq!(array.len(), ended.stdout.lines().count());
    }
}
