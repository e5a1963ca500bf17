//! Passing over lines that cannot answer a query, before anything of them is read.
//!
//! Why this loses nothing. A filter on a value lets a record pass only if its bytes spell that value. JSON can spell a character
//! otherwise, but a letter, digit, `_`, `-` or `.` only as `\u00XX`, however often the text was packed into another. So a line
//! that neither holds the value as it is nor any `\u00` cannot match. Text in base64 spells nothing, so a line that may hold
//! some is read too. Values with other characters are not looked for. [`Prefilter::may_match`] errs on one side only: the
//! query's predicate has the last word on every line it lets through.

use memchr::memmem::Finder;

use crate::query::Query;
use crate::query::expr::Clue;
use crate::query::predicate::spellings;
use crate::record::path::Path;
use crate::record::schema;

/// What JSON may spell a plain character as, and how gzip in base64 begins.
const WARY: [&str; 2] = ["\\u00", "H4sI"];

/// Texts of which a line must hold one, for each filter of a query that names any.
#[derive(Debug)]
pub struct Prefilter {
    groups: Vec<Vec<Finder<'static>>>,
    wary: Vec<Finder<'static>>,
}

impl Prefilter {
    /// What can be looked for; `None` if that is nothing.
    pub fn new(query: &Query) -> Option<Self> {
        Self::of(&literals(query))
    }

    /// One of each group of texts must be in a line. Groups with a text that can be spelled otherwise are left out.
    pub fn of(groups: &[Vec<String>]) -> Option<Self> {
        let finder = |text: &String| Finder::new(text).into_owned();
        let groups: Vec<Vec<_>> = groups
            .iter()
            .filter(|group| !group.is_empty() && group.iter().all(|text| is_plain(text)))
            .map(|group| group.iter().map(finder).collect())
            .collect();
        let wary = WARY.iter().map(|text| Finder::new(text).into_owned()).collect();
        (!groups.is_empty()).then_some(Self { groups, wary })
    }

    /// Whether nothing in `block` is spelled otherwise or packed, so that its lines need not be asked for it one by one.
    pub(super) fn surely_plain(&self, block: &[u8]) -> bool {
        self.wary.iter().all(|finder| finder.find(block).is_none())
    }

    /// Whether `line` may match; `plain` if it is known to be spelled out.
    pub(super) fn may_match(&self, line: &[u8], plain: bool) -> bool {
        let held = |group: &Vec<Finder<'static>>| group.iter().any(|finder| finder.find(line).is_some());
        self.groups.iter().all(held) || !(plain || self.surely_plain(line))
    }
}

/// For each filter that compares values with the record's own bytes: those it lets pass. Event names are looked for where
/// no dialect derives them from other words; the statuses are, in every vendor.
fn literals(query: &Query) -> Vec<Vec<String>> {
    let filters = &query.filters;
    let derived = |event: &String| schema::EVENTS.contains(&event.as_str());
    let events = if filters.events.iter().any(derived) {
        Vec::new()
    } else {
        filters.events.iter().flat_map(|event| spellings(event)).collect()
    };
    let wheres = filters.wheres.iter().flat_map(|expression| expression.must_contain(&is_verbatim));
    let texts = |clues: Vec<Clue>| -> Option<Vec<String>> {
        clues.into_iter().map(|clue| (!clue.any_case).then_some(clue.text)).collect()
    };
    let ids = [&filters.accounts, &filters.profiles, &filters.posts, &filters.syncs];
    let mut groups = vec![events];
    groups.extend(ids.into_iter().cloned());
    groups.extend(wheres.filter_map(texts));
    groups
}

/// Whether every vendor takes the value at a path from the record's bytes as it stands there.
fn is_verbatim(path: &Path) -> bool {
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
