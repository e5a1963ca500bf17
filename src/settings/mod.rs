//! Everything optional becomes definite here, once: flag, environment, context of our file, the official CLI's files,
//! default. Each setting keeps the place it comes from, for `connlog doctor`.

pub mod cache;
mod file;
mod key;
mod network;
mod official;
mod origin;
mod paths;

use std::io::Read;
use std::path::PathBuf;

pub use cache::Dialects;
pub use network::{Network, check_authorities, check_proxy};
pub use origin::{Found, Origin};

use crate::base_url::BaseUrl;
use crate::cli::ApiArgs;
use crate::cli::api::DialectChoice;
use crate::env::{self, Env};
use crate::error::{Code, Fault, Result};
use crate::secret::Secret;
use crate::secret_registry::SecretRegistry;
use file::{Config, Context};
use key::KeyAt;
use official::Official;
use origin::{Chain, variables};

/// The folder of cursors; `None` for a user without a home.
pub fn cursors(env: &Env) -> Option<PathBuf> {
    paths::state(env).map(|folder| folder.join("cursors"))
}

/// Which API to ask, and with which key.
#[derive(Debug, Clone)]
pub struct Api {
    /// Name of the context in force.
    pub context: Option<Found<String>>,
    pub base_url: Found<BaseUrl>,
    /// Missing is no failure before a request needs it: see [`Api::require_key`].
    pub key: Option<Found<Secret>>,
    /// The file that the key was read from, where it was one that holds the key alone.
    pub key_file: Option<PathBuf>,
    pub dialect: Found<DialectChoice>,
    /// Where our configuration file is looked for, whether or not it is there.
    pub config_file: Option<PathBuf>,
    /// Every key that a flag, a variable or a file holds, also those that are not used.
    known_keys: Vec<Secret>,
    /// What every command should say on stderr.
    pub warnings: Vec<String>,
    /// What only `doctor` should say: oddities of the official CLI's files.
    pub notes: Vec<String>,
}

impl Api {
    /// Settles where to ask. `stdin` is read for `--api-key-file -` only. Faults are `config`.
    pub fn resolve(args: &ApiArgs, env: &Env, stdin: &mut dyn Read) -> Result<Self> {
        let config = Config::load(env)?;
        let context = file::in_force(config.as_ref(), args.context.as_deref(), env)?;
        let mut official = Official::load(env);
        let files = Files { config: config.as_ref(), context: context.as_ref(), official: &official, env };

        let base_url = base_url(args, env, &files)?;
        let dialect = dialect(args, env, &files)?;
        let mut warnings: Vec<String> = config
            .iter()
            .filter(|config| config.holds_key())
            .filter_map(|config| paths::too_open(&config.path))
            .collect();
        let mut key_file = None;
        let key = files.keys(args, env).read(|at, origin| {
            if let KeyAt::File(path) = &at {
                warnings.extend(paths::too_open(path));
                key_file = Some(path.clone());
            }
            at.read(origin, stdin)
        })?;
        if let Some(key) = &key {
            key::keep_home(key, &base_url, files.home(&key.origin))?;
        }
        official.check([Some(&base_url.origin), key.as_ref().map(|key| &key.origin)].into_iter().flatten())?;
        let context = context.map(|Found { value, origin, shadowed }| Found { value: value.0, origin, shadowed });
        let config_file = file::path(env);
        let known_keys = config.iter().flat_map(Config::keys).chain(official.key()).collect();
        let notes = official.notes;
        Ok(Self { context, base_url, key, key_file, dialect, config_file, known_keys, warnings, notes })
    }

    /// The demo API at `base_url`, which takes `key`: no variable and no file has a say.
    pub fn demo(args: &ApiArgs, base_url: &str, key: &str) -> Result<Self> {
        let demo = Origin::Flag("--demo");
        let dialect = args.dialect.map(|dialect| Found::at(Origin::Flag("--dialect"), dialect));
        Ok(Self {
            context: None,
            base_url: Found::at(demo.clone(), BaseUrl::parse(base_url, false)?),
            key: Some(Found::at(demo, key::parse(key)?)),
            key_file: None,
            dialect: dialect.unwrap_or_else(|| Found::default(DialectChoice::Auto)),
            config_file: None,
            known_keys: Vec::new(),
            warnings: Vec::new(),
            notes: Vec::new(),
        })
    }

    /// No API at all, where entries come from files: no variable and no file has a say.
    pub fn unasked() -> Result<Self> {
        Ok(Self {
            context: None,
            base_url: Found::default(BaseUrl::parse(crate::base_url::DEFAULT, false)?),
            key: None,
            key_file: None,
            dialect: Found::default(DialectChoice::Auto),
            config_file: None,
            known_keys: Vec::new(),
            warnings: Vec::new(),
            notes: Vec::new(),
        })
    }

