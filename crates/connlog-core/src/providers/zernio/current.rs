//! The `zernio` API version: one route for every type, `snake_case` rows without an id, 90 days of retention (facts:
//! spec 1.444.0 in crate `zernio` 0.0.1308; integrators' notes for `post_id` and `platform_post_id`).

use chrono::{DateTime, TimeDelta, Utc};

use super::envelope::{self, EnvelopeStyle};
use super::rows;
use super::webhook_log::WebhookLog;
use crate::providers::endpoint::{
    ApiReply, ListEndpoint, PagePosition, PageRequest, ParseError, Recognition, ResponsePage,
};
use crate::query::{Filter, Filters, Query};
use crate::record::log_words::is_receipt;
use crate::record::{Kind, Record, RecordLayout, vocabulary};
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
        let (word, shape) = rows::TYPES.into_iter().find(|(_, shape)| shape.kind == query.kind)?;
        let parameters = vec![("type", word.to_owned())];
        let mut present = Self { shape, parameters, applied: Vec::new(), until: None };
        present.push_filters(query);
        present.push_call_filters(query);
        present.push_receipts(std::slice::from_ref(query));
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
            PLATFORMS.contains(&platform) && !vocabulary::has_alias(platform)
        });
        self.push(Filter::Status, "status", &filters.statuses, known(vocabulary::STATUSES));
        self.push(Filter::Account, "accountId", &filters.accounts, |_| true);
        self.push(Filter::Profile, "profileId", &filters.profiles, |_| true);
        self.push(Filter::Action, "action", &filters.actions, |action| action.contains('.'));
        if !filters.search.is_empty() {
            self.push(Filter::Search, "search", &filters.search, |_| true);
        } else if let [post] = &filters.posts[..] {
            self.parameters.push(("search", post.clone()));
        }
    }

    /// Adds the filters on calls to the API. Only lists of calls know the key and the status of a call.
    fn push_call_filters(&mut self, query: &Query) {
        let filters = &query.filters;
        self.push(Filter::Request, "requestId", &filters.requests, |_| true);
        match query.kind {
            Kind::ApiRequest => {
                self.push(Filter::Key, "apiKeyId", &filters.keys, |_| true);
                let is_status = |code: &str| code.parse().is_ok_and(|code: u16| (100..=599).contains(&code));
                self.push(Filter::StatusCode, "statusCode", &filters.status_codes, is_status);
            }
            Kind::Webhook => self.push(Filter::Event, "event", &filters.events, |_| true),
            _ => {}
        }
    }

    /// The API leaves out receipts of messages unless a query asks for them.
    fn push_receipts(&mut self, queries: &[Query]) {
        let wants = |query: &Query| {
            let filters = &query.filters;
            query.kind == Kind::Message
                && (filters.read_receipts || filters.actions.iter().any(|action| is_receipt(action)))
        };
        if queries.iter().any(wants) {
            self.parameters.push(("includeReadReceipts", "true".to_owned()));
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
        envelope::read(body, |row| rows::own_layout(row).unwrap_or(self.shape))
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
        // Deliveries of webhooks have a route of their own.
        if queries.iter().any(WebhookLog::has_route) {
            return None;
        }
        // A filter that only some kinds have must not be sent to the server.
        let mut common = first.clone();
        let lists: [fn(&mut Filters) -> &mut Vec<String>; 9] = [
            |filters| &mut filters.platforms,
            |filters| &mut filters.statuses,
            |filters| &mut filters.events,
            |filters| &mut filters.actions,
            |filters| &mut filters.accounts,
            |filters| &mut filters.profiles,
            |filters| &mut filters.posts,
            |filters| &mut filters.search,
            |filters| &mut filters.requests,
        ];
        for query in queries {
            let mut other = query.filters.clone();
            for list in lists {
                if list(&mut common.filters) != list(&mut other) {
                    list(&mut common.filters).clear();
                }
            }
        }
        // These filters are those of one log type, which may be the first.
        (common.filters.keys, common.filters.status_codes) = (Vec::new(), Vec::new());
        let mut present = CurrentVersion::new(&common)?;
        present.parameters.retain(|(name, _)| !matches!(*name, "event" | "includeReadReceipts"));
        present.push_receipts(queries);
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
        envelope::read(body, |row| rows::own_layout(row).unwrap_or(&rows::FOREIGN))
    }

    fn is_requested(&self, record: &Record) -> bool {
        !record.is_read_by(&rows::FOREIGN) && self.kinds.contains(&record.kind())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::query::{Filters, Window};

    fn query(kind: Kind, change: impl Fn(&mut Filters)) -> Query {
        let mut filters = Filters::default();
        change(&mut filters);
        let window = Window { since: None, until: None, days: None, now: DateTime::UNIX_EPOCH };
        Query { kind, filters, window, limit: None, skip: 0, page_size: None, optional: false }
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
