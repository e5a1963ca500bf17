//! Passing over lines that cannot answer a query, before anything of them is read.
//!
//! Why this loses nothing. A filter on a value lets a record pass only if its bytes spell that value. JSON can spell a character
//! otherwise, but a letter, digit, `_`, `-` or `.` only as `\u00XX`, however often the text was packed into another. So a line
//! that neither holds the value as it is nor any `\u00` cannot match. Text in base64 spells nothing, so a line that may hold
//! some is read too. Values with other characters are not looked for. `PrefilterCursor::lets_through` errs on one side only: the
//! query's predicate has the last word on every line it lets through.
//!
//! Why it is quick. Each text is searched for once through the whole block, by vector instructions, and where it was found
//! last is compared with the bounds of each line; a line without it costs a comparison. To begin a search in every line
//! anew would cost more than the searching.

use memchr::memmem::Finder;
use regex::bytes::{Regex, RegexBuilder};

use crate::query::Query;
use crate::query::expression::required_literals::RequiredLiteral;
use crate::record::path::FieldPath;
use crate::record::schema;

/// What JSON may spell a plain character as, and how gzip in base64 begins.
const WARY: &[&str] = &["\\u00", "H4sI"];
/// For texts of `--search`, which are compared in lower case: also what becomes a plain letter there without being one,
/// the signs for Kelvin and the dotted capital I.
const WARY_OF_CASE: &[&str] = &["\\u", "H4sI", "\u{212a}", "\u{130}"];

/// Texts of which a line must hold one, for each filter of a query that names any.
#[derive(Debug)]
pub struct Prefilter {
    groups: Vec<Vec<PrefilterLiteral>>,
    /// A line that holds one of these is read whatever else it holds.
    wary: Vec<PrefilterLiteral>,
}

/// A text to look for.
#[derive(Debug)]
enum PrefilterLiteral {
    Exact(Box<Finder<'static>>),
    /// In upper or lower case.
    Folded(Regex),
}

impl PrefilterLiteral {
    fn new(clue: &RequiredLiteral) -> Option<Self> {
        if !clue.any_case {
            return Some(Self::exact(&clue.text));
        }
        let pattern = RegexBuilder::new(&regex::escape(&clue.text)).case_insensitive(true).unicode(false).build();
        pattern.ok().map(Self::Folded)
    }

    fn exact(text: &str) -> Self {
        Self::Exact(Box::new(Finder::new(text).into_owned()))
    }

    /// Where it begins in `bytes`, at or after `from`.
    fn find(&self, bytes: &[u8], from: usize) -> Option<usize> {
        match self {
            Self::Exact(finder) => finder.find(bytes.get(from..)?).map(|at| from + at),
            Self::Folded(pattern) => pattern.find_at(bytes, from.min(bytes.len())).map(|found| found.start()),
        }
    }
}

impl Prefilter {
    /// What can be looked for; `None` if that is nothing.
    pub fn new(query: &Query) -> Option<Self> {
        let wary = if query.filters.search.is_empty() { WARY } else { WARY_OF_CASE };
        Self::from_literals(&literals(query), wary)
    }

    /// One of each group of texts must be in a line. Groups with a text that can be spelled otherwise are left out.
    fn from_literals(groups: &[Vec<RequiredLiteral>], wary: &[&str]) -> Option<Self> {
        let plain = |group: &&Vec<RequiredLiteral>| !group.is_empty() && group.iter().all(|clue| is_plain(&clue.text));
        let needles = |group: &Vec<RequiredLiteral>| -> Option<Vec<PrefilterLiteral>> {
            group.iter().map(PrefilterLiteral::new).collect()
        };
        let groups: Vec<Vec<PrefilterLiteral>> = groups.iter().filter(plain).filter_map(needles).collect();
        let wary = wary.iter().map(|text| PrefilterLiteral::exact(text)).collect();
        (!groups.is_empty()).then_some(Self { groups, wary })
    }

    /// For the lines of `block`, which are to be asked for in their order.
    pub(crate) fn sieve<'p>(&'p self, block: &'p [u8]) -> PrefilterCursor<'p> {
        let trace = |needle| LiteralPosition { needle, block, next: Some(0), looked: false };
        PrefilterCursor {
            groups: self.groups.iter().map(|group| group.iter().map(trace).collect()).collect(),
            wary: self.wary.iter().map(trace).collect(),
        }
    }
}

/// A prefilter on its way through a block.
pub(crate) struct PrefilterCursor<'p> {
    groups: Vec<Vec<LiteralPosition<'p>>>,
    wary: Vec<LiteralPosition<'p>>,
}

