//! Tests whether a record matches an expression. Reads the JSON text of the record's fields; scalars without escapes
//! need no allocation.

use std::cmp::Ordering;

use super::{Comparison, ExprNode, FieldCheck, FieldTest, Literal, Number, Scalar, TextPattern};
use crate::json;
use crate::json::rewrite::{self, Token};
use crate::record::{RawView, vocabulary};
use crate::time;

impl ExprNode {
    pub(super) fn matches(&self, view: &RawView<'_>) -> bool {
        match self {
            Self::Any(branches) => branches.iter().any(|branch| branch.matches(view)),
            Self::All(branches) => branches.iter().all(|branch| branch.matches(view)),
            Self::Not(inner) => !inner.matches(view),
            Self::Test(test) => test.matches(view),
        }
    }
}

impl FieldTest {
    fn matches(&self, view: &RawView<'_>) -> bool {
        let found = self.path.find(view).filter(|json| !json::is_absent(json));
        let holds = match (found, &self.check) {
            (None, FieldCheck::Equal(literal)) => literal.scalar == Scalar::Null,
            (None, FieldCheck::In(literals)) => literals.iter().any(|literal| literal.scalar == Scalar::Null),
            (None, _) => false,
            (Some(json), check) => check.holds(json) || (self.is_of_platform() && check.is_alias(json)),
        };
        holds != self.negated
    }
}

impl FieldTest {
    /// Returns whether the field is the platform, which may have aliases.
    pub(super) fn is_of_platform(&self) -> bool {
        self.path.first() == "platform" && self.path.last() == Some("platform")
    }
}

impl FieldCheck {
    /// Returns whether the platform in `json` is an alias of a wanted platform.
    fn is_alias(&self, json: &str) -> bool {
        let same = |literal: &Literal| {
            vocabulary::has_alias(&literal.text)
                && json::string(json).is_some_and(|found| vocabulary::same_platform(&literal.text, &found))
        };
        match self {
            Self::Equal(literal) => same(literal),
            Self::In(literals) => literals.iter().any(same),
            _ => false,
        }
    }

    /// Returns whether the test is true for an existing value.
    fn holds(&self, json: &str) -> bool {
        match self {
            Self::Exists => true,
            Self::Contains(pattern) | Self::Matches(pattern) => pattern.is_in(json),
            Self::Equal(literal) => any_scalar(json, |scalar| literal.equals(scalar)),
            Self::In(literals) => any_scalar(json, |scalar| literals.iter().any(|literal| literal.equals(scalar))),
            Self::Order(order, literal) => {
                any_scalar(json, |scalar| literal.order(scalar).is_some_and(|found| order.holds(found)))
            }
        }
    }
}

/// Returns whether `holds` is true for the scalar, or for any scalar of the array; never for an object.
fn any_scalar(json: &str, holds: impl Fn(&str) -> bool) -> bool {
    match json.as_bytes().first() {
        Some(b'{') | None => false,
        Some(b'[') => json::elements(json).is_some_and(|elements| {
            elements
                .iter()
                .any(|element| !element.starts_with(['{', '[']) && !json::is_absent(element) && holds(element))
        }),
        Some(_) => holds(json),
    }
}

impl Comparison {
    const fn holds(self, found: Ordering) -> bool {
        match self {
            Self::Less => found.is_lt(),
            Self::AtMost => found.is_le(),
            Self::More => found.is_gt(),
            Self::AtLeast => found.is_ge(),
        }
    }
}

impl Literal {
    fn equals(&self, json: &str) -> bool {
        match json.as_bytes().first() {
            Some(b'"') => json::string(json).is_some_and(|found| match self.moments(&found) {
                Some(order) => order.is_eq(),
                None => !matches!(self.scalar, Scalar::Moment | Scalar::Null) && found == *self.text,
            }),
            Some(b't') => self.scalar == Scalar::Flag(true),
            Some(b'f') => self.scalar == Scalar::Flag(false),
            _ => self.order(json).is_some_and(Ordering::is_eq),
        }
    }

    /// Returns how the record's scalar compares to this value; `None` if they have no order.
    fn order(&self, json: &str) -> Option<Ordering> {
        if json.starts_with('"') {
            let found = json::string(json)?;
            return self.moments(&found).or_else(|| (self.scalar == Scalar::Text).then(|| (*found).cmp(&self.text)));
        }
        match self.scalar {
            Scalar::Number(wanted) => match (Number::read(json)?, wanted) {
                (Number::Broken(_), Number::Broken(_)) if is_whole(json) && is_whole(&self.text) => {
                    Some((json.len(), json).cmp(&(self.text.len(), &self.text)))
                }
                (found, wanted) => found.order(wanted),
            },
            Scalar::Moment => self.moments(json),
            Scalar::Text | Scalar::Flag(_) | Scalar::Null => None,
        }
    }

    /// Compares two times; `None` if one of them is not a time. In fields that are not times, digits are an id.
    fn moments(&self, found: &str) -> Option<Ordering> {
        let wanted = self.instant?;
        if self.scalar != Scalar::Moment && is_whole(found) {
            return None;
        }
        time::instant(found).map(|found| found.cmp(&wanted))
    }
}

impl Number {
    /// Reads a number in JSON syntax.
    pub fn read(text: &str) -> Option<Self> {
        if !text.trim_start_matches('-').starts_with(|first: char| first.is_ascii_digit()) {
            return None;
        }
        let broken = || text.parse().ok().filter(|number: &f64| number.is_finite()).map(Self::Broken);
        text.parse().ok().map(Self::Whole).or_else(broken)
    }

    /// Compares two numbers; `None` if one of them is not a number.
    pub fn order(self, other: Self) -> Option<Ordering> {
        match (self, other) {
            (Self::Whole(one), Self::Whole(other)) => Some(one.cmp(&other)),
            (Self::Whole(one), Self::Broken(other)) => Self::compare_mixed(one, other),
            (Self::Broken(one), Self::Whole(other)) => Self::compare_mixed(other, one).map(Ordering::reverse),
            (Self::Broken(one), Self::Broken(other)) => one.partial_cmp(&other),
        }
    }

    /// Compares a whole number with a float. It does not round the whole number, which a float may not represent.
    #[expect(clippy::cast_possible_truncation, reason = "the part before the point, which fits unless it is huge")]
    fn compare_mixed(whole: i128, float: f64) -> Option<Ordering> {
        // The cast of a huge float saturates at the limits of the type, which keeps the order.
        Some(whole.cmp(&(float.trunc() as i128)).then(0.0.partial_cmp(&float.fract())?))
    }
}

/// Returns whether a text consists of digits only.
fn is_whole(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit())
}

impl TextPattern {
    /// Returns whether the text or number contains the pattern; for arrays and objects, any text or number inside, at
    /// any depth.
    fn is_in(&self, json: &str) -> bool {
        rewrite::pieces(json).any(|piece| match piece {
            Token::Text(quoted) if json::is_absent(quoted) => false,
            Token::Text(quoted) => json::string(quoted).is_some_and(|found| self.regex.is_match(&found)),
            Token::Word(word) => !matches!(word, "true" | "false" | "null") && self.regex.is_match(word),
            Token::Mark(_) | Token::Key(_) | Token::Space(_) => false,
        })
    }
}
