//! The keys and passwords of this run, and the forms in which servers may repeat them. Writers replace every form.
//!
//! The forms: plain, URL-encoded, base64 (alone, with a user's name, inside a longer text), and escaped for JSON,
//! HTML and terminals. `docs/development/redaction.md` lists the rules for secrets that look like ordinary words.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::{Arc, PoisonError, RwLock};

use aho_corasick::{AhoCorasick, MatchKind, packed};
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD, URL_SAFE, URL_SAFE_NO_PAD};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

use crate::escape::visible;
use crate::json::rewrite::harmless;
use crate::record::Record;
use crate::redact::HIDDEN;

/// Shorter secrets are never replaced; they are part of too many words.
const SHORTEST: usize = 4;
/// Shorter secrets are replaced only as a separate word.
const TELLING: usize = 8;
/// The minimum length of a base64 part; a shorter one may occur in any text.
const CORE: usize = 10;

/// RFC 3986: the characters that need no encoding anywhere.
const UNRESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');
/// `encodeURIComponent` of JavaScript.
const COMPONENT: &AsciiSet = &UNRESERVED.remove(b'!').remove(b'*').remove(b'\'').remove(b'(').remove(b')');
/// Browsers encode the fewest characters of a path.
const PATH: &AsciiSet = &COMPONENT
    .remove(b'$')
    .remove(b'&')
    .remove(b'+')
    .remove(b',')
    .remove(b':')
    .remove(b';')
    .remove(b'=')
    .remove(b'@')
    .remove(b'/');
/// The characters that encoders of URLs escape.
const ENCODERS: [&AsciiSet; 4] = [NON_ALPHANUMERIC, UNRESERVED, COMPONENT, PATH];

/// Words of connlog's own output. A password that is one of them would remove the word from every line.
const COMMON: [&str; 24] = [
    "account",
    "connection",
    "connections",
    "connlog",
    "createdat",
    "database",
    "error",
    "event",
    "failed",
    "failure",
    "false",
    "fivetran",
    "hidden",
    "kind",
    "null",
    "password",
    "platform",
    "post",
    "posts",
    "source",
    "status",
    "success",
    "true",
    "zernio",
];

/// The keys and passwords of a run. Clones share them.
#[derive(Clone, Default)]
pub struct SecretRegistry(Arc<RwLock<KnownSecret>>);

#[derive(Default)]
struct KnownSecret {
    /// The forms; the value says whether a form is replaced only as a separate word.
    forms: BTreeMap<String, bool>,
    /// Built on first use, because many runs print nothing that could contain a secret.
    finder: Option<Finder>,
}

struct Finder {
    search: Search,
    /// Whether a form is replaced only as a separate word, by its index.
    as_word: Vec<bool>,
}

impl SecretRegistry {
    /// Adds a key, or a password without a user.
    pub fn add(&self, secret: &str) {
        self.add_login(secret, None, &[]);
    }

    /// Adds a password. `names` are the other parts of its address, which may be shown.
    pub fn add_login(&self, secret: &str, user: Option<&str>, names: &[&str]) {
        let secret = secret.trim_end_matches(['\r', '\n']);
        if secret.is_empty() {
            return;
        }
        let mut known = self.0.write().unwrap_or_else(PoisonError::into_inner);
        let is_named = user.into_iter().chain(names.iter().copied()).any(|name| name == secret);
        if secret.len() >= SHORTEST && !is_named && !COMMON.contains(&&*secret.to_ascii_lowercase()) {
            known.add(secret, is_word(secret));
        }
        if let Some(user) = user.filter(|user| !user.is_empty()) {
            known.add(&format!("{user}:{secret}"), secret.len() < TELLING);
        }
        known.finder = None;
    }

    /// Adds the passwords of all addresses in `text`: `scheme://user:password@host` and `host=... password=...`.
    pub fn add_addresses(&self, text: &str) {
        for LoginNames { user, password, names } in logins(text) {
            let decode = |text: &str| percent_decode_str(text).decode_utf8_lossy().into_owned();
            let decoded = (decode(&password), user.as_deref().map(decode));
            for (password, user) in [(password, user), decoded] {
                let names: Vec<&str> = names.iter().map(String::as_str).collect();
                self.add_login(&password, user.as_deref(), &names);
            }
        }
    }

