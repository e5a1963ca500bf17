//! The redaction rules of Late records: tokens of invitations and connects, and secrets in the texts of requests and
//! responses. Ids and handles of accounts stay visible.

use std::borrow::Cow;
use std::sync::LazyLock;

use crate::json::scanner;
use crate::record::block::MemberIndex;
use crate::redact::keyword_prefilter::KeywordPrefilter;
use crate::redact::{RedactedPath, RedactionRule, RedactionRules};

pub(crate) static RULES: RedactionRules =
    RedactionRules { judge, may_hold, nobody: &[], open: |name| matches!(name, "kind" | "source") };

/// The starts of a populated user in the spacings of servers.
const USERS: [&str; 8] = [
    "\"userid\":{",
    "\"userid\": {",
    "\"user_id\":{",
    "\"user_id\": {",
    "\"user\":{",
    "\"user\": {",
    "\"createdby\":{",
    "\"createdby\": {",
];

fn may_hold(entry: &MemberIndex<'_>) -> bool {
    static NEEDLES: LazyLock<KeywordPrefilter> = LazyLock::new(|| KeywordPrefilter::new(&USERS, &[]));
    NEEDLES.are_in(entry.raw())
}

fn judge(place: &RedactedPath<'_>) -> RedactionRule {
    match place.keys {
        // The id of a key is not a key.
        [.., "api_key_id" | "apiKeyId"] => RedactionRule::Plain,
        // A populated user; other rows have an id here.
        ["userId" | "user_id" | "user" | "createdBy", .., field]
            if !matches!(*field, "_id" | "id" | "$oid" | "__v") =>
        {
            RedactionRule::Personal
        }
        _ => RedactionRule::Unknown,
    }
}

/// The rules for messages and workflows: bodies are private, ids of conversations are not.
pub(crate) static MESSAGE_RULES: RedactionRules = RedactionRules { judge: judge_message, may_hold: |_| true, ..RULES };

/// The rules for calls to the API: bodies of calls about messages are private.
pub(crate) static REQUEST_RULES: RedactionRules = RedactionRules { judge: judge_request, may_hold: |_| true, ..RULES };

/// The rules for deliveries of webhooks: payloads about messages and persons are private.
pub(crate) static WEBHOOK_RULES: RedactionRules = RedactionRules { judge: judge_webhook, may_hold: |_| true, ..RULES };

/// Parts of paths and operations that mean a message between persons.
const PRIVATE_CALLS: [&str; 6] = ["message", "inbox", "conversation", "comment", "review", "contact"];
/// Starts of events that carry a message between persons.
const PRIVATE_EVENTS: [&str; 9] =
    ["message.", "conversation.", "comment.", "review.", "reaction.", "lead.", "contact.", "call.", "referral."];

/// Returns whether a key of a payload or of metadata describes it and holds nothing private.
fn is_descriptive(key: &str) -> bool {
    key.ends_with("Id")
        || key.ends_with("_id")
        || matches!(
            key,
            "id" | "event"
                | "timestamp"
                | "test"
                | "type"
                | "action"
                | "status"
                | "platform"
                | "direction"
                | "attemptNumber"
                | "attempt"
                | "nodeType"
                | "workflowName"
        )
}

/// Returns the rule for a member of private data. An object is judged by its members.
fn private_member(place: &RedactedPath<'_>, key: &str) -> RedactionRule {
    if is_descriptive(key) || place.is_object(key) { judge(place) } else { RedactionRule::Private }
}

fn judge_message(place: &RedactedPath<'_>) -> RedactionRule {
    match place.keys {
        ["request_body" | "response_body" | "request" | "response", ..] => RedactionRule::Private,
        ["metadata", .., key] => private_member(place, key),
        _ => judge(place),
    }
}

fn judge_request(place: &RedactedPath<'_>) -> RedactionRule {
    match place.keys {
        ["ip_address" | "ipAddress" | "user_agent" | "userAgent"] => RedactionRule::Personal,
        ["request_body" | "response_body" | "request" | "response", ..] => {
            let names = ["operation_id", "operationId", "path", "endpoint"];
            let is_private = |word: Cow<'_, str>| {
                let word = word.to_ascii_lowercase();
                PRIVATE_CALLS.iter().any(|private| word.contains(private))
            };
            if names.iter().any(|name| place.in_record(name).is_some_and(is_private)) {
                RedactionRule::Private
            } else {
                judge(place)
            }
        }
        _ => judge(place),
    }
}

fn judge_webhook(place: &RedactedPath<'_>) -> RedactionRule {
    match place.keys {
        ["requestPayload" | "request_body", "account" | "profiles", ..] => judge(place),
        [body @ ("requestPayload" | "request_body"), inner @ ..] if is_about_persons(place, body) => match inner {
            // A payload that the API cut is text, in which no member can be told from another.
            [] if place.in_record(body).is_some_and(|text| !is_json(&text)) => RedactionRule::Private,
            [.., key] => private_member(place, key),
            [] => judge(place),
        },
        _ => judge(place),
    }
}

