//! The walk over a record that finds what has to go. Nothing is rewritten on the way: cuts are collected, then made at once.

use std::borrow::Cow;

use super::copies::Known;
use super::free_text::{self, looks_like_secret};
use super::json_string_edits::{DecodedString, Replacement, replace};
use super::keyword_prefilter::KeywordHits;
use super::pairs::{self, Listed, Structure};
use super::work_limit::WorkLimit;
use super::{
    HIDDEN, RedactedPath, RedactionRule, RedactionRules, Reveal, json_string_edits, pseudonym, secret_keys, value_forms,
};
use crate::json::{self, scanner};

/// Levels of objects and arrays that are looked into; what lies deeper is hidden as a whole.
const DEEPEST: usize = 100;

/// The record with its secrets hidden; `None` where it has none.
pub(super) fn hide(raw: &str, rules: &RedactionRules, reveal: Reveal, work: &WorkLimit) -> Option<String> {
    if serde_json::from_str::<serde::de::IgnoredAny>(raw).is_err() {
        if let Cow::Owned(mended) = json::without_nan(raw)
            && serde_json::from_str::<serde::de::IgnoredAny>(&mended).is_ok()
        {
            return Some(hide(&mended, rules, reveal, work).unwrap_or(mended));
        }
        let cuts = free_text::redact_to_fixpoint(raw, reveal, work);
        return (!cuts.is_empty()).then(|| replace(raw, &cuts));
    }
    let hits = KeywordHits::new(raw);
    let cuts = cuts(raw, hits, rules, reveal, work);
    (!cuts.is_empty()).then(|| replace(raw, &cuts))
}

/// What is to be cut out of a record, by the places of its words.
fn cuts(raw: &str, hits: KeywordHits, rules: &RedactionRules, reveal: Reveal, work: &WorkLimit) -> Vec<Replacement> {
    let mut walk = Redactor {
        rules,
        reveal,
        work,
        root: raw,
        hits,
        known: Known::default(),
        found: Known::default(),
        cuts: Vec::new(),
        depth: 0,
    };
    walk.value(raw, 0, &mut Vec::new(), RedactionRule::Unknown);
    if !walk.found.is_empty() {
        // What is hidden in one place is hidden in all: a password may equal the user's name beside it.
        walk.known = std::mem::take(&mut walk.found);
        walk.known.index(work);
        walk.cuts.clear();
        walk.value(raw, 0, &mut Vec::new(), RedactionRule::Unknown);
    }
    walk.cuts
}

/// What [`hide`] returns where no value is passed over for its lack of words: for a test, which compares both.
#[cfg(test)]
pub(super) fn hide_thoroughly(raw: &str, rules: &RedactionRules, reveal: Reveal) -> Option<String> {
    let cuts = cuts(raw, KeywordHits::Anywhere, rules, reveal, &WorkLimit::new(raw.len()));
    (!cuts.is_empty()).then(|| replace(raw, &cuts))
}

struct Redactor<'w> {
    rules: &'w RedactionRules,
    reveal: Reveal,
    work: &'w WorkLimit,
    root: &'w str,
    /// Where the text that is walked has words of the table. Of what has none, only the provider's rules hide anything.
    hits: KeywordHits,
    /// What the walk before this one has hidden.
    known: Known,
    found: Known,
    cuts: Vec<Replacement>,
    depth: usize,
}

