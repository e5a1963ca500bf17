//! `junit`: test suites by platform, for the test tabs of GitLab, Jenkins, Azure and the rest. A case fails exactly when
//! the gate does; what could not be read or decided is an error.

use std::collections::BTreeMap;
use std::io;
use std::time::Duration;

use quick_junit::{NonSuccessKind, Report, TestCase, TestCaseStatus, TestSuite};

use super::cases::{self, Case, Unique, cases};
use super::{Context, Spec, nothing_more, words};
use crate::gate::verdict::{Ground, Group, Verdict};
use crate::sanitize::{Escaped, Keep};
use crate::time::Zone;

pub(super) const SPEC: Spec = Spec {
    name: "junit",
    about: "JUnit XML: a test case for each account and reason",
    needs_file: true,
    render,
    deliver: nothing_more,
};

/// The most characters of a message in the one line that stands above the text. GitLab reads 30 MB of a file.
const TITLE: usize = 120;
/// The most conditions that get a case: of thousands of groups, each may have failed.
const GROUNDS: usize = 1_000;
/// The suite of what is about no platform.
const GATE: &str = "gate";

fn render(verdict: &Verdict, _: &Context) -> io::Result<Escaped> {
    let mut suites = Suites::default();
    suites.gate(verdict);
    for group in if verdict.groups.is_empty() { &verdict.platforms } else { &verdict.groups } {
        suites.group(group);
    }
    for case in cases(verdict) {
        suites.case(&case, cases::count(verdict));
    }
    let mut report = Report::new(format!("connlog check {}", words::kinds(verdict)));
    report.set_time(Duration::try_from_secs_f64(verdict.took_s).unwrap_or_default());
    for (mut suite, _) in suites.0.into_values() {
        suite.set_time(Duration::ZERO).set_timestamp(verdict.now);
        report.add_test_suite(suite);
    }
    let xml = report.to_string().map_err(io::Error::other)?;
    // Jenkins' schema counts what was skipped in each suite, and knows no sum of it at the top.
    let sum = format!(" skipped=\"{}\"", report.skipped);
    Ok(Escaped::from_text(&xml.replacen(&sum, "", 1), Keep::LINES))
}

/// Test suites by name, with the names of cases that are taken in each: GitLab drops the second of a name.
#[derive(Default)]
struct Suites(BTreeMap<String, (TestSuite, Unique)>);

impl Suites {
    fn add(&mut self, suite: &str, name: &str, status: TestCaseStatus) {
        let new = || (TestSuite::new(suite), Unique::default());
        let (cases, names) = self.0.entry(suite.to_owned()).or_insert_with(new);
        let mut case = TestCase::new(names.name(name), status);
        case.set_classname(suite).set_time(Duration::ZERO);
        cases.add_test_case(case);
    }

    /// The gate's own cases: one for each ground, or one that passes.
    fn gate(&mut self, verdict: &Verdict) {
        if verdict.reasons.is_empty() {
            self.add(GATE, "verdict", TestCaseStatus::success());
        }
        for ground in verdict.reasons.iter().take(GROUNDS) {
            self.add(GATE, &name_of(ground), status_of(ground));
        }
        let unlisted = cases::unlisted(verdict);
        if unlisted > 0 {
            let mut status = TestCaseStatus::skipped();
            status.set_message(format!("{} more are not listed", words::failures(unlisted)));
            self.add(GATE, "failures that are not listed", status);
        }
    }

    /// A case that passes for a group without failures.
    fn group(&mut self, group: &Group) {
        if group.counts.failures == 0 {
            let platform = group.key.iter().find(|(field, _)| field == "platform");
            let suite = platform.map_or(GATE.into(), |(_, platform)| words::platform(platform.as_deref()));
            self.add(&suite, &format!("{}: no failure", words::clip(&group.name())), TestCaseStatus::success());
        }
    }

    fn case(&mut self, case: &Case<'_>, counts: bool) {
        let finding = case.finding;
        let code = words::clip(&finding.code);
        let mut status =
            if counts { TestCaseStatus::non_success(NonSuccessKind::Failure) } else { TestCaseStatus::skipped() };
        let within = if counts { "" } else { "within the limits: " };
        status.set_type(code.as_ref()).set_message(format!("{within}{}", case.sentence_with(TITLE)));
        status.set_description(description(case));
        let name = format!("{} {} {code}", case.account(), finding.kind);
        self.add(&words::platform(finding.platform.as_deref()), &name, status);
    }
}

fn name_of(ground: &Ground) -> String {
    match &ground.group {
        Some(group) => format!("{} of {}", ground.condition, words::clip(group)),
        None => ground.condition.to_owned(),
    }
}

fn status_of(ground: &Ground) -> TestCaseStatus {
    let kind = if cases::is_failure(ground) { NonSuccessKind::Failure } else { NonSuccessKind::Error };
    let message = words::clip(&ground.message);
    let mut status = TestCaseStatus::non_success(kind);
    status.set_type(ground.condition).set_message(message.as_ref()).set_description(message.as_ref());
    status
}

/// Everything about a case in lines: GitLab shows the text alone, not the attributes.
fn description(case: &Case<'_>) -> String {
    let finding = case.finding;
    let mut lines = vec![case.sentence()];
    let mut line = |name: &str, value: Option<String>| lines.extend(value.map(|value| format!("{name}: {value}")));
    line("newest", finding.created_at.map(|moment| Zone::Utc.rfc3339(moment)));
    line("event", finding.event.as_deref().map(|event| words::clip(event).into_owned()));
    line("record", finding.id.as_deref().map(|id| words::clip(id).into_owned()));
    line("profile", finding.profile_id.as_deref().map(|id| words::clip(id).into_owned()));
    if let Some(cause) = case.cause {
        line("meaning", cause.meaning.map(str::to_owned));
        line("whose side", cause.side.map(|side| words::side(side).to_owned()));
        line("what to do", cause.remedy.map(str::to_owned));
        line("another try helps", cause.retry.map(str::to_owned));
    }
    lines.join("\n")
}
