//! HTTP around the routes: connections, headers, the rate limit, faults, the log of requests and the control routes
//! under `/demo`.

use std::convert::Infallible;
use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll};

use bytes::Bytes;
use chrono::{DateTime, TimeDelta, Utc};
use hyper::body::{Body, Frame, Incoming, SizeHint};
use hyper::header::{self, HeaderName, HeaderValue};
use hyper::service::service_fn;
use hyper::{Request, Response, StatusCode};
use hyper_util::rt::{TokioExecutor, TokioIo};
use hyper_util::server::conn::auto;
use tokio::net::{TcpListener, TcpStream};

use super::DemoProvider;
use super::admin_api;
use super::error_responses::ErrorResponse;
use super::fault_injection::{Effects, FaultEnding};
use super::fivetran;
use super::fivetran::responses::FivetranRefusal;
use super::millis;
use super::rate_limit::Quota;
use super::request::Ask;
use super::request_log::RequestLog;
use super::rng::scatter;
use super::router;
use super::service::{Service, lock};

/// Closes the connection without an answer.
#[derive(Debug)]
struct DroppedConnection;

impl std::fmt::Display for DroppedConnection {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("the connection was dropped, as ordered")
    }
}

impl std::error::Error for DroppedConnection {}

/// A body of one piece, which may break off after it.
struct BodyChunk {
    data: Option<Bytes>,
    after: AfterResponse,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum AfterResponse {
    End,
    /// A pause in which the piece gets out, for hyper throws away what it still holds when a body breaks.
    Pause,
    Break,
}

impl Body for BodyChunk {
    type Data = Bytes;
    type Error = DroppedConnection;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, DroppedConnection>>> {
        if let Some(data) = self.data.take() {
            return Poll::Ready(Some(Ok(Frame::data(data))));
        }
        match self.after {
            AfterResponse::End => Poll::Ready(None),
            AfterResponse::Pause => {
                self.after = AfterResponse::Break;
                context.waker().wake_by_ref();
                Poll::Pending
            }
            AfterResponse::Break => Poll::Ready(Some(Err(DroppedConnection))),
        }
    }

    fn is_end_stream(&self) -> bool {
        self.data.is_none() && self.after == AfterResponse::End
    }

    fn size_hint(&self) -> SizeHint {
        match (&self.data, self.after) {
            (data, AfterResponse::End) => SizeHint::with_exact(data.as_ref().map_or(0, |data| data.len() as u64)),
            _ => SizeHint::default(),
        }
    }
}

/// An answer on its way to becoming a response.
struct DemoReply {
    status: u16,
    content_type: Option<&'static str>,
    body: Vec<u8>,
    retry_after: Option<u64>,
    location: Option<String>,
    cut: bool,
}

const JSON: &str = "application/json";

impl DemoReply {
    const fn json(status: u16, body: Vec<u8>) -> Self {
        Self { status, content_type: Some(JSON), body, retry_after: None, location: None, cut: false }
    }
}

impl Service {
    /// Serves connections until somebody asks to stop.
    pub(super) async fn run(self: Arc<Self>, listener: TcpListener) {
        loop {
            tokio::select! {
                () = self.stop.notified() => return,
                accepted = listener.accept() => match accepted {
                    Ok((stream, _)) => drop(tokio::spawn(Arc::clone(&self).connection(stream))),
                    // Out of file handles, most likely: some will be given back.
                    Err(_) => tokio::time::sleep(std::time::Duration::from_millis(20)).await,
                },
            }
        }
    }

    async fn connection(self: Arc<Self>, stream: TcpStream) {
        let _ = stream.set_nodelay(true);
        let service = service_fn(move |request| {
            let this = Arc::clone(&self);
            async move { this.handle(&request).await }
        });
        // A client that goes away is its own affair.
        let _ = auto::Builder::new(TokioExecutor::new()).serve_connection(TokioIo::new(stream), service).await;
    }

