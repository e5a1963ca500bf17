//! The API of a run: its address, its key, its version, and the client that sends requests.

use std::cell::Cell;
use std::ops::Deref;

use super::access::{ApiAccess, ApiConnection};
use super::client::retrying_client::RetryingClient;
use super::paging::reversed;
use super::version_detection::{self, ListOrder, OpenedApi, VersionCandidates};
use crate::app::AppContext;
use crate::args::GlobalArgs;
use crate::args::api::ApiProvider;
use crate::config::dialect_cache::DialectCache;
use connlog_core::error::Result;
use connlog_core::providers;
use connlog_core::providers::endpoint::ApiVersion;
use connlog_core::query::Query;

/// The API of a run with its settings and its version.
pub(crate) struct ApiSession {
    access: ApiAccess,
    memory: DialectCache,
    /// The API version detected in this run.
    spoken: Cell<Option<&'static ApiVersion>>,
}

impl Deref for ApiSession {
    type Target = ApiAccess;

    fn deref(&self) -> &ApiAccess {
        &self.access
    }
}

impl ApiSession {
    /// Opens the API, which needs a key.
    pub(crate) fn with_key(shared: &GlobalArgs, app: &mut AppContext) -> Result<Self> {
        let session = Self::open(shared, app)?;
        session.api.require_key()?;
        Ok(session)
    }

    /// Resolves the settings of the API; starts the demo server with `--demo`. Returns an error for invalid settings.
    pub(crate) fn open(shared: &GlobalArgs, app: &mut AppContext) -> Result<Self> {
        let access = ApiAccess::open(ApiProvider::Zernio, shared, app)?;
        Ok(Self { access, memory: DialectCache::new(&app.env), spoken: Cell::default() })
    }

    /// Returns a connection to the API.
    pub(crate) fn connect<'a>(&self, app: &'a AppContext) -> Result<ApiConnection<'a>> {
        self.connect_with((self.dialect().errors)(self.key_origin()), app)
    }

    /// Returns the configured API version, or the version of the default base URL.
    pub(crate) fn dialect(&self) -> &'static ApiVersion {
        self.api.dialect.value.fixed().unwrap_or(providers::DEFAULT_DIALECT)
    }

    /// Returns the version that the server is known to have, else the configured one.
    pub(crate) fn spoken_dialect(&self, app: &AppContext) -> &'static ApiVersion {
        self.known_dialect(app).unwrap_or(providers::DEFAULT_DIALECT)
    }

    /// Returns the configured version, or the version that the server is known to have.
    pub(crate) fn known_dialect(&self, app: &AppContext) -> Option<&'static ApiVersion> {
        self.api.dialect.value.fixed().or_else(|| self.remembered(app))
    }

    /// Returns the version that this base URL had last time.
    fn remembered(&self, app: &AppContext) -> Option<&'static ApiVersion> {
        self.spoken.get().or_else(|| self.memory.get(&self.api.base_url.value, app.now()))
    }

    /// Returns the endpoints for `query`: the configured or remembered version first.
    pub(crate) fn candidates(&self, query: &Query, app: &AppContext) -> VersionCandidates {
        let remembered = self.remembered(app);
        let dialects = providers::candidates(self.api.dialect.value.fixed(), remembered);
        let sources = dialects.into_iter().filter_map(|dialect| (dialect.source)(query)).collect();
        VersionCandidates { sources, known: remembered.is_some() }
    }

    /// Detects the API version with the first page of `query`, and remembers it.
    pub(crate) async fn open_list(
        &self,
        query: &Query,
        sender: &RetryingClient<'_>,
        app: &AppContext,
    ) -> Result<OpenedApi> {
        let opened = version_detection::open(sender, self.candidates(query, app), query).await?;
        let opened = reversed::orient(opened, query, sender).await?;
        self.opened(&opened, app);
        Ok(opened)
    }

    /// Remembers the version of the first answer, and prints notes about unusual answers.
    pub(crate) fn opened(&self, opened: &OpenedApi, app: &AppContext) {
        if let Some(dialect) = providers::dialect(opened.source.name()).filter(|_| opened.certain) {
            self.remember(dialect, app);
        }
        if opened.facts.untyped {
            app.note("the server sent JSON without a Content-Type");
        }
        match opened.facts.order {
            ListOrder::Usual => {}
            ListOrder::Reversed => {
                app.note("the server lists the oldest entries first; connlog read the list from its end");
            }
            ListOrder::OldestFirst => app
                .note("the server lists the oldest entries first without a total, so these entries are not the newest"),
        }
    }

    /// Remembers the detected API version, except for the demo server.
    fn remember(&self, dialect: &'static ApiVersion, app: &AppContext) {
        self.spoken.set(Some(dialect));
        if !self.is_demo() && self.api.dialect.value.fixed().is_none() {
            self.memory.put(&self.api.base_url.value, dialect, app.now());
        }
    }
}