    /// Replaces each secret in any form by [`HIDDEN`]. A JSON number becomes a string.
    pub fn hide<'t>(&self, text: &'t str) -> Cow<'t, str> {
        let known = self.0.read().unwrap_or_else(PoisonError::into_inner);
        if known.forms.is_empty() {
            return Cow::Borrowed(text);
        }
        if let Some(finder) = &known.finder {
            return finder.hide(text);
        }
        drop(known);
        let mut known = self.0.write().unwrap_or_else(PoisonError::into_inner);
        let KnownSecret { forms, finder } = &mut *known;
        finder.get_or_insert_with(|| Finder::new(forms)).hide(text)
    }

    /// Replaces the secrets in a record, which its source may have repeated.
    pub fn hide_record(&self, record: Record) -> Record {
        match self.hide(record.raw()) {
            Cow::Owned(text) => Record::from_text(text, record.shape()),
            Cow::Borrowed(_) => record,
        }
    }

    /// Returns whether there are no secrets to search for.
    pub fn is_empty(&self) -> bool {
        self.0.read().unwrap_or_else(PoisonError::into_inner).forms.is_empty()
    }
}

impl KnownSecret {
    fn add(&mut self, secret: &str, as_word: bool) {
        self.add_texts(secret, as_word);
        if secret.len() >= TELLING {
            // Servers and logs change the case of repeated text.
            self.add_texts(&secret.to_ascii_uppercase(), as_word);
            self.add_texts(&secret.to_ascii_lowercase(), as_word);
        }
        if secret.len() >= TELLING {
            for engine in [&STANDARD, &STANDARD_NO_PAD, &URL_SAFE, &URL_SAFE_NO_PAD] {
                self.put(engine.encode(secret), false);
            }
            for form in (0..3).flat_map(|offset| base64_cores(secret, offset)) {
                self.put(form, false);
            }
        } else {
            self.put(STANDARD.encode(secret), true);
        }
    }

    /// Adds the forms of a secret in text, JSON, HTML and URLs.
    fn add_texts(&mut self, secret: &str, as_word: bool) {
        let mut forms = vec![secret.to_owned(), visible(secret).into_owned(), html(secret)];
        let json = serde_json::Value::from(secret).to_string();
        let json = json.trim_start_matches('"').strip_suffix('"').unwrap_or_default().to_owned();
        forms.extend([json.replace('/', "\\/"), harmless(&json).into_owned(), json]);
        for set in ENCODERS {
            let encoded = utf8_percent_encode(secret, set).to_string();
            forms.extend([encoded.replace("%20", "+"), encoded.replace('%', "%25"), lower_hex(&encoded), encoded]);
        }
        for form in forms {
            self.put(form, as_word);
        }
    }

    fn put(&mut self, form: String, as_word: bool) {
        if form.len() >= SHORTEST {
            let word = self.forms.entry(form).or_insert(as_word);
            *word &= as_word;
        }
    }
}

impl Finder {
    fn new(forms: &BTreeMap<String, bool>) -> Self {
        let search = Search::few(forms).or_else(|| Search::many(forms)).unwrap_or(Search::Nothing);
        Self { search, as_word: forms.values().copied().collect() }
    }

    fn hide<'t>(&self, text: &'t str) -> Cow<'t, str> {
        match &self.search {
            Search::Few(searcher) => self.replace(text, searcher.find_iter(text)),
            Search::Many(automaton) => self.replace(text, automaton.find_iter(text)),
            // Without a working search nothing is shown.
            Search::Nothing => Cow::Borrowed(HIDDEN),
        }
    }

    fn replace<'t>(&self, text: &'t str, all: impl Iterator<Item = aho_corasick::Match>) -> Cow<'t, str> {
        let mut hidden = String::new();
        let mut copied = 0;
        for found in all {
            let (before, after) = (&text[..found.start()], &text[found.end()..]);
            let as_word = self.as_word.get(found.pattern().as_usize()).copied().unwrap_or_default();
            let joins = |character: Option<char>| character.is_some_and(|c| c.is_alphanumeric() || c == '_');
            if as_word && (joins(before.chars().next_back()) || joins(after.chars().next())) {
                continue;
            }
            hidden.push_str(&text[copied..found.start()]);
            if is_number_of_json(before, &text[found.range()], after) {
                hidden.extend(["\"", HIDDEN, "\""]);
            } else {
                hidden.push_str(HIDDEN);
            }
            copied = found.end();
        }
        if copied == 0 {
            return Cow::Borrowed(text);
        }
        hidden.push_str(&text[copied..]);
        Cow::Owned(hidden)
    }
}

/// The search for the forms.
enum Search {
    /// Some dozens of forms, searched for many bytes at a time.
    Few(packed::Searcher),
    Many(AhoCorasick),
    /// The forms exceed the memory limit.
    Nothing,
}

