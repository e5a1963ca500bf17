//! Late / Zernio: one API in two dialects, both served by the same kinds of record.
//!
//! *Old* ("late"): `/v1/connections/logs`, `/v1/posts/logs`, `/v1/posts/{id}/logs`; camelCase rows with `_id`, 7 days.
//! *Present* ("zernio"): `/v1/logs?type=…`; `snake_case` rows without an id, 90 days. `/v1/logs` itself meant post logs in
//! camelCase before 2026-02-17, so the style of the rows tells the dialects apart, not the path.

pub mod current;
pub mod detect;
pub mod envelope;
pub mod error_codes;
pub mod error_reason;
pub mod errors;
pub mod legacy;
pub mod row;
pub mod secrets;

use super::Provider;
use super::endpoint::ApiVersion;

/// One vendor, though its records have two sources.
pub static VENDOR: Provider = Provider {
    dialects: &[&ZERNIO, &LATE],
    codes: error_codes::ALL,
    ..Provider::new(&["late", "zernio"], detect::recognize)
};

/// Until April 2026.
pub static LATE: ApiVersion = ApiVersion {
    name: "late",
    about: "The routes from before the rename: /v1/connections/logs, /v1/posts/logs",
    source: |query| Some(Box::new(legacy::LegacyVersion::new(query)?)),
    joint: |_| None,
    errors: errors::words,
    key_route: KEY_ROUTE,
};

/// Since then.
pub static ZERNIO: ApiVersion = ApiVersion {
    name: "zernio",
    about: "The present route: /v1/logs",
    source: |query| Some(Box::new(current::CurrentVersion::new(query)?)),
    joint: |queries| Some(Box::new(current::CombinedEndpoint::new(queries)?)),
    errors: errors::words,
    key_route: KEY_ROUTE,
};

/// Servers of the old dialect do not have it.
const KEY_ROUTE: &str = "/v1/auth/verify";

/// `text` as one segment of a path.
fn path_segment(text: &str) -> String {
    percent_encoding::utf8_percent_encode(text, percent_encoding::NON_ALPHANUMERIC).to_string()
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;

    use super::*;
    use crate::providers::endpoint::PagePosition;
    use crate::query::{Filters, Query, Window};
    use crate::record::Kind;

    #[test]
    fn a_kind_that_the_api_has_not_is_asked_for_by_nobody() {
        let window = Window { since: None, until: None, days: None, now: DateTime::UNIX_EPOCH };
        for dialect in VENDOR.dialects {
            let has = |kind| {
                let filters = Filters { posts: vec!["p".to_owned()], ..Filters::default() };
                let query = Query { kind, filters, window, limit: None, skip: 0, page_size: None };
                (dialect.source)(&query).map(|source| source.request(PagePosition { skip: 0, limit: 1, to: None }).path)
            };
            let asked = Kind::ALL.map(|kind| has(kind).is_some());
            assert_eq!(asked, Kind::ALL.map(|kind| Kind::OF_THE_API.contains(&kind)), "{dialect:?}");
            assert_ne!(has(Kind::Connection), Some("/v1/posts/p/logs".to_owned()), "a connection is of no post");
        }
    }
}
