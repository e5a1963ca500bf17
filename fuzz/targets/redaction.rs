//! Fuzzes text around a secret in a record: the secret is never shown, redaction is idempotent, and its time is linear.
//!
//! The first byte selects the number of repetitions of the text.
#![no_main]

use connlog_core::json;
use connlog_core::record::block::MemberIndex;
use connlog_core::redact::{self, RedactionRules, Reveal};
use libfuzzer_sys::fuzz_target;

const SECRET: &str = "Pl4ntedS3cret";
/// The most bytes of a text.
const MOST: usize = 32 << 10;

fuzz_target!(|bytes: &[u8]| {
    let [times, rest @ ..] = bytes else { return };
    let text = String::from_utf8_lossy(rest);
    // Long texts take a hundred times as long, so one input in sixteen may have them.
    let doublings = if *times < 240 { times % 6 } else { times % 16 };
    let text = text.repeat((1 << doublings).min(MOST / text.len().max(1)).max(1));
    for reveal in [(false, false), (true, false), (false, true)] {
        let reveal = Reveal { secrets: reveal.0, personal: reveal.1 };
        let once = redact::prose(&text, reveal);
        assert_eq!(redact::prose(&once, reveal), once, "of {text}");
        let raw = record(&text);
        let once = shown(&raw, reveal);
        assert!(serde_json::from_str::<serde::de::IgnoredAny>(&once).is_ok(), "{once} of {raw}");
        assert_eq!(shown(&once, reveal), once, "of {raw}");
        let is_shown = [SECRET.to_owned(), SECRET.to_uppercase(), encoded()].iter().any(|copy| once.contains(copy));
        assert!(reveal.secrets || !is_shown, "{once} of {raw}");
    }
    let work = |text: &str| redact::work(&record(text), &RedactionRules::USUAL, Reveal::default());
    let (once, twice) = (work(&text), work(&text.repeat(2)));
    assert!(twice <= 4 * once + (1 << 17), "{once} bytes, then {twice}, of {text}");
});

/// The secret in URL encoding.
fn encoded() -> String {
    SECRET.bytes().map(|byte| format!("%{byte:02X}")).collect::<Vec<_>>().concat()
}

/// A record that holds the secret under a key of its own, alone, within the text, packed, in capitals, and in URL encoding.
fn record(text: &str) -> String {
    let (around, key) = (json::quote(&format!("{text}{SECRET}{text}")), json::quote(text));
    let packed = json::quote(&format!("{{\"a\":{around},{key}:\"{SECRET}\"}}"));
    let copies = json::quote(&format!("{text} {} {text}&x={} {text}", SECRET.to_uppercase(), encoded()));
    format!("{{\"password\":\"{SECRET}\",\"note\":{around},\"copies\":{copies},\"packed\":{packed},{key}:{key}}}")
}

fn shown(raw: &str, reveal: Reveal) -> String {
    redact::hide(&MemberIndex::scan(raw), &RedactionRules::USUAL, reveal).unwrap_or_else(|| raw.to_owned())
}
