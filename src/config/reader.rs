//! Reads a file of settings as TOML. Errors name the line, and never quote a value, which may be a key.

use std::io;
use std::ops::Range;
use std::path::{Path, PathBuf};

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::paths;
use crate::env::{self, Env};
use crate::file_access::settings;
use connlog_core::error::{Error, Result};
use connlog_core::suggest;

/// The most bytes of the file.
const MAX_BYTES: u64 = 1 << 20;

/// Returns the path of the file, or `None` without a home folder.
pub(super) fn path(env: &Env) -> Option<PathBuf> {
    env.path(env::CONFIG).or_else(|| Some(paths::config(env)?.join("config.toml")))
}

/// A file of settings.
pub(super) struct ConfigText {
    pub(super) text: String,
    /// How other users can change the file, if they can.
    pub(super) exposed: Option<settings::ExposedFile>,
}

/// Reads a file of settings.
pub(super) fn open(path: &Path) -> io::Result<ConfigText> {
    let file = settings::open(path)?;
    let exposed = settings::exposed(path, &file.metadata()?);
    Ok(ConfigText { text: settings::text(file, MAX_BYTES)?, exposed })
}

/// Creates the error of a file that sets a key or a base URL, and that other users can change.
pub(super) fn refused(path: &Path, exposed: settings::ExposedFile) -> Error {
    Error::config(format!("cannot use the configuration file {}", path.display()))
        .cause(format!("it sets a key or a base URL, and {}", exposed.cause))
        .hint(exposed.hint)
}

/// Reads the text of the file. Its errors name the line.
pub(super) struct ConfigReader<'f> {
    pub(super) path: &'f Path,
    pub(super) text: &'f str,
}

impl ConfigReader<'_> {
    /// Parses the text without reading its settings.
    pub(super) fn document(&self) -> Result<DeTable<'_>> {
        let document = DeTable::parse(self.text).map_err(|error| {
            self.wrong(error.span().unwrap_or_default(), error.message()).hint("correct that line; strings need quotes")
        })?;
        Ok(document.into_inner())
    }

    pub(super) fn table<'v, 'i>(&self, name: &str, value: &'v Spanned<DeValue<'i>>) -> Result<&'v DeTable<'i>> {
        value.get_ref().as_table().ok_or_else(|| {
            let cause = format!("`{name}` must be a table");
            self.wrong(value.span(), &cause).hint("write a section like [context.work]")
        })
    }

    pub(super) fn string<'v>(&self, name: &str, value: &'v Spanned<DeValue<'_>>) -> Result<&'v str> {
        value.get_ref().as_str().ok_or_else(|| {
            let cause = format!("`{name}` must be a string");
            self.wrong(value.span(), &cause).hint(format!("write {name} = \"...\""))
        })
    }

    pub(super) fn unknown_key(&self, name: &str, span: Range<usize>, known: &[&str]) -> Error {
        let near = suggest::did_you_mean(name, known.iter().copied());
        self.wrong(span, &format!("unknown key `{name}`")).hint(format!("{near}known keys: {}", known.join(", ")))
    }

    pub(super) fn wrong(&self, span: Range<usize>, cause: &str) -> Error {
        Error::config("cannot use the configuration file").cause(self.located(span, cause))
    }

    pub(super) fn with_line(&self, span: Range<usize>, fault: Error) -> Error {
        let cause = self.located(span, &fault.to_string());
        Error { what: "cannot use the configuration file".to_owned(), ..fault.cause(cause) }
    }

    fn located(&self, span: Range<usize>, cause: &str) -> String {
        let before = self.text.get(..span.start).unwrap_or_default();
        let line = before.bytes().filter(|byte| *byte == b'\n').count() + 1;
        format!("{}, line {line}: {cause}", self.path.display())
    }
}
