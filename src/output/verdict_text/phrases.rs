//! Phrases of the text of a verdict.

use std::borrow::Cow;
use std::collections::BTreeSet;

use connlog_core::gate;
use connlog_core::gate::conditions::share;
use connlog_core::gate::verdict::{Cause, Verdict};
use connlog_core::wording::counted;

/// Returns a code for readers. In words instead of a code, `…` is any number or id.
pub(super) fn reason<'v>(verdict: &'v Verdict, code: &'v str) -> Cow<'v, str> {
    if code == gate::failure_group::UNKNOWN {
        return Cow::Borrowed("no code");
    }
    let is_words = verdict.causes.iter().any(|cause| cause.code == code && cause.has_words_as_code());
    if is_words { Cow::Owned(code.replace('#', "…")) } else { Cow::Borrowed(code) }
}

/// `3 different messages on 4 platforms`.
pub(super) fn mixed(cause: &Cause) -> String {
    let platforms = match cause.platforms.len() {
        0 | 1 => String::new(),
        more => format!(" on {more} platforms"),
    };
    format!("{} different messages{platforms}", cause.messages_total)
}

/// Formats counts: `14 failures among 212 records (6.6%)`.
pub(super) fn numbers(verdict: &Verdict) -> String {
    let (counts, among) = (verdict.totals, verdict.unit.counted(verdict.totals.records));
    match counts.failures {
        0 => format!("no failures among {among}"),
        some => format!("{} among {among} ({})", counted(some, "failure"), share(counts)),
    }
}

/// Formats the number of failed groups, and the reason of the first one.
pub(super) fn grouped(verdict: &Verdict) -> String {
    let failed: BTreeSet<&str> = verdict.reasons.iter().filter_map(|reason| reason.group.as_deref()).collect();
    let first = verdict.reasons.iter().find(|reason| reason.group.is_some()).map_or("", |reason| &reason.message);
    format!("{} of {}; {first}", failed.len(), counted(verdict.groups.len() as u64, "group"))
}
