//! Reads the present state of accounts from `/v1/accounts/health`, `/v1/accounts/{id}/health` and `/v1/accounts` (facts:
//! spec 1.444.0 in crate `zernio` 0.0.1308; the `late` dialect has the fields up to `issues`).

use std::borrow::Cow;

use chrono::{DateTime, Utc};

use super::row::ZernioRow;
use super::state_rules::{self, Judgement};
use crate::json::{self, scanner};
use crate::providers::connlog_output;
use crate::providers::endpoint::{PageRequest, ParseError, StatePage};
use crate::query::Filters;
use crate::record::{Field, Kind, Record, RecordLayout, schema};
use crate::time::timestamp;

/// The route of the health of all accounts, in both dialects.
const ROUTE: &str = "/v1/accounts/health";

/// The layout of a row of a saved answer.
pub(super) static STATE: RecordLayout = RecordLayout {
    rules: &super::secrets::RULES,
    ..RecordLayout::new(Kind::State, "zernio", "unhealthySince", |raw| lay(raw, "zernio", None))
};

/// What a row says about an account. Absent and unreadable values are `None`.
#[derive(Debug, Default)]
pub(super) struct AccountHealth<'r> {
    /// `healthy`, `warning` or `error`.
    pub(super) status: Option<Cow<'r, str>>,
    pub(super) needs_reconnect: Option<bool>,
    pub(super) is_token_valid: Option<bool>,
    pub(super) can_post: Option<bool>,
    pub(super) is_active: Option<bool>,
    pub(super) can_fetch_analytics: Option<bool>,
    pub(super) analytics_sync: Option<Cow<'r, str>>,
    pub(super) disconnect_reason: Option<Cow<'r, str>>,
    pub(super) disconnection_type: Option<Cow<'r, str>>,
    pub(super) unhealthy_since: Option<&'r str>,
    pub(super) token_expires_at: Option<&'r str>,
    /// The end of the cooldown after too many failures; posts before it answer 429.
    pub(super) rate_limited_until: Option<DateTime<Utc>>,
    pub(super) restriction: Option<MessagingRestriction<'r>>,
    pub(super) missing_permissions: Vec<Cow<'r, str>>,
    pub(super) issues: Vec<Cow<'r, str>>,
    /// When the answer was read; `None` for a saved answer.
    pub(super) checked_at: Option<DateTime<Utc>>,
}

/// A limit on the messages of an account.
#[derive(Debug)]
pub(super) struct MessagingRestriction<'r> {
    pub(super) message: Option<Cow<'r, str>>,
    pub(super) first_seen: Option<&'r str>,
    pub(super) paused_until: Option<DateTime<Utc>>,
}

/// Returns whether `raw` is a row about the health of an account or a row of the list of accounts.
pub(super) fn claims(raw: &str) -> bool {
    let (mut account, mut platform, mut health, mut entry) = (false, false, false, false);
    for (key, _) in scanner::members(raw) {
        match key {
            "accountId" | "_id" => account = true,
            "platform" => platform = true,
            "tokenValid" | "tokenStatus" | "needsReconnect" | "canPost" | "needsReconnection" | "isActive" => {
                health = true;
            }
            "action" | "eventType" | "created_at" | "kind" => entry = true,
            _ => {}
        }
    }
    account && platform && health && !entry
}

/// Returns the request for the health of the accounts that `filters` select. The route filters one profile and one
/// platform; the caller applies all other filters.
pub(super) fn request(filters: &Filters) -> PageRequest {
    let mut query = Vec::new();
    if let [profile] = &filters.profiles[..] {
        query.push(("profileId", profile.clone()));
    }
    PageRequest { path: ROUTE.to_owned(), query }
}

/// Reads the states of an answer with status 200. The dialect is the value of `source`.
pub(super) fn read(body: &str, source: &str, checked_at: DateTime<Utc>) -> Result<StatePage, ParseError> {
    match body.trim_start().as_bytes().first() {
        None => return Err(ParseError::Empty),
        Some(b'<') => return Err(ParseError::Html),
        Some(_) => {}
    }
    if let Err(error) = serde_json::from_str::<serde::de::IgnoredAny>(body) {
        return Err(ParseError::Cut(format!("it is not JSON at line {}, column {}", error.line(), error.column())));
    }
    if json::nests_too_deep(body) {
        return Err(ParseError::Deep);
    }
    let data = scanner::member(body, "data").filter(|data| data.starts_with('{')).unwrap_or(body);
    let rows = scanner::member(data, "accounts").filter(|rows| rows.starts_with('['));
    let rows = rows.ok_or_else(|| ParseError::Alien("it has no list `accounts`".to_owned()))?;
    let record = |row| {
        let fields = lay(row, source, Some(checked_at));
        Record::from_text(object(&fields), &connlog_output::STATE)
    };
    let total = scanner::text(data, &["summary", "total"]).and_then(|total| total.parse().ok());
    Ok(StatePage { records: scanner::elements(rows).map(record).collect(), total })
}

