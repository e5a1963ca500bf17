//! Workflows: one step of an automation's run.

use super::attempt;
use super::spec::{KindSpec, KindWords, ListHelp};
use crate::record::columns::Cell::{Account, Action, Duration, Inner, Text, Time};
use crate::record::columns::ColumnRole::{Outcome as Ended, Plain, Quiet, Reason};
use crate::record::columns::{Cell, ColumnSpec, WIDE};
use crate::record::log_words::WORKFLOW_ACTIONS;
use crate::record::schema_key::SchemaKey;

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
    ColumnSpec::new("time", Quiet, Time).width(29, 29),
    ColumnSpec::new("status", Ended, Text("status")).width(12, 12),
    ColumnSpec::new("workflow", Plain, Inner("metadata", "workflowName")).width(12, 24).rank(1),
    ColumnSpec::new("action", Plain, Action).width(16, 20).rank(2),
    ColumnSpec::new("node", Plain, Inner("metadata", "nodeId")).width(10, 20).rank(4),
    ColumnSpec::new("platform", Plain, Text("platform")).width(9, 14).rank(6),
    ColumnSpec::new("account", Plain, Account).width(10, 17).rank(5),
    ColumnSpec::new("took", Quiet, Duration).width(8, 8).rank(7).from(WIDE),
    ColumnSpec::new("reason", Reason, Cell::Reason).width(12, 44).rank(1),
];

const KEYS: &[SchemaKey] = &attempt::action_keys("workflow", WORKFLOW_ACTIONS);
