//! Limits of filters in the jq language. jaq evaluates on the stack of the thread, and a stack overflow would end the process.
//!
//! A filter has at most `MAX_CODE` bytes and nests [`MAX_DEPTH`] levels. [`guard`] inserts checks into it, which stop endless
//! recursion, deeply nested values and too many values.

use std::cell::Cell;
use std::rc::Rc;

use jaq_core::data::HasLut;
use jaq_core::load::lex::{StrPart, Tok, Token};
use jaq_core::load::parse::{BinaryOp, Def, Pattern, Term};
use jaq_core::native::{Fun, bome, run, v};
use jaq_core::ops::Math;
use jaq_core::path::{Part, Path};
use jaq_core::{DataT, Error, Exn, Lut, ValR};
use jaq_json::{Num, Val, read};

use connlog_core::json::MAX_DEPTH;

/// The most bytes of a filter.
pub(super) const MAX_CODE: usize = 16 << 10;
/// The most values that a filter creates from one record, and the most elements of a value.
const MAX_VALUES: usize = 1_000_000;
/// The most bytes of a text.
const MAX_TEXT: usize = 64 << 20;
/// The most calls and iterations of one run.
const MAX_CALLS: usize = 10_000_000;
/// The most bytes of stack of a run at a check. Threads have 2 MiB.
const MAX_STACK: usize = 640 << 10;
/// The number of calls and iterations between two checks of the depth of values. Each adds only a few levels.
const INTERVAL: usize = 16;

// Names that a filter cannot contain.
const CALL: &str = "!call";
const CALLED: &str = "$!called";
const VALUE: &str = "!value";
const PRODUCT: &str = "!product";
const FACTOR: &str = "$!factor";
/// The function of jaq that parses JSON.
pub(super) const PARSE: &str = "fromjson";

/// The data type of filters with limits.
pub(super) struct BoundedValue;

impl DataT for BoundedValue {
    type V<'a> = Val;
    type Data<'a> = BoundedRun<'a>;
}

/// A run of a filter with its counters.
#[derive(Clone)]
pub(super) struct BoundedRun<'a> {
    lut: &'a Lut<BoundedValue>,
    counts: Rc<ValueCounts>,
}

struct ValueCounts {
    /// The address of the stack at the start of the run.
    stack: usize,
    calls: Cell<usize>,
    values: Cell<usize>,
}

impl<'a> BoundedRun<'a> {
    pub(super) fn new(lut: &'a Lut<BoundedValue>) -> Self {
        let counts = ValueCounts { stack: stack_address(), calls: Cell::new(0), values: Cell::new(0) };
        Self { lut, counts: Rc::new(counts) }
    }

    /// Counts a call or an iteration with `value`.
    fn call(&self, value: &Val) -> Result<(), &'static str> {
        let calls = self.counts.calls.get();
        self.counts.calls.set(calls + 1);
        if calls >= MAX_CALLS {
            return Err("the filter needs more than 10,000,000 iterations");
        }
        if stack_address().abs_diff(self.counts.stack) > MAX_STACK {
            return Err("the filter calls itself too deep");
        }
        if calls.is_multiple_of(INTERVAL) { check(value) } else { check_size(value) }
    }

    /// Counts and checks a value that the filter created.
    fn value(&self, value: &Val) -> Result<(), &'static str> {
        self.count()?;
        check(value)
    }

    /// Counts a value.
    pub(super) fn count(&self) -> Result<(), &'static str> {
        let values = self.counts.values.get() + 1;
        self.counts.values.set(values);
        if values > MAX_VALUES { Err("the filter creates more than 1,000,000 values") } else { Ok(()) }
    }
}

impl<'a> HasLut<'a, BoundedValue> for BoundedRun<'a> {
    fn lut(&self) -> &'a Lut<BoundedValue> {
        self.lut
    }
}

/// Returns an address near the end of the stack of this thread.
#[inline(never)]
fn stack_address() -> usize {
    let here = 0_u8;
    std::ptr::from_ref(std::hint::black_box(&here)).addr()
}

/// Refuses a value that is too deep or too large.
fn check(value: &Val) -> Result<(), &'static str> {
    check_size(value)?;
    let mut left = MAX_VALUES;
    check_levels(value, MAX_DEPTH, &mut left)
}

