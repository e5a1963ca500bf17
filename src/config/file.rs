//! The configuration file of connlog: contexts by name, and the name of the default one.
//!
//! The reader does not use serde, because the error messages of serde and of the TOML parser may quote a key.

use std::collections::BTreeMap;
use std::fmt;
use std::path::PathBuf;

use toml::Spanned;
use toml::de::DeValue;

use super::provenance::{Layers, Origin, ResolvedSetting, variables};
use super::reader::{self, ConfigReader, ConfigText, path, refused};
use super::secret::Secret;
use super::{api_key, preferences};
use crate::args::api::{ApiProvider, DialectChoice};
use crate::env::{self, Env};
use crate::file_access::is_absent;
use connlog_core::error::{Error, Result};
use connlog_core::suggest;

/// The content of the file.
#[derive(Debug)]
pub(super) struct ConfigFile {
    pub(super) path: PathBuf,
    default: Option<String>,
    contexts: BTreeMap<String, ConfigContext>,
}

/// The settings of one context.
#[derive(Debug, Clone, Default)]
pub(super) struct ConfigContext {
    pub(super) api_key: Option<Secret>,
    /// The path as it is in the file; see [`paths::resolve`].
    pub(super) api_key_file: Option<String>,
    pub(super) base_url: Option<String>,
    pub(super) dialect: Option<DialectChoice>,
    /// The API of the context.
    pub(super) provider: ApiProvider,
    /// The options of an ADBC driver by name.
    pub(super) options: DriverOptions,
}

/// A context with its name.
pub(super) struct NamedContext {
    pub(super) name: String,
    pub(super) context: ConfigContext,
}

/// The options of a driver by name. They may be secret, so `Debug` shows the names alone.
#[derive(Clone, Default)]
pub(super) struct DriverOptions(pub(super) BTreeMap<String, String>);

impl fmt::Debug for DriverOptions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.0.keys()).finish()
    }
}

impl ConfigFile {
    /// Reads the file. Returns `None` if it is missing and `CONNLOG_CONFIG` does not name it.
    pub(super) fn load(env: &Env) -> Result<Option<Self>> {
        let Some(path) = path(env) else { return Ok(None) };
        let named = env.path(env::CONFIG).is_some();
        match reader::open(&path) {
            Ok(ConfigText { text, exposed }) => {
                let config = ConfigReader { path: &path, text: &text }.config()?;
                match exposed.filter(|_| config.sets_key_or_url()) {
                    Some(exposed) => Err(refused(&path, exposed)),
                    None => Ok(Some(config)),
                }
            }
            Err(error) if is_absent(&error) && !named => Ok(None),
            Err(error) => {
                let hint =
                    if named { format!("correct or unset {}", env::CONFIG) } else { "check who owns it".to_owned() };
                Err(Error::config(format!("cannot read the configuration file {}", path.display()))
                    .cause(error)
                    .hint(hint))
            }
        }
    }

    /// Returns whether a context sets a key or a base URL.
    fn sets_key_or_url(&self) -> bool {
        self.contexts.values().any(|context| {
            context.api_key.is_some()
                || context.api_key_file.is_some()
                || context.base_url.is_some()
                || !context.options.0.is_empty()
        })
    }

    /// Returns the keys of all contexts.
    pub(super) fn keys(&self) -> impl Iterator<Item = Secret> {
        self.contexts.values().filter_map(|context| context.api_key.clone())
    }

    /// Returns the names of the contexts.
    pub(super) fn context_names(&self) -> Vec<String> {
        self.contexts.keys().cloned().collect()
    }

    /// Returns the contexts by name.
    pub(super) fn contexts(&self) -> &BTreeMap<String, ConfigContext> {
        &self.contexts
    }

    /// Returns the name of the default context.
    pub(super) fn default_context(&self) -> Option<&str> {
        self.default.as_deref()
    }

    pub(super) fn holds_key(&self) -> bool {
        self.contexts.values().any(|context| context.api_key.is_some())
    }
}

