//! From the tree of words to an expression: fields and values are looked up in the schema, so that a typo, which would
//! find nothing and look like good news, is told.

use std::ops::Range;

use chrono::{DateTime, TimeDelta, Utc};
use regex::RegexBuilder;

use super::parse::{self, Asked, Operator, Tree, Word};
use super::{Check, Context, Literal, Node, Number, Order, Pattern, Scalar, Test};
use crate::error::{Fault, Result};
use crate::record::path::Path;
use crate::record::schema::{self, Form};
use crate::suggest::did_you_mean;
use crate::time;

/// Reads `text`.
pub(super) fn build(text: &str, context: &Context<'_>) -> Result<Node> {
    let tree = parse::parse(text).map_err(|wrong| {
        Fault::usage(wrong.what.clone())
            .excerpt(text, wrong.at)
            .hint("write it as in \"status = failed and (durationMs > 30s or error.code ~ token)\"")
    })?;
    Builder { text, context }.node(tree)
}

struct Builder<'b> {
    text: &'b str,
    context: &'b Context<'b>,
}

/// A field with what the schema says of it: nothing, or one form a kind that has it.
struct Field {
    path: Path,
    at: Range<usize>,
    forms: Vec<&'static Form>,
}

impl Builder<'_> {
    fn node(&self, tree: Tree) -> Result<Node> {
        Ok(match tree {
            Tree::Any(branches) => Node::Any(self.flat(branches, |node| match node {
                Node::Any(inner) => inner,
                other => vec![other],
            })?),
            Tree::All(branches) => Node::All(self.flat(branches, |node| match node {
                Node::All(inner) => inner,
                other => vec![other],
            })?),
            Tree::Not(inner) => Node::Not(Box::new(self.node(*inner)?)),
            Tree::Test(test) => Node::Test(self.test(test)?),
        })
    }

    /// The branches, those of the same kind taken into their parent: parentheses around them change nothing.
    fn flat(&self, branches: Vec<Tree>, open: impl Fn(Node) -> Vec<Node>) -> Result<Vec<Node>> {
        let mut nodes = Vec::with_capacity(branches.len());
        for branch in branches {
            nodes.extend(open(self.node(branch)?));
        }
        Ok(nodes)
    }

    fn test(&self, test: parse::Test) -> Result<Test> {
        let field = self.field(&test.path)?;
        let check = match test.asked {
            Asked::Exists => Check::Exists,
            Asked::In(words) => Check::In(words.iter().map(|word| self.equal(&field, word)).collect::<Result<_>>()?),
            Asked::Compare(Operator::Equal, word) => Check::Equal(self.equal(&field, &word)?),
            Asked::Compare(Operator::Contains, word) => Check::Contains(self.contained(&field, &word)?),
            Asked::Compare(Operator::Matches, word) => Check::Matches(self.matched(&field, &word)?),
            Asked::Compare(Operator::Less, word) => Check::Order(Order::Less, self.ordered(&field, &word)?),
            Asked::Compare(Operator::AtMost, word) => Check::Order(Order::AtMost, self.ordered(&field, &word)?),
            Asked::Compare(Operator::More, word) => Check::Order(Order::More, self.ordered(&field, &word)?),
            Asked::Compare(Operator::AtLeast, word) => Check::Order(Order::AtLeast, self.ordered(&field, &word)?),
        };
        Ok(Test { path: field.path, negated: test.negated, check })
    }

    fn fault(&self, what: impl Into<String>, at: &Range<usize>) -> Fault {
        Fault::usage(what).excerpt(self.text, at.clone())
    }

    fn field(&self, word: &Word) -> Result<Field> {
        let path: Path = word.text.parse().map_err(|why: String| self.fault(why, &word.at))?;
        let Context { kinds, any_value, .. } = *self.context;
        let known = kinds.iter().any(|kind| schema::has(*kind, &path));
        if any_value || known {
            let forms = kinds.iter().filter_map(|kind| schema::form(*kind, &path)).filter(|_| !any_value).collect();
            return Ok(Field { path, at: word.at.clone(), forms });
        }
        let mut paths: Vec<String> = kinds.iter().flat_map(|kind| schema::paths(*kind)).collect();
        paths.dedup();
        let plural: Vec<&str> = kinds.iter().map(|kind| kind.plural()).collect();
        let meant = did_you_mean(&word.text, paths.iter().map(String::as_str));
        Err(self
            .fault(format!("{} have no field `{}`", plural.join(" and "), &word.text), &word.at)
            .cause(format!("known are {}", paths.join(", ")))
            .hint(format!("{meant}--any-value lets it pass as it is")))
    }

    /// Refuses `word` where every kind's form of the field does, with the words of the first.
    fn check(&self, field: &Field, word: &Word, refuse: impl Fn(&'static Form) -> Option<Refusal>) -> Result<()> {
        let mut refusals = Vec::new();
        for form in &field.forms {
            match refuse(form) {
                Some(refusal) => refusals.push(refusal),
                None => return Ok(()),
            }
        }
        let Some(refusal) = refusals.into_iter().next() else { return Ok(()) };
        let at = if refusal.of_field { &field.at } else { &word.at };
        let fault = Fault { cause: refusal.cause, ..self.fault(refusal.what, at) };
        Err(fault.hint(refusal.hint))
    }

    /// A value to be equal to.
    fn equal(&self, field: &Field, word: &Word) -> Result<Literal> {
        let literal = self.literal(field, word);
        if literal.scalar != Scalar::Null {
            self.check(field, word, |form| unequal(form, field, word, &literal))?;
        }
        Ok(literal)
    }

    /// A value that others are smaller or larger than.
    fn ordered(&self, field: &Field, word: &Word) -> Result<Literal> {
        let literal = self.literal(field, word);
        if matches!(literal.scalar, Scalar::Null | Scalar::Flag(_)) {
            let what = format!("nothing is smaller or larger than `{}`", &word.text);
            return Err(self.fault(what, &word.at).hint("compare it with = or !="));
        }
        let path = &field.path;
        self.check(field, word, |form| match form {
            Form::Flag => {
                Some(Refusal::new(format!("`{path}` is true or false, which have no order"), "compare it with ="))
            }
            Form::Object(members) => Some(object(path, members)),
            Form::Text | Form::Texts | Form::Open(_) | Form::Const(_)
                if matches!(literal.scalar, Scalar::Number(_)) =>
            {
                let what = format!("`{path}` is a text, which has no order with a number");
                Some(Refusal::new(what, "put it in quotes to compare it as a text"))
            }
            _ => unfit(form, field, word, &literal),
        })?;
        Ok(literal)
    }

    fn contained(&self, field: &Field, word: &Word) -> Result<Pattern> {
        self.searched(field, word)?;
        // ASCII letters match none but themselves: no Kelvin sign for a `k`.
        let mut builder = RegexBuilder::new(&regex::escape(&word.text));
        let regex = builder.case_insensitive(true).unicode(!word.text.is_ascii()).build();
        let regex = regex.map_err(|_| self.fault("the text is too long", &word.at))?;
        Ok(Pattern { text: word.text.clone(), regex })
    }

    fn matched(&self, field: &Field, word: &Word) -> Result<Pattern> {
        self.searched(field, word)?;
        let regex = regex::Regex::new(&word.text).map_err(|error| {
            let text = error.to_string();
            let why = text.lines().last().unwrap_or_default().trim_start_matches("error: ");
            let shown = &word.text;
            self.fault(format!("`{shown}` is no regular expression"), &word.at)
                .cause(why)
                .hint("`~` looks for the text as it is; for the syntax see https://docs.rs/regex")
        })?;
        Ok(Pattern { text: word.text.clone(), regex })
    }

    /// Whether the value at `field` can be searched for `word` at all.
    fn searched(&self, field: &Field, word: &Word) -> Result<()> {
        if word.text.is_empty() {
            return Err(self.fault("the empty text is in every text", &word.at).hint("write what to look for"));
        }
        let path = &field.path;
        self.check(field, word, |form| match form {
            Form::Flag => Some(Refusal::new(format!("`{path}` is true or false, not a text"), "compare it with =")),
            _ => None,
        })
    }

    fn literal(&self, field: &Field, word: &Word) -> Literal {
        let read = if word.quoted { Scalar::Text } else { bare(&word.text, &field.path) };
        let instant = self.instant(&word.text).ok();
        let times = !field.forms.is_empty() && field.forms.iter().all(|form| matches!(form, Form::Time));
        match read {
            _ if word.text.is_empty() || read == Scalar::Null => {
                Literal { text: "null".to_owned(), scalar: Scalar::Null, instant: None }
            }
            _ if times => Literal { text: word.text.clone(), scalar: Scalar::Moment, instant },
            scalar => Literal { text: word.text.clone(), scalar, instant },
        }
    }

    /// A moment as `--since` reads it, and `+7d` for one to come.
    fn instant(&self, text: &str) -> Result<DateTime<Utc>, String> {
        let Context { now, zone, .. } = *self.context;
        let ahead = |span: &str| TimeDelta::from_std(time::duration(span).ok()?).ok();
        match text.strip_prefix('+').and_then(ahead).and_then(|span| now.checked_add_signed(span)) {
            Some(instant) => Ok(instant),
            None => time::moment(text, now, zone),
        }
    }
}

