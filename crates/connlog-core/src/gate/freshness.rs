//! Finds Fivetran connections without a successful sync for too long. It keeps only the newest times of each
//! connection, so events may come in any order.
//!
//! Paused, deleted and new connections are not overdue, nor are those that put newer data first. If the data does not
//! go back far enough to decide, the check does not pass.

use std::collections::BTreeMap;

use chrono::{DateTime, TimeDelta, Utc};

use super::conditions::FreshnessLimit;
use super::scope;
use super::verdict::VerdictReason;
use crate::providers::fivetran;
use crate::providers::fivetran::directory::ConnectionDirectory;
use crate::providers::fivetran::sync_schedule::{Overdue, SyncSchedule};
use crate::query::predicate::Predicate;
use crate::query::{Query, Window};
use crate::record::semantics::SyncStatus;
use crate::record::{View, semantics};
use crate::time::Age;

/// The maximum number of connections that a message names.
const NAMED: usize = 5;

/// All connections seen so far.
pub(super) struct FreshnessCheck {
    limit: FreshnessLimit,
    end: DateTime<Utc>,
    whose: Vec<Predicate>,
    lives: BTreeMap<String, ConnectionHistory>,
    /// The time of the oldest data.
    oldest: Option<DateTime<Utc>>,
}

/// The newest time of each type of event of a connection.
#[derive(Default)]
struct ConnectionHistory {
    name: Option<String>,
    service: Option<String>,
    created: Option<DateTime<Utc>>,
    deleted: Option<DateTime<Utc>>,
    paused: Option<DateTime<Utc>>,
    resumed: Option<DateTime<Utc>>,
    started: Option<DateTime<Utc>>,
    succeeded: Option<DateTime<Utc>>,
    ended: Option<(DateTime<Utc>, SyncStatus)>,
    /// The state of the connection in the list of the source.
    listed: Option<ListedConnection>,
}

/// A connection in the list of its source.
struct ListedConnection {
    paused: Option<bool>,
    deleted: Option<bool>,
    schedule: Option<SyncSchedule>,
}

/// The reasons of a verdict that connections without a success give.
#[derive(Default)]
pub(super) struct FreshnessReasons {
    /// One for each overdue connection, the longest first.
    pub(super) overdue: Vec<VerdictReason>,
    /// Why other connections cannot be judged.
    pub(super) doubts: Vec<VerdictReason>,
}

/// The state of a connection within the time limit.
enum FreshnessState {
    /// It succeeded, needs no sync, or is too new.
    Well,
    /// No success within this time, if it is known.
    Overdue(Option<TimeDelta>),
    /// The data does not go back far enough to decide.
    Unknown,
}

impl FreshnessCheck {
    pub(super) fn new(queries: &[Query], limit: FreshnessLimit, window: Window) -> Self {
        let whose = |query: &Query| {
            let window = Window { since: None, ..query.window };
            Predicate::new(&Query { window, ..scope::widened(query) })
        };
        // Posts have no connection that a filter could select.
        let of_syncs = queries.iter().filter(|query| query.kind.is_of_fivetran());
        let end = window.until.unwrap_or(window.now);
        Self { limit, end, whose: of_syncs.map(whose).collect(), lives: BTreeMap::new(), oldest: None }
    }

    /// Adds the connections that the source lists, and the time of its oldest event if known.
    pub(super) fn list(&mut self, connections: &ConnectionDirectory, oldest: Option<DateTime<Utc>>) {
        self.reach_back_to(oldest);
        for (id, connection) in connections.connections() {
            let entry = ConnectionDirectory::entry(id, connection);
            if !self.whose.iter().any(|whose| whose.matches(&entry)) {
                continue;
            }
            let life = self.lives.entry(id.to_owned()).or_default();
            life.name.clone_from(&connection.name);
            life.service.clone_from(&connection.service);
            life.created = connection.signed_up;
            life.succeeded = life.succeeded.max(connection.succeeded);
            let schedule = connection.schedule.clone();
            life.listed = Some(ListedConnection { paused: connection.paused, deleted: connection.deleted, schedule });
        }
    }

    fn reach_back_to(&mut self, at: Option<DateTime<Utc>>) {
        self.oldest = match (self.oldest, at) {
            (Some(known), Some(at)) => Some(known.min(at)),
            (known, at) => known.or(at),
        };
    }

