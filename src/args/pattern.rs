//! Expands path patterns that no shell expanded: `*`, `?`, `[a-z]` in names, and `**` for folders at any depth.

use std::collections::HashSet;
use std::ffi::OsString;
use std::io;
use std::path::{Path, PathBuf, is_separator};

use glob::{Pattern, PatternError};

use crate::sources::files::input::FileId;

/// Maximum folder depth of `**`. Ends loops of links on systems where folders have no identity.
const DEEPEST: usize = 40;

/// The files that a pattern matches.
#[derive(Debug, Default)]
pub(super) struct Matches {
    /// Files, sorted by path.
    pub(super) files: Vec<PathBuf>,
    /// Folders that cannot be read.
    pub(super) unread: Vec<(PathBuf, io::Error)>,
}

/// One path component of a pattern.
enum NamePattern {
    /// `**`
    Folders,
    Pattern(Pattern),
    Literal(OsString),
}

/// Returns the files whose paths match `pattern`. Invalid UTF-8 in names is replaced before matching. A folder with several
/// links to it is searched once.
pub(super) fn expand(pattern: &str) -> Result<Matches, PatternError> {
    let name = |text: &str| {
        Ok(match text {
            "**" => NamePattern::Folders,
            text if text.contains(['*', '?', '[']) => NamePattern::Pattern(Pattern::new(text)?),
            text => NamePattern::Literal(text.into()),
        })
    };
    let is_absolute = pattern.starts_with(is_separator);
    let names = pattern.split(is_separator).filter(|text| !text.is_empty()).map(name);
    let names = names.collect::<Result<Vec<_>, PatternError>>()?;
    let mut search = PatternSearch::default();
    search.walk(if is_absolute { PathBuf::from("/") } else { PathBuf::new() }, &names, DEEPEST);
    search.matches.files.sort();
    search.matches.files.dedup();
    Ok(search.matches)
}

#[derive(Default)]
struct PatternSearch {
    matches: Matches,
    /// Searched folders, each with the number of remaining path components.
    searched: HashSet<(FileId, usize)>,
}

impl PatternSearch {
    fn walk(&mut self, base: PathBuf, names: &[NamePattern], depth: usize) {
        let (Some((name, rest)), Some(depth)) = (names.split_first(), depth.checked_sub(1)) else {
            if names.is_empty() && base.is_file() {
                self.matches.files.push(base);
            }
            return;
        };
        match name {
            NamePattern::Literal(name) => {
                let path = base.join(name);
                if path.exists() {
                    self.walk(path, rest, depth + 1);
                }
            }
            NamePattern::Pattern(pattern) => {
                for (name, path) in self.entries(&base) {
                    if pattern.matches(&name) {
                        self.walk(path, rest, depth + 1);
                    }
                }
            }
            NamePattern::Folders => {
                let id = FileId::at(if base.as_os_str().is_empty() { Path::new(".") } else { &base });
                if id.is_some_and(|id| !self.searched.insert((id, names.len()))) {
                    return;
                }
                for (_, path) in self.entries(&base).into_iter().filter(|(_, path)| path.is_dir()) {
                    self.walk(path, names, depth);
                }
                self.walk(base, rest, depth + 1);
            }
        }
    }

    /// Returns the names in a folder as text with their paths, sorted.
    fn entries(&mut self, base: &Path) -> Vec<(String, PathBuf)> {
        let folder = if base.as_os_str().is_empty() { Path::new(".") } else { base };
        if !folder.is_dir() {
            return Vec::new();
        }
        let mut entries = Vec::new();
        let listed = folder.read_dir().and_then(|listed| {
            listed.map(|entry| entry.map(|entry| entry.file_name())).collect::<io::Result<Vec<OsString>>>()
        });
        match listed {
            Ok(names) => {
                entries.extend(names.iter().map(|name| (name.to_string_lossy().into_owned(), base.join(name))));
            }
            Err(error) => self.matches.unread.push((folder.to_owned(), error)),
        }
        entries.sort();
        entries
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    fn names(root: &Path, pattern: &str) -> Vec<String> {
        let pattern = format!("{}/{pattern}", root.display());
        let found = expand(&pattern).unwrap().files;
        found.iter().map(|path| path.strip_prefix(root).unwrap().to_string_lossy().into_owned()).collect()
    }

    #[test]
    fn names_and_folders_match() {
        let home = tempfile::tempdir().unwrap();
        fs::create_dir_all(home.path().join("a/b")).unwrap();
        for path in ["x.log", "y.log", "y.txt", "a/z.log", "a/b/z.log"] {
            fs::write(home.path().join(path), "").unwrap();
        }
        assert_eq!(names(home.path(), "*.log"), ["x.log", "y.log"]);
        assert_eq!(names(home.path(), "[xy].*"), ["x.log", "y.log", "y.txt"]);
        assert_eq!(names(home.path(), "*/?.log"), ["a/z.log"]);
        assert_eq!(names(home.path(), "**/z.log"), ["a/b/z.log", "a/z.log"]);
        assert_eq!(names(home.path(), "**/*.log"), ["a/b/z.log", "a/z.log", "x.log", "y.log"]);
        assert_eq!(names(home.path(), "a/**/b/*"), ["a/b/z.log"]);
        assert!(names(home.path(), "*.csv").is_empty());
        assert!(expand("[").is_err() && expand("a**").is_err());
    }

    #[cfg(unix)]
    #[test]
    fn loops_end_and_other_names_match_too() {
        use std::os::unix::ffi::OsStringExt as _;
        use std::os::unix::fs::symlink;

        let home = tempfile::tempdir().unwrap();
        fs::write(home.path().join("x.log"), "").unwrap();
        symlink(".", home.path().join("loop")).unwrap();
        assert_eq!(names(home.path(), "**/*.log"), ["x.log"]);
        let odd = OsString::from_vec(b"\xff\xfe.log".to_vec());
        fs::write(home.path().join(&odd), "").unwrap();
        assert_eq!(names(home.path(), "*.log").len(), 2);
    }
}
