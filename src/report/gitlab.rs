//! `gitlab`: a Code Quality report, whose findings GitLab compares between branches by their fingerprints.

use std::io;

use serde_json::{Value, json};

use super::cases::{self, Unique, cases};
use super::{Context, Spec, nothing_more, words};
use crate::gate::verdict::Verdict;
use crate::sanitize::Escaped;

pub(super) const SPEC: Spec = Spec {
    name: "gitlab",
    about: "GitLab Code Quality: an issue for each account and reason",
    needs_file: true,
    render,
    deliver: nothing_more,
};

/// The file that issues are pinned to without `--report-path`: the one that every project with a pipeline has.
const LOCATION: &str = ".gitlab-ci.yml";

fn render(verdict: &Verdict, context: &Context) -> io::Result<Escaped> {
    let path = context.location.as_deref().unwrap_or(LOCATION);
    let mut fingerprints = Unique::default();
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
    for ground in verdict.reasons.iter().filter(|ground| !cases::is_failure(ground)) {
        let group = ground.group.as_deref().unwrap_or_default();
        let fingerprint = cases::digest(&format!("{}|{group}", ground.condition));
        let description = format!("{}: {}", ground.condition, words::clip(&ground.message));
        issues.push(issue(ground.condition, description, &fingerprint, "critical"));
    }
    let severity = if cases::count(verdict) { "major" } else { "info" };
    for case in cases(verdict) {
        let code = words::clip(&case.finding.code);
        issues.push(issue(&code, case.sentence(), &case.digest(), severity));
    }
    Ok(Escaped::from_json(&format!("{}\n", serde_json::to_string_pretty(&issues)?)))
}
