//! The further examples of `--help`: one for each flag that the examples of a command do not show.

use clap::{Arg, Command};

/// Examples of flags whose values are free, or that need another flag.
const VALUES: &[(&str, &str)] = &[
    ("account", "--account 65a4c7d2e5505e3651af9776"),
    ("after-context", "--status failed -A 2"),
    ("api-key-file", "--api-key-file ~/.config/connlog/key"),
    ("base-url", "--base-url https://zernio.com/api"),
    ("before-context", "--status failed -B 2"),
    ("C", "--status failed -C 2"),
    ("color", "--color=always"),
    ("concurrency", "--concurrency 8"),
    ("connection", "--connection orders_db"),
    ("context", "-c work"),
    ("context-by", "--status failed -C 2 --context-by account"),
    ("csv-safe", "-o csv --csv-safe"),
    ("days", "--days 7"),
    ("demo", "--demo"),
    ("entries", "--entries 100000"),
    ("event", "--event disconnect"),
    ("exec-parallel", "--exec ./notify --exec-parallel 4"),
    ("exec-shell", "--exec 'jq .id >> ids' --exec-shell"),
    ("fail-on", "--fail-on 'statusCode >= 500'"),
    ("fields", "--fields time,account,code,message -o csv"),
    ("format", "--format json"),
    ("from", "--from export.ndjson"),
    ("group", "--group Warehouse"),
    ("heartbeat", "--heartbeat 1m -o ndjson"),
    ("interval", "--interval 30s"),
    ("jq", "-o ndjson --jq .id"),
    ("keep-repeats", "--from export.ndjson --keep-repeats"),
    ("key", "--key 66f0a1b2c3d4e5f60718293a"),
    ("late", "--late 2m"),
    ("latency", "--latency 80ms"),
    ("max-body", "--max-body 256MiB"),
    ("max-schema-changes", "--max-schema-changes 0"),
    ("max-wait", "--max-wait 10m"),
    ("out", "-o json --out connlog.json"),
    ("page-size", "--page-size 20"),
    ("platform", "--platform tiktok,x"),
    ("post", "--post 6b0dd714a03f32000069bb88"),
    ("profile", "--profile 64f0b3e108abb456b2ac5e90"),
    ("rate-limit", "--rate-limit 60"),
    ("raw", "-o ndjson --raw"),
    ("raw-text", "--jq .id -r"),
    ("report-path", "--report junit=check.xml --report-path logs.json"),
    ("request", "--request 9e739097-e728-4bac-8000-647e7094a04b"),
    ("retries", "--retries 8"),
    ("schema", "--from postgres://HOST/DATABASE --schema fivetran_log"),
    ("search", "--search 'rate limit'"),
    ("seed", "--seed 7"),
    ("serves", "--serves late"),
    ("service", "--service postgres,mysql"),
    ("settle", "--settle 5m"),
    ("severity", "--severity warning,failure"),
    ("skip", "--skip 50"),
    ("stage", "--stage 5"),
    ("status", "--status failed"),
    ("status-code", "--status-code 429,503"),
    ("strict", "--from export.ndjson --strict"),
    ("sync", "--sync 158f2e84"),
    ("timeout", "--timeout 60s"),
    ("tz", "--tz Europe/Berlin"),
    ("until", "--since 'yesterday 17:00' --until 'today 9:00'"),
    ("webhook", "--webhook 507f1f77bcf86cd799439011"),
    ("where", "--where 'duration > 30s'"),
];

/// Returns the examples of flags that `shown`, the examples of the command, does not have. Flags of all commands have their
/// example in the help of `connlog`.
pub(super) fn further(command: &Command, shown: &str) -> String {
    let full_name = command.get_bin_name().unwrap_or("connlog");
    let is_root = full_name == "connlog";
    let has_example = |arg: &Arg| {
        let long = arg.get_long().map(|long| format!("--{long}"));
        let short = arg.get_short().map(|short| format!("-{short}"));
        let mut words = shown.split([' ', '=', '\n', '|']);
        words.any(|word| [&long, &short].into_iter().flatten().any(|flag| flag == word))
    };
    let lacks_example = |arg: &&Arg| {
        let is_own = is_root || !arg.is_global_set();
        !arg.is_positional() && !arg.is_hide_set() && is_own && !is_about(arg) && !has_example(arg)
    };
    let name = if is_root { "connlog posts".to_owned() } else { with_required(command, full_name) };
    let line = |arg: &Arg| format!("  {name} {}", example(arg));
    let lines: Vec<String> = command.get_arguments().filter(lacks_example).map(line).collect();
    if lines.is_empty() { String::new() } else { format!("\n\nFurther flags:\n{}", lines.join("\n")) }
}

/// Returns the name of the command with its required arguments, such as `connlog why ID`.
fn with_required(command: &Command, name: &str) -> String {
    let required = command.get_positionals().filter(|arg| arg.is_required_set());
    required.fold(name.to_owned(), |name, arg| format!("{name} {}", arg.get_id().as_str().to_uppercase()))
}

/// Returns whether the flag shows help or the version.
fn is_about(arg: &Arg) -> bool {
    matches!(arg.get_id().as_str(), "help" | "version")
}

/// Returns the flag with a value.
fn example(arg: &Arg) -> String {
    let short = arg.get_short().map(String::from);
    let flag = arg.get_long().or(short.as_deref()).unwrap_or_default();
    if let Some((_, example)) = VALUES.iter().find(|(known, _)| *known == flag) {
        return (*example).to_owned();
    }
    let takes_value = arg.get_action().takes_values();
    match arg.get_possible_values().first().filter(|_| takes_value) {
        Some(value) => format!("--{flag} {}", value.get_name()),
        None => format!("--{flag}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::commands::Cli;

    fn commands() -> Vec<Command> {
        let mut root = Cli::clap_command();
        root.build();
        let below = |command: &Command| command.get_subcommands().cloned().collect::<Vec<_>>();
        let first = below(&root);
        let second: Vec<Command> = first.iter().flat_map(below).collect();
        [vec![root], first, second].concat()
    }

    #[test]
    fn every_example_is_a_valid_command_line() {
        let mut invalid: Vec<String> = Vec::new();
        for command in commands() {
            let shown = command.get_after_help().map(ToString::to_string).unwrap_or_default();
            for line in further(&command, &shown).lines().filter(|line| line.starts_with("  ")) {
                let words = shell_words::split(line).unwrap();
                let parsed = Cli::clap_command().try_get_matches_from(words);
                invalid.extend(parsed.err().map(|error| format!("{line}: {error}")));
            }
        }
        assert!(invalid.is_empty(), "{}", invalid.join("\n"));
    }

    #[test]
    fn every_value_of_the_table_belongs_to_a_flag() {
        let flags: Vec<String> = commands()
            .iter()
            .flat_map(|command| {
                command.get_arguments().filter_map(|arg| arg.get_long().map(str::to_owned)).collect::<Vec<_>>()
            })
            .chain(["format".to_owned()])
            .collect();
        for (flag, _) in VALUES {
            assert!(flags.iter().any(|known| known == flag) || flag.len() == 1, "{flag}");
        }
    }
}
