//! The `late` API version: three routes, camelCase rows with `_id`, 7 days of retention (facts: spec of crate `late`
//! 0.0.43).

use std::borrow::Cow;

use super::envelope::{self, EnvelopeStyle};
use super::row::{self, ZernioRow};
use crate::json;
use crate::providers::endpoint::{
    ApiReply, ListEndpoint, PagePosition, PageRequest, ParseError, Recognition, ResponsePage,
};
use crate::query::{Filter, Filters, Query};
use crate::record::block::MemberIndex;
use crate::record::{Field, Kind, RecordLayout, schema, vocabulary};

/// The retention of the routes in days.
const KEPT_DAYS: u32 = 7;
/// The platforms that the routes can filter; other platforms occur only in rows.
const PLATFORMS: &[&str] = &[
    "tiktok",
    "instagram",
    "facebook",
    "youtube",
    "linkedin",
    "twitter",
    "threads",
    "pinterest",
    "reddit",
    "bluesky",
    "googlebusiness",
    "telegram",
    "snapchat",
];
const ACTIONS: &[&str] = &["publish", "retry", "media_upload", "rate_limit_pause", "token_refresh", "cancelled"];

pub(super) static CONNECTION: RecordLayout = RecordLayout {
    id_key: Some("_id"),
    peek,
    rules: &super::secrets::RULES,
    ..RecordLayout::new(Kind::Connection, "late", TIME, connection)
};
pub(super) static POST: RecordLayout = RecordLayout {
    id_key: Some("_id"),
    peek,
    rules: &super::secrets::RULES,
    ..RecordLayout::new(Kind::Post, "late", TIME, post)
};
/// The key of the time of an entry.
const TIME: &str = "createdAt";

fn peek<'r>(entry: &MemberIndex<'r>, name: &str) -> Option<&'r str> {
    row::moment(entry, name, TIME)
}

/// The layouts of the entries that the routes list.
static SHAPES: [&RecordLayout; 2] = [&CONNECTION, &POST];

/// A query for this API version.
pub(super) struct LegacyVersion {
    shape: &'static RecordLayout,
    path: String,
    parameters: Vec<(&'static str, String)>,
    applied: Vec<Filter>,
    /// Whether it uses the route of one post, which knows only `limit`.
    one_post: bool,
}

impl LegacyVersion {
    /// Returns `None` for a kind without a route.
    pub(super) fn new(query: &Query) -> Option<Self> {
        let shape = SHAPES.into_iter().find(|shape| shape.kind == query.kind)?;
        // A URL cannot contain `.` or `..` as the id of a post: clients resolve these segments, also encoded ones.
        if let (Kind::Post, [post]) = (shape.kind, &query.filters.posts[..])
            && !matches!(&**post, "." | "..")
        {
            let path = format!("/v1/posts/{}/logs", super::path_segment(post));
            return Some(Self { shape, path, parameters: Vec::new(), applied: vec![Filter::Post], one_post: true });
        }
        let mut old = Self {
            shape,
            path: format!("/v1/{}/logs", shape.kind.plural()),
            parameters: Vec::new(),
            applied: Vec::new(),
            one_post: false,
        };
        old.push_filters(&query.filters);
        if query.window.since.is_some() {
            old.parameters.push(("days", query.window.days(KEPT_DAYS).to_string()));
        }
        Some(old)
    }

    /// Each path accepts one value for each filter, and only known values.
    fn push_filters(&mut self, filters: &Filters) {
        // Rows may use an alias of the platform, which the server would not find.
        if !filters.platforms.iter().any(|platform| vocabulary::has_alias(platform)) {
            self.push(Filter::Platform, "platform", &filters.platforms, PLATFORMS);
        }
        if self.shape.kind == Kind::Connection {
            self.push(Filter::Event, "eventType", &filters.events, vocabulary::EVENTS);
            // The API's `status` is a shorthand for two event types; combined with an event it could exclude too
            // much.
            if filters.events.is_empty() {
                self.push(Filter::Status, "status", &filters.statuses, &["success", "failed"]);
            }
            return;
        }
        self.push(Filter::Status, "status", &filters.statuses, vocabulary::STATUSES);
        self.push(Filter::Action, "action", &filters.actions, ACTIONS);
        if let [text] = &filters.search[..] {
            self.parameters.push(("search", text.clone()));
            self.applied.push(Filter::Search);
        }
    }

