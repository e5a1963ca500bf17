//! `html`: a page that explains the verdict. It contains everything, loads nothing and has no scripts. Its content security
//! policy allows only its style sheet and its icon.

pub(super) mod causes;
pub(super) mod charts;

use std::io;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use chrono::{DateTime, Utc};
use maud::{html, DOCTYPE, Markup, PreEscaped};
use sha2::{Digest as _, Sha256};

use super::wording::{self, AccountLabel};
use super::{deliver_nothing, ReportContext, ReportSpec};
use connlog_core::gate::verdict::{VerdictAccount, Finding, VerdictGroup, VerdictStatus, Verdict};
use connlog_core::sanitize::{Escaped, Keep};
use connlog_core::time::Zone;


pub(super) const SPEC: ReportSpec = ReportSpec {
    name: "html",
    about: "one self-contained page for people, with charts",
    needs_file: true,
    render,
    deliver: deliver_nothing,
};

const STYLE: &str = include_str!("style.css");
/// The most reasons of the verdict. Each of thousands of groups may have one.
const REASONS: usize = 20;
/// The most rows of a table, so that the page opens fast.
const ROWS: usize = 300;

#[expect(clippy::unnecessary_wraps, reason = "the `render` of another format may fail")]
fn render(verdict: &Verdict, context: &ReportContext) -> io::Result<Escaped> {
    Ok(Escaped::from_text(&format!("{}\n", page(verdict, context).into_string()), Keep::LINES))
}

fn page(verdict: &Verdict, context: &ReportContext) -> Markup {
    let title = format!("{}: {}", wording::outcome(verdict.outcome), wording::numbers(verdict));
    html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta http-equiv="Content-Security-Policy" content=(policy());
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="referrer" content="no-referrer";
                meta name="robots" content="noindex";
                meta name="generator" content=(concat!("connlog ", env!("CARGO_PKG_VERSION")));
                title { (title) }
                link rel="icon" href=(icon(verdict.outcome));
                style { (PreEscaped(STYLE)) }
            }
            body class=(wording::outcome_code(verdict.outcome)) {
                div.wrap {
                    (head(verdict, context))
                    main { (body(verdict, context)) }
                    (foot(verdict, context))
                }
            }
        }
    }
}

/// Returns the content security policy: the style sheet by its hash, and the icon.
fn policy() -> String {
    let hash = STANDARD.encode(Sha256::digest(STYLE));
    format!("default-src 'none'; style-src 'sha256-{hash}'; img-src data:; base-uri 'none'; form-action 'none'")
}

/// Returns the icon of the browser tab: a dot in the colour of the outcome.
fn icon(outcome: VerdictStatus) -> String {
    let colour = match outcome {
        VerdictStatus::Passed => "1f8f53",
        VerdictStatus::Failed => "d6493e",
        VerdictStatus::Undecided | VerdictStatus::Incomplete => "c98a1b",
    };
    format!(
        "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 10 10'%3E%3Ccircle cx='5' cy='5' r='4' fill='%23{colour}'/%3E%3C/svg%3E"
    )
}

fn head(verdict: &Verdict, context: &ReportContext) -> Markup {
    let source = verdict.source.as_deref().map(|source| format!(" from {}", wording::clip(source)));
    html! {
        header {
            p.kicker { "connlog check of " (wording::kinds(verdict)) (source.unwrap_or_default()) }
            h1 {
                (mark(verdict.outcome))
                span.state { (wording::capital(wording::outcome(verdict.outcome))) }
            }
            p.lead {
                (wording::capital(&wording::numbers(verdict))) "."
                @for text in wording::uncounted(verdict) { " " (text) "." }
            }
            p.window { (wording::window(verdict, context.zone)) }
            @if !verdict.reasons.is_empty() {
                ul.grounds {
                    @for reason in verdict.reasons.iter().take(REASONS) {
                        li.quoted { (wording::reason(reason)) }
                    }
                    @if verdict.reasons.len() > REASONS { li { "And " (count(verdict.reasons.len() - REASONS)) " more." } }
                    @if let Some(decision) = verdict.counts_as() { li { (decision) } }
                }
            }
        }
    }
}

