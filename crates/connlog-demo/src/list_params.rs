//! What a request asks a list for: its parameters, checked as each dialect checks them.

use super::connections::ConnectionEvent;
use super::dataset::Dataset;
use super::demo_version::DemoVersion;
use super::entry_filter::{ListFilter, RequestScope};
use super::error_responses::ErrorResponse;
use super::list_query::ListQuery;
use super::platforms::{self, PLATFORMS};
use super::posts::{Action, PostStatus};
use super::query_params::Params;
use super::search::SearchTerm;
use super::time_index::EntryFeed;

/// The list that a route of the old dialect is asked for.
pub(super) fn old(feed: EntryFeed, params: &Params) -> Result<ListQuery, ErrorResponse> {
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
        feed,
        days: params.number("days", 1..=7, 7)?,
        from: 0,
        to: u64::MAX,
        limit: params.number("limit", 1..=100, 50)?,
        skip: params.number("skip", 0..=u64::MAX, 0)?,
        filter,
        as_webhook_log: false,
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

/// The list that `/v1/logs` is asked for.
pub(super) fn present(world: &Dataset, params: &Params) -> Result<ListQuery, ErrorResponse> {
    const TYPES: [(&str, EntryFeed); 6] = [
        ("publishing", EntryFeed::Posts),
        ("connections", EntryFeed::Connections),
        ("webhooks", EntryFeed::Deliveries),
        ("messaging", EntryFeed::Messages),
        ("workflow_event", EntryFeed::Workflows),
        ("api_request", EntryFeed::Requests),
    ];
    const YES: [(&str, bool); 4] = [("true", true), ("1", true), ("false", false), ("0", false)];
    params.none_empty(&KNOWN)?;
    let feed = match (params.choice("type", &TYPES)?, params.get("type")) {
        (Some(feed), _) => feed,
        (None, Some(_)) => EntryFeed::All,
        (None, None) => EntryFeed::Posts,
    };
    let receipts = ["includeReadReceipts", "include_read_receipts"].map(|name| params.choice_without_all(name, &YES));
    let status_codes = ["statusCode", "status_code"].map(|name| params.number(name, 0..=999, 0));
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
        delivered_event: params.get("event").map(str::to_owned),
        request: params.either("requestId", "request_id").map(|id| RequestScope::find(world, id)),
        api_key: params.either("apiKeyId", "api_key_id").map(str::to_owned),
        status_code: status_codes.into_iter().find(|code| *code != Ok(0)).transpose()?,
        with_receipts: receipts.into_iter().find(|choice| *choice != Ok(None)).transpose()?.flatten() == Some(true),
        ..ListFilter::default()
    };
    // Entries have whole milliseconds: an instant between two of them lets the later one in as `from`, the earlier as `to`.
    let millis = |nanos: u128| u64::try_from(nanos).unwrap_or(u64::MAX);
    Ok(ListQuery {
        dialect: DemoVersion::Zernio,
        feed,
        days: params.number("days", 1..=90, 90)?,
        from: params.moment("from")?.map_or(0, |nanos| millis(nanos.div_ceil(1_000_000))),
        to: params.moment("to")?.map_or(u64::MAX, |nanos| millis(nanos / 1_000_000)),
        limit: params.number("limit", 1..=100, 50)?,
        skip: params.number("skip", 0..=u64::MAX, 0)?,
        filter,
        as_webhook_log: false,
    })
}

/// The list that `/v1/webhooks/logs` is asked for.
pub(super) fn webhooks(version: DemoVersion, params: &Params) -> Result<ListQuery, ErrorResponse> {
    const STATUSES: [(&str, PostStatus); 2] = [("success", PostStatus::Success), ("failed", PostStatus::Failed)];
    /// The events that the old dialect lists.
    const OLD_EVENTS: [(&str, ()); 9] = [
        ("post.scheduled", ()),
        ("post.published", ()),
        ("post.failed", ()),
        ("post.partial", ()),
        ("account.connected", ()),
        ("account.disconnected", ()),
        ("message.received", ()),
        ("comment.received", ()),
        ("webhook.test", ()),
    ];
    params.none_empty(&["status", "event", "webhookId", "eventId"])?;
    let old = version == DemoVersion::Late;
    if old {
        params.choice_without_all("event", &OLD_EVENTS)?;
    }
    let text = |name: &'static str, longest: usize| match params.get(name) {
        Some(text) if text.len() > longest => Err(ErrorResponse::BadValue(name)),
        text => Ok(text.map(str::to_owned)),
    };
    let filter = ListFilter {
        status: params.choice_without_all("status", &STATUSES)?,
        delivered_event: text("event", 100)?,
        webhook: text("webhookId", 100)?,
        event_id: if old { None } else { text("eventId", 200)? },
        ..ListFilter::default()
    };
    Ok(ListQuery {
        dialect: version,
        feed: EntryFeed::Deliveries,
        days: if old { 7 } else { 30 },
        from: 0,
        to: u64::MAX,
        limit: params.number("limit", 1..=100, 50)?,
        skip: if old { 0 } else { params.number("skip", 0..=10_000, 0)? },
        filter,
        as_webhook_log: true,
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
