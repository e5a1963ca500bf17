//! What a good poll brought becomes what is to be told: which of it is new, what is missing, and where the marks go. Waits
//! for nothing and asks nobody.

use std::rc::Rc;

use chrono::{DateTime, TimeDelta, Utc};
use tokio::time::Instant;

use super::{Advance, InFlightPoll, Poller};
use crate::sources::api::follow::checkpoint::PollCheckpoint;
use crate::sources::api::follow::events::{Gap, PollEvent, PolledEntry};
use crate::sources::api::follow::poll::{PollResult, PolledRecord};
use crate::sources::api::follow::schedule::PollCost;

/// Records a page, where the user chose no number.
const PAGE: u32 = 100;
/// Windows of catching up grow while they hold no more than this part of what may be held.
const FEW: u64 = 5;
/// Of the time, at most one part in so many goes into reading the band.
const BAND_SHARE: u32 = 5;

impl Poller<'_> {
    /// What a good poll brought becomes what is to be told.
    pub(super) fn take_in(&mut self, harvest: PollResult, stint: &InFlightPoll<'_>) {
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
            self.ready.push_back(PollEvent::Connected);
        }
        if let Some(began) = self.outage.take() {
            self.ready.push_back(PollEvent::Recovered { after: self.since(began) });
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
            let entry = |PolledRecord { record, time, identity }| PolledEntry { record, identity, time };
            self.ready.push_back(PollEvent::Entries(fresh.into_iter().map(entry).collect()));
        } else if self.ready.is_empty() {
            self.ready.push_back(PollEvent::Quiet);
        }
        let requests = self.heard.requests.get() - stint.requests;
        self.rhythm.succeeded(PollCost { began: stint.began, requests, limit: self.heard.rate.get().limit, full });
    }

    /// Begins with the present: all there is counts as handed out, but for the history that is wanted.
    fn begin_from(&mut self, harvest: PollResult) -> Vec<PolledRecord> {
        let floor = harvest.reference - self.settle;
        // No kind was read further down than this.
        let line = harvest.ahead - self.settle - self.band;
        let mut silent = harvest.found;
        let history = usize::try_from(std::mem::take(&mut self.history)).unwrap_or(usize::MAX);
        let wanted = silent.split_off(silent.len().saturating_sub(history));
        // Until they are handed out, the marks reach back to the oldest of them.
        let oldest = wanted.first().map_or(floor, |oldest| oldest.time);
        let mut marks = PollCheckpoint::at(floor.min(oldest), line.min(oldest));
        let from = marks.line();
        silent
            .iter()
            .filter(|found| found.time >= from)
            .for_each(|found| marks.record_entry(found.identity, found.time));
        self.marks = Some(marks);
        self.then = Some(Advance { floor, line });
        wanted
    }

    /// Lowers the line, since the server's clock went back. What is there below the old one counts as handed out: what of
    /// it is new cannot be told.
    fn go_back(&mut self, marks: &mut PollCheckpoint, harvest: &PollResult) {
        let (from, to) = (harvest.reference - self.settle, marks.line());
        marks.lower(from - self.band, &harvest.found);
        if from < to {
            self.ready.push_back(PollEvent::Gap(Gap { from, to, cause: "the server's clock went back".to_owned() }));
        }
    }

    /// Goes on from `marks`: what is new, and whether something is missing.
    fn go_on(
        &mut self,
        marks: PollCheckpoint,
        mut harvest: PollResult,
        until: Option<DateTime<Utc>>,
    ) -> Vec<PolledRecord> {
        let floor = marks.floor();
        let kept_from = harvest.ended - TimeDelta::days(harvest.kept_days.into());
        if floor < kept_from && !self.from_history {
            let cause = format!("the source keeps entries for {} days only", harvest.kept_days);
            self.ready.push_back(PollEvent::Gap(Gap { from: floor, to: kept_from, cause }));
        }
        self.from_history = false;
        if let Some(to) = harvest.cut.filter(|oldest| *oldest > floor) {
            let cause = "the source has one page only, and there was more than fits on it".to_owned();
            self.ready.push_back(PollEvent::Gap(Gap { from: floor, to, cause }));
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
            self.ready.push_back(PollEvent::Late { count, oldest });
        }
        let settled = harvest.reference - self.settle;
        let floor = until.map_or(settled, |until| until.min(settled)).max(kept_from);
        self.marks = Some(marks);
        self.then = Some(Advance { floor, line: floor - self.band });
        fresh
    }

    /// Whether `harvest` lacks entries that were met in its window, though the source still keeps them.
    fn lacks(&self, harvest: &PollResult, stint: &InFlightPoll<'_>) -> bool {
        let Some(marks) = &self.marks else { return false };
        let from = if stint.deep { marks.line() } else { marks.floor() };
        let kept_from = harvest.ended - TimeDelta::days(harvest.kept_days.into());
        let until = stint.until.unwrap_or(DateTime::<Utc>::MAX_UTC);
        marks.lack((from.max(kept_from), until), &harvest.found)
    }

    /// Reads the band with each poll where that takes no more than one page, else so seldom that it costs little.
    fn schedule_band(&mut self, harvest: &PollResult, stint: &InFlightPoll<'_>) {
        let fewest = if harvest.together { 1 } else { self.lanes.len() as u64 };
        if stint.deep {
            let pause = (stint.began.elapsed() * (BAND_SHARE - 1)).max(self.settle.to_std().unwrap_or_default());
            self.band_due = (harvest.pages > fewest).then(|| Instant::now() + pause);
        }
    }
}
