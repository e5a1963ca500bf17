//! The walk: page after page of one source, newest first, until nothing further can match.

use std::collections::HashSet;
use std::hash::{DefaultHasher, Hash, Hasher};

use chrono::{DateTime, Utc};

use super::probe::{Facts, Opened};
use super::send::Sender;
use crate::error::Result;
use crate::query::{Filter, Query};
use crate::record::Record;
use crate::vendor::{Page, PageAt, Source};

/// Records a page where nothing else decides; the API's maximum.
const FULL_PAGE: u32 = 100;

/// The first page to ask `source` for: as long as what is wanted, where the server filters everything, else full.
pub fn first_page(query: &Query, source: &dyn Source) -> PageAt {
    // Reading ends at `since` by itself, since the newest come first.
    let ours = |filter: &Filter| *filter != Filter::Since && !source.applied().contains(filter);
    let exact = !query.filters().iter().any(ours);
    let wanted = query.limit.filter(|_| exact).map(|limit| limit.saturating_add(left_to_skip(query)));
    let fitting = wanted.and_then(|wanted| u32::try_from(wanted).ok()).unwrap_or(FULL_PAGE);
    let skip = query.skip - left_to_skip(query);
    PageAt { skip, limit: query.page_size.unwrap_or(fitting.clamp(1, FULL_PAGE)) }
}

/// Matching records that we pass over ourselves. The server's `skip` counts what the server filtered, which is certain
/// to be the same only where nothing is filtered at all.
pub fn left_to_skip(query: &Query) -> u64 {
    if query.filters().is_empty() { 0 } else { query.skip }
}

/// A walk over the pages of one source.
pub struct Walk<'a> {
    sender: &'a Sender<'a>,
    source: Box<dyn Source>,
    /// The first page, which was read while finding out the dialect.
    first: Option<Page>,
    next: Option<PageAt>,
    /// Entries of the page before: they stand at the head of the next one when new entries arrived in between.
    previous: HashSet<u64>,
    order: Order,
    since: Option<DateTime<Utc>>,
    pub total: Option<u64>,
    pub facts: Facts,
}

impl<'a> Walk<'a> {
    /// A walk that begins with the page that `opened` holds. Reading ends before the window of `query` begins.
    pub fn new(sender: &'a Sender<'a>, opened: Opened, query: &Query) -> Self {
        let at = first_page(query, &*opened.source);
        let Opened { source, first, facts, certain: _ } = opened;
        Self {
            sender,
            source,
            total: first.total,
            first: Some(first),
            next: Some(at),
            previous: HashSet::new(),
            order: Order::default(),
            since: query.window.since,
            facts,
        }
    }

    pub fn source(&self) -> &dyn Source {
        &*self.source
    }

    /// Whether there is another page to read.
    pub fn has_next(&self) -> bool {
        self.next.is_some()
    }

    /// The records of the next page that were not on the page before; `None` when the walk is done.
    pub async fn next(&mut self) -> Option<Result<Vec<Record>>> {
        let at = self.next.take()?;
        let page = match self.first.take() {
            Some(page) => page,
            None => match self.read(at).await {
                Ok(page) => page,
                Err(fault) => return Some(Err(fault)),
            },
        };
        self.next = self.after(at, &page);
        Some(Ok(self.fresh(page.records)))
    }

    async fn read(&self, at: PageAt) -> Result<Page> {
        let request = self.source.request(at);
        let sent = self.sender.send(&request, |reply| self.source.read(std::mem::take(&mut reply.body))).await?;
        super::probe::page(self.sender, &*self.source, at, sent)
    }

    /// Where the page after `page` begins. `hasMore` and an empty page are the truth: a short page is not the end, and
    /// `total` may over-count.
    fn after(&mut self, at: PageAt, page: &Page) -> Option<PageAt> {
        let past = self.order.past(&page.records, self.since);
        let full = page.records.len() >= at.limit as usize;
        if page.records.is_empty() || past || !self.source.pages() || !page.has_more.unwrap_or(full) {
            return None;
        }
        Some(PageAt { skip: at.skip + page.records.len() as u64, limit: at.limit })
    }

    fn fresh(&mut self, records: Vec<Record>) -> Vec<Record> {
        let marks: Vec<u64> = records.iter().map(mark).collect();
        let seen = std::mem::replace(&mut self.previous, marks.iter().copied().collect());
        records.into_iter().zip(marks).filter(|(_, mark)| !seen.contains(mark)).map(|(record, _)| record).collect()
    }
}

fn mark(record: &Record) -> u64 {
    let mut hasher = DefaultHasher::new();
    record.raw().hash(&mut hasher);
    hasher.finish()
}

/// Whether the entries came newest first so far; only then does an old one prove that all further ones are older.
struct Order {
    kept: bool,
    last: Option<DateTime<Utc>>,
}

impl Default for Order {
    fn default() -> Self {
        Self { kept: true, last: None }
    }
}

impl Order {
    /// Whether everything after `records` happened before `since`.
    fn past(&mut self, records: &[Record], since: Option<DateTime<Utc>>) -> bool {
        let Some(since) = since else { return false };
        for record in records {
            let at = record.view().created_at();
            self.kept &= at.is_some() && self.last.is_none_or(|last| at.is_some_and(|at| at <= last));
            self.last = at.or(self.last);
        }
        self.kept && self.last.is_some_and(|last| last < since)
    }
}
