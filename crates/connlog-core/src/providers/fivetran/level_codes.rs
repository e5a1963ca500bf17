//! The meaning of log levels.
//!
//! Sources: INFO, WARNING and SEVERE are the levels of the table LOG, and with ERROR of CONNECTOR_SDK_LOG (documentation of
//! the Platform Connector). They are names of `java.util.logging`, which also counts 800, 900 and 1000. Google Cloud
//! Logging keeps both as `levelName` and `levelValue`. The other words are those that log services and loggers use.

use crate::providers::error_codes::{ErrorCodeInfo, known};

const fn level(
    code: &'static str,
    aliases: &'static [&'static str],
    meaning: &'static str,
    remedy: &'static str,
) -> ErrorCodeInfo {
    known(code, meaning, "unknown", remedy, "no").found_in("levels").also(aliases)
}

pub(super) const LEVELS: &[ErrorCodeInfo] = &[
    level(
        "SEVERE",
        &["1000"],
        "Fivetran's level of a failure: a sync that failed, a connection that broke, or an error during a sync",
        "read the event and its data; `connlog why` with the id of the connection collects what belongs to it",
    ),
    level(
        "ERROR",
        &["ERR"],
        "the level of an error; Fivetran writes it for connectors that use the Connector SDK",
        "read the message, and correct the code or the settings of the connector",
    ),
    level(
        "CRITICAL",
        &["CRIT", "FATAL", "ALERT", "EMERGENCY", "EMERG", "PANIC"],
        "the level of the worst errors in a log service or in the log of a connector; connlog counts it as a failure",
        "read the message of the entry, and remove the cause that it names",
    ),
    level(
        "WARNING",
        &["WARN", "900"],
        "the level of a problem that did not stop the sync; a sync that was put off on purpose has it too",
        "read the reason in its data; `connlog stats events --by event` counts what repeats",
    ),
    level(
        "INFO",
        &["INFORMATION", "INFORMATIONAL", "NOTICE", "DEFAULT", "800"],
        "the level of routine entries; the data of some of them still reports a failure",
        "nothing; connlog takes the worse one of level and data",
    ),
    level(
        "DEBUG",
        &["CONFIG", "VERBOSE", "TRACE", "FINE", "FINER", "FINEST"],
        "the level of details that help to find faults; connlog counts it as information",
        "nothing; a filter such as `--where 'severity != info'` hides such entries",
    ),
];
