//! The loop: poll, tell what is new, rest. What it holds between two calls is all that it knows, so that a call may be
//! given up at any moment.

use std::collections::VecDeque;
use std::pin::Pin;
use std::rc::Rc;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use tokio::time::Instant;

use super::poll::{Found, Halt, Harvest, Heard, Lane, Poll, Reach};
use super::rhythm::{Effort, Rhythm};
use super::together::Together;
use super::{Entry, Gap, Marks, News, Pace, Sources, Start, Status};
use crate::error::{Code, Fault, Result};
use crate::fetch::budget::Budget;
use crate::fetch::send::Sender;
use crate::query::Query;

/// Records a page, where the user chose no number.
const PAGE: u32 = 100;
/// Windows of catching up grow while they hold no more than this part of what may be held.
const FEW: u64 = 5;
/// Of the time, at most one part in so many goes into reading the band.
const BAND_SHARE: u32 = 5;

/// Follows a log.
pub struct Follow<'a> {
    sender: &'a Sender<'a>,
    sources: &'a dyn Sources,
    lanes: Rc<[Lane]>,
    settle: TimeDelta,
    band: TimeDelta,
    hold: u64,
    /// What is done; `None` while the beginning is not known.
    marks: Option<Marks>,
    /// How many of the entries that are there are wanted, where the beginning is the present.
    history: u64,
    connected: bool,
    /// The beginning may lie before what the source keeps: nobody was promised that.
    from_history: bool,
    /// To be told, in this order.
    ready: VecDeque<News>,
    /// Where the marks go when all is told.
    then: Option<Advance>,
    stint: Option<Stint<'a>>,
    rhythm: Rhythm,
    heard: Rc<Heard>,
    /// Without an end to its patience; in force once connected.
    budget: Option<Rc<Budget>>,
    dialect: Option<&'static str>,
    together: Together,
    band_due: Option<Instant>,
    /// The length of the windows of catching up, where one poll would hold too much.
    slice: Option<TimeDelta>,
    /// The server heeds the end of a window.
    heeds_end: bool,
    /// The server's clock when it last told it.
    latest: Option<DateTime<Utc>>,
    /// It went back to before the line: new entries may bear times of which all was handed out.
    went_back: bool,
    /// Since when polls fail, by both clocks.
    outage: Option<(DateTime<Utc>, Instant)>,
    status: Status,
}

/// A poll on its way.
struct Stint<'a> {
    harvest: Pin<Box<dyn Future<Output = Result<Harvest, Halt>> + 'a>>,
    began: Instant,
    /// Requests that had been answered by then.
    requests: u64,
    together: bool,
    /// It reads the band.
    deep: bool,
    until: Option<DateTime<Utc>>,
}

/// A step of the marks.
#[derive(Clone, Copy)]
struct Advance {
    floor: DateTime<Utc>,
    line: DateTime<Utc>,
}

impl<'a> Follow<'a> {
    /// Follows what answers any of `queries`, one a kind. Their filters count, not their windows and limits.
    ///
    /// Until the first poll is done, failures and waits are as final as `sender` has it; afterwards none is that may pass.
    pub fn new(
        sender: &'a Sender<'a>,
        sources: &'a dyn Sources,
        queries: Vec<Query>,
        start: Start,
        pace: Pace,
    ) -> Self {
        let span = |span| TimeDelta::from_std(span).unwrap_or(TimeDelta::days(365));
        let (history, from_history) = match start {
            Start::Last(count) => (count, false),
            Start::Since(_) => (0, true),
            Start::Now | Start::Resume(_) => (0, false),
        };
        let marks = match start {
            Start::Now | Start::Last(_) => None,
            Start::Since(since) => Some(Marks::since(since)),
            Start::Resume(marks) => Some(marks),
        };
        Self {
            sender,
            sources,
            together: Together::new(queries.len()),
            lanes: queries.into_iter().map(Lane::new).collect(),
            settle: span(pace.settle),
            band: span(pace.band),
            hold: pace.hold.max(1),
            marks,
            history,
            connected: false,
            from_history,
            ready: VecDeque::new(),
            then: None,
            stint: None,
            rhythm: Rhythm::new(pace.interval, sender.clock),
            heard: Rc::default(),
            budget: None,
            dialect: None,
            band_due: None,
            slice: None,
            heeds_end: true,
            latest: None,
            went_back: false,
            outage: None,
            status: Status::default(),
        }
    }

