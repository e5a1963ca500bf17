//! Finding out which dialect a server speaks, with the very request that was wanted: at most one more is made.

use chrono::{DateTime, Utc};

use super::client::retrying_client::{RetryingClient, shorter};
use super::client::transport::RateLimitHeaders;
use super::paging::page_plan::first_page;
use super::paging::reversed::ListOrder;
use connlog_core::error::{Code, Error, Result};
use connlog_core::providers::endpoint::{ListEndpoint, Recognition, ResponsePage};
use connlog_core::query::Query;
use connlog_core::query::predicate::Predicate;

/// A source that answers, with its first page.
pub struct OpenedApi {
    pub source: Box<dyn ListEndpoint>,
    pub first: ResponsePage,
    /// Whether the answer told the dialect for certain, so that it may be remembered.
    pub certain: bool,
    pub facts: ResponseInfo,
}

/// What the first answer says beside its rows.
#[derive(Debug, Clone, Default)]
pub struct ResponseInfo {
    /// JSON came without a Content-Type.
    pub untyped: bool,
    /// The rate limit as it stood.
    pub rate: RateLimitHeaders,
    /// When it was given, by the server's clock.
    pub date: Option<DateTime<Utc>>,
    pub order: ListOrder,
}

/// Ways to ask, the likeliest first.
pub struct VersionCandidates {
    pub sources: Vec<Box<dyn ListEndpoint>>,
    /// The first one spoke for this server before: its word is enough, even if it is an empty list.
    pub known: bool,
}

/// Asks each of the candidates for its first page of `query` until one recognises the answer as its own.
///
/// An answer that tells nothing (an empty list) is kept and used if no other source knows better. If none answers, the
/// failure is the most telling one: a refused value rather than a missing route.
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
            // A probe beyond the first answer must not spoil what that answer was.
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
        // After an empty list of another dialect, this one may be spoken as well, not instead.
        let certain = recognition == Recognition::Mine && unsure.is_none();
        let opened = OpenedApi { source, first, certain, facts };
        match recognition {
            Recognition::Unsure if known && index == 0 => return Ok(opened),
            // What a dialect that was asked before would have found too tells nothing against it.
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

/// A dialect's way of saying that it will not answer.
struct RefusedVersion {
    fault: Error,
    /// It was asked for one thing, so that a 404 speaks of that, and not of the route.
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

/// No way to ask has the kind that is wanted.
pub fn unlisted(query: &Query) -> Error {
    Error::usage(format!("the API has no {}", query.kind.plural()))
        .hint("leave --dialect out, or name files with --from")
}

fn wrong_dialect(name: &str) -> Error {
    Error::new(Code::SchemaDrift, format!("the answer's entries are not those of {name}"))
        .cause("the style of their field names is another dialect's")
        .hint("leave --dialect out, or set it to the other one")
}
