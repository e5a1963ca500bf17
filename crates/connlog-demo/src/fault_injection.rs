//! The ways the demo API can misbehave, and the text form in which they are ordered: `KIND[=VALUE][@WHICH]`.

use std::fmt;
use std::ops::RangeInclusive;
use std::str::FromStr;
use std::time::Duration;

use super::rng::{SeededRng, Topic};

/// One way to misbehave, for some or all requests.
#[derive(Debug, Clone, PartialEq)]
pub struct InjectedFault {
    kind: FaultKind,
    which: Which,
}

#[derive(Debug, Clone, PartialEq)]
enum FaultKind {
    End(FaultEnding),
    Delay(Duration),
    Untyped,
    Skew(i64),
    Short,
    NoTotal,
    OverTotal,
    NoHistory,
}

/// What a request gets instead of its answer.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum FaultEnding {
    /// An error of the API's own shape.
    Status(u16),
    /// A 429 that asks for so many seconds.
    RetryAfter(u64),
    Html(u16),
    Empty,
    /// Fewer bytes than announced, then the connection closes.
    Cut,
    /// A complete answer whose JSON stops in the middle.
    Truncated,
    Redirect(String),
    Hang,
    Drop,
    /// JSON of another shape.
    Shape,
}

#[derive(Debug, Clone, PartialEq)]
enum Which {
    All,
    Numbers(RangeInclusive<u64>),
    /// Of a hundred.
    Share(f64),
}

/// What applies to one request.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Effects {
    pub ending: Option<FaultEnding>,
    pub delay: Duration,
    pub untyped: bool,
    /// Seconds to be added to the `Date` header.
    pub skew: i64,
    pub bend: ResponseMutation,
}

/// How the list itself is bent.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct ResponseMutation {
    /// Pages hold fewer rows than asked for; no entry is lost by it.
    pub short: bool,
    pub no_total: bool,
    pub over_total: bool,
    /// Fivetran's account does not serve sync history.
    pub no_history: bool,
}

impl Effects {
    /// What `faults` do to API request `number`, counted from 1. Of several endings the first one counts.
    pub(super) fn choose(faults: &[InjectedFault], number: u64, dice: SeededRng) -> Self {
        let mut effects = Self::default();
        for (place, fault) in faults.iter().enumerate() {
            if fault.which.holds(number, dice, place as u64) {
                effects.add(&fault.kind);
            }
        }
        effects
    }

    fn add(&mut self, kind: &FaultKind) {
        match kind {
            FaultKind::End(ending) => {
                self.ending.get_or_insert_with(|| ending.clone());
            }
            FaultKind::Delay(delay) => self.delay += *delay,
            FaultKind::Untyped => self.untyped = true,
            FaultKind::Skew(seconds) => self.skew += seconds,
            FaultKind::Short => self.bend.short = true,
            FaultKind::NoTotal => self.bend.no_total = true,
            FaultKind::OverTotal => self.bend.over_total = true,
            FaultKind::NoHistory => self.bend.no_history = true,
        }
    }
}

impl Which {
    fn holds(&self, number: u64, dice: SeededRng, place: u64) -> bool {
        match self {
            Self::All => true,
            Self::Numbers(numbers) => numbers.contains(&number),
            Self::Share(percent) => {
                let roll = dice.roll(Topic::FaultShare, number << 8 | place) % 100_000;
                u32::try_from(roll).is_ok_and(|roll| f64::from(roll) < percent * 1000.0)
            }
        }
    }
}

/// Why a text orders no fault.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InvalidFault(String);

impl fmt::Display for InvalidFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}. {HELP}", self.0)
    }
}

impl std::error::Error for InvalidFault {}

const HELP: &str = "A fault is KIND[=VALUE][@WHICH]. Kinds: status=CODE, retry-after=SECONDS, html, html=CODE, empty, \
    cut, truncated, untyped, redirect=URL, delay=MILLISECONDS, hang, drop, no-total, over-total, short, skew=SECONDS, \
    shape, no-history. Which requests: 3 (the third), 2-5, 4- (from the fourth on), 10% (a seeded share); all of them if not said";

impl FromStr for InjectedFault {
    type Err = InvalidFault;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        // A URL may hold an @, so the last one is the separator, and only if what follows can be one.
        let (order, which) = match text.rsplit_once('@') {
            Some((order, which)) => match parse_which(which) {
                Some(which) => (order, which),
                None if order.starts_with("redirect=") => (text, Which::All),
                None => return Err(InvalidFault(format!("`{which}` in `{text}` names no requests"))),
            },
            None => (text, Which::All),
        };
        let (kind, value) = match order.split_once('=') {
            Some((kind, value)) => (kind, Some(value)),
            None => (order, None),
        };
        let kind = parse_kind(kind, value).map_err(|problem| InvalidFault(format!("`{text}`: {problem}")))?;
        Ok(Self { kind, which })
    }
}

