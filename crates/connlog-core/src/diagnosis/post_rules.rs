//! Rules about a post.

use std::collections::BTreeSet;

use chrono::TimeDelta;

use super::case::Case;
use super::entry::CaseEntry;
use super::finding::{DiagnosisFinding, Resolution};
use super::post_result::PostTarget;
use crate::record::account_state::AccountState;
use crate::record::kinds::spec::StoryRole;
use crate::record::semantics::Outcome;
use crate::wording::counted;

/// How far apart failures of one trouble of a platform are, in minutes.
const NEAR: i64 = 30;
/// How many other accounts must fail for a trouble of the platform.
const OTHERS: usize = 2;

/// The account whose failure the story is about.
struct Focus<'c> {
    account: &'c str,
    /// The first failed attempt.
    failure: (usize, &'c CaseEntry),
    /// Every failed attempt.
    failures: Vec<usize>,
    /// The last attempt.
    last: &'c CaseEntry,
    target: Option<&'c PostTarget>,
}

impl<'c> Focus<'c> {
    /// Returns the account whose failure is not resolved, else the first that failed.
    fn find(case: &'c Case) -> Option<Self> {
        let mut accounts: Vec<&str> = Vec::new();
        for (_, attempt) in case.attempts().filter(|(_, attempt)| attempt.has_failed()) {
            if let Some(account) = attempt.account.as_deref().filter(|account| !accounts.contains(account)) {
                accounts.push(account);
            }
        }
        let all = accounts.into_iter().filter_map(|account| Self::of_account(case, account));
        all.min_by_key(|focus| matches!(focus.resolution(case), Resolution::Yes(..)))
    }

    fn of_account(case: &'c Case, account: &'c str) -> Option<Self> {
        let own = || case.attempts().filter(|(_, attempt)| attempt.account.as_deref() == Some(account));
        let failures: Vec<usize> = own().filter(|(_, attempt)| attempt.has_failed()).map(|(place, _)| place).collect();
        let failure = own().find(|(_, attempt)| attempt.has_failed())?;
        let (_, last) = own().next_back()?;
        Some(Self { account, failure, failures, last, target: target_of(case, account) })
    }

    /// Whether the post went out later.
    fn resolution(&self, case: &Case) -> Resolution {
        if self.last.outcome == Outcome::Good && !self.target.is_some_and(PostTarget::is_failed) {
            let number =
                self.last.attempt.map_or_else(|| "a later attempt".to_owned(), |number| format!("attempt {number}"));
            let link = self.last.link.as_deref().map_or_else(String::new, |link| format!(": {link}"));
            return Resolution::Yes(
                self.last.time,
                format!("{number} succeeded at {}{link}", case.moment_of(self.last)),
            );
        }
        match self.target {
            Some(target) if target.is_published() => {
                let at = target.published.map_or_else(String::new, |time| format!(" since {}", case.moment(time)));
                Resolution::Yes(target.published, format!("the post itself says that it is published{at}"))
            }
            Some(target) if target.status.as_deref() == Some("pending") => {
                Resolution::No("the post itself says that a further attempt is planned".to_owned())
            }
            _ => Resolution::No("no later attempt succeeded".to_owned()),
        }
    }

    fn reason(&self) -> String {
        self.failure.1.reason().unwrap_or_else(|| "no reason is given".to_owned())
    }

    /// Starts a finding with the failed attempts as evidence.
    fn finding(&self, case: &Case, sentence: String, action: &str) -> DiagnosisFinding {
        let resolution = self.resolution(case);
        let action = (!matches!(resolution, Resolution::Yes(..))).then(|| action.to_owned());
        DiagnosisFinding {
            sentence,
            since: self.failure.1.time,
            evidence: self.failures.clone(),
            hit: Vec::new(),
            resolution,
            action,
        }
    }
}

fn target_of<'c>(case: &'c Case, account: &str) -> Option<&'c PostTarget> {
    case.post.as_ref()?.targets.iter().find(|target| target.account.as_deref() == Some(account))
}

