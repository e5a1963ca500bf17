//! The environment variables that connlog reads, and a snapshot of their values.
//!
//! An empty variable counts as unset, as in the API's official clients.

pub mod reference;

use std::collections::HashMap;
use std::ffi::{OsStr, OsString};
use std::path::PathBuf;

use percent_encoding::percent_decode_str;

/// API key; the first of these names that is set and not empty counts.
pub const API_KEY: [&str; 3] = ["CONNLOG_API_KEY", "ZERNIO_API_KEY", "LATE_API_KEY"];
/// Variables whose value is a URL that may hold a password.
pub const ADDRESSES: [&str; 10] = [
    "HTTPS_PROXY",
    "https_proxy",
    "HTTP_PROXY",
    "http_proxy",
    "ALL_PROXY",
    "all_proxy",
    "CONNLOG_BASE_URL",
    "ZERNIO_API_URL",
    "LATE_API_URL",
    FIVETRAN_URL,
];
/// Base URL of the API; the first of these names that is set and not empty counts.
pub const BASE_URL: [&str; 3] = ["CONNLOG_BASE_URL", "ZERNIO_API_URL", "LATE_API_URL"];
/// API version: `auto`, `late` or `zernio`.
pub const DIALECT: &str = "CONNLOG_DIALECT";
/// Name of the context in force.
pub const CONTEXT: &str = "CONNLOG_CONTEXT";
/// Path of the configuration file, instead of the default one.
pub const CONFIG: &str = "CONNLOG_CONFIG";
/// Format of errors, independent of the output format: `text`, or `json` for one JSON line on stderr.
pub const ERROR_FORMAT: &str = "CONNLOG_ERROR_FORMAT";
/// Output format, if no flag names one.
pub const OUTPUT: &str = "CONNLOG_OUTPUT";
/// Colour, if `--color` is not given: `auto`, `always` or `never`.
pub const COLOR: &str = "CONNLOG_COLOR";
/// Time zone of input and output, if no flag names one.
pub const ZONE: &str = "CONNLOG_TZ";
/// Name of the shell whose completion script calls connlog.
pub const COMPLETE: &str = "CONNLOG_COMPLETE";
/// Editor of `config edit`; the first of these names that is set and not empty counts.
pub const EDITOR: [&str; 2] = ["VISUAL", "EDITOR"];
/// The present time, in RFC 3339, for reproducible reports and tests.
pub const NOW: &str = "CONNLOG_NOW";
/// Any value that is not empty: no colour (<https://no-color.org>).
pub const NO_COLOR: &str = "NO_COLOR";
/// Any value but `0`: colour also in pipes and files.
pub const FORCE_COLOR: [&str; 2] = ["CLICOLOR_FORCE", "FORCE_COLOR"];
/// `0`: no colour.
pub const CLICOLOR: &str = "CLICOLOR";
/// `dumb`: no colour.
pub const TERM: &str = "TERM";
/// Width of the output in columns, if it is not known from the terminal.
pub const COLUMNS: &str = "COLUMNS";
/// The active environment of Python, whose ADBC drivers are used.
pub const VIRTUAL_ENV: &str = "VIRTUAL_ENV";
/// Password of the database, if its URL has none.
pub const PG_PASSWORD: &str = "PGPASSWORD";
/// User of a ClickHouse archive, if its address has none.
pub const CLICKHOUSE_USER: &str = "CLICKHOUSE_USER";
/// Password of a ClickHouse archive, if its address has none.
pub const CLICKHOUSE_PASSWORD: &str = "CLICKHOUSE_PASSWORD";
/// Base URL of Fivetran's API.
pub const FIVETRAN_URL: &str = "CONNLOG_FIVETRAN_URL";
/// Keys of Fivetran with their secrets; the first pair whose key is set and not empty counts.
pub const FIVETRAN_KEYS: [[&str; 2]; 3] = [
    ["CONNLOG_FIVETRAN_KEY", "CONNLOG_FIVETRAN_SECRET"],
    ["FIVETRAN_API_KEY", "FIVETRAN_API_SECRET"],
    ["FIVETRAN_APIKEY", "FIVETRAN_APISECRET"],
];
/// The variables of [`FIVETRAN_KEYS`], which `--exec` commands do not inherit.
pub const OTHER_KEYS: [&str; 6] = [
    "CONNLOG_FIVETRAN_KEY",
    "CONNLOG_FIVETRAN_SECRET",
    "FIVETRAN_API_KEY",
    "FIVETRAN_API_SECRET",
    "FIVETRAN_APIKEY",
    "FIVETRAN_APISECRET",
];
/// Proxies. Their URLs may hold a password.
pub const PROXIES: [&str; 6] = ["HTTPS_PROXY", "HTTP_PROXY", "ALL_PROXY", "https_proxy", "http_proxy", "all_proxy"];
/// File of database passwords, instead of `~/.pgpass`.
pub const PG_PASSFILE: &str = "PGPASSFILE";
/// TLS mode of the database connection, if its URL has none.
pub const PG_SSLMODE: &str = "PGSSLMODE";
/// File of the certificate authorities to trust for the database, if its URL names none.
pub const PG_SSLROOTCERT: &str = "PGSSLROOTCERT";
/// File of the revoked certificates for the database, if its URL names none.
pub const PG_SSLCRL: &str = "PGSSLCRL";
/// `direct`: TLS begins without a request to the server, if the URL of the database does not set this.
pub const PG_SSLNEGOTIATION: &str = "PGSSLNEGOTIATION";
/// `1`: the same as `PGSSLMODE=require`, if nothing else sets the mode.
pub const PG_REQUIRESSL: &str = "PGREQUIRESSL";
/// Channel binding of the login to the database, if its URL does not set it.
pub const PG_CHANNELBINDING: &str = "PGCHANNELBINDING";
/// Variables that ask `psql` for protection that connlog does not support. If one is set, connlog reports an error.
pub const PG_UNSUPPORTED: [&str; 5] =
    ["PGREQUIREAUTH", "PGREQUIREPEER", "PGSSLCRLDIR", "PGGSSENCMODE", "PGSSLMINPROTOCOLVERSION"];
