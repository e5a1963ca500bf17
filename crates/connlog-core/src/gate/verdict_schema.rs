//! The JSON Schema of a verdict, which `connlog schema verdict` prints. Additive only, like the schema of records.

use serde_json::{Map, Value, json};

/// Returns the JSON Schema (2020-12) of a verdict.
pub fn document() -> Value {
    let mut schema = object(&[
        ("version", json!({ "const": 1 }), "version of this form"),
        ("outcome", json!({ "enum": ["passed", "failed", "undecided", "incomplete"] }), "the outcome of the gate"),
        ("exitCode", count(), "the exit code of the run, after --exit-zero and --warn-only"),
        ("reasons", list(&ground()), "why it is not passed"),
        ("kinds", list(&text()), "the kinds that were judged: connections, posts, events or syncs"),
        ("skipped", list(&text()), "kinds that the source does not serve, and that were not judged"),
        ("source", maybe(&text()), "the source of the records: a dialect, or files; null without records"),
        ("since", maybe(&time()), "when the window begins"),
        ("until", maybe(&time()), "when it ends; null for the present"),
        ("now", time(), "when the query was made"),
        ("tookS", json!({ "type": "number", "minimum": 0 }), "seconds the run took"),
        ("complete", json!({ "type": "boolean" }), "whether all requested data was read"),
        (
            "unit",
            json!({ "enum": ["records", "posts"] }),
            "what the numbers count; posts: the last attempts of each post and account",
        ),
        (
            "earlierAttempts",
            maybe(&count()),
            "attempts before the last ones, which do not count; null if every attempt counts",
        ),
        ("totals", object(&counts()), "all records together"),
        ("groups", list(&group()), "the groups of --by, the most failures first"),
        ("unjudged", maybe(&text()), "the groups with fewer records than --min-records, in one sentence"),
        ("platforms", list(&group()), "the same by platform, always"),
        ("causes", list(&cause()), "failures that count by reason, the most frequent first"),
        ("findings", list(&finding()), "the failures that count, newest first, at most 10,000"),
        ("findingsTotal", count(), "the number of failures that count"),
        ("unhealed", list(&account()), "accounts whose newest entry is a failure, the newest first"),
        ("series", list(&bucket()), "counts over time, oldest first"),
        ("command", text(), "the command that lists the failures"),
    ]);
    schema["$schema"] = "https://json-schema.org/draft/2020-12/schema".into();
    schema["title"] = "connlog verdict, version 1".into();
    schema
}

type VerdictField = (&'static str, Value, &'static str);

fn ground() -> Value {
    let conditions = [
        "max_failures",
        "max_failure_rate",
        "fail_on",
        "no_success",
        "max_schema_changes",
        "min_records",
        "retention",
        "incomplete",
        "unknown",
        "unread",
        "untimed",
    ];
    object(&[
        (
            "condition",
            json!({ "type": "string", "examples": conditions }),
            "the exceeded condition, or the reason why it is undecided",
        ),
        ("group", maybe(&text()), "the group, such as platform=instagram"),
        ("message", text(), "one sentence with the numbers"),
        (
            "limit",
            maybe(&json!({ "type": "number" })),
            "what was allowed, or needed; rates from 0 to 1, times in hours",
        ),
        ("actual", maybe(&json!({ "type": "number" })), "what was found"),
    ])
}

fn counts() -> Vec<VerdictField> {
    vec![
        ("records", count(), "records"),
        ("failures", count(), "failures that count: after --unresolved and --new-only"),
        ("healed", count(), "failures that a later success resolved"),
        ("known", count(), "failures in the baseline"),
    ]
}

fn group() -> Value {
    let pair = json!({ "type": "array", "prefixItems": [text(), maybe(&text())], "minItems": 2, "maxItems": 2 });
    let key = ("key", list(&pair), "pairs of field and value; null where a record has none");
    object(&[vec![key], counts()].concat())
}

fn cause() -> Value {
    object(&[
        (
            "code",
            text(),
            "the error code; with Fivetran a test, task or type, else the reason without its numbers and ids; unknown where records give none",
        ),
        ("message", maybe(&text()), "the newest message"),
        (
            "messagesTotal",
            count(),
            "the number of different messages; those that differ only in numbers and ids count as one",
        ),
        ("failures", count(), "the number of failures"),
        ("platforms", list(&text()), "the platforms, the most affected first"),
        ("accounts", list(&text()), "names or ids, the most affected first, at most ten"),
        ("accountsTotal", count(), "the total number of accounts"),
        ("oldest", maybe(&time()), "when the first happened"),
        ("newest", maybe(&time()), "when the last happened"),
        ("meaning", maybe(&text()), "what the code means, if connlog knows it"),
        ("side", maybe(&text()), "who can fix it: user, integrator, platform, api, unknown"),
        ("remedy", maybe(&text()), "what to do"),
        ("retry", maybe(&text()), "whether a retry helps"),
    ])
}

fn finding() -> Value {
    object(&[
        ("kind", text(), "connection, post, fivetran or sync"),
        ("id", maybe(&text()), "the record's id, if it has one"),
        ("platform", maybe(&text()), "the social platform; of Fivetran's connections, the service"),
        ("accountId", maybe(&text()), "the account; with Fivetran the connection"),
        ("accountName", maybe(&text()), "its name, if known"),
        ("profileId", maybe(&text()), "the profile it belongs to"),
        ("event", maybe(&text()), "what was attempted: the event type or the action"),
        ("code", text(), "the error code"),
        ("message", maybe(&text()), "the reason in words, at most 1,000 characters"),
        ("createdAt", maybe(&time()), "when it happened"),
        ("fingerprint", text(), "stable over runs: of kind, platform, account and code"),
    ])
}

fn account() -> Value {
    object(&[
        ("kind", text(), "connection, post, fivetran or sync"),
        ("platform", maybe(&text()), "the social platform; of Fivetran's connections, the service"),
        ("accountId", maybe(&text()), "the account, or connection; null where a first connect failed"),
        ("accountName", maybe(&text()), "its name, if known"),
        ("profileId", maybe(&text()), "the profile it belongs to"),
        ("code", text(), "the error code of its newest failure"),
        ("message", maybe(&text()), "the reason in words"),
        ("failures", count(), "its failures since its last success"),
        ("since", maybe(&time()), "when the first of them happened"),
        ("newest", maybe(&time()), "when the last of them happened"),
    ])
}

fn bucket() -> Value {
    let own = vec![("start", time(), "when the bucket begins"), ("seconds", count(), "how long it is")];
    object(&[own, counts()].concat())
}

fn object(members: &[VerdictField]) -> Value {
    let described = |(name, form, about): &VerdictField| {
        let mut form = form.clone();
        form["description"] = (*about).into();
        ((*name).to_owned(), form)
    };
    let properties: Map<String, Value> = members.iter().map(described).collect();
    let required: Vec<&str> = members.iter().map(|(name, ..)| *name).collect();
    json!({ "type": "object", "properties": properties, "required": required })
}

fn list(items: &Value) -> Value {
    json!({ "type": "array", "items": items })
}

fn maybe(form: &Value) -> Value {
    let mut form = form.clone();
    form["type"] = json!([form["type"], "null"]);
    form
}

fn text() -> Value {
    json!({ "type": "string" })
}

fn count() -> Value {
    json!({ "type": "integer", "minimum": 0 })
}

fn time() -> Value {
    json!({ "type": "string", "format": "date-time" })
}
