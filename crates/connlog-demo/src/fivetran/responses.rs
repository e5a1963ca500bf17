//! The form of answers: `{"code", "message", "data"}`, and pages with a cursor.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use serde_json::{Value, json};

use crate::error_responses::ErrorResponse;
use crate::query_params::Params;

/// Why a request is not answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum FivetranRefusal {
    /// An error that every API has.
    Common(ErrorResponse),
    InvalidInput(String),
    Unknown {
        code: &'static str,
        message: String,
    },
    /// The account does not serve the route.
    NoRoute,
    Forbidden(&'static str),
}

impl From<ErrorResponse> for FivetranRefusal {
    fn from(refusal: ErrorResponse) -> Self {
        Self::Common(refusal)
    }
}

impl FivetranRefusal {
    /// The HTTP status.
    pub(crate) const fn status(&self) -> u16 {
        match self {
            Self::Common(refusal) => refusal.status(),
            Self::InvalidInput(_) => 400,
            Self::Unknown { .. } | Self::NoRoute => 404,
            Self::Forbidden(_) => 403,
        }
    }

    /// Seconds for the `Retry-After` header.
    pub(crate) const fn retry_after(&self) -> Option<u64> {
        match self {
            Self::Common(refusal) => refusal.retry_after(),
            _ => None,
        }
    }

    /// The JSON body; `limit` is the number of requests an hour.
    pub(crate) fn body(&self, limit: u32) -> Vec<u8> {
        let (code, message) = match self {
            Self::InvalidInput(message) => ("InvalidInput", message.clone()),
            Self::Unknown { code, message } => (*code, message.clone()),
            Self::NoRoute => ("NotFound", "HTTP 404 Not Found".to_owned()),
            Self::Forbidden(permission) => ("Forbidden", format!("Access denied. Required permission: {permission}")),
            Self::Common(refusal) => match refusal.status() {
                400 => ("InvalidInput", "Invalid parameter".to_owned()),
                401 => ("AuthFailed", "Invalid authorization credentials".to_owned()),
                403 => ("Forbidden", "Access denied. Required permission: ACCOUNT_READ".to_owned()),
                404 => ("NotFound", "HTTP 404 Not Found".to_owned()),
                405 => ("MethodNotAllowed", "HTTP 405 Method Not Allowed".to_owned()),
                429 => ("TooManyRequests", format!("Max {limit} api calls allowed in one-hour rolling time period")),
                _ => ("InternalError", "An unexpected error occurred".to_owned()),
            },
        };
        json!({ "code": code, "message": message }).to_string().into_bytes()
    }
}

/// Returns the body of an answer with this data.
pub(super) fn success(message: &str, data: &Value) -> Vec<u8> {
    json!({ "code": "Success", "message": message, "data": data }).to_string().into_bytes()
}

/// Returns the page of `rows` that `params` ask for. Cursors are offsets, so rows that appear meanwhile repeat others.
pub(super) fn page(message: &str, rows: &[Value], params: &Params, odd: bool) -> Result<Vec<u8>, FivetranRefusal> {
    let limit = params.number("limit", 1..=1000, 100)?;
    let skip = match params.get("cursor") {
        None => 0,
        Some(cursor) => {
            read_cursor(cursor).ok_or_else(|| FivetranRefusal::InvalidInput("Invalid cursor".to_owned()))?
        }
    };
    let size = |number: u64| usize::try_from(number).unwrap_or(usize::MAX);
    let items: Vec<&Value> = rows.iter().skip(size(skip)).take(size(limit)).collect();
    let mut data = json!({ "items": items });
    let end = skip + limit;
    if end < rows.len() as u64 {
        data["next_cursor"] = json!(STANDARD_NO_PAD.encode(format!("{{\"skip\":{end}}}")));
    } else if odd {
        data["next_cursor"] = json!("");
    }
    Ok(success(message, &data))
}

fn read_cursor(cursor: &str) -> Option<u64> {
    let text = String::from_utf8(STANDARD_NO_PAD.decode(cursor).ok()?).ok()?;
    serde_json::from_str::<Value>(&text).ok()?["skip"].as_u64()
}
