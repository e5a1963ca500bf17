//! The redaction rules of Fivetran events. Fivetran masks some keys but not all, so connlog does not rely on it.
//!
//! Secret keys are those that the REST API declares as passwords. Personal data is that of acting and affected users.

use std::sync::LazyLock;

use crate::json::scanner::MemberSpan as Member;
use crate::record::block::MemberIndex;
use crate::redact::keyword_prefilter::KeywordPrefilter;
use crate::redact::{self, RedactedPath, RedactionRule, RedactionRules};

pub(super) static RULES: RedactionRules = RedactionRules {
    judge,
    may_hold,
    nobody: &["Fivetran"],
    open: |name| {
        matches!(
            name.as_bytes(),
            b"kind"
                | b"source"
                | b"id"
                | b"createdAt"
                | b"event"
                | b"severity"
                | b"group"
                | b"stages"
                | b"connectionId"
                | b"connectorType"
                | b"syncId"
                | b"exceptionId"
        )
    },
};

/// Keys that only [`judge`] redacts. Words that occur in most queries count only as keys.
static WORDS: LazyLock<KeywordPrefilter> = LazyLock::new(|| {
    let keys = [
        "\"actor",
        "\"requester",
        "\"uri",
        "\"body",
        "\"state",
        "\"properties",
        "\"functiontrigger",
        "\"function_trigger",
        "\"queryparam",
        "\"query_param",
    ];
    KeywordPrefilter::new(&keys, &["user", "resourceid", "resource_id"])
});

/// Names of secret settings that only Fivetran has, in lower case without separators. The general rules recognise all
/// other secret settings of its REST API.
const SETTINGS: &[&str] = &[
    "apiadminkey",
    "apiusername",
    "authcode",
    "clientcertkey",
    "functiontrigger",
    "key",
    "primarykey",
    "queryparamvalue",
    "saslplainkey",
    "saslscram256key",
    "saslscram512key",
    "schemaregistrykey",
    "tdecertificatebackup",
    "xkey",
];

/// Most bytes of an entry are ids and names without secrets; known ones are not searched.
fn may_hold(entry: &MemberIndex<'_>) -> bool {
    let raw = entry.raw();
    let Some(places) = entry.noted() else { return WORDS.are_in(raw) };
    // A value that is not text may contain anything, also if it is invalid JSON.
    let is_plain = |place: &Member| {
        envelope(place.key_bytes(raw)) == RedactionRule::Plain && place.value_bytes(raw).starts_with(b"\"")
    };
    let searched = |place: &Member| {
        if is_harmless_key(place.key_bytes(raw)) { place.value(raw) } else { place.text_with_key(raw) }
    };
    places.iter().any(|place| !is_plain(place) && WORDS.are_in(searched(place)))
}

/// Returns whether a key of the envelope is known to contain no keyword. Most events have these keys.
fn is_harmless_key(key: &[u8]) -> bool {
    matches!(key, b"data" | b"connector_name" | b"connection_name")
}

fn judge(place: &RedactedPath<'_>) -> RedactionRule {
    match place.keys {
        [top] => envelope(top.as_bytes()),
        ["data", path @ ..] => data(path, place),
        _ => RedactionRule::Unknown,
    }
}

fn envelope(key: &[u8]) -> RedactionRule {
    match key {
        b"event"
        | b"created"
        | b"level"
        | b"id"
        | b"connector_type"
        | b"connection_type"
        | b"connector_id"
        | b"connection_id"
        | b"sync_id"
        | b"exception_id"
        | b"destination_group_id"
        | b"group_id" => RedactionRule::Plain,
        // The acting user, as named in the USER table.
        b"user_name" | b"user_email" => RedactionRule::Personal,
        _ => RedactionRule::Unknown,
    }
}

fn data(path: &[&str], place: &RedactedPath<'_>) -> RedactionRule {
    let [.., key] = path else { return RedactionRule::Unknown };
    let is = |event: &str| place.in_record("event").is_some_and(|name| name.eq_ignore_ascii_case(event));
    let spelled = redact::secret_keys::without(key, &['_', '-']);
    match (path, &*spelled) {
        (["columns"], _) if is("create_table") => RedactionRule::Names,
        (["tableProgress"] | ["oldValues" | "newValues", "tables" | "schemas" | "columns"], _) => RedactionRule::Names,
        (["oldValues" | "newValues", "credentials"], _) | (_, "newapikey") => RedactionRule::Secret,
        (["body"], _) if is("api_call") => RedactionRule::Secret,
        (["state"], _) if is("update_state") => RedactionRule::Secret,
        (["uri"], _) => RedactionRule::Address,
        (["actor" | "requester"], _) | (_, "userid" | "newuserid" | "useremail" | "userfirstname" | "userlastname") => {
            RedactionRule::Personal
        }
        (_, "primaryresourceid" | "secondaryresourceid" | "resourceid") => resource(key, place),
        (["properties" | "oldProperties", ..], spelled) => setting(spelled),
        _ if is_named(path) => RedactionRule::Unknown,
        (_, spelled) if SETTINGS.contains(&spelled) => RedactionRule::Secret,
        _ => RedactionRule::Unknown,
    }
}

