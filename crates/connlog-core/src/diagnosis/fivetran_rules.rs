//! Rules about a Fivetran connection and about a sync.

use super::case::{Case, SubjectKind};
use super::entry::CaseEntry;
use super::finding::{DiagnosisFinding, Resolution};
use crate::record::kinds::spec::StoryRole;
use crate::record::semantics::Outcome;
use crate::wording::counted;

/// How long before the first failure a change of the schema or the setup may explain it, in minutes.
const BEFORE: i64 = 24 * 60;

/// Events that change the schema or the setup of a connection.
const CHANGES: [&str; 9] = [
    "alter_table",
    "change_schema_config",
    "change_schema_config_via_api",
    "change_schema_config_via_sync",
    "create_schema",
    "create_table",
    "drop_table",
    "edit_connection",
    "edit_connector",
];

/// Returns the syncs of the subject that ended, oldest first.
fn syncs(case: &Case) -> Vec<(usize, &CaseEntry)> {
    case.select(|entry| entry.has_role(StoryRole::Sync) && case.is_about_subject(entry)).collect()
}

fn label(case: &Case) -> String {
    let named = case.entries.iter().rev().find(|entry| entry.name.is_some());
    named.and_then(|entry| entry.name.clone()).unwrap_or_else(|| case.subject.id.clone())
}

/// Returns the first failure among the events of a sync.
fn first_failure<'c>(case: &'c Case, sync: Option<&str>) -> Option<(usize, &'c CaseEntry)> {
    let sync = sync.map(str::to_owned);
    case.select(move |entry| {
        entry.has_role(StoryRole::Event) && entry.sync.is_some() && entry.sync == sync && entry.has_failed()
    })
    .next()
}

fn reason(entry: &CaseEntry) -> String {
    entry.reason().or_else(|| entry.event.clone()).unwrap_or_else(|| "no reason is given".to_owned())
}

pub(super) fn sync_failed(case: &Case) -> Option<DiagnosisFinding> {
    let syncs = syncs(case);
    let sync = syncs.iter().find(|(_, entry)| entry.has_failed());
    let event = first_failure(case, Some(&case.subject.id));
    let (place, shown) = event.or(sync.copied())?;
    if event.is_some() && syncs.iter().any(|(_, entry)| entry.outcome == Outcome::Good) {
        return None;
    }
    let end = sync.map(|(_, entry)| reason(entry)).filter(|end| *end != reason(shown));
    let end = end.map_or_else(String::new, |end| format!("; its end says: {end}"));
    Some(DiagnosisFinding {
        sentence: format!("the sync of {} failed at {}: {}{end}", label(case), case.moment_of(shown), reason(shown)),
        since: shown.time,
        evidence: [place].into_iter().chain(sync.map(|(place, _)| *place)).collect(),
        resolution: next_success(case, shown),
        action: Some("see the message; `connlog syncs show` draws the sync over time".to_owned()),
        ..DiagnosisFinding::default()
    })
}

/// Returns whether a later sync of the same connection succeeded.
fn next_success(case: &Case, failure: &CaseEntry) -> Resolution {
    let later = case.select(|entry| {
        entry.has_role(StoryRole::Sync)
            && entry.account == failure.account
            && entry.time > failure.time
            && entry.outcome == Outcome::Good
    });
    match later.map(|(_, entry)| entry).next() {
        Some(entry) => {
            Resolution::Yes(entry.time, format!("the sync that began at {} succeeded", case.moment_of(entry)))
        }
        None => Resolution::No("no later sync succeeded".to_owned()),
    }
}

pub(super) fn sync_rescheduled(case: &Case) -> Option<DiagnosisFinding> {
    let (place, sync) = syncs(case).into_iter().find(|(_, entry)| entry.outcome == Outcome::Warned)?;
    Some(DiagnosisFinding {
        sentence: format!("the sync of {} was rescheduled: {}", label(case), reason(sync)),
        since: sync.time,
        evidence: vec![place],
        resolution: next_success(case, sync),
        ..DiagnosisFinding::default()
    })
}

pub(super) fn sync_succeeded(case: &Case) -> Option<DiagnosisFinding> {
    let (place, sync) = syncs(case).into_iter().find(|(_, entry)| entry.outcome == Outcome::Good)?;
    Some(DiagnosisFinding {
        sentence: format!("the sync of {} that began at {} succeeded", label(case), case.moment_of(sync)),
        evidence: vec![place],
        resolution: Resolution::Nothing,
        ..DiagnosisFinding::default()
    })
}

