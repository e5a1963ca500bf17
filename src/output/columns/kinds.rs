//! The columns of lists with several kinds. The columns of a single kind are in its `KindSpec`.

use super::cells::{
    account, entry_time, event_and_status, full_event, full_event_and_status, platform, reason, stages,
};
use super::{Column, Role, WIDE};
use connlog_core::record::semantics;

/// Returns the common columns of all kinds.
pub(super) fn mixed() -> Vec<Column> {
    vec![
        Column::new("time", Role::Quiet, (29, 29, 0), entry_time),
        Column::new("kind", Role::Quiet, (10, 10, 6), |view, _| Some(view.kind().name().into())),
        Column::new("platform", Role::Plain, (9, 14, 3), platform),
        Column::new("account", Role::Plain, (10, 17, 1), account).account(),
        Column::new("event", Role::Outcome, (19, 24, 0), full_event),
        Column::new("status", Role::Words, (7, 7, 7), |view, _| view.text("status")),
        Column::new("reason", Role::Reason, (12, 44, 1), reason),
    ]
}

/// Returns the columns of entries from files and tables of both providers.
pub(super) fn local() -> Vec<Column> {
    vec![
        Column::new("time", Role::Quiet, (29, 29, 0), entry_time),
        Column::new("severity", Role::Outcome, (9, 9, 0), |view, _| Some(semantics::severity(view))),
        Column::new("event", Role::Plain, (18, 28, 0), full_event_and_status),
        Column::new("connection", Role::Plain, (12, 24, 1), account).account(),
        Column::new("service", Role::Plain, (8, 16, 6), platform).from(100),
        Column::new("stage", Role::Quiet, (5, 6, 7), |view, _| stages(view)).from(WIDE),
        Column::new("detail", Role::Reason, (12, 60, 1), reason),
    ]
}

/// Returns the columns of the format `line`, which has no header. The event includes the outcome.
pub(crate) fn lines() -> Vec<Column> {
    vec![
        Column::new("time", Role::Quiet, (8, 8, 0), entry_time),
        Column::new("platform", Role::Plain, (9, 10, 2), platform),
        Column::new("account", Role::Plain, (10, 20, 1), account).account(),
        Column::new("event", Role::Outcome, (17, 20, 0), event_and_status),
        Column::new("reason", Role::Reason, (12, 80, 1), reason),
    ]
}
