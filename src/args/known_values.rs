//! The values that filters know: completions offer them, and an unknown one is a usage error.

use clap::builder::{PossibleValue, TypedValueParser};
use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Arg, Command};

use connlog_core::error::{Error, Result};
use connlog_core::providers::fivetran::event_catalog;
use connlog_core::query::{Filter, matching_kinds};
use connlog_core::record::log_words::{MESSAGE_ACTIONS, WEBHOOK_EVENTS, WORKFLOW_ACTIONS};
use connlog_core::record::{Kind, schema, semantics, vocabulary};
use connlog_core::suggest::did_you_mean;

/// The heading of filters in the help.
pub(crate) const HEADING: &str = "Filters (an entry must match every filter, and one of its values)";

const EVENT_LISTS: [&[&str]; 3] = [vocabulary::EVENTS, WEBHOOK_EVENTS, &event_catalog::NAMES];
const ACTION_LISTS: [&[&str]; 3] = [vocabulary::ACTIONS, MESSAGE_ACTIONS, WORKFLOW_ACTIONS];

/// Names of events: of connections, of webhooks and of Fivetran.
pub(crate) const EVENTS: &[&str] = &concat::<{ total(&EVENT_LISTS) }>(&EVENT_LISTS);

/// The actions of all kinds.
pub(crate) const ACTIONS: &[&str] = &concat::<{ total(&ACTION_LISTS) }>(&ACTION_LISTS);

/// Statuses of entries of both providers.
pub(crate) const STATUSES: &[&str] = &[
    "success",
    "failed",
    "pending",
    "skipped",
    "SUCCESSFUL",
    "FAILURE",
    "FAILURE_WITH_TASK",
    "RESCHEDULED",
    "CANCELED",
    "succeeded",
    "cancelled",
    "rescheduled",
    "priority-first",
    "open",
];

/// Returns the number of values in all lists.
const fn total(lists: &[&[&str]]) -> usize {
    let (mut list, mut values) = (0, 0);
    while list < lists.len() {
        values += lists[list].len();
        list += 1;
    }
    values
}

/// Returns the values of all lists; `N` is their number.
const fn concat<const N: usize>(lists: &[&[&'static str]]) -> [&'static str; N] {
    let (mut list, mut filled, mut values) = (0, 0, [""; N]);
    while list < lists.len() {
        let mut at = 0;
        while at < lists[list].len() {
            values[filled] = lists[list][at];
            (at, filled) = (at + 1, filled + 1);
        }
        list += 1;
    }
    values
}

/// Returns the names of events that records of `kinds` can have.
pub(crate) fn known_events(kinds: &[Kind]) -> Vec<&'static str> {
    let mut events = known(Filter::Event, kinds, |kind| kind.spec().event_key);
    if kinds.iter().any(|kind| kind.is_fivetran_event()) {
        events.extend(event_catalog::NAMES);
    }
    events
}

/// Returns the actions that records of `kinds` can have.
pub(crate) fn known_actions(kinds: &[Kind]) -> Vec<&'static str> {
    known(Filter::Action, kinds, |_| "action")
}

/// Returns the values that the schema lists for `field`, of those `kinds` that can match `filter`.
fn known(filter: Filter, kinds: &[Kind], field: fn(Kind) -> &'static str) -> Vec<&'static str> {
    let matching = kinds.iter().copied().filter(|kind| matching_kinds::is_in(filter, &[*kind]));
    matching.flat_map(|kind| schema::known_values(kind, field(kind))).copied().collect()
}

/// Returns a usage error for a status that HTTP does not have, because an empty result would look like good news.
pub(crate) fn check_status_codes(values: &[String]) -> Result<()> {
    let is_status = |value: &String| value.parse().is_ok_and(|code: u16| (100..600).contains(&code));
    match values.iter().find(|value| !is_status(value)) {
        None => Ok(()),
        Some(value) => Err(Error::usage(format!("invalid value `{value}` for --status-code"))
            .cause("an HTTP status is a number from 100 to 599")
            .hint("--any-value accepts it")),
    }
}

/// Maximum number of known values that an error lists in full.
const MAX_LISTED_VALUES: usize = 30;

/// Number of values that the error lists if there are more.
const SHORT_LIST: usize = 5;

/// Returns the values in the spelling of the known ones, ignoring case.
pub(crate) fn spelled(values: &[String], known: &[&str]) -> Vec<String> {
    let spell = |value: &String| {
        let same = known
            .iter()
            .find(|known| **known == value)
            .or_else(|| known.iter().find(|known| known.eq_ignore_ascii_case(value)));
        same.map_or_else(|| value.clone(), |known| (*known).to_owned())
    };
    values.iter().map(spell).collect()
}

/// Returns the names of platforms that the API uses. `X`, `x` and `Twitter` are `twitter`.
pub(crate) fn platform_names(values: &[String]) -> Vec<String> {
    let names: Vec<String> = values.iter().map(|value| vocabulary::platform(value).to_owned()).collect();
    spelled(&names, vocabulary::PLATFORMS)
}

/// Returns the known value with the same meaning as `value`, a status of the other provider.
fn translated<'k>(flag: &str, value: &str, known: &[&'k str]) -> Option<&'k str> {
    let outcome = semantics::status_outcome(value).filter(|_| flag == "--status")?;
    known.iter().copied().find(|known| semantics::status_outcome(known) == Some(outcome))
}

