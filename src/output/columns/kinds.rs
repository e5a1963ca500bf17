//! The columns of lists with several kinds. The columns of a single kind are in its `KindSpec`.

use super::cells::{
    account, entry_time, event_and_status, full_event, full_event_and_status, platform, reason, stages,
};
use super::{Column, Role, WIDE};
use connlog_core::record::semantics;

/// Returns the common columns of all kinds.
pub(super) fn mixed() -> Vec<Column> {
    vec![
        Column::new("time", Role::Quiet, entry_time).width(29, 29),
        Column::new("kind", Role::Quiet, |view, _| Some(view.kind().name().into())).width(10, 10).rank(6),
        Column::new("platform", Role::Plain, platform).width(9, 14).rank(3),
        Column::new("account", Role::Plain, account).width(10, 17).rank(1).account(),
        Column::new("event", Role::Outcome, full_event).width(19, 24),
        Column::new("status", Role::Words, |view, _| view.text("status")).width(7, 7).rank(7),
        Column::new("reason", Role::Reason, reason).width(12, 44).rank(1),
    ]
}

/// Returns the columns of entries from files and tables of both providers.
pub(super) fn local() -> Vec<Column> {
    vec![
        Column::new("time", Role::Quiet, entry_time).width(29, 29),
        Column::new("severity", Role::Outcome, |view, _| Some(semantics::severity(view))).width(9, 9),
        Column::new("event", Role::Plain, full_event_and_status).width(18, 28),
        Column::new("connection", Role::Plain, account).width(12, 24).rank(1).account(),
        Column::new("service", Role::Plain, platform).width(8, 16).rank(6).from(100),
        Column::new("stage", Role::Quiet, |view, _| stages(view)).width(5, 6).rank(7).from(WIDE),
        Column::new("detail", Role::Reason, reason).width(12, 60).rank(1),
    ]
}

/// Returns the columns of the format `line`, which has no header. The event includes the outcome.
pub(crate) fn lines() -> Vec<Column> {
    vec![
        Column::new("time", Role::Quiet, entry_time).width(8, 8),
        Column::new("platform", Role::Plain, platform).width(9, 10).rank(2),
        Column::new("account", Role::Plain, account).width(10, 20).rank(1).account(),
        Column::new("event", Role::Outcome, event_and_status).width(17, 20),
        Column::new("reason", Role::Reason, reason).width(12, 80).rank(1),
    ]
}
