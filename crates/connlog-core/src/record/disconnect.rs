//! Decides whether a disconnect was intentional: by its type, else by its reason, else by its error code.

use std::borrow::Cow;

use super::View;
use super::members::{deep, inner};

/// The objects of a row that may contain the reason of a disconnect.
const PLACES: [&str; 3] = ["metadata", "context", "success"];

/// Words that mean an unintended loss of access. They take precedence over [`INTENDED`]: `Access revoked by user` is a
/// loss.
const LOST: [&str; 30] = [
    "token",
    "expire",
    "revoke",
    "invalid",
    "password",
    "session",
    "permission",
    "scope",
    "credential",
    "unauthor",
    "deauthor",
    "denied",
    "forbidden",
    "error",
    "fail",
    "refresh",
    "checkpoint",
    "challenge",
    "suspend",
    "banned",
    "blocked",
    "restricted",
    "access",
    "reauth",
    "reconnect",
    "unintentional",
    "unexpected",
    "timeout",
    "not found",
    "no longer",
];

/// Words that mean a person or a change of plan caused the disconnect.
const INTENDED: [&str; 16] = [
    "by user",
    "by the user",
    "by owner",
    "by the owner",
    "by admin",
    "by an admin",
    "by customer",
    "by you",
    "user disconnect",
    "user remove",
    "user delete",
    "user request",
    "on purpose",
    "manual",
    "intentional",
    " plan ",
];

/// Words that mean an intentional disconnect if the text contains no word of [`LOST`].
const REMOVED: [&str; 7] = [
    "removed",
    "deleted",
    "account removal",
    "account deletion",
    "downgrade",
    "archived",
    "switched to another account",
];

/// Returns whether the disconnect was intentional; `None` if the row does not say.
pub fn is_intentional(view: &View<'_>) -> Option<bool> {
    let from_type = |key| {
        texts(view, key).find_map(|word| match word.trim() {
            word if word.eq_ignore_ascii_case("intentional") => Some(true),
            word if word.eq_ignore_ascii_case("unintentional") => Some(false),
            _ => None,
        })
    };
    ["disconnectionType", "disconnection_type", "disconnectType"]
        .into_iter()
        .find_map(from_type)
        .or_else(|| reasons(view).find_map(|reason| meaning(&reason)))
        .or_else(|| codes(view).find_map(|code| meaning(&code)))
}

/// Returns the reason of the disconnect in words.
pub fn reason<'v>(view: &'v View<'_>) -> Option<Cow<'v, str>> {
    reasons(view).next()
}

fn reasons<'v>(view: &'v View<'_>) -> impl Iterator<Item = Cow<'v, str>> {
    let keys = ["reason", "disconnectReason", "disconnectionReason"];
    let error = deep(view, &["error", "message"]).or_else(|| view.text("error"));
    keys.into_iter().flat_map(|key| texts(view, key)).chain(error)
}

fn codes<'v>(view: &'v View<'_>) -> impl Iterator<Item = Cow<'v, str>> {
    inner(view, "error", "code")
        .into_iter()
        .chain(["code", "errorCode", "reasonCode"].into_iter().flat_map(|key| texts(view, key)))
}

/// Returns the values of `key`: first those in the nested objects, then that of the row.
fn texts<'v>(view: &'v View<'_>, key: &'static str) -> impl Iterator<Item = Cow<'v, str>> {
    PLACES.into_iter().filter_map(move |place| inner(view, place, key)).chain(view.text(key))
}

/// Returns whether a reason or code means an intentional disconnect; `None` if it contains no known word.
fn meaning(text: &str) -> Option<bool> {
    let letters = |c: char| if c.is_alphanumeric() { c } else { ' ' };
    let words: String = format!(" {} ", text.to_lowercase()).chars().map(letters).collect();
    let has = |known: &[&str]| known.iter().any(|known| words.contains(known));
    if has(&LOST) {
        Some(false)
    } else if has(&INTENDED) || has(&REMOVED) {
        Some(true)
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_words_decide_whether_a_disconnect_was_intentional() {
        for (text, expected) in [
            ("Token expired", Some(false)),
            ("Access revoked in the platform's settings", Some(false)),
            ("Password changed, session invalidated", Some(false)),
            ("User removed the app: access token is invalid", Some(false)),
            ("token_expired", Some(false)),
            ("Disconnected by user", Some(true)),
            ("DISCONNECTED_BY_USER", Some(true)),
            ("Profile archived by user", Some(true)),
            ("Switched to the Free plan", Some(true)),
            ("plan_downgrade", Some(true)),
            ("account deleted", Some(true)),
            ("unplanned outage", None),
            ("gone", None),
            ("", None),
        ] {
            assert_eq!(meaning(text), expected, "{text}");
        }
    }
}
