//! The texts of errors about certificates and unreadable answers.

use connlog_core::error::{Code, Error};
use connlog_core::json;
use connlog_core::providers::endpoint::{ApiReply, ParseError};

/// Explains the certificate error that rustls names.
pub(super) fn certificate(reason: &str) -> String {
    let known = match reason {
        "UnknownIssuer" | "CaUsedAsEndEntity" => "nobody this machine trusts has signed it (self-signed?)",
        "Expired" => "it has expired",
        "NotValidYet" => "it is not valid yet; is the clock right?",
        "NotValidForName" => "it is for another host name",
        _ if reason.starts_with("NotValidForName") => "it is for another host name",
        _ if reason.starts_with("Expired") => "it has expired",
        _ if reason.contains("UnknownIssuer") || reason.contains("CaUsedAsEndEntity") => {
            "nobody this machine trusts has signed it (self-signed?)"
        }
        other => return format!("TLS reports {other}"),
    };
    known.to_owned()
}

/// Explains why an answer is not a page of records.
pub(super) fn parse_error_report(parse_error: &ParseError, bytes: usize, reply: &ApiReply) -> Error {
    let kind = reply.content_type.as_deref().unwrap_or("no Content-Type");
    let base = "check --base-url: it must be the API's, ending in /api, not a web page's";
    match parse_error {
        ParseError::Empty => {
            Error::new(Code::Server, format!("the server answered {} with an empty body", reply.status))
                .cause("an API answer is never empty")
                .hint("try again; if it persists, check --base-url")
        }
        ParseError::Html => Error::new(Code::SchemaDrift, "the server answered with a web page, not with JSON")
            .cause(format!("the body begins with `<` ({kind})"))
            .hint(base),
        ParseError::Cut(why) => Error::new(Code::Server, "the server's JSON is cut off or broken")
            .cause(format!("{why} ({bytes} bytes received, {kind})"))
            .hint("try again; if it persists, look for a proxy in between"),
        ParseError::Deep => Error::new(Code::SchemaDrift, "cannot read an entry of the server's answer")
            .cause(format!("it is nested deeper than {} levels", json::MAX_DEPTH))
            .hint("exclude the entry with --until, --since or --skip"),
        ParseError::Failed(why) => {
            Error::new(Code::Server, format!("the server answered {} with an error", reply.status))
                .cause(why)
                .hint("this is the server's side; try again later")
        }
        ParseError::Alien(why) => {
            Error::new(Code::SchemaDrift, "the server's JSON is not a page of log entries").cause(why).hint(base)
        }
    }
}
