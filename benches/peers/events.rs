//! Measures a gigabyte of Fivetran events in a cached file: a filter, a count, and all events as lines.

use std::path::Path;
use std::process::Command;

use tempfile::TempDir;

use crate::machine::has;
use crate::memory;
use crate::table::{Figure, Row, Table};
use crate::time::{Contender, side_by_side};
use crate::{CONNLOG, Result, corpus};

const BYTES: u64 = 1_000_000_000;
const ROUNDS: usize = 5;
/// What no run may exceed, whatever the size of the file.
const MEMORY: u64 = 100_000_000;

/// The columns of an event, as one who knows them gives them.
const COLUMNS: &str = "event: 'VARCHAR', created: 'VARCHAR', connection_id: 'VARCHAR', connection_name: 'VARCHAR', \
    connector_type: 'VARCHAR', sync_id: 'VARCHAR', data: 'JSON'";

/// What `stats` tells of a group, with the events that most failures are.
const COUNTS: &str = "SELECT event, count(*), count(*) FILTER (event IN ('error', 'connection_failure', 'transformation_failed') \
    OR (event IN ('sync_end', 'extract_summary') AND (data->>'$.status') IN ('FAILURE', 'FAILURE_WITH_TASK', 'FAIL'))), \
    min(created::TIMESTAMPTZ), max(created::TIMESTAMPTZ) FROM events GROUP BY 1";

/// What `syncs` tells of a sync, as far as one grouping can.
const SYNCS: &str = "SELECT connection_id, sync_id, any_value(connection_name), any_value(connector_type), \
    min(created) FILTER (event = 'sync_start') AS started, max(created) FILTER (event = 'sync_end'), \
    max(data->>'$.status') FILTER (event = 'sync_end'), max(data->>'$.reason') FILTER (event = 'sync_end'), \
    max(created) FILTER (event = 'extract_summary'), min(created) FILTER (event = 'write_to_table_start'), \
    max(created) FILTER (event = 'write_to_table_end'), \
    sum((data->>'$.total_queries')::BIGINT) FILTER (event = 'extract_summary'), \
    sum((data->>'$.total_rows')::BIGINT) FILTER (event = 'extract_summary'), \
    count(*) FILTER (event = 'api_call'), \
    sum((data->>'$.count')::BIGINT) FILTER (event = 'records_modified' AND (data->>'$.operationType') = 'REPLACED_OR_INSERTED'), \
    sum((data->>'$.count')::BIGINT) FILTER (event = 'records_modified' AND (data->>'$.operationType') = 'UPDATED'), \
    sum((data->>'$.count')::BIGINT) FILTER (event = 'records_modified' AND (data->>'$.operationType') = 'DELETED'), \
    count(DISTINCT data->>'$.table') FILTER (event IN ('write_to_table_start', 'write_to_table_end')), \
    count(*) FILTER (event IN ('create_table', 'alter_table', 'drop_table', 'create_schema')), \
    count(*) FILTER (event = 'warning'), count(*) FILTER (event = 'error') \
    FROM events WHERE sync_id IS NOT NULL GROUP BY 1, 2 ORDER BY started";

/// A task: what it is called, the arguments of `connlog`, and who else does it, with the ratio that is aimed at.
type Task = (&'static str, &'static [&'static str], Vec<(Contender, &'static str, Option<f64>)>);

pub(crate) fn measure(table: &mut Table) -> Result<()> {
    let file = corpus::file(BYTES)?;
    let home = TempDir::new()?;
    for (what, arguments, peers) in tasks(&file) {
        let command = || ours(arguments, &file, &home);
        let (there, missing): (Vec<_>, Vec<_>) = peers.into_iter().partition(|(_, program, _)| has(program));
        for (peer, ..) in missing {
            crate::say(&format!("  {}: not installed, skipped", peer.name));
        }
        let targets: Vec<Option<f64>> = there.iter().map(|(.., target)| *target).collect();
        let mut contenders = vec![Contender::new("connlog", [command()])];
        contenders.extend(there.into_iter().map(|(contender, ..)| contender));
        let times = side_by_side(&mut contenders, ROUNDS)?;
        for ((peer, time), target) in contenders.iter().zip(&times).skip(1).zip(targets) {
            let (ours, theirs) = (Figure::Time(times[0]), Some(Figure::Time(*time)));
            table.push(Row { what: format!("1 GB: {what}"), ours, peer: peer.name.clone(), theirs, target });
        }
        if cfg!(target_os = "linux") {
            let (ours, limit) = (Figure::Memory(memory::peak(command())?), Some(Figure::Memory(MEMORY)));
            let what = format!("1 GB: {what}, peak memory");
            table.push(Row { what, ours, peer: "limit".to_owned(), theirs: limit, target: Some(1.0) });
        }
    }
    Ok(())
}

fn tasks(file: &Path) -> [Task; 5] {
    let peer = |name: &str, program: &'static str, arguments: &[&str], target| {
        let mut command = Command::new(program);
        command.args(arguments).arg(file);
        (Contender::new(name, [command]), program, target)
    };
    let wc = |target| peer("wc -l", "wc", &["-l"], target);
    let hl = |target| peer("hl as lines", "hl", &["-P"], target);
    let duckdb = |name: &str, query: &str, target| {
        let mut command = Command::new("duckdb");
        let (columns, path) = (COLUMNS, file.display());
        let events = format!("read_ndjson('{path}', columns={{{columns}}})");
        command.args(["-csv", "-c", "SET threads = 2", "-c", &query.replace("FROM events", &format!("FROM {events}"))]);
        (Contender::new(name, [command]), "duckdb", target)
    };
    let mut rg = Command::new("rg");
    rg.args(["-F", "sync_end"]).arg(file);
    let mut jq = Command::new("jq");
    jq.args(["-c", r#"select(.event == "sync_end" and .data.status != "SUCCESSFUL")"#]);
    let rg = (Contender::new("rg into jq", [rg, jq]), if has("jq") { "rg" } else { "jq" }, None);
    [
        (
            "failed syncs as ndjson",
            &["events", "--event", "sync_end", "--where", "data.status != SUCCESSFUL", "--all", "-o", "ndjson"],
            vec![wc(Some(3.0)), rg],
        ),
        (
            "a nested number as ndjson",
            &["events", "--where", "data.count > 100", "--all", "-o", "ndjson"],
            vec![
                wc(None),
                duckdb(
                    "DuckDB, schema given",
                    "SELECT * FROM events WHERE (data->>'$.count')::BIGINT > 100",
                    Some(1.0),
                ),
            ],
        ),
        (
            "count by event",
            &["stats", "events", "--by", "event", "-o", "ndjson"],
            vec![
                wc(None),
                duckdb("DuckDB, the count alone", "SELECT event, count(*) FROM events GROUP BY 1", Some(1.0)),
                duckdb("DuckDB, failures and times too", COUNTS, None),
            ],
        ),
        (
            "syncs",
            &["syncs", "--all", "-o", "ndjson"],
            vec![wc(None), duckdb("DuckDB, schema given", SYNCS, Some(1.0))],
        ),
        ("all as lines", &["events", "--all", "-o", "line"], vec![wc(None), hl(Some(1.0))]),
    ]
}

fn ours(arguments: &[&str], file: &Path, home: &TempDir) -> Command {
    let mut command = Command::new(CONNLOG);
    command.args(arguments).arg("--from").arg(file).env_clear().env("HOME", home.path());
    command
}
