//! Converts database errors to errors of connlog. The server's message is the cause; no text contains the password.

use std::error::Error as _;
use std::io;

use tokio_postgres::error::{DbError, SqlState};

use super::url::Address;
use connlog_core::error::{Code, Error};

/// Returns the error for `error`.
pub(crate) fn from_driver(error: &tokio_postgres::Error, address: &Address) -> Error {
    match error.as_db_error() {
        Some(error) => refused(error, address),
        None => broken(error, address),
    }
}

/// Returns the error for an error message of the server.
fn refused(error: &DbError, address: &Address) -> Error {
    let state = error.code();
    let user = address.user();
    let (code, what, hint) =
        if [SqlState::INVALID_PASSWORD, SqlState::INVALID_AUTHORIZATION_SPECIFICATION].contains(state) {
            let what = format!("{address} does not let {user} in");
            (Code::AuthInvalid, what, "check user and password: in the URL, in PGPASSWORD or in ~/.pgpass")
        } else if *state == SqlState::INSUFFICIENT_PRIVILEGE {
            let what = format!("{user} has no right to read this in {address}");
            (Code::Forbidden, what, "grant USAGE on the schema and SELECT on its tables to this user")
        } else if *state == SqlState::INVALID_CATALOG_NAME {
            (Code::NotFound, format!("there is no such database: {address}"), "check the database's name in the URL")
        } else if [SqlState::UNDEFINED_TABLE, SqlState::INVALID_SCHEMA_NAME].contains(state) {
            (Code::NotFound, format!("a table is missing in {address}"), "check --schema")
        } else if *state == SqlState::QUERY_CANCELED {
            let hint = "give it more time with --timeout, or ask for less with --since";
            (Code::Timeout, format!("{address} took too long"), hint)
        } else {
            // Classes 08, 53, 57 and 58 concern the state of the server; serialization failures (40) are temporary
            // too.
            let passing = ["08", "40", "53", "57", "58"].iter().any(|class| state.code().starts_with(class));
            let hint = if passing { "try again later" } else { "the server's message says what it did not like" };
            (Code::Server, format!("{address} failed to answer"), hint)
        };
    let cause = format!("{} ({})", address.without_password(error.message()), state.code());
    Error::new(code, what).cause(cause).hint(hint)
}

/// Returns the error if there is no readable answer.
fn broken(error: &tokio_postgres::Error, address: &Address) -> Error {
    let source = error.source();
    let cause = source.map_or_else(|| error.to_string(), ToString::to_string);
    let kind = source.and_then(|source| source.downcast_ref::<io::Error>()).map(io::Error::kind);
    let message = error.to_string();
    // A configuration error occurs here only if a server requires a password and there is none.
    if message.contains("password missing") || cause.contains("password missing") {
        return Error::new(Code::AuthMissing, format!("{address} wants a password for {}", address.user()))
            .cause("the URL has none, nor have PGPASSWORD and ~/.pgpass")
            .hint("set PGPASSWORD, or put a line into ~/.pgpass");
    }
    if message.contains("authentication") {
        return Error::new(Code::AuthInvalid, format!("cannot log in to {address}")).cause(cause).hint(
            "the server may ask for a way to log in that is not supported; passwords by SCRAM, MD5 and plain are",
        );
    }
    if kind == Some(io::ErrorKind::InvalidData) {
        return Error::new(Code::Network, format!("cannot log in to {address}"))
            .cause(cause)
            .hint("check host and port in the URL: what answers there is no usual PostgreSQL server");
    }
    if message.contains("TLS") {
        return Error::new(Code::Network, format!("no encrypted connection to {address}"))
            .cause(cause)
            .hint("sslmode in the URL says how strict to be; sslrootcert=FILE names the authority, sslrootcert=system those of the system");
    }
    if kind == Some(io::ErrorKind::TimedOut) || message.contains("timeout") {
        return Error::new(Code::Timeout, format!("no answer from {address}"))
            .cause(cause)
            .hint("check host and port, or give it more time with --timeout");
    }
    if error.is_closed() {
        return Error::new(Code::Network, format!("the connection to {address} was lost"))
            .cause("the server closed it")
            .hint("try again");
    }
    Error::new(Code::Network, format!("cannot reach {address}"))
        .cause(cause)
        .hint("check host and port in the URL, and that the server is up")
}