/// Why a value does not go with a field.
struct Refusal {
    what: String,
    cause: Option<String>,
    hint: String,
    /// It is the field that does not fit.
    of_field: bool,
}

impl Refusal {
    fn new(what: String, hint: &str) -> Self {
        Self { what, cause: None, hint: hint.to_owned(), of_field: false }
    }
}

fn unknown(path: &Path, word: &Word, known: &[&str]) -> Refusal {
    let meant = did_you_mean(&word.text, known.iter().copied());
    Refusal {
        what: format!("`{}` is no known value of `{path}`", &word.text),
        cause: Some(format!("known are {}", known.join(", "))),
        hint: format!("{meant}--any-value lets it pass as it is"),
        of_field: false,
    }
}

fn object(path: &Path, members: &[schema::Key]) -> Refusal {
    let keys: Vec<String> = members.iter().map(|member| format!("{path}.{}", member.name)).collect();
    Refusal {
        what: format!("`{path}` is an object, which has no value of its own"),
        cause: Some(format!("in it are {}", keys.join(", "))),
        hint: "compare one of these, or search all of it with ~".to_owned(),
        of_field: true,
    }
}

/// What cannot be equal to a value of that form.
fn unequal(form: &'static Form, field: &Field, word: &Word, literal: &Literal) -> Option<Refusal> {
    let (path, shown) = (&field.path, &word.text);
    match form {
        Form::Open(known) if known.contains(&schema::platform(&word.text)) => None,
        Form::Open(known) if !known.contains(&&*word.text) => Some(unknown(path, word, known)),
        Form::Const(only) if word.text != *only => Some(unknown(path, word, &[only])),
        Form::Flag if !matches!(literal.scalar, Scalar::Flag(_)) => {
            Some(Refusal::new(format!("`{path}` is true or false, not `{shown}`"), "write true or false"))
        }
        Form::Object(members) => Some(object(path, members)),
        _ => unfit(form, field, word, literal),
    }
}

