//! Walks over a record and collects the replacements, which are applied together at the end.

use std::borrow::Cow;

use super::copies::KnownText;
use super::free_text;
use super::json_string_edits::{DecodedString, Replacement, replace};
use super::keyword_prefilter::KeywordHits;
use super::pairs::{self, ListRules, Structure};
use super::rule_choice::{begins_json, by_key, may_be_json, rule_of_element, settled_by_value};
use super::value_shape::looks_like_secret;
use super::work_limit::WorkLimit;
use super::{
    HIDDEN, RedactedPath, RedactionRule, RedactionRules, Reveal, json_string_edits, pseudonym, secret_keys, value_forms,
};
use crate::json::{self, scanner};

/// The maximum nesting that is searched; anything deeper is redacted as a whole.
const DEEPEST: usize = 100;

/// Returns the redacted record; `None` if it contains nothing to redact.
pub(super) fn hide(raw: &str, rules: &RedactionRules, reveal: Reveal, work: &WorkLimit) -> Option<String> {
    if serde_json::from_str::<serde::de::IgnoredAny>(raw).is_err() {
        if let Cow::Owned(repaired) = json::without_nan(raw)
            && serde_json::from_str::<serde::de::IgnoredAny>(&repaired).is_ok()
        {
            return Some(hide(&repaired, rules, reveal, work).unwrap_or(repaired));
        }
        let cuts = free_text::redact_to_fixpoint(raw, reveal, work);
        return (!cuts.is_empty()).then(|| replace(raw, &cuts));
    }
    let hits = KeywordHits::new(raw);
    let cuts = cuts(raw, hits, rules, reveal, work);
    (!cuts.is_empty()).then(|| replace(raw, &cuts))
}

/// Returns the replacements in a record, by the positions of keywords.
fn cuts(raw: &str, hits: KeywordHits, rules: &RedactionRules, reveal: Reveal, work: &WorkLimit) -> Vec<Replacement> {
    let mut walk = Redactor {
        rules,
        reveal,
        work,
        root: raw,
        hits,
        known: KnownText::default(),
        found: KnownText::default(),
        cuts: Vec::new(),
        depth: 0,
    };
    walk.value(raw, 0, &mut Vec::new(), RedactionRule::Unknown);
    if !walk.found.is_empty() {
        // A value that is redacted in one place is redacted everywhere: a password may equal the user name next to
        // it.
        walk.known = std::mem::take(&mut walk.found);
        walk.known.index(work);
        walk.cuts.clear();
        walk.value(raw, 0, &mut Vec::new(), RedactionRule::Unknown);
    }
    walk.cuts
}

/// Returns the result of [`hide`] without skipping values that lack keywords; a test compares both.
#[cfg(test)]
pub(super) fn hide_thoroughly(raw: &str, rules: &RedactionRules, reveal: Reveal) -> Option<String> {
    let cuts = cuts(raw, KeywordHits::Anywhere, rules, reveal, &WorkLimit::new(raw.len()));
    (!cuts.is_empty()).then(|| replace(raw, &cuts))
}

/// The rules for the cells of a row.
#[derive(Clone, Copy)]
struct RowRules<'c> {
    /// The rule for cells without their own.
    rule: RedactionRule,
    /// The rules by column.
    cells: &'c [(usize, RedactionRule)],
}

struct Redactor<'w> {
    rules: &'w RedactionRules,
    reveal: Reveal,
    work: &'w WorkLimit,
    root: &'w str,
    /// The positions of keywords in the text. Values without keywords are redacted only by the provider's rules.
    hits: KeywordHits,
    /// The values that the previous walk redacted.
    known: KnownText,
    found: KnownText,
    cuts: Vec<Replacement>,
    depth: usize,
}

