//! The specification of a kind: what the schema, the columns, the filters and the command line need to know of it.

use std::borrow::Cow;

use super::Kind;
use crate::record::View;
use crate::record::columns::{ColumnSpec, ReasonText};
use crate::record::failure_reason::FailureReason;
use crate::record::outcome::Outcome;
use crate::record::schema_key::SchemaKey;

/// All that depends on the kind of a record.
pub struct KindSpec {
    /// The value of the record's `kind`.
    pub name: &'static str,
    /// The plural, which is also the KIND argument and the name of the command that lists the kind.
    pub plural: &'static str,
    /// How the command line names and explains the kind.
    pub words: KindWords,
    /// Which commands include the kind without a KIND argument.
    pub defaults: KindDefaults,
    /// Whether the KIND argument selects the entries of every kind.
    pub covers_all: bool,
    /// The kind whose list also has the records of this kind that are about the life of a connection.
    pub also_listed_by: Option<Kind>,
    /// The kind of the events that records are assembled from; `None` if sources hold the records themselves.
    pub assembled_from: Option<Kind>,
    /// Where records of the kind come from.
    pub group: KindGroup,
    /// The keys of the schema, in their order.
    pub keys: &'static [SchemaKey],
    /// The keys of the time that orders records; the first one that a record has counts.
    pub time_keys: &'static [&'static str],
    /// The field that `stats` groups by without `--by`.
    pub group_by: &'static str,
    /// The field with the id of the account or the connection.
    pub account_key: &'static str,
    /// The field with the id of the profile or the destination.
    pub profile_key: &'static str,
    /// The columns in the formats for people; empty if users choose the fields.
    pub columns: &'static [ColumnSpec],
    /// How the reason or the result is worded.
    pub reason: ReasonText,
    /// The flags of the filters that records of the kind can match, among the filters that not every kind has.
    pub filters: &'static [&'static str],
    /// Whether records have `durationMs`.
    pub has_duration: bool,
    /// The field with the name of the event.
    pub event_key: &'static str,
    /// Returns the record's own word for how it ended.
    pub status: for<'v> fn(&'v View<'_>) -> Option<Cow<'v, str>>,
    /// Returns how the record ended.
    pub outcome: fn(&View<'_>) -> Outcome,
    /// The keys that the common fields read.
    pub common: CommonKeys,
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
    /// What a record tells in the story of `connlog why`.
    pub story: StoryRole,
}

/// What a record tells in the story of `connlog why`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StoryRole {
    /// An account was connected or lost its connection.
    Connection,
    /// An attempt to publish a post.
    Attempt,
    /// A call of the API.
    Call,
    /// A delivery of a webhook event.
    Delivery,
    /// An event of a Fivetran connection.
    Event,
    /// A sync of a Fivetran connection.
    Sync,
    /// Something else that belongs to the subject.
    Other,
}

/// Where records of a kind come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KindGroup {
    /// The API of Zernio and Late.
    Zernio,
    /// Fivetran's logs.
    Fivetran,
    /// A provider reports the present state; no log has it.
    State,
    /// connlog computes them.
    Connlog,
}

/// How the command line names and explains a kind.
pub struct KindWords {
    /// Another spelling of the KIND argument.
    pub alias: &'static str,
    /// The help text of the KIND argument.
    pub about: &'static str,
    /// The help of the list command; `None` if a file in `src/commands` has the command.
    pub list: Option<ListHelp>,
}

/// The help of a command that lists the records of one kind.
pub struct ListHelp {
    /// The description.
    pub about: &'static str,
    /// The examples, one a line.
    pub examples: &'static str,
}

/// Which commands include a kind without a KIND argument.
pub struct KindDefaults {
    /// `tail` and `stats`, if the source has no kind that covers all.
    pub tail: bool,
    /// `check`.
    pub check: bool,
}

impl KindDefaults {
    /// No command includes the kind.
    pub(super) const NONE: Self = Self { tail: false, check: false };
}

/// The keys that common fields of a kind read, besides those that other members of its `KindSpec` name. The first key with
/// a value counts. A key in an object has a dot.
pub struct CommonKeys {
    /// The name of the account or the connection; an id is not a name.
    pub account_name: &'static [&'static str],
    /// The platform, or the service that a connection reads.
    pub platform: &'static [&'static str],
    /// What `outcome` reads.
    pub outcome: &'static [&'static str],
    /// What `failure_code` reads.
    pub code: &'static [&'static str],
    /// What `failure_reason` reads for its words.
    pub message: &'static [&'static str],
    /// The address of what was published. Of a key that ends with `rawBody`, the members that name an address count.
    pub link: &'static [&'static str],
}

impl CommonKeys {
    /// No key, for kinds that are not entries.
    pub(super) const NONE: Self =
        Self { account_name: &[], platform: &[], outcome: &[], code: &[], message: &[], link: &[] };
}
