//! Finds secrets by their names in text: `name=value`, `"name": "value"`, `--name value`, `<name>value</name>` and
//! similar.

use super::RedactionRule;
use super::json_string_edits::Replacement;
use super::rules::keys::{QUERY, Weight};
use super::secret_keys::{self, is_prose};
use super::value_ends::{Bounds, ValueEnds};
use super::value_shape::{looks_like_secret, looks_random};
use super::work_limit::WorkLimit;

/// The number of bytes of a name that are examined.
const LONGEST: usize = 160;
/// The maximum number of words in a name such as `client secret`.
const WORDS: usize = 3;
/// The maximum number of words in a value.
const PHRASE: usize = 8;
/// Texts that may end a name before its sign, longer ones first.
const CLOSING: &[&str] = &[
    "\\\\\\\"", "\\\"", "\\'", "&quot;", "&#34;", "&#x22;", "&#39;", "&apos;", "%22", "%27", "%5D", "%5d", "\"", "'",
    "”", "]",
];
/// Signs between name and value, longer ones first. Encoded ones do not occur in prose.
const SIGNS: &[&str] = &[
    "=>", ":=", "==", "=", ":", "%3D", "%3d", "%3A", "%3a", "%253D", "%253d", "%253A", "%253a", "&#61;", "&#58;", "：",
    "＝",
];

/// A sign, and the name before it.
struct NamedValue<'t> {
    weight: Weight,
    /// Whether the name is quoted, or the sign does not occur in prose.
    is_sure: bool,
    is_encoded: bool,
    /// Whether the name is a parameter of a URL query.
    is_query: bool,
    /// The last word of the name.
    name: &'t str,
    /// The start of the value, after blanks.
    value: usize,
}

/// Adds a replacement for each secret with a name.
pub(super) fn cut(text: &str, cuts: &mut Vec<Replacement>, work: &WorkLimit) {
    assigned(text, cuts, work);
    if memchr::memchr(b'-', text.as_bytes()).is_some() {
        options(text, cuts, work);
    }
    if memchr::memchr(b'<', text.as_bytes()).is_some() || text.contains("&lt;") {
        elements(text, cuts, work);
    }
}

fn assigned(text: &str, cuts: &mut Vec<Replacement>, work: &WorkLimit) {
    let mut values = ValueEnds::new(text, work);
    let mut last = 0..0;
    let mut from = 0;
    while let Some((start, sign)) = next_sign(text, from) {
        from = start + sign.len();
        let Some(named) = named(text, start, sign, work) else { continue };
        let bounds = values.at(named.value, named.is_encoded);
        let mut value = bounds.value.clone();
        // A value may start inside another one; if that one is redacted, it needs no check.
        if last.start <= value.start && value.end <= last.end {
            continue;
        }
        let shown = text.get(value.clone()).unwrap_or_default();
        work.spend(shown.len().min(256));
        if !looks_like_secret(shown) || !gives_secret(text, &named, &bounds) {
            continue;
        }
        if named.weight == Weight::Password && !bounds.is_quoted && !named.is_encoded && !named.is_query {
            value.end = phrase(text, value.end);
        }
        if !bounds.is_quoted && secret_keys::folded(named.name).to_lowercase().ends_with("cookie") {
            value.end = line_of_cookies(text, value.end);
            work.spend(value.len());
        }
        last = value.clone();
        cuts.push(Replacement::hidden(value));
    }
}

/// Returns the end of a cookie header: the end of its line or string.
fn line_of_cookies(text: &str, from: usize) -> usize {
    let rest = text.get(from..).unwrap_or_default();
    if !rest.starts_with("; ") {
        return from;
    }
    from + rest.find(['\n', '\r', '"', '\'', '\\', '<', '>']).unwrap_or(rest.len())
}

