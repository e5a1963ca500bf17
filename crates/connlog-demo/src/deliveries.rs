//! Deliveries of webhooks: an event of the logs, the subscription that gets it, and how its endpoint answered.
//!
//! Sixteen neighbouring deliveries hold first tries and the retries of those that failed. An endpoint that is down fails
//! every try.

use serde_json::{Value, json};

use super::connections::ConnectionEvent;
use super::dataset::Dataset;
use super::demo_version::DemoVersion;
use super::json_writer::Object;
use super::posts::{Action, PostStatus};
use super::rng::{Draws, Topic, below_len};
use super::stamp;
use super::time_index::EntryKind;
use super::webhooks::{SUBSCRIPTIONS, Subscription};

const PLOT: u64 = 16;
/// The try that a delivery is: which delivery of the plot began it, its number, and whether the plot lets it fail.
const TRIES: [(u64, u32, bool); 16] = [
    (0, 1, false),
    (1, 1, false),
    (2, 1, true),
    (3, 1, false),
    (2, 2, false),
    (5, 1, false),
    (6, 1, false),
    (7, 1, true),
    (7, 2, true),
    (9, 1, false),
    (7, 3, false),
    (11, 1, false),
    (12, 1, false),
    (13, 1, true),
    (13, 2, true),
    (13, 3, true),
];

/// The entry that an event reports.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum EventSource {
    Post(u64),
    Connection(u64),
    Message(u64),
    /// A sample that somebody sent.
    Sample,
}

/// What filters look at.
#[derive(Debug, Clone, Copy)]
pub(super) struct DeliveryOutline {
    pub subscription: usize,
    pub source: EventSource,
    pub event: &'static str,
    pub attempt: u32,
    pub is_delivered: bool,
    /// The delivery that was the first try.
    first: u64,
    is_outage: bool,
}

impl DeliveryOutline {
    pub(super) const fn status(&self) -> PostStatus {
        if self.is_delivered { PostStatus::Success } else { PostStatus::Failed }
    }

    pub(super) const fn action(&self) -> &'static str {
        if self.is_delivered { "webhook.delivered" } else { "webhook.failed" }
    }

    pub(super) fn subscription(&self) -> &'static Subscription {
        &SUBSCRIPTIONS[self.subscription]
    }

    /// The answer of the endpoint: its status and its body; none if it did not answer.
    fn answer(&self, draws: &mut Draws) -> Option<(u16, &'static str)> {
        match (self.is_delivered, self.is_outage) {
            (true, _) if self.subscription == 0 => Some((200, "ok")),
            (true, _) => Some((204, "")),
            (false, true) => Some((503, "Service Unavailable")),
            (false, false) => match draws.below(3) {
                0 => None,
                1 => Some((404, "Not Found")),
                _ => Some((500, "Internal Server Error")),
            },
        }
    }
}

impl Dataset {
    /// What delivery `n` is, without the details.
    pub(super) fn delivery_outline(&self, n: u64) -> DeliveryOutline {
        let (first, attempt, fails) = TRIES[below_len(n % PLOT)];
        let first = n / PLOT * PLOT + first;
        let (source, event) = self.event_source(first);
        let is_failure = matches!(event, "post.failed" | "account.disconnected");
        let roll = self.dice.roll(Topic::Delivery, first);
        let subscription = usize::from(is_failure && roll.is_multiple_of(2));
        let is_outage = self.endpoint_outage(subscription, n);
        DeliveryOutline { subscription, source, event, attempt, is_delivered: !fails && !is_outage, first, is_outage }
    }

