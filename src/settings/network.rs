//! How patient and how busy connlog is on the network, with every default filled in.

use std::time::Duration;

use crate::cli::NetworkArgs;

/// Limits of the HTTP room; every value is definite.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Network {
    /// Longest time of one request, its body included.
    pub timeout: Duration,
    /// Times a failed request is repeated, the first attempt not counted.
    pub retries: u32,
    /// Longest wait in all for rate limits.
    pub max_wait: Duration,
    /// Requests in flight at most, 1 to 64.
    pub concurrency: usize,
    /// Whether each request is shown on stderr.
    pub debug: bool,
}

impl Default for Network {
    fn default() -> Self {
        Self {
            timeout: Duration::from_secs(30),
            retries: 4,
            max_wait: Duration::from_secs(120),
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
            concurrency: args.concurrency.map_or(default.concurrency, usize::from),
            debug: args.debug,
        }
    }
}