impl Redactor<'_> {
    /// Looks at the value that stands at `at` in the text.
    fn value<'j>(&mut self, value: &'j str, at: usize, way: &mut Vec<&'j str>, treatment: RedactionRule) {
        match value.as_bytes().first() {
            Some(b'{' | b'[') if self.depth >= DEEPEST => self.hide_value(value, at),
            Some(b'{') => {
                self.depth += 1;
                self.object(value, at, way, treatment);
                self.depth -= 1;
            }
            Some(b'[') => {
                self.depth += 1;
                self.array(value, at, way, treatment);
                self.depth -= 1;
            }
            Some(b'"') => {
                let inner = value.get(1..value.len().saturating_sub(1)).unwrap_or_default();
                let is_quiet = !self.hits.are_in(at..at + value.len());
                if is_quiet && self.known.is_empty() && may_be_json(treatment) && !begins_json(inner) {
                    return;
                }
                let cuts = self.string(&DecodedString::decode(inner), is_quiet, way, treatment);
                self.cuts.extend(cuts.into_iter().map(|cut| cut.moved(at + 1)));
            }
            Some(b'-' | b'0'..=b'9') => {
                let is_hidden =
                    treatment.hides() || treatment == RedactionRule::Code && !secret_keys::is_shown(value, true);
                if is_hidden && !self.shows(treatment) {
                    self.hide_value(value, at);
                }
            }
            _ => {}
        }
    }

    fn object<'j>(&mut self, object: &'j str, at: usize, way: &mut Vec<&'j str>, treatment: RedactionRule) {
        let members: Vec<(&str, &str)> = scanner::members(object).collect();
        let is_open = !treatment.hides() && treatment != RedactionRule::Plain;
        let structure = if is_open && self.hits.are_in(at..at + object.len()) {
            Structure::new(&members)
        } else {
            Structure::default()
        };
        for (key, member) in members {
            let key_at = at + distance(object, key);
            let is_quiet = !self.hits.are_in(key_at..key_at + key.len());
            self.key(key, key_at, is_quiet);
            way.push(key);
            let told = match self.judge(way, object, treatment) {
                RedactionRule::Unknown => structure.member(key).unwrap_or_else(|| by_key(key, is_quiet)),
                judged => judged,
            };
            let member_at = at + distance(object, member);
            match structure.cells(key) {
                [] => self.value(member, member_at, way, told),
                cells => self.rows(member, member_at, way, (told, cells)),
            }
            way.pop();
        }
    }

    fn array<'j>(&mut self, array: &'j str, at: usize, way: &mut Vec<&'j str>, treatment: RedactionRule) {
        let elements: Vec<&str> = scanner::elements(array).collect();
        let is_open = matches!(treatment, RedactionRule::Unknown | RedactionRule::Ambiguous | RedactionRule::Code)
            && self.hits.are_in(at..at + array.len());
        let key = way.last().copied().unwrap_or_default();
        let listed = if is_open { pairs::listed(&elements, key) } else { Listed::Nothing };
        for (place, element) in elements.iter().enumerate() {
            let element_at = at + distance(array, element);
            match &listed {
                Listed::Elements(told) => {
                    self.value(element, element_at, way, told_of(told, place).unwrap_or(treatment));
                }
                Listed::Cells(cells) if place > 0 => self.row(element, element_at, way, (treatment, cells)),
                Listed::Pairs => {
                    let second: Vec<(usize, RedactionRule)> =
                        pairs::pair(element).map(|told| (1, told)).into_iter().collect();
                    self.row(element, element_at, way, (treatment, &second));
                }
                _ => self.value(element, element_at, way, treatment),
            }
        }
    }

    /// Looks at the rows of a table, or at one row, of which some cells are told how they are treated.
    fn rows<'j>(
        &mut self,
        rows: &'j str,
        at: usize,
        way: &mut Vec<&'j str>,
        told: (RedactionRule, &[(usize, RedactionRule)]),
    ) {
        if !rows.starts_with('[') || told.0.hides() || self.depth >= DEEPEST {
            return self.value(rows, at, way, told.0);
        }
        if scanner::elements(rows).all(|row| !row.starts_with(['[', '{'])) {
            return self.row(rows, at, way, told);
        }
        self.depth += 1;
        for row in scanner::elements(rows) {
            self.row(row, at + distance(rows, row), way, told);
        }
        self.depth -= 1;
    }

    /// Looks at one row of a table.
    fn row<'j>(
        &mut self,
        row: &'j str,
        at: usize,
        way: &mut Vec<&'j str>,
        (treatment, cells): (RedactionRule, &[(usize, RedactionRule)]),
    ) {
        if !row.starts_with('[') || self.depth >= DEEPEST {
            return self.value(row, at, way, treatment);
        }
        self.depth += 1;
        for (place, cell) in scanner::elements(row).enumerate() {
            self.value(cell, at + distance(row, cell), way, told_of(cells, place).unwrap_or(treatment));
        }
        self.depth -= 1;
    }

    /// What a member is, by what it stands in and the provider's rules.
    fn judge(&self, way: &[&str], parent: &str, inherited: RedactionRule) -> RedactionRule {
        if inherited.hides() || inherited == RedactionRule::Plain {
            return inherited;
        }
        match (self.rules.judge)(&RedactedPath { way, parent, root: self.root, work: self.work }) {
            RedactionRule::Unknown if inherited == RedactionRule::Names => RedactionRule::Names,
            judged => judged,
        }
    }

    fn shows(&self, treatment: RedactionRule) -> bool {
        if treatment == RedactionRule::Personal { self.reveal.personal } else { self.reveal.secrets }
    }

    /// A value that is not a string goes as a string.
    fn hide_value(&mut self, value: &str, at: usize) {
        self.cuts.push(Replacement { range: at..at + value.len(), with: json::quote(HIDDEN) });
    }

    /// A key may be an address, a value or a name too.
    fn key(&mut self, key: &str, at: usize, is_quiet: bool) {
        let is_telling = memchr::memchr3(b'@', b'=', b'%', key.as_bytes()).is_some()
            || key.len() > 11 && !is_quiet && value_forms::are_in(key);
        let known = self.known.inside(key, self.reveal, self.work);
        if !is_telling && known.is_empty() {
            return;
        }
        let meaning = DecodedString::decode(key);
        let work = self.work;
        let cuts = json_string_edits::redact_to_fixpoint(&meaning.text, work, |text| {
            let mut cuts = free_text::spans(text, self.reveal, work);
            cuts.extend(self.known.inside(text, self.reveal, work));
            cuts
        });
        self.cuts.extend(cuts.iter().map(|cut| meaning.spelled(cut).moved(at)));
    }

    /// The cuts in a string, from its first character on.
    fn string(
        &mut self,
        meaning: &DecodedString<'_>,
        is_quiet: bool,
        way: &[&str],
        treatment: RedactionRule,
    ) -> Vec<Replacement> {
        let text = &*meaning.text;
        let treatment = self.known.treatment(text, settled_by_value(text, treatment));
        match treatment {
            RedactionRule::Plain => return Vec::new(),
            RedactionRule::Secret | RedactionRule::Personal
                if !looks_like_secret(text) || self.rules.nobody.contains(&text) =>
            {
                return Vec::new();
            }
            RedactionRule::Secret | RedactionRule::Personal if self.shows(treatment) => return Vec::new(),
            RedactionRule::Secret => drop(self.found.secrets.insert(text.to_owned())),
            RedactionRule::Personal => drop(self.found.people.insert(text.to_owned())),
            RedactionRule::Address
            | RedactionRule::Names
            | RedactionRule::Unknown
            | RedactionRule::Ambiguous
            | RedactionRule::Code => {}
        }
        let cuts = self.redact_text(text, is_quiet, way, treatment);
        cuts.iter().map(|cut| meaning.spelled(cut)).collect()
    }

    /// The cuts in a text, until no more are seen.
    fn redact_text(&mut self, text: &str, is_quiet: bool, way: &[&str], treatment: RedactionRule) -> Vec<Replacement> {
        if is_quiet && may_be_json(treatment) && !begins_json(text) {
            if self.known.is_empty() {
                return Vec::new();
            }
            return json_string_edits::redact_to_fixpoint(text, self.work, |text| {
                self.known.inside(text, self.reveal, self.work)
            });
        }
        if may_be_json(treatment) && self.is_json(text) {
            // Each text in it comes to rest on its own, and the JSON with them: to go through it again would take as many
            // rounds at each level as at all above it.
            let cuts = self.nested(text, way, treatment);
            if self.known.inside(text, self.reveal, self.work).is_empty() && !self.work.is_spent() {
                return json_string_edits::disjoint(cuts);
            }
        }
        let work = self.work;
        json_string_edits::redact_to_fixpoint(text, work, |text| self.seen(text, way, treatment))
    }

    /// The cuts that are seen in the text of a string.
    fn seen(&mut self, text: &str, way: &[&str], treatment: RedactionRule) -> Vec<Replacement> {
        let whole = |with| vec![Replacement { range: 0..text.len(), with }];
        if self.work.is_spent() && treatment != RedactionRule::Plain {
            return whole(HIDDEN.to_owned());
        }
        let mut cuts = match treatment {
            RedactionRule::Plain => Vec::new(),
            RedactionRule::Secret => return whole(HIDDEN.to_owned()),
            RedactionRule::Personal => return whole(pseudonym(text)),
            RedactionRule::Address => address(text, self.reveal, self.work),
            RedactionRule::Names | RedactionRule::Unknown if self.is_json(text) => self.nested(text, way, treatment),
            RedactionRule::Names | RedactionRule::Unknown | RedactionRule::Ambiguous | RedactionRule::Code => {
                free_text::spans(text, self.reveal, self.work)
            }
        };
        cuts.extend(self.known.inside(text, self.reveal, self.work));
        cuts
    }

    fn is_json(&self, text: &str) -> bool {
        if !begins_json(text) {
            return false;
        }
        self.work.spend(text.len());
        serde_json::from_str::<serde::de::IgnoredAny>(text).is_ok()
    }

    /// The cuts in JSON that a string holds.
    fn nested(&mut self, text: &str, way: &[&str], treatment: RedactionRule) -> Vec<Replacement> {
        let outside = std::mem::take(&mut self.cuts);
        let lead = text.len() - text.trim_start().len();
        let mut inside: Vec<&str> = way.to_vec();
        let json = text.trim();
        let hits = self.hits.within(text);
        let hits = std::mem::replace(&mut self.hits, hits);
        self.depth += 1;
        self.value(json, lead, &mut inside, treatment);
        self.depth -= 1;
        self.hits = hits;
        std::mem::replace(&mut self.cuts, outside)
    }
}

