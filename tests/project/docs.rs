//! README and the book say nothing that the program does not do: commands run, flags exist, pictures are real output, links
//! lead somewhere.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::support::{Demo, KEY, Run, assert_current, connlog, root};
#[cfg(target_os = "linux")]
use crate::terminal;

/// Pages outside of the book.
const PAGES: [&str; 4] = ["README.md", "CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md"];

/// Pages whose commands are examples of the help, with an explanation behind each.
const GENERATED: [&str; 2] = ["docs/reference/cli.md", "docs/reference/record-schema.md"];

/// Flags of other programs that the pages name.
const FOREIGN: &[&str] = &[
    "--path",
    "--locked",
    "--test",
    "--compressed",
    "--parallel-max",
    "--example",
    "--rm",
    "--proxy-user",
    "--user",
    "--last",
    "--staus",
];

/// A page of the documentation.
struct Page {
    /// From the root, with slashes.
    path: String,
    text: String,
}

/// Every page of the documentation.
fn pages() -> Vec<Page> {
    let mut paths: Vec<PathBuf> = PAGES.iter().map(|page| root().join(page)).collect();
    collect(&root().join("docs"), &mut paths);
    let page = |path: &PathBuf| {
        let below = path.strip_prefix(root()).unwrap().to_str().unwrap().replace('\\', "/");
        Page { path: below, text: std::fs::read_to_string(path).unwrap().replace("\r\n", "\n") }
    };
    let pages: Vec<Page> = paths.iter().map(page).collect();
    assert!(pages.len() > 40, "the book was found");
    pages
}

/// Adds the Markdown files in a folder and below it.
fn collect(folder: &Path, paths: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
        if entry.is_dir() {
            collect(&entry, paths);
        } else if entry.extension().is_some_and(|extension| extension == "md") {
            paths.push(entry);
        }
    }
}

/// The commands of the program, from its help.
fn command_names() -> Vec<String> {
    let help = connlog("--help").end().code(0).stdout;
    let listed = help.split("Commands:\n").nth(1).unwrap().split("\n\n").next().unwrap().lines();
    let named = listed.filter(|line| line.starts_with("  ") && !line.starts_with("   "));
    named.map(|line| line.split_whitespace().next().unwrap().to_owned()).collect()
}

