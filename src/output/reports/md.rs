//! `md`: a page of Markdown, for comments on pull requests and summaries of jobs. Text of records is in code spans, where
//! hosts interpret no markup, links and mentions.

use std::io;

use chrono::{DateTime, Utc};

use super::wording::{self, AccountLabel};
use super::{deliver_nothing, ReportContext, ReportSpec};
use connlog_core::gate::verdict::{VerdictAccount, Cause, Finding, VerdictGroup, Verdict};
use crate::output::markdown;
use connlog_core::sanitize::{Escaped, Keep};

pub(super) const SPEC: ReportSpec = ReportSpec {
    name: "md",
    about: "a page of Markdown, for comments and summaries",
    needs_file: true,
    render,
    deliver: deliver_nothing,
};

/// The limits of a page.
#[derive(Clone, Copy)]
pub(super) struct MarkdownLimits {
    /// The most bytes.
    pub bytes: usize,
    /// The most rows of a table.
    pub rows: usize,
}

/// The most reasons of the verdict. Each of thousands of groups may have one.
const REASONS: usize = 20;
/// GitHub accepts comments of 65,536 characters.
const COMMENT: MarkdownLimits = MarkdownLimits { bytes: 60_000, rows: 100 };

#[expect(clippy::unnecessary_wraps, reason = "the `render` of another format may fail")]
fn render(verdict: &Verdict, context: &ReportContext) -> io::Result<Escaped> {
    Ok(Escaped::from_text(&page(verdict, context, COMMENT), Keep::LINES))
}

/// Formats the page within `limits`.
pub(super) fn page(verdict: &Verdict, context: &ReportContext, limits: MarkdownLimits) -> String {
    let mut page = MarkdownPage { text: String::new(), limits };
    let when = |moment: Option<DateTime<Utc>>| moment.map(|at| wording::minute(at, context.zone)).unwrap_or_default();
    head(&mut page, verdict, context);
    let causes = verdict.causes.iter().map(|cause| cause_row(cause, &when(cause.newest)));
    page.table("Failures by reason", "| reason | failures | platforms | accounts | newest |\n| --- | ---: | --- | --- | --- |", causes);
    page.lines(verdict.causes.iter().filter_map(advice));
    let accounts = verdict.unhealed.iter().map(|account| account_row(account, &when(account.since)));
    page.table(
        "Accounts with unresolved failures",
        "| platform | account | reason | failures | since |\n| --- | --- | --- | ---: | --- |",
        accounts,
    );
    if wording::has_other_groups(verdict) {
        page.table("By group", GROUPS, verdict.groups.iter().map(group_row));
    }
    page.table("By platform", GROUPS, verdict.platforms.iter().map(group_row));
    let findings = verdict.findings.iter().map(|finding| finding_row(finding, &when(finding.created_at)));
    let total = usize::try_from(verdict.findings_total).unwrap_or(usize::MAX);
    page.counted(
        "Failures, newest first",
        "| time | platform | account | reason | message |\n| --- | --- | --- | --- | --- |",
        findings,
        total,
    );
    page.text
}

const GROUPS: &str = "| group | records | failures | rate |\n| --- | ---: | ---: | ---: |";

fn head(page: &mut MarkdownPage, verdict: &Verdict, context: &ReportContext) {
    let outcome = wording::outcome(verdict.outcome);
    let mut line = format!("## connlog check: {outcome}\n\n**{}**, {}.", wording::capital(&wording::numbers(verdict)), wording::window(verdict, context.zone));
    for text in wording::uncounted(verdict) {
        line += &format!(" {text}.");
    }
    page.text += &line;
    page.text.push('\n');
    page.lines(verdict.reasons.iter().take(REASONS).map(|reason| format!("- {}\n", prose(&wording::reason(reason)))));
    if verdict.reasons.len() > REASONS {
        page.text += &format!("- and {} more\n", verdict.reasons.len() - REASONS);
    }
    page.lines(verdict.counts_as().into_iter().map(|decision| format!("- {decision}\n")));
    if verdict.totals.failures > 0 {
        page.text += &format!("\nThis command lists them:\n\n{}", markdown::block(&wording::clip_to(&verdict.command, 2_000)));
    }
}

