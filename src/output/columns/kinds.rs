//! Which columns entries of a kind have, and those of several kinds at once: one list each, from left to right.

use super::cells::{
    account, action, attempt, connection_reason, event_in_full, happened, lasted, platform, post_result, reason,
    reason_text, shorten, stages, sync_id, told_in_full, took, written,
};
use super::{Column, Role, WIDE};
use connlog_core::record::semantics::{self, inner};

pub(super) fn connections() -> Vec<Column> {
    vec![
        Column::new("time", Role::Quiet, (29, 29, 0), happened),
        Column::new("event", Role::Outcome, (24, 24, 0), |view, _| view.text("eventType")),
        Column::new("status", Role::Words, (10, 12, 7), |view, _| view.text("status")),
        Column::new("platform", Role::Plain, (9, 14, 3), |view, _| view.text("platform")),
        Column::new("account", Role::Plain, (12, 20, 1), account).account(),
        Column::new("method", Role::Quiet, (11, 12, 6), |view, _| view.text("connectionMethod")).from(WIDE),
        Column::new("took", Role::Quiet, (8, 8, 5), took).from(WIDE),
        Column::new("reason", Role::Reason, (12, 44, 1), connection_reason),
    ]
}

pub(super) fn posts() -> Vec<Column> {
    vec![
        Column::new("time", Role::Quiet, (29, 29, 0), happened),
        Column::new("status", Role::Outcome, (12, 12, 0), |view, _| view.text("status")),
        Column::new("platform", Role::Plain, (9, 14, 3), |view, _| view.text("platform")),
        Column::new("account", Role::Plain, (10, 17, 1), account).account(),
        Column::new("action", Role::Plain, (16, 16, 6), action).from(100),
        Column::new("try", Role::Quiet, (6, 6, 5), attempt),
        Column::new("post", Role::Quiet, (7, 24, 8), |view, look| view.text("postId").map(|id| shorten(id, look)))
            .from(WIDE)
            .id(),
        Column::new("took", Role::Quiet, (8, 8, 7), took).from(WIDE),
        Column::new("result", Role::Reason, (12, 44, 1), post_result),
    ]
}

pub(super) fn syncs() -> Vec<Column> {
    vec![
        Column::new("started", Role::Quiet, (29, 29, 0), happened),
        Column::new("sync", Role::Quiet, (8, 8, 4), sync_id).id(),
        Column::new("status", Role::Outcome, (16, 16, 0), |view, _| view.text("status")),
        Column::new("connection", Role::Plain, (12, 24, 1), account).account(),
        Column::new("service", Role::Plain, (8, 16, 8), |view, _| view.text("connectorType")).from(100),
        Column::new("took", Role::Quiet, (8, 8, 3), lasted),
        Column::new("read", Role::Plain, (8, 10, 6), |view, _| inner(view, "rows", "extracted")),
        Column::new("written", Role::Plain, (8, 10, 5), written),
        Column::new("tables", Role::Quiet, (6, 6, 9), |view, _| view.text("tables")).from(100),
        Column::new("changes", Role::Quiet, (7, 7, 10), |view, _| view.text("schemaChanges")).from(WIDE),
        Column::new("warnings", Role::Quiet, (8, 8, 7), |view, _| view.text("warnings")).from(100),
        Column::new("errors", Role::Plain, (6, 6, 4), |view, _| view.text("errors")).from(100),
        Column::new("reason", Role::Reason, (12, 60, 1), |view, _| view.text("reason")),
    ]
}

/// What every kind has, under names that fit all of them.
pub(super) fn mixed() -> Vec<Column> {
    vec![
        Column::new("time", Role::Quiet, (29, 29, 0), happened),
        Column::new("kind", Role::Quiet, (10, 10, 6), |view, _| Some(view.record().kind().name().into())),
        Column::new("platform", Role::Plain, (9, 14, 3), platform),
        Column::new("account", Role::Plain, (10, 17, 1), account).account(),
        Column::new("event", Role::Outcome, (19, 24, 0), event_in_full),
        Column::new("status", Role::Words, (7, 7, 7), |view, _| view.text("status")),
        Column::new("reason", Role::Reason, (12, 44, 1), reason),
    ]
}

/// What entries of files and tables have, of either vendor, with the severity that Fivetran's alone name themselves.
pub(super) fn local() -> Vec<Column> {
    vec![
        Column::new("time", Role::Quiet, (29, 29, 0), happened),
        Column::new("severity", Role::Outcome, (9, 9, 0), |view, _| Some(semantics::severity(view))),
        Column::new("event", Role::Plain, (18, 28, 0), told_in_full),
        Column::new("connection", Role::Plain, (12, 24, 1), account).account(),
        Column::new("service", Role::Plain, (8, 16, 6), platform).from(100),
        Column::new("stage", Role::Quiet, (5, 6, 7), |view, _| stages(view)).from(WIDE),
        Column::new("detail", Role::Reason, (12, 60, 1), reason),
    ]
}

/// The columns of a line that has no header: of any kind, the outcome in words beside what happened.
pub(crate) fn lines() -> Vec<Column> {
    vec![
        Column::new("time", Role::Quiet, (8, 8, 0), happened),
        Column::new("platform", Role::Plain, (9, 10, 2), platform),
        Column::new("account", Role::Plain, (10, 20, 1), account).account(),
        Column::new("event", Role::Outcome, (17, 20, 0), reason_text),
        Column::new("reason", Role::Reason, (12, 80, 1), reason),
    ]
}
