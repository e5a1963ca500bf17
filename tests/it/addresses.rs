//! Addresses of databases on the command line: an address is never a path, and no output has a part of its password.

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
            assert!(matches!(ended.code, Some(2 | 6)), "{place} {address}: {:?} {told}", ended.code);
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
    for (address, part) in [
        ("snowflake://a/b", "not supported yet by this version"),
        ("sqlite:logs.db", "not supported yet by this version"),
        ("mysql://a/b", "connlog does not know this scheme"),
    ] {
        let ended = Run::new(&["events", "--from", address]).end().code(2);
        assert!(ended.stderr.contains(part) && ended.stderr.contains("postgres://"), "{}", ended.stderr);
    }
}
