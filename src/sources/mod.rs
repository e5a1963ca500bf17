//! What a command that talks to the API needs: where to ask, with which key, and who carries the questions.

pub mod api;
pub mod files;
pub mod postgres;

use std::cell::Cell;
use std::sync::Arc;

use self::api::client::http::{BodyLimits, HttpClient};
use self::api::client::rate_limiter::RateLimiter;
use self::api::client::retry::RetryPolicy;
use self::api::client::retrying_client::{ClientEvent, RetryingClient};
use self::api::paging::reversed::ListOrder;
use self::api::version_detection::{OpenedApi, VersionCandidates};
use self::files::FileSource;
use self::postgres::PostgresSource;
use crate::app::AppContext;
use crate::args::GlobalArgs;
use crate::config::dialect_cache::DialectCache;
use crate::config::network::Network;
use crate::config::{self, ApiSettings};
use connlog_core::error::{Code, Error, Result};
use connlog_core::providers;
use connlog_core::providers::endpoint::{ApiVersion, ErrorParser};
use connlog_core::query::Query;
use connlog_core::secret_registry::SecretRegistry;
use connlog_core::wording::counted;

/// A settled place to ask.
pub(crate) struct ApiSession {
    pub(crate) api: ApiSettings,
    pub(crate) network: Network,
    memory: DialectCache,
    /// The dialect that was spoken in this run.
    spoken: Cell<Option<&'static ApiVersion>>,
    /// The files of `--from`, to be read in place of the API.
    files: Option<FileSource>,
    /// The same for a database.
    database: Option<PostgresSource>,
    /// The demo server of `--demo`, which runs as long as the session.
    server: Option<connlog_demo::Server>,
    secrets: SecretRegistry,
}

impl ApiSession {
    /// Whether what cannot be read is a fault.
    pub(crate) fn is_strict(&self) -> bool {
        self.files.as_ref().is_some_and(FileSource::is_strict)
            || self.database.as_ref().is_some_and(PostgresSource::is_strict)
    }

    /// Settles where to ask; starts the demo server where that is what to ask.
    pub(crate) fn open(shared: &GlobalArgs, process: &mut AppContext) -> Result<Self> {
        let network = Network::from(&shared.network);
        let secrets = process.secrets().clone();
        let (memory, spoken) = (DialectCache::at(&process.env), Cell::default());
        if let Some(database) = PostgresSource::named(shared, network, process)? {
            let api = ApiSettings::unasked()?;
            return Ok(Self {
                api,
                network,
                memory,
                spoken,
                files: None,
                database: Some(database),
                server: None,
                secrets,
            });
        }
        if let Some(files) = FileSource::open(shared, process)? {
            let api = ApiSettings::unasked()?;
            return Ok(Self {
                api,
                network,
                memory,
                spoken,
                files: Some(files),
                database: None,
                server: None,
                secrets,
            });
        }
        if !shared.api.demo()? {
            let api = ApiSettings::resolve(&shared.api, &process.env, &mut process.stdin)?;
            api.register_keys(process.secrets());
            if api.base_url.value.is_https() {
                config::network::check_authorities(&process.env)?;
            }
            config::network::check_proxy(&process.env, &api.base_url.value)?;
            for warning in &api.warnings {
                process.warn(warning);
            }
            return Ok(Self { api, network, memory, spoken, files: None, database: None, server: None, secrets });
        }
        let server = connlog_demo::start(connlog_demo::Options::new(Arc::clone(&process.clock))).map_err(|error| {
            Error::new(Code::Io, "cannot start the demo API").cause(error).hint("it needs a free port on 127.0.0.1")
        })?;
        let api = ApiSettings::demo(&shared.api, server.base_url(), server.key())?;
        process.note("this is the built-in demo: the brands, accounts and entries are made up");
        Ok(Self { api, network, memory, spoken, files: None, database: None, server: Some(server), secrets })
    }

    /// The files to read in place of an API.
    pub(crate) fn files(&self) -> Option<&FileSource> {
        self.files.as_ref()
    }

    /// The database to read in place of an API.
    pub(crate) fn database(&self) -> Option<&PostgresSource> {
        self.database.as_ref()
    }

    /// Whether there is no API, and so no key, no pages and no retention.
    pub(crate) fn keeps_all(&self) -> bool {
        self.files.is_some() || self.database.is_some()
    }

    /// The fault `auth_missing` where a key is needed and there is none.
    pub(crate) fn require_key(&self) -> Result<()> {
        if self.keeps_all() { Ok(()) } else { self.api.require_key().map(drop) }
    }

