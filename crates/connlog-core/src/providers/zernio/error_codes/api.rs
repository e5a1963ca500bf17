//! Codes of refused requests; codes shared with attempts are listed there.

use super::known;
use crate::providers::error_codes::ErrorCodeInfo;

const PLACE: &str = "api";

pub(super) const CODES: &[ErrorCodeInfo] = &[
    known(
        "missing_credentials",
        "the request carried no key",
        "integrator",
        "set CONNLOG_API_KEY or a key file; `connlog doctor` shows what is in force",
        "after the fix",
    )
    .found_in(PLACE),
    known(
        "invalid_credentials",
        "the key is unknown, revoked or expired",
        "integrator",
        "give a valid key; `connlog doctor` tests it",
        "after the fix",
    )
    .found_in(PLACE)
    .also(&["authentication_error", "unauthorized"]),
    known(
        "insufficient_permissions",
        "the key is restricted and lacks the resource group named in required_group",
        "integrator",
        "enable that group for the key, or use another key",
        "after the fix",
    )
    .found_in(PLACE)
    .also(&["permission_error", "forbidden"]),
    known(
        "unclassified_resource",
        "the route belongs to no resource group, so a restricted key may not use it",
        "integrator",
        "use a key without restrictions",
        "after the fix",
    )
    .found_in(PLACE),
    known(
        "account_disconnected",
        "the account that the request is about is not connected any more",
        "user",
        "reconnect the account",
        "after the fix",
    )
    .found_in(PLACE),
    known(
        "reconnect_required",
        "the social platform behind the route does not accept the account's token any more",
        "user",
        "reconnect the account; the API key is not the cause",
        "after the fix",
    )
    .found_in(PLACE),
    known(
        "platform_beta_restricted",
        "the platform is in a closed beta that the account is not part of",
        "api",
        "ask the API's support for access",
        "after the fix",
    )
    .found_in(PLACE),
    known(
        "missing_required_field",
        "the request lacks the parameter named in param",
        "integrator",
        "add the parameter",
        "after the fix",
    )
    .found_in(PLACE),
    known(
        "invalid_field_value",
        "the request has a value that is not allowed for the parameter named in param",
        "integrator",
        "change the value or leave it out",
        "after the fix",
    )
    .found_in(PLACE)
    .also(&["invalid_request_error", "bad_request", "validation_error"]),
    known(
        "not_found",
        "the thing or the route does not exist",
        "integrator",
        "check the id and the base URL; `connlog doctor` shows the latter",
        "after the fix",
    )
    .found_in(PLACE),
    known(
        "rate_limited",
        "the key made more requests than it may in a minute; it is valid",
        "integrator",
        "wait as long as Retry-After says; connlog does so automatically, up to --max-wait",
        "later",
    )
    .found_in(PLACE)
    .also(&["rate_limit_error"]),
    known(
        "temporarily_unavailable",
        "a service behind the API does not answer for now",
        "api",
        "try again after Retry-After; connlog does so automatically",
        "later",
    )
    .found_in(PLACE),
    known(
        "api_error",
        "the API failed",
        "api",
        "try again in a few minutes; report it with the request id if it lasts",
        "later",
    )
    .found_in(PLACE),
];
