//! Tests expressions by examples, and against a second implementation.

pub(super) mod reference;
mod values;

use chrono::{DateTime, TimeZone as _, Utc};
use serde_json::{Value, json};

use super::{Expr, ExprContext};
use crate::json;
use crate::record::{Field, Kind, Record, RecordLayout};
use crate::time::Zone;

static SHAPE: RecordLayout = RecordLayout::new(Kind::Connection, "zernio", "createdAt", pass_through);

fn pass_through(raw: &str) -> Vec<Field<'_>> {
    let members = json::members(raw).unwrap_or_default();
    members.into_iter().map(|(name, value)| Field { name, json: value.into() }).collect()
}

fn now() -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 11, 20, 12, 0, 0).unwrap()
}

const KINDS: &[Kind] = &[Kind::Connection, Kind::Post];

fn context(any_value: bool) -> ExprContext<'static> {
    ExprContext { now: now(), zone: Zone::Utc, kinds: KINDS, any_value }
}

/// Parses an expression with schema checks.
fn parse_checked(text: &str) -> Expr {
    Expr::parse(text, &context(false)).unwrap_or_else(|error| panic!("{text}: {error}"))
}

fn matches(expression: &Expr, record: &str) -> bool {
    expression.matches(&Record::from_text(record.to_owned(), &SHAPE).raw_view())
}

fn holds(text: &str, record: &Value) -> bool {
    matches(&parse_checked(text), &record.to_string())
}

#[test]
fn and_binds_more_than_or_and_not_more_than_and() {
    for (text, canonical) in [
        ("status=failed or status=success and durationMs>1", "status = failed or status = success and durationMs > 1"),
        (
            "(status=failed or status=success) and durationMs>1",
            "(status = failed or status = success) and durationMs > 1",
        ),
        ("not status=failed and id exists", "not status = failed and id exists"),
        (
            "NOT (status == 'failed' && id Exists) || userId NOT IN(a,'b c')",
            "not (status = failed and id exists) or userId not in (a, 'b c')",
        ),
        ("((id = a)) and (userId = b and accountId = c)", "id = a and userId = b and accountId = c"),
        ("!id exists", "not id exists"),
        ("not not id != 'and'", "not not id != 'and'"),
        ("id = '12' or id = 12", "id = '12' or id = 12"),
        (
            r#"error.message ~ "it's" or error.message ~~ '\d\\. x'"#,
            r"error.message ~ 'it\'s' or error.message ~~ '\\d\\. x'",
        ),
        ("id = '' or id = null", "id = null or id = null"),
        ("durationMs > 90s", "durationMs > 90s"),
        ("createdAt < '2026-11-20 10:00'", "createdAt < '2026-11-20 10:00'"),
    ] {
        assert_eq!(parse_checked(text).to_string(), canonical, "{text}");
        assert_eq!(parse_checked(canonical), parse_checked(text), "{text}");
    }
}

#[test]
fn missing_values_are_unequal_to_everything() {
    for record in [json!({}), json!({ "status": null }), json!({ "status": "" })] {
        for text in [
            "status = failed",
            "status in (failed, success)",
            "status ~ a",
            "status ~~ '.*'",
            "status < x",
            "status exists",
        ] {
            assert!(!holds(text, &record), "{text} on {record}");
        }
        for text in [
            "status != failed",
            "status not in (failed)",
            "status !~ a",
            "status !~~ '.*'",
            "status not exists",
            "status = null",
            "status = ''",
            "status in (null, failed)",
        ] {
            assert!(holds(text, &record), "{text} on {record}");
        }
        assert!(!holds("status != null", &record) && !holds("status not in (null)", &record), "{record}");
    }
}

#[test]
fn type_of_the_records_value_decides_the_comparison() {
    let record = json!({
        "statusCode": 429, "durationMs": 2500, "error": { "code": "190", "message": "Rate limit" },
        "context": { "isBYOK": true }, "metadata": { "n": 1.5, "s": "1.5", "b": "true" },
    });
    for text in [
        "statusCode = 429",
        "statusCode = 429.0",
        "statusCode >= 400",
        "statusCode < 4.3e2",
        "statusCode ~ 42",
        "statusCode ~~ '^4'",
        "durationMs > 2s",
        "durationMs <= 2500ms",
        "durationMs != 2s",
        "error.code = 190",
        "error.code = '190'",
        "context.isBYOK = true",
        "context.isBYOK != false",
        "metadata.n = 1.5",
        "metadata.n > -1",
        "metadata.s = 1.5",
        "metadata.b = true",
        "error.message ~ 'RATE l'",
        "error ~ 190",
        "metadata ~ 1.5",
        "error.message !~~ '^rate'",
        "metadata.s < '2'",
    ] {
        assert!(holds(text, &record), "{text}");
    }
    for text in [
        "statusCode = 42",
        "metadata.n = '1.5'",
        "metadata.b = false",
        "metadata.s < 2",
        "metadata = 1.5",
        "metadata.n ~ 5.1",
        "error ~ code",
        "metadata.n.deeper exists",
    ] {
        assert!(!holds(text, &record), "{text}");
    }
}

