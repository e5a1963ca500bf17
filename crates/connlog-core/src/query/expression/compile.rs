//! Compiles the syntax tree of an expression. Fields and values are parse_checked against the schema: a typo would match
//! nothing and look like good news.

use std::ops::Range;

use chrono::{DateTime, TimeDelta, Utc};
use regex::RegexBuilder;

use super::parser::{self, Operand, Operator, ParsedWord, Tree};
use super::{Comparison, ExprContext, ExprNode, FieldCheck, FieldTest, Literal, Number, Scalar, TextPattern};
use crate::error::{Error, Result};
use crate::record::counterparts::field_hint;
use crate::record::path::FieldPath;
use crate::record::schema_key::{FieldType, SchemaKey};
use crate::record::{schema, vocabulary};
use crate::suggest::did_you_mean;
use crate::time;

/// Parses and compiles `text`.
pub(super) fn build(text: &str, context: &ExprContext<'_>) -> Result<ExprNode> {
    let tree = parser::parse(text).map_err(|wrong| {
        Error::usage(wrong.what.clone())
            .excerpt(text, wrong.at)
            .hint("write it like \"status = failed and (durationMs > 30s or error.code ~ token)\"")
    })?;
    Compiler { text, context }.node(tree)
}

struct Compiler<'b> {
    text: &'b str,
    context: &'b ExprContext<'b>,
}

/// A field with its type for each kind that has it; empty if no schema has it.
struct TypedField {
    path: FieldPath,
    at: Range<usize>,
    forms: Vec<&'static FieldType>,
}

