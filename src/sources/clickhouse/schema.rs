//! The tables of an archive, and the version of a server.

use super::client::{ServerClient, ServerRequest};
use super::errors::ServerFault;
use super::row_binary::RowBinaryReader;
use crate::archive::column_names::{IDS, WORDS};
use crate::archive::table_engine::TableEngine;
use connlog_core::error::{Code, Error, Result};

/// The version of the tables.
const VERSION: u32 = 1;
/// The oldest server that has the types of the tables.
const OLDEST: ServerVersion = ServerVersion { major: 18, minor: 16 };
/// The first release that compresses columns as their definition says.
const CODECS: ServerVersion = ServerVersion { major: 20, minor: 1 };
/// The first release with a setting against asynchronous inserts.
const ASYNC_INSERTS: ServerVersion = ServerVersion { major: 21, minor: 11 };

/// The first release that reads the partitions of a table one by one for `FINAL`.
const FINAL_BY_PARTITION: ServerVersion = ServerVersion { major: 20, minor: 10 };

/// The columns of the key of an entry, which is deterministic. The order of the table begins with kind and time.
pub(super) const KEY: &str = "kind, time, time_ns, source, identity, copy";

/// The release of a server.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct ServerVersion {
    major: u32,
    minor: u32,
}

impl ServerVersion {
    /// Reads `26.9.1.234`.
    fn parse(text: &str) -> Option<Self> {
        let mut numbers = text.trim().split('.').map(str::parse);
        Some(Self { major: numbers.next()?.ok()?, minor: numbers.next()?.ok()? })
    }

    /// Returns the settings of a count over `FINAL`: the key begins with the time, so no entry is in two partitions.
    pub(super) fn count_settings(self) -> &'static [(&'static str, &'static str)] {
        if self >= FINAL_BY_PARTITION { &[("do_not_merge_across_partitions_select_final", "1")] } else { &[] }
    }

    /// Returns the settings of an `INSERT`: rows must be stored before the answer.
    pub(super) fn insert_settings(self) -> &'static [(&'static str, &'static str)] {
        if self >= ASYNC_INSERTS { &[("async_insert", "0")] } else { &[] }
    }
}

/// Returns the version of the server; `None` if the database does not exist.
///
/// # Errors
///
/// `config` for a server that is too old.
pub(super) fn server_version(client: &ServerClient, what: &str) -> Result<Option<ServerVersion>> {
    let answer = match client.send(&ServerRequest::new("SELECT version() FORMAT RowBinary"), None) {
        Ok(answer) => answer,
        Err(fault) if fault.is_missing_database() => return Ok(None),
        Err(fault) => return Err(client.fault(&fault, what)),
    };
    let text = RowBinaryReader::new(&answer).text().unwrap_or_default();
    let found = ServerVersion::parse(text).ok_or_else(|| {
        Error::new(Code::Network, format!("cannot {what} the archive {}", client.location()))
            .cause("what answers on that port is not ClickHouse")
            .hint("check host and port: connlog uses the HTTP port, 8123 or with TLS 8443")
    })?;
    if found < OLDEST {
        return Err(Error::config(format!("cannot {what} the archive {}", client.location()))
            .cause(format!("the version of the server is {text}, and an archive needs 18.16"))
            .hint("use a later release of ClickHouse"));
    }
    Ok(Some(found))
}

/// Returns whether the database has the tables of an archive.
///
/// # Errors
///
/// `config` for tables of a later version, and a usage error for tables of another program.
pub(super) fn exists(client: &ServerClient, what: &str) -> Result<bool> {
    let statement = "SELECT toUInt64(max(number)) FROM archive_version FORMAT RowBinary";
    match client.send(&ServerRequest::new(statement), None) {
        Ok(answer) => match RowBinaryReader::new(&answer).u64()? {
            0 => Ok(false),
            found if found > u64::from(VERSION) => {
                Err(Error::config(format!("cannot {what} the archive {}", client.location()))
                    .cause(format!("its version is {found}, and this connlog knows version {VERSION}"))
                    .hint("use the connlog that wrote it, or a later one"))
            }
            _ => Ok(true),
        },
        Err(fault) if fault.is_missing() => Ok(false),
        Err(fault) => Err(client.fault(&fault, what)),
    }
}

