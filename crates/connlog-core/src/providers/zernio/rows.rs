//! The rows of `/v1/logs` in the `zernio` version: one form for every type, with the fields that a type has.

use std::borrow::Cow;

use super::row::{self, ZernioRow, object};
use super::row_fields::{common, inside, unpack};
use super::{call_rows, secrets};
use crate::json::{self, scanner};
use crate::record::block::MemberIndex;
use crate::record::{Field, Kind, RecordLayout, schema};
use crate::redact::RedactionRules;

pub(super) static CONNECTION: RecordLayout =
    RecordLayout { peek, rules: &secrets::RULES, ..RecordLayout::new(Kind::Connection, "zernio", TIME, connection) };
pub(super) static POST: RecordLayout =
    RecordLayout { peek, rules: &secrets::RULES, ..RecordLayout::new(Kind::Post, "zernio", TIME, post) };
/// The key of the time of an entry.
const TIME: &str = "created_at";

fn peek<'r>(entry: &MemberIndex<'r>, name: &str) -> Option<&'r str> {
    row::moment(entry, name, TIME)
}

static WEBHOOK: RecordLayout = layout_of(Kind::Webhook, &secrets::WEBHOOK_RULES, call_rows::webhook);
static API_REQUEST: RecordLayout = layout_of(Kind::ApiRequest, &secrets::REQUEST_RULES, call_rows::api_request);
static MESSAGE: RecordLayout = layout_of(Kind::Message, &secrets::MESSAGE_RULES, call_rows::message);
static WORKFLOW: RecordLayout = layout_of(Kind::Workflow, &secrets::MESSAGE_RULES, call_rows::workflow);

const fn layout_of(
    kind: Kind,
    rules: &'static RedactionRules,
    lay: for<'r> fn(&'r str) -> Vec<Field<'r>>,
) -> RecordLayout {
    RecordLayout { peek, rules, ..RecordLayout::new(kind, "zernio", TIME, lay) }
}

/// The log types, by the API's names.
pub(super) static TYPES: [(&str, &RecordLayout); 6] = [
    ("connections", &CONNECTION),
    ("publishing", &POST),
    ("webhooks", &WEBHOOK),
    ("api_request", &API_REQUEST),
    ("messaging", &MESSAGE),
    ("workflow_event", &WORKFLOW),
];

/// The layout of rows of unknown types in `type=all`; they are never shown.
pub(super) static FOREIGN: RecordLayout = RecordLayout::new(Kind::Connection, "zernio", TIME, connection);

/// Returns the layout of a log type; `None` for an unknown type.
pub(super) fn layout(word: &str) -> Option<&'static RecordLayout> {
    TYPES.into_iter().find(|(known, _)| known.eq_ignore_ascii_case(word)).map(|(_, layout)| layout)
}

/// Returns the layout of a row by its own `type`; `None` without a known type.
pub(super) fn own_layout(row: &str) -> Option<&'static RecordLayout> {
    scanner::member(row, "type").and_then(json::string).and_then(|word| layout(&word))
}

fn connection(raw: &str) -> Vec<Field<'_>> {
    let mut row = ZernioRow::new(raw);
    let metadata = row.take_member("metadata").and_then(unpack);
    row.lay(schema::keys(Kind::Connection), |row, name| match name {
        "kind" => Some(Cow::Borrowed("\"connection\"")),
        "source" => Some(Cow::Borrowed("\"zernio\"")),
        "eventType" => event(row, metadata.as_deref()),
        "error" => object(&[("code", row.take_member("error_code")), ("message", row.take_member("error_message"))]),
        "metadata" => metadata.clone(),
        _ => common(row, name).or_else(|| inside(metadata.as_deref(), name)),
    })
}

fn post(raw: &str) -> Vec<Field<'_>> {
    let mut row = ZernioRow::new(raw);
    let metadata = row.take_member("metadata").and_then(unpack);
    let mut fields = row.lay(schema::keys(Kind::Post), |row, name| match name {
        "kind" => Some(Cow::Borrowed("\"post\"")),
        "source" => Some(Cow::Borrowed("\"zernio\"")),
        "postId" => post_id(row, metadata.as_deref()),
        "request" => object(&[("rawBody", row.take_member("request_body"))]),
        "response" => object(&[
            ("platformPostId", row.take_member("platform_post_id")),
            ("errorMessage", row.take_member("error_message")),
            ("errorCode", row.take_member("error_code")),
            ("rawBody", row.take_member("response_body")),
        ]),
        "attemptNumber" => common(row, name)
            .or_else(|| inside(metadata.as_deref(), name))
            .or_else(|| inside(metadata.as_deref(), "attempt")),
        _ => common(row, name).or_else(|| inside(metadata.as_deref(), name)),
    });
    if let Some(json) = metadata {
        fields.push(Field { name: Cow::Borrowed("metadata"), json });
    }
    fields
}

/// Returns the post of a row from any of its fields. Rows that follow the documentation contain it only in their
/// texts.
fn post_id<'r>(row: &mut ZernioRow<'r>, metadata: Option<&str>) -> Option<Cow<'r, str>> {
    let own = row.take_member("post_id").or_else(|| row.take_member("postId")).map(Cow::Borrowed);
    own.or_else(|| inside(metadata, "postId"))
        .or_else(|| inside(metadata, "post_id"))
        .or_else(|| row.peek("post").filter(|post| post.starts_with('{')).map(Cow::Borrowed))
        .or_else(|| id_in_text(row.peek("request_body")?))
}

/// Returns the id of a post in the text of a request, which may be truncated. The request goes to a platform, whose
/// own post ids have another form.
fn id_in_text<'r>(body: &str) -> Option<Cow<'r, str>> {
    let text = json::string(body)?;
    let of_the_api = |id: &&str| {
        let inner = id.trim_matches('"');
        (20..=32).contains(&inner.len()) && inner.bytes().all(|byte| byte.is_ascii_hexdigit())
    };
    let find = |object: &str| {
        let named = ["postId", "post_id", "zernioPostId", "latePostId"];
        let found = named.iter().find_map(|name| scanner::member(object, name).filter(of_the_api));
        found.map(|id| Cow::Owned(id.to_owned()))
    };
    find(&text).or_else(|| scanner::members(&text).find_map(|(_, value)| find(value)))
}

/// Returns one of the five event types if action and status imply one, else the row's own action, which is also kept.
fn event<'r>(row: &ZernioRow<'r>, metadata: Option<&str>) -> Option<Cow<'r, str>> {
    let action = row.peek("action")?;
    let word = json::string(action)?;
    let status = row.peek("status").and_then(json::string);
    let again = word.contains("reconnect") || inside(metadata, "isReconnection").as_deref() == Some("true");
    let derived = match (&*word, status.as_deref()) {
        ("account.disconnected", _) => "disconnect",
        ("account.connected" | "account.reconnected", Some("success")) if again => "reconnect_success",
        ("account.connected" | "account.reconnected", Some("failed")) if again => "reconnect_failed",
        ("account.connected", Some("success")) => "connect_success",
        ("account.connected", Some("failed")) => "connect_failed",
        _ => return Some(Cow::Borrowed(action)),
    };
    Some(Cow::Owned(json::quote(derived)))
}
