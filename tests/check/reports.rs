//! Tests that CI systems can read the reports, also with hostile text in records.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::process::Command;
use std::rc::Rc;

use connlog::env::Env;
use connlog::output::reports::{self, REPORTS, ReportContext, ReportTarget};
use connlog_core::error::Code;
use connlog_core::escape::visible;
use connlog_core::gate::verdict::{Cause, Finding, Verdict};
use connlog_core::secret_registry::SecretRegistry;
use proptest::prelude::*;
use quick_junit::{NonSuccessKind, Report, TestCase, TestCaseStatus};
use regex::Regex;
use serde_json::Value;
use sha2::{Digest as _, Sha256};
use tempfile::TempDir;

use crate::browser::Tab;
use crate::support::{Demo, connlog};
use crate::{validators, verdicts};

/// Texts that would act somewhere if they were not made harmless.
const HOSTILE: [&str; 20] = [
    "]]><x/>",
    "]]&gt;",
    "<script>alert(1)</script>",
    "</style><script>alert(1)</script>",
    "--><img src=x onerror=alert(1)>",
    "\"><svg onload=alert(1)>",
    "::error::owned",
    "\n::error title=x::owned\n",
    "%0A::error::owned",
    "##[error]owned ##vso[task.complete result=Failed;]",
    "a|b|c \\| `code` ``two`` ` | ~~~",
    "one\n\n# two\r\n| three |\rfour\u{2028}five",
    "[link](javascript:alert(1)) ![x](https://evil.example/x.png) <https://evil.example> www.evil.example",
    "@everyone #1 https://evil.example someone@evil.example",
    "nul \0 bell \u{7} escape \u{1b}[31m\u{1b}]0;title\u{7} del \u{7f} nel \u{85} csi \u{9b}2J",
    "\u{202e}evil\u{202c} \u{2066}x\u{2069} \u{feff}\u{fffe}\u{ffff}",
    "=cmd|'/c calc'!A1",
    "\\",
    "   ",
    "",
];

fn context(variables: &[(&str, &Path)]) -> ReportContext {
    let env = Env::new(variables.iter().map(|(name, value)| (name.into(), value.as_os_str().to_owned())));
    ReportContext::new(&env, Rc::new(|_| Ok(())), SecretRegistry::default())
}

/// What a report holds.
#[track_caller]
fn render(format: &str, verdict: &Verdict) -> String {
    render_with(format, verdict, &context(&[]))
}

#[track_caller]
fn render_with(format: &str, verdict: &Verdict, context: &ReportContext) -> String {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("report");
    reports::write(verdict, &target(format, &path), context).unwrap();
    fs::read_to_string(path).unwrap()
}

fn target(format: &str, path: &Path) -> ReportTarget {
    format!("{format}={}", path.display()).parse().unwrap()
}

/// Verdicts of every outcome, by name.
fn samples() -> Vec<(&'static str, Verdict)> {
    vec![
        ("stormy", verdicts::stormy()),
        ("tolerated", verdicts::tolerated()),
        ("calm", verdicts::calm()),
        ("empty", verdicts::empty()),
        ("undecided", verdicts::undecided()),
        ("incomplete", verdicts::incomplete()),
    ]
}

/// The samples, and those of an enemy.
fn everything() -> Vec<(String, Verdict)> {
    let samples = samples().into_iter().map(|(name, verdict)| (name.to_owned(), verdict));
    let hostile = HOSTILE.iter().map(|text| (format!("{text:?}"), verdicts::hostile(text)));
    let mut long = verdicts::hostile("x");
    long.findings[0].message = Some("<`|@x ".repeat(170_000));
    long.causes[0].message.clone_from(&long.findings[0].message);
    samples.chain(hostile).chain([("a megabyte".to_owned(), long)]).collect()
}

// Files and targets.

#[test]
fn a_target_names_a_format_and_a_file() {
    let target: ReportTarget = "junit=out/a=b.xml".parse().unwrap();
    assert_eq!((target.format.name, target.path.as_deref()), ("junit", Some(Path::new("out/a=b.xml"))));
    let target: ReportTarget = "github".parse().unwrap();
    assert_eq!((target.format.name, target.path), ("github", None));
    let refused = |text: &str| text.parse::<ReportTarget>().unwrap_err();
    assert_eq!(refused("junit"), "`junit` requires a file: write junit=FILE");
    assert_eq!(refused("html="), "the file is missing: write html=FILE");
    assert_eq!(refused("json=-"), "a report cannot go to stdout: write json=FILE");
    assert_eq!(refused("xml=a"), "unknown report `xml`; expected junit, github, gitlab, sarif, md, html, json");
}

#[test]
fn two_reports_in_one_file_are_refused() {
    let targets = |texts: &[&str]| texts.iter().map(|text| text.parse().unwrap()).collect::<Vec<ReportTarget>>();
    assert!(reports::distinct(&targets(&["github", "github", "md=a", "html=b"])).is_ok());
    let fault = reports::distinct(&targets(&["md=a", "junit=b", "html=a"])).unwrap_err();
    assert_eq!((fault.code, fault.what.as_str()), (Code::Usage, "two reports go to a"));
}

