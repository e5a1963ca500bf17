//! Texts that several reports share. Text of records is escaped and cut here.

use std::borrow::Cow;
use std::fmt;

use chrono::{DateTime, Utc};

use connlog_core::gate::verdict::{Finding, Verdict, VerdictAccount, VerdictGroup, VerdictReason, VerdictStatus};
use connlog_core::wording::grouped;

use connlog_core::escape::visible;
use connlog_core::time::{Age, Zone};
use connlog_core::wording::counted;

/// The most characters of a text of a record, which may be a long stack trace.
pub(super) const LONGEST: usize = 400;

/// The most platforms or accounts that are named for a failure code.
const NAMED: usize = 5;

/// Code points that are not characters and that XML does not allow.
const NO_CHARACTERS: [char; 2] = ['\u{fffe}', '\u{ffff}'];

/// Escapes `text`, and cuts it after [`LONGEST`] characters.
pub(super) fn clip(text: &str) -> Cow<'_, str> {
    clip_to(text, LONGEST)
}

/// Escapes `text`, and cuts it after `longest` characters.
pub(super) fn clip_to(text: &str, longest: usize) -> Cow<'_, str> {
    let shown = match text.char_indices().nth(longest) {
        Some((end, _)) => Cow::Owned(format!("{}…", visible(text.get(..end).unwrap_or_default()))),
        None => visible(text),
    };
    if shown.contains(NO_CHARACTERS) { Cow::Owned(shown.replace(NO_CHARACTERS, "\u{fffd}")) } else { shown }
}

/// Returns the outcome in words.
pub(super) const fn outcome(outcome: VerdictStatus) -> &'static str {
    match outcome {
        VerdictStatus::Passed => "passed",
        VerdictStatus::Failed => "failed",
        VerdictStatus::Undecided => "undecided",
        VerdictStatus::Incomplete => "incomplete",
    }
}

/// Returns the outcome as in `-o json`.
pub(super) const fn outcome_code(outcome: VerdictStatus) -> &'static str {
    match outcome {
        VerdictStatus::Passed => "passed",
        VerdictStatus::Failed => "failed",
        VerdictStatus::Undecided => "undecided",
        VerdictStatus::Incomplete => "incomplete",
    }
}

/// Formats the numbers in one line: `14 of 312 connections failed (4.5%)`.
pub(super) fn numbers(verdict: &Verdict) -> String {
    let (totals, kinds) = (verdict.totals, kinds(verdict));
    match totals.rate() {
        None => format!("no {kinds} were read"),
        Some(_) if totals.failures == 0 => format!("none of {} {kinds} failed", grouped(totals.records)),
        Some(rate) => {
            let (failures, records) = (grouped(totals.failures), grouped(totals.records));
            format!("{failures} of {records} {kinds} failed ({})", percent(rate))
        }
    }
}

/// Formats the kinds: `connections and posts`.
pub(super) fn kinds(verdict: &Verdict) -> String {
    if verdict.kinds.is_empty() { "entries".to_owned() } else { connlog_core::wording::joined(&verdict.kinds) }
}

/// Returns `text` with a capital letter at its beginning.
pub(super) fn capital(text: &str) -> String {
    let mut characters = text.chars();
    characters.next().map(|first| first.to_uppercase().chain(characters).collect()).unwrap_or_default()
}

/// Returns `text` as a sentence with a capital letter and a full stop.
pub(super) fn sentence(text: &str) -> String {
    let text = capital(text);
    if text.ends_with(['.', '!', '?']) { text } else { text + "." }
}

/// Returns texts about failures that do not count, and about kinds that were not judged.
pub(super) fn uncounted(verdict: &Verdict) -> Vec<String> {
    let totals = verdict.totals;
    let texts = [(totals.healed, "resolved by a later success"), (totals.known, "in the baseline")];
    let skipped = connlog_core::wording::joined(&verdict.skipped);
    let skipped = (!skipped.is_empty()).then(|| format!("not judged: {skipped}"));
    let counts = texts.into_iter().filter(|(count, _)| *count > 0);
    counts.map(|(count, what)| format!("{} {what}", grouped(count))).chain(skipped).collect()
}

