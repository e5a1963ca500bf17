//! Finds the ends of values after names in free text. It remembers the ends it found, because many names may be
//! before one end: each byte is examined once per type of end.

use std::ops::Range;

use super::HIDDEN;
use super::work_limit::WorkLimit;

/// Quotes around a value, longer ones first.
const QUOTES: [&str; 11] = ["\\\\\\\"", "\\\"", "\\'", "\"", "'", "&quot;", "&#34;", "&#39;", "&apos;", "%22", "%27"];
/// Authentication schemes before a secret.
const SCHEMES: [&str; 7] = ["bearer", "basic", "digest", "token", "negotiate", "ntlm", "apikey"];
/// Encoded characters that end a value if the surrounding text is URL-encoded.
const ENCODED_ENDS: [&str; 10] = ["%26", "%22", "%27", "%20", "%7D", "%7d", "%2C", "%2c", "%3B", "%0A"];

/// A value, and the evidence that it is one.
pub(super) struct Bounds {
    pub(super) value: Range<usize>,
    pub(super) is_quoted: bool,
    pub(super) is_behind_scheme: bool,
}

/// The values of one text. The caller must ask for them in ascending order.
pub(super) struct ValueEnds<'t> {
    text: &'t str,
    work: &'t WorkLimit,
    bare: Option<BareValue>,
    closing: [Option<Range<usize>>; QUOTES.len()],
}

/// A run of text without marks that end an unquoted value.
struct BareValue {
    from: usize,
    end: usize,
    /// Its end without trailing punctuation.
    trimmed: usize,
}

impl<'t> ValueEnds<'t> {
    pub(super) const fn new(text: &'t str, work: &'t WorkLimit) -> Self {
        Self { text, work, bare: None, closing: [const { None }; QUOTES.len()] }
    }

    /// Returns the value that starts at `at`: between its quotes, or up to the end of an unquoted one. `is_encoded`:
    /// the surrounding text is URL-encoded.
    pub(super) fn at(&mut self, at: usize, is_encoded: bool) -> Bounds {
        let text = self.text;
        let rest = text.get(at..).unwrap_or_default();
        for (kind, quote) in QUOTES.into_iter().enumerate() {
            if rest.starts_with(quote) {
                let start = at + quote.len();
                return Bounds { value: start..self.closing(kind, start), is_quoted: true, is_behind_scheme: false };
            }
        }
        let (end, trimmed) = self.bare(at);
        if let Some(value) = self.after_scheme(at..end) {
            return Bounds { value, is_quoted: false, is_behind_scheme: true };
        }
        let bare = text.get(at..trimmed).unwrap_or_default();
        if is_encoded {
            self.work.spend(bare.len());
            let end = ENCODED_ENDS.iter().filter_map(|end| bare.find(end)).min().unwrap_or(bare.len());
            return Bounds { value: at..at + end, is_quoted: false, is_behind_scheme: false };
        }
        // The closing bracket of [`HIDDEN`] is part of it.
        let own = text.get(at..=trimmed).is_some_and(|longer| longer.ends_with(HIDDEN));
        Bounds { value: at..trimmed + usize::from(own), is_quoted: false, is_behind_scheme: false }
    }

    /// Returns the value after an authentication scheme, because the scheme is not secret.
    fn after_scheme(&self, word: Range<usize>) -> Option<Range<usize>> {
        let bare = self.text.get(word.clone())?;
        if !SCHEMES.iter().any(|scheme| bare.eq_ignore_ascii_case(scheme)) {
            return None;
        }
        let rest = self.text.get(word.end..)?;
        let next = rest.trim_start();
        let is_end = |c: char| c.is_whitespace() || matches!(c, '"' | '\'' | '\\' | ',' | ';');
        let length = next.find(is_end).unwrap_or(next.len());
        self.work.spend(rest.len() - next.len() + length);
        let start = word.end + rest.len() - next.len();
        (!next.is_empty()).then(|| start..start + length)
    }

    /// Returns the ends of the unquoted value at `at`, with and without trailing punctuation.
    fn bare(&mut self, at: usize) -> (usize, usize) {
        if let Some(BareValue { from, end, trimmed }) = self.bare
            && (from..=end).contains(&at)
        {
            return (end, trimmed.max(at));
        }
        let rest = self.text.get(at..).unwrap_or_default();
        let is_end = |c: char| {
            c.is_whitespace()
                || matches!(c, '&' | ';' | '"' | '\'' | '<' | '>' | '\\' | '，' | '。' | '、' | '；' | '」')
        };
        let bare = rest.get(..rest.find(is_end).unwrap_or(rest.len())).unwrap_or_default();
        let trimmed = at + bare.trim_end_matches([',', '.', ')', ']', '}']).len();
        let end = at + bare.len();
        self.work.spend(2 * bare.len());
        self.bare = Some(BareValue { from: at, end, trimmed });
        (end, trimmed)
    }

    /// Returns the position of the quote that closes a value; the end of the text if it is truncated.
    fn closing(&mut self, kind: usize, at: usize) -> usize {
        let Some(known) = self.closing.get_mut(kind) else { return at };
        if let Some(known) = known
            && (known.start..=known.end).contains(&at)
        {
            return known.end;
        }
        let end = at + closing(self.text.get(at..).unwrap_or_default(), QUOTES[kind]);
        self.work.spend(end - at);
        *known = Some(at..end);
        end
    }
}

/// Returns the length of the text before the closing `quote`; the whole length if it is truncated.
fn closing(inner: &str, quote: &str) -> usize {
    let mut from = 0;
    while let Some(found) = inner.get(from..).and_then(|rest| rest.find(quote)) {
        let at = from + found;
        let escaped = quote.len() == 1 && inner.get(..at).is_some_and(|before| before.ends_with('\\'));
        if !escaped {
            return at;
        }
        from = at + quote.len();
    }
    inner.len()
}
