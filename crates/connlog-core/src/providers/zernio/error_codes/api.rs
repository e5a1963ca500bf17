//! Codes of refused requests; codes shared with attempts are listed there.

use super::known;
use crate::providers::error_codes::ErrorCodeInfo;

const PLACE: &str = "api";

pub(super) const CODES: &[ErrorCodeInfo] = &[
    known(
        ("missing_credentials", PLACE),
        "the request carried no key",
        "integrator",
        "set CONNLOG_API_KEY or a key file; `connlog doctor` shows what is in force",
        "after the fix",
    ),
    known(
        ("invalid_credentials", PLACE),
        "the key is unknown, revoked or expired",
        "integrator",
        "give a valid key; `connlog doctor` tests it",
        "after the fix",
    )
    .also(&["authentication_error", "unauthorized"]),
    known(
        ("insufficient_permissions", PLACE),
        "the key is restricted and lacks the resource group named in required_group",
        "integrator",
        "enable that group for the key, or use another key",
        "after the fix",
    )
    .also(&["permission_error", "forbidden"]),
    known(
        ("unclassified_resource", PLACE),
        "the route belongs to no resource group, so a restricted key may not use it",
        "integrator",
        "use a key without restrictions",
        "after the fix",
    ),
    known(
        ("account_disconnected", PLACE),
        "the account that the request is about is not connected any more",
        "user",
        "reconnect the account",
        "after the fix",
    ),
    known(
        ("reconnect_required", PLACE),
        "the social platform behind the route does not accept the account's token any more",
        "user",
        "reconnect the account; the API key is not the cause",
        "after the fix",
    ),
    known(
        ("platform_beta_restricted", PLACE),
        "the platform is in a closed beta that the account is not part of",
        "api",
        "ask the API's support for access",
        "after the fix",
    ),
    known(
        ("missing_required_field", PLACE),
        "the request lacks the parameter named in param",
        "integrator",
        "add the parameter",
        "after the fix",
    ),
    known(
        ("invalid_field_value", PLACE),
        "the request has a value that is not allowed for the parameter named in param",
        "integrator",
        "change the value or leave it out",
        "after the fix",
    )
    .also(&["invalid_request_error", "bad_request", "validation_error"]),
    known(
        ("not_found", PLACE),
        "the thing or the route does not exist",
        "integrator",
        "check the id and the base URL; `connlog doctor` shows the latter",
        "after the fix",
    ),
    known(
        ("rate_limited", PLACE),
        "the key made more requests than it may in a minute; it is valid",
        "integrator",
        "wait as long as Retry-After says; connlog does so automatically, up to --max-wait",
        "later",
    )
    .also(&["rate_limit_error"]),
    known(
        ("temporarily_unavailable", PLACE),
        "a service behind the API does not answer for now",
        "api",
        "try again after Retry-After; connlog does so automatically",
        "later",
    ),
    known(
        ("api_error", PLACE),
        "the API failed",
        "api",
        "try again in a few minutes; report it with the request id if it lasts",
        "later",
    ),
];