/// Returns whether a code or the HTTP status is one of a kind.
fn has_code(entry: &CaseEntry, words: &[&str]) -> bool {
    let code = entry.code.as_deref().unwrap_or_default().to_ascii_lowercase();
    words.iter().any(|word| code.contains(word))
}

fn is_limit(entry: &CaseEntry) -> bool {
    entry.status_code == Some(429) || has_code(entry, &["rate", "quota", "abuse", "limit", "cooldown", "spend"])
}

fn is_platform_trouble(entry: &CaseEntry) -> bool {
    entry.status_code.is_some_and(|status| status >= 500) || has_code(entry, &["platform_error", "system_error"])
}

fn is_content(entry: &CaseEntry) -> bool {
    has_code(entry, &["content", "duplicate", "media", "too_long", "invalid_video", "aspect"])
}

pub(super) fn without_failure(case: &Case) -> Option<DiagnosisFinding> {
    let targets = case.post.as_ref().map(|post| post.targets.as_slice()).unwrap_or_default();
    let has_failure =
        case.attempts().any(|(_, attempt)| attempt.has_failed()) || targets.iter().any(PostTarget::is_failed);
    if has_failure {
        return None;
    }
    let successes: Vec<(usize, &CaseEntry)> =
        case.attempts().filter(|(_, attempt)| attempt.outcome == Outcome::Good).collect();
    let evidence = successes.iter().map(|(place, _)| *place).collect();
    let waiting: Vec<&PostTarget> = targets.iter().filter(|target| !target.is_published()).collect();
    if let Some(target) = waiting.first() {
        let status = target.status.as_deref().unwrap_or("in an unknown status");
        let why = target.message.as_deref().map_or_else(String::new, |message| format!(": {message}"));
        let planned = case.post.as_ref().and_then(|post| post.scheduled).filter(|time| *time > case.now);
        let when = planned.map_or_else(String::new, |time| format!(", planned for {}", case.moment(time)));
        let sentence = format!(
            "the post is {status} on {} of {}{when}{why}",
            waiting.len(),
            counted(targets.len() as u64, "account")
        );
        return Some(DiagnosisFinding { sentence, evidence, ..DiagnosisFinding::default() });
    }
    let (_, last) = successes.last()?;
    let accounts: BTreeSet<&str> = successes.iter().filter_map(|(_, entry)| entry.account.as_deref()).collect();
    let accepted = successes.iter().filter(|(_, entry)| entry.is_accepted_only()).count();
    let live = match (accepted, &case.post) {
        (0, _) | (_, Some(_)) => String::new(),
        _ => "; TikTok accepted it, and no entry shows that it is live".to_owned(),
    };
    let sentence = format!(
        "the post went out on {}, last at {}{live}",
        counted(accounts.len() as u64, "account"),
        case.moment_of(last)
    );
    Some(DiagnosisFinding { sentence, evidence, resolution: Resolution::Nothing, ..DiagnosisFinding::default() })
}

pub(super) fn refused_after_acceptance(case: &Case) -> Option<DiagnosisFinding> {
    let target = case.post.as_ref()?.targets.iter().find(|target| target.is_failed())?;
    let account = target.account.as_deref()?;
    let (place, accepted) = case
        .attempts()
        .rev()
        .find(|(_, entry)| entry.account.as_deref() == Some(account) && entry.outcome == Outcome::Good)?;
    let why = target.message.as_deref().map_or_else(String::new, |message| format!(": {message}"));
    Some(DiagnosisFinding {
        sentence: format!(
            "{} accepted the post at {} and refused it later{why}",
            target.label(),
            case.moment_of(accepted)
        ),
        since: accepted.time,
        evidence: vec![place],
        resolution: Resolution::No("the post itself still reports the failure".to_owned()),
        action: Some("change the post as the reason says, and publish it again".to_owned()),
        ..DiagnosisFinding::default()
    })
}

