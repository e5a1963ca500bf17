//! The API, followed by polls of the follow engine.

use super::feed::{Entry, Feed, Mark, News, Reached, Status};
use super::run::Tail;
use crate::commands::session::{self, Session};
use crate::error::{Exit, Result};
use crate::fetch::follow::{self, Follow, Pace, Sources, Start};
use crate::fetch::probe::{Candidates, Opened};
use crate::fetch::send::Event;
use crate::process::Process;
use crate::query::Query;
use crate::vendor::{self, Source};

/// Follows what answers `queries`, until something ends `tail`.
pub(super) fn follow(tail: Tail<'_>, session: &Session, queries: Vec<Query>, start: Start, pace: Pace) -> Result<Exit> {
    let process = tail.process;
    let (http, budget, errors) = (session.http()?, session.budget(), session.errors());
    let trace = |event: &Event<'_>| session::tell(event, session.network.debug, process);
    let sender = session.sender((&http, &budget), &*errors, &trace, process);
    let ways = Ways { session, process };
    tail.run(&mut Api(Follow::new(&sender, &ways, queries, start, pace)))
}

struct Api<'a>(Follow<'a>);

impl Feed for Api<'_> {
    async fn next(&mut self) -> Result<Option<News>> {
        let entry = |entry: follow::Entry| Entry { mark: Mark::Met(entry.identity, entry.time), record: entry.record };
        Ok(Some(match self.0.next().await? {
            follow::News::Connected => News::Connected,
            follow::News::Entries(entries) => News::Entries(entries.into_iter().map(entry).collect()),
            follow::News::Gap(gap) => News::Gap(gap),
            follow::News::Late { count, oldest } => News::Late { count, oldest },
            follow::News::Trouble(fault) => News::Trouble(fault),
            follow::News::Recovered { after } => News::Recovered { what: "the API", after },
            follow::News::Quiet => News::Quiet,
        }))
    }

    fn marks(&self) -> Option<Reached<'_>> {
        self.0.marks().map(Reached::Met)
    }

    fn status(&self) -> Status {
        let follow::Status { polled, rate, .. } = self.0.status();
        Status { polled, rate }
    }
}

/// The dialects that the session may meet.
struct Ways<'s> {
    session: &'s Session,
    process: &'s Process,
}

impl Sources for Ways<'_> {
    fn candidates(&self, query: &Query) -> Candidates {
        self.session.candidates(query, self.process)
    }

    fn opened(&self, opened: &Opened) {
        self.session.opened(opened, self.process);
    }

    fn source(&self, dialect: &str, query: &Query) -> Option<Box<dyn Source>> {
        (vendor::dialect(dialect)?.source)(query)
    }

    fn joint(&self, dialect: &str, queries: &[Query]) -> Option<Box<dyn Source>> {
        (vendor::dialect(dialect)?.joint)(queries)
    }
}