    /// The event whose first delivery is delivery `n`: of a post of the same slot, or of an entry of the slot before.
    fn event_source(&self, n: u64) -> (EventSource, &'static str) {
        let before = n.saturating_sub(1);
        let connection = || {
            let event = match self.connection_outline(before).event {
                ConnectionEvent::ConnectSuccess | ConnectionEvent::ReconnectSuccess => "account.connected",
                ConnectionEvent::Disconnect => "account.disconnected",
                ConnectionEvent::ConnectFailed | ConnectionEvent::ReconnectFailed => return None,
            };
            Some((EventSource::Connection(before), event))
        };
        let post = || {
            let outline = self.post_outline(n);
            match (outline.action, outline.status) {
                (Action::Publish | Action::Retry, PostStatus::Success) => {
                    Some((EventSource::Post(n), "post.published"))
                }
                (Action::Publish | Action::Retry, PostStatus::Failed) => Some((EventSource::Post(n), "post.failed")),
                _ => None,
            }
        };
        let message = || {
            let received = self.message_outline(before).action == "message.received";
            received.then_some((EventSource::Message(before), "message.received"))
        };
        let roll = self.dice.roll(Topic::Delivery, !n) % 100;
        let early = if roll < 25 { connection() } else { None };
        if roll == 99 {
            return (EventSource::Sample, "webhook.test");
        }
        early.or_else(post).or_else(message).or_else(connection).unwrap_or((EventSource::Sample, "webhook.test"))
    }

    /// The id of the event that delivery `n` is about, the same for every try.
    fn event_id(&self, outline: &DeliveryOutline) -> String {
        self.uuid(Topic::Delivery, outline.first)
    }

    /// Whether `outline` is about the event with this id.
    pub(super) fn is_about_event(&self, outline: &DeliveryOutline, id: &str) -> bool {
        self.uuid_index(Topic::Delivery, id) == Some(outline.first)
    }

    /// The account that the event of a delivery is about.
    pub(super) fn account_of_delivery(&self, outline: &DeliveryOutline) -> Option<usize> {
        match outline.source {
            EventSource::Post(n) => Some(self.post_outline(n).account),
            EventSource::Connection(n) => Some(self.connection_outline(n).account),
            EventSource::Message(n) => Some(self.message_outline(n).account),
            EventSource::Sample => None,
        }
    }

    /// The API request that caused the event of a delivery.
    fn request_of_delivery(&self, outline: &DeliveryOutline) -> Option<u64> {
        match outline.source {
            EventSource::Post(n) => self.post_outline(n).post.and_then(|post| self.request_of_post(post)),
            _ => None,
        }
    }

    /// The whole event of a delivery, as its endpoint gets it.
    fn payload(&self, outline: &DeliveryOutline) -> Value {
        let mut event = json!({ "id": self.event_id(outline), "event": outline.event });
        match outline.source {
            EventSource::Post(n) => self.fill_post_event(n, &mut event),
            EventSource::Connection(n) => self.fill_connection_event(n, &mut event),
            EventSource::Message(n) => {
                let account = &self.cast.accounts[self.message_outline(n).account];
                event["message"] = json!({ "accountId": account.id, "platform": account.platform().name });
                event["timestamp"] = json!(stamp(self.line.time(EntryKind::Message, n)));
            }
            EventSource::Sample => event["test"] = json!(true),
        }
        event
    }

    fn fill_post_event(&self, n: u64, event: &mut Value) {
        let entry = self.post_entry(n);
        let published = entry.status == PostStatus::Success;
        let mut target = json!({
            "platform": entry.account.platform().name,
            "status": if published { "published" } else { "failed" },
            "accountId": entry.account.id,
        });
        let members = [("platformPostId", entry.platform_post_id.clone()), ("publishedUrl", entry.url.clone())];
        for (key, value) in members.into_iter().filter_map(|(key, value)| Some((key, value?))) {
            target[key] = json!(value);
        }
        if let Some(failure) = entry.failure {
            target["error"] = json!(failure.message);
            target["errorCategory"] = json!(failure.code);
            target["errorSource"] = json!(failure.source());
        }
        event["post"] = json!({
            "id": entry.post.as_ref().map(|post| post.id.as_str()),
            "content": entry.post.as_ref().map(|post| post.content.chars().take(200).collect::<String>()),
            "status": if published { "published" } else { "failed" },
            "platforms": [target],
        });
        event["timestamp"] = json!(stamp(entry.time));
    }

