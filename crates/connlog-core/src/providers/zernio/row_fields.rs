//! Fields that the rows of every type have.

use std::borrow::Cow;

use serde_json::value::RawValue;

use super::row::ZernioRow;
use crate::json;

/// Returns a key that differs from the row's name for it only in style.
pub(super) fn common<'r>(row: &mut ZernioRow<'r>, name: &'static str) -> Option<Cow<'r, str>> {
    let own = match name {
        "userId" => "user_id",
        "profileId" => "profile_id",
        "accountId" => "account_id",
        "accountUsername" => "account_username",
        "postId" => "post_id",
        "statusCode" => "status_code",
        "durationMs" => "duration_ms",
        "attemptNumber" => "attempt_number",
        "connectionMethod" => "connection_method",
        "createdAt" => "created_at",
        "id" => return row.take_member("id").or_else(|| row.take_member("_id")).map(Cow::Borrowed),
        same => same,
    };
    row.take_member(own).map(Cow::Borrowed)
}

/// Decodes `metadata`, a string that usually contains JSON: returns the object in it, else the string. Some rows
/// encode it twice.
pub(super) fn unpack(metadata: &str) -> Option<Cow<'_, str>> {
    let Some(mut text) = json::string(metadata) else { return Some(Cow::Borrowed(metadata)) };
    if text.starts_with('"')
        && let Some(inner) = json::string(text.trim())
    {
        text = Cow::Owned(inner.into_owned());
    }
    match text.trim() {
        "null" | "" => None,
        inner if !inner.starts_with('{') || json::exceeds_depth(inner) => Some(Cow::Borrowed(metadata)),
        inner if serde_json::from_str::<&RawValue>(inner).is_ok() => Some(Cow::Owned(inner.to_owned())),
        _ => Some(Cow::Borrowed(metadata)),
    }
}

/// Returns a key that the row lacks but its metadata has under the same name.
pub(super) fn inside<'r>(metadata: Option<&str>, name: &str) -> Option<Cow<'r, str>> {
    let members = json::members(metadata?)?;
    let (_, value) = members.into_iter().find(|(member, _)| member == name)?;
    (!json::is_absent(value)).then(|| Cow::Owned(value.to_owned()))
}