/// Selects the context by `-c`, by the environment or by `default` in the file, and returns it with its name.
pub(super) fn select_context(
    config: Option<&ConfigFile>,
    flag: Option<&str>,
    env: &Env,
) -> Result<Option<ResolvedSetting<NamedContext>>> {
    let default = config.and_then(|config| Some((Origin::ConfigFile(config.path.clone()), config.default.as_deref()?)));
    Layers::flag("--context", flag).then(variables(env, &[env::CONTEXT])).then(default).read(|name, origin| {
        let known = config.map(|config| &config.contexts);
        let context = known.and_then(|known| known.get(name)).cloned();
        context
            .map(|context| NamedContext { name: name.to_owned(), context })
            .ok_or_else(|| unknown_context(name, origin, config, env))
    })
}

fn unknown_context(name: &str, origin: &Origin, config: Option<&ConfigFile>, env: &Env) -> Error {
    let fault = Error::config(format!("there is no context `{name}` (named by {origin})"));
    let Some(config) = config else {
        let place = path(env).map_or_else(|| "the configuration file".to_owned(), |path| path.display().to_string());
        return fault.cause("there is no configuration file").hint(format!("create {place} with [context.{name}]"));
    };
    let known: Vec<&str> = config.contexts.keys().map(String::as_str).collect();
    let place = config.path.display();
    if known.is_empty() {
        return fault.cause(format!("{place} has none")).hint(format!("add [context.{name}] there"));
    }
    let fault = fault.cause(format!("{place} has {}", known.join(", ")));
    match suggest::closest(name, known.iter().copied()) {
        Some(near) => fault.hint(format!("did you mean `{near}`?")),
        None => fault.hint(format!("use one of these, or add [context.{name}] there")),
    }
}

