//! Measures events in the wrappers of log services and in a LOG table: a count, and a filter.
//!
//! The peers are DuckDB as Python package (its start is subtracted), jq and ripgrep. `CONNLOG_BENCH_PYTHON` names a
//! Python with the package `duckdb`.

use std::fs::File;
use std::io::{BufRead as _, BufReader, BufWriter, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::machine::has;
use crate::table::{Figure, Row, Table};
use crate::time::{Contender, side_by_side};
use crate::{CONNLOG, Result, corpus};

/// The number of events in each file.
const EVENTS: usize = 400_000;
/// The size of a file that has at least this number of events.
const BYTES: u64 = 200_000_000;
const ROUNDS: usize = 5;
/// The ratios of the count and of the filter to DuckDB that must not be exceeded.
const TARGETS: [f64; 2] = [1.0, 0.7];

/// A form in which services export events.
struct Export {
    name: &'static str,
    extension: &'static str,
    /// The first line of the file, if it is a table.
    header: &'static str,
    /// Converts an event to its line.
    line: fn(usize, &str) -> Result<String>,
    /// The table for DuckDB, with `FILE` for the file, and its expressions for the name and the status of an event.
    duckdb: [&'static str; 3],
    /// The filter for jq; `None` if jq does not read the file.
    jq: Option<&'static str>,
}

const EXPORTS: [Export; 3] = [
    Export {
        name: "CloudWatch",
        extension: "ndjson",
        header: "",
        line: |number, event| {
            let wrapper = json!({
                "timestamp": 1_735_689_600_000 + number, "ingestionTime": 1_735_689_700_000 + number,
                "logStreamName": "connection", "eventId": number.to_string(), "message": event,
            });
            Ok(wrapper.to_string())
        },
        duckdb: [
            "read_ndjson('FILE', columns={message: 'VARCHAR'})",
            "json_extract_string(message, '$.event')",
            "json_extract_string(message, '$.data.status')",
        ],
        jq: Some(r#".message | fromjson | select(.event == "sync_end" and .data.status != "SUCCESSFUL")"#),
    },
    Export {
        name: "Datadog",
        extension: "ndjson",
        header: "",
        line: |number, event| {
            let event: Value = serde_json::from_str(event)?;
            let wrapper = json!({
                "_id": format!("AgAAAY{number:08}"), "date": "2026-03-20T08:18:56.823Z", "service": "fivetran",
                "tags": ["env:prod", "team:data"], "attributes": {"attributes": event, "hostname": "connector"},
            });
            Ok(wrapper.to_string())
        },
        duckdb: [
            "read_ndjson('FILE', columns={attributes: 'STRUCT(attributes STRUCT(event VARCHAR, created VARCHAR, data JSON))'})",
            "attributes.attributes.event",
            "json_extract_string(attributes.attributes.data, '$.status')",
        ],
        jq: Some(r#".attributes.attributes | select(.event == "sync_end" and .data.status != "SUCCESSFUL")"#),
    },
    Export {
        name: "CSV of LOG",
        extension: "csv",
        header: "_fivetran_id,time_stamp,connection_id,event,message_event,message_data,sync_id\n",
        line: |number, event| {
            let event: Value = serde_json::from_str(event)?;
            let text = |key: &str| event[key].as_str().unwrap_or_default().to_owned();
            let time = text("created").replace('T', " ").replace('Z', " +0000");
            let mut row = csv::WriterBuilder::new().terminator(csv::Terminator::Any(b'\n')).from_writer(Vec::new());
            let (id, data) = (number.to_string(), event["data"].to_string());
            row.write_record([&id, &time, &text("connection_id"), "INFO", &text("event"), &data, &text("sync_id")])?;
            Ok(String::from_utf8(row.into_inner()?)?.trim_end().to_owned())
        },
        duckdb: [
            "read_csv('FILE', header=true, all_varchar=true)",
            "message_event",
            "json_extract_string(message_data, '$.status')",
        ],
        jq: None,
    },
];

pub(crate) fn measure(table: &mut Table) -> Result<()> {
    let home = TempDir::new()?;
    let python = python();
    let has_duckdb = run(python_command(&python, "import duckdb"));
    let peers = [("DuckDB (Python package duckdb)", has_duckdb), ("jq", has("jq")), ("rg", has("rg"))];
    for (peer, _) in peers.iter().filter(|(_, is_installed)| !is_installed) {
        crate::say(&format!("  {peer}: not installed, skipped"));
    }
    for export in &EXPORTS {
        let file = file(export)?;
        let [count, filter] = duckdb_queries(export, &file);
        let start = "import duckdb; duckdb.sql('SET threads = 2'); duckdb.sql('SELECT 1').fetchall()";
        for (place, (what, arguments, query)) in [
            ("count by event", &["stats", "events", "--by", "event"][..], count),
            (
                "failed syncs as ndjson",
                &["events", "--event", "sync_end", "--where", "data.status != SUCCESSFUL", "--all"],
                filter,
            ),
        ]
        .into_iter()
        .enumerate()
        {
            let mut contenders = vec![Contender::new("connlog", [ours(arguments, &file, &home)])];
            if has_duckdb {
                contenders.push(Contender::new("DuckDB, its start", [python_command(&python, start)]));
                contenders.push(Contender::new("DuckDB less its start", [python_command(&python, &query)]));
            }
            if let Some(program) = export.jq.filter(|_| place == 1 && has("jq")) {
                let mut jq = Command::new("jq");
                jq.args(["-c", program]).arg(&file);
                contenders.push(Contender::new("jq", [jq]));
            }
            if place == 1 && has("rg") {
                let mut rg = Command::new("rg");
                rg.args(["-F", "sync_end"]).arg(&file);
                contenders.push(Contender::new("rg", [rg]));
            }
            let times = side_by_side(&mut contenders, ROUNDS)?;
            let what = format!("{}: {what}", export.name);
            let mut begun = Duration::ZERO;
            for (peer, time) in contenders.iter().zip(&times).skip(1) {
                if peer.name == "DuckDB, its start" {
                    begun = *time;
                    continue;
                }
                let is_duckdb = peer.name.starts_with("DuckDB");
                let time = if is_duckdb { time.saturating_sub(begun) } else { *time };
                let (ours, theirs) = (Figure::Time(times[0]), Some(Figure::Time(time)));
                let target = is_duckdb.then_some(TARGETS[place]);
                table.push(Row { what: what.clone(), ours, peer: peer.name.clone(), theirs, target });
            }
        }
    }
    Ok(())
}

/// The file of an export; created if it does not exist.
fn file(export: &Export) -> Result<PathBuf> {
    let name = format!("connlog-wrapped-{}-{EVENTS}.{}", export.name.replace(' ', "-"), export.extension);
    let path = std::env::temp_dir().join(name);
    if path.exists() {
        return Ok(path);
    }
    let making = path.with_extension("making");
    let mut out = BufWriter::with_capacity(1 << 20, File::create(&making)?);
    out.write_all(export.header.as_bytes())?;
    for (number, event) in BufReader::new(File::open(corpus::file(BYTES)?)?).lines().take(EVENTS).enumerate() {
        writeln!(out, "{}", (export.line)(number, &event?)?)?;
    }
    out.flush()?;
    std::fs::rename(&making, &path)?;
    Ok(path)
}

/// The count and the filter of an export as Python programs.
fn duckdb_queries(export: &Export, file: &Path) -> [String; 2] {
    let [events, name, status] = export.duckdb;
    let events = events.replace("FILE", &file.display().to_string());
    let count = format!("SELECT {name} AS name, count(*) FROM {events} GROUP BY 1");
    let filter = format!("SELECT * FROM {events} WHERE {name} = 'sync_end' AND {status} <> 'SUCCESSFUL'");
    let program = |query: &str| {
        format!("import duckdb; duckdb.sql('SET threads = 2'); duckdb.sql(\"\"\"{query}\"\"\").fetchall()")
    };
    [program(&count), program(&filter)]
}

/// The Python that has the package `duckdb`.
#[expect(clippy::disallowed_methods, reason = "the benchmark is a separate program")]
fn python() -> String {
    std::env::var("CONNLOG_BENCH_PYTHON").unwrap_or_else(|_| "python3".to_owned())
}

fn python_command(python: &str, program: &str) -> Command {
    let mut command = Command::new(python);
    command.args(["-c", program]);
    command
}

fn run(mut command: Command) -> bool {
    let command = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    command.status().is_ok_and(|status| status.success())
}

fn ours(arguments: &[&str], file: &Path, home: &TempDir) -> Command {
    let mut command = Command::new(CONNLOG);
    command.args(arguments).args(["-o", "ndjson", "--from"]).arg(file).env_clear().env("HOME", home.path());
    command
}
