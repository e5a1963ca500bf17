//! The meaning of states in answers of Fivetran's REST API, and of the states that connlog derives.
//!
//! Sources: the OpenAPI document of 2026-09-27 lists the words of connections, setup tests, destinations, transformations,
//! projects, proxy agents and private links. Fivetran's dashboard documents those of connections. For the others the
//! meaning follows from the word. The words of accounts come from the table ACCOUNT of the Platform Connector.

use crate::providers::error_codes::{ErrorCodeInfo, known};

/// A state that needs no action.
const fn fine(place: &'static str, code: &'static str, meaning: &'static str, remedy: &'static str) -> ErrorCodeInfo {
    known(code, meaning, "unknown", remedy, "no").found_in(place)
}

/// A state that ends without an action.
const fn passing(
    place: &'static str,
    code: &'static str,
    meaning: &'static str,
    remedy: &'static str,
) -> ErrorCodeInfo {
    known(code, meaning, "unknown", remedy, "later").found_in(place)
}

/// A state that lasts until a person acts.
const fn lasting(
    place: &'static str,
    code: &'static str,
    meaning: &'static str,
    remedy: &'static str,
) -> ErrorCodeInfo {
    known(code, meaning, "integrator", remedy, "after the fix").found_in(place)
}

/// States of connections and of destinations.
#[rustfmt::skip]
pub(super) const CONNECTIONS: &[ErrorCodeInfo] = &[
    lasting(
        "setup_states, destinations",
        "broken",
        "the setup of the connection or of its destination no longer works, so it does not sync",
        "`connlog status` names what is broken; correct it in the dashboard and run the setup tests",
    ),
    fine(
        "setup_states, destinations, networks",
        "connected",
        "the setup works; this does not say whether the last sync succeeded",
        "nothing; `connlog status` shows whether syncs succeed",
    ),
    lasting(
        "setup_states, destinations",
        "incomplete",
        "the setup tests have never passed, so nothing syncs",
        "complete the setup in the dashboard and run the setup tests",
    ),
    fine(
        "sync_states",
        "scheduled",
        "the connection waits for its next sync; this does not say whether the last one succeeded",
        "nothing; `connlog status` shows whether syncs succeed",
    ),
    passing("sync_states", "syncing", "a sync of the connection runs", "wait until it ends; a historical sync may take days"),
    lasting(
        "sync_states, account_states",
        "paused",
        "the connection does not sync, because a user or Fivetran paused it",
        "resume the connection, if nobody paused it on purpose; `connlog why` shows the pause if the log has it",
    ),
    passing(
        "sync_states",
        "rescheduled",
        "the sync was put off, mostly until the source allows more requests; status.rescheduled_for has the time",
        "wait until that time; start a connection with the schedule type `manual` again, because Fivetran does not",
    ),
    fine(
        "update_states",
        "on_schedule",
        "the data is as recent as the schedule of the connection and its tolerance require",
        "nothing; a failure since the last success is in failed_at and in `connlog status`",
    ),
    passing(
        "update_states",
        "delayed",
        "the newest data is older than the schedule of the connection and its tolerance allow",
        "`connlog why` shows the last syncs; a historical sync may take long without a fault",
    ),
    fine("schema_states", "ready", "the schema of the connection is known, so it can sync", "nothing needs to be done"),
    lasting(
        "schema_states",
        "blocked_on_capture",
        "the connection waits until its schema is captured, and does not sync before",
        "review the schema of the connection in the dashboard",
    ),
    lasting(
        "schema_states",
        "blocked_on_customer",
        "the connection waits until a person decides about its schema, and does not sync before",
        "review the schema of the connection in the dashboard",
    ),
    fine("schema_states", "approved", "someone approved the changes of the schema", "nothing needs to be done"),
    fine("schedules", "auto", "Fivetran starts the syncs of the connection by its schedule", "nothing needs to be done"),
    fine(
        "schedules",
        "manual",
        "someone starts each sync of the connection, so it is never overdue",
        "start a sync in the dashboard or by the REST API",
    ),
    fine("schedules", "INTERVAL", "the time between two syncs is constant; sync_frequency has the minutes", "nothing needs to be done"),
    fine("schedules", "TIME_OF_DAY", "the connection syncs at certain times of certain days", "nothing needs to be done"),
    fine("schedules", "CRON", "a cron expression says when the connection syncs", "nothing needs to be done"),
    fine("schedules", "INTEGRATED", "the transformation runs after the syncs of its connections", "nothing needs to be done"),
    fine(
        "sensitivities",
        "NORMAL",
        "how long data may be late before Fivetran marks the connection as delayed",
        "nothing; change the sensitivity in the dashboard if delays are reported too early or too late",
    ).also(&["LOW", "HIGH", "SYNC_FREQUENCY"]),
    fine(
        "sensitivities",
        "CUSTOM",
        "the connection has its own tolerance for delays: data_delay_threshold, in minutes",
        "nothing; change the threshold in the dashboard if delays are reported too early or too late",
    ),
];

