//! Tests complete lists over HTTP from a faulty server: each existing record is printed once and in order.

use std::sync::atomic::{AtomicU64, Ordering};

use crate::support::{Demo, connlog};

/// Returns the number of runs for each combination of dialect and faults. `.ci/full` sets 24.
fn runs() -> u64 {
    std::env::var("CONNLOG_TEST_RUNS").ok().and_then(|runs| runs.parse().ok()).unwrap_or(4)
}

/// Runs at the same time: they mostly wait.
const AT_ONCE: u64 = 8;

const TROUBLES: [&str; 5] = [
    "--fault status=503@6% --fault cut@4% --fault drop@4%",
    "--fault truncated@5% --fault html=502@5% --fault empty@4%",
    "--fault status=500@8% --fault short",
    "--fault drop@8% --fault no-total",
    "--fault status=429@3% --fault over-total --fault delay=20@30%",
];

fn everything_comes_out(dialect: &str) {
    for trouble in TROUBLES {
        let (count, runs) = (runs(), AtomicU64::new(0));
        std::thread::scope(|scope| {
            for _ in 0..AT_ONCE {
                scope.spawn(|| {
                    loop {
                        let run = runs.fetch_add(1, Ordering::Relaxed);
                        if run >= count {
                            return;
                        }
                        one_run(dialect, trouble, run);
                    }
                });
            }
        });
    }
}

fn one_run(dialect: &str, trouble: &str, seed: u64) {
    let demo = Demo::start(&format!("--entries 700 --seed {seed} {trouble}"));
    let concurrency = 1 + 2 * seed % 9;
    let size = [7, 20, 50, 100][usize::try_from(seed).unwrap() % 4];
    let run = connlog(&format!(
        "connections --all --dialect {dialect} --page-size {size} --concurrency {concurrency} --retries 20 -o ndjson -q"
    ));
    let got = run.at(&demo.base_url).end().code(0).lines();
    let late = connlog("connections --all --dialect late -o ndjson -q --retries 20");
    let times = |records: &[serde_json::Value]| {
        records.iter().map(|record| record["createdAt"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    if dialect == "late" {
        let ids: Vec<String> = got.iter().map(|record| record["id"].as_str().unwrap().to_owned()).collect();
        assert_eq!(ids, demo.truth("connections"), "seed {seed}, {trouble}");
    } else {
        assert_eq!(got.len(), demo.truth("connections").len(), "seed {seed}, {trouble}");
        let late = late.at(&demo.base_url).end().code(0).lines();
        assert_eq!(times(&got), times(&late), "seed {seed}, {trouble}");
    }
}

#[test]
fn a_bad_server_loses_and_repeats_nothing_in_the_old_dialect() {
    everything_comes_out("late");
}

#[test]
fn a_bad_server_loses_and_repeats_nothing_in_the_present_dialect() {
    everything_comes_out("zernio");
}

#[test]
fn a_list_that_grows_while_it_is_read_comes_out_whole() {
    // The clock of this demo runs, and a new entry comes every few milliseconds.
    let demo = Demo::live("--entries 20000 --days 1 --latency 15ms --serves late");
    let before = demo.truth("connections");
    let run = connlog("connections -n 4000 --dialect late --page-size 25 --concurrency 5 -o ndjson -q");
    let got = run.at(&demo.base_url).end().code(0).lines();
    let ids: Vec<String> = got.iter().map(|record| record["id"].as_str().unwrap().to_owned()).collect();
    let start = ids.iter().position(|id| *id == before[0]).expect("the newest entry of before is among them");
    assert_eq!(ids.len(), 4000);
    assert_eq!(ids[start..], before[..4000 - start]);
}
