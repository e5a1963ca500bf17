//! The present state of the demo's accounts: `/v1/accounts/health`, `/v1/accounts/{id}/health`, `/v1/accounts` and
//! `/v1/profiles`, in both dialects.
//!
//! The state follows from the connection entries, so the logs and these routes agree.

use serde_json::{Map, Value, json};

use super::account_condition::{AccountCondition, Complaint, has_analytics};
use super::accounts::Account;
use super::dataset::Dataset;
use super::demo_version::DemoVersion;
use super::error_responses::ErrorResponse;
use super::platforms;
use super::query_params::Params;
use super::rng::{Draws, Topic};
use super::stamp;
use super::time_index::DAY;

/// One account and its condition.
struct AccountRow<'a> {
    world: &'a Dataset,
    place: usize,
    account: &'a Account,
    condition: AccountCondition,
    now: u64,
}

/// Lists the accounts that the API has not deleted and whose profile and platform fit `params`.
fn accounts<'a>(
    world: &'a Dataset,
    version: DemoVersion,
    params: &Params,
    now: u64,
) -> Result<Vec<AccountRow<'a>>, ErrorResponse> {
    let platform = params.get("platform");
    if platform.is_some_and(|name| !platforms::known(name, version == DemoVersion::Zernio)) {
        return Err(ErrorResponse::BadValue("platform"));
    }
    let profile = params.get("profileId");
    let fits = |account: &Account| {
        platform.is_none_or(|name| account.platform().name == name)
            && profile.is_none_or(|id| world.cast.profiles[account.profile].id == id)
    };
    let rows = world.cast.accounts.iter().enumerate().filter(|(_, account)| fits(account));
    let rows = rows.map(|(place, account)| AccountRow {
        world,
        place,
        account,
        condition: world.account_condition(place, now),
        now,
    });
    Ok(rows.filter(|row| !row.condition.is_deleted(now)).collect())
}

/// Answers `/v1/accounts/health`.
pub(super) fn health(world: &Dataset, version: DemoVersion, params: &Params, now: u64) -> Result<Value, ErrorResponse> {
    const STATUSES: [(&str, &str); 3] = [("healthy", "healthy"), ("warning", "warning"), ("error", "error")];
    let wanted = params.choice_without_all("status", &STATUSES)?;
    let rows = accounts(world, version, params, now)?;
    let rows: Vec<&AccountRow<'_>> =
        rows.iter().filter(|row| wanted.is_none_or(|status| row.condition.status() == status)).collect();
    let count = |status: &str| rows.iter().filter(|row| row.condition.status() == status).count();
    Ok(json!({
        "summary": {
            "total": rows.len(),
            "healthy": count("healthy"),
            "warning": count("warning"),
            "error": count("error"),
            "needsReconnect": rows.iter().filter(|row| !row.condition.is_connected()).count(),
        },
        "accounts": rows.iter().map(|row| row.health(version)).collect::<Vec<_>>(),
    }))
}

/// Answers `/v1/accounts/{id}/health`.
pub(super) fn health_of_one(world: &Dataset, version: DemoVersion, id: &str, now: u64) -> Result<Value, ErrorResponse> {
    let rows = accounts(world, version, &Params::read(""), now)?;
    rows.iter().find(|row| row.account.id == id).map(|row| row.detailed_health(version)).ok_or(ErrorResponse::NotFound)
}

