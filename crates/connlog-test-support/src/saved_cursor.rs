//! Cursor files of earlier versions.

use std::fs;
use std::path::{Path, PathBuf};

use tempfile::TempDir;

use crate::{Run, root};

/// A folder of state with the cursor `x`.
pub struct SavedCursor(TempDir);

impl SavedCursor {
    /// Copies a fixture and replaces each word by its value.
    pub fn from_fixture(name: &str, values: &[(&str, &str)]) -> Self {
        let cursor = Self(TempDir::new().unwrap());
        let path = root().join("tests/fixtures/cursors").join(name);
        let mut text = fs::read_to_string(path).unwrap();
        for (word, value) in values {
            assert!(text.contains(word), "{name} has no {word}");
            text = text.replace(word, value);
        }
        fs::create_dir_all(cursor.path().parent().unwrap()).unwrap();
        fs::write(cursor.path(), text).unwrap();
        cursor
    }

    /// Returns the path of the cursor file.
    pub fn path(&self) -> PathBuf {
        self.0.path().join("connlog/cursors/x.json")
    }

    /// Returns the folder for `XDG_STATE_HOME`.
    pub fn state(&self) -> &Path {
        self.0.path()
    }

    /// Lets a run continue from this cursor.
    pub fn resume(&self, run: Run) -> Run {
        run.env("XDG_STATE_HOME", self.state().to_str().unwrap())
    }
}
