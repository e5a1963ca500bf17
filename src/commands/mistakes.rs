//! Explains command lines that clap rejects: a flag of another command, a word of another tool, a value without its flag.

use std::ffi::OsString;

use chrono::DateTime;
use clap::Command;
use clap::error::{ContextKind, ContextValue, ErrorKind};

use super::Cli;
use super::help::screen;
use crate::error_report;
use connlog_core::error::Error;
use connlog_core::record::vocabulary;
use connlog_core::suggest::misspelt;
use connlog_core::time::{self, Zone};

/// The flags that users of other tools expect, and those of other kinds, with the flags of connlog. The first one that the
/// command has is suggested.
const FLAGS: &[(&[&str], &[&str])] = &[
    (&["last", "tail", "head", "first", "lines", "max-items", "max-results", "top", "count", "number"], &["limit"]),
    (&["no-limit", "unlimited", "everything"], &["all"]),
    (&["filter", "query", "expr", "expression", "q"], &["where"]),
    (&["grep", "match", "contains", "text", "message"], &["search"]),
    (&["start", "begin", "after", "from-time", "start-time", "newer-than"], &["since"]),
    (&["end", "before", "to", "to-time", "end-time", "older-than"], &["until"]),
    (&["columns", "cols", "select", "field"], &["fields"]),
    (&["timezone", "time-zone", "zone"], &["tz"]),
    (&["watch", "live"], &["follow"]),
    (&["verbose", "v", "trace"], &["debug"]),
    (&["group", "group-by", "groupby"], &["by", "where"]),
    (&["interval", "bucket", "per"], &["every"]),
    (&["outfile", "output-file", "file"], &["out"]),
    (&["user", "username", "handle", "connection", "connection-id", "account-id"], &["account", "connection"]),
    (&["network", "channel", "service", "connector"], &["platform", "service"]),
    (&["account", "profile"], &["connection"]),
    (&["platform"], &["service"]),
    (&["event", "type", "event-type"], &["action", "event"]),
    (&["action"], &["event"]),
    (&["severity", "outcome", "result", "state", "level", "failed"], &["status"]),
    (&["status"], &["state"]),
    (&["error", "code", "error-code", "reason"], &["where"]),
];

/// The most words of a time, as in `2 hours ago`.
const MOST_TIME_WORDS: usize = 4;

/// Flags that would put a key on the command line.
const KEY_FLAGS: [&str; 6] = ["token", "api-key", "apikey", "key", "secret", "password"];

/// The commands that users of other tools expect, with the commands of connlog.
const COMMANDS: &[(&[&str], &str)] = &[
    (&["logs", "log", "list", "ls", "all", "entries"], "events"),
    (&["accounts", "account", "disconnected", "health"], "status"),
    (&["errors", "failures", "failed", "problems", "report", "overview"], "summary"),
    (&["search", "find", "grep", "query"], "events --search TEXT"),
    (&["show", "get", "describe", "inspect"], "why ID"),
    (&["export", "download", "backup", "sync-logs"], "archive"),
    (&["publishing", "attempts", "publish"], "posts"),
    (&["follow", "watch", "stream"], "tail"),
    (&["gate", "verify", "ci"], "check"),
    (&["count", "summarize", "metrics"], "stats"),
    (&["auth", "login", "init", "setup", "configure"], "config set NAME.api_key --stdin"),
    (&["whoami", "diagnose", "ping", "test"], "doctor"),
    (&["contexts", "context", "profiles", "settings"], "config list"),
    (&["code", "meaning", "lookup"], "explain"),
    (&["completion"], "completions"),
    (&["version"], "--version"),
];

/// The subcommands that users of other tools expect, with those of connlog.
const SUBCOMMANDS: &[(&str, &[&str], &str)] = &[
    ("connlog config", &["get", "show", "view", "ls", "contexts", "get-contexts"], "connlog config list"),
    ("connlog config", &["add", "new", "create"], "connlog config set NAME.api_key --stdin"),
    ("connlog config", &["use-context", "switch", "select"], "connlog config use NAME"),
    ("connlog posts", &["get", "view", "describe", "inspect"], "connlog posts show ID"),
    ("connlog syncs", &["get", "view", "describe", "inspect"], "connlog syncs show ID"),
];

/// The command line that clap rejected, as far as clap understood it.
struct RejectedLine<'a> {
    /// The command with its flags.
    command: Command,
    /// The words before the flags, such as `connlog posts`.
    name: String,
    root: Command,
    arguments: &'a [OsString],
}

