//! `junit`: test suites by platform, for the test pages of CI systems such as GitLab, Jenkins and Azure. Cases fail if the
//! check fails. Reasons that prevented a decision are skipped cases.

use std::collections::BTreeMap;
use std::io;
use std::time::Duration;

use quick_junit::{NonSuccessKind, Report, TestCase, TestCaseStatus, TestSuite};

use super::deduplicate::{self, cases, ReportCase, UniqueNames};
use super::{deliver_nothing, wording, ReportContext, ReportSpec};
use connlog_core::error::Exit;
use connlog_core::gate::verdict::{Verdict, VerdictGroup, VerdictReason, VerdictStatus};
use connlog_core::sanitize::{Escaped, Keep};
use connlog_core::time::Zone;

pub(super) const SPEC: ReportSpec = ReportSpec {
    name: "junit",
    about: "JUnit XML: a test case for each account and reason",
    needs_file: true,
    render,
    deliver: deliver_nothing,
};

/// The most characters of a message in the title of a case. GitLab reads 30 MB of a file.
const TITLE: usize = 120;
/// The most conditions with a case. Each of thousands of groups may have failed.
const REASONS: usize = 1_000;
/// The suite of cases without a platform.
const GATE: &str = "gate";

fn render(verdict: &Verdict, _: &ReportContext) -> io::Result<Escaped> {
    let mut suites = JunitSuites::default();
    suites.gate(verdict);
    for group in if verdict.groups.is_empty() { &verdict.platforms } else { &verdict.groups } {
        suites.group(group);
    }
    for case in cases(verdict) {
        suites.case(&case, deduplicate::fails_job(verdict));
    }
    let mut report = Report::new(format!("connlog check {}", wording::kinds(verdict)));
    report.set_time(Duration::try_from_secs_f64(verdict.took_s).unwrap_or_default());
    for (mut suite, _) in suites.0.into_values() {
        suite.set_time(Duration::ZERO).set_timestamp(verdict.now);
        report.add_test_suite(suite);
    }
    let xml = report.to_string().map_err(io::Error::other)?;
    // The schema of Jenkins allows `skipped` in suites, and not at the top.
    let sum = format!(" skipped=\"{}\"", report.skipped);
    Ok(Escaped::from_text(&xml.replacen(&sum, "", 1), Keep::LINES))
}

/// Test suites by name. The names of cases are unique, because GitLab drops a second case of the same name.
#[derive(Default)]
struct JunitSuites(BTreeMap<String, (TestSuite, UniqueNames)>);

impl JunitSuites {
    fn add(&mut self, suite: &str, name: &str, status: TestCaseStatus) {
        let new = || (TestSuite::new(suite), UniqueNames::default());
        let (cases, names) = self.0.entry(suite.to_owned()).or_insert_with(new);
        let mut case = TestCase::new(names.name(name), status);
        case.set_classname(suite).set_time(Duration::ZERO);
        cases.add_test_case(case);
    }

    /// Adds the cases of the check: one for each reason, or one that passes.
    fn gate(&mut self, verdict: &Verdict) {
        if verdict.reasons.is_empty() {
            self.add(GATE, "verdict", TestCaseStatus::success());
        }
        for reason in verdict.reasons.iter().take(REASONS) {
            self.add(GATE, &reason_name(reason), reason_status(reason, verdict));
        }
        let unlisted = deduplicate::unlisted(verdict);
        if unlisted > 0 {
            let mut status = TestCaseStatus::skipped();
            status.set_message(format!("{} more are not listed", wording::failures(unlisted)));
            self.add(GATE, "failures that are not listed", status);
        }
    }

    /// Adds a passing case for a group without failures.
    fn group(&mut self, group: &VerdictGroup) {
        if group.counts.failures == 0 {
            let platform = group.key.iter().find(|(field, _)| field == "platform");
            let suite = platform.map_or(GATE.into(), |(_, platform)| wording::platform(platform.as_deref()));
            self.add(&suite, &format!("{}: no failure", wording::clip(&group.name())), TestCaseStatus::success());
        }
    }

    /// Adds a case of failures. `counts`: whether it fails the job.
    fn case(&mut self, case: &ReportCase<'_>, counts: bool) {
        let finding = case.finding;
        let code = wording::clip(&finding.code);
        let mut status =
            if counts { TestCaseStatus::non_success(NonSuccessKind::Failure) } else { TestCaseStatus::skipped() };
        let within = if counts { "" } else { "within the limits: " };
        status.set_type(code.as_ref()).set_message(format!("{within}{}", case.sentence_within(TITLE)));
        status.set_description(description(case));
        let name = format!("{} {} {code}", case.account(), finding.kind);
        self.add(&wording::platform(finding.platform.as_deref()), &name, status);
    }
}

fn reason_name(reason: &VerdictReason) -> String {
    match &reason.group {
        Some(group) => format!("{} of {}", reason.condition, wording::clip(group)),
        None => reason.condition.to_owned(),
    }
}

/// Returns the status of a reason. An undecided check is skipped, unless it counts as failed. A failed read is an error.
fn reason_status(reason: &VerdictReason, verdict: &Verdict) -> TestCaseStatus {
    let message = wording::clip(&reason.message);
    let is_undecided = verdict.outcome == VerdictStatus::Undecided;
    let counts_as_failed = is_undecided && verdict.exit_code == Exit::GateFailed.number();
    let kind = match deduplicate::is_failure(reason) || counts_as_failed {
        true => NonSuccessKind::Failure,
        false if is_undecided => {
            let mut status = TestCaseStatus::skipped();
            status.set_type(reason.condition).set_message(format!("undecided: {message}"));
            return status;
        }
        false => NonSuccessKind::Error,
    };
    let mut status = TestCaseStatus::non_success(kind);
    status.set_type(reason.condition).set_message(message.as_ref()).set_description(message.as_ref());
    status
}

/// Describes a case in lines. GitLab shows this text without the attributes.
fn description(case: &ReportCase<'_>) -> String {
    let finding = case.finding;
    let mut lines = vec![case.sentence()];
    let mut line = |name: &str, value: Option<String>| lines.extend(value.map(|value| format!("{name}: {value}")));
    line("newest", finding.created_at.map(|moment| Zone::Utc.rfc3339(moment)));
    line("event", finding.event.as_deref().map(|event| wording::clip(event).into_owned()));
    line("record", finding.id.as_deref().map(|id| wording::clip(id).into_owned()));
    line("profile", finding.profile_id.as_deref().map(|id| wording::clip(id).into_owned()));
    if let Some(cause) = case.cause {
        line("meaning", cause.meaning.map(str::to_owned));
        line("side", cause.side.map(|side| wording::side(side).to_owned()));
        line("what to do", cause.remedy.map(str::to_owned));
        line("retry", cause.retry.map(str::to_owned));
    }
    lines.join("\n")
}
