//! Parses the addresses of databases that are read through an ADBC driver. Only host and database are ever printed.

use std::collections::BTreeMap;
use std::fmt;

use percent_encoding::percent_decode_str;

use connlog_core::error::{Error, Result};
use connlog_core::secret_registry::SecretRegistry;

const HINT: &str = "write it like snowflake://USER@ACCOUNT/DATABASE?warehouse=NAME, bigquery://PROJECT/DATASET, \
                    databricks://HOST:443/HTTP-PATH, duckdb:FILE or adbc:DRIVER; a context holds the password";
/// Parts of the names of options whose values are secret.
const SECRET: [&str; 7] =
    ["password", "secret", "token", "credential_string", "private_key", "auth_credentials", "pkcs8_value"];

/// The kind of a database.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AdbcEngine {
    Snowflake,
    BigQuery,
    Databricks,
    DuckDb,
    /// The database of a driver that the user names.
    Driver,
}

impl AdbcEngine {
    const ALL: [(&'static str, Self); 5] = [
        ("snowflake://", Self::Snowflake),
        ("bigquery://", Self::BigQuery),
        ("databricks://", Self::Databricks),
        ("duckdb:", Self::DuckDb),
        ("adbc:", Self::Driver),
    ];

    /// Returns the engine of an address, and the rest of the address.
    fn split(typed: &str) -> Option<(Self, &str)> {
        Self::ALL.iter().find_map(|(prefix, engine)| {
            let (start, rest) = typed.split_at_checked(prefix.len())?;
            start.eq_ignore_ascii_case(prefix).then_some((*engine, rest))
        })
    }
}

/// A database that is read through an ADBC driver.
#[derive(Clone, PartialEq, Eq)]
pub struct AdbcAddress {
    pub(crate) engine: AdbcEngine,
    /// The name of the driver, or the path of its library.
    pub(crate) driver: String,
    /// The schema in the address.
    pub(crate) schema: Option<String>,
    /// The options of the driver by name.
    pub(crate) options: BTreeMap<String, String>,
    /// The form that may be printed.
    shown: String,
}

impl AdbcAddress {
    /// Parses an address. `None` means that another source reads it.
    ///
    /// # Errors
    ///
    /// A usage error for an address that is invalid. No error repeats the address.
    pub fn parse(typed: &str) -> Result<Option<Self>> {
        let Some((engine, rest)) = AdbcEngine::split(typed.trim()) else { return Ok(None) };
        let address = match engine {
            AdbcEngine::Snowflake => snowflake(rest),
            AdbcEngine::BigQuery => bigquery(rest),
            AdbcEngine::Databricks => databricks(typed.trim(), rest),
            AdbcEngine::DuckDb => duckdb(rest),
            AdbcEngine::Driver => driver(rest),
        };
        address.map(Some)
    }

    /// Adds the options of a context, which replace those of the address.
    #[must_use]
    pub(crate) fn with_options(mut self, options: BTreeMap<String, String>) -> Self {
        self.options.extend(options);
        self
    }

    /// Registers secret options, so that they are never printed.
    pub(crate) fn register_secrets(&self, secrets: &SecretRegistry) {
        for secret in self.secrets() {
            secrets.add(secret);
        }
        for value in self.options.values() {
            secrets.add_addresses(value);
        }
    }

    /// Returns the values of secret options.
    pub(crate) fn secrets(&self) -> impl Iterator<Item = &str> {
        let is_secret = |name: &str| SECRET.iter().any(|part| name.to_ascii_lowercase().contains(part));
        self.options.iter().filter(move |(name, _)| is_secret(name)).map(|(_, value)| value.as_str())
    }

    /// Returns a message of the driver without secrets, which it may repeat.
    pub(crate) fn without_secrets(&self, message: &str) -> String {
        // A shorter secret is part of too many words.
        let long = self.secrets().filter(|secret| secret.len() > 3);
        long.fold(message.to_owned(), |message, secret| message.replace(secret, "***"))
    }

    fn new(engine: AdbcEngine, driver: &str, shown: String) -> Self {
        Self { engine, driver: driver.to_owned(), schema: None, options: BTreeMap::new(), shown }
    }

    fn set(&mut self, name: &str, value: &str) {
        if !value.is_empty() {
            self.options.insert(name.to_owned(), value.to_owned());
        }
    }
}

/// Formats engine, host and database.
impl fmt::Display for AdbcAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.shown)
    }
}

