//! Measures 20,000 records in 200 pages of 100, without latency and with 80 ms for each request.

use std::process::Command;
use std::time::Duration;

use crate::Result;
use crate::machine::{Demo, has};
use crate::table::{Figure, Row, Table};
use crate::time::{Contender, in_turn, side_by_side};

const RECORDS: u32 = 20_000;
const PAGES: u32 = 200;
const LATENCY: Duration = Duration::from_millis(80);
const ROUNDS: usize = 10;
/// Rounds where one takes seconds.
const SLOW_ROUNDS: usize = 3;

pub(crate) fn measure(table: &mut Table) -> Result<()> {
    at_once(table)?;
    with_latency(table)
}

/// Without latency the work is all that counts.
fn at_once(table: &mut Table) -> Result<()> {
    let demo = Demo::start(&["--entries", &RECORDS.to_string()])?;
    let mut contenders = vec![Contender::new("connlog", [demo.connlog("connections --all -o ndjson")])];
    if has("curl") && has("jq") {
        contenders.push(one_connection(&demo)?);
    }
    let times = side_by_side(&mut contenders, ROUNDS)?;
    table.push(Row {
        what: format!("{RECORDS} records, no latency"),
        ours: Figure::Time(times[0]),
        peer: "curl, one connection, into jq".to_owned(),
        theirs: times.get(1).copied().map(Figure::Time),
        target: Some(0.5),
    });
    Ok(())
}

fn with_latency(table: &mut Table) -> Result<()> {
    let demo = Demo::start(&["--entries", &RECORDS.to_string(), "--latency", "80ms"])?;
    let peers = has("curl") && has("jq");
    let what = |concurrency: u32| format!("{RECORDS} records, 80 ms, `--concurrency {concurrency}`");
    let mut best = (0, Duration::MAX);
    for concurrency in [4, 8, 16, 32] {
        let command = demo.connlog(&format!("connections --all -o ndjson --concurrency {concurrency}"));
        let ours = side_by_side(&mut [Contender::new("connlog", [command])], SLOW_ROUNDS)?[0];
        let least = LATENCY * PAGES.div_ceil(concurrency);
        table.push(row(what(concurrency), ours, "limit: ceil(200 / c) x latency", Some(least), Some(1.25)));
        if matches!(concurrency, 8 | 32) {
            let parallel = peers.then(|| in_turn(parallel(&demo, concurrency)?, SLOW_ROUNDS)).transpose()?;
            table.push(row(
                what(concurrency),
                ours,
                &format!("curl --parallel-max {concurrency}, then jq"),
                parallel,
                None,
            ));
        }
        best = if ours < best.1 { (concurrency, ours) } else { best };
    }
    // One run is enough of what takes a quarter of a minute.
    let alone = peers.then(|| one_connection(&demo)?.once()).transpose()?;
    table.push(row(what(best.0), best.1, "curl, one connection, into jq", alone, None));
    Ok(())
}

fn row(what: String, ours: Duration, peer: &str, theirs: Option<Duration>, target: Option<f64>) -> Row {
    Row { what, ours: Figure::Time(ours), peer: peer.to_owned(), theirs: theirs.map(Figure::Time), target }
}

/// curl fetching page after page on one connection, piped into jq.
fn one_connection(demo: &Demo) -> Result<Contender> {
    let (config, _) = demo.curl_config(RECORDS, false)?;
    let curl = demo.curl(&["--config", &config.display().to_string()]);
    Ok(Contender::new("curl, one connection, into jq", [curl, jq()]))
}

/// curl fetching so many pages at once, each into a file, then jq reading the files in order.
fn parallel(demo: &Demo, most: u32) -> Result<Contender> {
    let (config, files) = demo.curl_config(RECORDS, true)?;
    let curl =
        demo.curl(&["--parallel", "--parallel-max", &most.to_string(), "--config", &config.display().to_string()]);
    let mut jq = jq();
    jq.args(files);
    Ok(Contender::new("curl --parallel, then jq", [curl, jq]))
}

fn jq() -> Command {
    let mut jq = Command::new("jq");
    jq.args(["-c", ".logs[]"]);
    jq
}