impl PrefilterCursor<'_> {
    /// Whether the line from `start` to `end` may match.
    pub(crate) fn lets_through(&mut self, start: usize, end: usize) -> bool {
        let held = |traces: &mut Vec<LiteralPosition<'_>>| traces.iter_mut().any(|trace| trace.is_in(start, end));
        self.groups.iter_mut().all(held) || held(&mut self.wary)
    }
}

/// The next place of a text in a block.
struct LiteralPosition<'p> {
    needle: &'p PrefilterLiteral,
    block: &'p [u8],
    /// Where it was found last; `None` when there are no more.
    next: Option<usize>,
    looked: bool,
}

impl LiteralPosition<'_> {
    /// No text reaches over the end of a line, so one that begins in the line is in it.
    fn is_in(&mut self, start: usize, end: usize) -> bool {
        if !self.looked || self.next.is_some_and(|next| next < start) {
            self.next = self.needle.find(self.block, start);
            self.looked = true;
        }
        self.next.is_some_and(|next| next < end)
    }
}

/// For each filter that compares values with the record's own bytes: those it lets pass. Event names are looked for where
/// no dialect derives them from other words, and so are statuses; severities, groups and stages always are derived.
fn literals(query: &Query) -> Vec<Vec<RequiredLiteral>> {
    let filters = &query.filters;
    let exact =
        |texts: &[String]| texts.iter().map(|text| RequiredLiteral { text: text.clone(), any_case: false }).collect();
    let folded =
        |texts: &[String]| texts.iter().map(|text| RequiredLiteral { text: text.clone(), any_case: true }).collect();
    let unless = |derived: &[&str], texts: &[String], clues: Vec<RequiredLiteral>| {
        if texts.iter().any(|text| derived.contains(&text.as_str())) { Vec::new() } else { clues }
    };
    let ids = [&filters.accounts, &filters.profiles, &filters.posts, &filters.connections];
    let mut groups: Vec<Vec<RequiredLiteral>> = ids.into_iter().map(|texts| exact(texts)).collect();
    let mut syncs: Vec<RequiredLiteral> = exact(&filters.syncs);
    if filters.sync_bounds && !syncs.is_empty() {
        syncs.extend(schema::SYNC_BOUNDS.map(|event| RequiredLiteral { text: event.to_owned(), any_case: true }));
    }
    groups.push(syncs);
    groups.push(unless(schema::EVENTS, &filters.events, folded(&filters.events)));
    groups.push(unless(schema::STATUSES, &filters.statuses, folded(&filters.statuses)));
    groups.extend([folded(&filters.services), folded(&filters.search)]);
    groups.extend(filters.wheres.iter().flat_map(|expression| expression.required_literals(&is_verbatim)));
    groups
}

/// Whether every vendor takes the value at a path from the record's bytes as it stands there.
fn is_verbatim(path: &FieldPath) -> bool {
    let known =
        ["event", "data", "connectionId", "connectorType", "syncId", "accountId", "profileId", "postId", "userId"];
    known.contains(&path.first())
}

/// Whether `text` has one spelling in JSON but for `\u00XX`, and is long enough to be worth looking for.
fn is_plain(text: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.');
    // Numbers and times are written in many ways, and are put together anew where a service flattened them.
    let word = |byte: u8| byte.is_ascii_alphabetic() && !matches!(byte, b'e' | b'E' | b't' | b'T' | b'z' | b'Z');
    text.len() >= 2 && text.bytes().all(plain) && text.bytes().any(word)
}

#[cfg(test)]
mod tests {
    use std::sync::LazyLock;

    use base64::Engine as _;
    use base64::engine::general_purpose::STANDARD;
    use chrono::{DateTime, Utc};
    use proptest::prelude::*;
    use proptest::sample::Index;

    use super::*;
    use crate::decode::tests::{ENVELOPES, SAMPLES, gzip, run};
    use crate::query::expression::{Expr, ExprContext};
    use crate::query::predicate::Predicate;
    use crate::query::{Filters, Window};
    use crate::record::{Kind, Record};
    use crate::time::Zone;

    const COMPOSED: &str = include_str!("../../../../tests/fixtures/fivetran/composed.ndjson");
    const LATE: [&str; 3] = [
        include_str!("../../../../tests/fixtures/late/unified-all.json"),
        include_str!("../../../../tests/fixtures/late/old-posts-logs.json"),
        include_str!("../../../../tests/fixtures/late/old-connections-logs.json"),
    ];
    /// Fields whose values filters ask for.
    const FIELDS: [&str; 9] = [
        "event",
        "data.status",
        "connectionId",
        "connectionName",
        "connectorType",
        "syncId",
        "accountId",
        "postId",
        "status",
    ];

