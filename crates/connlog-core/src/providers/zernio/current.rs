//! The `zernio` API version: one route for every type, `snake_case` rows without an id, 90 days of retention (facts:
//! spec 1.444.0 in crate `zernio` 0.0.1308; integrators' notes for `post_id` and `platform_post_id`).

use std::borrow::Cow;

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::value::RawValue;

use super::envelope::{self, EnvelopeStyle};
use super::row::{self, ZernioRow, object};
use crate::json::{self, scanner};
use crate::providers::endpoint::{
    ApiReply, ListEndpoint, PagePosition, PageRequest, ParseError, Recognition, ResponsePage,
};
use crate::query::{Filter, Filters, Query};
use crate::record::block::MemberIndex;
use crate::record::{Field, Kind, Record, RecordLayout, schema};
use crate::time::Zone;

/// The maximum and the default number of days of the route.
const KEPT_DAYS: u32 = 90;
/// The platforms that the route can filter; other values give a 400.
const PLATFORMS: &[&str] = &[
    "tiktok",
    "instagram",
    "whatsapp",
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

pub(super) static CONNECTION: RecordLayout = RecordLayout {
    peek,
    rules: &super::secrets::RULES,
    ..RecordLayout::new(Kind::Connection, "zernio", TIME, connection)
};
pub(super) static POST: RecordLayout =
    RecordLayout { peek, rules: &super::secrets::RULES, ..RecordLayout::new(Kind::Post, "zernio", TIME, post) };
/// The key of the time of an entry.
const TIME: &str = "created_at";

fn peek<'r>(entry: &MemberIndex<'r>, name: &str) -> Option<&'r str> {
    row::moment(entry, name, TIME)
}

/// The log types that connlog reads, by the API's names.
static TYPES: [(&str, &RecordLayout); 2] = [("connections", &CONNECTION), ("publishing", &POST)];

/// The layout of rows of other types in `type=all`; they are never shown.
static FOREIGN: RecordLayout = RecordLayout::new(Kind::Connection, "zernio", TIME, connection);

/// A query for this API version.
pub(super) struct CurrentVersion {
    shape: &'static RecordLayout,
    parameters: Vec<(&'static str, String)>,
    applied: Vec<Filter>,
    until: Option<DateTime<Utc>>,
}

impl CurrentVersion {
    /// Returns `None` for a kind that the log lacks.
    pub(super) fn new(query: &Query) -> Option<Self> {
        let (word, shape) = TYPES.into_iter().find(|(_, shape)| shape.kind == query.kind)?;
        let parameters = vec![("type", word.to_owned())];
        let mut present = Self { shape, parameters, applied: Vec::new(), until: None };
        present.push_filters(query);
        present.push_window(query);
        Some(present)
    }

    /// The route takes one value per parameter. The caller filters event types and the action words of `late`, which
    /// the route does not know. A post is found by text search, because its rows contain the id.
    fn push_filters(&mut self, query: &Query) {
        let filters = &query.filters;
        let known = |list: &'static [&str]| move |value: &str| list.contains(&value);
        // Rows may use an alias of the platform, which the server would not find.
        self.push(Filter::Platform, "platform", &filters.platforms, |platform| {
            PLATFORMS.contains(&platform) && !schema::has_alias(platform)
        });
        self.push(Filter::Status, "status", &filters.statuses, known(schema::STATUSES));
        self.push(Filter::Account, "accountId", &filters.accounts, |_| true);
        self.push(Filter::Profile, "profileId", &filters.profiles, |_| true);
        self.push(Filter::Action, "action", &filters.actions, |action| action.contains('.'));
        if !filters.search.is_empty() {
            self.push(Filter::Search, "search", &filters.search, |_| true);
        } else if let [post] = &filters.posts[..] {
            self.parameters.push(("search", post.clone()));
        }
    }

    fn push_window(&mut self, query: &Query) {
        if let Some(since) = query.window.since {
            self.parameters.push(("days", query.window.days(KEPT_DAYS).to_string()));
            self.parameters.push(("from", Zone::Utc.rfc3339(since)));
            self.applied.push(Filter::Since);
        }
        // The parameter has milliseconds; rounding up loses no entry.
        let until = query.window.until;
        self.until = until.and_then(|until| until.checked_add_signed(TimeDelta::nanoseconds(999_999)));
    }

    fn push(&mut self, filter: Filter, name: &'static str, wanted: &[String], takes: impl Fn(&str) -> bool) {
        if let [value] = wanted
            && takes(value)
        {
            self.parameters.push((name, value.clone()));
            self.applied.push(filter);
        }
    }
}

impl ListEndpoint for CurrentVersion {
    fn name(&self) -> &'static str {
        "zernio"
    }