impl Compiler<'_> {
    fn node(&self, tree: Tree) -> Result<ExprNode> {
        Ok(match tree {
            Tree::Any(branches) => ExprNode::Any(self.flattened(branches, |node| match node {
                ExprNode::Any(inner) => inner,
                other => vec![other],
            })?),
            Tree::All(branches) => ExprNode::All(self.flattened(branches, |node| match node {
                ExprNode::All(inner) => inner,
                other => vec![other],
            })?),
            Tree::Not(inner) => ExprNode::Not(Box::new(self.node(*inner)?)),
            Tree::Test(test) => ExprNode::Test(self.test(test)?),
        })
    }

    /// Compiles the branches. Branches of the same operator are merged into their parent, because their parentheses
    /// change nothing.
    fn flattened(&self, branches: Vec<Tree>, open: impl Fn(ExprNode) -> Vec<ExprNode>) -> Result<Vec<ExprNode>> {
        let mut nodes = Vec::with_capacity(branches.len());
        for branch in branches {
            nodes.extend(open(self.node(branch)?));
        }
        Ok(nodes)
    }

    fn test(&self, test: parser::ParsedTest) -> Result<FieldTest> {
        let field = self.field(&test.path)?;
        let check = match test.operand {
            Operand::Exists => FieldCheck::Exists,
            Operand::In(words) => {
                FieldCheck::In(words.iter().map(|word| self.equal(&field, word)).collect::<Result<_>>()?)
            }
            Operand::Compare(Operator::Equal, word) => FieldCheck::Equal(self.equal(&field, &word)?),
            Operand::Compare(Operator::Contains, word) => FieldCheck::Contains(self.contained(&field, &word)?),
            Operand::Compare(Operator::Matches, word) => FieldCheck::Matches(self.matched(&field, &word)?),
            Operand::Compare(Operator::Less, word) => FieldCheck::Order(Comparison::Less, self.ordered(&field, &word)?),
            Operand::Compare(Operator::AtMost, word) => {
                FieldCheck::Order(Comparison::AtMost, self.ordered(&field, &word)?)
            }
            Operand::Compare(Operator::More, word) => FieldCheck::Order(Comparison::More, self.ordered(&field, &word)?),
            Operand::Compare(Operator::AtLeast, word) => {
                FieldCheck::Order(Comparison::AtLeast, self.ordered(&field, &word)?)
            }
        };
        Ok(FieldTest { path: field.path, negated: test.negated, check })
    }

    fn error(&self, what: impl Into<String>, at: &Range<usize>) -> Error {
        Error::usage(what).excerpt(self.text, at.clone())
    }

    fn field(&self, word: &ParsedWord) -> Result<TypedField> {
        let path: FieldPath = word.text.parse().map_err(|why: String| self.error(why, &word.at))?;
        let ExprContext { kinds, any_value, .. } = *self.context;
        let known = kinds.iter().any(|kind| schema::has(*kind, &path));
        if any_value || known {
            let forms = kinds.iter().filter_map(|kind| schema::form(*kind, &path)).filter(|_| !any_value).collect();
            return Ok(TypedField { path, at: word.at.clone(), forms });
        }
        let paths = schema::field_names(kinds);
        let plural: Vec<&str> = kinds.iter().map(|kind| kind.plural()).collect();
        let meant = field_hint(&word.text, kinds, &paths);
        Err(self
            .error(format!("{} have no field `{}`", plural.join(" and "), &word.text), &word.at)
            .cause(format!("known fields are {}", paths.join(", ")))
            .hint(format!("{meant}--any-value accepts it")))
    }

    /// Refuses `word` if the field's type of every kind refuses it; returns the error of the first kind.
    fn check(
        &self,
        field: &TypedField,
        word: &ParsedWord,
        refuse: impl Fn(&'static FieldType) -> Option<CompileError>,
    ) -> Result<()> {
        let mut refusals = Vec::new();
        for form in &field.forms {
            match refuse(form) {
                Some(refusal) => refusals.push(refusal),
                None => return Ok(()),
            }
        }
        let Some(refusal) = refusals.into_iter().next() else { return Ok(()) };
        let at = if refusal.of_field { &field.at } else { &word.at };
        let error = Error { cause: refusal.cause, ..self.error(refusal.what, at) };
        Err(error.hint(refusal.hint))
    }

    /// Returns the value for an equality test.
    fn equal(&self, field: &TypedField, word: &ParsedWord) -> Result<Literal> {
        let literal = self.literal(field, word);
        if literal.scalar != Scalar::Null {
            self.check(field, word, |form| equality_mismatch(form, field, word, &literal))?;
        }
        Ok(literal)
    }

    /// Returns the value for an order test.
    fn ordered(&self, field: &TypedField, word: &ParsedWord) -> Result<Literal> {
        let literal = self.literal(field, word);
        if matches!(literal.scalar, Scalar::Null | Scalar::Flag(_)) {
            let what = format!("nothing is smaller or larger than `{}`", &word.text);
            return Err(self.error(what, &word.at).hint("compare it with = or !="));
        }
        let path = &field.path;
        self.check(field, word, |form| match form {
            FieldType::Flag => {
                Some(CompileError::new(format!("`{path}` is true or false, which have no order"), "compare it with ="))
            }
            FieldType::Object(members) => Some(object(path, members)),
            FieldType::Text | FieldType::Texts | FieldType::Open(_) | FieldType::Const(_)
                if matches!(literal.scalar, Scalar::Number(_)) =>
            {
                let what = format!("`{path}` is a text, which has no order with a number");
                Some(CompileError::new(what, "put it in quotes to compare it as a text"))
            }
            _ => type_mismatch(form, field, word, &literal),
        })?;
        Ok(literal)
    }

    fn contained(&self, field: &TypedField, word: &ParsedWord) -> Result<TextPattern> {
        self.check_searchable(field, word)?;
        // ASCII letters match only themselves; the Kelvin sign does not match `k`.
        let mut builder = RegexBuilder::new(&regex::escape(&word.text));
        let regex = builder.case_insensitive(true).unicode(!word.text.is_ascii()).build();
        let regex = regex.map_err(|_| self.error("the text is too long", &word.at))?;
        Ok(TextPattern { text: word.text.clone(), regex })
    }

    fn matched(&self, field: &TypedField, word: &ParsedWord) -> Result<TextPattern> {
        self.check_searchable(field, word)?;
        let regex = regex::Regex::new(&word.text).map_err(|error| {
            let text = error.to_string();
            let why = text.lines().last().unwrap_or_default().trim_start_matches("error: ");
            let shown = &word.text;
            self.error(format!("`{shown}` is not a valid regular expression"), &word.at)
                .cause(why)
                .hint("`~` searches for plain text; for the syntax see https://docs.rs/regex")
        })?;
        Ok(TextPattern { text: word.text.clone(), regex })
    }

    /// Returns an error if text search does not apply to the value of `field`.
    fn check_searchable(&self, field: &TypedField, word: &ParsedWord) -> Result<()> {
        if word.text.is_empty() {
            return Err(self.error("`~ \"\"` matches everything", &word.at).hint("write a text to search for"));
        }
        let path = &field.path;
        self.check(field, word, |form| match form {
            FieldType::Flag => {
                Some(CompileError::new(format!("`{path}` is true or false, not a text"), "compare it with ="))
            }
            _ => None,
        })
    }

    fn literal(&self, field: &TypedField, word: &ParsedWord) -> Literal {
        let read = if word.quoted { Scalar::Text } else { bare(&word.text, &field.path) };
        let instant = self.instant(&word.text).ok();
        let times = !field.forms.is_empty() && field.forms.iter().all(|form| matches!(form, FieldType::Time));
        match read {
            _ if word.text.is_empty() || read == Scalar::Null => {
                Literal { text: "null".to_owned(), scalar: Scalar::Null, instant: None }
            }
            _ if times => Literal { text: word.text.clone(), scalar: Scalar::Moment, instant },
            scalar => Literal { text: word.text.clone(), scalar, instant },
        }
    }

    /// Reads a moment as `--since` does, and `+7d` for a moment in the future.
    fn instant(&self, text: &str) -> Result<DateTime<Utc>, String> {
        let ExprContext { now, zone, .. } = *self.context;
        let ahead = |span: &str| TimeDelta::from_std(time::duration(span).ok()?).ok();
        match text.strip_prefix('+').and_then(ahead).and_then(|span| now.checked_add_signed(span)) {
            Some(instant) => Ok(instant),
            None => time::moment(text, now, zone),
        }
    }
}

