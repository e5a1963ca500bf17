//! Log levels: the words of the usual loggers, and the numbers of syslog and `java.util.logging`.

use super::severity_level::Severity;
use crate::json;

/// The usual levels in upper case, the most frequent first.
const WORDS: &[(&str, Severity)] = &[
    ("INFO", Severity::Info),
    ("WARNING", Severity::Warning),
    ("SEVERE", Severity::Failure),
    ("ERROR", Severity::Failure),
    ("WARN", Severity::Warning),
    ("CRITICAL", Severity::Failure),
    ("CRIT", Severity::Failure),
    ("FATAL", Severity::Failure),
    ("ALERT", Severity::Failure),
    ("EMERGENCY", Severity::Failure),
    ("EMERG", Severity::Failure),
    ("PANIC", Severity::Failure),
    ("ERR", Severity::Failure),
    ("FAILURE", Severity::Failure),
    ("NOTICE", Severity::Info),
    ("INFORMATION", Severity::Info),
    ("INFORMATIONAL", Severity::Info),
    ("DEFAULT", Severity::Info),
    ("CONFIG", Severity::Info),
    ("DEBUG", Severity::Info),
    ("VERBOSE", Severity::Info),
    ("TRACE", Severity::Info),
    ("FINE", Severity::Info),
    ("FINER", Severity::Info),
    ("FINEST", Severity::Info),
];

/// Returns the severity of a level in JSON; `None` if it is unreadable.
pub(super) fn severity(level: &str) -> Option<Severity> {
    let level = json::scalar(level)?;
    word(&level).or_else(|| number(level.trim()))
}

/// Returns the severity of a level word, ignoring case.
pub(super) fn word(level: &str) -> Option<Severity> {
    let level = level.trim();
    WORDS.iter().find(|(known, _)| known.eq_ignore_ascii_case(level)).map(|(_, severity)| *severity)
}

/// Syslog uses 0 (worst) to 7, `java.util.logging` 300 to 1000 (worst). Other numbers are ambiguous.
fn number(level: &str) -> Option<Severity> {
    match level.strip_suffix(".0").unwrap_or(level).parse().ok()? {
        0..=3_u32 | 1000 => Some(Severity::Failure),
        4 | 900 => Some(Severity::Warning),
        5..=7 | 800 => Some(Severity::Info),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_usual_words_and_numbers_are_levels() {
        for (level, expected) in [
            ("\"CRITICAL\"", Some(Severity::Failure)),
            ("\" severe \"", Some(Severity::Failure)),
            ("\"Panic\"", Some(Severity::Failure)),
            ("\"warn\"", Some(Severity::Warning)),
            ("\"Debug\"", Some(Severity::Info)),
            ("3", Some(Severity::Failure)),
            ("\"4\"", Some(Severity::Warning)),
            ("6.0", Some(Severity::Info)),
            ("1000", Some(Severity::Failure)),
            ("900", Some(Severity::Warning)),
            ("800", Some(Severity::Info)),
            ("500", None),
            ("-1", None),
            ("\"SEV\"", None),
            ("null", None),
            ("\"\"", None),
            ("true", None),
            ("{}", None),
        ] {
            assert_eq!(severity(level), expected, "{level}");
        }
    }
}