/// Refuses a value with more than `levels` levels or more than `left` parts. Shared parts count each time.
fn check_levels(value: &Val, levels: usize, left: &mut usize) -> Result<(), &'static str> {
    *left = left.checked_sub(1).ok_or("a value has more than 1,000,000 parts")?;
    let inner = || levels.checked_sub(1).ok_or("a value nests more than 256 levels deep");
    match value {
        Val::Arr(elements) => {
            let levels = inner()?;
            elements.iter().try_for_each(|element| check_levels(element, levels, left))
        }
        Val::Obj(members) => {
            let levels = inner()?;
            members.values().try_for_each(|member| check_levels(member, levels, left))
        }
        _ => Ok(()),
    }
}

fn check_size(value: &Val) -> Result<(), &'static str> {
    match value {
        Val::Arr(elements) if elements.len() > MAX_VALUES => Err("an array has more than 1,000,000 elements"),
        Val::TStr(text) | Val::BStr(text) if text.len() > MAX_TEXT => Err("a text is longer than 64 MiB"),
        _ => Ok(()),
    }
}

/// Returns why `value` cannot be written as JSON, or `None`.
pub(super) fn json_error(value: &Val) -> Option<&'static str> {
    check(value).err().or_else(|| (!is_json(value)).then_some("the result is not JSON"))
}

fn is_json(value: &Val) -> bool {
    match value {
        Val::Null | Val::Bool(_) | Val::TStr(_) => true,
        Val::Num(number) => match number {
            Num::Float(number) => number.is_finite(),
            Num::Int(_) | Num::BigInt(_) | Num::Dec(_) => true,
        },
        Val::BStr(_) => false,
        Val::Arr(elements) => elements.iter().all(is_json),
        Val::Obj(members) => members.iter().all(|(key, member)| matches!(key, Val::TStr(_)) && is_json(member)),
    }
}

/// Returns whether JSON text may nest more than [`MAX_DEPTH`] levels.
pub(super) fn may_be_deep(json: &[u8]) -> bool {
    memchr::memchr2_iter(b'[', b'{', json).nth(MAX_DEPTH).is_some() && nests_deeper(json)
}

fn nests_deeper(json: &[u8]) -> bool {
    let (mut depth, mut deepest, mut in_text, mut escaped) = (0_usize, 0, false, false);
    for byte in json {
        match (in_text, byte) {
            (true, _) if escaped => escaped = false,
            (true, b'\\') => escaped = true,
            (_, b'"') => in_text = !in_text,
            (false, b'[' | b'{') => depth += 1,
            (false, b']' | b'}') => depth = depth.saturating_sub(1),
            _ => {}
        }
        deepest = deepest.max(depth);
    }
    deepest > MAX_DEPTH
}

/// Returns the functions of the checks that `guard` inserts, and replacements of functions of jaq.
pub(super) fn funs() -> [Fun<BoundedValue>; 4] {
    [
        run((CALL, v(0), |cv| bome(checked(cv.0.data().call(&cv.1), Val::Null)))),
        run((VALUE, v(0), |cv| bome(checked(cv.0.data().value(&cv.1), cv.1)))),
        run((PRODUCT, v(2), |mut cv| {
            let right = cv.0.pop_var();
            let left = cv.0.pop_var();
            bome(product(left, right))
        })),
        run((PARSE, v(0), |cv| Box::new(parse(cv.1).into_iter().map(|parsed| parsed.map_err(Exn::from))))),
    ]
}

fn checked(verdict: Result<(), &'static str>, value: Val) -> ValR<Val> {
    verdict.map(|()| value).map_err(Error::str)
}

/// Computes `left * right`, unless the repeated text would be too long.
fn product(left: Val, right: Val) -> ValR<Val> {
    let is_long = match (&left, &right) {
        (Val::TStr(text) | Val::BStr(text), Val::Num(times)) | (Val::Num(times), Val::TStr(text) | Val::BStr(text)) => {
            match times {
                Num::Int(times) => times.unsigned_abs().saturating_mul(text.len()) > MAX_TEXT,
                Num::BigInt(_) => true,
                Num::Float(_) | Num::Dec(_) => false,
            }
        }
        _ => false,
    };
    if is_long { checked(Err("a text is longer than 64 MiB"), Val::Null) } else { Math::Mul.run(left, right) }
}

/// Parses the JSON values in a text.
fn parse(text: Val) -> Vec<ValR<Val>> {
    let (Val::TStr(bytes) | Val::BStr(bytes)) = &text else {
        return vec![Err(Error::typ(text, "string"))];
    };
    if may_be_deep(bytes) {
        return vec![checked(Err("the text of fromjson nests more than 256 levels deep"), Val::Null)];
    }
    let values = read::parse_many(bytes);
    values
        .map(|value| value.map_err(|error| Error::str(format_args!("cannot parse {text} as JSON: {error}"))))
        .collect()
}

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