pub(super) fn connection_lost(case: &Case) -> Option<DiagnosisFinding> {
    let focus = Focus::find(case)?;
    let own = case.attempts().filter(|(_, entry)| entry.account.as_deref() == Some(focus.account));
    let mut refused = own.filter(|(_, entry)| entry.has_failed() && entry.is_auth_failure());
    let (loss, at) = refused.find_map(|(_, entry)| Some((case.loss_at(focus.account, entry.time?)?, entry.time?)))?;
    let first = &case.entries[loss.first];
    let reconnect = loss.reconnect.map(|place| &case.entries[place]);
    let is_during =
        |entry: &CaseEntry| entry.time >= first.time && reconnect.is_none_or(|reconnect| entry.time < reconnect.time);
    let during: Vec<(usize, &CaseEntry)> = case.posts_of(focus.account).filter(|(_, entry)| is_during(entry)).collect();
    let failed: Vec<usize> = during.iter().filter(|(_, entry)| entry.has_failed()).map(|(place, _)| *place).collect();
    let all = if during.iter().any(|(_, entry)| entry.outcome == Outcome::Good) {
        ""
    } else {
        "; every attempt since then failed"
    };
    let label = label(case, focus.account, first);
    let reason = first.reason().map_or_else(String::new, |reason| format!(" ({reason})"));
    let verb = if first.is_intentional() { "was disconnected on purpose" } else { "lost its connection" };
    let back = match reconnect {
        Some(entry) => format!(" until it was reconnected at {}", case.moment_of(entry)),
        None => String::new(),
    };
    let all = if back.is_empty() { all } else { "" };
    let action = match reconnect {
        Some(_) => format!("publish the post again: {label} is connected"),
        None if first.is_intentional() => format!("connect {label} again, or leave it out of the post"),
        None => format!("reconnect {label}, then publish the post again"),
    };
    let mut finding =
        focus.finding(case, format!("{label} {verb} at {}{reason}{back}{all}", case.moment_of(first)), &action);
    finding.since = first.time.or(Some(at));
    finding.evidence.insert(0, loss.first);
    finding.evidence.extend(loss.reconnect);
    finding.hit = failed.into_iter().filter(|place| !finding.evidence.contains(place)).collect();
    Some(finding)
}

pub(super) fn disconnected_account(case: &Case) -> Option<DiagnosisFinding> {
    let focus = Focus::find(case)?;
    let (state, kind) = case.state_of(focus.account)?;
    let (_, failure) = focus.failure;
    let is_earlier = state.time.is_some_and(|since| Some(since) <= failure.time);
    if kind != AccountState::Disconnected || !is_earlier || !failure.is_auth_failure() {
        return None;
    }
    let label = label(case, focus.account, failure);
    let reason = state.message.as_deref().map_or_else(String::new, |reason| format!(" ({reason})"));
    let sentence = format!("{label} has been disconnected since {}{reason}", case.moment_of(state));
    let mut finding = focus.finding(case, sentence, &format!("reconnect {label}, then publish the post again"));
    finding.since = state.time;
    Some(finding)
}

pub(super) fn permissions_missing(case: &Case) -> Option<DiagnosisFinding> {
    let focus = Focus::find(case)?;
    let (_, failure) = focus.failure;
    let message = failure.message.as_deref().unwrap_or_default().to_ascii_lowercase();
    let names = has_code(failure, &["permission", "scope"])
        || ["permission", "scope"].iter().any(|word| message.contains(word));
    if !names {
        return None;
    }
    let label = label(case, focus.account, failure);
    let action = format!("reconnect {label} and allow every permission");
    Some(focus.finding(case, format!("{label} lacks permissions: {}", focus.reason()), &action))
}

