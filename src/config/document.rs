//! Changes the configuration file. Comments and the order of its lines stay.

use std::path::{Path, PathBuf};

use toml_edit::{DocumentMut, Item, Table, Value};

use super::reader::{self, ConfigReader, ConfigText};
use super::{api_key, preferences};
use crate::env::Env;
use crate::file_access::is_absent;
use crate::file_access::{state, target};
use connlog_core::error::{Code, Error, Result};
use connlog_core::redact;
use connlog_core::secret_registry::SecretRegistry;
use connlog_core::suggest::did_you_mean;

/// Keys that exclude each other in a context.
const KEY_SETTINGS: [&str; 2] = ["api_key", "api_key_file"];

/// A setting in the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Setting {
    /// A setting of all contexts, such as `tz`.
    Global(String),
    /// A setting of one context.
    Context { context: String, key: String },
    /// An option of the database driver of one context.
    DriverOption { context: String, name: String },
}

/// What separates the name of a context from that of a driver option.
const OPTIONS: &str = ".options.";

impl Setting {
    /// Parses `tz`, `work.base_url` or `work.options.uri`. Names of contexts and of options may contain dots, and a key may be
    /// written with `-`.
    ///
    /// # Errors
    ///
    /// `usage` when a setting of all contexts is unknown, or the name of the context is empty.
    pub fn parse(text: &str) -> Result<Self> {
        let spelled = |key: &str| match key.replace('-', "_").as_str() {
            "key" | "apikey" | "token" | "secret" => "api_key".to_owned(),
            "key_file" => "api_key_file".to_owned(),
            "url" => "base_url".to_owned(),
            key => key.to_owned(),
        };
        if let Some((context, name)) =
            text.split_once(OPTIONS).filter(|(context, name)| !context.is_empty() && !name.is_empty())
        {
            return Ok(Self::DriverOption { context: context.to_owned(), name: name.to_owned() });
        }
        match text.rsplit_once('.') {
            Some(("", _) | (_, "")) => Err(Error::usage(format!("invalid setting `{text}`"))
                .hint("write CONTEXT.KEY, such as work.base_url, or a preference such as tz")),
            Some((context, key)) => Ok(Self::Context { context: context.to_owned(), key: spelled(key) }),
            None => {
                let known: Vec<&str> = preferences::KEYS.iter().map(|(key, _)| *key).chain(["default"]).collect();
                if known.contains(&text) {
                    return Ok(Self::Global(text.to_owned()));
                }
                let hint = did_you_mean(text, known.iter().copied());
                Err(Error::usage(format!("unknown setting `{text}`"))
                    .cause(format!("settings of all contexts are {}", known.join(", ")))
                    .hint(format!("{hint}a setting of a context is CONTEXT.KEY, such as work.base_url")))
            }
        }
    }

    /// Returns whether the value is an API key or a password, which no command line may contain.
    pub fn is_secret(&self, value: &str) -> bool {
        match self {
            Self::Global(_) => false,
            Self::Context { key, .. } => key == "api_key",
            Self::DriverOption { name, .. } => {
                let address = SecretRegistry::default();
                address.add_addresses(value);
                name.split('.').any(redact::is_secret) || address.hide(value) != value
            }
        }
    }
}

/// The configuration file as text that keeps its layout.
pub struct ConfigDocument {
    path: PathBuf,
    document: DocumentMut,
}

impl ConfigDocument {
    /// Reads the file; a missing one is empty.
    ///
    /// # Errors
    ///
    /// `config` when there is no home folder, or the file is invalid or can be changed by other users.
    pub fn load(env: &Env) -> Result<Self> {
        let path = super::path(env)?;
        let text = match reader::open(&path) {
            Ok(ConfigText { exposed: Some(exposed), .. }) => return Err(reader::refused(&path, exposed)),
            Ok(ConfigText { text, exposed: None }) => text,
            Err(error) if is_absent(&error) => String::new(),
            Err(error) => {
                return Err(
                    Error::config(format!("cannot read the configuration file {}", path.display())).cause(error)
                );
            }
        };
        ConfigReader { path: &path, text: &text }.config()?;
        let document = text.parse().map_err(|_| Error::new(Code::Internal, "cannot parse the configuration file"))?;
        Ok(Self { path, document })
    }

