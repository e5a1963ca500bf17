//! Reads the source code for the tests of its structure.

use std::fs;
use std::path::{Path, PathBuf};

/// A source file without its tests.
pub(crate) struct Source {
    /// From the root, with slashes.
    pub(crate) path: String,
    pub(crate) text: String,
}

impl Source {
    /// The module of the program to which the file belongs: `output` for `src/output/writer.rs`.
    pub(crate) fn module(&self) -> Option<&str> {
        self.path.strip_prefix("src/")?.split(['/', '.']).next()
    }

    /// The lines that are no comment, with their numbers.
    pub(crate) fn lines(&self) -> impl Iterator<Item = (usize, &str)> {
        let numbered = self.text.lines().enumerate().map(|(index, line)| (index + 1, line));
        numbered.filter(|(_, line)| !line.trim_start().starts_with("//"))
    }
}

/// Reads every source file of the program, the core and the demo server.
pub(crate) fn sources() -> Vec<Source> {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    let mut sources = Vec::new();
    for folder in ["src", "crates/connlog-core/src", "crates/connlog-demo/src"] {
        collect(&root, &root.join(folder), &mut sources);
    }
    assert!(sources.len() > 200, "the source was found");
    sources
}

fn collect(root: &Path, folder: &Path, sources: &mut Vec<Source>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_stem().unwrap().to_str().unwrap();
        if name == "tests" || name.ends_with("_tests") || name == "test_records" {
            continue;
        }
        if path.is_dir() {
            collect(root, &path, sources);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let below = path.strip_prefix(root).unwrap().to_str().unwrap().replace('\\', "/");
            let text = fs::read_to_string(&path).unwrap();
            let end = text.find("#[cfg(test)]\nmod tests {").unwrap_or(text.len());
            sources.push(Source { path: below, text: text[..end].to_owned() });
        }
    }
}

/// Returns the name at the start of `text`.
pub(crate) fn word(text: &str) -> &str {
    text.split(|character: char| !character.is_ascii_alphanumeric() && character != '_').next().unwrap_or_default()
}