impl Redactor<'_> {
    /// Examines the value at `at` in the text.
    fn value<'j>(&mut self, value: &'j str, at: usize, path: &mut Vec<&'j str>, treatment: RedactionRule) {
        match value.as_bytes().first() {
            Some(b'{' | b'[') if self.depth >= DEEPEST => self.hide_value(value, at),
            Some(b'{') => {
                self.depth += 1;
                self.object(value, at, path, treatment);
                self.depth -= 1;
            }
            Some(b'[') => {
                self.depth += 1;
                self.array(value, at, path, treatment);
                self.depth -= 1;
            }
            Some(b'"') => {
                let inner = value.get(1..value.len().saturating_sub(1)).unwrap_or_default();
                let is_quiet = !self.hits.are_in(at..at + value.len());
                if is_quiet && self.known.is_empty() && may_be_json(treatment) && !begins_json(inner) {
                    return;
                }
                let cuts = self.string(&DecodedString::decode(inner), is_quiet, path, treatment);
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

    fn object<'j>(&mut self, object: &'j str, at: usize, path: &mut Vec<&'j str>, treatment: RedactionRule) {
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
            path.push(key);
            let rule = match self.judge(path, object, treatment) {
                RedactionRule::Unknown => structure.member(key).unwrap_or_else(|| by_key(key, is_quiet)),
                judged => judged,
            };
            let member_at = at + distance(object, member);
            match structure.cells(key) {
                [] => self.value(member, member_at, path, rule),
                cells => self.rows(member, member_at, path, RowRules { rule, cells }),
            }
            path.pop();
        }
    }

    fn array<'j>(&mut self, array: &'j str, at: usize, path: &mut Vec<&'j str>, treatment: RedactionRule) {
        let elements: Vec<&str> = scanner::elements(array).collect();
        let is_open = matches!(treatment, RedactionRule::Unknown | RedactionRule::Ambiguous | RedactionRule::Code)
            && self.hits.are_in(at..at + array.len());
        let key = path.last().copied().unwrap_or_default();
        let listed = if is_open { pairs::listed(&elements, key) } else { ListRules::Nothing };
        for (place, element) in elements.iter().enumerate() {
            let element_at = at + distance(array, element);
            match &listed {
                ListRules::Elements(rule) => {
                    self.value(element, element_at, path, rule_of_element(rule, place).unwrap_or(treatment));
                }
                ListRules::Cells(cells) if place > 0 => {
                    self.row(element, element_at, path, RowRules { rule: treatment, cells });
                }
                ListRules::Pairs => {
                    let second: Vec<(usize, RedactionRule)> =
                        pairs::pair(element).map(|rule| (1, rule)).into_iter().collect();
                    self.row(element, element_at, path, RowRules { rule: treatment, cells: &second });
                }
                _ => self.value(element, element_at, path, treatment),
            }
        }
    }

    /// Examines the rows of a table, or one row, with rules for some cells.
    fn rows<'j>(&mut self, rows: &'j str, at: usize, path: &mut Vec<&'j str>, rules: RowRules<'_>) {
        if !rows.starts_with('[') || rules.rule.hides() || self.depth >= DEEPEST {
            return self.value(rows, at, path, rules.rule);
        }
        if scanner::elements(rows).all(|row| !row.starts_with(['[', '{'])) {
            return self.row(rows, at, path, rules);
        }
        self.depth += 1;
        for row in scanner::elements(rows) {
            self.row(row, at + distance(rows, row), path, rules);
        }
        self.depth -= 1;
    }

    /// Examines one row of a table.
    fn row<'j>(&mut self, row: &'j str, at: usize, path: &mut Vec<&'j str>, rules: RowRules<'_>) {
        if !row.starts_with('[') || self.depth >= DEEPEST {
            return self.value(row, at, path, rules.rule);
        }
        self.depth += 1;
        for (place, cell) in scanner::elements(row).enumerate() {
            let rule = rule_of_element(rules.cells, place).unwrap_or(rules.rule);
            self.value(cell, at + distance(row, cell), path, rule);
        }
        self.depth -= 1;
    }

    /// Returns the rule for a member, from its container and the provider's rules.
    fn judge(&self, path: &[&str], parent: &str, inherited: RedactionRule) -> RedactionRule {
        if inherited.hides() || inherited == RedactionRule::Plain {
            return inherited;
        }
        match (self.rules.judge)(&RedactedPath { keys: path, parent, root: self.root, work: self.work }) {
            RedactionRule::Unknown if inherited == RedactionRule::Names => RedactionRule::Names,
            // Secrets in a private text stay hidden.
            RedactionRule::Private if self.reveal.personal => RedactionRule::Unknown,
            judged => judged,
        }
    }

    fn shows(&self, treatment: RedactionRule) -> bool {
        let is_personal = matches!(treatment, RedactionRule::Personal | RedactionRule::Private);
        if is_personal { self.reveal.personal } else { self.reveal.secrets }
    }

    /// Replaces a value by a string.
    fn hide_value(&mut self, value: &str, at: usize) {
        self.cuts.push(Replacement { range: at..at + value.len(), with: json::quote(HIDDEN) });
    }

    /// Examines a key, which may be an address, a value or a name too.
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

    /// Adds the replacements in a string, whose first character is at `at`.
    fn string(
        &mut self,
        meaning: &DecodedString<'_>,
        is_quiet: bool,
        path: &[&str],
        treatment: RedactionRule,
    ) -> Vec<Replacement> {
        let text = &*meaning.text;
        let treatment = self.known.treatment(text, settled_by_value(text, treatment));
        match treatment {
            RedactionRule::Plain => return Vec::new(),
            RedactionRule::Secret | RedactionRule::Personal | RedactionRule::Private
                if !looks_like_secret(text) || self.rules.nobody.contains(&text) =>
            {
                return Vec::new();
            }
            RedactionRule::Secret | RedactionRule::Personal if self.shows(treatment) => return Vec::new(),
            RedactionRule::Secret => drop(self.found.secrets.insert(text.to_owned())),
            RedactionRule::Personal => drop(self.found.people.insert(text.to_owned())),
            RedactionRule::Private
            | RedactionRule::Address
            | RedactionRule::Names
            | RedactionRule::Unknown
            | RedactionRule::Ambiguous
            | RedactionRule::Code => {}
        }
        let cuts = self.redact_text(text, is_quiet, path, treatment);
        cuts.iter().map(|cut| meaning.spelled(cut)).collect()
    }

    /// Returns the replacements in a text, applied repeatedly until nothing more is found.
    fn redact_text(&mut self, text: &str, is_quiet: bool, path: &[&str], treatment: RedactionRule) -> Vec<Replacement> {
        if is_quiet && may_be_json(treatment) && !begins_json(text) {
            if self.known.is_empty() {
                return Vec::new();
            }
            return json_string_edits::redact_to_fixpoint(text, self.work, |text| {
                self.known.inside(text, self.reveal, self.work)
            });
        }
        if may_be_json(treatment) && self.is_json(text) {
            // Nested texts are redacted to completion separately; repeating them here would multiply the passes of
            // all levels.
            let cuts = self.nested(text, path, treatment);
            if self.known.inside(text, self.reveal, self.work).is_empty() && !self.work.is_spent() {
                return json_string_edits::disjoint(cuts);
            }
        }
        let work = self.work;
        json_string_edits::redact_to_fixpoint(text, work, |text| self.find_once(text, path, treatment))
    }

    /// Returns the replacements of one pass over the text of a string.
    fn find_once(&mut self, text: &str, path: &[&str], treatment: RedactionRule) -> Vec<Replacement> {
        let whole = |with| vec![Replacement { range: 0..text.len(), with }];
        if self.work.is_spent() && treatment != RedactionRule::Plain {
            return whole(HIDDEN.to_owned());
        }
        let mut cuts = match treatment {
            RedactionRule::Plain => Vec::new(),
            RedactionRule::Secret | RedactionRule::Private => return whole(HIDDEN.to_owned()),
            RedactionRule::Personal => return whole(pseudonym(text)),
            RedactionRule::Address => free_text::address(text, self.reveal, self.work),
            RedactionRule::Names | RedactionRule::Unknown if self.is_json(text) => self.nested(text, path, treatment),
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

    /// Returns the replacements in JSON inside a string.
    fn nested(&mut self, text: &str, path: &[&str], treatment: RedactionRule) -> Vec<Replacement> {
        let outside = std::mem::take(&mut self.cuts);
        let lead = text.len() - text.trim_start().len();
        let mut inside: Vec<&str> = path.to_vec();
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

/// Returns the offset of `part` in `whole`, of which it must be a slice.
fn distance(whole: &str, part: &str) -> usize {
    part.as_ptr() as usize - whole.as_ptr() as usize
}