impl fmt::Debug for AdbcAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.shown)
    }
}

fn wrong(cause: &str) -> Error {
    Error::usage("cannot read the address of --from").cause(cause).hint(HINT)
}

/// The parts of a URL after its scheme, decoded.
struct UrlParts {
    user: String,
    password: String,
    host: String,
    path: Vec<String>,
    query: Vec<(String, String)>,
}

impl UrlParts {
    fn parse(rest: &str) -> Result<Self> {
        let (place, query) = rest.split_once('?').unwrap_or((rest, ""));
        let (login, place) = place.rsplit_once('@').unwrap_or(("", place));
        if login.contains(['/', '#', '@']) || place.contains('#') {
            return Err(wrong(
                "a `@`, `:`, `/`, `?` or `#` in a user or password must be written as %40, %3A, %2F, %3F or %23",
            ));
        }
        let (user, password) = login.split_once(':').unwrap_or((login, ""));
        let (host, path) = place.split_once('/').unwrap_or((place, ""));
        let path: Vec<String> = path.split('/').filter(|part| !part.is_empty()).map(decoded).collect::<Result<_>>()?;
        let pair = |option: &str| {
            let (name, value) = option.split_once('=').ok_or_else(|| wrong("an option has no value"))?;
            Ok((decoded(name)?, decoded(value)?))
        };
        let query = query.split('&').filter(|option| !option.is_empty()).map(pair).collect::<Result<_>>()?;
        Ok(Self { user: decoded(user)?, password: decoded(password)?, host: decoded(host)?, path, query })
    }

    fn shown(&self, scheme: &str) -> String {
        let mut parts = vec![self.host.as_str()];
        parts.extend(self.path.iter().map(String::as_str));
        format!("{scheme}://{}", parts.join("/"))
    }
}

fn decoded(text: &str) -> Result<String> {
    let text = percent_decode_str(text).decode_utf8().map_err(|_| wrong("it is not valid UTF-8"))?;
    if text.contains(char::is_control) { Err(wrong("it has a control character")) } else { Ok(text.into_owned()) }
}

fn snowflake(rest: &str) -> Result<AdbcAddress> {
    let parts = UrlParts::parse(rest)?;
    if parts.host.is_empty() {
        return Err(wrong("it names no account"));
    }
    let mut address = AdbcAddress::new(AdbcEngine::Snowflake, "snowflake", parts.shown("snowflake"));
    address.set("username", &parts.user);
    address.set("password", &parts.password);
    address
        .set("adbc.snowflake.sql.account", parts.host.strip_suffix(".snowflakecomputing.com").unwrap_or(&parts.host));
    address.set("adbc.snowflake.sql.db", parts.path.first().map_or("", String::as_str));
    address.schema = parts.path.get(1).cloned();
    for (name, value) in &parts.query {
        let option = match name.as_str() {
            "warehouse" | "role" | "region" => format!("adbc.snowflake.sql.{name}"),
            "host" | "port" | "protocol" => format!("adbc.snowflake.sql.uri.{name}"),
            "authenticator" => "adbc.snowflake.sql.auth_type".to_owned(),
            "private_key_file" => "adbc.snowflake.sql.client_option.jwt_private_key".to_owned(),
            name => driver_option(name)?,
        };
        address.set(&option, value);
    }
    Ok(address)
}

fn bigquery(rest: &str) -> Result<AdbcAddress> {
    let parts = UrlParts::parse(rest)?;
    if parts.host.is_empty() {
        return Err(wrong("it names no project"));
    }
    let mut address = AdbcAddress::new(AdbcEngine::BigQuery, "bigquery", parts.shown("bigquery"));
    address.set("adbc.bigquery.sql.project_id", &parts.host);
    if let Some(dataset) = parts.path.first() {
        address.set("adbc.bigquery.sql.dataset_id", dataset);
        address.schema = Some(dataset.clone());
    }
    for (name, value) in &parts.query {
        match name.as_str() {
            "location" => address.set("adbc.bigquery.sql.location", value),
            "credentials" => {
                address.set("adbc.bigquery.sql.auth_type", "adbc.bigquery.sql.auth_type.json_credential_file");
                address.set("adbc.bigquery.sql.auth_credentials", value);
            }
            name => address.set(&driver_option(name)?, value),
        }
    }
    Ok(address)
}

