//! The key of a cursor: the options for which it is valid.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use connlog_core::secret_registry::SecretRegistry;

/// The options that identify a cursor. A run with other options needs another cursor.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct CursorKey {
    pub(crate) source: SourceIdentity,
    /// The plural names of the kinds. The name of the kind that covers all represents all kinds.
    pub(crate) kinds: Vec<String>,
    /// Whether only lifecycle events are followed among Fivetran events.
    pub(crate) lifecycle_only: bool,
    pub(crate) output: CursorOutput,
    /// The sorted values of each filter flag.
    pub(crate) filters: BTreeMap<String, Vec<String>>,
    /// The texts of `--where`, as typed: a compiled expression has absolute times, which differ in every run.
    pub(crate) expressions: Vec<String>,
}

/// The source of a cursor, without keys and passwords.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum SourceIdentity {
    Api {
        base_url: String,
        dialect: String,
    },
    /// The demo of `--demo`, which has another port in every run.
    Demo {
        dialect: String,
    },
    Files {
        /// The absolute paths and patterns.
        paths: Vec<String>,
    },
    Database {
        address: String,
        schema: Option<String>,
    },
}

/// The output that a cursor belongs to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum CursorOutput {
    Stdout,
    /// The absolute path of `--out`.
    File(String),
}

/// The key in a cursor file.
#[derive(Debug)]
pub(super) enum SavedKey {
    /// The texts of the options by name.
    Version1(BTreeMap<String, String>),
    Version2(CursorKey),
}

/// An option that differs between two keys, with its name and value in each.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct KeyDifference {
    pub(super) saved: String,
    pub(super) current: String,
}

/// The name of the option for lifecycle events in version 1, and its only value.
const VERSION_1_LIFECYCLE: (&str, &str) = ("Fivetran's events", "of a connection's life alone");

impl CursorKey {
    /// Replaces the secrets of this run, because a cursor is a file.
    pub(crate) fn without_secrets(self, secrets: &SecretRegistry) -> Self {
        let hide = |text: String| secrets.hide(&text).into_owned();
        let hide_all = |texts: Vec<String>| texts.into_iter().map(hide).collect();
        Self {
            source: match self.source {
                SourceIdentity::Api { base_url, dialect } => SourceIdentity::Api { base_url: hide(base_url), dialect },
                SourceIdentity::Files { paths } => SourceIdentity::Files { paths: hide_all(paths) },
                SourceIdentity::Database { address, schema } => {
                    SourceIdentity::Database { address: hide(address), schema: schema.map(hide) }
                }
                demo @ SourceIdentity::Demo { .. } => demo,
            },
            output: match self.output {
                CursorOutput::File(path) => CursorOutput::File(hide(path)),
                CursorOutput::Stdout => CursorOutput::Stdout,
            },
            filters: self.filters.into_iter().map(|(flag, values)| (flag, hide_all(values))).collect(),
            expressions: hide_all(self.expressions),
            ..self
        }
    }

    /// Returns the first option that differs from a saved key, or `None` if the cursor is valid for this run.
    pub(super) fn difference(&self, saved: &SavedKey) -> Option<KeyDifference> {
        let (current, saved) = match saved {
            SavedKey::Version1(saved) => (self.version_1(), self.with_covering_kind(saved.clone())),
            SavedKey::Version2(saved) => (self.texts(), saved.texts()),
        };
        let name = current.keys().chain(saved.keys()).find(|name| current.get(*name) != saved.get(*name))?;
        let option = |texts: &BTreeMap<String, String>| {
            texts.get(name).map_or_else(|| format!("no {name}"), |text| format!("{name} {text}"))
        };
        Some(KeyDifference { saved: option(&saved), current: option(&current) })
    }

    /// Returns each option as text, quoted so that different values have different texts.
    fn texts(&self) -> BTreeMap<String, String> {
        let quoted = |(name, values): (String, Vec<String>)| (name, shell_words::join(values));
        let mut texts: BTreeMap<String, String> = self.values().into_iter().map(quoted).collect();
        let events = if self.lifecycle_only { "lifecycle" } else { "all" };
        texts.insert("Fivetran events".to_owned(), events.to_owned());
        texts
    }

    /// Reduces the kinds of a key of version 1 to the kind that covers all, as this version writes them: version 1 also
    /// listed the other kinds, the covering one first.
    fn with_covering_kind(&self, mut saved: BTreeMap<String, String>) -> BTreeMap<String, String> {
        if let ([kind], Some(kinds)) = (&*self.kinds, saved.get_mut("kinds"))
            && !self.lifecycle_only
            && kinds.split_once(',').is_some_and(|(first, _)| first == kind)
        {
            kinds.clone_from(kind);
        }
        saved
    }

    /// Returns each option as version 1 wrote it.
    fn version_1(&self) -> BTreeMap<String, String> {
        let joined = |(name, values): (String, Vec<String>)| {
            let separator = match name.as_str() {
                "--from" => " ",
                "--where" => "; ",
                _ => ",",
            };
            (name, values.join(separator))
        };
        let mut texts: BTreeMap<String, String> = self.values().into_iter().map(joined).collect();
        if self.lifecycle_only {
            texts.insert(VERSION_1_LIFECYCLE.0.to_owned(), VERSION_1_LIFECYCLE.1.to_owned());
        }
        texts
    }

    /// Returns the values of each option, except the kind of Fivetran events.
    fn values(&self) -> BTreeMap<String, Vec<String>> {
        let output = match &self.output {
            CursorOutput::Stdout => "stdout",
            CursorOutput::File(path) => path,
        };
        let mut values = self.filters.clone();
        values.extend(self.source.values());
        values.insert("kinds".to_owned(), self.kinds.clone());
        values.insert("output".to_owned(), vec![output.to_owned()]);
        if !self.expressions.is_empty() {
            values.insert("--where".to_owned(), self.expressions.clone());
        }
        values
    }
}

