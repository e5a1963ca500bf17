//! Redaction is idempotent: redacted output, read again, stays unchanged.

pub(super) mod copies;
pub(super) mod false_hits;
pub(super) mod shown;
pub(super) mod values;

use proptest::prelude::*;

use super::*;

use crate::json;

/// Judges by the key alone; there is one key for each rule.
static RULES: RedactionRules = RedactionRules {
    judge: |place| match place.keys.last().copied() {
        Some("body") => RedactionRule::Secret,
        Some("actor") => RedactionRule::Personal,
        Some("uri") => RedactionRule::Address,
        Some("columns") => RedactionRule::Names,
        Some("id") => RedactionRule::Plain,
        _ => RedactionRule::Unknown,
    },
    may_hold: |_| true,
    nobody: &["Fivetran"],
    open: |_| false,
};

fn shown(raw: &str, reveal: Reveal) -> String {
    hide(&MemberIndex::scan(raw), &RULES, reveal).unwrap_or_else(|| raw.to_owned())
}

/// Text composed of secrets, persons, and everything that may surround them.
#[expect(clippy::too_many_lines, reason = "a list of forms")]
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
        "auth",
        "session",
        "pin",
        "пароль",
        "密码：",
        "correct horse",
        "--password ",
        "-p",
        "curl -u joe:S3cretOne1",
        "mysql -pS3cretOne1",
        "IDENTIFIED BY ",
        "<password>",
        "</password>",
        "<![CDATA[",
        "&lt;token&gt;",
        "%3D",
        "&quot;",
        "%22",
        "%26",
        "&#64;",
        "%40",
        "Cookie: a=1; b=2",
        "kind: Secret data: ",
        "a: QUJDREVGRw==",
        "https://hooks.slack.com/services/",
        "joe/S3cretOne1@//db",
        "joe:S3cretOne1@tcp(db)",
        "name: token, value: ",
        "glpat-0123456789abcdefghij",
        "1234567890123456|abcdefghijklmnopqrstuvwxyz0123",
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
            "auth",
            "pin",
            "name",
            "value",
            "rows",
            "headers",
            "kind",
            "data",
            "ghp_0123456789abcdefghijkl",
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

/// Makes a text of about the given length.
type Text = fn(usize) -> String;