/// Returns which kinds can have this event or action, also under the other flag: `webhooks can have it, posts as --action`.
fn owners(flag: &str, value: &str) -> Option<String> {
    let kinds = |known: fn(&[Kind]) -> Vec<&'static str>| {
        let has_value = |kind: &Kind| known(&[*kind]).contains(&value);
        Kind::all().iter().copied().filter(has_value).map(Kind::plural).collect::<Vec<_>>().join(" and ")
    };
    let (same, other, other_flag) = match flag {
        "--event" => (kinds(known_events), kinds(known_actions), "--action"),
        "--action" => (kinds(known_actions), kinds(known_events), "--event"),
        _ => return None,
    };
    match (same.as_str(), other.as_str()) {
        ("", "") => None,
        (same, "") => Some(format!("{same} can have it")),
        ("", other) => Some(format!("{other} can have it as {other_flag}")),
        (same, other) => Some(format!("{same} can have it, {other} as {other_flag}")),
    }
}

/// Returns a usage error for an unknown value, because an empty result after a typo would look like good news.
pub(crate) fn check(flag: &str, values: &[String], known: &[&str]) -> Result<()> {
    let Some(value) = values.iter().find(|value| !known.contains(&value.as_str())) else { return Ok(()) };
    let (first, rest) = known.split_at(if known.len() > MAX_LISTED_VALUES { SHORT_LIST } else { known.len() });
    let more = match rest.len() {
        0 => String::new(),
        count => format!(", and {count} more (connlog explain --list {}s)", flag.trim_start_matches('-')),
    };
    let is_state = flag != "--state" && vocabulary::STATES.contains(&value.as_str());
    let suggestion = match (translated(flag, value, known), owners(flag, value)) {
        (Some(meant), _) => format!("did you mean `{meant}`? "),
        _ if is_state => format!("`connlog status --state {value}` lists present states; "),
        (None, None) => did_you_mean(value, known.iter().copied()),
        (None, Some(owners)) => format!("{owners}; "),
    };
    Err(Error::usage(format!("unknown value `{value}` for {flag}"))
        .cause(format!("known values are {}{more}", first.join(", ")))
        .hint(format!("{suggestion}--any-value accepts it")))
}

/// Values that completions offer; empty for an id. Parsing accepts other values too; `check` rejects unknown ones later.
#[derive(Debug, Clone, Copy)]
pub(crate) struct KnownValues(pub(crate) &'static [&'static str]);

impl TypedValueParser for KnownValues {
    type Value = String;

    fn parse_ref(&self, command: &Command, arg: Option<&Arg>, value: &std::ffi::OsStr) -> Result<String, clap::Error> {
        FilterFlags.parse_ref(command, arg, value)
    }

    fn possible_values(&self) -> Option<Box<dyn Iterator<Item = PossibleValue> + '_>> {
        let values = self.0.iter().map(|value| PossibleValue::new(*value));
        (!self.0.is_empty()).then(|| Box::new(values) as Box<dyn Iterator<Item = PossibleValue>>)
    }
}

/// Accepts text that is not empty. An empty value usually comes from an unset shell variable.
#[derive(Debug, Clone, Copy)]
pub(crate) struct FilterFlags;

impl TypedValueParser for FilterFlags {
    type Value = String;

    fn parse_ref(&self, command: &Command, arg: Option<&Arg>, value: &std::ffi::OsStr) -> Result<String, clap::Error> {
        match value.to_str().map(str::trim) {
            Some(text) if !text.is_empty() => Ok(text.to_owned()),
            text => {
                let kind = if text.is_some() { ErrorKind::ValueValidation } else { ErrorKind::InvalidUtf8 };
                let mut error = clap::Error::new(kind).with_cmd(command);
                let name = arg.map(ToString::to_string).unwrap_or_default();
                error.insert(ContextKind::InvalidArg, ContextValue::String(name));
                error.insert(ContextKind::InvalidValue, ContextValue::String(String::new()));
                Err(error)
            }
        }
    }
}
