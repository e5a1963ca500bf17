//! The details of publishing entries: the post with its words and media, why an attempt failed, what the platform gave.

use super::accounts::{Account, Profile};
use super::captions::{CAPTIONS, HOSTILE};
use super::dataset::Dataset;
use super::failure_scenarios::{
    LOST, OUTAGE, PAUSE, PUBLISHING, PublishFailure, REFRESH, REFRESH_LATER, REMOVED, UPLOADS,
};
use super::platforms::{IdForm, Platform};
use super::posts::{Action, PostOutline, PostStatus};
use super::rng::{Draws, Topic, below_len};
use super::time_index::EntryKind;

/// A post, shared by all entries about it.
#[derive(Debug)]
pub(super) struct Post {
    pub id: String,
    pub content: String,
    pub scheduled: Option<u64>,
    pub media: &'static [&'static str],
    pub media_key: u64,
    /// The API request that created it.
    pub request: Option<u64>,
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

impl Dataset {
    /// Publishing entry `n` with everything about it.
    pub(super) fn post_entry(&self, n: u64) -> PostEntry<'_> {
        let outline = self.post_outline(n);
        let PostOutline { account, post, action, status, attempt, loss, outage } = outline;
        let account = &self.cast.accounts[account];
        let profile = &self.cast.profiles[account.profile];
        let platform = account.platform();
        let mut draws = Draws::new(self.dice.roll(Topic::PostEntry, !n));
        let user = draws.pick(&self.cast.users);
        let failure = failure(platform.name, &outline, &mut draws);
        let failure = loss.map(|loss| lost(loss.intentional, self.loss_reason(loss))).or(failure);
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

    /// The post with its words and media. The platform of its first target decides on the media.
    pub(super) fn post_of(&self, post: u64) -> Post {
        let account = self.targets_of(post).next().unwrap_or_default();
        self.post(post, self.profile_of(post), self.cast.accounts[account].platform())
    }

    /// Whether somebody planned `post` for a time.
    pub(super) fn is_scheduled(&self, post: u64) -> bool {
        let mut draws = Draws::new(self.dice.roll(Topic::PostDetail, post));
        caption(self.profile_of(post), &mut draws);
        draws.below(5);
        !draws.one_in(4)
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
        Post {
            id: self.post_id(post),
            content,
            scheduled,
            media,
            media_key: draws.below(u64::MAX),
            request: self.request_of_post(post),
        }
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

fn failure(platform: &str, outline: &PostOutline, draws: &mut Draws) -> Option<&'static PublishFailure> {
    let own = || PUBLISHING.iter().filter(|failure| failure.platform == platform).collect::<Vec<_>>();
    match (outline.action, outline.status) {
        (Action::RateLimitPause, _) => Some(&PAUSE),
        (_, PostStatus::Success | PostStatus::Pending | PostStatus::Skipped) => None,
        (Action::MediaUpload, _) => Some(draws.pick(&UPLOADS)),
        (Action::TokenRefresh, _) => Some(&REFRESH_LATER),
        _ if outline.outage => Some(&OUTAGE),
        _ => match own().as_slice() {
            [] => PUBLISHING.last(),
            some => some.get(below_len(draws.below(some.len() as u64))).copied(),
        },
    }
}

/// Why an attempt for an account that had lost its connection failed.
fn lost(intentional: bool, reason: &str) -> &'static PublishFailure {
    match LOST.iter().find(|(ending, _)| *ending == reason) {
        _ if intentional => &REMOVED,
        Some((_, failure)) => failure,
        None => &REFRESH,
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

/// Returns a number with this count of digits; its first digit is not 0.
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
