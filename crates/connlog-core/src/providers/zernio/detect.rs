//! Recognises rows of saved answers by their keys: the API version and the kind.

use super::{account_health, legacy, rows, webhook_log};
use crate::json::{self, scanner};
use crate::providers::RecognizedObject;

/// Returns what a row of either version is; `None` if `raw` is not a row.
pub(super) fn recognize(raw: &str) -> Option<RecognizedObject> {
    let (mut kind, mut keys) = (None, KeyCounts::default());
    for (key, value) in scanner::members(raw) {
        match key {
            "type" => kind = json::string(value),
            "created_at" => keys.snake = true,
            "createdAt" => keys.camel = true,
            "eventType" => keys.event = true,
            "action" => keys.action = true,
            "platform" | "postId" => keys.post = true,
            "webhookId" => keys.webhook = true,
            "_id" => keys.id = true,
            _ => {}
        }
    }
    match (keys, kind.as_deref()) {
        (KeyCounts { snake: true, .. }, Some("connections")) => Some(RecognizedObject::Entry(&rows::CONNECTION)),
        (KeyCounts { snake: true, .. }, Some("publishing")) => Some(RecognizedObject::Entry(&rows::POST)),
        (KeyCounts { snake: true, action: true, .. }, Some(word)) => {
            Some(rows::layout(word).map_or(RecognizedObject::Unlisted, RecognizedObject::Entry))
        }
        (KeyCounts { camel: true, webhook: true, id, .. }, _) => {
            Some(RecognizedObject::Entry(if id { &webhook_log::LATE } else { &webhook_log::ZERNIO }))
        }
        (KeyCounts { camel: true, event: true, .. }, _) => Some(RecognizedObject::Entry(&legacy::CONNECTION)),
        (KeyCounts { camel: true, action: true, post: true, .. }, _) => Some(RecognizedObject::Entry(&legacy::POST)),
        _ if account_health::claims(raw) => Some(RecognizedObject::Entry(&account_health::STATE)),
        _ => None,
    }
}

/// Counts of the keys that distinguish rows.
#[derive(Default)]
struct KeyCounts {
    snake: bool,
    camel: bool,
    event: bool,
    action: bool,
    post: bool,
    webhook: bool,
    id: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_recognised_by_their_keys() {
        for (raw, expected) in [
            (r#"{"type":"connections","action":"x","created_at":"t"}"#, "zernio connection"),
            (r#"{"type":"publishing","created_at":"t"}"#, "zernio post"),
            (r#"{"type":"messaging","action":"x","created_at":"t"}"#, "zernio message"),
            (r#"{"type":"workflow_event","action":"x","created_at":"t"}"#, "zernio workflow"),
            (r#"{"type":"api_request","action":"x","created_at":"t"}"#, "zernio api_request"),
            (r#"{"type":"webhooks","action":"x","created_at":"t"}"#, "zernio webhook"),
            (r#"{"type":"billing","action":"x","created_at":"t"}"#, "unlisted"),
            (r#"{"_id":"1","platform":"x","eventType":"disconnect","createdAt":"t"}"#, "late connection"),
            (r#"{"_id":"1","postId":null,"action":"publish","createdAt":"t"}"#, "late post"),
            (r#"{"_id":"1","webhookId":"1","event":"post.failed","createdAt":"t"}"#, "late webhook"),
            (r#"{"webhookId":"1","event":"post.failed","createdAt":"t"}"#, "zernio webhook"),
            (r#"{"type":"log","attributes":{}}"#, ""),
            ("{}", ""),
        ] {
            let found = match recognize(raw) {
                Some(RecognizedObject::Entry(shape)) => format!("{} {}", shape.source, shape.kind.name()),
                Some(RecognizedObject::Unlisted) => "unlisted".to_owned(),
                None => String::new(),
            };
            assert_eq!(found, expected, "{raw}");
        }
    }
}
