//! Compares any expression on any record with a naive implementation on `serde_json::Value`.

use std::cmp::Ordering;

use chrono::{DateTime, TimeDelta, TimeZone as _, Utc};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{Value, json};

use super::{context, matches, now};
use crate::query::expression::Expr;
use crate::query::expression::required_literals::RequiredLiteral;

/// Parses an expression that may use unknown fields.
fn parse_unchecked(text: &str) -> Expr {
    Expr::parse(text, &context(true)).unwrap_or_else(|error| panic!("{text}: {error}"))
}

/// A comparison for the naive implementation.
#[derive(Debug, Clone)]
enum ReferenceExpr {
    Any(Vec<Self>),
    All(Vec<Self>),
    Not(Box<Self>),
    Test(&'static str, &'static str, Vec<&'static str>),
}

const PATHS: &[&str] =
    &["status", "error.code", "tags", "tags[1]", "durationMs", "createdAt", "context.on", "metadata", "none"];
const OPERATORS: &[&str] =
    &["=", "!=", "<", "<=", ">", ">=", "~", "!~", "~~", "!~~", "in", "not in", "exists", "not exists"];
/// Values as written in expressions.
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

impl ReferenceExpr {
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
                // `<` and the other orders are not negated by a prefix.
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

fn expressions() -> impl Strategy<Value = ReferenceExpr> {
    let test = (select(PATHS), select(OPERATORS), vec(select(VALUES), 1..4));
    // The language always refuses these.
    let test = test
        .prop_filter("no order", |(_, operator, values)| !(operator.starts_with(['<', '>']) && values[0] == "true"));
    let test = test.prop_map(|(path, operator, values)| ReferenceExpr::Test(path, operator, values));
    test.prop_recursive(4, 24, 4, |inner| {
        prop_oneof![
            vec(inner.clone(), 2..4).prop_map(ReferenceExpr::Any),
            vec(inner.clone(), 2..4).prop_map(ReferenceExpr::All),
            inner.prop_map(|inner| ReferenceExpr::Not(Box::new(inner))),
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

fn is_contained_in(required_text: &RequiredLiteral, raw: &str) -> bool {
    if required_text.any_case {
        return raw.to_ascii_lowercase().contains(&required_text.text.to_ascii_lowercase());
    }
    raw.contains(&required_text.text)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(600))]

    #[test]
    fn results_equal_the_naive_implementation(wanted in expressions(), record in records()) {
        let expression = parse_unchecked(&wanted.text());
        prop_assert_eq!(matches(&expression, &record.to_string()), wanted.holds(&record), "{}", wanted.text());
    }

    #[test]
    fn displayed_expressions_parse_to_the_same_expression(wanted in expressions()) {
        let expression = parse_unchecked(&wanted.text());
        let shown = expression.to_string();
        prop_assert_eq!(&parse_unchecked(&shown), &expression, "{}", &shown);
        prop_assert_eq!(parse_unchecked(&shown).to_string(), shown);
    }

    #[test]
    fn matching_records_contain_the_required_texts(wanted in expressions(), record in records()) {
        let expression = parse_unchecked(&wanted.text());
        let raw = record.to_string();
        if matches(&expression, &raw) {
            for list in expression.required_literals(&|_| true) {
                prop_assert!(list.iter().any(|required_text| is_contained_in(required_text, &raw)), "{:?} of {} in {}", list, wanted.text(), raw);
            }
        }
    }

    #[test]
    fn any_text_can_be_quoted(text in any::<String>(), operator in select(&["=", "~", "in", "!="][..])) {
        prop_assume!(!text.is_empty());
        let quoted = format!("'{}'", text.replace('\\', r"\\").replace('\'', r"\'"));
        let value = if operator == "in" { format!("(x, {quoted})") } else { quoted };
        let expression = parse_unchecked(&format!("status {operator} {value}"));
        let record = json!({ "status": text }).to_string();
        prop_assert_eq!(matches(&expression, &record), operator != "!=");
        prop_assert_eq!(&parse_unchecked(&expression.to_string()), &expression);
    }

    #[test]
    fn any_text_parses_or_gives_an_error(text in any::<String>(), any_value in any::<bool>()) {
        drop(Expr::parse(&text, &context(any_value)));
    }

    #[test]
    fn any_order_of_words_parses_or_gives_an_error(
        words in vec(select(&["status", "createdAt", "durationMs", "a[0]", "=", "!", "~", "~~", "<", ">", "(", ")", ",", "'", "\"", "\\", "and", "or", "not", "in", "exists", "null", "3", "2h", "ü", " "][..]), 0..12),
        any_value in any::<bool>(),
    ) {
        let text = words.join(" ");
        match Expr::parse(&text, &context(any_value)) {
            Ok(expression) => prop_assert_eq!(Expr::parse(&expression.to_string(), &context(any_value)).unwrap(), expression),
            Err(error) => {
                let excerpt = error.excerpt.unwrap();
                prop_assert!(excerpt.column() <= text.chars().count() + 1);
                prop_assert!(excerpt.text.get(excerpt.at.clone()).is_some());
            }
        }
    }
}
