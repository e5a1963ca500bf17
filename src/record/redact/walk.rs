//! The walk over a record that finds what has to go. Nothing is rewritten on the way: cuts are collected, then made at once.

use std::borrow::Cow;

use super::copies::Known;
use super::pairs::{self, Listed, Structure};
use super::prose::{self, worth_hiding};
use super::strings::{Cut, Meaning, replace};
use super::work::Work;
use super::{HIDDEN, Place, Reveal, Rules, Treatment, forms, keys, needles, people, strings};
use crate::record::{json, scan};

/// Levels of objects and arrays that are looked into; what lies deeper is hidden as a whole.
const DEEPEST: usize = 100;

/// The record with its secrets hidden; `None` where it has none.
pub(super) fn hide(raw: &str, rules: &Rules, reveal: Reveal, work: &Work) -> Option<String> {
    if serde_json::from_str::<serde::de::IgnoredAny>(raw).is_err() {
        if let Cow::Owned(mended) = json::without_nan(raw)
            && serde_json::from_str::<serde::de::IgnoredAny>(&mended).is_ok()
        {
            return Some(hide(&mended, rules, reveal, work).unwrap_or(mended));
        }
        let cuts = prose::settled(raw, reveal, work);
        return (!cuts.is_empty()).then(|| replace(raw, &cuts));
    }
    let mut walk = Walk {
        rules,
        reveal,
        work,
        root: raw,
        is_quiet: !needles::speaks(raw),
        known: Known::default(),
        found: Known::default(),
        cuts: Vec::new(),
        depth: 0,
    };
    walk.value(raw, 0, &mut Vec::new(), Treatment::Unknown);
    if !walk.found.is_empty() {
        // What is hidden in one place is hidden in all: a password may equal the user's name beside it.
        walk.known = std::mem::take(&mut walk.found);
        walk.known.index(work);
        walk.cuts.clear();
        walk.value(raw, 0, &mut Vec::new(), Treatment::Unknown);
    }
    (!walk.cuts.is_empty()).then(|| replace(raw, &walk.cuts))
}

struct Walk<'w> {
    rules: &'w Rules,
    reveal: Reveal,
    work: &'w Work,
    root: &'w str,
    /// No key, text or value of the record has a word of the table: what the vendor knows of its records is all there is to hide.
    is_quiet: bool,
    /// What the walk before this one has hidden.
    known: Known,
    found: Known,
    cuts: Vec<Cut>,
    depth: usize,
}

