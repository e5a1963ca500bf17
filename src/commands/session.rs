//! What a command that talks to the API needs: where to ask, with which key, and who carries the questions.

use std::cell::Cell;
use std::sync::Arc;

use super::Shared;
use super::database::Database;
use super::files::Files;
use crate::demo;
use crate::error::{Code, Fault, Result};
use crate::fetch::budget::Budget;
use crate::fetch::http::{Http, Limits};
use crate::fetch::probe::{Candidates, Opened};
use crate::fetch::retry::Patience;
use crate::fetch::reversed::Order;
use crate::fetch::send::{Event, Sender};
use crate::process::Process;
use crate::query::Query;
use crate::secret_registry::SecretRegistry;
use crate::settings::{self, Api, Dialects, Network};
use crate::term::counted;
use crate::vendor::{self, Dialect, Errors};

/// A settled place to ask.
pub(super) struct Session {
    pub(super) api: Api,
    pub(super) network: Network,
    memory: Dialects,
    /// The dialect that was spoken in this run.
    spoken: Cell<Option<&'static Dialect>>,
    /// The files of `--from`, to be read in place of the API.
    files: Option<Files>,
    /// The same for a database.
    database: Option<Database>,
    /// The demo server of `--demo`, which runs as long as the session.
    server: Option<demo::Server>,
    secrets: SecretRegistry,
}

impl Session {
    /// Whether what cannot be read is a fault.
    pub(super) fn is_strict(&self) -> bool {
        self.files.as_ref().is_some_and(Files::is_strict) || self.database.as_ref().is_some_and(Database::is_strict)
    }

