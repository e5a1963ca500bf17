//! `sarif`: SARIF 2.1.0 for code scanning. A rule for each reason, a result for each account and reason.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::io;

use percent_encoding::{utf8_percent_encode, AsciiSet, NON_ALPHANUMERIC};
use serde_json::{json, Value};

use super::deduplicate::{self, cases, ReportCase};
use super::{deliver_nothing, wording, ReportContext, ReportSpec};
use connlog_core::gate::verdict::{Cause, Verdict};
use connlog_core::sanitize::Escaped;
use connlog_core::time::Zone;

pub(super) const SPEC: ReportSpec = ReportSpec {
    name: "sarif",
    about: "SARIF 2.1.0 for code scanning: a result for each account and reason",
    needs_file: true,
    render,
    deliver: deliver_nothing,
};

const SCHEMA: &str = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";
/// The file to which results are attached, if neither `--report-path` nor GitHub names one.
const LOCATION: &str = ".github/workflows/connlog.yml";
/// The most characters of a message. GitHub accepts 10 MB of compressed results.
const MESSAGE: usize = 160;
/// The characters of a path that a URI must escape.
const PATH: &AsciiSet = &NON_ALPHANUMERIC.remove(b'/').remove(b'-').remove(b'.').remove(b'_').remove(b'~');

fn render(verdict: &Verdict, context: &ReportContext) -> io::Result<Escaped> {
    let location = context.location.as_deref().or(context.workflow.as_deref()).unwrap_or(LOCATION);
    let uri = utf8_percent_encode(&location.replace('\\', "/"), PATH).to_string();
    let cases = cases(verdict);
    let rules = SarifRules::collect(verdict, &cases);
    let results: Vec<Value> = cases.iter().map(|case| result(case, &rules, &uri, level(verdict))).collect();
    let log = json!({
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "connlog",
                "version": env!("CARGO_PKG_VERSION"),
                "semanticVersion": env!("CARGO_PKG_VERSION"),
                "rules": rules.list,
            }},
            // New results replace only older results of a check of the same kinds.
            "automationDetails": { "id": format!("connlog/{}/", verdict.kinds.join("+")) },
            "invocations": [invocation(verdict)],
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    });
    Ok(Escaped::from_json(&format!("{}\n", serde_json::to_string_pretty(&log)?)))
}

fn level(verdict: &Verdict) -> &'static str {
    if deduplicate::fails_job(verdict) { "error" } else { "note" }
}

/// The rules, and the index of each rule by its id.
struct SarifRules {
    list: Vec<Value>,
    places: HashMap<String, usize>,
}

impl SarifRules {
    /// Collects a rule for each code of a case. The verdict may have no description of a code.
    fn collect(verdict: &Verdict, cases: &[ReportCase<'_>]) -> Self {
        let mut rules = Self { list: Vec::new(), places: HashMap::new() };
        for case in cases {
            let id = wording::clip(&case.finding.code).into_owned();
            if let Entry::Vacant(place) = rules.places.entry(id) {
                rules.list.push(rule(place.key(), case.cause, level(verdict)));
                place.insert(rules.list.len() - 1);
            }
        }
        rules
    }
}

fn rule(id: &str, cause: Option<&Cause>, level: &str) -> Value {
    let meaning = cause.and_then(|cause| cause.meaning).map_or_else(|| inert(id), wording::sentence);
    let remedy = cause.and_then(|cause| cause.remedy).unwrap_or("read the message of the entry");
    let remedy = wording::sentence(remedy);
    json!({
        "id": id,
        "shortDescription": { "text": meaning },
        "fullDescription": { "text": meaning },
        "help": { "text": remedy, "markdown": remedy },
        "defaultConfiguration": { "level": level },
        "properties": { "side": cause.and_then(|cause| cause.side), "tags": ["connlog"] },
    })
}

fn result(case: &ReportCase<'_>, rules: &SarifRules, uri: &str, level: &str) -> Value {
    let finding = case.finding;
    let id = wording::clip(&finding.code);
    json!({
        "ruleId": id,
        "ruleIndex": rules.places.get(id.as_ref()),
        "level": level,
        "message": { "text": inert(&case.sentence_within(MESSAGE)) },
        "locations": [{
            "physicalLocation": { "artifactLocation": { "uri": uri }, "region": { "startLine": 1 } },
            "logicalLocations": [{
                "name": case.account(),
                "fullyQualifiedName": format!("{}/{}", wording::platform(finding.platform.as_deref()), case.account()),
                "kind": "resource",
            }],
        }],
        "partialFingerprints": { "connlog/v1": case.digest() },
        "occurrenceCount": case.count,
        "properties": {
            "kind": finding.kind,
            "newest": finding.created_at.map(|moment| Zone::Utc.rfc3339(moment)),
        },
    })
}

/// Describes the run. Reasons that prevented a decision are notifications here, because they are not results.
fn invocation(verdict: &Verdict) -> Value {
    let notes = verdict.reasons.iter().map(|reason| {
        let is_note = deduplicate::is_failure(reason) || verdict.exit_code == 0;
        let level = if is_note { "note" } else { "error" };
        json!({
            "descriptor": { "id": reason.condition },
            "level": level,
            "message": { "text": inert(&wording::clip(&reason.message)) },
        })
    });
    json!({
        "executionSuccessful": verdict.complete,
        "exitCode": verdict.exit_code,
        "endTimeUtc": Zone::Utc.rfc3339(verdict.now),
        "toolExecutionNotifications": notes.collect::<Vec<_>>(),
        "properties": {
            "outcome": verdict.outcome,
            "records": verdict.totals.records,
            "failures": verdict.totals.failures,
        },
    })
}

/// Breaks links in `text`: SARIF interprets `[text](target)` in messages.
fn inert(text: &str) -> String {
    text.replace("](", "] (")
}
