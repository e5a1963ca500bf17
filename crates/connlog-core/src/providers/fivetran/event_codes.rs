//! The meaning of Fivetran's events and status words (source: the documentation of its log events and webhooks).

use crate::providers::error_codes::ErrorCodeInfo;

const EVENT: &str = "names";
const STATUS: &str = "statuses";

const fn routine(code: &'static str, meaning: &'static str) -> ErrorCodeInfo {
    let remedy = "nothing, unless its data or its level says that something went wrong";
    ErrorCodeInfo { code, aliases: &[], meaning, side: "unknown", remedy, retry: "no", place: EVENT }
}

const fn warned(code: &'static str, meaning: &'static str) -> ErrorCodeInfo {
    let remedy = "read the reason in its data, and check that it was intended";
    ErrorCodeInfo { code, aliases: &[], meaning, side: "integrator", remedy, retry: "no", place: EVENT }
}

const fn failed(code: &'static str, meaning: &'static str) -> ErrorCodeInfo {
    let remedy = "read the message in its data, and remove the cause that it names";
    ErrorCodeInfo { code, aliases: &[], meaning, side: "integrator", remedy, retry: "after the fix", place: EVENT }
}

const fn status(
    code: &'static str,
    aliases: &'static [&'static str],
    meaning: &'static str,
    remedy: &'static str,
    retry: &'static str,
) -> ErrorCodeInfo {
    ErrorCodeInfo { code, aliases, meaning, side: "unknown", remedy, retry, place: STATUS }
}

/// Status words at the end of a sync or a part of it.
pub(super) const STATUSES: &[ErrorCodeInfo] = &[
    status("SUCCESSFUL", &["SUCCESS", "COMPLETED", "succeeded"], "it ended well", "nothing needs to be done", "no"),
    status(
        "FAILURE",
        &["FAILED", "FAIL"],
        "it ended with a failure",
        "read the reason beside the word, and remove the cause that it names",
        "after the fix",
    ),
    status(
        "FAILURE_WITH_TASK",
        &[],
        "the sync failed, and Fivetran made a task for you; data.taskType names the task",
        "do the task that the type and the reason name, then sync again",
        "after the fix",
    ),
    status(
        "RESCHEDULED",
        &[],
        "the sync was put off, as at a rate limit of the source; with `intended behavior` in the reason, newer data comes first",
        "wait until the time in data.rescheduledAt; if it happens often, sync less often",
        "later",
    ),
    status(
        "CANCELED",
        &["CANCELLED"],
        "a user or a change of the schema stopped the sync",
        "nothing, if that was intended; else start the sync again",
        "yes",
    ),
    status(
        "priority-first",
        &[],
        "the sync was put off on purpose, so that newer data comes first",
        "nothing; older data follows automatically",
        "later",
    ),
    status(
        "resync_table_warning",
        &[],
        "a table needs or gets a full re-sync; a code of the warnings of a connection",
        "read the message next to the code; re-sync the table if the message requests it",
        "after the fix",
    ),
    status(
        "type_coercion_to_null_warning",
        &[],
        "values that do not fit the type of their column were written as null; a code of the warnings of a connection",
        "change the type of the column, or mend the values in the source",
        "after the fix",
    ),
    status(
        "snowflake_discontinuing_password_auth",
        &[],
        "Snowflake stops to accept passwords for the user of the destination; a code of the tasks of a connection",
        "change the destination's sign-in to a key pair",
        "after the fix",
    ),
];

