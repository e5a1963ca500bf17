//! README says nothing that the program does not do: its tables, commands and pictures are held against it.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use connlog_core::error::{Code, Exit};
use serde_json::Value;

use crate::support::{Demo, KEY, Run, connlog};
#[cfg(target_os = "linux")]
use crate::tables;

const README: &str = include_str!("../../README.md");

/// Flags of other programs that README names.
const FOREIGN: [&str; 6] = ["--release", "--path", "--locked", "--test", "--compressed", "--parallel-max"];
const COMMANDS: &[&str] = &[
    "",
    "connections",
    "posts",
    "events",
    "status",
    "syncs",
    "tail",
    "check",
    "stats",
    "explain",
    "schema",
    "doctor",
    "demo",
    "completions",
];

/// The text below the heading `title`, up to the next of the same rank.
#[track_caller]
fn section(title: &str) -> &'static str {
    let (_, below) = README.split_once(&format!("\n## {title}\n")).unwrap_or_else(|| panic!("no section {title}"));
    below.split("\n## ").next().unwrap()
}

/// The cells of the tables in `text`, without heads and rules.
fn rows(text: &str) -> Vec<Vec<&str>> {
    let lines: Vec<&str> = text.lines().collect();
    let rule = |at: usize| lines.get(at).is_some_and(|line| line.starts_with("| ---"));
    let body = (0..lines.len()).filter(|at| lines[*at].starts_with('|') && !rule(*at) && !rule(at + 1));
    body.map(|at| lines[at].trim_matches('|').split('|').map(str::trim).collect()).collect()
}

/// Code blocks with their language.
fn blocks() -> Vec<(&'static str, &'static str)> {
    let fenced = README.split("\n```").collect::<Vec<_>>();
    assert!(fenced.len() % 2 == 1, "a code block has no end");
    fenced.iter().skip(1).step_by(2).map(|block| block.split_once('\n').unwrap()).collect()
}

/// Every exit of the program. A new one does not compile before it is named here.
fn exits() -> Vec<Exit> {
    let all = [
        Exit::Done,
        Exit::Internal,
        Exit::Usage,
        Exit::Config,
        Exit::Auth,
        Exit::NotFound,
        Exit::Network,
        Exit::RateLimited,
        Exit::Incomplete,
        Exit::GateFailed,
        Exit::GateUndecided,
        Exit::Interrupted,
        Exit::Terminated,
    ];
    all.into_iter()
        .inspect(|exit| match exit {
            Exit::Done
            | Exit::Internal
            | Exit::Usage
            | Exit::Config
            | Exit::Auth
            | Exit::NotFound
            | Exit::Network
            | Exit::RateLimited
            | Exit::Incomplete
            | Exit::GateFailed
            | Exit::GateUndecided
            | Exit::Interrupted
            | Exit::Terminated => {}
        })
        .collect()
}

#[test]
fn the_table_of_exit_codes_lists_exactly_those_there_are() {
    let listed: Vec<u8> = rows(section("Exit codes")).iter().map(|row| row[0].parse().unwrap()).collect();
    assert_eq!(listed, exits().into_iter().map(Exit::number).collect::<Vec<_>>());
}

#[test]
fn the_table_of_error_codes_lists_exactly_those_there_are() {
    let mut listed: Vec<(String, u8)> = rows(section("Errors"))
        .iter()
        .map(|row| (row[0].trim_matches('`').to_owned(), row[1].parse().unwrap()))
        .collect();
    let name = |code: Code| serde_json::to_value(code).unwrap().as_str().unwrap().to_owned();
    let mut known: Vec<(String, u8)> = Code::ALL.iter().map(|code| (name(*code), code.exit().number())).collect();
    listed.sort();
    known.sort();
    assert_eq!(listed, known);
}

