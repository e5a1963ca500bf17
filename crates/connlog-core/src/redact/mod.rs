//! What must not be shown of a record: secrets are hidden, people become pseudonyms, and every other byte stays as it is.
//!
//! It works on the record's own bytes, before any view is laid over them, so that whatever is made of a record (a column, a
//! report, `--jq`, `--raw`) is made of what may be shown. Filters look at the record as it is.

pub mod copies;
pub mod free_text;
pub mod json_string_edits;
pub mod keyword_prefilter;
pub mod keyword_set;
pub mod named_values;
pub mod pairs;
pub mod pseudonym;
pub mod redactor;
pub mod rules;
pub mod secret_keys;
pub mod value_ends;
pub mod value_forms;
pub mod work_limit;

use std::borrow::Cow;

use self::work_limit::WorkLimit;
use crate::json::scanner;
use crate::record::block::MemberIndex;

pub use self::keyword_prefilter::{KeywordPrefilter, usual};
pub use self::pseudonym::pseudonym;
pub use self::rules::{Row, table};
pub use self::secret_keys::{is_secret, without};

/// What the user asked to see all the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Reveal {
    pub secrets: bool,
    pub personal: bool,
}

/// Where a value stands in a record.
pub struct RedactedPath<'p> {
    /// The keys that lead to it from the outside in; those of arrays are passed over.
    pub way: &'p [&'p str],
    /// The object that has it.
    parent: &'p str,
    root: &'p str,
    work: &'p WorkLimit,
}

impl<'p> RedactedPath<'p> {
    /// The text of a member of the whole record.
    pub fn in_record(&self, name: &str) -> Option<Cow<'p, str>> {
        self.member(self.root, name)
    }

    /// The text of a member beside the value.
    pub fn beside(&self, name: &str) -> Option<Cow<'p, str>> {
        self.member(self.parent, name)
    }

    fn member(&self, object: &'p str, name: &str) -> Option<Cow<'p, str>> {
        self.work.spend(object.len());
        if self.work.is_spent() { None } else { scanner::text(object, &[name]) }
    }
}

/// What a value is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RedactionRule {
    /// Hidden, with everything below it.
    Secret,
    /// Hidden unless it is plainly harmless; what is below it in an object is judged by its own key.
    Ambiguous,
    /// As [`RedactionRule::Ambiguous`], but a number of 3 to 10 digits is hidden.
    Code,
    /// A person: a pseudonym in its place, and of everything below it.
    Personal,
    /// An address whose query is hidden.
    Address,
    /// The keys below it are names of tables and columns, which say nothing of their values.
    Names,
    /// Shown as it is.
    Plain,
    /// Its key decides: one that speaks of a secret hides it, else what is in its text.
    Unknown,
}

impl RedactionRule {
    /// Whether the value itself is not shown.
    const fn hides(self) -> bool {
        matches!(self, Self::Secret | Self::Personal)
    }
}

/// What a vendor knows of its records.
pub struct RedactionRules {
    pub judge: fn(&RedactedPath<'_>) -> RedactionRule,
    /// Whether a record may hold anything to hide: [`usual`], or a vendor's own [`KeywordPrefilter`]. On the safe side, and quick.
    pub may_hold: fn(&MemberIndex<'_>) -> bool,
    /// Values that stand where persons do and are none.
    pub nobody: &'static [&'static str],
    /// Fields of the schema that are shown as they are, so that they can be read without looking for secrets.
    pub open: fn(&str) -> bool,
}

impl RedactionRules {
    /// For records of which no more is known than their keys and texts tell.
    pub const USUAL: Self = Self {
        judge: |_| RedactionRule::Unknown,
        may_hold: usual,
        nobody: &[],
        open: |name| matches!(name, "kind" | "source"),
    };
}

/// The record as it may be shown; `None` where that is what it is.
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

/// What stands in the place of a secret.
pub const HIDDEN: &str = "[hidden]";

/// How many bytes are looked at to hide what a record holds, each as often as it is: for tests, which hold it against the length.
pub fn work(raw: &str, rules: &RedactionRules, reveal: Reveal) -> usize {
    let work = WorkLimit::new(raw.len());
    redactor::hide(raw, rules, reveal, &work);
    work.spent()
}

/// Free text as it may be shown: a fault, a line that is no record.
pub fn prose(text: &str, reveal: Reveal) -> String {
    json_string_edits::replace(text, &free_text::redact_to_fixpoint(text, reveal, &WorkLimit::new(text.len())))
}

#[cfg(test)]
mod tests;