impl SourceIdentity {
    fn values(&self) -> Vec<(String, Vec<String>)> {
        let one = |name: &str, value: &str| (name.to_owned(), vec![value.to_owned()]);
        match self {
            Self::Api { base_url, dialect } => vec![one("base URL", base_url), one("--dialect", dialect)],
            Self::Demo { dialect } => vec![one("base URL", "of the demo"), one("--dialect", dialect)],
            Self::Files { paths } => vec![("--from".to_owned(), paths.clone())],
            Self::Database { address, schema } => {
                let schema = schema.iter().map(|schema| one("--schema", schema));
                [one("database", address)].into_iter().chain(schema).collect()
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(source: SourceIdentity) -> CursorKey {
        CursorKey {
            source,
            kinds: vec!["events".to_owned(), "connections".to_owned()],
            lifecycle_only: false,
            output: CursorOutput::Stdout,
            filters: BTreeMap::from([("--status".to_owned(), vec!["failed".to_owned(), "x".to_owned()])]),
            expressions: vec!["a = 1".to_owned(), "b = 2".to_owned()],
        }
    }

    fn files(paths: &[&str]) -> SourceIdentity {
        SourceIdentity::Files { paths: paths.iter().map(|path| (*path).to_owned()).collect() }
    }

    fn database(schema: Option<&str>) -> SourceIdentity {
        SourceIdentity::Database { address: "d on h".to_owned(), schema: schema.map(str::to_owned) }
    }

    /// Returns the key of a cursor of version 1.
    fn version_1(options: &[(&str, &str)]) -> SavedKey {
        let common = [("--status", "failed,x"), ("--where", "a = 1; b = 2"), ("kinds", "events,connections")];
        let texts = common.iter().chain(options).map(|(name, text)| ((*name).to_owned(), (*text).to_owned()));
        SavedKey::Version1(texts.collect())
    }

    #[test]
    fn keys_of_version_1_are_equal_to_the_same_options() {
        let out = ("output", "stdout");
        let dialect = "late".to_owned();
        let api = SourceIdentity::Api { base_url: "https://x/api".to_owned(), dialect: dialect.clone() };
        for (source, saved) in [
            (api, version_1(&[out, ("base URL", "https://x/api"), ("--dialect", "late")])),
            (SourceIdentity::Demo { dialect }, version_1(&[out, ("base URL", "of the demo"), ("--dialect", "late")])),
            (files(&["/a", "/b c"]), version_1(&[out, ("--from", "/a /b c")])),
            (database(None), version_1(&[out, ("database", "d on h")])),
            (database(Some("s")), version_1(&[out, ("database", "d on h"), ("--schema", "s")])),
        ] {
            assert_eq!(key(source).difference(&saved), None);
        }
        let key =
            CursorKey { output: CursorOutput::File("/o".to_owned()), lifecycle_only: true, ..key(files(&["/a"])) };
        let lifecycle = ("Fivetran's events", "of a connection's life alone");
        assert_eq!(key.difference(&version_1(&[("output", "/o"), ("--from", "/a"), lifecycle])), None);
        let all = CursorKey { kinds: vec!["events".to_owned()], lifecycle_only: false, ..key.clone() };
        let saved = version_1(&[("output", "/o"), ("--from", "/a")]);
        assert_eq!(all.difference(&saved), None);
        let other = CursorKey { kinds: vec!["posts".to_owned()], ..all };
        assert!(other.difference(&saved).is_some_and(|difference| difference.saved == "kinds events,connections"));
        assert!(key.difference(&saved).is_some_and(|difference| difference.saved == "no Fivetran's events"));
    }

    #[test]
    fn each_other_option_is_reported_with_both_values() {
        let one = key(files(&["/a", "/b"]));
        let difference = |other: CursorKey| {
            let text = serde_json::to_string(&other).unwrap();
            let saved = SavedKey::Version2(serde_json::from_str(&text).unwrap());
            one.difference(&saved).map(|KeyDifference { saved, current }| [saved, current])
        };
        let some = |saved: &str, current: &str| Some([saved.to_owned(), current.to_owned()]);
        assert_eq!(difference(one.clone()), None);
        assert_eq!(difference(key(files(&["/a /b"]))), some("--from '/a /b'", "--from /a /b"));
        let filters = BTreeMap::new();
        assert_eq!(difference(CursorKey { filters, ..one.clone() }), some("no --status", "--status failed x"));
        let events = difference(CursorKey { lifecycle_only: true, ..one.clone() });
        assert_eq!(events, some("Fivetran events lifecycle", "Fivetran events all"));
        let output = CursorOutput::File("/o".to_owned());
        assert_eq!(difference(CursorKey { output, ..one.clone() }), some("output /o", "output stdout"));
        let source = SourceIdentity::Demo { dialect: "late".to_owned() };
        assert!(difference(CursorKey { source, ..one.clone() }).is_some());
    }

    #[test]
    fn secrets_are_not_part_of_a_key() {
        let secrets = SecretRegistry::default();
        secrets.add("S3cretOfTheRun");
        let key = CursorKey {
            filters: BTreeMap::from([("--search".to_owned(), vec!["S3cretOfTheRun".to_owned()])]),
            expressions: vec!["a = S3cretOfTheRun".to_owned()],
            output: CursorOutput::File("/S3cretOfTheRun".to_owned()),
            ..key(files(&["/S3cretOfTheRun/a"]))
        };
        let text = serde_json::to_string(&key.without_secrets(&secrets)).unwrap();
        assert!(!text.contains("S3cretOfTheRun"), "{text}");
    }
}
