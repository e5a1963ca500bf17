//! The cursor file: written in version 2, read in versions 1 and 2.

use std::collections::BTreeMap;
use std::io;
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::journal::JournalEnd;
use super::key::{CursorKey, SavedKey};
use crate::file_access::state;
use crate::follow::source::Checkpoint;
use connlog_core::error::{Error, Result};
use connlog_core::sanitize::Escaped;

/// The version that this program writes.
const VERSION: u32 = 2;
/// The most bytes of a cursor file.
const MAX_BYTES: u64 = 1 << 30;

/// The content of a cursor file, as this program writes it.
#[derive(Serialize, Deserialize)]
struct CursorState {
    version: u32,
    key: CursorKey,
    generation: u64,
    end: Option<JournalEnd>,
    checkpoint: Checkpoint,
}

/// The content of a cursor file of version 1.
#[derive(Deserialize)]
struct CursorStateVersion1 {
    question: BTreeMap<String, String>,
    generation: u64,
    end: Option<JournalEnd>,
    marks: Checkpoint,
}

/// The version alone: the rest of the file depends on it.
#[derive(Deserialize)]
struct VersionOnly {
    version: u32,
}

/// The content of a cursor file. `K` is the key: [`SavedKey`] after reading a file of any version.
pub(super) struct SavedState<K = SavedKey> {
    pub(super) key: K,
    pub(super) generation: u64,
    /// The end of the output file.
    pub(super) end: Option<JournalEnd>,
    pub(super) checkpoint: Checkpoint,
}

/// Replaces the cursor file at `path`.
pub(super) fn write(path: &Path, state: SavedState<CursorKey>) -> io::Result<()> {
    let SavedState { key, generation, end, checkpoint } = state;
    let text = serde_json::to_string(&CursorState { version: VERSION, key, generation, end, checkpoint })?;
    state::replace(path, Escaped::from_json(&text).as_bytes())
}

/// Reads the cursor file at `path`. Returns `None` if it does not exist.
///
/// # Errors
///
/// `config` when the file cannot be read, or a newer version of connlog wrote it.
pub(super) fn read(path: &Path) -> Result<Option<SavedState>> {
    let broken = |cause: &dyn std::fmt::Display| {
        Error::config(format!("cannot read the cursor {}", path.display()))
            .cause(cause)
            .hint("remove the file to start again at -n or --since")
    };
    let Some(bytes) = state::read(path, MAX_BYTES).map_err(|error| broken(&error))? else { return Ok(None) };
    let VersionOnly { version } = serde_json::from_slice(&bytes).map_err(|error| broken(&error))?;
    let saved = match version {
        1 => serde_json::from_slice(&bytes).map(CursorStateVersion1::into_saved),
        VERSION => serde_json::from_slice(&bytes).map(CursorState::into_saved),
        _ => return Err(broken(&format!("a newer connlog wrote it (version {version})"))),
    };
    saved.map(Some).map_err(|error| broken(&error))
}

impl CursorState {
    fn into_saved(self) -> SavedState {
        let Self { key, generation, end, checkpoint, .. } = self;
        SavedState { key: SavedKey::Version2(key), generation, end, checkpoint }
    }
}

impl CursorStateVersion1 {
    fn into_saved(self) -> SavedState {
        let Self { question, generation, end, marks } = self;
        SavedState { key: SavedKey::Version1(question), generation, end, checkpoint: marks }
    }
}
