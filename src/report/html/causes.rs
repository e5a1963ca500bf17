//! The reasons on the page: what each means, whose side it is on, and what to do.

use maud::{Markup, html};

use super::super::{Context, words};
use super::{ROWS, chart, count, when};
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
    let fact = |name: &str, value: Markup| html! { dt { (name) } dd.quoted { (value) } };
    html! {
        @if let Some(meaning) = cause.meaning { p { (meaning) } }
        dl.facts {
            @if let Some(remedy) = cause.remedy { (fact("What to do", html! { (remedy) })) }
            @if let Some(retry) = cause.retry { (fact("Trying again", html! { (retry) })) }
            @if let Some(side) = cause.side { (fact("Whose side", html! { (words::side(side)) })) }
            @if let Some(message) = &cause.message { (fact("In its words", html! { "“" (words::clip(message)) "”" })) }
            @if !cause.platforms.is_empty() { (fact("Platforms", html! { (list(&cause.platforms)) })) }
            @if !cause.accounts.is_empty() { (fact("Accounts", accounts(cause))) }
            @if cause.newest.is_some() { (fact("Newest", when(cause.newest, verdict, context))) }
        }
    }
}

fn list(texts: &[String]) -> String {
    texts.iter().map(|text| words::clip(text)).collect::<Vec<_>>().join(", ")
}

fn accounts(cause: &Cause) -> Markup {
    let more = cause.accounts_total.saturating_sub(u64::try_from(cause.accounts.len()).unwrap_or(u64::MAX));
    html! {
        (list(&cause.accounts))
        @if more > 0 { span.soft { " and " (words::grouped(more)) " more" } }
    }
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
