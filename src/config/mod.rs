//! The effective configuration. A setting comes from the first of these layers that has it: flag, environment variable,
//! context of the configuration file, files of the official CLI, default. `connlog doctor` shows the layer.

pub mod api_key;
pub mod base_url;
pub mod dialect_cache;
pub mod document;
pub mod draft;
pub mod file;
pub(crate) mod filters;
pub mod fivetran_key;
pub mod names_cache;
pub mod network;
pub mod official_cli;
pub mod overview;
pub mod paths;
pub mod preferences;
pub mod provenance;
mod reader;
pub mod secret;

#[cfg(feature = "adbc")]
use std::collections::BTreeMap;
use std::io::Read;
use std::path::PathBuf;

pub use self::dialect_cache::DialectCache;
pub use self::network::{Network, check_authorities, check_proxy};
pub use self::provenance::{Origin, ResolvedSetting};

use self::api_key::KeySource;
use self::base_url::BaseUrl;
use self::file::{ConfigContext, ConfigFile, NamedContext};
use self::official_cli::OfficialCliConfig;
use self::provenance::{Layers, variables};
use self::secret::Secret;
use crate::args::api::{ApiArgs, ApiProvider, DialectChoice};
use crate::env::{self, Env};
use connlog_core::error::{Code, Error, Result};
use connlog_core::secret_registry::SecretRegistry;

/// Returns the path of the configuration file, which may be missing.
///
/// # Errors
///
/// `config` when there is no home folder and `CONNLOG_CONFIG` is unset.
pub fn path(env: &Env) -> Result<PathBuf> {
    reader::path(env)
        .ok_or_else(|| Error::config("there is no place for the configuration file").hint("set HOME or CONNLOG_CONFIG"))
}

/// Returns the folder of cursors, or `None` for a user without a home folder.
pub fn cursors(env: &Env) -> Option<PathBuf> {
    paths::state(env).map(|folder| folder.join("cursors"))
}

/// Returns the API that a run uses: of `--provider`, else of the context. Opening the API reports invalid settings.
pub fn provider(args: &ApiArgs, env: &Env) -> ApiProvider {
    let of_context = || {
        let config = (!args.demo).then(|| ConfigFile::load(env))?.ok()?;
        Some(file::select_context(config.as_ref(), args.context.as_deref(), env).ok()??.value.context.provider)
    };
    args.provider.or_else(of_context).unwrap_or_default()
}

/// Returns the options of an ADBC driver that the context in force has.
///
/// # Errors
///
/// `config` for a context that does not exist, and for a file that other users can change.
#[cfg(feature = "adbc")]
pub(crate) fn driver_options(args: &ApiArgs, env: &Env) -> Result<BTreeMap<String, String>> {
    let config = ConfigFile::load(env)?;
    let context = file::select_context(config.as_ref(), args.context.as_deref(), env)?;
    let options = context.map(|context| context.value.context.options).unwrap_or_default();
    Ok(options.0)
}

/// Returns the file of the default archive, or `None` for a user without a home folder.
pub fn archive(env: &Env) -> Option<PathBuf> {
    paths::data(env).map(|folder| folder.join("archive.db"))
}

/// The settings of an API: its base URL, version and key.
#[derive(Debug, Clone)]
pub struct ApiSettings {
    pub provider: ApiProvider,
    /// The name of the selected context.
    pub context: Option<ResolvedSetting<String>>,
    pub base_url: ResolvedSetting<BaseUrl>,
    /// The key. A missing key is an error only before a request: see [`ApiSettings::require_key`].
    pub key: Option<ResolvedSetting<Secret>>,
    /// The key file, if the key comes from one.
    pub key_file: Option<PathBuf>,
    pub dialect: ResolvedSetting<DialectChoice>,
    /// The path of the configuration file, which may be missing.
    pub config_file: Option<PathBuf>,
    /// The names of the contexts in the configuration file.
    pub contexts: Vec<String>,
    /// Whether stdin is a pipe or a file, which may hold entries.
    pub has_piped_input: bool,
    /// The keys in files, including unused ones.
    known_keys: Vec<Secret>,
    /// Warnings that every command prints.
    pub warnings: Vec<String>,
    /// Notes about the files of the official CLI, which only `doctor` prints.
    pub notes: Vec<String>,
}

