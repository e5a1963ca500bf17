//! Failures as systems with a memory count them: those with one fingerprint are one case, on every run.

use std::collections::HashMap;

use sha2::{Digest as _, Sha256};

use super::wording::{self, AccountLabel};
use connlog_core::gate::verdict::{Cause, Finding, Verdict, VerdictReason, VerdictStatus};

/// The findings of one fingerprint.
pub(super) struct ReportCase<'v> {
    /// The newest of them.
    pub finding: &'v Finding,
    /// The account's name, from whichever of them knows it.
    pub name: Option<&'v str>,
    /// How many there are.
    pub count: u64,
    /// What is known of their code.
    pub cause: Option<&'v Cause>,
}

impl ReportCase<'_> {
    /// The account, by name and id.
    pub(super) fn account(&self) -> String {
        AccountLabel { name: self.name, ..AccountLabel::from_finding(self.finding) }.to_string()
    }

    /// The fingerprint as one word of one length, since it may hold whatever a record does.
    pub(super) fn digest(&self) -> String {
        digest(&self.finding.fingerprint)
    }

    /// `token_expired: acme (65f1) on instagram: The token has expired`.
    pub(super) fn sentence(&self) -> String {
        self.sentence_with(wording::LONGEST)
    }

    /// The same with so many characters of the message at most.
    pub(super) fn sentence_with(&self, longest: usize) -> String {
        let finding = self.finding;
        let platform = wording::platform(finding.platform.as_deref());
        let mut sentence = format!("{}: {} on {platform}", wording::clip(&finding.code), self.account());
        if let Some(message) = finding.message.as_ref().filter(|message| **message != finding.code) {
            sentence += &format!(": {}", wording::clip_to(message, longest));
        }
        if self.count > 1 {
            sentence += &format!(" ({} times)", connlog_core::wording::grouped(self.count));
        }
        sentence
    }
}

/// SHA-256 of `text` in hexadecimal digits.
pub(super) fn digest(text: &str) -> String {
    Sha256::digest(text).iter().fold(String::with_capacity(64), |digits, byte| digits + &format!("{byte:02x}"))
}

/// The cases of a verdict, the one with the newest finding first.
pub(super) fn cases(verdict: &Verdict) -> Vec<ReportCase<'_>> {
    let known: HashMap<&str, &Cause> = verdict.causes.iter().map(|cause| (cause.code.as_str(), cause)).collect();
    let mut places: HashMap<&str, usize> = HashMap::new();
    let mut cases: Vec<ReportCase<'_>> = Vec::new();
    for finding in &verdict.findings {
        let name = finding.account_name.as_deref();
        if let Some(case) = places.get(finding.fingerprint.as_str()).and_then(|place| cases.get_mut(*place)) {
            case.count += 1;
            case.name = case.name.or(name);
        } else {
            places.insert(&finding.fingerprint, cases.len());
            cases.push(ReportCase { finding, name, count: 1, cause: known.get(finding.code.as_str()).copied() });
        }
    }
    cases
}

/// How many findings the verdict counts but does not hold.
pub(super) fn unlisted(verdict: &Verdict) -> u64 {
    verdict.findings_total.saturating_sub(u64::try_from(verdict.findings.len()).unwrap_or(u64::MAX))
}

/// Whether a ground says that something failed, not that it could not be decided.
pub(super) fn is_failure(ground: &VerdictReason) -> bool {
    !matches!(ground.condition, "min_records" | "retention" | "incomplete" | "unknown")
}

/// Whether the findings fail the job, as against lying within the limits.
pub(super) fn count(verdict: &Verdict) -> bool {
    verdict.outcome == VerdictStatus::Failed
}

/// Makes names unique by numbering those that come again.
#[derive(Default)]
pub(super) struct UniqueNames(HashMap<String, u32>);

impl UniqueNames {
    pub(super) fn name(&mut self, wanted: &str) -> String {
        let mut name = wanted.to_owned();
        while self.0.contains_key(&name) {
            let number = self.0.entry(wanted.to_owned()).or_insert(1);
            *number += 1;
            name = format!("{wanted} #{number}");
        }
        self.0.insert(name.clone(), 1);
        name
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_name_is_given_twice() {
        let mut unique = UniqueNames::default();
        let names = ["a", "a #2", "a", "b", "a"].map(|name| unique.name(name));
        assert_eq!(names, ["a", "a #2", "a #3", "b", "a #4"]);
    }
}
