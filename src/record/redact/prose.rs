//! Free text: messages, reasons, queries, output of programs. What an operator reads, so only what is surely a credential or
//! an e-mail address goes.

use std::ops::Range;
use std::sync::LazyLock;

use regex::{Match, Regex};

use super::spelled::Words;
use super::strings::Cut;
use super::values::Values;
use super::work::Work;
use super::{HIDDEN, Reveal, needles, people, strings, words};

/// A name that speaks of a secret, and the sign that gives its value.
static NAMED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"(?i)((?-u:[\w.\-])*(?:pass(?:word|phrase|wd|code)|pwd|secret|token|[_\-]?(?:api|private|access|account|client|master|",
        r"subscription|shared|storage|signing|encryption|app|application|consumer)[_\- ]?key|credentials?|connection[_ ]?string|sas[_ ]?url|",
        r#"signature|authorization|cookie|(?-u:\b)sig(?-u:\b))(?-u:[\w.\-])*)(\\?["'])?[ \t]*(=>|:=|[=:])[ \t]*"#
    ))
});
/// What every name of [`NAMED`] holds.
static NAMES: LazyLock<Words> = LazyLock::new(|| {
    Words::new([
        "pass",
        "pwd",
        "secret",
        "token",
        "key",
        "credential",
        "string",
        "url",
        "signature",
        "authorization",
        "cookie",
        "sig",
    ])
});
/// What stands before the host of an address.
static USERINFO: LazyLock<Regex> = LazyLock::new(|| pattern(r#"://([^/\s"'<>]+)@"#));
/// A scheme of HTTP authentication and what it carries.
static SCHEME: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"(?i)(?-u:\b)(?:bearer|basic)(?-u:\s)+((?-u:[\w.~+/=\-]){8,})"));
static SCHEMES: LazyLock<Words> = LazyLock::new(|| Words::new(["bearer", "basic"]));
/// Credentials known by their own form.
static KNOWN: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"(?-u:\b)eyJ(?-u:[\w\-]){8,}\.(?-u:[\w\-])+(?:\.(?-u:[\w\-])*)?|(?-u:\b)(?:AKIA|ASIA)[0-9A-Z]{16}(?-u:\b)|(?-u:\b)gh[pousr]_(?-u:\w){20,}|(?-u:\b)github_pat_(?-u:\w){20,}",
        r"|(?-u:\b)xox[abprs]-(?-u:[\w\-]){10,}|(?-u:\b)[sr]k_(?:live_|test_)?[0-9A-Za-z]{16,}|(?-u:\b)AIza(?-u:[\w\-]){35}|(?-u:\b)ya29\.(?-u:[\w\-]){20,}|(?-u:\b)EAA[0-9A-Za-z]{30,}",
        r"|-----BEGIN [A-Z ]*PRIVATE KEY-----(?s:.)*?(?:-----END [A-Z ]*PRIVATE KEY-----|\z)"
    ))
});
/// What every form of [`KNOWN`] holds.
static FORMS: LazyLock<Words> = LazyLock::new(|| {
    Words::new([
        "eyj",
        "akia",
        "asia",
        "ghp_",
        "gho_",
        "ghu_",
        "ghs_",
        "ghr_",
        "github_pat_",
        "xox",
        "sk_",
        "rk_",
        "aiza",
        "ya29.",
        "eaa",
        "-----begin",
    ])
});
/// Letters of any script: what is no letter, digit or mark of an address ends it.
static EMAIL: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r#"[^\s@<>()\[\]{},;:=/\\"`|*#!?&$^~]+@[^\s@<>()\[\]{},;:=/\\"'`|*#!?&$^~.%+]+"#,
        r#"(?:\.[^\s@<>()\[\]{},;:=/\\"'`|*#!?&$^~.%+]+)*\.[^\s@<>()\[\]{},;:=/\\"'`|*#!?&$^~.%+_0-9\-]{2,}"#
    ))
});

