//! Codes of attempts to publish a post: the API's error categories.

use super::known;
use crate::providers::error_codes::ErrorCodeInfo;

const PLACE: &str = "posts";

pub(super) const CODES: &[ErrorCodeInfo] = &[
    known(
        ("auth_expired", "connections, posts"),
        "the account's access ended: its token expired or was revoked",
        "user",
        "reconnect the account",
        "after the fix",
    ),
    known(
        ("user_content", PLACE),
        "the content does not meet the platform's rules: too long, wrong format, a duplicate",
        "user",
        "change the text or the media as the message says",
        "after the fix",
    ),
    known(
        ("user_abuse", PLACE),
        "the platform takes the account's posts for spam, or there were too many of them",
        "user",
        "post less often, and wait until the platform lets the account post again",
        "later",
    ),
    known(
        ("account_issue", PLACE),
        "the account is not set up for this: inactive, no board or channel, a confirmation is missing",
        "user",
        "correct it in the platform's own settings, as the message says",
        "after the fix",
    ),
    known(
        ("platform_rejected", PLACE),
        "the platform refused the post by its rules: policy, ban, a media type it does not take",
        "user",
        "read the platform's reason and change the post; publishing it unchanged fails again",
        "after the fix",
    ),
    known(
        ("platform_error", "posts, api"),
        "the platform failed or is in maintenance",
        "platform",
        "nothing; publish again in a few minutes",
        "later",
    ),
    known(
        ("platform_rate_limit", PLACE),
        "the platform wants fewer requests for now",
        "platform",
        "nothing; publish again later, and spread the posts of this account",
        "later",
    ),
    known(
        ("quota_exhausted", PLACE),
        "a quota of the platform for publishing is used up, as the uploads of a day",
        "platform",
        "wait until the platform renews the quota, mostly the next day",
        "later",
    ),
    known(
        ("system_error", PLACE),
        "the API's own infrastructure failed: a time-out, the network",
        "api",
        "publish again; report it with the request id if it lasts",
        "later",
    ),
    known(
        ("unknown", PLACE),
        "the failure could not be put into a category",
        "unknown",
        "read the message and the platform's answer in response.rawBody",
        "later",
    ),
];