    /// A value a line: as they are, in capitals, with letters spelled otherwise, packed.
    fn corpus() -> String {
        let late = LATE.map(|text| serde_json::from_str::<serde_json::Value>(text).unwrap().to_string());
        let plain =
            [SAMPLES, COMPOSED, ENVELOPES].into_iter().flat_map(str::lines).chain(late.iter().map(String::as_str));
        let mut lines = String::new();
        for (number, line) in plain.enumerate() {
            lines.extend([line, "\n"]);
            let other = match number % 5 {
                0 => line.replace('_', "\\u005f"),
                1 => line.replace('k', "\u{212a}"),
                2 => line.replace("sync_", "SYNC_").replace("SUCCESS", "success"),
                3 => line.replace('i', "\u{130}"),
                _ => STANDARD.encode(gzip(line.as_bytes())),
            };
            lines.extend([&*other, "\n"]);
        }
        lines
    }

    fn at(field: &str, record: &Record) -> Option<String> {
        let path: FieldPath = field.parse().unwrap();
        record.raw_view().at(&path).map(std::borrow::Cow::into_owned)
    }

    /// One of the filters with a value that some record has, or a piece of one, or none has.
    fn set(
        filters: &mut Filters,
        (which, record, piece, bend): (usize, &Record, Index, u8),
        context: &ExprContext<'_>,
    ) {
        let field = FIELDS[which % FIELDS.len()];
        let Some(value) = at(field, record) else { return };
        let value = match bend {
            0 => format!("{value}x"),
            1 => value.to_uppercase(),
            _ => value,
        };
        let start = piece.index(value.len());
        let part: String = value.chars().skip(start).take(6).collect();
        let quoted = |text: &str| format!("'{}'", text.replace('\\', r"\\").replace('\'', r"\'"));
        let expression = match bend % 4 {
            0 => format!("{field} = {}", quoted(&value)),
            1 => format!("{field} ~ {}", quoted(&part)),
            2 => format!("{field} in ({}, nothing_like_it)", quoted(&value)),
            _ => format!("{field} = {} or data.table = {}", quoted(&value), quoted(&part)),
        };
        match (which / FIELDS.len(), field) {
            (0, "event") => filters.events.push(value),
            (0, "connectionId" | "connectionName") => filters.connections.push(value),
            (0, "connectorType") => filters.services.push(value),
            (0, "syncId") => {
                filters.syncs.push(value);
                filters.sync_bounds = bend % 2 == 0;
            }
            (0, "accountId") => filters.accounts.push(value),
            (0, "postId") => filters.posts.push(value),
            (0, _) => filters.statuses.push(value),
            (1, _) => filters.search.push(part),
            _ => filters.wheres.extend(Expr::parse(&expression, context)),
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(32))]
        #[test]
        fn what_is_passed_over_could_not_match(
            picks in prop::collection::vec((0..3 * FIELDS.len(), any::<Index>(), any::<Index>(), any::<u8>()), 1..4),
        ) {
            static CORPUS: LazyLock<(String, Vec<Record>)> = LazyLock::new(|| {
                let corpus = corpus();
                let all = run(corpus.clone(), None).records;
                (corpus, all)
            });
            let (corpus, all) = &*CORPUS;
            let now = DateTime::<Utc>::UNIX_EPOCH;
            let context = ExprContext { now, zone: Zone::Utc, kinds: &Kind::ALL, any_value: true };
            let mut filters = Filters::default();
            for (which, record, piece, bend) in picks {
                set(&mut filters, (which, record.get(all), piece, bend), &context);
            }
            let window = Window { since: None, until: None, days: None, now };
            let query = Query { kind: Kind::Fivetran, filters, window, limit: None, skip: 0, page_size: None };
            let predicate = Predicate::new(&query);
            let matching = |records: &[Record]| -> Vec<String> {
                records.iter().filter(|record| predicate.matches(record)).map(|record| record.raw().to_owned()).collect()
            };
            let sieved = Prefilter::new(&query).map(|prefilter| run(corpus.clone(), Some(prefilter)).records);
            if let Some(sieved) = sieved {
                prop_assert_eq!(matching(&sieved), matching(all), "{:?}", query.filters);
            }
        }
    }

    #[test]
    fn most_lines_are_passed_over() {
        let clue = |text: &str| vec![RequiredLiteral { text: text.to_owned(), any_case: false }];
        let count = |filter: Option<Prefilter>| run(SAMPLES, filter).records.len();
        assert_eq!(count(Prefilter::from_literals(&[clue("sync_end")], WARY)), 1);
        assert_eq!(count(Prefilter::from_literals(&[clue("sync_end"), clue("no_such")], WARY)), 0);
        assert!(Prefilter::from_literals(&[clue("12"), clue("a b"), clue("\"")], WARY).is_none());
        assert!(count(None) > 80);
    }
}