/// Returns the error for a command line that clap rejected; `None` if the error of clap says enough.
pub(crate) fn explain(error: &clap::Error, arguments: &[OsString]) -> Option<Error> {
    if error.kind() == ErrorKind::MissingRequiredArgument {
        return swallowed_argument(error, arguments);
    }
    if matches!(error.kind(), ErrorKind::InvalidValue | ErrorKind::ValueValidation) {
        return invalid_value(error, arguments);
    }
    let kinds = [ErrorKind::UnknownArgument, ErrorKind::InvalidSubcommand, ErrorKind::ArgumentConflict];
    if !kinds.contains(&error.kind()) {
        return None;
    }
    let line = RejectedLine::new(error, arguments);
    let what = Error::usage(error_report::first_line(error));
    if let Some(hint) = line.value_hint().or_else(|| line.time_hint()) {
        return Some(what.hint(hint));
    }
    match (error.kind(), text(error, ContextKind::InvalidArg), text(error, ContextKind::InvalidSubcommand)) {
        (ErrorKind::UnknownArgument, Some(flag), _) if flag.starts_with('-') => Some(line.unknown_flag(&flag, what)),
        (ErrorKind::UnknownArgument, Some(word), _) | (ErrorKind::InvalidSubcommand, _, Some(word)) => {
            Some(what.hint(line.word_hint(&word)))
        }
        _ => None,
    }
}

/// Returns the error for an argument that `--from` took as one of its values.
fn swallowed_argument(error: &clap::Error, arguments: &[OsString]) -> Option<Error> {
    let ContextValue::Strings(missing) = error.get(ContextKind::InvalidArg)? else { return None };
    let words: Vec<&str> = arguments.iter().filter_map(|word| word.to_str()).collect();
    let from = words.iter().position(|word| *word == "--from")?;
    let values = words[from + 1..].iter().take_while(|word| !word.starts_with("--"));
    let last = values.clone().last().filter(|_| values.count() > 1)?;
    let what = Error::usage(format!("{} is missing", missing.join(" ")));
    Some(what.cause(format!("--from takes several values, also `{last}`")).hint(format!("put `{last}` before --from")))
}

/// Returns the error for an empty value, and for a value in another spelling than the known one.
fn invalid_value(error: &clap::Error, arguments: &[OsString]) -> Option<Error> {
    let (argument, value) = (text(error, ContextKind::InvalidArg)?, text(error, ContextKind::InvalidValue)?);
    let name = argument.split([' ', '=', '[']).next()?;
    if !name.starts_with('-') {
        let hint = RejectedLine::new(error, arguments).time_hint()?;
        return Some(Error::usage(error_report::first_line(error)).hint(hint));
    }
    if value.trim().is_empty() {
        let fault =
            Error::usage(format!("{name} has an empty value")).cause("an unset variable of a shell is one cause");
        return Some(fault.hint(format!("give {name} a value, or leave it out")));
    }
    let ContextValue::Strings(known) = error.get(ContextKind::ValidValue)? else { return None };
    let meant = known.iter().find(|known| known.eq_ignore_ascii_case(&value))?;
    Some(Error::usage(error_report::first_line(error)).hint(format!("write {name} {meant}")))
}

/// Returns a text that the error of clap quotes.
fn text(error: &clap::Error, kind: ContextKind) -> Option<String> {
    match error.get(kind)? {
        ContextValue::String(text) => Some(text.clone()),
        _ => None,
    }
}

impl<'a> RejectedLine<'a> {
    fn new(error: &clap::Error, arguments: &'a [OsString]) -> Self {
        let mut root = Cli::clap_command();
        root.build();
        let command = screen::named_command(&error.to_string());
        let name = command.get_bin_name().unwrap_or("connlog").to_owned();
        Self { command, name, root, arguments }
    }

    /// Returns a hint for a value that stands after a flag with an optional value or without one.
    fn value_hint(&self) -> Option<String> {
        let words: Vec<&str> = self.arguments.iter().filter_map(|word| word.to_str()).collect();
        let after = |flag: &str| {
            let place = words.iter().position(|word| *word == flag)?;
            words.get(place + 1).filter(|word| !word.starts_with('-')).copied()
        };
        if let Some(fields) = after("--json") {
            return Some(format!("write --json={fields}, with `=`"));
        }
        after("--explain")
            .map(|code| format!("--explain shows the query plan; `connlog explain {code}` explains a code"))
    }

    /// Returns a hint for a time of several words without quotes.
    fn time_hint(&self) -> Option<String> {
        let words: Vec<&str> = self.arguments.iter().filter_map(|word| word.to_str()).collect();
        let place = words.iter().position(|word| matches!(*word, "--since" | "--until"))?;
        let rest: Vec<&str> = words[place + 1..].iter().take_while(|word| !word.starts_with("--")).copied().collect();
        let is_time = |count: &usize| time::moment(&rest[..*count].join(" "), DateTime::UNIX_EPOCH, Zone::Utc).is_ok();
        let count = (2..=rest.len().min(MOST_TIME_WORDS)).rev().find(is_time)?;
        Some(format!("write {} '{}', with quotes", words[place], rest[..count].join(" ")))
    }

