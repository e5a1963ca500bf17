//! Decides which kinds of an API's entries to request.

use super::{Filter, Filters};
use crate::error::{Error, Result};
use crate::record::Kind;

/// Returns the kinds that can match `filters`. A kind that lacks a filtered field cannot match, so it is not
/// requested. `any`: skip this check (`--any-value`).
///
/// Fails with a usage error if no kind is left.
pub fn kinds(kinds: &[Kind], filters: &Filters, any: bool) -> Result<Vec<Kind>> {
    let fits = |kind: &Kind| filters.used().iter().all(|(filter, _)| is_in(*filter, &[*kind]));
    let matching: Vec<Kind> = kinds.iter().copied().filter(|kind| any || fits(kind)).collect();
    if matching.is_empty() {
        let plurals: Vec<&str> = kinds.iter().map(|kind| kind.plural()).collect();
        let used = filters.used().into_iter().map(|(filter, _)| filter);
        let meant: Vec<String> = used
            .filter(|filter| is_special(*filter))
            .map(|filter| format!("{} is for {}", filter.flag(), owners(filter).join(" and ")))
            .collect();
        return Err(Error::usage(format!("these filters match no {}", plurals.join(" and no "))).hint(meant.join(", ")));
    }
    Ok(matching)
}

/// Returns whether records of one of `kinds` can match `filter`.
pub fn is_in(filter: Filter, kinds: &[Kind]) -> bool {
    !is_special(filter) || kinds.iter().any(|kind| kind.has_filter(filter.flag()))
}

/// Returns whether only some kinds can match `filter`.
fn is_special(filter: Filter) -> bool {
    Kind::ALL.iter().any(|kind| kind.has_filter(filter.flag()))
}

/// Returns the KIND arguments of the API's kinds that can match `filter`; those of all kinds if the API has none.
pub fn owners(filter: Filter) -> Vec<&'static str> {
    let plurals = |kinds: &[Kind]| -> Vec<&'static str> {
        kinds.iter().filter(|kind| kind.has_filter(filter.flag())).map(|kind| kind.plural()).collect()
    };
    let of_the_api = plurals(&Kind::OF_THE_API);
    if of_the_api.is_empty() { plurals(&Kind::ALL) } else { of_the_api }
}
