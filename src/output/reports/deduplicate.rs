//! Groups findings by fingerprint. CI systems recognize a case by its fingerprint in every run.

use std::collections::HashMap;

use sha2::{Digest as _, Sha256};

use super::wording::{self, AccountLabel};
use connlog_core::gate::verdict::{Cause, Finding, Verdict, VerdictReason, VerdictStatus};

/// The findings with the same fingerprint.
pub(super) struct ReportCase<'v> {
    /// The newest finding.
    pub finding: &'v Finding,
    /// The name of the account, from the newest finding that has it.
    pub name: Option<&'v str>,
    /// The number of findings.
    pub count: u64,
    /// The description of their code.
    pub cause: Option<&'v Cause>,
}

impl ReportCase<'_> {
    /// Returns the name and id of the account.
    pub(super) fn account(&self) -> String {
        AccountLabel { name: self.name, ..AccountLabel::from_finding(self.finding) }.to_string()
    }

    /// Returns the hash of the fingerprint. The fingerprint itself may contain any text of a record.
    pub(super) fn digest(&self) -> String {
        digest(&self.finding.fingerprint)
    }

    /// Formats a sentence: `token_expired: acme (65f1) on instagram: The token has expired`.
    pub(super) fn sentence(&self) -> String {
        self.sentence_within(wording::LONGEST)
    }

    /// Formats the same sentence with at most `longest` characters of the message.
    pub(super) fn sentence_within(&self, longest: usize) -> String {
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

/// Returns the SHA-256 of `text` in hexadecimal digits.
pub(super) fn digest(text: &str) -> String {
    Sha256::digest(text).iter().fold(String::with_capacity(64), |digits, byte| digits + &format!("{byte:02x}"))
}

/// Returns the cases of a verdict, the one with the newest finding first.
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

/// Returns the number of findings that the verdict counts but does not contain.
pub(super) fn unlisted(verdict: &Verdict) -> u64 {
    verdict.findings_total.saturating_sub(u64::try_from(verdict.findings.len()).unwrap_or(u64::MAX))
}

/// Returns whether a reason is a failure. Other reasons prevent a decision.
pub(super) fn is_failure(reason: &VerdictReason) -> bool {
    !matches!(reason.condition, "min_records" | "retention" | "incomplete" | "unknown" | "unread" | "untimed")
}

/// Returns whether the findings exceed the limits, so that the job fails.
pub(super) fn fails_job(verdict: &Verdict) -> bool {
    verdict.outcome == VerdictStatus::Failed
}

/// Makes names unique by adding numbers to repeated names.
#[derive(Default)]
pub(super) struct UniqueNames(HashMap<String, u32>);

impl UniqueNames {
    /// Returns `base`, with a number if it was used before.
    pub(super) fn name(&mut self, base: &str) -> String {
        let mut name = base.to_owned();
        while self.0.contains_key(&name) {
            let number = self.0.entry(base.to_owned()).or_insert(1);
            *number += 1;
            name = format!("{base} #{number}");
        }
        self.0.insert(name.clone(), 1);
        name
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn repeated_names_get_numbers() {
        let mut unique = UniqueNames::default();
        let names = ["a", "a #2", "a", "b", "a"].map(|name| unique.name(name));
        assert_eq!(names, ["a", "a #2", "a #3", "b", "a #4"]);
    }
}
