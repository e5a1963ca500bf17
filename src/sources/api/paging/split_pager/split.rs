//! Replaces a list that the server does not page further by its parts.

use std::collections::BTreeSet;
use std::rc::Rc;

use futures_util::future::join_all;

use super::part::{ListEdge, ListPart};
use super::read_counts::FieldValue;
use super::shifted::ShiftedEndpoint;
use super::{SplitPager, label, read_ahead};
use crate::sources::api::paging::page_plan::OVERLAP;
use crate::sources::api::paging::pager::{FirstPage, Pager};
use connlog_core::error::Result;
use connlog_core::providers::endpoint::{ListEndpoint, PagePosition, PageRequest, ResponsePage, SplitField};
use connlog_core::query::Query;
use connlog_core::record::Record;
use connlog_core::wording::counted;

/// The number of times that the sizes of the parts are compared with that of the list, because both may change meanwhile.
const COMPARISONS: u32 = 3;
/// The length of the first page of a part.
const PAGE: u32 = 100;

/// The parts of a list by the values of one field.
struct Split<'a> {
    parts: Vec<ListPart<'a>>,
    /// The number of records that are in no part; `None` if the server does not count records.
    missing: Option<u64>,
}

/// A part that was opened.
struct OpenedPart {
    endpoint: Rc<dyn ListEndpoint>,
    value: String,
    shift: u64,
    page: ResponsePage,
}

impl<'a> SplitPager<'a> {
    /// Replaces a part by smaller parts. Records that no smaller part has are a gap.
    pub(super) async fn split(&mut self, at: usize) -> Result<()> {
        let whole = self.parts.remove(at);
        self.split_pages += whole.pager.pages;
        let Some(edge) = whole.edge.clone() else { return Ok(()) };
        // The other parts continue reading. Otherwise their requests would keep their places in the rate limit.
        let mut others = std::mem::take(&mut self.parts);
        let best = tokio::select! {
            biased;
            best = self.best_split(&whole, &edge) => best?,
            never = read_ahead(others.iter_mut()) => match never {},
        };
        self.parts = others;
        let label = label(&whole, edge.time);
        let Some(Split { parts, missing }) = best else {
            self.gaps.push(format!("entries {label}"));
            return Ok(());
        };
        match missing {
            Some(0) => {}
            Some(missing) => self.gaps.push(format!("{} {label}", counted(missing, "entry"))),
            None => self.gaps.push(format!("some entries {label}")),
        }
        self.parts.splice(at..at, parts);
        Ok(())
    }

    /// Returns the parts by the field that leaves out the fewest records; `None` if filters fix all fields.
    async fn best_split(&self, whole: &ListPart<'a>, edge: &ListEdge) -> Result<Option<Split<'a>>> {
        let mut best: Option<Split<'a>> = None;
        for field in whole.endpoint.split_fields() {
            let Some(split) = self.split_by(field, whole, edge).await? else { continue };
            if split.missing == Some(0) {
                return Ok(Some(split));
            }
            let missing = |split: &Split<'_>| split.missing.unwrap_or(u64::MAX);
            if best.as_ref().is_none_or(|best| missing(&split) < missing(best)) {
                best = Some(split);
            }
        }
        Ok(best)
    }

    /// Opens the parts of `whole` by the values of one field; `None` if a filter fixes the field, or the server ignores it.
    async fn split_by(
        &self,
        field: &'static SplitField,
        whole: &ListPart<'a>,
        edge: &ListEdge,
    ) -> Result<Option<Split<'a>>> {
        let mut opened: Vec<OpenedPart> = Vec::new();
        let mut missing = None;
        for stage in 0..3 {
            let values = match stage {
                0 => self.counts.values(field.name, &whole.values),
                1 => self.listed_values(field).await,
                _ => field.known.iter().map(|value| (*value).to_owned()).collect(),
            };
            let tried: BTreeSet<&str> = opened.iter().map(|part| &*part.value).collect();
            let values: Vec<String> = values.into_iter().filter(|value| !tried.contains(&**value)).collect();
            if values.is_empty() && stage > 0 {
                continue;
            }
            for part in join_all(values.into_iter().map(|value| self.open_part(field, whole, edge, value))).await {
                match part? {
                    Some(part) => opened.push(part),
                    None => return Ok(None),
                }
            }
            missing = self.missing(whole, &opened).await?;
            if missing == Some(0) {
                break;
            }
        }
        let parts = opened.into_iter().map(|part| self.reader(field, part, whole, edge)).collect();
        Ok(Some(Split { parts, missing }))
    }

