//! Codes of attempts to publish a post: the API's error categories.

use super::known;
use crate::providers::error_codes::ErrorCodeInfo;

const PLACE: &str = "posts";

pub(super) const CODES: &[ErrorCodeInfo] = &[
    known(
        "auth_expired",
        "the account's access ended: its token expired or was revoked",
        "user",
        "reconnect the account",
        "after the fix",
    )
    .found_in("connections, posts"),
    known(
        "user_content",
        "the content does not meet the platform's rules: too long, wrong format, a duplicate",
        "user",
        "change the text or the media as the message says",
        "after the fix",
    )
    .found_in(PLACE),
    known(
        "user_abuse",
        "the platform takes the account's posts for spam, or there were too many of them",
        "user",
        "post less often, and wait until the platform lets the account post again",
        "later",
    )
    .found_in(PLACE),
    known(
        "account_issue",
        "the account is not set up for this: inactive, no board or channel, a confirmation is missing",
        "user",
        "correct it in the platform's own settings, as the message says",
        "after the fix",
    )
    .found_in(PLACE),
    known(
        "platform_rejected",
        "the platform refused the post by its rules: policy, ban, a media type it does not take",
        "user",
        "read the platform's reason and change the post; publishing it unchanged fails again",
        "after the fix",
    )
    .found_in(PLACE),
    known(
        "platform_error",
        "the platform failed or is in maintenance",
        "platform",
        "nothing; publish again in a few minutes",
        "later",
    )
    .found_in("posts, api"),
    known(
        "platform_rate_limit",
        "the platform wants fewer requests for now",
        "platform",
        "nothing; publish again later, and spread the posts of this account",
        "later",
    )
    .found_in(PLACE),
    known(
        "quota_exhausted",
        "a quota of the platform for publishing is used up, as the uploads of a day",
        "platform",
        "wait until the platform renews the quota, mostly the next day",
        "later",
    )
    .found_in(PLACE),
    known(
        "system_error",
        "the API's own infrastructure failed: a time-out, the network",
        "api",
        "publish again; report it with the request id if it lasts",
        "later",
    )
    .found_in(PLACE),
    known(
        "unknown",
        "the failure could not be put into a category",
        "unknown",
        "read the message and the platform's answer in response.rawBody",
        "later",
    )
    .found_in(PLACE),
];
