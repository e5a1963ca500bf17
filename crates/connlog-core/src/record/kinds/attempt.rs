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
