//! Answers follow the published `OpenAPI` documents, of which `schemas/` has the parts for the routes of the demo. Members that
//! no document lists are an error, but for those that public clients have seen.

use jsonschema::Validator;

use super::*;

/// What public clients have seen in rows of `/v1/logs` and in no document.
const SEEN: [&str; 2] = ["post_id", "platform_post_id"];
/// What the documents of the old dialect do not list and the demo has in both dialects.
const NEWER: [&str; 3] = ["publishAttempts", "platformError", "mediaItems"];

/// Closes every object whose members are listed, so that members without a place in the document are found.
fn close(schema: &mut Value) {
    match schema {
        Value::Object(members) => {
            if let Some(platform) = members.get_mut("properties").and_then(|listed| listed.get_mut("platform")) {
                // Rows carry platforms that are newer than the document.
                remove(platform, &["enum"]);
            }
            members.iter_mut().filter(|(name, _)| *name != "allOf").for_each(|(_, part)| close(part));
            let is_open = !members.contains_key("additionalProperties") && !members.contains_key("allOf");
            if members.contains_key("properties") && is_open {
                members.insert("additionalProperties".to_owned(), false.into());
            }
        }
        Value::Array(values) => values.iter_mut().for_each(close),
        _ => {}
    }
}

fn remove(value: &mut Value, names: &[&str]) {
    match value {
        Value::Object(members) => {
            members.retain(|name, _| !names.contains(&name.as_str()));
            // The old documents declare nothing as nullable; the text of theirs says that it is.
            let is_old = names == NEWER;
            members.retain(|_, value| !(is_old && value.is_null()));
            members.values_mut().for_each(|value| remove(value, names));
        }
        Value::Array(values) => values.iter_mut().for_each(|value| remove(value, names)),
        _ => {}
    }
}

fn validator(document: &Value, route: &str) -> Validator {
    let mut schema = document["routes"][route].clone();
    assert!(schema.is_object(), "{route}");
    schema["$defs"] = document["$defs"].clone();
    if route == "/v1/posts" {
        // The pagination of posts has one member more than the part that it refers to.
        schema["$defs"]["Pagination"]["additionalProperties"] = true.into();
    }
    close(&mut schema);
    jsonschema::options().should_validate_formats(true).build(&schema).unwrap()
}

fn assert_follows(serves: ServedVersions, document: &str, route: &str, targets: &[&str]) {
    let document: Value = serde_json::from_str(document).unwrap();
    let validator = validator(&document, route);
    let world = Dataset::new(1, 1_200, 6);
    for target in targets {
        let mut answer = ask_at(&world, serves, target, NOW).unwrap_or_else(|status| panic!("{target}: {status}"));
        remove(&mut answer, if serves == ServedVersions::Late { &NEWER } else { &SEEN });
        let problems: Vec<String> =
            validator.iter_errors(&answer).map(|error| format!("{}: {error}", error.instance_path())).collect();
        assert!(problems.is_empty(), "{target}: {:#?}", &problems[..problems.len().min(5)]);
    }
}

fn any_post(world: &Dataset) -> String {
    rows(world, "logs")[5]["post_id"].as_str().unwrap().to_owned()
}

#[test]
fn answers_of_the_present_dialect_follow_its_document() {
    let follows = |route: &str, targets: &[&str]| {
        assert_follows(ServedVersions::Zernio, include_str!("schemas/zernio.json"), route, targets);
    };
    let types = ["publishing", "connections", "webhooks", "messaging", "workflow_event", "api_request", "all"];
    let logs = types.map(|name| format!("logs?type={name}&limit=100"));
    follows("/v1/logs", &logs.each_ref().map(String::as_str));
    follows("/v1/webhooks/logs", &["webhooks/logs?limit=100", "webhooks/logs?status=failed"]);
    follows("/v1/webhooks/settings", &["webhooks/settings"]);
    follows("/v1/accounts", &["accounts", "accounts?limit=20", "accounts?page=2&limit=20"]);
    follows("/v1/accounts/health", &["accounts/health", "accounts/health?status=error"]);
    follows("/v1/profiles", &["profiles", "profiles?limit=3"]);
    follows("/v1/posts", &["posts?limit=500"]);
    follows("/v1/usage", &["usage"]);
    follows("/v1/billing", &["billing"]);
    follows("/v1/api-keys", &["api-keys"]);
    follows("/v1/changelog", &["changelog"]);
    follows("/v1/auth/verify", &["auth/verify"]);
    let world = Dataset::new(1, 1_200, 6);
    follows("/v1/posts/{postId}", &[&format!("posts/{}", any_post(&world))]);
    let lost = ask(&world, "accounts/health?status=error")["accounts"][0]["accountId"].as_str().unwrap().to_owned();
    follows("/v1/accounts/{accountId}/health", &[&format!("accounts/{lost}/health")]);
}

#[test]
fn answers_of_the_old_dialect_follow_its_document() {
    let follows = |route: &str, targets: &[&str]| {
        assert_follows(ServedVersions::Late, include_str!("schemas/late.json"), route, targets);
    };
    follows("/v1/connections/logs", &["connections/logs?limit=100"]);
    follows("/v1/posts/logs", &["posts/logs?limit=100"]);
    follows("/v1/webhooks/logs", &["webhooks/logs?limit=100"]);
    follows("/v1/webhooks/settings", &["webhooks/settings"]);
    follows("/v1/accounts", &["accounts"]);
    follows("/v1/accounts/health", &["accounts/health"]);
    follows("/v1/profiles", &["profiles"]);
    follows("/v1/usage-stats", &["usage-stats"]);
    follows("/v1/posts", &["posts?limit=100"]);
    let post = any_post(&Dataset::new(1, 1_200, 6));
    follows("/v1/posts/{postId}", &[&format!("posts/{post}")]);
    follows("/v1/posts/{postId}/logs", &[&format!("posts/{post}/logs")]);
}
