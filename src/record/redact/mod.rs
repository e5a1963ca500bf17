//! What must not be shown of a record: secrets are hidden, people become pseudonyms, and every other byte stays as it is.
//!
//! It works on the record's own bytes, before any view is laid over them, so that whatever is made of a record (a column, a
//! report, `--jq`, `--raw`) is made of what may be shown. Filters look at the record as it is.

use std::borrow::Cow;

mod copies;
mod forms;
mod keys;
mod names;
mod needles;
mod pairs;
mod people;
mod prose;
mod rules;
mod spelled;
mod strings;
#[cfg(test)]
mod tests;
mod values;
mod walk;
mod work;

use self::work::Work;
use super::{Outline, scan};

pub use self::keys::{is_secret, without};
pub use self::needles::{Needles, usual};
pub use self::people::pseudonym;
pub use self::rules::{Row, table};

/// What the user asked to see all the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Reveal {
    pub secrets: bool,
    pub personal: bool,
}

/// Where a value stands in a record.
pub struct Place<'p> {
    /// The keys that lead to it from the outside in; those of arrays are passed over.
    pub way: &'p [&'p str],
    /// The object that has it.
    parent: &'p str,
    root: &'p str,
    work: &'p Work,
}

impl<'p> Place<'p> {
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
        if self.work.is_spent() { None } else { scan::text(object, &[name]) }
    }
}

/// What a value is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Treatment {
    /// Hidden, with everything below it.
    Secret,
    /// Hidden unless it is plainly harmless; what is below it in an object is judged by its own key.
    Ambiguous,
    /// As [`Treatment::Ambiguous`], but a number of 3 to 10 digits is hidden.
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

impl Treatment {
    /// Whether the value itself is not shown.
    const fn hides(self) -> bool {
        matches!(self, Self::Secret | Self::Personal)
    }
}

/// What a vendor knows of its records.
pub struct Rules {
    pub judge: fn(&Place<'_>) -> Treatment,
    /// Whether a record may hold anything to hide: [`usual`], or a vendor's own [`Needles`]. On the safe side, and quick.
    pub may_hold: fn(&Outline<'_>) -> bool,
    /// Values that stand where persons do and are none.
    pub nobody: &'static [&'static str],
    /// Fields of the schema that are shown as they are, so that they can be read without looking for secrets.
    pub open: fn(&str) -> bool,
}

impl Rules {
    /// For records of which no more is known than their keys and texts tell.
    pub const USUAL: Self = Self {
        judge: |_| Treatment::Unknown,
        may_hold: usual,
        nobody: &[],
        open: |name| matches!(name, "kind" | "source"),
    };
}

/// The record as it may be shown; `None` where that is what it is.
pub fn hide(entry: &Outline<'_>, rules: &Rules, reveal: Reveal) -> Option<String> {
    if reveal.secrets && reveal.personal {
        return None;
    }
    if (rules.may_hold)(entry) { walk::hide(entry.raw(), rules, reveal, &Work::new(entry.raw().len())) } else { None }
}

/// What stands in the place of a secret.
pub const HIDDEN: &str = "[hidden]";

/// How many bytes are looked at to hide what a record holds, each as often as it is: for tests, which hold it against the length.
pub fn work(raw: &str, rules: &Rules, reveal: Reveal) -> usize {
    let work = Work::new(raw.len());
    walk::hide(raw, rules, reveal, &work);
    work.spent()
}

/// Free text as it may be shown: a fault, a line that is no record.
pub fn prose(text: &str, reveal: Reveal) -> String {
    strings::replace(text, &prose::settled(text, reveal, &Work::new(text.len())))
}