    fn request(&self, at: PagePosition) -> PageRequest {
        let mut query = self.parameters.clone();
        // The documentation does not say whether `to` is inclusive; the caller removes such rows.
        let to = [self.until, at.to].into_iter().flatten().min();
        query.extend(to.map(|to| ("to", Zone::Utc.rfc3339(to))));
        query.push(("limit", at.limit.to_string()));
        query.push(("skip", at.skip.to_string()));
        PageRequest { path: "/v1/logs".to_owned(), query }
    }

    fn supports_until(&self) -> bool {
        true
    }

    fn applied(&self) -> &[Filter] {
        &self.applied
    }

    fn retention_days(&self) -> u32 {
        KEPT_DAYS
    }

    fn recognise(&self, reply: &ApiReply) -> Recognition {
        envelope::recognise(reply, EnvelopeStyle::Snake)
    }

    fn read(&self, body: String) -> Result<ResponsePage, ParseError> {
        envelope::read(body, |row| typed(row, self.shape))
    }

    /// A server that ignores `type` returns rows of all types.
    fn is_requested(&self, record: &Record) -> bool {
        record.is_read_by(self.shape)
    }
}

/// Requests several kinds at once: with `type=all` every row has its own type. The server applies the filters that
/// all queries share.
pub(super) struct CombinedEndpoint {
    present: CurrentVersion,
    kinds: Vec<Kind>,
}

impl CombinedEndpoint {
    /// Returns `None` for a single kind.
    pub(super) fn new(queries: &[Query]) -> Option<Self> {
        let [first, _, ..] = queries else { return None };
        // A filter that only some kinds have must not be sent to the server.
        let mut common = first.clone();
        let lists: [fn(&mut Filters) -> &mut Vec<String>; 8] = [
            |filters| &mut filters.platforms,
            |filters| &mut filters.statuses,
            |filters| &mut filters.events,
            |filters| &mut filters.actions,
            |filters| &mut filters.accounts,
            |filters| &mut filters.profiles,
            |filters| &mut filters.posts,
            |filters| &mut filters.search,
        ];
        for query in queries {
            let mut other = query.filters.clone();
            for list in lists {
                if list(&mut common.filters) != list(&mut other) {
                    list(&mut common.filters).clear();
                }
            }
        }
        let mut present = CurrentVersion::new(&common)?;
        present.parameters.retain(|(name, _)| *name != "type");
        present.parameters.insert(0, ("type", "all".to_owned()));
        Some(Self { present, kinds: queries.iter().map(|query| query.kind).collect() })
    }
}

impl ListEndpoint for CombinedEndpoint {
    fn name(&self) -> &'static str {
        self.present.name()
    }

    fn request(&self, at: PagePosition) -> PageRequest {
        self.present.request(at)
    }

    fn supports_until(&self) -> bool {
        true
    }

    fn applied(&self) -> &[Filter] {
        self.present.applied()
    }

    fn retention_days(&self) -> u32 {
        KEPT_DAYS
    }

    fn recognise(&self, reply: &ApiReply) -> Recognition {
        self.present.recognise(reply)
    }

    fn read(&self, body: String) -> Result<ResponsePage, ParseError> {
        envelope::read(body, |row| shape(row).unwrap_or(&FOREIGN))
    }

    fn is_requested(&self, record: &Record) -> bool {
        !record.is_read_by(&FOREIGN) && self.kinds.contains(&record.kind())
    }
}

/// Types of rows that are never shown.
const OTHER_TYPES: [&str; 4] = ["webhooks", "messaging", "workflow_event", "api_request"];

/// Returns the layout of a row by its `type`; `None` for webhooks, messages and other types.
fn shape(row: &str) -> Option<&'static RecordLayout> {
    let word = scanner::member(row, "type").and_then(json::string)?;
    TYPES.into_iter().find(|(known, _)| known.eq_ignore_ascii_case(&word)).map(|(_, shape)| shape)
}

