//! Expressions against a naive reading of the same over `serde_json::Value`, and against their own text.

use chrono::{DateTime, TimeDelta, TimeZone as _, Utc};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{Value, json};
use std::cmp::Ordering;

use super::{Clue, Context, Expr};
use crate::record::{Field, Kind, Record, Shape, json};
use crate::time::Zone;

static SHAPE: Shape = Shape::new(Kind::Connection, "zernio", "createdAt", pass_through);

fn pass_through(raw: &str) -> Vec<Field<'_>> {
    let members = json::members(raw).unwrap_or_default();
    members.into_iter().map(|(name, value)| Field { name, json: value.into() }).collect()
}

fn now() -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 11, 20, 12, 0, 0).unwrap()
}

const KINDS: &[Kind] = &[Kind::Connection, Kind::Post];

fn context(any_value: bool) -> Context<'static> {
    Context { now: now(), zone: Zone::Utc, kinds: KINDS, any_value }
}

/// The expression over any fields at all.
fn free(text: &str) -> Expr {
    Expr::parse(text, &context(true)).unwrap_or_else(|fault| panic!("{text}: {fault}"))
}

/// The expression, checked against the schema.
fn checked(text: &str) -> Expr {
    Expr::parse(text, &context(false)).unwrap_or_else(|fault| panic!("{text}: {fault}"))
}

fn matches(expression: &Expr, record: &str) -> bool {
    expression.matches(&Record::alone(record.to_owned(), &SHAPE).truth())
}

fn holds(text: &str, record: &Value) -> bool {
    matches(&checked(text), &record.to_string())
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
        assert_eq!(checked(text).to_string(), canonical, "{text}");
        assert_eq!(checked(canonical), checked(text), "{text}");
    }
}

#[test]
fn what_a_record_lacks_is_unequal_to_everything_and_nothing_else() {
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
fn the_type_of_the_records_value_decides_what_is_compared() {
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
    let there = Expr::parse("createdAt < '2026-11-20 19:01'", &Context { zone, ..context(false) }).unwrap();
    assert!(matches(&there, &record.to_string()));
    assert!(!holds("createdAt > 2h", &json!({ "createdAt": "some day" })), "no moment, no order");
}

#[test]
fn a_mistake_is_placed_and_says_what_was_expected() {
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
        ("id ~ ''", 6, "empty text"),
        ("id ~~ '('", 7, "no regular expression"),
        ("id < null", 6, "nothing is smaller"),
        ("status = faild", 10, "no known value of `status`"),
        ("status in (failed, sucess)", 20, "no known value of `status`"),
        ("kind = posts", 8, "no known value of `kind`"),
        ("stats = failed", 1, "have no field `stats`"),
        ("a..b = 1", 1, "empty step"),
        ("id[x] = 1", 1, "no index"),
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
        ("id = 'ü' or status = x", 22, "no known value"),
    ] {
        let fault = Expr::parse(text, &context(false)).expect_err(text);
        assert!(fault.what.contains(what), "{text}: {}", fault.what);
        assert_eq!(fault.excerpt.as_ref().unwrap().column(), column, "{text}: {fault}");
        assert!(!fault.what.contains('\u{1b}'), "{text}");
    }
}

#[test]
fn a_field_of_one_kind_is_enough_and_any_value_lifts_every_check() {
    assert!(Expr::parse("statusCode = 1 and eventType exists", &context(false)).is_ok());
    let posts = Context { kinds: &[Kind::Post], ..context(false) };
    let fault = Expr::parse("eventType = disconnect", &posts).unwrap_err();
    assert!(fault.what.contains("posts have no field"), "{fault}");
    for text in ["status = faild", "nothing.here[3] ~ x", "statusCode > 'a'", "createdAt < soon", "error = x"] {
        assert!(Expr::parse(text, &context(true)).is_ok(), "{text}");
    }
}

