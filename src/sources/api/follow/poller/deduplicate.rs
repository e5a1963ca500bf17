//! Turns the result of a poll into events: new entries, gaps and the next checkpoint. Does no I/O.

use std::rc::Rc;

use chrono::{DateTime, TimeDelta, Utc};
use tokio::time::Instant;

use super::{Advance, InFlightPoll, Poller};
use crate::pipeline::skipped_kinds::{self, SkippedKind};
use crate::sources::api::follow::checkpoint::PollCheckpoint;
use crate::sources::api::follow::events::{Gap, PollEvent, PolledEntry};
use crate::sources::api::follow::first_poll::{ExpiredWindow, RetentionEdge};
use crate::sources::api::follow::poll::KindPoll;
use crate::sources::api::follow::poll_result::{PollResult, PolledRecord};
use crate::sources::api::follow::schedule::PollCost;
use connlog_core::query::Query;

/// The number of records a page, if the user set none.
const PAGE: u32 = 100;
/// Catch-up windows grow while they have at most one part in `FEW` of the allowed records.
const FEW: u64 = 5;
/// Reading the lookback takes at most one part in `LOOKBACK_SHARE` of the time.
const LOOKBACK_SHARE: u32 = 5;

impl Poller<'_> {
    /// Accepts the result of a complete poll: queues its events and schedules the next poll.
    pub(super) fn accept(&mut self, result: PollResult, in_flight: &InFlightPoll<'_>) {
        if self.kind_batching.is_new(&result) && self.lacks(&result, in_flight) {
            // The other way of requesting lacks emitted entries or writes them differently, so it would repeat them.
            self.kind_batching.give_up(result.together);
            return self.schedule.at_once();
        }
        let is_clock_behind = self.server_time.is_some_and(|server_time| result.ended < server_time);
        self.server_time = Some(result.ended).filter(|_| result.dated).or(self.server_time);
        if is_clock_behind
            && result.dated
            && self
                .checkpoint
                .as_ref()
                .is_some_and(|checkpoint| result.ended - self.settle < checkpoint.dedup_horizon())
        {
            self.clock_went_back = true;
            return self.schedule.at_once();
        }
        let page =
            self.kind_polls.iter().filter_map(|kind_poll| kind_poll.query.page_size).min().unwrap_or(PAGE).into();
        self.kind_batching.judge(&result, page);
        self.schedule_lookback(&result, in_flight);
        self.dialect = self.dialect.or(result.dialect);
        self.status.polled = Some(result.reference);
        self.status.polls += 1;
        self.status.retention_days = Some(result.retention_days);
        self.longest_retention_days = Some(result.longest_retention_days);
        if !std::mem::replace(&mut self.connected, true) {
            self.budget = Some(Rc::new(self.client.budget.patient()));
            self.events.push_back(PollEvent::Connected);
        }
        self.leave_out(&result.skipped);
        if let Some(outage) = self.outage.take() {
            self.events.push_back(PollEvent::Recovered { after: outage.duration((self.client.clock)()) });
        }
        let fresh = match self.checkpoint.take() {
            None => self.start_at_present(result),
            Some(mut checkpoint) => {
                if std::mem::take(&mut self.clock_went_back) {
                    self.lower_dedup_horizon(&mut checkpoint, &result);
                }
                self.continue_from(checkpoint, result, in_flight.until)
            }
        };
        let full = in_flight.until.is_some() || fresh.len() as u64 >= page;
        if fresh.is_empty() {
            // The caller saves the checkpoint after this event, also if a gap came before.
            self.events.push_back(PollEvent::Quiet);
        } else {
            let entry = |PolledRecord { record, time, identity }| PolledEntry { record, identity, time, copy: 1 };
            self.events.push_back(PollEvent::Entries(fresh.into_iter().map(entry).collect()));
        }
        let requests = self.server_clock.requests.get() - in_flight.requests;
        self.schedule.succeeded(PollCost {
            began: in_flight.began,
            requests,
            limit: self.server_clock.rate.get().limit,
            full,
        });
    }

    /// Ends the polls of kinds that the API does not serve.
    fn leave_out(&mut self, skipped: &[SkippedKind]) {
        if let Some(note) = skipped_kinds::note(skipped) {
            let queries: Vec<Query> = self.kind_polls.iter().map(|kind_poll| kind_poll.query.clone()).collect();
            let served = skipped_kinds::served(&queries, skipped);
            self.kind_polls = served.into_iter().map(KindPoll::new).collect();
            self.events.push_back(PollEvent::Note(note));
        }
    }

    /// Starts at the present: all entries count as emitted, except the requested history, which is returned.
    fn start_at_present(&mut self, result: PollResult) -> Vec<PolledRecord> {
        let complete_until = result.reference - self.settle;
        // No kind was read further back than this.
        let dedup_horizon = result.ahead - self.settle - self.lookback;
        let mut existing = result.found;
        let history = usize::try_from(std::mem::take(&mut self.history)).unwrap_or(usize::MAX);
        let wanted = existing.split_off(existing.len().saturating_sub(history));
        // Until the history is emitted, the checkpoint includes its oldest entry.
        let oldest = wanted.first().map_or(complete_until, |oldest| oldest.time);
        let mut checkpoint = PollCheckpoint::at(complete_until.min(oldest), dedup_horizon.min(oldest));
        let from = checkpoint.dedup_horizon();
        existing.iter().filter(|found| found.time >= from).for_each(|found| {
            checkpoint.record_entry(found.identity, found.time);
        });
        self.checkpoint = Some(checkpoint);
        self.next_step = Some(Advance { complete_until, dedup_horizon, settles_first_poll: false });
        wanted
    }

    /// Lowers the dedup horizon, because the server's clock went back. Entries below the old horizon count as emitted, because
    /// new ones cannot be distinguished.
    fn lower_dedup_horizon(&mut self, checkpoint: &mut PollCheckpoint, result: &PollResult) {
        let (from, to) = (result.reference - self.settle, checkpoint.dedup_horizon());
        checkpoint.lower_dedup_horizon(from - self.lookback, &result.found);
        if from < to {
            self.events.push_back(PollEvent::Gap(Gap { from, to, cause: "the server's clock went back".to_owned() }));
        }
    }

    /// Continues from the checkpoint: returns the new entries, and queues events for gaps and late entries.
    fn continue_from(
        &mut self,
        mut checkpoint: PollCheckpoint,
        mut result: PollResult,
        until: Option<DateTime<Utc>>,
    ) -> Vec<PolledRecord> {
        let complete_until = checkpoint.complete_until();
        let retention = TimeDelta::days(result.retention_days.into());
        let retained_from = result.ended - retention;
        let is_start = std::mem::take(&mut self.is_start);
        // Kinds that the source keeps for a longer time are read from here on.
        let longest_retained_from = result.ended - TimeDelta::days(result.longest_retention_days.into());
        let known = self.expired_until.replace(retained_from);
        let expired = [
            ExpiredWindow { from: complete_until, to: longest_retained_from },
            ExpiredWindow { from: complete_until.max(known.unwrap_or(complete_until)), to: retained_from },
        ];
        let is_separate = expired[0].from < expired[1].from;
        let expired = expired.into_iter().skip(usize::from(!is_separate));
        let expired = expired.filter(|window| window.from < window.to && !is_start);
        let edge = RetentionEdge { retention, retained_from, now: (self.client.clock)() };
        // A run decides about earlier runs once: afterwards it does not know what they have saved.
        let is_first_of_run = self.status.polls == 1;
        let lost = is_first_of_run.then(|| checkpoint.accept_first_poll(edge)).flatten();
        for ExpiredWindow { from, to } in lost.into_iter().chain(expired) {
            let cause = format!("the source keeps entries for {} days only", result.retention_days);
            self.events.push_back(PollEvent::Gap(Gap { from, to, cause }));
        }
        if is_start {
            // From now on, the oldest entry that was seen is promised: a later run reports a gap if it has expired.
            let oldest = result.found.first().map_or(retained_from, |oldest| oldest.time.min(result.ended));
            checkpoint.advance(oldest.max(longest_retained_from), checkpoint.dedup_horizon());
        }
        if let Some(to) = result.cut.filter(|oldest| *oldest > complete_until) {
            let cause = "the source has one page only, and there was more than fits on it".to_owned();
            self.events.push_back(PollEvent::Gap(Gap { from: complete_until, to, cause }));
        }
        if let Some(until) = until {
            result.found.retain(|found| found.time < until);
            let rows: u64 = result.rows.iter().sum();
            self.catch_up_span = self.catch_up_span.map(|catch_up_span| {
                if rows <= self.max_records / FEW {
                    (catch_up_span * 2).min(TimeDelta::days(90))
                } else {
                    catch_up_span
                }
            });
        } else {
            self.catch_up_span = None;
        }
        let fresh = checkpoint.new_entries(result.found);
        let count = fresh.iter().filter(|found| found.time < complete_until).count() as u64;
        if let Some(oldest) = fresh.first().filter(|_| count > 0).map(|found| found.time) {
            self.status.late += count;
            self.events.push_back(PollEvent::Late { count, oldest });
        }
        let settled = result.reference - self.settle;
        let complete_until = until.map_or(settled, |until| until.min(settled)).max(longest_retained_from);
        self.checkpoint = Some(checkpoint);
        self.next_step = Some(Advance {
            complete_until,
            dedup_horizon: complete_until - self.lookback,
            settles_first_poll: lost.is_some(),
        });
        fresh
    }

    /// Returns whether the result lacks emitted entries of its window that the source still keeps.
    fn lacks(&self, result: &PollResult, in_flight: &InFlightPoll<'_>) -> bool {
        let Some(checkpoint) = &self.checkpoint else { return false };
        let from = if in_flight.with_lookback { checkpoint.dedup_horizon() } else { checkpoint.complete_until() };
        let retained_from = result.ended - TimeDelta::days(result.retention_days.into());
        let until = in_flight.until.unwrap_or(DateTime::<Utc>::MAX_UTC);
        checkpoint.lacks_emitted(from.max(retained_from), until, &result.found)
    }

    /// Schedules the next poll with lookback: every poll if it takes one page a request, else rarely.
    fn schedule_lookback(&mut self, result: &PollResult, in_flight: &InFlightPoll<'_>) {
        let fewest = if result.together { 1 } else { self.kind_polls.len() as u64 };
        if in_flight.with_lookback {
            let pause =
                (in_flight.began.elapsed() * (LOOKBACK_SHARE - 1)).max(self.settle.to_std().unwrap_or_default());
            self.lookback_due = (result.pages > fewest).then(|| Instant::now() + pause);
        }
    }
}
