//! What stands in the cells: the text of each column, from the view of an entry of whatever kind.

use std::borrow::Cow;

use super::{CellContext, TimeStyle};
use connlog_core::record::View;
use connlog_core::record::account_state;
use connlog_core::record::columns::{Cell, ReasonText};
use connlog_core::record::semantics::{self, FailureReason, inner};
use connlog_core::time::{self, Age};

/// Returns the text of a cell.
pub(super) fn text<'v>(cell: Cell, view: &'v View<'_>, look: &CellContext) -> Option<Cow<'v, str>> {
    match cell {
        Cell::Time => happened(view, look),
        Cell::Text(key) => view.text(key),
        Cell::Inner(object, key) => inner(view, object, key),
        Cell::HexId(key) => view.text(key).map(|id| shorten(id, look)),
        Cell::IdPrefix(key) => view.text(key).map(|id| id_prefix(id, look)),
        Cell::Account => account(view, look),
        Cell::Duration => took(view),
        Cell::LongDuration => lasted(view),
        Cell::Action => action(view, look),
        Cell::Attempt => attempt(view, look),
        Cell::RowsWritten => written(view),
        Cell::Instant(key) => instant(view, key, look),
        Cell::Flag(key) => Some(Cow::Borrowed(flag(view, key))),
        Cell::Remedy => account_state::remedy(view).map(Cow::Borrowed),
        Cell::Reason => reason(view, look),
    }
}

/// The numbers of the stages, as `5 9`.
pub(super) fn stages<'v>(view: &'v View<'_>) -> Option<Cow<'v, str>> {
    let numbers = view.json("stages")?.trim_matches(['[', ']']);
    Some(if numbers.contains(',') { Cow::Owned(numbers.replace(',', " ")) } else { Cow::Borrowed(numbers) })
}

/// Rows written by all operations together.
fn written<'v>(view: &'v View<'_>) -> Option<Cow<'v, str>> {
    let counts = ["upserted", "updated", "deleted", "other"].map(|key| inner(view, "rows", key));
    let known: Vec<u64> = counts.into_iter().flatten().filter_map(|count| count.parse().ok()).collect();
    (!known.is_empty()).then(|| Cow::Owned(known.iter().sum::<u64>().to_string()))
}

/// As [`told`]: among events of all kinds, `post.failed` needs its first word.
pub(super) fn told_in_full<'v>(view: &'v View<'_>, look: &CellContext) -> Option<Cow<'v, str>> {
    reason_text(view, &CellContext { short: false, ..*look })
}

/// As [`event`]: among entries of all kinds, `post.failed` needs its first word.
pub(super) fn event_in_full<'v>(view: &'v View<'_>, look: &CellContext) -> Option<Cow<'v, str>> {
    event(view, &CellContext { short: false, ..*look })
}

pub(super) fn happened<'v>(view: &'v View<'_>, look: &CellContext) -> Option<Cow<'v, str>> {
    let Some(instant) = view.created_at() else { return view.text("createdAt") };
    Some(Cow::Owned(match look.times {
        TimeStyle::Full => look.zone.rfc3339(instant),
        TimeStyle::Brief => look.zone.rfc3339(instant).get(5..19)?.replace('T', " "),
        TimeStyle::Clock => look.zone.rfc3339(instant).get(11..19)?.to_owned(),
        TimeStyle::Ages(now) => Age { instant, now }.to_string(),
    }))
}

/// A time in a field: how long ago it was, or `in 5d` for a time to come, where times are ages.
fn instant<'v>(view: &'v View<'_>, key: &str, look: &CellContext) -> Option<Cow<'v, str>> {
    let text = view.text(key)?;
    let Some(at) = time::instant(&text) else { return Some(text) };
    Some(Cow::Owned(match look.times {
        TimeStyle::Ages(now) if at > now => format!("in {}", Age { instant: now, now: at }),
        TimeStyle::Ages(now) => Age { instant: at, now }.to_string(),
        TimeStyle::Brief | TimeStyle::Clock => look.zone.rfc3339(at).get(..10)?.to_owned(),
        TimeStyle::Full => look.zone.rfc3339(at),
    }))
}

/// A boolean in words; a question mark where it is unknown.
fn flag(view: &View<'_>, key: &str) -> &'static str {
    match view.text(key).as_deref() {
        Some("true") => "yes",
        Some("false") => "no",
        _ => "?",
    }
}

pub(super) fn account<'v>(view: &'v View<'_>, look: &CellContext) -> Option<Cow<'v, str>> {
    semantics::account_name(view)
        .or_else(|| view.text("accountId").map(|id| shorten(id, look)))
        .or_else(|| view.text("connectionId"))
}

fn took<'v>(view: &'v View<'_>) -> Option<Cow<'v, str>> {
    let text = view.text("durationMs")?;
    Some(text.parse().map_or(text, |ms| Cow::Owned(span(ms))))
}

/// The beginning of an id is enough for `syncs show`.
fn id_prefix<'v>(id: Cow<'v, str>, look: &CellContext) -> Cow<'v, str> {
    let beginning = id.char_indices().nth(8).map(|(end, _)| id[..end].to_owned());
    beginning.filter(|_| look.short).map_or(id, Cow::Owned)
}

/// How long a sync took.
fn lasted<'v>(view: &'v View<'_>) -> Option<Cow<'v, str>> {
    let text = view.text("durationMs")?;
    Some(text.parse().map_or(text, |ms| Cow::Owned(lasting(ms))))
}

