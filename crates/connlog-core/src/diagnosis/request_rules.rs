//! Rules about a call of the API and about a webhook event.

use std::collections::BTreeMap;

use super::case::Case;
use super::entry::CaseEntry;
use super::finding::{DiagnosisFinding, Resolution};
use crate::record::kinds::spec::StoryRole;
use crate::record::semantics::Outcome;
use crate::wording::counted;

/// Returns the call of the case.
fn call(case: &Case) -> Option<(usize, &CaseEntry)> {
    case.select(|entry| entry.has_role(StoryRole::Call) && case.is_about_subject(entry)).next()
}

/// Returns a name for a call: its method and path.
pub(super) fn call_label(entry: &CaseEntry) -> String {
    let view = entry.record.view();
    let part = |name: &str| view.text(name).map(std::borrow::Cow::into_owned);
    match (part("method"), part("path").or_else(|| part("endpoint"))) {
        (Some(method), Some(path)) => format!("{method} {path}"),
        (None, Some(path)) => path,
        _ => "the call".to_owned(),
    }
}

fn status(entry: &CaseEntry) -> String {
    entry.status_code.map_or_else(|| "without a status".to_owned(), |status| status.to_string())
}

pub(super) fn limited(case: &Case) -> Option<DiagnosisFinding> {
    let (place, entry) = call(case).filter(|(_, entry)| entry.status_code == Some(429))?;
    let others = case.select(|other| other.has_role(StoryRole::Call) && !case.is_about_subject(other));
    let nearby: Vec<(usize, &CaseEntry)> =
        others.filter(|(_, other)| entry.time.is_some_and(|at| Case::is_near(other, at, 1))).collect();
    let refused = nearby.iter().filter(|(_, other)| other.status_code == Some(429)).count();
    let share = if nearby.is_empty() {
        String::new()
    } else {
        format!(
            "; around that minute the log has {} more of this key, {refused} of them refused too",
            counted(nearby.len() as u64, "call")
        )
    };
    Some(DiagnosisFinding {
        sentence: format!("{} was answered 429 at {}{share}", call_label(entry), case.moment_of(entry)),
        since: entry.time,
        evidence: vec![place],
        hit: nearby.iter().filter(|(_, other)| other.status_code == Some(429)).map(|(place, _)| *place).collect(),
        resolution: Resolution::Unknown,
        action: Some("send fewer calls in a minute, and wait as Retry-After says".to_owned()),
    })
}

pub(super) fn refused(case: &Case) -> Option<DiagnosisFinding> {
    let (place, entry) = call(case).filter(|(_, entry)| entry.status_code.is_some_and(|status| status >= 400))?;
    let reason = entry.reason().unwrap_or_else(|| "no reason is given".to_owned());
    let code = entry.code.as_deref().map_or_else(String::new, |code| format!(" {code}"));
    let server = entry.status_code.is_some_and(|status| status >= 500);
    Some(DiagnosisFinding {
        sentence: format!(
            "{} was answered {}{code} at {}: {reason}",
            call_label(entry),
            status(entry),
            case.moment_of(entry)
        ),
        since: entry.time,
        evidence: vec![place],
        resolution: Resolution::Unknown,
        action: Some(if server { "send the call again" } else { "correct the call as the reason says" }.to_owned()),
        ..DiagnosisFinding::default()
    })
}

/// Returns the last attempt of each post on each account that the call caused.
fn outcomes(case: &Case) -> Vec<(usize, &CaseEntry)> {
    let mut last = BTreeMap::new();
    for (place, entry) in case.select(|entry| entry.has_role(StoryRole::Attempt) && case.is_about_subject(entry)) {
        last.insert((entry.post.clone(), entry.account.clone()), (place, entry));
    }
    last.into_values().collect()
}

