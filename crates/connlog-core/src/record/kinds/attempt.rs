//! Functions that the kinds of the API share.

use std::borrow::Cow;

use crate::record::View;
use crate::record::semantics::inner;

/// Returns the status field.
pub(super) fn status<'v>(view: &'v View<'_>) -> Option<Cow<'v, str>> {
    view.text("status")
}

/// Returns the name of the account; an id is not a name.
pub(super) fn account_name<'v>(view: &'v View<'_>) -> Option<Cow<'v, str>> {
    inner(view, "success", "username")
        .or_else(|| inner(view, "metadata", "username"))
        .or_else(|| view.text("accountUsername"))
        .or_else(|| inner(view, "success", "displayName"))
        .or_else(|| view.text("connectionName"))
}

/// Returns the code of the error.
pub(super) fn error_code<'v>(view: &'v View<'_>) -> Option<Cow<'v, str>> {
    inner(view, "error", "code")
}

/// Returns the reason of the error in words.
pub(super) fn error_message<'v>(view: &'v View<'_>) -> Option<Cow<'v, str>> {
    inner(view, "error", "message").or_else(|| view.text("error"))
}

/// Returns `HTTP 503` for an answer that reports an error.
pub(super) fn http_code<'v>(view: &'v View<'_>) -> Option<Cow<'v, str>> {
    let code = view.text("statusCode")?;
    code.parse().is_ok_and(|code: u32| code >= 400).then(|| format!("HTTP {code}").into())
}

/// Returns why a delivery failed, if the words say more than its HTTP status.
pub(super) fn webhook_message<'v>(view: &'v View<'_>) -> Option<Cow<'v, str>> {
    view.text("errorMessage").filter(|message| Some(&**message) != http_code(view).as_deref())
}
