//! The effective configuration. A setting comes from the first of these layers that has it: flag, environment variable,
//! context of the configuration file, files of the official CLI, default. `connlog doctor` shows the layer.

pub mod api_key;
pub mod base_url;
pub mod dialect_cache;
pub mod file;
pub mod names_cache;
pub mod network;
pub mod official_cli;
pub mod paths;
pub mod provenance;
pub mod secret;

use std::io::Read;
use std::path::PathBuf;

pub use self::dialect_cache::DialectCache;
pub use self::network::{Network, check_authorities, check_proxy};
pub use self::provenance::{Origin, Resolved};

use self::api_key::KeySource;
use self::base_url::BaseUrl;
use self::file::{ConfigContext, ConfigFile};
use self::official_cli::OfficialCliConfig;
use self::provenance::{Layers, variables};
use self::secret::Secret;
use crate::args::api::ApiArgs;
use crate::args::api::DialectChoice;
use crate::env::{self, Env};
use connlog_core::error::{Code, Error, Result};
use connlog_core::secret_registry::SecretRegistry;

/// Returns the folder of cursors, or `None` for a user without a home folder.
pub fn cursors(env: &Env) -> Option<PathBuf> {
    paths::state(env).map(|folder| folder.join("cursors"))
}

/// The settings of an API: its base URL, version and key.
#[derive(Debug, Clone)]
pub struct ApiSettings {
    /// The name of the selected context.
    pub context: Option<Resolved<String>>,
    pub base_url: Resolved<BaseUrl>,
    /// The key. A missing key is an error only before a request: see [`ApiSettings::require_key`].
    pub key: Option<Resolved<Secret>>,
    /// The key file, if the key comes from one.
    pub key_file: Option<PathBuf>,
    pub dialect: Resolved<DialectChoice>,
    /// The path of the configuration file, which may be missing.
    pub config_file: Option<PathBuf>,
    /// The keys in files, including unused ones.
    known_keys: Vec<Secret>,
    /// Warnings that every command prints.
    pub warnings: Vec<String>,
    /// Notes about the files of the official CLI, which only `doctor` prints.
    pub notes: Vec<String>,
}

impl ApiSettings {
    /// Resolves the settings from all layers. Reads `stdin` only for `--api-key-file -`.
    ///
    /// # Errors
    ///
    /// `config` when a setting in use is invalid, or when its file cannot be read or can be changed by other users.
    pub fn resolve(args: &ApiArgs, env: &Env, stdin: &mut dyn Read) -> Result<Self> {
        let config = ConfigFile::load(env)?;
        let context = file::select_context(config.as_ref(), args.context.as_deref(), env)?;
        let mut official = OfficialCliConfig::load(env);
        let files = ConfigPaths { config: config.as_ref(), context: context.as_ref(), official: &official, env };

        let base_url = base_url(args, env, &files)?;
        let dialect = dialect(args, env, &files)?;
        let mut warnings: Vec<String> = config
            .iter()
            .filter(|config| config.holds_key())
            .filter_map(|config| paths::check_permissions(&config.path))
            .collect();
        let mut key_file = None;
        let key = files.keys(args, env).read(|at, origin| {
            if let KeySource::File(path) = &at {
                warnings.extend(paths::check_permissions(path));
                key_file = Some(path.clone());
            }
            at.read(origin, stdin)
        })?;
        if let Some(key) = &key {
            api_key::reject_foreign_host(key, &base_url, files.key_base_url(&key.origin))?;
        }
        official.check([Some(&base_url.origin), key.as_ref().map(|key| &key.origin)].into_iter().flatten())?;
        let context = context.map(|Resolved { value, origin, shadowed }| Resolved { value: value.0, origin, shadowed });
        let config_file = file::path(env);
        let known_keys = config.iter().flat_map(ConfigFile::keys).chain(official.key()).collect();
        let notes = official.notes;
        Ok(Self { context, base_url, key, key_file, dialect, config_file, known_keys, warnings, notes })
    }

    /// Returns the settings of the demo API at `base_url`. Variables and files are ignored.
    ///
    /// # Errors
    ///
    /// `config` when `base_url` or `key` is invalid.
    pub fn demo(args: &ApiArgs, base_url: &str, key: &str) -> Result<Self> {
        let demo = Origin::Flag("--demo");
        let dialect = args.dialect.map(|dialect| Resolved::at(Origin::Flag("--dialect"), dialect));
        Ok(Self {
            context: None,
            base_url: Resolved::at(demo.clone(), BaseUrl::parse(base_url, false)?),
            key: Some(Resolved::at(demo, api_key::parse(key)?)),
            key_file: None,
            dialect: dialect.unwrap_or_else(|| Resolved::default(DialectChoice::Auto)),
            config_file: None,
            known_keys: Vec::new(),
            warnings: Vec::new(),
            notes: Vec::new(),
        })
    }

