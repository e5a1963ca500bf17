//! Opens the list of a kind that the API may lack: the list of a kind that the user did not name can be skipped.

use super::client::retrying_client::RetryingClient;
use super::session::ApiSession;
use super::version_detection::OpenedApi;
use crate::app::AppContext;
use crate::pipeline::skipped_kinds::KindSkipReason;
use connlog_core::error::{Code, Error, Result};
use connlog_core::query::Query;

/// The result of opening a list.
pub(super) enum ListOpening {
    Opened(Box<OpenedApi>),
    /// The list is skipped; the error is that of a list which the user named.
    Skipped(KindSkipReason, Error),
}

impl ApiSession {
    /// Opens the list of `query`. Skips an optional list that the API does not serve.
    ///
    /// # Errors
    ///
    /// When the list cannot be read for any other reason.
    pub(super) async fn open_optional(
        &self,
        query: &Query,
        sender: &RetryingClient<'_>,
        app: &AppContext,
    ) -> Result<ListOpening> {
        if query.optional && self.is_unlisted(query, app) {
            return Ok(ListOpening::Skipped(KindSkipReason::Missing, super::version_detection::unlisted(query)));
        }
        match self.open_list(query, sender, app).await {
            Ok(opened) => Ok(ListOpening::Opened(Box::new(opened))),
            Err(fault) => match skip_reason(&fault).filter(|_| query.optional) {
                Some(reason) => Ok(ListOpening::Skipped(reason, fault)),
                None => Err(fault),
            },
        }
    }

    /// Returns whether the API version that the server is known to have lacks the kind.
    pub(super) fn is_unlisted(&self, query: &Query, app: &AppContext) -> bool {
        self.known_dialect(app).is_some_and(|dialect| (dialect.source)(query).is_none())
    }
}

/// Returns why an optional list is skipped after `fault`: the route is missing, or the key has no right to read it.
/// Other failures say nothing about the kind.
pub(in crate::sources::api) fn skip_reason(fault: &Error) -> Option<KindSkipReason> {
    let status = fault.exchange.as_ref().and_then(|exchange| exchange.status);
    match (fault.code, status) {
        _ if fault.lacks_log => Some(KindSkipReason::Missing),
        (Code::NotFound, _) => Some(KindSkipReason::Missing),
        (Code::Forbidden, Some(403)) => Some(KindSkipReason::Refused),
        _ => None,
    }
}
