//! The files of the official CLI, by the rules found out by trying it: who logged in there need not do so again.
//!
//! A broken file stops no command, since the official CLI passes over it as well; `doctor` reports it. A file that other users
//! can change, and that sets a key or a base URL, is an error.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use serde_json::Value;

use super::provenance::Origin;
use super::secret::Secret;
use super::{file, paths};
use crate::env::Env;
use connlog_core::error::{Error, Result};

/// What was found. No `Debug`: the key is not yet a [`Secret`](super::secret::Secret).
#[derive(Default)]
pub(super) struct OfficialCliConfig {
    pub(super) file: Option<OfficialCliFile>,
    /// What is odd about the files, for `doctor`.
    pub(super) notes: Vec<String>,
    /// Why the file in use must not be used.
    refused: Option<Error>,
}

/// The one file in use; its key and base URL belong together. Empty values count as none.
pub(super) struct OfficialCliFile {
    pub(super) path: PathBuf,
    pub(super) api_key: Option<String>,
    pub(super) base_url: Option<String>,
}

impl OfficialCliConfig {
    /// Reads `~/.zernio/config.json`; in its place, and whole, `~/.late/config.json` if that one has no key.
    pub(super) fn load(env: &Env) -> Self {
        let mut found = Self::default();
        let Some(home) = paths::home(env) else { return found };
        let present = found.read(home.join(".zernio").join("config.json"));
        if present.as_ref().is_some_and(|file| file.api_key.is_some()) {
            found.file = present;
            return found;
        }
        found.file = found.read(home.join(".late").join("config.json"));
        if let Some(OfficialCliFile { path, base_url: Some(_), .. }) = present {
            found.notes.push(format!("{} has no apiKey, so its baseUrl is not used either", path.display()));
        }
        found
    }

    /// The key of the file in use.
    pub(super) fn key(&self) -> Option<Secret> {
        self.file.as_ref()?.api_key.as_deref().and_then(Secret::new)
    }

    /// The fault where one of the settings at `origins` comes from a file that other users can change.
    pub(super) fn check<'o>(&mut self, mut origins: impl Iterator<Item = &'o Origin>) -> Result<()> {
        let is_used = origins.any(|origin| matches!(origin, Origin::OfficialFile(_)));
        self.refused.take().filter(|_| is_used).map_or(Ok(()), Err)
    }

    fn read(&mut self, path: PathBuf) -> Option<OfficialCliFile> {
        let notes = &mut self.notes;
        let (text, exposed) = match file::open(&path) {
            Ok(opened) => opened,
            Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => return None,
            Err(error) => {
                notes.push(format!("{} cannot be read and is passed over: {error}", path.display()));
                return None;
            }
        };
        let Ok(Value::Object(mut object)) = serde_json::from_str(&text) else {
            notes.push(format!("{} is not a JSON object and is passed over", path.display()));
            return None;
        };
        let api_key = text_of(object.remove("apiKey"), "apiKey", &path, notes);
        let base_url = text_of(object.remove("baseUrl"), "baseUrl", &path, notes);
        if api_key.is_some() {
            notes.extend(paths::check_permissions(&path));
        }
        self.refused = exposed.map(|exposed| file::refused(&path, exposed));
        Some(OfficialCliFile { path, api_key, base_url })
    }
}

fn text_of(value: Option<Value>, name: &str, path: &Path, notes: &mut Vec<String>) -> Option<String> {
    match value {
        Some(Value::String(text)) => Some(text).filter(|text| !text.is_empty()),
        None | Some(Value::Null) => None,
        Some(_) => {
            notes.push(format!("{name} in {} is no string and is passed over", path.display()));
            None
        }
    }
}
