//! Loads the ADBC driver that the user has installed; connlog ships none.

use std::path::PathBuf;

use adbc_core::options::{AdbcVersion, OptionDatabase, OptionValue};
use adbc_core::{Driver as _, LOAD_FLAG_DEFAULT};
use adbc_driver_manager::{ManagedDatabase, ManagedDriver};

use super::address::{AdbcAddress, AdbcEngine};
use super::errors;
use crate::sources::warehouse::dialect::{Dialect, adbc};
use connlog_core::error::{Error, Result};

/// The function that starts DuckDB's driver, which is part of its library.
const DUCKDB_START: &[u8] = b"duckdb_adbc_init";

/// Returns the SQL of the database behind a driver, by the name of the driver.
pub(super) fn dialect(address: &AdbcAddress) -> &'static Dialect {
    let name = address.driver.to_ascii_lowercase();
    let known: [(&[&str], &'static Dialect); 6] = [
        (&["snowflake"], &adbc::SNOWFLAKE),
        (&["bigquery"], &adbc::BIGQUERY),
        (&["databricks", "spark"], &adbc::DATABRICKS),
        (&["duckdb"], &adbc::DUCKDB),
        (&["postgres", "redshift"], &adbc::POSTGRESQL),
        (&["sqlite"], &adbc::SQLITE),
    ];
    let named = known.iter().find(|(words, _)| words.iter().any(|word| name.contains(word)));
    named.map_or(&adbc::STANDARD, |(_, dialect)| dialect)
}

/// Loads the driver, and opens the database without connecting. `folders` are searched too.
///
/// # Errors
///
/// `config` without the driver; the hint has the command that installs it.
pub(super) fn open(address: &AdbcAddress, folders: &[PathBuf]) -> Result<ManagedDatabase> {
    let mut driver = load(address, folders)?;
    let options = address.options.iter().map(|(name, value)| {
        let name = match name.as_str() {
            "uri" => OptionDatabase::Uri,
            "username" => OptionDatabase::Username,
            "password" => OptionDatabase::Password,
            other => OptionDatabase::Other(other.to_owned()),
        };
        (name, OptionValue::String(value.clone()))
    });
    driver.new_database_with_opts(options).map_err(|error| errors::from_driver(&error, address))
}

/// Loads a driver by its manifest, by the name of its library, or by a path.
fn load(address: &AdbcAddress, folders: &[PathBuf]) -> Result<ManagedDriver> {
    let name = &address.driver;
    let start = name.contains("duckdb").then_some(DUCKDB_START);
    let is_path = name.contains(['/', '\\', '.']);
    // Packages of Python and conda name the library in this way.
    let names = if is_path { vec![name.clone()] } else { vec![name.clone(), format!("adbc_driver_{name}")] };
    let mut first = None;
    for name in names {
        let folders = Some(folders.to_vec()).filter(|folders| !folders.is_empty());
        match ManagedDriver::load_from_name(&name, start, AdbcVersion::V110, LOAD_FLAG_DEFAULT, folders) {
            Ok(driver) => return Ok(driver),
            Err(error) => drop(first.get_or_insert(error)),
        }
    }
    Err(missing(address, first.map_or_else(String::new, |error| error.message)))
}

/// Returns the error of a missing driver.
fn missing(address: &AdbcAddress, cause: String) -> Error {
    let name = address.driver.as_str();
    let hint = match address.engine {
        AdbcEngine::Driver if name.contains(['/', '\\', '.']) => "check the path of the driver's library".to_owned(),
        _ => install_command(name),
    };
    Error::config(format!("cannot load the ADBC driver {name}")).cause(cause).hint(hint)
}

/// Returns the command that installs a driver where ADBC's driver managers find it.
fn install_command(name: &str) -> String {
    format!("install it: pipx run dbc install {name}; or name the path of its library with --from adbc:PATH")
}
