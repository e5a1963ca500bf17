//! Fivetran's API of a run: its settings, and the client that sends requests.

use std::ops::Deref;

use crate::app::AppContext;
use crate::args::GlobalArgs;
use crate::args::api::ApiProvider;
use crate::sources::api::access::{ApiAccess, ApiConnection};
use connlog_core::error::Result;
use connlog_core::providers::fivetran::rest;

/// Fivetran's API of a run with its settings.
pub(crate) struct FivetranSession(ApiAccess);

impl Deref for FivetranSession {
    type Target = ApiAccess;

    fn deref(&self) -> &ApiAccess {
        &self.0
    }
}

impl FivetranSession {
    /// Opens the API, which needs a key.
    pub(crate) fn with_key(shared: &GlobalArgs, app: &mut AppContext) -> Result<Self> {
        let session = Self::open(shared, app)?;
        session.api.require_key()?;
        Ok(session)
    }

    /// Resolves the settings of the API; starts the demo server with `--demo`. Returns an error for invalid settings.
    pub(crate) fn open(shared: &GlobalArgs, app: &mut AppContext) -> Result<Self> {
        ApiAccess::open(ApiProvider::Fivetran, shared, app).map(Self)
    }

    /// Returns a connection to the API.
    pub(crate) fn connect<'a>(&self, app: &'a AppContext) -> Result<ApiConnection<'a>> {
        self.connect_with(rest::errors::parser(self.key_origin()), app)
    }
}
