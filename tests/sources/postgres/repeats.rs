//! Tests rows of LOG that are loaded again with other ids.

use super::cluster::cluster;
use super::following::row;
use super::{PRESENT, connlog};

#[test]
fn rows_that_come_again_count_once_and_leave_a_list_full() {
    let Some(cluster) = cluster() else { return };
    let rows: String = (0..4)
        .flat_map(|event| (0..5).map(move |copy| (event, copy)))
        .map(|(event, copy)| row(&format!("{event}-{copy}"), "2027-01-01", &format!("2026-11-2{event} 10:00")))
        .collect();
    let source = cluster.database("repeats", &format!("{PRESENT}\nTRUNCATE fivetran_metadata.log;\n{rows}"));
    let run = |flags: &str| {
        let flags: Vec<&str> = flags.split_whitespace().collect();
        let ended = connlog(&[&["events", "--from", &source, "-o", "ndjson"], &*flags].concat()).end().code(0);
        let ids: Vec<String> = ended.lines().iter().map(|line| line["id"].as_str().unwrap()[..1].to_owned()).collect();
        (ids.concat(), ended.stderr)
    };
    let (all, note) = run("--all");
    assert_eq!(all, "3210");
    assert_eq!(note, "note: left out 16 repeated entries (--keep-repeats keeps them)\n");
    // The server is asked for 6 and for 8 rows first; the 8 are two events.
    for (flags, ids) in [("-n 2", "32"), ("-n 3", "321")] {
        let (found, note) = run(flags);
        assert_eq!(found, ids, "{note}");
        assert!(note.contains("repeated entries") && note.contains("there may be more"), "{flags}: {note}");
    }
    assert_eq!(run("-n 2 --keep-repeats").0, "33");
    assert_eq!(run("--all --keep-repeats").0.len(), 20);
}
