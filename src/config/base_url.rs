//! The base URL of the API. Validates it, and decides which other URLs may receive the same key.

use std::fmt;

use url::{Host, Url};

use crate::args::api::ApiProvider;
use connlog_core::error::{Error, Result};

/// The default base URL.
pub const DEFAULT: &str = "https://zernio.com/api";

/// The default base URL of Fivetran.
pub const FIVETRAN: &str = "https://api.fivetran.com";

/// A valid base URL: http or https, with a host, without credentials, query, fragment and a trailing `/` or `/v1`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct BaseUrl(Url);

impl Default for BaseUrl {
    fn default() -> Self {
        Self(Url::parse(DEFAULT).expect("the default base URL is a URL"))
    }
}

impl BaseUrl {
    /// Returns the default base URL of an API.
    pub fn of_provider(provider: ApiProvider) -> Self {
        match provider {
            ApiProvider::Zernio => Self::default(),
            ApiProvider::Fivetran => Self(Url::parse(FIVETRAN).expect("the default base URL is a URL")),
        }
    }

    /// Parses `text`. Plain http is accepted for loopback only, unless `insecure_http` is set.
    ///
    /// # Errors
    ///
    /// `config` when `text` is invalid. The error does not quote a part that may hold a password.
    pub fn parse(text: &str, insecure_http: bool) -> Result<Self> {
        let text = text.trim();
        let wrong = |cause: &str| {
            Error::config("cannot use the base URL").cause(cause).hint(format!("write it like {DEFAULT}"))
        };
        // The parser takes `localhost` in `localhost:3000` for the scheme.
        if !text.contains("://") {
            return Err(wrong("it does not begin with https:// or http://"));
        }
        // The parser drops tabs and line ends silently, which would hide an incomplete copy.
        if text.chars().any(|c| c.is_control() || c.is_whitespace()) {
            return Err(wrong("it contains white space"));
        }
        let mut url = Url::parse(text).map_err(|error| wrong(&error.to_string()))?;
        if !matches!(url.scheme(), "http" | "https") {
            return Err(wrong("its scheme is neither https nor http"));
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err(wrong("it contains a user name or a password")
                .hint("remove that part; set the API key with CONNLOG_API_KEY or --api-key-file"));
        }
        if url.query().is_some() || url.fragment().is_some() {
            return Err(wrong("it has a `?` or `#` part"));
        }
        trim_path(&mut url);
        let base = Self(url);
        if base.0.scheme() == "http" && !insecure_http && !base.is_loopback() {
            return Err(wrong(&format!("{base} is plain http, so the key can be read on the way"))
                .hint("use https, or add --insecure-http if you trust the network"));
        }
        Ok(base)
    }

    /// Returns the full URL of `path`, which begins with `/v1`.
    pub fn join(&self, path: &str) -> String {
        format!("{self}/{}", path.trim_start_matches('/'))
    }

    /// Returns whether the key for this base URL may also go to `other`.
    pub fn same_site(&self, other: &Self) -> bool {
        same_site(&self.0, &other.0)
    }

    /// Returns whether the key for this base URL may go to `url`, the target of a redirect. A relative URL returns `false`.
    pub fn covers(&self, url: &str) -> bool {
        Url::parse(url).is_ok_and(|url| same_site(&self.0, &url))
    }

    /// Returns whether the host is this machine.
    pub fn is_loopback(&self) -> bool {
        match self.0.host() {
            Some(Host::Domain(name)) => name == "localhost",
            Some(Host::Ipv4(address)) => address.is_loopback(),
            Some(Host::Ipv6(address)) => address.to_canonical().is_loopback(),
            None => false,
        }
    }

    /// Returns whether the scheme is https.
    pub fn is_https(&self) -> bool {
        self.0.scheme() == "https"
    }

    /// Returns the host, with the port if it differs from the default of the scheme.
    pub fn host(&self) -> String {
        let host = self.0.host_str().unwrap_or_default();
        self.0.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"))
    }
}

impl fmt::Display for BaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.as_str().trim_end_matches('/'))
    }
}

/// Removes a trailing `/` and `/v1`, because the paths of requests begin with `/v1`.
fn trim_path(url: &mut Url) {
    let mut path = url.path();
    loop {
        let shorter = path.trim_end_matches('/');
        let shorter = shorter.strip_suffix("/v1").unwrap_or(shorter);
        if shorter == path {
            break;
        }
        path = shorter;
    }
    let path = path.to_owned();
    url.set_path(&path);
}