impl ConfigReader<'_> {
    /// Reads the settings.
    pub(super) fn config(&self) -> Result<ConfigFile> {
        let document = self.document()?;
        let mut config = ConfigFile { path: self.path.to_owned(), default: None, contexts: BTreeMap::new() };
        for (name, value) in &document {
            match name.get_ref().as_ref() {
                "default" => config.default = Some(self.string("default", value)?.to_owned()),
                "context" => {
                    for (name, value) in self.table("context", value)? {
                        config.contexts.insert(name.get_ref().to_string(), self.context(name.get_ref(), value)?);
                    }
                }
                // `config::filters` reads the filters when a command uses one.
                "filter" => drop(self.table("filter", value)?),
                key if preferences::KEYS.iter().any(|(known, _)| *known == key) => {
                    preferences::check(key, self.string(key, value)?).map_err(|cause| {
                        self.wrong(value.span(), &cause).hint(format!("correct {key}, or leave it out"))
                    })?;
                }
                other => {
                    let known =
                        ["default", "context", "filter"].into_iter().chain(preferences::KEYS.map(|(key, _)| key));
                    return Err(self.unknown_key(other, name.span(), &known.collect::<Vec<_>>()));
                }
            }
        }
        Ok(config)
    }

    fn context(&self, context: &str, value: &Spanned<DeValue<'_>>) -> Result<ConfigContext> {
        let mut read = ConfigContext::default();
        for (name, value) in self.table(&format!("context.{context}"), value)? {
            let text = |name| self.string(name, value);
            match name.get_ref().as_ref() {
                "api_key" => {
                    let key = api_key::parse(text("api_key")?);
                    read.api_key = Some(key.map_err(|fault| self.with_line(value.span(), fault))?);
                }
                "api_key_file" => read.api_key_file = Some(text("api_key_file")?.to_owned()),
                "base_url" => read.base_url = Some(text("base_url")?.to_owned()),
                "dialect" => {
                    let dialect = text("dialect")?.parse();
                    read.dialect = Some(dialect.map_err(|cause: String| {
                        self.wrong(value.span(), &cause).hint("write dialect = \"auto\", or leave it out")
                    })?);
                }
                "provider" => {
                    let provider = text("provider")?.parse();
                    read.provider = provider.map_err(|cause: String| {
                        self.wrong(value.span(), &cause).hint("write provider = \"fivetran\", or leave it out")
                    })?;
                }
                "options" => {
                    for (name, value) in self.table(&format!("context.{context}.options"), value)? {
                        let option = self.string(name.get_ref(), value)?;
                        read.options.0.insert(name.get_ref().to_string(), option.to_owned());
                    }
                }
                other => {
                    let known = ["api_key", "api_key_file", "base_url", "dialect", "provider", "options"];
                    return Err(self.unknown_key(other, name.span(), &known));
                }
            }
        }
        if read.api_key.is_some() && read.api_key_file.is_some() {
            let cause = format!("context `{context}` has both api_key and api_key_file");
            return Err(self.wrong(value.span(), &cause).hint("remove one of them"));
        }
        Ok(read)
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    fn read(text: &str) -> Result<ConfigFile> {
        ConfigReader { path: Path::new("/c.toml"), text }.config()
    }

    #[test]
    fn contexts_are_read() {
        let config = read(concat!(
            "default = 'work'\n[context.work]\napi_key = 'sk_1'\nbase_url = 'https://a.example'\n",
            "[context.\"my home\"]\napi_key_file = '~/k'\ndialect = 'late'\n[context.bare]\n",
        ))
        .unwrap();
        assert_eq!(config.default.as_deref(), Some("work"));
        assert_eq!(config.contexts.keys().map(String::as_str).collect::<Vec<_>>(), ["bare", "my home", "work"]);
        assert_eq!(config.contexts["work"].api_key, Secret::new("sk_1"));
        assert_eq!(
            config.contexts["my home"].dialect,
            Some(DialectChoice::Only(&connlog_core::providers::zernio::LATE))
        );
        assert!(config.holds_key());
        assert!(!read("").unwrap().holds_key());
        assert!(!format!("{config:?}").contains("sk_1"));
        let driver = read("[context.w.options]\nusername = 'ann'\npassword = 'two words'\n").unwrap();
        assert_eq!(driver.contexts["w"].options.0["password"], "two words");
        assert!(!format!("{driver:?}").contains("two words") && driver.sets_key_or_url());
    }

    #[test]
    fn an_error_names_the_line_and_never_quotes_the_key() {
        let cases = [
            (
                "defualt = 'a'",
                "line 1: unknown key `defualt`",
                "did you mean `default`? known keys: default, context, filter",
            ),
            ("\n[context.a]\napi-key = 'sk_secret'", "line 3: unknown key `api-key`", "did you mean `api_key`?"),
            (
                "[context.a]\nxyz = 'sk_secret'",
                "unknown key `xyz`",
                "known keys: api_key, api_key_file, base_url, dialect, provider, options",
            ),
            ("[context]\napi_key = 'sk_secret'", "line 2: `context.api_key` must be a table", "[context.work]"),
            ("[context.a]\napi_key = sk_secret", "line 2: ", "quotes"),
            ("[context.a]\napi_key = 'sk_secret", "line 2: ", "quotes"),
            ("[context.a]\napi_key = 'sk_secret'\napi_key = 'sk_secret'", "line 3: ", ""),
            ("[context.a]\napi_key = 5", "line 2: `api_key` must be a string", "api_key = \"...\""),
            ("[context.a]\napi_key = ' '", "line 2: cannot use the API key: it is empty", ""),
            ("[context.a]\napi_key = 'sk secret'", "line 2: cannot use the API key", ""),
            ("[context.a]\napi_key = 'sk_secret'\napi_key_file = 'f'", "line 1: context `a` has both", "remove one"),
            ("[context.a]\ndialect = 'lat'", "line 2: unknown dialect `lat`", "dialect = "),
            ("context = 3", "line 1: `context` must be a table", ""),
        ];
        for (text, cause, hint) in cases {
            let fault = read(text).unwrap_err();
            let shown = fault.to_string();
            assert!(shown.contains("/c.toml") && shown.contains(cause), "{text}: {shown}");
            let shown_hint = fault.hint.as_deref().unwrap_or_default();
            assert!(!shown_hint.is_empty() && shown_hint.contains(hint), "{text}: {shown_hint}");
            assert!(!format!("{fault:?}").contains("secret"), "{fault:?}");
            assert_eq!(fault.code.exit().number(), 3);
        }
    }
}
