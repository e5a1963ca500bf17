//! The content of the configuration file for `connlog config list`, without secrets.

use std::path::PathBuf;

use serde::Serialize;

use super::base_url::BaseUrl;
use super::file::{ConfigContext, ConfigFile};
use super::preferences;
use super::reader;
use crate::env::Env;
use connlog_core::error::Result;

/// The content of the file.
#[derive(Debug, Serialize)]
pub struct ConfigOverview {
    /// The path; the file may be missing.
    pub file: Option<PathBuf>,
    pub exists: bool,
    /// The name of the default context.
    pub default: Option<String>,
    /// The preferences in effect, each with its origin.
    pub preferences: Vec<Preference>,
    pub contexts: Vec<ContextOverview>,
}

/// A preference that a variable or the file sets.
#[derive(Debug, Serialize)]
pub struct Preference {
    pub name: &'static str,
    pub value: String,
    pub origin: String,
}

/// A context without its key.
#[derive(Debug, Serialize)]
pub struct ContextOverview {
    pub name: String,
    /// The API of the context.
    pub provider: &'static str,
    /// Where the key is: `stored`, the file, or `none`.
    pub key: String,
    #[serde(rename = "baseUrl")]
    pub base_url: String,
    pub dialect: &'static str,
}

impl ConfigOverview {
    /// Reads the file.
    ///
    /// # Errors
    ///
    /// `config` when the file is invalid.
    pub fn read(env: &Env) -> Result<Self> {
        let config = ConfigFile::load(env)?;
        let preference = |(name, variable)| {
            let value = env.get(variable)?.to_owned();
            Some(Preference { name, value, origin: env.origin(variable).to_owned() })
        };
        let contexts = config.iter().flat_map(ConfigFile::contexts).map(|(name, context)| context.overview(name));
        Ok(Self {
            file: reader::path(env),
            exists: config.is_some(),
            default: config.as_ref().and_then(|config| config.default_context().map(str::to_owned)),
            preferences: preferences::KEYS.into_iter().filter_map(preference).collect(),
            contexts: contexts.collect(),
        })
    }
}

impl ConfigContext {
    fn overview(&self, name: &str) -> ContextOverview {
        let key = match (&self.api_key, &self.api_key_file) {
            (Some(_), _) => "stored".to_owned(),
            (None, Some(file)) => format!("file {file}"),
            (None, None) => "none".to_owned(),
        };
        // The text of the file may hold a password; the parsed URL does not.
        let base_url = match &self.base_url {
            Some(text) => BaseUrl::parse(text, true).map_or_else(|_| "invalid".to_owned(), |url| url.to_string()),
            None => BaseUrl::of_provider(self.provider).to_string(),
        };
        let dialect = self.dialect.map_or("auto", |dialect| dialect.name());
        ContextOverview { name: name.to_owned(), provider: self.provider.name(), key, base_url, dialect }
    }
}
