//! The dated list of a story: one sentence an entry, at most a dozen of them.

use std::collections::BTreeSet;

use super::case::{Case, SubjectKind};
use super::entry::CaseEntry;
use super::request_rules::call_label;
use crate::record::kinds::spec::StoryRole;
use crate::record::semantics::Outcome;

/// How many lines a timeline has at most.
pub const LINES: usize = 12;

/// A line of a timeline.
#[derive(Debug, Clone)]
pub struct TimelineLine {
    /// The place of the entry.
    pub entry: usize,
    /// What happened, in one sentence.
    pub text: String,
}

/// The dated list of a story.
pub(super) struct StoryTimeline {
    /// Entries about the subject and the evidence of its cause, oldest first.
    pub(super) lines: Vec<TimelineLine>,
    /// The number of lines that are left out.
    pub(super) left_out: usize,
}

/// Returns the timeline of a story whose cause has this evidence.
pub(super) fn compose(case: &Case, evidence: &[usize]) -> StoryTimeline {
    let mut shown: BTreeSet<usize> = evidence.iter().copied().collect();
    let own = case.select(|entry| is_told(case, entry)).map(|(place, _)| place);
    shown.extend(own);
    let mut places: Vec<usize> = shown.into_iter().collect();
    let left_out = places.len().saturating_sub(LINES);
    if left_out > 0 {
        // The evidence stays, then the first entry and the newest ones.
        let mut kept: BTreeSet<usize> = evidence.iter().copied().take(LINES / 2).collect();
        kept.extend(places.first());
        for place in places.iter().rev() {
            if kept.len() == LINES {
                break;
            }
            kept.insert(*place);
        }
        places = kept.into_iter().collect();
    }
    let lines = places.into_iter().map(|entry| TimelineLine { entry, text: sentence(&case.entries[entry]) });
    StoryTimeline { lines: lines.collect(), left_out }
}

/// Whether an entry belongs into the story by itself.
fn is_told(case: &Case, entry: &CaseEntry) -> bool {
    match case.subject.kind {
        SubjectKind::Profile => entry.is_loss() || is_return(entry),
        SubjectKind::Account => {
            case.is_about_subject(entry) && entry.has_role(StoryRole::Connection) && is_change(entry)
        }
        SubjectKind::Connection => case.is_about_subject(entry) && entry.has_role(StoryRole::Sync),
        SubjectKind::Sync => {
            case.is_about_subject(entry) && (entry.outcome.needs_attention() || entry.has_role(StoryRole::Sync))
        }
        SubjectKind::Post | SubjectKind::Request | SubjectKind::Event => {
            let of_call = entry.has_role(StoryRole::Call) && entry.request.is_some();
            case.is_about_subject(entry) || (case.subject.kind == SubjectKind::Post && of_call)
        }
    }
}

/// Whether a connection entry is a loss, a failure or a return. Accounts that are connected already are connected again
/// without a change.
fn is_change(entry: &CaseEntry) -> bool {
    entry.outcome != Outcome::Good || is_return(entry)
}

/// Whether a connection entry reports that an account is connected again.
fn is_return(entry: &CaseEntry) -> bool {
    entry.has_role(StoryRole::Connection) && entry.event.as_deref() == Some("reconnect_success")
}

/// Returns what an entry says in one sentence.
pub fn sentence(entry: &CaseEntry) -> String {
    let reason = entry.reason();
    let because = |text: String| match &reason {
        Some(reason) if entry.outcome.needs_attention() => format!("{text}: {reason}"),
        _ => text,
    };
    match entry.kind.story() {
        StoryRole::Connection => because(format!("{} {}", entry.account_label(), connection_words(entry))),
        StoryRole::Attempt => post_sentence(entry),
        StoryRole::Call => {
            let status = entry.status_code.map_or_else(String::new, |status| format!(" answered {status}"));
            because(format!("{}{status}", call_label(entry)))
        }
        StoryRole::Delivery => {
            let number = entry.attempt.map_or_else(String::new, |number| format!(" at try {number}"));
            let event = entry.event.as_deref().unwrap_or("an event");
            let webhook = entry.webhook.as_deref().unwrap_or("its endpoint");
            let verb = if entry.outcome == Outcome::Good { "delivered to" } else { "not delivered to" };
            because(format!("{event} {verb} {webhook}{number}"))
        }
        StoryRole::Sync => {
            because(format!("sync {} {}", entry.sync.as_deref().unwrap_or_default(), outcome_word(entry.outcome)))
        }
        StoryRole::Event | StoryRole::Other => {
            let event = entry.event.as_deref().unwrap_or("an entry without an event");
            match &reason {
                Some(reason) => format!("{event}: {reason}"),
                None => event.to_owned(),
            }
        }
    }
}

fn connection_words(entry: &CaseEntry) -> &'static str {
    match (entry.event.as_deref(), entry.outcome) {
        (Some("disconnect"), Outcome::Lost) => "was disconnected on purpose",
        (Some("disconnect"), _) => "lost its connection",
        (Some("reconnect_failed"), _) => "could not be reconnected",
        (Some("connect_failed"), _) => "could not be connected",
        (Some("reconnect_success"), _) => "was reconnected",
        (Some("connect_success"), _) => "was connected",
        (_, Outcome::Good) => "changed its connection",
        _ => "has a problem with its connection",
    }
}

fn post_sentence(entry: &CaseEntry) -> String {
    let label = entry.account_label();
    let number = entry.attempt.map_or_else(|| "an attempt".to_owned(), |number| format!("attempt {number}"));
    match entry.outcome {
        Outcome::Good if entry.is_accepted_only() => format!("{label}: {number} was accepted, not yet live"),
        Outcome::Good => {
            let link = entry.link.as_deref().map_or_else(String::new, |link| format!(": {link}"));
            format!("{label}: {number} published{link}")
        }
        outcome => {
            let code = [entry.status_code.map(|status| status.to_string()), entry.code.clone()];
            let code: Vec<String> = code.into_iter().flatten().collect();
            let message = entry.reason().filter(|reason| Some(reason) != entry.code.as_ref());
            let parts: Vec<String> =
                [Some(code.join(" ")).filter(|code| !code.is_empty()), message].into_iter().flatten().collect();
            let why = if parts.is_empty() { String::new() } else { format!(": {}", parts.join(": ")) };
            format!("{label}: {number} {}{why}", outcome_word(outcome))
        }
    }
}

const fn outcome_word(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Good => "succeeded",
        Outcome::Bad | Outcome::Broken => "failed",
        Outcome::Lost => "ended on purpose",
        Outcome::Pending => "is not finished",
        Outcome::Skipped => "was skipped",
        Outcome::Warned => "was rescheduled",
        Outcome::Routine => "was noted",
        Outcome::Unknown => "has an unknown outcome",
    }
}
