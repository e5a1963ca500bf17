//! Converts errors of the server and of the network to errors of connlog.

use crate::sources::api::client::transport::TransportError;
use connlog_core::error::{Code, Error, Exit};

/// Why a statement has no result.
#[derive(Debug)]
pub(super) enum ServerFault {
    Transport(TransportError),
    /// The server refused the statement.
    Exception(ServerException),
    /// A signal arrived during the request.
    Signal(Exit),
}

/// Why a reading cannot be planned.
pub(super) enum PlanFault {
    Server(ServerFault),
    /// The answer ends within a row.
    Answer(Error),
}

impl From<ServerFault> for PlanFault {
    fn from(fault: ServerFault) -> Self {
        Self::Server(fault)
    }
}

impl From<Error> for PlanFault {
    fn from(fault: Error) -> Self {
        Self::Answer(fault)
    }
}

/// An error message of the server.
#[derive(Debug)]
pub(super) struct ServerException {
    /// The status of the answer.
    status: u16,
    /// The number of the error, if the answer is one of ClickHouse.
    code: Option<u32>,
    message: String,
}

/// Numbers of errors: <https://github.com/ClickHouse/ClickHouse/blob/master/src/Common/ErrorCodes.cpp>.
const UNKNOWN_TABLE: u32 = 60;
const UNKNOWN_DATABASE: u32 = 81;
const READONLY: u32 = 164;
const ACCESS_DENIED: u32 = 497;
/// Unknown user, wrong password, password required, address not allowed, authentication failed.
const LOGIN: [u32; 5] = [192, 193, 194, 195, 516];
/// Data that end early, checksum, missing column, missing file of a part, corrupted data, decompression, broken part.
const DAMAGED: [u32; 10] = [32, 33, 40, 47, 107, 226, 228, 246, 271, 740];
/// Too slow, too many parts, too many queries, memory, network, read-only table, unknown status, coordination service.
const PASSING: [u32; 12] = [159, 202, 209, 210, 225, 236, 241, 242, 252, 285, 319, 999];

impl ServerException {
    /// Reads the answer of a failed statement: `Code: 60, e.displayText() = DB::Exception: TEXT, e.what() = ...` of older
    /// servers, `Code: 60. DB::Exception: TEXT (UNKNOWN_TABLE) (version ...)` of present ones.
    pub(super) fn parse(status: u16, body: &str) -> Self {
        let after = body.trim_start().strip_prefix("Code: ");
        let code = after.and_then(|text| text.split(|letter: char| !letter.is_ascii_digit()).next()?.parse().ok());
        let text = body.split_once("DB::Exception: ").map_or(body, |(_, text)| text);
        let text = text.split(", e.what()").next().unwrap_or_default();
        let text = text.split(" (version ").next().unwrap_or_default();
        let message = text.trim().lines().next().unwrap_or_default().chars().take(300).collect();
        Self { status, code, message }
    }

    const fn is(&self, code: u32) -> bool {
        matches!(self.code, Some(found) if found == code)
    }
}

impl ServerFault {
    /// Returns whether a retry may succeed. Statements of an archive may be repeated, because rows have deterministic keys.
    pub(super) fn is_passing(&self) -> bool {
        match self {
            Self::Transport(fault) => fault.passes(),
            Self::Exception(exception) => match exception.code {
                Some(code) => PASSING.contains(&code),
                None => matches!(exception.status, 408 | 425 | 429 | 502 | 503 | 504 | 520..=530),
            },
            Self::Signal(_) => false,
        }
    }

    /// Returns whether the database or the table does not exist.
    pub(super) const fn is_missing(&self) -> bool {
        matches!(self, Self::Exception(exception) if exception.is(UNKNOWN_TABLE) || exception.is(UNKNOWN_DATABASE))
    }

    /// Returns whether the database does not exist.
    pub(super) const fn is_missing_database(&self) -> bool {
        matches!(self, Self::Exception(exception) if exception.is(UNKNOWN_DATABASE))
    }

    /// Returns whether the request took longer than its limit.
    pub(super) const fn is_timeout(&self) -> bool {
        matches!(self, Self::Transport(TransportError::Timeout))
    }

