//! The HTTP client: transport, rate limit and retries.

pub mod http;
pub mod rate_limiter;
pub mod retry;
pub mod retrying_client;
pub mod transport;
