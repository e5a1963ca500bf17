//! Parses the text of an expression into a tree of words with their positions. It checks syntax only, never panics
//! and never recurses deeper than `DEEPEST`.

use std::ops::Range;

use winnow::combinator::{alt, delimited, opt, peek, preceded, repeat};
use winnow::error::ParserError;
use winnow::stream::{LocatingSlice, Location as _};
use winnow::token::{any, none_of, one_of, rest, take_while};
use winnow::{Parser, Result as Parsed};

/// The maximum nesting of parentheses and `not`.
const DEEPEST: usize = 50;
const OPERATORS: &str = "a comparison (= != < <= > >= ~ ~~ in exists)";

/// The syntax tree of an expression.
#[derive(Debug)]
pub(super) enum Tree {
    Any(Vec<Self>),
    All(Vec<Self>),
    Not(Box<Self>),
    Test(ParsedTest),
}

/// One comparison.
#[derive(Debug)]
pub(super) struct ParsedTest {
    pub(super) path: ParsedWord,
    /// Whether it was written with `!` or `not`.
    pub(super) negated: bool,
    pub(super) operand: Operand,
}

/// The right side of a comparison.
#[derive(Debug)]
pub(super) enum Operand {
    Compare(Operator, ParsedWord),
    In(Vec<ParsedWord>),
    Exists,
}

/// The operators with one value, without the negated ones.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Operator {
    Equal,
    Less,
    AtMost,
    More,
    AtLeast,
    Contains,
    Matches,
}

/// A field or a value, without its quotes.
#[derive(Debug)]
pub(super) struct ParsedWord {
    pub(super) text: String,
    pub(super) quoted: bool,
    /// Its byte range, with the quotes.
    pub(super) at: Range<usize>,
}

/// A syntax error and its place.
#[derive(Debug)]
pub(super) struct SyntaxError {
    pub(super) at: Range<usize>,
    pub(super) what: String,
}

type TokenInput<'t> = LocatingSlice<&'t str>;

impl<'t> ParserError<TokenInput<'t>> for SyntaxError {
    type Inner = Self;

    fn from_input(input: &TokenInput<'t>) -> Self {
        let here = input.current_token_start();
        Self { at: here..here, what: String::new() }
    }

    fn into_inner(self) -> Result<Self::Inner, Self> {
        Ok(self)
    }
}

/// Parses a whole expression.
pub(super) fn parse(text: &str) -> Result<Tree, SyntaxError> {
    let mut input = LocatingSlice::new(text);
    let tree = any_of(&mut input, 0)?;
    if at_end(&mut input)? { Ok(tree) } else { Err(unexpected(&mut input, "`and`, `or` or the end")) }
}

fn any_of(input: &mut TokenInput<'_>, depth: usize) -> Parsed<Tree, SyntaxError> {
    let mut branches = vec![all_of(input, depth)?];
    while has(input, alt((keyword("or"), sign("||"))))? {
        branches.push(all_of(input, depth)?);
    }
    Ok(if branches.len() == 1 { branches.remove(0) } else { Tree::Any(branches) })
}

fn all_of(input: &mut TokenInput<'_>, depth: usize) -> Parsed<Tree, SyntaxError> {
    let mut branches = vec![operand(input, depth)?];
    while has(input, alt((keyword("and"), sign("&&"))))? {
        branches.push(operand(input, depth)?);
    }
    Ok(if branches.len() == 1 { branches.remove(0) } else { Tree::All(branches) })
}

fn operand(input: &mut TokenInput<'_>, depth: usize) -> Parsed<Tree, SyntaxError> {
    if depth > DEEPEST {
        let here = input.current_token_start();
        return Err(SyntaxError {
            at: here..here,
            what: format!("parentheses are nested deeper than {DEEPEST} levels"),
        });
    }
    if has(input, alt((keyword("not"), sign("!"))))? {
        return Ok(Tree::Not(Box::new(operand(input, depth + 1)?)));
    }
    if has(input, sign("("))? {
        let inner = any_of(input, depth + 1)?;
        return if has(input, sign(")"))? { Ok(inner) } else { Err(unexpected(input, "`and`, `or` or `)`")) };
    }
    test(input).map(Tree::Test)
}

fn test(input: &mut TokenInput<'_>) -> Parsed<ParsedTest, SyntaxError> {
    let path = match opt(bare).parse_next(input)? {
        Some(path) if !is_reserved(&path.text) => path,
        Some(reserved) => return Err(misplaced(&reserved, "a field")),
        None => return Err(unexpected(input, "a field such as error.code, `not` or `(`")),
    };
    let negated = has(input, keyword("not"))?;
    if has(input, keyword("exists"))? {
        return Ok(ParsedTest { path, negated, operand: Operand::Exists });
    }
    if has(input, keyword("in"))? {
        return Ok(ParsedTest { path, negated, operand: Operand::In(list(input)?) });
    }
    if negated {
        return Err(unexpected(input, "`in` or `exists`"));
    }
    let Some((operator, negated)) = opt(operator).parse_next(input)? else {
        return Err(unexpected(input, OPERATORS));
    };
    Ok(ParsedTest { path, negated, operand: Operand::Compare(operator, value(input)?) })
}

