//! The object that `connlog summary -o json` prints: a part of the verdict, without a judgement.

use serde_json::{Map, Value, json};

use super::verdict::Verdict;
use super::verdict_schema;

/// The keys of the verdict that a summary has too, in their order.
const KEYS: [&str; 13] = [
    "kinds",
    "skipped",
    "source",
    "since",
    "until",
    "now",
    "tookS",
    "complete",
    "totals",
    "platforms",
    "causes",
    "unhealed",
    "series",
];

/// Returns the summary as JSON.
///
/// # Errors
///
/// When the verdict cannot be written as JSON.
pub fn value(verdict: &Verdict) -> Result<Value, serde_json::Error> {
    let whole = serde_json::to_value(verdict)?;
    let mut summary = Map::new();
    summary.insert("version".into(), json!(1));
    for key in KEYS {
        summary.insert(key.into(), whole.get(key).cloned().unwrap_or_default());
    }
    summary.insert("doubts".into(), whole.get("reasons").cloned().unwrap_or_default());
    Ok(Value::Object(summary))
}

/// Returns the JSON Schema (2020-12) of a summary.
pub fn document() -> Value {
    let verdict = verdict_schema::document();
    let mut properties = Map::new();
    properties.insert("version".into(), json!({ "const": 1, "description": "version of this form" }));
    for key in KEYS {
        properties.insert(key.into(), verdict["properties"][key].clone());
    }
    let mut doubts = verdict["properties"]["reasons"].clone();
    doubts["description"] = "entries that could not be read or judged; each may be a failure".into();
    properties.insert("doubts".into(), doubts);
    let required: Vec<&String> = properties.keys().collect();
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "connlog summary, version 1",
        "type": "object",
        "required": required,
        "properties": properties,
    })
}
