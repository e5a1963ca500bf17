//! What a key may know about itself and its owner: `/v1/auth/verify`, `/v1/api-keys`, `/v1/usage`, `/v1/billing`; and the
//! public `/v1/changelog`.

use serde_json::{Value, json};

use super::dataset::Dataset;
use super::error_responses::ErrorResponse;
use super::query_params::Params;
use super::route_group::RouteGroup;
use super::stamp;
use super::time_index::DAY;
use super::{KEY, PUBLISHING_KEY, RESTRICTED_KEY};

/// A key of the demo and what it may read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum DemoKey {
    Full,
    /// May not read the publishing group.
    WithoutPublishing,
    /// May read the publishing group alone.
    PublishingOnly,
}

impl DemoKey {
    /// Returns the key that `text` is.
    pub(super) fn find(text: &str) -> Option<Self> {
        match text {
            KEY => Some(Self::Full),
            RESTRICTED_KEY => Some(Self::WithoutPublishing),
            PUBLISHING_KEY => Some(Self::PublishingOnly),
            _ => None,
        }
    }

    /// Whether the key may read the routes of `group`.
    pub(super) fn may_read(self, group: RouteGroup) -> bool {
        match (self, group) {
            (Self::Full, _) | (_, RouteGroup::Public) => true,
            (_, RouteGroup::Admin) => false,
            (Self::WithoutPublishing, group) => group != RouteGroup::Publishing,
            (Self::PublishingOnly, group) => group == RouteGroup::Publishing,
        }
    }

    /// The id under which rows and `/v1/api-keys` name the key.
    pub(super) const fn id(self) -> &'static str {
        match self {
            Self::Full => "6507a1b2c3d4e5f6a7b8c9d0",
            Self::WithoutPublishing => "6507a1b2c3d4e5f6a7b8c9d1",
            Self::PublishingOnly => "6507a1b2c3d4e5f6a7b8c9d2",
        }
    }
}

/// Answers `/v1/auth/verify`.
pub(super) fn verify(world: &Dataset) -> Value {
    json!({
        "valid": true,
        "userId": world.cast.users[0],
        "name": "Demo Agency",
        "email": "demo@agency.example",
        "authType": "api_key",
        "scope": "full",
    })
}

/// Answers `/v1/api-keys`: the keys of the demo, one of which ends soon.
pub(super) fn api_keys(world: &Dataset, now: u64) -> Value {
    let today = now / DAY * DAY;
    let owner = json!({ "id": world.cast.users[0], "email": "demo@agency.example" });
    let key = |key: DemoKey, name: &str, text: &str, off: &[&str]| {
        let preview = format!("{}...{}", &text[..8], &text[text.len() - 8..]);
        json!({
            "id": key.id(),
            "name": name,
            "keyPreview": preview,
            "createdAt": stamp(today - 200 * DAY),
            "scope": "full",
            "profileIds": [],
            "permission": if off.is_empty() { "read-write" } else { "read" },
            "disabledResourceGroups": off,
            "createdBy": owner,
        })
    };
    let mut keys = vec![
        key(DemoKey::Full, "Production", KEY, &[]),
        key(DemoKey::WithoutPublishing, "Account watch", RESTRICTED_KEY, &["publishing"]),
        key(DemoKey::PublishingOnly, "Log reader", PUBLISHING_KEY, &["accounts", "webhooks", "billing", "messages"]),
    ];
    keys[2]["expiresAt"] = json!(stamp(today + 5 * DAY));
    json!({ "apiKeys": keys })
}