/// The patterns are constants, and each is used by a test: one that did not compile would hide nothing without a word.
pub(super) fn pattern(text: &str) -> Regex {
    Regex::new(text).expect("a constant pattern compiles")
}

/// What is to be cut out of `text`.
pub(super) fn settled(text: &str, reveal: Reveal, work: &Work) -> Vec<Cut> {
    strings::settled(text, work, |text| spans(text, reveal, work))
}

/// What is seen to be cut out of `text`; once it is, there may be more to see.
pub(super) fn spans(text: &str, reveal: Reveal, work: &Work) -> Vec<Cut> {
    let mut cuts = Vec::new();
    work.spend(text.len());
    if work.is_spent() {
        return vec![strings::whole(text)];
    }
    if !needles::speaks(text) {
        return cuts;
    }
    // As many patterns as there are.
    work.spend(5 * text.len());
    if !reveal.secrets {
        // A pattern is made where a text has what its matches cannot do without: most runs print texts that have not, and
        // making all of them takes longer than printing a page.
        // Letters that are no ASCII may be another case of one that is.
        let has = |words: &Words| !text.is_ascii() || words.are_in(text);
        let userinfo = text.contains("://").then_some(&USERINFO);
        let scheme = has(&SCHEMES).then_some(&SCHEME);
        for pattern in [userinfo, scheme].into_iter().flatten() {
            let values = pattern.captures_iter(text).filter_map(|found| found.get(1)).map(|value| value.range());
            cuts.extend(values.filter(|value| pattern_fits(text, value)).map(hidden));
        }
        if has(&FORMS) {
            cuts.extend(KNOWN.find_iter(text).map(|found| hidden(found.range())));
        }
        if !text.is_ascii() || may_be_named(text) {
            named(text, &mut cuts, work);
        }
    }
    if !reveal.personal && memchr::memchr(b'@', text.as_bytes()).is_some() {
        // What looks like one around the last `@` of an address with credentials is the host.
        cuts = strings::disjoint(cuts);
        let is_host = |email: &Match<'_>| {
            let at = email.start() + email.as_str().rfind('@').unwrap_or_default();
            let before = cuts.partition_point(|cut| cut.range.start <= email.start());
            let cut = before.checked_sub(1).and_then(|place| cuts.get(place));
            cut.is_some_and(|cut| cut.range.contains(&email.start()) && cut.range.end >= at)
        };
        let alone = EMAIL.find_iter(text).filter(|email| !is_host(email)).collect::<Vec<_>>();
        cuts.extend(
            alone.into_iter().map(|email| Cut { range: email.range(), with: people::pseudonym(email.as_str()) }),
        );
    }
    cuts
}

fn hidden(range: Range<usize>) -> Cut {
    Cut { range, with: HIDDEN.to_owned() }
}

/// After a scheme a word of prose may follow: "basic authentication". What stands before a host is always meant.
fn pattern_fits(text: &str, value: &Range<usize>) -> bool {
    text.get(..value.start).is_some_and(|before| before.ends_with("://"))
        || text.get(value.clone()).is_some_and(looks_random)
}

/// Whether a word of [`NAMES`] has a sign behind it, with no more between them than [`NAMED`] lets be there.
fn may_be_named(text: &str) -> bool {
    let mut from = 0;
    while let Some((start, word)) = NAMES.find(text, from) {
        let behind = text.get(start + NAMES.length(word)..).unwrap_or_default();
        let behind = behind.trim_start_matches(|c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '-'));
        let unescaped = behind.strip_prefix('\\').unwrap_or(behind);
        let unquoted = unescaped.strip_prefix(['"', '\'']).unwrap_or(unescaped);
        if unquoted.trim_start_matches([' ', '\t']).starts_with(['=', ':']) {
            return true;
        }
        // The rest of a word is the rest of all words in it.
        from = text.len() - behind.len();
    }
    false
}

