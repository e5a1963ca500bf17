//! The code of a failure: what failures are counted by. Late's entries have one; what Fivetran says is mostly prose, and two
//! sentences that differ in a number, an id or an address alone are one reason.

use std::borrow::Cow;

use crate::record::semantics::FailureReason;
use crate::record::{View, message_words};

/// Code and message of a failure, by what may be shown of it.
pub(super) fn failure_code<'v>(view: &'v View<'_>) -> FailureReason<'v> {
    let FailureReason { code, message } = FailureReason::from_view(view);
    let reason = FailureReason { code, message };
    let code = (view.record().kind().spec().failure_code)(view, &reason);
    FailureReason { code, ..reason }
}

/// A message without what differs from one time to the next.
pub(super) fn without_numbers(message: &str) -> Cow<'_, str> {
    message_words::without_numbers(message).unwrap_or(Cow::Borrowed(message))
}
