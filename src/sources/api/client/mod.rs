//! The HTTP client: transport, rate limit and retries.

mod error_texts;
pub mod http;
pub mod rate_limiter;
pub mod retry;
pub mod retrying_client;
pub mod transport;