    /// The next thing to tell; polls and rests until there is one. Fails where it cannot go on. A call may be given up at
    /// any moment: nothing is lost or repeated, and a poll that is on its way goes on with the next call.
    pub async fn next(&mut self) -> Result<News> {
        loop {
            if let Some(news) = self.ready.pop_front() {
                return Ok(self.hand_out(news));
            }
            let (ended, stint) = self.polled().await;
            match ended {
                Ok(harvest) => self.take_in(harvest, &stint),
                Err(Halt::TooMany(slice)) => {
                    self.slice = Some(slice);
                    self.rhythm.at_once();
                }
                Err(Halt::Endless) => {
                    self.heeds_end = false;
                    self.rhythm.at_once();
                }
                Err(Halt::Fault(fault)) => self.failed(fault, &stint)?,
            }
        }
    }

    /// What a restart needs: all that was handed out counts as taken. `None` before [`News::Connected`] where the
    /// beginning is the present, which is not known until then.
    pub fn marks(&self) -> Option<&Marks> {
        self.marks.as_ref()
    }

    pub fn status(&self) -> Status {
        let trouble = self.outage.map(|began| self.since(began));
        Status { requests: self.heard.requests.get(), rate: self.heard.rate.get(), trouble, ..self.status }
    }

    /// Counts `news` as told.
    fn hand_out(&mut self, news: News) -> News {
        let Some(marks) = &mut self.marks else { return news };
        if let News::Entries(entries) = &news {
            for entry in entries {
                marks.take(entry.identity, entry.time);
            }
            self.status.entries += entries.len() as u64;
        }
        if self.ready.is_empty()
            && let Some(Advance { floor, line }) = self.then.take()
        {
            marks.advance(floor, line);
        }
        news
    }

    /// The end of the next poll, or of the one that is on its way.
    async fn polled(&mut self) -> (Result<Harvest, Halt>, Stint<'a>) {
        loop {
            if self.stint.is_none() {
                self.rhythm.rest(self.sender.clock).await;
                self.stint = Some(self.begin());
            }
            let Some(stint) = &mut self.stint else { continue };
            let ended = tokio::select! {
                biased;
                ended = stint.harvest.as_mut() => Some(ended),
                () = self.rhythm.woken(self.sender.clock) => None,
            };
            // An answer that comes after a sleep may have been made long before it: when is not to be told any more.
            let slept = ended.is_some() && self.rhythm.slept(self.sender.clock);
            if let (Some(stint), Some(ended), false) = (self.stint.take(), ended, slept) {
                return (ended, stint);
            }
        }
    }