/// Returns the next sign at or after `from`.
fn next_sign(text: &str, from: usize) -> Option<(usize, &'static str)> {
    let bytes = text.as_bytes();
    let is_candidate = |byte: &u8| matches!(byte, b'=' | b':' | b'%' | b'&' | 0xef);
    let mut at = from;
    loop {
        at += bytes.get(at..)?.iter().position(is_candidate)?;
        let rest = text.get(at..).unwrap_or_default();
        if let Some(sign) = SIGNS.iter().find(|sign| rest.starts_with(**sign)) {
            return Some((at, sign));
        }
        at += 1;
    }
}

/// Returns the name before the sign at `start`, if it names a secret.
fn named<'t>(text: &'t str, start: usize, sign: &str, work: &WorkLimit) -> Option<NamedValue<'t>> {
    let before = text.get(..start)?.trim_end_matches([' ', '\t']);
    let mut unquoted = before;
    for _ in 0..2 {
        unquoted = CLOSING.iter().find_map(|quote| unquoted.strip_suffix(quote)).unwrap_or(unquoted);
    }
    let is_quoted = unquoted.len() < before.len();
    let name = name_at_end(unquoted.trim_end_matches([' ', '\t']));
    work.spend(name.len());
    let lead = unquoted.trim_end_matches([' ', '\t']).strip_suffix(name)?;
    // `/etc/ssl/ca.pem:12` is a place in a file.
    if sign == ":" && !is_quoted && lead.ends_with('/') {
        return None;
    }
    let is_encoded = sign.starts_with(['%', '&']);
    let is_query = sign != ":" && ["?", "&", "&amp;", "%3F", "%3f", "%26", "#"].iter().any(|mark| lead.ends_with(mark))
        || is_encoded && ["3F", "3f", "26"].iter().any(|mark| name.starts_with(mark));
    let query = || {
        let name = if is_encoded {
            name.trim_start_matches("3F").trim_start_matches("3f").trim_start_matches("26")
        } else {
            name
        };
        (is_query && QUERY.split(' ').any(|word| name.eq_ignore_ascii_case(word))).then_some(Weight::Ambiguous)
    };
    let weight = weight(name, lead).or_else(query)?;
    let value = start + sign.len();
    let rest = text.get(value..).unwrap_or_default();
    let value = value + rest.len() - rest.trim_start_matches([' ', '\t']).len();
    let is_sure = !matches!(sign, ":" | "：") || is_quoted;
    Some(NamedValue { weight, is_sure, is_encoded, is_query, name, value })
}

/// Returns the weight of a name, alone or with the words before it.
fn weight(name: &str, lead: &str) -> Option<Weight> {
    if name.is_empty() {
        return None;
    }
    if let Some(weight) = secret_keys::weight(name) {
        // In text these names mean files and stores.
        return Some(weight).filter(|weight| *weight != Weight::Store);
    }
    let (mut joined, mut lead) = (name.to_owned(), lead);
    for _ in 1..WORDS {
        let apart = lead.strip_suffix([' ', '\'', '’'])?;
        let word = name_at_end(apart);
        lead = apart.strip_suffix(word).filter(|_| !word.is_empty())?;
        joined = format!("{word} {joined}");
        if let Some(weight) =
            secret_keys::weight(&joined).filter(|weight| *weight != Weight::Store && ends_the_name(name, *weight))
        {
            return Some(weight);
        }
    }
    None
}

/// Returns the rule for a value whose title is this text: one to three words that end with a secret name.
pub(super) fn title(text: &str) -> Option<RedactionRule> {
    let text = text.trim();
    let is_name = text.len() <= LONGEST && text.split_whitespace().count() <= WORDS;
    let name = name_at_end(text);
    let lead = text.strip_suffix(name).filter(|_| is_name)?;
    if lead.is_empty() {
        return Some(secret_keys::treatment(name));
    }
    match weight(name, lead)? {
        Weight::Ambiguous => Some(RedactionRule::Ambiguous),
        Weight::Code => Some(RedactionRule::Code),
        _ => Some(RedactionRule::Secret),
    }
}

/// Returns whether a name of several words ends with the decisive word: `api key`, but not `password reset`.
fn ends_the_name(last: &str, weight: Weight) -> bool {
    let ends = ["key", "string", "url", "uri", "code", "passe", "ordine", "word", "phrase", "wort"];
    let last = secret_keys::folded(last).to_lowercase();
    ends.iter().any(|end| last == *end) || weight == Weight::Password && !last.is_ascii()
}

