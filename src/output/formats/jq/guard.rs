//! Inserts checks into a filter: calls, values and products report to [`super::bounds`].

use super::bounds::{CALL, CALLED, FACTOR, PRODUCT, VALUE};
use jaq_core::load::lex::{StrPart, Tok, Token};
use jaq_core::load::parse::{BinaryOp, Def, Pattern, Term};
use jaq_core::ops::Math;
use jaq_core::path::{Part, Path};

/// Inserts checks into the body of `def`.
pub(super) fn guard_definition(def: Def<&str>) -> Def<&str> {
    let calls_itself = mentions(&def.body, def.name);
    let body = guard(def.body);
    // jaq turns a tail call into a jump. A function with function arguments must not jump: each call keeps the arguments of the
    // calls before it, and dropping this chain recurses.
    let gets_functions = def.args.iter().any(|argument| !argument.starts_with('$'));
    let body = match (calls_itself, gets_functions) {
        (false, _) => body,
        (true, false) => check_call(body),
        (true, true) => Term::BinOp(Box::new(check_call(body)), BinaryOp::Pipe(None), Box::new(Term::Id)),
    };
    Def { body, ..def }
}

/// Inserts checks into `term` at recursive calls, iterations and new values.
pub(super) fn guard(term: Term<&str>) -> Term<&str> {
    let boxed = |term: Box<Term<_>>| Box::new(guard(*term));
    match term {
        Term::Str(format, parts) => Term::Str(format, parts.into_iter().map(guard_part).collect()),
        Term::Arr(Some(elements)) => Term::Arr(Some(Box::new(check_values(guard(*elements))))),
        Term::Obj(members) => {
            let member = |(key, value): (_, Option<_>)| match value {
                Some(value) => (guard(key), Some(guard(value))),
                None => (key, None),
            };
            check_values(Term::Obj(members.into_iter().map(member).collect()))
        }
        Term::Neg(term) => Term::Neg(boxed(term)),
        Term::BinOp(left, op, right) => guard_operation(guard(*left), op, guard(*right)),
        Term::Label(name, term) => Term::Label(name, boxed(term)),
        Term::Fold(name, source, pattern, arguments) => {
            let argument = |(place, term)| if place == 1 { check_call(guard(term)) } else { guard(term) };
            let arguments = arguments.into_iter().enumerate().map(argument).collect();
            Term::Fold(name, boxed(source), guard_pattern(pattern), arguments)
        }
        Term::TryCatch(term, catch) => Term::TryCatch(boxed(term), catch.map(boxed)),
        Term::IfThenElse(cases, otherwise) => {
            let cases = cases.into_iter().map(|(condition, term)| (guard(condition), guard(term)));
            Term::IfThenElse(cases.collect(), otherwise.map(boxed))
        }
        Term::Def(defs, term) => Term::Def(defs.into_iter().map(guard_definition).collect(), boxed(term)),
        Term::Call(name, arguments) => Term::Call(name, arguments.into_iter().map(guard).collect()),
        Term::Path(term, Path(parts)) => {
            let part = |(part, option)| match part {
                Part::Index(index) => (Part::Index(guard(index)), option),
                Part::Range(from, to) => (Part::Range(from.map(guard), to.map(guard)), option),
            };
            Term::Path(boxed(term), Path(parts.into_iter().map(part).collect()))
        }
        other => other,
    }
}

fn guard_operation<'s>(left: Term<&'s str>, op: BinaryOp<&'s str>, right: Term<&'s str>) -> Term<&'s str> {
    let (left, right) = (Box::new(left), Box::new(right));
    match op {
        BinaryOp::Math(Math::Mul) => Term::Call(PRODUCT, vec![*left, *right]),
        BinaryOp::UpdateMath(Math::Mul) => {
            let product = Term::Call(PRODUCT, vec![Term::Id, Term::Var(FACTOR)]);
            let update = check_values(Term::BinOp(left, BinaryOp::Update, Box::new(product)));
            Term::BinOp(right, BinaryOp::Pipe(Some(Pattern::Var(FACTOR))), Box::new(update))
        }
        BinaryOp::Update | BinaryOp::Assign | BinaryOp::UpdateMath(_) | BinaryOp::UpdateAlt => {
            check_values(Term::BinOp(left, op, right))
        }
        BinaryOp::Pipe(Some(pattern)) => Term::BinOp(left, BinaryOp::Pipe(Some(guard_pattern(pattern))), right),
        BinaryOp::Comma => {
            let mut items = Vec::new();
            list(*left, &mut items);
            list(*right, &mut items);
            balanced(items)
        }
        op => Term::BinOp(left, op, right),
    }
}

/// Adds the items of `a, b, c` to `items`.
fn list<'s>(term: Term<&'s str>, items: &mut Vec<Term<&'s str>>) {
    match term {
        Term::BinOp(left, BinaryOp::Comma, right) => {
            list(*left, items);
            list(*right, items);
        }
        item => items.push(item),
    }
}

/// Nests `a, b, c, d` as `(a, b), (c, d)`, so that a long list does not recurse deeply.
fn balanced(mut items: Vec<Term<&str>>) -> Term<&str> {
    let right = items.split_off(items.len() / 2);
    match (items.is_empty(), right) {
        (true, mut right) => right.pop().unwrap_or_default(),
        (false, right) => Term::BinOp(Box::new(balanced(items)), BinaryOp::Comma, Box::new(balanced(right))),
    }
}

