//! The sources of entries. Each source has a folder and a line in `SOURCES`; `archives` has both kinds of archives.

pub mod adbc;
pub mod api;
pub(crate) mod archives;
pub(crate) mod clickhouse;
pub mod files;
pub mod fivetran;
pub mod postgres;
pub mod sqlite;
pub mod warehouse;

use crate::app::AppContext;
use crate::args::GlobalArgs;
use crate::args::input::FromArgs;
use crate::follow::FollowTarget;
use crate::pipeline::case_assembly::{CaseRequest, CollectedCase};
use crate::pipeline::{Capabilities, EntrySource};
use connlog_core::error::Result;

/// Opens a source and reads the case of an id.
type ReadCase = fn(&CaseRequest<'_>, &GlobalArgs, &mut AppContext) -> Result<CollectedCase>;

/// What a check of a database found.
pub(crate) struct SourceFact {
    pub(crate) name: &'static str,
    pub(crate) value: String,
    /// Something is missing.
    pub(crate) is_warning: bool,
}

/// Connects to a source, and describes what it offers.
type Examine = fn(&GlobalArgs, &AppContext) -> Result<Vec<SourceFact>>;

/// A kind of source: what it can do, and how it is opened.
pub(crate) struct SourceType {
    pub(crate) capabilities: Capabilities,
    /// Whether the flags name a source of this type.
    accepts: fn(&FromArgs) -> Result<bool>,
    /// Opens the source for reading.
    pub(crate) open: fn(&GlobalArgs, &mut AppContext) -> Result<Box<dyn EntrySource>>,
    /// Opens the source for following; with true, a cursor continues an earlier run.
    pub(crate) open_target: fn(&GlobalArgs, bool, &mut AppContext) -> Result<Box<dyn FollowTarget>>,
    /// Opens the source and reads the case of an id; `None` if `why` collects cases from its entries.
    pub(crate) read_case: Option<ReadCase>,
    /// Describes the source for `doctor`; `None` if `doctor` does not check it.
    pub(crate) examine: Option<Examine>,
}

/// All sources. The last one accepts what the others do not.
static SOURCES: [&SourceType; 7] = [
    &fivetran::SOURCE,
    &adbc::SOURCE,
    &archives::SERVER,
    &archives::FILE,
    &postgres::SOURCE,
    &files::SOURCE,
    &api::SOURCE,
];

/// Returns the source that the flags name.
///
/// # Errors
///
/// A usage error for an address that is invalid.
pub(crate) fn select(from: &FromArgs) -> Result<&'static SourceType> {
    for source in SOURCES {
        if (source.accepts)(from)? {
            return Ok(source);
        }
    }
    Ok(&api::SOURCE)
}
