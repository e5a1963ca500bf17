//! The calls that the agency's programs made to the API: posts they created, messages they sent, lists they read.
//!
//! A call that created a post has the index of the post's first attempt, or [`LEAD`] less if the post was scheduled. A
//! call that sent a message has the index before the message.

use serde_json::json;

use super::dataset::Dataset;
use super::json_writer::Object;
use super::key_routes::DemoKey;
use super::posts::PostStatus;
use super::rng::{Draws, Topic, below_len};
use super::stamp;
use super::time_index::EntryKind;

/// How many entries before its first attempt a scheduled post was created.
const LEAD: u64 = 24;

/// A route of the API.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Operation {
    pub id: &'static str,
    pub method: &'static str,
    pub path: &'static str,
}

const fn operation(id: &'static str, method: &'static str, path: &'static str) -> Operation {
    Operation { id, method, path }
}

const CREATE_POST: Operation = operation("createPost", "POST", "/v1/posts");
const SEND_MESSAGE: Operation =
    operation("sendInboxMessage", "POST", "/v1/inbox/conversations/{conversationId}/messages");
const READS: [Operation; 5] = [
    operation("listPosts", "GET", "/v1/posts"),
    operation("listLogs", "GET", "/v1/logs"),
    operation("getAllAccountsHealth", "GET", "/v1/accounts/health"),
    operation("listAccounts", "GET", "/v1/accounts"),
    operation("listProfiles", "GET", "/v1/profiles"),
];

/// Why a call was refused.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Refusal {
    status: u16,
    code: &'static str,
    message: &'static str,
}

const LIMITED: Refusal = Refusal { status: 429, code: "rate_limited", message: "Rate limit exceeded" };
const INVALID: Refusal =
    Refusal { status: 400, code: "invalid_field_value", message: "scheduledFor must be in the future" };
const DISCONNECTED: Refusal =
    Refusal { status: 403, code: "ACCOUNT_DISCONNECTED", message: "Account is disconnected and cannot be posted to." };
const BROKEN: Refusal = Refusal { status: 500, code: "internal_error", message: "Internal server error" };

/// What filters look at.
#[derive(Debug, Clone, Copy)]
pub(super) struct RequestOutline {
    pub operation: &'static Operation,
    pub refusal: Option<&'static Refusal>,
    /// The post that the call created.
    pub post: Option<u64>,
    /// The account that the call named.
    pub account: Option<usize>,
    pub key: DemoKey,
}

impl RequestOutline {
    pub(super) fn status(&self) -> PostStatus {
        if self.refusal.is_some() { PostStatus::Failed } else { PostStatus::Success }
    }

    pub(super) fn status_code(&self) -> u16 {
        let accepted = if self.operation.method == "POST" { 201 } else { 200 };
        self.refusal.map_or(accepted, |refusal| refusal.status)
    }
}

impl Dataset {
    /// What API request `n` was, without the details.
    pub(super) fn request_outline(&self, n: u64) -> RequestOutline {
        let outline = RequestOutline {
            operation: &CREATE_POST,
            refusal: None,
            post: self.post_created_by(n),
            account: None,
            key: DemoKey::Full,
        };
        if outline.post.is_some() {
            return outline;
        }
        let message = self.message_outline(n + 1);
        if message.by_program {
            return RequestOutline { operation: &SEND_MESSAGE, account: Some(message.account), ..outline };
        }
        self.other_request(n, outline)
    }

    fn other_request(&self, n: u64, outline: RequestOutline) -> RequestOutline {
        let mut draws = Draws::new(self.dice.roll(Topic::Request, n));
        let (read, luck) = (draws.pick(&READS), draws.below(100));
        // A program that polls too often is refused in bursts.
        let burst = self.endpoint_outage(usize::from(u8::MAX), n);
        let account = below_len(draws.below(self.cast.accounts.len() as u64));
        match luck {
            0..45 if burst => RequestOutline { operation: read, refusal: Some(&LIMITED), ..outline },
            0 => RequestOutline { operation: read, refusal: Some(&LIMITED), ..outline },
            1..3 => RequestOutline { refusal: Some(&INVALID), account: Some(account), ..outline },
            3..20 if self.loss_at(account, self.line.time(EntryKind::Request, n)).is_some() => {
                RequestOutline { refusal: Some(&DISCONNECTED), account: Some(account), ..outline }
            }
            20 => RequestOutline { operation: read, refusal: Some(&BROKEN), ..outline },
            _ if read.path == "/v1/logs" => RequestOutline { operation: read, key: DemoKey::PublishingOnly, ..outline },
            _ => RequestOutline { operation: read, ..outline },
        }
    }

