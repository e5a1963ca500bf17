//! What the key may read and whether the account works: rights and end of the key, billing, webhooks, changes of the API.

use chrono::{DateTime, TimeDelta, Utc};

use super::{DoctorFinding, FindingState};
use crate::app::AppContext;
use crate::sources::api::client::retrying_client::RetryingClient;
use connlog_core::error::Result;
use connlog_core::json::{self, scanner};
use connlog_core::providers::endpoint::PageRequest;
use connlog_core::time::{Age, timestamp};
use connlog_core::wording::counted;

/// A key that ends within this time is a warning.
const ENDS_SOON: TimeDelta = TimeDelta::days(14);
/// Changes of the API that are older are not shown.
const RECENT: TimeDelta = TimeDelta::days(90);
/// The number of names in a line.
const NAMED: usize = 3;
/// The beginnings of the paths that connlog reads.
const PATHS: [&str; 7] = [
    "/v1/logs",
    "/v1/accounts",
    "/v1/webhooks/logs",
    "/v1/webhooks/settings",
    "/v1/connections/logs",
    "/v1/posts/logs",
    "/v1/profiles",
];

/// The answer of a route: its body, or the status of a refusal.
enum RouteAnswer {
    Body(String),
    Refused(u16, String),
}

/// Adds a finding for each of these routes. A route that the server lacks gives no finding.
pub(super) async fn check(sender: &RetryingClient<'_>, key: &str, app: &AppContext, findings: &mut Vec<DoctorFinding>) {
    let now = app.now();
    for route in &ROUTES {
        match request(sender, route.path).await {
            Ok(answer) => findings.extend(route.findings(answer, key, now)),
            Err(fault) => findings.push(unknown(route.name, fault.to_string())),
        }
    }
}

/// A route that is checked.
struct RouteCheck {
    path: &'static str,
    /// The name of the finding.
    name: &'static str,
    /// Returns the findings of an answer with status 200: of its body, with the key in use and the time.
    read: fn(&str, &str, DateTime<Utc>) -> Vec<DoctorFinding>,
}

static ROUTES: [RouteCheck; 4] = [
    RouteCheck { path: "/v1/api-keys", name: "key rights", read: rights },
    RouteCheck { path: "/v1/billing", name: "billing", read: |body, _, _| vec![billing(body)] },
    RouteCheck { path: "/v1/webhooks/settings", name: "webhooks", read: |body, _, now| vec![webhooks(body, now)] },
    RouteCheck { path: "/v1/changelog", name: "API changes", read: |body, _, now| vec![changes(body, now)] },
];

impl RouteCheck {
    fn findings(&self, answer: RouteAnswer, key: &str, now: DateTime<Utc>) -> Vec<DoctorFinding> {
        match answer {
            RouteAnswer::Body(body) if body.trim_start().starts_with('{') => (self.read)(&body, key, now),
            RouteAnswer::Body(_) => vec![unknown(self.name, "the answer is not JSON".to_owned())],
            RouteAnswer::Refused(404 | 405 | 410, _) => Vec::new(),
            RouteAnswer::Refused(402, why) => {
                let found = finding(self.name, FindingState::Failed, "the API requires a payment", Some(why));
                vec![DoctorFinding { advice: Some("pay in the dashboard's billing page".to_owned()), ..found }]
            }
            RouteAnswer::Refused(_, why) => vec![unknown(self.name, why)],
        }
    }
}

async fn request(sender: &RetryingClient<'_>, path: &str) -> Result<RouteAnswer> {
    let request = PageRequest { path: path.to_owned(), query: Vec::new() };
    let mut sent = sender.send(&request, |reply| Ok(std::mem::take(&mut reply.body))).await?;
    if let Some(body) = sent.read.take() {
        return Ok(RouteAnswer::Body(body));
    }
    let refusal = sender.refusal(&request, &sent);
    Ok(RouteAnswer::Refused(sent.answer.reply.status, refusal.cause.unwrap_or(refusal.what)))
}

fn finding(name: &'static str, state: FindingState, value: &str, detail: Option<String>) -> DoctorFinding {
    DoctorFinding { name, state, value: value.to_owned(), detail, advice: None }
}