/// `name=value`, `"name": "value"` and their kin.
fn named(text: &str, cuts: &mut Vec<Cut>, work: &Work) {
    let mut values = Values::new(text, work);
    let mut last = 0..0;
    for found in NAMED.captures_iter(text) {
        let (Some(all), Some(name), Some(sign)) = (found.get(0), found.get(1), found.get(3)) else { continue };
        if words::is_harmless(name.as_str()) {
            continue;
        }
        let quoted = found.get(2).is_some();
        let value = values.at(all.end());
        // A value may begin within another one. What is hidden with that one needs no look of its own.
        if last.start <= value.start && value.end <= last.end {
            continue;
        }
        let shown = text.get(value.clone()).unwrap_or_default();
        let sure = sign.as_str() != ":"
            || quoted
            || is_strong(name.as_str())
            || text.get(all.end()..value.start).is_some_and(|quote| !quote.is_empty());
        if !sure {
            work.spend(shown.len());
        }
        if worth_hiding(shown) && (sure || looks_random(shown)) {
            last = value.clone();
            cuts.push(hidden(value));
        }
    }
}

/// Names after which prose rarely goes on as in "token: has expired".
fn is_strong(name: &str) -> bool {
    let name = words::plain(name);
    ["pass", "pwd", "secret", "credential", "authorization", "cookie"].iter().any(|strong| name.contains(strong))
}

/// Whether a value is there at all and not masked already.
pub(super) fn worth_hiding(value: &str) -> bool {
    !value.is_empty() && !value.chars().all(|c| c == '*') && value != HIDDEN && value != "null"
}

/// Whether a word is hardly one of prose, whatever of it is hidden already.
fn looks_random(word: &str) -> bool {
    let word = people::without_marks(word);
    let inner_capital = word.chars().skip(1).any(char::is_uppercase) && word.chars().any(char::is_lowercase);
    word.len() >= 6 && (word.chars().any(|c| c.is_ascii_digit()) || inner_capital || word.len() >= 24)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::record::redact::prose;

    fn shown(text: &str) -> String {
        prose(text, Reveal::default())
    }

    #[test]
    fn credentials_go_and_the_rest_stays() {
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
            "@acmecorp published v1.2@3",
            "16:57:55 Registered adapter: bigquery=1.7.2",
        ] {
            assert_eq!(shown(text), text);
        }
    }

    #[test]
    fn people_become_pseudonyms_unless_asked_for() {
        let text = "mail john.doe@company.com, or O'Neil+x@mail.example.org.";
        let shown = shown(text);
        assert!(!shown.contains("company") && !shown.contains("Neil") && shown.ends_with("@hidden."), "{shown}");
        assert_eq!(prose(text, Reveal { personal: true, secrets: false }), text);
        assert_eq!(prose("pwd=x1 a@b.example", Reveal { personal: false, secrets: true }).find("x1"), Some(4));
    }

    proptest! {
        #[test]
        fn no_pattern_matches_without_the_words_it_is_made_for(pieces in prop::collection::vec(prop::sample::select(vec![
            "pass", "Word", "PWD", "secret", "toKen", "api", "_key", "private", " Key", "credential", "connection", "string",
            "sas", "url", "signature", "authorization", "cookie", "sig", " ", "_", ".", "=", ":", "=>", "\"", "Bearer ", "basic ",
            "dXNlcjpwYXNz", "eyJhbGciOiJIUzI1NiJ9.e30", "AKIA0123456789ABCDEF", "ghp_0123456789abcdefghij", "github_pat_",
            "0123456789abcdefghijklmnopqrstuvwxyz", "xoxb-", "sk_live_", "rk_", "AIza", "ya29.", "EAA", "-----BEGIN PRIVATE KEY-----",
        ]), 0..8)) {
            let text = pieces.concat();
            for (pattern, words) in [(&SCHEME, &SCHEMES), (&KNOWN, &FORMS)] {
                prop_assert!(!pattern.is_match(&text) || words.are_in(&text), "{text}");
            }
            prop_assert!(!NAMED.is_match(&text) || may_be_named(&text), "{text}");
        }
    }
}
