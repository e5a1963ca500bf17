//! One poll: what every kind has in a window, read whole or not at all, and what the answers tell beside it.

use std::cell::Cell;
use std::rc::Rc;

use chrono::{DateTime, TimeDelta, Utc};
use futures_util::future::try_join_all;

use super::PolledEndpoints;
use crate::sources::api::client::rate_limiter::RateLimiter;
use crate::sources::api::client::retrying_client::{ClientEvent, RetryingClient};
use crate::sources::api::client::transport::RateLimitHeaders;
use crate::sources::api::paging::page_plan::first_page;
use crate::sources::api::paging::pager::Pager;
use crate::sources::api::version_detection;
use connlog_core::error::{Error, Result};
use connlog_core::providers::endpoint::{ListEndpoint, ResponsePage};
use connlog_core::query::predicate::Predicate;
use connlog_core::query::{Query, Window};
use connlog_core::record::Record;

/// A window that is not shortened further, however much it holds.
const SHORTEST: TimeDelta = TimeDelta::seconds(1);
/// What is asked for begins so much earlier than what is wanted: whether the API counts `from` itself in is not said.
const MARGIN: TimeDelta = TimeDelta::seconds(1);

/// One of the kinds that are followed.
pub(super) struct KindPoll {
    pub(super) query: Query,
    predicate: Predicate,
}

impl KindPoll {
    /// The lane of `query`, whose window and limits do not count.
    pub(super) fn new(mut query: Query) -> Self {
        query.window = Window { since: None, until: None, days: None, now: query.window.now };
        (query.limit, query.skip) = (None, 0);
        let predicate = Predicate::new(&query);
        Self { query, predicate }
    }
}

/// How far a poll reads, from the newest entry down.
#[derive(Debug, Clone, Copy)]
pub(super) enum PollRange {
    /// To what is `depth` older than the server's present, and on until so many match.
    Top { depth: TimeDelta, matching: u64 },
    /// To `from`. A wholly known page on the way ends nothing: an entry that came late may stand below it.
    Down {
        from: DateTime<Utc>,
        /// An end of the window, where the source takes one.
        until: Option<DateTime<Utc>>,
        /// The poll may be given up for one with a shorter window. What is older than this moment is being caught up with.
        shorten: Option<DateTime<Utc>>,
    },
}

/// An entry that matches.
pub(super) struct PolledRecord {
    pub(super) record: Record,
    /// The end of all time, where the entry does not say when it happened.
    pub(super) time: DateTime<Utc>,
    pub(super) identity: u64,
}

/// What a good poll brought.
pub(super) struct PollResult {
    /// What matches, oldest first.
    pub(super) found: Vec<PolledRecord>,
    /// Everything was there that the server had at this moment, by its own clock.
    pub(super) reference: DateTime<Utc>,
    /// The same for the kind whose clock is ahead, where the server does not tell the time.
    pub(super) ahead: DateTime<Utc>,
    /// The server told its clock.
    pub(super) dated: bool,
    /// When the last page was served.
    pub(super) ended: DateTime<Utc>,
    /// The dialect, where that is certain.
    pub(super) dialect: Option<&'static str>,
    /// All kinds were asked for at once.
    pub(super) together: bool,
    /// Pages read.
    pub(super) pages: u64,
    /// Rows of each lane in the window, those that do not match among them.
    pub(super) rows: Vec<u64>,
    /// Days the source keeps entries.
    pub(super) kept_days: u32,
    /// There is one page only, and it ended here.
    pub(super) cut: Option<DateTime<Utc>>,
}

/// Why a poll ended without a harvest.
pub(super) enum PollAbort {
    Fault(Error),
    /// The window holds more than is good for memory; one of this length may do.
    TooMany(TimeDelta),
    /// The server ignores the end of a window.
    Endless,
}

impl From<Error> for PollAbort {
    fn from(fault: Error) -> Self {
        Self::Fault(fault)
    }
}

/// What the answers say beside their rows.
#[derive(Default)]
pub(super) struct ServerClock {
    pub(super) requests: Cell<u64>,
    pub(super) rate: Cell<RateLimitHeaders>,
    /// The server's clock when it last told it.
    pub(super) present: Cell<Option<DateTime<Utc>>>,
    /// The same when the first page of this poll was asked for, and when the last answer came.
    dates: Cell<Option<(DateTime<Utc>, DateTime<Utc>)>>,
}

impl ServerClock {
    fn hear(&self, event: &ClientEvent<'_>) {
        let ClientEvent::Answered { answer, .. } = event else { return };
        self.requests.set(self.requests.get() + 1);
        if answer.rate != RateLimitHeaders::default() {
            self.rate.set(answer.rate);
        }
        let Some(date) = answer.date.filter(|_| answer.reply.status == 200) else { return };
        // The list cannot have been read before it was asked for. A header's clock has whole seconds.
        let asked = TimeDelta::from_std(answer.elapsed).ok().and_then(|elapsed| date.checked_sub_signed(elapsed));
        let (first, _) = self.dates.get().unwrap_or((asked.unwrap_or(date) - TimeDelta::seconds(1), date));
        self.present.set(Some(date));
        self.dates.set(Some((first, date + TimeDelta::seconds(1))));
    }
}