/// Creates the tables with an engine. The version is written last, so a run that ends early is continued by the next one.
pub(super) fn create(client: &ServerClient, version: ServerVersion, engine: &TableEngine) -> Result<()> {
    let failed = |fault: ServerFault| client.fault(&fault, "create");
    let foreign = "SELECT count() FROM system.tables WHERE database = currentDatabase() AND name IN ('entry', 'cursor', 'gap')
                   AND NOT (SELECT count() FROM system.tables WHERE database = currentDatabase() AND name = 'archive_version')
                   FORMAT RowBinary";
    if client.number(foreign, "create")? > 0 {
        return Err(Error::usage(format!("{} is not an archive of connlog", client.location()))
            .cause("it has tables of the same names")
            .hint("name another database"));
    }
    let settings: &[(&str, &str)] =
        if version < CODECS { &[("allow_experimental_low_cardinality_type", "1")] } else { &[] };
    for statement in statements(version, engine) {
        client.send(&ServerRequest { settings, ..ServerRequest::new(&statement) }, None).map_err(failed)?;
    }
    client.execute(&format!("INSERT INTO archive_version VALUES ({VERSION})")).map_err(failed)
}

/// Returns the statements that create the tables of version 1.
fn statements(version: ServerVersion, engine: &TableEngine) -> [String; 4] {
    let codec = |codec: &'static str| if version < CODECS { "" } else { codec };
    let (text, number) = (codec(" CODEC(ZSTD(1))"), codec(" CODEC(Delta, ZSTD(1))"));
    let words = WORDS.map(|name| format!("{name} LowCardinality(Nullable(String)){text}"));
    let ids = IDS.map(|name| format!("{name} Nullable(String){text}"));
    let columns = [
        "kind LowCardinality(String)".to_owned(),
        format!("time DateTime('UTC'){number}"),
        format!("time_ns Int64{number}"),
        "source LowCardinality(String)".to_owned(),
        "identity UInt64".to_owned(),
        format!("copy UInt32{number}"),
        format!("batch UInt64{number}"),
        format!("place UInt32{number}"),
        "layout LowCardinality(String)".to_owned(),
        format!("duration_ms Nullable(Int64){text}"),
        format!("exact UInt32{text}"),
    ];
    let columns: Vec<String> = columns.into_iter().chain(words).chain(ids).collect();
    let raw = codec(" CODEC(ZSTD(6))");
    let (engine, versioned) = (engine.sql(), engine.sql_with_version("version"));
    [
        format!("CREATE TABLE IF NOT EXISTS archive_version (number UInt32) ENGINE = {engine} ORDER BY number"),
        format!(
            "CREATE TABLE IF NOT EXISTS entry ({}, raw String{raw}) ENGINE = {engine} PARTITION BY toYear(time) ORDER BY ({KEY})",
            columns.join(", ")
        ),
        format!(
            "CREATE TABLE IF NOT EXISTS cursor (source String, key String, checkpoint String, version UInt64)
             ENGINE = {versioned} ORDER BY (source, key)"
        ),
        format!(
            "CREATE TABLE IF NOT EXISTS gap (source String, since String, until String, cause String)
             ENGINE = {engine} ORDER BY (source, since, until)"
        ),
    ]
}

/// Rejects an engine that the tables do not have.
pub(super) fn check_engine(client: &ServerClient, engine: &TableEngine) -> Result<()> {
    let statement =
        "SELECT engine FROM system.tables WHERE database = currentDatabase() AND name = 'entry' FORMAT RowBinary";
    let answer = client.send(&ServerRequest::new(statement), None);
    let answer = answer.map_err(|fault| client.fault(&fault, "open"))?;
    let found = RowBinaryReader::new(&answer).text()?;
    if found == engine.name() {
        return Ok(());
    }
    Err(Error::usage(format!("cannot change the engine of the archive {}", client.location()))
        .cause(format!("its tables have the engine {found}"))
        .hint("copy it into another database: --from clickhouse://... --into clickhouse://..."))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_compared_by_their_numbers() {
        let version = |text| ServerVersion::parse(text).unwrap();
        assert!(version("18.16.1") >= OLDEST && version("18.16.1") < CODECS);
        assert!(version("18.9.2") < OLDEST && version("26.9.1.3") > CODECS);
        assert_eq!(ServerVersion::parse("<html>"), None);
    }

    #[test]
    fn a_cluster_gets_replicated_tables_and_an_old_server_no_codecs() {
        let path = "'/clickhouse/{shard}/{table}', '{replica}'";
        let engine = TableEngine::parse(&format!("ReplicatedReplacingMergeTree({path})")).unwrap();
        let [old, present] = ["18.16.1", "26.9.1"].map(|text| statements(ServerVersion::parse(text).unwrap(), &engine));
        for statement in &present {
            let replicated = format!("ENGINE = ReplicatedReplacingMergeTree({path}");
            assert!(statement.contains(&replicated), "{statement}");
            let is_cursor = statement.contains("EXISTS cursor ");
            assert_eq!(statement.contains(&format!("{path}, version)")), is_cursor, "{statement}");
        }
        assert!(present[1].contains("raw String CODEC(ZSTD(6))") && present[1].ends_with(&format!("ORDER BY ({KEY})")));
        assert!(old.iter().all(|statement| !statement.contains("CODEC")));
    }
}
