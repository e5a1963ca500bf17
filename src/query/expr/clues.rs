//! The texts without which no record can match, for a search over raw bytes that spares most records their reading.
//! On the safe side: where in doubt, nothing is asked for.

use super::{Check, Literal, Node, Scalar, Test};
use crate::record::path::Path;
use crate::record::schema;

/// A text that stands somewhere in the bytes of a record.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Clue {
    /// ASCII letters, digits, and `_`, `-`, `.` or spaces.
    pub text: String,
    /// Its letters may stand there in upper or lower case.
    pub any_case: bool,
}

/// Shorter ones are in nearly every record.
const SHORTEST: usize = 3;

impl Node {
    /// Lists of which each has at least one text in every matching record.
    pub(super) fn clues(&self, verbatim: &dyn Fn(&Path) -> bool) -> Vec<Vec<Clue>> {
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

impl Test {
    fn clues(&self) -> Option<Vec<Clue>> {
        let has_alias = |literal: &Literal| self.is_of_platform() && schema::has_alias(&literal.text);
        match &self.check {
            Check::Equal(literal) if has_alias(literal) => None,
            Check::In(literals) if literals.iter().any(has_alias) => None,
            Check::Equal(literal) => literal.clue().map(|clue| vec![clue]),
            Check::In(literals) => literals.iter().map(Literal::clue).collect(),
            Check::Contains(pattern) if pattern.text.is_ascii() => clue(&pattern.text, true).map(|clue| vec![clue]),
            Check::Contains(_) | Check::Matches(_) | Check::Exists | Check::Order(..) => None,
        }
    }
}

impl Literal {
    /// A number has many spellings, and so has a time.
    fn clue(&self) -> Option<Clue> {
        if self.scalar == Scalar::Text && self.instant.is_none() { clue(&self.text, false) } else { None }
    }
}

/// The longest piece of `text` that JSON writes as it is.
fn clue(text: &str, any_case: bool) -> Option<Clue> {
    let plain = |character: char| character.is_ascii_alphanumeric() || matches!(character, '_' | '-' | '.' | ' ');
    let longest = text.split(|character| !plain(character)).max_by_key(|piece| piece.len())?;
    (longest.len() >= SHORTEST).then(|| Clue { text: longest.to_owned(), any_case })
}
