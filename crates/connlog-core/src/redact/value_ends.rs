//! Values behind names in free text. Many names may stand before one end, so an end that was found is remembered: each byte is
//! looked at once for each kind of end.

use std::ops::Range;

use super::HIDDEN;
use super::work_limit::WorkLimit;

/// The quotes around a value: longer ones first.
const QUOTES: [&str; 11] = ["\\\\\\\"", "\\\"", "\\'", "\"", "'", "&quot;", "&#34;", "&#39;", "&apos;", "%22", "%27"];
/// Words that stand before the secret.
const SCHEMES: [&str; 7] = ["bearer", "basic", "digest", "token", "negotiate", "ntlm", "apikey"];
/// What ends a value that is a part of an address, where the text around it is one.
const ENCODED_ENDS: [&str; 10] = ["%26", "%22", "%27", "%20", "%7D", "%7d", "%2C", "%2c", "%3B", "%0A"];

/// A value, and what shows that it is one.
pub(super) struct Bounds {
    pub(super) value: Range<usize>,
    pub(super) is_quoted: bool,
    pub(super) is_behind_scheme: bool,
}

/// The values in one text, asked for in their order.
pub(super) struct ValueEnds<'t> {
    text: &'t str,
    work: &'t WorkLimit,
    bare: Option<BareValue>,
    closing: [Option<Range<usize>>; QUOTES.len()],
}

/// A stretch of text without marks that end a bare value.
struct BareValue {
    from: usize,
    end: usize,
    /// Where it ends without the punctuation behind it.
    trimmed: usize,
}

impl<'t> ValueEnds<'t> {
    pub(super) const fn new(text: &'t str, work: &'t WorkLimit) -> Self {
        Self { text, work, bare: None, closing: [const { None }; QUOTES.len()] }
    }

    /// Where the value that begins at `at` stands: between its quotes, or up to what ends a bare one. `is_encoded`: the text around
    /// it is encoded as a part of an address.
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
        // The bracket of what is hidden already is its own.
        let own = text.get(at..=trimmed).is_some_and(|longer| longer.ends_with(HIDDEN));
        Bounds { value: at..trimmed + usize::from(own), is_quoted: false, is_behind_scheme: false }
    }

    /// The value behind a scheme of authentication: the scheme is not the secret.
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

    /// The ends of the bare value at `at`, with and without the punctuation behind it.
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

    /// Where the quote stands that closes a value from `at` on; the end of the text where it is cut before.
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

/// The length of what stands before the closing `quote`; all of it where the text is cut before.
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
