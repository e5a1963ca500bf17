//! What the settings of webhooks say about one subscription: the answer of `/v1/webhooks/settings`.

use serde_json::Value;

use super::case::Case;
use crate::time::instant;

/// Returns what is notable about the subscription with this id in one sentence: it is switched off, it fails, or it is gone.
pub fn fact(body: &str, webhook: &str, case: &Case) -> Option<String> {
    let document: Value = serde_json::from_str(body).ok()?;
    let list = document.get("webhooks")?.as_array()?;
    let Some(subscription) = list.iter().find(|one| one.get("_id").and_then(Value::as_str) == Some(webhook)) else {
        return Some("the subscription of the event exists no more".to_owned());
    };
    let name = subscription.get("name").and_then(Value::as_str).unwrap_or("without a name");
    let failures = subscription.get("failureCount").and_then(Value::as_u64).unwrap_or_default();
    let fired = subscription.get("lastFiredAt").and_then(Value::as_str);
    let shown = |time| instant(time).map_or_else(|| time.to_owned(), |moment| case.moment(moment));
    let success = fired.map_or_else(String::new, |time| format!(", its last success was at {}", shown(time)));
    match (subscription.get("isActive").and_then(Value::as_bool), failures) {
        (Some(false), _) => Some(format!("the subscription {name} is switched off{success}")),
        (_, 0) => None,
        (_, 1) => Some(format!("the subscription {name} failed at its last delivery{success}")),
        (_, failures) => Some(format!("the subscription {name} failed {failures} times in a row{success}")),
    }
}
