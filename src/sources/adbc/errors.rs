//! Converts errors of a driver to errors of connlog. No text contains a secret of the address.

use adbc_core::error::{Error as DriverError, Status};

use super::address::AdbcAddress;
use connlog_core::error::{Code, Error};

/// Returns the error for `error`.
pub(super) fn from_driver(error: &DriverError, address: &AdbcAddress) -> Error {
    let state: String = error.sqlstate.iter().map(|letter| char::from(letter.unsigned_abs())).collect();
    let state = Some(state).filter(|state| !state.contains('\0') && state != "00000");
    let fault = classify(error, state.as_deref(), address);
    // The statement is long, and `--debug` shows it.
    let message = error.message.split("Query was:").next().unwrap_or_default().trim();
    let message = address.without_secrets(message);
    let cause = state.map_or_else(|| message.clone(), |state| format!("{message} ({state})"));
    fault.cause(cause)
}

/// Returns the error without its cause.
fn classify(error: &DriverError, state: Option<&str>, address: &AdbcAddress) -> Error {
    let text = error.message.to_ascii_lowercase();
    let says = |words: &[&str]| words.iter().any(|word| text.contains(word));
    let begins = |classes: &[&str]| state.is_some_and(|state| classes.iter().any(|class| state.starts_with(class)));
    let fault = |code, what: String, hint: &'static str| Error::new(code, what).hint(hint);
    if error.status == Status::Unauthenticated
        || begins(&["28"])
        || says(&["authentication failed", "incorrect username"])
    {
        let hint = "check user and password or token: in the URL, or in the options of the context";
        return fault(Code::AuthInvalid, format!("{address} does not let this user in"), hint);
    }
    // Snowflake does not distinguish a missing table from one without a right.
    if begins(&["42P01", "42S02", "3F000", "02000"]) || says(&["no such table", "does not exist", "not found"]) {
        let hint = "check --schema and the rights of the user";
        return fault(Code::NotFound, format!("a table is missing in {address}"), hint);
    }
    if error.status == Status::Unauthorized
        || begins(&["42501"])
        || says(&["permission denied", "insufficient privilege", "access denied"])
    {
        let hint = "grant USAGE on the schema and SELECT on its tables to this user";
        return fault(Code::Forbidden, format!("there is no right to read this in {address}"), hint);
    }
    match error.status {
        Status::Timeout | Status::Cancelled => fault(
            Code::Timeout,
            format!("{address} took too long"),
            "give it more time with --timeout, or ask for less with --since",
        ),
        Status::IO => fault(Code::Network, format!("cannot reach {address}"), "check host and account in the address"),
        Status::InvalidArguments | Status::NotImplemented if state.is_none() => fault(
            Code::Config,
            format!("the driver of {address} refused a setting"),
            "check the address and the options of the context",
        ),
        _ => fault(
            Code::Server,
            format!("{address} failed to answer"),
            "the message of the driver says what it did not like",
        ),
    }
}
