//! The result of a diagnosis, and its form as JSON.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use super::case::{Case, Subject, SubjectKind};
use super::entry::CaseEntry;
use super::finding::{DiagnosisFinding, Resolution};
use super::post_result::PostTarget;
use super::rules::{self, Rule};
use super::timeline::{self, StoryTimeline, TimelineLine};
use crate::record::kinds::spec::StoryRole;
use crate::record::semantics::Outcome;
use crate::time::Zone;
use crate::wording::counted;

/// A story about a subject.
pub struct Story {
    /// What it is about.
    pub subject: Subject,
    /// The whole story in one sentence.
    pub headline: String,
    /// The rule that names the cause; `None` if no rule applies.
    pub rule: Option<&'static Rule>,
    /// What the rule found.
    pub finding: DiagnosisFinding,
    /// What happened when.
    pub timeline: Vec<TimelineLine>,
    /// How many entries the timeline leaves out.
    pub left_out: usize,
    /// How many posts, accounts and deliveries the cause hit besides the subject.
    pub affected: AffectedObjects,
    /// What the post itself says about each account, beside the log.
    pub platforms: Vec<PlatformLine>,
    /// Further facts of the source.
    pub facts: Vec<String>,
    /// What could not be read.
    pub missing: Vec<String>,
}

/// What a cause hit besides the subject.
#[derive(Debug, Default)]
pub struct AffectedObjects {
    /// Ids of other posts.
    pub posts: BTreeSet<String>,
    /// Ids of other accounts.
    pub accounts: BTreeSet<String>,
    /// The number of other deliveries.
    pub deliveries: usize,
    /// The number of other syncs.
    pub syncs: usize,
}

/// What became of a post on one account: by the post itself, and by the log.
#[derive(Debug)]
pub struct PlatformLine {
    /// What the post itself says.
    pub target: PostTarget,
    /// The place of the last attempt in the log.
    pub last: Option<usize>,
    /// What the last attempt says.
    pub log: Option<String>,
    /// Whether log and post contradict each other.
    pub disagrees: bool,
}

impl Story {
    /// Tells the story of a case.
    pub fn new(case: &Case) -> Self {
        let found = rules::diagnose(case);
        let (rule, finding) = match found {
            Some((rule, finding)) => (Some(rule), finding),
            None => (None, fallback(case)),
        };
        let headline = headline(case, &finding);
        let StoryTimeline { lines: timeline, left_out } = timeline::compose(case, &finding.evidence);
        Self {
            subject: case.subject.clone(),
            headline,
            rule,
            affected: affected(case, &finding.hit),
            timeline,
            left_out,
            platforms: platforms(case),
            facts: case.facts.clone(),
            missing: missing(case, rule),
            finding,
        }
    }

    /// Returns the places of the entries that the story rests on, in order.
    pub fn entries(&self) -> Vec<usize> {
        let timeline = self.timeline.iter().map(|line| line.entry);
        let all: BTreeSet<usize> =
            timeline.chain(self.finding.evidence.iter().copied()).chain(self.finding.hit.iter().copied()).collect();
        all.into_iter().collect()
    }

    /// Returns the story as a JSON object; [`super::schema`] describes it. Numbers in `evidence` are places in `entries`.
    pub fn to_json(&self, case: &Case) -> Value {
        let entries = self.entries();
        let number = |place: &usize| entries.binary_search(place).unwrap_or_default();
        let numbers = |places: &[usize]| places.iter().map(number).collect::<Vec<_>>();
        let time = |time: Option<chrono::DateTime<chrono::Utc>>| time.map(|time| Zone::Utc.rfc3339(time));
        let (state, at, text) = match &self.finding.resolution {
            Resolution::Unknown => ("unknown", None, None),
            Resolution::Nothing => ("nothing", None, None),
            Resolution::No(text) => ("no", None, Some(text)),
            Resolution::Yes(at, text) => ("yes", *at, Some(text)),
        };
        let timeline: Vec<Value> = self
            .timeline
            .iter()
            .map(|line| {
                json!({
                    "time": time(case.entries[line.entry].time),
                    "text": line.text,
                    "evidence": [number(&line.entry)],
                })
            })
            .collect();
        let named = self.rule.map(|rule| {
            json!({
                "rule": rule.name,
                "text": self.finding.sentence,
                "since": time(self.finding.since),
                "evidence": numbers(&self.finding.evidence),
            })
        });
        json!({
            "version": 1,
            "subject": { "kind": self.subject.kind.name(), "id": self.subject.id, "name": self.subject.name },
            "headline": self.headline,
            "cause": named,
            "timeline": timeline,
            "leftOut": self.left_out,
            "affected": {
                "posts": self.affected.posts,
                "accounts": self.affected.accounts,
                "deliveries": self.affected.deliveries,
                "syncs": self.affected.syncs,
                "evidence": numbers(&self.finding.hit),
            },
            "resolved": { "state": state, "at": time(at), "text": text },
            "action": self.finding.action,
            "platforms": self.platforms.iter().map(|line| line.to_json(case, number)).collect::<Vec<_>>(),
            "facts": self.facts,
            "missing": self.missing,
            "entries": entries.iter().map(|place| record(&case.entries[*place])).collect::<Vec<_>>(),
        })
    }
}

