//! `gitlab`: a Code Quality report, whose findings GitLab compares between branches by their fingerprints.

use std::io;

use serde_json::{json, Value};

use super::deduplicate::{self, cases, UniqueNames};
use super::{nothing_more, wording, ReportContext, ReportSpec};
use connlog_core::gate::verdict::Verdict;
use connlog_core::sanitize::Escaped;

pub(super) const SPEC: ReportSpec = ReportSpec {
    name: "gitlab",
    about: "GitLab Code Quality: an issue for each account and reason",
    needs_file: true,
    render,
    deliver: nothing_more,
};

/// The file that issues are pinned to without `--report-path`: the one that every project with a pipeline has.
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
    // A gate that could not decide must not look like one that found nothing.
    for ground in verdict.reasons.iter().filter(|ground| !deduplicate::is_failure(ground)) {
        let group = ground.group.as_deref().unwrap_or_default();
        let fingerprint = deduplicate::digest(&format!("{}|{group}", ground.condition));
        let description = format!("{}: {}", ground.condition, wording::clip(&ground.message));
        issues.push(issue(ground.condition, description, &fingerprint, "critical"));
    }
    let severity = if deduplicate::count(verdict) { "major" } else { "info" };
    for case in cases(verdict) {
        let code = wording::clip(&case.finding.code);
        issues.push(issue(&code, case.sentence(), &case.digest(), severity));
    }
    Ok(Escaped::from_json(&format!("{}\n", serde_json::to_string_pretty(&issues)?)))
}
