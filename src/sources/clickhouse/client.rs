//! Sends statements to the HTTP interface of a server, with retries.

use std::thread;

use bytes::Bytes;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use reqwest::header::{CONTENT_TYPE, HeaderMap, HeaderValue};
use tokio::runtime::Runtime;

use super::errors::{ServerException, ServerFault};
use super::row_binary::RowBinaryReader;
use super::sql;
use crate::app::AppContext;
use crate::archive::location::ServerLocation;
use crate::args::GlobalArgs;
use crate::config::base_url::BaseUrl;
use crate::config::network::{self, Network};
use crate::env;
use crate::runtime;
use crate::signals::Listener;
use crate::sources::api::client::http;
use crate::sources::api::client::retry::{AttemptResult, RetryPolicy, RetryState};
use connlog_core::error::{Error, Result};
use connlog_core::secret_registry::SecretRegistry;

/// The separator of the parts of a body with a table.
const BOUNDARY: &str = "connlog-0f8e4d3c2b1a";
/// The columns of the table `keys` that a statement may use.
const KEYS: &str = "time_ns Int64, identity UInt64, copy UInt32";

/// Sends statements to one database.
pub(crate) struct ServerClient {
    /// `None` only while the client is dropped.
    runtime: Option<Runtime>,
    client: reqwest::Client,
    location: ServerLocation,
    /// User and password.
    headers: HeaderMap,
    policy: RetryPolicy,
    secrets: SecretRegistry,
}

/// A statement with its data.
pub(super) struct ServerRequest<'r> {
    pub(super) statement: &'r str,
    pub(super) data: StatementData,
    /// Settings of the statement.
    pub(super) settings: &'r [(&'r str, &'r str)],
    /// Whether the statement runs outside of the database, which may not exist.
    pub(super) is_outside: bool,
}

/// The data of a statement.
#[derive(Clone)]
pub(super) enum StatementData {
    None,
    /// The rows of an `INSERT`.
    Rows(Bytes),
    /// The rows of the table `keys`, which exists during the statement only.
    Keys(Bytes),
}

impl<'r> ServerRequest<'r> {
    /// Returns the request of a statement without data.
    pub(super) const fn new(statement: &'r str) -> Self {
        Self { statement, data: StatementData::None, settings: &[], is_outside: false }
    }
}

impl ServerClient {
    /// Returns a client for the server, without connecting.
    ///
    /// # Errors
    ///
    /// Without TLS, when the host is another machine and `--insecure-http` is not set.
    pub(crate) fn new(location: &ServerLocation, shared: &GlobalArgs, app: &AppContext) -> Result<Self> {
        let network = Network::from(&shared.network);
        let mut location = location.clone();
        location.user = location.user.or_else(|| app.env.get(env::CLICKHOUSE_USER).map(str::to_owned));
        location.password = location.password.or_else(|| app.env.get(env::CLICKHOUSE_PASSWORD).map(str::to_owned));
        if let Some(password) = &location.password {
            app.secrets().add_login(password, location.user.as_deref(), &[&location.host, &location.database]);
        }
        let base = BaseUrl::parse(&location.url(), shared.api.insecure_http).map_err(|_| {
            Error::config(format!("cannot send a password to {location} without TLS"))
                .cause("the address names another machine")
                .hint("write ?secure=1 at the end of the address, or accept it with --insecure-http")
        })?;
        if base.is_https() {
            network::check_authorities(&app.env)?;
        }
        network::check_proxy(&app.env, &base)?;
        Ok(Self {
            runtime: Some(runtime::start()?),
            client: http::client(&base, network.timeout)?,
            headers: headers(&location)?,
            location,
            policy: RetryPolicy { retries: network.retries, max_wait: network.max_wait },
            secrets: app.secrets().clone(),
        })
    }

    /// Returns the address for messages.
    pub(super) const fn location(&self) -> &ServerLocation {
        &self.location
    }

    /// Sends a request, and returns the whole answer. A listener ends it at the first signal.
    ///
    /// A thread runs the request, because the caller may be inside of another runtime.
    pub(super) fn send(&self, request: &ServerRequest<'_>, listener: Option<&Listener>) -> Result<Bytes, ServerFault> {
        let Some(runtime) = &self.runtime else { return Ok(Bytes::new()) };
        let run = || {
            runtime.block_on(async {
                let Some(listener) = listener else { return self.retry(request).await };
                tokio::select! {
                    biased;
                    exit = listener.first() => Err(ServerFault::Signal(exit)),
                    answer = self.retry(request) => answer,
                }
            })
        };
        thread::scope(|scope| scope.spawn(run).join()).unwrap_or_else(|panic| std::panic::resume_unwind(panic))
    }

