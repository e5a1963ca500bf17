//! Builds the shell command that lists the counted entries, with the same source, filters and window.

use chrono::{DateTime, Utc};

use super::args::CheckArgs;
use crate::args::GlobalArgs;
use crate::sources::postgres::location;
use connlog_core::gate::GateConfig;
use connlog_core::query::Query;
use connlog_core::time::Zone;

/// Returns one command for each KIND, joined for a shell.
pub(crate) fn command(case: &GateConfig, args: &CheckArgs, shared: &GlobalArgs) -> String {
    // For files, one KIND covers several kinds of records, whose filters differ only by kind.
    let queries = case.kinds.iter().filter_map(|word| {
        let own = |query: &&Query| query.kind.plural() == *word;
        Some((*word, case.queries.iter().find(own).or_else(|| case.queries.first())?))
    });
    let commands: Vec<String> =
        queries.map(|(word, query)| shell_words::join(words(word, query, args, shared))).collect();
    commands.join(" && ")
}

fn words(word: &str, query: &Query, args: &CheckArgs, shared: &GlobalArgs) -> Vec<String> {
    let mut words = vec!["connlog".to_owned(), word.to_owned()];
    let mut flag = |name: &str, value: Option<String>| {
        if let Some(value) = value {
            words.extend([name.to_owned(), value]);
        }
    };
    let filters = &query.filters;
    let list = |values: &[String]| (!values.is_empty()).then(|| values.join(","));
    match &args.gate.fail_on {
        Some(expression) => {
            flag("--where", Some(expression.clone()));
            flag("--status", list(&filters.statuses));
        }
        // The status of a lost account or of a Fivetran event does not identify a failure.
        None if matches!(word, "connections" | "events") => {
            flag("--severity", Some("failure".to_owned()));
            flag("--status", list(&filters.statuses));
        }
        None if word == "status" => flag("--state", Some("disconnected,failing".to_owned())),
        None => flag("--status", Some("failed".to_owned())),
    }
    for expression in &args.entries.filter.wheres {
        flag("--where", Some(expression.clone()));
    }
    flag("--platform", list(&filters.platforms));
    flag("--account", list(&filters.accounts));
    flag("--profile", list(&filters.profiles));
    flag("--search", list(&filters.search));
    // The filters of other kinds are empty.
    flag("--event", list(&filters.events));
    flag("--action", list(&filters.actions));
    flag("--post", list(&filters.posts));
    flag("--connection", list(&filters.connections));
    flag("--service", list(&filters.services));
    flag("--stage", list(&filters.stages));
    if args.gate.fail_on.is_some() {
        flag("--severity", list(&filters.severities));
    }
    flag("--sync", list(&filters.syncs));
    flag("--group", list(&filters.groups));
    let time = |instant: Option<DateTime<Utc>>| instant.map(|instant| Zone::Utc.rfc3339(instant));
    flag("--since", time(query.window.since));
    flag("--until", time(query.window.until));
    add_source(&mut words, shared);
    // An expression over several kinds may contain a field that this kind lacks.
    let foreign = args.kinds.len() > 1 && !(args.entries.filter.wheres.is_empty() && args.gate.fail_on.is_none());
    words.extend((args.entries.filter.any_value || foreign).then(|| "--any-value".to_owned()));
    // A list of states has no limit.
    words.extend((word != "status").then(|| "--all".to_owned()));
    words
}

/// Adds the source flags unchanged, except for secrets in a database address.
pub(crate) fn add_source(words: &mut Vec<String>, shared: &GlobalArgs) {
    words.extend(shared.from.from.iter().flat_map(|place| ["--from".to_owned(), location::printed(place)]));
    words.extend(shared.from.strict.then(|| "--strict".to_owned()));
    words.extend(shared.from.keep_repeats.then(|| "--keep-repeats".to_owned()));
    let api = &shared.api;
    let path = api.api_key_file.as_ref().map(|path| path.display().to_string());
    let typed = [
        ("--context", api.context.clone()),
        ("--base-url", api.base_url.clone()),
        ("--api-key-file", path),
        ("--dialect", api.dialect.map(|dialect| dialect.name().to_owned())),
    ];
    for (name, value) in typed {
        words.extend(value.into_iter().flat_map(|value| [name.to_owned(), value]));
    }
    words.extend(api.demo.then(|| "--demo".to_owned()));
    words.extend(api.insecure_http.then(|| "--insecure-http".to_owned()));
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_shell_reads_back_what_was_quoted() {
        for (word, expected) in [
            ("2026-11-20T12:00:00.5Z", "2026-11-20T12:00:00.5Z"),
            ("a,b", "a,b"),
            ("", "''"),
            ("two words", "'two words'"),
            ("it's $HOME `x`", r"'it'\''s $HOME `x`'"),
            ("~", "'~'"),
        ] {
            assert_eq!(shell_words::quote(word), expected);
        }
    }
}
