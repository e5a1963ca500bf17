//! The webhook subscriptions of the demo's agency, and `/v1/webhooks/settings`.

use serde_json::{Value, json};

use super::list_query::DemoVersion;
use super::stamp;
use super::time_index::DAY;

/// A subscription.
#[derive(Debug)]
pub(super) struct Subscription {
    pub id: &'static str,
    pub name: &'static str,
    pub url: &'static str,
    pub events: &'static [&'static str],
    pub is_active: bool,
}

/// The subscriptions; a delivery names one by its place here. Zernio switched the last one off.
pub(super) const SUBSCRIPTIONS: [Subscription; 3] = [
    Subscription {
        id: "507f1f77bcf86cd799439011",
        name: "Production",
        url: "https://hooks.agency.example/zernio",
        events: &["post.published", "post.failed", "account.connected", "account.disconnected", "message.received"],
        is_active: true,
    },
    Subscription {
        id: "507f1f77bcf86cd799439012",
        name: "Ops alerts",
        url: "https://alerts.agency.example/in/zernio",
        events: &["post.failed", "account.disconnected"],
        is_active: true,
    },
    Subscription {
        id: "507f1f77bcf86cd799439013",
        name: "Old CRM",
        url: "https://crm.agency.example/hook",
        events: &["post.published"],
        is_active: false,
    },
];

/// Answers `/v1/webhooks/settings`.
pub(super) fn settings(version: DemoVersion, now: u64) -> Value {
    let today = now / DAY * DAY;
    let rows = SUBSCRIPTIONS.iter().map(|subscription| {
        let (last, failures) = if subscription.is_active { (today, 0) } else { (today - 12 * DAY, 24) };
        let mut row = json!({
            "_id": subscription.id,
            "name": subscription.name,
            "url": subscription.url,
            "events": subscription.events,
            "isActive": subscription.is_active,
            "lastFiredAt": stamp(last),
            "failureCount": failures,
        });
        if version == DemoVersion::Zernio {
            row["disabledResourceGroups"] = json!([]);
            row["profileIds"] = json!([]);
            row["accountIds"] = json!([]);
        }
        row
    });
    json!({ "webhooks": rows.collect::<Vec<_>>() })
}
