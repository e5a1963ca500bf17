//! What became of a post on each of its accounts at a time. It follows from the publishing entries, with two exceptions that
//! the real API shows too: a Threads post may go out although its log row failed, and TikTok may refuse what it accepted.

use super::dataset::Dataset;
use super::failure_scenarios::PublishFailure;
use super::post_details::PostEntry;
use super::posts::{self, Action, PostStatus};
use super::rng::{Draws, Topic, below_len};
use super::time_index::EntryKind;

/// How long Threads takes to publish a post that it reported as failed.
const THREADS_DELAY: u64 = 4 * 60_000;
/// How long TikTok takes to review a video that it accepted.
const TIKTOK_REVIEW: u64 = 10 * 60_000;
/// How many entries before its first attempt a person plans a post, at most.
const PLANNED: u64 = 24;

/// What TikTok says of a video that did not pass its review.
const REJECTED: PublishFailure = PublishFailure {
    platform: "tiktok",
    code: "platform_rejected",
    status: 200,
    message: "TikTok did not publish the video after its review.",
    raw: "",
};

/// The state of a post on one account.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum TargetState {
    Pending,
    Published,
    Failed,
    Cancelled,
}

impl TargetState {
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Published => "published",
            Self::Failed => "failed",
            Self::Cancelled => "cancelled",
        }
    }
}

/// What became of a post on one account.
#[derive(Debug)]
pub(super) struct TargetResult {
    pub account: usize,
    pub state: TargetState,
    pub attempts: usize,
    /// When the state began.
    pub since: Option<u64>,
    pub platform_post_id: Option<String>,
    pub url: Option<String>,
    pub failure: Option<&'static PublishFailure>,
}

/// A post and what became of it.
#[derive(Debug)]
pub(super) struct PublishResult {
    pub post: u64,
    pub created: u64,
    /// When it is or was to go out.
    pub due: u64,
    pub targets: Vec<TargetResult>,
}

impl PublishResult {
    /// The status of the post as a whole.
    pub(super) fn status(&self, now: u64) -> &'static str {
        let count = |state| self.targets.iter().filter(|target| target.state == state).count();
        let all = self.targets.len();
        match (count(TargetState::Published), count(TargetState::Failed), count(TargetState::Cancelled)) {
            (0, 0, 0) if now < self.due => "scheduled",
            (published, failed, cancelled) if published + failed + cancelled < all => "publishing",
            (0, 0, _) => "cancelled",
            (0, _, _) => "failed",
            (_, 0, _) => "published",
            _ => "partial",
        }
    }

    pub(super) fn updated(&self) -> u64 {
        self.targets.iter().filter_map(|target| target.since).max().unwrap_or(self.created).max(self.created)
    }
}

impl Dataset {
    /// Returns what became of `post` by `now`; nothing if nobody has created it by then.
    pub(super) fn post_result(&self, post: u64, now: u64) -> Option<PublishResult> {
        let created = self.post_created(post);
        if created > now {
            return None;
        }
        let targets = self.targets_of(post).map(|account| self.target_result(post, account, now)).collect();
        Some(PublishResult { post, created, due: self.first_attempt(post), targets })
    }

    fn post_created(&self, post: u64) -> u64 {
        if let Some(n) = self.request_of_post(post) {
            return self.line.time(EntryKind::Request, n);
        }
        let earlier = 1 + self.dice.roll(Topic::Request, !post) % PLANNED;
        self.line.time(EntryKind::Request, self.first_entry(post).saturating_sub(earlier))
    }

    /// Returns the posts that exist at `now`, those with the latest attempts first.
    pub(super) fn posts_at(&self, now: u64) -> impl Iterator<Item = PublishResult> + '_ {
        let existing = self.line.existing(super::time_index::EntryFeed::Posts, now);
        let entries = existing.start..existing.end + PLANNED + 16;
        entries.rev().filter_map(|n| self.post_begun_by(n)).filter_map(move |post| self.post_result(post, now))
    }

    fn target_result(&self, post: u64, account: usize, now: u64) -> TargetResult {
        let about = posts::entries_about(post).filter(|n| self.post_outline(*n).account == account);
        let all: Vec<u64> = about.filter(|n| self.post_outline(*n).post == Some(post)).collect();
        let shown =
            |n: &&u64| self.line.time(EntryKind::Post, **n) <= now && self.has_appeared(EntryKind::Post, **n, now);
        let earlier: Vec<u64> = all.iter().filter(shown).copied().collect();
        let is_tried_again = earlier.len() < all.len();
        let attempts =
            earlier.iter().filter(|n| matches!(self.post_outline(**n).action, Action::Publish | Action::Retry)).count();
        let mut result = TargetResult {
            account,
            state: TargetState::Pending,
            attempts,
            since: None,
            platform_post_id: None,
            url: None,
            failure: None,
        };
        if let Some(last) = earlier.last() {
            self.fill_result(&self.post_entry(*last), is_tried_again, now, &mut result);
        }
        result
    }

    fn fill_result(&self, entry: &PostEntry<'_>, is_tried_again: bool, now: u64, result: &mut TargetResult) {
        let platform = entry.account.platform();
        let mut draws = Draws::new(self.dice.roll(Topic::PostDetail, !entry.time));
        result.since = Some(entry.time);
        result.failure = entry.failure;
        result.platform_post_id.clone_from(&entry.platform_post_id);
        result.url.clone_from(&entry.url);
        match (entry.action, entry.status) {
            (Action::Cancelled, _) => result.state = TargetState::Cancelled,
            (_, PostStatus::Success) => result.state = TargetState::Published,
            (_, PostStatus::Failed) if !is_tried_again => result.state = TargetState::Failed,
            (_, PostStatus::Failed | PostStatus::Pending | PostStatus::Skipped) => {}
        }
        let late = entry.time + THREADS_DELAY;
        let is_threads_fault = entry.failure.is_some_and(|failure| failure.platform == "threads");
        if result.state == TargetState::Failed && is_threads_fault && late <= now {
            let id = format!("1{:016}", draws.below(10_u64.pow(16)));
            result.url = Some(format!("{}{id}", platform.link));
            result.platform_post_id = Some(id);
            (result.state, result.since, result.failure) = (TargetState::Published, Some(late), None);
        }
        if result.state == TargetState::Published && platform.name == "tiktok" {
            review_video(entry, now, &mut draws, result);
        }
    }
}

/// TikTok accepts a video first, and decides later.
fn review_video(entry: &PostEntry<'_>, now: u64, draws: &mut Draws, result: &mut TargetResult) {
    let reviewed = entry.time + TIKTOK_REVIEW;
    if reviewed > now {
        result.url = None;
    } else if draws.one_in(9) {
        (result.state, result.since, result.failure) = (TargetState::Failed, Some(reviewed), Some(&REJECTED));
        (result.platform_post_id, result.url) = (None, None);
    } else if let Some(id) = result.platform_post_id.as_deref().and_then(|id| id.rsplit('.').next()) {
        result.url = Some(format!("https://www.tiktok.com/@{}/video/{id}", entry.account.handle));
        result.platform_post_id = Some(id.to_owned());
        result.since = Some(reviewed);
    }
}

/// `number` as a place in a slice of `length`, at most its end.
pub(super) fn bounded(number: u64, length: usize) -> usize {
    below_len(number.min(length as u64))
}