impl ApiSettings {
    /// Resolves the settings of an API from all layers. Reads `stdin` only for `--api-key-file -`. A context of another API
    /// is not used, so that no key reaches the host of another provider.
    ///
    /// # Errors
    ///
    /// `config` when a setting in use is invalid, or when its file cannot be read or can be changed by other users.
    pub fn resolve(args: &ApiArgs, provider: ApiProvider, env: &Env, stdin: &mut dyn Read) -> Result<Self> {
        let config = ConfigFile::load(env)?;
        let context = file::select_context(config.as_ref(), args.context.as_deref(), env)?;
        let context = of_provider(context, provider)?;
        let mut official = match provider {
            ApiProvider::Zernio => OfficialCliConfig::load(env),
            ApiProvider::Fivetran => OfficialCliConfig::default(),
        };
        let official_files = &official;
        let files =
            ConfigPaths { provider, config: config.as_ref(), context: context.as_ref(), official: official_files, env };

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
            let key = at.read(origin, stdin)?;
            if provider == ApiProvider::Fivetran { fivetran_key::pair(&key, origin) } else { Ok(key) }
        })?;
        if let Some(key) = &key {
            api_key::reject_foreign_host(key, &base_url, files.key_base_url(&key.origin), provider)?;
        }
        official.check([Some(&base_url.origin), key.as_ref().map(|key| &key.origin)].into_iter().flatten())?;
        let context = context.map(|context| context.map(|named| named.name));
        let config_file = reader::path(env);
        let known_keys = config.iter().flat_map(ConfigFile::keys).chain(official.key()).collect();
        let contexts = config.as_ref().map(ConfigFile::context_names).unwrap_or_default();
        let notes = official.notes;
        Ok(Self {
            provider,
            context,
            base_url,
            key,
            key_file,
            dialect,
            config_file,
            contexts,
            has_piped_input: false,
            known_keys,
            warnings,
            notes,
        })
    }

    /// Returns the settings of the demo API at `base_url`. Variables and files are ignored.
    ///
    /// # Errors
    ///
    /// `config` when `base_url` or `key` is invalid.
    pub fn demo(args: &ApiArgs, provider: ApiProvider, base_url: &str, key: &str) -> Result<Self> {
        let demo = Origin::Flag("--demo");
        let dialect = args.dialect.map(|dialect| ResolvedSetting::at(Origin::Flag("--dialect"), dialect));
        Ok(Self {
            provider,
            context: None,
            base_url: ResolvedSetting::at(demo.clone(), BaseUrl::parse(base_url, false)?),
            key: Some(ResolvedSetting::at(demo, api_key::parse(key)?)),
            key_file: None,
            dialect: dialect.unwrap_or_else(|| ResolvedSetting::default(DialectChoice::Auto)),
            config_file: None,
            contexts: Vec::new(),
            has_piped_input: false,
            known_keys: Vec::new(),
            warnings: Vec::new(),
            notes: Vec::new(),
        })
    }

    /// Registers every key as a secret, except the public key of the demo.
    pub fn register_keys(&self, secrets: &SecretRegistry) {
        let used = self.key.iter().map(|key| &key.value);
        for key in used.chain(&self.known_keys).filter(|key| !secret::is_public(key.reveal())) {
            secrets.add(key.reveal());
            for form in fivetran_key::forms(key) {
                secrets.add(&form);
            }
        }
    }

    /// Returns the key.
    ///
    /// # Errors
    ///
    /// `auth_missing` when no layer has a key.
    pub fn require_key(&self) -> Result<&Secret> {
        self.key.as_ref().map(|key| &key.value).ok_or_else(|| self.missing_key())
    }

    /// Returns the error for a missing key. It names the file and its contexts.
    fn missing_key(&self) -> Error {
        let fault = Error::new(Code::AuthMissing, format!("there is no API key for {}", self.base_url.value.host()));
        let piped = if self.has_piped_input { "`--from -` reads the entries on stdin; for the API " } else { "" };
        let place = self.config_file.as_ref().map(|path| path.display().to_string()).unwrap_or_default();
        let set = match self.provider {
            ApiProvider::Zernio => "set CONNLOG_API_KEY, or name a file with --api-key-file; --demo needs no key",
            ApiProvider::Fivetran => {
                "set CONNLOG_FIVETRAN_KEY and CONNLOG_FIVETRAN_SECRET, or name a file with `key:secret` by --api-key-file; \
                 --demo needs no key"
            }
        };
        match (&self.context, self.contexts.as_slice()) {
            (Some(context), _) => fault
                .cause(format!("context `{}` in {place} has no key", context.value))
                .hint(format!("{piped}store one: connlog config set {}.api_key --stdin", context.value)),
            (None, []) => fault.cause("no flag, environment variable or file sets one").hint(format!("{piped}{set}")),
            (None, contexts) => fault
                .cause(format!("no context is selected; {place} has {}", contexts.join(", ")))
                .hint(format!("{piped}choose a context with -c NAME, or `connlog config use NAME`")),
        }
    }
}

