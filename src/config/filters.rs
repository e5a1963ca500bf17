//! Saved filters: the sections `[filter.NAME]` of the configuration file, used as `@NAME`.
//!
//! Each key is a flag of a command without its dashes, such as `platform = "tiktok"`.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::reader;
use crate::env::Env;
use crate::file_access::is_absent;
use connlog_core::error::{Error, Result};
use connlog_core::suggest;

/// A flag of a saved filter with its values; a switch has none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct SavedFlag {
    /// The name without dashes.
    pub(crate) name: String,
    pub(crate) values: Vec<String>,
}

/// The saved filters of the configuration file.
#[derive(Debug, Default)]
pub(crate) struct SavedFilters {
    path: Option<PathBuf>,
    filters: BTreeMap<String, Vec<SavedFlag>>,
}

impl SavedFilters {
    /// Reads the filters of the configuration file; none if the file is missing.
    ///
    /// # Errors
    ///
    /// `config` when the file cannot be read, or a filter has a value of another type.
    pub(crate) fn load(env: &Env) -> Result<Self> {
        let Some(path) = reader::path(env) else { return Ok(Self::default()) };
        match reader::open(&path) {
            Ok(file) => Ok(Self { filters: read(&path, &file.text)?, path: Some(path) }),
            Err(error) if is_absent(&error) => Ok(Self { path: Some(path), ..Self::default() }),
            Err(error) => {
                let what = format!("cannot read the configuration file {}", path.display());
                Err(Error::config(what).cause(error).hint("check who owns it"))
            }
        }
    }

    /// Returns the names in their order.
    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        self.filters.keys().map(String::as_str)
    }

    /// Returns the path of the configuration file; `None` without a home folder.
    pub(crate) fn path(&self) -> Option<&Path> {
        self.path.as_deref()
    }

    /// Returns the flags of a filter.
    ///
    /// # Errors
    ///
    /// `usage` with the list of the filters when there is no filter with this name.
    pub(crate) fn find(&self, name: &str) -> Result<&[SavedFlag]> {
        if let Some(flags) = self.filters.get(name) {
            return Ok(flags);
        }
        let place =
            self.path.as_ref().map_or_else(|| "the configuration file".into(), |path| path.display().to_string());
        let names: Vec<&str> = self.names().collect();
        let fault = Error::usage(format!("there is no saved filter `@{name}`"));
        Err(if names.is_empty() {
            fault
                .cause(format!("{place} has none"))
                .hint(format!("add [filter.{name}] there, such as status = \"failed\""))
        } else {
            let near = suggest::did_you_mean(name, names.iter().copied());
            fault
                .cause(format!("{place} has @{}", names.join(", @")))
                .hint(format!("{near}use one of them, or add [filter.{name}] there"))
        })
    }
}

fn read(path: &Path, text: &str) -> Result<BTreeMap<String, Vec<SavedFlag>>> {
    let wrong = |cause: String| {
        Error::config("cannot use the configuration file")
            .cause(format!("{}: {cause}", path.display()))
            .hint("write a filter like [filter.failing] with status = \"failed\" below it")
    };
    // The text of an error of the parser may contain a key, so it is left out.
    let document = DeTable::parse(text).map_err(|_| wrong("it is no valid TOML".to_owned()))?;
    let mut filters = BTreeMap::new();
    let Some(sections) = document.get_ref().get("filter") else { return Ok(filters) };
    let table = |value: &Spanned<DeValue<'_>>, name: &str| match value.get_ref().as_table() {
        Some(_) => Ok(()),
        None => Err(wrong(format!("`{name}` must be a table"))),
    };
    table(sections, "filter")?;
    for (name, section) in sections.get_ref().as_table().into_iter().flatten() {
        let section_name = format!("filter.{}", name.get_ref());
        table(section, &section_name)?;
        let mut flags = Vec::new();
        for (flag, value) in section.get_ref().as_table().into_iter().flatten() {
            let values = values(value.get_ref()).ok_or_else(|| {
                wrong(format!("`{section_name}.{}` must be a text, a number, true, or a list of texts", flag.get_ref()))
            })?;
            flags.push(SavedFlag { name: flag.get_ref().replace('_', "-"), values });
        }
        filters.insert(name.get_ref().to_string(), flags);
    }
    Ok(filters)
}

/// Returns the values of a flag; `None` for a value that no flag can have.
fn values(value: &DeValue<'_>) -> Option<Vec<String>> {
    match value {
        DeValue::Boolean(true) => Some(Vec::new()),
        DeValue::String(text) => Some(vec![text.to_string()]),
        DeValue::Integer(number) => Some(vec![number.to_string()]),
        DeValue::Array(items) => items
            .iter()
            .map(|item| match item.get_ref() {
                DeValue::String(text) => Some(text.to_string()),
                DeValue::Integer(number) => Some(number.to_string()),
                _ => None,
            })
            .collect(),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn filters_are_flags_with_values() {
        let text = "[filter.failing]\nstatus = 'failed'\nplatform = ['tiktok', 'x']\nlimit = 5\nany_value = true\n";
        let filters = read(Path::new("/c.toml"), text).unwrap();
        let flag = |name: &str, values: &[&str]| SavedFlag {
            name: name.to_owned(),
            values: values.iter().map(|value| (*value).to_owned()).collect(),
        };
        let mut flags = filters["failing"].clone();
        flags.sort_by(|one, other| one.name.cmp(&other.name));
        let expected = [
            flag("any-value", &[]),
            flag("limit", &["5"]),
            flag("platform", &["tiktok", "x"]),
            flag("status", &["failed"]),
        ];
        assert_eq!(flags, expected);
    }

    #[test]
    fn a_value_of_another_type_is_an_error_that_names_it() {
        for (text, cause) in [
            ("filter = 3", "`filter` must be a table"),
            ("[filter]\nx = 3", "`filter.x` must be a table"),
            ("[filter.x]\nstatus = 1.5", "`filter.x.status` must be a text"),
            ("[filter.x]\nstatus = false", "`filter.x.status` must be a text"),
            ("[filter.x]\nstatus = [[]]", "`filter.x.status` must be a text"),
        ] {
            let fault = read(Path::new("/c.toml"), text).unwrap_err();
            assert!(fault.to_string().contains(cause), "{text}: {fault}");
        }
    }
}
