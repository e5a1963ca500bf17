//! From a path and its parameters to an answer.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use chrono::DateTime;
use serde_json::json;

use super::FivetranAccount;
use super::connection::{DAY, HOUR, Trouble};
use super::responses::{FivetranRefusal, page, success};
use crate::error_responses::ErrorResponse;
use crate::query_params::Params;
use crate::request::Ask;
use crate::{FIVETRAN_CONNECTIONS_PAIR, FIVETRAN_PAIR};

/// The body that answers `ask` at `now`. `has_history`: whether the account serves sync history.
pub(crate) fn answer(
    account: FivetranAccount,
    ask: &Ask<'_>,
    now: u64,
    has_history: bool,
) -> Result<Vec<u8>, FivetranRefusal> {
    let sees_all = authorize(ask)?;
    let path = ask.path.strip_prefix("/v1/").ok_or(FivetranRefusal::NoRoute)?;
    if !matches!(ask.method, "GET" | "HEAD") {
        return Err(ErrorResponse::BadMethod.into());
    }
    let params = &Params::read(ask.query);
    let parts: Vec<&str> = path.split('/').collect();
    match &parts[..] {
        ["account", "info"] => {
            let (user, key) = if sees_all { (Some("tidy_lantern"), None) } else { (None, Some("key_example")) };
            let data = json!({
                "account_id": "example_account", "account_name": "Example Shop", "user_id": user, "system_key_id": key,
            });
            Ok(success("Account information retrieved successfully", &data))
        }
        ["connections"] => {
            let rows = account.connection_rows(params.get("group_id"), params.get("schema"), now);
            page("Connections list retrieved successfully", &rows, params, false)
        }
        ["connections", id] => {
            let found = account.find(id).ok_or_else(|| unknown("Connection", id))?;
            Ok(success("Connection details retrieved successfully", &found.details(now)))
        }
        ["connections", id, "sync-history"] if has_history => history(account, id, params, now),
        ["groups", group, "connections"] => {
            if !(0..account.groups()).any(|known| account.group_id(known) == *group) {
                return Err(unknown("Group", group));
            }
            let rows = account.connection_rows(Some(group), params.get("schema"), now);
            page("Group connections retrieved successfully", &rows, params, false)
        }
        ["groups"] => page("Groups retrieved successfully", &account.group_rows(now), params, false),
        ["destinations" | "hybrid-deployment-agents", ..] if !sees_all => {
            Err(FivetranRefusal::Forbidden("DESTINATION_READ"))
        }
        ["destinations"] => page("Destinations retrieved successfully", &account.destination_rows(), params, false),
        ["hybrid-deployment-agents"] => {
            let group = params.get("groupId").unwrap_or_default();
            page("Agents retrieved successfully", &account.agent_rows(group, now), params, false)
        }
        ["external-logging"] => page("Log services retrieved successfully", &[], params, false),
        _ => Err(FivetranRefusal::NoRoute),
    }
}

fn unknown(entity: &str, id: &str) -> FivetranRefusal {
    let code = if entity == "Group" { "NotFound_Group" } else { "NotFound_Connection" };
    FivetranRefusal::Unknown { code, message: format!("Cannot find entity '{entity}' with id '{id}'.") }
}

/// Answers the sync history of a connection.
fn history(account: FivetranAccount, id: &str, params: &Params, now: u64) -> Result<Vec<u8>, FivetranRefusal> {
    let invalid = |message: &str| FivetranRefusal::InvalidInput(message.to_owned());
    let found = account.find(id).ok_or_else(|| unknown("Connection", id))?;
    let time = |name: &str| match params.get(name) {
        None => Ok(None),
        Some(text) => match DateTime::parse_from_rfc3339(text) {
            Ok(time) => Ok(Some(u64::try_from(time.timestamp_millis()).unwrap_or(0))),
            Err(_) => Err(invalid(&format!("{name} is not a time in ISO 8601"))),
        },
    };
    let (start, end) = match (time("start_time")?, time("end_time")?) {
        (Some(start), Some(end)) => (start, end),
        (Some(start), None) => (start, start + HOUR),
        (None, Some(end)) => (end.saturating_sub(HOUR), end),
        (None, None) => (now.saturating_sub(HOUR), now),
    };
    if start >= end {
        return Err(invalid("start_time must be before end_time"));
    }
    if end - start > 7 * DAY {
        return Err(invalid("The time range is longer than 7 days"));
    }
    if start + 7 * DAY < now {
        return Err(invalid("start_time is more than 7 days in the past"));
    }
    let rows = found.rows(start, end, now);
    page("Operation performed successfully", &rows, params, found.trouble == Trouble::Odd)
}

/// Returns whether the key of the request sees everything; an error for another key.
fn authorize(ask: &Ask<'_>) -> Result<bool, FivetranRefusal> {
    let pair = ask.authorization.and_then(|header| {
        let (scheme, value) = header.split_once(' ')?;
        let decoded = STANDARD.decode(value.trim()).ok().filter(|_| scheme.eq_ignore_ascii_case("basic"))?;
        String::from_utf8(decoded).ok()
    });
    match pair.as_deref() {
        Some(FIVETRAN_PAIR) => Ok(true),
        Some(FIVETRAN_CONNECTIONS_PAIR) => Ok(false),
        Some(_) => Err(ErrorResponse::BadKey.into()),
        None => Err(ErrorResponse::MissingKey.into()),
    }
}
