//! Rules about an account and about a profile.

use super::case::Case;
use super::entry::CaseEntry;
use super::finding::{DiagnosisFinding, Resolution};
use crate::record::account_state::AccountState;
use crate::record::kinds::spec::StoryRole;
use crate::record::semantics::Outcome;
use crate::wording::counted;

/// How many of the last attempts must fail with one code.
const IN_A_ROW: usize = 3;

fn label(case: &Case) -> String {
    let of_state = case.states.iter().find(|state| state.account.as_deref() == Some(&case.subject.id));
    let of_entry = case.entries.iter().rev().find(|entry| case.is_about_subject(entry) && entry.name.is_some());
    match of_state.or(of_entry) {
        Some(entry) => entry.account_label(),
        None => format!("account {}", case.subject.id),
    }
}

/// A time without a connection: the places of its first entry and of the reconnect that ends it.
#[derive(Clone, Copy)]
struct ConnectionLoss {
    first: usize,
    reconnect: Option<usize>,
}

/// Returns the losses of the account, oldest first.
fn losses(case: &Case) -> Vec<ConnectionLoss> {
    let mut losses: Vec<ConnectionLoss> = Vec::new();
    for (place, entry) in case.connections_of(&case.subject.id) {
        match losses.last_mut() {
            Some(ConnectionLoss { reconnect: reconnect @ None, .. }) if entry.outcome == Outcome::Good => {
                *reconnect = Some(place);
            }
            Some(ConnectionLoss { reconnect: None, .. }) => {}
            _ if entry.is_loss() => losses.push(ConnectionLoss { first: place, reconnect: None }),
            _ => {}
        }
    }
    losses
}

/// Returns the attempts that failed while the account was lost.
fn failed_during(case: &Case, loss: ConnectionLoss) -> Vec<usize> {
    let from = case.entries[loss.first].time;
    let to = loss.reconnect.and_then(|place| case.entries[place].time);
    let is_during = |entry: &CaseEntry| entry.time >= from && to.is_none_or(|to| entry.time < Some(to));
    let failed = case.posts_of(&case.subject.id).filter(|(_, entry)| entry.has_failed() && is_during(entry));
    failed.map(|(place, _)| place).collect()
}

pub(super) fn disconnected(case: &Case) -> Option<DiagnosisFinding> {
    let state = case.state_of(&case.subject.id);
    let open = losses(case).into_iter().next_back().filter(|loss| loss.reconnect.is_none());
    let is_disconnected = match state {
        Some((_, kind)) => kind == AccountState::Disconnected,
        None => open.is_some(),
    };
    if !is_disconnected {
        return None;
    }
    let label = label(case);
    let first = open.map(|loss| &case.entries[loss.first]);
    let (since, reason) = match (first, state) {
        (Some(first), _) => (first.time, first.reason()),
        (None, Some((state, _))) => (state.time, state.message.clone()),
        (None, None) => (None, None),
    };
    let at = since.map_or_else(String::new, |time| format!(" since {}", case.moment(time)));
    let reason = reason.map_or_else(String::new, |reason| format!(" ({reason})"));
    let on_purpose = first.is_some_and(CaseEntry::is_intentional)
        || state.is_some_and(|(state, _)| state.record.view().text("needsAction").as_deref() == Some("false"));
    let how = if on_purpose { " on purpose" } else { "" };
    Some(DiagnosisFinding {
        sentence: format!("{label} is disconnected{how}{at}{reason}"),
        since,
        evidence: open.map(|loss| loss.first).into_iter().collect(),
        hit: open.map(|loss| failed_during(case, loss)).unwrap_or_default(),
        resolution: Resolution::No("it is not connected again".to_owned()),
        action: (!on_purpose).then(|| format!("reconnect {label}")),
    })
}

pub(super) fn failing(case: &Case) -> Option<DiagnosisFinding> {
    let mut last: Vec<(usize, &CaseEntry)> = Vec::new();
    for (place, entry) in case.posts_of(&case.subject.id).rev() {
        if entry.outcome == Outcome::Good {
            break;
        }
        if entry.has_failed() {
            last.push((place, entry));
        }
    }
    let code = last.first()?.1.code.as_deref()?;
    let same: Vec<&(usize, &CaseEntry)> =
        last.iter().take_while(|(_, entry)| entry.code.as_deref() == Some(code)).collect();
    if same.len() < IN_A_ROW {
        return None;
    }
    let (_, first) = same.last()?;
    let reason = first.reason().unwrap_or_else(|| code.to_owned());
    Some(DiagnosisFinding {
        sentence: format!(
            "the last {} of {} failed with {code} since {}: {reason}",
            counted(same.len() as u64, "attempt"),
            label(case),
            case.moment_of(first)
        ),
        since: first.time,
        evidence: same.iter().map(|(place, _)| *place).collect(),
        resolution: Resolution::No("no later attempt succeeded".to_owned()),
        action: Some(format!("see `connlog explain {code}`")),
        ..DiagnosisFinding::default()
    })
}

