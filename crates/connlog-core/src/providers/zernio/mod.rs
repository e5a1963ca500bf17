//! Late / Zernio: one API in two versions with the same kinds of records.
//!
//! `late`: `/v1/connections/logs`, `/v1/posts/logs`, `/v1/posts/{id}/logs`; camelCase, `_id`, 7 days. `zernio`:
//! `/v1/logs?type=…`; `snake_case`, no id, 90 days. Before 2026-02-17 `/v1/logs` returned posts in camelCase, so the
//! row style distinguishes the versions, not the path.

pub mod account_health;
pub mod call_rows;
pub mod current;
pub mod detect;
pub mod envelope;
pub mod error_codes;
pub mod errors;
pub mod health_fields;
pub mod legacy;
pub mod log_states;
pub mod names;
pub mod row;
pub mod row_fields;
pub mod rows;
pub mod secrets;
pub mod state_rules;
pub mod webhook_log;

use super::Provider;
use super::endpoint::{ApiProtocol, ApiVersion, AuthScheme, PageRequest, StateRoute};
use crate::record::RecordLayout;

/// One provider with two values of `source`.
pub static PROVIDER: Provider = Provider {
    dialects: &[&ZERNIO, &LATE],
    codes: error_codes::ALL,
    layouts,
    ..Provider::new(&["late", "zernio"], detect::recognize)
};

/// The headers of requests of both versions.
pub static PROTOCOL: ApiProtocol = ApiProtocol { accept: "application/json", scheme: AuthScheme::Bearer };

/// Returns the layouts of both versions with their names: the version and the kind. A webhook delivery has two forms.
fn layouts() -> Vec<(String, &'static RecordLayout)> {
    let rows = rows::TYPES.map(|(_, layout)| (format!("zernio/{}", layout.kind.name()), layout));
    let others = [
        ("late/connection", &legacy::CONNECTION),
        ("late/post", &legacy::POST),
        ("late/delivery", &webhook_log::LATE),
        ("zernio/delivery", &webhook_log::ZERNIO),
    ];
    rows.into_iter().chain(others.map(|(name, layout)| (name.to_owned(), layout))).collect()
}

/// The version until April 2026.
pub static LATE: ApiVersion = ApiVersion {
    name: "late",
    about: "The routes from before the rename: /v1/connections/logs, /v1/posts/logs",
    source: |query| match webhook_log::WebhookLog::new(query, &webhook_log::LATE) {
        Some(deliveries) => Some(Box::new(deliveries)),
        None => Some(Box::new(legacy::LegacyVersion::new(query)?)),
    },
    combined_endpoint: |_| None,
    errors: errors::parser,
    key_route: KEY_ROUTE,
    states: STATES,
    names: names::ROUTES,
    post,
    event,
    webhook_settings: "/v1/webhooks/settings",
};

/// The version since then.
pub static ZERNIO: ApiVersion = ApiVersion {
    name: "zernio",
    about: "The present route: /v1/logs",
    source: |query| match webhook_log::WebhookLog::new(query, &webhook_log::ZERNIO) {
        Some(deliveries) => Some(Box::new(deliveries)),
        None => Some(Box::new(current::CurrentVersion::new(query)?)),
    },
    combined_endpoint: |queries| Some(Box::new(current::CombinedEndpoint::new(queries)?)),
    errors: errors::parser,
    key_route: KEY_ROUTE,
    states: STATES,
    names: names::ROUTES,
    post,
    event,
    webhook_settings: "/v1/webhooks/settings",
};

/// The health of accounts, which both versions have.
const STATES: StateRoute = StateRoute { request: account_health::request, read: account_health::read };

/// Servers of the `late` version lack this route.
const KEY_ROUTE: &str = "/v1/auth/verify";

/// Returns the request for a post, which both versions have.
fn post(id: &str) -> PageRequest {
    PageRequest { path: format!("/v1/posts/{}", path_segment(id)), query: Vec::new() }
}

/// Returns the request for the deliveries of an event. The `late` version ignores the parameter.
fn event(id: &str) -> PageRequest {
    let query = vec![("eventId", id.to_owned()), ("limit", "100".to_owned())];
    PageRequest { path: "/v1/webhooks/logs".to_owned(), query }
}

/// Encodes `text` as one segment of a path.
fn path_segment(text: &str) -> String {
    percent_encoding::utf8_percent_encode(text, percent_encoding::NON_ALPHANUMERIC).to_string()
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;

    use super::*;
    use crate::providers::endpoint::PagePosition;
    use crate::query::{Filters, Query, Window};
    use crate::record::Kind;

    #[test]
    fn kinds_without_an_endpoint_are_not_requested() {
        let window = Window { since: None, until: None, days: None, now: DateTime::UNIX_EPOCH };
        for dialect in PROVIDER.dialects {
            let has = |kind| {
                let filters = Filters { posts: vec!["p".to_owned()], ..Filters::default() };
                let query = Query { kind, filters, window, limit: None, skip: 0, page_size: None, optional: false };
                (dialect.source)(&query).map(|source| source.request(PagePosition { skip: 0, limit: 1, to: None }).path)
            };
            let is_late = dialect.name == "late";
            let expected = |kind: Kind| {
                let is_old = matches!(kind, Kind::Connection | Kind::Post | Kind::Webhook);
                Kind::OF_THE_API.contains(&kind) && (is_old || !is_late)
            };
            assert_eq!(Kind::ALL.map(|kind| has(kind).is_some()), Kind::ALL.map(expected), "{dialect:?}");
            assert_ne!(has(Kind::Connection), Some("/v1/posts/p/logs".to_owned()), "a connection is of no post");
        }
    }
}
