//! Fields of different kinds that mean the same, for hints after an unknown field.

use super::path::FieldPath;
use super::{Kind, schema};
use crate::suggest::did_you_mean;

/// Names of one meaning. A kind has at most one of them.
const MEANINGS: [&[&str]; 7] = [
    &["error.code", "response.errorCode"],
    &["error.message", "response.errorMessage", "errorMessage"],
    &["error.rawResponse", "response.rawBody", "responseBody"],
    &["accountUsername", "success.username", "connectionName"],
    &["accountId", "connectionId"],
    &["platform", "connectorType"],
    &["eventType", "action", "event"],
];

/// Returns a hint for `name`, which no kind of `kinds` has: the field with the same meaning, a similar name of `known`, or
/// the kinds with this field. Ends with a space unless it is empty.
pub fn field_hint(name: &str, kinds: &[Kind], known: &[String]) -> String {
    if let Some(counterpart) = counterpart(name, kinds) {
        return format!("did you mean `{counterpart}`? ");
    }
    let owners: Vec<&str> = Kind::all()
        .iter()
        .filter(|kind| has(**kind, name) && !kinds.contains(kind))
        .map(|kind| kind.plural())
        .collect();
    match owners.as_slice() {
        [] => did_you_mean(name, known.iter().map(String::as_str)),
        owners => format!("{} have it; ", owners.join(", ")),
    }
}

/// Returns the field of `kinds` with the meaning of `name`.
fn counterpart(name: &str, kinds: &[Kind]) -> Option<&'static str> {
    let names = MEANINGS.iter().find(|names| names.contains(&name))?;
    names.iter().copied().find(|name| kinds.iter().any(|kind| has(*kind, name)))
}

fn has(kind: Kind, name: &str) -> bool {
    name.parse::<FieldPath>().is_ok_and(|path| schema::has(kind, &path))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_field_of_the_kind_is_named() {
        let hint = |name: &str, kind: &str| {
            let kinds = [Kind::named(kind)];
            field_hint(name, &kinds, &schema::paths_of(&kinds))
        };
        for (name, kind, expected) in [
            ("error.code", "post", "did you mean `response.errorCode`? "),
            ("response.errorMessage", "connection", "did you mean `error.message`? "),
            ("error.message", "webhook", "did you mean `errorMessage`? "),
            ("accountUsername", "fivetran", "did you mean `connectionName`? "),
            ("platfrom", "post", "did you mean `platform`? "),
            ("attemptNumber", "connection", "posts, webhooks have it; "),
            ("zzz", "post", ""),
        ] {
            assert_eq!(hint(name, kind), expected, "{name} of {kind}");
        }
    }

    #[test]
    fn every_name_is_a_field_of_a_kind() {
        for name in MEANINGS.concat() {
            assert!(Kind::all().iter().any(|kind| has(*kind, name)), "{name}");
        }
    }
}