impl AccountRow<'_> {
    fn issues(&self) -> Vec<String> {
        let title = self.account.platform().title;
        match (self.condition.reason, self.condition.complaint) {
            (Some(reason), _) => vec![reason.to_owned()],
            (None, Some(Complaint::AnalyticsFailing)) => vec!["Analytics sync is failing".to_owned()],
            (None, Some(Complaint::AnalyticsStalled)) => vec!["Analytics sync is stalled".to_owned()],
            (None, Some(Complaint::AnalyticsPermission)) => {
                vec![format!("Missing {title} permission to read analytics")]
            }
            (None, Some(Complaint::Messaging)) => vec![format!("{title} refuses messages of this account")],
            (None, None) => Vec::new(),
        }
    }

    fn health(&self, version: DemoVersion) -> Value {
        let condition = &self.condition;
        let connected = condition.is_connected();
        let mut row = Map::new();
        let mut set = |key: &str, value: Value| drop(row.insert(key.to_owned(), value));
        set("accountId", json!(self.account.id));
        set("platform", json!(self.account.platform().name));
        set("username", json!(self.account.handle));
        set("displayName", json!(self.account.name));
        set("profileId", json!(self.world.cast.profiles[self.account.profile].id));
        set("status", json!(condition.status()));
        set("canPost", json!(connected));
        let readable = condition.complaint != Some(Complaint::AnalyticsPermission);
        set("canFetchAnalytics", json!(connected && readable && has_analytics(self.account.platform().name)));
        set("tokenValid", json!(connected));
        if let Some(expires) = condition.token_expires {
            set("tokenExpiresAt", json!(stamp(expires)));
        }
        set("needsReconnect", json!(!connected));
        set("issues", json!(self.issues()));
        if version == DemoVersion::Zernio {
            set("ownerUserId", json!(self.world.cast.users[0]));
            set("disconnectReason", json!(condition.reason));
            let kind = condition.loss.map(|loss| if loss.intentional { "intentional" } else { "unintentional" });
            set("disconnectionType", json!(kind));
            set("unhealthySince", json!(self.unhealthy_since().map(stamp)));
            if let Some(sync) = self.analytics_sync() {
                set("analyticsSync", sync);
            }
            set("messagingRestriction", self.messaging_restriction().unwrap_or_default());
        }
        Value::Object(row)
    }

    /// When the account became unhealthy; complaints have no entry in a log.
    fn unhealthy_since(&self) -> Option<u64> {
        let complaint = self.condition.complaint.filter(|_| self.condition.is_connected());
        self.condition.since.or_else(|| complaint.map(|_| self.complained_since()))
    }

    fn complained_since(&self) -> u64 {
        let mut draws = Draws::new(self.world.dice.roll(Topic::AccountCondition, !(self.place as u64)));
        self.now / DAY * DAY - draws.below(5) * DAY - draws.below(DAY)
    }

    fn analytics_sync(&self) -> Option<Value> {
        if !has_analytics(self.account.platform().name) {
            return None;
        }
        let hours = (self.place as u64 % 5 + 1) * DAY / 24;
        let (status, last) = match self.condition.complaint {
            Some(Complaint::AnalyticsFailing) => ("failing", None),
            Some(Complaint::AnalyticsStalled) => ("stalled", Some(self.complained_since())),
            _ => ("ok", Some(self.now / DAY * DAY - hours)),
        };
        Some(json!({ "status": status, "lastSyncedAt": last.map(stamp) }))
    }

    fn messaging_restriction(&self) -> Option<Value> {
        if self.condition.complaint != Some(Complaint::Messaging) {
            return None;
        }
        let whatsapp = self.account.platform().name == "whatsapp";
        let since = self.complained_since();
        let message = if whatsapp {
            "Business eligibility payment issue"
        } else {
            "The page may not send messages at the moment"
        };
        Some(json!({
            "code": whatsapp.then_some(131_042),
            "subcode": (!whatsapp).then_some(1_893_063),
            "message": message,
            "firstSeenAt": stamp(since),
            "lastSeenAt": stamp(self.now / DAY * DAY),
            "pausedUntil": null,
        }))
    }

    fn detailed_health(&self, version: DemoVersion) -> Value {
        let mut row = self.health(version);
        let condition = &self.condition;
        let connected = condition.is_connected();
        let scopes = self.account.platform().scopes.iter();
        let scopes = scopes.map(|scope| json!({ "scope": scope, "granted": connected, "required": true }));
        let days = condition.token_expires.map(|expires| expires.saturating_sub(self.now) / DAY);
        row["tokenStatus"] = json!({ "valid": connected, "needsRefresh": !connected });
        if let (Some(expires), Some(days)) = (condition.token_expires, days) {
            row["tokenStatus"]["expiresAt"] = json!(stamp(expires));
            row["tokenStatus"]["expiresIn"] = json!(format!("{days} days"));
        }
        row["permissions"] = json!({
            "posting": scopes.collect::<Vec<_>>(),
            "analytics": [],
            "optional": [],
            "canPost": row["canPost"],
            "canFetchAnalytics": row["canFetchAnalytics"],
            "missingRequired": [],
        });
        let advice =
            (!connected).then(|| format!("Reconnect the {} account in the dashboard", self.account.platform().title));
        row["recommendations"] = json!(advice.into_iter().collect::<Vec<_>>());
        if let Some(members) = row.as_object_mut() {
            // The detailed form has these within `tokenStatus` and `permissions`.
            const ELSEWHERE: [&str; 6] =
                ["profileId", "canPost", "canFetchAnalytics", "tokenValid", "tokenExpiresAt", "needsReconnect"];
            members.retain(|name, _| !ELSEWHERE.contains(&name.as_str()));
        }
        row
    }

    fn account(&self, version: DemoVersion, cooldowns: &[(usize, u64)]) -> Value {
        let profile = &self.world.cast.profiles[self.account.profile];
        let mut row = json!({ "_id": self.account.id, "platform": self.account.platform().name });
        row["profileId"] = if version == DemoVersion::Zernio {
            json!({ "_id": profile.id, "name": profile.name(&self.world.cast) })
        } else {
            json!(profile.id)
        };
        row["username"] = json!(self.account.handle);
        row["displayName"] = json!(self.account.name);
        row["isActive"] = json!(!self.condition.loss.is_some_and(|loss| loss.intentional));
        if version == DemoVersion::Zernio {
            row["needsReconnection"] = json!(!self.condition.is_connected());
            row["enabled"] = json!(true);
            let until = cooldowns.iter().rev().find(|(place, _)| *place == self.place).map(|(_, until)| *until);
            row["rateLimitedUntil"] = json!(until.map(stamp));
            row["parentAccountId"] = Value::Null;
        }
        row
    }
}

