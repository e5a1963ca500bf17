//! What is hidden once is hidden: our own output, read back, says what it said.

use proptest::prelude::*;

use super::*;
use crate::record::json;

/// Judges by the key alone: one for each treatment.
static RULES: Rules = Rules {
    judge: |place| match place.way.last().copied() {
        Some("body") => Treatment::Secret,
        Some("actor") => Treatment::Personal,
        Some("uri") => Treatment::Address,
        Some("columns") => Treatment::Names,
        Some("id") => Treatment::Plain,
        _ => Treatment::Unknown,
    },
    may_hold: |_| true,
    nobody: &["Fivetran"],
    open: |_| false,
};

fn shown(raw: &str, reveal: Reveal) -> String {
    hide(&Outline::of(raw), &RULES, reveal).unwrap_or_else(|| raw.to_owned())
}

/// Pieces of which texts are made that speak of secrets and persons, with all that may stand around these.
fn text() -> impl Strategy<Value = String> {
    let words = prop::sample::select(vec![
        "password",
        "api_key",
        "Authorization",
        "token",
        "PWD",
        "client secret",
        "sig",
        "Bearer",
        "basic",
        "failed for",
        "x",
        "jane.roe@acme.example",
        "JANE@acme.example.org",
        "j@x",
        "@",
        "user-3fa9c12b",
        "user-3fa9c12b@hidden",
        "[hidden]",
        "[hidden",
        "****",
        "null",
        "S3cretOne1",
        "hunter2",
        "abc.def-123456789",
        "eyJhbGciOiJI.eyJzdWIi.abc",
        "AKIAIOSFODNN7EXAMPLE",
        "ghp_0123456789abcdefghijkl",
        "https://",
        "jdbc:postgres://joe:s3cret@db.example:5432/x",
        "-----BEGIN PRIVATE KEY-----",
        "-----END PRIVATE KEY-----",
        "Fivetran",
        "é",
        "2026-11-20",
        "true",
        "12345678",
    ]);
    let marks = prop::sample::select(vec![
        "=", ":", ": ", "=>", ":=", " ", "\"", "'", "\\\"", "\\", "/", "@", "?", "&", ";", ",", ".", ")", "]", "}",
        "{", "\n", "-", "",
    ]);
    prop::collection::vec(prop_oneof![3 => words, 4 => marks], 0..12).prop_map(|pieces| pieces.concat())
}

fn value() -> impl Strategy<Value = String> {
    let scalar = prop_oneof![
        6 => text().prop_map(|text| json::quote(&text)),
        1 => (-9_999_999_i64..9_999_999).prop_map(|number| number.to_string()),
        1 => prop::sample::select(vec!["true", "null", "\"\"", "\"jane\"", "\"S3cretOne1\""]).prop_map(str::to_owned),
    ];
    scalar.prop_recursive(4, 24, 4, |inner| {
        let keys = prop::sample::select(vec![
            "body",
            "actor",
            "uri",
            "columns",
            "id",
            "message",
            "password",
            "access_token",
            "tokenExpiresAt",
            "a@b.example",
            "note",
        ]);
        let object = |members: Vec<(&'static str, String)>| {
            let members: Vec<String> =
                members.into_iter().map(|(key, value)| format!("{}:{value}", json::quote(key))).collect();
            format!("{{{}}}", members.join(","))
        };
        prop_oneof![
            3 => prop::collection::vec((keys, inner.clone()), 0..4).prop_map(object),
            1 => prop::collection::vec(inner.clone(), 0..4).prop_map(|elements| format!("[{}]", elements.join(","))),
            1 => inner.prop_map(|json| json::quote(&json)),
        ]
    })
}

fn reveal() -> impl Strategy<Value = Reveal> {
    prop::sample::select(vec![(false, false), (true, false), (false, true)])
        .prop_map(|(secrets, personal)| Reveal { secrets, personal })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn text_hidden_once_is_hidden(text in text(), reveal in reveal()) {
        let once = prose(&text, reveal);
        prop_assert_eq!(prose(&once, reveal), &*once, "of {}", text);
    }

    #[test]
    fn a_record_hidden_once_is_hidden(raw in value(), reveal in reveal()) {
        let once = shown(&raw, reveal);
        prop_assert_eq!(shown(&once, reveal), &*once, "of {}", raw);
    }
}