    /// Adds every key to what is never printed. The key of the demo opens nothing.
    pub fn register_keys(&self, secrets: &SecretRegistry) {
        let used = self.key.iter().map(|key| &key.value);
        for key in used.chain(&self.known_keys).filter(|key| key.reveal() != crate::secret::PUBLIC) {
            secrets.add(key.reveal());
        }
    }

    /// The key, or the fault `auth_missing` that says how to give one.
    pub fn require_key(&self) -> Result<&Secret> {
        self.key.as_ref().map(|key| &key.value).ok_or_else(|| {
            Fault::new(Code::AuthMissing, format!("there is no API key for {}", self.base_url.value.host()))
                .cause("no flag, environment variable or file gives one")
                .hint("set CONNLOG_API_KEY, or name a file with --api-key-file; --demo needs no key")
        })
    }
}

/// The two layers that come from files.
struct Files<'f> {
    config: Option<&'f Config>,
    context: Option<&'f Found<(String, Context)>>,
    official: &'f Official,
    env: &'f Env,
}

impl Files<'_> {
    fn context<T>(&self, setting: impl FnOnce(&Context) -> Option<T>) -> Option<(Origin, T)> {
        let (name, context) = &self.context?.value;
        let file = self.config?.path.clone();
        Some((Origin::Context { name: name.clone(), file }, setting(context)?))
    }

    fn official<T>(&self, setting: impl FnOnce(&official::File) -> Option<T>) -> Option<(Origin, T)> {
        let file = self.official.file.as_ref()?;
        Some((Origin::OfficialFile(file.path.clone()), setting(file)?))
    }

    /// The layers of the key. The key of a context that a flag chose is stronger than variables: an exported key must not
    /// reach the base URL of another context.
    fn keys(&self, args: &ApiArgs, env: &Env) -> Chain<KeyAt> {
        let in_context = self.context(|context| {
            let named = |path: &String| Some(KeyAt::File(paths::typed(path, &self.config?.path, self.env)));
            context.api_key.clone().map(KeyAt::Ready).or_else(|| context.api_key_file.as_ref().and_then(named))
        });
        let is_chosen = self.context.is_some_and(|context| matches!(context.origin, Origin::Flag(_)));
        let (chosen, usual) = if is_chosen { (in_context, None) } else { (None, in_context) };
        Chain::flag("--api-key-file", args.api_key_file.as_deref().map(KeyAt::typed))
            .then(chosen)
            .then(variables(env, &env::API_KEY).map(|(origin, text)| (origin, KeyAt::Text(text.to_owned()))))
            .then(usual)
            .then(self.official(|file| file.api_key.clone().map(KeyAt::Text)))
    }

    /// The base URL stored beside a key that was found at `origin`.
    fn home(&self, origin: &Origin) -> Option<&str> {
        match origin {
            Origin::Context { .. } => self.context?.value.1.base_url.as_deref(),
            Origin::OfficialFile(_) => self.official.file.as_ref()?.base_url.as_deref(),
            _ => None,
        }
    }
}

fn base_url(args: &ApiArgs, env: &Env, files: &Files<'_>) -> Result<Found<BaseUrl>> {
    let found = Chain::flag("--base-url", args.base_url.clone())
        .then(variables(env, &env::BASE_URL).map(|(origin, text)| (origin, text.to_owned())))
        .then(files.context(|context| context.base_url.clone()))
        .then(files.official(|file| file.base_url.clone()))
        .read(|text, origin| {
            let named = |fault| Fault { what: format!("the base URL from {origin} cannot be used"), ..fault };
            BaseUrl::parse(&text, args.insecure_http).map_err(named)
        })?;
    Ok(found.unwrap_or_else(|| Found::default(BaseUrl::default())))
}

fn dialect(args: &ApiArgs, env: &Env, files: &Files<'_>) -> Result<Found<DialectChoice>> {
    let parsed = |(origin, text): (Origin, &str)| (origin, text.parse());
    let found = Chain::flag("--dialect", args.dialect.map(Ok))
        .then(variables(env, &[env::DIALECT]).map(parsed))
        .then(files.context(|context| context.dialect.map(Ok)))
        .read(|dialect, origin| {
            dialect.map_err(|cause: String| {
                Fault::config(format!("the dialect from {origin} cannot be used"))
                    .cause(cause)
                    .hint("correct it, or leave it out: connlog finds out by itself")
            })
        })?;
    Ok(found.unwrap_or_else(|| Found::default(DialectChoice::Auto)))
}

#[cfg(test)]
mod tests;
