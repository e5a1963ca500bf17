//! Messages: one message that an account sent, received or failed to send.

use super::attempt;
use super::spec::{KindSpec, KindWords, ListHelp};
use crate::record::columns::Cell::{Account, Action, Duration, Text, Time};
use crate::record::columns::ColumnRole::{Outcome as Ended, Plain, Quiet, Reason};
use crate::record::columns::{Cell, ColumnSpec, WIDE};
use crate::record::log_words::MESSAGE_ACTIONS;
use crate::record::schema_key::SchemaKey;

/// Messages of accounts.
pub(super) static SPEC: KindSpec = KindSpec {
    name: "message",
    plural: "messages",
    words: KindWords {
        alias: "message",
        about: "Messages of accounts",
        list: Some(ListHelp { about: "List messages of accounts: which were not delivered", examples: EXAMPLES }),
    },
    keys: KEYS,
    columns: COLUMNS,
    filters: &["--action", "--status-code", "--request", "--include-read-receipts"],
    ..attempt::LOG
};

const EXAMPLES: &str = "\
Examples:
  connlog messages --demo
  connlog messages --status failed --since 1d
  connlog messages --status failed --nth 1 -o details
  connlog messages --since 1d --sort duration:desc -n 5
  connlog messages --status failed -C 2 --context-by account
  connlog messages --platform whatsapp --action message.failed
  connlog messages --include-read-receipts --account 64e1f0a9e2b5af0012ab3510
  connlog messages --all -o ndjson --show-personal";

const COLUMNS: &[ColumnSpec] = &[
    ColumnSpec::new("time", Quiet, Time).width(29, 29),
    ColumnSpec::new("status", Ended, Text("status")).width(12, 12),
    ColumnSpec::new("platform", Plain, Text("platform")).width(9, 14).rank(3),
    ColumnSpec::new("account", Plain, Account).width(10, 17).rank(1),
    ColumnSpec::new("action", Plain, Action).width(16, 18).rank(5),
    ColumnSpec::new("code", Plain, Text("statusCode")).width(4, 4).rank(6).from(WIDE),
    ColumnSpec::new("took", Quiet, Duration).width(8, 8).rank(7).from(WIDE),
    ColumnSpec::new("reason", Reason, Cell::Reason).width(12, 44).rank(1),
];

const KEYS: &[SchemaKey] = &attempt::action_keys("message", MESSAGE_ACTIONS);