fn parse_which(text: &str) -> Option<Which> {
    let number = |text: &str| text.parse::<u64>().ok().filter(|number| *number > 0);
    if let Some(percent) = text.strip_suffix('%') {
        let percent = percent.parse::<f64>().ok()?;
        return (0.0..=100.0).contains(&percent).then_some(Which::Share(percent));
    }
    let numbers = match text.split_once('-') {
        Some((first, "")) => number(first)?..=u64::MAX,
        Some((first, last)) => number(first)?..=number(last)?,
        None => number(text)?..=number(text)?,
    };
    (!numbers.is_empty()).then_some(Which::Numbers(numbers))
}

fn parse_kind(name: &str, value: Option<&str>) -> Result<FaultKind, String> {
    let kind = match (name, value) {
        ("status", Some(code)) => FaultKind::End(FaultEnding::Status(parse_status(code)?)),
        ("retry-after", Some(seconds)) => FaultKind::End(FaultEnding::RetryAfter(parse_number(seconds)?)),
        ("html", None) => FaultKind::End(FaultEnding::Html(200)),
        ("html", Some(code)) => FaultKind::End(FaultEnding::Html(parse_status(code)?)),
        ("empty", None) => FaultKind::End(FaultEnding::Empty),
        ("cut", None) => FaultKind::End(FaultEnding::Cut),
        ("truncated", None) => FaultKind::End(FaultEnding::Truncated),
        ("redirect", Some(url)) if !url.is_empty() && url.bytes().all(|byte| byte.is_ascii_graphic()) => {
            FaultKind::End(FaultEnding::Redirect(url.to_owned()))
        }
        ("hang", None) => FaultKind::End(FaultEnding::Hang),
        ("drop", None) => FaultKind::End(FaultEnding::Drop),
        ("shape", None) => FaultKind::End(FaultEnding::Shape),
        ("delay", Some(wait)) => FaultKind::Delay(Duration::from_millis(parse_number(wait)?)),
        ("untyped", None) => FaultKind::Untyped,
        ("skew", Some(seconds)) => FaultKind::Skew(parse_number::<i32>(seconds)?.into()),
        ("short", None) => FaultKind::Short,
        ("no-total", None) => FaultKind::NoTotal,
        ("over-total", None) => FaultKind::OverTotal,
        ("no-history", None) => FaultKind::NoHistory,
        ("status" | "retry-after" | "redirect" | "delay" | "skew", None) => {
            return Err(format!("{name} needs a value"));
        }
        ("redirect", Some(_)) => return Err("redirect needs a URL".to_owned()),
        (
            "empty" | "cut" | "truncated" | "hang" | "drop" | "shape" | "untyped" | "short" | "no-total" | "over-total"
            | "no-history",
            Some(_),
        ) => return Err(format!("{name} takes no value")),
        _ => return Err(format!("there is no kind `{name}`")),
    };
    Ok(kind)
}

fn parse_status(text: &str) -> Result<u16, String> {
    let code: u16 = parse_number(text)?;
    if (200..600).contains(&code) { Ok(code) } else { Err(format!("{code} is no status of an answer")) }
}

fn parse_number<T: FromStr>(text: &str) -> Result<T, String> {
    text.parse().map_err(|_| format!("`{text}` is no fitting number"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn effects(specs: &[&str], number: u64) -> Effects {
        let faults: Vec<InjectedFault> = specs.iter().map(|spec| spec.parse().unwrap()).collect();
        Effects::choose(&faults, number, SeededRng(1))
    }

    #[test]
    fn which_requests_are_hit_is_as_ordered() {
        let hit =
            |spec: &str| -> Vec<u64> { (1..=6).filter(|number| effects(&[spec], *number).ending.is_some()).collect() };
        assert_eq!(hit("drop"), [1, 2, 3, 4, 5, 6]);
        assert_eq!(hit("status=500@3"), [3]);
        assert_eq!(hit("html=502@2-4"), [2, 3, 4]);
        assert_eq!(hit("retry-after=2@5-"), [5, 6]);
        assert_eq!(hit("hang@0%"), [] as [u64; 0]);
        let share = (0..10_000).filter(|number| effects(&["cut@10%"], *number).ending.is_some()).count();
        assert!((800..1200).contains(&share), "{share}");
    }

    #[test]
    fn effects_add_up_and_the_first_ending_counts() {
        let both = effects(&["delay=20", "delay=5", "skew=-60", "short", "status=503", "empty"], 1);
        assert_eq!(both.delay, Duration::from_millis(25));
        assert_eq!((both.skew, both.bend.short), (-60, true));
        assert_eq!(both.ending, Some(FaultEnding::Status(503)));
    }

    #[test]
    fn a_redirect_may_hold_an_at_sign() {
        let ending = |spec| effects(&[spec], 1).ending;
        assert_eq!(ending("redirect=http://a@b/c"), Some(FaultEnding::Redirect("http://a@b/c".to_owned())));
        assert_eq!(ending("redirect=http://b/c@1"), Some(FaultEnding::Redirect("http://b/c".to_owned())));
    }

    #[test]
    fn a_bad_order_is_told_with_the_kinds_there_are() {
        for spec in ["", "nonsense", "status", "status=99", "drop=1", "drop@", "drop@0", "drop@5-2", "drop@101%"] {
            let told = spec.parse::<InjectedFault>().unwrap_err().to_string();
            assert!(told.contains("over-total"), "{spec}: {told}");
        }
    }
}