    fn post_created_by(&self, n: u64) -> Option<u64> {
        let created = |entry: u64, scheduled: bool| {
            let post = self.post_begun_by(entry)?;
            (self.is_made_by_api(post) && self.is_scheduled(post) == scheduled).then_some(post)
        };
        created(n, false).or_else(|| created(n + LEAD, true))
    }

    /// The API request that created `post`; none if a person did in the dashboard.
    pub(super) fn request_of_post(&self, post: u64) -> Option<u64> {
        if !self.is_made_by_api(post) {
            return None;
        }
        let lead = if self.is_scheduled(post) { LEAD } else { 0 };
        let n = self.first_entry(post).checked_sub(lead)?;
        (self.post_created_by(n) == Some(post)).then_some(n)
    }

    /// The API request that sent message `n`; none if a person did.
    pub(super) fn request_of_message(&self, n: u64) -> Option<u64> {
        let request = n.checked_sub(1).filter(|_| self.message_outline(n).by_program)?;
        self.post_created_by(request).is_none().then_some(request)
    }

    fn is_made_by_api(&self, post: u64) -> bool {
        !self.dice.roll(Topic::Request, !post).is_multiple_of(4)
    }

    /// The id of API request `n`.
    pub(super) fn request_id(&self, n: u64) -> String {
        self.uuid(Topic::Request, n)
    }
}

/// Writes API request `n` as a row of `/v1/logs`.
pub(super) fn row(world: &Dataset, n: u64, out: &mut Vec<u8>) {
    let outline = world.request_outline(n);
    let mut draws = Draws::new(world.dice.roll(Topic::RequestTime, n));
    let time = world.line.time(EntryKind::Request, n);
    let profile = match (outline.post, outline.account) {
        (Some(post), _) => Some(world.profile_of(post)),
        (None, Some(account)) => Some(&world.cast.profiles[world.cast.accounts[account].profile]),
        (None, None) => None,
    };
    Object::write(out, |row| {
        row.text("type", "api_request");
        row.text("action", "api.request");
        row.text("user_id", &world.cast.users[0]);
        row.maybe("profile_id", profile.map(|profile| profile.id.as_str()));
        row.text("operation_id", outline.operation.id);
        row.text("status", outline.status().name());
        row.number("status_code", outline.status_code());
        if let Some(refusal) = outline.refusal {
            row.text("error_message", refusal.message);
            row.text("error_code", refusal.code);
        }
        row.number("duration_ms", 20 + draws.below(400));
        row.text("endpoint", outline.operation.path);
        row.maybe("request_body", request_body(world, &outline).as_deref());
        row.maybe("response_body", response_body(world, &outline).as_deref());
        row.text("created_at", &stamp(time));
        row.text("request_id", &world.request_id(n));
        row.text("api_key_id", outline.key.id());
        row.text("method", outline.operation.method);
        row.text("path", &format!("/api{}", outline.operation.path));
        row.text("ip_address", &format!("203.0.113.{}", 7 + draws.below(3)));
        row.text("user_agent", if outline.key == DemoKey::Full { "zernio-node/0.2.881" } else { "curl/8.5.0" });
    });
}

fn request_body(world: &Dataset, outline: &RequestOutline) -> Option<String> {
    if let Some(post) = outline.post {
        let details = world.post_of(post);
        let platforms: Vec<_> = world
            .targets_of(post)
            .map(|account| &world.cast.accounts[account])
            .map(|account| json!({ "platform": account.platform().name, "accountId": account.id }))
            .collect();
        let when = match details.scheduled {
            Some(time) => ("scheduledFor", json!(stamp(time))),
            None => ("publishNow", json!(true)),
        };
        let mut body = json!({ "content": details.content, "platforms": platforms });
        body[when.0] = when.1;
        return Some(super::platform_responses::cut(body.to_string(), 5_000));
    }
    let account = &world.cast.accounts[outline.account.filter(|_| *outline.operation == CREATE_POST)?];
    let target = json!({ "platform": account.platform().name, "accountId": account.id });
    Some(json!({ "content": "Hello", "platforms": [target] }).to_string())
}

fn response_body(world: &Dataset, outline: &RequestOutline) -> Option<String> {
    match (outline.post, outline.refusal) {
        (_, Some(refusal)) => Some(json!({ "error": refusal.message, "code": refusal.code }).to_string()),
        (Some(post), None) => {
            let status = if world.is_scheduled(post) { "scheduled" } else { "publishing" };
            Some(json!({ "post": { "_id": world.post_id(post), "status": status } }).to_string())
        }
        (None, None) => None,
    }
}