fn same_site(one: &Url, other: &Url) -> bool {
    let same = one.scheme() == other.scheme()
        && one.host() == other.host()
        && one.port_or_known_default() == other.port_or_known_default();
    same || (is_vendor(one) && is_vendor(other))
}

/// Returns whether `url` is an API host of Late or Zernio, which share keys. Other hosts in these domains may have other owners.
fn is_vendor(url: &Url) -> bool {
    let host = url.host_str().unwrap_or_default();
    matches!(host, "getlate.dev" | "www.getlate.dev" | "zernio.com") && url.scheme() == "https" && url.port().is_none()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_trailing_slash_and_version_are_removed() {
        let cases = [
            ("https://zernio.com/api", "https://zernio.com/api"),
            ("https://zernio.com/api/", "https://zernio.com/api"),
            (" https://zernio.com/api/v1\n", "https://zernio.com/api"),
            ("https://zernio.com/api/v1//v1/", "https://zernio.com/api"),
            ("https://zernio.com/v1", "https://zernio.com"),
            ("https://zernio.com", "https://zernio.com"),
            ("HTTPS://Zernio.COM:443/api", "https://zernio.com/api"),
            ("https://example.com/api/v10", "https://example.com/api/v10"),
            ("https://example.com/apiv1", "https://example.com/apiv1"),
            ("http://localhost:3000/", "http://localhost:3000"),
            ("http://127.0.0.2:3000", "http://127.0.0.2:3000"),
            ("http://[::1]:80/api", "http://[::1]/api"),
        ];
        for (text, expected) in cases {
            let base = BaseUrl::parse(text, false).unwrap();
            assert_eq!(base.to_string(), expected, "{text}");
            assert_eq!(base.join("/v1/logs"), format!("{expected}/v1/logs"));
        }
        assert_eq!(BaseUrl::default().to_string(), DEFAULT);
    }

    #[test]
    fn an_invalid_base_url_is_an_error_with_its_cause() {
        let cases = [
            ("", "does not begin"),
            ("zernio.com/api", "does not begin"),
            ("localhost:3000", "does not begin"),
            ("ftp://zernio.com", "scheme"),
            ("https://", "host"),
            ("https://zer nio.com", "white space"),
            ("https://zernio.com/a\tb", "white space"),
            ("https://me:hunter2@zernio.com", "password"),
            ("https://me@zernio.com", "user name"),
            ("https://zernio.com/api?x=1", "`?`"),
            ("https://zernio.com/api#x", "`#`"),
            ("http://zernio.com/api", "plain http"),
            ("http://192.168.0.7", "plain http"),
            ("http://localhost.example.com", "plain http"),
        ];
        for (text, expected) in cases {
            let fault = BaseUrl::parse(text, false).unwrap_err();
            assert_eq!(fault.code.exit().number(), 3);
            assert!(fault.to_string().contains(expected), "{text}: {fault}");
            assert!(!fault.to_string().contains("hunter2"));
            assert!(fault.hint.is_some());
        }
        assert!(BaseUrl::parse("http://192.168.0.7", true).is_ok());
    }

    #[test]
    fn the_key_stays_on_one_site() {
        let cases = [
            ("https://zernio.com/api", "https://zernio.com/other", true),
            ("https://zernio.com/api", "https://getlate.dev/api", true),
            ("https://www.getlate.dev", "https://zernio.com", true),
            ("https://zernio.com", "https://api.zernio.com", false),
            ("https://zernio.com", "https://user-content.zernio.com", false),
            ("https://zernio.com", "https://zernio.com:443", true),
            ("https://zernio.com", "https://zernio.com:8443", false),
            ("https://zernio.com", "http://zernio.com", false),
            ("http://zernio.com", "http://getlate.dev", false),
            ("https://zernio.com", "https://evilzernio.com", false),
            ("https://zernio.com", "https://zernio.com.evil.example", false),
            ("https://getlate.dev", "https://api.getlate.dev", false),
            ("https://zernio.com", "https://example.com", false),
            ("http://localhost:1", "http://localhost:2", false),
        ];
        for (one, other, expected) in cases {
            let base = |text| BaseUrl::parse(text, true).unwrap();
            assert_eq!(base(one).same_site(&base(other)), expected, "{one} {other}");
            assert_eq!(base(other).same_site(&base(one)), expected, "{other} {one}");
            assert_eq!(base(one).covers(&format!("{other}/v1/logs?limit=1")), expected);
        }
        assert!(!BaseUrl::default().covers("/v1/logs"));
    }
}