/// The text of a page.
#[track_caller]
fn page(path: &str) -> String {
    std::fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// The cells of the tables in `text`, without heads and rules.
fn rows(text: &str) -> Vec<Vec<&str>> {
    let lines: Vec<&str> = text.lines().collect();
    let rule = |at: usize| lines.get(at).is_some_and(|line| line.starts_with("| ---"));
    let body = (0..lines.len()).filter(|at| lines[*at].starts_with('|') && !rule(*at) && !rule(at + 1));
    body.map(|at| lines[at].trim_matches('|').split('|').map(str::trim).collect()).collect()
}

/// The code blocks of `text`.
fn blocks(text: &str) -> Vec<&str> {
    let fenced = text.split("\n```").collect::<Vec<_>>();
    assert!(fenced.len() % 2 == 1, "a code block has no end");
    fenced.iter().skip(1).step_by(2).map(|block| block.split_once('\n').map_or("", |(_, body)| body)).collect()
}

#[test]
fn readme_is_short() {
    assert!(page("README.md").lines().count() <= 250);
}

#[test]
fn the_page_of_variables_lists_exactly_those_that_are_read() {
    let literals = include_str!("../../src/env.rs").split('"').skip(1).step_by(2);
    let name = |text: &&str| text.len() > 3 && text.bytes().all(|byte| byte.is_ascii_uppercase() || byte == b'_');
    let read: BTreeSet<&str> = literals.filter(name).filter(|name| *name != name.to_lowercase()).collect();
    assert!(read.len() > 20 && read.contains("CONNLOG_NOW") && read.contains("TERM"), "{read:?}");
    let text = page("docs/reference/environment.md");
    let table = rows(&text);
    let named: BTreeSet<&str> = table.iter().flat_map(|row| row[0].split('`').skip(1).step_by(2)).collect();
    let missing: Vec<_> = read.difference(&named).collect();
    assert!(missing.is_empty(), "`env::reference::VARIABLES` lacks {missing:?}");
    // What the libraries read is not in that file.
    let theirs = ["NO_PROXY", "ADBC_DRIVER_PATH"];
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

/// The help of the program and of every command.
fn helps() -> String {
    let help = |command: String| connlog(&format!("{command} --help")).end().code(0).stdout;
    let commands = command_names().into_iter().chain(["syncs show".to_owned(), String::new()]);
    commands.map(help).collect()
}

#[test]
fn every_flag_that_is_mentioned_exists() {
    let helps = helps();
    let known = flags(&helps);
    let pages = pages();
    let mentioned: BTreeSet<&str> = pages.iter().flat_map(|page| flags(&page.text)).collect();
    assert!(mentioned.len() > 30, "{mentioned:?}");
    let unknown: BTreeSet<&str> = mentioned.difference(&known).copied().collect();
    assert_eq!(unknown, FOREIGN.iter().copied().collect(), "left: what no command has");
}

#[test]
fn every_flag_of_a_list_is_explained() {
    let help = ["connections", "posts", "tail"].map(|list| connlog(&format!("{list} --help")).end().code(0).stdout);
    let help = help.concat();
    let pages: Vec<Page> = pages()
        .into_iter()
        .filter(|page| {
            page.path == "README.md"
                || page.path.starts_with("docs/guide/")
                || page.path == "docs/reference/formats.md"
                || page.path == "docs/reference/redaction.md"
                || page.path == "docs/reference/notes.md"
        })
        .collect();
    let mentioned: BTreeSet<&str> = pages.iter().flat_map(|page| flags(&page.text)).collect();
    let silent: Vec<_> = flags(&help)
        .into_iter()
        .filter(|flag| !mentioned.contains(flag) && !["--help", "--version"].contains(flag))
        .collect();
    assert!(silent.is_empty(), "the guide does not mention {silent:?}");
}

/// The words of every `connlog` command in the code blocks of `text`, and of those in the cells of its tables that begin
/// a row.
fn commands(text: &str) -> Vec<Vec<String>> {
    let mut all = Vec::new();
    let cells = text.lines().filter_map(|line| line.strip_prefix("| `connlog ")?.split('`').next());
    let cells: Vec<String> = cells.map(|rest| format!("connlog {rest}")).collect();
    let blocks = blocks(text);
    for block in blocks.into_iter().chain(cells.iter().map(String::as_str)) {
        for line in block.replace("\\\n", " ").lines() {
            all.extend(shell(line).into_iter().filter_map(|words| {
                let at = words.iter().position(|word| word == "connlog")?;
                // What may be before it: a prompt, or cron's columns.
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
    let mut failures = Vec::new();
    // Several pages show the same command.
    let mut tested = BTreeSet::new();
    for page in pages().iter().filter(|page| !GENERATED.contains(&page.path.as_str())) {
        for words in commands(&page.text) {
            if tested.insert(words.clone())
                && let Some(failure) = failure(&words)
            {
                failures.push(format!("{}: {failure}", page.path));
            }
        }
    }
    assert!(tested.len() > 100, "{}", tested.len());
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

#[test]
fn each_task_of_the_first_week_needs_two_commands_that_lead_from_one_to_the_other() {
    let page = page("docs/first-week.md");
    let tasks: Vec<&str> = page.split("\n## ").skip(1).collect();
    assert_eq!(tasks.len(), 15);
    for task in tasks {
        let title = task.lines().next().unwrap();
        let commands = commands(task);
        let expected = if title == "After a mistake" { 0..=0 } else { 1..=2 };
        assert!(expected.contains(&commands.len()), "{title}: {commands:?}");
        if let [first, second] = &commands[..] {
            let help = connlog(&format!("{} --help", first[0])).end().code(0).stdout;
            for flag in second.iter().filter(|word| word.starts_with("--")) {
                assert!(flags(&help).contains(flag.as_str()), "{title}: {} --help lacks {flag}", first[0]);
            }
        }
    }
}

/// Runs a command of a page against the demo; how it failed, unless it works. Commands that run without an end, and those
/// that need another server or file, are parsed only.
fn failure(words: &[String]) -> Option<String> {
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let kind = words.first().copied().unwrap_or_default();
    // The demo answers: no other server, key or file is used, and nothing is written.
    let elsewhere = |word: &str| ["--api-key-file", "-c", "--base-url", "--out", "--report"].contains(&word);
    let mut line: Vec<&str> = Vec::new();
    let mut left = words.iter().copied();
    while let Some(word) = left.next() {
        if elsewhere(word) {
            left.next();
        } else {
            line.push(match (word, kind) {
                // An account of the demo.
                ("ID", "why") => "65a4c7d2893b6d3418d145ea",
                ("ID", _) => "65f1c0a9e2b5af0012ab34cd",
                _ => word,
            });
        }
    }
    let place = line.iter().position(|word| *word == "--from").and_then(|at| line.get(at + 1)).copied();
    let is_absent = place.is_some_and(|place| place != "-" && !place.starts_with("tests/fixtures"));
    match kind {
        _ if is_absent => line.push("--help"),
        "connections" | "posts" | "events" if line.contains(&"-f") => line.push("--help"),
        "posts" if line.get(1) == Some(&"show") => line.push("--help"),
        "why" | "connections" | "posts" | "webhooks" | "requests" | "messages" | "workflows" | "events" | "status"
        | "stats" | "check" | "summary" | "doctor"
            if !["--demo", "--curl", "--from"].iter().any(|flag| line.contains(flag)) =>
        {
            line.push("--demo");
        }
        "demo" | "tail" | "archive" => line.push("--help"),
        "-c" => return None,
        _ => {}
    }
    let mut run = Run::new(&line).env("CONNLOG_API_KEY", KEY);
    if line.iter().any(|word| word.starts_with('@')) {
        // The filter that the guide shows.
        let filter =
            page("docs/guide/filters.md").split("```toml\n").nth(1).unwrap().split("```").next().unwrap().to_owned();
        run = run.file(".config/connlog/config.toml", &filter);
    }
    if kind == "config" {
        let contexts = ["agency", "staging", "work", "home"].map(|name| format!("[context.{name}]\n"));
        run = run.file(".config/connlog/config.toml", &contexts.concat()).env("EDITOR", "true").stdin(KEY);
    }
    if place == Some("-") {
        run = run.stdin(&page("tests/fixtures/fivetran/samples.ndjson"));
    }
    copy(&fixtures(), &run.home().join("tests/fixtures"));
    let ended = run.at_home().end();
    // In the demo something always fails, which is what `check` is for.
    let fine = ended.code == Some(0) || kind == "check" && matches!(ended.code, Some(10 | 11));
    (!fine).then(|| format!("connlog {}: {:?}\n{}", words.join(" "), ended.code, ended.stderr))
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
    let said = ["app.note(", "Note(format!("].into_iter().flat_map(|call| code.split(call).skip(1));
    // One that was put together elsewhere is not here to be read.
    let worded = |rest: &&str| rest.trim_start().trim_start_matches("&format!(").trim_start().starts_with('"');
    let said: Vec<&str> = said.filter(worded).map(|rest| rest.split('"').nth(1).unwrap()).collect();
    let notes = page("docs/reference/notes.md");
    let table = rows(&notes);
    let shown: Vec<&str> = table.iter().filter_map(|row| row[0].strip_prefix('`')?.strip_suffix('`')).collect();
    // What stands in braces is another each time.
    let fits = |note: &str, mut text: &str| {
        let fixed = note.split('{').map(|part| part.split_once('}').map_or(part, |(_, fixed)| fixed));
        fixed.into_iter().all(|fixed| text.split_once(fixed).map(|(_, rest)| text = rest).is_some())
    };
    assert!(said.len() > 5, "{said:?}");
    for note in said {
        assert!(shown.iter().any(|text| fits(note, text)), "docs/reference/notes.md lacks `{note}`");
    }
}

/// Commands after a prompt, and what is shown below them up to the next.
#[cfg(target_os = "linux")]
fn pictures(text: &str) -> Vec<(&str, &str)> {
    let shown = blocks(text).into_iter().filter_map(|text| text.strip_prefix("$ connlog "));
    let shown = shown.flat_map(|text| text.split("\n\n$ connlog ")).map(|part| part.split_once('\n').unwrap());
    shown.collect()
}

/// What a terminal of 80 columns shows for `command`; `None` where there is no `script` to make one.
#[cfg(target_os = "linux")]
fn picture(command: &str) -> Option<String> {
    let variables: &[_] = if command.contains("--demo") { &[] } else { &[("CONNLOG_API_KEY", KEY)] };
    let variables = [&[("NO_COLOR", "1")], variables].concat();
    let text = terminal::terminal(&format!("{command} --quiet"), 80, &variables)?;
    let lines: Vec<String> = text.lines().map(|line| any_port(line.trim_end())).collect();
    Some(lines.join("\n"))
}

#[test]
#[cfg(target_os = "linux")]
fn pictures_are_current() {
    let mut count = 0;
    for page in pages() {
        let mut renewed = page.text.clone();
        for (command, shown) in pictures(&page.text) {
            let Some(text) = picture(command) else { return };
            renewed =
                renewed.replacen(&format!("$ connlog {command}\n{shown}"), &format!("$ connlog {command}\n{text}"), 1);
            count += 1;
        }
        if count > 0 {
            assert_current(&page.path, &renewed);
        }
    }
    assert!(count >= 8, "{count}");
}

/// `text` with another number for the port of the demo, which is any free one.
#[cfg(target_os = "linux")]
fn any_port(text: &str) -> String {
    let mut pieces = text.split("127.0.0.1:");
    let first = pieces.next().unwrap_or_default().to_owned();
    pieces.fold(first, |kept, piece| kept + "127.0.0.1:43210" + piece.trim_start_matches(|c: char| c.is_ascii_digit()))
}

/// The one block of a page that begins so.
#[track_caller]
fn block(path: &str, beginning: &str) -> String {
    let text = page(path);
    let found: Vec<_> = blocks(&text).into_iter().filter(|text| text.starts_with(beginning)).collect();
    assert_eq!(found.len(), 1, "{beginning}");
    found[0].to_owned()
}

#[test]
fn errors_look_as_shown() {
    const ERRORS: &str = "docs/reference/errors.md";
    let typo = connlog("connections --event disconect").end().code(2);
    assert_eq!(typo.stderr.trim_end(), block(ERRORS, "error: unknown value `disconect`"));
    let place = connlog("connections --where").arg("platform = tiktok and status = faild").end().code(2);
    assert_eq!(place.stderr.trim_end(), block("docs/reference/expressions.md", "error: unknown value `faild`"));
    let line = "connections --all --dialect zernio --concurrency 1 --retries 1 -q -o ndjson";
    let broken = |form: &str| {
        let demo = Demo::start("--fault status=503@3-");
        connlog(line).at(&demo.base_url).env("CONNLOG_ERROR_FORMAT", form).end().code(8)
    };
    assert_eq!(broken("text").stderr.trim_end(), block("docs/guide/bad-networks.md", "error: the list is incomplete"));
    let mut shown: Value = serde_json::from_str(&block(ERRORS, "{\"error\"")).unwrap();
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
        let run =
            connlog(arguments).file(".config/connlog/config.toml", &block("docs/guide/configuration.md", "default = "));
        run.file(".config/connlog/agency.key", KEY).end().code(0).stdout
    };
    let usual = run("posts --curl");
    assert!(usual.contains("'https://zernio.com/api/v1/logs?type=publishing&"), "{usual}");
    let staging = run("-c staging posts --curl");
    assert!(staging.contains("'https://staging.example.com/api/v1/posts/logs?"), "{staging}");
}

#[test]
fn the_contents_of_the_book_list_every_page() {
    let summary = page("docs/SUMMARY.md");
    let listed: BTreeSet<String> = targets(&summary).into_iter().map(|target| format!("docs/{target}")).collect();
    let pages = pages();
    let present: BTreeSet<String> = pages
        .iter()
        .map(|page| page.path.clone())
        .filter(|path| path.starts_with("docs/") && path != "docs/SUMMARY.md")
        .collect();
    assert_eq!(listed, present, "left: docs/SUMMARY.md, right: the files");
}

/// The targets of the links in `text`, outside of code.
fn targets(text: &str) -> Vec<&str> {
    let prose = text.split("\n```").step_by(2);
    prose.flat_map(|prose| prose.split("](").skip(1)).filter_map(|rest| rest.split(')').next()).collect()
}

#[test]
fn every_link_between_pages_leads_somewhere() {
    let mut broken = Vec::new();
    for page in pages() {
        let folder = root().join(&page.path);
        for target in targets(&page.text).into_iter().filter(|target| !target.contains("://")) {
            let (path, anchor) = target.split_once('#').unwrap_or((target, ""));
            let file = if path.is_empty() { folder.clone() } else { folder.parent().unwrap().join(path) };
            let text = std::fs::read_to_string(&file);
            let has_anchor = || text.as_ref().is_ok_and(|text| anchors(text).contains(&anchor.to_owned()));
            if !file.exists() || !anchor.is_empty() && !has_anchor() {
                broken.push(format!("{}: {target}", page.path));
            }
        }
    }
    assert!(broken.is_empty(), "{broken:#?}");
}

/// The anchors of the headings, as mdBook and GitHub make them.
fn anchors(text: &str) -> Vec<String> {
    let titles = text.lines().filter(|line| line.starts_with('#')).map(|line| line.trim_start_matches('#').trim());
    let anchor = |title: &str| {
        let kept = title.chars().filter(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_'));
        kept.map(|c| if c == ' ' { '-' } else { c.to_ascii_lowercase() }).collect()
    };
    titles.map(anchor).collect()
}

/// Old phrases that the pages avoid, in lower case.
const PHRASES: &[&str] = &[
    "last word is a failure",
    "whatever",
    "whoever",
    "of its own",
    " it goes on",
    "in place of",
    "is to be",
    "are told",
    "is told",
    "as it stands",
    "so many",
    "by itself",
];

#[test]
fn pages_are_in_plain_english() {
    let mut found = Vec::new();
    let written = pages().into_iter().filter(|page| !page.path.starts_with("docs/development/"));
    for page in written {
        for (number, line) in page.text.lines().enumerate() {
            let line = line.to_lowercase();
            found.extend(
                PHRASES
                    .iter()
                    .filter(|phrase| line.contains(**phrase))
                    .map(|phrase| format!("{}:{} {phrase}", page.path, number + 1)),
            );
        }
    }
    assert!(found.is_empty(), "{found:#?}");
}
