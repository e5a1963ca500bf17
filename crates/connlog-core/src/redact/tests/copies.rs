//! A redacted value is not shown elsewhere in its record, in any spelling.

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD, URL_SAFE, URL_SAFE_NO_PAD};
use percent_encoding::{AsciiSet, CONTROLS, NON_ALPHANUMERIC, utf8_percent_encode};
use proptest::prelude::*;

use crate::json;
use crate::record::block::MemberIndex;
use crate::redact::*;

/// The characters that browsers encode in a query.
const QUERY: &AsciiSet =
    &CONTROLS.add(b' ').add(b'"').add(b'#').add(b'<').add(b'>').add(b'&').add(b'%').add(b'+').add(b'=');

/// Returns the spellings of a value.
fn spellings(value: &str) -> Vec<String> {
    let encoded = utf8_percent_encode(value, NON_ALPHANUMERIC).to_string();
    let inner =
        |text: &str| json::quote(text).strip_prefix('"').and_then(|text| text.strip_suffix('"')).unwrap().to_owned();
    let quoted = inner(value);
    let units = value.encode_utf16().map(|unit| format!("\\u{unit:04x}")).collect::<Vec<_>>().concat();
    let entities = value.replace('&', "&amp;").replace('"', "&quot;").replace('<', "&lt;").replace('\'', "&#39;");
    vec![
        value.to_owned(),
        value.to_uppercase(),
        value.to_lowercase(),
        utf8_percent_encode(value, QUERY).to_string(),
        utf8_percent_encode(value, QUERY).to_string().replace("%20", "+"),
        utf8_percent_encode(&encoded, NON_ALPHANUMERIC).to_string(),
        encoded.to_lowercase(),
        encoded,
        quoted.replace('/', "\\/"),
        inner(&quoted),
        quoted,
        units,
        entities,
        STANDARD.encode(value),
        STANDARD_NO_PAD.encode(value),
        URL_SAFE.encode(value),
        URL_SAFE_NO_PAD.encode(value),
        STANDARD.encode(format!("joe:{value}")),
        STANDARD.encode(format!("u:{value}")),
        STANDARD.encode(format!("jo:{value}")),
        value.bytes().map(|byte| format!("{byte:02x}")).collect::<Vec<_>>().concat(),
    ]
}

fn value() -> impl Strategy<Value = String> {
    let letters = prop::sample::select(vec![
        "a", "B", "c", "D", "7", "3", "-", "_", "+", "/", "=", "%", "&", " ", "\"", "\\", "'", "<", "é", "ß", "密",
        "!", "$", "#", "x", "Y", "q", "R",
    ]);
    prop::collection::vec(letters, 10..24).prop_map(|letters| letters.concat()).prop_filter(
        "a value that begins and ends",
        |value| {
            value.trim() == value
                && !value.contains("  ")
                && value.bytes().filter(u8::is_ascii_alphanumeric).count() >= 6
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn copies_in_any_spelling_are_redacted(value in value(), around in prop::sample::select(vec![("", ""), ("got ", " from it"), ("x=", "&y"), ("(", ")")])) {
        for spelling in spellings(&value) {
            let note = format!("{}{spelling}{}", around.0, around.1);
            let raw = format!("{{\"password\":{},\"note\":{}}}", json::quote(&value), json::quote(&note));
            let shown = hide(&MemberIndex::scan(&raw), &RedactionRules::USUAL, Reveal::default()).unwrap();
            prop_assert!(serde_json::from_str::<serde_json::Value>(&shown).is_ok(), "{shown}");
            let note: serde_json::Value = serde_json::from_str(&shown).unwrap();
            let note = note["note"].as_str().unwrap().to_owned();
            // The first and last characters of Base64 may depend on neighbouring bytes.
            let core = spelling.get(4..spelling.len().saturating_sub(4)).unwrap_or(&spelling).to_owned();
            prop_assert!(core.len() < 6 || !note.contains(&core), "{spelling} in {note}");
            let again = hide(&MemberIndex::scan(&shown), &RedactionRules::USUAL, Reveal::default()).unwrap_or_else(|| shown.clone());
            prop_assert_eq!(again, shown);
        }
    }
}

#[test]
fn header_values_are_recognised_without_their_scheme() {
    let value = "Zq7vonBelm44";
    for raw in [
        format!("{{\"authorization\":\"Bearer {value}\",\"note\":\"sent {value}\"}}"),
        format!(
            "{{\"authorization\":\"Basic {}\",\"note\":\"sent {value}\"}}",
            STANDARD.encode(format!("joe:{value}"))
        ),
        format!("{{\"note\":\"sent {value}\",\"a\":{{\"token\":\"{value}\"}},\"{value}\":1}}"),
    ] {
        let shown = hide(&MemberIndex::scan(&raw), &RedactionRules::USUAL, Reveal::default()).unwrap();
        assert!(!shown.contains(value), "{shown}");
    }
}