/// Events by name.
#[rustfmt::skip]
pub(super) const EVENTS: &[ErrorCodeInfo] = &[
    routine("alter_table", "columns or a key of a destination table were added, changed or dropped"),
    routine("api_call", "the connector called the API of its source"),
    routine("apply_tier_limitation", "the limits of the plan were applied to a connection"),
    routine("change_schema_config", "the schema configuration was changed in the dashboard"),
    routine("change_schema_config_via_api", "the schema configuration was changed through the REST API"),
    routine("change_schema_config_via_sync", "the schema configuration changed while a sync ran (new tables taken in automatically)"),
    routine("connect_bi_tool", "a BI tool was connected"),
    failed("connection_failure", "a setup test failed: no connection to the source"),
    routine("connection_successful", "a setup test passed: connection to the source works"),
    routine("connector_sdk_log", "a line that a connector of the Connector SDK logged, from the table CONNECTOR_SDK_LOG"),
    routine("copy_rows", "data was copied to a staging table"),
    routine("create_connection", "a connection was created"),
    routine("create_connector", "a connection was created"),
    routine("create_destination", "a destination was created"),
    routine("create_file_upload_table", "a table for uploaded files was created"),
    routine("create_schema", "a schema was created in the destination"),
    routine("create_staging_table", "a staging table was created in the destination"),
    routine("create_table", "a table was created in the destination"),
    routine("create_team", "a team was created"),
    routine("create_user", "a user was created"),
    routine("create_warehouse", "a destination was created"),
    failed("dbt_run_failed", "a dbt transformation failed"),
    routine("dbt_run_start", "a dbt transformation started"),
    routine("dbt_run_succeeded", "a dbt transformation succeeded"),
    warned("delete_connection", "a connection was deleted"),
    warned("delete_connector", "a connection was deleted"),
    routine("delete_rows", "stale rows were deleted from the main table"),
    warned("delete_team", "a team was deleted"),
    warned("delete_user", "a user was deleted"),
    warned("delete_warehouse", "a destination was deleted"),
    warned("diagnostic_access_approved", "access to data was granted to Fivetran support (21 days by default)"),
    routine("diagnostic_access_ended", "support data access ended because the ticket was resolved or deleted"),
    routine("diagnostic_access_expired", "support data access ran out"),
    warned("diagnostic_access_granted", "Fivetran support looked at data for diagnosis"),
    routine("disconnect_bi_tool", "a BI tool was disconnected"),
    routine("dismiss_warning", "a user dismissed a warning"),
    routine("drop_table", "a table was dropped from the destination (staging tables included)"),
    warned("edit_account", "authentication or SCIM settings of the account were changed, or a SCIM token was made"),
    routine("edit_connection", "a connection was changed: delay notice, schema status, setup status, schema, frequency, sensitivity, delay threshold, pause, schema migration"),
    routine("edit_connector", "credentials, schedule, delay notification, sensitivity or state of a connection were changed"),
    routine("edit_destination", "a destination was changed or deleted, or its external log service was added, changed or removed"),
    routine("edit_team", "a team, its roles or its members were changed"),
    routine("edit_user", "a role of a user was changed"),
    failed("error", "an error during a sync"),
    routine("extract_summary", "what was extracted and how many API calls (or, since October 2025, SQL queries for databases) that took"),
    routine("force_update_connector", "a sync was started by hand"),
    warned("forced_pause_connector", "Fivetran paused a connection"),
    warned("forced_resync_connector", "Fivetran forced a re-sync of the whole connection"),
    warned("forced_resync_table", "Fivetran forced a re-sync of one table"),
    warned("generate_api_secret", "an API key was generated"),
    routine("import_progress", "rough progress of a historical import"),
    routine("info", "information during a sync"),
    routine("insert_rows", "updated rows were inserted into the main table"),
    warned("json_value_too_long", "a JSON value was too long for the destination and was cut"),
    routine("merge_rows", "rows were merged into a table of the destination"),
    routine("migrate_schema_config", "the schema settings of a connection were migrated"),
    routine("pause_connector", "a connection was paused, by a user or by Fivetran"),
    routine("processed_records", "how many records were read from the source"),
    routine("read_end", "reading of data ended"),
    routine("read_start", "reading of data started"),
    routine("records_modified", "rows upserted, updated or deleted in one table by one operation of a sync"),
    routine("remove_file_upload_table", "a table for uploaded files was removed"),
    routine("resume_connector", "a connection was resumed; this starts a sync"),
    routine("resync_connector", "a user asked for a re-sync of the connection"),
    routine("resync_table", "a user asked for a re-sync of one table"),
    routine("schema_migration_end", "a schema migration ended"),
    failed("schema_migration_failure", "a schema migration failed"),
    routine("schema_migration_start", "a schema migration started"),
    routine("schema_migration_success", "a schema migration succeeded"),
    routine("signin_warehouse", "a user signed in to a destination"),
    routine("signout_warehouse", "a user signed out of a destination"),
    routine("sql_query", "a SQL query ran on a source database"),
    routine("status", "a sync ended; until 2024 written beside sync_end"),
    routine("sync_connection", "a sync or a re-sync of a connection was started by hand"),
    routine("sync_end", "a sync ended; data.status says how"),
    routine("sync_start", "a sync started"),
    routine("sync_stats", "timing and volume of a finished, successful sync (some connectors only)"),
    routine("test_connector_connection", "setup tests of a connection ran"),
    routine("test_event", "the test of a webhook; it has neither data nor a sync"),
    failed("transformation_failed", "a transformation run failed, wholly or in part (some models succeeded)"),
    failed("transformation_run_failed", "a transformation failed"),
    routine("transformation_run_start", "a transformation started"),
    routine("transformation_run_succeeded", "a transformation succeeded"),
    routine("transformation_runs", "how many models of a transformation ran on one day, from the table TRANSFORMATION_RUNS"),
    routine("transformation_start", "a transformation run started"),
    routine("transformation_succeeded", "a transformation run succeeded"),
    routine("unnamed", "a row of the LOG table without a name; its level and its text say what happened"),
    routine("update_bi_tool", "the settings of a BI tool were changed"),
    routine("update_rows", "rows of the main table were updated"),
    routine("update_state", "state the source handed over (function and SDK connectors)"),
    routine("update_warehouse", "a destination was changed"),
    routine("upload_file", "a user uploaded a file"),
    warned("warning", "a warning during a sync"),
    routine("write_to_table_end", "writing to a destination table finished"),
    routine("write_to_table_start", "writing to a destination table started"),
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::providers::fivetran::event_catalog;

    #[test]
    fn every_event_of_the_catalogue_is_explained() {
        for name in event_catalog::NAMES {
            assert!(EVENTS.iter().any(|known| known.code == name), "{name}");
        }
    }
}