/// Returns the name at the end of a text.
fn name_at_end(text: &str) -> &str {
    let is_in_name = |c: char| matches!(c, '_' | '.' | '-' | '$') || secret_keys::is_letter(c);
    let from = text.char_indices().rev().take_while(|(at, c)| is_in_name(*c) && text.len() - at <= LONGEST).last();
    from.and_then(|(at, _)| text.get(at..)).unwrap_or_default()
}

/// Returns whether the value after a name is a secret, by name, sign and value.
fn gives_secret(text: &str, named: &NamedValue<'_>, bounds: &Bounds) -> bool {
    let value = text.get(bounds.value.clone()).unwrap_or_default();
    let is_sure = named.is_sure || bounds.is_quoted || bounds.is_behind_scheme;
    match named.weight {
        Weight::Code => !secret_keys::is_shown(value, true) && (is_sure || is_code(value) || looks_random(value)),
        Weight::Ambiguous => {
            // A command or a statement follows in `session=$(...)`.
            !secret_keys::is_shown(value, false)
                && (is_sure
                    || looks_random(value)
                    || secret_keys::folded(named.name) == "pass" && !goes_on(text, bounds))
        }
        Weight::Store => false,
        Weight::Secret => is_sure || looks_random(value),
        Weight::Strong | Weight::Password => {
            is_sure || looks_random(value) || !goes_on(text, bounds) && !secret_keys::is_state(value)
        }
    }
}

fn is_code(value: &str) -> bool {
    (3..=10).contains(&value.len()) && value.bytes().all(|byte| byte.is_ascii_digit())
}

/// Returns whether prose continues after the sign: one of the next words is an ordinary word.
fn goes_on(text: &str, bounds: &Bounds) -> bool {
    let rest = text.get(bounds.value.start..).unwrap_or_default();
    let line = rest.lines().next().unwrap_or_default();
    line.split_whitespace().take(5).any(is_prose)
}

/// Returns the end of a password of several words whose first word ends at `end`.
fn phrase(text: &str, end: usize) -> usize {
    let mut at = end;
    for _ in 1..PHRASE {
        let rest = text.get(at..).unwrap_or_default();
        let Some(next) = rest.strip_prefix([' ', '\t']) else { break };
        let is_end = |c: char| c.is_whitespace() || matches!(c, '&' | ';' | '"' | '\'' | '<' | '>' | '\\' | ',' | '|');
        let word = next.get(..next.find(is_end).unwrap_or(next.len())).unwrap_or_default();
        let whole = word.trim_end_matches(['.', ')', ']', '}']);
        let is_pair = word.contains(['=', ':', '@', '/', '(', '[', '{', '%']);
        let is_time = word.len() > 4 && word.bytes().take(4).all(|byte| byte.is_ascii_digit());
        if whole.is_empty()
            || word.starts_with('-')
            || is_pair
            || is_time
            || is_prose(word)
            || words_of_signs(next, word)
        {
            break;
        }
        at += 1 + whole.len();
        if whole.len() < word.len() {
            break;
        }
    }
    at
}

/// Returns whether a sign follows a word, which makes it the name of the next pair.
fn words_of_signs(text: &str, word: &str) -> bool {
    text.get(word.len()..).is_some_and(|rest| rest.trim_start_matches([' ', '\t']).starts_with(['=', ':']))
}