fn is_event(entry: &CaseEntry, names: &[&str]) -> bool {
    entry.has_role(StoryRole::Event) && entry.event.as_deref().is_some_and(|event| names.contains(&event))
}

pub(super) fn paused(case: &Case) -> Option<DiagnosisFinding> {
    const PAUSE: [&str; 2] = ["pause_connector", "forced_pause_connector"];
    const RESUME: [&str; 1] = ["resume_connector"];
    let last = case.select(|entry| is_event(entry, &PAUSE) || is_event(entry, &RESUME)).next_back();
    let (place, pause) = last.filter(|(_, entry)| is_event(entry, &PAUSE))?;
    let by = pause.reason().map_or_else(String::new, |reason| format!(" ({reason})"));
    Some(DiagnosisFinding {
        sentence: format!("{} is paused since {}{by}", label(case), case.moment_of(pause)),
        since: pause.time,
        evidence: vec![place],
        resolution: Resolution::No("no entry resumes it".to_owned()),
        action: Some("resume the connection if its data is needed".to_owned()),
        ..DiagnosisFinding::default()
    })
}

pub(super) fn failing(case: &Case) -> Option<DiagnosisFinding> {
    debug_assert_eq!(case.subject.kind, SubjectKind::Connection);
    let syncs = syncs(case);
    let mut run: Vec<(usize, &CaseEntry)> = Vec::new();
    for (place, sync) in syncs.iter().rev() {
        match sync.outcome {
            Outcome::Good => break,
            outcome if outcome.is_failure() => run.push((*place, sync)),
            _ => {}
        }
    }
    let (place, first) = *run.last()?;
    let event = first_failure(case, first.sync.as_deref());
    let why = event.map_or_else(|| reason(first), |(_, event)| reason(event));
    let change = case.select(|entry| {
        is_event(entry, &CHANGES)
            && entry.time <= first.time
            && first.time.is_some_and(|at| Case::is_near(entry, at, BEFORE))
    });
    let change = change.last();
    let changed = change.map_or_else(String::new, |(_, entry)| {
        format!(
            "; before the first failure, at {}, the log has {}",
            case.moment_of(entry),
            entry.event.as_deref().unwrap_or_default()
        )
    });
    let good = syncs.iter().rev().find(|(_, entry)| entry.outcome == Outcome::Good);
    let last_good = good.map_or_else(
        || "; no entry shows a success".to_owned(),
        |(_, entry)| format!("; the last success began at {}", case.moment_of(entry)),
    );
    Some(DiagnosisFinding {
        sentence: format!(
            "{} of {} failed since {}: {}{last_good}{changed}",
            counted(run.len() as u64, "sync"),
            label(case),
            case.moment_of(first),
            why.trim_end_matches('.')
        ),
        since: first.time,
        evidence: [
            Some(place),
            event.map(|(place, _)| place),
            change.map(|(place, _)| place),
            good.map(|(place, _)| *place),
        ]
        .into_iter()
        .flatten()
        .collect(),
        hit: run.iter().map(|(place, _)| *place).filter(|other| *other != place).collect(),
        resolution: Resolution::No("no later sync succeeded".to_owned()),
        action: Some("fix what the message names, then start a sync".to_owned()),
    })
}

pub(super) fn healthy(case: &Case) -> Option<DiagnosisFinding> {
    let syncs = syncs(case);
    let (place, last) = syncs.iter().rev().find(|(_, entry)| entry.outcome == Outcome::Good)?;
    let failed: Vec<usize> = syncs.iter().filter(|(_, entry)| entry.has_failed()).map(|(place, _)| *place).collect();
    let resolution = match failed.last() {
        Some(_) => Resolution::Yes(last.time, format!("the sync that began at {} succeeded", case.moment_of(last))),
        None => Resolution::Nothing,
    };
    let before = match failed.len() {
        0 => String::new(),
        count => format!("; {} before it failed", counted(count as u64, "sync")),
    };
    Some(DiagnosisFinding {
        sentence: format!(
            "the last sync of {}, which began at {}, succeeded{before}",
            label(case),
            case.moment_of(last)
        ),
        evidence: vec![*place],
        hit: failed,
        resolution,
        ..DiagnosisFinding::default()
    })
}