    /// Returns the path of the file.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Returns the names of the contexts.
    pub fn contexts(&self) -> Vec<&str> {
        let contexts = self.document.get("context").and_then(Item::as_table_like);
        contexts.map(|contexts| contexts.iter().map(|(name, _)| name).collect()).unwrap_or_default()
    }

    /// Sets `setting`. Returns the name of a setting that the new one replaces.
    ///
    /// # Errors
    ///
    /// `usage` when the setting or the value is invalid. The document may then be changed, and must not be saved.
    pub fn set(&mut self, setting: &Setting, value: &str) -> Result<Option<&'static str>> {
        let replaced = match setting {
            Setting::Global(key) if key == "default" => {
                self.select(value)?;
                None
            }
            Setting::Global(key) => {
                preferences::check(key, value).map_err(Error::usage)?;
                put(self.document.as_table_mut(), key, value);
                None
            }
            Setting::Context { context, key } => {
                if key == "api_key" {
                    api_key::parse(value)?;
                }
                let table = self.context(context)?;
                let other = KEY_SETTINGS.into_iter().find(|other| KEY_SETTINGS.contains(&&**key) && other != key);
                let removed = other.filter(|other| table.remove(other).is_some());
                put(table, key, value);
                removed
            }
            Setting::DriverOption { context, name } => {
                let options = self.context(context)?.entry("options").or_insert_with(|| Item::Table(Table::new()));
                let cause = format!("options of context `{context}` are on one line");
                put(options.as_table_mut().ok_or_else(|| inline(&cause, &format!("{context}.options")))?, name, value);
                None
            }
        };
        let text = self.document.to_string();
        match (ConfigReader { path: &self.path, text: &text }).config() {
            Ok(_) => Ok(replaced),
            Err(fault) => Err(Error { code: Code::Usage, what: "cannot set this value".to_owned(), ..fault }),
        }
    }

    /// Makes `name` the default context.
    ///
    /// # Errors
    ///
    /// `usage` when the context does not exist.
    pub fn select(&mut self, name: &str) -> Result<()> {
        let known = self.contexts();
        if !known.contains(&name) {
            let fault = Error::usage(format!("there is no context `{name}`"));
            let place = self.path.display();
            return Err(match known.as_slice() {
                [] => fault
                    .cause(format!("{place} has no context"))
                    .hint(format!("create one: connlog config set {name}.api_key --stdin")),
                known => fault
                    .cause(format!("{place} has {}", known.join(", ")))
                    .hint(format!("{}`connlog config list` shows them", did_you_mean(name, known.iter().copied()))),
            });
        }
        put(self.document.as_table_mut(), "default", name);
        Ok(())
    }

    /// Writes the file with mode 0600. A link of the user is followed.
    ///
    /// # Errors
    ///
    /// `io` when the file cannot be written.
    pub fn save(&self) -> Result<()> {
        save(&self.path, &self.document.to_string())
    }

    /// Returns the table of a context, which is created if it is missing.
    fn context(&mut self, name: &str) -> Result<&mut Table> {
        let contexts = self.document.entry("context").or_insert_with(|| {
            let mut contexts = Table::new();
            contexts.set_implicit(true);
            Item::Table(contexts)
        });
        let refused = || inline(&format!("context `{name}` is on one line"), name);
        let table =
            contexts.as_table_mut().ok_or_else(refused)?.entry(name).or_insert_with(|| Item::Table(Table::new()));
        table.as_table_mut().ok_or_else(refused)
    }
}

/// Returns the error for a table on one line. `section` is its name below `context`.
fn inline(cause: &str, section: &str) -> Error {
    Error::config("cannot change an inline table")
        .cause(cause)
        .hint(format!("write it as a section: [context.{section}]"))
}

/// Sets a key. The comments around an old value stay.
fn put(table: &mut Table, key: &str, value: &str) {
    let mut new = Value::from(value);
    match table.get_mut(key).and_then(Item::as_value_mut) {
        Some(old) => {
            *new.decor_mut() = old.decor().clone();
            *old = new;
        }
        None => drop(table.insert(key, Item::Value(new))),
    }
}

