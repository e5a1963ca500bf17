//! Messages that the agency's accounts sent and received.

use serde_json::json;

use super::account_condition::Complaint;
use super::captions::CAPTIONS;
use super::dataset::Dataset;
use super::json_writer::Object;
use super::posts::PostStatus;
use super::rng::{Draws, Topic};
use super::stamp;
use super::time_index::EntryKind;

/// Why a message was not delivered.
#[derive(Debug)]
pub(super) struct MessageFailure {
    code: &'static str,
    status: u16,
    message: &'static str,
}

const FAILURES: [MessageFailure; 3] = [
    MessageFailure { code: "131026", status: 400, message: "Message undeliverable" },
    MessageFailure { code: "131047", status: 400, message: "More than 24 hours have passed since the last reply" },
    MessageFailure { code: "2534022", status: 400, message: "This person is not available at the moment" },
];
const REFUSED: MessageFailure =
    MessageFailure { code: "131042", status: 400, message: "Business eligibility payment issue" };
const LOST: MessageFailure =
    MessageFailure { code: "auth_expired", status: 401, message: "The access token expired. Please reconnect." };

/// What filters look at.
#[derive(Debug, Clone, Copy)]
pub(super) struct MessageOutline {
    pub account: usize,
    pub action: &'static str,
    pub failure: Option<&'static MessageFailure>,
    /// A program may have sent it, by a call of the API.
    pub by_program: bool,
}

impl MessageOutline {
    pub(super) const fn status(&self) -> PostStatus {
        if self.failure.is_some() { PostStatus::Failed } else { PostStatus::Success }
    }

    /// Whether the API hides it unless asked for it.
    pub(super) fn is_receipt(&self) -> bool {
        matches!(self.action, "message.read" | "message.delivered")
    }
}

impl Dataset {
    /// What message entry `n` is, without the details.
    pub(super) fn message_outline(&self, n: u64) -> MessageOutline {
        let mut draws = Draws::new(self.dice.roll(Topic::Message, n));
        let account = *draws.pick(&self.cast.inboxes);
        let outline = MessageOutline { account, action: "message.sent", failure: None, by_program: false };
        match draws.below(20) {
            0..6 => MessageOutline { action: "message.received", ..outline },
            6..8 => MessageOutline { action: "message.delivered", ..outline },
            8..10 => MessageOutline { action: "message.read", ..outline },
            luck => {
                let failure = self.message_failure(account, n, luck == 19, &mut draws);
                let action = if failure.is_some() { "message.failed" } else { "message.sent" };
                MessageOutline { action, failure, by_program: luck.is_multiple_of(2), ..outline }
            }
        }
    }

    fn message_failure(
        &self,
        account: usize,
        n: u64,
        unlucky: bool,
        draws: &mut Draws,
    ) -> Option<&'static MessageFailure> {
        let time = self.line.time(EntryKind::Message, n);
        if self.loss_at(account, time).is_some() {
            return Some(&LOST);
        }
        if self.complaint(account) == Some(Complaint::Messaging) {
            return Some(&REFUSED);
        }
        unlucky.then(|| draws.pick(&FAILURES))
    }
}

/// Writes message entry `n` as a row of `/v1/logs`.
pub(super) fn row(world: &Dataset, n: u64, out: &mut Vec<u8>) {
    let outline = world.message_outline(n);
    let account = &world.cast.accounts[outline.account];
    let profile = &world.cast.profiles[account.profile];
    let mut draws = Draws::new(world.dice.roll(Topic::Message, !n));
    let conversation = format!("conv_{:08x}", draws.below(1 << 32));
    let text = draws.pick(CAPTIONS[profile.brand.language]).replace("{}", profile.brand.name);
    Object::write(out, |row| {
        row.text("type", "messaging");
        row.text("action", outline.action);
        row.text("user_id", &world.cast.users[0]);
        row.text("platform", account.platform().name);
        row.text("account_id", &account.id);
        row.text("profile_id", &profile.id);
        row.text("status", outline.status().name());
        row.number("status_code", outline.failure.map_or(200, |failure| failure.status));
        row.maybe("error_message", outline.failure.map(|failure| failure.message));
        row.maybe("error_code", outline.failure.map(|failure| failure.code));
        row.number("duration_ms", 90 + draws.below(900));
        row.text("endpoint", "/v1/inbox/conversations/{conversationId}/messages");
        if !outline.is_receipt() {
            row.text("request_body", &json!({ "text": text }).to_string());
        }
        row.text("created_at", &stamp(world.line.time(EntryKind::Message, n)));
        row.text("metadata", &json!({ "conversationId": conversation }).to_string());
        row.maybe("request_id", world.request_of_message(n).map(|n| world.request_id(n)).as_deref());
    });
}
