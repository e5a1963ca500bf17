//! Detects the API version of a server from the answer to the first request; sends at most one more request.

use chrono::{DateTime, Utc};

use super::client::retrying_client::{RetryingClient, shorter};
use super::client::transport::RateLimitHeaders;
use super::paging::page_plan::first_page;
use connlog_core::error::{Code, Error, Result};
use connlog_core::providers::endpoint::{ListEndpoint, Recognition, ResponsePage};
use connlog_core::query::Query;
use connlog_core::query::predicate::Predicate;

/// The order in which a server lists its entries.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ListOrder {
    /// Newest first, unless a later page shows another order.
    #[default]
    Usual,
    /// Oldest first, and read from the end.
    Reversed,
    /// Oldest first and read from the start, because the end of the list is unknown.
    OldestFirst,
}

/// The endpoint that answered, with its first page.
pub struct OpenedApi {
    pub source: Box<dyn ListEndpoint>,
    pub first: ResponsePage,
    /// Whether the answer proves the API version, so that it can be remembered.
    pub certain: bool,
    pub facts: ResponseInfo,
}

/// Properties of the first answer.
#[derive(Debug, Clone, Default)]
pub struct ResponseInfo {
    /// The answer was JSON without a Content-Type.
    pub untyped: bool,
    /// The rate limit of the answer.
    pub rate: RateLimitHeaders,
    /// The server time of the answer.
    pub date: Option<DateTime<Utc>>,
    pub order: ListOrder,
}

/// The endpoints to try, the most likely API version first.
pub struct VersionCandidates {
    pub sources: Vec<Box<dyn ListEndpoint>>,
    /// The first endpoint is known to work with this server, so even its empty list is accepted.
    pub known: bool,
}

/// Requests the first page of `query` from each candidate until one recognises the answer.
///
/// An empty list is used if no other candidate recognises its answer. If no candidate succeeds, returns the most specific
/// error: a rejected value rather than a missing route.
pub async fn open(sender: &RetryingClient<'_>, candidates: VersionCandidates, query: &Query) -> Result<OpenedApi> {
    let VersionCandidates { sources, known } = candidates;
    if sources.is_empty() {
        return Err(unlisted(query));
    }
    let alone = sources.len() == 1;
    let mut unsure = None;
    let mut refused: Option<RefusedVersion> = None;
    for (index, source) in sources.into_iter().enumerate() {
        let at = first_page(query, &*source);
        let request = source.request(at);
        let sent = sender
            .send(&request, |reply| {
                let recognition = source.recognise(reply);
                source.read(std::mem::take(&mut reply.body)).map(|page| (recognition, page))
            })
            .await;
        let mut sent = match sent {
            // An error of a second candidate must not replace the first answer.
            Err(fault) => return unsure.ok_or(fault),
            Ok(sent) => sent,
        };
        let Some((recognition, mut first)) = sent.read.take() else {
            let fault = sender.refusal(&request, &sent);
            if source.recognise(&sent.answer.reply) == Recognition::Mine {
                return unsure.ok_or(fault);
            }
            refused = Some(more_telling(refused, RefusedVersion { fault, of_one_thing: !source.pages() }));
            continue;
        };
        if let Some(shorter) = shorter(&first, at) {
            first = sender.page(&*source, shorter).await?;
        }
        let answer = sent.answer;
        let untyped = answer.reply.content_type.is_none();
        let facts = ResponseInfo { untyped, rate: answer.rate, date: answer.date, order: ListOrder::Usual };
        // After an empty list of another version, the server may support both.
        let certain = recognition == Recognition::Mine && unsure.is_none();
        let opened = OpenedApi { source, first, certain, facts };
        match recognition {
            Recognition::Unsure if known && index == 0 => return Ok(opened),
            // A match decides only if the earlier version did not find it.
            Recognition::Mine if unsure.is_none() || holds_match(&opened, query) => return Ok(opened),
            Recognition::Unsure => unsure = Some(opened),
            Recognition::Other if alone => return Err(wrong_dialect(opened.source.name())),
            Recognition::Mine | Recognition::Other => {}
        }
    }
    match (unsure, refused) {
        (Some(opened), _) => Ok(opened),
        (None, Some(refusal)) => Err(refusal.fault),
        (None, None) => Err(wrong_dialect("any dialect")),
    }
}

/// The error of a candidate.
struct RefusedVersion {
    fault: Error,
    /// The request was for one entry, so a 404 means the entry and not the route.
    of_one_thing: bool,
}

fn more_telling(earlier: Option<RefusedVersion>, later: RefusedVersion) -> RefusedVersion {
    match earlier {
        Some(earlier) if earlier.fault.code != Code::NotFound || earlier.of_one_thing => earlier,
        _ => later,
    }
}

fn holds_match(opened: &OpenedApi, query: &Query) -> bool {
    let predicate = Predicate::new(query);
    opened.first.records.iter().any(|record| predicate.matches(record))
}

/// The error if no API version has the requested kind.
pub fn unlisted(query: &Query) -> Error {
    Error::usage(format!("the API has no {}", query.kind.plural()))
        .hint("leave --dialect out, or name files with --from")
}

fn wrong_dialect(name: &str) -> Error {
    Error::new(Code::SchemaDrift, format!("the entries of the answer do not have the format of {name}"))
        .cause("their field names are those of another dialect")
        .hint("leave --dialect out, or set it to the other one")
}
