//! Judges an export as `connlog check events` does: `cargo run -p connlog-core --example judge < FILE`.

use std::error::Error;
use std::io::{self, Read as _};

use chrono::{DateTime, Utc};
use connlog_core::decode::decode;
use connlog_core::gate::conditions::Conditions;
use connlog_core::gate::verdict::Verdict;
use connlog_core::gate::{Gate, GateConfig, ReadCompleteness};
use connlog_core::query::Query;
use connlog_core::record::Kind;

// ANCHOR: judge
/// Judges `export`: one failure fails it, and so does a value that could not be read.
fn judge(export: Vec<u8>, now: DateTime<Utc>) -> Result<Verdict, Box<dyn Error>> {
    let queries = [Kind::Fivetran, Kind::Connection, Kind::Post].map(|kind| Query::all(kind, now));
    let conditions = Conditions { max_failures: Some(0), min_records: 1, ..Conditions::default() };
    let mut gate = Gate::new(GateConfig::new(queries, conditions), now)?;
    let mut records = Vec::new();
    let report = decode("export", io::Cursor::new(export), None, |batch| records.extend(batch.into_records()))?;
    for record in &records {
        gate.accept(&record.view())?;
    }
    Ok(gate.finish(ReadCompleteness::from_undecodable(report.undecodable))?.0)
}
// ANCHOR_END: judge

#[expect(clippy::disallowed_methods, reason = "a program may read the clock")]
#[expect(clippy::disallowed_macros, clippy::print_stdout, reason = "an example prints its result")]
fn main() -> Result<(), Box<dyn Error>> {
    let mut export = Vec::new();
    io::stdin().read_to_end(&mut export)?;
    let verdict = judge(export, Utc::now())?;
    println!("{:?}, {} of {} records failed", verdict.outcome, verdict.totals.failures, verdict.totals.records);
    Ok(())
}

#[cfg(test)]
mod tests {
    use connlog_core::gate::verdict::VerdictStatus;

    use super::*;

    fn verdict(export: &[u8]) -> Verdict {
        judge(export.to_vec(), DateTime::from_timestamp(1_795_996_800, 0).unwrap()).unwrap()
    }

    #[test]
    fn failures_fail_and_unreadable_values_do_not_pass() {
        let failed = verdict(include_bytes!("../../../tests/fixtures/fivetran/samples.ndjson"));
        assert_eq!(failed.outcome, VerdictStatus::Failed);
        assert!(failed.totals.failures > 0);
        let good = br#"{"event":"sync_start","created":"2026-11-20T12:00:00Z","connector_id":"a"}"#;
        assert_eq!(verdict(good).outcome, VerdictStatus::Passed);
        let unreadable = [good.as_slice(), b"\n{\"event\": broken\n"].concat();
        assert_eq!(verdict(&unreadable).outcome, VerdictStatus::Undecided);
    }
}