impl Search {
    fn few(forms: &BTreeMap<String, bool>) -> Option<Self> {
        let mut builder = packed::Config::new().match_kind(packed::MatchKind::LeftmostLongest).builder();
        builder.extend(forms.keys()).build().map(Self::Few)
    }

    fn many(forms: &BTreeMap<String, bool>) -> Option<Self> {
        let built = AhoCorasick::builder().match_kind(MatchKind::LeftmostLongest).build(forms.keys());
        built.ok().map(Self::Many)
    }
}

/// Returns whether `found` is a JSON number; a bare word instead of it would break the JSON.
fn is_number_of_json(before: &str, found: &str, after: &str) -> bool {
    found.bytes().all(|byte| byte.is_ascii_digit())
        && before.trim_end().ends_with([':', '[', ','])
        && after.trim_start().starts_with([',', ']', '}'])
}

/// Returns whether a secret may be a word or number of ordinary text.
fn is_word(secret: &str) -> bool {
    let letters = secret.bytes().all(|byte| byte.is_ascii_alphabetic());
    let digits = secret.bytes().all(|byte| byte.is_ascii_digit());
    secret.len() < TELLING || (secret.len() < 2 * TELLING && letters) || digits
}

/// Returns the base64 of `secret` at `offset` of a longer text, without the characters that depend on the
/// neighbouring bytes.
fn base64_cores(secret: &str, offset: usize) -> Vec<String> {
    let padded: Vec<u8> = std::iter::repeat_n(0, offset).chain(secret.bytes()).collect();
    let skip = [0, 2, 3].get(offset).copied().unwrap_or_default();
    let whole = padded.len() / 3 * 4 + [0, 1, 2].get(padded.len() % 3).copied().unwrap_or_default();
    let core = |text: String| text.get(skip..whole).filter(|core| core.len() >= CORE).map(str::to_owned);
    [STANDARD_NO_PAD.encode(&padded), URL_SAFE_NO_PAD.encode(&padded)].into_iter().filter_map(core).collect()
}

fn html(text: &str) -> String {
    let text = text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    text.replace('"', "&quot;").replace('\'', "&#39;")
}

/// Converts the hexadecimal digits of percent encoding to lower case.
fn lower_hex(encoded: &str) -> String {
    let mut lower = String::with_capacity(encoded.len());
    for (at, part) in encoded.split('%').enumerate() {
        match part.split_at_checked(2).filter(|_| at > 0) {
            Some((digits, rest)) => lower.extend(["%", &digits.to_ascii_lowercase(), rest]),
            None => lower.push_str(part),
        }
    }
    lower
}

/// A password in an address, as the user typed it.
struct LoginNames {
    user: Option<String>,
    password: String,
    /// The other parts of the address.
    names: Vec<String>,
}

/// Returns the passwords of the addresses in `text`.
fn logins(text: &str) -> Vec<LoginNames> {
    let mut found = Vec::new();
    for (at, _) in text.match_indices("://") {
        let address = &text[at + 3..];
        let end = address.find(|c: char| c.is_whitespace() || matches!(c, '"' | '\'' | '<' | '>'));
        let address = &address[..end.unwrap_or(address.len())];
        // A password may contain an unescaped `/`, `?` or `@`, so everything before the last `@` counts.
        let Some((login, rest)) = address.rsplit_once('@') else { continue };
        if let Some((user, password)) = login.split_once(':') {
            let names = rest.split([':', '/', '?', '&', '=', ',']).map(str::to_owned).collect();
            found.push(LoginNames { user: Some(user.to_owned()), password: password.to_owned(), names });
        }
    }
    let lower = text.to_ascii_lowercase();
    // A text that only mentions a password is not an address.
    if !["://", "jdbc:", "host=", "host =", "hostaddr=", "dbname=", "user="].iter().any(|sign| lower.contains(sign)) {
        return found;
    }
    for name in ["password", "pwd", "passwd"] {
        for (at, _) in lower.match_indices(name) {
            let Some(value) = text.get(at + name.len()..).map(str::trim_start) else { continue };
            let Some(value) = value.strip_prefix('=').map(str::trim_start) else { continue };
            let quoted = value.strip_prefix('\'').and_then(|value| value.split('\'').next());
            let bare = || value.split(|c: char| c.is_whitespace() || matches!(c, '&' | ';')).next().unwrap_or_default();
            let password = quoted.unwrap_or_else(bare).to_owned();
            found.push(LoginNames { user: None, password, names: Vec::new() });
        }
    }
    found
}

#[cfg(test)]
mod tests;
