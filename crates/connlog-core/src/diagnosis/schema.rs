//! The JSON Schema of a story, which `connlog schema why` prints. Additive only, like the schema of records.

use serde_json::{Map, Value, json};

use super::case::SubjectKind;
use super::rules::RULES;

/// Returns the JSON Schema (2020-12) of a story.
pub fn document() -> Value {
    let kinds = SubjectKind::ALL.map(SubjectKind::name);
    let subject = object(&[
        ("kind", json!({ "type": "string", "examples": kinds }), "what the id is"),
        ("id", text(), "the id"),
        ("name", maybe(&text()), "the name; null if none is known"),
    ]);
    let mut schema = object(&[
        ("version", json!({ "const": 1 }), "version of this form"),
        ("subject", subject, "what the story is about"),
        ("headline", text(), "the whole story in one sentence"),
        ("cause", maybe(&cause()), "the first cause; null if no rule applies"),
        ("timeline", list(&line()), "what happened when, oldest first, at most 12 lines"),
        ("leftOut", count(), "entries that the timeline leaves out"),
        ("affected", affected(), "what the cause hit besides the subject"),
        ("resolved", resolved(), "whether it is over"),
        ("action", maybe(&text()), "what to do; null if no action helps"),
        ("platforms", list(&platform()), "of a post: what the API says about each account, beside the log"),
        ("facts", list(&text()), "further facts of the source, one sentence each"),
        ("missing", list(&text()), "what could not be read, one sentence each"),
        (
            "entries",
            list(&json!({ "type": "object" })),
            "the records that the story rests on, as `connlog schema` describes them",
        ),
    ]);
    schema["$schema"] = "https://json-schema.org/draft/2020-12/schema".into();
    schema["title"] = "connlog story, version 1".into();
    schema
}

type StoryField = (&'static str, Value, &'static str);

fn cause() -> Value {
    let rules: Vec<&str> = RULES.iter().map(|rule| rule.name).collect();
    object(&[
        ("rule", json!({ "type": "string", "examples": rules }), "the rule that names it"),
        ("text", text(), "the cause in one sentence"),
        ("since", maybe(&time()), "when it began"),
        ("evidence", evidence(), "the entries that show it"),
    ])
}

fn line() -> Value {
    object(&[
        ("time", maybe(&time()), "when it happened"),
        ("text", text(), "what happened, in one sentence"),
        ("evidence", evidence(), "the entry"),
    ])
}

fn affected() -> Value {
    object(&[
        ("posts", list(&text()), "ids of other posts"),
        ("accounts", list(&text()), "ids of other accounts"),
        ("deliveries", count(), "other deliveries"),
        ("syncs", count(), "other syncs"),
        ("evidence", evidence(), "the entries that show it"),
    ])
}

fn resolved() -> Value {
    let states = json!({ "enum": ["yes", "no", "nothing", "unknown"] });
    object(&[
        ("state", states, "whether it is over; nothing: there was nothing to resolve"),
        ("at", maybe(&time()), "since when"),
        ("text", maybe(&text()), "why, in one sentence"),
    ])
}

fn platform() -> Value {
    object(&[
        ("platform", maybe(&text()), "the platform"),
        ("accountId", maybe(&text()), "the account"),
        ("accountName", maybe(&text()), "its name"),
        ("status", maybe(&text()), "what the post itself says"),
        ("publishedAt", maybe(&time()), "when it was published, by the post itself"),
        ("url", maybe(&text()), "where the post can be seen"),
        ("platformPostId", maybe(&text()), "the platform's id of the post"),
        ("message", maybe(&text()), "why it failed, or what it waits for"),
        ("category", maybe(&text()), "the category of the failure"),
        ("attempts", maybe(&count()), "the number of attempts"),
        ("log", maybe(&text()), "what the last attempt in the log says"),
        ("loggedAt", maybe(&time()), "when that attempt was"),
        ("disagrees", json!({ "type": "boolean" }), "whether log and post contradict each other"),
        ("evidence", evidence(), "the last attempt in the log"),
    ])
}

fn object(fields: &[StoryField]) -> Value {
    let properties: Map<String, Value> = fields
        .iter()
        .map(|(name, schema, description)| {
            let mut schema = schema.clone();
            schema["description"] = (*description).into();
            ((*name).to_owned(), schema)
        })
        .collect();
    let required: Vec<&str> = fields.iter().map(|(name, ..)| *name).collect();
    json!({ "type": "object", "properties": properties, "required": required })
}

fn maybe(schema: &Value) -> Value {
    json!({ "anyOf": [schema, { "type": "null" }] })
}

fn list(items: &Value) -> Value {
    json!({ "type": "array", "items": items })
}

fn evidence() -> Value {
    list(&count())
}

fn text() -> Value {
    json!({ "type": "string" })
}

fn time() -> Value {
    json!({ "type": "string", "format": "date-time" })
}

fn count() -> Value {
    json!({ "type": "integer", "minimum": 0 })
}
