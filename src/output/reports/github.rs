//! `github`: annotations in the log of the job, the summary of the step, and outputs for later steps.

use std::io;
use std::path::Path;

use uuid::Uuid;

use super::md::{self, MarkdownLimits};
use super::{wording, ReportContext, ReportSpec};
use connlog_core::error::{Code, Error, Result};
use connlog_core::gate::verdict::{Cause, VerdictStatus, Verdict};
use connlog_core::sanitize::{Escaped, Keep};
use connlog_core::wording::counted;

pub(super) const SPEC: ReportSpec = ReportSpec {
    name: "github",
    about: "GitHub Actions: annotations, step summary and outputs",
    needs_file: false,
    render: annotate,
    deliver,
};

/// GitHub shows ten annotations of one level and step. The last one says how many more there are.
const ANNOTATIONS: usize = 10;
/// The most reasons in one annotation.
const REASONS: usize = 10;
/// GitHub accepts 1 MiB of summary from each step.
const SUMMARY: MarkdownLimits = MarkdownLimits { bytes: 900_000, rows: 1_000 };

#[expect(clippy::unnecessary_wraps, reason = "the `render` of another format may fail")]
fn annotate(verdict: &Verdict, _: &ReportContext) -> io::Result<Escaped> {
    let mut out = Escaped::default();
    let level = match verdict.outcome {
        VerdictStatus::Passed => "notice",
        _ if verdict.exit_code == 0 => "warning",
        _ => "error",
    };
    let title = format!("connlog check: {}", wording::outcome(verdict.outcome));
    let mut message = wording::numbers(verdict);
    for reason in verdict.reasons.iter().take(REASONS) {
        message += &format!("\n{}", wording::clip(&reason.message));
    }
    if verdict.reasons.len() > REASONS {
        message += &format!("\nand {} more", verdict.reasons.len() - REASONS);
    }
    if let Some(decision) = verdict.counts_as() {
        message += &format!("\n{decision}");
    }
    out.workflow_command(level, &title, &message);
    if verdict.outcome != VerdictStatus::Failed {
        return Ok(out);
    }
    let slots = ANNOTATIONS - 2;
    let fits = verdict.causes.len() <= slots + 1;
    for cause in verdict.causes.iter().take(if fits { slots + 1 } else { slots }) {
        let title = format!("{}: {}", wording::clip(&cause.code), wording::failures(cause.failures));
        out.workflow_command(level, &title, &describe(cause));
    }
    if !fits {
        let left: u64 = verdict.causes.iter().skip(slots).map(|cause| cause.failures).sum();
        let reasons = counted((verdict.causes.len() - slots) as u64, "more reason");
        let message = format!("{} for {reasons}; the summary lists all of them", wording::failures(left));
        out.workflow_command(level, "more reasons", &message);
    }
    Ok(out)
}

/// Describes a failure code in a few lines: platforms, accounts, meaning and remedy.
fn describe(cause: &Cause) -> String {
    let show = |text: &str| wording::clip(text).into_owned();
    let platforms = wording::list_all(&cause.platforms, show);
    let accounts = wording::list_of(&cause.accounts, cause.accounts_total, show);
    let mut lines = Vec::new();
    lines.extend(cause.message.as_deref().map(show));
    lines.extend((!platforms.is_empty()).then(|| format!("platforms: {platforms}")));
    lines.extend((!accounts.is_empty()).then(|| format!("accounts: {accounts}")));
    lines.extend(cause.meaning.map(|meaning| format!("meaning: {meaning}")));
    lines.extend(cause.remedy.map(|remedy| format!("what to do: {remedy}")));
    lines.extend(cause.retry.map(|retry| format!("retry: {retry}")));
    lines.join("\n")
}

fn deliver(verdict: &Verdict, context: &ReportContext) -> Result<()> {
    if let Some(path) = &context.summary {
        // Earlier commands of the step may have written to the summary.
        let used = std::fs::metadata(path).map_or(0, |file| usize::try_from(file.len()).unwrap_or(usize::MAX));
        if let Some(bytes) = SUMMARY.bytes.checked_sub(used) {
            append(path, &format!("\n{}", md::page(verdict, context, MarkdownLimits { bytes, ..SUMMARY })), context)?;
        }
    }
    context.outputs.as_ref().map_or(Ok(()), |path| append(path, &outputs(verdict), context))
}

/// Formats the outputs, which later steps read as `steps.ID.outputs.NAME`.
fn outputs(verdict: &Verdict) -> String {
    let totals = verdict.totals;
    let rate = totals.rate().map(|rate| rate.to_string()).unwrap_or_default();
    let values = [
        ("outcome", wording::outcome_code(verdict.outcome).to_owned()),
        ("exit-code", verdict.exit_code.to_string()),
        ("records", totals.records.to_string()),
        ("failures", totals.failures.to_string()),
        ("failure-rate", rate),
        ("unhealed", verdict.unhealed.len().to_string()),
        ("reason", verdict.causes.first().map(|cause| wording::clip(&cause.code).into_owned()).unwrap_or_default()),
        ("numbers", wording::numbers(verdict)),
    ];
    let mut text = String::from("\n");
    for (name, value) in values {
        // A record cannot contain the random end marker.
        let end = Uuid::new_v4().simple();
        text += &format!("{name}<<{end}\n{value}\n{end}\n");
    }
    text
}

fn append(path: &Path, text: &str, context: &ReportContext) -> Result<()> {
    super::append(path, Escaped::from_text(text, Keep::LINES), context).map_err(|error| {
        Error::new(Code::Io, format!("cannot add to {}", path.display()))
            .cause(error)
            .hint("unset GITHUB_STEP_SUMMARY and GITHUB_OUTPUT outside of GitHub Actions")
    })
}