impl Walk<'_> {
    /// Looks at the value that stands at `at` in the text.
    fn value<'j>(&mut self, value: &'j str, at: usize, way: &mut Vec<&'j str>, treatment: Treatment) {
        match value.as_bytes().first() {
            Some(b'{' | b'[') if self.depth >= DEEPEST => self.whole(value, at),
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
                let cuts = self.string(&Meaning::of(inner), way, treatment);
                self.cuts.extend(cuts.into_iter().map(|cut| cut.moved(at + 1)));
            }
            Some(b'-' | b'0'..=b'9') => {
                let is_hidden = treatment.hides() || treatment == Treatment::Code && !keys::is_shown(value, true);
                if is_hidden && !self.shows(treatment) {
                    self.whole(value, at);
                }
            }
            _ => {}
        }
    }

    fn object<'j>(&mut self, object: &'j str, at: usize, way: &mut Vec<&'j str>, treatment: Treatment) {
        let members: Vec<(&str, &str)> = scan::members(object).collect();
        let structure = if self.is_quiet || treatment.hides() || treatment == Treatment::Plain {
            Structure::default()
        } else {
            Structure::new(&members)
        };
        for (key, member) in members {
            self.key(key, at + distance(object, key));
            way.push(key);
            let told = self.judge(way, object, treatment, &structure);
            let member_at = at + distance(object, member);
            match structure.cells(key) {
                [] => self.value(member, member_at, way, told),
                cells => self.rows(member, member_at, way, (told, cells)),
            }
            way.pop();
        }
    }

    fn array<'j>(&mut self, array: &'j str, at: usize, way: &mut Vec<&'j str>, treatment: Treatment) {
        let elements: Vec<&str> = scan::elements(array).collect();
        let is_open =
            !self.is_quiet && matches!(treatment, Treatment::Unknown | Treatment::Ambiguous | Treatment::Code);
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
                    let second: Vec<(usize, Treatment)> =
                        pairs::pair(element).map(|told| (1, told)).into_iter().collect();
                    self.row(element, element_at, way, (treatment, &second));
                }
                _ => self.value(element, element_at, way, treatment),
            }
        }
    }

    /// Looks at the rows of a table, or at one row, of which some cells are told how they are treated.
    fn rows<'j>(&mut self, rows: &'j str, at: usize, way: &mut Vec<&'j str>, told: (Treatment, &[(usize, Treatment)])) {
        if !rows.starts_with('[') || told.0.hides() || self.depth >= DEEPEST {
            return self.value(rows, at, way, told.0);
        }
        if scan::elements(rows).all(|row| !row.starts_with(['[', '{'])) {
            return self.row(rows, at, way, told);
        }
        self.depth += 1;
        for row in scan::elements(rows) {
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
        (treatment, cells): (Treatment, &[(usize, Treatment)]),
    ) {
        if !row.starts_with('[') || self.depth >= DEEPEST {
            return self.value(row, at, way, treatment);
        }
        self.depth += 1;
        for (place, cell) in scan::elements(row).enumerate() {
            self.value(cell, at + distance(row, cell), way, told_of(cells, place).unwrap_or(treatment));
        }
        self.depth -= 1;
    }

    /// What a member is, by what it stands in, the vendor's knowledge, the members beside it and its own key.
    fn judge(&self, way: &[&str], parent: &str, inherited: Treatment, structure: &Structure) -> Treatment {
        if inherited.hides() || inherited == Treatment::Plain {
            return inherited;
        }
        let key = way.last().copied().unwrap_or_default();
        match (self.rules.judge)(&Place { way, parent, root: self.root, work: self.work }) {
            Treatment::Unknown if inherited == Treatment::Names => Treatment::Names,
            Treatment::Unknown if self.is_quiet => Treatment::Unknown,
            Treatment::Unknown => structure.member(key).unwrap_or_else(|| keys::treatment(&scan::unescaped(key))),
            told => told,
        }
    }

    fn shows(&self, treatment: Treatment) -> bool {
        if treatment == Treatment::Personal { self.reveal.personal } else { self.reveal.secrets }
    }

    /// A value that is not a string goes as a string.
    fn whole(&mut self, value: &str, at: usize) {
        self.cuts.push(Cut { range: at..at + value.len(), with: json::quote(HIDDEN) });
    }

    /// A key may be an address, a value or a name too.
    fn key(&mut self, key: &str, at: usize) {
        let is_telling = memchr::memchr3(b'@', b'=', b'%', key.as_bytes()).is_some()
            || key.len() > 11 && !self.is_quiet && forms::are_in(key);
        let known = self.known.inside(key, self.reveal, self.work);
        if !is_telling && known.is_empty() {
            return;
        }
        let meaning = Meaning::of(key);
        let work = self.work;
        let cuts = strings::settled(&meaning.text, work, |text| {
            let mut cuts = prose::spans(text, self.reveal, work);
            cuts.extend(self.known.inside(text, self.reveal, work));
            cuts
        });
        self.cuts.extend(cuts.iter().map(|cut| meaning.spelled(cut).moved(at)));
    }

    /// The cuts in a string, from its first character on.
    fn string(&mut self, meaning: &Meaning<'_>, way: &[&str], treatment: Treatment) -> Vec<Cut> {
        let text = &*meaning.text;
        let treatment = self.known.treatment(text, settled_by_value(text, treatment));
        match treatment {
            Treatment::Plain => return Vec::new(),
            Treatment::Secret | Treatment::Personal if !worth_hiding(text) || self.rules.nobody.contains(&text) => {
                return Vec::new();
            }
            Treatment::Secret | Treatment::Personal if self.shows(treatment) => return Vec::new(),
            Treatment::Secret => drop(self.found.secrets.insert(text.to_owned())),
            Treatment::Personal => drop(self.found.people.insert(text.to_owned())),
            Treatment::Address | Treatment::Names | Treatment::Unknown | Treatment::Ambiguous | Treatment::Code => {}
        }
        let cuts = self.settled(text, way, treatment);
        cuts.iter().map(|cut| meaning.spelled(cut)).collect()
    }

    /// The cuts in a text, until no more are seen.
    fn settled(&mut self, text: &str, way: &[&str], treatment: Treatment) -> Vec<Cut> {
        let may_be_json = matches!(treatment, Treatment::Names | Treatment::Unknown);
        if self.is_quiet && self.known.is_empty() && may_be_json && !text.trim_start().starts_with(['{', '[', '"']) {
            return Vec::new();
        }
        if may_be_json && self.is_json(text) {
            // Each text in it comes to rest on its own, and the JSON with them: to go through it again would take as many
            // rounds at each level as at all above it.
            let cuts = self.nested(text, way, treatment);
            if self.known.inside(text, self.reveal, self.work).is_empty() && !self.work.is_spent() {
                return strings::disjoint(cuts);
            }
        }
        let work = self.work;
        strings::settled(text, work, |text| self.seen(text, way, treatment))
    }

    /// The cuts that are seen in the text of a string.
    fn seen(&mut self, text: &str, way: &[&str], treatment: Treatment) -> Vec<Cut> {
        let whole = |with| vec![Cut { range: 0..text.len(), with }];
        if self.work.is_spent() && treatment != Treatment::Plain {
            return whole(HIDDEN.to_owned());
        }
        let mut cuts = match treatment {
            Treatment::Plain => Vec::new(),
            Treatment::Secret => return whole(HIDDEN.to_owned()),
            Treatment::Personal => return whole(people::pseudonym(text)),
            Treatment::Address => address(text, self.reveal, self.work),
            Treatment::Names | Treatment::Unknown if self.is_json(text) => self.nested(text, way, treatment),
            Treatment::Names | Treatment::Unknown | Treatment::Ambiguous | Treatment::Code => {
                prose::spans(text, self.reveal, self.work)
            }
        };
        cuts.extend(self.known.inside(text, self.reveal, self.work));
        cuts
    }

    fn is_json(&self, text: &str) -> bool {
        if !text.trim_start().starts_with(['{', '[', '"']) {
            return false;
        }
        self.work.spend(text.len());
        serde_json::from_str::<serde::de::IgnoredAny>(text).is_ok()
    }

    /// The cuts in JSON that a string holds.
    fn nested(&mut self, text: &str, way: &[&str], treatment: Treatment) -> Vec<Cut> {
        let outside = std::mem::take(&mut self.cuts);
        let lead = text.len() - text.trim_start().len();
        let mut inside: Vec<&str> = way.to_vec();
        let json = text.trim();
        self.depth += 1;
        self.value(json, lead, &mut inside, treatment);
        self.depth -= 1;
        std::mem::replace(&mut self.cuts, outside)
    }
}