/// Formats a share of 0 to 1 in per cent with one decimal. Rounding never gives `0.0%` or `100.0%`.
pub(super) fn percent(share: f64) -> String {
    let percent = share * 100.0;
    match percent {
        _ if percent <= 0.0 => "0.0%".to_owned(),
        _ if percent < 0.1 => "<0.1%".to_owned(),
        _ if percent > 99.9 && percent < 100.0 => ">99.9%".to_owned(),
        _ => format!("{percent:.1}%"),
    }
}

/// Formats a round share at the end of a scale.
pub(super) fn end_of_scale(share: f64) -> String {
    percent(share).replace(".0%", "%")
}

/// Formats a number of failures: `1 failure`, `2 failures`.
pub(super) fn failures(count: u64) -> String {
    counted(count, "failure")
}

/// Formats a time to the minute: `2026-11-20 11:12`.
pub(super) fn minute(time: DateTime<Utc>, zone: Zone) -> String {
    let full = zone.rfc3339(time);
    full.get(..16).unwrap_or(&full).replace('T', " ")
}

/// Returns the name of a zone.
pub(super) fn zone(zone: Zone) -> Cow<'static, str> {
    match zone {
        Zone::Utc => "UTC".into(),
        Zone::Local => "local time".into(),
        Zone::Iana(zone) => zone.name().into(),
        Zone::Fixed(offset) => format!("UTC{offset}").into(),
    }
}

/// Formats the window of the verdict: `2026-11-19 12:00 to 2026-11-20 12:00 UTC`.
pub(super) fn window(verdict: &Verdict, shown: Zone) -> String {
    let until = minute(verdict.until.unwrap_or(verdict.now), shown);
    match verdict.since {
        Some(since) => format!("{} to {until} {}", minute(since, shown), zone(shown)),
        None => format!("up to {until} {}", zone(shown)),
    }
}

/// Formats the age of `time` at the verdict: `2h ago`.
pub(super) fn age(time: DateTime<Utc>, verdict: &Verdict) -> String {
    let age = Age { instant: time, now: verdict.now };
    if time >= verdict.now { age.to_string() } else { format!("{age} ago") }
}

/// Returns the value of a group of one field, or the fields and values of several.
pub(super) fn value(group: &VerdictGroup) -> Cow<'_, str> {
    match group.key.as_slice() {
        [(_, value)] => clip(value.as_deref().unwrap_or("none")),
        _ => Cow::Owned(clip(&group.name()).into_owned()),
    }
}

/// Returns the side that causes a failure.
pub(super) fn side(side: &str) -> &str {
    match side {
        "user" => "the user's",
        "integrator" => "the integrator's",
        "platform" => "the platform's",
        "api" => "the API's",
        other => other,
    }
}

/// The account of an entry. A failed first connect has a profile and no account.
#[derive(Clone, Copy)]
pub(super) struct AccountLabel<'v> {
    pub name: Option<&'v str>,
    pub id: Option<&'v str>,
    pub profile: Option<&'v str>,
}

impl<'v> AccountLabel<'v> {
    /// Creates the label of a finding.
    pub(super) fn from_finding(finding: &'v Finding) -> Self {
        Self {
            name: finding.account_name.as_deref(),
            id: finding.account_id.as_deref(),
            profile: finding.profile_id.as_deref(),
        }
    }

    /// Creates the label of an account of the verdict.
    pub(super) fn from_account(account: &'v VerdictAccount) -> Self {
        Self {
            name: account.account_name.as_deref(),
            id: account.account_id.as_deref(),
            profile: account.profile_id.as_deref(),
        }
    }

