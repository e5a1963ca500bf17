//! Limits of filters in the jq language. jaq evaluates on the stack of the thread, and a stack overflow would end the process.
//!
//! A filter has at most `MAX_CODE` bytes and nests [`MAX_DEPTH`] levels. [`guard`] inserts checks into it, which stop endless
//! recursion, deeply nested values and too many values.

use std::cell::Cell;
use std::rc::Rc;

use jaq_core::data::HasLut;
use jaq_core::native::{Fun, bome, run, v};
use jaq_core::ops::Math;
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
pub(super) const CALL: &str = "!call";
pub(super) const CALLED: &str = "$!called";
pub(super) const VALUE: &str = "!value";
pub(super) const PRODUCT: &str = "!product";
pub(super) const FACTOR: &str = "$!factor";
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
