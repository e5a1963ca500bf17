//! The HTTP transport, built on reqwest: headers, redirects within one site, and classified errors.

use std::borrow::Cow;
use std::io;
use std::time::{Duration, Instant};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use chrono::DateTime;
use hyper_util::client::proxy::matcher::Matcher;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC};
use reqwest::header::{
    ACCEPT, AUTHORIZATION, CONTENT_TYPE, DATE, HeaderMap, HeaderValue, LOCATION, PROXY_AUTHENTICATE, RETRY_AFTER,
    WWW_AUTHENTICATE,
};
use reqwest::{Client, Response, redirect};

use super::transport::{HttpResponse, RateLimitHeaders, ResponseFuture, Transport, TransportError};
use crate::config::base_url::BaseUrl;
use crate::config::secret::Secret;
use connlog_core::error::{Code, Error, Result};
use connlog_core::providers::endpoint::{ApiProtocol, ApiReply, AuthScheme, Challenge, PageRequest};
use connlog_core::providers::retry_after::{self, TimeUnit};
use connlog_core::secret_registry::SecretRegistry;

const USER_AGENT: &str = concat!("connlog/", env!("CARGO_PKG_VERSION"));
/// The characters escaped in a query value; `:` and `,` stay, so that times are readable.
const QUERY: &AsciiSet =
    &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~').remove(b':').remove(b',');
const MOST_REDIRECTS: usize = 5;

/// The client of one API, with one host and one key.
pub struct HttpClient {
    client: Client,
    base: BaseUrl,
    authorization: Option<HeaderValue>,
    accept: &'static str,
    max_body: u64,
    secrets: SecretRegistry,
}

/// The limits of a request.
#[derive(Debug, Clone, Copy)]
pub struct BodyLimits {
    /// The maximum duration of one request, including its body.
    pub timeout: Duration,
    /// The maximum number of bytes of one decompressed body.
    pub max_body: u64,
}

impl HttpClient {
    /// Creates a client for `base` with the headers of an API. Returns an error if `base` needs TLS and the machine has no certificate authorities.
    pub fn new(base: BaseUrl, protocol: &ApiProtocol, key: Option<&Secret>, limits: BodyLimits) -> Result<Self> {
        let client = client(&base, limits.timeout)?;
        let authorization = key.map(|key| authorization(key, protocol.scheme)).transpose()?;
        let (accept, max_body) = (protocol.accept, limits.max_body);
        Ok(Self { client, base, authorization, accept, max_body, secrets: SecretRegistry::default() })
    }

    /// Returns the client with redaction of these secrets in each answer, because a server may repeat the request.
    #[must_use]
    pub fn hiding(self, secrets: SecretRegistry) -> Self {
        Self { secrets, ..self }
    }

    async fn get(&self, url: &str, id: &str) -> Result<Response, TransportError> {
        let mut builder = self.client.get(url).header(ACCEPT, self.accept).header("x-request-id", id);
        if let Some(value) = &self.authorization {
            builder = builder.header(AUTHORIZATION, value);
        }
        builder.send().await.map_err(|error| broken(&error))
    }

    /// Reads the headers and the body of a response, and redacts the secrets in them.
    async fn read(&self, response: Response, started: Instant) -> Result<HttpResponse, TransportError> {
        let secrets = &self.secrets;
        let status = response.status().as_u16();
        let headers = response.headers();
        let text = |name: &str| {
            let text = headers.get(name).and_then(|value| value.to_str().ok())?;
            Some(secrets.hide(text).into_owned())
        };
        let rate = rate(headers);
        let content_type = text(CONTENT_TYPE.as_str());
        let retry_after =
            text("retry-after-ms").map(|millis| format!("{millis} ms")).or_else(|| text(RETRY_AFTER.as_str()));
        let request_id = text("x-request-id");
        let date =
            text(DATE.as_str()).and_then(|date| DateTime::parse_from_rfc2822(&date).ok()).map(|date| date.to_utc());
        let (server, challenge) = (text("server").or_else(|| text("via")), challenge(headers, secrets));
        let body = body(response, self.max_body).await?;
        let body = match secrets.hide(&body) {
            Cow::Owned(hidden) => hidden,
            Cow::Borrowed(_) => body,
        };
        let reply = ApiReply { status, content_type, server, challenge, body };
        Ok(HttpResponse { reply, rate, retry_after, request_id, date, elapsed: started.elapsed() })
    }
}

