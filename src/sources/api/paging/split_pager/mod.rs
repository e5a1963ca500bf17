//! Reads a list that may have more records than pages.
//!
//! Beyond the last page of the server, the pager reads parts of the list that the server can select, such as the
//! deliveries of one webhook, and merges them by time. docs/development/paging.md explains the algorithm.

mod part;
mod read_counts;
mod shifted;
mod split;

use std::convert::Infallible;
use std::future::pending;
use std::rc::Rc;

use chrono::{DateTime, Utc};
use futures_util::future::join_all;

use self::part::ListPart;
use self::read_counts::ReadCounts;
use super::page_plan::unserved_skip;
use super::pager::{FirstPage, Pager};
use crate::sources::api::client::retrying_client::{RetryingClient, is_beyond_last_page};
use connlog_core::error::{Code, Error, Result};
use connlog_core::providers::endpoint::ListEndpoint;
use connlog_core::query::Query;
use connlog_core::record::Record;

/// Reads the records of one list, newest first.
pub struct SplitPager<'a> {
    client: &'a RetryingClient<'a>,
    query: Query,
    /// The parts of the list; the whole list before the first split.
    parts: Vec<ListPart<'a>>,
    counts: ReadCounts,
    /// Whether the server can split the list.
    is_splittable: bool,
    /// What cannot be read, as clauses.
    gaps: Vec<String>,
    /// The joined pages of parts that were split.
    split_pages: u64,
    max_ahead: usize,
    /// The number of next records to drop, because a list with one page does not skip.
    unserved_skip: u64,
    /// The number of records returned.
    pub read: u64,
    /// The number of joined pages.
    pub pages: u64,
    /// The number of records in the whole list, if the server reports it.
    pub total: Option<u64>,
}

impl<'a> SplitPager<'a> {
    /// Creates a pager that continues after `first`, the first page of `query`. It stops at the start of the window.
    pub fn new(
        client: &'a RetryingClient<'a>,
        endpoint: Rc<dyn ListEndpoint>,
        first: FirstPage,
        query: &Query,
    ) -> Self {
        let fields = endpoint.split_fields();
        let pager = Pager::new(client, Rc::clone(&endpoint), first, query);
        Self {
            client,
            query: query.clone(),
            counts: ReadCounts::new(fields),
            is_splittable: !fields.is_empty(),
            gaps: Vec::new(),
            split_pages: 0,
            max_ahead: usize::MAX,
            unserved_skip: unserved_skip(query, &*endpoint),
            read: 0,
            pages: 0,
            total: pager.total,
            parts: vec![ListPart::new(endpoint, pager)],
        }
    }

    /// Returns whether there may be more records to read.
    pub fn has_next(&self) -> bool {
        !self.gaps.is_empty() || self.newest().is_some()
    }

    /// Returns whether the list has one page only, and the window may have older records.
    pub fn is_cut(&self) -> bool {
        self.parts.iter().any(|part| part.pager.is_cut())
    }

    /// Sets the maximum number of pages to request before they are needed.
    pub fn limit_ahead(&mut self, pages: usize) {
        self.max_ahead = pages;
        self.parts.iter_mut().for_each(|part| part.pager.limit_ahead(pages));
    }

    /// Requests pages in advance and stores the answers; never ends. The future can be dropped at any time without loss.
    pub async fn read_ahead(&mut self) -> Infallible {
        read_ahead(self.parts.iter_mut()).await
    }

    /// Returns the next records in order, or `None` at the end of the list. An error ends the list.
    pub async fn next(&mut self) -> Option<Result<Vec<Record>>> {
        if !self.is_splittable {
            return self.next_of_whole().await;
        }
        loop {
            let records = self.decided();
            if !records.is_empty() {
                self.read += records.len() as u64;
                return Some(Ok(records));
            }
            let Some(at) = self.newest() else { return self.gap().map(Err) };
            let page = self.advance(at).await;
            self.pages = self.split_pages + self.parts.iter().map(|part| part.pager.pages).sum::<u64>();
            match page {
                None => {}
                Some(Ok(records)) => self.push(at, records),
                Some(Err(error)) if is_beyond_last_page(&error) && self.can_split(at) => {
                    if let Err(error) = self.split(at).await {
                        self.parts.clear();
                        return Some(Err(error));
                    }
                }
                Some(Err(error)) => return Some(Err(error)),
            }
        }
    }