pub(super) fn rate_limited(case: &Case) -> Option<DiagnosisFinding> {
    let focus = Focus::find(case)?;
    let (_, failure) = focus.failure;
    if !is_limit(failure) {
        return None;
    }
    let label = label(case, focus.account, failure);
    let same: Vec<usize> = case
        .posts_of(focus.account)
        .filter(|(place, entry)| entry.has_failed() && is_limit(entry) && !focus.failures.contains(place))
        .map(|(place, _)| place)
        .collect();
    let until = case.state_of(focus.account).and_then(|(state, _)| state.message.clone());
    let until = until.map_or_else(String::new, |until| format!("; its state: {until}"));
    let sentence = format!("{label} is limited since {}: {}{until}", case.moment_of(failure), focus.reason());
    let mut finding = focus.finding(case, sentence, "wait, then publish the post again; send fewer posts");
    finding.hit = same;
    Some(finding)
}

pub(super) fn platform_trouble(case: &Case) -> Option<DiagnosisFinding> {
    let focus = Focus::find(case)?;
    let (_, failure) = focus.failure;
    let (at, platform) = (failure.time?, failure.platform.as_deref()?);
    if !is_platform_trouble(failure) {
        return None;
    }
    let others: Vec<(usize, &CaseEntry)> = case
        .select(|entry| {
            entry.has_role(StoryRole::Attempt)
                && entry.platform.as_deref() == Some(platform)
                && entry.account.as_deref() != Some(focus.account)
                && entry.has_failed()
                && is_platform_trouble(entry)
                && Case::is_near(entry, at, NEAR)
        })
        .collect();
    let accounts: BTreeSet<&str> = others.iter().filter_map(|(_, entry)| entry.account.as_deref()).collect();
    if accounts.len() < OTHERS {
        return None;
    }
    let times = || others.iter().filter_map(|(_, entry)| entry.time).chain([at]);
    let (from, to) = (times().min()?, times().max()?);
    let during = if to - from < TimeDelta::minutes(1) {
        format!("at {}", case.moment(from))
    } else {
        format!("between {} and {}", case.moment(from), case.moment(to))
    };
    let accounts = counted(accounts.len() as u64 + 1, "account");
    let sentence = format!("{platform} itself had trouble {during}: {accounts} failed; {}", focus.reason());
    let mut finding = focus.finding(case, sentence, "publish the post again when the platform works");
    finding.since = Some(from);
    finding.hit = others.into_iter().map(|(place, _)| place).collect();
    Some(finding)
}

pub(super) fn content_refused(case: &Case) -> Option<DiagnosisFinding> {
    let focus = Focus::find(case)?;
    let (_, failure) = focus.failure;
    if !is_content(failure) {
        return None;
    }
    let label = label(case, focus.account, failure);
    let works =
        case.posts_of(focus.account).find(|(_, entry)| entry.outcome == Outcome::Good && entry.post != failure.post);
    let works_text = works.map_or("", |_| "; the account works, another post of it succeeded");
    let sentence = format!("{label} refused the content: {}{works_text}", focus.reason());
    let mut finding = focus.finding(case, sentence, "change the post as the reason says, and publish it again");
    finding.evidence.extend(works.map(|(place, _)| place));
    Some(finding)
}

pub(super) fn account_refused(case: &Case) -> Option<DiagnosisFinding> {
    let focus = Focus::find(case)?;
    let (_, failure) = focus.failure;
    if failure.code.is_none() && failure.status_code.is_none() {
        return None;
    }
    let label = label(case, focus.account, failure);
    let code = failure.code.as_deref().map_or_else(String::new, |code| format!(" ({code})"));
    let sentence = format!("the request for {label} was refused{code}: {}", focus.reason());
    Some(focus.finding(case, sentence, "read the platform's answer, then publish the post again"))
}

/// Returns the name of an account: of its state, else of the entry.
fn label(case: &Case, account: &str, entry: &CaseEntry) -> String {
    let state = case.states.iter().find(|state| state.account.as_deref() == Some(account) && state.name.is_some());
    state.unwrap_or(entry).account_label()
}
