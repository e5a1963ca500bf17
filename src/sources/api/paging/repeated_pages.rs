//! Detects a server that returns pages without new records although it reports more, for example because it ignores
//! `skip`.

use std::hash::{DefaultHasher, Hash as _, Hasher as _};

use connlog_core::error::{Code, Error};
use connlog_core::providers::endpoint::ResponsePage;

/// The maximum number of consecutive pages without a new record.
const MAX_PAGES: u32 = 100;
/// The number of equal pages for different requests that ends reading, if the server reports a total.
const MAX_EQUAL: usize = 4;
/// The same limit if the server reports no total: the list may then grow by one page between two requests.
const MAX_EQUAL_UNCOUNTED: usize = 20;

/// The consecutive pages that brought no new record.
#[derive(Default)]
pub(super) struct RepeatedPages {
    count: u32,
    /// The request number and the fingerprint of each page.
    pages: Vec<(u64, u64)>,
}

impl RepeatedPages {
    /// Counts the page of request `number` if it brought no new record; otherwise resets the count.
    ///
    /// A page that waits for its turn is counted each time, but its fingerprint is stored only once.
    pub(super) fn record(&mut self, number: u64, fingerprint: Option<u64>, has_new: bool) {
        if has_new {
            *self = Self::default();
            return;
        }
        self.count += 1;
        if let Some(fingerprint) = fingerprint
            && !self.pages.iter().any(|(known, _)| *known == number)
        {
            self.pages.push((number, fingerprint));
        }
    }

    /// Returns an error if there were too many pages without a new record, or the server answered several requests with
    /// the same page.
    pub(super) fn error(&self, has_total: bool) -> Option<Error> {
        if self.count <= MAX_PAGES && !self.is_same_page(has_total) {
            return None;
        }
        let pages = if self.count == 1 { "1 page".to_owned() } else { format!("{} pages in a row", self.count) };
        let error = Error::new(Code::SchemaDrift, "the server keeps returning pages without new entries")
            .cause(format!("{pages} had no new entries, although the server reports more"))
            .hint("Use `--debug` to see the requests; a proxy or the server may ignore `skip`");
        Some(error)
    }

    fn is_same_page(&self, has_total: bool) -> bool {
        let Some((_, last)) = self.pages.last() else { return false };
        let limit = if has_total { MAX_EQUAL } else { MAX_EQUAL_UNCOUNTED };
        self.pages.iter().filter(|(_, fingerprint)| fingerprint == last).count() >= limit
    }
}

/// Returns a hash of the first record, the last record, the length and the total; `None` for an empty page.
///
/// The total is part of it because a growing list can show the same records at several offsets.
pub(super) fn fingerprint(page: &ResponsePage) -> Option<u64> {
    let mut hasher = DefaultHasher::new();
    (page.records.first()?.raw(), page.records.last()?.raw(), page.records.len(), page.total).hash(&mut hasher);
    Some(hasher.finish())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn after(pages: &[(u64, Option<u64>)]) -> RepeatedPages {
        let mut repeated = RepeatedPages::default();
        for (number, fingerprint) in pages {
            repeated.record(*number, *fingerprint, false);
        }
        repeated
    }

    #[test]
    fn equal_pages_of_different_requests_end_reading() {
        let equal: Vec<(u64, Option<u64>)> = (1..=20).map(|number| (number, Some(7))).collect();
        for (pages, has_total, is_error) in
            [(3, true, false), (4, true, true), (4, false, false), (19, false, false), (20, false, true)]
        {
            assert_eq!(after(&equal[..pages]).error(has_total).is_some(), is_error, "{pages} pages, {has_total}");
        }
        let error = after(&equal[..4]).error(true).map(|error| error.to_string()).unwrap_or_default();
        assert!(error.contains("keeps returning pages without new entries"), "{error}");
    }

    #[test]
    fn a_page_that_waits_counts_as_one_answer_and_an_empty_page_as_none() {
        assert!(after(&[(1, Some(7)); 50]).error(true).is_none());
        assert!(after(&[(1, None), (2, None), (3, None), (4, None)]).error(true).is_none());
        let different: Vec<(u64, Option<u64>)> = (1..=100).map(|number| (number, Some(number))).collect();
        assert!(after(&different).error(true).is_none());
        assert!(after(&[&different[..], &[(101, None)]].concat()).error(true).is_some(), "too many pages in a row");
    }

    #[test]
    fn a_new_record_resets_the_count() {
        let mut repeated = after(&[(1, Some(7)), (2, Some(7)), (3, Some(7))]);
        assert_eq!(repeated.count, 3);
        repeated.record(4, Some(7), true);
        assert_eq!(repeated.count, 0);
        repeated.record(5, Some(7), false);
        assert!(repeated.error(true).is_none());
    }
}
