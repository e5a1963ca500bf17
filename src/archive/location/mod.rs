//! The address of an archive.

pub mod server;

use std::fmt;
use std::fs::File;
use std::io::Read as _;
use std::path::{Path, PathBuf};

pub use self::server::ServerLocation;
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
    /// A database on a ClickHouse server.
    ClickHouse(ServerLocation),
}

impl ArchiveLocation {
    /// Returns the archive that `typed` names by a word or a scheme; `None` for any other text.
    ///
    /// # Errors
    ///
    /// A usage error for an invalid address of a server.
    pub fn parse(typed: &str) -> Result<Option<Self>> {
        if let Some(server) = ServerLocation::parse(typed)? {
            return Ok(Some(Self::ClickHouse(server)));
        }
        Ok(match typed.strip_prefix(SQLITE) {
            Some(path) if !path.is_empty() => Some(Self::Sqlite(PathBuf::from(path))),
            _ => (typed == DEFAULT).then_some(Self::Default),
        })
    }

    /// Returns the archive that `typed` names, also by the path of an existing file of SQLite.
    ///
    /// # Errors
    ///
    /// Those of [`ArchiveLocation::parse`].
    pub fn parse_source(typed: &str) -> Result<Option<Self>> {
        let file = || is_sqlite(Path::new(typed)).then(|| Self::Sqlite(PathBuf::from(typed)));
        Self::parse(typed).map(|location| location.or_else(file))
    }

    /// Returns whether the archive is on a server.
    pub(crate) const fn is_server(&self) -> bool {
        matches!(self, Self::ClickHouse(_))
    }

    /// Returns the place of the archive: the path of a file, or the address of a server.
    ///
    /// # Errors
    ///
    /// `config` for the default archive of a user without a home folder.
    pub(crate) fn place(&self, env: &Env) -> Result<ArchivePlace<'_>> {
        match self {
            Self::Sqlite(path) => Ok(ArchivePlace::File(path.clone())),
            Self::ClickHouse(server) => Ok(ArchivePlace::Server(server)),
            Self::Default => config::archive(env).map(ArchivePlace::File).ok_or_else(|| {
                Error::config("cannot find the folder of the archive").hint("set HOME or XDG_DATA_HOME, or use --into")
            }),
        }
    }
}

/// The place of an archive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum ArchivePlace<'l> {
    /// The file of SQLite at a path.
    File(PathBuf),
    /// A database on a ClickHouse server.
    Server(&'l ServerLocation),
}

/// Formats the path, or the address without its password.
impl fmt::Display for ArchivePlace<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File(path) => path.display().fmt(f),
            Self::Server(server) => server.fmt(f),
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
        let parse = |text: &str| ArchiveLocation::parse(text).unwrap();
        let parse_source = |text: &str| ArchiveLocation::parse_source(text).unwrap();
        assert_eq!(parse("archive"), Some(ArchiveLocation::Default));
        assert_eq!(parse("sqlite:a.db"), Some(ArchiveLocation::Sqlite("a.db".into())));
        assert!(matches!(parse("clickhouse://host/logs"), Some(ArchiveLocation::ClickHouse(_))));
        let (archive, text) = (at("a.json", b"SQLite format 3\0rest"), at("b.db", b"{}"));
        assert_eq!(parse_source(&archive), Some(ArchiveLocation::Sqlite(archive.clone().into())));
        for other in [&*text, "sqlite:", "./archive", "missing.db", "-"] {
            assert_eq!(parse_source(other), None, "{other}");
        }
        assert!(ArchiveLocation::parse("clickhouse://").is_err());
    }
}