    /// Adds an event or a whole sync.
    pub(super) fn accept(&mut self, view: &View<'_>) {
        let kind = view.kind();
        let (true, Some(at)) = (kind.is_of_fivetran(), view.time_for_counts()) else { return };
        self.reach_back_to(Some(at));
        let Some(id) = view.text("connectionId") else { return };
        if !self.whose.iter().any(|whose| whose.matches(view.record())) {
            return;
        }
        if !self.lives.contains_key(&*id) {
            self.lives.insert(id.clone().into_owned(), ConnectionHistory::default());
        }
        let Some(life) = self.lives.get_mut(&*id) else { return };
        for (known, value) in
            [(&mut life.name, view.text("connectionName")), (&mut life.service, view.text("connectorType"))]
        {
            if let Some(value) = value {
                *known = Some(value.into_owned());
            }
        }
        if kind.is_assembled() { life.sync(at, view) } else { life.event(at, view) }
    }

    /// Judges the connections.
    pub(super) fn finish(&self) -> FreshnessReasons {
        if self.lives.is_empty() {
            let message = "no connection of Fivetran; --no-success-for judges by its syncs".to_owned();
            return FreshnessReasons {
                overdue: Vec::new(),
                doubts: vec![VerdictReason {
                    condition: "min_records",
                    group: None,
                    message,
                    limit: Some(1.0),
                    actual: Some(0.0),
                }],
            };
        }
        let (mut overdue, mut unknown) = (Vec::new(), Vec::new());
        for (id, life) in &self.lives {
            match self.state(life) {
                FreshnessState::Well => {}
                FreshnessState::Overdue(within) => overdue.push((life.succeeded, self.ground(id, life, within))),
                FreshnessState::Unknown => unknown.push(life.name.as_ref().unwrap_or(id)),
            }
        }
        overdue.sort_by_key(|(succeeded, _)| *succeeded);
        let doubts = (!unknown.is_empty()).then(|| self.doubt(&unknown));
        FreshnessReasons {
            overdue: overdue.into_iter().map(|(_, ground)| ground).collect(),
            doubts: doubts.into_iter().collect(),
        }
    }

    fn state(&self, life: &ConnectionHistory) -> FreshnessState {
        // The list contains the current state; events only the state up to the last one read.
        let from_list = |listed: fn(&ListedConnection) -> Option<bool>| life.listed.as_ref().and_then(listed);
        let gone = from_list(|listed| listed.deleted)
            .unwrap_or_else(|| life.deleted.is_some() && life.deleted >= life.started);
        let paused = from_list(|listed| listed.paused)
            .unwrap_or_else(|| life.paused.is_some() && life.paused >= life.resumed.max(life.started));
        let schedule = life.listed.as_ref().and_then(|listed| listed.schedule.as_ref());
        if gone || paused || schedule.is_some_and(SyncSchedule::is_exempt) {
            return FreshnessState::Well;
        }
        match self.limit {
            FreshnessLimit::Within(within) => self.state_within(life, within),
            FreshnessLimit::BySchedule => {
                match schedule.map_or(Overdue::Unknown, |known| known.overdue(life.succeeded, life.created, self.end)) {
                    Overdue::No => FreshnessState::Well,
                    Overdue::Within(within) => FreshnessState::Overdue(Some(within)),
                    Overdue::Reported => FreshnessState::Overdue(None),
                    Overdue::Unknown => FreshnessState::Unknown,
                }
            }
        }
    }

    fn state_within(&self, life: &ConnectionHistory, within: TimeDelta) -> FreshnessState {
        let limit = self.end - within;
        let recent = |at: Option<DateTime<Utc>>| at.is_some_and(|at| at >= limit);
        let put_off = life.ended.is_some_and(|(at, end)| end == SyncStatus::PriorityFirst && at >= limit);
        if put_off || recent(life.succeeded) || recent(life.created) {
            FreshnessState::Well
        } else if life.succeeded.is_some() || self.oldest.is_some_and(|oldest| oldest < limit) {
            FreshnessState::Overdue(Some(within))
        } else {
            FreshnessState::Unknown
        }
    }

