//! Tests that flags without effect are usage errors.

use crate::support::{Run, connlog};

const FIVETRAN: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/fivetran/syncs.ndjson");

/// The flags below `heading` in a command's help, each with a value it takes.
fn flags_below(heading: &str, command: &str) -> Vec<(String, &'static str)> {
    let help = connlog(&format!("{command} --help")).end().code(0).stdout;
    let (_, below) = help.split_once(&format!("\n{heading}:\n")).unwrap_or_else(|| panic!("{command}: no {heading}"));
    let section = below.split("\n\n").take_while(|part| part.starts_with(' ')).collect::<Vec<_>>().join("\n");
    let lines = section.lines().map(str::trim_start).filter(|line| {
        let short = line.strip_prefix('-').and_then(|rest| rest.get(1..5));
        line.starts_with("--") || short == Some(", --")
    });
    let flag = |line: &str| {
        let words = line.split("  ").next().unwrap();
        let name = words.split(' ').find(|word| word.starts_with("--")).unwrap().trim_end_matches("...");
        let value = match words.split_once('<').map(|(_, value)| value.split('>').next().unwrap()) {
            None => "",
            Some("DURATION") => "5s",
            Some("N") => "3",
            Some("SIZE") => "9MiB",
            Some("DIALECT") => "late",
            Some(_) => FIVETRAN,
        };
        (name.to_owned(), value)
    };
    lines.map(flag).collect()
}

/// Runs `line` with one flag more, and wants it refused by its name.
#[track_caller]
fn refused(line: &str, (flag, value): &(String, &str)) {
    let words: Vec<&str> = line.split(' ').chain([flag.as_str(), *value]).filter(|word| !word.is_empty()).collect();
    let ended = Run::new(&words).env("CONNLOG_ERROR_FORMAT", "json").end();
    assert_eq!((ended.code, ended.stdout.as_str()), (Some(2), ""), "{line} {flag}: {}", ended.stderr);
    let error = ended.error();
    assert!(error["message"].as_str().unwrap().contains(flag.as_str()), "{line} {flag}: {error}");
    assert!(!error["hint"].as_str().unwrap().contains("--help"), "{line} {flag} wants a hint of its own: {error}");
}

#[test]
fn what_reads_no_entries_takes_no_flag_that_says_where_they_come_from() {
    for line in ["explain oauth_denied", "schema posts", "completions bash", "demo --quiet"] {
        for heading in ["Source", "Network"] {
            // The help of the command omits these flags.
            let flags = flags_below(heading, "connections");
            assert!(flags.len() > 3, "{flags:?}");
            for flag in flags.iter().filter(|(flag, _)| flag != "--debug") {
                refused(line, flag);
            }
        }
    }
    for flag in ["--from", "--strict", "--keep-repeats", "--schema"] {
        let value = if matches!(flag, "--strict" | "--keep-repeats") { "" } else { FIVETRAN };
        refused("doctor --demo", &(flag.to_owned(), value));
    }
}

#[test]
fn files_are_read_without_the_flags_of_the_api() {
    let from = format!("--from {FIVETRAN}");
    let files = ["--from", "--strict", "--keep-repeats"];
    for command in ["connections", "posts", "events", "syncs", "tail", "check", "stats"] {
        let mut flags = flags_below("Source", command);
        flags.extend(flags_below("Network", command));
        for flag in flags.iter().filter(|(flag, _)| !files.contains(&flag.as_str()) && flag != "--debug") {
            refused(&format!("{command} {from}"), flag);
        }
    }
    for (line, flag, value) in [
        ("connections", "--page-size", "7"),
        ("events", "--page-size", "7"),
        ("events -f", "--page-size", "7"),
        ("tail", "--settle", "5s"),
    ] {
        refused(&format!("{line} {from}"), &(flag.to_owned(), value));
    }
}

#[test]
fn flags_that_cannot_both_be_heeded_are_refused_with_a_way_out() {
    for (line, flag, value) in [
        ("connections --demo -f", "--until", "now"),
        ("posts --demo -f", "--all", ""),
        ("events --demo -f", "--skip", "5"),
        ("events --demo -f", "--explain", ""),
        ("events --demo -f", "--curl", ""),
        ("connections --demo -f --since 1h", "--limit", "5"),
        ("connections --demo -f -n 5", "--days", "3"),
        ("events --demo", "--keep-repeats", ""),
        ("posts --demo --curl", "--out", "x"),
        ("posts --demo --curl", "--output", "json"),
        ("events --demo --explain", "--json", ""),
        ("events --demo --explain", "--fields", "kind"),
        ("events --demo --explain -q", "--raw", ""),
        ("events --demo --explain -q", "--jq", "."),
        ("stats --demo -o json", "--raw", ""),
    ] {
        refused(line, &(flag.to_owned(), value));
    }
    for flag in ["--since 1d", "--until now", "--days 3", "--tz utc", "--utc", "-n 3", "--all", "-o json", "--out x"] {
        let ended = connlog(&format!("syncs {flag} show 1 --from {FIVETRAN}")).end().code(2);
        assert!(ended.stderr.contains("`connlog syncs show` does not take"), "{flag}: {}", ended.stderr);
    }
}

#[test]
fn flags_that_mean_something_there_are_taken() {
    for line in ["schema posts --no-color --quiet", "explain oauth_denied --color=always", "doctor --demo --timeout 9s"]
    {
        connlog(line).end().code(0);
    }
    connlog(&format!("events --from {FIVETRAN} --strict --debug --skip 2 --until now")).end().code(0);
    connlog("connections --demo --page-size 7 --retries 2 --concurrency 2 --max-wait 3s").end().code(0);
}
