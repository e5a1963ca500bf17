//! The columns of lists with several kinds, from left to right. The columns of one kind are in its `KindSpec`.

use super::cells::{account, event_in_full, happened, platform, reason, reason_text, stages, told_in_full};
use super::{Column, Role, WIDE};
use connlog_core::record::semantics;

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
