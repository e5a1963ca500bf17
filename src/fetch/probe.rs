//! Finding out which dialect a server speaks, with the very request that was wanted: at most one more is made.

use chrono::{DateTime, Utc};

use super::http::Rate;
use super::plan::first_page;
use super::send::Sender;
use crate::error::{Code, Fault, Result};
use crate::query::Query;
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
}

/// Asks each of `sources` for its first page of `query` until one recognises the answer as its own.
///
/// An answer that tells nothing (an empty list) is kept and used if no other source knows better. If none answers, the
/// failure is the most telling one: a refused value rather than a missing route.
pub async fn open(sender: &Sender<'_>, sources: Vec<Box<dyn Source>>, query: &Query) -> Result<Opened> {
    let alone = sources.len() == 1;
    let mut unsure = None;
    let mut refused: Option<Fault> = None;
    for source in sources {
        let request = source.request(first_page(query, &*source));
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
        let Some((recognition, first)) = sent.read.take() else {
            let fault = sender.refusal(&request, &sent);
            if source.recognise(&sent.answer.reply) == Recognition::Mine {
                return unsure.ok_or(fault);
            }
            refused = Some(more_telling(refused, fault));
            continue;
        };
        let answer = sent.answer;
        let facts = Facts { untyped: answer.reply.content_type.is_none(), rate: answer.rate, date: answer.date };
        // After an empty list of another dialect, this one may be spoken as well, not instead.
        let certain = recognition == Recognition::Mine && unsure.is_none();
        let opened = Opened { source, first, certain, facts };
        match recognition {
            Recognition::Mine => return Ok(opened),
            Recognition::Unsure => unsure = Some(opened),
            Recognition::Other if alone => return Err(wrong_dialect(opened.source.name())),
            Recognition::Other => {}
        }
    }
    match (unsure, refused) {
        (Some(opened), _) => Ok(opened),
        (None, Some(fault)) => Err(fault),
        (None, None) => Err(wrong_dialect("any dialect")),
    }
}

fn more_telling(earlier: Option<Fault>, later: Fault) -> Fault {
    match earlier {
        Some(earlier) if earlier.code != Code::NotFound => earlier,
        _ => later,
    }
}

fn wrong_dialect(name: &str) -> Fault {
    Fault::new(Code::SchemaDrift, format!("the answer's entries are not those of {name}"))
        .cause("the style of their field names is another dialect's")
        .hint("leave --dialect out, or set it to the other one")
}