pub(super) fn reconnected(case: &Case) -> Option<DiagnosisFinding> {
    let losses = losses(case);
    let ConnectionLoss { first, reconnect } = *losses.last()?;
    let reconnect = reconnect?;
    let (begin, back) = (&case.entries[first], &case.entries[reconnect]);
    let reason = begin.reason().map_or_else(String::new, |reason| format!(" ({reason})"));
    let often = match losses.len() {
        1 => "lost its connection".to_owned(),
        times => format!("lost its connection {times} times, last"),
    };
    let hit = losses.iter().flat_map(|loss| failed_during(case, *loss)).collect();
    Some(DiagnosisFinding {
        sentence: format!("{} {often} at {}{reason}", label(case), case.moment_of(begin)),
        since: begin.time,
        evidence: vec![first, reconnect],
        hit,
        resolution: Resolution::Yes(back.time, format!("it was reconnected at {}", case.moment_of(back))),
        action: None,
    })
}

pub(super) fn restricted(case: &Case) -> Option<DiagnosisFinding> {
    let (state, kind) = case.state_of(&case.subject.id)?;
    if !matches!(kind, AccountState::Warning | AccountState::Failing) {
        return None;
    }
    let reason = state.message.clone().unwrap_or_else(|| "the API gives no reason".to_owned());
    Some(DiagnosisFinding {
        sentence: format!("{} is connected, with a restriction: {reason}", label(case)),
        since: state.time,
        resolution: Resolution::No("the state still reports it".to_owned()),
        action: Some("see the reason".to_owned()),
        ..DiagnosisFinding::default()
    })
}

pub(super) fn healthy(case: &Case) -> Option<DiagnosisFinding> {
    let state = case.state_of(&case.subject.id);
    let last = case.connections_of(&case.subject.id).next_back().filter(|(_, entry)| entry.outcome == Outcome::Good);
    let published = case.posts_of(&case.subject.id).rfind(|(_, entry)| entry.outcome == Outcome::Good);
    if state.is_none() && last.is_none() && published.is_none() {
        return None;
    }
    let mut parts = Vec::new();
    parts.extend(last.map(|(_, entry)| format!("connected at {}", case.moment_of(entry))));
    parts.extend(published.map(|(_, entry)| format!("last published at {}", case.moment_of(entry))));
    let details = if parts.is_empty() { String::new() } else { format!(": {}", parts.join(", ")) };
    Some(DiagnosisFinding {
        sentence: format!("{} shows no loss of its connection{details}", label(case)),
        evidence: [last, published].into_iter().flatten().map(|(place, _)| place).collect(),
        resolution: Resolution::Nothing,
        ..DiagnosisFinding::default()
    })
}

pub(super) fn profile_with_losses(case: &Case) -> Option<DiagnosisFinding> {
    let bad = |entry: &&CaseEntry| {
        matches!(AccountState::from_view(&entry.record.view()), AccountState::Disconnected | AccountState::Failing)
    };
    let lost: Vec<&CaseEntry> = case.states.iter().filter(bad).collect();
    let first = lost.iter().min_by_key(|state| state.time)?;
    let names: Vec<String> = lost.iter().take(5).map(|state| state.account_label()).collect();
    let more = if lost.len() > names.len() { ", ..." } else { "" };
    let is_lost = |entry: &CaseEntry| lost.iter().any(|state| state.account == entry.account);
    let losses = case.select(|entry| entry.is_loss() && is_lost(entry)).map(|(place, _)| place).collect();
    let hit = case.select(|entry| entry.has_role(StoryRole::Attempt) && entry.has_failed() && is_lost(entry));
    Some(DiagnosisFinding {
        sentence: format!(
            "{} of {} of the profile cannot post: {}{more}",
            lost.len(),
            counted(case.states.len() as u64, "account"),
            names.join(", ")
        ),
        since: first.time,
        evidence: losses,
        hit: hit.map(|(place, _)| place).collect(),
        resolution: Resolution::No("they are not connected again".to_owned()),
        action: Some("reconnect them; `connlog status` lists what each needs".to_owned()),
    })
}

pub(super) fn profile_healthy(case: &Case) -> Option<DiagnosisFinding> {
    if case.states.is_empty() {
        return None;
    }
    Some(DiagnosisFinding {
        sentence: format!("all {} of the profile are connected", counted(case.states.len() as u64, "account")),
        resolution: Resolution::Nothing,
        ..DiagnosisFinding::default()
    })
}
