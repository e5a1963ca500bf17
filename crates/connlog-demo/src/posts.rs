//! Publishing entries: posts to several accounts, failures and the retries that mend them. Drawn by index like
//! connection entries, an outline first and details for rows on a page (`post_details`).

use super::account_history::AccountLoss;
use super::accounts::Profile;
use super::dataset::Dataset;
use super::rng::{Topic, below_len};
use super::time_index::EntryKind;

/// What was attempted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Action {
    Publish,
    Retry,
    MediaUpload,
    RateLimitPause,
    TokenRefresh,
    Cancelled,
}

impl Action {
    /// Every action under the name the late dialect gives it.
    pub(super) const NAMES: [(&'static str, Self); 6] = [
        ("publish", Self::Publish),
        ("retry", Self::Retry),
        ("media_upload", Self::MediaUpload),
        ("rate_limit_pause", Self::RateLimitPause),
        ("token_refresh", Self::TokenRefresh),
        ("cancelled", Self::Cancelled),
    ];

    pub(super) fn name(self) -> &'static str {
        Self::NAMES.iter().find(|(_, action)| *action == self).map_or("", |(name, _)| name)
    }
}

/// How an attempt ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum PostStatus {
    Success,
    Failed,
    Pending,
    Skipped,
}

impl PostStatus {
    /// Every status under its name, the same in both dialects.
    pub(super) const NAMES: [(&'static str, Self); 4] =
        [("success", Self::Success), ("failed", Self::Failed), ("pending", Self::Pending), ("skipped", Self::Skipped)];

    pub(super) fn name(self) -> &'static str {
        Self::NAMES.iter().find(|(_, status)| *status == self).map_or("", |(name, _)| name)
    }
}

/// What filters look at.
#[derive(Debug, Clone, Copy)]
pub(super) struct PostOutline {
    pub account: usize,
    /// Which post; none for what concerns an account alone.
    pub post: Option<u64>,
    pub action: Action,
    pub status: PostStatus,
    pub attempt: u32,
    /// The account had lost its connection.
    pub loss: Option<AccountLoss>,
    pub outage: bool,
}

impl PostOutline {
    /// Changes an entry of an account that lost its connection: requests to the platform fail.
    const fn after_loss(self, loss: AccountLoss) -> Self {
        match self.action {
            Action::RateLimitPause | Action::Cancelled => self,
            Action::Publish | Action::Retry | Action::MediaUpload | Action::TokenRefresh => {
                Self { status: PostStatus::Failed, loss: Some(loss), outage: false, ..self }
            }
        }
    }
}

#[derive(Debug, Clone, Copy)]
enum PublishStep {
    Publish,
    /// Fails, and the plot retries it.
    Fail,
    FailAgain(u32),
    Mended(u32),
    BrokenUpload,
    Pause,
    Refresh,
    Cancel,
}

use PublishStep::{BrokenUpload, Cancel, Fail, FailAgain, Mended, Pause, Publish, Refresh};

const PLOT: u64 = 16;
const POSTS: u64 = 8;
/// One of the entries of a plot.
struct PlotAttempt {
    step: PublishStep,
    /// The post of the plot.
    post: u64,
    /// Which of the accounts of the post's profile.
    target: u64,
}

const fn attempt(step: PublishStep, post: u64, target: u64) -> PlotAttempt {
    PlotAttempt { step, post, target }
}

/// What sixteen neighbouring entries are about.
const PLOTS: [[PlotAttempt; 16]; 3] = [
    [
        attempt(Publish, 0, 0),
        attempt(Publish, 0, 1),
        attempt(Fail, 0, 2),
        attempt(Publish, 1, 0),
        attempt(BrokenUpload, 1, 1),
        attempt(FailAgain(2), 0, 2),
        attempt(Mended(2), 1, 1),
        attempt(Publish, 2, 0),
        attempt(Mended(3), 0, 2),
        attempt(Publish, 2, 1),
        attempt(Publish, 2, 2),
        attempt(Publish, 3, 0),
        attempt(Publish, 3, 1),
        attempt(Publish, 3, 2),
        attempt(Publish, 4, 0),
        attempt(Publish, 4, 1),
    ],
    [
        attempt(Publish, 0, 0),
        attempt(Publish, 0, 1),
        attempt(Refresh, 1, 0),
        attempt(Publish, 1, 0),
        attempt(Publish, 1, 1),
        attempt(Publish, 1, 2),
        attempt(Publish, 2, 0),
        attempt(Pause, 2, 1),
        attempt(Publish, 3, 0),
        attempt(Publish, 2, 1),
        attempt(Publish, 3, 1),
        attempt(Cancel, 4, 0),
        attempt(Publish, 5, 0),
        attempt(Publish, 5, 1),
        attempt(Publish, 5, 2),
        attempt(Publish, 6, 0),
    ],
    [
        attempt(Publish, 0, 0),
        attempt(Publish, 1, 0),
        attempt(Publish, 1, 1),
        attempt(Publish, 2, 0),
        attempt(Fail, 2, 1),
        attempt(Publish, 3, 0),
        attempt(Mended(2), 2, 1),
        attempt(Publish, 3, 1),
        attempt(Publish, 3, 2),
        attempt(Publish, 4, 0),
        attempt(Publish, 4, 1),
        attempt(BrokenUpload, 5, 0),
        attempt(Publish, 5, 1),
        attempt(FailAgain(2), 5, 0),
        attempt(Publish, 6, 0),
        attempt(Publish, 6, 1),
    ],
];

/// The entries among which all entries about `post` are.
pub(super) fn entries_about(post: u64) -> std::ops::Range<u64> {
    let first = post / POSTS * PLOT;
    first..first + PLOT
}

impl Dataset {
    /// What happens in publishing entry `n`, without the details.
    pub(super) fn post_outline(&self, n: u64) -> PostOutline {
        let block = n / PLOT;
        let PlotAttempt { step, post, target } = self.plot(block)[below_len(n % PLOT)];
        let post = block * POSTS + post;
        self.outcome_of(n, self.target(post, target), post, step)
    }

