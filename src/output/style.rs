//! The style of the output.

use std::sync::Arc;

use chrono::{DateTime, Utc};

use super::formats::jq::JqFilter;
use super::terminal::Palette;
use connlog_core::providers::endpoint::IdNames;
use connlog_core::record::Kind;
use connlog_core::record::path::FieldPath;
use connlog_core::time::Zone;

/// The style of the output, which is fixed before the first record.
#[derive(Clone)]
pub struct OutputStyle {
    /// The kinds of the records.
    pub kinds: Vec<Kind>,
    /// The colours.
    pub palette: Palette,
    /// The width in columns; `None`: no text is cut.
    pub width: Option<u16>,
    /// Whether the output goes to a terminal: ages and symbols instead of full times and words, and indented JSON.
    pub terminal: bool,
    /// The zone of times.
    pub zone: Zone,
    /// Whether a terminal shows ages instead of times.
    pub ages: bool,
    /// The present time, for ages.
    pub now: DateTime<Utc>,
    /// The fields of `--fields` in their order; `None`: the fields of the format.
    pub fields: Option<Vec<FieldPath>>,
    /// `--raw`: the bytes of the source instead of the schema.
    pub raw: bool,
    /// `--csv-safe`: cells of `csv` and `tsv` that a spreadsheet would interpret as formulas get an apostrophe.
    pub csv_safe: bool,
    /// Names by the ids of accounts and profiles.
    pub names: Arc<IdNames>,
    /// `--jq`: the filter that is applied to each record.
    pub jq: Option<Arc<JqFilter>>,
}