#[test]
fn every_variable_that_is_read_is_in_the_table() {
    let literals = include_str!("../../src/env.rs").split('"').skip(1).step_by(2);
    let name = |text: &&str| text.len() > 3 && text.bytes().all(|byte| byte.is_ascii_uppercase() || byte == b'_');
    let read: BTreeSet<&str> = literals.filter(name).collect();
    assert!(read.len() > 20 && read.contains("CONNLOG_NOW") && read.contains("TERM"), "{read:?}");
    let table = rows(section("Environment variables"));
    let named: BTreeSet<&str> = table.iter().flat_map(|row| row[0].split('`').skip(1).step_by(2)).collect();
    let missing: Vec<_> = read.difference(&named).collect();
    assert!(missing.is_empty(), "README's table of variables lacks {missing:?}");
    // What the libraries read is not in that file.
    let theirs = ["HTTPS_PROXY", "HTTP_PROXY", "ALL_PROXY", "NO_PROXY", "SSL_CERT_FILE", "SSL_CERT_DIR"];
    let unread: Vec<_> = named.difference(&read).filter(|name| !theirs.contains(*name)).collect();
    assert!(unread.is_empty(), "nobody reads {unread:?}");
}

/// The long flags in `text`.
fn flags(text: &str) -> BTreeSet<&str> {
    let end = |rest: &str| rest.find(|c: char| !c.is_ascii_lowercase() && c != '-').unwrap_or(rest.len());
    text.match_indices("--")
        .filter(|(at, _)| !text[..*at].ends_with(|c: char| c == '-' || c.is_ascii_alphanumeric()))
        .filter(|(at, _)| text[at + 2..].starts_with(|c: char| c.is_ascii_lowercase()))
        .map(|(at, _)| &text[at..at + end(&text[at..])])
        .collect()
}

#[test]
fn every_flag_that_is_mentioned_exists() {
    let helps: Vec<String> =
        COMMANDS.iter().map(|command| connlog(&format!("{command} --help")).end().code(0).stdout).collect();
    let known: BTreeSet<&str> = helps.iter().flat_map(|help| flags(help)).collect();
    let mentioned = flags(README);
    assert!(mentioned.len() > 30, "{mentioned:?}");
    let unknown: BTreeSet<&str> = mentioned.difference(&known).copied().collect();
    assert_eq!(unknown, BTreeSet::from(FOREIGN), "left: what no command has");
}

#[test]
fn every_flag_of_a_list_is_explained() {
    let help = ["connections", "posts", "tail"].map(|list| connlog(&format!("{list} --help")).end().code(0).stdout);
    let help = help.concat();
    let mentioned = flags(README);
    let silent: Vec<_> =
        flags(&help).into_iter().filter(|flag| !mentioned.contains(flag) && *flag != "--help").collect();
    assert!(silent.is_empty(), "README does not mention {silent:?}");
}

/// The words of every `connlog` command in the code blocks.
fn commands() -> Vec<Vec<String>> {
    let mut all = Vec::new();
    for (_, block) in blocks() {
        for line in block.replace("\\\n", " ").lines() {
            all.extend(shell(line).into_iter().filter_map(|words| {
                let at = words.iter().position(|word| word == "connlog")?;
                // What may stand before it: a prompt, or cron's columns.
                let leading = words[..at].iter().all(|word| word == "$" || word.starts_with('*'));
                leading.then(|| words[at + 1..].to_vec())
            }));
        }
    }
    all
}

/// The simple commands of a line, each as words; redirections and comments are left out.
fn shell(line: &str) -> Vec<Vec<String>> {
    let (mut commands, mut words, mut word) = (Vec::new(), Vec::new(), None::<String>);
    let mut characters = line.chars();
    while let Some(character) = characters.next() {
        match character {
            '\'' | '"' => {
                let quoted: String = characters.by_ref().take_while(|inside| *inside != character).collect();
                word.get_or_insert_default().push_str(&quoted);
            }
            '#' if word.is_none() => break,
            ' ' | '|' | ';' | '&' | '>' => {
                words.extend(word.take());
                if character != ' ' {
                    commands.push(std::mem::take(&mut words));
                }
            }
            _ => word.get_or_insert_default().push(character),
        }
    }
    words.extend(word);
    commands.push(words);
    commands
}