/// What numbers and times refuse.
fn unfit(form: &'static Form, field: &Field, word: &Word, literal: &Literal) -> Option<Refusal> {
    let (path, shown) = (&field.path, &word.text);
    match form {
        Form::Integer if !matches!(literal.scalar, Scalar::Number(_)) => {
            let (is, write) = if counts_milliseconds(path) {
                ("a number of milliseconds", "write the number, or a duration as 30s")
            } else {
                ("a number", "write a number")
            };
            let quoted = word.quoted && matches!(bare(&word.text, path), Scalar::Number(_));
            let hint = if quoted { "leave out the quotes" } else { write };
            Some(Refusal::new(format!("`{path}` is {is}, not the text `{shown}`"), hint))
        }
        Form::Time if literal.instant.is_none() => Some(Refusal::new(
            format!("`{path}` is a time, and `{shown}` is none"),
            "write an age as 2h, +7d for a time to come, today, yesterday, 2026-11-20 or RFC 3339",
        )),
        _ => None,
    }
}

/// What a word without quotes is, as a value of the field at `path`.
pub(super) fn bare(text: &str, path: &Path) -> Scalar {
    match text {
        "null" => Scalar::Null,
        "true" => Scalar::Flag(true),
        "false" => Scalar::Flag(false),
        _ => {
            let span = || {
                let span = time::duration(text).ok().filter(|_| counts_milliseconds(path))?;
                i128::try_from(span.as_millis()).ok().map(Number::Whole)
            };
            Number::read(text).or_else(span).map_or(Scalar::Text, Scalar::Number)
        }
    }
}

/// Whether the numbers at `path` are milliseconds, by their name: `durationMs`, `duration_ms`.
fn counts_milliseconds(path: &Path) -> bool {
    path.last().is_some_and(|key| key.ends_with("Ms") || key.ends_with("_ms"))
}