/// Returns the fields as a JSON object.
fn object(fields: &[Field<'_>]) -> String {
    let mut text = String::with_capacity(512);
    for Field { name, json } in fields {
        text.push(if text.is_empty() { '{' } else { ',' });
        text.extend([&json::quote(name), ":", json]);
    }
    text.push('}');
    text
}

fn lay<'r>(raw: &'r str, source: &str, checked_at: Option<DateTime<Utc>>) -> Vec<Field<'r>> {
    let mut row = ZernioRow::new(raw);
    let health = AccountHealth::read(&mut row, checked_at);
    let judgement = state_rules::judge(&health);
    let flag = |value: Option<bool>| value.map(|value| Cow::Borrowed(if value { "true" } else { "false" }));
    row.lay(schema::keys(Kind::State), |row, name| match name {
        "kind" => Some(Cow::Borrowed("\"state\"")),
        "source" => Some(Cow::Owned(json::quote(source))),
        "id" => row.take_member("accountId").or_else(|| row.take_member("_id")).map(Cow::Borrowed),
        "name" => row.take_member("username").or_else(|| row.take_member("displayName")).map(Cow::Borrowed),
        "groupId" => row.take_member("profileId").and_then(reference),
        "groupName" | "paused" | "lastSuccessAt" | "lastFailureAt" | "expectedEvery" => None,
        "state" => Some(Cow::Borrowed(judgement.state.json())),
        "since" => judgement.since.and_then(timestamp::text),
        "reason" => judgement.reason.as_deref().map(|reason| Cow::Owned(json::quote(reason))),
        "needsAction" => flag(judgement.needs_action),
        "canPost" => flag(health.can_post),
        "tokenExpiresAt" => health.token_expires_at.and_then(timestamp::text),
        "issues" => Some(Cow::Owned(texts(&health.issues, &judgement))),
        "checkedAt" => checked_at.map(|at| Cow::Owned(timestamp::quoted(at))),
        name => row.take_member(name).map(Cow::Borrowed),
    })
}

/// Returns the id of a profile, which some answers replace by the profile.
fn reference(json: &str) -> Option<Cow<'_, str>> {
    if !json.starts_with('{') {
        return Some(Cow::Borrowed(json));
    }
    ["_id", "id"].iter().find_map(|name| scanner::member(json, name)).map(Cow::Borrowed)
}

/// Returns the issues and the note of the judgement as a JSON list.
fn texts(issues: &[Cow<'_, str>], judgement: &Judgement<'_>) -> String {
    // The note repeats what an issue about analytics says.
    let note = judgement.note.as_deref().filter(|_| !issues.iter().any(|issue| state_rules::is_about_analytics(issue)));
    let all = issues.iter().map(|issue| &**issue).chain(note);
    let quoted: Vec<String> = all.map(json::quote).collect();
    format!("[{}]", quoted.join(","))
}

impl<'r> AccountHealth<'r> {
    /// Reads the members that decide. Those that the schema renames are consumed.
    fn read(row: &mut ZernioRow<'r>, checked_at: Option<DateTime<Utc>>) -> Self {
        let text = |row: &ZernioRow<'r>, name: &str| row.peek(name).and_then(json::scalar);
        let moment = |json: Option<&str>| json.and_then(timestamp::moment);
        let (token, permissions) = (row.peek("tokenStatus"), row.peek("permissions"));
        let inner = |object: Option<&'r str>, name: &str| object.and_then(|object| scanner::member(object, name));
        let restriction = row.peek("messagingRestriction").map(|found| MessagingRestriction {
            message: scanner::member(found, "message").and_then(json::scalar),
            first_seen: scanner::member(found, "firstSeenAt"),
            paused_until: moment(scanner::member(found, "pausedUntil")),
        });
        let issues = row.take_member("issues").map(list).unwrap_or_default();
        Self {
            status: text(row, "status"),
            needs_reconnect: flag(row.peek("needsReconnect").or_else(|| row.peek("needsReconnection"))),
            is_token_valid: flag(row.peek("tokenValid").or_else(|| inner(token, "valid"))),
            can_post: flag(row.take_member("canPost").or_else(|| inner(permissions, "canPost"))),
            is_active: flag(row.peek("isActive")),
            can_fetch_analytics: flag(row.peek("canFetchAnalytics")),
            analytics_sync: inner(row.peek("analyticsSync"), "status").and_then(json::scalar),
            disconnect_reason: text(row, "disconnectReason"),
            disconnection_type: text(row, "disconnectionType"),
            unhealthy_since: row.peek("unhealthySince"),
            token_expires_at: row.take_member("tokenExpiresAt").or_else(|| inner(token, "expiresAt")),
            rate_limited_until: moment(row.peek("rateLimitedUntil")),
            restriction,
            missing_permissions: inner(permissions, "missingRequired").map(list).unwrap_or_default(),
            issues,
            checked_at,
        }
    }
}

/// Returns a boolean, which some servers write as text; `None` for every other value.
fn flag(json: Option<&str>) -> Option<bool> {
    match &*json::scalar(json?)?.to_ascii_lowercase() {
        "true" => Some(true),
        "false" => Some(false),
        _ => None,
    }
}

/// Returns the texts of a list. An element that is an object counts with its message.
fn list(json: &str) -> Vec<Cow<'_, str>> {
    let text = |element| match json::scalar(element) {
        Some(text) => Some(text),
        None => scanner::member(element, "message").and_then(json::scalar),
    };
    if json.starts_with('[') {
        scanner::elements(json).filter_map(text).collect()
    } else {
        text(json).into_iter().collect()
    }
}
