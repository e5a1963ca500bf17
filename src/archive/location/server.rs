//! The address of an archive on a ClickHouse server.
//!
//! Errors never repeat the typed text, and the printed form consists of parsed parts only. So no password is printed.

use std::fmt;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};
use url::Url;

use connlog_core::error::{Error, Result};

/// The scheme of an address.
const SCHEME: &str = "clickhouse";
/// The scheme of an address with TLS.
const SECURE_SCHEME: &str = "clickhouses";
/// The HTTP port of a server.
const PORT: u16 = 8123;
/// The HTTPS port of a server.
const SECURE_PORT: u16 = 8443;
/// The database of a server without another one.
const DATABASE: &str = "default";
const HINT: &str =
    "write it like clickhouse://user@host:8123/database or clickhouse://user@host:8443/database?secure=1";
/// The characters that a part of a printed address may have unescaped.
const ENCODED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// The address of a database on a ClickHouse server.
#[derive(Clone, PartialEq, Eq)]
pub struct ServerLocation {
    /// The host as in a URL: an IPv6 address has brackets.
    pub(crate) host: String,
    pub(crate) port: u16,
    pub(crate) is_secure: bool,
    pub(crate) database: String,
    pub(crate) user: Option<String>,
    pub(crate) password: Option<String>,
}

impl ServerLocation {
    /// Parses an address. Returns `None` for a text with another scheme.
    ///
    /// # Errors
    ///
    /// A usage error for an invalid address, without its text.
    pub fn parse(typed: &str) -> Result<Option<Self>> {
        let typed = typed.trim();
        let Some((scheme, rest)) = typed.split_once(':') else { return Ok(None) };
        let scheme = scheme.to_ascii_lowercase();
        if scheme != SCHEME && scheme != SECURE_SCHEME {
            return Ok(None);
        }
        if !rest.starts_with("//") {
            return Err(invalid("the two slashes are missing"));
        }
        let url = Url::parse(typed).map_err(|_| unreadable())?;
        // A password may extend into another part.
        if url.fragment().is_some() || url.path().contains('@') || url.query().is_some_and(|query| query.contains('@'))
        {
            return Err(unreadable());
        }
        let host = url.host_str().filter(|host| !host.is_empty()).ok_or_else(|| invalid("it names no host"))?;
        let mut location = Self {
            host: decode(host)?,
            port: 0,
            is_secure: scheme == SECURE_SCHEME,
            database: decode(url.path().trim_matches('/'))?,
            user: Some(decode(url.username())?).filter(|user| !user.is_empty()),
            password: url.password().map(decode).transpose()?.filter(|password| !password.is_empty()),
        };
        if location.host.contains(',') {
            return Err(invalid("it names several hosts"));
        }
        if location.database.is_empty() {
            DATABASE.clone_into(&mut location.database);
        }
        for (name, value) in url.query_pairs() {
            location.set(&name, &value)?;
        }
        let default = if location.is_secure { SECURE_PORT } else { PORT };
        location.port = url.port().unwrap_or(default);
        Ok(Some(location))
    }

    fn set(&mut self, name: &str, value: &str) -> Result<()> {
        match (name, value) {
            ("secure" | "ssl", "" | "1" | "true") => self.is_secure = true,
            ("secure" | "ssl", "0" | "false") => self.is_secure = false,
            ("secure" | "ssl", _) => return Err(invalid("the value of its option secure is neither 1 nor 0")),
            ("user", _) => self.user = Some(value.to_owned()),
            ("password", _) => self.password = Some(value.to_owned()),
            _ => return Err(invalid("it has an option that connlog does not know")),
        }
        Ok(())
    }

    /// Returns whether both addresses name the same database; another user makes no difference.
    pub(crate) fn is_same_database(&self, other: &Self) -> bool {
        (&self.host, self.port, &self.database) == (&other.host, other.port, &other.database)
    }

    /// Returns the URL of the HTTP interface.
    pub(crate) fn url(&self) -> String {
        let scheme = if self.is_secure { "https" } else { "http" };
        format!("{scheme}://{}:{}", self.host, self.port)
    }
}

/// Formats the address without the password.
impl fmt::Display for ServerLocation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{SCHEME}://")?;
        if let Some(user) = &self.user {
            write!(f, "{}@", encode(user))?;
        }
        f.write_str(&self.host)?;
        if self.port != if self.is_secure { SECURE_PORT } else { PORT } {
            write!(f, ":{}", self.port)?;
        }
        write!(f, "/{}", encode(&self.database))?;
        f.write_str(if self.is_secure { "?secure=1" } else { "" })
    }
}

impl fmt::Debug for ServerLocation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

fn decode(text: &str) -> Result<String> {
    percent_decode_str(text).decode_utf8().map(Into::into).map_err(|_| unreadable())
}

fn encode(text: &str) -> String {
    utf8_percent_encode(text, ENCODED).to_string()
}

fn invalid(cause: &str) -> Error {
    Error::usage("cannot read the address of a ClickHouse archive").cause(cause).hint(HINT)
}

fn unreadable() -> Error {
    invalid("a `@`, `:`, `/`, `?` or `#` in a user or password must be written as %40, %3A, %2F, %3F or %23")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_has_a_host_a_database_and_perhaps_a_user() {
        for (typed, url, shown) in [
            ("clickhouse://db.example/logs", "http://db.example:8123", "clickhouse://db.example/logs"),
            ("clickhouse://db.example", "http://db.example:8123", "clickhouse://db.example/default"),
            ("ClickHouse://me:s3cret@db:9/logs", "http://db:9", "clickhouse://me@db:9/logs"),
            ("clickhouse://me:s3%40t@db/logs?secure=1", "https://db:8443", "clickhouse://me@db/logs?secure=1"),
            ("clickhouses://[::1]:1/a%20b", "https://[::1]:1", "clickhouse://[::1]:1/a%20b?secure=1"),
            ("clickhouse://db/logs?user=me&password=s3cret&ssl=false", "http://db:8123", "clickhouse://me@db/logs"),
        ] {
            let location = ServerLocation::parse(typed).unwrap().expect(typed);
            assert_eq!((&*location.url(), &*location.to_string()), (url, shown));
            assert_eq!(location.password.is_some(), typed.contains("s3"), "{typed}");
            assert!(!format!("{location:?}").contains("s3"));
        }
        for other in ["archive", "a.db", "sqlite:a.db", "postgres://host/database", "C:\\a"] {
            assert_eq!(ServerLocation::parse(other).unwrap(), None, "{other}");
        }
    }

    #[test]
    fn an_invalid_address_is_a_usage_error_that_does_not_repeat_it() {
        for typed in [
            "clickhouse:s3cret",
            "clickhouse://",
            "clickhouse:///s3cret",
            "clickhouse://me:s3cret/x@db/logs",
            "clickhouse://me:1/s3cret@db/logs",
            "clickhouse://me:1#s3cret@db/logs",
            "clickhouse://me:1?s3cret@db/logs",
            "clickhouse://db/logs?token=s3cret",
            "clickhouse://db/logs?secure=s3cret",
            "clickhouse://a:1,s3cret:2/logs",
        ] {
            let fault = ServerLocation::parse(typed).expect_err(typed);
            assert!(!format!("{fault:?}").contains("s3cret"), "{fault:?}");
        }
    }
}
