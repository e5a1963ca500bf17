//! The words that keys of records are known to have: platforms, events, statuses, actions and states.

/// The platforms of accounts. The API accepts only some of them as a filter.
pub const PLATFORMS: &[&str] = &[
    "tiktok",
    "instagram",
    "facebook",
    "youtube",
    "linkedin",
    "twitter",
    "threads",
    "pinterest",
    "reddit",
    "bluesky",
    "googlebusiness",
    "telegram",
    "snapchat",
    "whatsapp",
    "discord",
    "slack",
    "shopify",
    "wordpress",
    "wix",
    "linkedinads",
    "metaads",
    "pinterestads",
    "tiktokads",
    "xads",
    "googleads",
    "openaiads",
    "redditads",
    "sms",
    "phone",
    "rcs",
    "whopads",
    "google",
    "microsoft",
    "hubspot",
    "webflow",
    "googleanalytics",
    "imessage",
    "tiktokshop",
    "microsoftads",
];
/// Aliases of platforms, each with the name in the API.
const PLATFORM_ALIASES: [(&str, &str); 1] = [("x", "twitter")];

/// Returns the API's name of a platform; a word that is not an alias is returned unchanged.
pub fn platform(word: &str) -> &str {
    let alias = PLATFORM_ALIASES.iter().find(|(alias, _)| alias.eq_ignore_ascii_case(word));
    alias.map_or(word, |(_, name)| name)
}

/// Returns whether rows may name the platform by an alias.
pub fn has_alias(platform: &str) -> bool {
    PLATFORM_ALIASES.iter().any(|(alias, name)| [alias, name].iter().any(|word| word.eq_ignore_ascii_case(platform)))
}

/// Returns whether two words name the same platform, ignoring case.
pub fn same_platform(wanted: &str, found: &str) -> bool {
    platform(wanted).eq_ignore_ascii_case(platform(found))
}

/// The event types of a connection entry.
pub const EVENTS: &[&str] =
    &["connect_success", "connect_failed", "disconnect", "reconnect_success", "reconnect_failed"];

/// The events that start and end a sync.
pub const SYNC_BOUNDS: [&str; 3] = ["sync_start", "sync_end", "status"];

/// Returns whether an event starts or ends a sync, ignoring case.
pub fn bounds_sync(name: &str) -> bool {
    SYNC_BOUNDS.iter().any(|bound| name.eq_ignore_ascii_case(bound))
}

/// The statuses of an attempt.
pub const STATUSES: &[&str] = &["success", "failed", "pending", "skipped"];
/// The severities of an event, in ascending order.
pub const SEVERITIES: &[&str] = &["ok", "info", "warning", "failure"];
/// The origins of Fivetran events; `unknown` for an undocumented event.
pub const GROUPS: &[&str] = &["connector", "dashboard", "rest_api", "audit_trail", "transformation", "unknown"];
/// The statuses of a sync.
pub const SYNC_STATUSES: &[&str] =
    &["succeeded", "failed", "cancelled", "rescheduled", "priority-first", "open", "unknown"];
/// The states of an account or a connection, the worst first.
pub const STATES: &[&str] = &["disconnected", "failing", "unknown", "warning", "paused", "ok"];
/// The actions on a post: the words of the `late` dialect, then those of the `zernio` dialect.
pub const ACTIONS: &[&str] = &[
    "publish",
    "retry",
    "media_upload",
    "rate_limit_pause",
    "token_refresh",
    "cancelled",
    "post.published",
    "post.failed",
    "post.partial",
    "post.cancelled",
];

/// Returns whether the action `found` of a row in either dialect matches the filter value `wanted`.
///
/// The `zernio` dialect puts action and outcome into one word; the `late` dialect has a separate status.
pub fn same_action(wanted: &str, found: &str) -> bool {
    let meant: &[&str] = match wanted {
        "publish" => &["post.published", "post.failed", "post.partial"],
        "cancelled" => &["post.cancelled"],
        _ => &[],
    };
    wanted == found || meant.contains(&found)
}