    fn ground(&self, id: &str, life: &ConnectionHistory, within: Option<TimeDelta>) -> VerdictReason {
        let name = life.name.as_deref().filter(|name| *name != id);
        let who = name.map_or_else(|| id.to_owned(), |name| format!("{name} ({id})"));
        let service = life.service.as_ref().map_or_else(String::new, |service| format!(" on {service}"));
        let age = |at| Age { instant: at, now: self.end };
        let last = match (life.succeeded, life.ended, life.started) {
            (Some(at), ..) => format!("the last one ended {} ago", age(at)),
            (None, None, None) => "it never synced".to_owned(),
            (None, ..) => "the data has none".to_owned(),
        };
        let since = match (life.started, life.ended) {
            (Some(started), ended) if ended.is_none_or(|(at, _)| at < started) => {
                format!("; one runs since {}", age(started))
            }
            (_, Some((at, end))) => {
                status_word(end).map_or_else(String::new, |word| format!("; {word} {} ago", age(at)))
            }
            _ => String::new(),
        };
        let hours = |span: TimeDelta| span.as_seconds_f64() / 3600.0;
        let fails = match (within, self.limit) {
            (None, _) => "Fivetran reports a delay".to_owned(),
            (Some(within), FreshnessLimit::Within(_)) => format!("no succeeded sync for {}", span(within)),
            (Some(within), FreshnessLimit::BySchedule) => {
                format!("no succeeded sync for {}, which its schedule allows", span(within))
            }
        };
        VerdictReason {
            condition: "no_success",
            group: None,
            message: format!("{who}{service}: {fails}; {last}{since}"),
            limit: within.map(hours),
            actual: life.succeeded.map(|at| hours(self.end - at)),
        }
    }

    pub(super) fn doubt(&self, unknown: &[&String]) -> VerdictReason {
        let mut names = unknown.iter().take(NAMED).map(|name| name.as_str()).collect::<Vec<_>>().join(", ");
        if unknown.len() > NAMED {
            names += &format!(" and {} more", unknown.len() - NAMED);
        }
        let FreshnessLimit::Within(within) = self.limit else {
            let message = format!("the source has no schedule of {names}, which --no-success-for auto needs");
            return VerdictReason { condition: "retention", group: None, message, limit: None, actual: None };
        };
        let reach = self.oldest.map(|oldest| (self.end - oldest).as_seconds_f64() / 3600.0);
        let data = match self.oldest {
            Some(oldest) => {
                format!("the data goes back {}, which is not enough", Age { instant: oldest, now: self.end })
            }
            None => "the data has no event with a readable time, which is not enough".to_owned(),
        };
        VerdictReason {
            condition: "retention",
            group: None,
            message: format!("{data} to decide whether {names} had no success for {}", span(within)),
            limit: reach,
            actual: Some(within.as_seconds_f64() / 3600.0),
        }
    }
}

impl ConnectionHistory {
    fn sync(&mut self, at: DateTime<Utc>, view: &View<'_>) {
        match SyncStatus::from_view(view) {
            SyncStatus::Open => newer(&mut self.started, at),
            status => self.end(at, status),
        }
    }

    fn event(&mut self, at: DateTime<Utc>, view: &View<'_>) {
        let Some(event) = view.text("event") else { return };
        match event.to_ascii_lowercase().as_str() {
            "sync_start" => newer(&mut self.started, at),
            "sync_end" | "status" => self.end(at, fivetran::sync_status(view.record())),
            "create_connection" | "create_connector" => newer(&mut self.created, at),
            "delete_connection" | "delete_connector" => newer(&mut self.deleted, at),
            "pause_connector" | "forced_pause_connector" => newer(&mut self.paused, at),
            "resume_connector" => newer(&mut self.resumed, at),
            "edit_connection" => match semantics::deep(view, &["data", "newValues", "is_paused"]).as_deref() {
                Some("true") => newer(&mut self.paused, at),
                Some("false") => newer(&mut self.resumed, at),
                _ => {}
            },
            _ => {}
        }
    }

    fn end(&mut self, at: DateTime<Utc>, end: SyncStatus) {
        if end == SyncStatus::Succeeded {
            newer(&mut self.succeeded, at);
        }
        self.ended = self.ended.max(Some((at, end)));
    }
}

/// Returns the word for the end of the last sync.
const fn status_word(end: SyncStatus) -> Option<&'static str> {
    match end {
        SyncStatus::Succeeded | SyncStatus::Open => None,
        SyncStatus::Failed => Some("one failed"),
        SyncStatus::Cancelled => Some("one was cancelled"),
        SyncStatus::Rescheduled => Some("one was rescheduled"),
        SyncStatus::PriorityFirst => Some("one was put off for newer data"),
        SyncStatus::Unknown => Some("one ended without a readable status"),
    }
}

fn newer(known: &mut Option<DateTime<Utc>>, at: DateTime<Utc>) {
    *known = (*known).max(Some(at));
}

/// Formats a time span as the user types it.
fn span(span: TimeDelta) -> String {
    match span.num_seconds() {
        seconds if seconds % 86_400 == 0 && seconds > 86_400 => format!("{}d", seconds / 86_400),
        seconds if seconds % 3_600 == 0 => format!("{}h", seconds / 3_600),
        seconds if seconds % 60 == 0 => format!("{}m", seconds / 60),
        seconds => format!("{seconds}s"),
    }
}
