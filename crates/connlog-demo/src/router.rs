//! From a path and its parameters to an answer, for the routes that an API of the chosen age has.

use serde_json::Value;

use super::dataset::Dataset;
use super::demo_version::DemoVersion;
use super::error_responses::{ErrorResponse, ErrorStyle};
use super::fault_injection::ResponseMutation;
use super::key_routes::DemoKey;
use super::list_query::history;
use super::query_params::Params;
use super::request::Ask;
use super::route_group::RouteGroup;
use super::time_index::EntryFeed;
use super::{ServedVersions, account_routes, key_routes, list_params, post_routes, webhooks};

#[derive(Debug, Clone, Copy)]
enum Route<'a> {
    Connections,
    Posts,
    History(&'a str),
    Logs,
    /// `/v1/logs` as it was before the present dialect: publishing rows, camelCase.
    OlderLogs,
    Verify,
    ApiKeys,
    Usage,
    UsageStats,
    Billing,
    Changelog,
    Accounts,
    Health,
    AccountHealth(&'a str),
    Profiles,
    WebhookSettings,
    WebhookLogs,
    PostList,
    Post(&'a str),
}

impl Route<'_> {
    const fn group(self) -> RouteGroup {
        match self {
            Self::Connections
            | Self::Posts
            | Self::History(_)
            | Self::Logs
            | Self::OlderLogs
            | Self::PostList
            | Self::Post(_) => RouteGroup::Publishing,
            Self::Accounts | Self::Health | Self::AccountHealth(_) | Self::Profiles => RouteGroup::Accounts,
            Self::WebhookSettings | Self::WebhookLogs => RouteGroup::Webhooks,
            Self::Usage | Self::UsageStats | Self::Billing => RouteGroup::Billing,
            Self::ApiKeys => RouteGroup::Admin,
            Self::Verify | Self::Changelog => RouteGroup::Public,
        }
    }
}

/// The manner in which errors on `path` are written.
pub(super) fn manner(serves: ServedVersions, path: &str) -> ErrorStyle {
    match (serves, route(serves, path)) {
        (ServedVersions::Late | ServedVersions::Older, _)
        | (_, Some(Route::Connections | Route::Posts | Route::History(_))) => ErrorStyle::Old,
        _ => ErrorStyle::Present,
    }
}

fn route(serves: ServedVersions, path: &str) -> Option<Route<'_>> {
    let old = serves != ServedVersions::Zernio;
    let present = matches!(serves, ServedVersions::Both | ServedVersions::Zernio);
    match path.strip_prefix("/api/v1/")? {
        "connections/logs" if old => Some(Route::Connections),
        "posts/logs" if old => Some(Route::Posts),
        "logs" if present => Some(Route::Logs),
        "logs" if serves == ServedVersions::Older => Some(Route::OlderLogs),
        "auth/verify" if present => Some(Route::Verify),
        "api-keys" if present => Some(Route::ApiKeys),
        "usage" if present => Some(Route::Usage),
        "usage-stats" => Some(Route::UsageStats),
        "billing" if present => Some(Route::Billing),
        "changelog" if present => Some(Route::Changelog),
        "accounts" => Some(Route::Accounts),
        "accounts/health" => Some(Route::Health),
        "profiles" => Some(Route::Profiles),
        "posts" => Some(Route::PostList),
        "webhooks/logs" => Some(Route::WebhookLogs),
        "webhooks/settings" => Some(Route::WebhookSettings),
        other if other.starts_with("accounts/") && present => {
            id_between(other, "accounts/", "/health").map(Route::AccountHealth)
        }
        other if old && other.ends_with("/logs") => id_between(other, "posts/", "/logs").map(Route::History),
        other => id_between(other, "posts/", "").map(Route::Post),
    }
}