#[test]
fn folders_are_made_and_old_files_replaced_whole() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("reports/today/verdict.json");
    for verdict in [verdicts::stormy(), verdicts::calm()] {
        reports::write(&verdict, &target("json", &path), &context(&[])).unwrap();
        let found: Value = serde_json::from_str(&fs::read_to_string(&path).unwrap()).unwrap();
        assert_eq!(found, serde_json::to_value(&verdict).unwrap());
    }
    assert_eq!(fs::read_dir(path.parent().unwrap()).unwrap().count(), 1, "nothing else is left");
}

#[cfg(unix)]
#[test]
fn links_stay_links_and_devices_stay_devices() {
    use std::os::unix::fs::{FileTypeExt as _, PermissionsExt as _, symlink};
    let folder = TempDir::new().unwrap();
    let (real, link) = (folder.path().join("real.md"), folder.path().join("link.md"));
    fs::write(&real, "old").unwrap();
    fs::set_permissions(&real, fs::Permissions::from_mode(0o640)).unwrap();
    symlink(&real, &link).unwrap();
    reports::write(&verdicts::calm(), &target("md", &link), &context(&[])).unwrap();
    assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
    assert!(fs::read_to_string(&real).unwrap().contains("passed"));
    assert_eq!(fs::metadata(&real).unwrap().permissions().mode() & 0o777, 0o640);
    reports::write(&verdicts::calm(), &target("md", Path::new("/dev/null")), &context(&[])).unwrap();
    assert!(fs::metadata("/dev/null").unwrap().file_type().is_char_device());
}

#[test]
fn every_report_is_written_also_when_one_cannot_be() {
    let folder = TempDir::new().unwrap();
    let (blocked, good) = (folder.path().join("file"), folder.path().join("good.md"));
    fs::write(&blocked, "kept").unwrap();
    let targets = [target("junit", &blocked.join("below.xml")), target("md", &good)];
    let fault = reports::write_all(&verdicts::calm(), &targets, &context(&[])).unwrap_err();
    assert_eq!(fault.code, Code::Io);
    assert!(fault.what.starts_with("cannot write the junit report to "), "{fault}");
    assert_eq!(fs::read_to_string(blocked).unwrap(), "kept");
    assert!(good.is_file());
}

#[test]
fn the_table_of_reports_lists_exactly_those_there_are() {
    let page = include_str!("../../docs/reference/reports.md");
    let rows = page.lines().filter_map(|line| line.strip_prefix("| `")?.split('`').next());
    assert_eq!(rows.collect::<Vec<_>>(), REPORTS.iter().map(|spec| spec.name).collect::<Vec<_>>());
}

// What no format may let through.

/// Checks that `text` holds nothing that acts on a terminal, and no command of a CI runner but our own.
fn assert_inert(format: &str, text: &str) {
    assert!(!text.contains("##[") && !text.contains("##vso["), "{format}: {text}");
    for line in text.lines().filter(|line| line.trim_start().starts_with("::")) {
        assert_eq!(format, "github", "{line}");
        assert!(annotation(line).is_some(), "{line}");
    }
    // Markdown breaks up mentions and links with a blank without width.
    let ours = |c: char| c == '\n' || (c == '\u{200b}' && matches!(format, "md" | "github"));
    let acts = |c: char| connlog_core::json::rewrite::is_hostile(c) && !ours(c);
    assert!(!text.chars().any(acts), "{format}: {text:?}");
}