fn is_json(text: &str) -> bool {
    serde_json::from_str::<serde::de::IgnoredAny>(text).is_ok()
}

/// Returns whether the event of a delivery is about persons. An event that cannot be read may be.
fn is_about_persons(place: &RedactedPath<'_>, body: &str) -> bool {
    let inner = |name: &str| scanner::text(&place.in_record(name)?, &["event"]).map(Cow::into_owned);
    let event = place.in_record("event").map(Cow::into_owned).or_else(|| inner("metadata")).or_else(|| inner(body));
    event.is_none_or(|event| PRIVATE_EVENTS.iter().any(|start| event.starts_with(start)))
}

#[cfg(test)]
mod tests {
    use crate::providers;
    use crate::record::Record;
    use crate::redact::Reveal;

    /// Returns a row as it is shown.
    fn shown(row: &str, personal: bool) -> String {
        let Some(providers::RecognizedObject::Entry(layout)) = providers::recognize(row) else {
            panic!("{row} is no row")
        };
        let record = Record::from_text(row.to_owned(), layout).with_redaction(Reveal { secrets: false, personal });
        let fields =
            record.view().fields().iter().map(|field| format!("{}={}", field.name, field.json)).collect::<Vec<_>>();
        fields.join(" ")
    }

    #[test]
    fn bodies_of_messages_are_shown_with_personal_data_only() {
        let rows = [
            r#"{"type":"messaging","action":"message.sent","created_at":"t","request_body":"{\"text\":\"SEE YOU\"}"}"#,
            r#"{"type":"messaging","action":"message.sent","created_at":"t","response_body":"SEE YOU"}"#,
            r#"{"type":"messaging","action":"message.sent","created_at":"t","metadata":"{\"preview\":\"SEE YOU\"}"}"#,
            r#"{"type":"messaging","action":"message.sent","created_at":"t","metadata":"{\"parts\":[\"SEE YOU\"]}"}"#,
            r#"{"type":"api_request","action":"api.request","created_at":"t","path":"/api/v1/inbox/conversations/1/messages","request_body":"SEE YOU"}"#,
            r#"{"type":"webhooks","action":"webhook.delivered","created_at":"t","request_body":"{\"event\":\"message.received\",\"message\":{\"text\":\"SEE YOU\"}}"}"#,
            r#"{"type":"webhooks","action":"webhook.delivered","created_at":"t","request_body":"{\"event\":\"message.received\",\"message\":{\"text\":\"SEE YOU"}"#,
            r#"{"webhookId":"1","event":"message.received","createdAt":"t","requestPayload":{"message":{"text":"SEE YOU"}}}"#,
            r#"{"webhookId":"1","event":"comment.received","createdAt":"t","requestPayload":{"comment":"SEE YOU"}}"#,
        ];
        for row in rows {
            let (hidden, personal) = (shown(row, false), shown(row, true));
            assert!(!hidden.contains("SEE YOU") && hidden.contains("[hidden]"), "{hidden}");
            assert!(personal.contains("SEE YOU"), "{personal}");
        }
    }

    #[test]
    fn what_describes_a_message_stays_visible() {
        let row = r#"{"webhookId":"1","event":"message.received","createdAt":"t","requestPayload":{"id":"e","message":{"conversationId":"c1","platform":"telegram","text":"hi"}}}"#;
        let shown = shown(row, false);
        assert!(shown.contains(r#""conversationId":"c1","platform":"telegram","text":"[hidden]""#), "{shown}");
    }

    #[test]
    fn payloads_about_posts_and_accounts_stay_visible() {
        for row in [
            r#"{"webhookId":"1","event":"post.failed","createdAt":"t","requestPayload":{"post":{"content":"LAUNCH"}}}"#,
            r#"{"type":"api_request","action":"api.request","created_at":"t","path":"/api/v1/posts","request_body":"LAUNCH"}"#,
        ] {
            assert!(shown(row, false).contains("LAUNCH"), "{row}");
        }
    }

    #[test]
    fn secrets_in_a_private_text_stay_hidden() {
        let row = r#"{"type":"messaging","action":"message.sent","created_at":"t","request_body":"{\"password\":\"hunter2hunter2\",\"text\":\"hi\"}"}"#;
        let shown = shown(row, true);
        assert!(shown.contains("hi") && !shown.contains("hunter2"), "{shown}");
    }

    #[test]
    fn addresses_and_programs_of_callers_are_personal() {
        let row = r#"{"type":"api_request","action":"api.request","created_at":"t","ip_address":"203.0.113.7","user_agent":"curl/8.5.0"}"#;
        let shown = shown(row, false);
        assert!(!shown.contains("203.0.113.7") && !shown.contains("curl"), "{shown}");
    }
}