    fn plot(&self, block: u64) -> &'static [PlotAttempt; 16] {
        &PLOTS[below_len(self.dice.roll(Topic::Plot, !block) % PLOTS.len() as u64)]
    }

    /// The first entry about `post`.
    pub(super) fn first_entry(&self, post: u64) -> u64 {
        let block = post / POSTS;
        let before = self.plot(block).iter().take_while(|attempt| attempt.post != post % POSTS).count();
        block * PLOT + before as u64
    }

    /// When the first attempt at `post` happens.
    pub(super) fn first_attempt(&self, post: u64) -> u64 {
        self.line.time(EntryKind::Post, self.first_entry(post))
    }

    /// The post whose first entry is entry `n`.
    pub(super) fn post_begun_by(&self, n: u64) -> Option<u64> {
        let block = n / PLOT;
        let post = block * POSTS + self.plot(block)[below_len(n % PLOT)].post;
        (self.first_entry(post) == n).then_some(post)
    }

    /// The accounts that `post` goes to, each once.
    pub(super) fn targets_of(&self, post: u64) -> impl Iterator<Item = usize> {
        let mut turns: Vec<u64> = Vec::new();
        for attempt in self.plot(post / POSTS) {
            if attempt.post == post % POSTS && !turns.contains(&attempt.target) {
                turns.push(attempt.target);
            }
        }
        turns.into_iter().map(move |turn| self.target(post, turn))
    }

    fn target(&self, post: u64, turn: u64) -> usize {
        let accounts = &self.profile_of(post).accounts;
        let first = self.dice.roll(Topic::Post, post) >> 40;
        accounts.start + below_len((first + turn) % accounts.len() as u64)
    }

    /// The place of the profile that `post` belongs to.
    pub(super) fn profile_place(&self, post: u64) -> usize {
        below_len(self.dice.roll(Topic::Post, post) % self.cast.profiles.len() as u64)
    }