fn unknown(name: &'static str, why: String) -> DoctorFinding {
    finding(name, FindingState::Unknown, "unknown", Some(why))
}

fn text(object: &str, path: &[&str]) -> Option<String> {
    scanner::text(object, path).map(std::borrow::Cow::into_owned)
}

/// Returns the texts of a list.
fn texts(object: &str, name: &str) -> Vec<String> {
    let list = scanner::member(object, name).filter(|list| list.starts_with('[')).unwrap_or("[]");
    scanner::elements(list).filter_map(json::scalar).map(std::borrow::Cow::into_owned).collect()
}

/// Returns the findings about the rights and the end of the key in use.
fn rights(body: &str, key: &str, now: DateTime<Utc>) -> Vec<DoctorFinding> {
    let list = scanner::member(body, "apiKeys").filter(|list| list.starts_with('[')).unwrap_or("[]");
    let Some(row) = scanner::elements(list).find(|row| is_preview(row, key)) else {
        return vec![unknown("key rights", "the list of keys does not show this key".to_owned())];
    };
    let disabled = texts(row, "disabledResourceGroups");
    let profiles = scanner::member(row, "profileIds").map_or(0, |list| scanner::elements(list).count());
    let scope = match text(row, &["scope"]).as_deref() {
        Some("profiles") => format!("the logs of {}", counted(profiles as u64, "profile")),
        Some("full") => "all profiles".to_owned(),
        _ => "unknown scope".to_owned(),
    };
    let permission = text(row, &["permission"]).unwrap_or_else(|| "unknown permission".to_owned());
    let without = (!disabled.is_empty()).then(|| format!("without {}", disabled.join(", ")));
    let lacks_logs = disabled.iter().any(|group| group == "publishing");
    let mut rights = finding(
        "key rights",
        if lacks_logs { FindingState::Warning } else { FindingState::Ok },
        &format!("{permission}, {scope}"),
        without,
    );
    if lacks_logs {
        rights.advice = Some("create a key with the resource group `publishing`, which covers every log".to_owned());
    } else if permission == "read-write" {
        rights.advice = Some("connlog needs the permission `read` only".to_owned());
    }
    vec![rights, expiry(row, now)]
}

/// Returns whether a row shows the beginning and the end of the key.
fn is_preview(row: &str, key: &str) -> bool {
    let Some(preview) = text(row, &["keyPreview"]) else { return false };
    let ends = preview.split_once("...").or_else(|| preview.split_once('…'));
    ends.is_some_and(|(start, end)| {
        let is_long = start.len() + end.len() >= 4 && start.len() + end.len() <= key.len();
        is_long && key.starts_with(start) && key.ends_with(end)
    })
}

fn expiry(row: &str, now: DateTime<Utc>) -> DoctorFinding {
    let Some(value) = scanner::member(row, "expiresAt").filter(|value| !json::is_absent(value)) else {
        return finding("key expiry", FindingState::Ok, "never", None);
    };
    let Some(at) = timestamp::moment(value) else {
        return unknown("key expiry", format!("`{value}` is not a time"));
    };
    let shown = timestamp::quoted(at).trim_matches('"').to_owned();
    let is_over = at <= now;
    let left = if is_over { "expired".to_owned() } else { format!("in {}", Age { instant: now, now: at }) };
    let state = match at - now {
        _ if is_over => FindingState::Failed,
        left if left < ENDS_SOON => FindingState::Warning,
        _ => FindingState::Ok,
    };
    let advice =
        (state != FindingState::Ok).then(|| "create a new key in the dashboard, and replace this one".to_owned());
    DoctorFinding { advice, ..finding("key expiry", state, &left, Some(shown)) }
}

fn billing(body: &str) -> DoctorFinding {
    let is = |name| text(body, &["status", name]);
    match (is("suspended").as_deref(), is("hasAccess").as_deref()) {
        (Some("true"), _) | (_, Some("false")) => {
            let since = is("suspendedAt").map(|since| format!("since {since}"));
            let why = is("suspensionReason").or_else(|| is("declineReason"));
            let detail = [since, why].into_iter().flatten().collect::<Vec<_>>().join(": ");
            let advice = is("openInvoiceUrl").map_or_else(
                || "pay in the dashboard's billing page".to_owned(),
                |url| format!("pay the open invoice: {url}"),
            );
            let detail = (!detail.is_empty()).then_some(detail);
            DoctorFinding { advice: Some(advice), ..finding("billing", FindingState::Failed, "suspended", detail) }
        }
        (Some("false"), _) | (_, Some("true")) => finding("billing", FindingState::Ok, "active", None),
        _ => unknown("billing", "the answer does not say whether the account is suspended".to_owned()),
    }
}