/// The id between `before` and `after`, if the rest of the path is one.
fn id_between<'a>(path: &'a str, before: &str, after: &str) -> Option<&'a str> {
    path.strip_prefix(before)?.strip_suffix(after).filter(|id| !id.is_empty() && !id.contains('/'))
}

/// The body that answers `ask` at `now`.
pub(super) fn answer(
    world: &Dataset,
    serves: ServedVersions,
    ask: &Ask<'_>,
    now: u64,
    bend: ResponseMutation,
) -> Result<Vec<u8>, ErrorResponse> {
    let route = route(serves, ask.path);
    // The changelog is public: it takes no key.
    let key = if matches!(route, Some(Route::Changelog)) { DemoKey::Full } else { authorize(ask)? };
    let route = route.ok_or(ErrorResponse::NotFound)?;
    if !matches!(ask.method, "GET" | "HEAD") {
        return Err(ErrorResponse::BadMethod);
    }
    if !key.may_read(route.group()) {
        return Err(ErrorResponse::Restricted { path: ask.path.to_owned(), group: route.group() });
    }
    let params = Params::read(ask.query);
    let listing = match route {
        Route::History(id) => {
            let limit = params.number("limit", 1..=100, 50)?;
            return history(world, now, id, limit).ok_or(ErrorResponse::NotFound);
        }
        Route::Connections => list_params::old(EntryFeed::Connections, &params)?,
        Route::Posts | Route::OlderLogs => list_params::old(EntryFeed::Posts, &params)?,
        Route::Logs => list_params::present(world, &params)?,
        Route::WebhookLogs => list_params::webhooks(version(serves), &params)?,
        other => return document(world, serves, other, &params, now).map(|body| body.to_string().into_bytes()),
    };
    Ok(listing.page(world, now, bend))
}

/// The dialect of routes that both dialects have.
const fn version(serves: ServedVersions) -> DemoVersion {
    match serves {
        ServedVersions::Late | ServedVersions::Older => DemoVersion::Late,
        ServedVersions::Both | ServedVersions::Zernio => DemoVersion::Zernio,
    }
}

/// The answer of a route that is no log.
fn document(
    world: &Dataset,
    serves: ServedVersions,
    route: Route<'_>,
    params: &Params,
    now: u64,
) -> Result<Value, ErrorResponse> {
    let version = version(serves);
    match route {
        Route::Verify => Ok(key_routes::verify(world)),
        Route::ApiKeys => Ok(key_routes::api_keys(world, now)),
        Route::Usage => Ok(key_routes::usage(world, now)),
        Route::UsageStats => Ok(key_routes::usage_stats(world, now)),
        Route::Billing => Ok(key_routes::billing(now)),
        Route::Changelog => key_routes::changelog(params, now),
        Route::Accounts => account_routes::list(world, version, params, now),
        Route::Health => account_routes::health(world, version, params, now),
        Route::AccountHealth(id) => account_routes::health_of_one(world, version, id, now),
        Route::PostList => post_routes::list(world, version, params, now),
        Route::Post(id) => post_routes::one(world, version, id, now),
        Route::WebhookSettings => Ok(webhooks::settings(world, version, now)),
        Route::Profiles => account_routes::profiles(world, version, params, now),
        Route::Connections | Route::Posts | Route::History(_) | Route::Logs | Route::OlderLogs | Route::WebhookLogs => {
            Err(ErrorResponse::NotFound)
        }
    }
}

/// The key that the request carries.
fn authorize(ask: &Ask<'_>) -> Result<DemoKey, ErrorResponse> {
    let header = ask.authorization.ok_or(ErrorResponse::MissingKey)?;
    match header.split_once(' ') {
        Some((scheme, key)) if scheme.eq_ignore_ascii_case("bearer") => match key.trim() {
            "" => Err(ErrorResponse::MissingKey),
            key => DemoKey::find(key).ok_or(ErrorResponse::BadKey),
        },
        _ => Err(ErrorResponse::MissingKey),
    }
}
