//! Reads names for ids, for the formats for people: one request for each list, at most once an hour.

use super::client::retry::RetryPolicy;
use super::client::retrying_client::RetryingClient;
use super::session::ApiSession;
use crate::app::AppContext;
use crate::config::names_cache::NamesCache;
use crate::runtime;
use connlog_core::error::Result;
use connlog_core::providers::endpoint::{IdKind, IdNames, NameRoute, PageRequest};

/// Returns the names of ids of these kinds that the key may read. A failure gives no names, because a list without names is
/// complete too.
pub(crate) fn read(session: &ApiSession, ids: &[IdKind], app: &AppContext) -> IdNames {
    let cache = cache(session, app);
    let mut names = IdNames::new();
    for route in session.spoken_dialect(app).names.iter().filter(|route| ids.contains(&route.ids)) {
        // Each demo server has its own port.
        let cached = if session.is_demo() { None } else { cache.get(route.path, app.now()) };
        let found = cached.or_else(|| {
            let found = runtime::start().and_then(|runtime| runtime.block_on(request(session, route, app))).ok()?;
            if !session.is_demo() {
                cache.put(route.path, &found, app.now());
            }
            Some(found)
        });
        names.extend(found.into_iter().flatten());
    }
    names
}

/// Returns the names of ids of these kinds that were read within the last hour, without a request.
pub(crate) fn cached(session: &ApiSession, ids: &[IdKind], app: &AppContext) -> IdNames {
    if session.is_demo() {
        return IdNames::new();
    }
    let cache = cache(session, app);
    let routes = session.spoken_dialect(app).names.iter().filter(|route| ids.contains(&route.ids));
    routes.filter_map(|route| cache.get(route.path, app.now())).flatten().collect()
}

fn cache(session: &ApiSession, app: &AppContext) -> NamesCache {
    let key = session.api.key.as_ref().map(|key| key.value.reveal()).unwrap_or_default();
    NamesCache::new(&app.env, &session.api.base_url.value, key)
}

/// Requests a list of names. A refusal gives no names, so that it is not requested again for an hour.
async fn request(session: &ApiSession, route: &NameRoute, app: &AppContext) -> Result<IdNames> {
    let connection = session.connect(app)?;
    let sender = connection.client();
    // Names are not worth a wait.
    let patience = RetryPolicy { retries: 0, max_wait: std::time::Duration::ZERO };
    let sender = RetryingClient { patience, ..sender };
    let request = PageRequest { path: route.path.to_owned(), query: Vec::new() };
    let mut sent = sender.send(&request, |reply| Ok((route.read)(&reply.body))).await?;
    match (sent.read.take(), sent.answer.reply.status) {
        (Some(names), _) => Ok(names.into_iter().flatten().collect()),
        (None, 403 | 404 | 405 | 410) => Ok(IdNames::new()),
        (None, _) => Err(sender.refusal(&request, &sent)),
    }
}
