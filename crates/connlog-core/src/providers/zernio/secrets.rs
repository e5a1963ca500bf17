//! The redaction rules of Late records: tokens of invitations and connects, and secrets in the texts of requests and
//! responses. Ids and handles of accounts stay visible.

use std::sync::LazyLock;

use crate::record::block::MemberIndex;
use crate::redact::keyword_prefilter::KeywordPrefilter;
use crate::redact::{RedactedPath, RedactionRule, RedactionRules};

pub(crate) static RULES: RedactionRules =
    RedactionRules { judge, may_hold, nobody: &[], open: |name| matches!(name, "kind" | "source") };

/// The starts of a populated user in the spacings of servers.
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
    match place.keys {
        // The id of a key is not a key.
        [.., "api_key_id" | "apiKeyId"] => RedactionRule::Plain,
        // A populated user; other rows have an id here.
        ["userId" | "user_id" | "user" | "createdBy", .., field]
            if !matches!(*field, "_id" | "id" | "$oid" | "__v") =>
        {
            RedactionRule::Personal
        }
        _ => RedactionRule::Unknown,
    }
}
