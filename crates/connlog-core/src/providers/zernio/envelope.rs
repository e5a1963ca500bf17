//! The JSON around the rows in both versions: `{logs: [...], pagination: {...}}`. Rows are located, not parsed.

use std::sync::Arc;

use serde::Deserialize;
use serde_json::value::RawValue;

use crate::json::{self, scanner};
use crate::providers::endpoint::{ApiReply, ParseError, Recognition, ResponsePage};
use crate::providers::error_reason::ErrorBody;
use crate::record::{self, Record, RecordLayout};

#[derive(Deserialize)]
pub(crate) struct ListEnvelope<'b> {
    #[serde(borrow)]
    logs: Option<Vec<&'b RawValue>>,
    #[serde(borrow)]
    pagination: Option<&'b RawValue>,
}

/// Reads a page of rows from the body of an answer with status 200. `shape` returns the layout of a row. Fails if the
/// body is not a page.
pub(super) fn read(body: String, shape: impl Fn(&str) -> &'static RecordLayout) -> Result<ResponsePage, ParseError> {
    let page = Arc::new(record::block::RecordBlock::from(body));
    let body = page.text();
    let ListRows { rows, pagination } = parse(body)?;
    if rows.iter().any(|row| json::nests_too_deep(row.get())) {
        return Err(ParseError::Deep);
    }
    let PageCounts { total, has_more, limit } = counts(pagination);
    let records = rows
        .iter()
        .map(|row| {
            let start = row.get().as_ptr() as usize - body.as_ptr() as usize;
            Record::new(Arc::clone(&page), start..start + row.get().len(), shape(row.get()))
        })
        .collect();
    Ok(ResponsePage { records, total, has_more, limit })
}

/// The rows of a page, and the object with the counts.
struct ListRows<'b> {
    rows: Vec<&'b RawValue>,
    pagination: &'b str,
}

fn parse(body: &str) -> Result<ListRows<'_>, ParseError> {
    match body.trim_start().as_bytes().first() {
        None => return Err(ParseError::Empty),
        Some(b'<') => return Err(ParseError::Html),
        Some(_) => {}
    }
    match serde_json::from_str(body) {
        Ok(ListEnvelope { logs: Some(rows), pagination }) => {
            Ok(ListRows { rows, pagination: counted(pagination, body) })
        }
        Err(error) if error.is_eof() => Err(ParseError::Cut("it ends too early".to_owned())),
        Err(error) if error.is_syntax() => {
            Err(ParseError::Cut(format!("it is not JSON at line {}, column {}", error.line(), error.column())))
        }
        Ok(_) | Err(_) => other(body),
    }
}

/// Returns the pagination, else the body, because some servers put the counts there.
fn counted<'b>(pagination: Option<&'b RawValue>, body: &'b str) -> &'b str {
    pagination.map(RawValue::get).filter(|pagination| pagination.starts_with('{')).unwrap_or(body)
}

/// Reads a body without `logs`: a proxy may wrap the rows in `data`, or send only the list. Fails with the reason in
/// the body for anything else.
fn other(body: &str) -> Result<ListRows<'_>, ParseError> {
    if let Some(rows) = objects(body) {
        return Ok(ListRows { rows, pagination: "{}" });
    }
    let data = scanner::member(body, "data").unwrap_or_default();
    if let Some(rows) = objects(data) {
        let pagination = scanner::member(body, "pagination").filter(|pagination| pagination.starts_with('{'));
        return Ok(ListRows { rows, pagination: pagination.unwrap_or(body) });
    }
    if let Ok(ListEnvelope { logs: Some(rows), pagination }) = serde_json::from_str(data) {
        return Ok(ListRows { rows, pagination: counted(pagination, data) });
    }
    if scanner::member(body, "logs").is_none_or(|logs| logs == "null")
        && scanner::member(body, "error")
            .or_else(|| scanner::member(body, "errors"))
            .is_some_and(|error| error != "null")
        && let Some(said) = ErrorBody::new(body).stated_reason()
    {
        return Err(ParseError::Failed(said));
    }
    Err(ParseError::Alien("it has no list `logs`".to_owned()))
}

/// Returns the elements of a list of objects. An empty list qualifies too.
fn objects(list: &str) -> Option<Vec<&RawValue>> {
    if !list.trim_start().starts_with('[') {
        return None;
    }
    let rows: Vec<&RawValue> = serde_json::from_str(list).ok()?;
    rows.first()?.get().starts_with('{').then_some(rows)
}

/// The counts of a page, each if readable.
struct PageCounts {
    total: Option<u64>,
    has_more: Option<bool>,
    limit: Option<u32>,
}

/// Returns the counts of a page. Servers also write them as text and in `snake_case`.
fn counts(pagination: &str) -> PageCounts {
    let members = json::members(pagination).unwrap_or_default();
    let find = |wanted: &[&str]| {
        let (_, value) = members.iter().find(|(name, value)| wanted.contains(&&**name) && *value != "null")?;
        json::scalar(value)
    };
    let total = find(&["total", "totalCount", "total_count"]).and_then(|total| total.trim().parse().ok());
    let more = find(&["hasMore", "has_more", "hasNext", "has_next", "hasNextPage", "has_next_page"]);
    let more = more.and_then(|more| match &*more.trim().to_ascii_lowercase() {
        "true" | "1" => Some(true),
        "false" | "0" => Some(false),
        _ => None,
    });
    let limit = find(&["limit", "pageSize", "page_size", "perPage", "per_page"]);
    PageCounts { total, has_more: more, limit: limit.and_then(|limit| limit.trim().parse().ok()) }
}

/// The style of rows: `_id` and camelCase, or `snake_case`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum EnvelopeStyle {
    Camel,
    Snake,
}

/// Returns the style of the rows of a page; `None` if no row shows it.
pub(super) fn style(body: &str) -> Result<Option<EnvelopeStyle>, ParseError> {
    Ok(parse(body)?.rows.iter().find_map(|row| {
        json::members(row.get())?.iter().find_map(|(name, _)| match &**name {
            "_id" | "createdAt" | "userId" | "accountId" | "postId" | "eventType" => Some(EnvelopeStyle::Camel),
            "type" | "created_at" | "user_id" | "account_id" | "post_id" | "error_code" => Some(EnvelopeStyle::Snake),
            _ => None,
        })
    }))
}

fn is_present_error(body: &str) -> bool {
    let members = json::members(body).unwrap_or_default();
    members.iter().any(|(name, _)| matches!(&**name, "type" | "code" | "param"))
}

/// Returns whether the first answer of a server is of the API version whose rows have `style`.
///
/// A missing route, or a refusal in the form of the other version, points to the other version. Any other failure
/// does not show the version.
pub(super) fn recognise(reply: &ApiReply, mine: EnvelopeStyle) -> Recognition {
    match reply.status {
        200..=299 => match style(&reply.body) {
            Ok(Some(found)) if found != mine => Recognition::Other,
            Ok(None) => Recognition::Unsure,
            _ => Recognition::Mine,
        },
        404 | 405 | 410 => Recognition::Other,
        // The route before 2026-02-17 refuses unknown parameters in the old form, without a type or code.
        400 if mine == EnvelopeStyle::Snake && !is_present_error(&reply.body) => Recognition::Other,
        _ => Recognition::Mine,
    }
}
