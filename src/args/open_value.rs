//! Arguments that take any text, with known values in completions.

use clap::Arg;
use clap::builder::{NonEmptyStringValueParser, PossibleValue, TypedValueParser};

/// Offers known values in completions, and accepts any other text too.
#[derive(Debug, Clone, Copy)]
pub(crate) struct OpenValueParser(pub(crate) fn() -> Vec<PossibleValue>);

impl TypedValueParser for OpenValueParser {
    type Value = String;

    fn parse_ref(
        &self,
        command: &clap::Command,
        arg: Option<&Arg>,
        value: &std::ffi::OsStr,
    ) -> Result<String, clap::Error> {
        NonEmptyStringValueParser::new().parse_ref(command, arg, value)
    }

    fn possible_values(&self) -> Option<Box<dyn Iterator<Item = PossibleValue> + '_>> {
        Some(Box::new((self.0)().into_iter()))
    }
}