    /// Returns the next records of a list that is never split.
    async fn next_of_whole(&mut self) -> Option<Result<Vec<Record>>> {
        let ListPart { pager, .. } = self.parts.first_mut()?;
        let page = pager.next().await;
        (self.read, self.pages, self.total) = (pager.read, pager.pages, pager.total);
        page.map(|page| page.map(|records| self.without_skipped(records)))
    }

    /// Drops the records that the query skips and the server returned.
    fn without_skipped(&mut self, mut records: Vec<Record>) -> Vec<Record> {
        let dropped = usize::try_from(self.unserved_skip).map_or(records.len(), |skip| skip.min(records.len()));
        records.drain(..dropped);
        self.unserved_skip -= dropped as u64;
        records
    }

    /// Returns the index of the part with the next record.
    fn newest(&self) -> Option<usize> {
        let bounds = self.parts.iter().enumerate().filter_map(|(at, part)| Some((at, part.next_time()?)));
        bounds.reduce(|one, other| if other.1 > one.1 { other } else { one }).map(|(at, _)| at)
    }

    /// Returns the records that no unread record can precede.
    fn decided(&mut self) -> Vec<Record> {
        let mut records = Vec::new();
        while let Some(at) = self.newest()
            && let Some((_, record)) = self.parts.get_mut(at).and_then(|part| part.queue.pop_front())
        {
            records.push(record);
        }
        records
    }

    /// Waits for the next page of one part, while the other parts read ahead.
    async fn advance(&mut self, at: usize) -> Option<Result<Vec<Record>>> {
        let (before, rest) = self.parts.split_at_mut(at);
        let (part, after) = rest.split_first_mut()?;
        tokio::select! {
            biased;
            page = part.pager.next() => page,
            never = read_ahead(before.iter_mut().chain(after)) => match never {},
        }
    }

    fn push(&mut self, at: usize, records: Vec<Record>) {
        let Some(part) = self.parts.get_mut(at) else { return };
        let fresh = part.push(records);
        if part.values.is_empty() {
            self.total = part.pager.total;
        }
        part.queue.iter().rev().take(fresh).for_each(|(_, record)| self.counts.add(record));
    }

    fn can_split(&self, at: usize) -> bool {
        self.is_splittable && self.parts.get(at).is_some_and(|part| part.edge.is_some() && !part.is_unordered)
    }

    /// Returns the error at the end of a list that lacks records.
    fn gap(&mut self) -> Option<Error> {
        if self.gaps.is_empty() {
            return None;
        }
        let gaps = std::mem::take(&mut self.gaps).join("; ");
        Some(
            Error::new(Code::Incomplete, "some entries of the list cannot be read")
                .cause(format!("the API has no page for {gaps}"))
                .hint("narrow the list with --since, --status, --event or --webhook"),
        )
    }
}

/// Formats a part for an error: `deliveries` of the whole list, or its values.
fn label(part: &ListPart<'_>, before: DateTime<Utc>) -> String {
    let values = part.values.iter().map(|value| format!("{}={}", value.field, value.value));
    let selected = values.collect::<Vec<_>>().join(" ");
    let time = connlog_core::time::Zone::Utc.rfc3339(before);
    if selected.is_empty() { format!("before {time}") } else { format!("with {selected} before {time}") }
}

/// Reads ahead on all parts; never ends.
async fn read_ahead<'l, 'a: 'l>(parts: impl Iterator<Item = &'l mut ListPart<'a>>) -> Infallible {
    join_all(parts.map(|part| part.pager.read_ahead())).await;
    pending().await
}
