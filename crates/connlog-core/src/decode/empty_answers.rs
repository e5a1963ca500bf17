//! Recognises answers of services that found nothing. Any other JSON without an entry counts as unreadable.

use crate::json::{self, scanner};

/// Keys of the result list in such answers, in lower case.
const LISTS: &[&str] = &[
    "logs",
    "data",
    "results",
    "result",
    "events",
    "items",
    "hits",
    "rows",
    "entries",
    "records",
    "logevents",
    "values",
    "value",
    "streams",
    "messages",
    "tables",
    "series",
    "data_array",
    "posts",
    "connections",
    "accounts",
    "lines",
    "documents",
    "docs",
];
/// Keys of objects that contain the result list, in lower case.
const WRAPPERS: &[&str] =
    &["data", "result", "results", "response", "body", "hits", "payload", "resultset", "resulttable"];
/// Keys of the number of rows, in lower case.
const COUNTS: &[&str] = &["totalrows", "total_row_count", "numrows"];
/// Keys of entries, in lower case. An object with one of them is a damaged entry, not an answer.
const ENTRY: &[&str] = &[
    "event",
    "created",
    "created_at",
    "createdat",
    "eventtype",
    "message_event",
    "message_data",
    "time_stamp",
    "connection_id",
    "connector_id",
    "connector_type",
    "connection_name",
    "connector_name",
    "sync_id",
    "action",
    "platform",
    "level",
    "severity",
];
/// Values of `code` and `status` that mean success, in lower case.
const SUCCESS: &[&str] =
    &["success", "succeeded", "successful", "ok", "complete", "completed", "done", "finished", "200", "0", "090001"];
/// The maximum nesting of wrappers.
const WRAPPED: usize = 4;

/// Returns whether `key` is the key of a result list.
pub(crate) fn lists(key: &str) -> bool {
    is_one(key, LISTS)
}

/// Returns whether entries have a field called `key`.
pub(crate) fn is_of_entry(key: &str) -> bool {
    is_one(key, ENTRY)
}

/// Returns whether a JSON value is the answer of a service that found nothing: an empty list, or an object with an
/// empty result list and no error.
pub(crate) fn is_empty(json: &str) -> bool {
    match json.as_bytes().first() {
        Some(b'[') => scanner::elements(json).all(is_empty),
        Some(b'{') => empty_lists(json, WRAPPED).is_some_and(|count| count > 0),
        _ => false,
    }
}

/// Returns the number of empty result lists in the object; `None` if something shows that it is not such an answer.
fn empty_lists(object: &str, wrapped: usize) -> Option<usize> {
    let wrapped = wrapped.checked_sub(1)?;
    let (mut count, mut says_success, mut says_message) = (0, false, false);
    for (key, value) in scanner::members(object) {
        let key = &*key.to_ascii_lowercase();
        let first = value.as_bytes().first();
        match key {
            "error" | "errors" | "fault" | "exception" if !is_null_or_empty(value) => return None,
            "success" | "ok" if value == "false" => return None,
            "code" | "status" | "state" if !matches!(first, Some(b'{' | b'[')) => {
                let word = json::scalar(value).unwrap_or_default().to_ascii_lowercase();
                says_success = SUCCESS.contains(&&*word);
                if !says_success && !word.is_empty() {
                    return None;
                }
            }
            "message" | "msg" | "detail" => says_message |= !is_null_or_empty(value),
            _ if is_of_entry(key) && !is_null_or_empty(value) => return None,
            _ if is_one(key, COUNTS) => count += usize::from(matches!(value, "0" | "\"0\"")),
            _ if lists(key) && first == Some(&b'[') => {
                if !scanner::elements(value).all(is_empty) {
                    return None;
                }
                count += 1;
            }
            _ if is_one(key, WRAPPERS) && first == Some(&b'{') => count += empty_lists(value, wrapped)?,
            _ => {}
        }
    }
    (says_success || !says_message).then_some(count)
}

fn is_null_or_empty(value: &str) -> bool {
    json::is_absent(value) || matches!(value, "false" | "[]" | "{}")
}

fn is_one(key: &str, keys: &[&str]) -> bool {
    keys.iter().any(|known| key.eq_ignore_ascii_case(known))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_answers_without_results_are_empty() {
        for answer in [
            "[]",
            r#"[{"logs":[]},{"logs":[]}]"#,
            r#"{"logs":[],"pagination":{"total":0,"hasMore":false}}"#,
            r#"{"data":[]}"#,
            r#"{"data":[],"meta":{"page":{}}}"#,
            r#"{"events":[],"searchedLogStreams":[]}"#,
            r#"{"results":[],"statistics":{"recordsMatched":0},"status":"Complete"}"#,
            r#"{"status":"success","data":{"resultType":"streams","result":[],"stats":{}}}"#,
            r#"{"took":1,"timed_out":false,"hits":{"total":{"value":0},"max_score":null,"hits":[]}}"#,
            r#"{"code":"Success","message":"Operation performed.","data":{"items":[],"next_cursor":null}}"#,
            r#"{"resultSetMetaData":{"numRows":0},"data":[],"code":"090001","message":"Statement executed."}"#,
            r#"{"status":{"state":"SUCCEEDED"},"result":{"data_array":[]}}"#,
            r#"{"kind":"bigquery#queryResponse","totalRows":"0","schema":{"fields":[{"name":"id"}]}}"#,
            r#"{"tables":[{"name":"PrimaryResult","columns":[{"name":"a"}],"rows":[]}]}"#,
            r#"{"logs":[],"error":null}"#,
        ] {
            assert!(is_empty(answer), "{answer}");
        }
        for other in [
            "{}",
            "null",
            "\"\"",
            "[{}]",
            "[[1]]",
            r#"{"foo":[],"code":"Unauthorized","message":"Invalid key"}"#,
            r#"{"data":[],"code":"Unauthorized","message":"Invalid key"}"#,
            r#"{"data":[],"message":"Invalid key"}"#,
            r#"{"logs":[],"error":"unauthorized"}"#,
            r#"{"logs":[],"errors":[{"code":1}]}"#,
            r#"{"logs":[],"success":false}"#,
            r#"{"status":"error","data":[]}"#,
            r#"{"status":401,"data":[]}"#,
            r#"{"data":{"id":"a","status":{"tasks":[],"warnings":[]}}}"#,
            r#"{"tags":[],"x":1}"#,
            r#"{"evenu":"sync_end","created":"2026-01-01T00:00:00Z","data":[]}"#,
            r#"{"logs":[{"x":1}]}"#,
        ] {
            assert!(!is_empty(other), "{other}");
        }
    }
}