#[test]
fn no_record_acts_in_any_report() {
    for (name, verdict) in everything() {
        for spec in REPORTS {
            let text = render(spec.name, &verdict);
            assert_inert(spec.name, &text);
            assert!(!text.is_empty(), "{name} in {}", spec.name);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn no_mixture_acts_in_any_report(
        text in "([ \n\t\r]|::|error::|##|\\[|\\]\\]>|<b a=\"|'>|&lt;|--|%0A|@a|#1|\\||`|\\\\|\u{1b}\\[2J|\u{202e}|\u{85}|\u{fffe}|\0|x){0,12}"
    ) {
        let verdict = verdicts::hostile(&text);
        for spec in REPORTS {
            assert_inert(spec.name, &render(spec.name, &verdict));
        }
        junit(&verdict);
        for format in ["gitlab", "sarif", "json"] {
            serde_json::from_str::<Value>(&render(format, &verdict)).unwrap();
        }
        let annotations = render("github", &verdict);
        prop_assert!(annotations.lines().all(|line| annotation(line).is_some()), "{annotations}");
    }
}

// JUnit.

/// A JUnit report, read by a parser.
#[track_caller]
fn junit(verdict: &Verdict) -> Report {
    Report::deserialize_from_str(&render("junit", verdict)).unwrap()
}

fn cases(report: &Report) -> impl Iterator<Item = &TestCase> {
    report.test_suites.iter().flat_map(|suite| &suite.test_cases)
}

fn kind(case: &TestCase) -> Option<NonSuccessKind> {
    match &case.status {
        TestCaseStatus::NonSuccess { kind, .. } => Some(*kind),
        _ => None,
    }
}

#[test]
fn junit_files_pass_the_schema_of_jenkins() {
    let (Some(xmllint), Some(schema)) = (validators::program("xmllint"), validators::schema("junit-10.xsd")) else {
        return;
    };
    let folder = TempDir::new().unwrap();
    let mut lint = Command::new(xmllint);
    lint.args(["--noout", "--nonet", "--huge", "--schema"]).arg(schema);
    for (at, (name, verdict)) in everything().into_iter().enumerate() {
        let path = folder.path().join(format!("{at}.xml"));
        reports::write(&verdict, &target("junit", &path), &context(&[])).unwrap();
        assert!(fs::read_to_string(&path).unwrap().starts_with("<?xml version=\"1.0\" encoding=\"UTF-8\"?>"), "{name}");
        lint.arg(path);
    }
    validators::pipe(&mut lint, "");
}

#[test]
fn the_validator_of_junit_files_finds_faults() {
    let (Some(xmllint), Some(schema)) = (validators::program("xmllint"), validators::schema("junit-10.xsd")) else {
        return;
    };
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("wrong.xml");
    fs::write(&path, "<testsuites><testsuite name='no counts'/></testsuites>").unwrap();
    let output = Command::new(xmllint).args(["--noout", "--schema"]).arg(schema).arg(path).output().unwrap();
    assert!(!output.status.success());
}

#[test]
fn junit_cases_fail_exactly_when_the_gate_does() {
    let count = |verdict: &Verdict| {
        let report = junit(verdict);
        let skipped: usize = report.test_suites.iter().map(|suite| suite.skipped).sum();
        (report.failures, report.errors, skipped, report.tests)
    };
    assert_eq!(count(&verdicts::calm()), (0, 0, 0, 3));
    assert_eq!(count(&verdicts::empty()), (0, 0, 0, 1));
    assert_eq!(count(&verdicts::undecided()), (0, 0, 1, 3));
    assert_eq!(count(&verdicts::incomplete()), (0, 1, 0, 3));
    // One for each fingerprint, one for the condition, one for the platform without failures.
    let storm = verdicts::stormy();
    let fingerprints: BTreeSet<&str> = storm.findings.iter().map(|finding| finding.fingerprint.as_str()).collect();
    assert_eq!(count(&storm), (fingerprints.len() + 1, 0, 0, fingerprints.len() + 2));
    assert_eq!(count(&verdicts::tolerated()), (0, 0, fingerprints.len(), fingerprints.len() + 2));
}

#[test]
fn junit_says_what_failed_and_what_to_do() {
    let report = junit(&verdicts::stormy());
    let name = "lunapere.shop (65f1c0a9e2b5af0012ab34c1) connection oauth_denied";
    let case = cases(&report).find(|case| case.name == *name && case.classname.as_deref() == Some("tiktok"));
    let TestCaseStatus::NonSuccess { ty, message, description, .. } = &case.expect(name).status else {
        panic!("{name} did not fail")
    };
    assert_eq!(ty.as_deref(), Some("oauth_denied"));
    assert!(message.as_deref().unwrap().contains("OAuth error: access_denied"));
    let text = description.as_deref().unwrap();
    assert!(text.contains("what to do: send the person the sign-in link again"), "{text}");
    assert!(text.contains("newest: 2026-11-20T11:34:00Z"), "{text}");
}

#[test]
fn junit_names_are_unique_in_their_class() {
    for (name, verdict) in everything() {
        let report = junit(&verdict);
        let names: BTreeSet<_> = cases(&report).map(|case| (case.classname.as_deref(), case.name.as_str())).collect();
        assert_eq!(names.len(), report.tests, "{name}");
        assert!(report.tests > 0, "{name}");
    }
}

#[test]
fn what_could_not_be_read_is_an_error_in_junit_and_what_is_undecided_is_skipped() {
    let report = junit(&verdicts::incomplete());
    let errors: Vec<&str> = cases(&report)
        .filter(|case| kind(case) == Some(NonSuccessKind::Error))
        .map(|case| case.name.as_str())
        .collect();
    assert_eq!(errors, ["incomplete"]);
    let report = junit(&verdicts::undecided());
    let skipped = cases(&report).filter(|case| matches!(case.status, TestCaseStatus::Skipped { .. }));
    assert_eq!(skipped.map(|case| case.name.as_str()).collect::<Vec<_>>(), ["min_records"]);
}

// GitHub.

/// Level, title and message of an annotation, read as the runner reads it.
fn annotation(line: &str) -> Option<(&str, String, String)> {
    let (head, message) = line.strip_prefix("::")?.split_once("::")?;
    let (level, title) = head.split_once(" title=")?;
    let known = ["error", "warning", "notice"].contains(&level);
    // The runner splits properties at commas.
    let data = |text: &str| text.replace("%0D", "\r").replace("%0A", "\n").replace("%25", "%");
    let title = title.replace("%3A", ":").replace("%2C", ",");
    (known && !head.contains(',')).then(|| (level, data(&title), data(message)))
}

#[test]
fn annotations_say_what_failed_and_never_more_than_ten() {
    let text = render("github", &verdicts::stormy());
    let found: Vec<_> = text.lines().map(|line| annotation(line).unwrap()).collect();
    assert_eq!(found.len(), 5);
    assert!(found.iter().all(|(level, ..)| *level == "error"));
    let (_, title, message) = &found[0];
    assert_eq!(title, "connlog check: failed");
    assert_eq!(message, "42 of 473 connections failed (8.9%)\n42 failures, more than the 0 allowed");
    assert!(found[1].2.contains("what to do: send the person the sign-in link again"), "{text}");

    let mut many = verdicts::stormy();
    for (causes, last) in [(9, "code8: 1 failure"), (10, "more reasons"), (30, "more reasons")] {
        many.causes = (0..causes).map(|number| plain_cause(&format!("code{number}"))).collect();
        let text = render("github", &many);
        let titles: Vec<_> = text.lines().map(|line| annotation(line).unwrap().1).collect();
        assert_eq!((titles.len(), titles.last().unwrap().as_str()), (10, last));
    }
    let text = render("github", &many);
    assert!(text.ends_with("::22 failures for 22 more reasons; the summary lists all of them\n"), "{text}");
}

fn plain_cause(code: &str) -> Cause {
    let known = verdicts::stormy().causes.remove(0);
    Cause { code: code.to_owned(), failures: 1, ..known }
}

#[test]
fn a_gate_that_only_warns_annotates_with_warnings() {
    let level =
        |verdict: &Verdict| render("github", verdict).lines().next().map(|line| annotation(line).unwrap().0.to_owned());
    assert_eq!(level(&Verdict { exit_code: 0, ..verdicts::stormy() }).as_deref(), Some("warning"));
    assert_eq!(level(&verdicts::undecided()).as_deref(), Some("error"));
    assert_eq!(level(&verdicts::calm()).as_deref(), Some("notice"));
    assert_eq!(render("github", &verdicts::tolerated()).lines().count(), 1);
}

/// The outputs of a step, read as the runner reads them.
#[track_caller]
fn outputs(text: &str) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    let mut lines = text.split('\n').filter(|line| !line.is_empty());
    while let Some(line) = lines.next() {
        let (name, end) = line.split_once("<<").unwrap_or_else(|| panic!("{line}"));
        let value: Vec<&str> = lines.by_ref().take_while(|line| *line != end).collect();
        found.insert(name.to_owned(), value.join("\n"));
    }
    found
}

#[test]
fn the_summary_and_the_outputs_are_added_to_what_is_there() {
    let folder = TempDir::new().unwrap();
    let (summary, output) = (folder.path().join("summary.md"), folder.path().join("output"));
    let context = context(&[("GITHUB_STEP_SUMMARY", &summary), ("GITHUB_OUTPUT", &output)]);
    fs::write(&summary, "# Earlier").unwrap();
    let annotations = render_with("github", &verdicts::stormy(), &context);
    assert_eq!(annotations, render("github", &verdicts::stormy()));
    let shown = fs::read_to_string(&summary).unwrap();
    assert!(shown.starts_with("# Earlier\n## connlog check: failed\n"), "{shown}");
    let written = fs::read_to_string(&output).unwrap();
    let found = outputs(&written);
    let value = |name: &str| found[name].as_str();
    assert_eq!(value("outcome"), "failed");
    assert_eq!(value("exit-code"), "10");
    assert_eq!((value("records"), value("failures"), value("unhealed")), ("473", "42", "5"));
    assert_eq!(value("failure-rate"), (42.0 / 473.0).to_string());
    assert_eq!(value("reason"), "token_exchange_failed");
    assert_eq!(value("numbers"), "42 of 473 connections failed (8.9%)");
}

#[test]
fn no_record_adds_an_output() {
    let names = ["exit-code", "failure-rate", "failures", "numbers", "outcome", "reason", "records", "unhealed"];
    for (name, verdict) in everything() {
        let folder = TempDir::new().unwrap();
        let output = folder.path().join("output");
        render_with("github", &verdict, &context(&[("GITHUB_OUTPUT", &output)]));
        let found = outputs(&fs::read_to_string(&output).unwrap());
        assert_eq!(found.keys().collect::<Vec<_>>(), names, "{name}");
    }
}

#[test]
fn a_file_of_the_runner_that_cannot_be_written_is_told() {
    let folder = TempDir::new().unwrap();
    let context = context(&[("GITHUB_OUTPUT", folder.path())]);
    let fault = reports::write(&verdicts::calm(), &"github".parse().unwrap(), &context).unwrap_err();
    assert_eq!(fault.code, Code::Io);
}

// GitLab and SARIF.

#[track_caller]
fn json(format: &str, verdict: &Verdict) -> Value {
    let text = render(format, verdict);
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{error} in {text}"))
}

#[test]
fn gitlab_issues_have_all_fields_and_fingerprints_of_their_own() {
    for (name, verdict) in everything() {
        let issues = json("gitlab", &verdict);
        let issues = issues.as_array().unwrap();
        let mut fingerprints = BTreeSet::new();
        for issue in issues {
            for field in ["description", "check_name", "fingerprint"] {
                assert!(issue[field].is_string(), "{name}: {issue}");
            }
            assert!(!issue["description"].as_str().unwrap().is_empty(), "{name}: {issue}");
            assert!(["info", "major", "critical"].iter().any(|level| issue["severity"] == *level), "{name}: {issue}");
            assert_eq!(issue["location"]["path"], ".gitlab-ci.yml");
            assert_eq!(issue["location"]["lines"]["begin"], 1);
            assert_eq!(issue.as_object().unwrap().len(), 5);
            assert!(fingerprints.insert(issue["fingerprint"].to_string()), "{name}: {issue}");
        }
        let decided = verdict.reasons.iter().all(|ground| ground.condition == "max_failures");
        assert_eq!(issues.is_empty(), verdict.findings.is_empty() && decided, "{name}");
    }
}

#[test]
fn fingerprints_are_the_same_on_the_next_run() {
    let storm = verdicts::stormy();
    let mut later = storm.clone();
    later.now = verdicts::before(-60);
    later.findings.rotate_left(5);
    for finding in &mut later.findings {
        finding.created_at = finding.created_at.map(|at| at + chrono::TimeDelta::minutes(30));
        finding.id = None;
    }
    let of = |format: &str, verdict: &Verdict, path: &str| {
        let report = json(format, verdict);
        let list = report.pointer(path).unwrap().as_array().unwrap().clone();
        let print = |entry: &Value| [&entry["fingerprint"], &entry["partialFingerprints"]].map(ToString::to_string);
        list.iter().map(print).collect::<BTreeSet<_>>()
    };
    assert_eq!(of("gitlab", &storm, ""), of("gitlab", &later, ""));
    assert_eq!(of("sarif", &storm, "/runs/0/results"), of("sarif", &later, "/runs/0/results"));
    let names = |verdict: &Verdict| cases(&junit(verdict)).map(|case| case.name.to_string()).collect::<BTreeSet<_>>();
    assert_eq!(names(&storm), names(&later));
}

#[test]
fn findings_can_be_pinned_to_a_file() {
    let mut located = context(&[]);
    located.location = Some("social/our accounts.yml".to_owned());
    let text = render_with("gitlab", &verdicts::stormy(), &located);
    assert!(text.contains(r#""path": "social/our accounts.yml""#), "{text}");
    let text = render_with("sarif", &verdicts::stormy(), &located);
    assert!(text.contains(r#""uri": "social/our%20accounts.yml""#), "{text}");
    // Without that, GitHub says which workflow runs.
    let workflow = Path::new("octo/repo/.github/workflows/nightly.yml@refs/heads/a@b");
    let text = render_with("sarif", &verdicts::stormy(), &context(&[("GITHUB_WORKFLOW_REF", workflow)]));
    assert!(text.contains(r#""uri": ".github/workflows/nightly.yml""#), "{text}");
}

#[test]
fn sarif_files_pass_the_schema_of_oasis() {
    let Some(schema) = validators::schema("sarif-2.1.0.json") else { return };
    // One pattern of the schema has a bracket that opens nowhere, which JavaScript alone takes for a plain character.
    let schema = fs::read_to_string(schema).unwrap().replace("-[a-zA-Z]{2}]?$", "-[a-zA-Z]{2}$");
    let validator = jsonschema::validator_for(&serde_json::from_str(&schema).unwrap()).unwrap();
    for (name, verdict) in everything() {
        let log = json("sarif", &verdict);
        let wrong: Vec<String> = validator.iter_errors(&log).map(|error| error.to_string()).collect();
        assert!(wrong.is_empty(), "{name}: {wrong:#?}");
    }
    let mut broken = json("sarif", &verdicts::stormy());
    broken["runs"][0]["results"][0]["level"] = "fatal".into();
    assert!(!validator.is_valid(&broken), "the validator finds faults");
}

#[test]
fn sarif_results_name_their_rules() {
    for (name, verdict) in everything() {
        let log = json("sarif", &verdict);
        let run = &log["runs"][0];
        let rules = run["tool"]["driver"]["rules"].as_array().unwrap();
        for result in run["results"].as_array().unwrap() {
            let place = usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap();
            assert_eq!(rules[place]["id"], result["ruleId"], "{name}");
            assert_eq!(result["level"], if verdict.exit_code == 10 { "error" } else { "note" }, "{name}");
            assert!(!result["message"]["text"].as_str().unwrap().contains("]("), "{name}: {result}");
        }
    }
    let log = json("sarif", &verdicts::stormy());
    let count = |result: &Value| result["occurrenceCount"].as_u64().unwrap();
    let total: u64 = log["runs"][0]["results"].as_array().unwrap().iter().map(count).sum();
    assert_eq!(total, 42);
}

// Markdown.

/// The page as GitHub's own renderer makes it.
#[track_caller]
fn rendered(markdown: &str) -> Option<String> {
    let mut cmark = Command::new(validators::program("cmark-gfm")?);
    cmark.args(["--unsafe", "-e", "table", "-e", "autolink", "-e", "strikethrough", "-e", "tasklist"]);
    Some(validators::pipe(&mut cmark, markdown))
}

#[test]
fn markdown_holds_tables_and_text_and_nothing_else() {
    let tag = Regex::new("<(/?[a-z0-9]+)([^>]*)>").unwrap();
    let code = Regex::new("(?s)<code[^>]*>.*?</code>").unwrap();
    let reference = Regex::new(r"@\w|#\d|://|www\.").unwrap();
    let known = ["h2", "h3", "p", "strong", "ul", "li", "code", "pre", "table", "thead", "tbody", "tr", "th", "td"];
    for (name, verdict) in everything() {
        let markdown = render("md", &verdict);
        let Some(html) = rendered(&markdown) else { return };
        for found in tag.captures_iter(&html) {
            assert!(known.contains(&found[1].trim_start_matches('/')), "{name}: {} in {html}", &found[0]);
            let plain = ["", " align=\"right\"", " class=\"language-sh\""].contains(&&found[2]);
            assert!(plain, "{name}: {}", &found[0]);
        }
        let prose = code.replace_all(&html, "");
        assert!(!reference.is_match(&prose), "{name}: {prose}");
        for table in html.split("<table>").skip(1) {
            let table = table.split("</table>").next().unwrap();
            let columns = table.matches("<th").count() - table.matches("<thead").count();
            for row in table.split("<tr>").skip(2) {
                assert_eq!(row.matches("<td").count(), columns, "{name}: {row}");
            }
        }
        let rows = html.matches("<tr>").count() - html.matches("<table>").count();
        let groups = verdict.groups.len() + verdict.platforms.len();
        assert_eq!(rows, groups + verdict.causes.len() + verdict.unhealed.len() + verdict.findings.len(), "{name}");
    }
}

#[test]
fn markdown_shows_texts_as_they_are() {
    let tag = Regex::new("<td><code>([^<]*)</code></td>").unwrap();
    for text in ["a|b", "`x``", " both ", "<b>", "a & b", "*_~[x](y)", "@all #1", "tab\there"] {
        let Some(html) = rendered(&render("md", &verdicts::hostile(text))) else { return };
        let cells: Vec<String> = tag.captures_iter(&html).map(|found| unescape(&found[1])).collect();
        assert!(cells.iter().any(|cell| *cell == visible(text)), "{text:?}: {cells:?}");
    }
}

fn unescape(html: &str) -> String {
    html.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&amp;", "&")
}

// Limits.

/// As many findings as a verdict keeps, each with a long text of characters that take much room.
fn flood() -> Verdict {
    let storm = verdicts::stormy();
    let message = "\u{1f4a5}<&|`".repeat(100);
    let findings = (0..Verdict::FINDINGS).map(|number| Finding {
        account_id: Some(format!("account{number}")),
        code: format!("code{}", number % 500),
        message: Some(message.clone()),
        fingerprint: format!("{number:064x}"),
        ..storm.findings[number % 42].clone()
    });
    let causes = (0..500).map(|number| plain_cause(&format!("code{number}")));
    let account = &storm.unhealed[0];
    let unhealed = (0..5_000).map(|number| connlog_core::gate::verdict::VerdictAccount {
        account_id: Some(format!("account{number}")),
        ..account.clone()
    });
    Verdict {
        findings: findings.collect(),
        findings_total: 123_456,
        causes: causes.collect(),
        unhealed: unhealed.collect(),
        ..storm
    }
}

#[test]
fn the_limits_of_each_system_are_kept() {
    let flood = flood();
    let comment = render("md", &flood);
    assert!(comment.chars().count() < 65_536 && comment.len() > 30_000, "{}", comment.len());
    assert!(comment.contains("4,900 more are not shown."), "{comment}");

    let folder = TempDir::new().unwrap();
    let summary = folder.path().join("summary.md");
    for used in [0, 500_000, 890_000, 1_000_000] {
        fs::write(&summary, "x".repeat(used)).unwrap();
        render_with("github", &flood, &context(&[("GITHUB_STEP_SUMMARY", &summary)]));
        let size = fs::metadata(&summary).unwrap().len();
        assert!(size < 1_048_576, "{size} after {used}");
    }

    // GitHub takes 25,000 results, and 10 MB after compression.
    let log = render("sarif", &flood);
    assert_eq!(log.matches("\"occurrenceCount\"").count(), Verdict::FINDINGS);
    assert!(log.len() < 25_000_000, "{}", log.len());

    // GitLab reads 30 MB of JUnit.
    let xml = render("junit", &flood);
    assert!(xml.len() < 30_000_000, "{}", xml.len());
    assert!(xml.contains("113,456 failures more are not listed"));
    let html = render("html", &flood);
    assert!(html.len() < 2_000_000 && html.contains("123,156 more are not shown."), "{}", html.len());
}

// The whole program.

fn sha256(text: &str) -> String {
    Sha256::digest(text).iter().map(|byte| format!("{byte:02x}")).collect()
}

#[test]
fn check_writes_every_report_and_changes_nothing_else() {
    let demo = Demo::start("");
    let run = |arguments: &str| {
        connlog(&format!("check connections posts --since 2d --by platform {arguments}")).at(&demo.base_url)
    };
    let plain = run("-o json").end().code(10);
    let folder = TempDir::new().unwrap();
    let path = |name: &str| folder.path().join("reports").join(name);
    let mut all = run("-o json").env("GITHUB_OUTPUT", folder.path().join("output").to_str().unwrap());
    for spec in REPORTS {
        all = all.arg("--report").arg(&format!("{}={}", spec.name, path(spec.name).display()));
    }
    let ended = all.end().code(10);
    assert_eq!(ended.stdout, plain.stdout);
    assert_eq!(ended.stderr, plain.stderr);
    let verdict: Value = serde_json::from_str(&plain.stdout).unwrap();
    let read = |name: &str| fs::read_to_string(path(name)).unwrap();
    for spec in REPORTS {
        assert_inert(spec.name, &read(spec.name));
    }
    assert_eq!(serde_json::from_str::<Value>(&read("json")).unwrap(), verdict);
    let failures = verdict["totals"]["failures"].as_u64().unwrap();
    assert!(failures > 100, "{failures}");
    assert_eq!(outputs(&fs::read_to_string(folder.path().join("output")).unwrap())["failures"], failures.to_string());
    let fingerprints = |list: &Value, print: &str| {
        let list = list.as_array().unwrap().iter();
        list.map(|entry| entry.pointer(print).unwrap().as_str().unwrap().to_owned()).collect::<BTreeSet<_>>()
    };
    let wanted: BTreeSet<String> =
        fingerprints(&verdict["findings"], "/fingerprint").iter().map(|print| sha256(print)).collect();
    assert_eq!(fingerprints(&serde_json::from_str(&read("gitlab")).unwrap(), "/fingerprint"), wanted);
    let log: Value = serde_json::from_str(&read("sarif")).unwrap();
    assert_eq!(fingerprints(&log["runs"][0]["results"], "/partialFingerprints/connlog~1v1"), wanted);
    let junit = Report::deserialize_from_str(&read("junit")).unwrap();
    assert_eq!(junit.failures, wanted.len() + verdict["reasons"].as_array().unwrap().len());
    for page in ["html", "md"] {
        assert!(read(page).contains("token_exchange_failed"), "{page}");
    }
}

// HTML.

/// Writes the page where it can be looked at after the test, and opens it.
#[track_caller]
fn page(name: &str, verdict: &Verdict) -> std::path::PathBuf {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join("reports").join(format!("{name}.html"));
    reports::write(verdict, &target("html", &path), &context(&[])).unwrap();
    path
}

const SCHEMES: [&str; 2] = ["light", "dark"];
const DESK: (u32, u32) = (1280, 900);
const PHONE: (u32, u32) = (400, 800);

#[track_caller]
fn assert_quiet(tab: &Tab, name: &str) {
    assert!(tab.console().is_empty(), "{name}: {:#?}", tab.console());
    let asked = tab.requests();
    let outside: Vec<_> = asked.iter().filter(|url| !url.starts_with("file:") && !url.starts_with("data:")).collect();
    assert!(outside.is_empty() && !asked.is_empty(), "{name}: {asked:?}");
}

#[test]
fn the_page_shows_the_verdict_to_everyone() {
    let Some(mut tab) = Tab::open() else { return };
    // `.ci/full` looks at every sample, other runs look at the two with the most parts.
    let all = std::env::var("CONNLOG_TEST_PAGES").is_ok_and(|pages| pages == "all");
    for (name, verdict) in samples().into_iter().take(if all { usize::MAX } else { 2 }) {
        let path = page(name, &verdict);
        let mut pictures = BTreeSet::new();
        for (scheme, size) in SCHEMES.iter().flat_map(|scheme| [(scheme, DESK), (scheme, PHONE)]) {
            tab.show(&path, size, scheme);
            assert_quiet(&tab, name);
            assert_eq!(tab.evaluate(FAINT), Value::Array(Vec::new()), "{name} in {scheme}");
            assert_eq!(tab.evaluate(UNFIT), Value::Array(Vec::new()), "{name} at {size:?}");
            assert_eq!(tab.evaluate(UNREADABLE), Value::Array(Vec::new()), "{name}");
            let dark = tab.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(18, 20, 23)";
            assert_eq!(dark, *scheme == "dark", "{name}");
            let picture = tab.screenshot();
            assert!(picture.starts_with(b"\x89PNG") && picture.len() > 5_000, "{name}: {}", picture.len());
            fs::write(path.with_file_name(format!("{name}-{scheme}-{}.png", size.0)), &picture).unwrap();
            pictures.insert(picture);
        }
        assert_eq!(pictures.len(), 4, "{name} looks the same in light and dark, or wide and narrow");
        let print = tab.pdf();
        assert!(print.starts_with(b"%PDF-"), "{name}");
        fs::write(path.with_extension("pdf"), print).unwrap();
    }
}

#[test]
fn the_page_says_what_failed_why_and_what_to_do() {
    let Some(mut tab) = Tab::open() else { return };
    let shown = |tab: &mut Tab, name: &str, verdict: &Verdict| {
        tab.show(&page(&format!("said-{name}"), verdict), DESK, "light");
        tab.evaluate("document.body.innerText").as_str().unwrap().to_owned()
    };
    let storm = verdicts::stormy();
    let text = shown(&mut tab, "stormy", &storm);
    let wanted = [
        "Failed",
        "42 of 473 connections failed (8.9%). 11 resolved by a later success.",
        "2026-11-19 12:00 to 2026-11-20 12:00 UTC",
        "42 failures, more than the 0 allowed",
        "Send the person the sign-in link again",
        "Retry",
        "the user's",
        "lunapere.shop",
        "65f1c0a9e2b5af0012ab34c1",
        "connlog connections --since 1d --status failed --all",
        "exit code 10",
    ];
    for wanted in wanted {
        assert!(text.contains(wanted), "{wanted} is not in {text}");
    }
    let headings = "[...document.querySelectorAll('h2')].map(heading => heading.innerText).join()";
    let wanted = "Over time,By platform,Failures by reason,Accounts with unresolved failures,Failures, newest first,List all failures";
    assert_eq!(tab.evaluate(headings), wanted);
    // One column for each bucket with a failure, as high as its rate: the worst reaches the end of the scale or nearly.
    let failing = storm.series.iter().filter(|bucket| bucket.counts.failures > 0).count();
    assert_eq!(tab.evaluate("document.querySelectorAll('.plot .rate').length"), failing);
    let title = "document.querySelector('.plot .rate + .touch title').textContent";
    assert_eq!(tab.evaluate(title), "2026-11-19 22:30: 1 of 9 failed (11.1%)");
    assert_eq!(tab.evaluate("document.querySelectorAll('section:last-of-type ~ section, main section').length"), 5);

    let text = shown(&mut tab, "calm", &verdicts::calm());
    assert!(text.contains("Passed") && text.contains("None of 473 connections failed."), "{text}");
    assert!(text.contains("There are no failures."), "{text}");
    let text = shown(&mut tab, "undecided", &verdicts::undecided());
    assert!(text.contains("Undecided") && text.contains("fewer than the 20 asked for"), "{text}");
}

#[test]
fn no_record_becomes_a_part_of_the_page() {
    let Some(mut tab) = Tab::open() else { return };
    let shape = "[...new Set([...document.querySelectorAll('*')].map(element => element.tagName.toLowerCase() + \
        '[' + [...element.attributes].map(attribute => attribute.name).join() + ']'))].sort().join(' ')";
    let parts = |tab: &mut Tab, verdict: &Verdict| {
        tab.show(&page("hostile", verdict), DESK, "light");
        tab.evaluate(shape)
    };
    let harmless = parts(&mut tab, &verdicts::hostile("harmless"));
    assert!(harmless.as_str().unwrap().contains("table["), "{harmless}");
    for text in HOSTILE.iter().filter(|text| !text.is_empty()) {
        assert_eq!(parts(&mut tab, &verdicts::hostile(text)), harmless, "{text:?}");
        assert_quiet(&tab, text);
        let code = tab.evaluate("document.querySelector('h3 code').textContent");
        assert_eq!(code, visible(text).replace(['\u{fffe}', '\u{ffff}'], "\u{fffd}"));
    }
}

#[test]
fn a_page_that_is_not_quiet_is_heard() {
    let Some(mut tab) = Tab::open() else { return };
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("loud.html");
    let calm = fs::read_to_string(page("loud", &verdicts::calm())).unwrap();
    for part in ["<script>1</script>", "<img src='https://127.0.0.1:9/x.png'>", "<p style='color:red'>x</p>"] {
        fs::write(&path, calm.replace("<main>", &format!("<main>{part}"))).unwrap();
        tab.show(&path, DESK, "light");
        assert!(!tab.console().is_empty(), "{part} was not heard");
    }
    // A style sheet that is not the one of the policy does not apply.
    fs::write(&path, calm.replacen("<style>", "<style>/**/", 1)).unwrap();
    tab.show(&path, DESK, "light");
    assert!(!tab.console().is_empty());
}

/// Texts whose contrast with what is behind them is less than 4.5 to 1.
const FAINT: &str = r"(() => {
    const light = colour => {
        const [r, g, b] = colour.match(/[\d.]+/g).map(Number).map(v => (v /= 255) <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
        return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    const behind = element => {
        for (; element; element = element.parentElement) {
            const colour = getComputedStyle(element).backgroundColor;
            if (!colour.startsWith('rgba')) return colour;
        }
        return 'rgb(255, 255, 255)';
    };
    const faint = [];
    for (const element of document.querySelectorAll('body *')) {
        if (element.closest('svg') || ![...element.childNodes].some(node => node.nodeType === 3 && node.data.trim())) continue;
        const [a, b] = [light(getComputedStyle(element).color), light(behind(element))];
        const contrast = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
        if (contrast < 4.5) faint.push(element.outerHTML.slice(0, 80) + ' ' + contrast.toFixed(2));
    }
    return faint;
})()";

/// What sticks out of the window.
const UNFIT: &str = r"(() => {
    const width = document.documentElement.clientWidth;
    const out = [...document.querySelectorAll('body *')].filter(element => !element.closest('.scroll *, .hidden'));
    return out.filter(element => element.getBoundingClientRect().right > width + 1).map(element => element.outerHTML.slice(0, 80));
})()";

/// What a screen reader would stumble over.
const UNREADABLE: &str = r"(() => {
    const wrong = [];
    const say = (elements, what) => [...elements].forEach(element => wrong.push(what + ': ' + element.outerHTML.slice(0, 80)));
    if (document.documentElement.lang !== 'en' || !document.title) wrong.push('language or title');
    if (document.querySelectorAll('h1').length !== 1 || document.querySelectorAll('main').length !== 1) wrong.push('h1, main');
    let rank = 0;
    for (const heading of document.querySelectorAll('h1, h2, h3')) {
        const next = Number(heading.tagName[1]);
        if (next > rank + 1) say([heading], 'heading out of order');
        rank = next;
    }
    say(document.querySelectorAll('thead th:not([scope=col]):not([aria-hidden]), tbody th:not([scope=row])'), 'no scope');
    say([...document.querySelectorAll('tbody tr')].filter(row => !row.querySelector('th, td time, td')), 'empty row');
    for (const drawing of document.querySelectorAll('svg:not([aria-hidden=true])')) {
        const names = (drawing.getAttribute('aria-labelledby') || '').split(' ').map(id => document.getElementById(id));
        if (drawing.getAttribute('role') !== 'img' || names.length < 2 || !names.every(name => name && name.textContent.trim())) say([drawing], 'no name');
    }
    say([...document.querySelectorAll('.scroll')].filter(region => region.tabIndex !== 0 || !region.getAttribute('aria-label')), 'no keyboard');
    const ids = [...document.querySelectorAll('[id]')].map(element => element.id);
    if (new Set(ids).size !== ids.length) wrong.push('an id comes twice');
    return wrong;
})()";
