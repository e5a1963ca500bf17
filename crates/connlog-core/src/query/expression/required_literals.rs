//! The texts without which no record can match, for a search over raw bytes that spares most records their reading.
//! On the safe side: where in doubt, nothing is asked for.

use super::{ExprNode, FieldCheck, FieldTest, Literal, Scalar};
use crate::record::path::FieldPath;
use crate::record::schema;

/// A text that stands somewhere in the bytes of a record.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct RequiredLiteral {
    /// ASCII letters, digits, and `_`, `-`, `.` or spaces.
    pub text: String,
    /// Its letters may stand there in upper or lower case.
    pub any_case: bool,
}

/// Shorter ones are in nearly every record.
const SHORTEST: usize = 3;

impl ExprNode {
    /// Lists of which each has at least one text in every matching record.
    pub(super) fn clues(&self, verbatim: &dyn Fn(&FieldPath) -> bool) -> Vec<Vec<RequiredLiteral>> {
        match self {
            Self::All(branches) => branches.iter().flat_map(|branch| branch.clues(verbatim)).collect(),
            Self::Any(branches) => {
                // Of each branch the list with the fewest ways out; one branch without a list frees them all.
                let lists = branches.iter().map(|branch| branch.clues(verbatim).into_iter().min_by_key(Vec::len));
                lists.collect::<Option<Vec<_>>>().map(|lists| vec![lists.concat()]).unwrap_or_default()
            }
            Self::Not(_) => Vec::new(),
            Self::Test(test) if test.negated || !verbatim(&test.path) => Vec::new(),
            Self::Test(test) => test.clues().into_iter().collect(),
        }
    }
}

impl FieldTest {
    fn clues(&self) -> Option<Vec<RequiredLiteral>> {
        let has_alias = |literal: &Literal| self.is_of_platform() && schema::has_alias(&literal.text);
        match &self.check {
            FieldCheck::Equal(literal) if has_alias(literal) => None,
            FieldCheck::In(literals) if literals.iter().any(has_alias) => None,
            FieldCheck::Equal(literal) => literal.clue().map(|clue| vec![clue]),
            FieldCheck::In(literals) => literals.iter().map(Literal::clue).collect(),
            FieldCheck::Contains(pattern) if pattern.text.is_ascii() => {
                clue(&pattern.text, true).map(|clue| vec![clue])
            }
            FieldCheck::Contains(_) | FieldCheck::Matches(_) | FieldCheck::Exists | FieldCheck::Order(..) => None,
        }
    }
}

impl Literal {
    /// A number has many spellings, and so has a time.
    fn clue(&self) -> Option<RequiredLiteral> {
        if self.scalar == Scalar::Text && self.instant.is_none() { clue(&self.text, false) } else { None }
    }
}

/// The longest piece of `text` that JSON writes as it is.
fn clue(text: &str, any_case: bool) -> Option<RequiredLiteral> {
    let plain = |character: char| character.is_ascii_alphanumeric() || matches!(character, '_' | '-' | '.' | ' ');
    let longest = text.split(|character| !plain(character)).max_by_key(|piece| piece.len())?;
    (longest.len() >= SHORTEST).then(|| RequiredLiteral { text: longest.to_owned(), any_case })
}
