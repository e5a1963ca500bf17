//! The API, followed by polls of the follow engine.

use super::poller::Poller;
use super::{PollPace, PollStart, PolledEndpoints};
use crate::app::AppContext;
use crate::follow::event_loop::EventLoop;
use crate::follow::source::{CheckpointRef, EntryPosition, FollowEvent, FollowSource, FollowStatus, FollowedEntry};
use crate::sources::api::client::retrying_client::ClientEvent;
use crate::sources::api::follow;
use crate::sources::api::version_detection::{OpenedApi, VersionCandidates};
use crate::sources::{self, ApiSession};
use connlog_core::error::{Exit, Result};
use connlog_core::providers;
use connlog_core::providers::endpoint::ListEndpoint;
use connlog_core::query::Query;

/// Follows what answers `queries`, until something ends `tail`.
pub(crate) fn follow(
    tail: EventLoop<'_>,
    session: &ApiSession,
    queries: Vec<Query>,
    start: PollStart,
    pace: PollPace,
) -> Result<Exit> {
    let process = tail.process;
    let (http, budget, errors) = (session.http()?, session.budget(), session.errors());
    let trace = |event: &ClientEvent<'_>| sources::report_event(event, session.network.debug, process);
    let sender = session.sender((&http, &budget), &*errors, &trace, process);
    let ways = EndpointSet { session, process };
    tail.run(&mut ApiFollower(Poller::new(&sender, &ways, queries, start, pace)))
}

struct ApiFollower<'a>(Poller<'a>);

impl FollowSource for ApiFollower<'_> {
    async fn next(&mut self) -> Result<Option<FollowEvent>> {
        let entry = |entry: follow::events::PolledEntry| FollowedEntry {
            mark: EntryPosition::Met(entry.identity, entry.time),
            record: entry.record,
        };
        Ok(Some(match self.0.next().await? {
            follow::events::PollEvent::Connected => FollowEvent::Connected,
            follow::events::PollEvent::Entries(entries) => {
                FollowEvent::Entries(entries.into_iter().map(entry).collect())
            }
            follow::events::PollEvent::Gap(gap) => FollowEvent::Gap(gap),
            follow::events::PollEvent::Late { count, oldest } => FollowEvent::Late { count, oldest },
            follow::events::PollEvent::Trouble(fault) => FollowEvent::Trouble(fault),
            follow::events::PollEvent::Recovered { after } => FollowEvent::Recovered { what: "the API", after },
            follow::events::PollEvent::Quiet => FollowEvent::Quiet,
        }))
    }

    fn marks(&self) -> Option<CheckpointRef<'_>> {
        self.0.marks().map(CheckpointRef::Met)
    }

    fn status(&self) -> FollowStatus {
        let follow::events::PollStatus { polled, rate, .. } = self.0.status();
        FollowStatus { polled, rate }
    }
}

/// The dialects that the session may meet.
struct EndpointSet<'s> {
    session: &'s ApiSession,
    process: &'s AppContext,
}

impl PolledEndpoints for EndpointSet<'_> {
    fn candidates(&self, query: &Query) -> VersionCandidates {
        self.session.candidates(query, self.process)
    }

    fn opened(&self, opened: &OpenedApi) {
        self.session.opened(opened, self.process);
    }

    fn source(&self, dialect: &str, query: &Query) -> Option<Box<dyn ListEndpoint>> {
        (providers::dialect(dialect)?.source)(query)
    }

    fn joint(&self, dialect: &str, queries: &[Query]) -> Option<Box<dyn ListEndpoint>> {
        (providers::dialect(dialect)?.joint)(queries)
    }
}
