//! Judges an export as `connlog check events` does: `cargo run -p connlog-core --example judge < FILE`.

use std::error::Error;
use std::io::{self, Read as _};

use chrono::DateTime;
use connlog_core::decode::decode;
use connlog_core::gate::baseline::Baseline;
use connlog_core::gate::conditions::Conditions;
use connlog_core::gate::{Gate, GateConfig, ReadCompleteness};
use connlog_core::query::{Filters, Query, Window};
use connlog_core::record::Kind;
use connlog_core::time::Zone;

fn main() -> Result<(), Box<dyn Error>> {
    let mut bytes = Vec::new();
    io::stdin().read_to_end(&mut bytes)?;
    // The core knows no clock: the caller says what time it is.
    let now = DateTime::from_timestamp(1_795_996_800, 0).unwrap_or_default();
    let window = Window { since: None, until: None, days: None, now };
    let kinds = [Kind::Fivetran, Kind::Connection, Kind::Post];
    let query = |kind| Query { kind, filters: Filters::default(), window, limit: None, skip: 0, page_size: None };
    let config = GateConfig {
        queries: kinds.into_iter().map(query).collect(),
        kinds: Vec::new(),
        fails: None,
        by: Vec::new(),
        conditions: Conditions { max_failures: Some(0), min_records: 1, ..Conditions::default() },
        baseline: Baseline::default(),
        zone: Zone::Utc,
    };
    let mut gate = Gate::new(config, now)?;
    let mut records = Vec::new();
    let report = decode("stdin", io::Cursor::new(bytes), None, |batch| records.extend(batch.into_records()))?;
    for record in records.iter().filter(|record| kinds.contains(&record.kind())) {
        gate.accept(&record.view())?;
    }
    // What could not be read may be a failure, so it must not pass.
    let completeness = ReadCompleteness { complete: report.misses == 0, ..ReadCompleteness::default() };
    let (verdict, _) = gate.finish(completeness)?;
    #[expect(clippy::disallowed_macros, clippy::print_stdout, reason = "an example prints its result")]
    {
        println!("{:?}", verdict.outcome);
    }
    Ok(())
}
