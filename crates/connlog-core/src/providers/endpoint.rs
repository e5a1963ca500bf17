//! How an API is asked and what it answers, as a vendor describes it; `fetch` performs.

use chrono::{DateTime, Utc};
use std::fmt;

use super::retry_after::RetryAfter;
use crate::error::Error;
use crate::query::{Filter, Query};
use crate::record::Record;

/// One way an API speaks.
pub struct ApiVersion {
    /// What `--dialect` calls it; also the value of `source` in its records.
    pub name: &'static str,
    /// What `--help` says of it.
    pub about: &'static str,
    /// What asks a query; `None` for a kind that this dialect has not.
    pub source: fn(&Query) -> Option<Box<dyn ListEndpoint>>,
    /// The one source that asks all of some queries, of a kind each, at once; the window is the first one's. What their
    /// filters let pass beyond their kinds is the caller's to take out.
    pub joint: fn(&[Query]) -> Option<Box<dyn ListEndpoint>>,
    /// The words for its errors, for a key that came from a place that is named by a phrase.
    pub errors: fn(key_origin: String) -> Box<dyn ErrorParser>,
    /// The path that checks a key without reading data. Servers may lack it.
    pub key_route: &'static str,
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

/// A GET request, without host or key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PageRequest {
    /// Path below the base URL, as `/v1/logs`.
    pub path: String,
    pub query: Vec<(&'static str, String)>,
}

/// Where a page begins and how long it may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PagePosition {
    pub skip: u64,
    pub limit: u32,
    /// The end of the window, not included, where [`ListEndpoint::freezes`].
    pub to: Option<DateTime<Utc>>,
}

/// What the server answered with 200.
pub struct ResponsePage {
    pub records: Vec<Record>,
    /// How many there are in all, where the source says so. A hint: it may over-count.
    pub total: Option<u64>,
    /// Whether there are more, where the source says so.
    pub has_more: Option<bool>,
    /// The most records that the server puts on a page, where it says so: it may be less than was asked for.
    pub limit: Option<u32>,
}

/// Whether an answer is of the dialect that was asked in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Recognition {
    Mine,
    /// Not of this dialect: the next one may know better.
    Other,
    /// Nothing in it tells, as in an empty list.
    Unsure,
}

/// An answer to a request, whatever its status.
#[derive(Debug, Clone, Default)]
pub struct ApiReply {
    pub status: u16,
    pub content_type: Option<String>,
    /// The program that answered, as the headers `server` or `via` name it.
    pub server: Option<String>,
    /// What the answer asks for before it lets the request pass: a login, or a proof that a browser asks.
    pub challenge: Option<Challenge>,
    pub body: String,
}

/// What stands between a request and the API.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Challenge {
    /// A name and a password, by a scheme that the API does not use; with the realm.
    Login(Option<String>),
    /// A check for browsers.
    Browser,
}

/// One way to ask a vendor for the records of one query.
pub trait ListEndpoint {
    /// The value of `source` in its records.
    fn name(&self) -> &'static str;

    /// The request for the page at `at`.
    fn request(&self, at: PagePosition) -> PageRequest;

    /// Whether pages can be asked for beyond the first.
    fn pages(&self) -> bool {
        true
    }

    /// Whether the server takes an end of the window, so that what arrives later does not move the pages.
    fn freezes(&self) -> bool {
        false
    }

    /// The filters of the query that the server applies, each exactly as we would.
    fn applied(&self) -> &[Filter];

    /// Days the server keeps entries.
    fn retention_days(&self) -> u32;

    /// Whether `record` is of a kind that was asked for. One that is not counts in paging, and is otherwise left out.
    fn wants(&self, _record: &Record) -> bool {
        true
    }

    /// Whether `reply` is of this dialect; asked of the first answer only.
    fn recognise(&self, reply: &ApiReply) -> Recognition;

    /// Reads an answer with status 200.
    fn read(&self, body: String) -> Result<ResponsePage, ParseError>;
}

/// Why an answer with status 200 is not a page of records.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ParseError {
    /// Nothing came.
    Empty,
    /// A web page came.
    Html,
    /// The JSON ends too early or is broken: trying again may help.
    Cut(String),
    /// It is JSON, but has no list of entries.
    Alien(String),
    /// An entry in it is nested deeper than can be read.
    Deep,
    /// It is the report of an error, with its reason: trying again may help.
    Failed(String),
}

/// How a vendor words its errors.
pub trait ErrorParser {
    /// The failure that an answer with a status other than 200 stands for. The exchange is added by the caller.
    fn fault(&self, reply: &ApiReply, asked: &PageRequest) -> Error;

    /// The wait an error body asks for, where the headers are silent.
    fn wait(&self, reply: &ApiReply) -> Option<RetryAfter>;
}
