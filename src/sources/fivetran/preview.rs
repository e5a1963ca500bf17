//! `--explain` and `--curl`: the requests of a command, before they are sent.

use super::account;
use super::session::FivetranSession;
use super::sync_reader;
use crate::app::AppContext;
use crate::config::provenance::Origin;
use crate::pipeline::Preview;
use crate::runtime;
use crate::sources::api::client::transport::Transport as _;
use connlog_core::error::Result;
use connlog_core::providers::fivetran::rest::account_places::AccountPlaces;
use connlog_core::providers::fivetran::rest::{self, HistoryWindow};
use connlog_core::query::Query;
use connlog_core::wording::counted;

/// Returns the text of `--explain` or `--curl`.
pub(super) fn text(queries: &[Query], preview: Preview, session: &FivetranSession, app: &AppContext) -> Result<String> {
    match preview {
        Preview::Curl => curl(session),
        Preview::Plan => queries.iter().map(|query| plan(query, session, app)).collect(),
    }
}

/// Returns the first request as a command of sh. Key and secret reach curl through a pipe, so they are not visible in the
/// arguments of a process: `printf` is built into the shell.
fn curl(session: &FivetranSession) -> Result<String> {
    let url = session.http()?.url(&rest::connections(None, None));
    let accept = rest::PROTOCOL.accept;
    let key = match (session.api.key.as_ref().map(|key| &key.origin), &session.api.key_file) {
        (_, Some(path)) => format!("$(cat -- {})", shell_words::quote(&path.to_string_lossy())),
        (Some(Origin::Variable(name)), _) => {
            let pair = crate::env::FIVETRAN_KEYS.into_iter().find(|pair| pair[0] == *name);
            pair.map_or_else(String::new, |[key, secret]| format!("${key}:${secret}"))
        }
        _ => "${CONNLOG_CONFIGURED_KEY:?set it to key:secret of the configuration}".to_owned(),
    };
    let url = shell_words::quote(&url);
    Ok(format!("printf 'user = \"%s\"\\n' \"{key}\" |\n  curl -sS --compressed -K - -H 'Accept: {accept}' {url}\n"))
}

/// Returns the plan: requests, filters, and use of the quota. Requests the list of connections.
fn plan(query: &Query, session: &FivetranSession, app: &AppContext) -> Result<String> {
    let access = session.connect(app)?;
    let sender = access.client();
    let mut list = runtime::start()?.block_on(account::connections(&sender))?;
    let all = list.connections.len() as u64;
    let mut text = String::new();
    let mut line = |name: &str, value: &str| text.push_str(&format!("{name:<9}{value}\n"));
    line("first", &format!("GET {}", access.http.url(&rest::connections(None, None))));
    let requests = if query.kind.is_state() {
        line("then", "GET groups, destinations, and the agents of each group whose connections use one");
        "one for 1,000 connections, one each for groups and destinations, one for each group with an agent".to_owned()
    } else {
        let window = HistoryWindow::new(query.window.since, app.now());
        let places = AccountPlaces::default();
        let filters = connlog_core::query::Filters { groups: Vec::new(), ..query.filters.clone() };
        list.connections.retain(|connection| account::is_selected(connection, &filters, &places));
        if let Some(connection) = list.connections.first() {
            line("then", &format!("GET {}", access.http.url(&rest::history(&connection.id, window, None))));
            line("", "and the same for each selected connection");
        }
        line("server", "filters nothing but the window");
        line("here", "filters connections before their history is requested, then syncs");
        let need = sync_reader::needed_requests(&list, window);
        format!(
            "{} for {} of {}, {} at a time",
            need + 1,
            list.connections.len(),
            counted(all, "connection"),
            session.network.concurrency
        )
    };
    line("requests", &requests);
    if let Some(left) = list.remaining {
        line("quota", &format!("{} left in this hour", counted(left, "request")));
    }
    Ok(text)
}