/// An ambiguous value is a secret unless it is plainly harmless. JSON in text is looked into.
fn settled_by_value(text: &str, treatment: Treatment) -> Treatment {
    match treatment {
        Treatment::Ambiguous | Treatment::Code => {
            let is_json = text.trim_start().starts_with(['{', '[']);
            // What is hidden in part was judged before: our own output, read back, says what it said.
            let is_shown = is_json || text.contains(HIDDEN) || keys::is_shown(text, treatment == Treatment::Code);
            if is_shown { Treatment::Unknown } else { Treatment::Secret }
        }
        told => told,
    }
}

/// How the element at `place` is treated.
fn told_of(told: &[(usize, Treatment)], place: usize) -> Option<Treatment> {
    told.iter().find(|(at, _)| *at == place).map(|(_, treatment)| *treatment)
}

/// Where `part` begins in `whole`, of which it is a slice.
fn distance(whole: &str, part: &str) -> usize {
    part.as_ptr() as usize - whole.as_ptr() as usize
}

/// An address without what its query says.
fn address(text: &str, reveal: Reveal, work: &Work) -> Vec<Cut> {
    let mut cuts = prose::spans(text, reveal, work);
    if let Some(mark) = text.find('?').filter(|mark| mark + 1 < text.len() && !reveal.secrets) {
        cuts.push(Cut { range: mark + 1..text.len(), with: HIDDEN.to_owned() });
    }
    cuts
}
