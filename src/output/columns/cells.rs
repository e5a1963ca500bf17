//! The texts of cells, from the view of an entry.

use std::borrow::Cow;

use chrono::{DateTime, Utc};

use super::{CellContext, TimeStyle};
use connlog_core::json::{self, scanner};
use connlog_core::record::ShownView;
use connlog_core::record::account_state;
use connlog_core::record::columns::{Cell, ReasonText};
use connlog_core::record::semantics::{self, FailureReason, inner};
use connlog_core::time::{self, Age, Zone};

/// Returns the text of a cell.
pub(super) fn text<'v>(cell: Cell, view: &'v ShownView<'_>, context: &CellContext) -> Option<Cow<'v, str>> {
    match cell {
        Cell::Time => entry_time(view, context),
        Cell::Text(key) => view.text(key),
        Cell::Inner(object, key) => inner(view, object, key),
        Cell::HexId(key) => view.text(key).map(|id| shorten(id, context)),
        Cell::IdPrefix(key) => view.text(key).map(|id| id_prefix(id, context)),
        Cell::Account => account(view, context),
        Cell::Duration => duration(view),
        Cell::Action => action(view, context),
        Cell::Attempt => attempt(view, context),
        Cell::RowsWritten => rows_written(view),
        Cell::Instant(key) => instant(view, key, context),
        Cell::Flag(key) => flag(view, key).map(Cow::Borrowed),
        Cell::Preview => preview(view),
        Cell::Remedy => account_state::remedy(view).map(Cow::Borrowed),
        Cell::Reason => reason(view, context),
    }
}

/// Returns month, day and time of day: `11-20 12:00:00`.
pub(crate) fn brief_time(zone: Zone, instant: DateTime<Utc>) -> String {
    zone.rfc3339(instant).get(5..19).unwrap_or_default().replace('T', " ")
}

/// Returns the numbers of the stages, such as `5 9`.
pub(super) fn stages<'v>(view: &'v ShownView<'_>) -> Option<Cow<'v, str>> {
    let numbers = view.json("stages")?.trim_matches(['[', ']']);
    Some(if numbers.contains(',') { Cow::Owned(numbers.replace(',', " ")) } else { Cow::Borrowed(numbers) })
}

/// Returns the number of rows that all operations wrote.
fn rows_written<'v>(view: &'v ShownView<'_>) -> Option<Cow<'v, str>> {
    let counts = ["upserted", "updated", "deleted", "other"].map(|key| inner(view, "rows", key));
    let known: Vec<u64> = counts.into_iter().flatten().filter_map(|count| count.parse().ok()).collect();
    (!known.is_empty()).then(|| Cow::Owned(known.iter().sum::<u64>().to_string()))
}

/// The same as [`event_and_status`] without shortening: among several kinds, `post.failed` needs its first word.
pub(crate) fn full_event_and_status<'v>(view: &'v ShownView<'_>, context: &CellContext) -> Option<Cow<'v, str>> {
    event_and_status(view, &context.whole())
}

/// The same as [`event`] without shortening: among several kinds, `post.failed` needs its first word.
pub(super) fn full_event<'v>(view: &'v ShownView<'_>, context: &CellContext) -> Option<Cow<'v, str>> {
    event(view, &context.whole())
}

pub(super) fn entry_time<'v>(view: &'v ShownView<'_>, context: &CellContext) -> Option<Cow<'v, str>> {
    let Some(instant) = view.created_at() else { return view.text("createdAt") };
    Some(Cow::Owned(match context.times {
        TimeStyle::Full => context.zone.rfc3339(instant),
        TimeStyle::Brief => brief_time(context.zone, instant),
        TimeStyle::Clock => context.zone.rfc3339(instant).get(11..19)?.to_owned(),
        TimeStyle::Ages(now) => Age { instant, now }.to_string(),
    }))
}

/// Returns the time in a field. As an age, a future time is `in 5d`.
fn instant<'v>(view: &'v ShownView<'_>, key: &str, context: &CellContext) -> Option<Cow<'v, str>> {
    let text = view.text(key)?;
    let Some(at) = time::instant(&text) else { return Some(text) };
    Some(Cow::Owned(match context.times {
        TimeStyle::Ages(now) if at > now => format!("in {}", Age { instant: now, now: at }),
        TimeStyle::Ages(now) => Age { instant: at, now }.to_string(),
        TimeStyle::Brief | TimeStyle::Clock => context.zone.rfc3339(at).get(..10)?.to_owned(),
        TimeStyle::Full => context.zone.rfc3339(at),
    }))
}