/// Returns whether the keys at this place are names of tables or columns, as far as the path shows.
fn is_named(path: &[&str]) -> bool {
    matches!(
        path,
        ["columns" | "tableProgress", ..] | ["oldValues" | "newValues", "tables" | "schemas" | "columns", ..]
    )
}

/// Returns the rule for a setting of a connection or destination.
fn setting(spelled: &str) -> RedactionRule {
    match spelled {
        "username" => RedactionRule::Personal,
        _ if spelled.ends_with("user") => RedactionRule::Personal,
        _ if SETTINGS.contains(&spelled) => RedactionRule::Secret,
        _ => RedactionRule::Unknown,
    }
}

/// Returns the rule for the id of a resource; the id of a user is personal. The type is in a neighbouring member.
fn resource(key: &str, place: &RedactedPath<'_>) -> RedactionRule {
    let beside = match key {
        "resource_id" => "type".to_owned(),
        _ => format!("{}Type", key.trim_end_matches("Id")),
    };
    match place.beside(&beside) {
        Some(kind) if kind == "USER" => RedactionRule::Personal,
        _ => RedactionRule::Unknown,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::redact::{Reveal, hide};

    fn shown(event: &str, data: &str) -> String {
        let raw = format!(r#"{{"event":"{event}","created":"t","data":{data}}}"#);
        let text = hide(&MemberIndex::scan(&raw), &RULES, Reveal::default()).unwrap_or(raw);
        text.split_once("\"data\":").unwrap().1.strip_suffix('}').unwrap().to_owned()
    }

    #[test]
    fn every_password_setting_of_the_api_is_redacted() {
        let keys = include_str!("../../../../../tests/fixtures/fivetran/secret-keys.txt");
        assert_eq!(keys.lines().count(), 138);
        for key in keys.lines() {
            for key in [key.to_owned(), camel(key)] {
                let text = shown("edit_connector", &format!(r#"{{"oldProperties":{{"a":[{{"{key}":"x1y2"}}]}}}}"#));
                assert!(!text.contains("x1y2"), "{text}");
            }
        }
    }

    #[test]
    fn harmless_keys_contain_no_keyword() {
        for key in ["data", "connector_name", "connection_name"] {
            assert!(is_harmless_key(key.as_bytes()) && !WORDS.are_in(&format!("\"{key}\":\"")), "{key}");
        }
    }

    fn camel(key: &str) -> String {
        let mut words = key.split('_');
        let first = words.next().unwrap_or_default().to_owned();
        words.fold(first, |name, word| name + &word[..1].to_uppercase() + &word[1..])
    }

    #[test]
    fn names_of_tables_and_columns_are_not_keys() {
        for (event, data) in [
            ("create_table", r#"{"columns":{"password":"STRING","primary_key_clause":"\"_ID\"","key":"STRING"}}"#),
            ("import_progress", r#"{"tableProgress":{"dbo.token":"COMPLETE"}}"#),
            (
                "edit_connection",
                r#"{"oldValues":{"tables":{"a.secret":{"blocked":true}},"columns":{"a.b.password":{"mode":"hash"}}}}"#,
            ),
            ("warning", r#"{"state":"running","type":"x"}"#),
            ("pause_connector", r#"{"actor":"Fivetran"}"#),
            ("edit_team", r#"{"primaryResourceType":"TEAM","primaryResourceId":"team_id"}"#),
        ] {
            assert_eq!(shown(event, data), data);
        }
    }

    #[test]
    fn whole_values_are_redacted_if_any_part_may_be_secret() {
        for (event, data, expected) in [
            (
                "create_connection",
                r#"{"newValues":{"credentials":{"host":"h","n":[5,true]},"schema":"s"}}"#,
                r#"{"newValues":{"credentials":{"host":"[hidden]","n":["[hidden]",true]},"schema":"s"}}"#,
            ),
            ("update_state", r#"{"state":{"cursor":"abc"}}"#, r#"{"state":{"cursor":"[hidden]"}}"#),
            (
                "api_call",
                r#"{"method":"GET","uri":"https://a.example/x?key=5&y#z","body":"b"}"#,
                r#"{"method":"GET","uri":"https://a.example/x?[hidden]","body":"[hidden]"}"#,
            ),
            ("generate_api_secret", r#"{"newValues":{"new_api_key":"***"}}"#, r#"{"newValues":{"new_api_key":"***"}}"#),
            (
                "edit_connector",
                r#"{"properties":{"password":"****","databasePassword":"dbi1","host":"dbi1"}}"#,
                r#"{"properties":{"password":"****","databasePassword":"[hidden]","host":"[hidden]"}}"#,
            ),
        ] {
            assert_eq!(shown(event, data), expected);
        }
    }

    #[test]
    fn one_person_has_one_pseudonym_in_all_places() {
        let text = shown(
            "edit_user",
            r#"{"userId":"some_id","secondaryResourceType":"USER","secondaryResourceId":"some_id","action":"EDIT"}"#,
        );
        let name = text.split('"').nth(3).unwrap();
        assert!(name.starts_with("user-") && text.matches(name).count() == 2, "{text}");
    }
}
