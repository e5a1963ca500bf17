//! Redacts free text: messages, reasons, queries, program output. Operators read it, so only certain credentials and
//! e-mail addresses are replaced.

use std::borrow::Cow;
use std::sync::{LazyLock, OnceLock};

use regex::{Match, Regex};

use super::json_string_edits::Replacement;
use super::keyword_set::KeywordSet;
use super::patterns::compile;
use super::rules::structures::MARKERS;
use super::rules::texts::{Check, PATTERNS};
use super::value_shape::{looks_like_secret, looks_random};
use super::work_limit::WorkLimit;
use super::{HIDDEN, Reveal, json_string_edits, keyword_prefilter, named_values, pseudonym, value_forms};

/// The part of a URL before the host.
static USERINFO: LazyLock<Regex> = LazyLock::new(|| compile(r#":\\?/\\?/([^/\s"'<>]+)@"#));
/// The compiled patterns of the table. Each is compiled lazily, only if a text contains one of its required literals:
/// compiling all of them takes longer than printing a page of entries.
static COMPILED: LazyLock<Vec<OnceLock<Regex>>> = LazyLock::new(|| PATTERNS.iter().map(|_| OnceLock::new()).collect());
/// The required literals of the patterns, and the pattern of each literal.
static GATE: LazyLock<(KeywordSet, Vec<usize>)> = LazyLock::new(|| {
    let (words, places): (Vec<&str>, Vec<usize>) = needs().filter(|(need, _)| need.len() >= 3).unzip();
    (KeywordSet::new(words), places)
});
/// The literals that are too short for a [`KeywordSet`].
static SHORT: LazyLock<Vec<(&str, usize)>> = LazyLock::new(|| needs().filter(|(need, _)| need.len() < 3).collect());
/// The texts in URLs after which a secret follows.
static MARKED: LazyLock<KeywordSet> = LazyLock::new(|| KeywordSet::new(MARKERS.iter().map(|(_, marker)| host(marker))));
/// Letters of any script. A character that is not a letter, digit or mark ends the address.
static EMAIL: LazyLock<Regex> = LazyLock::new(|| {
    compile(concat!(
        r#"(?:\\?"[^"\\\n@]{1,64}\\?"|[^\s@＠<>()\[\]{},;:=/\\"`|*#!?&$^~]+)(?:@|＠|﹫|%(?:25)?40|&#0*64;|&#[xX]0*40;|&commat;)"#,
        r#"(?:\[(?:IPv6:)?[0-9A-Fa-f.:]+\]|(?-u:[0-9]){1,3}(?:\.(?-u:[0-9]){1,3}){3}|[^\s@＠<>()\[\]{},;:=/\\"'`|*#!?&$^~.%+]+"#,
        r#"(?:\.[^\s@<>()\[\]{},;:=/\\"'`|*#!?&$^~.%+]+)*\.[^\s@<>()\[\]{},;:=/\\"'`|*#!?&$^~.%+_0-9\-]{2,})"#
    ))
});
/// The spellings of the at sign in e-mail addresses, the plain one first.
const AT: [&str; 12] =
    ["@", "＠", "﹫", "%2540", "%40", "&#64;", "&#064;", "&#x40;", "&#X40;", "&#x0040;", "&#X0040;", "&commat;"];

/// Returns the replacements in `text`, applied repeatedly until nothing more is found.
pub(super) fn redact_to_fixpoint(text: &str, reveal: Reveal, work: &WorkLimit) -> Vec<Replacement> {
    json_string_edits::redact_to_fixpoint(text, work, |text| spans(text, reveal, work))
}

/// Returns the replacements that one pass finds; another pass may find more.
pub(super) fn spans(text: &str, reveal: Reveal, work: &WorkLimit) -> Vec<Replacement> {
    let mut cuts = Vec::new();
    work.spend(text.len());
    if work.is_spent() {
        return vec![json_string_edits::replace_all(text)];
    }
    if !keyword_prefilter::speaks(text) {
        return cuts;
    }
    // The cost of a text for which no pattern runs.
    work.spend(5 * text.len());
    if !reveal.secrets {
        if text.contains("://") || text.contains(":\\/") {
            let values = USERINFO.captures_iter(text).filter_map(|found| found.get(1));
            cuts.extend(values.map(|value| Replacement::hidden(value.range())));
        }
        cuts.extend(value_forms::spans(text).into_iter().map(Replacement::hidden));
        patterns(text, &mut cuts, work);
        marked(text, &mut cuts);
        if named_values::may_be_in(text) {
            named_values::cut(text, &mut cuts, work);
        }
    }
    if !reveal.personal && has_at(text) {
        // The part around the last `@` of a URL with credentials is the host, not an e-mail address.
        cuts = json_string_edits::disjoint(cuts);
        let is_host = |email: &Match<'_>| {
            let at = email.start() + email.as_str().rfind('@').unwrap_or_default();
            let before = cuts.partition_point(|cut| cut.range.start <= email.start());
            let cut = before.checked_sub(1).and_then(|place| cuts.get(place));
            cut.is_some_and(|cut| cut.range.contains(&email.start()) && cut.range.end >= at)
        };
        let alone = EMAIL.find_iter(text).filter(|email| !is_host(email)).collect::<Vec<_>>();
        cuts.extend(
            alone
                .into_iter()
                .map(|email| Replacement { range: email.range(), with: pseudonym(&plain_at(email.as_str())) }),
        );
    }
    cuts
}

/// Returns whether a text may contain an e-mail address.
fn has_at(text: &str) -> bool {
    AT.iter().any(|at| memchr::memmem::find(text.as_bytes(), at.as_bytes()).is_some())
}

/// Returns an e-mail address with a plain at sign, so that one person has one pseudonym in all spellings.
fn plain_at(email: &str) -> Cow<'_, str> {
    let encoded = AT.iter().skip(1).find(|at| email.contains(**at)).filter(|_| !email.contains('@'));
    encoded.map_or(Cow::Borrowed(email), |at| Cow::Owned(email.replace(at, "@")))
}

