//! Expressions over records, as `--where` and `--fail-on` take them: `status = failed and durationMs > 30s`.
//!
//! Two values, no third: what a record lacks makes every comparison false, and every negated one true.

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
use crate::record::{Kind, View};
use crate::time::Zone;

/// What the words of an expression are read by.
#[derive(Debug, Clone, Copy)]
pub struct ExprContext<'c> {
    /// Ages and `today` count from here.
    pub now: DateTime<Utc>,
    /// The zone of times that name none.
    pub zone: Zone,
    /// The kinds of record it is for: a field must be of one of them.
    pub kinds: &'c [Kind],
    /// Fields and values that the schema does not know are let through.
    pub any_value: bool,
}

/// An expression, ready to test records. Its `Display` is a form that reads back as the same expression.
#[derive(Debug, Clone, PartialEq)]
pub struct Expr(ExprNode);

impl Expr {
    /// Reads `text`. A fault shows the place with a caret and says what was expected there.
    pub fn parse(text: &str, context: &ExprContext<'_>) -> Result<Self> {
        compile::build(text, context).map(Self)
    }

    pub fn matches(&self, view: &View<'_>) -> bool {
        self.0.matches(view)
    }

    /// Texts that the bytes of every matching record hold: of each list at least one. Only fields are looked at of which
    /// `verbatim` says that rows carry their values as they are, not derived from others.
    ///
    /// The texts consist of characters that JSON has no need to escape. A writer may escape them all the same, so of a
    /// record with `\u00` in it nothing is promised.
    pub fn required_literals(&self, verbatim: &dyn Fn(&FieldPath) -> bool) -> Vec<Vec<RequiredLiteral>> {
        self.0.clues(verbatim)
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

/// What is asked of the value at the path; of an array, of any of its elements.
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

/// A value of the expression. What a record's value is decides what it is compared as.
#[derive(Debug, Clone, PartialEq)]
struct Literal {
    text: String,
    scalar: Scalar,
    /// The moment it names, compared with texts that are times.
    instant: Option<DateTime<Utc>>,
}

/// What a value is beside its text.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Scalar {
    Text,
    /// Of a field that holds times: nothing but its moment counts.
    Moment,
    Number(Number),
    Flag(bool),
    /// Also the empty text: the API sends either in place of leaving a field out.
    Null,
}

/// A JSON number, exact where it is whole.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Number {
    Whole(i128),
    Broken(f64),
}

/// A text to look for, compiled once.
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
    /// Without quotes where it reads as the same so.
    fn write(&self, f: &mut fmt::Formatter<'_>, path: &FieldPath) -> fmt::Result {
        match self.scalar {
            Scalar::Text if compile::bare(&self.text, path) != Scalar::Text => quote(f, &self.text),
            _ => DisplayExpr(&self.text).fmt(f),
        }
    }
}

/// A text, in quotes where it needs them.
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
