//! Chooses the redaction rule of a member or value: by its key, by its place in an array, or by the value itself.

use super::{HIDDEN, RedactionRule, secret_keys};
use crate::json::scanner;

/// Returns whether JSON in a text with this rule is examined.
pub(super) const fn may_be_json(treatment: RedactionRule) -> bool {
    matches!(treatment, RedactionRule::Names | RedactionRule::Unknown)
}

/// Decides by the value: an ambiguous value is a secret unless it is clearly harmless. JSON in text is examined.
pub(super) fn settled_by_value(text: &str, treatment: RedactionRule) -> RedactionRule {
    match treatment {
        RedactionRule::Ambiguous | RedactionRule::Code => {
            let is_json = text.trim_start().starts_with(['{', '[']);
            // A partly redacted value was judged before; redacted output must stay unchanged when it is read again.
            let is_shown =
                is_json || text.contains(HIDDEN) || secret_keys::is_shown(text, treatment == RedactionRule::Code);
            if is_shown { RedactionRule::Unknown } else { RedactionRule::Secret }
        }
        rule => rule,
    }
}

/// Returns the rule for a member by its own key.
pub(super) fn by_key(key: &str, is_quiet: bool) -> RedactionRule {
    if is_quiet { RedactionRule::Unknown } else { secret_keys::treatment(&scanner::unescaped(key)) }
}

/// Returns the rule for the element at index `place`.
pub(super) fn rule_of_element(rule: &[(usize, RedactionRule)], place: usize) -> Option<RedactionRule> {
    rule.iter().find(|(at, _)| *at == place).map(|(_, treatment)| *treatment)
}

/// Returns whether a text, or its spelling as a JSON string, may start with an object, an array or a string.
pub(super) fn begins_json(text: &str) -> bool {
    text.trim_start().starts_with(['{', '[', '"', '\\'])
}
