//! Summaries of the audit trail: who changed which setting from which old to which new value.

use std::borrow::Cow;

use super::payload::Payload;
use crate::json::{self, scanner};

/// Returns `user edits connection x: sync_frequency 5 to 10 (API)`. `name` is the name of the user, if the entry has
/// it.
pub(super) fn summarize(data: &Payload<'_>, name: Option<Cow<'_, str>>) -> String {
    let who = name.or_else(|| data.get("userId")).unwrap_or(Cow::Borrowed("someone"));
    let verb = match data.get("action").as_deref() {
        Some("CREATE") => "creates".to_owned(),
        Some("DELETE") => "deletes".to_owned(),
        Some("EDIT" | "MODIFY_SCHEMA") => "edits".to_owned(),
        Some("SYNC") => "syncs".to_owned(),
        Some(other) => other.to_lowercase(),
        None => "changes".to_owned(),
    };
    let mut line = format!("{who} {verb}{}", resource(data, "primaryResource"));
    let second = resource(data, "secondaryResource");
    if !second.is_empty() {
        line += &format!(" for{second}");
    }
    let changes = describe_change(data.member("oldValues"), data.member("newValues"), true);
    if !changes.is_empty() {
        line += &format!(": {changes}");
    }
    line + &data.wrapped("interactionMethod")
}

/// Returns the type and the id of a resource.
fn resource(data: &Payload<'_>, side: &str) -> String {
    let kind = data.get(&format!("{side}Type")).map(|kind| Cow::Owned(kind.to_lowercase()));
    let parts = [kind, data.get(&format!("{side}Id"))];
    parts.iter().flatten().fold(String::new(), |line, part| line + " " + part)
}

/// Returns each changed setting with its old and new value.
pub(super) fn changes(old: Option<&str>, new: Option<&str>) -> String {
    describe_change(old, new, false)
}

/// Does the same as [`changes`]. `all_differ`: the objects contain only changed settings, so two equal texts differ
/// in their redacted part.
fn describe_change(old: Option<&str>, new: Option<&str>, all_differ: bool) -> String {
    let side = |side: Option<&str>| side.filter(|side| side.starts_with('{')).map_or_else(Vec::new, leaves);
    let (old, new) = (side(old), side(new));
    let value_in = |side: &[(String, String)], key: &str| {
        side.iter().find(|(name, _)| name == key).map(|(_, value)| value.clone())
    };
    let mut parts = Vec::new();
    for (key, value) in &new {
        match value_in(&old, key) {
            Some(before) if before == *value && !all_differ => {}
            Some(before) if before != "null" && before != *value => parts.push(format!("{key} {before} to {value}")),
            _ if value == "null" => {}
            _ => parts.push(format!("{key} {value}")),
        }
    }
    for (key, before) in &old {
        if value_in(&new, key).is_none() && before != "null" {
            parts.push(if new.is_empty() { format!("{key} {before}") } else { format!("{key} {before} to nothing") });
        }
    }
    parts.join(", ")
}

/// Returns the scalars of an object with their paths.
fn leaves(object: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    push(&mut found, String::new(), object, 0);
    found
}

fn push(found: &mut Vec<(String, String)>, path: String, value: &str, depth: usize) {
    if value.starts_with('{') && depth < 8 {
        for (key, member) in scanner::members(value) {
            let key = scanner::unescaped(key);
            let path = if path.is_empty() { key.into_owned() } else { format!("{path}.{key}") };
            push(found, path, member, depth + 1);
        }
    } else {
        let text = json::display(value).map_or_else(|| "null".to_owned(), Cow::into_owned);
        found.push((path, text));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn changes_name_old_and_new() {
        for (old, new, expected) in [
            (r#"{"a":5}"#, r#"{"a":10}"#, "a 5 to 10"),
            (r#"{"a":null}"#, r#"{"a":{"b":2,"c":"x"}}"#, "a.b 2, a.c x"),
            (r#"{"a":1,"b":2}"#, r#"{"a":1}"#, "b 2 to nothing"),
            (r#"{"a":1}"#, "null", "a 1"),
            ("{}", "{}", ""),
        ] {
            assert_eq!(changes(Some(old), Some(new)), expected, "{old} {new}");
        }
    }
}
