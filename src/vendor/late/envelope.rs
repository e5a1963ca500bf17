//! The JSON around the rows: `{logs: [...], pagination: {...}}`, in both dialects. Rows are found, not parsed.

use std::sync::Arc;

use serde::Deserialize;
use serde_json::value::RawValue;

use crate::record::{self, Record, Shape, json};
use crate::vendor::{Misread, Page, Recognition, Reply};

#[derive(Deserialize)]
struct Envelope<'b> {
    #[serde(borrow)]
    logs: Option<Vec<&'b RawValue>>,
    #[serde(borrow)]
    pagination: Option<&'b RawValue>,
}

/// Reads a page of rows of `shape` from the body of an answer with status 200.
pub(super) fn read(body: String, shape: &'static Shape) -> Result<Page, Misread> {
    read_by(body, |_| shape)
}

/// Reads a page of rows of which each tells its own shape.
pub(super) fn read_by(body: String, shape: impl Fn(&str) -> &'static Shape) -> Result<Page, Misread> {
    let page = Arc::new(record::Page::from(body));
    let body = page.text();
    let envelope = parse(body)?;
    let Some(logs) = envelope.logs else { return Err(Misread::Alien("it has no list `logs`".to_owned())) };
    let (total, has_more) = envelope.pagination.map_or((None, None), |pagination| counts(pagination.get()));
    let records = logs
        .iter()
        .map(|row| {
            let start = row.get().as_ptr() as usize - body.as_ptr() as usize;
            Record::new(Arc::clone(&page), start..start + row.get().len(), shape(row.get()))
        })
        .collect();
    Ok(Page { records, total, has_more })
}

fn parse(body: &str) -> Result<Envelope<'_>, Misread> {
    match body.trim_start().as_bytes().first() {
        None => return Err(Misread::Empty),
        Some(b'<') => return Err(Misread::Html),
        Some(_) => {}
    }
    serde_json::from_str(body).map_err(|error| match error.classify() {
        serde_json::error::Category::Data => Misread::Alien(error.to_string()),
        _ => Misread::Cut(error.to_string()),
    })
}

/// `total` and `hasMore`, each where it is there and of its type.
fn counts(pagination: &str) -> (Option<u64>, Option<bool>) {
    let members = json::members(pagination).unwrap_or_default();
    let find = |wanted: &str| members.iter().find(|(name, _)| name == wanted).map(|(_, value)| *value);
    (find("total").and_then(|total| total.parse().ok()), find("hasMore").and_then(|more| more.parse().ok()))
}

/// What the first row that says anything is written in: `_id` and camelCase, or `snake_case`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Style {
    Camel,
    Snake,
}

/// The style of the rows of a page, if any row tells.
pub(super) fn style(body: &str) -> Result<Option<Style>, Misread> {
    let envelope = parse(body)?;
    let rows = envelope.logs.ok_or_else(|| Misread::Alien("it has no list `logs`".to_owned()))?;
    Ok(rows.iter().find_map(|row| {
        json::members(row.get())?.iter().find_map(|(name, _)| match &**name {
            "_id" | "createdAt" | "userId" | "accountId" | "postId" | "eventType" => Some(Style::Camel),
            "type" | "created_at" | "user_id" | "account_id" | "post_id" | "error_code" => Some(Style::Snake),
            _ => None,
        })
    }))
}

fn is_present_error(body: &str) -> bool {
    let members = json::members(body).unwrap_or_default();
    members.iter().any(|(name, _)| matches!(&**name, "type" | "code" | "param"))
}

/// Whether the first answer of a server is of the dialect whose rows have `style`. A route that is missing points to
/// the other dialect, as does a refusal in its form; a failure of any other kind says nothing about it and
/// is this dialect's to report.
pub(super) fn recognise(reply: &Reply, mine: Style) -> Recognition {
    match reply.status {
        200 => match style(&reply.body) {
            Ok(Some(found)) if found != mine => Recognition::Other,
            Ok(None) => Recognition::Unsure,
            _ => Recognition::Mine,
        },
        404 | 405 | 410 => Recognition::Other,
        // The route before 2026-02-17 refuses what it does not know in the old form, without a type or code.
        400 if mine == Style::Snake && !is_present_error(&reply.body) => Recognition::Other,
        _ => Recognition::Mine,
    }
}