pub(super) fn with_failures(case: &Case) -> Option<DiagnosisFinding> {
    let (place, entry) = call(case)?;
    let outcomes = outcomes(case);
    let failed: Vec<&(usize, &CaseEntry)> = outcomes.iter().filter(|(_, entry)| entry.has_failed()).collect();
    let (_, first) = failed.iter().min_by_key(|(_, entry)| entry.time)?;
    let reason = first.reason().unwrap_or_else(|| "no reason is given".to_owned());
    let post = first.post.as_deref().map_or_else(String::new, |post| format!("; `connlog why {post}` tells more"));
    Some(DiagnosisFinding {
        sentence: format!(
            "{} was answered {}; of {} that it caused, {} failed: {}: {reason}",
            call_label(entry),
            status(entry),
            counted(outcomes.len() as u64, "publication"),
            failed.len(),
            first.account_label(),
        ),
        since: first.time,
        evidence: [place].into_iter().chain(failed.iter().map(|(place, _)| *place)).collect(),
        resolution: Resolution::No("no later attempt succeeded".to_owned()),
        action: Some(format!("see the reason of the failed attempt{post}")),
        ..DiagnosisFinding::default()
    })
}

pub(super) fn accepted(case: &Case) -> Option<DiagnosisFinding> {
    let (place, entry) = call(case)?;
    let caused = |role| case.select(move |entry| entry.has_role(role) && case.is_about_subject(entry)).count() as u64;
    let attempts = counted(caused(StoryRole::Attempt), "attempt");
    let deliveries = caused(StoryRole::Delivery);
    let deliveries = if deliveries == 1 { "1 delivery".to_owned() } else { format!("{deliveries} deliveries") };
    Some(DiagnosisFinding {
        sentence: format!(
            "{} was answered {} at {} and caused {attempts} and {deliveries}",
            call_label(entry),
            status(entry),
            case.moment_of(entry)
        ),
        evidence: vec![place],
        resolution: Resolution::Nothing,
        ..DiagnosisFinding::default()
    })
}

/// Returns the deliveries of the event.
fn deliveries(case: &Case) -> Vec<(usize, &CaseEntry)> {
    case.select(|entry| entry.has_role(StoryRole::Delivery) && case.is_about_subject(entry)).collect()
}

fn endpoint(entry: &CaseEntry) -> &str {
    entry.webhook.as_deref().unwrap_or("the endpoint")
}

pub(super) fn not_delivered(case: &Case) -> Option<DiagnosisFinding> {
    let tries = deliveries(case);
    let (_, first) = tries.first()?;
    if tries.iter().any(|(_, entry)| entry.outcome == Outcome::Good) {
        return None;
    }
    let (_, last) = tries.last()?;
    let answer = last.reason().unwrap_or_else(|| "no answer is recorded".to_owned());
    let others: Vec<usize> = case
        .select(|entry| {
            entry.has_role(StoryRole::Delivery)
                && entry.webhook == last.webhook
                && !case.is_about_subject(entry)
                && entry.has_failed()
        })
        .map(|(place, _)| place)
        .collect();
    Some(DiagnosisFinding {
        sentence: format!(
            "the event {} never arrived at {}: {} failed, the last at {} with {answer}",
            last.event.as_deref().unwrap_or_default(),
            endpoint(last),
            counted(tries.len() as u64, "delivery").replace("deliverys", "deliveries"),
            case.moment_of(last)
        ),
        since: first.time,
        evidence: tries.iter().map(|(place, _)| *place).collect(),
        hit: others,
        resolution: Resolution::No("no delivery of the event succeeded".to_owned()),
        action: Some("repair the endpoint, then send the event again in the dashboard".to_owned()),
    })
}

pub(super) fn delivered(case: &Case) -> Option<DiagnosisFinding> {
    let tries = deliveries(case);
    let (place, success) = tries.iter().find(|(_, entry)| entry.outcome == Outcome::Good)?;
    let before = tries.iter().filter(|(_, entry)| entry.has_failed() && entry.time < success.time).count();
    let number = success.attempt.map_or(before + 1, |attempt| attempt as usize);
    let event = success.event.as_deref().unwrap_or_default();
    let evidence = tries.iter().map(|(place, _)| *place).filter(|other| other <= place).collect();
    let at = case.moment_of(success);
    let sentence = format!("the event {event} arrived at {} at try {number}, at {at}", endpoint(success));
    let resolution = match before {
        0 => Resolution::Nothing,
        _ => Resolution::Yes(success.time, format!("it arrived at {at}")),
    };
    Some(DiagnosisFinding { sentence, evidence, resolution, ..DiagnosisFinding::default() })
}
