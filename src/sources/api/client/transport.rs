//! The transport of requests, its answers and its errors. The network is one transport, a simulation is another.

use std::pin::Pin;
use std::time::Duration;

use chrono::{DateTime, Utc};

use connlog_core::providers::endpoint::{ApiReply, PageRequest};
use connlog_core::providers::retry_after::RetryAfter;

/// Sends requests to a server, or to a simulation of one.
pub trait Transport {
    /// Returns the host name for messages.
    fn host(&self) -> String;

    /// Returns the complete URL of `request` for messages; it contains no key.
    fn url(&self, request: &PageRequest) -> String;

    /// Returns the proxy without its password for messages, or `None` without a proxy.
    fn proxy(&self) -> Option<String> {
        None
    }

    /// Sends `request` once, with a request id that the server may adopt.
    fn send<'t>(&'t self, request: &'t PageRequest, id: &'t str) -> ResponseFuture<'t>;
}

/// The future of an answer.
pub type ResponseFuture<'t> = Pin<Box<dyn Future<Output = Result<HttpResponse, TransportError>> + 't>>;

/// The values of the rate limit headers.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct RateLimitHeaders {
    /// The requests allowed a minute.
    pub limit: Option<u64>,
    /// The requests still allowed.
    pub remaining: Option<u64>,
    /// When the next request is allowed.
    pub reset: Option<RetryAfter>,
}

/// An answer with the values of its headers.
#[derive(Debug)]
pub struct HttpResponse {
    pub reply: ApiReply,
    pub rate: RateLimitHeaders,
    /// `Retry-After` unchanged: seconds, or a date.
    pub retry_after: Option<String>,
    pub request_id: Option<String>,
    /// The server time.
    pub date: Option<DateTime<Utc>>,
    /// The time from the request to the end of the body.
    pub elapsed: Duration,
}

/// Why there is no answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TransportError {
    Refused,
    UnknownHost,
    /// The certificate is not trusted, with the reason.
    Certificate(String),
    Timeout,
    /// The connection ended before the end of the answer.
    Cut,
    /// The answer has more bytes than this maximum.
    TooLarge(u64),
    /// A redirect that would send the key to another host.
    RedirectAway(String),
    RedirectLoop,
    /// The filters make a URL that is too long.
    LongUrl,
    Connection(String),
}

impl TransportError {
    /// Returns whether a retry may succeed.
    pub fn passes(&self) -> bool {
        match self {
            Self::Refused | Self::UnknownHost | Self::Timeout | Self::Cut | Self::Connection(_) => true,
            Self::Certificate(_) | Self::RedirectAway(_) | Self::RedirectLoop | Self::TooLarge(_) | Self::LongUrl => {
                false
            }
        }
    }
}
