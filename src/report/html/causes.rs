//! The reasons on the page: what each means, whose side it is on, and what to do.

use maud::{Markup, html};

use super::super::{Context, words};
use super::{ROWS, chart, count, moment};
use crate::gate::verdict::{Cause, Verdict};

/// The most reasons that are explained; the others stand in a table.
const EXPLAINED: usize = 10;

pub(super) fn section(verdict: &Verdict, context: &Context) -> Markup {
    if verdict.causes.is_empty() {
        return html! {
            section { div.panel.calm { p { "There is no failure to explain." } } }
        };
    }
    let most = verdict.causes.iter().map(|cause| cause.failures).max().unwrap_or(1).max(1);
    let (explained, others) = verdict.causes.split_at(verdict.causes.len().min(EXPLAINED));
    html! {
        section {
            h2 { "Why" }
            ol.causes {
                @for cause in explained {
                    li.panel.cause {
                        h3.quoted { code { (words::clip(&cause.code)) } }
                        p.count { (words::failures(cause.failures)) }
                        (chart::bar(share(cause.failures, most)))
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

fn facts(cause: &Cause, verdict: &Verdict, context: &Context) -> Markup {
    let fact = |name: &str, value: Markup| html! { div { dt { (name) } dd.quoted { (value) } } };
    html! {
        dl.facts {
            @if let Some(meaning) = cause.meaning { (fact("What it means", html! { (words::sentence(meaning)) })) }
            @if let Some(remedy) = cause.remedy { (fact("What to do", html! { (words::sentence(remedy)) })) }
            @if let Some(retry) = cause.retry { (fact("Another try helps", html! { (retry) })) }
            @if let Some(message) = &cause.message { (fact("In its words", html! { "“" (words::clip(message)) "”" })) }
        }
        dl.facts.aside {
            @if let Some(side) = cause.side { (fact("Side", html! { (words::side(side)) })) }
            @if !cause.platforms.is_empty() { (fact("Platforms", html! { (list(&cause.platforms)) })) }
            @if cause.accounts_total > 0 { (fact("Accounts", accounts(cause))) }
            @if let Some(newest) = cause.newest { (fact("Newest", html! {
                (moment(newest, context)) span.soft { ", " (words::ago(newest, verdict)) }
            })) }
        }
    }
}

fn list(texts: &[String]) -> String {
    words::few(texts, |text| words::clip(text).into_owned())
}

fn accounts(cause: &Cause) -> Markup {
    html! { (words::some(&cause.accounts, cause.accounts_total, |text| words::clip(text).into_owned())) }
}

/// The less frequent reasons, by their numbers alone.
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
                                th.quoted scope="row" { code { (words::clip(&cause.code)) } }
                                td.number { (words::grouped(cause.failures)) }
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
