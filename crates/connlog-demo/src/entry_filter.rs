//! What an entry must be like to be in a list: the filters of both dialects, decided on outlines.

use super::connections::ConnectionEvent;
use super::current_format;
use super::dataset::Dataset;
use super::deliveries::EventSource;
use super::demo_version::DemoVersion;
use super::key_routes::DemoKey;
use super::posts::{Action, PostStatus};
use super::search::SearchTerm;
use super::time_index::EntryKind;

/// The filters of a list.
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
    /// The event of a delivery.
    pub delivered_event: Option<String>,
    pub webhook: Option<String>,
    pub event_id: Option<String>,
    /// The API request that caused the entry.
    pub request: Option<RequestScope>,
    pub status_code: Option<u64>,
    /// The key that made the API request.
    pub api_key: Option<String>,
    pub with_receipts: bool,
}

/// An API request and what it caused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum RequestScope {
    /// No request has the id.
    Nothing,
    Request {
        n: u64,
        post: Option<u64>,
    },
}

impl RequestScope {
    /// The scope of the request with this id.
    pub(super) fn find(world: &Dataset, id: &str) -> Self {
        match world.uuid_index(super::rng::Topic::Request, id) {
            Some(n) => Self::Request { n, post: world.request_outline(n).post },
            None => Self::Nothing,
        }
    }

    fn holds(self, world: &Dataset, kind: EntryKind, index: u64) -> bool {
        let Self::Request { n, post } = self else { return false };
        let is_about_post = |entry: u64| post.is_some() && world.post_outline(entry).post == post;
        match kind {
            EntryKind::Request => index == n,
            EntryKind::Post => is_about_post(index),
            EntryKind::Message => world.request_of_message(index) == Some(n),
            EntryKind::Delivery => {
                matches!(world.delivery_outline(index).source, EventSource::Post(entry) if is_about_post(entry))
            }
            EntryKind::Connection | EntryKind::Workflow => false,
        }
    }
}

/// What filters compare, of an entry of any kind.
struct EntryFields {
    account: Option<usize>,
    profile: Option<usize>,
    status: Option<PostStatus>,
    action: &'static str,
}

impl ListFilter {
    /// Whether every entry of one kind passes.
    pub(super) fn passes_all(&self) -> bool {
        let Self { platform, status, event, action, named_action, account, profile, search, .. } = self;
        let Self { delivered_event, webhook, event_id, request, status_code, api_key, with_receipts: _, .. } = self;
        platform.is_none()
            && status.is_none()
            && event.is_none()
            && action.is_none()
            && named_action.is_none()
            && account.is_none()
            && profile.is_none()
            && search.is_none()
            && delivered_event.is_none()
            && webhook.is_none()
            && event_id.is_none()
            && request.is_none()
            && status_code.is_none()
            && api_key.is_none()
    }

    /// Whether the outline of an entry passes; the text search is not part of it.
    pub(super) fn holds(&self, world: &Dataset, version: DemoVersion, kind: EntryKind, n: u64) -> bool {
        if self.request.is_some_and(|scope| !scope.holds(world, kind, n)) || !self.holds_kind(world, kind, n) {
            return false;
        }
        let facts = facts(world, version, kind, n);
        let on_platform =
            |wanted: usize| facts.account.is_some_and(|place| world.cast.accounts[place].platform == wanted);
        // A failed connect shows no account.
        let shows_account =
            kind != EntryKind::Connection || world.connection_outline(n).event != ConnectionEvent::ConnectFailed;
        self.platform.is_none_or(on_platform)
            && self.account.is_none_or(|wanted| shows_account && facts.account == Some(wanted))
            && self.profile.is_none_or(|wanted| facts.profile == Some(wanted))
            && self.status.is_none_or(|wanted| facts.status == Some(wanted))
            && self.named_action.as_ref().is_none_or(|name| name == facts.action)
    }

    /// The filters that are of one kind.
    fn holds_kind(&self, world: &Dataset, kind: EntryKind, n: u64) -> bool {
        match kind {
            EntryKind::Connection => {
                self.is_of_no_other_kind() && self.event.is_none_or(|event| event == world.connection_outline(n).event)
            }
            EntryKind::Post => {
                self.is_of_no_other_kind() && self.action.is_none_or(|action| action == world.post_outline(n).action)
            }
            EntryKind::Message => {
                self.is_of_no_other_kind() && (self.with_receipts || !world.message_outline(n).is_receipt())
            }
            EntryKind::Workflow => self.is_of_no_other_kind(),
            EntryKind::Request => {
                let outline = world.request_outline(n);
                self.delivered_event.is_none()
                    && self.status_code.is_none_or(|code| u64::from(outline.status_code()) == code)
                    && self.api_key.as_deref().is_none_or(|id| id == DemoKey::id(outline.key))
            }
            EntryKind::Delivery => {
                let outline = world.delivery_outline(n);
                self.status_code.is_none()
                    && self.api_key.is_none()
                    && self.delivered_event.as_deref().is_none_or(|event| event == outline.event)
                    && self.webhook.as_deref().is_none_or(|id| id == outline.subscription().id)
                    && self.event_id.as_deref().is_none_or(|id| world.is_about_event(&outline, id))
            }
        }
    }

    /// Whether none of the filters is set that only API requests or only deliveries can pass.
    const fn is_of_no_other_kind(&self) -> bool {
        self.delivered_event.is_none() && self.status_code.is_none() && self.api_key.is_none()
    }
}

fn facts(world: &Dataset, version: DemoVersion, kind: EntryKind, n: u64) -> EntryFields {
    let accounts = &world.cast.accounts;
    let of_account = |account: usize, status, action| EntryFields {
        account: Some(account),
        profile: Some(accounts[account].profile),
        status,
        action,
    };
    match kind {
        EntryKind::Connection => {
            let outline = world.connection_outline(n);
            let status = match (version, outline.event) {
                (DemoVersion::Zernio, _) => Some(current_format::connection_status(outline)),
                (DemoVersion::Late, ConnectionEvent::Disconnect) => None,
                (DemoVersion::Late, event) if event.succeeded() => Some(PostStatus::Success),
                (DemoVersion::Late, _) => Some(PostStatus::Failed),
            };
            of_account(outline.account, status, current_format::connection_action(outline.event))
        }
        EntryKind::Post => {
            let outline = world.post_outline(n);
            of_account(outline.account, Some(outline.status), current_format::post_action(outline))
        }
        EntryKind::Message => {
            let outline = world.message_outline(n);
            of_account(outline.account, Some(outline.status()), outline.action)
        }
        EntryKind::Workflow => {
            let outline = world.workflow_outline(n);
            of_account(outline.account, Some(outline.status), outline.action)
        }
        EntryKind::Request => {
            let outline = world.request_outline(n);
            let of_post = outline.post.map(|post| world.profile_place(post));
            let profile = of_post.or_else(|| outline.account.map(|account| accounts[account].profile));
            EntryFields { account: None, profile, status: Some(outline.status()), action: "api.request" }
        }
        EntryKind::Delivery => {
            let outline = world.delivery_outline(n);
            let account = world.account_of_delivery(&outline);
            let profile = account.map(|account| accounts[account].profile);
            EntryFields { account, profile, status: Some(outline.status()), action: outline.action() }
        }
    }
}
