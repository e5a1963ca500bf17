//! The reference pages and the man pages are what the program generates. `CONNLOG_TEST_OVERWRITE=1 cargo test --test project
//! current` renews them.

use std::collections::BTreeSet;

use clap::builder::PossibleValue;
use clap::{Arg, ArgAction, Command};
use connlog::commands::Cli;
use serde_json::Value;

use crate::support::{Run, assert_current, connlog, root};

/// The topics of `connlog help`, each a page of `docs/reference`.
const TOPICS: [&str; 6] = ["exit-codes", "errors", "environment", "expressions", "formats", "redaction"];

/// The footer of man pages.
const VERSION: &str = concat!("connlog ", env!("CARGO_PKG_VERSION"));
/// The end of the man pages of commands.
const END: &str =
    ".SH \"EXIT STATUS\"\n`connlog help exit\\-codes` lists the exit codes.\n.SH \"SEE ALSO\"\n\\fBconnlog\\fR(1)\n";
/// The end of the man page of the program.
const ROOT_END: &str = ".SH FILES\n.TP\n~/.config/connlog/config.toml\nContexts with keys and base URLs\n.TP\n~/.local/state/connlog/cursors\nCursors of \\-\\-resume\n.SH ENVIRONMENT\n`connlog help environment` lists the variables.\n";

/// The root command with all that clap derives, such as global flags in subcommands.
fn root_command() -> Command {
    let mut command = Cli::clap_command();
    command.build();
    command
}

/// `command` and all commands below it, each with its full name, such as `connlog syncs show`.
fn commands(command: &Command) -> Vec<(String, Command)> {
    let mut all = vec![(command.get_bin_name().unwrap_or(command.get_name()).to_owned(), command.clone())];
    // clap adds a command `help` to commands with subcommands.
    let below = command.get_subcommands().filter(|below| below.get_name() != "help" || command.get_name() == "connlog");
    all.extend(below.flat_map(commands));
    all
}

#[test]
fn pages_of_topics_are_current() {
    for topic in TOPICS {
        let page = connlog(&format!("help {topic}")).end().code(0).stdout;
        assert!(page.starts_with("# ") && !page.contains("{table}"), "{page}");
        assert_current(&format!("docs/reference/{topic}.md"), &page);
    }
}

#[test]
fn the_page_of_the_command_line_is_current() {
    let root = root_command();
    let mut page =
        "# Command line\n\nThis page is generated from the program. `connlog COMMAND --help` prints the same texts.\n"
            .to_owned();
    let is_shared = |arg: &Arg| arg.is_global_set() || ["help", "version"].contains(&arg.get_id().as_str());
    for (name, command) in commands(&root) {
        let about = command.get_long_about().or(command.get_about()).map(ToString::to_string).unwrap_or_default();
        let usage = command.clone().render_usage().to_string().replace("Usage: ", "");
        page.push_str(&format!("\n## {name}\n\n{about}\n\n```text\n{}\n```\n", usage.trim()));
        let is_root = name == "connlog";
        page.push_str(&tables(command.get_arguments().filter(|arg| is_root || !is_shared(arg))));
        if !is_root && command.get_arguments().any(is_shared) {
            page.push_str("\nThe [options of all commands](#connlog) apply too.\n");
        }
        if let Some(help) = command.get_after_help() {
            page.push_str(&format!("\n```text\n{help}\n```\n"));
        }
    }
    assert_current("docs/reference/cli.md", &page);
}

/// A table for each heading of the help.
fn tables<'a>(args: impl Iterator<Item = &'a Arg>) -> String {
    let shown: Vec<&Arg> = args.filter(|arg| !arg.is_hide_set()).collect();
    let mut headings: Vec<&str> = Vec::new();
    for arg in &shown {
        if !headings.contains(&heading(arg)) {
            headings.push(heading(arg));
        }
    }
    let table = |wanted: &&str| {
        let rows: String = shown.iter().filter(|arg| heading(arg) == *wanted).map(|arg| row(arg)).collect();
        format!("\n| {wanted} | |\n| --- | --- |\n{rows}")
    };
    headings.iter().map(table).collect()
}

fn heading(arg: &Arg) -> &str {
    arg.get_help_heading().unwrap_or(if arg.is_positional() { "Arguments" } else { "Options" })
}

