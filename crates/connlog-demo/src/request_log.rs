//! The log of the API requests that the demo has received.

use std::collections::VecDeque;

use hyper::Request;
use hyper::body::Incoming;
use hyper::header::USER_AGENT;
use serde::Serialize;

/// The log forgets requests older than this many.
const KEPT: usize = 100_000;

/// The API requests so far.
#[derive(Debug, Default)]
pub(super) struct RequestLog {
    count: u64,
    pub(super) requests: VecDeque<LoggedRequest>,
}

/// One request. The key is not among what is kept.
#[derive(Debug, Serialize)]
pub(super) struct LoggedRequest {
    #[serde(skip)]
    number: u64,
    method: String,
    path: String,
    query: String,
    /// Null while there is no answer, and for ever where there never is one.
    status: Option<u16>,
    request_id: String,
    user_agent: Option<String>,
}

impl RequestLog {
    pub(super) const fn count(&self) -> u64 {
        self.count
    }

    /// Notes a request and gives it its number.
    pub(super) fn begin(&mut self, request: &Request<Incoming>, id: &str) -> u64 {
        self.count += 1;
        if self.requests.len() == KEPT {
            self.requests.pop_front();
        }
        let agent = request.headers().get(USER_AGENT).and_then(|agent| agent.to_str().ok());
        self.requests.push_back(LoggedRequest {
            number: self.count,
            method: request.method().to_string(),
            path: request.uri().path().to_owned(),
            query: request.uri().query().unwrap_or("").to_owned(),
            status: None,
            request_id: id.to_owned(),
            user_agent: agent.map(str::to_owned),
        });
        self.count
    }

    /// Notes how a request was answered.
    pub(super) fn end(&mut self, number: u64, status: u16) {
        if let Some(asked) = self.requests.iter_mut().rev().find(|asked| asked.number == number) {
            asked.status = Some(status);
        }
    }
}