    fn fill_connection_event(&self, n: u64, event: &mut Value) {
        let entry = self.connection(n);
        event["account"] = json!({
            "accountId": entry.account.id,
            "profileId": entry.profile_id,
            "platform": entry.account.platform().name,
            "username": entry.account.handle,
            "displayName": entry.display_name,
        });
        if let Some(ending) = entry.ending {
            let kind = if ending.intentional { "intentional" } else { "unintentional" };
            event["account"]["disconnectionType"] = json!(kind);
            event["account"]["reason"] = json!(ending.reason);
        }
        event["timestamp"] = json!(stamp(entry.time));
    }
}

/// Writes delivery `n` as a row of `/v1/webhooks/logs`.
pub(super) fn row(world: &Dataset, version: DemoVersion, n: u64, out: &mut Vec<u8>) {
    let outline = world.delivery_outline(n);
    let subscription = outline.subscription();
    let mut draws = Draws::new(world.dice.roll(Topic::DeliveryTime, n));
    let answer = outline.answer(&mut draws);
    let time = world.line.time(EntryKind::Delivery, n);
    Object::write(out, |row| {
        if version == DemoVersion::Late {
            row.text("_id", &world.object_id(time, 0xD, n));
        } else {
            row.text("userId", &world.cast.users[0]);
        }
        row.text("webhookId", subscription.id);
        row.text("webhookName", subscription.name);
        if version == DemoVersion::Zernio {
            row.text("eventId", &world.event_id(&outline));
        }
        row.text("event", outline.event);
        if version == DemoVersion::Zernio && outline.source == EventSource::Sample {
            row.flag("test", true);
        }
        row.text("url", subscription.url);
        row.text("status", outline.status().name());
        if let Some((status, _)) = answer {
            row.number("statusCode", status);
        }
        row.json("requestPayload", &world.payload(&outline));
        row.maybe("responseBody", answer.map(|(_, body)| body));
        row.maybe("errorMessage", error(&outline, answer).as_deref());
        row.number("attemptNumber", outline.attempt);
        row.number("responseTime", response_time(answer, &mut draws));
        row.text("createdAt", &stamp(time));
    });
}

/// Writes delivery `n` as a row of `/v1/logs`.
pub(super) fn log_row(world: &Dataset, n: u64, out: &mut Vec<u8>) {
    let outline = world.delivery_outline(n);
    let mut draws = Draws::new(world.dice.roll(Topic::DeliveryTime, n));
    let answer = outline.answer(&mut draws);
    let account = world.account_of_delivery(&outline).map(|account| &world.cast.accounts[account]);
    let metadata = json!({
        "event": outline.event,
        "attemptNumber": outline.attempt,
        "webhookId": outline.subscription().id,
        "eventId": world.event_id(&outline),
    });
    Object::write(out, |row| {
        row.text("type", "webhooks");
        row.text("action", outline.action());
        row.text("user_id", &world.cast.users[0]);
        row.maybe("platform", account.map(|account| account.platform().name));
        row.maybe("account_id", account.map(|account| account.id.as_str()));
        row.maybe("profile_id", account.map(|account| world.cast.profiles[account.profile].id.as_str()));
        row.text("status", outline.status().name());
        if let Some((status, _)) = answer {
            row.number("status_code", status);
        }
        row.maybe("error_message", error(&outline, answer).as_deref());
        row.number("duration_ms", response_time(answer, &mut draws));
        row.text("endpoint", outline.subscription().url);
        row.text("request_body", &super::platform_responses::cut(world.payload(&outline).to_string(), 5_000));
        row.maybe("response_body", answer.map(|(_, body)| body));
        row.text("created_at", &stamp(world.line.time(EntryKind::Delivery, n)));
        row.text("metadata", &metadata.to_string());
        row.maybe("request_id", world.request_of_delivery(&outline).map(|n| world.request_id(n)).as_deref());
    });
}

fn error(outline: &DeliveryOutline, answer: Option<(u16, &str)>) -> Option<String> {
    match answer {
        _ if outline.is_delivered => None,
        Some((status, _)) => Some(format!("HTTP {status}")),
        None => Some("Timeout after 10000ms".to_owned()),
    }
}

fn response_time(answer: Option<(u16, &str)>, draws: &mut Draws) -> u64 {
    if answer.is_some() { 40 + draws.below(900) } else { 10_000 }
}