    pub(crate) fn http(&self) -> Result<HttpClient> {
        let limits = BodyLimits { timeout: self.network.timeout, max_body: self.network.max_body };
        let key = self.api.key.as_ref().map(|key| &key.value);
        HttpClient::new(self.api.base_url.value.clone(), key, limits).map(|http| http.hiding(self.secrets.clone()))
    }

    pub(crate) fn budget(&self) -> RateLimiter {
        RateLimiter::new(self.network.concurrency, self.network.max_wait)
    }

    /// The words for what the API refuses.
    pub(crate) fn errors(&self) -> Box<dyn ErrorParser> {
        let key_origin = self.api.key.as_ref().map_or_else(|| "nowhere".to_owned(), |key| key.origin.to_string());
        (self.dialect().errors)(key_origin)
    }

    pub(crate) fn sender<'s>(
        &self,
        (http, budget): (&'s HttpClient, &'s RateLimiter),
        errors: &'s dyn ErrorParser,
        trace: &'s dyn Fn(&ClientEvent<'_>),
        process: &'s AppContext,
    ) -> RetryingClient<'s> {
        let patience = RetryPolicy { retries: self.network.retries, max_wait: self.network.max_wait };
        RetryingClient { transport: http, budget, errors, patience, clock: &*process.clock, trace }
    }

    /// The dialect that is set, else the one that the default base URL speaks.
    pub(crate) fn dialect(&self) -> &'static ApiVersion {
        self.api.dialect.value.fixed().unwrap_or(providers::DEFAULT_DIALECT)
    }

    /// The dialect this base URL spoke last time.
    fn remembered(&self, process: &AppContext) -> Option<&'static ApiVersion> {
        self.spoken.get().or_else(|| self.memory.get(&self.api.base_url.value, process.now()))
    }

    /// The dialects to ask `query` in: the one that is set or remembered, then the other.
    pub(crate) fn candidates(&self, query: &Query, process: &AppContext) -> VersionCandidates {
        let remembered = self.remembered(process);
        let dialects = providers::candidates(self.api.dialect.value.fixed(), remembered);
        let sources = dialects.into_iter().filter_map(|dialect| (dialect.source)(query)).collect();
        VersionCandidates { sources, known: remembered.is_some() }
    }

    /// Takes in what the first answer told: the dialect, and whether the server sends what it says.
    pub(crate) fn opened(&self, opened: &OpenedApi, process: &AppContext) {
        if let Some(dialect) = providers::dialect(opened.source.name()).filter(|_| opened.certain) {
            self.remember(dialect, process);
        }
        if opened.facts.untyped {
            process.note("the server sent JSON without a Content-Type; it was read as JSON");
        }
        match opened.facts.order {
            ListOrder::Usual => {}
            ListOrder::Reversed => process.note("the server lists the oldest entries first; its list was read from the end"),
            ListOrder::OldestFirst => process.note(
                "the server lists the oldest entries first and does not say how many there are: these are not the newest",
            ),
        }
    }

    /// Remembers the dialect that was found out. A demo server's port is not worth a line.
    fn remember(&self, dialect: &'static ApiVersion, process: &AppContext) {
        self.spoken.set(Some(dialect));
        if self.server.is_none() && self.api.dialect.value.fixed().is_none() {
            self.memory.put(&self.api.base_url.value, dialect, process.now());
        }
    }
}

/// What to say on stderr of what goes on: every request and every pause with `--debug`.
pub(crate) fn report_event(event: &ClientEvent<'_>, debug: bool, process: &AppContext) {
    if !debug {
        return;
    }
    match event {
        ClientEvent::Answered { url, answer } => {
            let left =
                answer.rate.remaining.map_or_else(String::new, |left| format!(", {} left", counted(left, "request")));
            let id = answer.request_id.as_deref().map_or_else(String::new, |id| format!(", request id {id}"));
            let (status, took) = (answer.reply.status, answer.elapsed.as_millis());
            process.debug(&format!("GET {url}: {status} in {took} ms{id}{left}"));
        }
        ClientEvent::Failed { url, broken } => process.debug(&format!("GET {url}: {broken:?}")),
        ClientEvent::Pausing { pause, .. } => process.debug(&format!("waiting {} ms", pause.as_millis())),
    }
}

/// A runtime on this thread: started by commands that talk to the network, and by no other.
pub(crate) fn runtime() -> Result<tokio::runtime::Runtime> {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|error| Error::new(Code::Internal, "cannot start the network runtime").cause(error))
}
