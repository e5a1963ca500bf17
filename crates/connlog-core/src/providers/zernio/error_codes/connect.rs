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
    known(
        "personal_account_not_supported",
        "a personal account cannot be connected",
        "user",
        "make it a business or creator account in the platform's app, then connect again",
        "after the fix",
    )
    .found_in(PLACE),
    known(
        "missing_google_permissions",
        "not every permission was granted in Google's dialog",
        "user",
        "connect again and tick every box",
        "after the fix",
    )
    .found_in(PLACE),
    known(
        "missing_tiktok_permissions",
        "a permission that the account needs was left out; nothing was changed and it works as before",
        "user",
        "connect again and accept every permission on TikTok's screen",
        "after the fix",
    )
    .found_in(PLACE),
    known(
        "google_permission_denied",
        "Google does not let this login see the locations",
        "user",
        "connect with a login that manages the business profile",
        "after the fix",
    )
    .found_in(PLACE),
    known(
        "platform_requires_destination",
        "the platform needs a page, organization or board to be chosen, and none was",
        "integrator",
        "use the redirect flow, which lets the user choose one",
        "after the fix",
    )
    .found_in(PLACE),
    known(
        "reconnect_account_mismatch",
        "another account was signed in than the one to reconnect",
        "user",
        "sign in with the account that was connected before, or disconnect it first",
        "after the fix",
    )
    .found_in(PLACE),
    known(
        "instagram_login_method_mismatch",
        "the Instagram account is connected by the other login method, Instagram or Facebook",
        "user",
        "connect by the same method as before, or disconnect the account first",
        "after the fix",
    )
    .found_in(PLACE),
    known(
        "profile_not_found",
        "the profile to connect to does not exist any more",
        "integrator",
        "make the connect link for a profile that exists",
        "after the fix",
    )
    .found_in(PLACE),
    known(
        "invalid_profile_id",
        "the id of the profile is not an id",
        "integrator",
        "make the connect link with the id of a profile",
        "after the fix",
    )
    .found_in(PLACE),
    known(
        "access_denied",
        "the key may not use this profile",
        "integrator",
        "use a key whose scope holds the profile",
        "after the fix",
    )
    .found_in(PLACE),
    known(
        "account_limit_exceeded",
        "the plan's number of connected accounts is reached",
        "integrator",
        "disconnect an account or take a larger plan",
        "after the fix",
    )
    .found_in(PLACE),
    known(
        "profile_limit_exceeded",
        "the plan's number of profiles is reached",
        "integrator",
        "remove a profile or take a larger plan",
        "after the fix",
    )
    .found_in(PLACE),
    known(
        "payment_required",
        "a payment method or another contract is needed first; the key itself is valid",
        "integrator",
        "open the dashboard_url of the answer and settle it there",
        "after the fix",
    )
    .found_in("connections, api")
    .also(&["free_tier_exceeded", "twitter_passthrough", "enterprise_required"]),
    known(
        "no_facebook_pages",
        "the Facebook login manages no page, or none was chosen in the dialog",
        "user",
        "become an admin of a page, connect again and choose it",
        "after the fix",
    )
    .found_in(PLACE),
    known(
        "facebook_pages_error",
        "the list of Facebook pages could not be loaded",
        "platform",
        "connect again in a few minutes",
        "later",
    )
    .found_in(PLACE),
    known(
        "no_google_locations",
        "the Google login manages no business location",
        "user",
        "get access to a location in Google Business Profile, then connect again",
        "after the fix",
    )
    .found_in(PLACE),
    known(
        "google_locations_error",
        "the list of Google locations could not be loaded",
        "platform",
        "connect again in a few minutes",
        "later",
    )
    .found_in(PLACE),
    known(
        "no_snapchat_public_profiles",
        "the Snapchat login has no public profile",
        "user",
        "make a public profile in Snapchat, then connect again",
        "after the fix",
    )
    .found_in(PLACE),
    known(
        "snapchat_profiles_error",
        "the list of Snapchat profiles could not be loaded",
        "platform",
        "connect again in a few minutes",
        "later",
    )
    .found_in(PLACE),
    known(
        "discord_no_guild",
        "no Discord server was chosen, or the login may add the bot to none",
        "user",
        "connect again and choose a server you may manage",
        "after the fix",
    )
    .found_in(PLACE),
    known(
        "slack_no_team",
        "no Slack workspace was chosen",
        "user",
        "connect again and choose a workspace",
        "after the fix",
    )
    .found_in(PLACE),
    known(
        "whatsapp_error",
        "Meta reported an error while WhatsApp was set up; the message holds its words",
        "platform",
        "read the message, then connect again",
        "later",
    )
    .found_in(PLACE),
    known(
        "one_whatsapp_per_profile",
        "the profile has a WhatsApp number already",
        "user",
        "disconnect that number, or connect to another profile",
        "after the fix",
    )
    .found_in(PLACE),
    known(
        "whatsapp_number_already_connected",
        "the WhatsApp number is connected elsewhere",
        "user",
        "disconnect it there first",
        "after the fix",
    )
    .found_in(PLACE),
    known(
        "whatsapp_number_pinned_to_profile",
        "the WhatsApp number belongs to another profile",
        "user",
        "connect it to that profile",
        "after the fix",
    )
    .found_in(PLACE),
];
