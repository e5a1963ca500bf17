//! `connlog explain`: explains error codes, prints the redaction rules and lists the values of filters. Sends no request.

use clap::builder::PossibleValue;
use clap::{Args, ValueEnum};
use serde_json::json;

use super::Command;
use crate::app::AppContext;
use crate::args::open_value::OpenValueParser;
use crate::args::unused::InputNeeds;
use crate::args::{GlobalArgs, known_values};
use crate::output::terminal;
use crate::output::terminal::Palette;
use crate::output::wrap::{LongWords, wrap};
use connlog_core::error::{Code, Error, Exit, Result};
use connlog_core::providers::error_codes::{self, ErrorCodeInfo};
use connlog_core::record::vocabulary;
use connlog_core::redact;
use connlog_core::sanitize::Keep;
use connlog_core::suggest::did_you_mean;

const EXAMPLES: &str = "\
Examples:
  connlog explain oauth_denied
  connlog explain auth_expired platform_error
  connlog explain                          every known code
  connlog explain --json | jq '.[].code'
  connlog explain --list events            every value of --event
  connlog explain redaction                which values are hidden, and how they are detected";

/// The argument that prints the redaction rules.
const REDACTION: &str = "redaction";

/// Flags of `explain`.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct ExplainArgs {
    /// Error codes (in upper or lower case), or `redaction` for the redaction rules [default: all codes]
    #[arg(value_name = "CODE", value_parser = OpenValueParser(known_codes), hide_possible_values = true)]
    codes: Vec<String>,
    /// Output format; json is an array
    #[arg(short, long, visible_alias = "format", value_name = "FORMAT", default_value = "text")]
    output: ExplainFormat,
    /// Same as -o json
    #[arg(long, conflicts_with = "output")]
    json: bool,
    /// List the known values of a filter
    #[arg(long, value_name = "FILTER", conflicts_with = "codes")]
    list: Option<ListedFilter>,
}

/// A filter whose values `--list` prints.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum ListedFilter {
    Events,
    Statuses,
    Platforms,
    Actions,
}