/// Returns a client that follows no redirects. Returns an error if `base` needs TLS and the machine has no certificate authorities.
pub(crate) fn client(base: &BaseUrl, timeout: Duration) -> Result<Client> {
    let builder = Client::builder()
        .user_agent(USER_AGENT)
        .redirect(redirect::Policy::none())
        .timeout(timeout)
        .retry(reqwest::retry::never());
    // Only the first installation in a process counts; a second one changes nothing.
    drop(rustls::crypto::ring::default_provider().install_default());
    // Without TLS, the client does not load the system's certificate authorities: that takes longer than a request,
    // and fails on a system without any.
    let builder = if base.is_https() { builder } else { builder.tls_certs_only([]) };
    let builder = if base.is_loopback() { builder.no_proxy() } else { builder };
    builder.build().map_err(|error| {
        Error::new(Code::Network, "cannot set up TLS")
            .cause(chain(&error).last().map_or_else(String::new, ToString::to_string))
            .hint("install the ca-certificates package, or name a bundle with SSL_CERT_FILE")
    })
}

impl Transport for HttpClient {
    fn host(&self) -> String {
        self.base.host()
    }

    fn url(&self, request: &PageRequest) -> String {
        let mut url = self.base.join(&request.path);
        for (index, (name, value)) in request.query.iter().enumerate() {
            url.push(if index == 0 { '?' } else { '&' });
            url.push_str(name);
            url.push('=');
            url.extend(percent_encoding::utf8_percent_encode(value, QUERY));
        }
        url
    }

    fn proxy(&self) -> Option<String> {
        if self.base.is_loopback() {
            return None;
        }
        let target = self.base.join("/").parse().ok()?;
        let proxy = Matcher::from_system().intercept(&target)?;
        let (scheme, authority) = (proxy.uri().scheme_str().unwrap_or("http"), proxy.uri().authority()?);
        // The user name and the password are before `@`.
        let host = authority.as_str().rsplit('@').next()?;
        Some(format!("{scheme}://{host}"))
    }

    /// Follows redirects within the same site only.
    fn send<'t>(&'t self, request: &'t PageRequest, id: &'t str) -> ResponseFuture<'t> {
        Box::pin(async move {
            let started = Instant::now();
            let mut url = self.url(request);
            for _ in 0..=MOST_REDIRECTS {
                let response = self.get(&url, id).await?;
                let Some(target) = redirect_target(&response) else {
                    return self.read(response, started).await;
                };
                if !self.base.covers(&target) {
                    return Err(TransportError::RedirectAway(self.secrets.hide(&target).into_owned()));
                }
                url = target;
            }
            Err(TransportError::RedirectLoop)
        })
    }
}

fn authorization(key: &Secret, scheme: AuthScheme) -> Result<HeaderValue> {
    let credentials = match scheme {
        AuthScheme::Bearer => format!("Bearer {}", key.reveal()),
        AuthScheme::Basic => format!("Basic {}", STANDARD.encode(key.reveal())),
    };
    let mut value = HeaderValue::from_str(&credentials)
        .map_err(|_| Error::config("the API key has characters that are not allowed in a header"))?;
    value.set_sensitive(true);
    Ok(value)
}

/// Returns the target of a redirect.
fn redirect_target(response: &Response) -> Option<String> {
    if !matches!(response.status().as_u16(), 301 | 302 | 303 | 307 | 308) {
        return None;
    }
    let location = response.headers().get(LOCATION)?.to_str().ok()?;
    response.url().join(location).ok().map(String::from)
}

/// Reads a body in chunks, so that memory never holds more than `most` bytes. Returns an error for a longer body.
async fn body(mut response: Response, most: u64) -> Result<String, TransportError> {
    let expected = response.content_length().unwrap_or_default();
    if expected > most {
        return Err(TransportError::TooLarge(most));
    }
    let mut bytes = Vec::with_capacity(usize::try_from(expected).unwrap_or_default());
    while let Some(chunk) = response.chunk().await.map_err(|error| broken(&error))? {
        if (bytes.len() + chunk.len()) as u64 > most {
            return Err(TransportError::TooLarge(most));
        }
        bytes.extend_from_slice(&chunk);
    }
    let mut body = match String::from_utf8(bytes) {
        Ok(body) => body,
        Err(error) => String::from_utf8_lossy(error.as_bytes()).into_owned(),
    };
    if body.starts_with('\u{feff}') {
        body.remove(0);
    }
    Ok(body)
}