/// Returns a boolean in words, if the record has it.
fn flag(view: &ShownView<'_>, key: &str) -> Option<&'static str> {
    match view.text(key).as_deref() {
        Some("true") => Some("yes"),
        Some("false") => Some("no"),
        _ => None,
    }
}

pub(super) fn account<'v>(view: &'v ShownView<'_>, context: &CellContext) -> Option<Cow<'v, str>> {
    let known = || context.names.get(&*semantics::account_id(view)?).map(|name| Cow::Owned(name.clone()));
    semantics::account_name(view)
        .or_else(known)
        .or_else(|| view.text("accountId").map(|id| shorten(id, context)))
        .or_else(|| view.text("connectionId"))
}

fn duration<'v>(view: &'v ShownView<'_>) -> Option<Cow<'v, str>> {
    let text = view.text("durationMs")?;
    Some(text.parse().map_or(text, |ms| Cow::Owned(format_duration(ms))))
}

/// Returns the first 8 characters of an id, which `syncs show` accepts.
fn id_prefix<'v>(id: Cow<'v, str>, context: &CellContext) -> Cow<'v, str> {
    let beginning = id.char_indices().nth(8).map(|(end, _)| id[..end].to_owned());
    beginning.filter(|_| context.short).map_or(id, Cow::Owned)
}

/// Formats a duration in milliseconds: `412ms`, `30.0s`, `12m09s`, `3h05m`, `2d04h`.
pub(crate) fn format_duration(ms: u64) -> String {
    match ms / 1_000 {
        0 => format!("{ms}ms"),
        seconds @ 1..100 => format!("{seconds}.{}s", ms % 1_000 / 100),
        seconds @ 100..3_600 => format!("{}m{:02}s", seconds / 60, seconds % 60),
        seconds @ 3_600..360_000 => format!("{}h{:02}m", seconds / 3_600, seconds % 3_600 / 60),
        seconds => format!("{}d{:02}h", seconds / 86_400, seconds % 86_400 / 3_600),
    }
}

/// Returns the event, or the action of a post.
pub(super) fn event<'v>(view: &'v ShownView<'_>, context: &CellContext) -> Option<Cow<'v, str>> {
    semantics::event(view).or_else(|| view.text("event")).or_else(|| action(view, context))
}

/// Returns the platform of an account, or the service of a Fivetran connection.
pub(super) fn platform<'v>(view: &'v ShownView<'_>, _: &CellContext) -> Option<Cow<'v, str>> {
    if view.kind().is_fivetran_event() {
        view.text("connectorType")
    } else {
        view.text("platform").or_else(|| view.text("connectorType"))
    }
}

/// Returns the event, and the status if the event does not imply it.
pub(super) fn event_and_status<'v>(view: &'v ShownView<'_>, context: &CellContext) -> Option<Cow<'v, str>> {
    let event = event(view, context);
    // The event of its end contains the status of a sync.
    let status = if view.kind().is_fivetran_event() { None } else { view.text("status") };
    let (Some(event), Some(status)) = (&event, &status) else { return event.or(status) };
    let is_success_expected = event == "disconnect" || event.ends_with("published");
    if event.ends_with(&**status) || (is_success_expected && status == "success") {
        return Some(event.clone());
    }
    Some(format!("{event} {status}").into())
}

/// Returns the cause of a failure, or the result.
pub(super) fn reason<'v>(view: &'v ShownView<'_>, context: &CellContext) -> Option<Cow<'v, str>> {
    match view.kind().spec().reason {
        ReasonText::Connection => connection_reason(view, context),
        ReasonText::Post => post_result(view, context),
        ReasonText::Failure => FailureReason::from_view(view).joined(),
        ReasonText::Summary => view.detail(),
        ReasonText::Field => view.text("reason"),
        ReasonText::Empty => None,
    }
}

/// Returns the action. In short form without the prefix `post.`, which all actions of the current API version have.
fn action<'v>(view: &'v ShownView<'_>, context: &CellContext) -> Option<Cow<'v, str>> {
    let action = view.text("action")?;
    match action.strip_prefix("post.") {
        Some(rest) if context.short && !rest.is_empty() => Some(Cow::Owned(rest.to_owned())),
        _ => Some(action),
    }
}

fn attempt<'v>(view: &'v ShownView<'_>, context: &CellContext) -> Option<Cow<'v, str>> {
    let number = view.text("attemptNumber").filter(|number| !matches!(&**number, "0" | "1"))?;
    Some(if context.short { number } else { format!("try {number}").into() })
}

fn connection_reason<'v>(view: &'v ShownView<'_>, context: &CellContext) -> Option<Cow<'v, str>> {
    let until = || {
        let text = inner(view, "success", "tokenExpiresAt")?;
        let end = time::instant(&text).map_or_else(|| text.clone(), |end| context.zone.rfc3339(end).into());
        Some(format!("token until {}", end.split('T').next().unwrap_or(&end)).into())
    };
    FailureReason::from_view(view).joined().or_else(|| inner(view, "metadata", "reason")).or_else(until)
}

fn post_result<'v>(view: &'v ShownView<'_>, context: &CellContext) -> Option<Cow<'v, str>> {
    let failure = FailureReason::from_view(view).joined();
    let status = view.text("statusCode").filter(|code| code.parse().is_ok_and(|code: u32| code >= 400));
    match (status, failure) {
        (Some(status), Some(failure)) => Some(format!("{status} {failure}").into()),
        (Some(status), None) => Some(format!("HTTP {status}").into()),
        (None, Some(failure)) => Some(failure),
        (None, None) => {
            let id = || inner(view, "response", "platformPostId");
            // A cut URL is useless, so a narrow line shows the id.
            if context.short { id().or_else(|| semantics::link(view)) } else { semantics::link(view).or_else(id) }
                .or_else(|| preview(view))
        }
    }
}

