//! `check --undecided`: the text and every report have the same verdict.

use std::fs;

use serde_json::{Value, json};

use crate::support::connlog;

/// The exit codes, JUnit's failures and errors, and the levels of GitLab, SARIF and GitHub of an undecided check. The
/// `decision` is in every text for people.
fn verdicts(flags: &str, decision: Option<&str>) -> Value {
    let folder = tempfile::tempdir().unwrap();
    let read = |name: &str| fs::read_to_string(folder.path().join(name)).unwrap();
    let mut run = connlog(&format!("check posts --demo --since 1h --max-failure-rate 50% --min-records 9999 {flags}"));
    for report in ["junit", "sarif", "gitlab", "md", "html", "json", "github"] {
        let path = folder.path().join(report);
        run = run.arg("--report").arg(&format!("{report}={}", path.display()));
    }
    let ended = run.end();
    for text in [&ended.stdout, &read("md"), &read("html"), &read("github")] {
        assert!(decision.is_none_or(|decision| text.contains(decision)), "{flags}: {text}");
        assert_eq!(text.contains("counts as"), decision.is_some(), "{flags}: {text}");
    }
    let junit = read("junit");
    let suites = junit.lines().nth(1).unwrap();
    let number = |name: &str| suites.split(&format!("{name}=\"")).nth(1).unwrap().split('"').next().unwrap().to_owned();
    let json = |name: &str| -> Value { serde_json::from_str(&read(name)).unwrap() };
    let invocation = &json("sarif")["runs"][0]["invocations"][0];
    json!([
        ended.code,
        json("json")["exitCode"],
        invocation["exitCode"],
        number("failures"),
        number("errors"),
        json("gitlab")[0]["severity"],
        invocation["toolExecutionNotifications"][0]["level"],
        read("github").split(' ').next().unwrap(),
    ])
}

#[test]
fn every_report_has_the_same_verdict() {
    assert_eq!(verdicts("", None), json!([11, 11, 11, "0", "0", "critical", "error", "::error"]));
    let passed = Some("the undecided check counts as passed");
    assert_eq!(verdicts("--undecided pass", passed), json!([0, 0, 0, "0", "0", "info", "note", "::warning"]));
    let failed = Some("the undecided check counts as failed");
    assert_eq!(verdicts("--undecided fail", failed), json!([10, 10, 10, "1", "0", "critical", "error", "::error"]));
}
