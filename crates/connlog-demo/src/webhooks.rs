//! The webhook subscriptions of the demo's agency, and `/v1/webhooks/settings`.

use serde_json::{Value, json};

use super::dataset::Dataset;
use super::demo_version::DemoVersion;
use super::stamp;
use super::time_index::{DAY, EntryFeed, EntryKind};

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

/// How many deliveries are searched for the last success.
const SEARCHED: u64 = 2_000;

/// The deliveries of a subscription before a moment.
struct DeliveryState {
    /// When the last delivery arrived.
    last: u64,
    /// How many failed since.
    failures: u64,
}

/// Returns the deliveries of a subscription before `now`. Zernio switched a subscription without deliveries off long ago.
fn deliveries_until(world: &Dataset, subscription: usize, now: u64) -> DeliveryState {
    let mut failures = 0;
    let end = world.line.range(EntryFeed::Deliveries, 0, now).end;
    for n in (end.saturating_sub(SEARCHED)..end).rev() {
        let outline = world.delivery_outline(n);
        if outline.subscription != subscription {
            continue;
        }
        if outline.is_delivered {
            return DeliveryState { last: world.line.time(EntryKind::Delivery, n), failures };
        }
        failures += 1;
    }
    DeliveryState { last: now / DAY * DAY - 12 * DAY, failures: 24 }
}

/// Answers `/v1/webhooks/settings`.
pub(super) fn settings(world: &Dataset, version: DemoVersion, now: u64) -> Value {
    let rows = SUBSCRIPTIONS.iter().enumerate().map(|(place, subscription)| {
        let DeliveryState { last, failures } = deliveries_until(world, place, now);
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
