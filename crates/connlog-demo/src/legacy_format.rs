//! Rows as the late dialect writes them: camelCase, with `_id`.

use super::connections::{Connection, ConnectionEvent};
use super::dataset::Dataset;
use super::json_writer::Object;
use super::post_details::{Post, PostEntry};
use super::posts::{Action, PostStatus};
use super::{platform_responses, stamp};

/// Writes connection entry `n`.
pub(super) fn connection(world: &Dataset, n: u64, out: &mut Vec<u8>) {
    let entry = world.connection(n);
    Object::write(out, |row| {
        row.text("_id", &entry.id);
        match entry.user {
            Some(user) => row.text("userId", user),
            None => row.null("userId"),
        }
        row.text("profileId", entry.profile_id);
        if entry.event != ConnectionEvent::ConnectFailed {
            row.text("accountId", &entry.account.id);
        }
        row.text("platform", entry.account.platform().name);
        row.text("eventType", entry.event.name());
        row.text("connectionMethod", entry.method);
        outcome(&entry, row);
        if entry.event != ConnectionEvent::Disconnect {
            row.object("context", |context| context_of(&entry, context));
        }
        if let Some(duration) = entry.duration {
            row.number("durationMs", duration);
        }
        if let Some(ending) = entry.ending {
            row.object("metadata", |metadata| metadata.text("reason", ending.reason));
        }
        row.text("createdAt", &stamp(entry.time));
    });
}

fn outcome(entry: &Connection<'_>, row: &mut Object<'_>) {
    if let Some(failure) = entry.failure {
        row.object("error", |error| {
            error.text("code", failure.code);
            error.text("message", failure.message);
            error.maybe("rawResponse", failure.raw);
        });
    }
    if entry.event.succeeded() {
        row.object("success", |success| {
            success.text("displayName", entry.display_name);
            success.text("username", &entry.account.handle);
            if entry.with_picture {
                success.text("profilePicture", &format!("https://cdn.example.com/{}.jpg", entry.account.id));
            }
            success.texts("permissions", entry.account.platform().scopes);
            success.maybe("tokenExpiresAt", entry.token_expires.map(stamp).as_deref());
            success.text("accountType", entry.account_type);
        });
    }
}

fn context_of(entry: &Connection<'_>, context: &mut Object<'_>) {
    context.flag("isHeadlessMode", entry.headless);
    context.flag("hasCustomRedirectUrl", entry.custom_redirect);
    context.flag("isReconnection", entry.event.again());
    context.flag("isBYOK", entry.own_keys);
    context.maybe("invitationToken", entry.invitation.as_deref());
}

/// Writes publishing entry `n`.
pub(super) fn post(world: &Dataset, n: u64, out: &mut Vec<u8>) {
    let entry = world.post_entry(n);
    Object::write(out, |row| {
        row.text("_id", &entry.id);
        match &entry.post {
            Some(post) if entry.populated => row.object("postId", |inner| populated(&entry, post, inner)),
            Some(post) => row.text("postId", &post.id),
            None => row.null("postId"),
        }
        row.text("userId", entry.user);
        row.text("profileId", entry.profile_id);
        row.text("platform", entry.account.platform().name);
        row.text("accountId", &entry.account.id);
        row.text("accountUsername", &format!("@{}", entry.account.handle));
        row.text("action", entry.action.name());
        row.text("status", entry.status.name());
        if let Some(status) = platform_responses::status_code(&entry) {
            row.number("statusCode", status);
        }
        row.maybe("endpoint", platform_responses::endpoint(&entry));
        exchange(&entry, row);
        if let Some(duration) = entry.duration {
            row.number("durationMs", duration);
        }
        row.number("attemptNumber", entry.attempt);
        row.text("createdAt", &stamp(entry.time));
    });
}

fn populated(entry: &PostEntry<'_>, post: &Post, inner: &mut Object<'_>) {
    inner.text("_id", &post.id);
    inner.text("content", &post.content);
    inner.text(
        "status",
        match (entry.action, entry.status) {
            (Action::Cancelled, _) => "cancelled",
            (_, PostStatus::Success) => "published",
            (_, PostStatus::Failed) => "failed",
            (_, PostStatus::Pending | PostStatus::Skipped) => "scheduled",
        },
    );
}

fn exchange(entry: &PostEntry<'_>, row: &mut Object<'_>) {
    const CUT: usize = 5_000;
    if let Some(post) = &entry.post {
        row.object("request", |request| {
            request.text("contentPreview", &post.content.chars().take(200).collect::<String>());
            request.number("mediaCount", post.media.len() as u64);
            request.texts("mediaTypes", post.media);
            request.texts("mediaUrls", platform_responses::media_urls(post));
            request.maybe("scheduledFor", post.scheduled.map(stamp).as_deref());
            request.maybe("rawBody", platform_responses::request(entry, CUT).as_deref());
        });
    }
    let (platform_id, failure) = (entry.platform_post_id.as_deref(), entry.failure);
    if platform_id.is_some() || failure.is_some() {
        row.object("response", |response| {
            response.maybe("platformPostId", platform_id);
            response.maybe("platformPostUrl", entry.url.as_deref());
            response.maybe("errorMessage", failure.map(|failure| failure.message));
            response.maybe("errorCode", failure.map(|failure| failure.code));
            response.maybe("rawBody", platform_responses::response(entry, CUT).as_deref());
        });
    }
}