impl PlatformLine {
    fn to_json(&self, case: &Case, number: impl Fn(&usize) -> usize) -> Value {
        let target = &self.target;
        json!({
            "platform": target.platform,
            "accountId": target.account,
            "accountName": target.name,
            "status": target.status,
            "publishedAt": target.published.map(|time| Zone::Utc.rfc3339(time)),
            "url": target.link,
            "platformPostId": target.platform_post,
            "message": target.message,
            "category": target.category,
            "attempts": target.attempts,
            "log": self.log,
            "loggedAt": self.last.and_then(|place| case.entries[place].time).map(|time| Zone::Utc.rfc3339(time)),
            "disagrees": self.disagrees,
            "evidence": self.last.iter().map(number).collect::<Vec<_>>(),
        })
    }
}

/// Returns the redacted record under the names of its schema.
fn record(entry: &CaseEntry) -> Value {
    let view = entry.record.view();
    let fields = view.fields().iter();
    let members =
        fields.map(|field| (field.name.to_string(), serde_json::from_str(&field.json).unwrap_or(Value::Null)));
    Value::Object(members.collect::<Map<String, Value>>())
}

/// Without a rule, the entries show what happened and not why: the first failure with its own words.
fn fallback(case: &Case) -> DiagnosisFinding {
    let first = case.select(|entry| case.is_about_subject(entry) && entry.has_failed()).next();
    match first {
        Some((place, entry)) => DiagnosisFinding {
            sentence: format!("the first failure is at {}: {}", case.moment_of(entry), timeline::sentence(entry)),
            since: entry.time,
            evidence: vec![place],
            ..DiagnosisFinding::default()
        },
        None => DiagnosisFinding {
            sentence: "the entries show no failure and no success".to_owned(),
            ..DiagnosisFinding::default()
        },
    }
}

fn headline(case: &Case, finding: &DiagnosisFinding) -> String {
    let begin = match case.subject.kind {
        SubjectKind::Post => {
            let failed = case.attempts().filter(|(_, attempt)| attempt.has_failed()).count() as u64;
            match &finding.resolution {
                Resolution::Yes(Some(at), _) if failed > 0 => {
                    format!("The post went out at {} after {}: ", case.moment(*at), counted(failed, "failed attempt"))
                }
                Resolution::No(_) if failed > 0 => format!("The post failed, {}: ", counted(failed, "failed attempt")),
                _ => String::new(),
            }
        }
        _ => String::new(),
    };
    if !begin.is_empty() {
        return format!("{begin}{}", finding.sentence);
    }
    let mut letters = finding.sentence.chars();
    let is_word = finding.sentence.starts_with("the ") || finding.sentence.starts_with("all ");
    match letters.next().filter(|_| is_word) {
        Some(first) => first.to_uppercase().chain(letters).collect(),
        None => finding.sentence.clone(),
    }
}

fn affected(case: &Case, hit: &[usize]) -> AffectedObjects {
    let mut affected = AffectedObjects::default();
    let subject = Some(case.subject.id.as_str());
    for entry in hit.iter().map(|place| &case.entries[*place]) {
        match entry.kind.story() {
            StoryRole::Delivery => affected.deliveries += 1,
            StoryRole::Sync => affected.syncs += 1,
            _ => {
                affected.posts.extend(entry.post.clone().filter(|post| Some(post.as_str()) != subject));
                let account = entry.account.clone().filter(|account| Some(account.as_str()) != subject);
                affected.accounts.extend(account.filter(|_| case.subject.kind != SubjectKind::Profile));
            }
        }
    }
    affected
}

fn platforms(case: &Case) -> Vec<PlatformLine> {
    let Some(post) = &case.post else { return Vec::new() };
    let line = |target: &PostTarget| {
        let last = case.attempts().rfind(|(_, entry)| entry.account.is_some() && entry.account == target.account);
        let disagrees = match last.map(|(_, entry)| entry.outcome) {
            Some(Outcome::Good) => target.is_failed(),
            Some(Outcome::Bad) => target.is_published(),
            _ => false,
        };
        PlatformLine {
            target: target.clone(),
            last: last.map(|(place, _)| place),
            log: last.map(|(_, entry)| timeline::sentence(entry)),
            disagrees,
        }
    };
    post.targets.iter().map(line).collect()
}

fn missing(case: &Case, rule: Option<&Rule>) -> Vec<String> {
    let mut missing = case.missing.clone();
    if rule.is_none() {
        missing.push("no rule names a cause: the entries show what happened, and not why".to_owned());
    }
    missing
}