    /// Registers every key as a secret, except the public key of the demo.
    pub fn register_keys(&self, secrets: &SecretRegistry) {
        let used = self.key.iter().map(|key| &key.value);
        for key in used.chain(&self.known_keys).filter(|key| key.reveal() != secret::PUBLIC) {
            secrets.add(key.reveal());
        }
    }

    /// Returns the key.
    ///
    /// # Errors
    ///
    /// `auth_missing` when no layer has a key.
    pub fn require_key(&self) -> Result<&Secret> {
        self.key.as_ref().map(|key| &key.value).ok_or_else(|| {
            Error::new(Code::AuthMissing, format!("there is no API key for {}", self.base_url.value.host()))
                .cause("no flag, environment variable or file sets one")
                .hint("set CONNLOG_API_KEY, or name a file with --api-key-file; --demo needs no key")
        })
    }
}

/// The layers in files: the configuration file with its selected context, and the files of the official CLI.
struct ConfigPaths<'f> {
    config: Option<&'f ConfigFile>,
    context: Option<&'f Resolved<(String, ConfigContext)>>,
    official: &'f OfficialCliConfig,
    env: &'f Env,
}

impl ConfigPaths<'_> {
    fn context<T>(&self, setting: impl FnOnce(&ConfigContext) -> Option<T>) -> Option<(Origin, T)> {
        let (name, context) = &self.context?.value;
        let file = self.config?.path.clone();
        Some((Origin::Context { name: name.clone(), file }, setting(context)?))
    }

    fn official<T>(&self, setting: impl FnOnce(&official_cli::OfficialCliFile) -> Option<T>) -> Option<(Origin, T)> {
        let file = self.official.file.as_ref()?;
        Some((Origin::OfficialFile(file.path.clone()), setting(file)?))
    }

    /// Returns the layers of the key. If a flag selects the context, its key precedes variables, because an exported key
    /// must not reach the base URL of another context.
    fn keys(&self, args: &ApiArgs, env: &Env) -> Layers<KeySource> {
        let in_context = self.context(|context| {
            let file = |path: &String| Some(KeySource::File(paths::resolve(path, &self.config?.path, self.env)));
            context.api_key.clone().map(KeySource::Ready).or_else(|| context.api_key_file.as_ref().and_then(file))
        });
        let by_flag = self.context.is_some_and(|context| matches!(context.origin, Origin::Flag(_)));
        let (before_variables, after_variables) = if by_flag { (in_context, None) } else { (None, in_context) };
        Layers::flag("--api-key-file", args.api_key_file.as_deref().map(KeySource::from_path))
            .then(before_variables)
            .then(variables(env, &env::API_KEY).map(|(origin, text)| (origin, KeySource::Text(text.to_owned()))))
            .then(after_variables)
            .then(self.official(|file| file.api_key.clone().map(KeySource::Text)))
    }

    /// Returns the base URL that the same context or file stores with the key at `origin`.
    fn key_base_url(&self, origin: &Origin) -> Option<&str> {
        match origin {
            Origin::Context { .. } => self.context?.value.1.base_url.as_deref(),
            Origin::OfficialFile(_) => self.official.file.as_ref()?.base_url.as_deref(),
            _ => None,
        }
    }
}

fn base_url(args: &ApiArgs, env: &Env, files: &ConfigPaths<'_>) -> Result<Resolved<BaseUrl>> {
    let found = Layers::flag("--base-url", args.base_url.clone())
        .then(variables(env, &env::BASE_URL).map(|(origin, text)| (origin, text.to_owned())))
        .then(files.context(|context| context.base_url.clone()))
        .then(files.official(|file| file.base_url.clone()))
        .read(|text, origin| {
            let with_origin = |fault| Error { what: format!("cannot use the base URL from {origin}"), ..fault };
            BaseUrl::parse(&text, args.insecure_http).map_err(with_origin)
        })?;
    Ok(found.unwrap_or_else(|| Resolved::default(BaseUrl::default())))
}

fn dialect(args: &ApiArgs, env: &Env, files: &ConfigPaths<'_>) -> Result<Resolved<DialectChoice>> {
    let parsed = |(origin, text): (Origin, &str)| (origin, text.parse());
    let found = Layers::flag("--dialect", args.dialect.map(Ok))
        .then(variables(env, &[env::DIALECT]).map(parsed))
        .then(files.context(|context| context.dialect.map(Ok)))
        .read(|dialect, origin| {
            dialect.map_err(|cause: String| {
                Error::config(format!("cannot use the dialect from {origin}"))
                    .cause(cause)
                    .hint("correct it, or leave it out: connlog detects the dialect")
            })
        })?;
    Ok(found.unwrap_or_else(|| Resolved::default(DialectChoice::Auto)))
}

#[cfg(test)]
mod tests;
