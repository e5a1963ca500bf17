//! Rows as the present dialect writes them: `snake_case`, no id, bodies and metadata as strings of JSON.
//!
//! Action names other than `post.published` and `account.connected` are stated by no source; these are ours, after the
//! names of the API's webhook events.

use super::connections::{Connection, ConnectionEvent, ConnectionOutline};
use super::dataset::Dataset;
use super::json_writer::Object;
use super::post_details::PostEntry;
use super::posts::{self, Action, PostStatus};
use super::{platform_responses, stamp};

/// The action of a connection row.
pub(super) const fn connection_action(event: ConnectionEvent) -> &'static str {
    match event {
        ConnectionEvent::Disconnect => "account.disconnected",
        _ => "account.connected",
    }
}

/// The status of a connection row. A disconnect somebody wanted is a success.
pub(super) const fn connection_status(outline: ConnectionOutline) -> PostStatus {
    let wanted = matches!(outline.event, ConnectionEvent::Disconnect) && outline.intentional;
    if outline.event.succeeded() || wanted { PostStatus::Success } else { PostStatus::Failed }
}

/// The action of a publishing row.
pub(super) const fn post_action(outline: posts::PostOutline) -> &'static str {
    action(outline.action, outline.status)
}

const fn action(action: Action, status: PostStatus) -> &'static str {
    match (action, status) {
        (Action::RateLimitPause, _) => "account.rate_limited",
        (Action::TokenRefresh, _) => "account.token_refreshed",
        (Action::Cancelled, _) => "post.cancelled",
        (_, PostStatus::Success) => "post.published",
        _ => "post.failed",
    }
}

/// The API writes an empty text about as often as it leaves a member out.
const fn writes_empty(time: u64) -> bool {
    time.is_multiple_of(2)
}

/// Writes connection entry `n`.
pub(super) fn connection(world: &Dataset, n: u64, out: &mut Vec<u8>) {
    let status = connection_status(world.connection_outline(n));
    let entry = world.connection(n);
    Object::write(out, |row| {
        row.text("type", "connections");
        row.text("action", connection_action(entry.event));
        row.maybe("user_id", entry.user);
        row.text("platform", entry.account.platform().name);
        if entry.event != ConnectionEvent::ConnectFailed {
            row.text("account_id", &entry.account.id);
        } else if writes_empty(entry.time) {
            row.text("account_id", "");
        }
        row.text("profile_id", entry.profile_id);
        row.text("status", status.name());
        if let Some(failure) = entry.failure {
            row.number("status_code", failure.status);
            row.text("error_message", failure.message);
            row.text("error_code", failure.code);
        } else if status == PostStatus::Failed {
            let title = entry.account.platform().title;
            let reason = entry.ending.map_or("", |ending| ending.reason);
            row.text("error_message", &format!("{reason}. Please reconnect your {title} account."));
            row.text("error_code", "auth_expired");
        }
        if let Some(duration) = entry.duration {
            row.number("duration_ms", duration);
        }
        row.maybe("response_body", entry.failure.and_then(|failure| failure.raw));
        row.text("created_at", &stamp(entry.time));
        row.text("metadata", &connection_metadata(&entry));
    });
}

fn connection_metadata(entry: &Connection<'_>) -> String {
    Object::text_of(|metadata| {
        if let Some(ending) = entry.ending {
            let kind = if ending.intentional { "intentional" } else { "unintentional" };
            metadata.text("disconnectionType", kind);
            metadata.text("reason", ending.reason);
            return;
        }
        metadata.text("connectionMethod", entry.method);
        metadata.flag("isReconnection", entry.event.again());
        metadata.flag("isHeadlessMode", entry.headless);
        metadata.flag("hasCustomRedirectUrl", entry.custom_redirect);
        metadata.flag("isBYOK", entry.own_keys);
        metadata.maybe("invitationToken", entry.invitation.as_deref());
        if entry.event.succeeded() {
            metadata.text("username", &entry.account.handle);
            metadata.text("displayName", entry.display_name);
            metadata.text("accountType", entry.account_type);
        }
    })
}

/// Writes publishing entry `n`.
pub(super) fn post(world: &Dataset, n: u64, out: &mut Vec<u8>) {
    let entry = world.post_entry(n);
    Object::write(out, |row| {
        row.text("type", "publishing");
        row.text("action", action(entry.action, entry.status));
        row.text("user_id", entry.user);
        row.text("platform", entry.account.platform().name);
        row.text("account_id", &entry.account.id);
        row.text("profile_id", entry.profile_id);
        row.text("status", entry.status.name());
        if let Some(status) = platform_responses::status_code(&entry) {
            row.number("status_code", status);
        }
        row.maybe("error_message", entry.failure.map(|failure| failure.message));
        row.maybe("error_code", entry.failure.map(|failure| failure.code));
        if let Some(duration) = entry.duration {
            row.number("duration_ms", duration);
        }
        row.maybe("endpoint", platform_responses::endpoint(&entry));
        row.maybe("request_body", platform_responses::request(&entry, 5_000).as_deref());
        row.maybe("response_body", platform_responses::response(&entry, 10_000).as_deref());
        row.text("created_at", &stamp(entry.time));
        row.text("metadata", &post_metadata(&entry));
        if let Some(post) = &entry.post {
            row.text("post_id", &post.id);
            let nothing = writes_empty(entry.time).then_some("");
            row.maybe("platform_post_id", entry.platform_post_id.as_deref().or(nothing));
            row.maybe("request_id", post.request.map(|n| world.request_id(n)).as_deref());
        }
    });
}

fn post_metadata(entry: &PostEntry<'_>) -> String {
    Object::text_of(|metadata| {
        metadata.number("attempt", entry.attempt);
        metadata.text("username", &entry.account.handle);
        if !matches!(entry.action, Action::Publish) {
            metadata.text("step", entry.action.name());
        }
    })
}