#[test]
fn every_command_that_is_shown_works() {
    let commands = commands();
    assert!(commands.len() > 25, "{}", commands.len());
    for words in commands {
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        let kind = words.iter().copied().find(|word| COMMANDS.contains(word)).unwrap();
        // The demo answers; it goes with no other place or key, and nothing is written.
        let elsewhere = |word: &str| ["--api-key-file", "-c", "--base-url", "--out"].contains(&word);
        let mut line: Vec<&str> = Vec::new();
        let mut left = words.iter().copied();
        while let Some(word) = left.next() {
            if elsewhere(word) {
                left.next();
            } else {
                line.push(word);
            }
        }
        match kind {
            "connections" | "posts" | "events" if line.contains(&"-f") => line.push("--help"),
            "connections" | "posts" | "events" | "stats" | "check" | "doctor" | "status"
                if !["--demo", "--curl", "--from"].iter().any(|flag| line.contains(flag)) =>
            {
                line.push("--demo");
            }
            "demo" | "tail" => line.push("--help"),
            _ => {}
        }
        let run = Run::new(&line).env("CONNLOG_API_KEY", KEY);
        std::fs::create_dir_all(run.home().join("tests")).unwrap();
        copy(&fixtures(), &run.home().join("tests/fixtures"));
        let ended = run.at_home().end();
        // In the demo something always fails, which is what the gate is for.
        let fine = ended.code == Some(0) || kind == "check" && ended.code == Some(10);
        assert!(fine, "connlog {}: {:?}\n{}", words.join(" "), ended.code, ended.stderr);
    }
}

fn fixtures() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures")
}

/// Copies a folder: what README reads stands where a command that is run from the project finds it.
fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap().map(Result::unwrap) {
        let (path, to) = (entry.path(), to.join(entry.file_name()));
        if path.is_dir() {
            copy(&path, &to);
        } else {
            std::fs::copy(path, to).unwrap();
        }
    }
}

/// The files in a folder and those in it.
fn texts(folder: &Path) -> Vec<String> {
    let paths = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    paths
        .flat_map(|path| if path.is_dir() { texts(&path) } else { vec![std::fs::read_to_string(path).unwrap()] })
        .collect()
}

#[test]
fn every_note_is_in_the_table() {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("src");
    let code = texts(&root).join("\n");
    // Those that are said at once, and those that are news of what is followed.
    let said = ["process.note(", "Note(format!("].into_iter().flat_map(|call| code.split(call).skip(1));
    // One that was put together elsewhere is not here to be read.
    let worded = |rest: &&str| rest.trim_start().trim_start_matches("&format!(").trim_start().starts_with('"');
    let said: Vec<&str> = said.filter(worded).map(|rest| rest.split('"').nth(1).unwrap()).collect();
    let how_it_looks = README.split("\n### ").find(|text| text.starts_with("How it looks\n")).unwrap();
    let table = rows(how_it_looks);
    let shown: Vec<&str> = table.iter().filter_map(|row| row[0].strip_prefix('`')?.strip_suffix('`')).collect();
    // What stands in braces is another each time.
    let fits = |note: &str, mut text: &str| {
        let fixed = note.split('{').map(|part| part.split_once('}').map_or(part, |(_, fixed)| fixed));
        fixed.into_iter().all(|fixed| text.split_once(fixed).map(|(_, rest)| text = rest).is_some())
    };
    assert!(said.len() > 5, "{said:?}");
    for note in said {
        assert!(shown.iter().any(|text| fits(note, text)), "README's table of notes lacks `{note}`");
    }
}