    /// Returns the error for a flag that the command does not have.
    fn unknown_flag(&self, flag: &str, what: Error) -> Error {
        let name = flag.trim_start_matches('-');
        let has = |flag: &str| self.flags().any(|known| known == flag);
        if name.parse::<f64>().is_ok() {
            return what.hint(format!("write {name} without the sign"));
        }
        if KEY_FLAGS.contains(&name) {
            return what
                .cause("other users can read a key on the command line")
                .hint("set CONNLOG_API_KEY, or name a file with --api-key-file (`-` is stdin)");
        }
        if let Some(close) = misspelt(name, self.flags()) {
            return what.hint(format!("did you mean `--{close}`?"));
        }
        let expected = FLAGS.iter().filter(|(names, _)| names.contains(&name)).flat_map(|(_, flags)| *flags);
        let meant = expected.copied().find(|flag| has(flag)).map(|flag| format!("use --{flag} of `{}`", self.name));
        let owners = self.owners(name);
        let what = match owners.as_slice() {
            [] => what,
            owners => what.cause(format!("{flag} is a flag of {}", listed(owners))),
        };
        let other = owners.first().map(|owner| match &*self.name {
            // An archive is complete, so filters are flags of the commands that read it.
            "connlog archive" => format!("filter when you read the archive: `{owner} --from archive {flag}`"),
            "connlog status" | "connlog summary" | "connlog stats" | "connlog check" if name == "all" => {
                format!("leave it out: `{}` reads everything", self.name)
            }
            _ => format!("use `{owner} {flag}`"),
        });
        let help = || format!("`{} --help` lists the flags", self.name);
        what.hint(meant.or(other).unwrap_or_else(help))
    }

    /// Returns a hint for a word that is no command, or that stands where the command takes flags only.
    fn word_hint(&self, word: &str) -> String {
        if self.name == "connlog" {
            let known = self.root.get_subcommands().map(Command::get_name);
            let close = misspelt(word, known).map(|name| format!("did you mean `connlog {name}`?"));
            let expected = COMMANDS.iter().find(|(words, _)| words.contains(&word));
            let meant = expected.map(|(_, command)| format!("use `connlog {command}`"));
            return close.or(meant).unwrap_or_else(|| "`connlog --help` lists the commands".to_owned());
        }
        let expected = SUBCOMMANDS.iter().find(|(owner, words, _)| *owner == self.name && words.contains(&word));
        if let Some((_, _, command)) = expected {
            return format!("use `{command}`");
        }
        if matches!(word, "list" | "ls" | "all") {
            return format!("`{}` lists without this word", self.name);
        }
        let has = |flag: &str| self.flags().any(|known| known == flag);
        let is_id = word.len() >= 16 && word.bytes().all(|byte| byte.is_ascii_hexdigit() || byte == b'-');
        if has("status") && vocabulary::STATUSES.contains(&word) {
            format!("write --status {word}")
        } else if has("state") && vocabulary::STATES.contains(&word) {
            format!("write --state {word}")
        } else if has("platform") && vocabulary::PLATFORMS.contains(&vocabulary::platform(word)) {
            format!("write --platform {word}")
        } else if is_id {
            format!("`connlog why {word}` tells the story of an id")
        } else if has("search") {
            format!("--search {word} finds a text; `{} --help` lists the flags", self.name)
        } else {
            format!("`{} --help` lists the flags", self.name)
        }
    }

    /// Returns the long names of the flags of the command.
    fn flags(&self) -> impl Iterator<Item = &str> {
        self.command.get_arguments().filter(|arg| !arg.is_hide_set()).filter_map(clap::Arg::get_long)
    }

    /// Returns the commands that have the flag, such as `connlog events`.
    fn owners(&self, flag: &str) -> Vec<String> {
        let is_named = |arg: &clap::Arg| {
            let short = arg.get_short().is_some_and(|short| flag.strip_prefix(short) == Some(""));
            short || arg.get_long() == Some(flag)
        };
        let has = |command: &&Command| {
            let mut flags = command.get_arguments().filter(|arg| !arg.is_hide_set());
            flags.any(|arg| is_named(arg) && !arg.is_global_set())
        };
        self.root.get_subcommands().filter(has).map(|owner| format!("connlog {}", owner.get_name())).collect()
    }
}

/// Formats the names of commands: `` `connlog connections`, `connlog events` and 3 more ``.
fn listed(owners: &[String]) -> String {
    const MOST: usize = 4;
    let names: Vec<String> = owners.iter().take(MOST).map(|name| format!("`{name}`")).collect();
    match owners.len().saturating_sub(MOST) {
        0 => names.join(", "),
        more => format!("{} and {more} more", names.join(", ")),
    }
}
