//! Why an entry failed.

use std::borrow::Cow;

use super::View;

/// The reason why an entry failed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FailureReason<'v> {
    /// A stable code, such as `oauth_denied`.
    pub code: Option<Cow<'v, str>>,
    /// The reason in words.
    pub message: Option<Cow<'v, str>>,
}

impl<'v> FailureReason<'v> {
    /// Reads the reason of any kind of record. Both parts are `None` if the record has no reason.
    pub fn from_view(view: &'v View<'_>) -> Self {
        (view.kind().spec().failure_reason)(view)
    }

    /// Returns `code: message`, or the part that exists.
    pub fn joined(self) -> Option<Cow<'v, str>> {
        match (self.code, self.message) {
            (Some(code), Some(message)) => Some(format!("{code}: {message}").into()),
            (code, message) => code.or(message),
        }
    }
}
