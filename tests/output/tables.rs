//! Tests tables in a terminal of 60, 80 and 120 columns, and in a pipe with `-o table`.
//! `SNAPSHOTS=overwrite cargo test --test output tables` accepts new tables; read them before you commit them.

use std::path::PathBuf;

use snapbox::Data;
use snapbox::assert_data_eq;
use unicode_width::UnicodeWidthStr as _;

use crate::support::{Run, connlog};
#[cfg(target_os = "linux")]
use crate::terminal::{bare, terminal};

const WIDTHS: [u16; 3] = [60, 80, 120];

/// Lists that together show every kind of row.
const LISTS: &[(&str, &str)] = &[
    ("connections", "connections --demo --quiet --limit 20 --dialect zernio"),
    ("connections-late", "connections --demo --quiet --limit 20 --dialect late"),
    ("failures", "connections --demo --quiet --limit 12 --dialect zernio --status failed"),
    ("posts", "posts --demo --quiet --limit 20 --dialect zernio"),
    ("posts-late", "posts --demo --quiet --limit 20 --dialect late"),
    ("stats", "stats --demo --quiet --dialect zernio connections"),
    ("stats-over-time", "stats --demo --quiet --dialect zernio --since 1d --every 1h --top 10"),
    ("stats-days", "stats posts --demo --quiet --dialect late --by response.errorCode --every 1d --days 7"),
    ("failed-posts", "posts --demo --quiet --limit 12 --dialect zernio --status failed"),
];

fn piped(arguments: &str, width: u16) -> String {
    let run = connlog(arguments).arg("--output=table").env("COLUMNS", &width.to_string());
    let ended = run.end().code(0);
    assert_eq!(ended.stderr, "");
    ended.stdout
}

#[track_caller]
fn snapshot(name: &str, text: &str) {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/snapshots").join(name);
    assert_data_eq!(text, Data::read_from(&path, None).raw());
}

#[track_caller]
fn assert_fits(table: &str, width: u16) {
    for line in table.lines() {
        assert!(line.width() <= usize::from(width), "{} columns: {line}", line.width());
    }
}

#[test]
fn tables_in_a_pipe_fit_the_columns_they_are_given() {
    for (name, arguments) in LISTS {
        for width in WIDTHS {
            let table = piped(arguments, width);
            assert_fits(&table, width);
            snapshot(&format!("{name}-pipe-{width}.txt"), &table);
        }
    }
}

#[test]
#[cfg(target_os = "linux")]
fn tables_on_a_terminal_have_ages_and_symbols_and_fit() {
    for (name, arguments) in LISTS {
        for width in WIDTHS {
            let Some(table) = terminal(arguments, width, &[("NO_COLOR", "1")]) else { return };
            assert_fits(&table, width);
            snapshot(&format!("{name}-terminal-{width}.txt"), &table);
        }
    }
}

#[test]
#[cfg(target_os = "linux")]
fn colour_on_a_terminal_says_nothing_that_words_do_not_say() {
    for (name, arguments) in LISTS {
        let Some(coloured) = terminal(arguments, 80, &[]) else { return };
        assert_eq!(bare(&coloured), terminal(arguments, 80, &[("NO_COLOR", "1")]).unwrap(), "{name}");
        snapshot(&format!("{name}-terminal-80-colour.txt"), &coloured);
    }
}

#[test]
#[cfg(target_os = "linux")]
fn the_width_of_the_terminal_counts_not_what_columns_says() {
    let Some(table) = terminal("posts --demo -q -n 5", 60, &[("NO_COLOR", "1"), ("COLUMNS", "200")]) else { return };
    assert_fits(&table, 60);
}

#[test]
#[cfg(target_os = "linux")]
fn on_a_terminal_the_table_is_the_default_and_json_is_indented() {
    let Some(table) = terminal("posts --demo -q -n 1", 80, &[("NO_COLOR", "1")]) else { return };
    assert!(table.starts_with("TIME "), "{table}");
    let json = terminal("posts --demo -q -n 1 -o json", 80, &[]).unwrap();
    assert!(json.starts_with("[\n  {\n    \"kind\": \"post\",\n"), "{json}");
    assert!(!json.contains('\u{1b}'), "machine formats are coloured only where it is typed");
}

#[test]
fn without_a_width_nothing_is_cut() {
    let table = connlog("posts --demo -q -n 100 -o table").end().code(0).stdout;
    assert!(!table.contains('…'), "{table}");
    assert!(table.lines().skip(1).all(|line| line.starts_with("2026-11-2") && line[..30].contains("Z ")), "{table}");
}

#[test]
fn what_failed_names_its_reason_at_every_width() {
    for width in [50, 60, 70, 80, 90, 100, 120, 160] {
        let run = |arguments: &str| Run::new(&arguments.split(' ').collect::<Vec<_>>());
        let arguments = "connections --demo -q --event connect_failed -n 30 -o table";
        let table = run(arguments).env("COLUMNS", &width.to_string()).end().code(0).stdout;
        assert!(table.lines().next().unwrap().ends_with("REASON"), "{table}");
        let rows = table.lines().skip(1);
        assert!(rows.clone().count() == 30 && rows.clone().all(|row| row.contains("connect_failed")), "{table}");
        assert_fits(&table, width);
    }
}

#[test]
fn an_empty_list_has_no_header_and_says_so_beside() {
    let ended = connlog("posts --demo --since 1s -o table").end().code(0);
    assert_eq!(ended.stdout, "");
    assert!(ended.stderr.contains("no posts match"), "{}", ended.stderr);
}
