//! Follows the API with the poller.

use super::poller::Poller;
use super::{PollPace, PollStart, PolledEndpoints, state_follower};
use crate::app::AppContext;
use crate::args::GlobalArgs;
use crate::follow::cursor::key::SourceIdentity;
use crate::follow::entry_position::EntryPosition;
use crate::follow::event_loop::EventLoop;
use crate::follow::source::Checkpoint;
use crate::follow::source::{CheckpointRef, FollowEvent, FollowSource, FollowStatus, FollowedEntry};
use crate::follow::{FollowPlan, FollowTarget};
use crate::runtime;
use crate::sources::api::follow;
use crate::sources::api::names;
use crate::sources::api::session::ApiSession;
use crate::sources::api::version_detection::{OpenedApi, VersionCandidates};
use connlog_core::error::{Exit, Result};
use connlog_core::providers;
use connlog_core::providers::endpoint::{IdKind, IdNames, ListEndpoint};
use connlog_core::query::Query;

/// Opens the API for following.
pub(in crate::sources::api) fn open(shared: &GlobalArgs, app: &mut AppContext) -> Result<Box<dyn FollowTarget>> {
    let session = ApiSession::with_key(shared, app)?;
    Ok(Box::new(ApiTarget { session, is_demo: shared.api.demo()? }))
}

/// An API to follow.
struct ApiTarget {
    session: ApiSession,
    is_demo: bool,
}

impl FollowTarget for ApiTarget {
    fn identity(&self) -> SourceIdentity {
        let dialect = self.session.api.dialect.value.name().to_owned();
        if self.is_demo {
            return SourceIdentity::Demo { dialect };
        }
        SourceIdentity::Api { base_url: self.session.api.base_url.value.to_string(), dialect }
    }

    fn account(&self) -> Option<&str> {
        self.session.api.context.as_ref().map(|context| context.value.as_str())
    }

    fn secret(&self) -> Option<&str> {
        self.session.api.key.as_ref().map(|key| key.value.reveal())
    }

    fn names(&self, ids: &[IdKind], app: &AppContext) -> IdNames {
        names::read(&self.session, ids, app)
    }

    fn follow(self: Box<Self>, tail: EventLoop<'_>, plan: FollowPlan<'_>) -> Result<Exit> {
        if let [query] = &plan.queries[..]
            && query.kind.is_state()
        {
            return state_follower::follow_session(tail, &self.session, query, &plan);
        }
        // A cursor continues an earlier run; without one, the flags set the start.
        let checkpoint = match tail.writer.checkpoint() {
            Some(Checkpoint::Poll(checkpoint)) => Some(checkpoint.clone()),
            _ => None,
        };
        let start = PollStart::resolve(checkpoint, plan.last, plan.since);
        let usual = PollPace::default();
        let pace = PollPace {
            settle: plan.settle.unwrap_or(usual.settle),
            lookback: plan.lookback.unwrap_or(usual.lookback),
            interval: plan.interval.unwrap_or(usual.interval),
            ..usual
        };
        let queries = if plan.skips_missing_kinds { self.served(plan.queries, tail.app)? } else { plan.queries };
        follow(tail, &self.session, queries, start, pace)
    }
}

impl ApiTarget {
    /// Returns the queries whose kinds the version of the API has. An unknown version is detected by a request.
    fn served(&self, queries: Vec<Query>, app: &AppContext) -> Result<Vec<Query>> {
        let Some(first) = queries.first() else { return Ok(queries) };
        let session = &self.session;
        let dialect = if let Some(dialect) = session.known_dialect(app) {
            dialect
        } else {
            let connection = session.connect(app)?;
            let sender = connection.client();
            let query = Query { limit: Some(1), ..first.clone() };
            let opened = runtime::start()?.block_on(session.open_list(&query, &sender, app))?;
            providers::dialect(opened.source.name()).unwrap_or(providers::DEFAULT_DIALECT)
        };
        Ok(queries.into_iter().filter(|query| (dialect.source)(query).is_some()).collect())
    }
}

/// Follows the entries that match `queries` until the event loop ends.
fn follow(
    tail: EventLoop<'_>,
    session: &ApiSession,
    queries: Vec<Query>,
    start: PollStart,
    pace: PollPace,
) -> Result<Exit> {
    let app = tail.app;
    let connection = session.connect(app)?;
    let sender = connection.client();
    let ways = EndpointSet { session, app };
    tail.run(&mut ApiFollower(Poller::new(&sender, &ways, queries, start, pace)))
}

struct ApiFollower<'a>(Poller<'a>);

impl FollowSource for ApiFollower<'_> {
    async fn next(&mut self) -> Result<Option<FollowEvent>> {
        let entry = |entry: follow::events::PolledEntry| FollowedEntry {
            position: EntryPosition::Identity(entry.identity, entry.time),
            copy: Some(entry.copy),
            record: entry.record,
        };
        Ok(Some(match self.0.next().await? {
            follow::events::PollEvent::Connected => FollowEvent::Connected,
            follow::events::PollEvent::Entries(entries) => {
                FollowEvent::Entries(entries.into_iter().map(entry).collect())
            }
            follow::events::PollEvent::Note(text) => FollowEvent::Note(text),
            follow::events::PollEvent::Gap(gap) => FollowEvent::Gap(gap),
            follow::events::PollEvent::Late { count, oldest } => FollowEvent::Late { count, oldest },
            follow::events::PollEvent::Trouble(fault) => FollowEvent::Trouble(fault),
            follow::events::PollEvent::Recovered { after } => FollowEvent::Recovered { what: "the API", after },
            follow::events::PollEvent::Quiet => FollowEvent::Quiet,
        }))
    }

    fn checkpoint(&self) -> Option<CheckpointRef<'_>> {
        self.0.checkpoint().map(CheckpointRef::Poll)
    }

    fn status(&self) -> FollowStatus {
        let follow::events::PollStatus { polled, rate, .. } = self.0.status();
        FollowStatus { polled, rate }
    }

    fn is_caught_up(&self) -> bool {
        self.0.is_caught_up()
    }
}

/// The endpoints of the API versions of a session.
struct EndpointSet<'s> {
    session: &'s ApiSession,
    app: &'s AppContext,
}

impl PolledEndpoints for EndpointSet<'_> {
    fn candidates(&self, query: &Query) -> VersionCandidates {
        self.session.candidates(query, self.app)
    }

    fn opened(&self, opened: &OpenedApi) {
        self.session.opened(opened, self.app);
    }

    fn source(&self, dialect: &str, query: &Query) -> Option<Box<dyn ListEndpoint>> {
        (providers::dialect(dialect)?.source)(query)
    }

    fn combined_endpoint(&self, dialect: &str, queries: &[Query]) -> Option<Box<dyn ListEndpoint>> {
        (providers::dialect(dialect)?.combined_endpoint)(queries)
    }
}
