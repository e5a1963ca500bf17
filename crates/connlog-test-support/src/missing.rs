//! Handles missing programs and files of tests: an error under `.ci/run`, else a message on stderr that the test is skipped.

use std::collections::BTreeSet;
use std::io::Write as _;
use std::sync::Mutex;

/// Set by `.ci/run`: the folder of the schemas. Programs and schemas must then be present.
pub const VALIDATORS: &str = "CONNLOG_TEST_VALIDATORS";
/// Set by `.ci/run`: PostgreSQL must be present.
pub const POSTGRES: &str = "CONNLOG_TEST_POSTGRES";

/// Set by `.ci/run`: ClickHouse must be present.
pub const CLICKHOUSE: &str = "CONNLOG_TEST_CLICKHOUSE";
/// Set by `.ci/run`: the Python environment with ADBC drivers, which must then be present.
pub const ADBC: &str = "CONNLOG_TEST_ADBC";
/// Set by `.ci/full`: the driver of Snowflake and fakesnow must be present in that environment.
pub const SNOWFLAKE: &str = "CONNLOG_TEST_SNOWFLAKE";

/// Lines that were written: a test may ask for a program more than once.
static REPORTED: Mutex<BTreeSet<String>> = Mutex::new(BTreeSet::new());

/// Returns `None` and reports on stderr that `what` is missing. Panics if `CI` or the variable `required_by` is set.
#[track_caller]
pub fn skip<T>(what: &str, required_by: &str) -> Option<T> {
    assert!(!is_set("CI") && !is_set(required_by), "{what} is missing: .ci/run installs it");
    report(what, ".ci/run")
}

/// Does the same for what `.ci/full` alone installs. Panics if the variable `required_by` is set.
#[track_caller]
pub fn skip_long<T>(what: &str, required_by: &str) -> Option<T> {
    assert!(!is_set(required_by), "{what} is missing: .ci/full installs it");
    report(what, ".ci/full")
}

fn is_set(name: &str) -> bool {
    std::env::var_os(name).is_some_and(|value| !value.is_empty())
}

fn report<T>(what: &str, script: &str) -> Option<T> {
    let test = std::thread::current().name().unwrap_or("a test").to_owned();
    // The test harness hides the output of the print macros where a test passes. It does not hide a direct write.
    let line = format!("SKIPPED: {test} needs {what}, which is missing; {script} installs it\n");
    if REPORTED.lock().unwrap().insert(line.clone()) {
        drop(std::io::stderr().write_all(line.as_bytes()));
    }
    None
}

/// Returns what the command returned; skips the test where the command is missing. Panics on other errors.
#[track_caller]
pub fn started<T>(command: &str, result: std::io::Result<T>) -> Option<T> {
    match result {
        Ok(output) => Some(output),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => skip(command, VALIDATORS),
        Err(error) => panic!("cannot run {command}: {error}"),
    }
}