/// Writes `text` to the file at `path`, which only its owner may read.
pub(super) fn save(path: &Path, text: &str) -> Result<()> {
    let failed = |error| Error::new(Code::Io, format!("cannot write {}", path.display())).cause(error);
    let resolved = target::resolve(path).map_err(failed)?;
    if let Some(folder) = resolved.path().parent() {
        state::create_folder(folder).map_err(failed)?;
    }
    state::replace(resolved.path(), text.as_bytes()).map_err(failed)
}

/// The text of a new file.
pub(super) const EXAMPLE: &str = "\
# Configuration of connlog. `connlog help config` explains the settings.

# The context without -c NAME and CONNLOG_CONTEXT.
# default = \"work\"

# Preferences. Flags and variables precede them.
# tz = \"Europe/Berlin\"
# output = \"json\"
# color = \"never\"

# [context.work]
# api_key_file = \"work.key\"    # beside this file; `~/` and absolute paths work too
# base_url = \"https://zernio.com/api\"
";

#[cfg(test)]
mod tests {
    use super::*;

    fn edited(text: &str, setting: &str, value: &str) -> Result<String> {
        let mut document = ConfigDocument { path: "/c.toml".into(), document: text.parse().unwrap() };
        document.set(&Setting::parse(setting)?, value)?;
        Ok(document.document.to_string())
    }

    #[test]
    fn comments_and_order_stay() {
        let text = "# mine\ndefault = 'work' # chosen\n\n[context.work] # at work\nbase_url = \"https://a.example\"   # old\n\n# home\n[context.home]\n";
        let expected = text.replace("https://a.example", "https://b.example");
        assert_eq!(edited(text, "work.base-url", "https://b.example").unwrap(), expected);
        assert_eq!(edited(text, "default", "home").unwrap(), text.replace("'work'", "\"home\""));
        let added = edited(text, "tz", "+02:00").unwrap();
        assert_eq!(added, text.replace("# chosen\n", "# chosen\ntz = \"+02:00\"\n"));
    }

    #[test]
    fn a_context_is_created_where_it_is_missing() {
        assert_eq!(edited("", "work.api_key_file", "k").unwrap(), "[context.work]\napi_key_file = \"k\"\n");
        assert_eq!(edited("", "my.home.dialect", "late").unwrap(), "[context.\"my.home\"]\ndialect = \"late\"\n");
    }

    #[test]
    fn an_option_of_a_driver_has_its_full_name() {
        let text = "[context.lake]\n\n[context.lake.options]\nuri = 'a' # old\n";
        assert_eq!(edited(text, "lake.options.uri", "b").unwrap(), text.replace("'a'", "\"b\""));
        let added = edited("", "a.b.options.adbc.snowflake.sql.auth_type", "auth_jwt").unwrap();
        assert!(
            added.ends_with("[context.\"a.b\".options]\n\"adbc.snowflake.sql.auth_type\" = \"auth_jwt\"\n"),
            "{added}"
        );
        let fault = edited("[context.lake]\noptions = { uri = 'a' }\n", "lake.options.uri", "b").unwrap_err();
        assert!(format!("{fault:?}").contains("[context.lake.options]"), "{fault:?}");
    }

    #[test]
    fn a_key_and_a_key_file_replace_each_other() {
        let text = "[context.a]\napi_key_file = 'f'\n";
        assert_eq!(edited(text, "a.key", "sk_1").unwrap(), "[context.a]\napi_key = \"sk_1\"\n");
    }

    #[test]
    fn invalid_settings_are_refused_without_the_value_of_a_key() {
        for (setting, value, what) in [
            ("tz", "Mars", "unknown time zone"),
            ("color", "pink", "unknown color"),
            ("timezone", "utc", "unknown setting"),
            ("default", "none", "no context `none`"),
            ("a.dialect", "lat", "unknown dialect"),
            ("a.colour", "x", "unknown key `colour`"),
            (".tz", "utc", "invalid setting"),
            ("a.api_key", "sk secret", "white space"),
        ] {
            let fault = edited("", setting, value).unwrap_err();
            assert!(fault.to_string().contains(what) || fault.what.contains(what), "{setting}: {fault}");
            assert!(!format!("{fault:?}").contains("secret"), "{fault:?}");
        }
    }
}
