//! Returns the code by which failures are counted. Late entries have one. Fivetran mostly writes prose: sentences
//! that differ only in a number, id or address count as one reason.

use std::borrow::Cow;

use crate::record::semantics::FailureReason;
use crate::record::{View, message_words};

/// Returns the redacted code and message of a failure.
pub(super) fn failure_code<'v>(view: &'v View<'_>) -> FailureReason<'v> {
    let FailureReason { code, message } = FailureReason::from_view(view);
    let reason = FailureReason { code, message };
    let code = (view.kind().spec().failure_code)(view, &reason);
    FailureReason { code, ..reason }
}

/// Returns a message without its variable parts.
pub(super) fn without_numbers(message: &str) -> Cow<'_, str> {
    message_words::without_numbers(message).unwrap_or(Cow::Borrowed(message))
}
