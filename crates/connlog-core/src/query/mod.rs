//! What is asked, in no vendor's words: kinds, filters, window, how many. Times are absolute by now.

pub mod expression;
pub mod matching_kinds;
pub mod predicate;
pub mod suggestions;

use chrono::{DateTime, Duration, Utc};

use self::expression::Expr;
use self::suggestions::IdSuggestions;
use crate::record::Kind;

/// A question to any source. Values of one filter mean "any of", different filters mean "all of".
#[derive(Debug, Clone)]
pub struct Query {
    pub kind: Kind,
    pub filters: Filters,
    pub window: Window,
    /// How many matching records are wanted; `None` for all of them.
    pub limit: Option<u64>,
    /// How many matching records to pass over first.
    pub skip: u64,
    /// Records a request, 1 to 100, where the user chose it.
    pub page_size: Option<u32>,
}

/// The filters, by the names of their flags. An empty list lets everything pass.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Filters {
    pub platforms: Vec<String>,
    pub statuses: Vec<String>,
    pub events: Vec<String>,
    pub actions: Vec<String>,
    pub accounts: Vec<String>,
    pub profiles: Vec<String>,
    pub posts: Vec<String>,
    /// Id or name of a Fivetran connection.
    pub connections: Vec<String>,
    /// The service a Fivetran connection reads.
    pub services: Vec<String>,
    /// Numbers of the stages of a connection's life.
    pub stages: Vec<String>,
    pub severities: Vec<String>,
    /// Ids of Fivetran's syncs.
    pub syncs: Vec<String>,
    /// With `syncs`, the starts and ends of other syncs pass too. They decide whether a sync without an end was superseded.
    pub sync_bounds: bool,
    /// Who writes such events.
    pub groups: Vec<String>,
    /// Of Fivetran's events, those of a connection's life alone.
    pub life: bool,
    /// Text that any value of the record holds, upper and lower case alike.
    pub search: Vec<String>,
    /// Expressions that must all be true.
    pub wheres: Vec<Expr>,
    /// The values above that name ids, and what entries have instead of them.
    pub near: IdSuggestions,
}

/// One of the filters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Filter {
    Platform,
    Status,
    Event,
    Action,
    Account,
    Profile,
    Post,
    Connection,
    Service,
    Stage,
    Severity,
    Sync,
    Group,
    Search,
    /// Never applied by a server.
    Where,
    Since,
    Until,
}

impl Filter {
    /// The flag that sets it.
    pub const fn flag(self) -> &'static str {
        match self {
            Self::Platform => "--platform",
            Self::Status => "--status",
            Self::Event => "--event",
            Self::Action => "--action",
            Self::Account => "--account",
            Self::Profile => "--profile",
            Self::Post => "--post",
            Self::Connection => "--connection",
            Self::Service => "--service",
            Self::Stage => "--stage",
            Self::Severity => "--severity",
            Self::Sync => "--sync",
            Self::Group => "--group",
            Self::Search => "--search",
            Self::Where => "--where",
            Self::Since => "--since",
            Self::Until => "--until",
        }
    }
}

/// A span of time: `since` is inside, `until` is not.
#[derive(Debug, Clone, Copy)]
pub struct Window {
    pub since: Option<DateTime<Utc>>,
    pub until: Option<DateTime<Utc>>,
    /// The whole days of `--days`, where the window was asked for so; `since` is set too.
    pub days: Option<u32>,
    /// The moment the question was asked.
    pub now: DateTime<Utc>,
}

impl Window {
    /// How many of the API's whole days reach back over the whole window, at most `kept`.
    ///
    /// An hour is added, so that a server whose clock or whose idea of a day differs from ours still covers the start.
    pub fn days(&self, kept: u32) -> u32 {
        if let Some(days) = self.days {
            return days.clamp(1, kept);
        }
        let Some(since) = self.since else { return kept };
        let span = self.now - since + Duration::hours(1);
        let days = (span.num_seconds().max(1) + 86_399) / 86_400;
        u32::try_from(days).unwrap_or(kept).clamp(1, kept)
    }
}

impl Query {
    /// The filters in use.
    pub fn filters(&self) -> Vec<Filter> {
        let others = [
            (Filter::Where, !self.filters.wheres.is_empty()),
            (Filter::Since, self.window.since.is_some()),
            (Filter::Until, self.window.until.is_some()),
        ];
        let listed = self.filters.used().into_iter().map(|(filter, _)| filter);
        listed.chain(others.into_iter().filter(|(_, set)| *set).map(|(filter, _)| filter)).collect()
    }
}

impl Filters {
    /// The lists in use, with their values; expressions aside.
    pub fn used(&self) -> Vec<(Filter, Vec<String>)> {
        let lists = [
            (Filter::Platform, &self.platforms),
            (Filter::Status, &self.statuses),
            (Filter::Event, &self.events),
            (Filter::Action, &self.actions),
            (Filter::Account, &self.accounts),
            (Filter::Profile, &self.profiles),
            (Filter::Post, &self.posts),
            (Filter::Connection, &self.connections),
            (Filter::Service, &self.services),
            (Filter::Stage, &self.stages),
            (Filter::Severity, &self.severities),
            (Filter::Sync, &self.syncs),
            (Filter::Group, &self.groups),
            (Filter::Search, &self.search),
        ];
        let used = lists.into_iter().filter(|(_, values)| !values.is_empty());
        used.map(|(filter, values)| (filter, values.clone())).collect()
    }
}

/// Where to begin with what goes on: an API, files or a database that is followed. `M` is what another run left behind.
#[derive(Debug, Clone)]
pub enum FollowStart<M> {
    /// With what appears from now on.
    Now,
    /// With so many entries that are there, the newest that match.
    Last(u64),
    /// With all that is there from a moment on, as far as the source keeps it.
    Since(DateTime<Utc>),
    /// Where another run ended.
    Resume(M),
}

impl<M> FollowStart<M> {
    /// Where another run ended, if one did; else as the flags have it.
    pub fn resolve(marks: Option<M>, last: Option<u64>, since: Option<DateTime<Utc>>) -> Self {
        match (marks, last, since) {
            (Some(marks), ..) => Self::Resume(marks),
            (None, None | Some(0), None) => Self::Now,
            (None, Some(last), _) => Self::Last(last),
            (None, None, Some(since)) => Self::Since(since),
        }
    }
}
