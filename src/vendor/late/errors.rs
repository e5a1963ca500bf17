//! The API's error answers, in both dialects, as failures a person can act on.
//!
//! Only a 401 speaks against the key: 402, 429 and 5xx prove nothing about it, or even that it is valid.

use std::borrow::Cow;
use std::time::Duration;

use crate::error::{Code, Fault};
use crate::record::json;
use crate::record::redact::{self, Reveal};
use crate::term::visible;
use crate::vendor::{Errors, Reply, Request};

/// Words for the API's errors, for a key that came from the place `key_origin` names.
pub(super) fn words(key_origin: String) -> Box<dyn Errors> {
    Box::new(LateErrors { key_origin })
}

struct LateErrors {
    /// As a phrase: "environment variable `ZERNIO_API_KEY`".
    key_origin: String,
}

impl Errors for LateErrors {
    fn fault(&self, reply: &Reply, asked: &Request) -> Fault {
        let body = Body::new(&reply.body);
        match reply.status {
            400 | 422 => bad_request(&body),
            401 => self.unauthorized(&body),
            402 => payment(&body),
            403 => forbidden(&body),
            404 | 405 | 410 => not_found(&body, asked),
            429 => Fault::new(Code::RateLimited, "the rate limit is reached")
                .cause(body.said("the API allows no more requests for now"))
                .hint("wait, raise --max-wait, or ask for less with a larger --page-size or a shorter --since"),
            status @ 500.. => server(status, &body),
            status => Fault::new(Code::BadRequest, format!("the API refused the request with HTTP {status}"))
                .cause(body.said("it gave no reason"))
                .hint("run `connlog doctor` to check the base URL and the key"),
        }
    }

    fn wait(&self, reply: &Reply) -> Option<Duration> {
        let details = Body::new(&reply.body).member("details")?.to_owned();
        let members = json::members(&details)?;
        let (_, seconds) = members.into_iter().find(|(name, _)| name == "retryAfterSeconds")?;
        seconds.parse::<f64>().ok().and_then(|seconds| Duration::try_from_secs_f64(seconds).ok())
    }
}

impl LateErrors {
    fn unauthorized(&self, body: &Body<'_>) -> Fault {
        let said = body.said("it gave no reason");
        Fault::new(Code::AuthInvalid, "the API does not accept the key")
            .cause(format!("{said}; the key came from {}", self.key_origin))
            .hint("check that key in the dashboard (it may be revoked or expired) and give a valid one; `connlog doctor` tests it")
    }
}

fn bad_request(body: &Body<'_>) -> Fault {
    let fault = Fault::new(Code::BadRequest, "the API refused the request").cause(body.said("it gave no reason"));
    match body.text("param") {
        Some(param) => {
            let cause = format!("{} (parameter `{param}`)", body.said("it gave no reason"));
            fault.cause(cause).hint(format!("change or leave out {}", flag(&param)))
        }
        None => fault.hint("check the values of the filters; `--debug` shows the request"),
    }
}

/// The flag behind a parameter of the API.
fn flag(param: &str) -> String {
    let flag = match param {
        "type" => return "the command: this API does not know that type of entry".to_owned(),
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

fn payment(body: &Body<'_>) -> Fault {
    let fault = Fault::new(Code::Forbidden, "the account needs a payment before the API answers")
        .cause(format!("{}; the key itself is valid", body.said("HTTP 402")));
    match body.text("dashboard_url") {
        Some(url) => fault.hint(format!("settle it at {url}")),
        None => fault.hint("settle it in the dashboard's billing page"),
    }
}

fn forbidden(body: &Body<'_>) -> Fault {
    let fault = Fault::new(Code::Forbidden, "the key lacks the right to read these logs")
        .cause(body.said("the API gave no reason"));
    match body.text("required_group") {
        Some(group) => fault.hint(format!(
            "create a key with the resource group `{group}` enabled (the API files every log, connections too, under it)"
        )),
        None => fault.hint("use a key of the user who owns these accounts, with read permission"),
    }
}

fn not_found(body: &Body<'_>, asked: &Request) -> Fault {
    let said = body.said("HTTP 404");
    match asked.path.strip_prefix("/v1/posts/").and_then(|rest| rest.strip_suffix("/logs")) {
        Some(post) if !post.is_empty() => Fault::new(Code::NotFound, format!("there is no post {post}"))
            .cause(said)
            .hint("check the id; `connlog posts` lists the posts of the last days"),
        _ => Fault::new(Code::NotFound, format!("the API has no {}", asked.path))
            .cause(said)
            .hint("check --base-url (it ends in /api) and --dialect; `connlog doctor` shows both"),
    }
}

fn server(status: u16, body: &Body<'_>) -> Fault {
    Fault::new(Code::Server, format!("the API failed with HTTP {status}"))
        .cause(body.said("it gave no reason"))
        .hint("this is the server's side; try again later")
}

/// The members of an error body, if it is JSON at all.
struct Body<'b>(Vec<(Cow<'b, str>, &'b str)>);

impl<'b> Body<'b> {
    fn new(body: &'b str) -> Self {
        Self(json::members(body).unwrap_or_default())
    }

    fn member(&self, name: &str) -> Option<&'b str> {
        self.0.iter().find(|(member, _)| member == name).map(|(_, value)| *value)
    }

    fn text(&self, name: &str) -> Option<String> {
        let text = self.member(name).and_then(json::scalar)?;
        Some(visible(&redact::prose(&text, Reveal::default())).into_owned())
    }

    /// The API's own words with its code, else `otherwise`.
    fn said(&self, otherwise: &str) -> String {
        match (self.text("error").or_else(|| self.text("message")), self.text("code")) {
            (Some(error), Some(code)) => format!("{error} ({code})"),
            (Some(error), None) => error,
            (None, Some(code)) => code,
            (None, None) => otherwise.to_owned(),
        }
    }
}
