//! The description of an API: its requests and its answers. `sources/api` sends the requests.

use std::collections::BTreeMap;
use std::fmt;

use chrono::{DateTime, Utc};

use super::retry_after::RetryAfter;
use crate::error::Error;
use crate::query::{Filter, Filters, Query};
use crate::record::Record;

/// The headers that every request to an API carries.
pub struct ApiProtocol {
    /// The value of `accept`.
    pub accept: &'static str,
    /// How requests send the key.
    pub scheme: AuthScheme,
}

/// The scheme of the header `authorization`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AuthScheme {
    /// The key as a bearer token.
    Bearer,
    /// The key and its secret, joined by `:` and encoded in base64.
    Basic,
}

/// A version of an API.
pub struct ApiVersion {
    /// The name in `--dialect` and in the `source` of its records.
    pub name: &'static str,
    /// The description in `--help`.
    pub about: &'static str,
    /// Returns the endpoint for a query; `None` for a kind that this version lacks.
    pub source: fn(&Query) -> Option<Box<dyn ListEndpoint>>,
    /// Returns one endpoint for several queries of different kinds, with the window of the first query. The caller
    /// must apply the filters of each query.
    pub combined_endpoint: fn(&[Query]) -> Option<Box<dyn ListEndpoint>>,
    /// Returns the parser of its errors. `key_origin` is a phrase for the place of the key.
    pub errors: fn(key_origin: String) -> Box<dyn ErrorParser>,
    /// The path that checks a key without reading data. Not every server has it.
    pub key_route: &'static str,
    /// The route of the present states.
    pub states: StateRoute,
    /// The routes with names for ids.
    pub names: &'static [NameRoute],
    /// Returns the request for the post with this id.
    pub post: fn(&str) -> PageRequest,
    /// Returns the request for the deliveries of the webhook event with this id.
    pub event: fn(&str) -> PageRequest,
    /// The path of the settings of webhooks.
    pub webhook_settings: &'static str,
}

/// What an id identifies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum IdKind {
    /// An account.
    Account,
    /// A profile.
    Profile,
}

/// Names by the ids of accounts and profiles.
pub type IdNames = BTreeMap<String, String>;

/// A route that returns names for ids in one answer.
pub struct NameRoute {
    /// What the ids identify.
    pub ids: IdKind,
    /// The path of the route.
    pub path: &'static str,
    /// Returns the ids and names of an answer; `None` if the body is not such an answer.
    pub read: fn(&str) -> Option<IdNames>,
}

/// A route that returns the present state of all accounts in one answer.
#[derive(Clone, Copy)]
pub struct StateRoute {
    /// Returns the request for the accounts that the filters select, and perhaps others.
    pub request: fn(&Filters) -> PageRequest,
    /// Reads the states of an answer with status 200: its body, the `source` of the records, and the time of the answer.
    /// Fails if the body is not such an answer.
    pub read: fn(&str, &str, DateTime<Utc>) -> Result<StatePage, ParseError>,
}

/// The states in an answer.
pub struct StatePage {
    /// The states, in the order of the answer.
    pub records: Vec<Record>,
    /// The number of accounts, if the answer reports it. If it is larger, the answer lacks accounts.
    pub total: Option<u64>,
}

impl PartialEq for ApiVersion {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

impl Eq for ApiVersion {}

impl fmt::Debug for ApiVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name)
    }
}

/// A GET request, without host and key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PageRequest {
    /// The path below the base URL, such as `/v1/logs`.
    pub path: String,
    /// The query parameters.
    pub query: Vec<(&'static str, String)>,
}

/// The position and size of a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PagePosition {
    /// The number of records before the page.
    pub skip: u64,
    /// The maximum number of records on the page.
    pub limit: u32,
    /// The end of the window, exclusive, if [`ListEndpoint::supports_until`].
    pub to: Option<DateTime<Utc>>,
}