/// User of the database, if its URL has none.
pub const PG_USER: &str = "PGUSER";
/// File in Markdown that the runner of GitHub shows as the summary of a step.
pub const GITHUB_SUMMARY: &str = "GITHUB_STEP_SUMMARY";
/// File from which the runner of GitHub reads the outputs of a step.
pub const GITHUB_OUTPUT: &str = "GITHUB_OUTPUT";
/// The running workflow, as `owner/repository/path@ref`.
pub const GITHUB_WORKFLOW: &str = "GITHUB_WORKFLOW_REF";
/// File of certificate authorities to trust, instead of the system's.
pub const CERT_FILE: &str = "SSL_CERT_FILE";
/// Folders of certificate authorities to trust, instead of the system's.
pub const CERT_DIR: &str = "SSL_CERT_DIR";
/// Home folder of the user.
pub const HOME: &str = if cfg!(windows) { "USERPROFILE" } else { "HOME" };
/// Folder of configuration files, instead of `~/.config`.
pub const CONFIG_HOME: &str = if cfg!(windows) { "APPDATA" } else { "XDG_CONFIG_HOME" };
/// Folder of caches, instead of `~/.cache`.
pub const CACHE_HOME: &str = if cfg!(windows) { "LOCALAPPDATA" } else { "XDG_CACHE_HOME" };
/// Folder of data such as the archive, instead of `~/.local/share`.
pub const DATA_HOME: &str = if cfg!(windows) { "LOCALAPPDATA" } else { "XDG_DATA_HOME" };
/// Folder of state such as cursors, instead of `~/.local/state`.
pub const STATE_HOME: &str = if cfg!(windows) { "LOCALAPPDATA" } else { "XDG_STATE_HOME" };

/// A snapshot of the process environment.
#[derive(Debug, Clone, Default)]
pub struct Env {
    variables: HashMap<OsString, OsString>,
    /// The values of unset variables, from the configuration file.
    fallbacks: HashMap<&'static str, Fallback>,
}

/// The value of an unset variable.
#[derive(Debug, Clone)]
struct Fallback {
    value: String,
    /// Where the value comes from, for messages.
    origin: String,
}

impl Env {
    /// Creates a snapshot of the given variables.
    pub fn new(variables: impl IntoIterator<Item = (OsString, OsString)>) -> Self {
        Self { variables: variables.into_iter().collect(), fallbacks: HashMap::new() }
    }

    /// Sets the value of a variable that is unset or empty. `origin` says where the value comes from.
    pub fn set_fallback(&mut self, name: &'static str, value: String, origin: String) {
        self.fallbacks.insert(name, Fallback { value, origin });
    }

    /// Returns where the value of a variable comes from: the variable, or the origin of its fallback.
    pub fn origin(&self, name: &'static str) -> &str {
        let fallback = self.fallbacks.get(name).filter(|_| self.variable(name).is_none());
        fallback.map_or(name, |fallback| &fallback.origin)
    }

    /// Returns whether a variable decides about colour.
    pub fn sets_colour(&self) -> bool {
        let mut names = [COLOR, NO_COLOR, CLICOLOR].into_iter().chain(FORCE_COLOR);
        names.any(|name| self.variable(name).is_some())
    }

