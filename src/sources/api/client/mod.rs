//! The only rooms that talk to a network: sending, retrying, walking pages, and following what comes. Everything
//! vendor-specific is asked of a [`Source`](connlog_core::providers::endpoint::ListEndpoint).

pub mod http;
pub mod rate_limiter;
pub mod retry;
pub mod retrying_client;
pub mod transport;
