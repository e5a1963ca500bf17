//! From a path and its parameters to an answer, for the routes that an API of the chosen age has.

use super::connections::Event;
use super::faults::Bend;
use super::listing::{Dialect, Filter, Listing, history};
use super::params::Params;
use super::platforms::{self, PLATFORMS};
use super::posts::{Action, Status};
use super::refusals::{Manner, Refusal};
use super::search::Needle;
use super::timeline::Feed;
use super::world::World;
use super::{KEY, RESTRICTED_KEY, Serves};

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
}

/// The manner in which errors on `path` are written.
pub(super) fn manner(serves: Serves, path: &str) -> Manner {
    match (serves, route(serves, path)) {
        (Serves::Late | Serves::Older, _) | (_, Some(Route::Connections | Route::Posts | Route::History(_))) => {
            Manner::Old
        }
        _ => Manner::Present,
    }
}

fn route(serves: Serves, path: &str) -> Option<Route<'_>> {
    let old = serves != Serves::Zernio;
    let present = matches!(serves, Serves::Both | Serves::Zernio);
    match path.strip_prefix("/api/v1/")? {
        "connections/logs" if old => Some(Route::Connections),
        "posts/logs" if old => Some(Route::Posts),
        "logs" if present => Some(Route::Logs),
        "logs" if serves == Serves::Older => Some(Route::OlderLogs),
        "auth/verify" if present => Some(Route::Verify),
        other if old => {
            let id = other.strip_prefix("posts/")?.strip_suffix("/logs")?;
            (!id.is_empty() && !id.contains('/')).then_some(Route::History(id))
        }
        _ => None,
    }
}

/// The body that answers `ask` at `now`.
pub(super) fn answer(world: &World, serves: Serves, ask: &Ask<'_>, now: u64, bend: Bend) -> Result<Vec<u8>, Refusal> {
    let restricted = authorize(ask)?;
    let route = route(serves, ask.path).ok_or(Refusal::NotFound)?;
    if !matches!(ask.method, "GET" | "HEAD") {
        return Err(Refusal::BadMethod);
    }
    if restricted && !matches!(route, Route::Verify) {
        return Err(Refusal::Restricted(ask.path.to_owned()));
    }
    let params = Params::read(ask.query);
    let listing = match route {
        Route::Verify => return Ok(identity(world)),
        Route::History(id) => {
            let limit = params.number("limit", 1..=100, 50)?;
            return history(world, now, id, limit).ok_or(Refusal::NotFound);
        }
        Route::Connections => old_list(Feed::Connections, &params)?,
        Route::Posts | Route::OlderLogs => old_list(Feed::Posts, &params)?,
        Route::Logs => present_list(world, &params)?,
    };
    Ok(listing.page(world, now, bend))
}

/// Whether the key is the restricted one.
fn authorize(ask: &Ask<'_>) -> Result<bool, Refusal> {
    let header = ask.authorization.ok_or(Refusal::MissingKey)?;
    match header.split_once(' ') {
        Some((scheme, key)) if scheme.eq_ignore_ascii_case("bearer") => match key.trim() {
            "" => Err(Refusal::MissingKey),
            KEY => Ok(false),
            RESTRICTED_KEY => Ok(true),
            _ => Err(Refusal::BadKey),
        },
        _ => Err(Refusal::MissingKey),
    }
}

fn identity(world: &World) -> Vec<u8> {
    let mut out = Vec::new();
    super::json::Object::write(&mut out, |body| {
        body.flag("valid", true);
        body.text("userId", &world.cast.users[0]);
        body.text("name", "Demo Agency");
        body.text("email", "demo@agency.example");
        body.text("authType", "api_key");
        body.text("scope", "full");
    });
    out
}

fn old_list(feed: Feed, params: &Params) -> Result<Listing, Refusal> {
    const SHORTHAND: [(&str, Status); 2] = [("success", Status::Success), ("failed", Status::Failed)];
    let mut filter = Filter { platform: platform(params, false)?, ..Filter::default() };
    if feed == Feed::Connections {
        filter.event = params.choice("eventType", &Event::NAMES)?;
        filter.status = params.choice("status", &SHORTHAND)?;
    } else {
        filter.action = params.choice("action", &Action::NAMES)?;
        filter.status = params.choice("status", &Status::NAMES)?;
        filter.search = params.get("search").filter(|text| !text.is_empty()).map(Needle::new);
    }
    Ok(Listing {
        dialect: Dialect::Late,
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

fn present_list(world: &World, params: &Params) -> Result<Listing, Refusal> {
    const TYPES: [(&str, Option<Feed>); 6] = [
        ("publishing", Some(Feed::Posts)),
        ("connections", Some(Feed::Connections)),
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
        (None, Some(_)) => Some(Feed::All),
        (None, None) => Some(Feed::Posts),
    };
    // No row of the demo carries what these filter on.
    let nothing = ABSENT.iter().any(|name| params.get(name).is_some());
    let place = |found: Option<usize>| found.unwrap_or(usize::MAX);
    let cast = &world.cast;
    let account = params.either("accountId", "account_id");
    let filter = Filter {
        platform: platform(params, true)?,
        status: params.choice("status", &Status::NAMES)?,
        named_action: params.get("action").map(str::to_owned),
        account: account.map(|id| place(cast.accounts.iter().position(|account| account.id == id))),
        profile: params.get("profileId").map(|id| place(cast.profiles.iter().position(|profile| profile.id == id))),
        search: params.get("search").map(Needle::new),
        ..Filter::default()
    };
    // Entries have whole milliseconds: an instant between two of them lets the later one in as `from`, the earlier as `to`.
    let millis = |nanos: u128| u64::try_from(nanos).unwrap_or(u64::MAX);
    Ok(Listing {
        dialect: Dialect::Zernio,
        feed: if nothing { None } else { feed },
        days: params.number("days", 1..=90, 90)?,
        from: params.moment("from")?.map_or(0, |nanos| millis(nanos.div_ceil(1_000_000))),
        to: params.moment("to")?.map_or(u64::MAX, |nanos| millis(nanos / 1_000_000)),
        limit: params.number("limit", 1..=100, 50)?,
        skip: params.number("skip", 0..=u64::MAX, 0)?,
        filter,
    })
}

fn platform(params: &Params, with_whatsapp: bool) -> Result<Option<usize>, Refusal> {
    match params.get("platform") {
        None | Some("all") => Ok(None),
        Some(name) if platforms::known(name, with_whatsapp) => {
            Ok(PLATFORMS.iter().position(|platform| platform.name == name))
        }
        Some(_) => Err(Refusal::BadValue("platform")),
    }
}