    /// Sends a poll on its way.
    fn begin(&self) -> Stint<'a> {
        let now = Instant::now();
        let together = self.together.wanted();
        let (reach, deep, until) = match &self.marks {
            Some(marks) if !self.went_back => {
                let deep = self.slice.is_none() && self.band_due.is_none_or(|due| now >= due);
                let until = self.end_of_slice(marks.floor());
                let shorten = (self.heeds_end && self.slice.is_some() == until.is_some()).then_some(marks.floor());
                let from = if deep { marks.line() } else { marks.floor() };
                (Reach::Down { from, until, shorten }, deep, until)
            }
            _ => (Reach::Top { depth: self.settle + self.band, matching: self.history }, true, None),
        };
        let poll = Poll {
            sender: self.sender,
            sources: self.sources,
            lanes: Rc::clone(&self.lanes),
            heard: Rc::clone(&self.heard),
            budget: self.budget.clone(),
            dialect: self.dialect,
            together,
            reach,
            settle: self.settle,
            hold: self.hold,
        };
        Stint { harvest: Box::pin(poll.run()), began: now, requests: self.heard.requests.get(), together, deep, until }
    }

    /// Where a window of catching up that begins at `floor` is to end, unless it would reach what has yet to settle.
    fn end_of_slice(&self, floor: DateTime<Utc>) -> Option<DateTime<Utc>> {
        let settled = self.heard.present.get()? - self.settle;
        floor.checked_add_signed(self.slice?).filter(|until| self.heeds_end && *until < settled)
    }

    /// What a good poll brought becomes what is to be told.
    fn take_in(&mut self, harvest: Harvest, stint: &Stint<'_>) {
        if self.together.is_new(&harvest) && self.lacks(&harvest, stint) {
            // Asked for in another way, the same entries read otherwise, or are not there: they could not be known again.
            self.together.give_up(harvest.together);
            return self.rhythm.at_once();
        }
        let back = self.latest.is_some_and(|latest| harvest.ended < latest);
        self.latest = Some(harvest.ended).filter(|_| harvest.dated).or(self.latest);
        if back && harvest.dated && self.marks.as_ref().is_some_and(|marks| harvest.ended - self.settle < marks.line())
        {
            self.went_back = true;
            return self.rhythm.at_once();
        }
        let page = self.lanes.iter().filter_map(|lane| lane.query.page_size).min().unwrap_or(PAGE).into();
        self.together.judge(&harvest, page);
        self.schedule_band(&harvest, stint);
        self.dialect = self.dialect.or(harvest.dialect);
        self.status.polled = Some(harvest.reference);
        self.status.polls += 1;
        self.status.kept_days = Some(harvest.kept_days);
        if !std::mem::replace(&mut self.connected, true) {
            self.budget = Some(Rc::new(self.sender.budget.patient()));
            self.ready.push_back(News::Connected);
        }
        if let Some(began) = self.outage.take() {
            self.ready.push_back(News::Recovered { after: self.since(began) });
        }
        let fresh = match self.marks.take() {
            None => self.begin_from(harvest),
            Some(mut marks) => {
                if std::mem::take(&mut self.went_back) {
                    self.go_back(&mut marks, &harvest);
                }
                self.go_on(marks, harvest, stint.until)
            }
        };
        let full = stint.until.is_some() || fresh.len() as u64 >= page;
        if !fresh.is_empty() {
            let entry = |Found { record, time, identity }| Entry { record, identity, time };
            self.ready.push_back(News::Entries(fresh.into_iter().map(entry).collect()));
        } else if self.ready.is_empty() {
            self.ready.push_back(News::Quiet);
        }
        let requests = self.heard.requests.get() - stint.requests;
        self.rhythm.succeeded(Effort { began: stint.began, requests, limit: self.heard.rate.get().limit, full });
    }

    /// Begins with the present: all there is counts as handed out, but for the history that is wanted.
    fn begin_from(&mut self, harvest: Harvest) -> Vec<Found> {
        let floor = harvest.reference - self.settle;
        // No kind was read further down than this.
        let line = harvest.ahead - self.settle - self.band;
        let mut silent = harvest.found;
        let history = usize::try_from(std::mem::take(&mut self.history)).unwrap_or(usize::MAX);
        let wanted = silent.split_off(silent.len().saturating_sub(history));
        // Until they are handed out, the marks reach back to the oldest of them.
        let oldest = wanted.first().map_or(floor, |oldest| oldest.time);
        let mut marks = Marks::at(floor.min(oldest), line.min(oldest));
        let from = marks.line();
        silent.iter().filter(|found| found.time >= from).for_each(|found| marks.take(found.identity, found.time));
        self.marks = Some(marks);
        self.then = Some(Advance { floor, line });
        wanted
    }

    /// Lowers the line, since the server's clock went back. What is there below the old one counts as handed out: what of
    /// it is new cannot be told.
    fn go_back(&mut self, marks: &mut Marks, harvest: &Harvest) {
        let (from, to) = (harvest.reference - self.settle, marks.line());
        marks.lower(from - self.band, &harvest.found);
        if from < to {
            self.ready.push_back(News::Gap(Gap { from, to, cause: "the server's clock went back".to_owned() }));
        }
    }

    /// Goes on from `marks`: what is new, and whether something is missing.
    fn go_on(&mut self, marks: Marks, mut harvest: Harvest, until: Option<DateTime<Utc>>) -> Vec<Found> {
        let floor = marks.floor();
        let kept_from = harvest.ended - TimeDelta::days(harvest.kept_days.into());
        if floor < kept_from && !self.from_history {
            let cause = format!("the source keeps entries for {} days only", harvest.kept_days);
            self.ready.push_back(News::Gap(Gap { from: floor, to: kept_from, cause }));
        }
        self.from_history = false;
        if let Some(to) = harvest.cut.filter(|oldest| *oldest > floor) {
            let cause = "the source has one page only, and there was more than fits on it".to_owned();
            self.ready.push_back(News::Gap(Gap { from: floor, to, cause }));
        }
        if let Some(until) = until {
            harvest.found.retain(|found| found.time < until);
            let rows: u64 = harvest.rows.iter().sum();
            self.slice = self
                .slice
                .map(|slice| if rows <= self.hold / FEW { (slice * 2).min(TimeDelta::days(90)) } else { slice });
        } else {
            self.slice = None;
        }
        let fresh = marks.fresh(harvest.found);
        let count = fresh.iter().filter(|found| found.time < floor).count() as u64;
        if let Some(oldest) = fresh.first().filter(|_| count > 0).map(|found| found.time) {
            self.status.late += count;
            self.ready.push_back(News::Late { count, oldest });
        }
        let settled = harvest.reference - self.settle;
        let floor = until.map_or(settled, |until| until.min(settled)).max(kept_from);
        self.marks = Some(marks);
        self.then = Some(Advance { floor, line: floor - self.band });
        fresh
    }

    /// Whether `harvest` lacks entries that were met in its window, though the source still keeps them.
    fn lacks(&self, harvest: &Harvest, stint: &Stint<'_>) -> bool {
        let Some(marks) = &self.marks else { return false };
        let from = if stint.deep { marks.line() } else { marks.floor() };
        let kept_from = harvest.ended - TimeDelta::days(harvest.kept_days.into());
        let until = stint.until.unwrap_or(DateTime::<Utc>::MAX_UTC);
        marks.lack((from.max(kept_from), until), &harvest.found)
    }

    /// Reads the band with each poll where that takes no more than one page, else so seldom that it costs little.
    fn schedule_band(&mut self, harvest: &Harvest, stint: &Stint<'_>) {
        let fewest = if harvest.together { 1 } else { self.lanes.len() as u64 };
        if stint.deep {
            let pause = (stint.began.elapsed() * (BAND_SHARE - 1)).max(self.settle.to_std().unwrap_or_default());
            self.band_due = (harvest.pages > fewest).then(|| Instant::now() + pause);
        }
    }

    /// A poll failed: tells so once an outage, and tries again, unless that is in vain.
    fn failed(&mut self, fault: Fault, stint: &Stint<'_>) -> Result<()> {
        if stint.together && fault.code == Code::BadRequest {
            // Servers of before July 2026 do not know `type=all`.
            self.together.give_up(true);
            self.rhythm.at_once();
            return Ok(());
        }
        if !self.connected || is_lasting(fault.code) {
            return Err(fault);
        }
        let asked = fault.exchange.as_ref().and_then(|exchange| exchange.retry_after);
        self.rhythm.failed(asked, fastrand::f64());
        if self.outage.is_none() {
            self.outage = Some(((self.sender.clock)(), Instant::now()));
            self.ready.push_back(News::Trouble(fault));
        }
        Ok(())
    }

    /// How long ago a moment was: by the clock on the wall, since ours may stand while the machine sleeps, unless that
    /// clock was set back.
    fn since(&self, (wall, steady): (DateTime<Utc>, Instant)) -> Duration {
        ((self.sender.clock)() - wall).to_std().unwrap_or_default().max(steady.elapsed())
    }
}

/// Whether a failure is none that passes by itself. What looks like another server (a web page, a redirect, a route that is
/// not there) may be a network that wants its terms accepted first.
const fn is_lasting(code: Code) -> bool {
    matches!(
        code,
        Code::Usage
            | Code::Config
            | Code::AuthMissing
            | Code::AuthInvalid
            | Code::Forbidden
            | Code::BadRequest
            | Code::Internal
    )
}
