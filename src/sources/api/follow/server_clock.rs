//! The clock of the server, as the headers of its answers show it.

use std::cell::Cell;

use chrono::{DateTime, TimeDelta, Utc};

use crate::sources::api::client::retrying_client::ClientEvent;
use crate::sources::api::client::transport::RateLimitHeaders;

/// The server time and the rate limit, from the headers of the answers.
#[derive(Default)]
pub(super) struct ServerClock {
    pub(super) requests: Cell<u64>,
    pub(super) rate: Cell<RateLimitHeaders>,
    /// The last server time.
    pub(super) present: Cell<Option<DateTime<Utc>>>,
    /// The server time at the first request of this poll, and at the last answer.
    pub(super) dates: Cell<Option<(DateTime<Utc>, DateTime<Utc>)>>,
}

impl ServerClock {
    pub(super) fn observe(&self, event: &ClientEvent<'_>) {
        let ClientEvent::Answered { answer, .. } = event else { return };
        self.requests.set(self.requests.get() + 1);
        if answer.rate != RateLimitHeaders::default() {
            self.rate.set(answer.rate);
        }
        let Some(date) = answer.date.filter(|_| answer.reply.status == 200) else { return };
        // The server read the list after the request was sent. `Date` has whole seconds.
        let requested_at =
            TimeDelta::from_std(answer.elapsed).ok().and_then(|elapsed| date.checked_sub_signed(elapsed));
        let (first, _) = self.dates.get().unwrap_or((requested_at.unwrap_or(date) - TimeDelta::seconds(1), date));
        self.present.set(Some(date));
        self.dates.set(Some((first, date + TimeDelta::seconds(1))));
    }
}