/// Returns the context if it is of this API. A context of another API is an error if a flag names it.
fn of_provider(
    context: Option<ResolvedSetting<NamedContext>>,
    provider: ApiProvider,
) -> Result<Option<ResolvedSetting<NamedContext>>> {
    match context {
        Some(ResolvedSetting { value: NamedContext { name, context: other }, origin: Origin::Flag(_), .. })
            if other.provider != provider =>
        {
            Err(Error::config(format!("context `{name}` is of {}, not of {}", other.provider.name(), provider.name()))
                .cause("a key of one API is never sent to another")
                .hint(format!("name a context with provider = \"{}\", or leave out --context", provider.name())))
        }
        context => Ok(context.filter(|context| context.value.context.provider == provider)),
    }
}

/// The layers in files: the configuration file with its selected context, and the files of the official CLI.
struct ConfigPaths<'f> {
    provider: ApiProvider,
    config: Option<&'f ConfigFile>,
    context: Option<&'f ResolvedSetting<NamedContext>>,
    official: &'f OfficialCliConfig,
    env: &'f Env,
}

impl ConfigPaths<'_> {
    fn context<T>(&self, setting: impl FnOnce(&ConfigContext) -> Option<T>) -> Option<(Origin, T)> {
        let NamedContext { name, context } = &self.context?.value;
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
            .then(self.key_variables(env))
            .then(after_variables)
            .then(self.official(|file| file.api_key.clone().map(KeySource::Text)))
    }

    /// Returns the keys in environment variables.
    fn key_variables(&self, env: &Env) -> Vec<(Origin, KeySource)> {
        let text = |(origin, text): (Origin, &str)| (origin, KeySource::Text(text.to_owned()));
        match self.provider {
            ApiProvider::Zernio => variables(env, &env::API_KEY).map(text).collect(),
            ApiProvider::Fivetran => fivetran_key::variables(env),
        }
    }

    /// Returns the base URL that the same context or file stores with the key at `origin`.
    fn key_base_url(&self, origin: &Origin) -> Option<&str> {
        match origin {
            Origin::Context { .. } => self.context?.value.context.base_url.as_deref(),
            Origin::OfficialFile(_) => self.official.file.as_ref()?.base_url.as_deref(),
            _ => None,
        }
    }
}

fn base_url(args: &ApiArgs, env: &Env, files: &ConfigPaths<'_>) -> Result<ResolvedSetting<BaseUrl>> {
    let names: &[&'static str] = match files.provider {
        ApiProvider::Zernio => &env::BASE_URL,
        ApiProvider::Fivetran => &[env::FIVETRAN_URL],
    };
    let found = Layers::flag("--base-url", args.base_url.clone())
        .then(variables(env, names).map(|(origin, text)| (origin, text.to_owned())))
        .then(files.context(|context| context.base_url.clone()))
        .then(files.official(|file| file.base_url.clone()))
        .read(|text, origin| {
            let with_origin = |fault| Error { what: format!("cannot use the base URL from {origin}"), ..fault };
            BaseUrl::parse(&text, args.insecure_http).map_err(with_origin)
        })?;
    Ok(found.unwrap_or_else(|| ResolvedSetting::default(BaseUrl::of_provider(files.provider))))
}

fn dialect(args: &ApiArgs, env: &Env, files: &ConfigPaths<'_>) -> Result<ResolvedSetting<DialectChoice>> {
    if files.provider != ApiProvider::Zernio {
        return match args.dialect {
            Some(_) => Err(Error::usage("--dialect cannot be used with Fivetran")
                .cause("only the API of Late / Zernio has dialects")
                .hint("leave out --dialect")),
            None => Ok(ResolvedSetting::default(DialectChoice::Auto)),
        };
    }
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
    Ok(found.unwrap_or_else(|| ResolvedSetting::default(DialectChoice::Auto)))
}

#[cfg(test)]
mod tests;
