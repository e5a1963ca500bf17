//! Redaction: replaces secrets by [`HIDDEN`] and personal data by pseudonyms; every other byte stays unchanged.
//!
//! It edits the record's own bytes before a view is built, so every output (columns, reports, `--jq`, `--raw`) is
//! redacted. Filters read the raw record. See `docs/development/redaction.md`.

pub mod copies;
pub mod free_text;
pub mod json_string_edits;
pub mod keyword_prefilter;
pub mod keyword_set;
pub mod named_values;
pub mod pairs;
pub mod patterns;
pub mod pseudonym;
pub mod redactor;
mod rule_choice;
pub mod rules;
pub mod secret_keys;
pub mod value_ends;
pub mod value_forms;
pub mod value_shape;
pub mod work_limit;

use std::borrow::Cow;

use self::work_limit::WorkLimit;
use crate::json::scanner;
use crate::record::block::MemberIndex;

pub use self::keyword_prefilter::{KeywordPrefilter, usual};
pub use self::pseudonym::pseudonym;
pub use self::rules::{Row, table};
pub use self::secret_keys::{is_secret, without};

/// What the user excluded from redaction.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Reveal {
    /// Whether to show secrets.
    pub secrets: bool,
    /// Whether to show personal data.
    pub personal: bool,
}

/// The place of a value in a record.
pub struct RedactedPath<'p> {
    /// The keys from the top level down to the value, without array indices.
    pub keys: &'p [&'p str],
    /// The object that contains the value.
    parent: &'p str,
    root: &'p str,
    work: &'p WorkLimit,
}

impl<'p> RedactedPath<'p> {
    /// Returns the text of a top-level member of the record.
    pub fn in_record(&self, name: &str) -> Option<Cow<'p, str>> {
        self.member(self.root, name)
    }

    /// Returns the text of a member of the same object.
    pub fn beside(&self, name: &str) -> Option<Cow<'p, str>> {
        self.member(self.parent, name)
    }

    /// Returns whether a member of the same object is an object.
    pub fn is_object(&self, name: &str) -> bool {
        self.work.spend(self.parent.len());
        !self.work.is_spent() && scanner::member(self.parent, name).is_some_and(|value| value.starts_with('{'))
    }

    fn member(&self, object: &'p str, name: &str) -> Option<Cow<'p, str>> {
        self.work.spend(object.len());
        if self.work.is_spent() { None } else { scanner::text(object, &[name]) }
    }
}

/// How to treat a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RedactionRule {
    /// Redact it, with everything below it.
    Secret,
    /// Redact it unless it is clearly harmless. Members of an object are judged by their own keys.
    Ambiguous,
    /// The same as [`RedactionRule::Ambiguous`], but a number of 3 to 10 digits is redacted.
    Code,
    /// Replace a person by a pseudonym, also everything below it.
    Personal,
    /// Redact a private text, with everything below it. It is shown with personal data; secrets in it stay redacted.
    Private,
    /// Redact the query of a URL.
    Address,
    /// The keys below it are names of tables and columns, which say nothing about their values.
    Names,
    /// Show it unchanged.
    Plain,
    /// Decide by the key, else by the text of the value.
    Unknown,
}

impl RedactionRule {
    /// Returns whether the value itself is redacted.
    const fn hides(self) -> bool {
        matches!(self, Self::Secret | Self::Personal | Self::Private)
    }
}

/// The redaction rules of a provider.
pub struct RedactionRules {
    /// Returns how to treat the value at a place.
    pub judge: fn(&RedactedPath<'_>) -> RedactionRule,
    /// Returns whether a record may contain anything to redact: [`usual`] or the provider's [`KeywordPrefilter`]. It
    /// must be fast and may return true for harmless records.
    pub may_hold: fn(&MemberIndex<'_>) -> bool,
    /// Values in personal fields that are not persons.
    pub nobody: &'static [&'static str],
    /// Returns whether a field of the schema is never redacted, so that it can be read without a search for secrets.
    pub open: fn(&str) -> bool,
}

impl RedactionRules {
    /// The rules for records about which only keys and texts are known.
    pub const USUAL: Self = Self {
        judge: |_| RedactionRule::Unknown,
        may_hold: usual,
        nobody: &[],
        open: |name| matches!(name, "kind" | "source"),
    };
}

/// Returns the redacted record; `None` if nothing has to be redacted.
pub fn hide(entry: &MemberIndex<'_>, rules: &RedactionRules, reveal: Reveal) -> Option<String> {
    if reveal.secrets && reveal.personal {
        return None;
    }
    if (rules.may_hold)(entry) {
        redactor::hide(entry.raw(), rules, reveal, &WorkLimit::new(entry.raw().len()))
    } else {
        None
    }
}

/// The replacement of a secret.
pub const HIDDEN: &str = "[hidden]";

/// Returns the number of bytes that redaction of a record examines, counting repetitions. Tests compare it with the
/// length.
pub fn work(raw: &str, rules: &RedactionRules, reveal: Reveal) -> usize {
    let work = WorkLimit::new(raw.len());
    redactor::hide(raw, rules, reveal, &work);
    work.spent()
}

/// Redacts free text, such as an error or a line that is not a record.
pub fn prose(text: &str, reveal: Reveal) -> String {
    json_string_edits::replace(text, &free_text::redact_to_fixpoint(text, reveal, &WorkLimit::new(text.len())))
}

#[cfg(test)]
mod tests;
