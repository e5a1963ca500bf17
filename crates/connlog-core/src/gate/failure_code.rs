//! The code of a failure: what failures are counted by. Late's entries have one; what Fivetran says is mostly prose, and two
//! sentences that differ in a number, an id or an address alone are one reason.

use std::borrow::Cow;

use crate::providers::fivetran::event_catalog;
use crate::record::semantics::{self, FailureReason};
use crate::record::{Kind, View};

/// Characters of a reason that tell it from others.
const LONGEST: usize = 120;
/// What stands for a number or an id.
const ANY: &str = "#";

/// Code and message of a failure, by what may be shown of it.
pub(super) fn failure_code<'v>(view: &'v View<'_>) -> FailureReason<'v> {
    let FailureReason { code, message } = FailureReason::from_view(view);
    let code = match view.record().kind() {
        Kind::Fivetran => ["type", "taskType", "testName"]
            .iter()
            .find_map(|key| semantics::inner(view, "data", key))
            .or_else(|| message.as_deref().and_then(worded))
            .or_else(|| semantics::event(view)),
        Kind::Sync => message.as_deref().and_then(worded).or(code),
        // A lost account rarely has a code, and accounts are lost for different reasons.
        Kind::Connection if semantics::is_disconnect(view) => code.or_else(|| message.as_deref().and_then(worded)),
        Kind::Connection | Kind::Post | Kind::Stats => code,
    };
    FailureReason { code, message }
}

/// A message without what differs from one time to the next.
pub(super) fn without_numbers(message: &str) -> Cow<'_, str> {
    worded(message).unwrap_or(Cow::Borrowed(message))
}

/// How many changes of schemas an entry tells of.
pub(super) fn schema_changes(view: &View<'_>) -> u64 {
    match view.record().kind() {
        Kind::Fivetran => {
            let known = semantics::event(view).and_then(|event| event_catalog::find(&event));
            known.map_or(0, |event| u64::from(event.schema_change))
        }
        Kind::Sync => view.text("schemaChanges").and_then(|count| count.parse().ok()).unwrap_or(0),
        Kind::Connection | Kind::Post | Kind::Stats => 0,
    }
}

/// The first line of `reason` without what differs from one time to the next: words with digits in them, which are numbers,
/// ids, hosts and times. An HTTP status stays. `None` where no word is left.
fn worded<'v>(reason: &str) -> Option<Cow<'v, str>> {
    let line = reason.lines().map(str::trim).find(|line| !line.is_empty())?;
    let is_part = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-');
    let mut code = String::new();
    let mut rest = line;
    while let Some(first) = rest.chars().next() {
        let end = rest.find(|c| is_part(c) != is_part(first)).unwrap_or(rest.len());
        let (word, after) = rest.split_at(end);
        rest = after;
        match word {
            word if !is_part(first) => code += word,
            word if !word.contains(|c: char| c.is_ascii_digit()) || is_http_status(word) => code += word,
            // Parts of one address or time become one.
            _ if code.ends_with("#.") || code.ends_with("#:") => drop(code.pop()),
            _ => code += ANY,
        }
        if code.chars().count() >= LONGEST {
            break;
        }
    }
    let code: String = code.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(LONGEST).collect();
    code.contains(char::is_alphabetic).then_some(Cow::Owned(code))
}

fn is_http_status(word: &str) -> bool {
    word.len() == 3 && word.parse::<u16>().is_ok_and(|status| (400..600).contains(&status))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_differs_in_numbers_and_ids_alone_is_one_reason() {
        for (reason, expected) in [
            ("FATAL: too many connections for role \"5\"", Some("FATAL: too many connections for role \"#\"")),
            ("HTTP 401 from 10.0.0.17:5432 at 12:30:01", Some("HTTP 401 from # at #")),
            ("table t_2026_11 has 12 rows,\n  and more", Some("table # has # rows,")),
            ("sync 158f2e84-9884-4da4-bd1b-1252238e1b79 was stopped", Some("sync # was stopped")),
            ("  \n ", None),
            ("12 34", None),
            ("Schlüssel ungültig", Some("Schlüssel ungültig")),
        ] {
            assert_eq!(worded(reason).as_deref(), expected, "{reason}");
        }
        let long = worded(&"long ".repeat(100)).unwrap().chars().count();
        assert!((LONGEST - 4..=LONGEST).contains(&long), "{long}");
    }
}