fn needs() -> impl Iterator<Item = (&'static str, usize)> {
    PATTERNS.iter().enumerate().flat_map(|(place, pattern)| pattern.needs.iter().map(move |need| (*need, place)))
}

/// Adds the matches of the table's patterns.
fn patterns(text: &str, cuts: &mut Vec<Replacement>, work: &WorkLimit) {
    for place in wanted(text) {
        let (Some(pattern), Some(compiled)) = (PATTERNS.get(place), COMPILED.get(place)) else { continue };
        if !pattern.also.is_empty() && !pattern.also.iter().any(|also| text.contains(also)) {
            continue;
        }
        work.spend(text.len());
        for found in compiled.get_or_init(|| compile(pattern.regex)).captures_iter(text) {
            let value = found.iter().skip(1).flatten().next().or(found.get(0));
            cuts.extend(
                value.filter(|value| fits(pattern.check, value)).map(|value| Replacement::hidden(value.range())),
            );
        }
    }
}

/// Returns the indexes of the patterns whose required literals the text contains, in ascending order.
fn wanted(text: &str) -> Vec<usize> {
    let (words, places) = &*GATE;
    let mut wanted = Vec::new();
    words.visit(text, 0, |_, word| {
        wanted.extend(places.get(word));
        false
    });
    wanted.extend(SHORT.iter().filter(|(need, _)| text.contains(need)).map(|(_, place)| place));
    wanted.sort_unstable();
    wanted.dedup();
    wanted
}

/// Returns whether a match is a secret. After a scheme a word of prose may follow ("basic authentication"), and after
/// `-u` numeric user and group ids.
fn fits(check: Check, value: &Match<'_>) -> bool {
    let text = value.as_str();
    match check {
        Check::Random => looks_random(text),
        Check::Login => !text.bytes().all(|byte| byte.is_ascii_digit() || byte == b':'),
        Check::Shown => looks_like_secret(text),
    }
}

/// Adds the secrets after a mark in a URL.
fn marked(text: &str, cuts: &mut Vec<Replacement>) {
    let mut last = 0;
    MARKED.visit(text, 0, |start, word| {
        let path = MARKERS.get(word).and_then(|(_, marker)| marker.get(host(marker).len()..)).unwrap_or_default();
        let from = behind_path(text, start + MARKED.length(word), path);
        if let Some(from) = from.filter(|from| *from >= last) {
            let rest = text.get(from..).unwrap_or_default();
            let is_end = |c: char| c.is_whitespace() || matches!(c, '"' | '\'' | '<' | '>' | ')' | ']' | '}' | ',');
            let length = rest.find(is_end).unwrap_or(rest.len());
            last = from + length;
            let is_own = rest.get(..length).is_some_and(|value| HIDDEN.starts_with(value));
            if length > 0 && !is_own {
                cuts.push(Replacement::hidden(from..last));
            }
        }
        false
    });
}

/// Returns the host of a URL in the table.
fn host(marker: &str) -> &str {
    marker.split('/').next().unwrap_or(marker)
}

/// Returns the offset after `path`, whose slashes may be escaped.
fn behind_path(text: &str, mut at: usize, path: &str) -> Option<usize> {
    for expected in path.bytes() {
        if expected == b'/' && text.as_bytes().get(at) == Some(&b'\\') {
            at += 1;
        }
        at = text.as_bytes().get(at).filter(|found| found.eq_ignore_ascii_case(&expected)).map(|_| at + 1)?;
    }
    Some(at)
}

