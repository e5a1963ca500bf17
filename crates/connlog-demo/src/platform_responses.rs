//! What went to a platform and what it answered: the same for both dialects, which only name and cut it differently.

use super::json_writer::Object;
use super::post_details::{Post, PostEntry};
use super::posts::{Action, PostStatus};
use super::stamp;

/// The platform's HTTP status, where it was called.
pub(super) fn status_code(entry: &PostEntry<'_>) -> Option<u64> {
    match (entry.failure, entry.status) {
        (Some(failure), _) => Some(failure.status.into()),
        (None, PostStatus::Success) => Some(200),
        (None, _) => None,
    }
}

/// The call that was made, if one was.
pub(super) fn endpoint(entry: &PostEntry<'_>) -> Option<&'static str> {
    match entry.action {
        Action::Publish | Action::Retry => Some(entry.account.platform().publish),
        Action::MediaUpload => Some(entry.account.platform().upload),
        Action::RateLimitPause | Action::TokenRefresh | Action::Cancelled => None,
    }
}

/// Where the media of `post` lie.
pub(super) fn media_urls(post: &Post) -> impl Iterator<Item = String> {
    post.media.iter().enumerate().map(|(place, kind)| {
        let end = if *kind == "video" { "mp4" } else { "jpg" };
        format!("https://storage.example.com/{:016x}-{place}.{end}", post.media_key)
    })
}

/// The body that was sent, cut at `most` characters.
pub(super) fn request(entry: &PostEntry<'_>, most: usize) -> Option<String> {
    let post = entry.post.as_ref().filter(|_| endpoint(entry).is_some())?;
    let body = Object::text_of(|body| {
        body.text("text", &post.content);
        body.texts("media_urls", media_urls(post));
        body.maybe("scheduled_for", post.scheduled.map(stamp).as_deref());
    });
    Some(cut(body, most))
}

/// The body that came back, cut at `most` characters.
pub(super) fn response(entry: &PostEntry<'_>, most: usize) -> Option<String> {
    if let Some(failure) = entry.failure {
        return (!failure.raw.is_empty()).then(|| cut(failure.raw.to_owned(), most));
    }
    let id = entry.platform_post_id.as_deref()?;
    let body = Object::text_of(|body| {
        body.text("id", id);
        body.maybe("url", entry.url.as_deref());
    });
    Some(cut(body, most))
}

/// `text`, cut after `most` characters.
pub(super) fn cut(mut text: String, most: usize) -> String {
    if let Some((end, _)) = text.char_indices().nth(most) {
        text.truncate(end);
    }
    text
}