/// Commands after a prompt, and what is shown below them up to the next.
#[cfg(target_os = "linux")]
fn pictures() -> Vec<(&'static str, &'static str)> {
    let shown = blocks().into_iter().filter_map(|(_, text)| text.strip_prefix("$ connlog "));
    let shown = shown.flat_map(|text| text.split("\n\n$ connlog ")).map(|part| part.split_once('\n').unwrap());
    shown.collect()
}

#[test]
#[cfg(target_os = "linux")]
fn the_pictures_are_what_a_terminal_shows() {
    let pictures = pictures();
    assert_eq!(pictures.len(), 8, "{pictures:?}");
    for (command, picture) in pictures {
        let variables: &[_] = if command.contains("--demo") { &[] } else { &[("CONNLOG_API_KEY", KEY)] };
        let variables = [&[("NO_COLOR", "1")], variables].concat();
        let Some(text) = tables::terminal(&format!("{command} --quiet"), 80, &variables) else { return };
        let lines: Vec<String> = text.lines().map(|line| any_port(line.trim_end())).collect();
        assert_eq!(lines.join("\n"), any_port(picture.trim_end()), "connlog {command}");
    }
}

/// `text` with another number for the port of the demo, which is any free one.
#[cfg(target_os = "linux")]
fn any_port(text: &str) -> String {
    let mut pieces = text.split("127.0.0.1:");
    let first = pieces.next().unwrap_or_default().to_owned();
    pieces.fold(first, |kept, piece| kept + "127.0.0.1:1" + piece.trim_start_matches(|c: char| c.is_ascii_digit()))
}

/// The one block that begins so.
#[track_caller]
fn block(beginning: &str) -> &'static str {
    let found: Vec<_> = blocks().into_iter().filter(|(_, text)| text.starts_with(beginning)).collect();
    assert_eq!(found.len(), 1, "{beginning}");
    found[0].1
}

#[test]
fn errors_look_as_shown() {
    let typo = connlog("connections --event disconect").end().code(2);
    assert_eq!(typo.stderr.trim_end(), block("error: unknown value `disconect`"));
    let place = connlog("connections --where").arg("platform = tiktok and status = faild").end().code(2);
    assert_eq!(place.stderr.trim_end(), block("error: unknown value `faild`"));
    let line = "connections --all --dialect zernio --concurrency 1 --retries 1 -q -o ndjson";
    let broken = |form: &str| {
        let demo = Demo::start("--fault status=503@3-");
        connlog(line).at(&demo.base_url).env("CONNLOG_ERROR_FORMAT", form).end().code(8)
    };
    assert_eq!(broken("text").stderr.trim_end(), block("error: the list is incomplete"));
    let mut shown: Value = serde_json::from_str(block("{\"error\"")).unwrap();
    let (shown, mut real) = (shown["error"].as_object_mut().unwrap(), broken("json").error());
    let real = real.as_object_mut().unwrap();
    for own in ["request_id", "url"] {
        assert!(shown.remove(own).is_some_and(|value| value.is_string()), "{own}");
        assert!(real.remove(own).is_some_and(|value| value.is_string()), "{own}");
    }
    // What is left out of a text is shown by dots.
    let message = shown.remove("message").unwrap();
    let beginning = message.as_str().unwrap().trim_end_matches('.');
    assert!(real.remove("message").unwrap().as_str().unwrap().starts_with(beginning), "{beginning}");
    assert_eq!(shown, real);
}

#[test]
fn the_configuration_that_is_shown_is_understood() {
    let run = |arguments: &str| {
        let run = connlog(arguments).file(".config/connlog/config.toml", block("default = "));
        run.file(".config/connlog/agency.key", KEY).end().code(0).stdout
    };
    let usual = run("posts --curl");
    assert!(usual.contains("'https://zernio.com/api/v1/logs?type=publishing&"), "{usual}");
    let staging = run("-c staging posts --curl");
    assert!(staging.contains("'https://staging.example.com/api/v1/posts/logs?"), "{staging}");
}