/// Returns the replacements in a URL: those of free text, and its whole query.
pub(super) fn address(text: &str, reveal: Reveal, work: &WorkLimit) -> Vec<Replacement> {
    let mut cuts = spans(text, reveal, work);
    if let Some(mark) = text.find('?').filter(|mark| mark + 1 < text.len() && !reveal.secrets) {
        cuts.push(Replacement { range: mark + 1..text.len(), with: HIDDEN.to_owned() });
    }
    cuts
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::redact::prose;

    fn shown(text: &str) -> String {
        prose(text, Reveal::default())
    }

    #[test]
    fn only_credentials_are_replaced() {
        for (text, expected) in [
            (
                "jdbc:postgres://joe:s3cret@db.example:5432/x failed",
                "jdbc:postgres://[hidden]@db.example:5432/x failed",
            ),
            ("PASSWORD=hunter2; host=db", "PASSWORD=[hidden]; host=db"),
            ("{user=joe, password=a,b}, code='X'", "{user=joe, password=[hidden]}, code='X'"),
            (r#"{"access_token":"EAAB zzz","expires_in":5"#, r#"{"access_token":"[hidden]","expires_in":5"#),
            (r#"{\"client_secret\":\"ab\",\"n\":1}"#, r#"{\"client_secret\":\"[hidden]\",\"n\":1}"#),
            ("GET /x?api_key=abc123&y=1", "GET /x?api_key=[hidden]&y=1"),
            ("Authorization: Bearer abc.def-123 sent", "Authorization: Bearer [hidden] sent"),
            ("used bearer abcdef0123456789", "used bearer [hidden]"),
            ("key AKIAIOSFODNN7EXAMPLE is old", "key [hidden] is old"),
            ("-----BEGIN RSA PRIVATE KEY-----\nMIIE\n-----END RSA PRIVATE KEY-----\nnext", "[hidden]\nnext"),
            ("token: abc123def456", "token: [hidden]"),
            ("WHERE secret = 'it''s'", "WHERE secret = '[hidden]''s'"),
        ] {
            assert_eq!(shown(text), expected);
        }
    }

    #[test]
    fn prose_about_secrets_is_shown() {
        for text in [
            "Error validating access token: The session has expired",
            "Invalid identifier or password\nTry again",
            "uses basic authentication",
            "token_expires_at=2026-01-01",
            "password=****",
            "`#existing`.`token_id` = `#scratch`.`token_id`",
            "PRIMARY KEY: id",
            "Failed to exchange the authorization code: invalid_grant",
            "Failed to exchange the authorization code: HTTP 503",
            "@acmecorp published v1.2@3",
            "16:57:55 Registered adapter: bigquery=1.7.2",
        ] {
            assert_eq!(shown(text), text);
        }
    }

    #[test]
    fn people_become_pseudonyms_unless_revealed() {
        let text = "mail john.doe@company.com, or O'Neil+x@mail.example.org.";
        let shown = shown(text);
        assert!(!shown.contains("company") && !shown.contains("Neil") && shown.ends_with("@hidden."), "{shown}");
        assert_eq!(prose(text, Reveal { personal: true, secrets: false }), text);
        assert_eq!(prose("pwd=x1 a@b.example", Reveal { personal: false, secrets: true }).find("x1"), Some(4));
    }

    proptest! {
        #[test]
        fn no_pattern_matches_without_the_words_it_is_made_for(pieces in prop::collection::vec(prop::sample::select(vec![
            "pass", "Word", "PWD", "secret", "api", "_key", "Key", " ", "_", ".", "=", ":", "\"", "'", "Bearer ", "basic ", "NTLM ",
            "dXNlcjpwYXNz1", "-----BEGIN PRIVATE KEY-----", "-u", "a:b", "mysql -px1", "IDENTIFIED BY x", "name=\"password\" value=\"x\"",
            "name: token, value: x", "-H 'X-Key: abcdef'", "kind: Secret data: a: QUJDREVG", "u:p@tcp(h)", "u/p@//h", "u:p@h:1",
            "1234567890123456|abcdefghijklmnopqrstuvwxyz0123", "12345678:AAabcdefghijklmnopqrstuvwxyz012345", "abc1Q~abcdefghijklmnopqrstuvwxyz01234567",
        ]), 0..8)) {
            let text = pieces.concat();
            let has = |need: &&str| text.to_lowercase().contains(*need);
            for rule in PATTERNS {
                let gate = rule.needs.iter().any(has);
                prop_assert!(gate || !compile(rule.regex).is_match(&text), "{}: {text}", rule.name);
            }
        }
    }
}
