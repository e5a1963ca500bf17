//! A query that is independent of the provider: kinds, filters, window, limit. All times are absolute.

pub mod expression;
pub mod matching_kinds;
pub mod order;
pub mod predicate;
pub mod suggestions;

use chrono::{DateTime, Duration, Utc};

use self::expression::Expr;
use self::suggestions::IdSuggestions;
use crate::record::Kind;

/// A query to any source. Values of one filter mean "any of", different filters mean "all of".
#[derive(Debug, Clone)]
pub struct Query {
    /// The kind of the wanted records.
    pub kind: Kind,
    /// The filters on fields.
    pub filters: Filters,
    /// The time window.
    pub window: Window,
    /// The maximum number of matching records; `None` for all.
    pub limit: Option<u64>,
    /// The number of matching records to skip first.
    pub skip: u64,
    /// The number of records per request, 1 to 100, if the user chose it.
    pub page_size: Option<u32>,
    /// Whether a source that does not serve the kind skips the query. True for kinds that the user did not name.
    pub optional: bool,
}

impl Query {
    /// Returns the query for all records of a kind. `now` is the time at which the query is made.
    pub fn all(kind: Kind, now: DateTime<Utc>) -> Self {
        let window = Window { since: None, until: None, days: None, now };
        Self { kind, filters: Filters::default(), window, limit: None, skip: 0, page_size: None, optional: false }
    }
}

/// The filters, named like their flags. An empty list matches everything.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Filters {
    /// Platforms of the account.
    pub platforms: Vec<String>,
    /// Statuses of an attempt or a sync.
    pub statuses: Vec<String>,
    /// Event types of a connection, or names of Fivetran events.
    pub events: Vec<String>,
    /// Actions on a post.
    pub actions: Vec<String>,
    /// Ids of accounts.
    pub accounts: Vec<String>,
    /// Ids of profiles.
    pub profiles: Vec<String>,
    /// Ids of posts.
    pub posts: Vec<String>,
    /// HTTP statuses of an attempt.
    pub status_codes: Vec<String>,
    /// Ids of keys of the API.
    pub keys: Vec<String>,
    /// Ids of calls to the API.
    pub requests: Vec<String>,
    /// Ids of webhooks.
    pub webhooks: Vec<String>,
    /// Whether the API must also list receipts of messages, which it leaves out otherwise.
    pub read_receipts: bool,
    /// Ids or names of Fivetran connections.
    pub connections: Vec<String>,
    /// Services that a Fivetran connection reads.
    pub services: Vec<String>,
    /// Lifecycle stages of a Fivetran connection, 1 to 12.
    pub stages: Vec<String>,
    /// Severities: `ok`, `info`, `warning`, `failure`.
    pub severities: Vec<String>,
    /// Ids of Fivetran syncs.
    pub syncs: Vec<String>,
    /// Whether the starts and ends of other syncs match too, although `syncs` is set. They decide whether a sync
    /// without an end was superseded.
    pub sync_bounds: bool,
    /// Origins of Fivetran events.
    pub groups: Vec<String>,
    /// Whether to match only lifecycle events of a Fivetran connection.
    pub life: bool,
    /// Texts of which a value of the record must contain one, ignoring case.
    pub search: Vec<String>,
    /// Expressions that must all be true.
    pub wheres: Vec<Expr>,
    /// The time before which the token of an account ends.
    pub expires_before: Option<DateTime<Utc>>,
    /// The time before which the end of a token makes an account a warning. It selects nothing.
    pub expiring: Option<DateTime<Utc>>,
    /// Collects hints for values above that are ids but occur in no entry.
    pub near: IdSuggestions,
}

/// A filter, named like its flag.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Filter {
    /// `--platform`.
    Platform,
    /// `--status`.
    Status,
    /// `--event`.
    Event,
    /// `--action`.
    Action,
    /// `--account`.
    Account,
    /// `--profile`.
    Profile,
    /// `--post`.
    Post,
    /// `--status-code`.
    StatusCode,
    /// `--key`.
    Key,
    /// `--request`.
    Request,
    /// `--webhook`.
    Webhook,
    /// `--connection`.
    Connection,
    /// `--service`.
    Service,
    /// `--stage`.
    Stage,
    /// `--severity`.
    Severity,
    /// `--sync`.
    Sync,
    /// `--group`.
    Group,
    /// `--search`.
    Search,
    /// `--where`, which no server applies.
    Where,
    /// `--since`.
    Since,
    /// `--until`.
    Until,
}