/// A duration in milliseconds, as short as it can be compared.
pub(crate) fn span(ms: u64) -> String {
    match ms {
        0..1_000 => format!("{ms}ms"),
        1_000..100_000 => format!("{}.{}s", ms / 1_000, ms % 1_000 / 100),
        _ => format!("{}s", ms / 1_000),
    }
}

/// As [`span`], for what may last hours: `12m09s`, `3h05m`, as times are typed.
pub(crate) fn lasting(ms: u64) -> String {
    match ms / 1_000 {
        0..100 => span(ms),
        seconds @ 100..3_600 => format!("{}m{:02}s", seconds / 60, seconds % 60),
        seconds @ 3_600..360_000 => format!("{}h{:02}m", seconds / 3_600, seconds % 3_600 / 60),
        seconds => format!("{}d{:02}h", seconds / 86_400, seconds % 86_400 / 3_600),
    }
}

/// What happened, or was done with a post.
pub(super) fn event<'v>(view: &'v View<'_>, look: &CellContext) -> Option<Cow<'v, str>> {
    semantics::event(view).or_else(|| view.text("event")).or_else(|| action(view, look))
}

/// The platform of an account, or the service a connection reads from.
pub(super) fn platform<'v>(view: &'v View<'_>, _: &CellContext) -> Option<Cow<'v, str>> {
    if view.record().kind().is_fivetran_event() {
        view.text("connectorType")
    } else {
        view.text("platform").or_else(|| view.text("connectorType"))
    }
}

/// What happened and how it ended, where the one does not say the other.
pub(super) fn reason_text<'v>(view: &'v View<'_>, look: &CellContext) -> Option<Cow<'v, str>> {
    let event = event(view, look);
    // What a sync came to is in the line of its end.
    let status = if view.record().kind().is_fivetran_event() { None } else { view.text("status") };
    let (Some(event), Some(status)) = (&event, &status) else { return event.or(status) };
    let wanted = event == "disconnect" || event.ends_with("published");
    if event.ends_with(&**status) || (wanted && status == "success") {
        return Some(event.clone());
    }
    Some(format!("{event} {status}").into())
}

/// Why it ended so, or what came of it.
pub(super) fn reason<'v>(view: &'v View<'_>, look: &CellContext) -> Option<Cow<'v, str>> {
    match view.record().kind().spec().reason {
        ReasonText::Connection => connection_reason(view, look),
        ReasonText::Post => post_result(view, look),
        ReasonText::Summary => view.detail(),
        ReasonText::Field => view.text("reason"),
        ReasonText::Empty => None,
    }
}

/// The action; what every action of the present dialect begins with says nothing among posts.
fn action<'v>(view: &'v View<'_>, look: &CellContext) -> Option<Cow<'v, str>> {
    let action = view.text("action")?;
    match action.strip_prefix("post.") {
        Some(rest) if look.short && !rest.is_empty() => Some(Cow::Owned(rest.to_owned())),
        _ => Some(action),
    }
}

fn attempt<'v>(view: &'v View<'_>, look: &CellContext) -> Option<Cow<'v, str>> {
    let number = view.text("attemptNumber").filter(|number| !matches!(&**number, "0" | "1"))?;
    Some(if look.short { number } else { format!("try {number}").into() })
}

fn connection_reason<'v>(view: &'v View<'_>, look: &CellContext) -> Option<Cow<'v, str>> {
    let until = || {
        let text = inner(view, "success", "tokenExpiresAt")?;
        let end = time::instant(&text).map_or_else(|| text.clone(), |end| look.zone.rfc3339(end).into());
        Some(format!("token until {}", end.split('T').next().unwrap_or(&end)).into())
    };
    FailureReason::from_view(view).joined().or_else(|| inner(view, "metadata", "reason")).or_else(until)
}

fn post_result<'v>(view: &'v View<'_>, look: &CellContext) -> Option<Cow<'v, str>> {
    let failure = FailureReason::from_view(view).joined();
    let status = view.text("statusCode").filter(|code| code.parse().is_ok_and(|code: u32| code >= 400));
    match (status, failure) {
        (Some(status), Some(failure)) => Some(format!("{status} {failure}").into()),
        (Some(status), None) => Some(format!("HTTP {status}").into()),
        (None, Some(failure)) => Some(failure),
        (None, None) => {
            // An address that is cut leads nowhere, so a narrow line has the id.
            let keys = ["platformPostUrl", "platformPostId"];
            let first = usize::from(look.short);
            inner(view, "response", keys[first])
                .or_else(|| inner(view, "response", keys[1 - first]))
                .or_else(|| inner(view, "request", "contentPreview"))
        }
    }
}

/// The end of a long hexadecimal id, which is the part that tells ids of one time apart.
fn shorten<'v>(id: Cow<'v, str>, look: &CellContext) -> Cow<'v, str> {
    if look.short && id.len() >= 16 && id.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return Cow::Owned(format!("…{}", &id[id.len() - 6..]));
    }
    id
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::output::columns::Column;
    use crate::output::formats::test_records::{now, record, style};
    use connlog_core::record::Kind;
    use connlog_core::time::Zone;

    fn text(kind: Kind, title: &str, json: &str) -> String {
        let look = CellContext { zone: Zone::Utc, times: TimeStyle::Ages(now()), short: true };
        let columns = Column::all(&style(kind));
        let column = columns.iter().find(|column| column.title == title).unwrap();
        column.text(&record(kind, json).view(), &look).into_owned()
    }

    #[test]
    fn the_account_is_named_as_well_as_the_record_can() {
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
    fn the_reason_says_why_and_the_result_what_came_of_it() {
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
    fn odd_values_are_shown_as_they_are() {
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
