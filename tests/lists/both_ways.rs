//! Tests that lists and counts of files, which several threads read, equal those of an API, which one thread reads.

use serde_json::{Value, json};

use crate::support::{Scripted, connlog, cut, page};

/// Attempts of some two hours, the newest first, no two at one time: as a list prints them, and as an API answers.
fn attempts() -> Vec<Value> {
    let mut rng = fastrand::Rng::with_seed(4711);
    let one = |number: u32| {
        let (second, minute, hour) = (59 - number % 12 * 5, 59 - number / 12 % 60, 11 - number / 720);
        let platform = ["tiktok", "instagram", "reddit"].get(rng.usize(..4));
        let mut row = json!({
            "_id": format!("{number:024x}"), "platform": platform, "action": "publish",
            "status": if rng.u8(..5) == 0 { "failed" } else { "success" },
            "durationMs": rng.u64(..100_000), "createdAt": format!("2026-11-20T{hour:02}:{minute:02}:{second:02}.250Z"),
            "request": { "contentPreview": "We are so happy to tell you ".repeat(rng.usize(80..160)) },
        });
        if rng.u8(..10) == 0 {
            row["request"]["mediaUrls"] = json!(["https://jane:S3cretOne@cdn.example/x", "jane.roe@acme.example"]);
        }
        if rng.u8(..10) == 0 {
            row.as_object_mut().unwrap().remove("durationMs");
        }
        row
    };
    (0..1_500).map(one).collect()
}

/// The answers of an API, one a line: more than fit into a few blocks.
fn saved(rows: &[Value]) -> String {
    let pages = rows.chunks(50).map(|rows| json!({ "logs": rows, "pagination": {} }).to_string() + "\n");
    let text: String = pages.collect();
    assert!(text.len() > 4 << 20, "{} bytes are few blocks", text.len());
    text
}

#[test]
fn a_list_made_in_parallel_is_the_one_made_in_turn() {
    let rows = attempts();
    let text = saved(&rows);
    let mut first = rows[0].clone();
    first["_id"] = "another".into();
    let more = format!("{}\n{text}", json!({ "logs": [first], "pagination": {} }));
    let run = |text: &str, flags: &str| connlog(&format!("posts --from - {flags}")).stdin(text).end().code(0).stdout;
    // Tables and arrays have no other way.
    for format in ["ndjson", "line", "plain", "csv"] {
        let flags = format!("--status failed -o {format}");
        let parallel = run(&text, &format!("--all {flags}"));
        assert!(parallel.lines().count() > 200, "{flags}: {parallel}");
        for (text, how) in [(&text, "-n 100000"), (&more, "--all --skip 1")] {
            // The row that is passed over first has to match.
            let how = if rows[0]["status"] == "failed" || how.starts_with("-n") { how } else { "--all" };
            let turn = run(text, &format!("{how} {flags}"));
            assert!(turn == parallel, "{how} {flags}: {} lines", turn.lines().count());
        }
    }
}

#[test]
fn counts_made_in_parallel_are_those_of_counting_in_turn() {
    let rows = attempts();
    let text = saved(&rows);
    let server = Scripted::start(
        move |_, target| {
            if target.contains("/posts/") { cut(&rows, target) } else { page(&[], false) }
        },
    );
    for flags in ["", "--every 15m", "--by action", "--by platform,status --every 1h", "--status failed --every 1h"] {
        let flags = format!("{flags} --since 2026-11-20T09:30:00Z --until 2026-11-20T11:59:00Z -o json");
        let parallel = connlog(&format!("stats posts --from - {flags}")).stdin(&text).end().code(0).array();
        let turn = connlog(&format!("stats posts --dialect late {flags}")).at(&server.base_url).end().code(0).array();
        let count: u64 = parallel.iter().filter_map(|row| row["count"].as_u64()).sum();
        assert!(count > 100, "{flags}: {count}");
        assert_eq!(parallel, turn, "{flags}");
    }
}