/// Adds the secrets of `--name value` and `-name value`.
fn options(text: &str, cuts: &mut Vec<Replacement>, work: &WorkLimit) {
    for dash in memchr::memchr_iter(b'-', text.as_bytes()) {
        let before = text.get(..dash).unwrap_or_default();
        let bare = before.strip_suffix('-').unwrap_or(before);
        if !(bare.is_empty() || bare.ends_with([' ', '\t', '\n', '"', '\'', '`', '(', '[', ','])) {
            continue;
        }
        let rest = text.get(dash + 1..).unwrap_or_default();
        let is_in_name = |c: char| matches!(c, '-' | '_' | '.') || secret_keys::is_letter(c);
        let length = rest.char_indices().take(LONGEST).find(|(_, c)| !is_in_name(*c)).map_or(rest.len(), |(at, _)| at);
        let (name, behind) = rest.split_at(length);
        let value = behind.trim_start_matches([' ', '\t', '"', '\'', ',']);
        let is_apart = behind.starts_with([' ', '\t']) || behind.starts_with("\",") || behind.starts_with("',");
        work.spend(length);
        if !is_apart
            || name.starts_with('-')
            || value.starts_with('-')
            || !name.starts_with(|c: char| c.is_ascii_digit() || secret_keys::is_letter(c))
        {
            continue;
        }
        let Some(weight) = secret_keys::weight(name).filter(|weight| *weight != Weight::Store) else { continue };
        let start = text.len() - value.len();
        let is_quoted = text.get(..start).is_some_and(|before| before.ends_with(['"', '\'']));
        let is_end = |c: char| {
            if is_quoted {
                matches!(c, '"' | '\'')
            } else {
                c.is_whitespace() || matches!(c, '"' | '\'' | ';' | '|' | ',')
            }
        };
        let end = start + value.find(is_end).unwrap_or(value.len());
        let shown = text.get(start..end).unwrap_or_default();
        work.spend(shown.len());
        let is_harmless =
            matches!(weight, Weight::Ambiguous | Weight::Code) && secret_keys::is_shown(shown, weight == Weight::Code);
        if looks_like_secret(shown) && !is_harmless && (is_quoted || !is_prose(shown)) {
            cuts.push(Replacement::hidden(start..end));
        }
    }
}

/// Adds the secrets of `<name>value</name>`, plain or escaped.
fn elements(text: &str, cuts: &mut Vec<Replacement>, work: &WorkLimit) {
    let opened = text.match_indices('<').map(|(at, _)| (at + 1, ">", "<")).collect::<Vec<_>>();
    let escaped = text.match_indices("&lt;").map(|(at, _)| (at + 4, "&gt;", "&lt;"));
    for (start, close, next) in opened.into_iter().chain(escaped) {
        let rest = text.get(start..).unwrap_or_default();
        let is_in_name = |c: char| matches!(c, '_' | '.' | '-' | ':') || secret_keys::is_letter(c);
        let length = rest.char_indices().take(LONGEST).find(|(_, c)| !is_in_name(*c)).map_or(rest.len(), |(at, _)| at);
        let name = rest.get(..length).unwrap_or_default();
        work.spend(name.len());
        let Some(weight) = secret_keys::weight(name).filter(|weight| *weight != Weight::Store) else { continue };
        let tag: String = rest.chars().take(512).collect();
        let Some(end) = tag.find(close) else { continue };
        let open = start + end + close.len();
        let open = open + if text.get(open..).is_some_and(|inner| inner.starts_with("<![CDATA[")) { 9 } else { 0 };
        let inner = text.get(open..).unwrap_or_default();
        let length = inner.find(next).or_else(|| inner.find("]]>")).unwrap_or(inner.len());
        let length = inner.get(..length).and_then(|value| value.find("]]>")).unwrap_or(length);
        work.spend(tag.len() + length);
        let value = inner.get(..length).unwrap_or_default();
        let is_closed = inner
            .get(length..)
            .is_some_and(|behind| behind.get(next.len() + 1..).is_some_and(|tag| tag.starts_with(name)));
        let is_ambiguous = matches!(weight, Weight::Ambiguous | Weight::Code);
        let is_harmless = is_ambiguous && (!is_closed || secret_keys::is_shown(value, weight == Weight::Code));
        if looks_like_secret(value.trim()) && !is_harmless {
            cuts.push(Replacement::hidden(open..open + length));
        }
    }
}

/// Returns whether named values may occur, so that callers can skip the search for signs.
pub(super) fn may_be_in(text: &str) -> bool {
    text.bytes().any(|byte| matches!(byte, b'=' | b':' | b'%' | b'<' | b'-' | b'&' | 0xef))
}