/// Returns the layout of a row by its own `type` if it is known, else the requested one.
fn typed(row: &str, requested: &'static RecordLayout) -> &'static RecordLayout {
    let Some(word) = scanner::member(row, "type").and_then(json::string) else { return requested };
    let known = TYPES.into_iter().find(|(known, _)| known.eq_ignore_ascii_case(&word));
    match known {
        Some((_, shape)) => shape,
        None if OTHER_TYPES.iter().any(|other| other.eq_ignore_ascii_case(&word)) => &FOREIGN,
        None => requested,
    }
}

fn connection(raw: &str) -> Vec<Field<'_>> {
    let mut row = ZernioRow::new(raw);
    let metadata = row.take_member("metadata").and_then(unpack);
    row.lay(schema::keys(Kind::Connection), |row, name| match name {
        "kind" => Some(Cow::Borrowed("\"connection\"")),
        "source" => Some(Cow::Borrowed("\"zernio\"")),
        "eventType" => event(row, metadata.as_deref()),
        "error" => object(&[("code", row.take_member("error_code")), ("message", row.take_member("error_message"))]),
        "metadata" => metadata.clone(),
        _ => common(row, name).or_else(|| inside(metadata.as_deref(), name)),
    })
}

fn post(raw: &str) -> Vec<Field<'_>> {
    let mut row = ZernioRow::new(raw);
    let metadata = row.take_member("metadata").and_then(unpack);
    let mut fields = row.lay(schema::keys(Kind::Post), |row, name| match name {
        "kind" => Some(Cow::Borrowed("\"post\"")),
        "source" => Some(Cow::Borrowed("\"zernio\"")),
        "postId" => post_id(row, metadata.as_deref()),
        "request" => object(&[("rawBody", row.take_member("request_body"))]),
        "response" => object(&[
            ("platformPostId", row.take_member("platform_post_id")),
            ("errorMessage", row.take_member("error_message")),
            ("errorCode", row.take_member("error_code")),
            ("rawBody", row.take_member("response_body")),
        ]),
        "attemptNumber" => common(row, name)
            .or_else(|| inside(metadata.as_deref(), name))
            .or_else(|| inside(metadata.as_deref(), "attempt")),
        _ => common(row, name).or_else(|| inside(metadata.as_deref(), name)),
    });
    if let Some(json) = metadata {
        fields.push(Field { name: Cow::Borrowed("metadata"), json });
    }
    fields
}

/// Returns the post of a row from any of its fields. Rows that follow the documentation contain it only in their
/// texts.
fn post_id<'r>(row: &mut ZernioRow<'r>, metadata: Option<&str>) -> Option<Cow<'r, str>> {
    let own = row.take_member("post_id").or_else(|| row.take_member("postId")).map(Cow::Borrowed);
    own.or_else(|| inside(metadata, "postId"))
        .or_else(|| inside(metadata, "post_id"))
        .or_else(|| row.peek("post").filter(|post| post.starts_with('{')).map(Cow::Borrowed))
        .or_else(|| id_in_text(row.peek("request_body")?))
}

/// Returns the id of a post in the text of a request, which may be truncated. The request goes to a platform, whose
/// own post ids have another form.
fn id_in_text<'r>(body: &str) -> Option<Cow<'r, str>> {
    let text = json::string(body)?;
    let of_the_api = |id: &&str| {
        let inner = id.trim_matches('"');
        (20..=32).contains(&inner.len()) && inner.bytes().all(|byte| byte.is_ascii_hexdigit())
    };
    let find = |object: &str| {
        let named = ["postId", "post_id", "zernioPostId", "latePostId"];
        let found = named.iter().find_map(|name| scanner::member(object, name).filter(of_the_api));
        found.map(|id| Cow::Owned(id.to_owned()))
    };
    find(&text).or_else(|| scanner::members(&text).find_map(|(_, value)| find(value)))
}

/// Returns a key that differs from the row's name for it only in style.
fn common<'r>(row: &mut ZernioRow<'r>, name: &'static str) -> Option<Cow<'r, str>> {
    let own = match name {
        "userId" => "user_id",
        "profileId" => "profile_id",
        "accountId" => "account_id",
        "accountUsername" => "account_username",
        "postId" => "post_id",
        "statusCode" => "status_code",
        "durationMs" => "duration_ms",
        "attemptNumber" => "attempt_number",
        "connectionMethod" => "connection_method",
        "createdAt" => "created_at",
        "id" => return row.take_member("id").or_else(|| row.take_member("_id")).map(Cow::Borrowed),
        same => same,
    };
    row.take_member(own).map(Cow::Borrowed)
}

/// Decodes `metadata`, a string that usually contains JSON: returns the object in it, else the string. Some rows
/// encode it twice.
fn unpack(metadata: &str) -> Option<Cow<'_, str>> {
    let Some(mut text) = json::string(metadata) else { return Some(Cow::Borrowed(metadata)) };
    if text.starts_with('"')
        && let Some(inner) = json::string(text.trim())
    {
        text = Cow::Owned(inner.into_owned());
    }
    match text.trim() {
        "null" | "" => None,
        inner if !inner.starts_with('{') || json::exceeds_depth(inner) => Some(Cow::Borrowed(metadata)),
        inner if serde_json::from_str::<&RawValue>(inner).is_ok() => Some(Cow::Owned(inner.to_owned())),
        _ => Some(Cow::Borrowed(metadata)),
    }
}

