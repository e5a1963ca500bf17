//! Paths into a record: `error.code`, `success.permissions[0]`.

use std::fmt;
use std::str::FromStr;

use super::View;
use super::common_field::CommonField;
use crate::json::scanner;

/// One step of a path: a key of an object or an index of an array.
#[derive(Debug, Clone, PartialEq, Eq)]
enum PathStep {
    Key(String),
    Index(usize),
}

/// The path of a value in a record. Parsing fails on empty steps and on invalid indices.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldPath {
    first: String,
    rest: Vec<PathStep>,
    text: String,
    common: Option<CommonField>,
}

impl FieldPath {
    /// Returns the top-level name of the path.
    pub fn first(&self) -> &str {
        &self.first
    }

    /// Returns the common field that the path names; `None` for a key of the schema only.
    pub const fn common(&self) -> Option<CommonField> {
        self.common
    }

    /// Returns whether the numbers at the path are milliseconds, by the name: `durationMs`, `duration_ms`, `duration`.
    pub fn counts_milliseconds(&self) -> bool {
        self.common == Some(CommonField::Duration)
            || self.last().is_some_and(|key| key.ends_with("Ms") || key.ends_with("_ms"))
    }

    /// Returns the last key; `None` if the path ends with an index.
    pub fn last(&self) -> Option<&str> {
        match self.rest.last() {
            None => Some(&self.first),
            Some(PathStep::Key(key)) => Some(key),
            Some(PathStep::Index(_)) => None,
        }
    }

    /// Returns the path as written.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Iterates over the parts between the dots, each a key with its indices, as written.
    pub fn pieces(&self) -> impl Iterator<Item = &str> {
        self.text.split('.')
    }

    /// Returns the JSON text at this path; `None` if the record has no value there. A common field without a value is the
    /// record's own key with this name.
    pub fn find<'v>(&self, view: &'v View<'_>) -> Option<&'v str> {
        if let Some(json) = self.common.and_then(|field| field.find(view)) {
            return Some(json);
        }
        self.rest.iter().try_fold(view.json(&self.first)?, |value, step| match step {
            PathStep::Key(key) => scanner::member(value, key),
            PathStep::Index(index) => scanner::elements(value).nth(*index),
        })
    }
}

impl fmt::Display for FieldPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl FromStr for FieldPath {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let mut steps = Vec::new();
        for piece in text.split('.') {
            let (key, mut indices) = piece.split_at(piece.find('[').unwrap_or(piece.len()));
            if key.is_empty() {
                return Err(format!("`{text}` has an empty step; write it like error.code or success.permissions[0]"));
            }
            steps.push(PathStep::Key(key.to_owned()));
            while let Some((index, rest)) = indices.strip_prefix('[').and_then(|tail| tail.split_once(']')) {
                let index = index.parse().map_err(|_| format!("invalid index `[{index}]` in `{text}`"))?;
                steps.push(PathStep::Index(index));
                indices = rest;
            }
            if !indices.is_empty() {
                return Err(format!("invalid index `{indices}` in `{text}`; write it like success.permissions[0]"));
            }
        }
        let PathStep::Key(first) = steps.remove(0) else { return Err(format!("`{text}` must begin with a name")) };
        let common = CommonField::named(text);
        Ok(Self { first, rest: steps, text: text.to_owned(), common })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parsed_paths_display_unchanged() {
        for text in ["id", "error.code", "success.permissions[0]", "a[0][1].b"] {
            let path: FieldPath = text.parse().unwrap();
            assert_eq!(path.to_string(), text);
            assert_eq!(path.pieces().collect::<Vec<_>>().join("."), text);
        }
        assert_eq!("error.code".parse::<FieldPath>().unwrap().first(), "error");
    }

    #[test]
    fn errors_name_the_invalid_step() {
        for (text, fault) in [
            ("", "empty step"),
            ("a..b", "empty step"),
            ("[0]", "empty step"),
            ("a[x]", "invalid index"),
            ("a[0", "invalid index"),
            ("a[0]b", "invalid index"),
        ] {
            let message = text.parse::<FieldPath>().unwrap_err();
            assert!(message.contains(fault), "{text}: {message}");
        }
    }
}
