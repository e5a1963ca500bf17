//! How patient and how busy connlog is on the network, with every default filled in.

use std::fs::File;
use std::path::Path;
use std::time::Duration;

use crate::cli::NetworkArgs;
use crate::env::{self, Env};
use crate::error::{Fault, Result};

/// Limits of the HTTP room; every value is definite.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Network {
    /// Longest time of one request, its body included.
    pub timeout: Duration,
    /// Times a failed request is repeated, the first attempt not counted.
    pub retries: u32,
    /// Longest wait in all for rate limits.
    pub max_wait: Duration,
    /// Most bytes of one answer, after it was unpacked.
    pub max_body: u64,
    /// Requests in flight at most, 1 to 64.
    pub concurrency: usize,
    /// Whether each request is shown on stderr.
    pub debug: bool,
}

/// Checks that the certificate authorities that the environment names can be read: the system's would be used in silence
/// otherwise, or none at all.
pub fn check_authorities(env: &Env) -> Result<()> {
    let cannot = |name: &str, what: &Path| {
        Fault::config(format!("cannot read the certificate authorities of {name}, {}", what.display()))
            .hint(format!("correct or unset {name}"))
    };
    if let Some(file) = env.path(env::CERT_FILE) {
        File::open(&file).map_err(|error| cannot(env::CERT_FILE, &file).cause(error))?;
        let read = rustls_native_certs::load_certs_from_paths(Some(&file), None);
        if read.certs.is_empty() {
            let why =
                read.errors.first().map_or_else(|| "there is no certificate in it".to_owned(), ToString::to_string);
            return Err(cannot(env::CERT_FILE, &file).cause(why));
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