/// Reads the rate limit headers under their common names.
fn rate(headers: &HeaderMap) -> RateLimitHeaders {
    let text = |name: &str| {
        let named = |prefix: &str| headers.get(format!("{prefix}{name}"))?.to_str().ok();
        named("x-ratelimit-").or_else(|| named("ratelimit-")).or_else(|| named("x-rate-limit-"))
    };
    // Fivetran names its limit without a suffix.
    let bare = || headers.get("x-rate-limit")?.to_str().ok()?.trim().parse().ok();
    let count = |name: &str| text(name)?.trim().parse::<u64>().ok();
    RateLimitHeaders {
        limit: count("limit").or_else(bare),
        remaining: count("remaining"),
        reset: text("reset")
            .or_else(|| text("reset-after"))
            .and_then(|text| retry_after::read(text, TimeUnit::Seconds)),
    }
}

/// Returns the login or browser check that a proxy requires.
fn challenge(headers: &HeaderMap, secrets: &SecretRegistry) -> Option<Challenge> {
    let text = |name| headers.get_all(name).iter().find_map(|value: &HeaderValue| value.to_str().ok());
    if text("cf-mitigated").is_some() {
        return Some(Challenge::Browser);
    }
    let login = text(PROXY_AUTHENTICATE.as_str()).or_else(|| text(WWW_AUTHENTICATE.as_str()))?;
    let scheme = login.split_whitespace().next()?.to_ascii_lowercase();
    if !matches!(&*scheme, "basic" | "digest" | "negotiate" | "ntlm" | "kerberos") {
        return None;
    }
    let realm = login.split_once("realm=").and_then(|(_, realm)| realm.trim_start_matches('"').split('"').next());
    let realm = realm.filter(|realm| !realm.is_empty());
    Some(Challenge::Login(realm.map(|realm| secrets.hide(realm).into_owned())))
}

/// The length from which a URL is too long for the HTTP library.
const LONGEST_URL: usize = 65_535;

/// Classifies an error by its chain of causes, because the kinds of reqwest are too coarse.
pub(crate) fn broken(error: &reqwest::Error) -> TransportError {
    if error.is_timeout() {
        return TransportError::Timeout;
    }
    if error.is_builder() && error.url().is_some_and(|url| url.as_str().len() >= LONGEST_URL) {
        return TransportError::LongUrl;
    }
    for cause in chain(error) {
        if let Some(rustls::Error::InvalidCertificate(reason)) = tls(cause) {
            return TransportError::Certificate(format!("{reason:?}"));
        }
        if cause.downcast_ref::<hyper::Error>().is_some_and(hyper::Error::is_incomplete_message) {
            return TransportError::Cut;
        }
        if cause.to_string().contains("dns error") {
            return TransportError::UnknownHost;
        }
        if let Some(io) = cause.downcast_ref::<io::Error>() {
            match io.kind() {
                io::ErrorKind::ConnectionRefused => return TransportError::Refused,
                io::ErrorKind::UnexpectedEof => return TransportError::Cut,
                _ => {}
            }
        }
    }
    if error.is_body() || error.is_decode() {
        return TransportError::Cut;
    }
    TransportError::Connection(chain(error).last().map_or_else(|| error.to_string(), ToString::to_string))
}

/// Finds the TLS error in `cause`, also inside I/O errors, which do not report it as their source.
fn tls<'e>(cause: &'e (dyn std::error::Error + 'static)) -> Option<&'e rustls::Error> {
    let wrapped = |cause: &&'e (dyn std::error::Error + 'static)| {
        let inner = cause.downcast_ref::<io::Error>()?.get_ref()?;
        Some(inner as &'e (dyn std::error::Error + 'static))
    };
    std::iter::successors(Some(cause), wrapped).find_map(<dyn std::error::Error>::downcast_ref)
}

fn chain<'e>(
    error: &'e (dyn std::error::Error + 'static),
) -> impl Iterator<Item = &'e (dyn std::error::Error + 'static)> {
    std::iter::successors(Some(error), |error| (*error).source())
}
