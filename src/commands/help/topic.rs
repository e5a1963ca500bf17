//! The topics of `connlog help`, each with its page in Markdown.

use crate::env::reference::VARIABLES;
use crate::output::formats::FORMATS;
use connlog_core::error::{Code, Exit};
use connlog_core::record::common_field::CommonField;
use connlog_core::redact;

/// The line of a page that its table replaces.
const TABLE: &str = "{table}\n";

/// The line of a page that the rows of the common fields replace.
const FIELDS: &str = "{fields}\n";

/// A topic of `connlog help`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum HelpTopic {
    ExitCodes,
    Errors,
    Environment,
    Expressions,
    Formats,
    Redaction,
}

impl HelpTopic {
    /// Every topic, in the order of the help.
    pub(super) const ALL: [Self; 6] =
        [Self::ExitCodes, Self::Errors, Self::Environment, Self::Expressions, Self::Formats, Self::Redaction];

    /// Returns the topic with this name.
    pub(super) fn find(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|topic| topic.name() == name)
    }

    /// Returns the name on the command line.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::ExitCodes => "exit-codes",
            Self::Errors => "errors",
            Self::Environment => "environment",
            Self::Expressions => "expressions",
            Self::Formats => "formats",
            Self::Redaction => "redaction",
        }
    }

    /// Returns the description in completions.
    pub(super) const fn about(self) -> &'static str {
        match self {
            Self::ExitCodes => "what each exit code means",
            Self::Errors => "the form and the codes of errors",
            Self::Environment => "every environment variable",
            Self::Expressions => "the language of --where and --fail-on",
            Self::Formats => "output formats, fields and colour",
            Self::Redaction => "which values are hidden",
        }
    }

    /// Returns the page as Markdown. The code supplies the rows of its table.
    pub(super) fn page(self) -> String {
        let (text, rows) = match self {
            Self::ExitCodes => (include_str!("topics/exit-codes.md"), exit_codes()),
            Self::Errors => (include_str!("topics/errors.md"), error_codes()),
            Self::Environment => (include_str!("topics/environment.md"), variables()),
            Self::Expressions => (include_str!("topics/expressions.md"), String::new()),
            Self::Formats => (include_str!("topics/formats.md"), formats()),
            Self::Redaction => (include_str!("topics/redaction.md"), redaction_rules()),
        };
        text.replace("\r\n", "\n").replace(TABLE, &rows).replace(FIELDS, &common_fields())
    }
}

/// Returns a row of a Markdown table.
fn row(cells: &[&str]) -> String {
    format!("| {} |\n", cells.join(" | "))
}

/// Returns the names as code spans, separated by commas.
fn code_spans<'n>(names: impl IntoIterator<Item = &'n str>) -> String {
    names.into_iter().map(|name| format!("`{}`", name.replace('|', "\\|"))).collect::<Vec<_>>().join(", ")
}

fn exit_codes() -> String {
    Exit::ALL.into_iter().map(|exit| row(&[&exit.number().to_string(), exit.meaning()])).collect()
}

fn error_codes() -> String {
    let cells = |code: Code| {
        let name = serde_json::to_value(code).unwrap_or_default();
        row(&[&code_spans(name.as_str()), &code.exit().number().to_string(), code.meaning()])
    };
    Code::ALL.into_iter().map(cells).collect()
}

fn variables() -> String {
    VARIABLES.iter().map(|row_of| row(&[&code_spans(row_of.names.iter().copied()), row_of.effect])).collect()
}

fn formats() -> String {
    FORMATS
        .iter()
        .map(|spec| row(&[&code_spans([spec.name]), &code_spans(spec.aliases.iter().copied()), spec.about]))
        .collect()
}

fn common_fields() -> String {
    CommonField::ALL.into_iter().map(|field| row(&[&code_spans([field.name()]), field.about()])).collect()
}

fn redaction_rules() -> String {
    redact::rules::table()
        .iter()
        .map(|rule| row(&[rule.class, &rule.name, &code_spans([rule.form.as_str()])]))
        .collect()
}
