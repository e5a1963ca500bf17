//! A case: a subject and what a source has about it.

use chrono::{DateTime, TimeDelta, Utc};

use super::entry::CaseEntry;
use super::post_result::PostResult;
use crate::providers::endpoint::IdNames;
use crate::record::account_state::AccountState;
use crate::record::kinds::spec::StoryRole;
use crate::record::semantics::Outcome;
use crate::time::Zone;

/// What an id is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SubjectKind {
    /// A post.
    Post,
    /// An account of a social platform.
    Account,
    /// A profile, which groups accounts.
    Profile,
    /// A call of the API.
    Request,
    /// An event that webhooks deliver.
    Event,
    /// A Fivetran connection.
    Connection,
    /// A sync of a Fivetran connection.
    Sync,
}

impl SubjectKind {
    /// Every kind of subject.
    pub const ALL: [Self; 7] =
        [Self::Post, Self::Account, Self::Profile, Self::Request, Self::Event, Self::Connection, Self::Sync];

    /// Returns the word in JSON and in texts.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Post => "post",
            Self::Account => "account",
            Self::Profile => "profile",
            Self::Request => "request",
            Self::Event => "event",
            Self::Connection => "connection",
            Self::Sync => "sync",
        }
    }
}

/// What the story is about.
#[derive(Debug, Clone)]
pub struct Subject {
    /// What the id is.
    pub kind: SubjectKind,
    /// The id.
    pub id: String,
    /// The name, if one is known.
    pub name: Option<String>,
}

/// A subject and what a source has about it.
pub struct Case {
    /// What the story is about.
    pub subject: Subject,
    /// The entries about the subject and those around it, oldest first.
    pub entries: Vec<CaseEntry>,
    /// The present states of the accounts that the case concerns.
    pub states: Vec<CaseEntry>,
    /// What the API says about the post itself.
    pub post: Option<PostResult>,
    /// When the case was read.
    pub now: DateTime<Utc>,
    /// The zone of times in sentences.
    pub zone: Zone,
    /// What could not be read, one sentence each.
    pub missing: Vec<String>,
    /// Facts of the source that are no entries, one sentence each, such as a subscription that is switched off.
    pub facts: Vec<String>,
}

impl Case {
    /// Sorts the entries by time, removes those that were read twice, and completes names. Call it before rules.
    pub fn arrange(&mut self) {
        let mut seen = std::collections::HashSet::new();
        self.entries.retain(|entry| seen.insert((entry.kind.name(), entry.record.raw().to_owned())));
        self.entries.sort_by_key(|entry| entry.time);
        self.complete_names();
    }

    /// Gives entries without a name of their account the name that a state or another entry has.
    fn complete_names(&mut self) {
        let mut names = std::collections::HashMap::new();
        for entry in self.entries.iter().chain(&self.states) {
            if let (Some(account), Some(name)) = (&entry.account, &entry.name) {
                names.insert(account.clone(), name.clone());
            }
        }
        for entry in self.entries.iter_mut().filter(|entry| entry.name.is_none()) {
            entry.name = entry.account.as_ref().and_then(|account| names.get(account).cloned());
        }
    }

    /// Gives entries without a name of their account the name in `names`, which are by id.
    pub fn add_names(&mut self, names: &IdNames) {
        for entry in self.entries.iter_mut().filter(|entry| entry.name.is_none()) {
            entry.name = entry.account.as_ref().and_then(|account| names.get(account).cloned());
        }
    }

    /// Formats a time for a sentence.
    pub fn moment(&self, time: DateTime<Utc>) -> String {
        let wall = self.zone.wall(time);
        if self.zone.wall(self.now).date() == wall.date() {
            format!("{} today", wall.format("%H:%M:%S"))
        } else {
            wall.format("%Y-%m-%d %H:%M:%S").to_string()
        }
    }

    /// Formats the time of an entry for a sentence.
    pub fn moment_of(&self, entry: &CaseEntry) -> String {
        entry.time.map_or_else(|| "an unknown time".to_owned(), |time| self.moment(time))
    }

    /// Returns the entries that satisfy `wanted`, with their places, oldest first.
    pub fn select<'c>(
        &'c self,
        wanted: impl Fn(&CaseEntry) -> bool + 'c,
    ) -> impl DoubleEndedIterator<Item = (usize, &'c CaseEntry)> {
        self.entries.iter().enumerate().filter(move |(_, entry)| wanted(entry))
    }

    /// Returns the attempts at the post of the case.
    pub fn attempts(&self) -> impl DoubleEndedIterator<Item = (usize, &CaseEntry)> {
        self.select(|entry| entry.has_role(StoryRole::Attempt) && self.is_about_subject(entry))
    }

    /// Returns whether an entry is about the subject itself.
    pub fn is_about_subject(&self, entry: &CaseEntry) -> bool {
        let id = Some(self.subject.id.as_str());
        match self.subject.kind {
            SubjectKind::Post => entry.post.as_deref() == id,
            SubjectKind::Account | SubjectKind::Connection => entry.account.as_deref() == id,
            SubjectKind::Profile => true,
            SubjectKind::Request => entry.request.as_deref() == id,
            SubjectKind::Event => entry.event_id.as_deref() == id,
            SubjectKind::Sync => entry.sync.as_deref() == id,
        }
    }

    /// Returns the connection entries of `account`.
    pub fn connections_of<'c>(&'c self, account: &'c str) -> impl DoubleEndedIterator<Item = (usize, &'c CaseEntry)> {
        self.select(move |entry| entry.has_role(StoryRole::Connection) && entry.account.as_deref() == Some(account))
    }

    /// Returns the publishing attempts of `account`.
    pub fn posts_of<'c>(&'c self, account: &'c str) -> impl DoubleEndedIterator<Item = (usize, &'c CaseEntry)> {
        self.select(move |entry| entry.has_role(StoryRole::Attempt) && entry.account.as_deref() == Some(account))
    }

    /// Returns the loss that `account` suffered at `time`: from its first entry to the reconnect, if there was one.
    pub fn loss_at(&self, account: &str, time: DateTime<Utc>) -> Option<Loss> {
        let mut first = None;
        for (place, entry) in self.connections_of(account).rev().filter(|(_, entry)| entry.time <= Some(time)) {
            if !entry.is_loss() {
                break;
            }
            first = Some(place);
        }
        let first = first?;
        let is_later = |entry: &CaseEntry| entry.time > Some(time);
        let reconnect =
            self.connections_of(account).find(|(_, entry)| is_later(entry) && entry.outcome == Outcome::Good);
        Some(Loss { first, reconnect: reconnect.map(|(place, _)| place) })
    }

    /// Returns the present state of `account`.
    pub fn state_of(&self, account: &str) -> Option<(&CaseEntry, AccountState)> {
        let state = self.states.iter().find(|state| state.account.as_deref() == Some(account))?;
        Some((state, AccountState::from_view(&state.record.view())))
    }

    /// Returns whether an entry lies within `minutes` of `time`.
    pub fn is_near(entry: &CaseEntry, time: DateTime<Utc>, minutes: i64) -> bool {
        entry.time.is_some_and(|at| (at - time).abs() <= TimeDelta::minutes(minutes))
    }
}

/// A time without connection, as places of entries.
#[derive(Debug, Clone, Copy)]
pub struct Loss {
    /// The entry with which it began.
    pub first: usize,
    /// The entry that ended it.
    pub reconnect: Option<usize>,
}
