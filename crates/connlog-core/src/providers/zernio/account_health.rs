//! Reads the present state of accounts from `/v1/accounts/health`, `/v1/accounts/{id}/health` and `/v1/accounts` (facts:
//! spec 1.444.0 in crate `zernio` 0.0.1308; the `late` dialect has the fields up to `issues`).

use std::borrow::Cow;

use chrono::{DateTime, Utc};

use super::health_fields::AccountHealth;
use super::row::ZernioRow;
use super::state_rules::{self, Judgement};
use crate::json::{self, scanner};
use crate::providers::endpoint::{PageRequest, ParseError, StatePage};
use crate::providers::printed_layout;
use crate::query::Filters;
use crate::record::{Field, Kind, RecordLayout, schema};
use crate::time::timestamp;

/// The route of the health of all accounts, in both dialects.
const ROUTE: &str = "/v1/accounts/health";

/// The layout of a row of a saved answer.
pub(super) static STATE: RecordLayout = RecordLayout {
    rules: &super::secrets::RULES,
    ..RecordLayout::new(Kind::State, "zernio", "unhealthySince", |raw| lay(raw, "zernio", None))
};

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
        printed_layout::state(fields.iter().map(|Field { name, json }| (&**name, &**json)))
    };
    let total = scanner::text(data, &["summary", "total"]).and_then(|total| total.parse().ok());
    Ok(StatePage { records: scanner::elements(rows).map(record).collect(), total })
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