fn guard_part<'s>(part: StrPart<&'s str, Term<&'s str>>) -> StrPart<&'s str, Term<&'s str>> {
    match part {
        StrPart::Term(term) => StrPart::Term(guard(term)),
        other => other,
    }
}

fn guard_pattern(pattern: Pattern<&str>) -> Pattern<&str> {
    match pattern {
        Pattern::Arr(elements) => Pattern::Arr(elements.into_iter().map(guard_pattern).collect()),
        Pattern::Obj(members) => {
            Pattern::Obj(members.into_iter().map(|(key, member)| (guard(key), guard_pattern(member))).collect())
        }
        Pattern::Var(name) => Pattern::Var(name),
    }
}

/// Inserts a check of the call before `term`.
fn check_call(term: Term<&str>) -> Term<&str> {
    let check = Box::new(Term::Call(CALL, Vec::new()));
    Term::BinOp(check, BinaryOp::Pipe(Some(Pattern::Var(CALLED))), Box::new(term))
}

/// Inserts a check of each value of `term`.
fn check_values(term: Term<&str>) -> Term<&str> {
    Term::BinOp(Box::new(term), BinaryOp::Pipe(None), Box::new(Term::Call(VALUE, Vec::new())))
}

/// Returns whether `term` calls a function of this name.
fn mentions(term: &Term<&str>, name: &str) -> bool {
    matches!(term, Term::Call(called, _) if *called == name) || children(term).iter().any(|child| mentions(child, name))
}

/// Levels of `term`.
pub(super) fn depth(term: &Term<&str>) -> usize {
    1 + children(term).into_iter().map(depth).max().unwrap_or_default()
}

/// Levels of brackets.
pub(super) fn brackets(tokens: &[Token<&str>]) -> usize {
    let inner = |Token(_, token): &Token<&str>| match token {
        Tok::Block(tokens) => 1 + brackets(tokens),
        Tok::Str(parts) => {
            let block = |part: &StrPart<_, Token<_>>| match part {
                StrPart::Term(token) => brackets(std::slice::from_ref(token)),
                _ => 0,
            };
            parts.iter().map(block).max().unwrap_or_default()
        }
        _ => 0,
    };
    tokens.iter().map(inner).max().unwrap_or_default()
}

/// The terms that `term` is made of.
fn children<'t, 's>(term: &'t Term<&'s str>) -> Vec<&'t Term<&'s str>> {
    match term {
        Term::Str(_, parts) => {
            let term = |part: &'t StrPart<_, _>| if let StrPart::Term(term) = part { Some(term) } else { None };
            parts.iter().filter_map(term).collect()
        }
        Term::Arr(elements) => elements.iter().map(|term| &**term).collect(),
        Term::Obj(members) => members.iter().flat_map(|(key, value)| [Some(key), value.as_ref()]).flatten().collect(),
        Term::Neg(term) | Term::Label(_, term) => vec![term],
        Term::BinOp(left, op, right) => {
            let mut terms = Vec::new();
            if matches!(op, BinaryOp::Comma) {
                items(left, &mut terms);
                items(right, &mut terms);
            } else {
                terms.extend([&**left, &**right]);
            }
            if let BinaryOp::Pipe(Some(pattern)) = op {
                keys(pattern, &mut terms);
            }
            terms
        }
        Term::Fold(_, source, pattern, arguments) => {
            let mut terms: Vec<_> = arguments.iter().chain([&**source]).collect();
            keys(pattern, &mut terms);
            terms
        }
        Term::TryCatch(term, catch) => [Some(&**term), catch.as_deref()].into_iter().flatten().collect(),
        Term::IfThenElse(cases, otherwise) => {
            let cases = cases.iter().flat_map(|(condition, term)| [condition, term]);
            cases.chain(otherwise.as_deref()).collect()
        }
        Term::Def(defs, term) => defs.iter().map(|def| &def.body).chain([&**term]).collect(),
        Term::Call(_, arguments) => arguments.iter().collect(),
        Term::Path(term, Path(parts)) => {
            let part = |(part, _): &'t (Part<_>, _)| match part {
                Part::Index(index) => [Some(index), None],
                Part::Range(from, to) => [from.as_ref(), to.as_ref()],
            };
            parts.iter().flat_map(part).flatten().chain([&**term]).collect()
        }
        _ => Vec::new(),
    }
}

/// The items of `a, b, c`, which are of one level.
fn items<'t, 's>(term: &'t Term<&'s str>, terms: &mut Vec<&'t Term<&'s str>>) {
    match term {
        Term::BinOp(left, BinaryOp::Comma, right) => {
            items(left, terms);
            items(right, terms);
        }
        item => terms.push(item),
    }
}

fn keys<'t, 's>(pattern: &'t Pattern<&'s str>, terms: &mut Vec<&'t Term<&'s str>>) {
    match pattern {
        Pattern::Var(_) => {}
        Pattern::Arr(elements) => elements.iter().for_each(|element| keys(element, terms)),
        Pattern::Obj(members) => {
            for (key, member) in members {
                terms.push(key);
                keys(member, terms);
            }
        }
    }
}
