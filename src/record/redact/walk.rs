//! The walk over a record that finds what has to go. Nothing is rewritten on the way: cuts are collected, then made at once.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

use super::prose::{self, worth_hiding};
use super::strings::{Cut, Meaning, replace};
use super::work::Work;
use super::{HIDDEN, Place, Reveal, Rules, Treatment, people, strings, words};
use crate::record::{json, scan};

/// Levels of objects and arrays that are looked into; what lies deeper is hidden as a whole.
const DEEPEST: usize = 100;
/// A secret this long is looked for inside other texts; a shorter one might be a word like any other.
const TELLING: usize = 8;
/// A value this long is hidden wherever it stands alone.
const OWN: usize = 4;

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
        known: Known::default(),
        found: Known::default(),
        cuts: Vec::new(),
        depth: 0,
    };
    walk.value(raw, 0, &mut Vec::new(), Treatment::Unknown);
    if !walk.found.secrets.is_empty() || !walk.found.people.is_empty() {
        // What is hidden in one place is hidden in all: a password may equal the user's name beside it.
        walk.known = std::mem::take(&mut walk.found);
        walk.known.index();
        walk.cuts.clear();
        walk.value(raw, 0, &mut Vec::new(), Treatment::Unknown);
    }
    (!walk.cuts.is_empty()).then(|| replace(raw, &walk.cuts))
}

/// Values that were hidden, as text.
#[derive(Default)]
struct Known {
    secrets: HashSet<String>,
    people: HashSet<String>,
    /// The secrets that are looked for in other texts, by how they begin.
    telling: HashMap<[u8; TELLING], Vec<String>>,
}

struct Walk<'w> {
    rules: &'w Rules,
    reveal: Reveal,
    work: &'w Work,
    root: &'w str,
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
                for (key, member) in scan::members(value) {
                    self.key(key, at + distance(value, key));
                    way.push(key);
                    let told = self.judge(way, value, treatment);
                    self.value(member, at + distance(value, member), way, told);
                    way.pop();
                }
                self.depth -= 1;
            }
            Some(b'[') => {
                self.depth += 1;
                for element in scan::elements(value) {
                    self.value(element, at + distance(value, element), way, treatment);
                }
                self.depth -= 1;
            }
            Some(b'"') => {
                let inner = value.get(1..value.len().saturating_sub(1)).unwrap_or_default();
                let cuts = self.string(&Meaning::of(inner), way, treatment);
                self.cuts.extend(cuts.into_iter().map(|cut| cut.moved(at + 1)));
            }
            Some(b'-' | b'0'..=b'9') if treatment.hides() && !self.shows(treatment) => self.whole(value, at),
            _ => {}
        }
    }

    /// What a member is, by what it stands in, the vendor's knowledge and its own key.
    fn judge(&self, way: &[&str], parent: &str, inherited: Treatment) -> Treatment {
        if inherited.hides() || inherited == Treatment::Plain {
            return inherited;
        }
        let key = way.last().copied().unwrap_or_default();
        match (self.rules.judge)(&Place { way, parent, root: self.root, work: self.work }) {
            Treatment::Unknown if inherited == Treatment::Names => Treatment::Names,
            Treatment::Unknown if words::is_secret(&scan::unescaped(key)) => Treatment::Secret,
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

    /// A key may be an address or a name too.
    fn key(&mut self, key: &str, at: usize) {
        if memchr::memchr(b'@', key.as_bytes()).is_some() {
            let meaning = Meaning::of(key);
            for cut in prose::settled(&meaning.text, self.reveal, self.work) {
                self.cuts.push(meaning.spelled(&cut).moved(at));
            }
        }
    }

    /// The cuts in a string, from its first character on.
    fn string(&mut self, meaning: &Meaning<'_>, way: &[&str], treatment: Treatment) -> Vec<Cut> {
        let text = &*meaning.text;
        let treatment = self.known.treatment(text, treatment);
        match treatment {
            Treatment::Plain => return Vec::new(),
            Treatment::Secret | Treatment::Personal if !worth_hiding(text) || self.rules.nobody.contains(&text) => {
                return Vec::new();
            }
            Treatment::Secret | Treatment::Personal if self.shows(treatment) => return Vec::new(),
            Treatment::Secret => drop(self.found.secrets.insert(text.to_owned())),
            Treatment::Personal => drop(self.found.people.insert(text.to_owned())),
            Treatment::Address | Treatment::Names | Treatment::Unknown => {}
        }
        let cuts = self.settled(text, way, treatment);
        cuts.iter().map(|cut| meaning.spelled(cut)).collect()
    }

    /// The cuts in a text, until no more are seen.
    fn settled(&mut self, text: &str, way: &[&str], treatment: Treatment) -> Vec<Cut> {
        if matches!(treatment, Treatment::Names | Treatment::Unknown) && self.is_json(text) {
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
            Treatment::Names | Treatment::Unknown => prose::spans(text, self.reveal, self.work),
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

impl Known {
    /// What a text is that was hidden elsewhere.
    fn treatment(&self, text: &str, treatment: Treatment) -> Treatment {
        let is = |known: &HashSet<String>| text.len() >= OWN && known.contains(text);
        match treatment {
            Treatment::Plain | Treatment::Secret => treatment,
            _ if is(&self.secrets) => Treatment::Secret,
            _ if is(&self.people) => Treatment::Personal,
            _ => treatment,
        }
    }

    /// Notes the secrets by how they begin.
    fn index(&mut self) {
        for secret in &self.secrets {
            if let Some(beginning) = secret.as_bytes().first_chunk() {
                self.telling.entry(*beginning).or_default().push(secret.clone());
            }
        }
    }

    /// Where a text holds what was hidden elsewhere.
    fn inside(&self, text: &str, reveal: Reveal, work: &Work) -> Vec<Cut> {
        let mut cuts = Vec::new();
        if reveal.secrets || self.telling.is_empty() {
            return cuts;
        }
        work.spend(text.len());
        for at in 0..text.len() {
            let rest = text.as_bytes().get(at..).unwrap_or_default();
            let Some(beginning) = rest.first_chunk::<TELLING>() else { break };
            for secret in self.telling.get(beginning).into_iter().flatten() {
                work.spend(secret.len());
                if rest.starts_with(secret.as_bytes()) {
                    cuts.push(Cut { range: at..at + secret.len(), with: HIDDEN.to_owned() });
                }
            }
            if work.is_spent() {
                return vec![strings::whole(text)];
            }
        }
        cuts
    }
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
