//! What an event says, in one short line made for its kind.

use std::borrow::Cow;

use crate::record::View;

pub(super) fn of<'v>(view: &'v View<'_>) -> Option<Cow<'v, str>> {
    view.json("data").and_then(crate::record::json::display)
}
