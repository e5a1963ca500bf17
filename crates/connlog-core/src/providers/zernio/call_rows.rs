//! Rows of calls in `/v1/logs`: requests to the API, messages, steps of workflows and deliveries of webhooks.

use std::borrow::Cow;

use super::row::{ZernioRow, object};
use super::row_fields::{common, inside, unpack};
use crate::json::{self, scanner};
use crate::record::{Field, Kind, schema};

/// Maps a row of the type `api_request`.
pub(super) fn api_request(raw: &str) -> Vec<Field<'_>> {
    call(raw, Kind::ApiRequest)
}

/// Maps a row of the type `messaging`.
pub(super) fn message(raw: &str) -> Vec<Field<'_>> {
    call(raw, Kind::Message)
}

/// Maps a row of the type `workflow_event`.
pub(super) fn workflow(raw: &str) -> Vec<Field<'_>> {
    call(raw, Kind::Workflow)
}

fn call(raw: &str, kind: Kind) -> Vec<Field<'_>> {
    let mut row = ZernioRow::new(raw);
    let metadata = row.take_member("metadata").and_then(unpack);
    row.lay(schema::keys(kind), |row, name| match name {
        "kind" => Some(Cow::Owned(json::quote(kind.name()))),
        "source" => Some(Cow::Borrowed("\"zernio\"")),
        "error" => object(&[("code", row.take_member("error_code")), ("message", row.take_member("error_message"))]),
        "request" => object(&[("rawBody", row.take_member("request_body"))]),
        "response" => object(&[("rawBody", row.take_member("response_body"))]),
        "metadata" => metadata.clone(),
        "operationId" => row.take_member("operation_id").map(Cow::Borrowed),
        "requestId" => row.take_member("request_id").map(Cow::Borrowed),
        "apiKeyId" => row.take_member("api_key_id").map(Cow::Borrowed),
        "ipAddress" => row.take_member("ip_address").map(Cow::Borrowed),
        "userAgent" => row.take_member("user_agent").map(Cow::Borrowed),
        _ => common(row, name).or_else(|| inside(metadata.as_deref(), name)),
    })
}

/// Maps a row of the type `webhooks`. The event and its id are in the metadata, else in the payload.
pub(super) fn webhook(raw: &str) -> Vec<Field<'_>> {
    let mut row = ZernioRow::new(raw);
    let metadata = row.take_member("metadata").and_then(unpack);
    let payload = row.take_member("request_body").and_then(unpack);
    let mut fields = row.lay(schema::keys(Kind::Webhook), |row, name| match name {
        "kind" => Some(Cow::Borrowed("\"webhook\"")),
        "source" => Some(Cow::Borrowed("\"zernio\"")),
        "event" => inside(metadata.as_deref(), "event").or_else(|| inside(payload.as_deref(), "event")),
        "eventId" => inside(metadata.as_deref(), "eventId").or_else(|| inside(payload.as_deref(), "id")),
        "test" => inside(metadata.as_deref(), "test").or_else(|| inside(payload.as_deref(), "test")),
        "url" => row.take_member("endpoint").map(Cow::Borrowed),
        "errorMessage" => row.take_member("error_message").map(Cow::Borrowed),
        "requestPayload" => payload.clone(),
        "responseBody" => row.take_member("response_body").map(Cow::Borrowed),
        _ => common(row, name).or_else(|| inside(metadata.as_deref(), name)),
    });
    for field in &mut fields {
        let own = match &*field.name {
            "account_id" => "accountId",
            "profile_id" => "profileId",
            "request_id" => "requestId",
            _ => continue,
        };
        field.name = Cow::Borrowed(own);
    }
    fields.extend(metadata.map(|json| Field { name: Cow::Borrowed("metadata"), json }));
    fields
}

/// Adds the account of the event to a delivery, because the log of deliveries has no column for it.
pub(super) fn add_account(fields: &mut Vec<Field<'_>>) {
    let payload = fields.iter().find(|field| field.name == "requestPayload").map(|field| field.json.clone());
    let Some(account) = payload.as_deref().and_then(|payload| scanner::member(payload, "account")) else { return };
    for name in ["accountId", "profileId", "platform"] {
        let value = scanner::member(account, name).filter(|value| !json::is_absent(value));
        if let Some(value) = value
            && !fields.iter().any(|field| field.name == name)
        {
            fields.push(Field { name: Cow::Borrowed(name), json: Cow::Owned(value.to_owned()) });
        }
    }
}
