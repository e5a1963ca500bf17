//! Members of the objects in a record.

use std::borrow::Cow;

use super::View;
use crate::json::scanner;

/// Returns the scalar at `path`, a list of keys from the top level down, as text.
pub fn deep<'v>(view: &'v View<'_>, path: &[&str]) -> Option<Cow<'v, str>> {
    let (top, rest) = path.split_first()?;
    scanner::text(view.json(top)?, rest)
}

/// Returns the scalar `key` of the top-level object `object` as text.
pub fn inner<'v>(view: &'v View<'_>, object: &str, key: &str) -> Option<Cow<'v, str>> {
    scanner::text(view.json(object)?, &[key])
}
