//! Error answers in the two manners of the API: the old `{error}` and the present `{error,type,code,param,docUrl}`.

use super::json_writer::Object;
use super::route_group::RouteGroup;

/// Which dialect an error speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ErrorStyle {
    Old,
    Present,
}

/// Why a request is not answered as asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum ErrorResponse {
    /// A parameter's value is none of those it may have.
    BadValue(&'static str),
    MissingKey,
    BadKey,
    /// The key is good and not for this path.
    Restricted {
        path: String,
        group: RouteGroup,
    },
    NotFound,
    BadMethod,
    /// Too many requests; seconds to wait.
    Limited(u64),
    /// Ordered by a fault.
    Ordered(u16),
}

impl ErrorResponse {
    /// The HTTP status.
    pub(super) const fn status(&self) -> u16 {
        match self {
            Self::BadValue(_) => 400,
            Self::MissingKey | Self::BadKey => 401,
            Self::Restricted { .. } => 403,
            Self::NotFound => 404,
            Self::BadMethod => 405,
            Self::Limited(_) => 429,
            Self::Ordered(status) => *status,
        }
    }

    /// Seconds for the `Retry-After` header.
    pub(super) const fn retry_after(&self) -> Option<u64> {
        match self {
            Self::Limited(seconds) => Some(*seconds),
            Self::Ordered(429 | 503) => Some(1),
            _ => None,
        }
    }

    /// The JSON body.
    pub(super) fn body(&self, manner: ErrorStyle) -> Vec<u8> {
        let mut out = Vec::new();
        Object::write(&mut out, |body| match manner {
            ErrorStyle::Old => self.old(body),
            ErrorStyle::Present => self.present(body),
        });
        out
    }

    fn old(&self, body: &mut Object<'_>) {
        match self {
            Self::BadValue(name) => body.text("error", &format!("Invalid value for {name}")),
            _ => body.text("error", reason(self.status())),
        }
        if let (429, Some(seconds)) = (self.status(), self.retry_after()) {
            body.object("details", |details| details.number("retryAfterSeconds", seconds));
        }
    }

    fn present(&self, body: &mut Object<'_>) {
        const KEYS: &str = "https://docs.zernio.com";
        const ERRORS: &str = "https://docs.zernio.com/guides/error-handling";
        let mut coded = |error: &str, kind: &str, code: &str| {
            body.text("error", error);
            body.text("type", kind);
            body.text("code", code);
        };
        match self {
            Self::BadValue(name) => {
                coded(&format!("Invalid value for {name}"), "invalid_request_error", "invalid_field_value");
                body.text("param", name);
                body.text("docUrl", ERRORS);
            }
            Self::MissingKey => {
                let error = "Missing API key. Send it as Authorization: Bearer <your API key>.";
                coded(error, "authentication_error", "missing_credentials");
                body.text("docUrl", KEYS);
            }
            Self::BadKey | Self::Ordered(401) => {
                coded("Invalid API key.", "authentication_error", "invalid_credentials");
                body.text("docUrl", KEYS);
            }
            Self::Restricted { path, group } => restricted(path, *group, body),
            Self::Ordered(403) => restricted("/api/v1/logs", RouteGroup::Publishing, body),
            Self::Ordered(400) => coded("Invalid request", "invalid_request_error", "invalid_field_value"),
            Self::Ordered(402) => payment(body),
            Self::Ordered(500) => coded("Internal server error", "api_error", "internal_error"),
            Self::Ordered(502) => coded("The upstream service failed.", "platform_error", "upstream_failure"),
            Self::Ordered(503) => {
                let error = "Temporary connection issue while reaching an upstream service. Please retry the request.";
                coded(error, "api_error", "temporarily_unavailable");
            }
            Self::Limited(_) | Self::Ordered(429) => {
                coded("Rate limit exceeded", "rate_limit_error", "rate_limited");
                let seconds = self.retry_after().unwrap_or(1);
                body.object("details", |details| details.number("retryAfterSeconds", seconds));
            }
            Self::NotFound | Self::BadMethod | Self::Ordered(_) => body.text("error", reason(self.status())),
        }
    }
}

fn restricted(path: &str, group: RouteGroup, body: &mut Object<'_>) {
    let group = group.name();
    let error = format!(
        "This API key has the '{group}' resource group disabled. GET {path} requires it. \
         Create a key with '{group}' enabled in the dashboard API keys tab."
    );
    body.text("error", &error);
    body.text("code", "insufficient_permissions");
    body.text("required_group", group);
}

fn payment(body: &mut Object<'_>) {
    body.text("error", "Add a payment method to connect more than 2 accounts.");
    body.text("code", "PAYMENT_REQUIRED");
    body.text("reason", "free_tier_exceeded");
    body.text("documentation_url", "https://docs.zernio.com/billing/payment-method-required");
    body.text("dashboard_url", "https://zernio.com/dashboard/billing?add_payment_method=1");
}

const fn reason(status: u16) -> &'static str {
    match status {
        400 => "Bad request",
        401 => "Unauthorized",
        402 => "Payment required",
        403 => "Forbidden",
        404 => "Not found",
        405 => "Method not allowed",
        429 => "Rate limit exceeded",
        500 => "Internal server error",
        502 => "Bad gateway",
        503 => "Service unavailable",
        504 => "Gateway timeout",
        _ => "Request failed",
    }
}
