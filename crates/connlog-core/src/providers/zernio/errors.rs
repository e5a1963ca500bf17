//! Turns the API's error answers, of both versions, into failures that a user can act on.
//!
//! Only a 401 in the API's own form rejects the key: 402, 429 and 5xx prove nothing about it. An answer that is not
//! JSON comes from a proxy, a firewall or a login page.

use crate::error::{Code, Error};
use crate::providers::endpoint::{ApiReply, ErrorParser, PageRequest};
use crate::providers::error_answers::{NO_REASON, foreign, is_foreign, message, server, too_long};
use crate::providers::error_reason::ErrorBody;
use crate::providers::retry_after::RetryAfter;

/// Returns the error parser. `key_origin` is a phrase for the place of the key.
pub(super) fn parser(key_origin: String) -> Box<dyn ErrorParser> {
    Box::new(LateErrors { key_origin })
}

struct LateErrors {
    /// A phrase: "environment variable `ZERNIO_API_KEY`".
    key_origin: String,
}

impl ErrorParser for LateErrors {
    fn fault(&self, reply: &ApiReply, request: &PageRequest) -> Error {
        let body = ErrorBody::new(&reply.body);
        match reply.status {
            408 | 425 | 500.. => server(reply, &body),
            // A shorter request helps, whichever server refused it.
            413 | 414 | 431 => too_long(reply.status, &body),
            status if status < 400 || is_foreign(reply, &body) => foreign(reply, &body),
            400 | 422 => match missing_type(&body, request) {
                Some(missing) => missing_log(missing, &body),
                None => bad_request(&body),
            },
            401 if is_of_a_platform(&body) => lost_session(&body),
            401 => self.unauthorized(&body),
            402 => payment(&body),
            403 => forbidden(&body),
            404 | 405 | 410 => not_found(&body, request),
            429 => Error::new(Code::RateLimited, "the rate limit is reached")
                .cause(message(&body, "the API allows no more requests for now"))
                .hint("wait, raise --max-wait, or make fewer requests with a larger --page-size or a shorter --since"),
            status => Error::new(Code::BadRequest, format!("the API refused the request with HTTP {status}"))
                .cause(message(&body, NO_REASON))
                .hint("run `connlog doctor` to check the base URL and the key"),
        }
    }

    fn wait(&self, reply: &ApiReply) -> Option<RetryAfter> {
        ErrorBody::new(&reply.body).wait()
    }
}

/// Returns whether a 401 concerns the account at a social platform, not the API key.
fn is_of_a_platform(body: &ErrorBody<'_>) -> bool {
    let is = |name: &str, wanted: &[&str]| body.text(name).is_some_and(|text| wanted.contains(&&*text));
    is("code", &["reconnect_required", "account_disconnected", "ACCOUNT_DISCONNECTED", "token_expired"])
        || is("type", &["platform_error"])
}

fn lost_session(body: &ErrorBody<'_>) -> Error {
    let whose = body.text("platform").unwrap_or_else(|| "a platform".to_owned());
    Error::new(Code::Forbidden, format!("the session of an account at {whose} has ended"))
        .cause(format!("{}; the key itself is valid", message(body, "HTTP 401")))
        .hint("reconnect that account in the dashboard")
}

impl LateErrors {
    fn unauthorized(&self, body: &ErrorBody<'_>) -> Error {
        let said = message(body, NO_REASON);
        Error::new(Code::AuthInvalid, "the API does not accept the key")
            .cause(format!("{said}; the key came from {}", self.key_origin))
            .hint("check that key in the dashboard (it may be revoked or expired) and configure a valid one; `connlog doctor` tests it")
    }
}

/// Returns the type of entries that the API lacks according to `body`: servers reject an unknown `type` with 400, because they
/// compare it with a list. A body that names another parameter says nothing about the type.
fn missing_type<'r>(body: &ErrorBody<'_>, request: &'r PageRequest) -> Option<&'r str> {
    let (_, value) = request.query.iter().find(|(name, _)| *name == "type")?;
    let parameters = body.refused_parameters();
    if !parameters.is_empty() {
        return parameters.iter().all(|parameter| parameter == "type").then_some(value);
    }
    let reason = body.reason()?;
    let is_of_a_word = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
    let words: Vec<&str> = reason.split(|c| !is_of_a_word(c)).collect();
    let names_other = request.query.iter().any(|(name, _)| *name != "type" && words.contains(name));
    let names_type =
        words.iter().any(|word| ["type", "enum", "option"].iter().any(|other| word.eq_ignore_ascii_case(other)));
    let names_value = words.contains(&value.as_str());
    (names_type && (names_value || (words.contains(&"type") && !names_other))).then_some(value)
}

fn missing_log(missing: &str, body: &ErrorBody<'_>) -> Error {
    let fault = Error::new(Code::BadRequest, format!("the API has no log of the type `{missing}`"))
        .cause(message(body, NO_REASON))
        .hint("leave out this kind: the version of the API that answers does not have its log");
    Error { lacks_log: true, ..fault }
}

