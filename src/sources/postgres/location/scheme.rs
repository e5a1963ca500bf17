//! Schemes of addresses.

use super::{HINT, PostgresEngine};
use connlog_core::error::Error;
use connlog_core::suggest;

/// Schemes of databases that are read through a driver.
const DRIVERS: [&str; 3] = ["snowflake", "bigquery", "databricks"];

/// Returns the error of an unsupported scheme.
pub(super) fn foreign(scheme: &str) -> Error {
    let export = "export its tables as CSV or NDJSON, and name the files with --from";
    let known =
        "this version reads postgres://, redshift://, snowflake://, bigquery://, databricks://, duckdb: and adbc:";
    let fault = |what: &str| Error::usage(format!("cannot read {scheme}{what}"));
    if PostgresEngine::from_scheme(scheme).is_some() {
        return fault(":").cause("the two slashes are missing").hint(HINT);
    }
    if DRIVERS.contains(&scheme) {
        return fault(":")
            .cause("connlog does not know this form")
            .hint(format!("write it as {scheme}://HOST/DATABASE"));
    }
    if scheme == "fivetran" {
        return fault("://").cause("Fivetran's API has no address").hint("write --from fivetran:");
    }
    let near = suggest::closest(scheme, ["postgres", "postgresql", "redshift"]);
    let hint = match scheme {
        "file" => "write the path alone".to_owned(),
        "http" | "https" | "ftp" => "download it first, or pipe it into --from -".to_owned(),
        _ => near.map_or_else(|| export.to_owned(), |near| format!("did you mean {near}://?")),
    };
    fault("://").cause(format!("connlog does not know this scheme; {known}")).hint(hint)
}

/// Splits a URL into its scheme in lower case and the part after `://`.
pub(super) fn scheme(text: &str) -> Option<(String, &str)> {
    let (scheme, rest) = text.split_once("://")?;
    let letters = |byte: u8| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte);
    let valid = scheme.starts_with(|first: char| first.is_ascii_alphabetic()) && scheme.bytes().all(letters);
    valid.then(|| (scheme.to_ascii_lowercase(), rest))
}

/// Returns whether a known scheme is followed by a colon without slashes.
pub(super) fn bare_scheme(text: &str) -> Option<String> {
    let scheme = text.split_once(':')?.0.to_ascii_lowercase();
    (scheme == "fivetran" || DRIVERS.contains(&&*scheme) || PostgresEngine::from_scheme(&scheme).is_some())
        .then_some(scheme)
}
