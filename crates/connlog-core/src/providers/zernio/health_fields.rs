//! The fields of a row about an account that decide its state.

use std::borrow::Cow;

use chrono::{DateTime, Utc};

use super::row::ZernioRow;
use crate::json::{self, scanner};
use crate::time::timestamp;

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

impl<'r> AccountHealth<'r> {
    /// Reads the members that decide. Those that the schema renames are consumed.
    pub(super) fn read(row: &mut ZernioRow<'r>, checked_at: Option<DateTime<Utc>>) -> Self {
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
