//! Reads the key and base URL that the official CLI stored. The rules were found by running that CLI.
//!
//! A broken file is ignored, as the official CLI does, and `doctor` reports it. A file that other users can change is an
//! error, if a setting in use comes from it.

use std::path::{Path, PathBuf};

use serde_json::Value;

use super::provenance::Origin;
use super::reader::ConfigText;
use super::secret::Secret;
use super::{paths, reader};
use crate::env::Env;
use crate::file_access::is_absent;
use connlog_core::error::{Error, Result};

/// The files of the official CLI. It does not implement `Debug`, which would print the key.
#[derive(Default)]
pub(super) struct OfficialCliConfig {
    pub(super) file: Option<OfficialCliFile>,
    /// Problems of the files, for `doctor`.
    pub(super) notes: Vec<String>,
    /// The error of a file that other users can change.
    refused: Option<Error>,
}

/// The content of the file in use. Empty values count as missing.
pub(super) struct OfficialCliFile {
    pub(super) path: PathBuf,
    pub(super) api_key: Option<String>,
    pub(super) base_url: Option<String>,
}

impl OfficialCliConfig {
    /// Reads `~/.zernio/config.json`. If that file has no key, only `~/.late/config.json` is used.
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

    /// Returns the key of the file in use.
    pub(super) fn key(&self) -> Option<Secret> {
        self.file.as_ref()?.api_key.as_deref().and_then(Secret::new)
    }

    /// Returns an error if a setting with one of the `origins` comes from a file that other users can change.
    pub(super) fn check<'o>(&mut self, mut origins: impl Iterator<Item = &'o Origin>) -> Result<()> {
        let is_used = origins.any(|origin| matches!(origin, Origin::OfficialFile(_)));
        self.refused.take().filter(|_| is_used).map_or(Ok(()), Err)
    }

    fn read(&mut self, path: PathBuf) -> Option<OfficialCliFile> {
        let notes = &mut self.notes;
        let ConfigText { text, exposed } = match reader::open(&path) {
            Ok(opened) => opened,
            Err(error) if is_absent(&error) => return None,
            Err(error) => {
                notes.push(format!("ignored {}, which cannot be read: {error}", path.display()));
                return None;
            }
        };
        let Ok(Value::Object(mut object)) = serde_json::from_str(&text) else {
            notes.push(format!("ignored {}, which is not a JSON object", path.display()));
            return None;
        };
        let api_key = string_member(object.remove("apiKey"), "apiKey", &path, notes);
        let base_url = string_member(object.remove("baseUrl"), "baseUrl", &path, notes);
        if api_key.is_some() {
            notes.extend(paths::check_permissions(&path));
        }
        self.refused = exposed.map(|exposed| reader::refused(&path, exposed));
        Some(OfficialCliFile { path, api_key, base_url })
    }
}

fn string_member(value: Option<Value>, name: &str, path: &Path, notes: &mut Vec<String>) -> Option<String> {
    match value {
        Some(Value::String(text)) => Some(text).filter(|text| !text.is_empty()),
        None | Some(Value::Null) => None,
        Some(_) => {
            notes.push(format!("ignored {name} in {}, which is not a string", path.display()));
            None
        }
    }
}
