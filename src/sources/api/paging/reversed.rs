//! Reads a list with the oldest entry first from its end, so that the newest entry comes first.

use connlog_core::error::Result;
use connlog_core::providers::endpoint::{
    ApiReply, ListEndpoint, PagePosition, PageRequest, ParseError, Recognition, ResponsePage,
};
use connlog_core::query::{Filter, Query};
use connlog_core::record::Record;

use super::page_plan::first_page;
use crate::sources::api::client::retrying_client::RetryingClient;
use crate::sources::api::version_detection::{ListOrder, OpenedApi};

/// An endpoint whose offsets count from the end of the list. `total` stays fixed, because new entries come at the end.
struct ReversedEndpoint {
    source: Box<dyn ListEndpoint>,
    total: u64,
}

impl ListEndpoint for ReversedEndpoint {
    fn name(&self) -> &'static str {
        self.source.name()
    }

    fn request(&self, at: PagePosition) -> PageRequest {
        let end = self.total.saturating_sub(at.skip);
        let skip = end.saturating_sub(u64::from(at.limit));
        // Beyond the oldest entry, the request repeats the oldest entry, which has nothing new.
        let limit = u32::try_from(end - skip).unwrap_or(at.limit).max(1);
        self.source.request(PagePosition { skip, limit, to: None })
    }

    fn applied(&self) -> &[Filter] {
        self.source.applied()
    }

    fn retention_days(&self) -> u32 {
        self.source.retention_days()
    }

    fn is_requested(&self, record: &Record) -> bool {
        self.source.is_requested(record)
    }

    fn recognise(&self, reply: &ApiReply) -> Recognition {
        self.source.recognise(reply)
    }

    fn read(&self, body: String) -> Result<ResponsePage, ParseError> {
        let mut page = self.source.read(body)?;
        page.records.reverse();
        // `hasMore` of the server is about newer entries.
        page.has_more = None;
        Ok(page)
    }
}

/// Reverses a list whose first page begins with the oldest entry.
///
/// Sends one more request to confirm the order. The list stays unchanged if the answer does not confirm it.
pub async fn orient(mut opened: OpenedApi, query: &Query, sender: &RetryingClient<'_>) -> Result<OpenedApi> {
    let first = &mut opened.first;
    if !ascends(&first.records) || !opened.source.pages() {
        return Ok(opened);
    }
    let is_whole = first.has_more == Some(false) || first.total == Some(first.records.len() as u64);
    if is_whole && query.skip == 0 {
        first.records.reverse();
        return Ok(opened);
    }
    let Some(total) = first.total.filter(|total| *total > first.records.len() as u64) else {
        opened.facts.order = ListOrder::OldestFirst;
        return Ok(opened);
    };
    let newest = first.records.last().and_then(Record::time);
    let reversed = ReversedEndpoint { source: opened.source, total };
    let last = sender.page(&reversed, first_page(query, &reversed)).await?;
    let confirmed = last.records.first().and_then(Record::time) > newest;
    if confirmed {
        opened.first = ResponsePage { total: Some(total), ..last };
        opened.facts.order = ListOrder::Reversed;
        opened.source = Box::new(reversed);
    } else {
        opened.source = reversed.source;
        if last.records.is_empty() {
            opened.facts.order = ListOrder::OldestFirst;
        }
    }
    Ok(opened)
}

/// Returns whether no record is older than the one before it, and the last one is newer than the first.
fn ascends(records: &[Record]) -> bool {
    let [first, .., last] = records else { return false };
    // The first and the last record decide for most lists.
    first.time().is_some_and(|first| last.time().is_some_and(|last| first < last))
        && records
            .windows(2)
            .all(|pair| matches!((pair[0].time(), pair[1].time()), (Some(one), Some(other)) if one <= other))
}
