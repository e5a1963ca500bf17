//! The access to an API: its settings, the demo server of `--demo`, and the client that sends requests.

use std::sync::Arc;

use super::client::http::{BodyLimits, HttpClient};
use super::client::rate_limiter::RateLimiter;
use super::client::retry::RetryPolicy;
use super::client::retrying_client::{ClientEvent, RetryingClient};
use crate::app::AppContext;
use crate::args::GlobalArgs;
use crate::args::api::ApiProvider;
use crate::config::network::Network;
use crate::config::{self, ApiSettings};
use crate::pipeline::progress::Progress;
use connlog_core::error::{Code, Error, Result};
use connlog_core::providers::endpoint::{ApiProtocol, ErrorParser};
use connlog_core::providers::{fivetran, zernio};
use connlog_core::secret_registry::SecretRegistry;
use connlog_core::wording::counted;

/// The access to one API, with one host and one key.
pub(crate) struct ApiAccess {
    pub(crate) api: ApiSettings,
    pub(crate) network: Network,
    /// The demo server of `--demo`, which runs as long as the access.
    server: Option<connlog_demo::Server>,
    secrets: SecretRegistry,
}

impl ApiAccess {
    /// Resolves the settings of an API; starts the demo server with `--demo`. Returns an error for invalid settings.
    pub(crate) fn open(provider: ApiProvider, shared: &GlobalArgs, app: &mut AppContext) -> Result<Self> {
        if shared.from.strict {
            return Err(
                Error::usage("--strict goes with --from only").hint("answers of an API are always read strictly")
            );
        }
        let network = Network::from(&shared.network);
        let secrets = app.secrets().clone();
        if !shared.api.demo()? {
            let mut api = ApiSettings::resolve(&shared.api, provider, &app.env, &mut app.stdin)?;
            api.has_piped_input = app.stdin_is_piped;
            api.register_keys(app.secrets());
            if api.base_url.value.is_https() {
                config::network::check_authorities(&app.env)?;
            }
            config::network::check_proxy(&app.env, &api.base_url.value)?;
            for warning in &api.warnings {
                app.warn(warning);
            }
            return Ok(Self { api, network, server: None, secrets });
        }
        let options = connlog_demo::Options {
            provider: match provider {
                ApiProvider::Zernio => connlog_demo::DemoProvider::Zernio,
                ApiProvider::Fivetran => connlog_demo::DemoProvider::Fivetran,
            },
            ..connlog_demo::Options::new(Arc::clone(&app.clock))
        };
        let server = connlog_demo::start(options).map_err(|error| {
            Error::new(Code::Io, "cannot start the demo API").cause(error).hint("it needs a free port on 127.0.0.1")
        })?;
        let api = ApiSettings::demo(&shared.api, provider, server.base_url(), server.key())?;
        app.note(match provider {
            ApiProvider::Zernio => "this is the built-in demo: the brands, accounts and entries are made up",
            ApiProvider::Fivetran => "this is the built-in demo: the connections and syncs are made up",
        });
        Ok(Self { api, network, server: Some(server), secrets })
    }

    /// Returns whether the access runs the demo server.
    pub(crate) const fn is_demo(&self) -> bool {
        self.server.is_some()
    }

    /// Returns the headers that requests carry.
    const fn protocol(&self) -> &'static ApiProtocol {
        match self.api.provider {
            ApiProvider::Zernio => &zernio::PROTOCOL,
            ApiProvider::Fivetran => &fivetran::rest::PROTOCOL,
        }
    }

    /// Returns the client that sends requests to the API, without a limit of their rate.
    pub(crate) fn http(&self) -> Result<HttpClient> {
        let limits = BodyLimits { timeout: self.network.timeout, max_body: self.network.max_body };
        let key = self.api.key.as_ref().map(|key| &key.value);
        let http = HttpClient::new(self.api.base_url.value.clone(), self.protocol(), key, limits)?;
        Ok(http.hiding(self.secrets.clone()))
    }

    /// Returns a connection whose errors `errors` parses. With `--debug`, stderr shows each request and each pause.
    pub(crate) fn connect_with<'a>(
        &self,
        errors: Box<dyn ErrorParser>,
        app: &'a AppContext,
    ) -> Result<ApiConnection<'a>> {
        let network = &self.network;
        Ok(ApiConnection {
            http: self.http()?,
            limiter: RateLimiter::new(network.concurrency, network.max_wait),
            errors,
            patience: RetryPolicy { retries: network.retries, max_wait: network.max_wait },
            trace: request_trace(network.debug, None, app),
            debug: network.debug,
            app,
        })
    }

    /// Returns a phrase for the place of the key.
    pub(crate) fn key_origin(&self) -> String {
        self.api.key.as_ref().map_or_else(|| "nowhere".to_owned(), |key| key.origin.to_string())
    }
}

type RequestTrace<'a> = Box<dyn Fn(&ClientEvent<'_>) + 'a>;

/// A connection to an API: the parts that its requests share.
pub(crate) struct ApiConnection<'a> {
    pub(crate) http: HttpClient,
    limiter: RateLimiter,
    errors: Box<dyn ErrorParser>,
    patience: RetryPolicy,
    trace: RequestTrace<'a>,
    debug: bool,
    app: &'a AppContext,
}

impl<'a> ApiConnection<'a> {
    /// Returns the connection with waits for the rate limit in `progress`.
    pub(crate) fn with_progress(mut self, progress: &'a Progress) -> Self {
        self.trace = request_trace(self.debug, Some(progress), self.app);
        self
    }

    /// Returns the client, which repeats failed requests.
    pub(crate) fn client(&self) -> RetryingClient<'_> {
        RetryingClient {
            transport: &self.http,
            budget: &self.limiter,
            errors: &*self.errors,
            patience: self.patience,
            clock: &*self.app.clock,
            trace: &*self.trace,
        }
    }
}

/// Returns a function that prints each request and each pause on stderr if `debug` is set.
fn request_trace<'a>(debug: bool, progress: Option<&'a Progress>, app: &'a AppContext) -> RequestTrace<'a> {
    Box::new(move |event| {
        if let (ClientEvent::Pausing { pause, limited: true }, Some(progress)) = (event, progress) {
            progress.wait(*pause);
        }
        if debug {
            report_event(event, app);
        }
    })
}

/// Prints a request or a pause on stderr.
fn report_event(event: &ClientEvent<'_>, app: &AppContext) {
    match event {
        ClientEvent::Answered { url, answer } => {
            let left =
                answer.rate.remaining.map_or_else(String::new, |left| format!(", {} left", counted(left, "request")));
            let id = answer.request_id.as_deref().map_or_else(String::new, |id| format!(", request id {id}"));
            let (status, took) = (answer.reply.status, answer.elapsed.as_millis());
            app.debug(&format!("GET {url}: {status} in {took} ms{id}{left}"));
        }
        ClientEvent::Failed { url, broken } => app.debug(&format!("GET {url}: {broken:?}")),
        ClientEvent::Pausing { pause, .. } => app.debug(&format!("waiting {} ms", pause.as_millis())),
    }
}