/// Why a value does not fit a field.
struct CompileError {
    what: String,
    cause: Option<String>,
    hint: String,
    /// Whether the field is wrong, not the value.
    of_field: bool,
}

impl CompileError {
    fn new(what: String, hint: &str) -> Self {
        Self { what, cause: None, hint: hint.to_owned(), of_field: false }
    }
}

fn unknown(path: &FieldPath, word: &ParsedWord, known: &[&str]) -> CompileError {
    let meant = did_you_mean(&word.text, known.iter().copied());
    CompileError {
        what: format!("unknown value `{}` for `{path}`", &word.text),
        cause: Some(format!("known values are {}", known.join(", "))),
        hint: format!("{meant}--any-value accepts it"),
        of_field: false,
    }
}

fn object(path: &FieldPath, members: &[SchemaKey]) -> CompileError {
    let keys: Vec<String> = members.iter().map(|member| format!("{path}.{}", member.name)).collect();
    CompileError {
        what: format!("`{path}` is an object, not a value"),
        cause: Some(format!("its fields are {}", keys.join(", "))),
        hint: "compare one of its fields, or search all of it with ~".to_owned(),
        of_field: true,
    }
}

/// Returns an error if no value of the type can be equal to the literal.
fn equality_mismatch(
    form: &'static FieldType,
    field: &TypedField,
    word: &ParsedWord,
    literal: &Literal,
) -> Option<CompileError> {
    let (path, shown) = (&field.path, &word.text);
    match form {
        FieldType::Open(known) if known.contains(&vocabulary::platform(&word.text)) => None,
        FieldType::Open(known) if !known.contains(&&*word.text) => Some(unknown(path, word, known)),
        FieldType::Const(only) if word.text != *only => Some(unknown(path, word, &[only])),
        FieldType::Flag if !matches!(literal.scalar, Scalar::Flag(_)) => {
            Some(CompileError::new(format!("`{path}` is true or false, not `{shown}`"), "write true or false"))
        }
        FieldType::Object(members) => Some(object(path, members)),
        _ => type_mismatch(form, field, word, literal),
    }
}

/// Returns an error if the literal cannot be ordered against numbers or times.
fn type_mismatch(
    form: &'static FieldType,
    field: &TypedField,
    word: &ParsedWord,
    literal: &Literal,
) -> Option<CompileError> {
    let (path, shown) = (&field.path, &word.text);
    match form {
        FieldType::Integer if !matches!(literal.scalar, Scalar::Number(_)) => {
            let (is, write) = if path.counts_milliseconds() {
                ("a number of milliseconds", "write the number, or a duration such as 30s")
            } else {
                ("a number", "write a number")
            };
            let quoted = word.quoted && matches!(bare(&word.text, path), Scalar::Number(_));
            let hint = if quoted { "leave out the quotes" } else { write };
            Some(CompileError::new(format!("`{path}` is {is}, not the text `{shown}`"), hint))
        }
        FieldType::Time if literal.instant.is_none() => Some(CompileError::new(
            format!("`{path}` is a time, not `{shown}`"),
            "write an age such as 2h, +7d for a future time, today, yesterday, 2026-11-20 or RFC 3339",
        )),
        _ => None,
    }
}

/// Returns the value of an unquoted word, for the field at `path`.
pub(super) fn bare(text: &str, path: &FieldPath) -> Scalar {
    match text {
        "null" => Scalar::Null,
        "true" => Scalar::Flag(true),
        "false" => Scalar::Flag(false),
        _ => {
            let span = || {
                let span = time::duration(text).ok().filter(|_| path.counts_milliseconds())?;
                i128::try_from(span.as_millis()).ok().map(Number::Whole)
            };
            Number::read(text).or_else(span).map_or(Scalar::Text, Scalar::Number)
        }
    }
}
