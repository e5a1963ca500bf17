//! What of Late's records is not shown: the tokens of invitations and of connecting, and whatever a platform's answer or our
//! request to it gives away in its text. Ids and handles of accounts are what the tool is there to show.

use std::sync::LazyLock;

use crate::record::block::MemberIndex;
use crate::redact::keyword_prefilter::KeywordPrefilter;
use crate::redact::{RedactedPath, RedactionRule, RedactionRules};

pub(crate) static RULES: RedactionRules =
    RedactionRules { judge, may_hold, nobody: &[], open: |name| matches!(name, "kind" | "source") };

/// The beginnings of a user in full, as servers space them.
const USERS: [&str; 8] = [
    "\"userid\":{",
    "\"userid\": {",
    "\"user_id\":{",
    "\"user_id\": {",
    "\"user\":{",
    "\"user\": {",
    "\"createdby\":{",
    "\"createdby\": {",
];

fn may_hold(entry: &MemberIndex<'_>) -> bool {
    static NEEDLES: LazyLock<KeywordPrefilter> = LazyLock::new(|| KeywordPrefilter::new(&USERS, &[]));
    NEEDLES.are_in(entry.raw())
}

fn judge(place: &RedactedPath<'_>) -> RedactionRule {
    match place.way {
        // It names a key and is none.
        [.., "api_key_id" | "apiKeyId"] => RedactionRule::Plain,
        // The user in full, where other rows have an id.
        ["userId" | "user_id" | "user" | "createdBy", .., field]
            if !matches!(*field, "_id" | "id" | "$oid" | "__v") =>
        {
            RedactionRule::Personal
        }
        _ => RedactionRule::Unknown,
    }
}
