//! Workflows: one step of an automation's run.

use super::{KindSpec, KindWords, ListHelp, attempt};
use crate::record::columns::Cell::{Account, Action, Duration, Inner, Text, Time};
use crate::record::columns::ColumnRole::{Outcome as Ended, Plain, Quiet, Reason};
use crate::record::columns::{Cell, ColumnSpec, WIDE};
use crate::record::log_words::WORKFLOW_ACTIONS;
use crate::record::schema::SchemaKey;

/// Steps of workflows.
pub(super) static SPEC: KindSpec = KindSpec {
    name: "workflow",
    plural: "workflows",
    words: KindWords {
        alias: "workflow",
        about: "Steps of workflows",
        list: Some(ListHelp { about: "List steps of workflows: which run failed, where, and why", examples: EXAMPLES }),
    },
    keys: KEYS,
    group_by: "metadata.workflowId",
    columns: COLUMNS,
    filters: &["--action", "--status-code", "--request"],
    resolution_keys: &[&["metadata.workflowId", "accountId"], &["accountId"]],
    ..attempt::LOG
};

const EXAMPLES: &str = "\
Examples:
  connlog workflows --demo
  connlog workflows --status failed --since 1d
  connlog workflows --status failed --nth 1 -o details
  connlog workflows --since 1d --sort duration:desc -n 5
  connlog workflows --status failed -C 2 --context-by account
  connlog workflows --action node_failed,execution_exited
  connlog workflows --where 'metadata.workflowId = wf_1'
  connlog stats workflows --by metadata.workflowName";

const COLUMNS: &[ColumnSpec] = &[
    ColumnSpec::new("time", Quiet, (29, 29, 0), Time),
    ColumnSpec::new("status", Ended, (12, 12, 0), Text("status")),
    ColumnSpec::new("workflow", Plain, (12, 24, 1), Inner("metadata", "workflowName")),
    ColumnSpec::new("action", Plain, (16, 20, 2), Action),
    ColumnSpec::new("node", Plain, (10, 20, 4), Inner("metadata", "nodeId")),
    ColumnSpec::new("platform", Plain, (9, 14, 6), Text("platform")),
    ColumnSpec::new("account", Plain, (10, 17, 5), Account),
    ColumnSpec::new("took", Quiet, (8, 8, 7), Duration).from(WIDE),
    ColumnSpec::new("reason", Reason, (12, 44, 1), Cell::Reason),
];

const KEYS: &[SchemaKey] = &attempt::action_keys("workflow", WORKFLOW_ACTIONS);