/// Texts that once took work out of proportion to their length, each for a different reason.
fn laborious() -> Vec<(&'static str, Text)> {
    fn message(text: &str) -> String {
        format!("{{\"message\":{}}}", json::quote(text))
    }
    fn members(count: usize, member: impl Fn(usize) -> String) -> String {
        format!("{{{}}}", (0..count).map(member).collect::<Vec<_>>().join(","))
    }
    fn packed(depth: usize, text: &str) -> String {
        (0..depth).fold(json::quote(text), |json, _| json::quote(&format!("{{\"a\":{json}}}")))
    }
    vec![
        ("names without values", |n| message(&"password=".repeat(n / 9))),
        ("names that prose has too", |n| message(&"token:".repeat(n / 6))),
        ("names before one quote", |n| message(&format!("pwd=\"{}", "token=x".repeat(n / 7)))),
        ("names in quotes that are escaped", |n| message(&"pwd=\"\\\" ".repeat(n / 8))),
        ("names and punctuation", |n| message(&format!("{}{}", "token=".repeat(n / 12), ",".repeat(n / 2)))),
        ("names and stars", |n| message(&"pwd=**".repeat(n / 6))),
        ("schemes", |n| message(&"token=bearer ".repeat(n / 13))),
        ("hidden ones", |n| message(&"token:[hidden]".repeat(n / 14))),
        ("pieces of addresses", |n| message(&"://a:b@c ".repeat(n / 9))),
        ("addresses of e-mail", |n| message(&"a@b.example password=x ".repeat(n / 23))),
        ("parts of hosts", |n| message(&format!("{}password@x", "a@b.cd.1.1.".repeat(n / 11)))),
        ("keys without an end", |n| message(&"-----BEGIN PRIVATE KEY-----".repeat(n / 27))),
        ("tokens", |n| message(&"eyJ-".repeat(n / 4))),
        ("texts that do not come to rest", |n| message(&"token=\"token='bearer ".repeat(n / 21))),
        ("one text in many", |n| format!("{{\"a\":{}}}", packed((n / 64).ilog2() as usize, &"pwd=x1 ".repeat(n / 64)))),
        ("many secrets", |n| members(n / 20, |at| format!("\"password\":\"secret{at:06}\""))),
        ("one secret in many texts", |n| {
            members(n / 40, |at| format!("\"a{at}\":\"x S3cretOne1 {at}\",\"body\":\"S3cretOne1\""))
        }),
        ("secrets that begin alike", |n| {
            let texts = format!("\"a\":\"{}\"", "aaaaaaaab".repeat(n / 18));
            format!(
                "{{{},{texts}}}",
                (0..n / 60).map(|at| format!("\"body\":\"aaaaaaaa{at}\"")).collect::<Vec<_>>().join(",")
            )
        }),
        ("a long secret in a long text", |n| format!("{{\"body\":\"{0}\",\"a\":\"{0}b{0}\"}}", "a".repeat(n / 3))),
        ("members one in another", |n| format!("{}\"pwd=x\"{}", "{\"a\":".repeat(n / 6), "}".repeat(n / 6))),
        ("options", |n| message(&"--password ".repeat(n / 11))),
        ("elements", |n| message(&"<password>".repeat(n / 10))),
        ("elements that are escaped", |n| message(&"&lt;password&gt;".repeat(n / 16))),
        ("encoded names", |n| message(&"password%3D".repeat(n / 11))),
        ("words of a name", |n| message(&"api key: ".repeat(n / 9))),
        ("long names", |n| message(&format!("{}=x", "pass.".repeat(n / 5)))),
        ("words of a password", |n| message(&"pwd=a b c d e ".repeat(n / 14))),
        ("prefixes of values", |n| message(&"glpat-".repeat(n / 6))),
        ("prefixes of values with points", |n| message(&"hvs.ey.".repeat(n / 7))),
        ("hosts of webhooks", |n| message(&"hooks.slack.com/services/".repeat(n / 25))),
        ("cookies", |n| message(&"Cookie: a=1; ".repeat(n / 13))),
        ("commands", |n| message(&"mysql -u x ".repeat(n / 11))),
        ("statements", |n| message(&"create user identified ".repeat(n / 23))),
        ("Secrets", |n| message(&"kind: Secret data: ".repeat(n / 19))),
        ("Oracle", |n| message(&"joe/x@".repeat(n / 6))),
        ("pairs", |n| format!("[{}]", vec!["{\"name\":\"password\",\"value\":\"S3cretOne1\"}"; n / 40].join(","))),
        ("columns", |n| format!("{{\"columns\":[{}],\"rows\":[[1]]}}", vec!["\"password\""; n / 11].join(","))),
        ("no JSON", |n| "{\"password\":\"x".repeat(n / 15)),
    ]
}

#[test]
fn twice_the_text_takes_twice_the_work() {
    for (name, text) in laborious() {
        let effort = |length: usize| work(&text(length), &RULES, Reveal::default());
        let (once, twice) = (effort(16 << 10), effort(32 << 10));
        assert!(twice <= 3 * once, "{name}: {once} bytes, then {twice}");
    }
}

#[test]
fn laborious_texts_are_redacted_too() {
    for (name, text) in laborious() {
        let shown = shown(&text(16 << 10), Reveal::default());
        assert_eq!(self::shown(&shown, Reveal::default()), shown, "{name}");
        for secret in ["=x1", "secret00", "S3cretOne1", "a:b@", "a@b"] {
            assert!(!shown.contains(secret), "{name}: {secret}");
        }
    }
}

#[test]
fn ordinary_texts_take_little_work() {
    let texts = ["password=x1 and a@b.example", "Bearer abcdef0123456789", "https://joe:s3cret@db.example/x?token=1"];
    let members: Vec<String> = texts
        .iter()
        .cycle()
        .take(300)
        .enumerate()
        .map(|(at, text)| format!("\"a{at}\":{}", json::quote(text)))
        .collect();
    let raw = format!("{{{}}}", members.join(","));
    assert!(work(&raw, &RULES, Reveal::default()) < 32 * raw.len());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn redaction_of_text_is_idempotent(text in text(), reveal in reveal()) {
        let once = prose(&text, reveal);
        prop_assert_eq!(prose(&once, reveal), &*once, "of {}", text);
    }

    #[test]
    fn skipped_values_contain_nothing_to_redact(raw in value(), reveal in reveal()) {
        let work = WorkLimit::new(raw.len());
        let hidden = redactor::hide(&raw, &RULES, reveal, &work);
        if !work.is_spent() {
            prop_assert_eq!(hidden, redactor::hide_thoroughly(&raw, &RULES, reveal), "{}", raw);
        }
    }

    #[test]
    fn redaction_of_records_is_idempotent(raw in value(), reveal in reveal()) {
        let once = shown(&raw, reveal);
        prop_assert_eq!(shown(&once, reveal), &*once, "of {}", raw);
    }
}