/// Whether JSON in a text that is treated so is walked.
const fn may_be_json(treatment: RedactionRule) -> bool {
    matches!(treatment, RedactionRule::Names | RedactionRule::Unknown)
}

/// Whether a text, or its spelling as a JSON string, may begin as an object, an array or a string does.
fn begins_json(text: &str) -> bool {
    text.trim_start().starts_with(['{', '[', '"', '\\'])
}

/// An ambiguous value is a secret unless it is plainly harmless. JSON in text is looked into.
fn settled_by_value(text: &str, treatment: RedactionRule) -> RedactionRule {
    match treatment {
        RedactionRule::Ambiguous | RedactionRule::Code => {
            let is_json = text.trim_start().starts_with(['{', '[']);
            // What is hidden in part was judged before: our own output, read back, says what it said.
            let is_shown =
                is_json || text.contains(HIDDEN) || secret_keys::is_shown(text, treatment == RedactionRule::Code);
            if is_shown { RedactionRule::Unknown } else { RedactionRule::Secret }
        }
        told => told,
    }
}

/// What a member is by its own key.
fn by_key(key: &str, is_quiet: bool) -> RedactionRule {
    if is_quiet { RedactionRule::Unknown } else { secret_keys::treatment(&scanner::unescaped(key)) }
}

/// How the element at `place` is treated.
fn told_of(told: &[(usize, RedactionRule)], place: usize) -> Option<RedactionRule> {
    told.iter().find(|(at, _)| *at == place).map(|(_, treatment)| *treatment)
}

/// Where `part` begins in `whole`, of which it is a slice.
fn distance(whole: &str, part: &str) -> usize {
    part.as_ptr() as usize - whole.as_ptr() as usize
}

/// An address without what its query says.
fn address(text: &str, reveal: Reveal, work: &WorkLimit) -> Vec<Replacement> {
    let mut cuts = free_text::spans(text, reveal, work);
    if let Some(mark) = text.find('?').filter(|mark| mark + 1 < text.len() && !reveal.secrets) {
        cuts.push(Replacement { range: mark + 1..text.len(), with: HIDDEN.to_owned() });
    }
    cuts
}
