//! Sends one request with retries and waits, and explains errors.

use std::time::Duration;

use chrono::{DateTime, Utc};

use super::error_texts::{certificate, parse_error_report};
use super::rate_limiter::RateLimiter;
use super::retry::{self, AttemptResult, RetryPolicy, RetryState};
use super::transport::{HttpResponse, Transport, TransportError};
use connlog_core::error::{Code, Error, HttpContext, Result};
use connlog_core::providers::endpoint::{
    ApiReply, ErrorParser, ListEndpoint, PagePosition, PageRequest, ParseError, ResponsePage,
};

/// The maximum jitter after the reset of the rate limit.
const JITTER: Duration = Duration::from_millis(250);

/// Sends the requests of one run with retries, and reports events.
pub struct RetryingClient<'a> {
    pub transport: &'a dyn Transport,
    pub budget: &'a RateLimiter,
    pub errors: &'a dyn ErrorParser,
    pub patience: RetryPolicy,
    pub clock: &'a dyn Fn() -> DateTime<Utc>,
    /// Receives every attempt and every pause, for `--debug`.
    pub trace: &'a dyn Fn(&ClientEvent<'_>),
}

/// An attempt or a pause.
pub enum ClientEvent<'e> {
    /// An answer arrived, with any status.
    Answered { url: &'e str, answer: &'e HttpResponse },
    /// The attempt failed without an answer.
    Failed { url: &'e str, broken: &'e TransportError },
    /// The client waits for `pause`; `limited` if the rate limit is the reason.
    Pausing { pause: Duration, limited: bool },
}

/// The final answer to a request, and the value read from it.
pub struct SentRequest<T> {
    pub answer: HttpResponse,
    pub attempts: u32,
    /// The value read from an answer with status 200; `None` for an error status.
    pub read: Option<T>,
    /// The request id of the answer, or the id sent if the answer has none.
    request_id: String,
}

/// The message of the error for a page beyond the largest offset of a list.
const BEYOND_LAST_PAGE: &str = "the list of the API ends before the last entry";

/// Returns whether `error` is that of a page beyond the largest offset of a list.
pub fn is_beyond_last_page(error: &Error) -> bool {
    error.code == Code::Incomplete && error.what == BEYOND_LAST_PAGE
}

