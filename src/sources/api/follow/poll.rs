//! Reads one poll: all entries of each kind in a window, or nothing.

use std::rc::Rc;

use chrono::{DateTime, TimeDelta, Utc};
use futures_util::future::try_join_all;

use super::PolledEndpoints;
use super::poll_result::{PollAbort, PollResult, PolledRecord};
use super::server_clock::ServerClock;
use crate::pipeline::skipped_kinds::{KindSkipReason, SkippedKind};
use crate::sources::api::client::rate_limiter::RateLimiter;
use crate::sources::api::client::retrying_client::{ClientEvent, RetryingClient};
use crate::sources::api::optional_lists::skip_reason;
use crate::sources::api::paging::page_plan::first_page;
use crate::sources::api::paging::pager::FirstPage;
use crate::sources::api::paging::split_pager::SplitPager;
use crate::sources::api::version_detection;
use connlog_core::error::{Error, Result};
use connlog_core::providers::endpoint::{ListEndpoint, ResponsePage};
use connlog_core::query::predicate::Predicate;
use connlog_core::query::{Query, Window};
use connlog_core::record::Record;

/// The minimum length of a window; it is not shortened further.
const SHORTEST: TimeDelta = TimeDelta::seconds(1);
/// Requests begin earlier by this span, because the API docs do not say whether `from` is inclusive.
const MARGIN: TimeDelta = TimeDelta::seconds(1);

/// One kind to poll.
pub(super) struct KindPoll {
    pub(super) query: Query,
    predicate: Predicate,
}

impl KindPoll {
    /// Creates the poll of `query` and ignores its window and limits.
    pub(super) fn new(mut query: Query) -> Self {
        query.window = Window { since: None, until: None, days: None, now: query.window.now };
        (query.limit, query.skip) = (None, 0);
        let predicate = Predicate::new(&query);
        Self { query, predicate }
    }
}

/// How far a poll reads back from the newest entry.
#[derive(Debug, Clone, Copy)]
pub(super) enum PollRange {
    /// At least `depth` back from the server time, and until `matching` entries match.
    Top { depth: TimeDelta, matching: u64 },
    /// Back to `from`. A page of known entries does not end the poll, because a late entry may be below it.
    Down {
        from: DateTime<Utc>,
        /// The end of the window, if the endpoint supports it.
        until: Option<DateTime<Utc>>,
        /// If set, the poll may be replaced by one with a shorter window; everything up to this time is complete.
        shorten: Option<DateTime<Utc>>,
    },
}

/// The inputs of one poll.
pub(super) struct Poll<'a> {
    pub(super) client: &'a RetryingClient<'a>,
    pub(super) sources: &'a dyn PolledEndpoints,
    pub(super) kind_polls: Rc<[KindPoll]>,
    pub(super) server_clock: Rc<ServerClock>,
    /// Replaces the rate limiter of the client.
    pub(super) budget: Option<Rc<RateLimiter>>,
    pub(super) dialect: Option<&'static str>,
    pub(super) together: bool,
    pub(super) range: PollRange,
    pub(super) settle: TimeDelta,
    pub(super) max_records: u64,
}

/// An endpoint and its first page.
struct StartedPoll {
    source: Box<dyn ListEndpoint>,
    first: ResponsePage,
    /// Set if the answer proves the API version.
    dialect: Option<&'static str>,
}

/// The records read from one endpoint.
#[derive(Default)]
struct PollReading {
    /// Newest first.
    found: Vec<PolledRecord>,
    rows: Vec<u64>,
    /// The number of rows in the window, including rows of other kinds.
    inside: u64,
    pages: u64,
    newest: Option<DateTime<Utc>>,
    oldest: Option<DateTime<Utc>>,
    /// The timestamps were not in order.
    unordered: bool,
    retention_days: u32,
    cut: Option<DateTime<Utc>>,
    dialect: Option<&'static str>,
}

