//! Bodies in base64, as queues, functions and webhook gateways deliver them.

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use serde_json::{Value, json};

use super::tests::{gzip, run};

const EVENT: &str = r#"{"event":"sync_end","created":"2026-11-28T06:05:00.000Z","connection_id":"cloudy_kiwi","data":{"status":"FAILURE","reason":"b~~?>~ü"},"sync_id":"a1"}"#;

/// The forms of base64 that occur: both alphabets, with and without padding, with line breaks, and packed.
fn forms(text: &str) -> Vec<String> {
    let standard = STANDARD.encode(text);
    let lines: Vec<&str> = standard.as_bytes().chunks(76).map(|line| std::str::from_utf8(line).unwrap()).collect();
    vec![
        standard.clone(),
        URL_SAFE_NO_PAD.encode(text),
        lines.join("\r\n"),
        STANDARD.encode(gzip(text.as_bytes())),
        URL_SAFE_NO_PAD.encode(gzip(text.as_bytes())),
    ]
}

/// The wrappers of services around an encoded body.
fn wrappers(body: &str) -> Vec<Value> {
    vec![
        json!({ "body": body, "isBase64Encoded": true, "headers": { "x-fivetran-signature-256": "ab" } }),
        json!({ "message": { "data": body, "messageId": "1" }, "subscription": "projects/p/subscriptions/s" }),
        json!({ "Records": [{ "kinesis": { "data": body, "partitionKey": "1" } }] }),
        json!([{ "id": "1", "data_base64": body, "specversion": "1.0" }]),
        json!({ "Messages": [{ "Body": body, "MessageId": "1" }] }),
        json!({ "value": body, "topic": "fivetran", "offset": 3 }),
    ]
}

#[test]
fn an_entry_in_base64_is_found_in_every_wrapper_and_form() {
    for text in [EVENT.to_owned(), format!("[{EVENT}]"), format!("{{\n  {}", &EVENT[1..])] {
        for body in forms(&text) {
            for wrapper in wrappers(&body) {
                let decoded = run(wrapper.to_string(), None);
                assert_eq!(decoded.records.len(), 1, "{wrapper}");
                let view = decoded.records[0].view();
                assert_eq!(view.text("syncId").as_deref(), Some("a1"));
                assert!(view.json("data").unwrap().contains("b~~?>~ü"), "{wrapper}");
            }
        }
    }
    let lines = format!("{}\n{}\n", STANDARD.encode(EVENT), STANDARD.encode(EVENT.replace("a1", "a2")));
    assert_eq!(run(lines, None).records.len(), 2);
}

#[test]
fn an_entry_in_base64_is_found_in_the_cell_of_a_table() {
    for column in ["body", "payload", "value", "message"] {
        for body in forms(EVENT) {
            let decoded = run(format!("id,{column}\n1,\"{body}\"\n"), None);
            let ids: Vec<String> =
                decoded.records.iter().map(|record| record.view().text("syncId").unwrap().into_owned()).collect();
            assert_eq!(ids, ["a1"], "{column}: {body}");
        }
    }
}

#[test]
fn tokens_and_cursors_are_no_entries_and_hide_none() {
    let token = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln";
    let cursor = "eyJza2lwIjozfQ";
    let event: Value = serde_json::from_str(EVENT).unwrap();
    for wrapper in [
        json!({ "token": token, "next_cursor": cursor, "items": [event] }),
        json!({ "message": event.to_string(), "token": token, "cursor": cursor }),
        json!({ "auth": token, "record": { "cursor": cursor, "inner": event } }),
    ] {
        let decoded = run(wrapper.to_string(), None);
        assert_eq!(decoded.records.len(), 1, "{wrapper}");
        assert_eq!(decoded.report.undecodable, 0, "{wrapper}");
    }
    assert_eq!(run(json!({ "token": token }).to_string(), None).records.len(), 0);
}