impl RetryingClient<'_> {
    /// Sends `request` until there is a final answer: a 200 from which `read` reads a value, or an error status that retries
    /// do not change. `read` may take the body out of the reply. Returns an error if there is no such answer.
    pub async fn send<T>(
        &self,
        request: &PageRequest,
        read: impl Fn(&mut ApiReply) -> Result<T, ParseError>,
    ) -> Result<SentRequest<T>> {
        let mut retry_state = RetryState::default();
        let url = self.transport.url(request);
        let mut attempts = 0;
        loop {
            attempts += 1;
            let id = uuid::Uuid::new_v4().to_string();
            let mut tried = self.once(request, &id).await;
            let judged = match &mut tried {
                Ok(answer) => {
                    (self.trace)(&ClientEvent::Answered { url: &url, answer });
                    self.judge(answer, &read)
                }
                Err(broken) => {
                    (self.trace)(&ClientEvent::Failed { url: &url, broken });
                    JudgedResponse { outcome: broken.outcome(), bytes: 0, read: None, parse_error: None }
                }
            };
            if self.pause(judged.outcome, &mut retry_state).await {
                continue;
            }
            let passing = judged.outcome != AttemptResult::Final;
            let tried = match tried {
                Ok(answer) if !passing && judged.parse_error.is_none() => {
                    let request_id = answer.request_id.clone().unwrap_or(id);
                    return Ok(SentRequest { answer, attempts, read: judged.read, request_id });
                }
                tried => tried,
            };
            let fault = match (&tried, judged.parse_error) {
                (Err(broken), _) => self.broken(broken, attempts),
                (Ok(answer), Some(parse_error)) => parse_error_report(&parse_error, judged.bytes, &answer.reply),
                (Ok(answer), None) => self.errors.fault(&answer.reply, request),
            };
            let exchange = self.exchange(&url, tried.as_ref().ok(), attempts, passing);
            let fault = self.name_wait(fault, exchange.retry_after);
            // If the request may have reached the server, the server may have logged our id.
            let reached = !matches!(
                tried,
                Err(TransportError::Refused | TransportError::UnknownHost | TransportError::Certificate(_))
            );
            let request_id = exchange.request_id.clone().or_else(|| reached.then_some(id));
            return Err(fault.exchange(HttpContext { request_id, ..exchange }));
        }
    }

    /// Reads the page of `source` at `at`.
    pub async fn page(&self, source: &dyn ListEndpoint, at: PagePosition) -> Result<ResponsePage> {
        if let Some(max) = source.max_skip().filter(|max| at.skip > *max) {
            return Err(Error::new(Code::Incomplete, BEYOND_LAST_PAGE)
                .cause(format!("the API has no page beyond the offset {max}"))
                .hint("narrow the list with --since, --status, --event or --webhook"));
        }
        let page = self.page_once(source, at).await?;
        match shorter(&page, at) {
            Some(shorter) => self.page_once(source, shorter).await,
            None => Ok(page),
        }
    }

    async fn page_once(&self, source: &dyn ListEndpoint, at: PagePosition) -> Result<ResponsePage> {
        let request = source.request(at);
        let mut sent = self.send(&request, |reply| source.read(std::mem::take(&mut reply.body))).await?;
        sent.read.take().ok_or_else(|| self.refusal(&request, &sent))
    }

    /// Sends `request` once the rate limit allows it, and updates the rate limit from the answer.
    async fn once(&self, request: &PageRequest, id: &str) -> Result<HttpResponse, TransportError> {
        let _ticket = self.budget.enter().await;
        let tried = self.transport.send(request, id).await;
        if let Ok(answer) = &tried {
            // Jitter spreads the requests of several processes with one key.
            let next = retry::until_reset(answer, (self.clock)()).map(|next| next + JITTER.mul_f64(fastrand::f64()));
            if let Some(pause) = self.budget.learn(answer.rate.remaining, next) {
                (self.trace)(&ClientEvent::Pausing { pause, limited: true });
            }
        }
        tried
    }

    /// Waits for the next attempt; returns `false` after the last one.
    async fn pause(&self, outcome: AttemptResult, retry_state: &mut RetryState) -> bool {
        let Some(pause) = retry_state.next(outcome, self.patience, fastrand::f64()) else {
            if outcome == AttemptResult::Final {
                self.budget.speed_up();
            }
            return false;
        };
        self.budget.slow_down();
        let limited = matches!(outcome, AttemptResult::Limited(_));
        if limited && self.budget.pause(pause).is_err() {
            return false;
        }
        (self.trace)(&ClientEvent::Pausing { pause, limited });
        if !limited {
            tokio::time::sleep(pause).await;
        }
        true
    }

    /// Classifies an answer: final, rate limited or temporary; and reads the body of a success.
    fn judge<T>(
        &self,
        answer: &mut HttpResponse,
        read: impl Fn(&mut ApiReply) -> Result<T, ParseError>,
    ) -> JudgedResponse<T> {
        let server_wait =
            |answer: &HttpResponse| retry::requested_wait(answer, self.errors.wait(&answer.reply), (self.clock)());
        let bytes = answer.reply.body.len();
        let bare = |outcome| JudgedResponse { outcome, bytes, read: None, parse_error: None };
        match answer.reply.status {
            200..=299 => match read(&mut answer.reply) {
                Ok(read) => {
                    JudgedResponse { outcome: AttemptResult::Final, bytes, read: Some(read), parse_error: None }
                }
                Err(parse_error) => {
                    let certain = matches!(parse_error, ParseError::Alien(_) | ParseError::Deep);
                    let outcome = if certain { AttemptResult::Final } else { AttemptResult::Passing(None) };
                    JudgedResponse { outcome, bytes, read: None, parse_error: Some(parse_error) }
                }
            },
            429 => bare(AttemptResult::Limited(server_wait(answer))),
            status if retry::is_passing(status) => bare(AttemptResult::Passing(server_wait(answer))),
            _ => bare(AttemptResult::Final),
        }
    }

    /// Returns the error of an answer with a status other than 200.
    pub fn refusal<T>(&self, request: &PageRequest, sent: &SentRequest<T>) -> Error {
        let fault = self.errors.fault(&sent.answer.reply, request);
        let passing = matches!(fault.code, Code::Network | Code::Server | Code::Timeout);
        let exchange = self.exchange(&self.transport.url(request), Some(&sent.answer), sent.attempts, passing);
        let request_id = Some(sent.request_id.clone());
        fault.exchange(HttpContext { request_id, ..exchange })
    }

    fn exchange(&self, url: &str, answer: Option<&HttpResponse>, attempts: u32, retryable: bool) -> HttpContext {
        HttpContext {
            status: answer.map(|answer| answer.reply.status),
            request_id: answer.and_then(|answer| answer.request_id.clone()),
            method: "GET",
            url: url.to_owned(),
            attempts,
            retry_after: answer
                .and_then(|answer| retry::requested_wait(answer, self.errors.wait(&answer.reply), (self.clock)())),
            retryable,
        }
    }

    /// Adds the wait that the server asked for to the cause and the hint.
    fn name_wait(&self, fault: Error, server_wait: Option<Duration>) -> Error {
        let Some(server_wait) = server_wait.filter(|server_wait| *server_wait > Duration::ZERO) else { return fault };
        let (limited, most) = (fault.code == Code::RateLimited, self.patience.max_wait);
        if !limited && server_wait <= most {
            return fault;
        }
        let (wait, max_text) = (in_words(server_wait), in_words(most));
        let cause = fault.cause.clone().map_or_else(String::new, |cause| format!("{cause}; "));
        let fault = fault.cause(format!("{cause}the server requires a wait of {wait}"));
        let smaller =
            if limited { ", or reduce the requests with a larger --page-size or a shorter --since" } else { "" };
        if server_wait > most {
            fault.hint(format!("try again in {wait}, raise --max-wait (it is {max_text}){smaller}"))
        } else {
            fault.hint(format!("try again in {wait}: all of --max-wait {max_text} is spent; raise it{smaller}"))
        }
    }

    fn broken(&self, broken: &TransportError, attempts: u32) -> Error {
        let host = self.transport.host();
        let tries = if attempts == 1 { String::new() } else { format!(", {attempts} times") };
        let proxy = if broken.is_of_the_way() { self.transport.proxy() } else { None };
        if let Some(proxy) = proxy {
            let code = if *broken == TransportError::Timeout { Code::Timeout } else { Code::Network };
            return Error::new(code, format!("cannot connect to {host} through the proxy {proxy}{tries}"))
                .cause(broken.of_proxy())
                .hint("check HTTPS_PROXY, HTTP_PROXY or ALL_PROXY, which name the proxy; NO_PROXY names hosts without one");
        }
        match broken {
            TransportError::Refused => Error::new(Code::Network, format!("{host} refused the connection{tries}"))
                .cause("nothing listens on that port")
                .hint("check --base-url, and that the server runs"),
            TransportError::UnknownHost => Error::new(Code::Network, format!("unknown host {host}"))
                .cause("the host name cannot be resolved")
                .hint("check --base-url for a typo, and the network"),
            TransportError::Certificate(reason) => {
                Error::new(Code::Network, format!("the certificate of {host} is not trusted"))
                    .cause(certificate(reason))
                    .hint("if it is your own server or proxy, name its authority's file with SSL_CERT_FILE")
            }
            TransportError::Timeout => Error::new(Code::Timeout, format!("{host} did not answer in time{tries}"))
                .cause("the request took longer than --timeout")
                .hint("try again, or increase the limit: --timeout 60s"),
            TransportError::Cut => Error::new(Code::Network, format!("the answer of {host} was cut off{tries}"))
                .cause("the connection ended before the end of the answer")
                .hint("try again; if it persists, look for a proxy in between"),
            TransportError::TooLarge(most) => Error::new(Code::Server, format!("the answer of {host} is too large"))
                .cause(format!("it exceeds the {} of --max-body", crate::size::in_words(*most)))
                .hint("request shorter pages with --page-size, or raise --max-body"),
            TransportError::RedirectAway(target) => {
                Error::new(Code::Network, format!("{host} redirects to another host, which is not followed"))
                    .cause(format!("the key must not go to {target}"))
                    .hint("if the API has moved there, set --base-url")
            }
            TransportError::RedirectLoop => Error::new(Code::Network, format!("{host} redirects in circles"))
                .cause("more than five redirects in a row")
                .hint("check --base-url"),
            TransportError::LongUrl => Error::usage("the filters are too long for the URL of a request")
                .cause(format!("{host} gets them in the URL"))
                .hint("shorten --search, or name fewer values"),
            TransportError::Connection(why) => Error::new(Code::Network, format!("cannot connect to {host}{tries}"))
                .cause(why)
                .hint("check the network, --base-url, and the proxy variables"),
        }
    }
}