    async fn handle(&self, request: &Request<Incoming>) -> Result<Response<BodyChunk>, DroppedConnection> {
        if !self.is_addressed_by(request) {
            let body = br#"{"error":"the Host header must name this machine and the port of the demo"}"#;
            Ok(respond(DemoReply::json(403, body.to_vec()), &[], (self.options.clock)()))
        } else if request.uri().path().starts_with(self.api_path()) {
            self.api(request).await
        } else {
            let (status, body) = admin_api::answer(self, request);
            Ok(respond(DemoReply::json(status, body), &[], (self.options.clock)()))
        }
    }

    /// The beginning of the paths of the API.
    const fn api_path(&self) -> &'static str {
        match self.options.provider {
            DemoProvider::Zernio => "/api/",
            DemoProvider::Fivetran => "/v1/",
        }
    }

    /// Whether the request names this machine. A web page whose host name was pointed to 127.0.0.1 names another host.
    fn is_addressed_by<B>(&self, request: &Request<B>) -> bool {
        let header = request.headers().get(header::HOST).map(|value| value.to_str().unwrap_or_default());
        let host =
            header.or_else(|| request.uri().authority().map(hyper::http::uri::Authority::as_str)).unwrap_or_default();
        let (name, port) = match host.rsplit_once(':') {
            Some((name, port)) if !port.ends_with(']') => (name, port.parse().ok()),
            _ => (host, Some(80)),
        };
        let is_local = ["127.0.0.1", "localhost", "[::1]"].iter().any(|known| name.eq_ignore_ascii_case(known));
        is_local && port == Some(self.port)
    }

    async fn api(&self, request: &Request<Incoming>) -> Result<Response<BodyChunk>, DroppedConnection> {
        let id = request_id(request, &self.seen);
        let number = lock(&self.seen).begin(request, &id);
        let effects = Effects::choose(&lock(&self.faults), number, self.world.dice);
        // The answer is made while it is waited for: the latency stands for a far server, not for a slow one.
        let due = tokio::time::Instant::now() + self.options.latency + effects.delay;
        let now = (self.options.clock)();
        let quota = lock(&self.limit).acquire(millis(now));
        let mut reply = match effects.ending {
            Some(FaultEnding::Hang) => std::future::pending::<Infallible>().await.into(),
            Some(FaultEnding::Drop) => {
                tokio::time::sleep_until(due).await;
                return Err(DroppedConnection);
            }
            _ => self.reply(request, &effects, quota, now),
        };
        if effects.untyped {
            reply.content_type = None;
        }
        tokio::time::sleep_until(due).await;
        lock(&self.seen).end(number, reply.status);
        let date = now + TimeDelta::try_seconds(effects.skew).unwrap_or_default();
        let headers = match self.options.provider {
            DemoProvider::Zernio => quota_headers(quota, &id),
            DemoProvider::Fivetran => fivetran_headers(quota, &id),
        };
        Ok(respond(reply, &headers, date))
    }

