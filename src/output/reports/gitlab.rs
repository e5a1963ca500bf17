//! `gitlab`: a Code Quality report. GitLab compares its findings between branches by their fingerprints.

use std::io;

use serde_json::{json, Value};

use super::deduplicate::{self, cases, UniqueNames};
use super::{deliver_nothing, wording, ReportContext, ReportSpec};
use connlog_core::gate::verdict::Verdict;
use connlog_core::sanitize::Escaped;

pub(super) const SPEC: ReportSpec = ReportSpec {
    name: "gitlab",
    about: "GitLab Code Quality: an issue for each account and reason",
    needs_file: true,
    render,
    deliver: deliver_nothing,
};

/// The file to which issues are attached without `--report-path`. Every project with a pipeline has it.
const LOCATION: &str = ".gitlab-ci.yml";

fn render(verdict: &Verdict, context: &ReportContext) -> io::Result<Escaped> {
    let path = context.location.as_deref().unwrap_or(LOCATION);
    let mut fingerprints = UniqueNames::default();
    let mut issue = |check: &str, description: String, fingerprint: &str, severity: &str| {
        json!({
            "description": description,
            "check_name": check,
            "fingerprint": fingerprints.name(fingerprint),
            "severity": severity,
            "location": { "path": path, "lines": { "begin": 1 } },
        })
    };
    let mut issues: Vec<Value> = Vec::new();
    // An undecided verdict must not look like a verdict without failures.
    for reason in verdict.reasons.iter().filter(|reason| !deduplicate::is_failure(reason)) {
        let group = reason.group.as_deref().unwrap_or_default();
        let fingerprint = deduplicate::digest(&format!("{}|{group}", reason.condition));
        let description = format!("{}: {}", reason.condition, wording::clip(&reason.message));
        let severity = if verdict.exit_code == 0 { "info" } else { "critical" };
        issues.push(issue(reason.condition, description, &fingerprint, severity));
    }
    let severity = if deduplicate::fails_job(verdict) { "major" } else { "info" };
    for case in cases(verdict) {
        let code = wording::clip(&case.finding.code);
        issues.push(issue(&code, case.sentence(), &case.digest(), severity));
    }
    Ok(Escaped::from_json(&format!("{}\n", serde_json::to_string_pretty(&issues)?)))
}
