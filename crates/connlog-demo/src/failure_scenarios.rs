//! The ways in which connecting and publishing fail, in the API's vocabulary of codes with platforms' own words.

/// Why a connection was not made.
#[derive(Debug)]
pub(super) struct ConnectFailure {
    pub code: &'static str,
    pub message: &'static str,
    /// What the platform answered, if it did.
    pub raw: Option<&'static str>,
    pub status: u16,
}

const fn connect(code: &'static str, status: u16, message: &'static str, raw: Option<&'static str>) -> ConnectFailure {
    ConnectFailure { code, message, raw, status }
}

/// Of an OAuth flow; the first one stands for a platform that is down.
pub(super) const OAUTH: [ConnectFailure; 8] = [
    connect(
        "token_exchange_failed",
        503,
        "Failed to exchange the authorization code: HTTP 503",
        Some(r#"{"error":{"message":"Service temporarily unavailable","type":"OAuthException","code":2}}"#),
    ),
    connect("oauth_denied", 400, "OAuth error: access_denied", None),
    connect("oauth_denied", 400, "OAuth error: user_cancelled_authorize", None),
    connect("invalid_state", 400, "The sign-in took too long or was opened twice. Please start again.", None),
    connect(
        "token_exchange_failed",
        400,
        "Failed to exchange the authorization code: invalid_grant",
        Some(r#"{"error":"invalid_grant","error_description":"Code has expired or was already \"redeemed\"."}"#),
    ),
    connect("code_already_redeemed", 400, "This authorization code has been used before.", None),
    connect(
        "account_limit_exceeded",
        402,
        "Your plan's number of connected accounts is reached. Upgrade to connect more.",
        None,
    ),
    connect(
        "reconnect_account_mismatch",
        409,
        "You signed in with another account than the one being reconnected.",
        None,
    ),
];

/// Of Facebook and Instagram alone.
pub(super) const META: ConnectFailure = connect(
    "no_facebook_pages",
    400,
    "No Facebook pages found. Your account has no page, or none was selected in the dialog.",
    Some(r#"{"data":[],"paging":{}}"#),
);

/// Of Google's platforms alone.
pub(super) const GOOGLE: ConnectFailure = connect(
    "missing_google_permissions",
    403,
    "Not all permissions were granted. Tick every box in Google's dialog.",
    Some(
        r#"{"error":{"code":403,"message":"Request had insufficient authentication scopes.","status":"PERMISSION_DENIED"}}"#,
    ),
);

/// Of a sign-in with name and password.
pub(super) const CREDENTIALS: [ConnectFailure; 2] = [
    connect(
        "token_exchange_failed",
        401,
        "Invalid identifier or password",
        Some(r#"{"error":"AuthenticationRequired","message":"Invalid identifier or password"}"#),
    ),
    connect(
        "token_exchange_failed",
        502,
        "The server did not answer in time",
        Some("upstream connect error or disconnect/reset before headers"),
    ),
];

/// Why a connection ended.
#[derive(Debug)]
pub(super) struct ScenarioEnding {
    pub intentional: bool,
    pub reason: &'static str,
}

/// Endings by themselves.
pub(super) const EXPIRIES: [ScenarioEnding; 3] = [
    ScenarioEnding { intentional: false, reason: "Token expired" },
    ScenarioEnding { intentional: false, reason: "Access revoked in the platform's settings" },
    ScenarioEnding { intentional: false, reason: "Password changed, session invalidated" },
];

/// Endings somebody wanted.
pub(super) const LEAVINGS: [ScenarioEnding; 2] = [
    ScenarioEnding { intentional: true, reason: "Disconnected by user" },
    ScenarioEnding { intentional: true, reason: "Profile archived by user" },
];

/// Why a post was not published.
#[derive(Debug)]
pub(super) struct PublishFailure {
    /// The platform it is of; `*` for any.
    pub platform: &'static str,
    pub code: &'static str,
    pub status: u16,
    pub message: &'static str,
    pub raw: &'static str,
}

impl PublishFailure {
    /// Whose side the failure is on, as the API names it.
    pub(super) fn source(&self) -> &'static str {
        match self.code {
            "auth_expired" | "user_content" | "user_abuse" | "account_issue" => "user",
            "system_error" => "system",
            _ => "platform",
        }
    }
}

const fn publish(
    platform: &'static str,
    code: &'static str,
    status: u16,
    message: &'static str,
    raw: &'static str,
) -> PublishFailure {
    PublishFailure { platform, code, status, message, raw }
}

/// A platform that is down.
pub(super) const OUTAGE: PublishFailure = publish(
    "*",
    "platform_error",
    503,
    "The platform is temporarily unavailable.",
    r#"{"error":{"message":"Service temporarily unavailable","is_transient":true,"code":2}}"#,
);
/// Uploads that break.
pub(super) const UPLOADS: [PublishFailure; 3] = [
    publish("*", "platform_error", 503, "Chunk upload failed", r#"{"error":{"code":"internal_error"}}"#),
    publish("*", "system_error", 504, "Media upload timed out", "upstream request timeout"),
    publish(
        "*",
        "user_content",
        400,
        "Media could not be fetched from the given URL",
        r#"{"error":{"message":"Media download has failed.","code":9004}}"#,
    ),
];
/// A token that could not be renewed, of an account that is lost.
pub(super) const REFRESH: PublishFailure = publish(
    "*",
    "auth_expired",
    401,
    "The access token could not be refreshed. Please reconnect the account.",
    r#"{"error":"invalid_grant","error_description":"Token has been expired or revoked."}"#,
);
/// A renewal that is tried again, of an account that stays connected.
pub(super) const REFRESH_LATER: PublishFailure = publish(
    "*",
    "platform_error",
    503,
    "The access token could not be refreshed yet. It is tried again.",
    r#"{"error":"temporarily_unavailable"}"#,
);
/// An account that somebody removed; no platform was called.
pub(super) const REMOVED: PublishFailure =
    publish("*", "account_issue", 403, "Account is disconnected and cannot be posted to.", "");
/// Accounts that lost their connection, by the reason of the loss.
pub(super) const LOST: [(&str, PublishFailure); 3] = [
    (
        "Token expired",
        publish(
            "*",
            "auth_expired",
            401,
            "The access token expired. Please reconnect the account.",
            r#"{"error":{"message":"Error validating access token: Session has expired","code":190}}"#,
        ),
    ),
    (
        "Access revoked in the platform's settings",
        publish(
            "*",
            "auth_expired",
            401,
            "The user revoked the access of the app. Please reconnect the account.",
            r#"{"error":{"message":"The user has not authorized application","code":190}}"#,
        ),
    ),
    (
        "Password changed, session invalidated",
        publish(
            "*",
            "auth_expired",
            401,
            "The session was invalidated because the password changed. Please reconnect the account.",
            r#"{"error":{"message":"The session has been invalidated","code":190}}"#,
        ),
    ),
];
/// A pause because too much was sent.
pub(super) const PAUSE: PublishFailure = publish(
    "*",
    "platform_rate_limit",
    429,
    "Paused: the platform asks for fewer requests.",
    r#"{"title":"Too Many Requests"}"#,
);

/// Everything else, by platform.
pub(super) const PUBLISHING: [PublishFailure; 18] = [
    publish(
        "instagram",
        "platform_rejected",
        400,
        "The aspect ratio is not supported. Use 4:5 to 1.91:1.",
        r#"{"error":{"message":"The submitted image has an unsupported aspect ratio","code":36003,"error_subcode":2207009}}"#,
    ),
    publish(
        "instagram",
        "platform_rate_limit",
        403,
        "Application request limit reached",
        r#"{"error":{"message":"(#4) Application request limit reached","type":"OAuthException","code":4}}"#,
    ),
    publish(
        "facebook",
        "account_issue",
        403,
        "The page's admin must confirm their identity first.",
        r#"{"error":{"message":"(#368) The action attempted has been deemed abusive or is otherwise disallowed","code":368}}"#,
    ),
    publish(
        "facebook",
        "platform_error",
        500,
        "An unknown error occurred",
        r#"{"error":{"message":"An unknown error occurred","code":1}}"#,
    ),
    publish(
        "tiktok",
        "quota_exhausted",
        403,
        "Daily active user quota reached.",
        r#"{"error":{"code":"reached_active_user_cap","message":"The daily quota for active publishing users is reached"}}"#,
    ),
    publish(
        "tiktok",
        "platform_rejected",
        400,
        "The video's frame rate is not supported.",
        r#"{"error":{"code":"frame_rate_check_failed"}}"#,
    ),
    publish(
        "tiktok",
        "user_abuse",
        403,
        "Posted too often in the last 24 hours (spam_risk_too_many_posts).",
        r#"{"error":{"code":"spam_risk_too_many_posts"}}"#,
    ),
    publish(
        "linkedin",
        "user_content",
        422,
        "Duplicate content: this text was posted before.",
        r#"{"status":422,"code":"DUPLICATE_POST","message":"Content is a duplicate of urn:li:share:7"}"#,
    ),
    publish(
        "twitter",
        "platform_rate_limit",
        429,
        "Too Many Requests",
        r#"{"title":"Too Many Requests","status":429,"type":"about:blank"}"#,
    ),
    publish(
        "twitter",
        "user_content",
        403,
        "You are not allowed to create a post with duplicate content.",
        r#"{"detail":"You are not allowed to create a Tweet with duplicate content.","status":403}"#,
    ),
    publish(
        "youtube",
        "quota_exhausted",
        403,
        "The channel has exceeded the number of videos it may upload.",
        r#"{"error":{"code":400,"errors":[{"reason":"uploadLimitExceeded"}]}}"#,
    ),
    publish(
        "youtube",
        "user_content",
        400,
        "The request metadata specifies an invalid video title.",
        r#"{"error":{"code":400,"errors":[{"reason":"invalidTitle"}]}}"#,
    ),
    publish(
        "threads",
        "platform_error",
        500,
        "Media container was not ready in time",
        r#"{"error":{"message":"Media Not Found","code":24,"error_subcode":4279009}}"#,
    ),
    publish(
        "pinterest",
        "account_issue",
        403,
        "The board is archived or was deleted.",
        r#"{"code":40,"message":"Board not found."}"#,
    ),
    publish(
        "bluesky",
        "user_content",
        400,
        "The post is longer than 300 characters.",
        r#"{"error":"InvalidRequest","message":"Record/text must not be longer than 300 graphemes"}"#,
    ),
    publish(
        "telegram",
        "account_issue",
        403,
        "The bot is no member of the channel any more.",
        r#"{"ok":false,"error_code":403,"description":"Forbidden: bot was kicked from the channel chat"}"#,
    ),
    publish(
        "reddit",
        "platform_rejected",
        200,
        "The community does not allow links.",
        r#"{"json":{"errors":[["NO_LINKS","This community doesn't allow links","url"]]}}"#,
    ),
    publish("*", "unknown", 500, "Unknown error", ""),
];
