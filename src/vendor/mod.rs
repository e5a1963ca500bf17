//! What a vendor must tell us. A vendor describes, it never performs: no I/O, no clock, no client.
//!
//! A [`Source`] is one way to ask for the records of one query. It builds the request for a page and reads the answer;
//! retries, limits, redirects and printing are the caller's, written once for all vendors. A new vendor is a new folder.

pub mod fivetran;
pub mod late;
mod own;

use std::borrow::Cow;
use std::time::Duration;

use chrono::{DateTime, Utc};

use crate::error::Fault;
use crate::query::Filter;
use crate::record::scan::Place;
use crate::record::{Record, Shape};

/// What a JSON object that was found somewhere is to us.
#[derive(Clone, Copy)]
pub enum Claim {
    /// An entry of this shape.
    Entry(&'static Shape),
    /// An entry of a kind that no command lists.
    Unlisted,
}

/// Asks every vendor whether `raw`, a whole JSON object, is an entry of its own.
pub fn claim(raw: &str) -> Option<Claim> {
    fivetran::shape_of(raw).map(Claim::Entry).or_else(|| own::claim(raw)).or_else(|| late::claim(raw))
}

/// The shape of a line that is an entry as it stands, for whoever has millions of lines: only what can be told in one pass.
/// Where its members are is added to `places`, also where it is none.
pub fn plain(line: &str, places: &mut Vec<Place>) -> Option<&'static Shape> {
    fivetran::rows::plain(line, places)
}

/// Whether the members of an object look like an entry whose keys a log service flattened.
pub fn is_flat(members: &[(Cow<'_, str>, &str)]) -> bool {
    fivetran::rows::is_flat(members)
}

/// The entry that a flattened object or the row of a table stands for, in the form the vendor reads. `time` is when a
/// service took it in, for entries that do not say their own.
pub fn rebuild(members: &[(Cow<'_, str>, &str)], time: Option<DateTime<Utc>>) -> Option<(String, &'static Shape)> {
    fivetran::rows::rebuild(members, time).map(|envelope| (envelope, &fivetran::EVENT))
}

/// A GET request, without host or key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    /// Path below the base URL, as `/v1/logs`.
    pub path: String,
    pub query: Vec<(&'static str, String)>,
}

/// Where a page begins and how long it may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PageAt {
    pub skip: u64,
    pub limit: u32,
    /// The end of the window, not included, where [`Source::freezes`].
    pub to: Option<DateTime<Utc>>,
}

/// What the server answered with 200.
pub struct Page {
    pub records: Vec<Record>,
    /// How many there are in all, where the source says so. A hint: it may over-count.
    pub total: Option<u64>,
    /// Whether there are more, where the source says so.
    pub has_more: Option<bool>,
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

/// An answer of the server, whatever its status.
#[derive(Debug, Clone)]
pub struct Reply {
    pub status: u16,
    pub content_type: Option<String>,
    pub body: String,
}

/// One way to ask a vendor for the records of one query.
pub trait Source {
    /// The value of `source` in its records.
    fn name(&self) -> &'static str;

    /// The request for the page at `at`.
    fn request(&self, at: PageAt) -> Request;

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
    fn recognise(&self, reply: &Reply) -> Recognition;

    /// Reads an answer with status 200.
    fn read(&self, body: String) -> Result<Page, Misread>;
}

/// Why an answer with status 200 is not a page of records.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Misread {
    /// Nothing came.
    Empty,
    /// A web page came.
    Html,
    /// The JSON ends too early or is broken: trying again may help.
    Cut(String),
    /// It is JSON, but has no list of entries.
    Alien(String),
}

/// How a vendor words its errors.
pub trait Errors {
    /// The failure that an answer with a status other than 200 stands for. The exchange is added by the caller.
    fn fault(&self, reply: &Reply, asked: &Request) -> Fault;

    /// The wait an error body asks for, where the headers are silent.
    fn wait(&self, reply: &Reply) -> Option<Duration>;
}
