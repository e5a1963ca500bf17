//! `md`: one page of Markdown, for comments on pull requests and summaries of jobs. Text of records stands in code
//! spans, where hosts look for no markup, no link and no mention.

use std::io;

use chrono::{DateTime, Utc};

use super::wording::{self, AccountLabel};
use super::{nothing_more, ReportContext, ReportSpec};
use connlog_core::gate::verdict::{VerdictAccount, Cause, Finding, VerdictGroup, Verdict};
use crate::output::markdown;
use connlog_core::sanitize::{Escaped, Keep};

pub(super) const SPEC: ReportSpec = ReportSpec {
    name: "md",
    about: "a page of Markdown, for comments and summaries",
    needs_file: true,
    render,
    deliver: nothing_more,
};

/// How much of a page there may be.
#[derive(Clone, Copy)]
pub(super) struct MarkdownLimits {
    pub bytes: usize,
    /// Rows of one table.
    pub rows: usize,
}

/// The most grounds that are listed: each of thousands of groups may give one.
const GROUNDS: usize = 20;
/// GitHub takes comments of 65,536 characters.
const COMMENT: MarkdownLimits = MarkdownLimits { bytes: 60_000, rows: 100 };

#[expect(clippy::unnecessary_wraps, reason = "a Spec's `render` may fail")]
fn render(verdict: &Verdict, context: &ReportContext) -> io::Result<Escaped> {
    Ok(Escaped::from_text(&page(verdict, context, COMMENT), Keep::LINES))
}

/// The whole page, within `limits`.
pub(super) fn page(verdict: &Verdict, context: &ReportContext, limits: MarkdownLimits) -> String {
    let mut page = MarkdownPage { text: String::new(), limits };
    let when = |moment: Option<DateTime<Utc>>| moment.map(|at| wording::minute(at, context.zone)).unwrap_or_default();
    head(&mut page, verdict, context);
    let causes = verdict.causes.iter().map(|cause| cause_row(cause, &when(cause.newest)));
    page.table("Why", "| reason | failures | platforms | accounts | newest |\n| --- | ---: | --- | --- | --- |", causes);
    page.lines(verdict.causes.iter().filter_map(advice));
    let accounts = verdict.unhealed.iter().map(|account| account_row(account, &when(account.since)));
    page.table(
        "Accounts whose last word is a failure",
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
    for said in wording::uncounted(verdict) {
        line += &format!(" {said}.");
    }
    page.text += &line;
    page.text.push('\n');
    page.lines(verdict.reasons.iter().take(GROUNDS).map(|ground| format!("- {}\n", prose(&wording::ground(ground)))));
    if verdict.reasons.len() > GROUNDS {
        page.text += &format!("- and {} more\n", verdict.reasons.len() - GROUNDS);
    }
    if verdict.totals.failures > 0 {
        page.text += &format!("\nThis lists them:\n\n{}", markdown::block(&wording::clip_to(&verdict.command, 2_000)));
    }
}

fn cause_row(cause: &Cause, newest: &str) -> String {
    let platforms = wording::few(&cause.platforms, code);
    let accounts = wording::some(&cause.accounts, cause.accounts_total, code);
    let failures = connlog_core::wording::grouped(cause.failures);
    format!("| {} | {failures} | {platforms} | {accounts} | {newest} |\n", code(&cause.code))
}

/// What is known of a reason: what it means, and what to do.
fn advice(cause: &Cause) -> Option<String> {
    let mut line = format!("- {}: {}", code(&cause.code), prose(&wording::sentence(cause.meaning?)));
    if let Some(side) = cause.side {
        line += &format!(" **Side:** {}.", wording::side(side));
    }
    if let Some(remedy) = cause.remedy {
        line += &format!(" **What to do:** {}", prose(&wording::sentence(remedy)));
    }
    if let Some(retry) = cause.retry {
        line += &format!(" **Another try helps:** {}", prose(&wording::sentence(retry)));
    }
    if let Some(message) = &cause.message {
        line += &format!(" The newest says {}.", code(message));
    }
    Some(line + "\n")
}

fn account_row(account: &VerdictAccount, since: &str) -> String {
    let platform = account.platform.as_deref().map(code).unwrap_or_default();
    let name = AccountLabel::of_account(account).to_string();
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
    /// What a note about rows that are left out may take.
    const NOTE: usize = 100;

    fn has_room(&self, more: &str) -> bool {
        self.text.len() + more.len() + Self::NOTE <= self.limits.bytes
    }

    /// Adds lines as long as there is room.
    fn lines(&mut self, lines: impl Iterator<Item = String>) {
        let mut begun = false;
        for line in lines.take(self.limits.rows) {
            if !self.has_room(&line) {
                return;
            }
            self.text.push_str(if begun { "" } else { "\n" });
            self.text += &line;
            begun = true;
        }
    }

    /// A section with a table, unless there is nothing to put into it.
    fn table(&mut self, title: &str, head: &str, rows: impl ExactSizeIterator<Item = String>) {
        let total = rows.len();
        self.counted(title, head, rows, total);
    }

    /// The same of `total` rows, of which only the first may be at hand.
    fn counted(&mut self, title: &str, head: &str, rows: impl Iterator<Item = String>, total: usize) {
        let opening = format!("\n### {title}\n\n{head}\n");
        if total == 0 || !self.has_room(&opening) {
            return;
        }
        self.text += &opening;
        let mut shown = 0;
        for row in rows.take(self.limits.rows) {
            if !self.has_room(&row) {
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

/// A text of a record as a code span.
fn code(text: &str) -> String {
    markdown::code(&wording::clip(text))
}

/// A sentence of ours that may quote a record.
fn prose(text: &str) -> String {
    markdown::inert(text)
}
