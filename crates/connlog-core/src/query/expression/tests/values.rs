//! How values of a record are compared: times, ids and flags.

use serde_json::json;

use super::{holds, matches, parse_checked};

#[test]
fn times_are_compared_in_every_form_and_other_digits_are_ids() {
    for found in ["1795163400000", "\"1795163400\"", "\"Fri, 20 Nov 2026 08:30:00 GMT\"", "\"2026-11-20 08:30:00,5\""] {
        let record = format!("{{\"createdAt\":{found}}}");
        assert!(matches(&parse_checked("createdAt > 4h and createdAt < 3h"), &record), "{found}");
    }
    assert!(!holds("id = '1795163400'", &json!({"id": "1795163400000"})));
    assert!(holds("id = '1795163400'", &json!({"id": "1795163400"})));
}

#[test]
fn a_flag_equals_the_same_word_only() {
    for value in [true, false] {
        let record = json!({ "context": { "isReconnection": value } });
        assert!(holds(&format!("context.isReconnection = {value}"), &record), "{value}");
        assert!(!holds(&format!("context.isReconnection = {}", !value), &record), "{value}");
    }
}
