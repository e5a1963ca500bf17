//! Parses the address of a database: a URL, a JDBC URL or the keywords of `psql`.
//!
//! Errors never repeat the typed text, and the printed form consists of parsed parts only. So no password is printed.

pub mod keywords;
pub mod options;
pub mod scheme;
pub mod url;

use std::fmt;
use std::path::Path;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

use self::options::{IGNORED, OPTIONS, PRINTED, UNSUPPORTED, has_strays, may_have_password};
use crate::archive::location::ArchiveLocation;
use crate::sources::adbc::location as adbc_location;
use connlog_core::error::{Error, Result};

const HINT: &str = "write it like postgres://user@host:5432/database?sslmode=verify-full&sslrootcert=system";
/// The characters that a part of a printed URL may have unescaped.
const ENCODED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// The type of database at an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum PostgresEngine {
    Postgres,
    Redshift,
}

impl PostgresEngine {
    fn from_scheme(scheme: &str) -> Option<Self> {
        // `postgresql+psycopg2://` names a driver of another language.
        match scheme.split('+').next()? {
            "postgres" | "postgresql" => Some(Self::Postgres),
            "redshift" => Some(Self::Redshift),
            _ => None,
        }
    }

    const fn scheme(self) -> &'static str {
        match self {
            Self::Postgres => "postgres",
            Self::Redshift => "redshift",
        }
    }

    pub(crate) const fn port(self) -> u16 {
        match self {
            Self::Postgres => 5432,
            Self::Redshift => 5439,
        }
    }
}

/// The address of a database, without values from the environment.
#[derive(Clone, PartialEq, Eq)]
pub struct Location {
    pub(crate) engine: PostgresEngine,
    options: Vec<(String, String)>,
}

impl Location {
    /// Parses an address. `None` means that `typed` is a path.
    pub fn parse(typed: &str) -> Result<Option<Self>> {
        let text = typed.trim();
        let (jdbc, address) = match text.split_at_checked(5) {
            Some((prefix, rest)) if prefix.eq_ignore_ascii_case("jdbc:") => (true, rest),
            _ => (false, text),
        };
        if let Some((scheme, rest)) = scheme::scheme(address) {
            let engine = PostgresEngine::from_scheme(&scheme).ok_or_else(|| scheme::foreign(&scheme))?;
            let options =
                if jdbc { url::pairs(rest, &['?', ';'], &['&', ';']) } else { url::pairs(rest, &['?'], &['&']) };
            return Self::new(engine, options.ok_or_else(unreadable)?, jdbc).map(Some);
        }
        if jdbc {
            return Err(unreadable());
        }
        if let Some(scheme) = scheme::bare_scheme(text) {
            return Err(scheme::foreign(&scheme));
        }
        if keywords::is_keywords(text) {
            return Self::new(PostgresEngine::Postgres, keywords::pairs(text).ok_or_else(unreadable)?, false).map(Some);
        }
        if resembles_address(text) && !Path::new(typed).exists() {
            return Err(unreadable().hint(format!("{HINT}; write ./ before the name of a file")));
        }
        Ok(None)
    }

    fn new(engine: PostgresEngine, pairs: Vec<(String, String)>, jdbc: bool) -> Result<Self> {
        let mut location = Self { engine, options: Vec::new() };
        for (name, value) in pairs {
            let name = match name.to_ascii_lowercase() {
                name if jdbc && name == "uid" => "user".to_owned(),
                name if jdbc && name == "pwd" => "password".to_owned(),
                name if name == "keepalives_count" => "keepalives_retries".to_owned(),
                name => name,
            };
            match &*name {
                // Text after a wrong separator may be part of a password.
                name if has_strays(name, &value) => return Err(unreadable()),
                _ if value.is_empty() || IGNORED.contains(&&*name) => {}
                // JDBC and libpq read the flag of older clients in this way.
                "ssl" if value == "true" => location.set("sslmode", if jdbc { "verify-full" } else { "require" }),
                "ssl" => {}
                name if OPTIONS.contains(&name) => location.set(name, &value),
                name if UNSUPPORTED.contains(&name) => {
                    return Err(wrong(format!("its option {name} is not supported")));
                }
                _ => return Err(wrong("it has an option that connlog does not know".to_owned())),
            }
        }
        if location.option("host").is_none() && location.option("hostaddr").is_none() {
            return Err(wrong("it names no host".to_owned()));
        }
        Ok(location)
    }

