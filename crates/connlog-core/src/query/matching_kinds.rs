//! Which kinds of an API's entries are worth asking for.

use super::Filters;
use crate::error::{Error, Result};
use crate::record::Kind;

/// The kinds that `filters` can let pass: one without the field that a filter compares never matches, so it need not be
/// asked for. `any` where values that connlog does not know may mean anything.
pub fn kinds(kinds: &[Kind], filters: &Filters, any: bool) -> Result<Vec<Kind>> {
    let fits = |kind: &Kind| {
        let known = kind.spec().filters;
        (known.event || filters.events.is_empty())
            && (known.action || filters.actions.is_empty())
            && (known.post || filters.posts.is_empty())
    };
    let apt: Vec<Kind> = kinds.iter().copied().filter(|kind| any || fits(kind)).collect();
    if apt.is_empty() {
        let plurals: Vec<&str> = kinds.iter().map(|kind| kind.plural()).collect();
        return Err(Error::usage(format!("these filters let no {} pass", plurals.join(" and no ")))
            .hint("--event is of connections, --action and --post are of posts"));
    }
    Ok(apt)
}
