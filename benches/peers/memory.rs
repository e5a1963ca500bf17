//! Measures the peak memory of a long list, which must be independent of its length. Requires `/proc` (Linux).

use std::process::{Command, Stdio};
use std::thread;
use std::time::Duration;

use crate::machine::{Demo, has};
use crate::table::{Figure, Row, Table};
use crate::{Result, say};

/// What no run may exceed.
const LIMIT: u64 = 40_000_000;

pub(crate) fn measure(table: &mut Table) -> Result<()> {
    if !cfg!(target_os = "linux") {
        say("  skipped: there is no /proc here");
        return Ok(());
    }
    for records in [100_000_u32, 1_000_000] {
        let demo = Demo::start(&["--entries", &records.to_string()])?;
        let ours = Figure::Memory(peak(demo.connlog("connections --all -o ndjson"))?);
        let what = format!("peak memory, {records} records");
        let limit = Some(Figure::Memory(LIMIT));
        table.push(Row { what: what.clone(), ours, peer: "limit".to_owned(), theirs: limit, target: Some(1.0) });
        let theirs = if has("curl") {
            let (config, _) = demo.curl_config(records, false)?;
            Some(Figure::Memory(peak(demo.curl(&["--config", &config.display().to_string()]))?))
        } else {
            None
        };
        table.push(Row { what, ours, peer: "curl, the same pages".to_owned(), theirs, target: None });
    }
    Ok(())
}

/// The most memory `command` held at any time, in bytes.
pub(crate) fn peak(mut command: Command) -> Result<u64> {
    let mut child = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn()?;
    let status = format!("/proc/{}/status", child.id());
    let mut peak = 0;
    let ended = loop {
        if let Some(bytes) = std::fs::read_to_string(&status).ok().as_deref().and_then(high_water) {
            peak = bytes.max(peak);
        }
        match child.try_wait()? {
            Some(ended) => break ended,
            None => thread::sleep(Duration::from_millis(2)),
        }
    };
    if ended.success() { Ok(peak) } else { Err(format!("{command:?} ended with {ended}").into()) }
}

/// `VmHWM` of a status file. The kernel counts in KiB, though it writes kB.
fn high_water(status: &str) -> Option<u64> {
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kib: u64 = line.split_whitespace().next()?.parse().ok()?;
    Some(kib * 1024)
}
