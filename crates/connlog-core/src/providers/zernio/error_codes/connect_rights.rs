//! Codes of attempts to connect an account that lacks a right or does not fit, in the order of the API's list.

use super::known;
use crate::providers::error_codes::ErrorCodeInfo;

const PLACE: &str = "connections";

pub(super) const CODES: &[ErrorCodeInfo] = &[
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