    fn push(&mut self, filter: Filter, name: &'static str, wanted: &[String], known: &[&str]) {
        if let [value] = wanted
            && known.contains(&value.as_str())
        {
            self.parameters.push((name, value.clone()));
            self.applied.push(filter);
        }
    }
}

impl ListEndpoint for LegacyVersion {
    fn name(&self) -> &'static str {
        "late"
    }

    fn request(&self, at: PagePosition) -> PageRequest {
        let mut query = self.parameters.clone();
        query.push(("limit", at.limit.to_string()));
        if !self.one_post {
            query.push(("skip", at.skip.to_string()));
        }
        PageRequest { path: self.path.clone(), query }
    }

    fn pages(&self) -> bool {
        !self.one_post
    }

    fn applied(&self) -> &[Filter] {
        &self.applied
    }

    fn retention_days(&self) -> u32 {
        KEPT_DAYS
    }

    fn recognise(&self, reply: &ApiReply) -> Recognition {
        match envelope::recognise(reply, EnvelopeStyle::Camel) {
            // Only this version has these routes, so an empty list is an answer too.
            Recognition::Unsure => Recognition::Mine,
            other => other,
        }
    }

    fn read(&self, body: String) -> Result<ResponsePage, ParseError> {
        envelope::read(body, |_| self.shape)
    }
}

fn connection(raw: &str) -> Vec<Field<'_>> {
    let row = ZernioRow::new(raw);
    // Read before the member is consumed for its own key.
    let outcome_of_event = row.peek("eventType").and_then(json::string).and_then(|event| outcome(&event));
    row.lay(schema::keys(Kind::Connection), |row, name| match name {
        "kind" => Some(Cow::Borrowed("\"connection\"")),
        "source" => Some(Cow::Borrowed("\"late\"")),
        "id" => row.take_member("_id").or_else(|| row.take_member("id")).map(Cow::Borrowed),
        "status" => row.take_member("status").or(outcome_of_event).map(Cow::Borrowed),
        _ => row.take_member(name).map(Cow::Borrowed),
    })
}

/// Returns the outcome of an event type as JSON; a disconnect is neither a success nor a failure.
fn outcome(event: &str) -> Option<&'static str> {
    match event {
        "connect_success" | "reconnect_success" => Some("\"success\""),
        "connect_failed" | "reconnect_failed" => Some("\"failed\""),
        _ => None,
    }
}

fn post(raw: &str) -> Vec<Field<'_>> {
    ZernioRow::new(raw).lay(schema::keys(Kind::Post), |row, name| match name {
        "kind" => Some(Cow::Borrowed("\"post\"")),
        "source" => Some(Cow::Borrowed("\"late\"")),
        "id" => row.take_member("_id").or_else(|| row.take_member("id")).map(Cow::Borrowed),
        "postId" => row.take_member("postId").or_else(|| row.take_member("post_id")).map(Cow::Borrowed),
        _ => row.take_member(name).map(Cow::Borrowed),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn status_of_a_connection_is_derived_from_its_event() {
        for (raw, expected) in [
            (r#"{"eventType":"connect_success"}"#, "\"success\""),
            (r#"{"eventType":"reconnect_failed","status":null}"#, "\"failed\""),
            (r#"{"eventType":"disconnect"}"#, "null"),
            (r#"{"eventType":"connect_failed","status":"pending"}"#, "\"pending\""),
        ] {
            let fields = connection(raw);
            let status = fields.iter().find(|field| field.name == "status").map(|field| &*field.json);
            assert_eq!(status, Some(expected), "{raw}");
        }
    }
}
