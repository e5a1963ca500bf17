//! The meaning of the words in Fivetran's failures: documented types of errors, warnings and tasks, and names of
//! tests. Most failures explain themselves in a sentence and need no entry here.

use crate::providers::error_codes::{ErrorCodeInfo, known};

pub(super) const CODES: &[ErrorCodeInfo] = &[
    known(
        "authentication_error",
        "the source refused the credentials of the connection",
        "integrator",
        "renew the credentials in the connection's setup, and run its tests",
        "after the fix",
    ).found_in("events"),
    known(
        "permission_denied",
        "the source let the connection in, and refused its request",
        "integrator",
        "grant its user what the setup guide of the service lists",
        "after the fix",
    ).found_in("events"),
    known(
        "null_primary_key",
        "a row of the source has no value in its primary key, so it cannot be written",
        "integrator",
        "fill the key in the source, or take the table out of the sync",
        "after the fix",
    ).found_in("events"),
    known(
        "open_file",
        "a file of the source could not be opened",
        "integrator",
        "look at the file that the message names: its format, its encryption, who may read it",
        "after the fix",
    ).found_in("events"),
    known(
        "skip_table",
        "a table was left out of this sync; the reason beside the word says why",
        "unknown",
        "nothing where the reason is that nothing changed; else mend what it names and sync again",
        "later",
    ).found_in("events"),
    known(
        "retry_api_call",
        "the source temporarily refused a request, mostly because of its rate limit; the connection retries after a pause",
        "platform",
        "nothing while syncs succeed; if they become late, sync less often or ask the source for a higher limit",
        "later",
    ).found_in("events"),
    known(
        "table_excluded_by_system",
        "Fivetran excluded a table from the sync automatically, for example one that it cannot read or that has no key",
        "integrator",
        "look at the table in the connection's schema: mend what is said there and select it again",
        "after the fix",
    ).found_in("events"),
    known(
        "reconnect",
        "the connection is broken until someone authorises it again",
        "integrator",
        "open the connection in Fivetran and authorise it",
        "after the fix",
    ).found_in("syncs"),
    known(
        "reconnect_warehouse",
        "the destination is broken until someone connects it again",
        "integrator",
        "open the destination in Fivetran, correct its settings and test it",
        "after the fix",
    ).found_in("syncs"),
    known(
        "update_service_account",
        "the service account that the connection or its destination uses must be replaced, or lacks rights",
        "integrator",
        "give the service account in its setup, with the rights of the setup guide, and test it",
        "after the fix",
    ).found_in("syncs"),
    known(
        "Connecting to SSH tunnel",
        "the setup test could not open the SSH tunnel to the source",
        "integrator",
        "check host, port and firewall of the tunnel, and that its server still has the key of this connection",
        "after the fix",
    ).found_in("tests"),
    known(
        "UNCATEGORIZED",
        "a model of a transformation failed for a reason without a category",
        "integrator",
        "read the output of the step: `connlog events --event transformation_failed -o json` has it whole",
        "after the fix",
    ).found_in("models"),
];

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::providers::error_codes;

    #[test]
    fn failure_words_of_the_catalogue_are_explained() {
        let words = include_str!("../../../../../tests/fixtures/fivetran/failure-words.tsv");
        let named: BTreeSet<_> = words.lines().filter_map(|line| line.split_once('\t')).collect();
        assert_eq!(named.len(), 12);
        for (place, word) in &named {
            assert_eq!(
                error_codes::lookup("fivetran", word).map(|known| (known.place, known.code)),
                Some((*place, *word))
            );
        }
        assert_eq!(CODES.iter().map(|known| (known.place, known.code)).collect::<BTreeSet<_>>(), named);
    }

    #[test]
    fn failure_words_of_examples_are_explained() {
        let examples = [
            include_str!("../../../../../tests/fixtures/fivetran/samples.ndjson"),
            include_str!("../../../../../tests/fixtures/fivetran/composed.ndjson"),
        ];
        let mut words = BTreeSet::new();
        for line in examples.iter().flat_map(|text| text.lines()) {
            let event: serde_json::Value = serde_json::from_str(line).unwrap();
            let key = match event["event"].as_str().unwrap() {
                "error" | "warning" => "type",
                "connection_failure" => "testName",
                _ => "taskType",
            };
            words.extend(event["data"][key].as_str().map(str::to_owned));
        }
        assert!(words.len() > 4, "{words:?}");
        for word in words {
            assert!(error_codes::lookup("fivetran", &word).is_some(), "{word}");
        }
    }
}
