//! The condition of an account at a time: whether it can post, how long its token lasts, and what is wrong with it.

use super::account_history::AccountLoss;
use super::dataset::Dataset;
use super::posts::{Action, PostStatus};
use super::rng::{Draws, Topic};
use super::time_index::{DAY, EntryFeed, EntryKind};

const HOUR: u64 = DAY / 24;
const WEEK: u64 = 7 * DAY;
/// The time between the removal of an account and its deletion by Zernio.
const REMOVAL_DELAY: u64 = HOUR;
/// The shortest cooldown of an account.
const COOLDOWN: u64 = 10 * 60_000;

/// What is wrong with an account that is connected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Complaint {
    /// Several syncs of its figures failed.
    AnalyticsFailing,
    /// A sync of its figures never ended.
    AnalyticsStalled,
    /// A permission for figures is missing.
    AnalyticsPermission,
    /// The platform refuses its messages.
    Messaging,
}

/// How an account is at a time.
#[derive(Debug)]
pub(super) struct AccountCondition {
    pub loss: Option<AccountLoss>,
    /// When the loss began.
    pub since: Option<u64>,
    pub reason: Option<&'static str>,
    pub token_expires: Option<u64>,
    pub complaint: Option<Complaint>,
}

impl AccountCondition {
    pub(super) const fn is_connected(&self) -> bool {
        self.loss.is_none()
    }

    /// Whether the API has deleted the account since somebody removed it.
    pub(super) fn is_deleted(&self, now: u64) -> bool {
        let gone = |since: u64| since + REMOVAL_DELAY <= now;
        self.loss.is_some_and(|loss| loss.intentional) && self.since.is_some_and(gone)
    }

    /// `healthy`, `warning` or `error`.
    pub(super) const fn status(&self) -> &'static str {
        match (self.loss, self.complaint) {
            (Some(_), _) => "error",
            (None, Some(_)) => "warning",
            (None, None) => "healthy",
        }
    }
}

impl Dataset {
    /// Returns how the account at place `account` of the cast is at `now`.
    pub(super) fn account_condition(&self, account: usize, now: u64) -> AccountCondition {
        let loss = self.loss_at(account, now);
        let since = loss.map(|loss| self.line.time(EntryKind::Connection, loss.first));
        let reason = loss.map(|loss| self.loss_reason(loss));
        let mut draws = Draws::new(self.dice.roll(Topic::AccountCondition, account as u64));
        let short_lived = draws.one_in(20);
        let token_expires = match since {
            Some(since) => (reason == Some("Token expired")).then_some(since),
            None => self.token_expiry(account, short_lived, now),
        };
        let complaint = self.complaint(account).filter(|_| loss.is_none());
        AccountCondition { loss, since, reason, token_expires, complaint }
    }

    /// When the token of a connected account ends; some end within days.
    fn token_expiry(&self, account: usize, short_lived: bool, now: u64) -> Option<u64> {
        let lifetime = u64::from(self.cast.accounts[account].platform().token_days) * DAY;
        if lifetime == 0 {
            return None;
        }
        if short_lived {
            return Some((now / WEEK + 1) * WEEK + HOUR);
        }
        let bound = self.line.range(EntryFeed::Connections, 0, now).end;
        let base = self.last_connect(account, bound).map_or(0, |n| self.line.time(EntryKind::Connection, n));
        // Zernio renews tokens before they end.
        let renewals = now.saturating_sub(base).saturating_add(WEEK) / lifetime;
        Some(base + (renewals + 1) * lifetime)
    }

    /// Returns the end of the cooldown of each account that is in one: posts of theirs were refused as abuse.
    pub(super) fn cooldowns(&self, now: u64) -> Vec<(usize, u64)> {
        let recent = self.line.range(EntryFeed::Posts, now.saturating_sub(COOLDOWN), now);
        let refused = recent.filter(|n| {
            let outline = self.post_outline(*n);
            outline.status == PostStatus::Failed && matches!(outline.action, Action::Publish | Action::Retry)
        });
        refused
            .filter(|n| self.post_entry(*n).failure.is_some_and(|failure| failure.code == "user_abuse"))
            .map(|n| (self.post_outline(n).account, self.line.time(EntryKind::Post, n) + COOLDOWN))
            .collect()
    }

    /// What is wrong with `account` for as long as it is connected, if anything is.
    pub(super) fn complaint(&self, account: usize) -> Option<Complaint> {
        let platform = self.cast.accounts[account].platform().name;
        let measured = has_analytics(platform);
        let messages = matches!(platform, "whatsapp" | "facebook" | "instagram");
        match self.dice.roll(Topic::AccountCondition, (account as u64) << 32) % 100 {
            0..3 if measured => Some(Complaint::AnalyticsFailing),
            3..5 if measured => Some(Complaint::AnalyticsStalled),
            5..7 if measured => Some(Complaint::AnalyticsPermission),
            7..11 if messages => Some(Complaint::Messaging),
            _ => None,
        }
    }
}

/// Whether the API collects figures of the posts on `platform`.
pub(super) fn has_analytics(platform: &str) -> bool {
    !matches!(platform, "telegram" | "whatsapp" | "snapchat" | "reddit" | "bluesky")
}