#[test]
fn a_path_to_an_array_means_any_element() {
    let record = json!({ "success": { "permissions": ["pages_manage", "publish"] }, "metadata": [1, [5], null] });
    for text in [
        "success.permissions = publish",
        "success.permissions ~ MANAGE",
        "success.permissions in (a, publish)",
        "success.permissions[1] = publish",
        "success.permissions != x",
        "metadata = 1",
        "metadata > 0",
        "metadata ~ 5",
        "success.permissions exists",
    ] {
        assert!(holds(text, &record), "{text}");
    }
    for text in [
        "success.permissions[0] = publish",
        "success.permissions != publish",
        "metadata = 5",
        "metadata = null",
        "success.permissions[7] exists",
    ] {
        assert!(!holds(text, &record), "{text}");
    }
}

#[test]
fn times_are_compared_as_moments_and_durations_count_back_from_now() {
    let record =
        json!({ "createdAt": "2026-11-20T11:00:00+01:00", "success": { "tokenExpiresAt": "2026-11-22T00:00:00Z" } });
    for text in [
        "createdAt >= 2h",
        "createdAt <= 2h",
        "createdAt = 2h",
        "createdAt = 2026-11-20T10:00Z",
        "createdAt > 121m",
        "createdAt < 1h",
        "createdAt > today",
        "createdAt < 2026-11-20T11:00",
        "createdAt in (today, 2h)",
        "success.tokenExpiresAt < +2d",
        "success.tokenExpiresAt > +1d",
        "createdAt ~ T11:",
        "createdAt > '2026-11-20 09:59'",
    ] {
        let text = text.replace("T10:00Z", "T10:00:00Z");
        assert!(holds(&text, &record), "{text}");
    }
    for text in ["createdAt > 2h", "createdAt > 1h", "createdAt < yesterday", "success.tokenExpiresAt < +1d"] {
        assert!(!holds(text, &record), "{text}");
    }
    let zone: Zone = "Asia/Tokyo".parse().unwrap();
    let there = Expr::parse("createdAt < '2026-11-20 19:01'", &ExprContext { zone, ..context(false) }).unwrap();
    assert!(matches(&there, &record.to_string()));
    assert!(!holds("createdAt > 2h", &json!({ "createdAt": "some day" })), "no moment, no order");
}

#[test]
fn errors_have_a_place_and_an_expectation() {
    for (text, column, what) in [
        ("", 1, "expected a field"),
        ("status", 7, "expected a comparison"),
        ("status failed", 8, "expected a comparison"),
        ("status = ", 9, "expected a value"),
        ("status = and id = 1", 10, "put it in quotes"),
        ("and = 3", 1, "expected a field, not `and`"),
        ("id = a id = b", 8, "expected `and`, `or` or the end, not `id`"),
        ("(id = a", 8, "expected `and`, `or` or `)`"),
        ("id = a)", 7, "expected `and`, `or` or the end, not `)`"),
        ("id in a", 7, "expected `(`"),
        ("id in (a b)", 10, "expected `,` or `)`"),
        ("id in ()", 8, "expected a value"),
        ("id not = 3", 8, "expected `in` or `exists`"),
        ("id = 'a", 6, "not closed"),
        ("id = 'a\\'", 6, "not closed"),
        ("id !< 3", 4, "expected a comparison"),
        ("id ~ ''", 6, "matches everything"),
        ("id ~~ '('", 7, "not a valid regular expression"),
        ("id < null", 6, "nothing is smaller"),
        ("status = faild", 10, "for `status`"),
        ("status in (failed, sucess)", 20, "for `status`"),
        ("kind = posts", 8, "for `kind`"),
        ("stats = failed", 1, "have no field `stats`"),
        ("a..b = 1", 1, "empty step"),
        ("id[x] = 1", 1, "invalid index"),
        ("error = x", 1, "is an object"),
        ("statusCode = many", 14, "is a number"),
        ("statusCode > 2h", 14, "is a number"),
        ("durationMs = '3'", 14, "milliseconds"),
        ("context.isBYOK = yes", 18, "true or false"),
        ("context.isBYOK > true", 18, "nothing is smaller"),
        ("context.isBYOK > 0", 18, "no order"),
        ("context.isBYOK ~ tru", 18, "not a text"),
        ("createdAt > soon", 13, "is a time"),
        ("error.code > 3", 14, "no order with a number"),
        ("ünï = 'ü' or status = \u{1b}", 1, "have no field"),
        ("id = 'ü' or status = x", 22, "unknown value"),
    ] {
        let error = Expr::parse(text, &context(false)).expect_err(text);
        assert!(error.what.contains(what), "{text}: {}", error.what);
        assert_eq!(error.excerpt.as_ref().unwrap().column(), column, "{text}: {error}");
        assert!(!error.what.contains('\u{1b}'), "{text}");
    }
}