    /// Returns the name, else the id, else the profile.
    pub(super) fn display_name(self) -> Cow<'v, str> {
        match (self.name.or(self.id), self.profile) {
            (Some(account), _) => clip(account),
            (None, Some(profile)) => Cow::Owned(format!("profile {}", clip(profile))),
            (None, None) => Cow::Borrowed("unknown account"),
        }
    }

    /// Returns the id, if it differs from the displayed name.
    pub(super) fn id(self) -> Option<Cow<'v, str>> {
        self.id.filter(|id| self.name.is_some_and(|name| name != *id)).map(clip)
    }
}

impl fmt::Display for AccountLabel<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.id() {
            Some(id) => write!(f, "{} ({id})", self.display_name()),
            None => f.write_str(&self.display_name()),
        }
    }
}

/// Lists the first `texts` in the form that `show` returns, and how many more of `total` there are.
pub(super) fn list_of(texts: &[String], total: u64, show: impl Fn(&str) -> String) -> String {
    let mut named: Vec<String> = texts.iter().take(NAMED).map(|text| show(text)).collect();
    let more = total.saturating_sub(u64::try_from(named.len()).unwrap_or(u64::MAX));
    match (more, named.is_empty()) {
        (0, _) => {}
        (more, true) => named.push(grouped(more)),
        (more, false) => named.push(format!("{} more", grouped(more))),
    }
    named.join(", ")
}

/// Lists the first `texts`, and how many more there are.
pub(super) fn list_all(texts: &[String], show: impl Fn(&str) -> String) -> String {
    list_of(texts, u64::try_from(texts.len()).unwrap_or(u64::MAX), show)
}

/// Returns whether `--by` has other groups than platforms, which every report shows.
pub(super) fn has_other_groups(verdict: &Verdict) -> bool {
    verdict.groups.iter().any(|group| !matches!(group.key.as_slice(), [(field, _)] if field == "platform"))
}

/// Formats a reason as a sentence. The name of a group at its beginning is unchanged.
pub(super) fn reason(reason: &VerdictReason) -> String {
    let message = clip(&reason.message);
    if reason.group.is_some() { message.into_owned() } else { capital(&message) }
}

/// Returns the name of a platform in the API.
pub(super) fn platform(platform: Option<&str>) -> Cow<'_, str> {
    platform.filter(|platform| !platform.is_empty()).map_or(Cow::Borrowed("unknown platform"), clip)
}

#[cfg(test)]
mod tests {
    use super::*;
    use connlog_core::time::instant;

    #[test]
    fn shares_are_never_rounded_to_0_or_100_per_cent() {
        let shown = [0.0, 0.000_01, 0.001, 0.045, 0.1, 0.333_3, 0.999, 0.999_99, 1.0].map(percent);
        assert_eq!(shown, ["0.0%", "<0.1%", "0.1%", "4.5%", "10.0%", "33.3%", "99.9%", ">99.9%", "100.0%"]);
    }

    #[test]
    fn thousands_have_commas() {
        assert_eq!([0, 999, 1_000, 1_234_567].map(grouped), ["0", "999", "1,000", "1,234,567"]);
    }

    #[test]
    fn long_texts_are_cut_between_characters() {
        assert_eq!(clip_to("äöü\n", 3), "äöü…");
        assert_eq!(clip_to("äöü", 3), "äöü");
        assert_eq!(clip(&"x".repeat(1_000_000)).chars().count(), LONGEST + 1);
        assert_eq!(clip("a\nb\u{202e}"), "a\\nb\\u{202e}");
    }

    #[test]
    fn times_are_in_the_given_zone() {
        let noon = instant("2026-11-20T12:00:00Z").unwrap();
        assert_eq!(minute(noon, Zone::Utc), "2026-11-20 12:00");
        assert_eq!(minute(noon, "Europe/Berlin".parse().unwrap()), "2026-11-20 13:00");
        assert_eq!(zone("Europe/Berlin".parse().unwrap()), "Europe/Berlin");
    }
}
