//! Common fields: names that every kind of entry has, each an alias for keys of the kind.
//!
//! `--fields`, `--where`, `--by` and `--sort` accept them. Records do not contain them; the schema lists the keys that
//! each one reads as `x-alias`.

use std::borrow::Cow;
use std::cell::OnceCell;

use super::failure_reason::FailureReason;
use super::kinds::spec::KindSpec;
use super::outcome::{Outcome, OutcomeClass};
use super::schema_key::FieldType;
use super::{Kind, View};
use crate::json::{self, scanner};
use crate::time;

/// A field that every kind of entry has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CommonField {
    /// The time that orders entries.
    Time,
    /// The id of the account or the connection.
    Account,
    /// The name of the account or the connection.
    AccountName,
    /// The platform, or the service that a connection reads.
    Platform,
    /// How the entry counts: one of [`OUTCOMES`].
    Outcome,
    /// The code that failures are grouped by.
    Code,
    /// The reason in words.
    Message,
    /// The address of what was published.
    Link,
    /// The duration in milliseconds.
    Duration,
}

/// The values of [`CommonField::Outcome`]. `stats` counts `failure` as failures.
pub const OUTCOMES: &[&str] = &["success", "failure", "neutral", "unknown"];

/// The JSON texts of common fields that no key of the record has in this form.
#[derive(Default)]
pub(super) struct DerivedValues {
    code: OnceCell<Option<String>>,
    message: OnceCell<Option<String>>,
    link: OnceCell<Option<String>>,
}

impl CommonField {
    /// Every common field, in the order of the documentation.
    pub const ALL: [Self; 9] = [
        Self::Time,
        Self::Account,
        Self::AccountName,
        Self::Platform,
        Self::Outcome,
        Self::Code,
        Self::Message,
        Self::Link,
        Self::Duration,
    ];

    /// Returns the name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Time => "time",
            Self::Account => "account",
            Self::AccountName => "accountName",
            Self::Platform => "platform",
            Self::Outcome => "outcome",
            Self::Code => "code",
            Self::Message => "message",
            Self::Link => "link",
            Self::Duration => "duration",
        }
    }

    /// Returns the description in the documentation.
    pub const fn about(self) -> &'static str {
        match self {
            Self::Time => "when it happened; of a sync its start, of a state its beginning",
            Self::Account => "the id of the account or the connection",
            Self::AccountName => "the name of the account or the connection",
            Self::Platform => "the platform, or the service that a connection reads",
            Self::Outcome => "how it counts: success, failure, neutral or unknown",
            Self::Code => "the code that failures are grouped by; empty for a success",
            Self::Message => "the reason in words; empty for a success",
            Self::Link => "the address of the published post",
            Self::Duration => "how long it took, in milliseconds",
        }
    }

    /// Returns the common field with this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|field| field.name() == name)
    }

    /// Returns the keys of the kind that the field reads; an empty list if the kind has no such value.
    pub fn keys(self, kind: Kind) -> &'static [&'static str] {
        let KindSpec { common, time_keys, account_key, has_duration, .. } = kind.spec();
        match self {
            Self::Time => time_keys,
            Self::Account if kind.spec().keys.iter().any(|key| key.name == *account_key) => {
                std::slice::from_ref(account_key)
            }
            Self::AccountName => common.account_name,
            Self::Platform => common.platform,
            Self::Outcome => common.outcome,
            Self::Code => common.code,
            Self::Message => common.message,
            Self::Link => common.link,
            Self::Duration if *has_duration => &["durationMs"],
            Self::Account | Self::Duration => &[],
        }
    }

    /// Returns the type of the value in records of `kind`.
    pub fn form(self, kind: Kind) -> &'static FieldType {
        match self {
            Self::Time => &FieldType::Time,
            Self::Duration => &FieldType::Integer,
            Self::Outcome => &FieldType::Open(OUTCOMES),
            Self::Platform => {
                let key = self.keys(kind).first();
                let found = key.and_then(|key| kind.spec().keys.iter().find(|known| known.name == *key));
                found.map_or(&FieldType::Text, |key| &key.form)
            }
            Self::Account | Self::AccountName | Self::Code | Self::Message | Self::Link => &FieldType::Text,
        }
    }

    /// Returns the JSON text of the value; `None` if the record has none.
    pub fn find<'v>(self, view: &'v View<'_>) -> Option<&'v str> {
        let keys = || self.keys(view.kind()).iter();
        match self {
            Self::Time => keys().filter_map(|key| present(view, key)).find(|json| is_time(json)).or_else(|| {
                // A time that cannot be read is shown unchanged.
                keys().find_map(|key| present(view, key))
            }),
            Self::Outcome => Some(outcome(view)),
            Self::Code => view.derived().code.get_or_init(|| code(view)).as_deref(),
            Self::Message => view.derived().message.get_or_init(|| message(view)).as_deref(),
            Self::Link => view.derived().link.get_or_init(|| link(view).map(|link| json::quote(&link))).as_deref(),
            Self::Account | Self::AccountName | Self::Platform | Self::Duration => {
                keys().find_map(|key| present(view, key))
            }
        }
    }
}