#[test]
fn depth_is_limited_and_length_is_not() {
    for text in ["(".repeat(200_000), "not ".repeat(200_000), format!("{}id = a", "!(".repeat(60))] {
        let fault = Expr::parse(&text, &context(false)).unwrap_err();
        assert!(fault.what.contains("deeper than 50"), "{}", fault.what);
    }
    let deep = format!("{}id = a{}", "(".repeat(50), ")".repeat(50));
    assert_eq!(checked(&deep).to_string(), "id = a");
    let long = vec!["id = a"; 20_000].join(" or ");
    assert!(holds(&long, &json!({ "id": "a" })) && !holds(&long, &json!({ "id": "b" })));
    let nested = format!(r#"{{"metadata":{}"x"{}}}"#, "[".repeat(100_000), "]".repeat(100_000));
    assert!(matches(&checked("metadata ~ x"), &nested));
}

fn clues(text: &str) -> Vec<Vec<String>> {
    let lists = checked(text).must_contain(&|path| path.first() != "kind");
    lists.into_iter().map(|list| list.into_iter().map(|clue| clue.text).collect()).collect()
}

#[test]
fn a_clue_is_given_where_it_is_sure_and_only_there() {
    assert_eq!(clues("status = failed and platform in (tiktok, reddit)"), [vec!["failed"], vec!["tiktok", "reddit"]]);
    assert_eq!(clues("status = failed or error.code ~ token"), [vec!["failed", "token"]]);
    assert_eq!(clues("(status = failed and userId in (aaa, bbb)) or id = 'long one'"), [vec!["failed", "long one"]]);
    assert_eq!(clues("endpoint = 'graph.facebook.com/v20/\"me\"'"), [vec!["graph.facebook.com"]]);
    assert!(checked("error.code ~ Token").must_contain(&|_| true)[0][0].any_case);
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
        assert_eq!(clues(text), Vec::<Vec<String>>::new(), "{text}");
    }
}

/// One comparison as the naive reading has it.
#[derive(Debug, Clone)]
enum Naive {
    Any(Vec<Self>),
    All(Vec<Self>),
    Not(Box<Self>),
    Test(&'static str, &'static str, Vec<&'static str>),
}

const PATHS: &[&str] =
    &["status", "error.code", "tags", "tags[1]", "durationMs", "createdAt", "context.on", "metadata", "none"];
const OPERATORS: &[&str] =
    &["=", "!=", "<", "<=", ">", ">=", "~", "!~", "~~", "!~~", "in", "not in", "exists", "not exists"];
/// As they stand in the expression.
const VALUES: &[&str] = &[
    "failed",
    "'Fail'",
    "success",
    "12",
    "'12'",
    "-0.5",
    "2s",
    "2h",
    "true",
    "'true'",
    "today",
    "2026-11-20T11:00:00Z",
    "zz_token",
    "é",
];
const TEXTS: &[&str] = &[
    "",
    "failed",
    "FAILED too",
    "success",
    "12",
    "-0.5",
    "2s",
    "true",
    "null",
    "zz_token",
    "a \"quoted\" é\n",
    "2026-11-20T10:00:00Z",
    "2026-11-20T12:00:00+01:00",
];

impl Naive {
    fn text(&self) -> String {
        let group = |inner: &[Self], joint: &str| {
            let inner: Vec<String> = inner.iter().map(|one| format!("({})", one.text())).collect();
            inner.join(joint)
        };
        match self {
            Self::Any(inner) => group(inner, " or "),
            Self::All(inner) => group(inner, " and "),
            Self::Not(inner) => format!("not ({})", inner.text()),
            Self::Test(path, operator, values) => match *operator {
                "exists" | "not exists" => format!("{path} {operator}"),
                "in" | "not in" => format!("{path} {operator} ({})", values.join(", ")),
                _ => format!("{path} {operator} {}", values[0]),
            },
        }
    }

