//! Skips lines that cannot match a query before they are parsed.
//!
//! A line is skipped if it contains neither a wanted value nor an escape that could spell it. The query's predicate
//! checks every other line. `docs/development/decoding.md` explains why no match is lost.

use memchr::memmem::Finder;
use regex::bytes::{Regex, RegexBuilder};

use crate::query::Query;
use crate::query::expression::required_literals::RequiredLiteral;
use crate::record::path::FieldPath;
use crate::record::vocabulary;

/// A plain character may be written as `\u00XX`; `H4sI` is the start of gzip in base64, and the others that of JSON.
const ESCAPES: &[&str] = &["\\u00", "H4sI", "eyJ", "W3s", "ewo"];
/// The same for `--search`, which compares in lower case. The Kelvin sign and the dotted capital I become plain
/// letters in lower case.
const ESCAPES_ANY_CASE: &[&str] = &["\\u", "H4sI", "eyJ", "W3s", "ewo", "\u{212a}", "\u{130}"];

/// For each filter of a query, the texts of which a line must contain one.
#[derive(Debug)]
pub struct Prefilter {
    groups: Vec<Vec<PrefilterLiteral>>,
    /// A line that contains one of these texts is always read.
    always_read: Vec<PrefilterLiteral>,
    /// Whether a text may also be a key, which the rows of a table do not contain.
    searches_keys: bool,
}

/// A text to search for.
#[derive(Debug)]
enum PrefilterLiteral {
    Exact(Box<Finder<'static>>),
    /// Ignoring case.
    Folded(Regex),
}

impl PrefilterLiteral {
    fn new(literal: &RequiredLiteral) -> Option<Self> {
        if !literal.any_case {
            return Some(Self::exact(&literal.text));
        }
        let pattern = RegexBuilder::new(&regex::escape(&literal.text)).case_insensitive(true).unicode(false).build();
        pattern.ok().map(Self::Folded)
    }

    fn exact(text: &str) -> Self {
        Self::Exact(Box::new(Finder::new(text).into_owned()))
    }

    /// Returns the offset of the text in `bytes` at or after `from`.
    fn find(&self, bytes: &[u8], from: usize) -> Option<usize> {
        match self {
            Self::Exact(finder) => finder.find(bytes.get(from..)?).map(|at| from + at),
            Self::Folded(pattern) => pattern.find_at(bytes, from.min(bytes.len())).map(|found| found.start()),
        }
    }
}

impl Prefilter {
    /// Returns the prefilter of a query; `None` if no filter can be searched for in raw lines.
    pub fn new(query: &Query) -> Option<Self> {
        let searches_keys = !query.filters.search.is_empty();
        let always_read = if searches_keys { ESCAPES_ANY_CASE } else { ESCAPES };
        Some(Self { searches_keys, ..Self::from_literals(&literals(query), always_read)? })
    }

    /// Builds a prefilter: a line must contain one text of each group. Groups with a text that has several spellings
    /// are left out.
    fn from_literals(groups: &[Vec<RequiredLiteral>], always_read: &[&str]) -> Option<Self> {
        let plain =
            |group: &&Vec<RequiredLiteral>| !group.is_empty() && group.iter().all(|literal| is_plain(&literal.text));
        let needles = |group: &Vec<RequiredLiteral>| -> Option<Vec<PrefilterLiteral>> {
            group.iter().map(PrefilterLiteral::new).collect()
        };
        let groups: Vec<Vec<PrefilterLiteral>> = groups.iter().filter(plain).filter_map(needles).collect();
        let always_read = always_read.iter().map(|text| PrefilterLiteral::exact(text)).collect();
        (!groups.is_empty()).then_some(Self { groups, always_read, searches_keys: false })
    }

    /// Returns a cursor over a block of rows; `None` if a row may match by the name of a column.
    pub(crate) fn row_cursor<'p>(&'p self, block: &'p [u8]) -> Option<PrefilterCursor<'p>> {
        (!self.searches_keys).then(|| self.cursor(block))
    }

    /// Returns a cursor over `block`. The caller must check the lines in order.
    pub(crate) fn cursor<'p>(&'p self, block: &'p [u8]) -> PrefilterCursor<'p> {
        let position = |needle| LiteralPosition { needle, block, next: Some(0), searched: false };
        PrefilterCursor {
            groups: self.groups.iter().map(|group| group.iter().map(position).collect()).collect(),
            always_read: self.always_read.iter().map(position).collect(),
        }
    }
}

/// The state of a prefilter within one block.
pub(crate) struct PrefilterCursor<'p> {
    groups: Vec<Vec<LiteralPosition<'p>>>,
    always_read: Vec<LiteralPosition<'p>>,
}