    /// Settles where to ask; starts the demo server where that is what to ask.
    pub(super) fn open(shared: &Shared, process: &mut Process) -> Result<Self> {
        let network = Network::from(&shared.network);
        let secrets = process.secrets().clone();
        let (memory, spoken) = (Dialects::at(&process.env), Cell::default());
        if let Some(database) = Database::named(shared, network, process)? {
            let api = Api::unasked()?;
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
        if let Some(files) = Files::open(shared, process)? {
            let api = Api::unasked()?;
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
            let api = Api::resolve(&shared.api, &process.env, &mut process.stdin)?;
            api.register_keys(process.secrets());
            if api.base_url.value.is_https() {
                settings::check_authorities(&process.env)?;
            }
            settings::check_proxy(&process.env, &api.base_url.value)?;
            for warning in &api.warnings {
                process.warn(warning);
            }
            return Ok(Self { api, network, memory, spoken, files: None, database: None, server: None, secrets });
        }
        let server = demo::start(demo::Options::new(Arc::clone(&process.clock))).map_err(|error| {
            Fault::new(Code::Io, "cannot start the demo API").cause(error).hint("it needs a free port on 127.0.0.1")
        })?;
        let api = Api::demo(&shared.api, server.base_url(), server.key())?;
        process.note("this is the built-in demo: the brands, accounts and entries are made up");
        Ok(Self { api, network, memory, spoken, files: None, database: None, server: Some(server), secrets })
    }

    /// The files to read in place of an API.
    pub(super) fn files(&self) -> Option<&Files> {
        self.files.as_ref()
    }

    /// The database to read in place of an API.
    pub(super) fn database(&self) -> Option<&Database> {
        self.database.as_ref()
    }

    /// Whether there is no API, and so no key, no pages and no retention.
    pub(super) fn keeps_all(&self) -> bool {
        self.files.is_some() || self.database.is_some()
    }

    /// The fault `auth_missing` where a key is needed and there is none.
    pub(super) fn require_key(&self) -> Result<()> {
        if self.keeps_all() { Ok(()) } else { self.api.require_key().map(drop) }
    }

    pub(super) fn http(&self) -> Result<Http> {
        let limits = Limits { timeout: self.network.timeout, max_body: self.network.max_body };
        let key = self.api.key.as_ref().map(|key| &key.value);
        Http::new(self.api.base_url.value.clone(), key, limits).map(|http| http.hiding(self.secrets.clone()))
    }

    pub(super) fn budget(&self) -> Budget {
        Budget::new(self.network.concurrency, self.network.max_wait)
    }

    /// The words for what the API refuses.
    pub(super) fn errors(&self) -> Box<dyn Errors> {
        let key_origin = self.api.key.as_ref().map_or_else(|| "nowhere".to_owned(), |key| key.origin.to_string());
        (self.dialect().errors)(key_origin)
    }

    pub(super) fn sender<'s>(
        &self,
        (http, budget): (&'s Http, &'s Budget),
        errors: &'s dyn Errors,
        trace: &'s dyn Fn(&Event<'_>),
        process: &'s Process,
    ) -> Sender<'s> {
        let patience = Patience { retries: self.network.retries, max_wait: self.network.max_wait };
        Sender { transport: http, budget, errors, patience, clock: &*process.clock, trace }
    }

    /// The dialect that is set, else the one that the default base URL speaks.
    pub(super) fn dialect(&self) -> &'static Dialect {
        self.api.dialect.value.fixed().unwrap_or(vendor::DEFAULT_DIALECT)
    }

    /// The dialect this base URL spoke last time.
    fn remembered(&self, process: &Process) -> Option<&'static Dialect> {
        self.spoken.get().or_else(|| self.memory.get(&self.api.base_url.value, process.now()))
    }

    /// The dialects to ask `query` in: the one that is set or remembered, then the other.
    pub(super) fn candidates(&self, query: &Query, process: &Process) -> Candidates {
        let remembered = self.remembered(process);
        let dialects = vendor::candidates(self.api.dialect.value.fixed(), remembered);
        let sources = dialects.into_iter().filter_map(|dialect| (dialect.source)(query)).collect();
        Candidates { sources, known: remembered.is_some() }
    }

    /// Takes in what the first answer told: the dialect, and whether the server sends what it says.
    pub(super) fn opened(&self, opened: &Opened, process: &Process) {
        if let Some(dialect) = vendor::dialect(opened.source.name()).filter(|_| opened.certain) {
            self.remember(dialect, process);
        }
        if opened.facts.untyped {
            process.note("the server sent JSON without a Content-Type; it was read as JSON");
        }
        match opened.facts.order {
            Order::Usual => {}
            Order::Reversed => process.note("the server lists the oldest entries first; its list was read from the end"),
            Order::OldestFirst => process.note(
                "the server lists the oldest entries first and does not say how many there are: these are not the newest",
            ),
        }
    }

    /// Remembers the dialect that was found out. A demo server's port is not worth a line.
    fn remember(&self, dialect: &'static Dialect, process: &Process) {
        self.spoken.set(Some(dialect));
        if self.server.is_none() && self.api.dialect.value.fixed().is_none() {
            self.memory.put(&self.api.base_url.value, dialect, process.now());
        }
    }
}

/// What to say on stderr of what goes on: every request and every pause with `--debug`.
pub(super) fn tell(event: &Event<'_>, debug: bool, process: &Process) {
    if !debug {
        return;
    }
    match event {
        Event::Answered { url, answer } => {
            let left =
                answer.rate.remaining.map_or_else(String::new, |left| format!(", {} left", counted(left, "request")));
            let id = answer.request_id.as_deref().map_or_else(String::new, |id| format!(", request id {id}"));
            let (status, took) = (answer.reply.status, answer.elapsed.as_millis());
            process.debug(&format!("GET {url}: {status} in {took} ms{id}{left}"));
        }
        Event::Failed { url, broken } => process.debug(&format!("GET {url}: {broken:?}")),
        Event::Pausing { pause, .. } => process.debug(&format!("waiting {} ms", pause.as_millis())),
    }
}

/// A runtime on this thread: started by commands that talk to the network, and by no other.
pub(super) fn runtime() -> Result<tokio::runtime::Runtime> {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|error| Fault::new(Code::Internal, "cannot start the network runtime").cause(error))
}
