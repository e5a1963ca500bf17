//! Turns error answers of Fivetran's REST API, `{"code", "message"}`, into failures that a user can act on.

use crate::error::{Code, Error};
use crate::providers::endpoint::{ApiReply, ErrorParser, PageRequest};
use crate::providers::error_answers::{NO_REASON, foreign, is_foreign, message, server, too_long};
use crate::providers::error_reason::ErrorBody;
use crate::providers::retry_after::RetryAfter;

/// Returns the error parser. `key_origin` is a phrase for the place of the key.
pub fn parser(key_origin: String) -> Box<dyn ErrorParser> {
    Box::new(FivetranErrors { key_origin })
}

struct FivetranErrors {
    /// A phrase: "environment variable `CONNLOG_FIVETRAN_KEY`".
    key_origin: String,
}

impl ErrorParser for FivetranErrors {
    fn fault(&self, reply: &ApiReply, request: &PageRequest) -> Error {
        let body = ErrorBody::new(&reply.body);
        match reply.status {
            408 | 425 | 500.. => server(reply, &body),
            413 | 414 | 431 => too_long(reply.status, &body),
            status if status < 400 || is_foreign(reply, &body) => foreign(reply, &body),
            400 | 422 => Error::new(Code::BadRequest, "Fivetran refused the request")
                .cause(message(&body, NO_REASON))
                .hint("check the values of the filters; `--debug` shows the request"),
            401 => Error::new(Code::AuthInvalid, "Fivetran does not accept the key")
                .cause(format!("{}; the key came from {}", message(&body, NO_REASON), self.key_origin))
                .hint("check key and secret: both belong to one key, and a new scoped key ends the earlier one"),
            403 => Error::new(Code::Forbidden, format!("the key may not read {}", request.path))
                .cause(message(&body, NO_REASON))
                .hint("a system key needs READ for ACCOUNT, DESTINATION and CONNECTOR; `connlog doctor` tests the key"),
            404 | 405 | 410 => not_found(&body, request),
            429 => Error::new(Code::RateLimited, "the rate limit of Fivetran's account is reached")
                .cause(message(&body, "Fivetran allows no more requests for now"))
                .hint("wait, raise --max-wait, or select fewer connections with --connection, --service or --group"),
            status => Error::new(Code::BadRequest, format!("Fivetran refused the request with HTTP {status}"))
                .cause(message(&body, NO_REASON))
                .hint("run `connlog doctor` to check the base URL and the key"),
        }
    }

    fn wait(&self, reply: &ApiReply) -> Option<RetryAfter> {
        ErrorBody::new(&reply.body).wait()
    }
}

fn not_found(body: &ErrorBody<'_>, request: &PageRequest) -> Error {
    let said = message(body, "HTTP 404");
    let id = request.path.strip_prefix("/v1/connections/").and_then(|rest| rest.split('/').next());
    match (body.text("code").as_deref(), id) {
        (Some("NotFound_Connection" | "NotFound_Connector"), Some(id)) => {
            Error::new(Code::NotFound, format!("there is no connection {id}"))
                .cause(said)
                .hint("`connlog status -o json` lists the ids that the key may see")
        }
        _ => Error::new(Code::NotFound, format!("Fivetran does not serve {} to this account", request.path))
            .cause(said)
            .hint("check --base-url; `connlog doctor` shows which routes answer"),
    }
}
