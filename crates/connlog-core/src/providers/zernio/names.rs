//! Reads names for the ids of accounts and profiles from `/v1/accounts` and `/v1/profiles`, which both dialects have.

use crate::json::{self, scanner};
use crate::providers::endpoint::{IdKind, IdNames, NameRoute};

/// The routes with names.
pub(super) static ROUTES: &[NameRoute] = &[
    NameRoute {
        ids: IdKind::Account,
        path: "/v1/accounts",
        read: |body| read(body, "accounts", &["username", "displayName"]),
    },
    NameRoute { ids: IdKind::Profile, path: "/v1/profiles", read: |body| read(body, "profiles", &["name"]) },
];

/// Returns the ids and names of the rows in the list `list`; `None` if the body is not such an answer.
fn read(body: &str, list: &str, keys: &[&str]) -> Option<IdNames> {
    serde_json::from_str::<serde::de::IgnoredAny>(body).ok()?;
    let rows = scanner::member(body, list).filter(|rows| rows.starts_with('['))?;
    let text = |row, name| scanner::member(row, name).and_then(json::scalar).map(std::borrow::Cow::into_owned);
    let named =
        |row| Some((text(row, "_id").or_else(|| text(row, "id"))?, keys.iter().find_map(|key| text(row, key))?));
    Some(scanner::elements(rows).filter_map(named).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read_from_both_lists() {
        let accounts = r#"{"accounts":[{"_id":"a","username":"acme"},{"_id":"b","displayName":"Shown"},{"_id":"c"},{"username":"x"}]}"#;
        let names = |pairs: &[(&str, &str)]| {
            Some(pairs.iter().map(|(id, name)| ((*id).to_owned(), (*name).to_owned())).collect::<IdNames>())
        };
        assert_eq!((ROUTES[0].read)(accounts), names(&[("a", "acme"), ("b", "Shown")]));
        assert_eq!((ROUTES[1].read)(r#"{"profiles":[{"_id":"p","name":"Brand"}]}"#), names(&[("p", "Brand")]));
        for body in ["", "{}", "<html>", r#"{"accounts":null}"#, r#"{"accounts":[{"_id""#] {
            assert_eq!((ROUTES[0].read)(body), None, "{body}");
        }
    }
}
