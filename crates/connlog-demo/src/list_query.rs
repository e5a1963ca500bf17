//! A list as it is asked for: which entries, which page of them, in which dialect; and the page that answers it.
//!
//! Without filters a page costs its own rows and nothing else; with filters the outlines of all entries are looked at.

use std::io::Write as _;
use std::ops::Range;

use super::connections::ConnectionEvent;
use super::dataset::Dataset;
use super::fault_injection::ResponseMutation;
use super::json_writer::Object;
use super::posts::{Action, PostStatus};
use super::search::SearchTerm;
use super::time_index::{DAY, EntryFeed, EntryKind};
use super::{current_format, legacy_format};

/// How rows are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum DemoVersion {
    Late,
    Zernio,
}

/// A question for a page.
#[derive(Debug)]
pub(super) struct ListQuery {
    pub dialect: DemoVersion,
    /// Which entries; none for lists that are empty in the demo.
    pub feed: Option<EntryFeed>,
    pub days: u64,
    /// Milliseconds, both ends inside.
    pub from: u64,
    pub to: u64,
    pub limit: u64,
    pub skip: u64,
    pub filter: ListFilter,
}

/// What an entry must be like.
#[derive(Debug, Default)]
pub(super) struct ListFilter {
    pub platform: Option<usize>,
    pub status: Option<PostStatus>,
    pub event: Option<ConnectionEvent>,
    pub action: Option<Action>,
    /// The present dialect's word for what happened.
    pub named_action: Option<String>,
    /// Places in the cast; beyond its end for ids that nobody has.
    pub account: Option<usize>,
    pub profile: Option<usize>,
    pub search: Option<SearchTerm>,
}

impl ListFilter {
    const fn passes_all(&self) -> bool {
        matches!(
            self,
            Self {
                platform: None,
                status: None,
                event: None,
                action: None,
                named_action: None,
                account: None,
                profile: None,
                search: None,
            }
        )
    }
}

impl ListQuery {
    /// The answer's body, with the list as it is at `now`.
    pub(super) fn page(&self, world: &Dataset, now: u64, bend: ResponseMutation) -> Vec<u8> {
        let limit = if bend.short { (self.limit * 3 / 4).max(1) } else { self.limit };
        let range = self.range(world, now);
        let mut out = Vec::with_capacity(128 * 1024);
        out.extend_from_slice(b"{\"logs\":[");
        let total = match self.feed {
            None => 0,
            Some(feed) if self.filter.passes_all() && world.late == 0 => {
                let total = range.end - range.start;
                let end = range.end.saturating_sub(self.skip).max(range.start);
                for index in (range.start.max(end.saturating_sub(limit))..end).rev() {
                    let (kind, n) = world.line.entry(feed, index);
                    self.append(world, kind, n, &mut out);
                }
                total
            }
            Some(feed) => {
                let entries = range.rev().map(|index| world.line.entry(feed, index));
                let entries = entries.filter(|(kind, n)| world.has_appeared(*kind, *n, now));
                self.scan(world, entries, limit, &mut out)
            }
        };
        let told = ListSummary { total, limit, skip: self.skip, bend };
        out.extend_from_slice(b"],\"pagination\":");
        Object::write(&mut out, |pagination| told.write(pagination));
        out.push(b'}');
        out
    }

    fn range(&self, world: &Dataset, now: u64) -> Range<u64> {
        let Some(feed) = self.feed else { return 0..0 };
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
            if !self.holds(world, kind, n) {
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

    /// Whether the outline of an entry passes; the text search is not part of it.
    fn holds(&self, world: &Dataset, kind: EntryKind, n: u64) -> bool {
        let filter = &self.filter;
        let cast = &world.cast;
        let fits = |account: usize, shown: bool| {
            filter.platform.is_none_or(|platform| cast.accounts[account].platform == platform)
                && filter.account.is_none_or(|wanted| shown && wanted == account)
                && filter.profile.is_none_or(|wanted| wanted == cast.accounts[account].profile)
        };
        match kind {
            EntryKind::Connection => {
                let outline = world.connection_outline(n);
                let status = match (self.dialect, outline.event) {
                    (DemoVersion::Zernio, _) => Some(current_format::connection_status(outline)),
                    (DemoVersion::Late, ConnectionEvent::Disconnect) => None,
                    (DemoVersion::Late, event) => {
                        Some(if event.succeeded() { PostStatus::Success } else { PostStatus::Failed })
                    }
                };
                filter.event.is_none_or(|event| event == outline.event)
                    && filter.status.is_none_or(|wanted| status == Some(wanted))
                    && filter
                        .named_action
                        .as_ref()
                        .is_none_or(|name| name == current_format::connection_action(outline.event))
                    && fits(outline.account, outline.event != ConnectionEvent::ConnectFailed)
            }
            EntryKind::Post => {
                let outline = world.post_outline(n);
                filter.action.is_none_or(|action| action == outline.action)
                    && filter.status.is_none_or(|status| status == outline.status)
                    && filter.named_action.as_ref().is_none_or(|name| name == current_format::post_action(outline))
                    && fits(outline.account, true)
            }
        }
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
