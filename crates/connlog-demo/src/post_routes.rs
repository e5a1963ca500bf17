//! Posts and what became of them: `/v1/posts` and `/v1/posts/{id}`.

use serde_json::{Map, Value, json};

use super::dataset::Dataset;
use super::demo_version::DemoVersion;
use super::error_responses::ErrorResponse;
use super::platform_responses;
use super::post_results::{PublishResult, TargetResult, TargetState, bounded};
use super::query_params::Params;
use super::stamp;

/// Answers `/v1/posts/{id}`.
pub(super) fn one(world: &Dataset, version: DemoVersion, id: &str, now: u64) -> Result<Value, ErrorResponse> {
    let (post, _) = world.entries_of(id).ok_or(ErrorResponse::NotFound)?;
    let result = world.post_result(post, now).ok_or(ErrorResponse::NotFound)?;
    Ok(json!({ "post": post_document(world, version, &result, now) }))
}

fn post_document(world: &Dataset, version: DemoVersion, result: &PublishResult, now: u64) -> Value {
    let post = world.post_of(result.post);
    let media: Vec<Value> = post
        .media
        .iter()
        .zip(platform_responses::media_urls(&post))
        .map(|(kind, url)| json!({ "type": kind, "url": url }))
        .collect();
    let targets: Vec<Value> = result.targets.iter().map(|target| target_document(world, version, target)).collect();
    // The old dialect knows no cancelled posts: one whose schedule somebody cancelled is a draft.
    let status = match (version, result.status(now)) {
        (DemoVersion::Late, "cancelled") => "draft",
        (_, status) => status,
    };
    let mut document = json!({
        "_id": post.id,
        "userId": world.cast.users[0],
        "title": "",
        "content": post.content,
        "mediaItems": media,
        "platforms": targets,
        "timezone": "UTC",
        "status": status,
        "tags": [],
        "createdAt": stamp(result.created),
        "updatedAt": stamp(result.updated()),
    });
    if let Some(scheduled) = post.scheduled {
        document["scheduledFor"] = json!(stamp(scheduled));
    }
    document
}

fn target_document(world: &Dataset, version: DemoVersion, target: &TargetResult) -> Value {
    let account = &world.cast.accounts[target.account];
    let mut row = Map::new();
    let mut set = |key: &str, value: Value| drop(row.insert(key.to_owned(), value));
    set("platform", json!(account.platform().name));
    let profile = &world.cast.profiles[account.profile].id;
    set(
        "accountId",
        json!({
            "_id": account.id,
            "platform": account.platform().name,
            "profileId": profile,
            "username": account.handle,
            "displayName": account.name,
            "isActive": true,
        }),
    );
    set("status", json!(target.state.name()));
    if target.state == TargetState::Published {
        set("publishedAt", json!(target.since.map(stamp)));
        set("platformPostId", json!(target.platform_post_id));
        set("platformPostUrl", json!(target.url));
    }
    set("publishAttempts", json!(target.attempts));
    if let Some(failure) = target.failure {
        set("errorMessage", json!(failure.message));
        let category = match (version, failure.code) {
            (DemoVersion::Late, "quota_exhausted" | "platform_rate_limit") => "platform_error",
            (_, category) => category,
        };
        set("errorCategory", json!(category));
        set("errorSource", json!(failure.source()));
        set("platformError", json!({ "code": failure.status, "message": failure.message }));
    }
    Value::Object(row)
}

const STATUSES: [(&str, &str); 8] = [
    ("draft", "draft"),
    ("pending_approval", "pending_approval"),
    ("scheduled", "scheduled"),
    ("publishing", "publishing"),
    ("published", "published"),
    ("partial", "partial"),
    ("failed", "failed"),
    ("cancelled", "cancelled"),
];

/// The parameters of the list in the present dialect, which refuses all others.
const KNOWN: [&str; 19] = [
    "page",
    "limit",
    "offset",
    "cursor",
    "fields",
    "updatedSince",
    "source",
    "status",
    "platform",
    "profileId",
    "createdBy",
    "fromDate",
    "toDate",
    "dateFrom",
    "dateTo",
    "includeHidden",
    "search",
    "sortBy",
    "accountId",
];

