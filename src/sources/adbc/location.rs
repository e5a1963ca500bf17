//! Tells addresses of databases that are read through a driver from other ones.

/// The starts of addresses of databases that are read through a driver.
const SCHEMES: [&str; 5] = ["snowflake://", "bigquery://", "databricks://", "duckdb:", "adbc:"];

/// Returns whether `typed` is the address of a database that is read through a driver.
pub(crate) fn accepts(typed: &str) -> bool {
    let typed = typed.trim_start();
    let begins = |scheme: &&str| typed.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme));
    SCHEMES.iter().any(begins)
}

/// Returns the printable form of an address: without user, password and options.
#[cfg(feature = "adbc")]
pub(crate) fn printed(typed: &str) -> String {
    match super::address::AdbcAddress::parse(typed) {
        Ok(Some(address)) => address.to_string(),
        _ => "ADDRESS".to_owned(),
    }
}

/// Returns a word for an address, because this build cannot parse it.
#[cfg(not(feature = "adbc"))]
pub(crate) fn printed(_: &str) -> String {
    "ADDRESS".to_owned()
}