/// A row: the flag with its value, and what it does.
fn row(arg: &Arg) -> String {
    let value = || {
        let names = arg.get_value_names().unwrap_or_default().iter().map(|name| format!("<{name}>"));
        names.collect::<Vec<_>>().join(" ")
    };
    let name = match (arg.get_short(), arg.get_long()) {
        (_, None) if arg.is_positional() => value(),
        (Some(short), Some(long)) => format!("-{short}, --{long}"),
        (_, long) => format!("--{}", long.unwrap_or_default()),
    };
    let takes_value = matches!(arg.get_action(), ArgAction::Set | ArgAction::Append) && !arg.is_positional();
    let name = if takes_value { format!("{name} {}", value()) } else { name };
    let mut effect = arg.get_help().map(ToString::to_string).unwrap_or_default();
    let listed = |values: Vec<String>| values.join(", ");
    let defaults = listed(arg.get_default_values().iter().map(|value| value.to_string_lossy().into_owned()).collect());
    let possible = arg.get_possible_values();
    let possible =
        listed(possible.iter().filter(|value| !value.is_hide_set()).map(|value| value.get_name().to_owned()).collect());
    if takes_value && !defaults.is_empty() && !arg.is_hide_default_value_set() {
        effect.push_str(&format!(" [default: {defaults}]"));
    }
    if (takes_value || arg.is_positional()) && !possible.is_empty() && !arg.is_hide_possible_values_set() {
        effect.push_str(&format!(" [possible values: {possible}]"));
    }
    let cell = |text: &str| text.replace('|', "\\|").replace('<', "&lt;").replace('\n', " ");
    format!("| `{}` | {} |\n", name.replace('|', "\\|"), cell(&effect))
}

#[test]
fn the_page_of_the_record_schema_is_current() {
    let command = root_command();
    let schema = command.find_subcommand("schema").unwrap();
    let values: Vec<_> = schema.get_positionals().flat_map(Arg::get_possible_values).collect();
    let kinds: Vec<&str> = values.iter().map(PossibleValue::get_name).collect();
    assert!(kinds.len() > 4, "{kinds:?}");
    let mut page = "# Record schema\n\nThis page is generated from `connlog schema`. [Records](records.md) explains the differences between sources.\n\n\
                    Every key of a record is always present. A value that the source lacks is `null`. Keys that connlog does not know follow under \
                    the names of the source.\n\nThis is version 1. New versions of connlog add keys. They never rename a key, remove it or change its \
                    type: `-o json-v1` and `-o ndjson-v1` keep version 1 when version 2 comes.\n"
        .to_owned();
    for kind in kinds {
        let schema: Value = serde_json::from_str(&connlog(&format!("schema {kind}")).end().code(0).stdout).unwrap();
        page.push_str(&format!("\n## {kind}\n\n| key | type | value |\n| --- | --- | --- |\n"));
        keys(&schema, "", &mut page);
        page.push_str(&aliases(&schema));
    }
    assert_current("docs/reference/record-schema.md", &page);
}

/// Rows for the keys of a JSON Schema and of the objects in it.
fn keys(schema: &Value, path: &str, page: &mut String) {
    for (name, key) in schema["properties"].as_object().into_iter().flatten() {
        let path = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
        let about = key["description"].as_str().unwrap_or_default().replace('|', "\\|");
        page.push_str(&format!("| `{path}` | {} | {about} |\n", type_of(key)));
        keys(key, &path, page);
        if key["items"]["properties"].is_object() {
            keys(&key["items"], &format!("{path}[]"), page);
        }
    }
}

/// A sentence with the keys that each common field reads.
fn aliases(schema: &Value) -> String {
    let Some(fields) = schema["x-alias"].as_object() else { return String::new() };
    let texts = fields.iter().filter(|(_, keys)| keys != &&serde_json::json!([])).map(|(name, keys)| {
        let keys: Vec<String> =
            keys.as_array().unwrap().iter().map(|key| format!("`{}`", key.as_str().unwrap())).collect();
        format!("`{name}` reads {}", keys.join(", "))
    });
    format!("\nCommon fields: {}.\n", texts.collect::<Vec<_>>().join("; "))
}