/// Answers `/v1/usage` without a range.
pub(super) fn usage(world: &Dataset, now: u64) -> Value {
    let month = now / DAY * DAY - 20 * DAY;
    json!({
        "billingSystem": "metronome",
        "planName": "Usage",
        "billingPeriod": "monthly",
        "signupDate": stamp(now / DAY * DAY - 400 * DAY),
        "billingAnchorDay": 1,
        "hasAccess": true,
        "limits": { "uploads": -1, "profiles": -1 },
        "usage": {
            "uploads": 4_000,
            "profiles": world.cast.profiles.len(),
            "lastReset": stamp(month),
            "connectedAccounts": world.cast.accounts.len(),
        },
        "spend": {
            "currentPeriodCents": 18_450,
            "creditsRemainingCents": 0,
            "xSpendCents": 4_120,
            "xSpendLimitCents": 10_000,
        },
    })
}

/// Answers `/v1/usage-stats`, the only route for usage of the old dialect.
pub(super) fn usage_stats(world: &Dataset, now: u64) -> Value {
    json!({
        "planName": "Unlimited",
        "billingPeriod": "monthly",
        "signupDate": stamp(now / DAY * DAY - 400 * DAY),
        "limits": { "uploads": -1, "profiles": -1 },
        "usage": {
            "uploads": 4_000,
            "profiles": world.cast.profiles.len(),
            "lastReset": stamp(now / DAY * DAY - 20 * DAY),
        },
    })
}

/// Answers `/v1/billing`.
pub(super) fn billing(now: u64) -> Value {
    let start = now / DAY * DAY - 20 * DAY;
    json!({
        "billingSystem": "metronome",
        "plan": { "name": "Usage", "isUsageBased": true, "isPaid": true },
        "shopifyShopDomain": null,
        "period": { "start": stamp(start), "end": stamp(start + 30 * DAY), "anchorDay": 1 },
        "balance": { "accruedThisPeriodCents": 18_450, "creditsRemainingCents": 0 },
        "caps": { "xSpendUsedCents": 4_120, "xSpendLimitCents": 10_000 },
        "status": {
            "hasAccess": true,
            "suspended": false,
            "suspendedAt": null,
            "suspensionReason": null,
            "openInvoiceUrl": null,
            "declineReason": null,
            "autoUpgradeEnabled": true,
        },
        "legacy": { "limits": { "uploads": -1, "profiles": -1 } },
    })
}

/// Answers `/v1/changelog`: two invented entries, one of which concerns the logs.
pub(super) fn changelog(params: &Params, now: u64) -> Result<Value, ErrorResponse> {
    const IMPACTS: [(&str, &str); 3] =
        [("none", "none"), ("additive", "additive"), ("action_required", "action_required")];
    let impact = params.choice_without_all("impact", &IMPACTS)?;
    let limit = params.number("limit", 1..=100, 20)?;
    let today = now / DAY * DAY;
    let entry = |id: &str, days: u64, title: &str, path: &str| {
        json!({
            "id": id,
            "type": "improvement",
            "impact": "additive",
            "platforms": [],
            "title": title,
            "summary": null,
            "message": title,
            "publishedAt": stamp(today - days * DAY),
            "specVersion": "1.444.0",
            "url": format!("https://docs.zernio.com/changelog/{id}"),
            "changes": {
                "endpoints": {
                    "added": [],
                    "removed": [],
                    "modified": [{ "method": "GET", "path": path }],
                },
                "schemas": { "added": [], "removed": [], "modified": [] },
            },
        })
    };
    let entries = [
        entry("demo-2", 9, "Log rows carry the profile they belong to", "/v1/logs"),
        entry("demo-1", 31, "The health of an account names why it was disconnected", "/v1/accounts/health"),
    ];
    let before = params.moment("before")?.map(|nanos| stamp(u64::try_from(nanos / 1_000_000).unwrap_or(u64::MAX)));
    let shown = entries.into_iter().filter(|entry| {
        impact.is_none_or(|wanted| entry["impact"] == wanted)
            && before.as_deref().is_none_or(|before| entry["publishedAt"].as_str() < Some(before))
    });
    let shown: Vec<Value> = shown.take(usize::try_from(limit).unwrap_or(usize::MAX)).collect();
    Ok(json!({ "entries": shown, "nextCursor": null }))
}
