//! Finds texts that the bytes of every matching record contain, so that a byte search can skip most records. If in
//! doubt, it requires nothing.

use super::{ExprNode, FieldCheck, FieldTest, Literal, Scalar};
use crate::record::path::FieldPath;
use crate::record::vocabulary;

/// A text in the bytes of a record.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct RequiredLiteral {
    /// ASCII letters, digits, and `_`, `-`, `.` or spaces.
    pub text: String,
    /// Whether case is ignored.
    pub any_case: bool,
}

/// The minimum length in bytes; nearly every record contains shorter texts.
const SHORTEST: usize = 3;

impl ExprNode {
    /// Returns lists of texts; every matching record contains at least one text of each list.
    pub(super) fn required_texts(&self, verbatim: &dyn Fn(&FieldPath) -> bool) -> Vec<Vec<RequiredLiteral>> {
        match self {
            Self::All(branches) => branches.iter().flat_map(|branch| branch.required_texts(verbatim)).collect(),
            Self::Any(branches) => {
                // Takes the shortest list of each branch. A branch without a list means that nothing is required.
                let lists =
                    branches.iter().map(|branch| branch.required_texts(verbatim).into_iter().min_by_key(Vec::len));
                lists.collect::<Option<Vec<_>>>().map(|lists| vec![lists.concat()]).unwrap_or_default()
            }
            Self::Not(_) => Vec::new(),
            Self::Test(test) if test.negated || !verbatim(&test.path) => Vec::new(),
            Self::Test(test) => test.required_texts().into_iter().collect(),
        }
    }
}

impl FieldTest {
    fn required_texts(&self) -> Option<Vec<RequiredLiteral>> {
        let has_alias = |literal: &Literal| self.is_of_platform() && vocabulary::has_alias(&literal.text);
        match &self.check {
            FieldCheck::Equal(literal) if has_alias(literal) => None,
            FieldCheck::In(literals) if literals.iter().any(has_alias) => None,
            FieldCheck::Equal(literal) => literal.required_text().map(|required_text| vec![required_text]),
            FieldCheck::In(literals) => literals.iter().map(Literal::required_text).collect(),
            FieldCheck::Contains(pattern) if pattern.text.is_ascii() => {
                required_text(&pattern.text, true).map(|required_text| vec![required_text])
            }
            FieldCheck::Contains(_) | FieldCheck::Matches(_) | FieldCheck::Exists | FieldCheck::Order(..) => None,
        }
    }
}

impl Literal {
    /// Numbers and times have many spellings.
    fn required_text(&self) -> Option<RequiredLiteral> {
        if self.scalar == Scalar::Text && self.instant.is_none() { required_text(&self.text, false) } else { None }
    }
}

/// Returns the longest part of `text` that JSON writes without escapes.
fn required_text(text: &str, any_case: bool) -> Option<RequiredLiteral> {
    let plain = |character: char| character.is_ascii_alphanumeric() || matches!(character, '_' | '-' | '.' | ' ');
    let longest = text.split(|character| !plain(character)).max_by_key(|piece| piece.len())?;
    (longest.len() >= SHORTEST).then(|| RequiredLiteral { text: longest.to_owned(), any_case })
}