/// Draws the outcome as a symbol that is clear without colour: a tick, a cross or an exclamation mark.
fn mark(outcome: VerdictStatus) -> Markup {
    let path = match outcome {
        VerdictStatus::Passed => "M5.5 10.4l3 3 6-6.6",
        VerdictStatus::Failed => "M6.5 6.5l7 7m0-7l-7 7",
        VerdictStatus::Undecided | VerdictStatus::Incomplete => "M10 5.4v5.6m0 2.6v.6",
    };
    html! {
        svg.mark viewBox="0 0 20 20" fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" aria-hidden="true" focusable="false" {
            circle cx="10" cy="10" r="9" {}
            path d=(path) {}
        }
    }
}

fn body(verdict: &Verdict, context: &ReportContext) -> Markup {
    html! {
        (tiles(verdict))
        @if !verdict.series.is_empty() {
            section { h2 { "Over time" } (charts::over_time(verdict, context)) }
        }
        @if !verdict.platforms.is_empty() {
            section { h2 { "By platform" } (groups(&verdict.platforms, "platform")) }
        }
        (causes::section(verdict, context))
        (unhealed(verdict, context))
        @if wording::has_other_groups(verdict) {
            section { h2 { "By group" } (groups(&verdict.groups, "group")) }
        }
        (findings(verdict, context))
    }
}

fn tiles(verdict: &Verdict) -> Markup {
    let totals = verdict.totals;
    let tile = |alarm: bool, name: &str, value: &str| {
        html! { div.alarm[alarm] { dt { (name) } dd { (value) } } }
    };
    html! {
        dl.tiles {
            (tile(false, &wording::capital(&wording::kinds(verdict)), &connlog_core::wording::grouped(totals.records)))
            (tile(totals.failures > 0, "Failures", &connlog_core::wording::grouped(totals.failures)))
            (tile(totals.failures > 0, "Failure rate", totals.rate().map(wording::percent).as_deref().unwrap_or("none")))
            (tile(!verdict.unhealed.is_empty(), "Accounts with unresolved failures", &count(verdict.unhealed.len())))
        }
    }
}

fn count(number: usize) -> String {
    connlog_core::wording::grouped(u64::try_from(number).unwrap_or(u64::MAX))
}

fn groups(groups: &[VerdictGroup], name: &str) -> Markup {
    let rate = |group: &VerdictGroup| group.counts.rate().unwrap_or_default();
    let end = charts::nice_share(groups.iter().map(rate).fold(0.0, f64::max));
    html! {
        div.panel {
            (scrolling("Numbers by group", &html! {
                table {
                    thead { tr {
                        th scope="col" { (name) }
                        th.number scope="col" { "entries" }
                        th.number scope="col" { "failures" }
                        th.number scope="col" { "rate" }
                        th.wide.soft aria-hidden="true" { "0 to " (wording::end_of_scale(end)) }
                    } }
                    tbody {
                        @for group in groups.iter().take(ROWS) {
                            tr {
                                th.quoted scope="row" { (wording::value(group)) }
                                td.number { (connlog_core::wording::grouped(group.counts.records)) }
                                td.number { (connlog_core::wording::grouped(group.counts.failures)) }
                                td.number { (group.counts.rate().map(wording::percent).unwrap_or_default()) }
                                td.wide { (charts::bar(rate(group) / end)) }
                            }
                        }
                    }
                }
            }))
            (more(groups.len(), "groups"))
        }
    }
}

fn unhealed(verdict: &Verdict, context: &ReportContext) -> Markup {
    if verdict.unhealed.is_empty() {
        return html! {};
    }
    let table = html! {
        table.broad {
            thead { tr {
                th scope="col" { "account" }
                th scope="col" { "platform" }
                th scope="col" { "reason" }
                th.number scope="col" { "failures" }
                th scope="col" { "since" }
            } }
            tbody { @for account in verdict.unhealed.iter().take(ROWS) { (account_row(account, verdict, context)) } }
        }
    };
    section("Accounts with unresolved failures", &table, &more(verdict.unhealed.len(), "accounts"))
}