    /// Returns the error. `what` is the sentence of the command, such as `cannot read the archive clickhouse://host/logs`.
    pub(super) fn to_error(&self, what: String) -> Error {
        match self {
            Self::Transport(fault) => unreachable_server(fault, what),
            Self::Exception(exception) => refused(exception, what),
            Self::Signal(exit) => Error::new(Code::Internal, what).cause(format!("a signal arrived: exit {exit:?}")),
        }
    }
}

fn refused(exception: &ServerException, what: String) -> Error {
    let ServerException { status, code, message } = exception;
    let (kind, hint) = match code {
        Some(code) if LOGIN.contains(code) => (
            Code::AuthInvalid,
            "check user and password: in the address, or in CLICKHOUSE_USER and CLICKHOUSE_PASSWORD",
        ),
        Some(READONLY | ACCESS_DENIED) => (Code::Forbidden, "grant this user SELECT, INSERT, ALTER and CREATE TABLE"),
        Some(UNKNOWN_DATABASE) => {
            (Code::NotFound, "check the name of the database, or create it: CREATE DATABASE NAME")
        }
        Some(UNKNOWN_TABLE) => (Code::NotFound, "`connlog archive --into` creates the tables of an archive"),
        Some(code) if DAMAGED.contains(code) => {
            (Code::Incomplete, "copy the entries into another database, or restore the table `entry` from a backup")
        }
        Some(code) if PASSING.contains(code) => (Code::Server, "try again later: a run continues where it stopped"),
        Some(_) => (Code::Server, "the message of the server names the cause"),
        None if matches!(status, 401 | 403) => (Code::AuthInvalid, "check user and password"),
        None => (Code::Network, "check host and port: connlog uses the HTTP port, 8123 or with TLS 8443"),
    };
    let cause = match code {
        Some(code) => format!("{message} (code {code})"),
        None if message.is_empty() => format!("the server answered with status {status}"),
        None => format!("the server answered with status {status}: {message}"),
    };
    Error::new(kind, what).cause(cause).hint(hint)
}

fn unreachable_server(fault: &TransportError, what: String) -> Error {
    let port = "check host and port: connlog uses the HTTP port, 8123 or with TLS 8443";
    let (code, cause, hint) = match fault {
        TransportError::Refused => (Code::Network, "nothing listens on that port".to_owned(), port),
        TransportError::UnknownHost => {
            (Code::Network, "the host name cannot be resolved".to_owned(), "check the host, and the network")
        }
        TransportError::Certificate(reason) => (
            Code::Network,
            format!("the certificate of the server is not trusted: {reason}"),
            "name the file of its authority with SSL_CERT_FILE",
        ),
        TransportError::Timeout => {
            (Code::Timeout, "the server did not answer within --timeout".to_owned(), "increase the limit: --timeout 5m")
        }
        TransportError::Cut => {
            (Code::Network, "the connection ended before the end of the answer".to_owned(), "try again")
        }
        TransportError::TooLarge(most) => {
            (Code::Server, format!("the answer exceeds {most} bytes"), "narrow the window with --since")
        }
        TransportError::RedirectAway(_) | TransportError::RedirectLoop => {
            (Code::Network, "the server redirects to another address".to_owned(), port)
        }
        TransportError::LongUrl => (Code::Usage, "the URL is too long".to_owned(), "check the address"),
        TransportError::Connection(why) => (Code::Network, why.clone(), port),
    };
    Error::new(code, what).cause(cause).hint(hint)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_of_old_and_present_servers_are_read() {
        let old = "Code: 60, e.displayText() = DB::Exception: Table t.nix doesn't exist., e.what() = DB::Exception\n";
        let present = "Code: 60. DB::Exception: Table t.nix doesn't exist. (UNKNOWN_TABLE) (version 26.9.1.1)\n";
        for (body, message) in
            [(old, "Table t.nix doesn't exist."), (present, "Table t.nix doesn't exist. (UNKNOWN_TABLE)")]
        {
            let exception = ServerException::parse(404, body);
            assert_eq!((exception.code, &*exception.message), (Some(60), message));
            assert!(ServerFault::Exception(exception).is_missing());
        }
        let other = ServerException::parse(502, "<html>bad gateway</html>");
        assert_eq!(other.code, None);
        assert!(ServerFault::Exception(other).is_passing());
    }
}