/// The types of a value without `null`, or its constant.
fn type_of(key: &Value) -> String {
    let names = match &key["type"] {
        Value::Array(types) => types.iter().filter_map(Value::as_str).filter(|name| *name != "null").collect(),
        Value::String(name) => vec![name.as_str()],
        _ => Vec::new(),
    };
    match (&key["const"], names.as_slice()) {
        (Value::String(text), _) => format!("`{text}`"),
        (_, []) => "any".to_owned(),
        (_, ["array"]) => format!("array of {}s", key["items"]["type"].as_str().unwrap_or("value")),
        (_, names) => names.join(" or "),
    }
}

/// The man page of a command. `-h` hides some flags; the page has all of them.
fn man_page(command: &Command, name: &str) -> String {
    let usage = command.clone().render_usage().to_string().replace("Usage: ", "");
    let usage: String = usage.lines().map(|line| line.trim().replace('-', "\\-") + "\n").collect();
    let command = command.clone().display_name(name.to_owned()).mut_args(|arg| arg.hide_short_help(false));
    let man = clap_mangen::Man::new(command.clone()).source(VERSION).manual("connlog");
    let mut page = Vec::new();
    man.render_title(&mut page).unwrap();
    man.render_name_section(&mut page).unwrap();
    page.extend_from_slice(format!(".SH SYNOPSIS\n.nf\n{usage}.fi\n").as_bytes());
    man.render_description_section(&mut page).unwrap();
    man.render_options_section(&mut page).unwrap();
    if command.has_subcommands() {
        man.render_subcommands_section(&mut page).unwrap();
    }
    let mut examples = Vec::new();
    if command.get_after_help().is_some() {
        man.render_extra_section(&mut examples).unwrap();
    }
    let examples = String::from_utf8(examples).unwrap().replace(".SH EXTRA\n", ".SH EXAMPLES\n.nf\n");
    let end = if name == "connlog" { ROOT_END } else { END };
    let fill = if examples.is_empty() { "" } else { ".fi\n" };
    format!("{}{examples}{fill}{end}", String::from_utf8(page).unwrap())
}

#[test]
fn man_pages_are_current() {
    let mut expected = BTreeSet::new();
    for (name, command) in commands(&root_command()) {
        let file = format!("{}.1", name.replace(' ', "-"));
        let page = man_page(&command, &name.replace(' ', "-"));
        assert_current(&format!("docs/man/{file}"), &page);
        expected.insert(file);
    }
    let present = std::fs::read_dir(root().join("docs/man")).unwrap();
    let present: BTreeSet<String> = present.map(|file| file.unwrap().file_name().into_string().unwrap()).collect();
    assert_eq!(present, expected, "docs/man has a page of a command that does not exist");
}

#[test]
fn every_topic_is_listed_and_completes() {
    let help = connlog("help help").end().code(0).stdout;
    let offered = Run::new(&["--", "connlog", "help", ""]).env("CONNLOG_COMPLETE", "fish").end().code(0).stdout;
    for topic in TOPICS {
        assert!(help.lines().any(|line| line.trim_start().starts_with(topic)), "help does not list {topic}");
        assert!(offered.lines().any(|line| line.starts_with(topic)), "no completion for {topic}");
    }
    assert_eq!(help.split("Topics:\n").nth(1).unwrap().split("\n\n").next().unwrap().lines().count(), TOPICS.len());
}

#[test]
fn help_prints_the_help_of_commands_and_suggests_words() {
    for command in ["posts", "syncs show"] {
        let printed = connlog(&format!("help {command}")).end().code(0).stdout;
        let about = connlog(&format!("{command} --help")).end().code(0).stdout.lines().next().unwrap().to_owned();
        assert!(printed.starts_with(&about) && printed.contains("Options:"), "{command}: {printed}");
    }
    assert!(connlog("help").end().code(0).stdout.contains("Commands:"));
    for (typed, meant) in [("enviroment", "environment"), ("conections", "connections"), ("syncs shwo", "show")] {
        let ended = connlog(&format!("help {typed}")).end().code(2);
        assert!(ended.stderr.contains(&format!("did you mean `{meant}`?")), "{}", ended.stderr);
    }
}
