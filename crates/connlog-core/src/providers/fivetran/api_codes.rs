//! The meaning of codes of Fivetran's REST API: of answers that refuse a request, and of sync history.
//!
//! Sources: the OpenAPI document of 2026-09-27 and the page of response codes. SUCCESS_WITH_TASK and TRUNCATED are words
//! that the connector of OpenMetadata expects in sync history.

use crate::providers::error_codes::ErrorCodeInfo;

const fn refusal(
    code: &'static str,
    aliases: &'static [&'static str],
    meaning: &'static str,
    remedy: &'static str,
    retry: &'static str,
) -> ErrorCodeInfo {
    ErrorCodeInfo { code, aliases, meaning, side: "integrator", remedy, retry, place: "api" }
}

const fn status(code: &'static str, meaning: &'static str, remedy: &'static str) -> ErrorCodeInfo {
    ErrorCodeInfo { code, aliases: &[], meaning, side: "unknown", remedy, retry: "later", place: "statuses" }
}

pub(super) const CODES: &[ErrorCodeInfo] = &[
    refusal(
        "AuthFailed",
        &[],
        "Fivetran does not accept key and secret: they are wrong, expired, or a newer scoped key of the user replaced them",
        "check both, or create a key; `connlog doctor --provider fivetran` tests it",
        "after the fix",
    ),
    refusal(
        "TooManyRequests",
        &[],
        "the account sent as many requests in the last hour as Fivetran allows: 20,000, of a trial 500",
        "wait for the time in `Retry-After`; select fewer connections with --connection, --service or --group",
        "later",
    ),
    refusal(
        "NotFound_Connection",
        &["NotFound_Connector"],
        "there is no connection with this id, or the key may not see it",
        "list the ids with `connlog status --from fivetran:`",
        "after the fix",
    ),
    refusal(
        "NotFound_SchemaConfig",
        &[],
        "the connection has no schema yet, because its first sync has not read the source",
        "wait for the first sync",
        "later",
    ),
    refusal(
        "NotFound_Group",
        &[],
        "there is no group with this id, or the key may not see it",
        "check the id in the dashboard; give the key READ for the destination",
        "after the fix",
    ),
    refusal(
        "NotFound",
        &[],
        "Fivetran does not serve this route to the account",
        "check the base URL; some routes are only served to some accounts",
        "no",
    ),
    refusal(
        "InvalidInput",
        &[],
        "a parameter is invalid; for sync history: the window is longer than 7 days or begins more than 7 days ago",
        "change the parameter that the message names",
        "after the fix",
    ),
    refusal(
        "Forbidden",
        &[],
        "the key is valid and lacks a right; the message names it, such as ACCOUNT_READ",
        "give the system key READ for the resource, or the user of the key a role that may read it",
        "after the fix",
    ),
    ErrorCodeInfo {
        side: "api",
        ..refusal(
            "InternalError",
            &[],
            "Fivetran could not answer because of a fault on its side",
            "try again; status.fivetran.com shows outages",
            "later",
        )
    },
    ErrorCodeInfo {
        side: "integrator",
        ..status(
            "reconnect_log",
            "Fivetran cannot write to the service that receives its logs, so exported logs stop",
            "reconnect the log service in the dashboard",
        )
    },
    status(
        "PAUSED",
        "the sync ended because the connection was paused; Fivetran does not document more",
        "resume the connection, if nobody paused it on purpose",
    ),
    status(
        "INCOMPLETE",
        "the sync has not finished; with an end, Fivetran does not document what it means",
        "see the next sync of the connection",
    ),
    status(
        "SUCCESS_WITH_TASK",
        "the sync ended well, and Fivetran made a task; Fivetran's documents lack the word, so connlog does not count it as a success",
        "read the tasks of the connection: `connlog status` shows them",
    ),
    status(
        "TRUNCATED",
        "the sync ended before it read everything; Fivetran's documents lack the word, so connlog does not count it as a success",
        "see the next sync of the connection, and the reason beside the word",
    ),
];