/// The content of an answer with status 200.
pub struct ResponsePage {
    /// The records of the page.
    pub records: Vec<Record>,
    /// The total number of records, if the server reports it. It may be too high.
    pub total: Option<u64>,
    /// Whether there are more records, if the server reports it.
    pub has_more: Option<bool>,
    /// The server's maximum page size, if it reports it. It may be less than the requested size.
    pub limit: Option<u32>,
}

/// Whether an answer belongs to the API version of the request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Recognition {
    /// It belongs to this version.
    Mine,
    /// It belongs to another version; the caller tries the next one.
    Other,
    /// It does not show the version, such as an empty list.
    Unsure,
}

/// An answer to a request, with any status.
#[derive(Debug, Clone, Default)]
pub struct ApiReply {
    /// The HTTP status.
    pub status: u16,
    /// The header `content-type`.
    pub content_type: Option<String>,
    /// The program that answered, from the header `server` or `via`.
    pub server: Option<String>,
    /// What the answer demands before the request may pass: a login or a browser check.
    pub challenge: Option<Challenge>,
    /// The body as text.
    pub body: String,
}

/// An obstacle between the client and the API.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Challenge {
    /// A login by a scheme that the API does not use, with its realm.
    Login(Option<String>),
    /// A check for browsers.
    Browser,
}

/// A field by whose values a server can filter a list.
pub struct SplitField {
    /// The name of the field in records.
    pub name: &'static str,
    /// Values that records can have, besides others.
    pub known: &'static [&'static str],
    /// The route that lists further values.
    pub route: Option<ValueRoute>,
}

/// A route that lists values of a field.
pub struct ValueRoute {
    /// The path of the route.
    pub path: &'static str,
    /// Returns the values of an answer.
    pub read: fn(&str) -> Vec<String>,
}

/// Describes how to read the records of one query.
pub trait ListEndpoint {
    /// Returns the value of `source` in its records.
    fn name(&self) -> &'static str;

    /// Returns the request for the page at `at`.
    fn request(&self, at: PagePosition) -> PageRequest;

    /// Returns whether there are pages after the first one.
    fn pages(&self) -> bool {
        true
    }

    /// Returns the largest offset of a page; `None` without a limit.
    fn max_skip(&self) -> Option<u64> {
        None
    }

    /// Returns the fields by which the server can split a list that has more records than pages.
    fn split_fields(&self) -> &'static [SplitField] {
        &[]
    }

    /// Returns the endpoint for the records of this list whose `field` has this value; `None` if a filter already fixes
    /// the field.
    fn part(&self, _field: &SplitField, _value: &str) -> Option<Box<dyn ListEndpoint>> {
        None
    }

    /// Returns whether the server supports an end of the window, so that new entries do not move the pages.
    fn supports_until(&self) -> bool {
        false
    }

    /// Returns the filters that the server applies with the same result as connlog.
    fn applied(&self) -> &[Filter];

    /// Returns the retention of the server in days.
    fn retention_days(&self) -> u32;

    /// Returns whether `record` is of a requested kind. Other records count for paging and are then dropped.
    fn is_requested(&self, _record: &Record) -> bool {
        true
    }

    /// Returns whether `reply` belongs to this version. Called for the first answer only.
    fn recognise(&self, reply: &ApiReply) -> Recognition;

    /// Reads the body of an answer with status 200. Fails if it is not a page of records.
    fn read(&self, body: String) -> Result<ResponsePage, ParseError>;
}

/// Why an answer with status 200 is not a page of records.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ParseError {
    /// The body is empty.
    Empty,
    /// The body is an HTML page.
    Html,
    /// The JSON is truncated or broken; a retry may help.
    Cut(String),
    /// The body is JSON without a list of entries.
    Alien(String),
    /// An entry is nested too deeply.
    Deep,
    /// The body reports an error, with its reason; a retry may help.
    Failed(String),
}

/// Turns error answers of a provider into failures.
pub trait ErrorParser {
    /// Returns the failure for an answer with a status other than 200. The caller adds the HTTP context.
    fn fault(&self, reply: &ApiReply, asked: &PageRequest) -> Error;

    /// Returns the wait that the body requests, if the headers do not request one.
    fn wait(&self, reply: &ApiReply) -> Option<RetryAfter>;
}
