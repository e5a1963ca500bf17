//! Reads the connections of an account, and the groups, destinations and agents that they depend on.

use std::collections::{BTreeSet, HashMap};

use super::cursor_pages::{self, CursorList, ListAnswer};
use crate::app::AppContext;
use crate::sources::api::client::retrying_client::RetryingClient;
use connlog_core::error::Result;
use connlog_core::providers::endpoint::PageRequest;
use connlog_core::providers::fivetran::rest;
use connlog_core::providers::fivetran::rest::account_places::AccountPlaces;
use connlog_core::providers::fivetran::rest::connection::RestConnection;
use connlog_core::query::Filters;

/// The connections that the key may see.
pub(super) struct ConnectionList {
    pub(super) connections: Vec<RestConnection>,
    /// Rows without an id.
    pub(super) unread: u64,
    /// The requests that the account may still send in this hour.
    pub(super) remaining: Option<u64>,
}

/// Reads the list of connections. Cursors are offsets, so a row may repeat; its last copy counts.
pub(super) async fn connections(sender: &RetryingClient<'_>) -> Result<ConnectionList> {
    let list = cursor_pages::read_all(sender, |cursor| rest::connections(None, cursor)).await?;
    let CursorList { items, remaining } = list;
    let (mut connections, mut unread) = (Vec::<RestConnection>::with_capacity(items.len()), 0);
    let mut places = HashMap::new();
    for item in items {
        let Some(connection) = RestConnection::read(item) else {
            unread += 1;
            continue;
        };
        if let Some(place) = places.get(&connection.id) {
            connections[*place] = connection;
        } else {
            places.insert(connection.id.clone(), connections.len());
            connections.push(connection);
        }
    }
    Ok(ConnectionList { connections, unread, remaining })
}

/// Reads the groups. A refusal gives no names and a note.
pub(super) async fn groups(sender: &RetryingClient<'_>, places: &mut AccountPlaces, app: &AppContext) -> Result<()> {
    let rows = optional(sender, "groups have no names", rest::groups, app).await?;
    for row in &rows {
        places.add_group(row);
    }
    Ok(())
}

/// Reads groups, destinations, and the agents of those groups whose connections use one. A refusal gives a note.
pub(super) async fn places(
    sender: &RetryingClient<'_>,
    connections: &[RestConnection],
    app: &AppContext,
) -> Result<AccountPlaces> {
    let mut places = AccountPlaces::default();
    groups(sender, &mut places, app).await?;
    let what = "a broken destination does not show";
    let rows = optional(sender, what, rest::destinations, app).await?;
    for row in &rows {
        places.add_destination(row);
    }
    let with_agent = connections.iter().filter(|connection| connection.agent.is_some());
    let groups: BTreeSet<&str> = with_agent.filter_map(|connection| connection.group.as_deref()).collect();
    for group in groups {
        let what = "an offline agent does not show";
        let rows = optional(sender, what, |cursor| rest::agents(group, cursor), app).await?;
        for row in &rows {
            places.add_agent(row);
        }
    }
    Ok(places)
}

/// Reads a list that states need only in part. `lack`: what is missing without it.
async fn optional(
    sender: &RetryingClient<'_>,
    lack: &str,
    request: impl Fn(Option<&str>) -> PageRequest,
    app: &AppContext,
) -> Result<Vec<String>> {
    match cursor_pages::try_read_all(sender, request).await? {
        ListAnswer::Rows(list) => Ok(list.items),
        ListAnswer::Refused(reply, fault) if matches!(reply.status, 403 | 404) => {
            app.note(&format!("{}; {lack}", fault.what));
            Ok(Vec::new())
        }
        ListAnswer::Refused(_, fault) => Err(fault),
    }
}

/// Returns whether the filters on connections, services and groups select the connection.
pub(super) fn is_selected(connection: &RestConnection, filters: &Filters, places: &AccountPlaces) -> bool {
    let any =
        |wanted: &[String], fits: &dyn Fn(&str) -> bool| wanted.is_empty() || wanted.iter().any(|word| fits(word));
    let group = connection.group.as_deref();
    any(&filters.connections, &|word| connection.is_named(word))
        && any(&filters.services, &|word| {
            connection.service.as_deref().is_some_and(|service| service.eq_ignore_ascii_case(word))
        })
        && any(&filters.groups, &|word| {
            group == Some(word) || group.and_then(|group| places.group_name(group)) == Some(word)
        })
}
