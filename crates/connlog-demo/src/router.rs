//! From a path and its parameters to an answer, for the routes that an API of the chosen age has.

use serde_json::Value;

use super::connections::ConnectionEvent;
use super::dataset::Dataset;
use super::error_responses::{ErrorResponse, ErrorStyle};
use super::fault_injection::ResponseMutation;
use super::key_routes::{DemoKey, RouteGroup};
use super::list_query::{DemoVersion, ListFilter, ListQuery, history};
use super::platforms::{self, PLATFORMS};
use super::posts::{Action, PostStatus};
use super::query_params::Params;
use super::search::SearchTerm;
use super::time_index::EntryFeed;
use super::{ServedVersions, account_routes, key_routes, webhooks};

/// A request, as far as routing needs it.
#[derive(Debug)]
pub(super) struct Ask<'a> {
    pub method: &'a str,
    pub path: &'a str,
    pub query: &'a str,
    /// The `Authorization` header.
    pub authorization: Option<&'a str>,
}

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
}

impl Route<'_> {
    const fn group(self) -> RouteGroup {
        match self {
            Self::Connections | Self::Posts | Self::History(_) | Self::Logs | Self::OlderLogs => RouteGroup::Publishing,
            Self::Accounts | Self::Health | Self::AccountHealth(_) | Self::Profiles => RouteGroup::Accounts,
            Self::WebhookSettings => RouteGroup::Webhooks,
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
        "webhooks/settings" => Some(Route::WebhookSettings),
        other if other.starts_with("accounts/") && present => {
            id_between(other, "accounts/", "/health").map(Route::AccountHealth)
        }
        other if old => id_between(other, "posts/", "/logs").map(Route::History),
        _ => None,
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
        Route::Connections => old_list(EntryFeed::Connections, &params)?,
        Route::Posts | Route::OlderLogs => old_list(EntryFeed::Posts, &params)?,
        Route::Logs => present_list(world, &params)?,
        other => return document(world, serves, other, &params, now).map(|body| body.to_string().into_bytes()),
    };
    Ok(listing.page(world, now, bend))
}

/// The answer of a route that is no log.
fn document(
    world: &Dataset,
    serves: ServedVersions,
    route: Route<'_>,
    params: &Params,
    now: u64,
) -> Result<Value, ErrorResponse> {
    let version = match serves {
        ServedVersions::Late | ServedVersions::Older => DemoVersion::Late,
        ServedVersions::Both | ServedVersions::Zernio => DemoVersion::Zernio,
    };
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
        Route::WebhookSettings => Ok(webhooks::settings(version, now)),
        Route::Profiles => account_routes::profiles(world, version, params, now),
        Route::Connections | Route::Posts | Route::History(_) | Route::Logs | Route::OlderLogs => {
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

fn old_list(feed: EntryFeed, params: &Params) -> Result<ListQuery, ErrorResponse> {
    const SHORTHAND: [(&str, PostStatus); 2] = [("success", PostStatus::Success), ("failed", PostStatus::Failed)];
    let mut filter = ListFilter { platform: platform(params, false)?, ..ListFilter::default() };
    if feed == EntryFeed::Connections {
        filter.event = params.choice("eventType", &ConnectionEvent::NAMES)?;
        filter.status = params.choice("status", &SHORTHAND)?;
    } else {
        filter.action = params.choice("action", &Action::NAMES)?;
        filter.status = params.choice("status", &PostStatus::NAMES)?;
        filter.search = params.get("search").filter(|text| !text.is_empty()).map(SearchTerm::new);
    }
    Ok(ListQuery {
        dialect: DemoVersion::Late,
        feed: Some(feed),
        days: params.number("days", 1..=7, 7)?,
        from: 0,
        to: u64::MAX,
        limit: params.number("limit", 1..=100, 50)?,
        skip: params.number("skip", 0..=u64::MAX, 0)?,
        filter,
    })
}

/// The parameters of the present list. All others are ignored, as the API does.
const KNOWN: [&str; 22] = [
    "type",
    "status",
    "platform",
    "action",
    "search",
    "days",
    "limit",
    "skip",
    "accountId",
    "account_id",
    "profileId",
    "apiKeyId",
    "api_key_id",
    "event",
    "requestId",
    "request_id",
    "from",
    "to",
    "statusCode",
    "status_code",
    "includeReadReceipts",
    "include_read_receipts",
];

fn present_list(world: &Dataset, params: &Params) -> Result<ListQuery, ErrorResponse> {
    const TYPES: [(&str, Option<EntryFeed>); 6] = [
        ("publishing", Some(EntryFeed::Posts)),
        ("connections", Some(EntryFeed::Connections)),
        ("webhooks", None),
        ("messaging", None),
        ("workflow_event", None),
        ("api_request", None),
    ];
    const ABSENT: [&str; 7] =
        ["apiKeyId", "api_key_id", "event", "requestId", "request_id", "statusCode", "status_code"];
    params.none_empty(&KNOWN)?;
    let feed = match (params.choice("type", &TYPES)?, params.get("type")) {
        (Some(feed), _) => feed,
        (None, Some(_)) => Some(EntryFeed::All),
        (None, None) => Some(EntryFeed::Posts),
    };
    // No row of the demo carries what these filter on.
    let nothing = ABSENT.iter().any(|name| params.get(name).is_some());
    let place = |found: Option<usize>| found.unwrap_or(usize::MAX);
    let cast = &world.cast;
    let account = params.either("accountId", "account_id");
    let filter = ListFilter {
        platform: platform(params, true)?,
        status: params.choice("status", &PostStatus::NAMES)?,
        named_action: params.get("action").map(str::to_owned),
        account: account.map(|id| place(cast.accounts.iter().position(|account| account.id == id))),
        profile: params.get("profileId").map(|id| place(cast.profiles.iter().position(|profile| profile.id == id))),
        search: params.get("search").map(SearchTerm::new),
        ..ListFilter::default()
    };
    // Entries have whole milliseconds: an instant between two of them lets the later one in as `from`, the earlier as `to`.
    let millis = |nanos: u128| u64::try_from(nanos).unwrap_or(u64::MAX);
    Ok(ListQuery {
        dialect: DemoVersion::Zernio,
        feed: if nothing { None } else { feed },
        days: params.number("days", 1..=90, 90)?,
        from: params.moment("from")?.map_or(0, |nanos| millis(nanos.div_ceil(1_000_000))),
        to: params.moment("to")?.map_or(u64::MAX, |nanos| millis(nanos / 1_000_000)),
        limit: params.number("limit", 1..=100, 50)?,
        skip: params.number("skip", 0..=u64::MAX, 0)?,
        filter,
    })
}

fn platform(params: &Params, with_whatsapp: bool) -> Result<Option<usize>, ErrorResponse> {
    match params.get("platform") {
        None | Some("all") => Ok(None),
        Some(name) if platforms::known(name, with_whatsapp) => {
            Ok(PLATFORMS.iter().position(|platform| platform.name == name))
        }
        Some(_) => Err(ErrorResponse::BadValue("platform")),
    }
}