/// Formats a duration in whole seconds, or in milliseconds below one second.
fn in_words(span: Duration) -> String {
    let rounded = span.saturating_add(Duration::from_millis(500)).as_secs();
    let whole = if span < Duration::from_secs(1) {
        Duration::from_millis(span.subsec_millis().into())
    } else {
        Duration::from_secs(rounded)
    };
    humantime::format_duration(whole).to_string()
}

/// Returns a shorter page to request if the server returned an empty page although it reports entries, because the
/// page was longer than its limit.
pub fn shorter(page: &ResponsePage, at: PagePosition) -> Option<PagePosition> {
    let hidden = page.records.is_empty() && page.total.is_some_and(|total| total > at.skip);
    page.limit.filter(|limit| hidden && (1..at.limit).contains(limit)).map(|limit| PagePosition { limit, ..at })
}

/// The classified result of one attempt.
struct JudgedResponse<T> {
    outcome: AttemptResult,
    /// The length of the body in bytes, before reading takes it out of the reply.
    bytes: usize,
    read: Option<T>,
    parse_error: Option<ParseError>,
}

impl TransportError {
    /// Returns whether the connection may have failed, so that the message must mention a proxy.
    const fn is_of_the_way(&self) -> bool {
        matches!(self, Self::Refused | Self::UnknownHost | Self::Timeout | Self::Connection(_))
    }

    /// Returns the cause for a connection through a proxy.
    fn of_proxy(&self) -> &str {
        match self {
            Self::Refused => "it refused the connection: nothing listens on that port",
            Self::UnknownHost => "the host name of the proxy or of the server cannot be resolved",
            Self::Timeout => "there was no answer within --timeout",
            Self::Connection(why) => why,
            _ => "the connection broke",
        }
    }

    fn outcome(&self) -> AttemptResult {
        if self.passes() { AttemptResult::Passing(None) } else { AttemptResult::Final }
    }
}
