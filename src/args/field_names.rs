//! The names of fields that completions offer.

use std::ffi::OsStr;
use std::sync::LazyLock;

use clap::builder::{PossibleValue, StringValueParser, StyledStr, TypedValueParser};
use clap::{Arg, Command};
use clap_complete::engine::CompletionCandidate;

use connlog_core::record::common_field::CommonField;
use connlog_core::record::kinds::STATS_ROW;
use connlog_core::record::{Kind, schema};

/// The names of all kinds: the common fields first.
static NAMES: LazyLock<Vec<String>> = LazyLock::new(|| schema::field_names(Kind::saved()));

/// The names of the numbers and times in the rows of `stats`.
static COLUMNS: LazyLock<Vec<String>> = LazyLock::new(|| {
    let names = schema::field_names(&[STATS_ROW.kind]).into_iter();
    names
        .filter(|name| !["kind", "group", "durationMs", "bucket", "bucketEnd", "sum", "max"].contains(&&**name))
        .collect()
});

/// Completes names of fields. Parsing accepts every text, because the kinds decide later which fields exist.
#[derive(Debug, Clone, Copy)]
pub(crate) enum FieldNames {
    /// Fields of entries.
    Entries,
    /// Fields of the rows of `stats`.
    Groups,
}

/// Returns the fields of a kind for completions, the common fields first.
pub(crate) fn candidates(kind: Kind) -> Vec<CompletionCandidate> {
    let candidate = |name: String| {
        let about = CommonField::named(&name).map(|field| StyledStr::from(field.about()));
        CompletionCandidate::new(name).help(about)
    };
    schema::field_names(&[kind]).into_iter().map(candidate).collect()
}

impl TypedValueParser for FieldNames {
    type Value = String;

    fn parse_ref(&self, command: &Command, arg: Option<&Arg>, value: &OsStr) -> Result<String, clap::Error> {
        StringValueParser::new().parse_ref(command, arg, value)
    }

    fn possible_values(&self) -> Option<Box<dyn Iterator<Item = PossibleValue> + '_>> {
        let value = |name: &'static String| match CommonField::named(name) {
            Some(field) => PossibleValue::new(name.as_str()).help(field.about()),
            None => PossibleValue::new(name.as_str()),
        };
        let names = match self {
            Self::Entries => &NAMES,
            Self::Groups => &COLUMNS,
        };
        Some(Box::new(names.iter().map(value)))
    }
}
