//! Codes of attempts to connect an account, grouped as in the API's list.

use super::known;
use crate::providers::error_codes::ErrorCodeInfo;

const PLACE: &str = "connections";

pub(super) const CODES: &[ErrorCodeInfo] = &[
    known(
        "oauth_denied",
        "the sign-in at the platform was cancelled or refused",
        "user",
        "connect again and allow access in the platform's dialog",
        "yes",
    )
    .found_in(PLACE)
    .also(&["x_ads_denied", "tiktok_ads_access_denied", "access_denied_by_user"]),
    known(
        "google_ads_auth_failed",
        "the sign-in for this platform failed; the message holds the platform's own words",
        "user",
        "read the message, then connect again with a login that may use the account",
        "after the fix",
    )
    .found_in(PLACE)
    .also(&["tiktok_ads_auth_failed", "x_ads_auth_failed", "shopify_auth_failed"]),
    known(
        "connection_cancelled",
        "the sign-in window was closed before the end",
        "user",
        "connect again and finish every step",
        "yes",
    )
    .found_in(PLACE),
    known(
        "session_expired",
        "the sign-in page was open longer than it is valid",
        "user",
        "begin again with a new connect link",
        "yes",
    )
    .found_in(PLACE),
    known(
        "invalid_callback",
        "the platform's answer to the sign-in lacked what it has to carry",
        "platform",
        "connect again; if it repeats, check the redirect URL of your own platform app",
        "yes",
    )
    .found_in(PLACE),
    known(
        "invalid_state",
        "the sign-in took too long, was opened twice, or came back to another session",
        "user",
        "begin again with a new connect link, in one window",
        "yes",
    )
    .found_in(PLACE)
    .also(&["google_ads_invalid_state", "tiktok_ads_invalid_state", "x_ads_state_error", "shopify_invalid_state"]),
    known(
        "token_exchange_failed",
        "the platform did not give an access token for the sign-in, often because its code had expired",
        "platform",
        "connect again; with own platform keys, check client id, secret and redirect URL",
        "yes",
    )
    .found_in(PLACE)
    .also(&["google_ads_token_failed", "tiktok_ads_token_failed", "x_ads_token_failed", "x_ads_token_missing"]),
    known(
        "code_already_redeemed",
        "the code of this sign-in was used before, as when a page is loaded twice",
        "user",
        "look whether the account is connected already; if not, begin again",
        "no",
    )
    .found_in(PLACE),
    known(
        "connection_failed",
        "the connection could not be made, for a reason that the code does not name",
        "unknown",
        "read the message and connect again",
        "later",
    )
    .found_in(PLACE)
    .also(&[
        "google_ads_callback_error",
        "tiktok_ads_callback_error",
        "x_ads_callback_error",
        "shopify_callback_error",
    ]),
    known(
        "internal_error",
        "something failed inside the API",
        "api",
        "try again in a few minutes; report it with the request id if it lasts",
        "later",
    )
    .found_in("connections, api"),
    known(
        "unsupported_platform",
        "the API cannot connect this platform by this method",
        "integrator",
        "check the platform's name, and whether your plan has it",
        "after the fix",
    )
    .found_in(PLACE),
    known(
        "invalid_request",
        "the connect link was called with missing or wrong parameters",
        "integrator",
        "correct the call that makes the connect link",
        "after the fix",
    )
    .found_in(PLACE),
    known(
        "byok_config_error",
        "the settings of your own platform app are incomplete or wrong",
        "integrator",
        "check client id, secret and redirect URL of that app in the dashboard",
        "after the fix",
    )
    .found_in(PLACE),
    known(
        "google_ads_config_error",
        "the settings for this platform are incomplete or wrong",
        "integrator",
        "check the platform's settings in the dashboard; if they are right, report it",
        "after the fix",
    )
    .found_in(PLACE)
    .also(&["tiktok_ads_config_error", "x_ads_config_error", "shopify_config_error"]),
    known(
        "google_ads_quota_exhausted",
        "the quota for calls to Google Ads is used up",
        "platform",
        "try again later; the quota is renewed by time",
        "later",
    )
    .found_in(PLACE),
    known(
        "tiktok_ads_account_not_found",
        "the login has no advertising account that can be connected",
        "user",
        "get access to an advertising account, then connect again",
        "after the fix",
    )
    .found_in(PLACE)
    .also(&["x_ads_account_not_found"]),
    known(
        "shopify_invalid_hmac",
        "the shop's answer was not signed as it has to be",
        "platform",
        "connect again; if it repeats, check the secret of your own app",
        "yes",
    )
    .found_in(PLACE),
    known(
        "shopify_invalid_shop",
        "the name of the shop is wrong",
        "user",
        "connect again with the shop's own address, as name.myshopify.com",
        "after the fix",
    )
    .found_in(PLACE),
    known(
        "shopify_missing_scopes",
        "the shop did not grant every permission that is needed",
        "user",
        "connect again and accept every permission",
        "after the fix",
    )
    .found_in(PLACE),
];
