//! Values of OTLP in JSON: lists of `{"key": ..., "value": {"stringValue": ...}}`, as OpenTelemetry collectors write them.
//! The forms are those of `opentelemetry/proto/common/v1/common.proto`.

use std::borrow::Cow;

use super::json_tables;
use crate::json::{self, scanner};

/// Returns the object of a list of key and value; `None` if an element has another form.
pub(super) fn object(list: &str) -> Option<String> {
    let pairs: Vec<(&str, Cow<'_, str>)> = scanner::elements(list).map(pair).collect::<Option<_>>()?;
    let members = pairs.iter().map(|(key, value)| (*key, &**value));
    (!pairs.is_empty()).then(|| json_tables::object(members))
}

fn pair(element: &str) -> Option<(&str, Cow<'_, str>)> {
    if !element.starts_with('{') {
        return None;
    }
    let key = scanner::member(element, "key").filter(|key| key.starts_with('"'))?;
    Some((key, value(scanner::member(element, "value")?)?))
}

/// Returns the JSON value of an `AnyValue`.
fn value(any: &str) -> Option<Cow<'_, str>> {
    if !any.starts_with('{') {
        return None;
    }
    let mut members = scanner::members(any);
    let Some((kind, inner)) = members.next() else { return Some(Cow::Borrowed("null")) };
    if members.next().is_some() {
        return None;
    }
    match kind {
        "stringValue" | "boolValue" | "doubleValue" | "bytesValue" => Some(Cow::Borrowed(inner)),
        // A number of 64 bits is a string.
        "intValue" => match json::string(inner) {
            Some(digits) => digits.parse::<i64>().ok().map(|number| Cow::Owned(number.to_string())),
            None => Some(Cow::Borrowed(inner)),
        },
        "kvlistValue" => match scanner::member(inner, "values") {
            Some(list) if scanner::elements(list).next().is_some() => object(list).map(Cow::Owned),
            _ => Some(Cow::Borrowed("{}")),
        },
        "arrayValue" => {
            let values = scanner::member(inner, "values").unwrap_or("[]");
            let values: Vec<Cow<'_, str>> = scanner::elements(values).map(value).collect::<Option<_>>()?;
            Some(Cow::Owned(format!("[{}]", values.join(","))))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn typed_values_become_json() {
        let list = r#"[{"key":"event","value":{"stringValue":"sync_end"}},{"key":"data","value":{"kvlistValue":{"values":[
            {"key":"count","value":{"intValue":"12"}},{"key":"ok","value":{"boolValue":true}},{"key":"none","value":{}},
            {"key":"list","value":{"arrayValue":{"values":[{"doubleValue":1.5},{"intValue":2}]}}},{"key":"e","value":{"kvlistValue":{}}}]}}}]"#;
        let expected = r#"{"event":"sync_end","data":{"count":12,"ok":true,"none":null,"list":[1.5,2],"e":{}}}"#;
        assert_eq!(object(list).as_deref(), Some(expected));
    }

    #[test]
    fn other_lists_are_not_of_this_form() {
        for list in [
            "[]",
            "[1]",
            r#"[{"key":"a"}]"#,
            r#"[{"key":"a","value":1}]"#,
            r#"[{"key":"a","value":{"x":1}}]"#,
            r#"[{"key":"a","value":{"stringValue":"b","x":1}}]"#,
        ] {
            assert_eq!(object(list), None, "{list}");
        }
    }
}