fn cause_row(cause: &Cause, newest: &str) -> String {
    let platforms = wording::list_all(&cause.platforms, code);
    let accounts = wording::list_of(&cause.accounts, cause.accounts_total, code);
    let failures = connlog_core::wording::grouped(cause.failures);
    format!("| {} | {failures} | {platforms} | {accounts} | {newest} |\n", code(&cause.code))
}

/// Formats the meaning and the remedy of a failure code.
fn advice(cause: &Cause) -> Option<String> {
    let mut line = format!("- {}: {}", code(&cause.code), prose(&wording::sentence(cause.meaning?)));
    if let Some(side) = cause.side {
        line += &format!(" **Side:** {}.", wording::side(side));
    }
    if let Some(remedy) = cause.remedy {
        line += &format!(" **What to do:** {}", prose(&wording::sentence(remedy)));
    }
    if let Some(retry) = cause.retry {
        line += &format!(" **Retry:** {}", prose(&wording::sentence(retry)));
    }
    if let Some(message) = &cause.message {
        line += &format!(" Newest message: {}.", code(message));
    }
    Some(line + "\n")
}

fn account_row(account: &VerdictAccount, since: &str) -> String {
    let platform = account.platform.as_deref().map(code).unwrap_or_default();
    let name = AccountLabel::from_account(account).to_string();
    let failures = connlog_core::wording::grouped(account.failures);
    format!("| {platform} | {} | {} | {failures} | {since} |\n", code(&name), code(&account.code))
}

fn group_row(group: &VerdictGroup) -> String {
    let counts = group.counts;
    let rate = counts.rate().map(wording::percent).unwrap_or_default();
    let (records, failures) = (connlog_core::wording::grouped(counts.records), connlog_core::wording::grouped(counts.failures));
    format!("| {} | {records} | {failures} | {rate} |\n", code(&wording::value(group)))
}

fn finding_row(finding: &Finding, time: &str) -> String {
    let platform = finding.platform.as_deref().map(code).unwrap_or_default();
    let message = finding.message.as_deref().map(code).unwrap_or_default();
    format!("| {time} | {platform} | {} | {} | {message} |\n", code(&AccountLabel::from_finding(finding).to_string()), code(&finding.code))
}

struct MarkdownPage {
    text: String,
    limits: MarkdownLimits,
}

impl MarkdownPage {
    /// The bytes that are reserved for a note about omitted rows.
    const NOTE: usize = 100;

    fn fits(&self, more: &str) -> bool {
        self.text.len() + more.len() + Self::NOTE <= self.limits.bytes
    }

    /// Adds lines up to the limit of the page.
    fn lines(&mut self, lines: impl Iterator<Item = String>) {
        let mut begun = false;
        for line in lines.take(self.limits.rows) {
            if !self.fits(&line) {
                return;
            }
            self.text.push_str(if begun { "" } else { "\n" });
            self.text += &line;
            begun = true;
        }
    }

    /// Adds a section with a table, if there are rows.
    fn table(&mut self, title: &str, head: &str, rows: impl ExactSizeIterator<Item = String>) {
        let total = rows.len();
        self.counted(title, head, rows, total);
    }

    /// Adds a section with a table of `total` rows. `rows` may contain only the first ones.
    fn counted(&mut self, title: &str, head: &str, rows: impl Iterator<Item = String>, total: usize) {
        let opening = format!("\n### {title}\n\n{head}\n");
        if total == 0 || !self.fits(&opening) {
            return;
        }
        self.text += &opening;
        let mut shown = 0;
        for row in rows.take(self.limits.rows) {
            if !self.fits(&row) {
                break;
            }
            self.text += &row;
            shown += 1;
        }
        if shown < total {
            let left = u64::try_from(total - shown).unwrap_or(u64::MAX);
            self.text += &format!("\n{} more are not shown.\n", connlog_core::wording::grouped(left));
        }
    }
}

/// Returns a text of a record as a code span.
fn code(text: &str) -> String {
    markdown::code(&wording::clip(text))
}

/// Escapes a sentence of connlog, which may quote a record.
fn prose(text: &str) -> String {
    markdown::inert(text)
}
