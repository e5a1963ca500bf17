//! Reads Fivetran's tables in a warehouse through the ADBC driver that the user has installed.
//!
//! docs/development/warehouse.md explains drivers and dialects.

#[cfg(feature = "adbc")]
pub mod address;
#[cfg(feature = "adbc")]
mod cells;
#[cfg(feature = "adbc")]
pub mod connection;
#[cfg(feature = "adbc")]
mod connector;
#[cfg(feature = "adbc")]
mod driver;
#[cfg(feature = "adbc")]
mod errors;

#[cfg(feature = "adbc")]
pub(super) use self::connector::SOURCE;
#[cfg(not(feature = "adbc"))]
pub(super) use self::unsupported::SOURCE;

/// The starts of addresses of databases that are read through a driver.
pub(crate) const SCHEMES: [&str; 5] = ["snowflake://", "bigquery://", "databricks://", "duckdb:", "adbc:"];

/// Returns whether `typed` is the address of a database that is read through a driver.
pub(crate) fn accepts(typed: &str) -> bool {
    let typed = typed.trim_start();
    let begins = |scheme: &&str| typed.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme));
    SCHEMES.iter().any(begins)
}

/// Returns the printable form of an address: without user, password and options.
#[cfg(feature = "adbc")]
pub(crate) fn printed(typed: &str) -> String {
    match address::AdbcAddress::parse(typed) {
        Ok(Some(address)) => address.to_string(),
        _ => "ADDRESS".to_owned(),
    }
}

/// Returns a word for an address, because this build cannot parse it.
#[cfg(not(feature = "adbc"))]
pub(crate) fn printed(_: &str) -> String {
    "ADDRESS".to_owned()
}

#[cfg(not(feature = "adbc"))]
mod unsupported {
    //! The source of a build without drivers.

    use crate::sources::SourceType;
    use crate::sources::warehouse::database_source;
    use connlog_core::error::Error;

    pub(in crate::sources) static SOURCE: SourceType = SourceType {
        capabilities: database_source::CAPABILITIES,
        accepts: |from| from.warehouse().map(|address| address.is_some()),
        open: |_, _| Err(unsupported()),
        open_target: |_, _, _| Err(unsupported()),
        read_case: None,
        examine: Some(|_, _| Err(unsupported())),
    };

    fn unsupported() -> Error {
        Error::usage("cannot read a database through a driver")
            .cause("this build of connlog has no support for ADBC")
            .hint("build with the cargo feature adbc, or export the tables as CSV and name the files with --from")
    }
}
