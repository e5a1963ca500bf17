//! The kinds of records. Each has a file with its [`KindSpec`] and a line in the list `kinds!`.

mod attempt;

use std::borrow::Cow;

use super::View;
use super::columns::{ColumnSpec, ReasonText, WIDE};
use super::schema::SchemaKey;
use super::semantics::{FailureReason, Outcome};

/// All that depends on the kind of a record.
pub struct KindSpec {
    /// The value of the record's `kind`.
    pub name: &'static str,
    /// The plural, which is also the name of the command that lists the kind.
    pub plural: &'static str,
    /// Where records of the kind come from.
    pub group: KindGroup,
    /// The keys of the schema, in their order.
    pub keys: &'static [SchemaKey],
    /// The columns in the formats for people; empty if users choose the fields.
    pub columns: &'static [ColumnSpec],
    /// How the reason or the result is worded.
    pub reason: ReasonText,
    /// The filters that records of the kind can match.
    pub filters: KindFilters,
    /// Whether records have `durationMs`.
    pub has_duration: bool,
    /// Whether records are assembled from events.
    pub is_assembled: bool,
    /// The field with the name of the event.
    pub event_key: &'static str,
    /// Returns the record's own word for how it ended.
    pub status: for<'v> fn(&'v View<'_>) -> Option<Cow<'v, str>>,
    /// Returns how the record ended.
    pub outcome: fn(&View<'_>) -> Outcome,
    /// Returns the name of the account or the connection; an id is not a name.
    pub account_name: for<'v> fn(&'v View<'_>) -> Option<Cow<'v, str>>,
    /// Returns why the record failed; empty if it did not.
    pub failure_reason: for<'v> fn(&'v View<'_>) -> FailureReason<'v>,
    /// Returns the code that failures are grouped by.
    pub failure_code: for<'v> fn(&'v View<'_>, &FailureReason<'v>) -> Option<Cow<'v, str>>,
    /// Returns the topics that a failure (`true`) concerns, or that a success resolves.
    pub failure_topics: fn(&View<'_>, bool) -> &'static [&'static str],
    /// The fields that a failure and the success that resolves it have in common, the most specific first.
    pub resolution_keys: &'static [&'static [&'static str]],
    /// Returns the number of schema changes that the record reports.
    pub schema_changes: fn(&View<'_>) -> u64,
    /// Returns whether the record is about the life of a connection.
    pub is_about_connection: fn(&View<'_>) -> bool,
}

/// Where records of a kind come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KindGroup {
    /// The API of Zernio and Late.
    Zernio,
    /// Fivetran's logs.
    Fivetran,
    /// connlog computes them.
    Connlog,
}

/// The filters that only some kinds can match.
#[derive(Debug, Clone, Copy)]
pub struct KindFilters {
    /// `--event`
    pub event: bool,
    /// `--action`
    pub action: bool,
    /// `--post`
    pub post: bool,
}

/// Makes [`Kind`] and its registry. Each group lists its kinds with their modules.
macro_rules! kinds {
    (
        api { $($(#[$api_doc:meta])* $api:ident => $api_module:ident,)+ }
        fivetran { $($(#[$own_doc:meta])* $own:ident => $own_module:ident,)+ }
        computed { $($(#[$made_doc:meta])* $made:ident => $made_module:ident,)+ }
    ) => {
        $(mod $api_module;)+
        $(mod $own_module;)+
        $(mod $made_module;)+

        /// The kind of a record.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Kind {
            $($(#[$api_doc])* $api,)+
            $($(#[$own_doc])* $own,)+
            $($(#[$made_doc])* $made,)+
        }

        impl Kind {
            /// Every kind of entry that a source can have.
            pub const ALL: [Self; [$(stringify!($api),)+ $(stringify!($own),)+].len()] =
                [$(Self::$api,)+ $(Self::$own,)+];

            /// The kinds that the API of Late / Zernio serves.
            pub const OF_THE_API: [Self; [$(stringify!($api),)+].len()] = [$(Self::$api,)+];

            /// Returns all that depends on the kind.
            pub const fn spec(self) -> &'static KindSpec {
                match self {
                    $(Self::$api => &$api_module::SPEC,)+
                    $(Self::$own => &$own_module::SPEC,)+
                    $(Self::$made => &$made_module::SPEC,)+
                }
            }
        }
    };
}

kinds! {
    api {
        /// An account was connected, reconnected or disconnected, or the attempt failed.
        Connection => connection,
        /// One attempt to publish a post on one platform.
        Post => post,
    }
    fivetran {
        /// An event of a Fivetran connection, user or transformation.
        Fivetran => fivetran_event,
        /// One sync run of a Fivetran connection, assembled from its events.
        Sync => sync,
    }
    computed {
        /// One result row of `connlog stats`: a group and a time bucket. Sources have no such entries.
        Stats => stats_row,
        /// The present state of an account or a connection. It is not an entry of a log.
        State => state,
    }
}

impl Kind {
    /// Returns the value of the record's `kind`.
    pub const fn name(self) -> &'static str {
        self.spec().name
    }

    /// Returns the plural, which is also the name of the command that lists the kind.
    pub const fn plural(self) -> &'static str {
        self.spec().plural
    }

    /// Whether sources have records of the kind.
    pub const fn is_entry(self) -> bool {
        !matches!(self.spec().group, KindGroup::Connlog)
    }

    /// Whether records of the kind are events as Fivetran logs them.
    pub const fn is_fivetran_event(self) -> bool {
        self.is_of_fivetran() && !self.spec().is_assembled
    }

    /// Whether records of the kind come from Fivetran's logs.
    pub const fn is_of_fivetran(self) -> bool {
        matches!(self.spec().group, KindGroup::Fivetran)
    }
}