    /// Requests the first page of a part that can have records below the edge; `None` if the server cannot select it.
    async fn open_part(
        &self,
        field: &'static SplitField,
        whole: &ListPart<'a>,
        edge: &ListEdge,
        value: String,
    ) -> Result<Option<OpenedPart>> {
        let Some(endpoint) = whole.endpoint.part(field, &value) else { return Ok(None) };
        let endpoint: Rc<dyn ListEndpoint> = Rc::from(endpoint);
        let values = with_value(whole, field, &value);
        let read = self.counts.matching(&values).saturating_sub(OVERLAP);
        let shift = read.min(endpoint.max_skip().unwrap_or(read));
        let page = self.first_page(&endpoint, shift).await?;
        let is_other = |record: &Record| record.raw_view().text(field.name).is_some_and(|found| found != value);
        if page.records.iter().any(is_other) {
            return Ok(None);
        }
        // Otherwise records between the edge and the page would be lost.
        let is_joined = page.records.first().is_some_and(|first| first.time() >= Some(edge.time));
        if shift == 0 || is_joined {
            return Ok(Some(OpenedPart { endpoint, value, shift, page }));
        }
        let page = self.first_page(&endpoint, 0).await?;
        Ok(Some(OpenedPart { endpoint, value, shift: 0, page }))
    }

    async fn first_page(&self, endpoint: &Rc<dyn ListEndpoint>, shift: u64) -> Result<ResponsePage> {
        let shifted = ShiftedEndpoint { inner: Rc::clone(endpoint), shift };
        let limit = self.query.page_size.unwrap_or(PAGE);
        self.client.page(&shifted, PagePosition { skip: 0, limit, to: None }).await
    }

    /// Returns further values of a field; none if the route does not answer.
    async fn listed_values(&self, field: &SplitField) -> Vec<String> {
        let Some(route) = &field.route else { return Vec::new() };
        let request = PageRequest { path: route.path.to_owned(), query: Vec::new() };
        let sent = self.client.send(&request, |reply| Ok((route.read)(&reply.body))).await;
        sent.ok().and_then(|sent| sent.read).unwrap_or_default()
    }

    /// Returns the number of records of `whole` that are in no part; `None` if the server does not count records.
    ///
    /// New records arrive and old ones expire meanwhile. So the parts must have as many records as the list had before,
    /// and as it has after.
    async fn missing(&self, whole: &ListPart<'a>, opened: &[OpenedPart]) -> Result<Option<u64>> {
        let totals = opened.iter().map(|part| part.page.total.map(|total| total + part.shift));
        let (mut before, mut sum) = (whole.total(), totals.sum::<Option<u64>>());
        for _ in 0..COMPARISONS {
            let after = self.count(&whole.endpoint).await?;
            let (Some(expected), Some(found)) = (before.max(after).filter(|_| after.is_some()), sum) else {
                return Ok(None);
            };
            // The sizes differ by more than can change meanwhile.
            if found >= expected || expected - found > u64::from(PAGE) {
                return Ok(Some(expected.saturating_sub(found)));
            }
            before = after;
            let counts = join_all(opened.iter().map(|part| self.count(&part.endpoint))).await;
            sum = counts.into_iter().collect::<Result<Vec<_>>>()?.into_iter().sum();
        }
        let after = self.count(&whole.endpoint).await?;
        Ok(before.max(after).zip(sum).map(|(expected, found)| expected.saturating_sub(found)))
    }

    /// Returns the number of records of a list, if the server reports it.
    async fn count(&self, endpoint: &Rc<dyn ListEndpoint>) -> Result<Option<u64>> {
        let page = self.client.page(&**endpoint, PagePosition { skip: 0, limit: 1, to: None }).await?;
        Ok(page.total)
    }

    /// Returns the reader of a part below the edge of `whole`.
    fn reader(
        &self,
        field: &'static SplitField,
        opened: OpenedPart,
        whole: &ListPart<'a>,
        edge: &ListEdge,
    ) -> ListPart<'a> {
        let OpenedPart { endpoint, value, shift, page } = opened;
        let shifted: Rc<dyn ListEndpoint> = Rc::new(ShiftedEndpoint { inner: Rc::clone(&endpoint), shift });
        let query = Query { skip: 0, page_size: Some(self.query.page_size.unwrap_or(PAGE)), ..self.query.clone() };
        let mut pager = Pager::new(self.client, shifted, FirstPage { page, server_time: None }, &query);
        pager.limit_ahead(self.max_ahead);
        let values = with_value(whole, field, &value);
        ListPart::new(endpoint, pager).below(edge, values, shift)
    }
}

/// Returns the values of `whole` and one more.
fn with_value(whole: &ListPart<'_>, field: &SplitField, value: &str) -> Vec<FieldValue> {
    let mut values = whole.values.clone();
    values.push(FieldValue { field: field.name, value: value.to_owned() });
    values
}
