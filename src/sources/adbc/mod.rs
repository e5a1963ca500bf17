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
pub(crate) mod location;

#[cfg(feature = "adbc")]
pub(super) use self::connector::SOURCE;
#[cfg(not(feature = "adbc"))]
pub(super) use self::unsupported::SOURCE;

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
