//! The meaning of words that say what changed or began: operations on rows, changes of tables, actions of the audit trail.
//!
//! Source: the documentation of Fivetran's log events.

use crate::providers::error_codes::{ErrorCodeInfo, known};

const fn change(
    place: &'static str,
    code: &'static str,
    aliases: &'static [&'static str],
    meaning: &'static str,
) -> ErrorCodeInfo {
    let remedy = "nothing, if the change was intended";
    known(code, meaning, "unknown", remedy, "no").found_in(place).also(aliases)
}

pub(super) const CHANGES: &[ErrorCodeInfo] = &[
    change("events", "extraction_start", &[], "the sync began to read the tables that the message names"),
    change(
        "operations",
        "REPLACED_OR_INSERTED",
        &["UPDATED_OR_REPLACED", "UPSERTED", "INSERTED"],
        "rows were written to the table: new ones were added, existing ones replaced; connlog counts them as upserted",
    ),
    change("operations", "UPDATED", &[], "columns of existing rows were changed"),
    change("operations", "DELETED", &[], "rows were deleted from the table, or marked as deleted"),
    change("columns", "ADD_COLUMN", &[], "a column was added to a table of the destination"),
    change("columns", "ALTER_COLUMN", &[], "the type of a column was changed in the destination"),
    change("columns", "ADD_PRIMARY_KEY", &[], "a table of the destination got a primary key"),
    known(
        "DROP_COLUMN",
        "a column was dropped from a table of the destination",
        "integrator",
        "check that nothing reads the column; the change often comes from the source",
        "no",
    )
    .found_in("columns"),
    known(
        "DROP_PRIMARY_KEY",
        "a table of the destination lost its primary key, so rows can no longer be matched",
        "integrator",
        "check the primary key of the table in the source",
        "no",
    )
    .found_in("columns"),
    change("actions", "CREATE", &[], "someone created the resource that the event names"),
    change("actions", "EDIT", &["MODIFY_SCHEMA"], "someone changed the resource that the event names"),
    change("actions", "DELETE", &["REMOVE"], "someone deleted the resource that the event names"),
    change("actions", "SYNC", &[], "someone started a sync or a re-sync by hand"),
];