fn account_row(account: &VerdictAccount, verdict: &Verdict, context: &ReportContext) -> Markup {
    html! {
        tr {
            th.quoted scope="row" { (account_cell(AccountLabel::from_account(account))) }
            td.quoted { (wording::platform(account.platform.as_deref())) }
            td.quoted {
                code { (wording::clip(&account.code)) }
                @if let Some(message) = &account.message { span.id { (wording::clip(message)) } }
            }
            td.number { (connlog_core::wording::grouped(account.failures)) }
            td { (time_cell(account.since, verdict, context)) }
        }
    }
}

fn findings(verdict: &Verdict, context: &ReportContext) -> Markup {
    let shown = verdict.findings.len().min(ROWS);
    let total = usize::try_from(verdict.findings_total).unwrap_or(usize::MAX);
    if shown == 0 {
        return html! {};
    }
    let table = html! {
        table.broad {
            thead { tr {
                th scope="col" { "time" }
                th scope="col" { "account" }
                th scope="col" { "platform" }
                th scope="col" { "reason" }
            } }
            tbody { @for finding in verdict.findings.iter().take(ROWS) { (finding_row(finding, verdict, context)) } }
        }
    };
    let more = html! {
        @if total > shown { p.soft.small.more { (count(total - shown)) " more are not shown." } }
    };
    section("Failures, newest first", &table, &more)
}

fn finding_row(finding: &Finding, verdict: &Verdict, context: &ReportContext) -> Markup {
    html! {
        tr {
            td { (time_cell(finding.created_at, verdict, context)) }
            td.quoted { (account_cell(AccountLabel::from_finding(finding))) }
            td.quoted {
                (wording::platform(finding.platform.as_deref()))
                @if let Some(event) = &finding.event { span.id { (wording::clip(event)) } }
            }
            td.quoted.message {
                code { (wording::clip(&finding.code)) }
                @if let Some(message) = &finding.message { span.id { (wording::clip(message)) } }
            }
        }
    }
}

/// Formats an account: its name, with the id below.
fn account_cell(account: AccountLabel<'_>) -> Markup {
    html! { (account.display_name()) @if let Some(id) = account.id() { span.id { (id) } } }
}

fn moment(moment: DateTime<Utc>, context: &ReportContext) -> Markup {
    html! { time datetime=(Zone::Utc.rfc3339(moment)) { (wording::minute(moment, context.zone)) } }
}

/// Formats a time, with its age below.
fn time_cell(at: Option<DateTime<Utc>>, verdict: &Verdict, context: &ReportContext) -> Markup {
    html! { @if let Some(at) = at { (moment(at, context)) span.id { (wording::age(at, verdict)) } } }
}

/// Wraps a table so that it scrolls, also by keyboard, if it is wider than the screen.
fn scrolling(name: &str, table: &Markup) -> Markup {
    html! { div.scroll tabindex="0" role="region" aria-label=(name) { (table) } }
}

/// Adds a table below its title. `more`: the text below the table.
fn section(title: &str, table: &Markup, more: &Markup) -> Markup {
    html! {
        section {
            h2 { (title) }
            div.panel { (scrolling(title, table)) (more) }
        }
    }
}

fn more(total: usize, what: &str) -> Markup {
    html! {
        @if total > ROWS { p.soft.small.more { (count(total - ROWS)) " more " (what) " are not shown." } }
    }
}

fn foot(verdict: &Verdict, context: &ReportContext) -> Markup {
    html! {
        @if verdict.totals.failures > 0 {
            section {
                h2 { "List all failures" }
                pre { code.quoted { (wording::clip_to(&verdict.command, 2_000)) } }
            }
        }
        footer {
            p {
                "Made by connlog " (env!("CARGO_PKG_VERSION")) " at " (wording::minute(verdict.now, context.zone))
                ". The check ended with exit code " (verdict.exit_code) ". Times are " (wording::zone(context.zone)) "."
            }
        }
    }
}
