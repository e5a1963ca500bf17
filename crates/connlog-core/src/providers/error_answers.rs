//! Turns error answers that every API may have into failures: of servers in between, overload and long requests.

use super::endpoint::{ApiReply, Challenge};
use super::error_reason::ErrorBody;
use crate::error::{Code, Error};
use crate::escape::one_line;

/// The reason of an answer that has none.
pub(super) const NO_REASON: &str = "it gave no reason";

/// Returns the server's reason, else `otherwise`.
pub(super) fn message(body: &ErrorBody<'_>, otherwise: &str) -> String {
    body.stated_reason().unwrap_or_else(|| otherwise.to_owned())
}

/// Returns whether a proxy refused the request: the body is not JSON, or it demands something that the API never
/// demands. A 429 is always a wait.
pub(super) fn is_foreign(reply: &ApiReply, body: &ErrorBody<'_>) -> bool {
    match reply.status {
        429 => false,
        407 => true,
        _ => !body.is_json() && (!body.is_blank() || reply.challenge.is_some()),
    }
}

/// Returns the failure for a refusal by a server between the client and the API.
pub(super) fn foreign(reply: &ApiReply, body: &ErrorBody<'_>) -> Error {
    let status = reply.status;
    let server = reply.server.as_deref().map(|server| one_line(server).into_owned());
    let who = match (&server, status) {
        (_, 407) => "a proxy".to_owned(),
        (Some(server), _) => server.clone(),
        (None, _) if body.is_html() => "a web page".to_owned(),
        (None, _) => "another server".to_owned(),
    };
    let form = if body.is_html() { "a web page, not the API's JSON" } else { "not the API's JSON" };
    let words =
        body.stated_reason().map_or_else(|| format!("the answer is {form}"), |said| format!("{said} (it is {form})"));
    let error = Error::new(Code::Network, format!("{who} answered instead of the API, with HTTP {status}"));
    match &reply.challenge {
        _ if status == 407 => error
            .cause(message(body, "the proxy demands a login"))
            .hint("set the name and password of the proxy: HTTPS_PROXY=http://NAME:PASSWORD@HOST:PORT"),
        Some(Challenge::Login(realm)) => {
            let realm = realm.as_deref().map_or_else(String::new, |realm| format!(" for `{}`", one_line(realm)));
            error
                .cause(format!("it demands a login{realm}, which the API does not use: {words}"))
                .hint("check --base-url, and look for a proxy in between; the key was not checked")
        }
        Some(Challenge::Browser) => error
            .cause(format!("it demands a browser check: {words}"))
            .hint("try again later or from another network; the key was not checked"),
        None => error.cause(words).hint(
            "check --base-url, and look for a proxy, a firewall or a login page in between; the key \
             was not checked",
        ),
    }
}

/// Returns the failure for an answer with a status from 500 on.
pub(super) fn server(reply: &ApiReply, body: &ErrorBody<'_>) -> Error {
    let server = reply.server.as_deref().filter(|_| body.is_html());
    let server = server.map_or_else(String::new, |server| format!(" (answer of {})", one_line(server)));
    Error::new(Code::Server, format!("the API failed with HTTP {}", reply.status))
        .cause(format!("{}{server}", message(body, NO_REASON)))
        .hint("the problem is on the server; try again later")
}

/// Returns the failure for a request that a server does not accept because of its length.
pub(super) fn too_long(status: u16, body: &ErrorBody<'_>) -> Error {
    Error::new(Code::BadRequest, format!("the request is too long for the server (HTTP {status})"))
        .cause(message(body, NO_REASON))
        .hint("give fewer or shorter values of filters in one command")
}