impl Poll<'_> {
    pub(super) async fn run(self) -> Result<PollResult, PollAbort> {
        let RetryingClient { transport, budget, errors, patience, clock, trace } = *self.client;
        let observe = |event: &ClientEvent<'_>| {
            self.server_clock.observe(event);
            trace(event);
        };
        let budget = self.budget.as_deref().unwrap_or(budget);
        let client = RetryingClient { transport, budget, errors, patience, clock, trace: &observe };
        self.server_clock.dates.set(None);
        if let Some(read) = self.read_combined(&client).await? {
            return Ok(self.combine(vec![read], true));
        }
        // The first pages of all kinds are read before any second page: an entry that a first page lacks counts as older.
        let mut started = Vec::with_capacity(self.kind_polls.len());
        let mut skipped = Vec::new();
        let mut dialect = self.dialect;
        let mut kind_polls = self.kind_polls.iter();
        while dialect.is_none()
            && let Some(kind_poll) = kind_polls.next()
        {
            let first = self.open(&client, kind_poll, None).await?;
            dialect = first.as_ref().ok().and_then(|first| first.dialect);
            started.push((kind_poll, first));
        }
        let others = kind_polls
            .map(async |kind_poll| Ok::<_, Error>((kind_poll, self.open(&client, kind_poll, dialect).await?)));
        started.extend(try_join_all(others).await?);
        let mut reads = Vec::with_capacity(started.len());
        let mut refusal = None;
        for (kind_poll, started) in started {
            match started {
                Ok(started) => reads.push(self.read_kind(&client, kind_poll, started)),
                Err((reason, fault)) => {
                    skipped.push(SkippedKind { kind: kind_poll.query.kind, reason });
                    refusal.get_or_insert(fault);
                }
            }
        }
        if let Some(fault) = refusal.filter(|_| reads.is_empty()) {
            return Err(PollAbort::Fault(fault));
        }
        Ok(PollResult { skipped, ..self.combine(try_join_all(reads).await?, false) })
    }

    /// Reads all kinds with one request a page, if that is enabled and the API version supports it.
    async fn read_combined(&self, client: &RetryingClient<'_>) -> Result<Option<PollReading>, PollAbort> {
        let Some(dialect) = self.dialect.filter(|_| self.together) else { return Ok(None) };
        let queries: Vec<Query> = self.kind_polls.iter().map(|kind_poll| self.query(kind_poll)).collect();
        let Some(source) = self.sources.combined_endpoint(dialect, &queries) else { return Ok(None) };
        let first = client.page(&*source, first_page(&queries[0], &*source)).await?;
        Ok(Some(PollReading {
            dialect: self.dialect,
            ..self.read(client, Rc::from(source), first, &queries[0]).await?
        }))
    }

    /// Reads one kind after its first page.
    async fn read_kind(
        &self,
        client: &RetryingClient<'_>,
        kind_poll: &KindPoll,
        started: StartedPoll,
    ) -> Result<PollReading, PollAbort> {
        let StartedPoll { source, first, dialect } = started;
        Ok(PollReading { dialect, ..self.read(client, Rc::from(source), first, &self.query(kind_poll)).await? })
    }

    /// Reads the first page of one kind. Returns why an optional kind that the API does not serve is skipped.
    async fn open(
        &self,
        client: &RetryingClient<'_>,
        kind_poll: &KindPoll,
        dialect: Option<&'static str>,
    ) -> Result<Result<StartedPoll, (KindSkipReason, Error)>> {
        let query = &kind_poll.query;
        if query.optional && dialect.is_some_and(|dialect| self.sources.source(dialect, query).is_none()) {
            return Ok(Err((KindSkipReason::Missing, version_detection::unlisted(query))));
        }
        match self.open_list(client, kind_poll, dialect).await {
            Ok(started) => Ok(Ok(started)),
            Err(fault) => match skip_reason(&fault).filter(|_| query.optional) {
                Some(reason) => Ok(Err((reason, fault))),
                None => Err(fault),
            },
        }
    }

    /// Reads the first page of one kind, and detects the API version if it is unknown.
    async fn open_list(
        &self,
        client: &RetryingClient<'_>,
        kind_poll: &KindPoll,
        dialect: Option<&'static str>,
    ) -> Result<StartedPoll> {
        let query = self.query(kind_poll);
        if let Some(source) = dialect.and_then(|dialect| self.sources.source(dialect, &query)) {
            let first = client.page(&*source, first_page(&query, &*source)).await?;
            return Ok(StartedPoll { source, first, dialect });
        }
        let opened = version_detection::open(client, self.sources.candidates(&query), &query).await?;
        let dialect = opened.certain.then(|| opened.source.name());
        if opened.certain {
            self.sources.opened(&opened);
        }
        Ok(StartedPoll { source: opened.source, first: opened.first, dialect })
    }

    fn query(&self, kind_poll: &KindPoll) -> Query {
        let mut query = kind_poll.query.clone();
        if let PollRange::Down { from, until, .. } = self.range {
            query.window.since = from.checked_sub_signed(MARGIN);
            query.window.until = until;
            // Asks for all days, because a smaller number would depend on our clock.
            query.window.days = Some(u32::MAX);
        }
        query
    }

    async fn read(
        &self,
        client: &RetryingClient<'_>,
        source: Rc<dyn ListEndpoint>,
        first: ResponsePage,
        query: &Query,
    ) -> Result<PollReading, PollAbort> {
        let mut read = PollReading {
            rows: vec![0; self.kind_polls.len()],
            retention_days: source.retention_days(),
            ..PollReading::default()
        };
        // The end of the window is not fixed to the first answer: if entries have later times than the `Date` header,
        // the pages would never contain them.
        let mut walk = SplitPager::new(client, Rc::clone(&source), FirstPage { page: first, server_time: None }, query);
        while let Some(page) = walk.next().await {
            page?.into_iter().for_each(|record| self.collect(&mut read, &*source, record));
            self.check_window(&read, &*source)?;
            if self.is_enough(&read) {
                break;
            }
        }
        read.pages = walk.pages;
        let full = u64::from(first_page(query, &*source).limit);
        read.cut = read.oldest.filter(|_| !source.pages() && walk.read >= full);
        Ok(read)
    }

    fn collect(&self, read: &mut PollReading, source: &dyn ListEndpoint, record: Record) {
        let time = record.time();
        read.unordered |= time.is_none() || (read.oldest.is_some() && time > read.oldest);
        read.newest = read.newest.max(time);
        read.oldest = [read.oldest, time].into_iter().flatten().min();
        // Rows older than `from`, of a server that ignores it, do not count for the size of the window.
        let older = matches!(self.range, PollRange::Down { from, .. } if time.is_some_and(|time| time < from));
        read.inside += u64::from(!older);
        if !source.is_requested(&record) {
            return;
        }
        let kind = record.kind();
        let mut kind_polls = self.kind_polls.iter().zip(&mut read.rows);
        let Some((kind_poll, rows)) = kind_polls.find(|(kind_poll, _)| kind_poll.query.kind == kind) else { return };
        *rows += u64::from(!older);
        if kind_poll.predicate.may_match(&record) {
            let (time, identity) = (time.unwrap_or(DateTime::<Utc>::MAX_UTC), record.identity());
            read.found.push(PolledRecord { record, time, identity });
        }
    }

    /// Returns an error if the window has too many records, or the server ignores its end.
    fn check_window(&self, read: &PollReading, source: &dyn ListEndpoint) -> Result<(), PollAbort> {
        let PollRange::Down { until, shorten: Some(behind), .. } = self.range else { return Ok(()) };
        if !source.supports_until() {
            return Ok(());
        }
        if let (Some(until), Some(newest)) = (until, read.newest)
            && newest > until + SHORTEST
        {
            return Err(PollAbort::Endless);
        }
        let top = until.unwrap_or_else(|| self.reference(read));
        // Without an end, the entries of the settle time must be read in any case.
        let end = until.unwrap_or_else(|| top - self.settle * 2 - TimeDelta::seconds(60));
        let left = end - behind;
        if read.inside <= self.max_records || left <= SHORTEST {
            return Ok(());
        }
        let covered = read.oldest.map_or(left, |oldest| top - oldest);
        let span = (covered.min(left) / 2).max(SHORTEST);
        Err(PollAbort::TooMany { span, retention_days: read.retention_days })
    }

    /// Returns whether a [`PollRange::Top`] poll has read far enough. If timestamps are not in order, the poll reads the
    /// whole list.
    fn is_enough(&self, read: &PollReading) -> bool {
        let PollRange::Top { depth, matching } = self.range else { return false };
        let deep = read.oldest.is_some_and(|oldest| oldest < self.reference(read) - depth);
        deep && !read.unordered && read.found.len() as u64 >= matching
    }

    /// Returns the server time up to which this poll is complete.
    ///
    /// Without a `Date` header this is the time of the newest entry, at most our own time. Without entries it is our own
    /// time minus one day.
    fn reference(&self, read: &PollReading) -> DateTime<Utc> {
        if let Some((first, _)) = self.server_clock.dates.get() {
            return first;
        }
        let own_time = (self.client.clock)();
        read.newest.map_or(own_time - TimeDelta::days(1), |newest| newest.min(own_time))
    }

    fn combine(&self, reads: Vec<PollReading>, together: bool) -> PollResult {
        let reference = reads.iter().map(|read| self.reference(read)).min().unwrap_or_else(|| (self.client.clock)());
        let ahead = reads.iter().map(|read| self.reference(read)).max().unwrap_or(reference);
        let ended = self.server_clock.dates.get().map_or(reference, |(_, last)| last);
        let retentions = reads.iter().map(|read| read.retention_days);
        let mut result = PollResult {
            found: Vec::new(),
            reference,
            ahead,
            dated: self.server_clock.dates.get().is_some(),
            ended,
            dialect: self.dialect,
            together,
            pages: 0,
            rows: vec![0; self.kind_polls.len()],
            retention_days: retentions.clone().min().unwrap_or(u32::MAX),
            longest_retention_days: retentions.max().unwrap_or(u32::MAX),
            cut: None,
            skipped: Vec::new(),
        };
        for read in reads {
            result.found.extend(read.found.into_iter().rev());
            result.dialect = result.dialect.or(read.dialect);
            result.pages += read.pages;
            result.rows.iter_mut().zip(read.rows).for_each(|(all, rows)| *all += rows);
            result.cut = result.cut.max(read.cut);
        }
        result.found.sort_by_key(|found| found.time);
        result
    }
}
