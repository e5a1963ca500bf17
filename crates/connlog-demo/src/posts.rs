//! Publishing entries: posts to several accounts, failures and the retries that mend them. Drawn by index like
//! connection entries, an outline first and details for rows on a page.

use super::accounts::{Account, Profile};
use super::captions::{CAPTIONS, HOSTILE};
use super::dataset::Dataset;
use super::failure_scenarios::{OUTAGE, PAUSE, PUBLISHING, PublishFailure, REFRESH, UPLOADS};
use super::platforms::{IdForm, Platform};
use super::rng::{Draws, Topic, below_len};
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
    outage: bool,
}

/// A post, shared by all entries about it.
#[derive(Debug)]
pub(super) struct Post {
    pub id: String,
    pub content: String,
    pub scheduled: Option<u64>,
    pub media: &'static [&'static str],
    pub media_key: u64,
}

/// One entry, whole.
#[derive(Debug)]
pub(super) struct PostEntry<'a> {
    pub id: String,
    pub time: u64,
    pub account: &'a Account,
    pub profile_id: &'a str,
    pub user: &'a str,
    pub post: Option<Post>,
    /// The late dialect shows the post as an object here, not as its id.
    pub populated: bool,
    pub action: Action,
    pub status: PostStatus,
    pub attempt: u32,
    pub failure: Option<&'static PublishFailure>,
    pub platform_post_id: Option<String>,
    pub url: Option<String>,
    pub duration: Option<u64>,
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
/// What sixteen neighbouring entries tell: a step, of which post of the plot, and on which of its profile's accounts.
const PLOTS: [[(PublishStep, u64, u64); 16]; 3] = [
    [
        (Publish, 0, 0),
        (Publish, 0, 1),
        (Fail, 0, 2),
        (Publish, 1, 0),
        (BrokenUpload, 1, 1),
        (FailAgain(2), 0, 2),
        (Mended(2), 1, 1),
        (Publish, 2, 0),
        (Mended(3), 0, 2),
        (Publish, 2, 1),
        (Publish, 2, 2),
        (Publish, 3, 0),
        (Publish, 3, 1),
        (Publish, 3, 2),
        (Publish, 4, 0),
        (Publish, 4, 1),
    ],
    [
        (Publish, 0, 0),
        (Publish, 0, 1),
        (Refresh, 1, 0),
        (Publish, 1, 0),
        (Publish, 1, 1),
        (Publish, 1, 2),
        (Publish, 2, 0),
        (Pause, 2, 1),
        (Publish, 3, 0),
        (Publish, 2, 1),
        (Publish, 3, 1),
        (Cancel, 4, 0),
        (Publish, 5, 0),
        (Publish, 5, 1),
        (Publish, 5, 2),
        (Publish, 6, 0),
    ],
    [
        (Publish, 0, 0),
        (Publish, 1, 0),
        (Publish, 1, 1),
        (Publish, 2, 0),
        (Fail, 2, 1),
        (Publish, 3, 0),
        (Mended(2), 2, 1),
        (Publish, 3, 1),
        (Publish, 3, 2),
        (Publish, 4, 0),
        (Publish, 4, 1),
        (BrokenUpload, 5, 0),
        (Publish, 5, 1),
        (FailAgain(2), 5, 0),
        (Publish, 6, 0),
        (Publish, 6, 1),
    ],
];

impl Dataset {
    /// What happens in publishing entry `n`, without the details.
    pub(super) fn post_outline(&self, n: u64) -> PostOutline {
        let block = n / PLOT;
        let (step, post, target) = self.plot(block)[below_len(n % PLOT)];
        let post = block * POSTS + post;
        let profile = self.profile_of(post);
        let first = self.dice.roll(Topic::Post, post) >> 40;
        let turn = below_len((first + target) % profile.accounts.len() as u64);
        self.outcome_of(n, profile.accounts.start + turn, post, step)
    }