impl Filter {
    /// Returns the flag that sets the filter.
    pub const fn flag(self) -> &'static str {
        match self {
            Self::Platform => "--platform",
            Self::Status => "--status",
            Self::Event => "--event",
            Self::Action => "--action",
            Self::Account => "--account",
            Self::Profile => "--profile",
            Self::Post => "--post",
            Self::StatusCode => "--status-code",
            Self::Key => "--key",
            Self::Request => "--request",
            Self::Webhook => "--webhook",
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

/// A time range: `since` is inside, `until` is outside.
#[derive(Debug, Clone, Copy)]
pub struct Window {
    /// The start, inclusive; `None` for no limit.
    pub since: Option<DateTime<Utc>>,
    /// The end, exclusive; `None` for no limit.
    pub until: Option<DateTime<Utc>>,
    /// The number of whole days of `--days`; `since` is set too.
    pub days: Option<u32>,
    /// The time at which the query was made.
    pub now: DateTime<Utc>,
}

impl Window {
    /// Returns how many of the API's whole days cover the window, at most `kept`, the days of retention.
    ///
    /// One hour is added, so that a server with another clock or another day boundary still covers the start.
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
    /// Returns the filters that are set.
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
    /// Returns the list of values of a filter; `None` for a filter without a list.
    pub const fn list_mut(&mut self, filter: Filter) -> Option<&mut Vec<String>> {
        Some(match filter {
            Filter::Platform => &mut self.platforms,
            Filter::Status => &mut self.statuses,
            Filter::Event => &mut self.events,
            Filter::Action => &mut self.actions,
            Filter::Account => &mut self.accounts,
            Filter::Profile => &mut self.profiles,
            Filter::Post => &mut self.posts,
            Filter::StatusCode => &mut self.status_codes,
            Filter::Key => &mut self.keys,
            Filter::Request => &mut self.requests,
            Filter::Webhook => &mut self.webhooks,
            Filter::Connection => &mut self.connections,
            Filter::Service => &mut self.services,
            Filter::Stage => &mut self.stages,
            Filter::Severity => &mut self.severities,
            Filter::Sync => &mut self.syncs,
            Filter::Group => &mut self.groups,
            Filter::Search => &mut self.search,
            Filter::Where | Filter::Since | Filter::Until => return None,
        })
    }

    /// Returns the lists that are set with their values, without expressions.
    pub fn used(&self) -> Vec<(Filter, Vec<String>)> {
        let lists = [
            (Filter::Platform, &self.platforms),
            (Filter::Status, &self.statuses),
            (Filter::Event, &self.events),
            (Filter::Action, &self.actions),
            (Filter::Account, &self.accounts),
            (Filter::Profile, &self.profiles),
            (Filter::Post, &self.posts),
            (Filter::StatusCode, &self.status_codes),
            (Filter::Key, &self.keys),
            (Filter::Request, &self.requests),
            (Filter::Webhook, &self.webhooks),
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

/// Where following a source starts. `M` is the saved position of an earlier run.
#[derive(Debug, Clone)]
pub enum FollowStart<M> {
    /// With entries that appear from now on.
    Now,
    /// With this number of existing entries: the newest that match.
    Last(u64),
    /// With everything since a moment, as far as the source keeps it.
    Since(DateTime<Utc>),
    /// Where an earlier run ended.
    Resume(M),
}

impl<M> FollowStart<M> {
    /// Returns the start: the saved position if there is one, else what the flags request.
    pub fn resolve(marks: Option<M>, last: Option<u64>, since: Option<DateTime<Utc>>) -> Self {
        match (marks, last, since) {
            (Some(marks), ..) => Self::Resume(marks),
            (None, None | Some(0), None) => Self::Now,
            (None, Some(last), _) => Self::Last(last),
            (None, None, Some(since)) => Self::Since(since),
        }
    }
}