/// What a post must be like.
struct PostFilter<'p> {
    status: Option<&'static str>,
    platform: Option<&'p str>,
    profile: Option<&'p str>,
    account: Option<&'p str>,
    search: Option<String>,
    from: Option<u64>,
    to: Option<u64>,
    updated_since: Option<u64>,
    is_external: bool,
}

impl<'p> PostFilter<'p> {
    fn read(params: &'p Params) -> Result<Self, ErrorResponse> {
        const SOURCES: [(&str, bool); 2] = [("zernio", false), ("external", true)];
        let id = |name| params.get(name).filter(|id| !id.is_empty() && *id != "all");
        let time = |name: &'static str| {
            params.moment(name).map(|found| found.map(|nanos| u64::try_from(nanos / 1_000_000).unwrap_or(u64::MAX)))
        };
        Ok(Self {
            status: params.choice_without_all("status", &STATUSES)?,
            platform: params.get("platform"),
            profile: id("profileId"),
            account: id("accountId"),
            search: params.get("search").map(str::to_lowercase),
            from: time("fromDate")?.or(time("dateFrom")?),
            to: time("toDate")?.or(time("dateTo")?),
            updated_since: time("updatedSince")?,
            is_external: params.choice_without_all("source", &SOURCES)? == Some(true),
        })
    }

    fn holds(&self, world: &Dataset, result: &PublishResult, now: u64) -> bool {
        let accounts = || result.targets.iter().map(|target| &world.cast.accounts[target.account]);
        !self.is_external
            && self.status.is_none_or(|status| result.status(now) == status)
            && self.platform.is_none_or(|name| accounts().any(|account| account.platform().name == name))
            && self.profile.is_none_or(|id| world.profile_of(result.post).id == id)
            && self.account.is_none_or(|id| accounts().any(|account| account.id == id))
            && self.from.is_none_or(|from| result.due >= from)
            && self.to.is_none_or(|to| result.due <= to)
            && self.updated_since.is_none_or(|since| result.updated() >= since)
            && self
                .search
                .as_deref()
                .is_none_or(|text| world.post_of(result.post).content.to_lowercase().contains(text))
    }
}

/// Answers `/v1/posts`, newest first, or oldest first for the orders that end with `-asc`.
pub(super) fn list(world: &Dataset, version: DemoVersion, params: &Params, now: u64) -> Result<Value, ErrorResponse> {
    const ORDERS: [(&str, (bool, bool)); 6] = [
        ("scheduled-desc", (false, false)),
        ("scheduled-asc", (false, true)),
        ("created-desc", (true, false)),
        ("created-asc", (true, true)),
        ("status", (false, false)),
        ("platform", (false, false)),
    ];
    if version == DemoVersion::Zernio && params.names().any(|name| !KNOWN.contains(&name)) {
        return Err(ErrorResponse::BadValue("query"));
    }
    let filter = PostFilter::read(params)?;
    let (by_creation, ascending) = params.choice_without_all("sortBy", &ORDERS)?.unwrap_or_default();
    let limit = params.number("limit", 1..=500, 10)?;
    let page = params.number("page", 1..=u64::MAX, 1)?;
    let offset = params.number("offset", 0..=u64::MAX, (page - 1).saturating_mul(limit))?;
    let start = params.number("cursor", 0..=u64::MAX, offset)?;
    let mut found: Vec<PublishResult> = world.posts_at(now).filter(|result| filter.holds(world, result, now)).collect();
    found.sort_by_key(|result| std::cmp::Reverse(if by_creation { result.created } else { result.due }));
    if ascending {
        found.reverse();
    }
    let total = found.len() as u64;
    let end = start.saturating_add(limit);
    let fields: Option<Vec<&str>> = params.get("fields").map(|fields| fields.split(',').collect());
    let shown = found[bounded(start, found.len())..bounded(end, found.len())].iter().map(|result| {
        let mut document = post_document(world, version, result, now);
        if let (Some(fields), Some(members)) = (&fields, document.as_object_mut()) {
            members.retain(|name, _| name == "_id" || fields.contains(&name.as_str()));
        }
        document
    });
    let mut pagination =
        json!({ "page": start / limit + 1, "limit": limit, "total": total, "pages": total.div_ceil(limit) });
    if version == DemoVersion::Zernio {
        pagination["nextCursor"] = json!((end < total).then(|| end.to_string()));
    }
    Ok(json!({ "posts": shown.collect::<Vec<_>>(), "pagination": pagination }))
}