/// Returns the JSON text at a key, which may be in an object; `None` if it is absent, `null` or empty.
fn present<'v>(view: &'v View<'_>, key: &str) -> Option<&'v str> {
    let json = match key.split_once('.') {
        Some((object, member)) => scanner::member(view.json(object)?, member)?,
        None => view.json(key)?,
    };
    (!json::is_absent(json)).then_some(json)
}

/// Returns the text of the first of `keys` that has one.
pub(super) fn first_text<'v>(view: &'v View<'_>, keys: &[&str]) -> Option<Cow<'v, str>> {
    keys.iter().find_map(|key| json::scalar(present(view, key)?))
}

fn is_time(json: &str) -> bool {
    json::scalar(json).is_some_and(|text| time::instant(&text).is_some())
}

fn outcome(view: &View<'_>) -> &'static str {
    match Outcome::from_view(view).class() {
        OutcomeClass::Success => "\"success\"",
        OutcomeClass::Failure => "\"failure\"",
        OutcomeClass::Neutral => "\"neutral\"",
        OutcomeClass::Unknown => "\"unknown\"",
    }
}

/// Returns whether the record has nothing to explain, so that a word such as `succeeded` is not its code.
fn is_plain(view: &View<'_>) -> bool {
    matches!(Outcome::from_view(view), Outcome::Good | Outcome::Pending | Outcome::Routine)
}

fn code(view: &View<'_>) -> Option<String> {
    if is_plain(view) {
        return None;
    }
    let reason = FailureReason::from_view(view);
    (view.kind().spec().failure_code)(view, &reason).map(|code| json::quote(&code))
}

fn message(view: &View<'_>) -> Option<String> {
    if is_plain(view) {
        return None;
    }
    FailureReason::from_view(view).message.map(|message| json::quote(&message))
}

/// Returns the address of what was published; `None` if the record has none.
pub fn link<'v>(view: &'v View<'_>) -> Option<Cow<'v, str>> {
    view.kind().spec().common.link.iter().find_map(|key| {
        let text = json::scalar(present(view, key)?)?;
        if key.ends_with("rawBody") { address_in_body(&text).map(Cow::Owned) } else { Some(text) }
    })
}

/// Returns the address in an answer that is JSON in a text.
fn address_in_body(body: &str) -> Option<String> {
    const NAMES: [&str; 5] = ["url", "permalink", "permalink_url", "postUrl", "platformPostUrl"];
    let body = Some(body).filter(|body| body.starts_with('{'))?;
    let found = NAMES.iter().find_map(|name| scanner::member(body, name).and_then(json::scalar))?;
    (found.starts_with("https://") || found.starts_with("http://")).then(|| found.into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::{Field, Record, RecordLayout};

    fn record(kind: &'static RecordLayout, json: &str) -> Record {
        Record::from_text(json.to_owned(), kind)
    }

    fn layout(kind: Kind) -> &'static RecordLayout {
        Box::leak(Box::new(RecordLayout::new(kind, "test", "createdAt", |raw| {
            scanner::members(raw)
                .map(|(name, json)| Field { name: scanner::unescaped(name), json: json.into() })
                .collect()
        })))
    }

    #[test]
    fn every_kind_of_entry_has_keys_for_each_field_that_applies() {
        for kind in Kind::saved() {
            for field in [CommonField::Time, CommonField::Outcome, CommonField::Code] {
                assert!(!field.keys(*kind).is_empty(), "{} of {}", field.name(), kind.name());
            }
        }
    }

    #[test]
    fn no_key_of_a_schema_has_the_name_of_an_alias_for_another_key() {
        for kind in Kind::saved() {
            for field in CommonField::ALL {
                let own = kind.spec().keys.iter().any(|key| key.name == field.name());
                assert!(
                    !own || field.keys(*kind).first() == Some(&field.name()),
                    "{} of {}",
                    field.name(),
                    kind.name()
                );
            }
        }
    }

    #[test]
    fn values_come_from_the_keys_of_the_kind() {
        let post = r#"{"accountId":"a1","accountUsername":"acme","platform":"tiktok","status":"failed","durationMs":30,
            "createdAt":"2026-11-20T11:59:40Z","response":{"errorCode":"E","errorMessage":"m","rawBody":"{\"url\":\"https://x/1\"}"}}"#;
        let sync = r#"{"connectionId":"c1","connectionName":"sales","connectorType":"postgres","status":"succeeded",
            "startedAt":"2026-11-20T11:00:00Z","durationMs":9}"#;
        for (kind, json, expected) in [
            (
                Kind::Post,
                post,
                ["2026-11-20T11:59:40Z", "a1", "acme", "tiktok", "failure", "E", "m", "https://x/1", "30"],
            ),
            (Kind::Sync, sync, ["2026-11-20T11:00:00Z", "c1", "sales", "postgres", "success", "", "", "", "9"]),
        ] {
            let record = record(layout(kind), json);
            let view = record.view();
            let found = CommonField::ALL.map(|field| field.find(&view).and_then(json::scalar).unwrap_or_default());
            assert_eq!(found, expected, "{json}");
        }
    }
}
