//! A list as it is asked for: which entries, which page of them, in which dialect; and the page that answers it.
//!
//! Without filters a page costs its own rows and nothing else; with filters the outlines of all entries are looked at.

use std::io::Write as _;
use std::ops::Range;

use super::dataset::Dataset;
use super::demo_version::DemoVersion;
use super::entry_filter::ListFilter;
use super::fault_injection::ResponseMutation;
use super::json_writer::Object;
use super::time_index::{DAY, EntryFeed, EntryKind};
use super::{api_requests, current_format, deliveries, legacy_format, messages, workflows};

/// A question for a page.
#[derive(Debug)]
pub(super) struct ListQuery {
    pub dialect: DemoVersion,
    pub feed: EntryFeed,
    pub days: u64,
    /// Milliseconds, both ends inside.
    pub from: u64,
    pub to: u64,
    pub limit: u64,
    pub skip: u64,
    pub filter: ListFilter,
    /// Deliveries have rows of `/v1/webhooks/logs`, not of `/v1/logs`.
    pub as_webhook_log: bool,
}

impl ListQuery {
    /// The answer's body, with the list as it is at `now`.
    pub(super) fn page(&self, world: &Dataset, now: u64, bend: ResponseMutation) -> Vec<u8> {
        let limit = if bend.short { (self.limit * 3 / 4).max(1) } else { self.limit };
        let range = self.range(world, now);
        let mut out = Vec::with_capacity(128 * 1024);
        out.extend_from_slice(b"{\"logs\":[");
        let total = if self.passes_all(self.feed) && world.late == 0 {
            let total = range.end - range.start;
            let end = range.end.saturating_sub(self.skip).max(range.start);
            for (kind, n) in world.line.newest_first(self.feed, range.start.max(end.saturating_sub(limit))..end) {
                self.append(world, kind, n, &mut out);
            }
            total
        } else {
            let entries = world.line.newest_first(self.feed, range);
            self.scan(world, entries.filter(|(kind, n)| world.has_appeared(*kind, *n, now)), limit, &mut out)
        };
        if self.dialect == DemoVersion::Late && self.as_webhook_log {
            out.extend_from_slice(b"]}");
            return out;
        }
        let told = ListSummary { total, limit, skip: self.skip, bend };
        out.extend_from_slice(b"],\"pagination\":");
        Object::write(&mut out, |pagination| told.write(pagination));
        out.push(b'}');
        out
    }

    /// Whether every entry of `feed` is in the list.
    fn passes_all(&self, feed: EntryFeed) -> bool {
        let has_receipts = matches!(feed, EntryFeed::Messages | EntryFeed::All);
        self.filter.passes_all() && (self.filter.with_receipts || !has_receipts)
    }

    fn range(&self, world: &Dataset, now: u64) -> Range<u64> {
        let feed = self.feed;
        let existing = world.line.existing(feed, now);
        let wanted = world.line.range(feed, self.from.max(now.saturating_sub(self.days * DAY)), self.to.min(now));
        let start = wanted.start.max(existing.start);
        start..wanted.end.min(existing.end).max(start)
    }

    /// Counts all matches and writes those of the page.
    fn scan(
        &self,
        world: &Dataset,
        entries: impl Iterator<Item = (EntryKind, u64)>,
        limit: u64,
        out: &mut Vec<u8>,
    ) -> u64 {
        let mut total = 0;
        let mut row = Vec::new();
        for (kind, n) in entries {
            if !self.filter.holds(world, self.dialect, kind, n) {
                continue;
            }
            if let Some(needle) = &self.filter.search {
                row.clear();
                self.render(world, kind, n, &mut row);
                if !needle.is_in(&row) {
                    continue;
                }
            }
            if (self.skip..self.skip.saturating_add(limit)).contains(&total) {
                self.append(world, kind, n, out);
            }
            total += 1;
        }
        total
    }

    fn append(&self, world: &Dataset, kind: EntryKind, n: u64, out: &mut Vec<u8>) {
        if out.last() == Some(&b'}') {
            out.push(b',');
        }
        self.render(world, kind, n, out);
    }

    fn render(&self, world: &Dataset, kind: EntryKind, n: u64, out: &mut Vec<u8>) {
        match (self.dialect, kind) {
            (DemoVersion::Late, EntryKind::Connection) => legacy_format::connection(world, n, out),
            (DemoVersion::Late, EntryKind::Post) => legacy_format::post(world, n, out),
            (DemoVersion::Zernio, EntryKind::Connection) => current_format::connection(world, n, out),
            (DemoVersion::Zernio, EntryKind::Post) => current_format::post(world, n, out),
            (_, EntryKind::Request) => api_requests::row(world, n, out),
            (_, EntryKind::Message) => messages::row(world, n, out),
            (_, EntryKind::Workflow) => workflows::row(world, n, out),
            (version, EntryKind::Delivery) if self.as_webhook_log => deliveries::row(world, version, n, out),
            (_, EntryKind::Delivery) => deliveries::log_row(world, n, out),
        }
    }
}

/// What a page tells about its place in the list.
struct ListSummary {
    total: u64,
    limit: u64,
    skip: u64,
    bend: ResponseMutation,
}

impl ListSummary {
    fn write(&self, pagination: &mut Object<'_>) {
        let total = if self.bend.over_total { self.total + 7 } else { self.total };
        if !self.bend.no_total {
            pagination.number("total", total);
        }
        pagination.number("limit", self.limit);
        pagination.number("skip", self.skip);
        if !self.bend.no_total {
            pagination.number("pages", total.div_ceil(self.limit));
        }
        pagination.flag("hasMore", self.skip.saturating_add(self.limit) < self.total);
    }
}

/// One post's rows, newest first, and their number; nothing if no entry about the post exists at `now`.
pub(super) fn history(world: &Dataset, now: u64, post_id: &str, limit: u64) -> Option<Vec<u8>> {
    let (post, range) = world.entries_of(post_id)?;
    let existing = world.line.existing(EntryFeed::Posts, now);
    let appeared = |n: &u64| existing.contains(n) && world.has_appeared(EntryKind::Post, *n, now);
    let about = range.rev().filter(|n| appeared(n) && world.post_outline(*n).post == Some(post));
    let found: Vec<u64> = about.collect();
    if found.is_empty() {
        return None;
    }
    let mut out = b"{\"logs\":[".to_vec();
    let mut count = 0;
    for n in found.iter().take(usize::try_from(limit).unwrap_or(usize::MAX)) {
        if count > 0 {
            out.push(b',');
        }
        legacy_format::post(world, *n, &mut out);
        count += 1;
    }
    let _ = write!(out, "],\"count\":{count},\"postId\":\"{post_id}\"}}");
    Some(out)
}