    /// The proper answer, or what a fault makes of it.
    fn reply(&self, request: &Request<Incoming>, effects: &Effects, quota: Quota, now: DateTime<Utc>) -> DemoReply {
        let uri = request.uri();
        let refuse = |refusal: &ErrorResponse| {
            let body = match self.options.provider {
                DemoProvider::Zernio => refusal.body(router::manner(self.options.serves, uri.path())),
                DemoProvider::Fivetran => FivetranRefusal::from(refusal.clone()).body(quota.limit),
            };
            DemoReply { retry_after: refusal.retry_after(), ..DemoReply::json(refusal.status(), body) }
        };
        let proper = || {
            let ask = Ask {
                method: request.method().as_str(),
                path: uri.path(),
                query: uri.query().unwrap_or(""),
                authorization: request.headers().get(header::AUTHORIZATION).and_then(|value| value.to_str().ok()),
            };
            let found = match quota.wait {
                Some(wait) => Err(ErrorResponse::Limited(wait)),
                None if self.options.provider == DemoProvider::Fivetran => {
                    return match fivetran::router::answer(self.fivetran, &ask, millis(now), !effects.bend.no_history) {
                        Ok(body) => DemoReply::json(200, body),
                        Err(refusal) => DemoReply {
                            retry_after: refusal.retry_after(),
                            ..DemoReply::json(refusal.status(), refusal.body(quota.limit))
                        },
                    };
                }
                None => router::answer(&self.world, self.options.serves, &ask, millis(now), effects.bend),
            };
            found.map_or_else(|refusal| refuse(&refusal), |body| DemoReply::json(200, body))
        };
        match &effects.ending {
            Some(FaultEnding::Status(status)) => refuse(&ErrorResponse::Ordered(*status)),
            Some(FaultEnding::RetryAfter(seconds)) => refuse(&ErrorResponse::Limited(*seconds)),
            Some(FaultEnding::Html(status)) => html(*status),
            Some(FaultEnding::Empty) => DemoReply::json(200, Vec::new()),
            Some(FaultEnding::Cut) => DemoReply { cut: true, ..proper() },
            Some(FaultEnding::Truncated) => {
                let mut reply = proper();
                reply.body.truncate(reply.body.len() / 2);
                reply
            }
            Some(FaultEnding::Redirect(url)) => {
                DemoReply { location: Some(url.clone()), ..DemoReply::json(302, Vec::new()) }
            }
            Some(FaultEnding::Shape) => DemoReply::json(200, br#"{"data":[],"ok":true}"#.to_vec()),
            Some(FaultEnding::Hang | FaultEnding::Drop) | None => proper(),
        }
    }
}

impl From<Infallible> for DemoReply {
    fn from(never: Infallible) -> Self {
        match never {}
    }
}

/// The page of a proxy that stands before the API.
fn html(status: u16) -> DemoReply {
    let body = format!("<html><body><h1>{status}</h1><p>This page is not the API.</p></body></html>");
    DemoReply { content_type: Some("text/html"), ..DemoReply::json(status, body.into_bytes()) }
}

/// The id the client chose, if it is a fitting one, else one of ours.
fn request_id(request: &Request<Incoming>, seen: &Mutex<RequestLog>) -> String {
    let fits = |id: &&str| {
        (1..=128).contains(&id.len()) && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.:".contains(&byte))
    };
    let own = || {
        let number = lock(seen).count() + 1;
        uuid::Builder::from_random_bytes((u128::from(scatter(number)) << 64 | u128::from(number)).to_be_bytes())
            .into_uuid()
            .to_string()
    };
    let chosen = request.headers().get("x-request-id").and_then(|value| value.to_str().ok());
    chosen.filter(fits).map_or_else(own, str::to_owned)
}

fn quota_headers(quota: Quota, id: &str) -> Vec<(&'static str, String)> {
    vec![
        ("x-ratelimit-limit", quota.limit.to_string()),
        ("x-ratelimit-remaining", quota.remaining.to_string()),
        ("x-ratelimit-reset", quota.reset.to_string()),
        ("x-request-id", id.to_owned()),
    ]
}

/// The headers of Fivetran's answers.
fn fivetran_headers(quota: Quota, id: &str) -> Vec<(&'static str, String)> {
    vec![
        ("x-rate-limit", quota.limit.to_string()),
        ("x-rate-limit-remaining", quota.remaining.to_string()),
        ("x-request-id", id.to_owned()),
    ]
}

fn respond(reply: DemoReply, extra: &[(&'static str, String)], date: DateTime<Utc>) -> Response<BodyChunk> {
    let whole = reply.body.len();
    let mut bytes = Bytes::from(reply.body);
    if reply.cut {
        bytes.truncate(whole / 2);
    }
    let mut response = Response::new(BodyChunk {
        data: (!bytes.is_empty()).then_some(bytes),
        after: if reply.cut { AfterResponse::Pause } else { AfterResponse::End },
    });
    *response.status_mut() = StatusCode::from_u16(reply.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let mut set = |name: HeaderName, value: &str| {
        if let Ok(value) = HeaderValue::from_str(value) {
            response.headers_mut().insert(name, value);
        }
    };
    for (name, value) in extra {
        set(HeaderName::from_static(name), value);
    }
    set(header::DATE, &date.format("%a, %d %b %Y %H:%M:%S GMT").to_string());
    set(header::CONTENT_LENGTH, &whole.to_string());
    if let Some(content_type) = reply.content_type {
        set(header::CONTENT_TYPE, content_type);
    }
    if let Some(seconds) = reply.retry_after {
        set(header::RETRY_AFTER, &seconds.to_string());
    }
    if let Some(location) = reply.location {
        set(header::LOCATION, &location);
    }
    response
}
