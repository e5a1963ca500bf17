//! The kinds of records. Each has a file with its [`KindSpec`] and a line in the list `kinds!`.

mod attempt;
pub mod spec;

use self::spec::{KindGroup, KindSpec, StoryRole};
pub use self::stats_row::LAYOUT as STATS_ROW;

/// Makes [`Kind`] and its registry. Each line lists a kind with its module.
macro_rules! kinds {
    ($($(#[$doc:meta])* $kind:ident => $module:ident,)+) => {
        $(mod $module;)+

        /// The kind of a record.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Kind {
            $($(#[$doc])* $kind,)+
        }

        /// Every kind, with those that connlog computes.
        const KINDS: &[Kind] = &[$(Kind::$kind,)+];

        impl Kind {
            /// Returns all that depends on the kind.
            pub const fn spec(self) -> &'static KindSpec {
                match self {
                    $(Self::$kind => &$module::SPEC,)+
                }
            }
        }
    };
}

kinds! {
    /// An account was connected, reconnected or disconnected, or the attempt failed.
    Connection => connection,
    /// One attempt to publish a post on one platform.
    Post => post,
    /// One attempt to deliver an event to an endpoint of the user.
    Webhook => webhook,
    /// One call to the API.
    ApiRequest => api_request,
    /// A message that an account sent, received or failed to send.
    Message => message,
    /// One step of an automation's run.
    Workflow => workflow,
    /// An event of a Fivetran connection, user or transformation.
    Fivetran => fivetran_event,
    /// One sync run of a Fivetran connection, assembled from its events.
    Sync => sync,
    /// The present state of an account or a connection. It is not an entry of a log.
    State => state,
    /// One result row of `connlog stats`: a group and a time bucket. Sources have no such entries.
    Stats => stats_row,
}

/// Which kinds a list has.
#[derive(Clone, Copy, PartialEq, Eq)]
enum KindList {
    /// The kinds of one group.
    Group(KindGroup),
    /// The kinds of log entries.
    Entries,
    /// The kinds that files can hold: entries and states.
    Saved,
}

/// Returns whether `kind` is in a list.
const fn is_in(kind: Kind, members: KindList) -> bool {
    match members {
        KindList::Group(group) => kind.spec().group as u8 == group as u8,
        KindList::Entries => kind.is_entry(),
        KindList::Saved => !matches!(kind.spec().group, KindGroup::Connlog),
    }
}

/// Returns the number of kinds in a list.
const fn count(members: KindList) -> usize {
    let (mut at, mut found) = (0, 0);
    while at < KINDS.len() {
        if is_in(KINDS[at], members) {
            found += 1;
        }
        at += 1;
    }
    found
}

/// Returns the kinds of a list. `N` must be their number.
const fn list<const N: usize>(members: KindList) -> [Kind; N] {
    let (mut at, mut found, mut kinds) = (0, 0, [KINDS[0]; N]);
    while at < KINDS.len() {
        if is_in(KINDS[at], members) {
            kinds[found] = KINDS[at];
            found += 1;
        }
        at += 1;
    }
    kinds
}

/// Compares texts at compile time.
const fn is_same(one: &str, other: &str) -> bool {
    let (one, other) = (one.as_bytes(), other.as_bytes());
    let mut at = 0;
    while at < one.len() && at < other.len() && one[at] == other[at] {
        at += 1;
    }
    at == one.len() && at == other.len()
}

impl Kind {
    /// The value of [`Kind::all`].
    pub(crate) const ALL: [Self; count(KindList::Entries)] = list(KindList::Entries);

    /// The value of [`Kind::saved`].
    pub(crate) const SAVED: [Self; count(KindList::Saved)] = list(KindList::Saved);

    /// The value of [`Kind::of_the_api`].
    pub(crate) const OF_THE_API: [Self; count(KindList::Group(KindGroup::Zernio))] =
        list(KindList::Group(KindGroup::Zernio));

    /// Returns every kind of entry that a source can have.
    pub const fn all() -> &'static [Self] {
        &Self::ALL
    }

    /// Returns every kind that a file can hold: entries, and the states that connlog printed.
    pub const fn saved() -> &'static [Self] {
        &Self::SAVED
    }

    /// Returns the kinds that the API of Late / Zernio serves.
    pub const fn of_the_api() -> &'static [Self] {
        &Self::OF_THE_API
    }

    /// Returns the kind with the name `name`, at compile time.
    ///
    /// # Panics
    ///
    /// Stops the compilation if there is no such kind.
    pub const fn named(name: &str) -> Self {
        let mut at = 0;
        while at < KINDS.len() {
            if is_same(KINDS[at].name(), name) {
                return KINDS[at];
            }
            at += 1;
        }
        panic!("there is no kind with this name")
    }

    /// Returns the kinds that connlog prints: entries, states, and the rows that connlog computes.
    pub fn printed() -> impl Iterator<Item = Self> {
        KINDS.iter().copied()
    }

    /// Whether records are states of accounts, which are not entries of a log.
    pub const fn is_state(self) -> bool {
        matches!(self.spec().group, KindGroup::State)
    }

    /// Returns the value of the record's `kind`.
    pub const fn name(self) -> &'static str {
        self.spec().name
    }

    /// Returns the plural, which is also the name of the command that lists the kind.
    pub const fn plural(self) -> &'static str {
        self.spec().plural
    }

    /// Whether records of the kind are entries of a log.
    pub const fn is_entry(self) -> bool {
        !matches!(self.spec().group, KindGroup::State | KindGroup::Connlog)
    }

    /// Whether records of the kind are events as Fivetran logs them.
    pub const fn is_fivetran_event(self) -> bool {
        self.is_of_fivetran() && !self.is_assembled()
    }

    /// Whether records of the kind are assembled from events.
    pub const fn is_assembled(self) -> bool {
        self.spec().assembled_from.is_some()
    }

    /// Returns what a record of the kind tells in the story of `connlog why`.
    pub const fn story(self) -> StoryRole {
        self.spec().story
    }

    /// Returns whether only some kinds can match the filter with this flag, and this kind can.
    pub fn has_filter(self, flag: &str) -> bool {
        self.spec().filters.contains(&flag)
    }

    /// Whether records of the kind come from Fivetran's logs.
    pub const fn is_of_fivetran(self) -> bool {
        matches!(self.spec().group, KindGroup::Fivetran)
    }
}
