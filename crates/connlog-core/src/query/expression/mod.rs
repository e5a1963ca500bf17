//! Expressions over records for `--where` and `--fail-on`: `status = failed and durationMs > 30s`.
//!
//! Every comparison is true or false. If the record lacks the value, a comparison is false and its negation is true.

pub mod compile;
pub mod evaluate;
pub mod parser;
pub mod required_literals;

use std::fmt::{self, Display as _};

use chrono::{DateTime, Utc};
use regex::Regex;

pub use self::required_literals::RequiredLiteral;
use crate::error::Result;
use crate::record::path::FieldPath;
use crate::record::{Kind, RawView};
use crate::time::Zone;

/// What an expression needs besides its text.
#[derive(Debug, Clone, Copy)]
pub struct ExprContext<'c> {
    /// The time from which ages and `today` count.
    pub now: DateTime<Utc>,
    /// The zone of times without a zone.
    pub zone: Zone,
    /// The kinds of record; a field must exist in one of them.
    pub kinds: &'c [Kind],
    /// Whether to accept fields and values that the schema does not know.
    pub any_value: bool,
}

/// A compiled expression. Its `Display` form parses to the same expression.
#[derive(Debug, Clone, PartialEq)]
pub struct Expr(ExprNode);

impl Expr {
    /// Parses `text`. The error marks the place with a caret and says what was expected there.
    pub fn parse(text: &str, context: &ExprContext<'_>) -> Result<Self> {
        compile::build(text, context).map(Self)
    }

    /// Returns whether the record matches. Pass [`crate::record::Record::raw_view`], so that redaction does not
    /// change the result.
    pub fn matches(&self, view: &RawView<'_>) -> bool {
        self.0.matches(view)
    }

    /// Returns texts that the bytes of every matching record contain: at least one of each list. It uses only fields
    /// for which `verbatim` returns true, because rows contain their values unchanged.
    ///
    /// The texts contain only characters that JSON need not escape. A writer may escape them anyway, so a record with
    /// `\u00` may match without them.
    pub fn required_literals(&self, verbatim: &dyn Fn(&FieldPath) -> bool) -> Vec<Vec<RequiredLiteral>> {
        self.0.required_texts(verbatim)
    }
}

#[derive(Debug, Clone, PartialEq)]
enum ExprNode {
    Any(Vec<Self>),
    All(Vec<Self>),
    Not(Box<Self>),
    Test(FieldTest),
}

#[derive(Debug, Clone, PartialEq)]
struct FieldTest {
    path: FieldPath,
    negated: bool,
    check: FieldCheck,
}

/// A test of the value at a path; for an array, of any of its elements.
#[derive(Debug, Clone, PartialEq)]
enum FieldCheck {
    Exists,
    Equal(Literal),
    In(Vec<Literal>),
    Order(Comparison, Literal),
    Contains(TextPattern),
    Matches(TextPattern),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Comparison {
    Less,
    AtMost,
    More,
    AtLeast,
}

impl Comparison {
    const fn sign(self) -> &'static str {
        match self {
            Self::Less => "<",
            Self::AtMost => "<=",
            Self::More => ">",
            Self::AtLeast => ">=",
        }
    }
}

/// A value in the expression. The type of the record's value decides how they are compared.
#[derive(Debug, Clone, PartialEq)]
struct Literal {
    text: String,
    scalar: Scalar,
    /// The moment that the text names, for comparison with times.
    instant: Option<DateTime<Utc>>,
}

/// The type of a literal besides its text.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Scalar {
    Text,
    /// For fields with times: only the moment is compared.
    Moment,
    Number(Number),
    Flag(bool),
    /// Also the empty text, because the API sends both instead of omitting a field.
    Null,
}

/// A JSON number; whole numbers are exact.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Number {
    /// A whole number.
    Whole(i128),
    /// A number with a fraction, or one that is too large.
    Broken(f64),
}

/// A compiled pattern to search for.
#[derive(Debug, Clone)]
struct TextPattern {
    text: String,
    regex: Regex,
}

impl PartialEq for TextPattern {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text && self.regex.as_str() == other.regex.as_str()
    }
}

impl fmt::Display for Expr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl fmt::Display for ExprNode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (branches, joint) = match self {
            Self::Any(branches) => (branches, " or "),
            Self::All(branches) => (branches, " and "),
            Self::Not(inner) if matches!(**inner, Self::Test(_) | Self::Not(_)) => return write!(f, "not {inner}"),
            Self::Not(inner) => return write!(f, "not ({inner})"),
            Self::Test(test) => return test.fmt(f),
        };
        for (place, branch) in branches.iter().enumerate() {
            f.write_str(if place == 0 { "" } else { joint })?;
            match (self, branch) {
                (_, Self::Test(_) | Self::Not(_)) | (Self::Any(_), Self::All(_)) => branch.fmt(f)?,
                _ => write!(f, "({branch})")?,
            }
        }
        Ok(())
    }
}

impl fmt::Display for FieldTest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let path = &self.path;
        let (not, bang) = if self.negated { (" not", "!") } else { ("", "") };
        match &self.check {
            FieldCheck::Exists => write!(f, "{path}{not} exists"),
            FieldCheck::In(literals) => {
                write!(f, "{path}{not} in (")?;
                for (place, literal) in literals.iter().enumerate() {
                    f.write_str(if place == 0 { "" } else { ", " })?;
                    literal.write(f, path)?;
                }
                f.write_str(")")
            }
            FieldCheck::Equal(literal) => {
                write!(f, "{path} {bang}= ")?;
                literal.write(f, path)
            }
            FieldCheck::Order(order, literal) => {
                write!(f, "{path} {} ", order.sign())?;
                literal.write(f, path)
            }
            FieldCheck::Contains(pattern) => write!(f, "{path} {bang}~ {}", DisplayExpr(&pattern.text)),
            FieldCheck::Matches(pattern) => write!(f, "{path} {bang}~~ {}", DisplayExpr(&pattern.text)),
        }
    }
}

impl Literal {
    /// Written without quotes if it parses to the same value.
    fn write(&self, f: &mut fmt::Formatter<'_>, path: &FieldPath) -> fmt::Result {
        match self.scalar {
            Scalar::Text if compile::bare(&self.text, path) != Scalar::Text => quote(f, &self.text),
            _ => DisplayExpr(&self.text).fmt(f),
        }
    }
}

/// A text, quoted if necessary.
struct DisplayExpr<'t>(&'t str);

impl fmt::Display for DisplayExpr<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if parser::is_bare(self.0) { f.write_str(self.0) } else { quote(f, self.0) }
    }
}

fn quote(f: &mut fmt::Formatter<'_>, text: &str) -> fmt::Result {
    write!(f, "'{}'", text.replace('\\', r"\\").replace('\'', r"\'"))
}

#[cfg(test)]
mod tests;
