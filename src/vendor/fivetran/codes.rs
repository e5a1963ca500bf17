//! What some of the words in Fivetran's failures mean: types of errors and tasks that its documentation names. Most failures
//! say why in a sentence of their own, and need no such entry.

/// A word that Fivetran is known to use.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Known {
    pub code: &'static str,
    /// What happened.
    pub meaning: &'static str,
    /// Who must act, in the words of the other vendor's codes.
    pub side: &'static str,
    /// What to do.
    pub remedy: &'static str,
    /// Whether trying again helps, in the same words.
    pub retry: &'static str,
}

const fn known(code: &'static str, meaning: &'static str, remedy: &'static str) -> Known {
    Known { code, meaning, side: "integrator", remedy, retry: "after the fix" }
}

const CODES: &[Known] = &[
    known(
        "authentication_error",
        "the source refused the credentials of the connection",
        "renew the credentials in the connection's setup, and run its tests",
    ),
    known(
        "permission_denied",
        "the source let the connection in, and refused what it asked for",
        "grant its user what the setup guide of the service lists",
    ),
    known(
        "null_primary_key",
        "a row of the source has no value in its primary key, so it cannot be written",
        "fill the key in the source, or take the table out of the sync",
    ),
    known(
        "open_file",
        "a file of the source could not be opened",
        "look at the file that the message names: its format, its encryption, who may read it",
    ),
    known(
        "reconnect",
        "the connection is broken until someone authorises it again",
        "open the connection in Fivetran and authorise it",
    ),
    known(
        "reconnect_warehouse",
        "the destination is broken until someone connects it again",
        "open the destination in Fivetran, correct its settings and test it",
    ),
];

/// What is known of `code`.
pub fn find(code: &str) -> Option<&'static Known> {
    CODES.iter().find(|known| known.code.eq_ignore_ascii_case(code))
}