#[test]
fn fields_of_one_kind_suffice_and_any_value_disables_checks() {
    assert!(Expr::parse("statusCode = 1 and eventType exists", &context(false)).is_ok());
    let posts = ExprContext { kinds: &[Kind::Post], ..context(false) };
    let error = Expr::parse("eventType = disconnect", &posts).unwrap_err();
    assert!(error.what.contains("posts have no field"), "{error}");
    for text in ["status = faild", "nothing.here[3] ~ x", "statusCode > 'a'", "createdAt < soon", "error = x"] {
        assert!(Expr::parse(text, &context(true)).is_ok(), "{text}");
    }
}

#[test]
fn depth_is_limited_but_length_is_not() {
    for text in ["(".repeat(200_000), "not ".repeat(200_000), format!("{}id = a", "!(".repeat(60))] {
        let error = Expr::parse(&text, &context(false)).unwrap_err();
        assert!(error.what.contains("deeper than 50"), "{}", error.what);
    }
    let deep = format!("{}id = a{}", "(".repeat(50), ")".repeat(50));
    assert_eq!(parse_checked(&deep).to_string(), "id = a");
    let long = vec!["id = a"; 20_000].join(" or ");
    assert!(holds(&long, &json!({ "id": "a" })) && !holds(&long, &json!({ "id": "b" })));
    let nested = format!(r#"{{"metadata":{}"x"{}}}"#, "[".repeat(100_000), "]".repeat(100_000));
    assert!(matches(&parse_checked("metadata ~ x"), &nested));
}

fn required_texts(text: &str) -> Vec<Vec<String>> {
    let lists = parse_checked(text).required_literals(&|path| path.first() != "kind");
    lists.into_iter().map(|list| list.into_iter().map(|required_text| required_text.text).collect()).collect()
}

#[test]
fn required_texts_are_only_certain_ones() {
    assert_eq!(
        required_texts("status = failed and platform in (tiktok, reddit)"),
        [vec!["failed"], vec!["tiktok", "reddit"]]
    );
    assert_eq!(required_texts("status = failed or error.code ~ token"), [vec!["failed", "token"]]);
    assert_eq!(
        required_texts("(status = failed and userId in (aaa, bbb)) or id = 'long one'"),
        [vec!["failed", "long one"]]
    );
    assert_eq!(required_texts("endpoint = 'graph.facebook.com/v20/\"me\"'"), [vec!["graph.facebook.com"]]);
    assert!(parse_checked("error.code ~ Token").required_literals(&|_| true)[0][0].any_case);
    for text in [
        "status != failed",
        "not status = failed",
        "status = failed or id exists",
        "id = 12345",
        "id = null",
        "createdAt > 2h",
        "id = 2026-11-20",
        "error.message ~ Zürich",
        "error.message ~~ token",
        "kind = post",
        "status in (failed, null)",
        "id = ab",
    ] {
        assert_eq!(required_texts(text), Vec::<Vec<String>>::new(), "{text}");
    }
}

#[test]
fn whole_numbers_are_compared_exactly() {
    let big = "123456789012345678901234567890123456789012345";
    for (found, wanted, expected) in [
        ("18446744073709551615", "18446744073709551615", true),
        ("18446744073709551615", "18446744073709551614", false),
        ("9223372036854775809", "9223372036854775808", false),
        ("9007199254740993", "9007199254740992.0", false),
        ("9007199254740992", "9007199254740992.0", true),
        ("9007199254740992.0", "9007199254740993", false),
        ("2.0", "2", true),
        ("2", "2.5", false),
        (big, big, true),
        (big, "123456789012345678901234567890123456789012346", false),
    ] {
        let record = format!("{{\"id\":{found}}}");
        assert_eq!(matches(&parse_checked(&format!("id = {wanted}")), &record), expected, "{found} = {wanted}");
    }
    let orders = |text: &str, found: &str| matches(&parse_checked(text), &format!("{{\"durationMs\":{found}}}"));
    assert!(orders("durationMs > 9223372036854775808", "9223372036854775809"));
    assert!(orders("durationMs > -3", "-2.5") && !orders("durationMs > -2", "-2.5"));
    assert!(orders(&format!("durationMs < {big}"), "18446744073709551615"));
}
