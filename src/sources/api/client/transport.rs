//! What goes between a request and its answer: who carries it, what comes back, and what can break on the way. The
//! network is one carrier, a simulation is another.

use std::pin::Pin;
use std::time::Duration;

use chrono::{DateTime, Utc};

use connlog_core::providers::endpoint::{ApiReply, PageRequest};
use connlog_core::providers::retry_after::RetryAfter;

/// What carries requests to a server: the network, or a simulation of it.
pub trait Transport {
    /// The host that is talked to, for messages.
    fn host(&self) -> String;

    /// The whole URL of `request`, for messages: it carries no key.
    fn url(&self, request: &PageRequest) -> String;

    /// The proxy that requests go through, for messages: without its password. `None` where there is no proxy.
    fn proxy(&self) -> Option<String> {
        None
    }

    /// Sends `request` once, under an id of ours that the server may take over.
    fn send<'t>(&'t self, request: &'t PageRequest, id: &'t str) -> ResponseFuture<'t>;
}

/// An answer on its way.
pub type ResponseFuture<'t> = Pin<Box<dyn Future<Output = Result<HttpResponse, TransportError>> + 't>>;

/// What the rate-limit headers say.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct RateLimitHeaders {
    /// Requests allowed a minute.
    pub limit: Option<u64>,
    /// Requests still allowed.
    pub remaining: Option<u64>,
    /// When the next request is allowed.
    pub reset: Option<RetryAfter>,
}

/// An answer with what its headers say.
#[derive(Debug)]
pub struct HttpResponse {
    pub reply: ApiReply,
    pub rate: RateLimitHeaders,
    /// As it was sent: seconds, or a date.
    pub retry_after: Option<String>,
    pub request_id: Option<String>,
    /// The server's clock.
    pub date: Option<DateTime<Utc>>,
    /// From the request to the end of the body.
    pub elapsed: Duration,
}

/// Why no answer came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TransportError {
    Refused,
    UnknownHost,
    /// The certificate is not trusted, with the reason.
    Certificate(String),
    Timeout,
    /// The connection ended within the answer.
    Cut,
    /// The answer has more than so many bytes.
    TooLarge(u64),
    /// A redirect that would take the key to another host.
    RedirectAway(String),
    RedirectLoop,
    Connection(String),
}

impl TransportError {
    /// Whether the same request may succeed in a moment.
    pub fn passes(&self) -> bool {
        match self {
            Self::Refused | Self::UnknownHost | Self::Timeout | Self::Cut | Self::Connection(_) => true,
            Self::Certificate(_) | Self::RedirectAway(_) | Self::RedirectLoop | Self::TooLarge(_) => false,
        }
    }
}
