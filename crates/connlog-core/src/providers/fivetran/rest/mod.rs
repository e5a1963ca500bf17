//! Fivetran's REST API: requests and answers (facts: OpenAPI document of 2026-09-27). Only GET requests are described.
//!
//! `docs/development/fivetran-rest.md` lists the routes and the rules of the states.

pub mod account_places;
pub mod connection;
pub mod cursor_page;
pub mod errors;
pub mod sync_history;

use chrono::{DateTime, SecondsFormat, TimeDelta, Utc};

use crate::providers::endpoint::{ApiProtocol, ApiReply, AuthScheme, PageRequest};
use crate::providers::error_reason::ErrorBody;

/// The headers of requests. Version 2 of connections and destinations is chosen by `accept`.
pub static PROTOCOL: ApiProtocol = ApiProtocol { accept: "application/json;version=2", scheme: AuthScheme::Basic };

/// The largest page of a list.
pub const PAGE_LIMIT: u32 = 1_000;
/// The days that sync history goes back.
pub const KEPT_DAYS: u32 = 7;
/// The distance from the limit of seven days, because the clocks of server and client differ.
const MARGIN: TimeDelta = TimeDelta::minutes(10);

/// Returns the request for the account of the key.
pub fn account() -> PageRequest {
    PageRequest { path: "/v1/account/info".to_owned(), query: Vec::new() }
}

/// Returns the request for a page of connections; of one group if `group` is set.
pub fn connections(group: Option<&str>, cursor: Option<&str>) -> PageRequest {
    let group = group.map(|group| ("group_id", group.to_owned()));
    list("/v1/connections".to_owned(), group, cursor)
}

/// Returns the request for a page of groups.
pub fn groups(cursor: Option<&str>) -> PageRequest {
    list("/v1/groups".to_owned(), None, cursor)
}

/// Returns the request for a page of destinations.
pub fn destinations(cursor: Option<&str>) -> PageRequest {
    list("/v1/destinations".to_owned(), None, cursor)
}

/// Returns the request for a page of the hybrid deployment agents of a group.
pub fn agents(group: &str, cursor: Option<&str>) -> PageRequest {
    list("/v1/hybrid-deployment-agents".to_owned(), Some(("groupId", group.to_owned())), cursor)
}

/// Returns the request for the services that the account exports its logs to.
pub fn log_services() -> PageRequest {
    list("/v1/external-logging".to_owned(), None, None)
}

/// Returns the request for a page of the syncs of a connection.
pub fn history(connection: &str, window: HistoryWindow, cursor: Option<&str>) -> PageRequest {
    let time = |time: DateTime<Utc>| time.to_rfc3339_opts(SecondsFormat::Secs, true);
    let mut request = list(format!("/v1/connections/{}/sync-history", segment(connection)), None, cursor);
    request.query.insert(0, ("end_time", time(window.end)));
    request.query.insert(0, ("start_time", time(window.start)));
    request
}

fn list(path: String, filter: Option<(&'static str, String)>, cursor: Option<&str>) -> PageRequest {
    let mut query: Vec<(&'static str, String)> = filter.into_iter().collect();
    query.push(("limit", PAGE_LIMIT.to_string()));
    query.extend(cursor.map(|cursor| ("cursor", cursor.to_owned())));
    PageRequest { path, query }
}

/// Returns an id as a segment of a path.
fn segment(id: &str) -> String {
    percent_encoding::utf8_percent_encode(id, percent_encoding::NON_ALPHANUMERIC).to_string().replace("%5F", "_")
}

/// The window of a request for sync history.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HistoryWindow {
    /// The start, at most seven days ago.
    pub start: DateTime<Utc>,
    /// The end.
    pub end: DateTime<Utc>,
}

impl HistoryWindow {
    /// Returns the window for syncs that ended since `since`. It begins a day earlier, because a sync that ended in the
    /// window may have begun before it. Fivetran refuses a start that is more than seven days ago.
    pub fn new(since: Option<DateTime<Utc>>, now: DateTime<Utc>) -> Self {
        let oldest = Self::oldest(now);
        let start = since.map_or(oldest, |since| (since - TimeDelta::days(1)).max(oldest));
        Self { start: start.min(now - TimeDelta::minutes(1)), end: now }
    }

    /// Returns the earliest start that Fivetran accepts.
    pub fn oldest(now: DateTime<Utc>) -> DateTime<Utc> {
        now - TimeDelta::days(i64::from(KEPT_DAYS)) + MARGIN
    }
}

/// Returns whether the answer says that the account does not serve the route. An unknown id has another code.
pub fn is_unserved(reply: &ApiReply) -> bool {
    reply.status == 404 && ErrorBody::new(&reply.body).text("code").as_deref() == Some("NotFound")
}

/// Returns whether the answer says that there is no such connection.
pub fn is_unknown_connection(reply: &ApiReply) -> bool {
    let code = ErrorBody::new(&reply.body).text("code");
    reply.status == 404 && code.is_some_and(|code| matches!(&*code, "NotFound_Connection" | "NotFound_Connector"))
}