/// Returns a key that the row lacks but its metadata has under the same name.
fn inside<'r>(metadata: Option<&str>, name: &str) -> Option<Cow<'r, str>> {
    let members = json::members(metadata?)?;
    let (_, value) = members.into_iter().find(|(member, _)| member == name)?;
    (!json::is_absent(value)).then(|| Cow::Owned(value.to_owned()))
}

/// Returns one of the five event types if action and status imply one, else the row's own action, which is also kept.
fn event<'r>(row: &ZernioRow<'r>, metadata: Option<&str>) -> Option<Cow<'r, str>> {
    let action = row.peek("action")?;
    let word = json::string(action)?;
    let status = row.peek("status").and_then(json::string);
    let again = word.contains("reconnect") || inside(metadata, "isReconnection").as_deref() == Some("true");
    let derived = match (&*word, status.as_deref()) {
        ("account.disconnected", _) => "disconnect",
        ("account.connected" | "account.reconnected", Some("success")) if again => "reconnect_success",
        ("account.connected" | "account.reconnected", Some("failed")) if again => "reconnect_failed",
        ("account.connected", Some("success")) => "connect_success",
        ("account.connected", Some("failed")) => "connect_failed",
        _ => return Some(Cow::Borrowed(action)),
    };
    Some(Cow::Owned(json::quote(derived)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::query::{Filters, Window};

    fn query(kind: Kind, change: impl Fn(&mut Filters)) -> Query {
        let mut filters = Filters::default();
        change(&mut filters);
        let window = Window { since: None, until: None, days: None, now: DateTime::UNIX_EPOCH };
        Query { kind, filters, window, limit: None, skip: 0, page_size: None }
    }

    fn type_parameter(queries: &[Query]) -> String {
        let request = CombinedEndpoint::new(queries).unwrap().request(PagePosition { skip: 0, limit: 9, to: None });
        let words: Vec<String> = request.query.iter().map(|(name, value)| format!("{name}={value}")).collect();
        words.join("&")
    }

    #[test]
    fn several_kinds_share_one_request_with_common_filters() {
        let both = |filters: &mut Filters| filters.platforms = vec!["tiktok".into()];
        let post = |filters: &mut Filters| {
            both(filters);
            filters.actions = vec!["post.published".into()];
        };
        let queries = [query(Kind::Connection, both), query(Kind::Post, post)];
        assert_eq!(type_parameter(&queries), "type=all&platform=tiktok&limit=9&skip=0");
        let same = [query(Kind::Connection, post), query(Kind::Post, post)];
        assert_eq!(type_parameter(&same), "type=all&platform=tiktok&action=post.published&limit=9&skip=0");
        assert!(CombinedEndpoint::new(&same[..1]).is_none());
    }

    #[test]
    fn rows_of_all_types_are_read_by_their_own_type() {
        let queries = [query(Kind::Connection, |_| {}), query(Kind::Post, |_| {})];
        let rows = [
            r#"{"type":"publishing","action":"account.rate_limited","created_at":"2026-11-20T12:00:04Z"}"#,
            r#"{"type":"webhooks","action":"post.published","created_at":"2026-11-20T12:00:03Z"}"#,
            r#"{"type":"connections","action":"account.connected","created_at":"2026-11-20T12:00:02Z"}"#,
            r#"{"action":"of no type","created_at":"2026-11-20T12:00:01Z"}"#,
        ];
        let body = format!(r#"{{"logs":[{}]}}"#, rows.join(","));
        let combined = CombinedEndpoint::new(&queries).unwrap();
        let page = combined.read(body.clone()).unwrap();
        let requested: Vec<_> = page.records.iter().map(|record| combined.is_requested(record)).collect();
        assert_eq!((page.records.len(), requested), (4, vec![true, false, true, false]), "all of them count in paging");
        for (place, kind) in [(0, Kind::Post), (2, Kind::Connection)] {
            let alone = CurrentVersion::new(&query(kind, |_| {}))
                .unwrap()
                .read(body.clone())
                .unwrap()
                .records
                .swap_remove(place);
            let together = &page.records[place];
            assert_eq!((together.kind(), together.identity()), (kind, alone.identity()));
            assert_eq!(together.view().fields(), alone.view().fields());
        }
    }
}
