//! Limits of the HTTP client with their defaults, and checks of certificate authorities and proxies.

use std::ffi::OsStr;
use std::path::Path;
use std::time::Duration;

use hyper::Uri;

use super::base_url::BaseUrl;
use crate::args::network::NetworkArgs;
use crate::env::{self, Env};
use crate::file_access::settings;
use connlog_core::error::{Error, Result};

/// The limits of the HTTP client.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Network {
    /// The most time for one request, including its body.
    pub timeout: Duration,
    /// The number of retries after the first attempt of a request.
    pub retries: u32,
    /// The most time that a run waits for rate limits in total.
    pub max_wait: Duration,
    /// The most bytes of one response after decompression.
    pub max_body: u64,
    /// The most requests in flight, 1 to 64.
    pub concurrency: usize,
    /// `--debug`: prints each request on stderr.
    pub debug: bool,
}

/// Checks that the certificate authorities in the environment can be read. Without this check, an unreadable file would
/// silently select those of the system, or none.
///
/// # Errors
///
/// `config` when a file or folder cannot be read.
pub fn check_authorities(env: &Env) -> Result<()> {
    let cannot = |name: &str, what: &Path| {
        Error::config(format!("cannot read the certificate authorities of {name}, {}", what.display()))
            .hint(format!("correct or unset {name}"))
    };
    if let Some(file) = env.path(env::CERT_FILE) {
        settings::open(&file).map_err(|error| cannot(env::CERT_FILE, &file).cause(error))?;
        let read = rustls_native_certs::load_certs_from_paths(Some(&file), None);
        if read.certs.is_empty() {
            let cause =
                read.errors.first().map_or_else(|| "it contains no certificate".to_owned(), ToString::to_string);
            return Err(cannot(env::CERT_FILE, &file).cause(cause));
        }
    }
    if let Some(folders) = env.path(env::CERT_DIR)
        && !folders
            .to_string_lossy()
            .split(if cfg!(windows) { ';' } else { ':' })
            .any(|folder| Path::new(folder).is_dir())
    {
        return Err(cannot(env::CERT_DIR, &folders).cause("there is no such folder"));
    }
    Ok(())
}

/// Checks the proxy in the environment for `base_url`. Without this check, a malformed proxy would silently be ignored.
///
/// # Errors
///
/// `config` when the proxy is malformed. The error does not quote the value, which may hold a password.
pub fn check_proxy(env: &Env, base_url: &BaseUrl) -> Result<()> {
    if base_url.is_loopback() {
        return Ok(());
    }
    let scheme = if base_url.is_https() { ["HTTPS_PROXY", "https_proxy"] } else { ["HTTP_PROXY", "http_proxy"] };
    // The first set variable of each pair counts. The second pair counts if the first pair has no value.
    let selected = [scheme, ["ALL_PROXY", "all_proxy"]].into_iter().find_map(|names| {
        let name = names.into_iter().find(|name| env.is_set(name))?;
        Some((name, env.path(name)?))
    });
    let Some((name, value)) = selected else { return Ok(()) };
    check_proxy_url(value.as_os_str()).map_err(|cause| {
        Error::config(format!("cannot use the proxy of {name}"))
            .cause(cause)
            .hint(format!("write it like http://HOST:PORT, or unset {name}"))
    })
}

/// Checks the URL of a proxy, and returns the cause if it is invalid.
fn check_proxy_url(value: &OsStr) -> Result<(), &'static str> {
    let uri = value.to_str().and_then(|text| text.parse::<Uri>().ok()).ok_or("it is not a URL")?;
    if !matches!(uri.scheme_str(), None | Some("http" | "https")) {
        return Err("its scheme is neither http nor https");
    }
    let authority = uri.authority().ok_or("it has no host")?;
    let host_and_port = authority.as_str().rsplit('@').next().unwrap_or_default();
    let has_port = host_and_port.strip_prefix(authority.host()).is_some_and(|rest| rest.starts_with(':'));
    if authority.host().is_empty() {
        Err("it has no host")
    } else if has_port && authority.port_u16().is_none_or(|port| port == 0) {
        Err("its port is not a number from 1 to 65535")
    } else {
        Ok(())
    }
}

impl Default for Network {
    fn default() -> Self {
        Self {
            timeout: Duration::from_secs(30),
            retries: 4,
            max_wait: Duration::from_secs(120),
            max_body: 64 << 20,
            concurrency: 4,
            debug: false,
        }
    }
}

impl From<&NetworkArgs> for Network {
    fn from(args: &NetworkArgs) -> Self {
        let default = Self::default();
        Self {
            timeout: args.timeout.unwrap_or(default.timeout),
            retries: args.retries.unwrap_or(default.retries),
            max_wait: args.max_wait.unwrap_or(default.max_wait),
            max_body: args.max_body.unwrap_or(default.max_body),
            concurrency: args.concurrency.map_or(default.concurrency, usize::from),
            debug: args.debug,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use connlog_core::error::Code;

    fn check(variables: &[(&str, &str)], base_url: &str) -> Result<()> {
        let env = Env::new(variables.iter().map(|(name, value)| (name.into(), value.into())));
        check_proxy(&env, &BaseUrl::parse(base_url, true).unwrap())
    }

    #[test]
    fn a_malformed_proxy_is_a_fault_that_does_not_repeat_it() {
        for value in [
            "http://ada:Zq9 x@proxy:1",
            "://Zq9",
            "http://",
            "http://ada:Zq9@",
            "Zq9/proxy",
            "htp://Zq9:1",
            "socks5://ada:Zq9@proxy:1",
            "http://[Zq9",
            "http://Zq9:99999",
            "http://Zq9:port",
            " http://Zq9",
            "http://ada:Zq9#@proxy:1",
        ] {
            for name in ["HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"] {
                let fault = check(&[(name, value)], "https://zernio.com").expect_err(value);
                assert_eq!(fault.code, Code::Config);
                assert!(fault.to_string().contains(name) && !format!("{fault:?}").contains("Zq9"), "{fault:?}");
            }
            check(&[("HTTP_PROXY", value)], "https://zernio.com").unwrap();
            check(&[("ALL_PROXY", value), ("HTTPS_PROXY", "http://proxy:1")], "https://zernio.com").unwrap();
            check(&[("ALL_PROXY", value), ("HTTP_PROXY", value)], "http://127.0.0.1:1").unwrap();
            assert!(check(&[("HTTP_PROXY", value)], "http://logs.example").is_err());
        }
        for value in ["", "proxy", "proxy:3128", "http://ada:pw@proxy:1", "https://[::1]:1/", "http://127.0.0.1"] {
            check(&[("HTTPS_PROXY", value)], "https://zernio.com").unwrap_or_else(|fault| panic!("{value}: {fault}"));
        }
    }
}