impl ListedFilter {
    /// Returns the known values of the filter.
    const fn values(self) -> &'static [&'static str] {
        match self {
            Self::Events => known_values::EVENTS,
            Self::Statuses => known_values::STATUSES,
            Self::Platforms => vocabulary::PLATFORMS,
            Self::Actions => known_values::ACTIONS,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum ExplainFormat {
    Text,
    Json,
}

/// Returns the known codes for completions.
fn known_codes() -> Vec<PossibleValue> {
    let rules = PossibleValue::new(REDACTION).help("the redaction rules");
    let codes = error_codes::list().map(|known| PossibleValue::new(known.code).help(known.meaning));
    codes.chain(std::iter::once(rules)).collect()
}

impl Command for ExplainArgs {
    const INPUT: InputNeeds = InputNeeds::Nothing;

    fn run(&self, shared: &GlobalArgs, app: &mut AppContext) -> Result<Exit> {
        run(self, shared, app)
    }
}

fn run(args: &ExplainArgs, shared: &GlobalArgs, app: &AppContext) -> Result<Exit> {
    let choice = shared.look.colour(&app.env)?;
    let palette = Palette::new(terminal::colour(choice, &app.env, app.stdout_is_terminal, false));
    let width = app.columns().filter(|_| app.stdout_is_terminal).map(usize::from);
    let is_json = args.json || args.output == ExplainFormat::Json;
    if let Some(filter) = args.list {
        return print_values(filter.values(), is_json, app);
    }
    if args.codes.iter().any(|code| code.eq_ignore_ascii_case(REDACTION)) {
        return print_rules(&args.codes, is_json, width, &palette, app);
    }
    let selected: Vec<(&str, &ErrorCodeInfo)> = if args.codes.is_empty() {
        error_codes::list().map(|known| (known.code, known)).collect()
    } else {
        args.codes.iter().map(|code| find(code)).collect::<Result<Vec<_>>>()?.concat()
    };
    if is_json {
        let objects: Vec<serde_json::Value> = selected.iter().map(|(_, known)| object(known)).collect();
        app.print_json(&json!(objects))?;
        return Ok(Exit::Done);
    }
    let text = if args.codes.is_empty() {
        table(&selected, width, &palette)
    } else {
        selected.iter().map(|(name, known)| page(name, known, width, &palette)).collect::<Vec<_>>().join("\n")
    };
    app.print_text(&text, Keep { tabs: width.is_none(), colour: !palette.is_plain() })?;
    Ok(Exit::Done)
}

/// Prints the values of a filter, one on each line or as a JSON array.
fn print_values(values: &[&str], is_json: bool, app: &AppContext) -> Result<Exit> {
    if is_json {
        app.print_json(&json!(values))?;
    } else {
        app.print_text(&(values.join("\n") + "\n"), Keep::LINES)?;
    }
    Ok(Exit::Done)
}

/// Prints the redaction rules: as JSON, in columns if there is a width, else separated by tabs.
fn print_rules(
    codes: &[String],
    is_json: bool,
    width: Option<usize>,
    palette: &Palette,
    app: &AppContext,
) -> Result<Exit> {
    if codes.len() > 1 {
        return Err(Error::new(Code::Usage, format!("cannot explain `{REDACTION}` and a code at once"))
            .hint(format!("run `connlog explain {REDACTION}` alone")));
    }
    let rules = redact::rules::table();
    if is_json {
        let objects: Vec<serde_json::Value> =
            rules.iter().map(|rule| json!({ "class": rule.class, "name": rule.name, "form": rule.form })).collect();
        app.print_json(&json!(objects))?;
        return Ok(Exit::Done);
    }
    let text = match width {
        Some(width) => rules_in_columns(&rules, width, palette),
        None => rules.iter().map(|rule| [rule.class, &rule.name, &rule.form].join("\t") + "\n").collect(),
    };
    app.print_text(&text, Keep { tabs: width.is_none(), colour: !palette.is_plain() })?;
    Ok(Exit::Done)
}

/// Returns the rules as a table of `width` columns.
fn rules_in_columns(rules: &[redact::rules::Row], width: usize, palette: &Palette) -> String {
    /// Width of the name column; a longer name gets a separate line.
    const NAME: usize = 28;
    let class = rules.iter().map(|rule| rule.class.len()).max().unwrap_or(0) + 2;
    let head = format!("{:class$}{:NAME$}FORM", "CLASS", "RULE");
    let mut text = Palette::paint(palette.dim, &head) + "\n";
    for rule in rules {
        let name = Palette::paint(palette.strong, &format!("{:NAME$}", rule.name));
        let is_long = rule.name.chars().count() + 2 > NAME;
        let name = if is_long { format!("{name}\n{:1$}", "", class + NAME) } else { name };
        text.push_str(&format!("{:class$}{name}{}\n", rule.class, wrapped(&rule.form, class + NAME, Some(width))));
    }
    text
}

/// Returns the entries for `code`, each with the matching name. Several providers may use the same code.
fn find(code: &str) -> Result<Vec<(&'static str, &'static ErrorCodeInfo)>> {
    let named: Vec<_> = error_codes::list().filter_map(|known| Some((known.name(code)?, known))).collect();
    if named.is_empty() {
        if code.len() == 3 && code.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(Error::new(Code::NotFound, format!("`{code}` is an HTTP status, not an error code"))
                .cause("one status stands for several error codes")
                .hint(format!(
                    "`connlog stats posts --where 'statusCode = {code}' --by code` counts the codes behind it"
                )));
        }
        let suggestion = did_you_mean(code, error_codes::list().flat_map(ErrorCodeInfo::names));
        return Err(Error::new(Code::NotFound, format!("unknown error code `{code}`"))
            .cause("the API adds codes without notice; the message of the entry says more")
            .hint(format!("{suggestion}`connlog explain` lists the known codes")));
    }
    Ok(named)
}

fn object(known: &ErrorCodeInfo) -> serde_json::Value {
    let ErrorCodeInfo { code, aliases, meaning, side, remedy, retry, .. } = known;
    let places: Vec<&str> = known.places().collect();
    json!({ "code": code, "aliases": aliases, "meaning": meaning, "side": side, "remedy": remedy, "retry": retry, "places": places })
}

/// Returns the full text about one code.
fn page(name: &str, known: &ErrorCodeInfo, width: Option<usize>, palette: &Palette) -> String {
    let about = |word: &str, words: &[(&str, &str)]| {
        words.iter().find(|(listed, _)| *listed == word).map_or_else(String::new, |(_, about)| (*about).to_owned())
    };
    let mut lines = vec![
        ("means", known.meaning.to_owned()),
        ("side", format!("{}: {}", known.side, about(known.side, error_codes::SIDES))),
        ("to do", known.remedy.to_owned()),
        ("retry", format!("{}: {}", known.retry, about(known.retry, error_codes::RETRIES))),
        ("field", known.places().map(|place| about(place, error_codes::PLACES)).collect::<Vec<_>>().join("; ")),
    ];
    if !known.aliases.is_empty() {
        lines.push(("also", known.aliases.join(", ")));
    }
    for place in known.places() {
        let (command, field) = match place {
            "connections" => (place, "error.code"),
            "posts" => (place, "response.errorCode"),
            "events" | "columns" => ("events --from FILE", "data.type"),
            "statuses" => ("events --from FILE", "data.status"),
            "names" => ("events --from FILE", "event"),
            "syncs" => ("events --from FILE", "data.taskType"),
            "tests" => ("events --from FILE", "data.testName"),
            "levels" => ("events --from FILE --any-value", "level"),
            "setup_states" => ("status --any-value", "status.setup_state"),
            "sync_states" => ("status --any-value", "status.sync_state"),
            "update_states" => ("status --any-value", "status.update_state"),
            "schema_states" => ("status --any-value", "status.schema_status"),
            "account_states" => ("status", "state"),
            "sync_statuses" => ("syncs", "status"),
            "operations" => ("events --from FILE", "data.operationType"),
            "actions" => ("events --from FILE", "data.action"),
            _ => continue,
        };
        let value = if name.contains(' ') { format!("\"{name}\"") } else { name.to_owned() };
        lines.push(("show", format!("connlog {command} --where '{field} = {value}'")));
    }
    let mut text = format!("{}\n", Palette::paint(palette.strong, known.code));
    for (label, value) in lines {
        let label = Palette::paint(palette.dim, &format!("  {label:<7}"));
        text.push_str(&format!("{label}{}\n", wrapped(&value, 9, width)));
    }
    text
}

/// Returns `text` in lines of at most `width` columns. All lines but the first are indented.
fn wrapped(text: &str, indent: usize, width: Option<usize>) -> String {
    let text_width = width.map_or(usize::MAX, |width| width.saturating_sub(indent).max(20));
    wrap(text, text_width, LongWords::Keep).join(&format!("\n{:indent$}", ""))
}

/// Returns all codes, one on each line: in columns if there is a width, else separated by tabs.
fn table(selected: &[(&str, &ErrorCodeInfo)], width: Option<usize>, palette: &Palette) -> String {
    /// Minimum width of the meaning column.
    const MEANING: usize = 32;
    /// Maximum width of the code column; a longer code gets a separate line.
    const CODE: usize = 32;
    let Some(width) = width else {
        let line =
            |known: &ErrorCodeInfo| [known.code, known.place, known.side, known.retry, known.meaning].join("\t") + "\n";
        return selected.iter().map(|(_, known)| line(known)).collect();
    };
    let widest = |of: fn(&ErrorCodeInfo) -> &'static str| {
        selected.iter().map(|(_, known)| of(known).len()).max().unwrap_or(0) + 2
    };
    let (code, side, retry) =
        (widest(|known| known.code).min(CODE), widest(|known| known.side), widest(|known| known.retry));
    let retry = if code + side + retry + MEANING <= width { retry } else { 0 };
    let line = |first: &str, side_of: &str, retry_of: &str, meaning: &str| {
        let retry_of = if retry > 0 { retry_of } else { "" };
        format!("{first}{side_of:side$}{retry_of:retry$}{}\n", wrapped(meaning, code + side + retry, Some(width)))
    };
    let mut text =
        Palette::paint(palette.dim, line(&format!("{:code$}", "CODE"), "SIDE", "RETRY", "MEANING").trim_end());
    text.push('\n');
    for (_, known) in selected {
        let is_long = known.code.len() + 2 > code;
        let name = Palette::paint(palette.strong, &format!("{:code$}", known.code));
        let name = if is_long { format!("{name}\n{:code$}", "") } else { name };
        text.push_str(&line(&name, known.side, known.retry, known.meaning));
    }
    text
}