/// A poll to be made.
pub(super) struct Poll<'a> {
    pub(super) sender: &'a RetryingClient<'a>,
    pub(super) sources: &'a dyn PolledEndpoints,
    pub(super) lanes: Rc<[KindPoll]>,
    pub(super) heard: Rc<ServerClock>,
    /// Counts instead of the sender's.
    pub(super) budget: Option<Rc<RateLimiter>>,
    pub(super) dialect: Option<&'static str>,
    pub(super) together: bool,
    pub(super) reach: PollRange,
    pub(super) settle: TimeDelta,
    pub(super) hold: u64,
}

/// A source that answered.
struct StartedPoll {
    source: Box<dyn ListEndpoint>,
    first: ResponsePage,
    /// Where the answer told it for certain.
    dialect: Option<&'static str>,
}

/// What was read from one source.
#[derive(Default)]
struct PollReading {
    /// Newest first.
    found: Vec<PolledRecord>,
    rows: Vec<u64>,
    /// Rows of the window, those of other types among them.
    inside: u64,
    pages: u64,
    newest: Option<DateTime<Utc>>,
    oldest: Option<DateTime<Utc>>,
    /// Times did not come in order.
    unordered: bool,
    kept_days: u32,
    cut: Option<DateTime<Utc>>,
    dialect: Option<&'static str>,
}