fn webhooks(body: &str, now: DateTime<Utc>) -> DoctorFinding {
    let Some(list) = scanner::member(body, "webhooks").filter(|list| list.starts_with('[')) else {
        return unknown("webhooks", "the answer has no list `webhooks`".to_owned());
    };
    let rows: Vec<&str> = scanner::elements(list).collect();
    let is_off = |row: &&&str| text(row, &["isActive"]).as_deref() == Some("false");
    let off: Vec<&&str> = rows.iter().filter(is_off).collect();
    if off.is_empty() {
        return finding(
            "webhooks",
            FindingState::Ok,
            &format!("{}, none is switched off", counted(rows.len() as u64, "subscription")),
            None,
        );
    }
    let named = |row: &&&str| {
        let name = text(row, &["name"]).unwrap_or_else(|| "without a name".to_owned());
        let failures = text(row, &["failureCount"]).and_then(|count| count.parse().ok()).unwrap_or(0);
        let fired = scanner::member(row, "lastFiredAt").and_then(timestamp::moment);
        let fired = fired.map_or_else(
            || "never succeeded".to_owned(),
            |at| format!("last success {} ago", Age { instant: at, now }),
        );
        format!("{name}: {}, {fired}", counted(failures, "failure"))
    };
    let mut details: Vec<String> = off.iter().take(NAMED).map(named).collect();
    if off.len() > NAMED {
        details.push(format!("and {} more", off.len() - NAMED));
    }
    let value = format!("{} of {} switched off", off.len(), counted(rows.len() as u64, "subscription"));
    DoctorFinding {
        advice: Some("repair the endpoint, then switch the subscription on in the dashboard".to_owned()),
        ..finding("webhooks", FindingState::Warning, &value, Some(details.join("; ")))
    }
}

/// Returns the finding about recent changes of the routes that connlog reads.
fn changes(body: &str, now: DateTime<Utc>) -> DoctorFinding {
    let Some(list) = scanner::member(body, "entries").filter(|list| list.starts_with('[')) else {
        return unknown("API changes", "the answer has no list `entries`".to_owned());
    };
    let is_recent = |entry: &&str| {
        let at = scanner::member(entry, "publishedAt").and_then(timestamp::moment);
        at.is_none_or(|at| now - at <= RECENT)
    };
    let entries: Vec<&str> = scanner::elements(list).filter(is_recent).filter(|entry| concerns_logs(entry)).collect();
    let Some(newest) = entries.first() else {
        return finding("API changes", FindingState::Ok, "none that concerns the logs in the last 90 days", None);
    };
    let title = text(newest, &["title"]).or_else(|| text(newest, &["message"])).unwrap_or_default();
    let date: String = text(newest, &["publishedAt"]).unwrap_or_default().chars().take(10).collect();
    let value = format!("{} of the logs in the last 90 days", counted(entries.len() as u64, "change"));
    let must_act = entries.iter().any(|entry| text(entry, &["impact"]).as_deref() == Some("action_required"));
    let state = if must_act { FindingState::Warning } else { FindingState::Ok };
    let address = text(newest, &["url"]).map(|url| format!("read {url}"));
    DoctorFinding { advice: address, ..finding("API changes", state, &value, Some(format!("{date} {title}"))) }
}

/// Returns whether a changed endpoint of an entry is one that connlog reads.
fn concerns_logs(entry: &str) -> bool {
    let endpoints = scanner::at(entry, &["changes", "endpoints"]).unwrap_or("{}");
    let lists = scanner::members(endpoints).map(|(_, list)| list).filter(|list| list.starts_with('['));
    lists.flat_map(scanner::elements).any(|endpoint| {
        let path = text(endpoint, &["path"]).unwrap_or_default();
        PATHS.iter().any(|known| path.starts_with(known))
    })
}