fn bad_request(body: &ErrorBody<'_>) -> Error {
    let error = Error::new(Code::BadRequest, "the API refused the request").cause(message(body, NO_REASON));
    match body.text("param") {
        Some(param) if param == "days" => {
            let most =
                message(body, "").split(|c: char| !c.is_ascii_digit()).find_map(|number| number.parse::<u32>().ok());
            let days =
                most.filter(|days| (1..=365).contains(days)).map_or_else(|| "N".to_owned(), |days| days.to_string());
            let cause = format!("{} (parameter `days`)", message(body, NO_REASON));
            error.cause(cause).hint(format!("request fewer days: --days {days}"))
        }
        Some(param) => {
            let cause = format!("{} (parameter `{param}`)", message(body, NO_REASON));
            error.cause(cause).hint(format!("change or leave out {}", flag(&param)))
        }
        None => error.hint("check the values of the filters; `--debug` shows the request"),
    }
}

/// Returns the flag for a parameter of the API.
fn flag(param: &str) -> String {
    let flag = match param {
        "accountId" | "account_id" => "account",
        "profileId" | "profile_id" => "profile",
        "eventType" | "event" => "event",
        "from" | "days" => "since",
        "to" => "until",
        "limit" => "page-size",
        other => other,
    };
    format!("--{flag}")
}

fn payment(body: &ErrorBody<'_>) -> Error {
    let error = Error::new(Code::Forbidden, "the API requires a payment for this account")
        .cause(format!("{}; the key itself is valid", message(body, "HTTP 402")));
    match body.text("dashboard_url") {
        Some(url) => error.hint(format!("pay at {url}")),
        None => error.hint("pay in the dashboard's billing page"),
    }
}

fn forbidden(body: &ErrorBody<'_>) -> Error {
    let error = Error::new(Code::Forbidden, "the key lacks the permission to read these logs")
        .cause(message(body, "the API gave no reason"));
    match body.text("required_group") {
        Some(group) => error.hint(format!(
            "create a key with the resource group `{group}` enabled (it covers every log of the API, also connections)"
        )),
        None => error.hint("use a key of the user who owns these accounts, with read permission"),
    }
}

fn not_found(body: &ErrorBody<'_>, request: &PageRequest) -> Error {
    let said = message(body, "HTTP 404");
    match request.path.strip_prefix("/v1/posts/").and_then(|rest| rest.strip_suffix("/logs")) {
        Some(post) if !post.is_empty() => Error::new(Code::NotFound, format!("there is no post {post}"))
            .cause(said)
            .hint("check the id; `connlog posts` lists the posts of the last days"),
        _ => Error::new(Code::NotFound, format!("the API has no {}", request.path))
            .cause(said)
            .hint("check --base-url (it ends in /api) and --dialect; `connlog doctor` shows both"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Whether the answer says that the API lacks the log.
    fn lacks_log(status: u16, body: &str, query: &[(&'static str, &str)]) -> bool {
        let query = query.iter().map(|(name, value)| (*name, (*value).to_owned())).collect();
        let request = PageRequest { path: "/v1/logs".to_owned(), query };
        let content_type = Some("application/json".to_owned());
        let reply = ApiReply { status, content_type, server: None, challenge: None, body: body.to_owned() };
        let fault = parser("a test".to_owned()).fault(&reply, &request);
        assert_eq!(fault.code, Code::BadRequest, "{body}");
        fault.lacks_log
    }

    #[test]
    fn a_refused_type_is_a_missing_log_in_the_forms_of_the_api_and_of_validators() {
        for body in [
            r#"{"error":"Invalid value for type","code":"invalid_field_value","param":"type"}"#,
            r#"{"error":"Invalid value for type"}"#,
            r#"{"error":"Invalid type: api_request"}"#,
            r#"{"error":{"message":"bad query","param":"type"}}"#,
            r#"{"error":"Invalid query","details":{"fieldErrors":{"type":["Invalid enum value"]}}}"#,
            r#"{"issues":[{"path":["type"],"message":"Invalid option"}]}"#,
            r#"{"error":"Validation failed","details":[{"path":["type"],"message":"Invalid enum value"}]}"#,
            r#"{"error":"Invalid enum value. Expected 'publishing' | 'connections', received 'api_request'"}"#,
        ] {
            assert!(lacks_log(400, body, &[("type", "api_request"), ("days", "3")]), "{body}");
        }
    }

    #[test]
    fn a_refusal_of_another_parameter_stays_an_error() {
        for body in [
            r#"{"error":"Invalid value for platform","type":"invalid_request_error","param":"platform"}"#,
            r#"{"error":"Invalid type for days"}"#,
            r#"{"error":"Invalid query","details":{"fieldErrors":{"type":["x"],"days":["y"]}}}"#,
            r#"{"error":"Invalid request","type":"invalid_request_error","code":"invalid_field_value"}"#,
            r#"{"error":"The content-type is missing"}"#,
            "{}",
        ] {
            assert!(!lacks_log(400, body, &[("type", "api_request"), ("days", "3")]), "{body}");
        }
        assert!(!lacks_log(400, r#"{"error":"Invalid value for type","param":"type"}"#, &[]));
    }
}