    /// Runs a statement without an answer.
    pub(super) fn execute(&self, statement: &str) -> Result<(), ServerFault> {
        self.send(&ServerRequest::new(statement), None).map(drop)
    }

    /// Runs a statement whose answer is one number.
    pub(super) fn number(&self, statement: &str, what: &str) -> Result<u64> {
        let answer = self.send(&ServerRequest::new(statement), None).map_err(|fault| self.fault(&fault, what))?;
        RowBinaryReader::new(&answer).u64()
    }

    /// Returns the error of a failed statement. `what`: what could not be done with the archive.
    pub(super) fn fault(&self, fault: &ServerFault, what: &str) -> Error {
        fault.to_error(format!("cannot {what} the archive {}", self.location))
    }

    async fn retry(&self, request: &ServerRequest<'_>) -> Result<Bytes, ServerFault> {
        let mut state = RetryState::default();
        loop {
            let fault = match self.attempt(request).await {
                Ok(answer) => return Ok(answer),
                Err(fault) => fault,
            };
            let outcome = if fault.is_passing() { AttemptResult::Passing(None) } else { AttemptResult::Final };
            match state.next(outcome, self.policy, fastrand::f64()) {
                Some(pause) => tokio::time::sleep(pause).await,
                None => return Err(fault),
            }
        }
    }

    async fn attempt(&self, request: &ServerRequest<'_>) -> Result<Bytes, ServerFault> {
        let broken = |error: reqwest::Error| ServerFault::Transport(http::broken(&error));
        let builder = self.client.post(self.url(request)).headers(self.headers.clone());
        let builder = match &request.data {
            StatementData::None => builder.body(request.statement.to_owned()),
            StatementData::Rows(rows) => builder.body(rows.clone()),
            StatementData::Keys(keys) => {
                builder.header(CONTENT_TYPE, format!("multipart/form-data; boundary={BOUNDARY}")).body(table(keys))
            }
        };
        let response = builder.send().await.map_err(broken)?;
        let status = response.status().as_u16();
        let body = response.bytes().await.map_err(broken)?;
        if status == 200 {
            return Ok(body);
        }
        let text = self.secrets.hide(&String::from_utf8_lossy(&body)).into_owned();
        Err(ServerFault::Exception(ServerException::parse(status, &text)))
    }

    /// Returns the URL of a request. The server sends an answer only when it is complete (`wait_end_of_query`), so an error
    /// never follows the first rows.
    fn url(&self, request: &ServerRequest<'_>) -> String {
        let mut url = format!("{}/?wait_end_of_query=1", self.location.url());
        let mut push = |name: &str, value: &str| {
            url.extend(["&", name, "="]);
            url.extend(utf8_percent_encode(value, NON_ALPHANUMERIC));
        };
        if !request.is_outside {
            push("database", &self.location.database);
        }
        for (name, value) in request.settings {
            push(name, value);
        }
        if !matches!(request.data, StatementData::None) {
            push("query", request.statement);
        }
        if matches!(request.data, StatementData::Keys(_)) {
            push("keys_format", "RowBinary");
            push("keys_structure", KEYS);
        }
        url
    }

    /// Creates the database.
    pub(super) fn create_database(&self) -> Result<(), ServerFault> {
        let statement = format!("CREATE DATABASE IF NOT EXISTS {}", sql::identifier(&self.location.database));
        let request = ServerRequest { is_outside: true, ..ServerRequest::new(&statement) };
        self.send(&request, None).map(drop)
    }
}

/// A runtime cannot be dropped inside of another one, so its threads end in the background.
impl Drop for ServerClient {
    fn drop(&mut self) {
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}

/// Returns the headers with user and password.
fn headers(location: &ServerLocation) -> Result<HeaderMap> {
    let mut headers = HeaderMap::new();
    let values = [("x-clickhouse-user", &location.user), ("x-clickhouse-key", &location.password)];
    for (name, value) in values.into_iter().filter_map(|(name, value)| Some((name, value.as_ref()?))) {
        let mut value = HeaderValue::from_bytes(value.as_bytes())
            .map_err(|_| Error::config("the user or the password of the archive has control characters"))?;
        value.set_sensitive(true);
        headers.insert(name, value);
    }
    Ok(headers)
}

/// Returns the body of a request with the table `keys`.
fn table(rows: &[u8]) -> Vec<u8> {
    let head = format!(
        "--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"keys\"; filename=\"keys\"\r\n\
         Content-Type: application/octet-stream\r\n\r\n"
    );
    [head.as_bytes(), rows, format!("\r\n--{BOUNDARY}--\r\n").as_bytes()].concat()
}