impl Poll<'_> {
    pub(super) async fn run(self) -> Result<PollResult, PollAbort> {
        let RetryingClient { transport, budget, errors, patience, clock, trace } = *self.sender;
        let hear = |event: &ClientEvent<'_>| {
            self.heard.hear(event);
            trace(event);
        };
        let budget = self.budget.as_deref().unwrap_or(budget);
        let sender = RetryingClient { transport, budget, errors, patience, clock, trace: &hear };
        self.heard.dates.set(None);
        if let Some(read) = self.joint(&sender).await? {
            return Ok(self.harvest(vec![read], true));
        }
        // No kind is read on before all are begun: what a kind's first page does not show counts as there before.
        let mut begun = Vec::with_capacity(self.lanes.len());
        let mut dialect = self.dialect;
        let mut lanes = self.lanes.iter();
        while dialect.is_none()
            && let Some(lane) = lanes.next()
        {
            let first = self.open(&sender, lane, None).await?;
            dialect = first.dialect;
            begun.push(first);
        }
        begun.extend(try_join_all(lanes.map(|lane| self.open(&sender, lane, dialect))).await?);
        let reads = self.lanes.iter().zip(begun).map(|(lane, begun)| self.lane(&sender, lane, begun));
        Ok(self.harvest(try_join_all(reads).await?, false))
    }

    /// All kinds by one request a page, where that is wanted and there is a way.
    async fn joint(&self, sender: &RetryingClient<'_>) -> Result<Option<PollReading>, PollAbort> {
        let Some(dialect) = self.dialect.filter(|_| self.together) else { return Ok(None) };
        let queries: Vec<Query> = self.lanes.iter().map(|lane| self.query(lane)).collect();
        let Some(source) = self.sources.joint(dialect, &queries) else { return Ok(None) };
        let first = sender.page(&*source, first_page(&queries[0], &*source)).await?;
        Ok(Some(PollReading { dialect: self.dialect, ..self.read(sender, &*source, first, &queries[0]).await? }))
    }

    /// One kind, from its first page on.
    async fn lane(
        &self,
        sender: &RetryingClient<'_>,
        lane: &KindPoll,
        begun: StartedPoll,
    ) -> Result<PollReading, PollAbort> {
        let StartedPoll { source, first, dialect } = begun;
        Ok(PollReading { dialect, ..self.read(sender, &*source, first, &self.query(lane)).await? })
    }

    /// The first page of one kind; finds out the dialect where it is not known.
    async fn open(
        &self,
        sender: &RetryingClient<'_>,
        lane: &KindPoll,
        dialect: Option<&'static str>,
    ) -> Result<StartedPoll> {
        let query = self.query(lane);
        if let Some(source) = dialect.and_then(|dialect| self.sources.source(dialect, &query)) {
            let first = sender.page(&*source, first_page(&query, &*source)).await?;
            return Ok(StartedPoll { source, first, dialect });
        }
        let opened = version_detection::open(sender, self.sources.candidates(&query), &query).await?;
        let dialect = opened.certain.then(|| opened.source.name());
        if opened.certain {
            self.sources.opened(&opened);
        }
        Ok(StartedPoll { source: opened.source, first: opened.first, dialect })
    }

    fn query(&self, lane: &KindPoll) -> Query {
        let mut query = lane.query.clone();
        if let PollRange::Down { from, until, .. } = self.reach {
            query.window.since = from.checked_sub_signed(MARGIN);
            query.window.until = until;
            // As many days as there are: the fewer that would do are ours to reckon only if our clock were right.
            query.window.days = Some(u32::MAX);
        }
        query
    }

    async fn read(
        &self,
        sender: &RetryingClient<'_>,
        source: &dyn ListEndpoint,
        first: ResponsePage,
        query: &Query,
    ) -> Result<PollReading, PollAbort> {
        let mut read = PollReading {
            rows: vec![0; self.lanes.len()],
            kept_days: source.retention_days(),
            ..PollReading::default()
        };
        // Pages are not cut off at the moment of the first answer: where the clock of the rows is ahead of that of the
        // headers, they would never meet.
        let mut walk = Pager::new(sender, source, (first, None), query);
        while let Some(page) = walk.next().await {
            page?.into_iter().for_each(|record| self.collect(&mut read, source, record));
            self.judge(&read, source)?;
            if self.is_enough(&read) {
                break;
            }
        }
        read.pages = walk.pages;
        let full = u64::from(first_page(query, source).limit);
        read.cut = read.oldest.filter(|_| !source.pages() && walk.read >= full);
        Ok(read)
    }

    fn collect(&self, read: &mut PollReading, source: &dyn ListEndpoint, record: Record) {
        let time = record.time();
        read.unordered |= time.is_none() || (read.oldest.is_some() && time > read.oldest);
        read.newest = read.newest.max(time);
        read.oldest = [read.oldest, time].into_iter().flatten().min();
        // A server that ignores `from` goes on to what is older; that is not what makes a window too long.
        let older = matches!(self.reach, PollRange::Down { from, .. } if time.is_some_and(|time| time < from));
        read.inside += u64::from(!older);
        if !source.wants(&record) {
            return;
        }
        let kind = record.kind();
        let mut lanes = self.lanes.iter().zip(&mut read.rows);
        let Some((lane, rows)) = lanes.find(|(lane, _)| lane.query.kind == kind) else { return };
        *rows += u64::from(!older);
        if lane.predicate.may_match(&record) {
            let (time, identity) = (time.unwrap_or(DateTime::<Utc>::MAX_UTC), record.identity());
            read.found.push(PolledRecord { record, time, identity });
        }
    }

    /// Whether the poll is to be given up for another one.
    fn judge(&self, read: &PollReading, source: &dyn ListEndpoint) -> Result<(), PollAbort> {
        let PollRange::Down { until, shorten: Some(behind), .. } = self.reach else { return Ok(()) };
        if !source.freezes() {
            return Ok(());
        }
        if let (Some(until), Some(newest)) = (until, read.newest)
            && newest > until + SHORTEST
        {
            return Err(PollAbort::Endless);
        }
        let top = until.unwrap_or_else(|| self.reference(read));
        // Without an end, what is yet to settle has to be read anyway.
        let end = until.unwrap_or_else(|| top - self.settle * 2 - TimeDelta::seconds(60));
        let left = end - behind;
        if read.inside <= self.hold || left <= SHORTEST {
            return Ok(());
        }
        let covered = read.oldest.map_or(left, |oldest| top - oldest);
        Err(PollAbort::TooMany((covered.min(left) / 2).max(SHORTEST)))
    }

    /// Whether the poll has read down to where it was to begin without a known window. Only where times are in order can
    /// that be told before the end of the list.
    fn is_enough(&self, read: &PollReading) -> bool {
        let PollRange::Top { depth, matching } = self.reach else { return false };
        let deep = read.oldest.is_some_and(|oldest| oldest < self.reference(read) - depth);
        deep && !read.unordered && read.found.len() as u64 >= matching
    }

    /// The moment, by the server's clock, of which everything is shown. A server that does not tell the time is judged by
    /// its newest entry, as far as our clock confirms it; without one there is nothing to be missed but by a wrong clock.
    fn reference(&self, read: &PollReading) -> DateTime<Utc> {
        if let Some((first, _)) = self.heard.dates.get() {
            return first;
        }
        let ours = (self.sender.clock)();
        read.newest.map_or(ours - TimeDelta::days(1), |newest| newest.min(ours))
    }

    fn harvest(&self, reads: Vec<PollReading>, together: bool) -> PollResult {
        let reference = reads.iter().map(|read| self.reference(read)).min().unwrap_or_else(|| (self.sender.clock)());
        let ahead = reads.iter().map(|read| self.reference(read)).max().unwrap_or(reference);
        let ended = self.heard.dates.get().map_or(reference, |(_, last)| last);
        let mut harvest = PollResult {
            found: Vec::new(),
            reference,
            ahead,
            dated: self.heard.dates.get().is_some(),
            ended,
            dialect: self.dialect,
            together,
            pages: 0,
            rows: vec![0; self.lanes.len()],
            kept_days: u32::MAX,
            cut: None,
        };
        for read in reads {
            harvest.found.extend(read.found.into_iter().rev());
            harvest.dialect = harvest.dialect.or(read.dialect);
            harvest.pages += read.pages;
            harvest.rows.iter_mut().zip(read.rows).for_each(|(all, rows)| *all += rows);
            harvest.kept_days = harvest.kept_days.min(read.kept_days);
            harvest.cut = harvest.cut.max(read.cut);
        }
        harvest.found.sort_by_key(|found| found.time);
        harvest
    }
}