/// Returns the beginning of the text of a post.
fn preview<'v>(view: &'v ShownView<'_>) -> Option<Cow<'v, str>> {
    inner(view, "request", "contentPreview")
        .or_else(|| inner(view, "post", "content"))
        .or_else(|| in_body(view, "request", &["content", "text", "message", "caption", "commentary"]))
}

/// Returns the first of these members of a body that is JSON in a text.
fn in_body<'v>(view: &'v ShownView<'_>, object: &str, names: &[&str]) -> Option<Cow<'v, str>> {
    let body = inner(view, object, "rawBody").filter(|body| body.starts_with('{'))?;
    let found = names.iter().find_map(|name| scanner::member(&body, name).and_then(json::scalar))?;
    Some(Cow::Owned(found.into_owned()))
}

/// Returns the end of a long hexadecimal id. Ids of the same time differ in their ends.
fn shorten<'v>(id: Cow<'v, str>, context: &CellContext) -> Cow<'v, str> {
    if context.short && id.len() >= 16 && id.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return Cow::Owned(format!("…{}", &id[id.len() - 6..]));
    }
    id
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::output::columns::Column;
    use crate::output::formats::test_records::{now, record, style};
    use connlog_core::record::Kind;
    use connlog_core::time::Zone;

    fn text(kind: Kind, title: &str, json: &str) -> String {
        let context =
            CellContext { zone: Zone::Utc, times: TimeStyle::Ages(now()), short: true, names: Arc::default() };
        let columns = Column::all(&style(kind));
        let column = columns.iter().find(|column| column.title == title).unwrap();
        column.text(&record(kind, json).view(), &context).into_owned()
    }

    #[test]
    fn the_account_has_the_best_name_of_the_record() {
        for (json, expected) in [
            (r#"{"success":{"username":"a","displayName":"d"},"metadata":{"username":"m"}}"#, "a"),
            (r#"{"success":{"username":"","displayName":"d"},"metadata":{"username":"m"}}"#, "m"),
            (r#"{"success":{"displayName":"d"},"accountId":"x"}"#, "d"),
            (r#"{"accountId":"64e1f0a9e2b5af0012ab3503","success":null}"#, "…ab3503"),
            (r#"{"accountId":"acct_42","metadata":"text"}"#, "acct_42"),
            ("{}", ""),
        ] {
            assert_eq!(text(Kind::Connection, "account", json), expected, "{json}");
        }
    }

    #[test]
    fn the_reason_is_the_cause_and_the_result_the_outcome() {
        for (json, expected) in [
            (r#"{"error":{"code":"oauth_denied","message":"no"}}"#, "oauth_denied: no"),
            (r#"{"error":{"message":"no"},"metadata":{"reason":"other"}}"#, "no"),
            (r#"{"error":{"code":"","message":null},"metadata":{"reason":"gone"}}"#, "gone"),
            (r#"{"success":{"tokenExpiresAt":"2027-01-01T12:00:00Z"}}"#, "token until 2027-01-01"),
            (r#"{"success":{"tokenExpiresAt":"soon"}}"#, "token until soon"),
            (r#"{"error":"text"}"#, "text"),
        ] {
            assert_eq!(text(Kind::Connection, "reason", json), expected, "{json}");
        }
        for (json, expected) in [
            (r#"{"statusCode":503,"response":{"errorCode":"E","errorMessage":"m"}}"#, "503 E: m"),
            (r#"{"statusCode":"429"}"#, "HTTP 429"),
            (r#"{"statusCode":200,"response":{"platformPostId":"1","platformPostUrl":"u"}}"#, "1"),
            (r#"{"statusCode":200,"response":{"platformPostId":"","platformPostUrl":"u"}}"#, "u"),
            (r#"{"request":{"contentPreview":"Hello"}}"#, "Hello"),
        ] {
            assert_eq!(text(Kind::Post, "result", json), expected, "{json}");
        }
    }

    #[test]
    fn unknown_values_are_shown_unchanged() {
        assert_eq!(text(Kind::Post, "time", r#"{"createdAt":"yesterday"}"#), "yesterday");
        assert_eq!(text(Kind::Post, "took", r#"{"durationMs":"long"}"#), "long");
        assert_eq!(text(Kind::Post, "took", r#"{"durationMs":30012}"#), "30.0s");
        assert_eq!(text(Kind::Post, "action", r#"{"action":"post.failed"}"#), "failed");
        assert_eq!(text(Kind::Post, "action", r#"{"action":"media_upload"}"#), "media_upload");
        assert_eq!(text(Kind::Post, "action", r#"{"action":"post."}"#), "post.");
        assert_eq!(text(Kind::Post, "try", r#"{"attemptNumber":1}"#), "");
        assert_eq!(text(Kind::Post, "try", r#"{"attemptNumber":3}"#), "3");
    }
}
