//! Decides which kinds of an API's entries to request.

use super::Filters;
use crate::error::{Error, Result};
use crate::record::Kind;

/// Returns the kinds that can match `filters`. A kind that lacks a filtered field cannot match, so it is not
/// requested. `any`: skip this check (`--any-value`).
///
/// Fails with a usage error if no kind is left.
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
        return Err(Error::usage(format!("these filters match no {}", plurals.join(" and no ")))
            .hint("--event is for connections, --action and --post are for posts"));
    }
    Ok(apt)
}
