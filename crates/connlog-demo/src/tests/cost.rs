//! What pages cost.

use std::time::Instant;

use super::*;

/// `cargo test --release --lib demo -- --ignored --nocapture`
///
/// On two cores shared with other builds, without LTO: 0.12 ms for 100 connections and 0.3 to 0.4 ms for 100 posts at any
/// `skip`; with filters 24 to 27 ms a million (134 ms for both kinds); with `search`, which has to write every row, 5 s.
#[test]
#[ignore = "a measurement; its figures mean something in a release build only"]
#[expect(clippy::disallowed_macros, reason = "a measurement prints its figures")]
fn what_a_page_of_a_million_costs() {
    let world = Dataset::new(1, 1_000_000, 6);
    let bearer = format!("Bearer {KEY}");
    for (path, query) in [
        ("connections/logs", "limit=100"),
        ("connections/logs", "limit=100&skip=700000"),
        ("posts/logs", "limit=100&skip=700000"),
        ("logs", "limit=100&skip=700000"),
        ("logs", "type=all&limit=100&skip=700000"),
        ("connections/logs", "limit=100&status=failed"),
        ("logs", "limit=100&status=failed&platform=tiktok"),
        ("logs", "type=all&limit=100&status=failed"),
        ("logs", "limit=100&search=coffee"),
    ] {
        let path = format!("/api/v1/{path}");
        let ask = Ask { method: "GET", path: &path, query, authorization: Some(&bearer) };
        let begun = Instant::now();
        let rounds =
            if query.contains('=') && !query.contains("status") && !query.contains("search") { 200 } else { 2 };
        let mut bytes = 0;
        for _ in 0..rounds {
            bytes = answer(&world, ServedVersions::Both, &ask, NOW, fault_injection::ResponseMutation::default())
                .unwrap()
                .len();
        }
        println!("{path}?{query}: {:?} a page, {bytes} bytes", begun.elapsed() / rounds);
    }
}
