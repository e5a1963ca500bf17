//! A copy of the configuration file that a user edits. It replaces the file only if it is valid.

use std::fs;
use std::path::{Path, PathBuf};

use super::document::{self, EXAMPLE};
use super::reader::{self, ConfigReader};
use crate::env::Env;
use crate::file_access::{is_absent, state, target};
use connlog_core::error::{Code, Error, Result};

/// A copy of the configuration file in the same folder.
pub struct ConfigDraft {
    file: PathBuf,
    path: PathBuf,
    /// The text of the file; `None` if it does not exist.
    original: Option<String>,
}

/// The result of saving a copy.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SavedDraft {
    /// The file has the text of the copy.
    Replaced,
    /// The copy equals the file.
    Unchanged,
}

impl ConfigDraft {
    /// Copies the file, which may be invalid. The copy of a missing file is a commented example.
    ///
    /// # Errors
    ///
    /// `config` when there is no home folder or the file cannot be read, `io` when the copy cannot be written.
    pub fn create(env: &Env) -> Result<Self> {
        let file = super::path(env)?;
        let original = match reader::open(&file) {
            Ok(file) => Some(file.text),
            Err(error) if is_absent(&error) => None,
            Err(error) => {
                return Err(Error::config(format!("cannot read the configuration file {}", file.display()))
                    .cause(error)
                    .hint("check that it is a file of text that you may read"));
            }
        };
        let failed = |error| {
            Error::new(Code::Io, format!("cannot copy {}", file.display()))
                .cause(error)
                .hint("check that you may write to its folder")
        };
        let resolved = target::resolve(&file).map_err(failed)?;
        if let Some(folder) = resolved.path().parent() {
            state::create_folder(folder).map_err(failed)?;
        }
        // Editors choose their colours by the end of the name.
        let path = resolved.path().with_file_name(format!("config.{:08x}.toml", fastrand::u32(..)));
        state::replace(&path, original.as_deref().unwrap_or(EXAMPLE).as_bytes()).map_err(failed)?;
        Ok(Self { file, path, original })
    }

    /// Returns the path of the configuration file.
    pub fn file(&self) -> &Path {
        &self.file
    }

    /// Returns the path of the copy.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Replaces the file by the copy, which is then removed.
    ///
    /// # Errors
    ///
    /// `config` when the copy is invalid or missing, `io` when the file cannot be written. File and copy are then unchanged.
    pub fn save(&self) -> Result<SavedDraft> {
        let text = reader::open(&self.path).map(|file| file.text).map_err(|error| {
            Error::config(format!("cannot read {}", self.path.display()))
                .cause(error)
                .hint("save the text in the editor under the name that it has")
        })?;
        let is_unchanged = self.original.as_ref() == Some(&text);
        // The error about a text that stays names the file that stays.
        let path = if is_unchanged { &self.file } else { &self.path };
        ConfigReader { path, text: &text }.config()?;
        if !is_unchanged {
            document::save(&self.file, &text)?;
        }
        drop(fs::remove_file(&self.path));
        Ok(if is_unchanged { SavedDraft::Unchanged } else { SavedDraft::Replaced })
    }

    /// Returns the error with a hint where the text of the user is. A copy without changes is removed.
    pub fn abandon(&self, fault: Error) -> Error {
        let file = self.file.display();
        let text = reader::open(&self.path).map(|file| file.text).ok();
        let is_changed = text.is_some_and(|text| text != self.original.as_deref().unwrap_or(EXAMPLE));
        if !is_changed {
            drop(fs::remove_file(&self.path));
            return fault;
        }
        let start = fault.hint.as_ref().map_or_else(String::new, |hint| format!("{hint}; "));
        let copy = self.path.display();
        let hint = format!("{start}{file} is unchanged; correct your text in {copy}, and rename it to {file}");
        Error { hint: Some(hint), ..fault }
    }
}
