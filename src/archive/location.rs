//! The address of an archive.

use std::fs::File;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use crate::config;
use crate::env::Env;
use connlog_core::error::{Error, Result};

/// The word for the default archive.
const DEFAULT: &str = "archive";
/// The scheme of a file.
const SQLITE: &str = "sqlite:";
/// The first bytes of every SQLite file.
const MAGIC: &[u8; 16] = b"SQLite format 3\0";

/// The address of an archive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ArchiveLocation {
    /// The archive in the folder of the user's data.
    Default,
    /// A file of SQLite.
    Sqlite(PathBuf),
}

impl ArchiveLocation {
    /// Returns the archive that `typed` names by a word or a scheme; `None` for any other text.
    pub fn parse(typed: &str) -> Option<Self> {
        match typed.strip_prefix(SQLITE) {
            Some(path) if !path.is_empty() => Some(Self::Sqlite(PathBuf::from(path))),
            _ => (typed == DEFAULT).then_some(Self::Default),
        }
    }

    /// Returns the archive that `typed` names, also by the path of an existing file of SQLite.
    pub fn parse_source(typed: &str) -> Option<Self> {
        Self::parse(typed).or_else(|| is_sqlite(Path::new(typed)).then(|| Self::Sqlite(PathBuf::from(typed))))
    }

    /// Returns the name of the archive for messages, without a password.
    ///
    /// # Errors
    ///
    /// Those of [`ArchiveLocation::path`].
    pub fn name(&self, env: &Env) -> Result<String> {
        self.path(env).map(|path| path.display().to_string())
    }

    /// Returns the path of the file.
    ///
    /// # Errors
    ///
    /// `config` for the default archive of a user without a home folder.
    pub fn path(&self, env: &Env) -> Result<PathBuf> {
        match self {
            Self::Sqlite(path) => Ok(path.clone()),
            Self::Default => config::archive(env).ok_or_else(|| {
                Error::config("cannot find the folder of the archive").hint("set HOME or XDG_DATA_HOME, or use --into")
            }),
        }
    }
}

/// Returns whether the first bytes of a regular file are those of SQLite.
fn is_sqlite(path: &Path) -> bool {
    let mut head = [0; MAGIC.len()];
    path.is_file() && File::open(path).and_then(|mut file| file.read_exact(&mut head)).is_ok() && head == *MAGIC
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_a_scheme_or_the_first_bytes_name_an_archive() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str, bytes: &[u8]| {
            let path = folder.path().join(name);
            std::fs::write(&path, bytes).unwrap();
            path.to_str().unwrap().to_owned()
        };
        assert_eq!(ArchiveLocation::parse("archive"), Some(ArchiveLocation::Default));
        assert_eq!(ArchiveLocation::parse("sqlite:a.db"), Some(ArchiveLocation::Sqlite("a.db".into())));
        let (archive, text) = (at("a.json", b"SQLite format 3\0rest"), at("b.db", b"{}"));
        assert_eq!(ArchiveLocation::parse_source(&archive), Some(ArchiveLocation::Sqlite(archive.clone().into())));
        for other in [&*text, "sqlite:", "./archive", "missing.db", "-"] {
            assert_eq!(ArchiveLocation::parse_source(other), None, "{other}");
        }
    }
}