/// Answers `/v1/accounts`. The present dialect pages the list if the request has `limit`, `page` or `cursor`.
pub(super) fn list(world: &Dataset, version: DemoVersion, params: &Params, now: u64) -> Result<Value, ErrorResponse> {
    const STATUSES: [(&str, bool); 2] = [("connected", true), ("disconnected", false)];
    let rows = accounts(world, version, params, now)?;
    let cooldowns = world.cooldowns(now);
    let write = |rows: &[&AccountRow<'_>]| rows.iter().map(|row| row.account(version, &cooldowns)).collect::<Vec<_>>();
    if version == DemoVersion::Late {
        return Ok(json!({ "accounts": write(&rows.iter().collect::<Vec<_>>()), "hasAnalyticsAccess": false }));
    }
    let connected = params.choice_without_all("status", &STATUSES)?;
    let search = params.get("search").map(str::to_lowercase);
    let names = |row: &AccountRow<'_>, text: &str| {
        row.account.name.to_lowercase().contains(text) || row.account.handle.to_lowercase().contains(text)
    };
    let rows: Vec<&AccountRow<'_>> = rows
        .iter()
        .filter(|row| connected.is_none_or(|wanted| row.condition.is_connected() == wanted))
        .filter(|row| search.as_deref().is_none_or(|text| names(row, text)))
        .collect();
    let paged = ["limit", "page", "cursor"].iter().any(|name| params.get(name).is_some());
    if !paged {
        return Ok(json!({ "accounts": write(&rows), "hasAnalyticsAccess": true }));
    }
    let limit = params.number("limit", 1..=500, 100)?;
    let page = params.get("page").map(|_| params.number("page", 1..=u64::MAX, 1)).transpose()?;
    let start = match page {
        Some(page) => (page - 1).saturating_mul(limit),
        None => params.number("cursor", 0..=u64::MAX, 0)?,
    };
    let bounded = |index: u64| usize::try_from(index).unwrap_or(usize::MAX).min(rows.len());
    let end = start.saturating_add(limit);
    let total = rows.len() as u64;
    let pagination = match page {
        Some(page) => json!({ "page": page, "limit": limit, "total": total, "pages": total.div_ceil(limit) }),
        None => json!({ "limit": limit, "nextCursor": (end < total).then(|| end.to_string()) }),
    };
    let shown = write(&rows[bounded(start)..bounded(end)]);
    Ok(json!({ "accounts": shown, "hasAnalyticsAccess": true, "pagination": pagination }))
}

/// Answers `/v1/profiles`.
pub(super) fn profiles(
    world: &Dataset,
    version: DemoVersion,
    params: &Params,
    now: u64,
) -> Result<Value, ErrorResponse> {
    const COLORS: [&str; 4] = ["#ffeda0", "#9ecae1", "#a1d99b", "#fdae6b"];
    const ZONES: [Option<&str>; 3] = [None, Some("Europe/Berlin"), Some("Asia/Tokyo")];
    let skip = params.number("skip", 0..=u64::MAX, 0)?;
    let limit = params.number("limit", 1..=1_000, 1_000)?;
    let bounded = |number: u64| usize::try_from(number).unwrap_or(usize::MAX);
    let profiles = world.cast.profiles.iter().enumerate().skip(bounded(skip)).take(bounded(limit));
    let rows = profiles.map(|(place, profile)| {
        let mut row = json!({
            "_id": profile.id,
            "userId": world.cast.users[0],
            "name": profile.name(&world.cast),
            "color": COLORS[place % COLORS.len()],
            "isDefault": place == 0,
        });
        if version == DemoVersion::Zernio {
            let connected =
                profile.accounts.clone().filter(|place| !world.account_condition(*place, now).is_deleted(now));
            row["externalId"] = json!((place % 4 == 0).then(|| format!("client-{:03}", place / 4 + 1)));
            row["timezone"] = json!(ZONES[place / 4 % ZONES.len()]);
            row["accountCount"] = json!(connected.count());
        }
        row
    });
    let mut body = json!({ "profiles": rows.collect::<Vec<_>>() });
    if version == DemoVersion::Zernio && params.get("limit").is_some() {
        body["total"] = json!(world.cast.profiles.len());
        body["skip"] = json!(skip);
        body["limit"] = json!(limit);
    }
    Ok(body)
}
