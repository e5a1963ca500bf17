//! Finding out which dialect a server speaks, with the very request that was wanted: at most one more is made.

use chrono::{DateTime, Utc};

use super::plan::first_page;
use super::reversed::Order;
use super::send::{Sender, shorter};
use super::wire::Rate;
use crate::error::{Code, Fault, Result};
use crate::query::Query;
use crate::query::predicate::Predicate;
use crate::vendor::{Page, Recognition, Source};

/// A source that answers, with its first page.
pub struct Opened {
    pub source: Box<dyn Source>,
    pub first: Page,
    /// Whether the answer told the dialect for certain, so that it may be remembered.
    pub certain: bool,
    pub facts: Facts,
}

/// What the first answer says beside its rows.
#[derive(Debug, Clone, Default)]
pub struct Facts {
    /// JSON came without a Content-Type.
    pub untyped: bool,
    /// The rate limit as it stood.
    pub rate: Rate,
    /// When it was given, by the server's clock.
    pub date: Option<DateTime<Utc>>,
    pub order: Order,
}

/// Ways to ask, the likeliest first.
pub struct Candidates {
    pub sources: Vec<Box<dyn Source>>,
    /// The first one spoke for this server before: its word is enough, even if it is an empty list.
    pub known: bool,
}

/// Asks each of the candidates for its first page of `query` until one recognises the answer as its own.
///
/// An answer that tells nothing (an empty list) is kept and used if no other source knows better. If none answers, the
/// failure is the most telling one: a refused value rather than a missing route.
pub async fn open(sender: &Sender<'_>, candidates: Candidates, query: &Query) -> Result<Opened> {
    let Candidates { sources, known } = candidates;
    if sources.is_empty() {
        return Err(unlisted(query));
    }
    let alone = sources.len() == 1;
    let mut unsure = None;
    let mut refused: Option<Refusal> = None;
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
            refused = Some(more_telling(refused, Refusal { fault, of_one_thing: !source.pages() }));
            continue;
        };
        if let Some(shorter) = shorter(&first, at) {
            first = sender.page(&*source, shorter).await?;
        }
        let answer = sent.answer;
        let untyped = answer.reply.content_type.is_none();
        let facts = Facts { untyped, rate: answer.rate, date: answer.date, order: Order::Usual };
        // After an empty list of another dialect, this one may be spoken as well, not instead.
        let certain = recognition == Recognition::Mine && unsure.is_none();
        let opened = Opened { source, first, certain, facts };
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
struct Refusal {
    fault: Fault,
    /// It was asked for one thing, so that a 404 speaks of that, and not of the route.
    of_one_thing: bool,
}

fn more_telling(earlier: Option<Refusal>, later: Refusal) -> Refusal {
    match earlier {
        Some(earlier) if earlier.fault.code != Code::NotFound || earlier.of_one_thing => earlier,
        _ => later,
    }
}

fn holds_match(opened: &Opened, query: &Query) -> bool {
    let predicate = Predicate::new(query);
    opened.first.records.iter().any(|record| predicate.matches(record))
}

/// No way to ask has the kind that is wanted.
pub fn unlisted(query: &Query) -> Fault {
    Fault::usage(format!("the API has no {}", query.kind.plural()))
        .hint("leave --dialect out, or name files with --from")
}

fn wrong_dialect(name: &str) -> Fault {
    Fault::new(Code::SchemaDrift, format!("the answer's entries are not those of {name}"))
        .cause("the style of their field names is another dialect's")
        .hint("leave --dialect out, or set it to the other one")
}