/// The driver of Databricks takes the address as it was typed.
fn databricks(typed: &str, rest: &str) -> Result<AdbcAddress> {
    let parts = UrlParts::parse(rest)?;
    if parts.host.is_empty() || parts.path.is_empty() {
        return Err(wrong("it names no host, or no HTTP path of a warehouse"));
    }
    let mut address = AdbcAddress::new(AdbcEngine::Databricks, "databricks", parts.shown("databricks"));
    address.set("uri", typed);
    let schema = parts.query.iter().find(|(name, _)| name == "schema");
    address.schema = schema.map(|(_, schema)| schema.clone());
    Ok(address)
}

fn duckdb(rest: &str) -> Result<AdbcAddress> {
    let path = rest.strip_prefix("//").unwrap_or(rest);
    if path.is_empty() {
        return Err(wrong("it names no file"));
    }
    let mut address = AdbcAddress::new(AdbcEngine::DuckDb, "duckdb", format!("duckdb:{path}"));
    address.set("path", path);
    address.set("access_mode", "READ_ONLY");
    Ok(address)
}

fn driver(rest: &str) -> Result<AdbcAddress> {
    if rest.is_empty() || rest.contains(['?', '=', '@']) {
        return Err(wrong("adbc: takes the name or the path of a driver; its options belong into a context"));
    }
    Ok(AdbcAddress::new(AdbcEngine::Driver, rest, format!("adbc:{rest}")))
}

/// Accepts the full name of an option of a driver.
fn driver_option(name: &str) -> Result<String> {
    if name.starts_with("adbc.") {
        Ok(name.to_owned())
    } else {
        Err(wrong("it has an option that connlog does not know"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn options(typed: &str) -> Vec<(String, String)> {
        AdbcAddress::parse(typed).unwrap().unwrap().options.into_iter().collect()
    }

    #[test]
    fn addresses_become_options_of_their_driver() {
        let snowflake = options(
            "snowflake://ann:p%40ss@xy12345.eu-west-1/RAW/FIVETRAN_LOG?warehouse=W&role=R&adbc.rpc.result_queue_size=2",
        );
        let expected = [
            ("adbc.rpc.result_queue_size", "2"),
            ("adbc.snowflake.sql.account", "xy12345.eu-west-1"),
            ("adbc.snowflake.sql.db", "RAW"),
            ("adbc.snowflake.sql.role", "R"),
            ("adbc.snowflake.sql.warehouse", "W"),
            ("password", "p@ss"),
            ("username", "ann"),
        ];
        assert_eq!(snowflake, expected.map(|(name, value)| (name.to_owned(), value.to_owned())));
        let bigquery = AdbcAddress::parse("BigQuery://project/dataset?credentials=/k.json").unwrap().unwrap();
        assert_eq!((bigquery.schema.as_deref(), bigquery.options.len()), (Some("dataset"), 4));
        assert_eq!(options("duckdb:/a/b.duckdb"), options("duckdb:///a/b.duckdb"));
        assert!(AdbcAddress::parse("postgres://h/d").unwrap().is_none());
    }

    #[test]
    fn what_is_printed_holds_no_secret() {
        for (typed, shown) in [
            ("snowflake://ann:hunter22@acc/DB?warehouse=W", "snowflake://acc/DB"),
            (
                "databricks://token:dapi123@h.example:443/sql/1.0/warehouses/a?catalog=c",
                "databricks://h.example:443/sql/1.0/warehouses/a",
            ),
            ("adbc:/opt/libadbc_driver_sqlite.so", "adbc:/opt/libadbc_driver_sqlite.so"),
        ] {
            let address = AdbcAddress::parse(typed).unwrap().unwrap();
            assert_eq!((address.to_string(), format!("{address:?}")), (shown.to_owned(), shown.to_owned()));
        }
        for wrong in [
            "snowflake://a:p/w@h/d",
            "snowflake://a:b@c@h/d",
            "bigquery://",
            "adbc:",
            "adbc:x?password=hunter22",
            "snowflake://h/d?pasword=hunter22",
        ] {
            let fault = AdbcAddress::parse(wrong).unwrap_err();
            assert!(!format!("{fault:?}").contains("hunter22"), "{wrong}");
        }
        let address = AdbcAddress::parse("snowflake://ann:hunter22@acc/DB").unwrap().unwrap();
        assert_eq!(address.without_secrets("bad password hunter22"), "bad password ***");
    }
}