    pub(super) fn profile_of(&self, post: u64) -> &Profile {
        &self.cast.profiles[self.profile_place(post)]
    }

    fn outcome_of(&self, n: u64, account: usize, post: u64, step: PublishStep) -> PostOutline {
        let outage = self.outage(self.cast.accounts[account].platform, n);
        let luck = self.dice.roll(Topic::PostEntry, n) % 100;
        let unlucky = luck < if outage { 55 } else { 4 };
        let (action, status, attempt) = match step {
            Publish if unlucky => (Action::Publish, PostStatus::Failed, 1),
            Publish => (Action::Publish, PostStatus::Success, 1),
            Fail => (Action::Publish, PostStatus::Failed, 1),
            FailAgain(attempt) => (Action::Retry, PostStatus::Failed, attempt),
            Mended(attempt) => (Action::Retry, PostStatus::Success, attempt),
            BrokenUpload => (Action::MediaUpload, PostStatus::Failed, 1),
            Pause => (Action::RateLimitPause, PostStatus::Skipped, 1),
            Refresh if luck < 40 => (Action::TokenRefresh, PostStatus::Failed, 1),
            Refresh => (Action::TokenRefresh, PostStatus::Pending, 1),
            Cancel => (Action::Cancelled, PostStatus::Skipped, 1),
        };
        let post = (action != Action::TokenRefresh).then_some(post);
        let outline = PostOutline { account, post, action, status, attempt, loss: None, outage: outage && unlucky };
        match self.loss_at_post(account, n) {
            Some(loss) => outline.after_loss(loss),
            None => outline,
        }
    }

    /// The late dialect's id of publishing entry `n`.
    pub(super) fn post_entry_id(&self, n: u64) -> String {
        self.object_id(self.line.time(EntryKind::Post, n), 0xE, n)
    }

    /// The id of the post with this key: one of [`POSTS`] of its plot.
    pub(super) fn post_id(&self, post: u64) -> String {
        self.object_id(self.line.time(EntryKind::Post, post / POSTS * PLOT), 0xA, post)
    }

    /// The entries that may be about the post with this id, if the id is one of ours.
    pub(super) fn entries_of(&self, post_id: &str) -> Option<(u64, std::ops::Range<u64>)> {
        let digits = post_id.get(14..).filter(|_| post_id.len() == 24)?;
        let post = u64::from_str_radix(digits, 16).ok()?;
        let first = post / POSTS * PLOT;
        (self.post_id(post) == post_id).then_some((post, first..first + PLOT))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mended_entry_follows_a_failed_one_of_the_same_post_and_account() {
        let world = Dataset::new(1, 4000, 6);
        for n in 50_000..52_000 {
            let mended = world.post_outline(n);
            if mended.action == Action::Retry && mended.status == PostStatus::Success {
                let before = (n - n % PLOT..n).map(|earlier| world.post_outline(earlier));
                let mut same = before.filter(|one| one.post == mended.post && one.account == mended.account);
                assert!(
                    same.any(|one| one.status == PostStatus::Failed && one.attempt < mended.attempt || one.attempt == 1)
                );
            }
        }
    }

    #[test]
    fn a_post_id_leads_back_to_its_entries() {
        let world = Dataset::new(5, 4000, 6);
        let entry = (70_000..70_050).map(|n| world.post_entry(n)).find(|entry| entry.post.is_some()).unwrap();
        let id = entry.post.unwrap().id;
        let (post, range) = world.entries_of(&id).unwrap();
        assert!(range.filter(|n| world.post_outline(*n).post == Some(post)).count() > 0);
        assert!(world.entries_of("65f1c0a9e2b5af0012ab34cd").is_none());
        assert!(world.entries_of("é").is_none());
    }

    #[test]
    fn the_share_of_failures_is_believable() {
        let world = Dataset::new(1, 4000, 6);
        let failed = (0..20_000).filter(|n| world.post_outline(*n).status == PostStatus::Failed).count();
        assert!((2000..5000).contains(&failed), "{failed}");
    }
}