fn list(input: &mut TokenInput<'_>) -> Parsed<Vec<ParsedWord>, SyntaxError> {
    if !has(input, sign("("))? {
        return Err(unexpected(input, "`(` and a list as (a, b)"));
    }
    let mut values = vec![value(input)?];
    while has(input, sign(","))? {
        values.push(value(input)?);
    }
    if has(input, sign(")"))? { Ok(values) } else { Err(unexpected(input, "`,` or `)`")) }
}

/// Parses the operator, and whether it is negated. Longer operators come first; a negated order is the opposite
/// order.
fn operator(input: &mut TokenInput<'_>) -> Parsed<(Operator, bool), SyntaxError> {
    let operator = alt((
        "~~".value(Operator::Matches),
        "~".value(Operator::Contains),
        ("=", opt("=")).value(Operator::Equal),
        "<=".value(Operator::AtMost),
        "<".value(Operator::Less),
        ">=".value(Operator::AtLeast),
        ">".value(Operator::More),
    ));
    let negates = |operator| matches!(operator, Operator::Equal | Operator::Contains | Operator::Matches);
    let pair = (opt('!'), operator).map(|(bang, operator)| (operator, bang.is_some()));
    preceded(space, pair.verify(move |(operator, negated)| !negated || negates(*operator))).parse_next(input)
}

fn value(input: &mut TokenInput<'_>) -> Parsed<ParsedWord, SyntaxError> {
    if let Some(mark) = opt(preceded(space, peek(one_of(['\'', '"'])))).parse_next(input)? {
        return quoted(input, mark);
    }
    match opt(bare).parse_next(input)? {
        Some(word) if !is_reserved(&word.text) => Ok(word),
        Some(reserved) => Err(misplaced(&reserved, "a value")),
        None => Err(unexpected(input, "a value")),
    }
}

/// Parses a quoted text. A backslash escapes only a quote or a backslash, so regular expressions need no double
/// backslashes.
fn quoted(input: &mut TokenInput<'_>, mark: char) -> Parsed<ParsedWord, SyntaxError> {
    let start = input.current_token_start();
    let inner = alt((preceded('\\', one_of(['\\', '\'', '"'])), none_of(mark)));
    let inner = repeat(0.., inner).fold(String::new, |mut text, character| {
        text.push(character);
        text
    });
    match opt(delimited(mark, inner, mark).with_span()).parse_next(input)? {
        Some((text, at)) => Ok(ParsedWord { text, quoted: true, at }),
        None => Err(SyntaxError { at: start..start + mark.len_utf8(), what: "this quote is not closed".to_owned() }),
    }
}

fn bare(input: &mut TokenInput<'_>) -> Parsed<ParsedWord, SyntaxError> {
    let (text, at): (&str, _) = preceded(space, take_while(1.., in_word).with_span()).parse_next(input)?;
    Ok(ParsedWord { text: text.to_owned(), quoted: false, at })
}

/// Returns whether a value may be written without quotes.
pub(super) fn is_bare(text: &str) -> bool {
    !text.is_empty() && text.chars().all(in_word) && !is_reserved(text)
}

fn in_word(character: char) -> bool {
    !character.is_whitespace() && !"()'\",=<>!~&|".contains(character)
}

fn is_reserved(word: &str) -> bool {
    ["and", "or", "not"].iter().any(|reserved| word.eq_ignore_ascii_case(reserved))
}

fn keyword<'t>(word: &'static str) -> impl Parser<TokenInput<'t>, (), SyntaxError> {
    bare.verify(move |found: &ParsedWord| found.text.eq_ignore_ascii_case(word)).void()
}

fn sign<'t>(sign: &'static str) -> impl Parser<TokenInput<'t>, (), SyntaxError> {
    preceded(space, sign).void()
}

fn space(input: &mut TokenInput<'_>) -> Parsed<(), SyntaxError> {
    take_while(0.., char::is_whitespace).void().parse_next(input)
}

/// Consumes `wanted` if it comes next; returns whether it did.
fn has<'t>(
    input: &mut TokenInput<'t>,
    wanted: impl Parser<TokenInput<'t>, (), SyntaxError>,
) -> Parsed<bool, SyntaxError> {
    opt(wanted).map(|found| found.is_some()).parse_next(input)
}

fn at_end(input: &mut TokenInput<'_>) -> Parsed<bool, SyntaxError> {
    space(input)?;
    peek(rest).map(str::is_empty).parse_next(input)
}

/// Returns the error that `expected` was expected at the current place.
fn unexpected(input: &mut TokenInput<'_>, expected: &str) -> SyntaxError {
    let token = preceded(space, alt((take_while(1.., in_word), any.take())).with_span());
    if let Ok(Some((found, at))) = opt(token).parse_next(input) {
        return SyntaxError { at, what: format!("expected {expected}, not `{found}`") };
    }
    let end = input.current_token_start();
    SyntaxError { at: end..end, what: format!("expected {expected}, but the expression ends here") }
}

fn misplaced(word: &ParsedWord, expected: &str) -> SyntaxError {
    let what = format!("expected {expected}, not `{}`; put it in quotes if it is {expected}", word.text);
    SyntaxError { at: word.at.clone(), what }
}
