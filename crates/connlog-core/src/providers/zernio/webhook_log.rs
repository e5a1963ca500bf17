//! The log of webhook deliveries, `/v1/webhooks/logs`, in both versions (facts: spec 1.444.0 and spec of crate `late`
//! 0.0.43).
//!
//! `zernio`: 30 days, pages up to an offset of 10,000. `late`: 7 days, one page, rows with `_id`. The server filters by
//! status, event and webhook only; it knows no window.

use std::borrow::Cow;

use super::call_rows::add_account;
use super::envelope;
use super::row::{self, ZernioRow};
use super::secrets::WEBHOOK_RULES;
use crate::json::scanner;
use crate::providers::endpoint::{
    ApiReply, ListEndpoint, PagePosition, PageRequest, ParseError, Recognition, ResponsePage, SplitField, ValueRoute,
};
use crate::query::{Filter, Query};
use crate::record::block::MemberIndex;
use crate::record::log_words::WEBHOOK_EVENTS;
use crate::record::{Field, Kind, RecordLayout, schema};

/// The largest offset of the `zernio` version.
const MAX_SKIP: u64 = 10_000;
/// The statuses that the route can filter.
const STATUSES: [&str; 2] = ["success", "failed"];
/// The events that the `late` version can filter.
const LATE_EVENTS: [&str; 9] = [
    "post.scheduled",
    "post.published",
    "post.failed",
    "post.partial",
    "account.connected",
    "account.disconnected",
    "message.received",
    "comment.received",
    "webhook.test",
];
const TIME: &str = "createdAt";

pub(super) static ZERNIO: RecordLayout = RecordLayout {
    peek,
    rules: &WEBHOOK_RULES,
    ..RecordLayout::new(Kind::Webhook, "zernio", TIME, |raw| lay(raw, "zernio"))
};
pub(super) static LATE: RecordLayout = RecordLayout {
    id_key: Some("_id"),
    peek,
    rules: &WEBHOOK_RULES,
    ..RecordLayout::new(Kind::Webhook, "late", TIME, |raw| lay(raw, "late"))
};

fn peek<'r>(entry: &MemberIndex<'r>, name: &str) -> Option<&'r str> {
    row::moment(entry, name, TIME)
}

fn lay<'r>(raw: &'r str, source: &str) -> Vec<Field<'r>> {
    let mut fields = ZernioRow::new(raw).lay(schema::keys(Kind::Webhook), |row, name| match name {
        "kind" => Some(Cow::Borrowed("\"webhook\"")),
        "source" => Some(Cow::Owned(crate::json::quote(source))),
        "id" => row.take_member("_id").or_else(|| row.take_member("id")).map(Cow::Borrowed),
        "durationMs" => row.take_member("responseTime").or_else(|| row.take_member("durationMs")).map(Cow::Borrowed),
        _ => row.take_member(name).map(Cow::Borrowed),
    });
    add_account(&mut fields);
    fields
}

/// The fields that split the log, the one with the fewest values first.
static SPLIT_FIELDS: [SplitField; 3] = [
    SplitField {
        name: "webhookId",
        known: &[],
        route: Some(ValueRoute { path: "/v1/webhooks/settings", read: subscriptions }),
    },
    SplitField { name: "event", known: WEBHOOK_EVENTS, route: None },
    SplitField { name: "status", known: &STATUSES, route: None },
];

/// Returns the ids of the subscriptions in an answer of `/v1/webhooks/settings`.
fn subscriptions(body: &str) -> Vec<String> {
    let document: serde_json::Value = serde_json::from_str(body).unwrap_or_default();
    let list = document.get("webhooks").and_then(serde_json::Value::as_array);
    let id = |one: &serde_json::Value| Some(one.get("_id")?.as_str()?.to_owned());
    list.into_iter().flatten().filter_map(id).collect()
}

/// A query of the log of deliveries.
#[derive(Clone)]
pub(super) struct WebhookLog {
    layout: &'static RecordLayout,
    parameters: Vec<(&'static str, String)>,
    applied: Vec<Filter>,
}

impl WebhookLog {
    /// Returns whether the route answers the query. It does not know the calls that caused a delivery.
    pub(super) fn has_route(query: &Query) -> bool {
        query.kind == Kind::Webhook && query.filters.requests.is_empty()
    }

    /// Returns `None` for another kind.
    pub(super) fn new(query: &Query, layout: &'static RecordLayout) -> Option<Self> {
        if !Self::has_route(query) {
            return None;
        }
        let is_late = std::ptr::eq(layout, &raw const LATE);
        let mut log = Self { layout, parameters: Vec::new(), applied: Vec::new() };
        let filters = &query.filters;
        log.push(Filter::Status, "status", &filters.statuses, |status| STATUSES.contains(&status));
        log.push(Filter::Event, "event", &filters.events, |event| {
            if is_late { LATE_EVENTS.contains(&event) } else { event.len() <= 100 }
        });
        log.push(Filter::Webhook, "webhookId", &filters.webhooks, |id| id.len() <= 100);
        Some(log)
    }

    fn push(&mut self, filter: Filter, name: &'static str, wanted: &[String], known: impl Fn(&str) -> bool) {
        if let [value] = wanted
            && known(value)
        {
            self.parameters.push((name, value.clone()));
            self.applied.push(filter);
        }
    }
}

impl ListEndpoint for WebhookLog {
    fn name(&self) -> &'static str {
        self.layout.source
    }

    fn request(&self, at: PagePosition) -> PageRequest {
        let mut query = self.parameters.clone();
        query.push(("limit", at.limit.to_string()));
        if self.pages() {
            query.push(("skip", at.skip.to_string()));
        }
        PageRequest { path: "/v1/webhooks/logs".to_owned(), query }
    }

    fn pages(&self) -> bool {
        std::ptr::eq(self.layout, &raw const ZERNIO)
    }

    fn max_skip(&self) -> Option<u64> {
        Some(MAX_SKIP)
    }

    fn split_fields(&self) -> &'static [SplitField] {
        if self.pages() { &SPLIT_FIELDS } else { &[] }
    }

    fn part(&self, field: &SplitField, value: &str) -> Option<Box<dyn ListEndpoint>> {
        if self.parameters.iter().any(|(name, _)| *name == field.name) {
            return None;
        }
        let mut part = self.clone();
        part.parameters.push((field.name, value.to_owned()));
        Some(Box::new(part))
    }

    fn applied(&self) -> &[Filter] {
        &self.applied
    }

    fn retention_days(&self) -> u32 {
        if self.pages() { 30 } else { 7 }
    }

    /// Only the `zernio` version counts its rows, and only rows of `late` have an id.
    fn recognise(&self, reply: &ApiReply) -> Recognition {
        let (is_counted, has_ids) = match reply.status {
            200..=299 => (scanner::member(&reply.body, "pagination").is_some(), reply.body.contains("\"_id\"")),
            404 | 405 | 410 => return Recognition::Other,
            _ => return Recognition::Mine,
        };
        match (self.pages(), is_counted, has_ids) {
            (true, true, _) | (false, false, _) => Recognition::Mine,
            (true, false, true) => Recognition::Other,
            // A server may have the routes of both versions.
            (true, false, false) | (false, true, _) => Recognition::Unsure,
        }
    }

    fn read(&self, body: String) -> Result<ResponsePage, ParseError> {
        envelope::read(body, |_| self.layout)
    }
}