    fn plot(&self, block: u64) -> &'static [(PublishStep, u64, u64); 16] {
        &PLOTS[below_len(self.dice.roll(Topic::Plot, !block) % PLOTS.len() as u64)]
    }

    /// When the first attempt at `post` happens.
    fn first_attempt(&self, post: u64) -> u64 {
        let block = post / POSTS;
        let before = self.plot(block).iter().take_while(|(_, place, _)| *place != post % POSTS).count();
        self.line.time(EntryKind::Post, block * PLOT + before as u64)
    }

    fn profile_of(&self, post: u64) -> &Profile {
        let profiles = &self.cast.profiles;
        &profiles[below_len(self.dice.roll(Topic::Post, post) % profiles.len() as u64)]
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
        PostOutline { account, post, action, status, attempt, outage: outage && unlucky }
    }

    /// The late dialect's id of publishing entry `n`.
    pub(super) fn post_entry_id(&self, n: u64) -> String {
        self.object_id(self.line.time(EntryKind::Post, n), 0xE, n)
    }

    /// Publishing entry `n` with everything about it.
    pub(super) fn post_entry(&self, n: u64) -> PostEntry<'_> {
        let PostOutline { account, post, action, status, attempt, outage } = self.post_outline(n);
        let account = &self.cast.accounts[account];
        let profile = &self.cast.profiles[account.profile];
        let platform = account.platform();
        let mut draws = Draws::new(self.dice.roll(Topic::PostEntry, !n));
        let user = draws.pick(&self.cast.users);
        let failure = failure(platform.name, action, status, outage, &mut draws);
        let live = status == PostStatus::Success;
        let key = post_key(platform.id, &mut draws);
        PostEntry {
            id: self.post_entry_id(n),
            time: self.line.time(EntryKind::Post, n),
            account,
            profile_id: &profile.id,
            user,
            post: post.map(|post| self.post(post, profile, platform)),
            populated: !draws.one_in(5),
            action,
            status,
            attempt,
            failure,
            url: live.then(|| format!("{}{}", platform.link, key.1)),
            platform_post_id: live.then(|| format!("{}{}", key.0, key.1)),
            duration: duration(action, platform, outage, &mut draws),
        }
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

    fn post(&self, post: u64, profile: &Profile, platform: &Platform) -> Post {
        let mut draws = Draws::new(self.dice.roll(Topic::PostDetail, post));
        let content = caption(profile, &mut draws);
        let media: &[&str] = match draws.below(5) {
            _ if platform.video_only => &["video"],
            0 => &[],
            1 => &["video"],
            2 => &["image", "image", "image"],
            _ => &["image"],
        };
        let scheduled = (!draws.one_in(4)).then(|| self.first_attempt(post) / 60_000 * 60_000);
        Post { id: self.post_id(post), content, scheduled, media, media_key: draws.below(u64::MAX) }
    }
}

fn caption(profile: &Profile, draws: &mut Draws) -> String {
    if draws.one_in(400) {
        return (*draws.pick(&HOSTILE)).to_owned();
    }
    let brand = profile.brand;
    let mut text = draws.pick(CAPTIONS[brand.language]).replace("{}", brand.name);
    if draws.one_in(150) {
        // Long enough for the API to cut the bodies that hold it.
        text = format!("{text}\n\n").repeat(90);
    }
    if draws.below(3) > 0 {
        text.push_str("\n\n#");
        text.push_str(brand.tag);
    }
    text
}

fn failure(
    platform: &str,
    action: Action,
    status: PostStatus,
    outage: bool,
    draws: &mut Draws,
) -> Option<&'static PublishFailure> {
    let own = || PUBLISHING.iter().filter(|failure| failure.platform == platform).collect::<Vec<_>>();
    match (action, status) {
        (Action::RateLimitPause, _) => Some(&PAUSE),
        (_, PostStatus::Success | PostStatus::Pending | PostStatus::Skipped) => None,
        (Action::MediaUpload, _) => Some(draws.pick(&UPLOADS)),
        (Action::TokenRefresh, _) => Some(&REFRESH),
        _ if outage => Some(&OUTAGE),
        _ => match own().as_slice() {
            [] => PUBLISHING.last(),
            some => some.get(below_len(draws.below(some.len() as u64))).copied(),
        },
    }
}

/// The beginning of a platform's post id, and the part that its address repeats.
fn post_key(form: IdForm, draws: &mut Draws) -> (&'static str, String) {
    const SHORT: &[u8] = b"abcdefghijkmnopqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789_-";
    match form {
        IdForm::Digits(count) => ("", digits(count, draws)),
        IdForm::After(before) => (before, digits(18, draws)),
        IdForm::Short(count) => ("", (0..count).map(|_| char::from(*draws.pick(SHORT))).collect()),
    }
}

/// A number of so many digits, without a zero at its front.
fn digits(count: usize, draws: &mut Draws) -> String {
    (0..count)
        .map(|place| char::from(*draws.pick(if place == 0 { b"123456789".as_slice() } else { b"0123456789" })))
        .collect()
}

fn duration(action: Action, platform: &Platform, outage: bool, draws: &mut Draws) -> Option<u64> {
    let spread = draws.below(800) + draws.below(800) + draws.below(800);
    match action {
        Action::RateLimitPause | Action::TokenRefresh | Action::Cancelled => None,
        _ if outage => Some(10_000 + spread * 9),
        Action::MediaUpload => Some(20_000 + spread * 17),
        _ if platform.video_only => Some(3_500 + spread * 6),
        _ => Some(400 + spread),
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
        assert!((2000..4500).contains(&failed), "{failed}");
    }
}
