//! Steps of automations: sixteen neighbouring entries tell three runs, one of which fails.

use serde_json::json;

use super::dataset::Dataset;
use super::json_writer::Object;
use super::posts::PostStatus;
use super::rng::{Draws, Topic, below_len};
use super::stamp;
use super::time_index::EntryKind;

const PLOT: u64 = 16;
/// A step: which run of the plot, what happened, in which node.
const STEPS: [(u64, &str, &str); 16] = [
    (0, "execution_started", ""),
    (0, "node_started", "trigger"),
    (0, "node_completed", "trigger"),
    (1, "execution_started", ""),
    (0, "node_started", "send_message"),
    (1, "node_started", "condition"),
    (0, "node_completed", "send_message"),
    (1, "node_completed", "condition"),
    (0, "execution_completed", ""),
    (2, "execution_started", ""),
    (1, "node_skipped", "add_tag"),
    (2, "node_started", "send_message"),
    (1, "execution_paused", "wait"),
    (2, "node_failed", "send_message"),
    (2, "execution_exited", ""),
    (1, "execution_completed", ""),
];
const WORKFLOWS: [(&str, &str); 3] =
    [("wf_demo_welcome", "Welcome"), ("wf_demo_faq", "Frequent questions"), ("wf_demo_leads", "Leads")];
const CAUSE: &str = "Node send_message failed: outside the messaging window";

/// What filters look at.
#[derive(Debug, Clone, Copy)]
pub(super) struct WorkflowOutline {
    pub account: usize,
    pub action: &'static str,
    pub status: PostStatus,
    node: &'static str,
    run: u64,
}

impl Dataset {
    /// What workflow entry `n` is, without the details.
    pub(super) fn workflow_outline(&self, n: u64) -> WorkflowOutline {
        let (run, action, node) = STEPS[below_len(n % PLOT)];
        let run = n / PLOT * 3 + run;
        let account =
            self.cast.inboxes[below_len(self.dice.roll(Topic::Workflow, run) % self.cast.inboxes.len() as u64)];
        let status = match action {
            "node_failed" | "execution_exited" => PostStatus::Failed,
            "execution_paused" => PostStatus::Pending,
            "node_skipped" => PostStatus::Skipped,
            _ => PostStatus::Success,
        };
        WorkflowOutline { account, action, status, node, run }
    }
}

/// Writes workflow entry `n` as a row of `/v1/logs`.
pub(super) fn row(world: &Dataset, n: u64, out: &mut Vec<u8>) {
    let outline = world.workflow_outline(n);
    let account = &world.cast.accounts[outline.account];
    let mut draws = Draws::new(world.dice.roll(Topic::Workflow, !n));
    let (workflow, name) = WORKFLOWS[below_len(outline.run % WORKFLOWS.len() as u64)];
    let metadata = json!({
        "workflowId": workflow,
        "workflowName": name,
        "executionId": format!("ex_{:010x}", outline.run),
        "nodeId": (!outline.node.is_empty()).then(|| format!("node_{}", outline.node)),
        "nodeType": (!outline.node.is_empty()).then_some(outline.node),
    });
    Object::write(out, |row| {
        row.text("type", "workflow_event");
        row.text("action", outline.action);
        row.text("user_id", &world.cast.users[0]);
        row.text("platform", account.platform().name);
        row.text("account_id", &account.id);
        row.text("profile_id", &world.cast.profiles[account.profile].id);
        row.text("status", outline.status.name());
        if outline.status == PostStatus::Failed {
            row.text("error_message", CAUSE);
            row.text("error_code", "outside_messaging_window");
        }
        row.number("duration_ms", 5 + draws.below(300));
        row.text("created_at", &stamp(world.line.time(EntryKind::Workflow, n)));
        row.text("metadata", &metadata.to_string());
    });
}