    fn holds(&self, record: &Value) -> bool {
        match self {
            Self::Any(inner) => inner.iter().any(|one| one.holds(record)),
            Self::All(inner) => inner.iter().all(|one| one.holds(record)),
            Self::Not(inner) => !inner.holds(record),
            Self::Test(path, operator, values) => {
                let pointer = format!("/{}", path.replace(['.', '['], "/").replace(']', ""));
                let found = record.pointer(&pointer).filter(|found| !found.is_null() && *found != "");
                let milliseconds = path.ends_with("Ms");
                let positive = operator.trim_start_matches('!').trim_start_matches("not ");
                let holds = found.is_some_and(|found| naive(found, positive, values, milliseconds));
                // `<` and its kin begin with neither.
                holds != (operator.starts_with('!') || operator.starts_with("not "))
            }
        }
    }
}

fn naive(found: &Value, operator: &str, values: &[&str], milliseconds: bool) -> bool {
    let value = values[0].trim_matches('\'');
    match operator {
        "exists" => true,
        "~" => leaves(found).iter().any(|leaf| leaf.to_ascii_lowercase().contains(&value.to_ascii_lowercase())),
        "~~" => leaves(found).iter().any(|leaf| leaf.contains(value)),
        _ => {
            let elements = found.as_array().cloned().unwrap_or_else(|| vec![found.clone()]);
            elements.iter().any(|element| match operator {
                "=" => same(element, values[0], milliseconds),
                "in" => values.iter().any(|value| same(element, value, milliseconds)),
                _ => order(element, values[0], milliseconds).is_some_and(|order| match operator {
                    "<" => order == Ordering::Less,
                    "<=" => order != Ordering::Greater,
                    ">" => order == Ordering::Greater,
                    _ => order != Ordering::Less,
                }),
            })
        }
    }
}

fn leaves(value: &Value) -> Vec<String> {
    match value {
        Value::String(text) if !text.is_empty() => vec![text.clone()],
        Value::Number(number) => vec![number.to_string()],
        Value::Array(elements) => elements.iter().flat_map(leaves).collect(),
        Value::Object(members) => members.values().flat_map(leaves).collect(),
        _ => Vec::new(),
    }
}

fn same(element: &Value, value: &str, milliseconds: bool) -> bool {
    let quoted = value.starts_with('\'');
    match element {
        Value::Bool(flag) => !quoted && value == flag.to_string(),
        Value::String(text) if text.is_empty() => false,
        Value::String(text) if DateTime::parse_from_rfc3339(text).is_err() || moment(value).is_none() => {
            text == value.trim_matches('\'')
        }
        other => order(other, value, milliseconds) == Some(Ordering::Equal),
    }
}

fn order(element: &Value, value: &str, milliseconds: bool) -> Option<Ordering> {
    let number = value.parse::<f64>().ok().or(match (milliseconds, value) {
        (true, "2s") => Some(2e3),
        (true, "2h") => Some(7.2e6),
        _ => None,
    });
    match element {
        Value::Number(found) => found.as_f64()?.partial_cmp(&number?),
        Value::String(text) if text.is_empty() => None,
        Value::String(text) => match (DateTime::parse_from_rfc3339(text), moment(value)) {
            (Ok(found), Some(moment)) => Some(found.to_utc().cmp(&moment)),
            _ if number.is_some() || value == "true" => None,
            _ => Some(text.as_str().cmp(value.trim_matches('\''))),
        },
        _ => None,
    }
}

fn moment(value: &str) -> Option<DateTime<Utc>> {
    match value {
        "2s" => Some(now() - TimeDelta::seconds(2)),
        "2h" => Some(now() - TimeDelta::hours(2)),
        "today" => Utc.with_ymd_and_hms(2026, 11, 20, 0, 0, 0).single(),
        "2026-11-20T11:00:00Z" => Utc.with_ymd_and_hms(2026, 11, 20, 11, 0, 0).single(),
        _ => None,
    }
}

fn expressions() -> impl Strategy<Value = Naive> {
    let test = (select(PATHS), select(OPERATORS), vec(select(VALUES), 1..4));
    // What the language refuses everywhere.
    let test = test
        .prop_filter("no order", |(_, operator, values)| !(operator.starts_with(['<', '>']) && values[0] == "true"));
    let test = test.prop_map(|(path, operator, values)| Naive::Test(path, operator, values));
    test.prop_recursive(4, 24, 4, |inner| {
        prop_oneof![
            vec(inner.clone(), 2..4).prop_map(Naive::Any),
            vec(inner.clone(), 2..4).prop_map(Naive::All),
            inner.prop_map(|inner| Naive::Not(Box::new(inner))),
        ]
    })
}

fn records() -> impl Strategy<Value = Value> {
    let scalar = prop_oneof![
        6 => select(TEXTS).prop_map(Value::from),
        2 => select(&[12_i64, 0, 2000, 7_200_000, -3][..]).prop_map(Value::from),
        1 => Just(json!(-0.5)),
        1 => any::<bool>().prop_map(Value::from),
        1 => Just(Value::Null),
    ];
    let value = prop_oneof![
        4 => scalar.clone(),
        1 => vec(scalar.clone(), 0..4).prop_map(Value::from),
        1 => scalar.clone().prop_map(|inner| json!({ "on": inner })),
    ];
    let fields = (value.clone(), value.clone(), value.clone(), value.clone(), value.clone(), value.clone(), value);
    fields.prop_map(|(status, code, tags, duration, at, on, metadata)| {
        json!({
            "status": status, "error": { "a": 1, "code": code }, "tags": tags, "durationMs": duration,
            "createdAt": at, "context": { "on": on }, "metadata": metadata,
        })
    })
}

fn stands_in(clue: &Clue, raw: &str) -> bool {
    if clue.any_case {
        return raw.to_ascii_lowercase().contains(&clue.text.to_ascii_lowercase());
    }
    raw.contains(&clue.text)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(600))]

    #[test]
    fn expressions_hold_where_a_naive_reading_says_so(wanted in expressions(), record in records()) {
        let expression = free(&wanted.text());
        prop_assert_eq!(matches(&expression, &record.to_string()), wanted.holds(&record), "{}", wanted.text());
    }

    #[test]
    fn an_expression_reads_back_from_its_own_text(wanted in expressions()) {
        let expression = free(&wanted.text());
        let shown = expression.to_string();
        prop_assert_eq!(&free(&shown), &expression, "{}", &shown);
        prop_assert_eq!(free(&shown).to_string(), shown);
    }

    #[test]
    fn every_match_holds_the_clues(wanted in expressions(), record in records()) {
        let expression = free(&wanted.text());
        let raw = record.to_string();
        if matches(&expression, &raw) {
            for list in expression.must_contain(&|_| true) {
                prop_assert!(list.iter().any(|clue| stands_in(clue, &raw)), "{:?} of {} in {}", list, wanted.text(), raw);
            }
        }
    }

    #[test]
    fn any_text_can_be_asked_for(text in any::<String>(), operator in select(&["=", "~", "in", "!="][..])) {
        prop_assume!(!text.is_empty());
        let quoted = format!("'{}'", text.replace('\\', r"\\").replace('\'', r"\'"));
        let value = if operator == "in" { format!("(x, {quoted})") } else { quoted };
        let expression = free(&format!("status {operator} {value}"));
        let record = json!({ "status": text }).to_string();
        prop_assert_eq!(matches(&expression, &record), operator != "!=");
        prop_assert_eq!(&free(&expression.to_string()), &expression);
    }

    #[test]
    fn no_text_is_too_odd_to_be_refused_politely(text in any::<String>(), any_value in any::<bool>()) {
        drop(Expr::parse(&text, &context(any_value)));
    }

    #[test]
    fn no_order_of_words_is_either(
        words in vec(select(&["status", "createdAt", "durationMs", "a[0]", "=", "!", "~", "~~", "<", ">", "(", ")", ",", "'", "\"", "\\", "and", "or", "not", "in", "exists", "null", "3", "2h", "ü", " "][..]), 0..12),
        any_value in any::<bool>(),
    ) {
        let text = words.join(" ");
        match Expr::parse(&text, &context(any_value)) {
            Ok(expression) => prop_assert_eq!(Expr::parse(&expression.to_string(), &context(any_value)).unwrap(), expression),
            Err(fault) => {
                let excerpt = fault.excerpt.unwrap();
                prop_assert!(excerpt.column() <= text.chars().count() + 1);
                prop_assert!(excerpt.text.get(excerpt.at.clone()).is_some());
            }
        }
    }
}
