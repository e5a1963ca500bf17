//! Tests URLs of databases on the command line: a URL is never a path, and no output contains a part of its password.

use std::path::Path;

use proptest::prelude::*;

use crate::support::Run;

/// Nothing listens on port 1. `Zq9` is in every password.
const ADDRESSES: &[&str] = &[
    "postgres://ada:Zq9@127.0.0.1:1/x",
    "POSTGRESQL://ada:Zq9@127.0.0.1:1/x?sslmode=disable",
    "redshift://ada:Zq9@127.0.0.1:1/x",
    "postgres://127.0.0.1:1/x?user=ada&password=Zq9",
    "postgres://ada:%5aq9@127.0.0.1:1/x?sslpassword=Zq9",
    "jdbc:postgresql://127.0.0.1:1/x?user=ada&password=Zq9",
    "host=127.0.0.1 port=1 user=ada password=Zq9 dbname=x",
    "host=127.0.0.1 port=1 user=ada password='Zq9 \\' x'",
    "postgres://ada:a?Zq9@127.0.0.1:1/x",
    "postgres://ada:a#Zq9@127.0.0.1:1/x",
    "postgres://ada:a/Zq9@127.0.0.1:1/x",
    "postgres://ada:a@Zq9@127.0.0.1:1/x",
    "postgres://ada:Zq9/x",
    "postgres://ada@127.0.0.1:1/x?Zq9=1",
    "postgre://ada:Zq9@127.0.0.1:1/x",
    "postgres:/ada:Zq9@127.0.0.1:1/x",
    "mysql://ada:Zq9@127.0.0.1:1/x",
    "clickhouse://ada:Zq9@127.0.0.1:1/x",
    "snowflake://ada:Zq9@account/x",
    "databricks://token:Zq9@host",
    "jdbc:sqlserver://host;user=ada;password=Zq9",
    "Server=host;Uid=ada;Pwd=Zq9;",
    "ada:Zq9@127.0.0.1:1/x",
    "postgres://ada%3AZq9@127.0.0.1:1/x",
    "postgres%3A%2F%2Fada%3AZq9%40127.0.0.1%3A1%2Fx",
    "postgres:// ada:Zq9@127.0.0.1:1/x",
    "'postgres://ada:Zq9@127.0.0.1:1/x'",
    "x://Zq9@host",
    "my_db://host/x?token=Zq9",
    "host=127.0.0.1;passwd=Zq9",
    "service=Zq9",
];

#[test]
fn no_command_shows_a_password_or_takes_an_address_for_a_path() {
    for (number, address) in ADDRESSES.iter().enumerate() {
        let commands: [&[&str]; 6] = [
            &["events", "--from", address, "syncs"],
            &["syncs", "--debug", "--from", address],
            &["stats", "--json", "--from", address],
            &["check", "events", "-o", "json", "--from", address],
            &["tail", "--resume", "name", "--from", address],
            &["events", "--explain", "--from", "a.json", address],
        ];
        // All commands read the address in one place. Each address meets three of them.
        for (place, arguments) in commands.iter().enumerate().filter(|(place, _)| (place + number) % 2 == 0) {
            let ended = Run::new(arguments).end();
            let told = format!("{}{}", ended.stdout, ended.stderr);
            assert!(matches!(ended.code, Some(2 | 3 | 6)), "{place} {address}: {:?} {told}", ended.code);
            let leaks = told.contains("Zq9") || told.contains("%5aq9");
            assert!(!leaks && !told.contains("No such file"), "{place} {address}: {told}");
        }
    }
}

#[test]
fn the_command_of_a_verdict_is_made_of_the_address_that_was_read() {
    let address = "host=127.0.0.1 port=1 user=ada password=Zq9 dbname=logs sslmode=disable";
    let ended = Run::new(&["check", "events", "-o", "json", "--from", address]).end().code(6);
    assert!(ended.stdout.contains("--from 'postgres://ada@127.0.0.1:1/logs?sslmode=disable'"), "{}", ended.stdout);
}

#[test]
fn schemes_that_are_not_read_are_named() {
    for (address, part) in
        [("jdbc:snowflake://a/b", "does not know this form"), ("mysql://a/b", "connlog does not know this scheme")]
    {
        let ended = Run::new(&["events", "--from", address]).end().code(2);
        assert!(ended.stderr.contains(part) && ended.stderr.contains("snowflake://"), "{}", ended.stderr);
    }
}

/// All text in the files of a folder.
fn files(folder: &Path) -> String {
    let mut text = String::new();
    for entry in std::fs::read_dir(folder).unwrap().filter_map(Result::ok) {
        if entry.path().is_dir() {
            text += &files(&entry.path());
        } else {
            text += &String::from_utf8_lossy(&std::fs::read(entry.path()).unwrap());
        }
    }
    text
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    /// Whatever the password and the form of its address are: no output and no file has four characters of it in a row.
    #[test]
    fn no_output_and_no_file_has_a_part_of_a_password(
        secret in "Zq9[ -~]{1,12}|Zq9[@:/?#%&=;\\\\' ]{1,12}|Zq9\\PC{1,8}",
        scheme in "(?i:postgres|postgresql|redshift|mysql|clickhouse|snowflake|postgre|jdbc:postgresql|[a-z]{2,8})",
        form in 0..5_u8,
        command in 0..7_u8,
    ) {
        let encoded = percent_encoding::utf8_percent_encode(&secret, percent_encoding::NON_ALPHANUMERIC).to_string();
        let quoted = secret.replace('\\', "\\\\").replace('\'', "\\'");
        let address = match form {
            0 => format!("{scheme}://ada:{secret}@127.0.0.1:1/x"),
            1 => format!("{scheme}://ada:{encoded}@127.0.0.1:1/x?sslmode=disable"),
            2 => format!("{scheme}://127.0.0.1:1/x?user=ada&password={secret}"),
            3 => format!("host=127.0.0.1 port=1 user=ada PassWord='{quoted}' dbname=x"),
            _ => format!("host=127.0.0.1 port=1 user=ada password={secret}"),
        };
        let arguments: &[&str] = match command {
            0 => &["events", "--json"],
            1 => &["syncs", "--debug"],
            2 => &["stats", "-o", "md"],
            3 => &["check", "events", "-o", "json"],
            4 => &["tail", "--resume", "name", "-o", "ndjson"],
            5 => &["events", "--explain"],
            _ => &["check", "syncs", "--report", "html=report.html"],
        };
        let run = Run::new(arguments).at_home().arg("--from").arg(&address);
        let (child, home) = run.spawn();
        let output = child.wait_with_output().unwrap();
        let told = [output.stdout, output.stderr].map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).concat();
        let told = told + &files(home.path());
        // 3: the driver of a warehouse is not installed.
        prop_assert!(matches!(output.status.code(), Some(2 | 3 | 6)), "{address}: {told}");
        prop_assert!(!told.contains("Zq9") && !told.contains("No such file"), "{address}: {told}");
        // What connlog says of the same address with another password does not count.
        let letters: Vec<char> = secret.chars().collect();
        for part in letters.windows(4).map(|part| part.iter().collect::<String>()) {
            prop_assert!(!told.contains(&part) || part.chars().all(|c| "127.0.0.1:1/x ".contains(c)), "{address}: {told}");
        }
    }
}
