//! Decodes base64 in the forms that queues, functions and log services write.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD;

/// Decodes base64 of both alphabets, with or without padding and line breaks.
pub(super) fn decode_base64(text: &str) -> Option<Vec<u8>> {
    let plain = |byte: u8| match byte {
        b'-' => b'+',
        b'_' => b'/',
        other => other,
    };
    let bytes = text.trim_end_matches(|last: char| last == '=' || last.is_ascii_whitespace()).bytes();
    let characters: Vec<u8> = bytes.filter(|byte| !byte.is_ascii_whitespace()).map(plain).collect();
    STANDARD_NO_PAD.decode(characters).ok()
}