    /// Returns the last value of an option, as in `psql`.
    fn set(&mut self, name: &str, value: &str) {
        self.options.retain(|(known, _)| known != name);
        self.options.push((name.to_owned(), value.to_owned()));
    }

    pub(crate) fn option(&self, name: &str) -> Option<&str> {
        self.options.iter().find(|(known, _)| known == name).map(|(_, value)| &**value)
    }

    /// Returns the options in the form of the driver.
    pub(crate) fn keywords(&self) -> String {
        let ours = ["sslmode", "sslrootcert", "sslcrl", "passfile"];
        let theirs = self.options.iter().filter(|(name, _)| !ours.contains(&&**name));
        let quoted = |value: &str| value.replace('\\', "\\\\").replace('\'', "\\'");
        theirs.map(|(name, value)| format!("{name}='{}'", quoted(value))).collect::<Vec<_>>().join(" ")
    }

    fn hosts(&self) -> String {
        let hosts = self.option("host").unwrap_or_default().split(',');
        let mut ports = self.option("port").unwrap_or_default().split(',').cycle();
        let host = |host: &str| {
            let shown = if host.contains(':') { format!("[{host}]") } else { encoded(host) };
            match ports.next().filter(|port| !port.is_empty()) {
                Some(port) => format!("{shown}:{port}"),
                None => shown,
            }
        };
        hosts.map(host).collect::<Vec<_>>().join(",")
    }
}

/// Formats the URL without the password and without options that may contain a secret.
impl fmt::Display for Location {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}://", self.engine.scheme())?;
        if let Some(user) = self.option("user") {
            write!(f, "{}@", encoded(user))?;
        }
        write!(f, "{}/{}", self.hosts(), self.option("dbname").map(encoded).unwrap_or_default())?;
        let printed = self.options.iter().filter(|(name, _)| PRINTED.contains(&&**name));
        for (at, (name, value)) in printed.enumerate() {
            write!(f, "{}{name}={}", if at == 0 { '?' } else { '&' }, encoded(value))?;
        }
        Ok(())
    }
}

impl fmt::Debug for Location {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

fn encoded(text: &str) -> String {
    utf8_percent_encode(text, ENCODED).to_string()
}

/// The value of `--from` that names Fivetran's API.
pub const FIVETRAN: &str = "fivetran:";

/// Returns the printable form of `typed`: the address of a database without its password, or an unchanged path.
pub fn printed(typed: &str) -> String {
    match ArchiveLocation::parse(typed) {
        Ok(Some(ArchiveLocation::ClickHouse(server))) => return server.to_string(),
        Ok(Some(ArchiveLocation::Default | ArchiveLocation::Sqlite(_))) => return typed.to_owned(),
        _ => {}
    }
    match Location::parse(typed) {
        _ if adbc_location::accepts(typed) => adbc_location::printed(typed),
        Err(_) if typed == FIVETRAN => typed.to_owned(),
        Ok(Some(location)) => location.to_string(),
        Ok(None) => typed.to_owned(),
        Err(_) => "ADDRESS".to_owned(),
    }
}

pub(crate) fn wrong(cause: String) -> Error {
    Error::usage("cannot read the address of --from").cause(cause).hint(HINT)
}

fn unreadable() -> Error {
    wrong("a `@`, `:`, `/`, `?` or `#` in a user or password must be written as %40, %3A, %2F, %3F or %23".to_owned())
}

/// Returns whether a text resembles an address. It may then contain a password and must not be printed as a path.
fn resembles_address(text: &str) -> bool {
    let decoded = percent_decode_str(text).decode_utf8_lossy();
    decoded.contains("://") || !is_explicit_path(text) && (has_credentials(&decoded) || may_have_password(&decoded))
}

fn is_explicit_path(text: &str) -> bool {
    text.starts_with("./") || text.starts_with("../") || text.starts_with('/') && !text.starts_with("//")
}

/// Returns whether a user with a password precedes a host. A drive letter or a time in a file name has no `@` after
/// it.
fn has_credentials(text: &str) -> bool {
    text.split_once('@').is_some_and(|(before, _)| before.contains(':'))
}

#[cfg(test)]
mod tests;