/// States of everything around a connection.
#[rustfmt::skip]
pub(super) const SURROUNDINGS: &[ErrorCodeInfo] = &[
    fine("setup_tests", "PASSED", "the setup test passed", "nothing needs to be done"),
    fine("setup_tests", "SKIPPED", "the setup test did not run, because it does not apply or an earlier one failed", "correct what an earlier test reports, if one failed"),
    lasting("setup_tests", "WARNING", "the setup test passed with a warning", "read the message of the test"),
    lasting("setup_tests", "FAILED", "the setup test failed, so the connection cannot sync", "read the message of the test, correct the setup and run the tests again"),
    passing("setup_tests", "JOB_FAILED", "Fivetran could not run the setup test; the result says nothing about the setup", "run the setup tests again; report it to Fivetran if it repeats"),
    fine("transformations", "NEW", "the transformation has not run yet", "nothing; it runs by its schedule"),
    passing("transformations", "SCHEDULING", "a run of the transformation is being scheduled", "wait until the run ends"),
    passing("transformations", "RUNNING", "a run of the transformation is in progress", "wait until the run ends"),
    passing("transformations", "TERMINATING", "a run of the transformation is being stopped", "wait until the run ends"),
    fine("transformations", "SUCCEEDED", "the last run of the transformation succeeded", "nothing needs to be done"),
    lasting("transformations", "FAILED", "the last run of the transformation failed; the REST API gives no reason", "read the event transformation_failed in the log: `connlog events --event transformation_failed`"),
    lasting("transformations", "PARTIALLY_SUCCEEDED", "some models of the last run failed and others succeeded; the REST API gives no reason", "read the event transformation_failed in the log: `connlog events --event transformation_failed`"),
    lasting("transformations", "BLOCKED", "the transformation cannot run; Fivetran does not document the reasons", "open the transformation in the dashboard"),
    fine("transformations", "CANCELED", "the last run of the transformation was stopped", "start it again, if nobody stopped it on purpose").also(&["CANCELLED"]),
    passing("projects", "NOT_READY", "the project of transformations is being prepared", "wait until it is ready"),
    fine("projects", "READY", "the project of transformations can be used", "nothing needs to be done"),
    lasting("projects", "ERROR", "the project of transformations cannot be used; its `errors` have the reasons", "correct what the errors name, mostly the repository or its access"),
    lasting("networks", "NOT_CONNECTED", "the proxy agent is not connected, so its connections do not sync", "check that the agent runs and reaches Fivetran"),
    lasting("networks", "NOT_FOUND", "Fivetran does not find the proxy agent", "check that the agent is installed and registered"),
    passing("networks", "CREATING", "the private link is being created", "wait until its state is OK"),
    passing("networks", "UPDATING", "the private link is being changed", "wait until its state is OK"),
    passing("networks", "DESTROYING", "the private link is being removed", "nothing, if that was intended"),
    fine("networks", "OK", "the private link works", "nothing needs to be done"),
    lasting("networks", "FAIL", "the private link could not be created or changed", "compare its settings with the setup guide of the cloud"),
    fine("accounts", "ACTIVE", "the account can use Fivetran", "nothing needs to be done"),
    fine("accounts", "TRIAL", "the trial of the account runs; the REST API then allows 500 requests an hour", "choose a plan before the trial ends, else Fivetran pauses the connections"),
    lasting("accounts", "SUSPENDED", "Fivetran suspended the account, so nothing syncs", "ask Fivetran for the reason"),
];

/// States that connlog derives for a row of `status` or `syncs`; `docs/guide/status.md` has the rules.
#[rustfmt::skip]
pub(super) const DERIVED: &[ErrorCodeInfo] = &[
    fine("account_states", "ok", "the connection works: its setup is complete and its last sync succeeded in time", "nothing needs to be done"),
    passing("account_states", "warning", "the connection works, and something needs attention: a task, a warning or a delay", "read the reason in the row"),
    lasting("account_states", "failing", "the setup of the connection works, but its last sync failed or is overdue", "read the reason in the row; `connlog why` with the id shows the last syncs"),
    lasting("account_states", "disconnected", "nothing reaches the destination: the setup, the destination or the agent does not work", "correct what the reason in the row names, and run the setup tests"),
    passing("account_states, sync_statuses", "unknown", "the data does not say whether it works: a value is missing or unreadable, or no sync has ended yet", "read the reason in the row; use a source or a window that has the end of a sync"),
    passing("sync_statuses", "open", "neither the end of the sync nor a later sync of its connection was read, so it may still run", "read again later, or use a longer window"),
];
