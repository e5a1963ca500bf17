//! Rows of saved answers: which dialect served one, and of what kind it is, told by its keys.

use super::{old, present};
use crate::record::{json, scan};
use crate::vendor::Claim;

/// What a row of either dialect is; `None` if `raw` is none.
pub(super) fn claim(raw: &str) -> Option<Claim> {
    let (mut kind, mut keys) = (None, Keys::default());
    for (key, value) in scan::members(raw) {
        match key {
            "type" => kind = json::string(value),
            "created_at" => keys.snake = true,
            "createdAt" => keys.camel = true,
            "eventType" => keys.event = true,
            "action" => keys.action = true,
            "platform" | "postId" => keys.post = true,
            "webhookId" => keys.webhook = true,
            _ => {}
        }
    }
    match (keys, kind.as_deref()) {
        (Keys { snake: true, .. }, Some("connections")) => Some(Claim::Entry(&present::CONNECTION)),
        (Keys { snake: true, .. }, Some("publishing")) => Some(Claim::Entry(&present::POST)),
        (Keys { snake: true, action: true, .. }, Some(_)) | (Keys { camel: true, webhook: true, .. }, _) => {
            Some(Claim::Unlisted)
        }
        (Keys { camel: true, event: true, .. }, _) => Some(Claim::Entry(&old::CONNECTION)),
        (Keys { camel: true, action: true, post: true, .. }, _) => Some(Claim::Entry(&old::POST)),
        _ => None,
    }
}

/// The keys that tell rows apart.
#[derive(Default)]
struct Keys {
    snake: bool,
    camel: bool,
    event: bool,
    action: bool,
    post: bool,
    webhook: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_is_known_by_its_keys() {
        for (raw, expected) in [
            (r#"{"type":"connections","action":"x","created_at":"t"}"#, "zernio connection"),
            (r#"{"type":"publishing","created_at":"t"}"#, "zernio post"),
            (r#"{"type":"messaging","action":"x","created_at":"t"}"#, "unlisted"),
            (r#"{"_id":"1","platform":"x","eventType":"disconnect","createdAt":"t"}"#, "late connection"),
            (r#"{"_id":"1","postId":null,"action":"publish","createdAt":"t"}"#, "late post"),
            (r#"{"_id":"1","webhookId":"1","event":"post.failed","createdAt":"t"}"#, "unlisted"),
            (r#"{"type":"log","attributes":{}}"#, ""),
            ("{}", ""),
        ] {
            let told = match claim(raw) {
                Some(Claim::Entry(shape)) => format!("{} {}", shape.source, shape.kind.name()),
                Some(Claim::Unlisted) => "unlisted".to_owned(),
                None => String::new(),
            };
            assert_eq!(told, expected, "{raw}");
        }
    }
}