impl PrefilterCursor<'_> {
    /// Returns whether the line from `start` to `end` may match.
    pub(crate) fn may_match(&mut self, start: usize, end: usize) -> bool {
        let has_any =
            |positions: &mut Vec<LiteralPosition<'_>>| positions.iter_mut().any(|position| position.is_in(start, end));
        self.groups.iter_mut().all(has_any) || has_any(&mut self.always_read)
    }
}

/// The next occurrence of a text in a block.
struct LiteralPosition<'p> {
    needle: &'p PrefilterLiteral,
    block: &'p [u8],
    /// The offset of the last occurrence found; `None` if there are no more.
    next: Option<usize>,
    searched: bool,
}

impl LiteralPosition<'_> {
    /// Texts never span lines, so an occurrence that starts in the line is in the line.
    fn is_in(&mut self, start: usize, end: usize) -> bool {
        if !self.searched || self.next.is_some_and(|next| next < start) {
            self.next = self.needle.find(self.block, start);
            self.searched = true;
        }
        self.next.is_some_and(|next| next < end)
    }
}

/// Returns the accepted values of each filter that compares values with the record's own bytes.
///
/// Event names and statuses are used only if no dialect derives them from other words. Severities, groups and stages
/// are always derived, so they are never used.
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
        syncs.extend(vocabulary::SYNC_BOUNDS.map(|event| RequiredLiteral { text: event.to_owned(), any_case: true }));
    }
    groups.push(syncs);
    groups.push(unless(vocabulary::EVENTS, &filters.events, folded(&filters.events)));
    groups.push(unless(vocabulary::STATUSES, &filters.statuses, folded(&filters.statuses)));
    groups.extend([folded(&filters.services), folded(&filters.search)]);
    groups.extend(filters.wheres.iter().flat_map(|expression| expression.required_literals(&is_verbatim)));
    groups
}

/// Returns whether every provider copies the value at `path` unchanged from the record's bytes.
fn is_verbatim(path: &FieldPath) -> bool {
    let known =
        ["event", "data", "connectionId", "connectorType", "syncId", "accountId", "profileId", "postId", "userId"];
    known.contains(&path.first())
}

/// Returns whether `text` has only one spelling in JSON besides `\u00XX`, and is long enough for a search to pay off.
fn is_plain(text: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.');
    // Numbers and times have many spellings, and are composed anew if a service flattened them.
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
    /// The fields that filters compare.
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

    /// One value per line: plain, in capitals, escaped, and packed.
    fn corpus() -> String {
        let late = LATE.map(|text| serde_json::from_str::<serde_json::Value>(text).unwrap().to_string());
        let plain =
            [SAMPLES, COMPOSED, ENVELOPES].into_iter().flat_map(str::lines).chain(late.iter().map(String::as_str));
        let mut lines = String::new();
        for (number, line) in plain.enumerate() {
            lines.extend([line, "\n"]);
            let other = match number % 6 {
                0 => line.replace('_', "\\u005f"),
                1 => line.replace('k', "\u{212a}"),
                2 => line.replace("sync_", "SYNC_").replace("SUCCESS", "success"),
                3 => line.replace('i', "\u{130}"),
                4 => STANDARD.encode(line),
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

    /// One of the filters, with a value or a part of a value that some record has, or that no record has.
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
        fn skipped_lines_cannot_match(
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
            let query = Query { kind: Kind::Fivetran, filters, window, limit: None, skip: 0, page_size: None, optional: false };
            let predicate = Predicate::new(&query);
            let matching = |records: &[Record]| -> Vec<String> {
                records.iter().filter(|record| predicate.matches(record)).map(|record| record.raw().to_owned()).collect()
            };
            let filtered = Prefilter::new(&query).map(|prefilter| run(corpus.clone(), Some(prefilter)).records);
            if let Some(filtered) = filtered {
                prop_assert_eq!(matching(&filtered), matching(all), "{:?}", query.filters);
            }
        }
    }

    #[test]
    fn most_lines_are_skipped() {
        let literal = |text: &str| vec![RequiredLiteral { text: text.to_owned(), any_case: false }];
        let count = |filter: Option<Prefilter>| run(SAMPLES, filter).records.len();
        assert_eq!(count(Prefilter::from_literals(&[literal("sync_end")], ESCAPES)), 1);
        assert_eq!(count(Prefilter::from_literals(&[literal("sync_end"), literal("no_such")], ESCAPES)), 0);
        assert!(Prefilter::from_literals(&[literal("12"), literal("a b"), literal("\"")], ESCAPES).is_none());
        assert!(count(None) > 80);
    }
}