    fn variable(&self, name: &str) -> Option<&str> {
        self.variables.get(OsStr::new(name)).and_then(|value| value.to_str()).filter(|value| !value.is_empty())
    }

    /// Returns the value of a variable, else its fallback. Returns `None` if it is unset, empty or not UTF-8.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.variable(name).or_else(|| self.fallbacks.get(name).map(|fallback| fallback.value.as_str()))
    }

    /// Returns the value of a variable as a path, which may be other than UTF-8.
    pub fn path(&self, name: &str) -> Option<PathBuf> {
        self.variables.get(OsStr::new(name)).filter(|value| !value.is_empty()).map(PathBuf::from)
    }

    /// Returns the absolute folder in a variable. A relative path is ignored, as the XDG specification requires.
    pub fn folder(&self, name: &str) -> Option<PathBuf> {
        self.path(name).filter(|folder| folder.is_absolute())
    }

    /// Returns whether the variable is set, possibly to an empty value.
    pub fn is_set(&self, name: &str) -> bool {
        self.variables.contains_key(OsStr::new(name))
    }

    /// Returns the names of all variables that hold a key or a password: the variables of keys, proxies with a password, and
    /// variables with a copy of such a value or of one of the `secrets`.
    pub fn secret_names(&self, secrets: &[&str]) -> Vec<OsString> {
        let named =
            || self.variables.iter().filter(|(name, _)| is_secret_name(name)).filter_map(|(_, value)| value.to_str());
        let secrets: Vec<&str> = secrets.iter().copied().chain(named()).filter(|secret| !secret.is_empty()).collect();
        let is_secret = |(name, value): &(&OsString, &OsString)| {
            let is_proxy = PROXIES.iter().any(|known| name.eq_ignore_ascii_case(known));
            let has_password = || value.as_encoded_bytes().contains(&b'@');
            is_secret_name(name) || is_proxy && has_password() || holds_secret(&value.to_string_lossy(), &secrets)
        };
        self.variables.iter().filter(is_secret).map(|(name, _)| name.clone()).collect()
    }

    /// Returns the first of `names` that is set and not empty, with its value.
    pub fn first<'n>(&self, names: &[&'n str]) -> Option<(&'n str, &str)> {
        names.iter().find_map(|name| Some((*name, self.get(name)?)))
    }
}

/// Returns whether a variable of this name holds a key or a password.
fn is_secret_name(name: &OsStr) -> bool {
    let mut names = API_KEY.iter().chain(&OTHER_KEYS).chain([&PG_PASSWORD, &CLICKHOUSE_PASSWORD]);
    names.any(|known| name.eq_ignore_ascii_case(known))
}

/// Returns whether `value` is one of the secrets, contains a long one, or contains a short one as the password of a URL.
fn holds_secret(value: &str, secrets: &[&str]) -> bool {
    /// Shorter secrets may occur in any path by chance.
    const LONG: usize = 8;
    let decoded = percent_decode_str(value).decode_utf8_lossy();
    let holds = |value: &str, secret: &str| {
        value == secret || value.contains(&format!(":{secret}@")) || (secret.len() >= LONG && value.contains(secret))
    };
    secrets.iter().any(|secret| holds(value, secret) || holds(&decoded, secret))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn variables_with_keys_and_passwords_are_detected_by_name_and_by_value() {
        let secret = [
            ("CONNLOG_API_KEY", "sk_exported"),
            ("zernio_api_key", "a"),
            ("LATE_API_KEY", ""),
            ("PGPASSWORD", "home"),
            ("FIVETRAN_API_SECRET", "a"),
            ("https_proxy", "http://ada:pw@proxy:1"),
            ("ALL_PROXY", "ada:pw@proxy"),
            ("database_url", "postgres://ada:s%33cret-of-all@db/logs"),
            ("other_url", "postgres://ada:home@db/logs"),
            ("copy", "x s3cret-of-all y"),
            ("bearer", "Bearer sk_exported"),
            ("same", "abc"),
        ];
        let harmless = [("HTTP_PROXY", "http://proxy:1"), ("HOME", "/home/abc"), ("PGUSER", "ada"), ("empty", "")];
        let env = Env::new(secret.iter().chain(&harmless).map(|(name, value)| (name.into(), value.into())));
        let mut found = env.secret_names(&["s3cret-of-all", "abc"]);
        found.sort();
        let mut expected: Vec<OsString> = secret.iter().map(|(name, _)| name.into()).collect();
        expected.sort();
        assert_eq!(found, expected);
    }
}
