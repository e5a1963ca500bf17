//! The words of an error message that two failures of the same reason share.

use std::borrow::Cow;

/// The maximum length of the result in characters.
const LONGEST: usize = 120;
/// The placeholder of a number or an id.
const ANY: &str = "#";

/// Returns the first line of `reason` without words that contain digits: numbers, ids, hosts and times. An HTTP
/// status stays. `None` if no word is left.
pub(crate) fn without_numbers<'v>(reason: &str) -> Option<Cow<'v, str>> {
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
            // Parts of one address or time become one placeholder.
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
            assert_eq!(without_numbers(reason).as_deref(), expected, "{reason}");
        }
        let long = without_numbers(&"long ".repeat(100)).unwrap().chars().count();
        assert!((LONGEST - 4..=LONGEST).contains(&long), "{long}");
    }
}
