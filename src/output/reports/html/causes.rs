//! The failure codes on the page, with meaning, side and remedy.

use maud::{html, Markup};

use crate::output::reports::{wording, ReportContext};
use super::{charts, count, moment, ROWS};
use connlog_core::gate::verdict::{Cause, Verdict};

/// The most failure codes with an explanation. The others are in a table.
const EXPLAINED: usize = 10;

pub(super) fn section(verdict: &Verdict, context: &ReportContext) -> Markup {
    if verdict.causes.is_empty() {
        return html! {
            section { div.panel.calm { p { "There are no failures." } } }
        };
    }
    let most = verdict.causes.iter().map(|cause| cause.failures).max().unwrap_or(1).max(1);
    let (explained, others) = verdict.causes.split_at(verdict.causes.len().min(EXPLAINED));
    html! {
        section {
            h2 { "Failures by reason" }
            ol.causes {
                @for cause in explained {
                    li.panel.cause {
                        h3.quoted { code { (wording::clip(&cause.code)) } }
                        p.count { (wording::failures(cause.failures)) }
                        (charts::bar(share(cause.failures, most)))
                        (facts(cause, verdict, context))
                    }
                }
            }
            @if !others.is_empty() { (rest(others)) }
        }
    }
}

#[expect(clippy::cast_precision_loss, reason = "the length of a bar")]
fn share(part: u64, whole: u64) -> f64 {
    part as f64 / whole as f64
}

fn facts(cause: &Cause, verdict: &Verdict, context: &ReportContext) -> Markup {
    let fact = |name: &str, value: Markup| html! { div { dt { (name) } dd.quoted { (value) } } };
    html! {
        dl.facts {
            @if let Some(meaning) = cause.meaning { (fact("What it means", html! { (wording::sentence(meaning)) })) }
            @if let Some(remedy) = cause.remedy { (fact("What to do", html! { (wording::sentence(remedy)) })) }
            @if let Some(retry) = cause.retry { (fact("Retry", html! { (retry) })) }
            @if let Some(message) = &cause.message { (fact("Newest message", html! { "“" (wording::clip(message)) "”" })) }
        }
        dl.facts.aside {
            @if let Some(side) = cause.side { (fact("Side", html! { (wording::side(side)) })) }
            @if !cause.platforms.is_empty() { (fact("Platforms", html! { (list(&cause.platforms)) })) }
            @if cause.accounts_total > 0 { (fact("Accounts", accounts(cause))) }
            @if let Some(newest) = cause.newest { (fact("Newest", html! {
                (moment(newest, context)) span.soft { ", " (wording::age(newest, verdict)) }
            })) }
        }
    }
}

fn list(texts: &[String]) -> String {
    wording::list_all(texts, |text| wording::clip(text).into_owned())
}

fn accounts(cause: &Cause) -> Markup {
    html! { (wording::list_of(&cause.accounts, cause.accounts_total, |text| wording::clip(text).into_owned())) }
}

/// Lists the less frequent failure codes with their numbers.
fn rest(causes: &[Cause]) -> Markup {
    html! {
        div.panel {
            h3 { (count(causes.len())) " other reasons" }
            div.scroll tabindex="0" role="region" aria-label="Other reasons" {
                table {
                    thead { tr { th scope="col" { "reason" } th.number scope="col" { "failures" } th scope="col" { "platforms" } } }
                    tbody {
                        @for cause in causes.iter().take(ROWS) {
                            tr {
                                th.quoted scope="row" { code { (wording::clip(&cause.code)) } }
                                td.number { (connlog_core::wording::grouped(cause.failures)) }
                                td.quoted { (list(&cause.platforms)) }
                            }
                        }
                    }
                }
            }
            @if causes.len() > ROWS { p.soft.small.more { (count(causes.len() - ROWS)) " more are not shown." } }
        }
    }
}
