use proptest::prelude::*;

use super::*;
use crate::output::formats::test_records;
use connlog_core::aggregate::Aggregator;
use connlog_core::json;
use connlog_core::record::Kind;

fn group_by(every: Option<&str>) -> GroupBy {
    let every = every.map(|every| every.parse().unwrap());
    GroupBy { by: vec!["platform".parse().unwrap()], every, ..GroupBy::default() }
}

fn draw(group_by: &GroupBy, width: Option<u16>, top: usize, records: &[String]) -> String {
    let mut tally = Aggregator::new(group_by.clone());
    for record in records {
        tally.add(&test_records::record(Kind::Post, record).view()).unwrap();
    }
    let rows = tally.finish(None, None).unwrap();
    table(&rows, group_by, top, &OutputStyle { width, terminal: true, ..test_records::style(Kind::Post) })
}

/// So many entries of a platform in an hour, the first of them failed.
fn entries(platform: &str, hour: u32, failed: u32, count: u32) -> impl Iterator<Item = String> {
    (0..count).map(move |number| {
            let status = if number < failed { "failed" } else { "success" };
            format!(
                r#"{{"platform":"{platform}","status":"{status}","createdAt":"2026-11-20T{hour:02}:00:00Z","durationMs":{}}}"#,
                1_000 + number,
            )
        })
}

#[test]
fn a_bar_shows_what_failed_among_all_however_little_it_is() {
    let records: Vec<String> = entries("tiktok", 1, 1, 100).chain(entries("bluesky", 1, 5, 5)).collect();
    let expected = "\
PLATFORM  COUNT  FAILED  RATE   P50   P95   MAX  █ FAILED, ░ OTHERS
bluesky       5       5  100%  1.0s  1.0s  1.0s  ██
tiktok      100       1  1.0%  1.0s  1.0s  1.0s  █░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░
all         105       6  5.7%  1.0s  1.0s  1.0s
";
    assert_eq!(draw(&group_by(None), Some(80), 9, &records), expected);
}

#[test]
fn over_time_it_is_seen_where_and_since_when_it_broke() {
    let hours = (0..24).flat_map(|hour| {
        entries("tiktok", hour, if hour < 19 { 0 } else { 2 * (hour - 18) }, 12).chain(entries(
            "bluesky",
            hour / 4 * 4,
            0,
            1,
        ))
    });
    let expected = "\
PLATFORM  COUNT  FAILED   RATE   P95  FAILURES OVER TIME
tiktok      288      30  10.4%  1.0s  ▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▃▄▆▇█
bluesky      24       0     0%  1.0s  ▁   ▁   ▁   ▁   ▁   ▁
all         312      30   9.6%  1.0s  ▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▁▃▄▆▇█
                                      11-20 00:00  11-21 00:00
a column is 1h, █ is 10 failures (in row all: 10), blank means no entries
";
    let drawn = draw(&group_by(Some("1h")), Some(80), 9, &hours.collect::<Vec<_>>());
    assert_eq!(drawn, expected);
}

#[test]
fn few_buckets_are_stretched_and_many_share_a_column() {
    let few: Vec<String> = (0..4).flat_map(|hour| entries("tiktok", hour, hour, 4)).collect();
    assert!(draw(&group_by(Some("1h")), None, 9, &few).contains("▁▁▁▁▁▁▄▄▄▄▄▄▆▆▆▆▆▆██████\n"));
    let many: Vec<String> = (0..24).flat_map(|hour| entries("tiktok", hour, 1, 2)).collect();
    let drawn = draw(&group_by(Some("1m")), Some(60), 9, &many);
    assert!(
        drawn.ends_with(
            "
11-20 00:00 to 11-20 23:01
a column is 63m, █ is 2 failures, blank means no entries
"
        ),
        "{drawn}"
    );
}

#[test]
fn all_counts_the_groups_that_are_not_shown_too() {
    let records: Vec<String> = entries("tiktok", 1, 1, 3).chain(entries("bluesky", 1, 2, 2)).collect();
    let drawn = draw(&group_by(None), Some(60), 1, &records);
    assert!(!drawn.contains("tiktok") && drawn.contains("all           5       3  60.0%"), "{drawn}");
}

#[test]
fn entries_without_a_time_are_told_of() {
    let records =
        [r#"{"platform":null,"createdAt":null}"#, r#"{"createdAt":"2026-11-20T12:00:00Z"}"#].map(str::to_owned);
    let drawn = draw(&group_by(Some("1h")), None, 9, &records);
    assert!(drawn.contains("(none)        2") && drawn.ends_with("not shown: 1 entry without a time\n"), "{drawn}");
}

#[test]
fn unreadable_outcomes_have_a_column_where_there_are_any() {
    let odd = r#"{"platform":"tiktok","status":"odd","createdAt":"2026-11-20T01:00:00Z"}"#;
    let records: Vec<String> = entries("tiktok", 1, 1, 2).chain([odd.to_owned()]).collect();
    let expected = "\
PLATFORM  COUNT  FAILED   RATE  UNKNOWN   P50   P95   MAX  █ FAILED, ░ OTHERS
tiktok        3       1  33.3%        1  1.0s  1.0s  1.0s  ███████░░░░░░░░░░░░░░
";
    assert_eq!(draw(&group_by(None), Some(80), 9, &records), expected);
}

#[test]
fn no_rows_print_nothing() {
    assert_eq!(draw(&group_by(Some("1h")), Some(80), 9, &[]), "");
}

proptest! {
    #[test]
    fn no_line_is_wider_than_the_terminal_and_none_acts(
        platforms in prop::collection::vec("\\PC{0,30}|[\\x00-\\x7f]{0,20}|::error::x|##\\[x|\u{202e}x", 1..5),
        hours in prop::collection::vec((0_u32..24, any::<bool>()), 1..40),
        width in 1_u16..200,
        over_time in any::<bool>(),
    ) {
        let record = |(place, (hour, failed)): (usize, &(u32, bool))| {
            let (platform, status) = (json::quote(&platforms[place % platforms.len()]), if *failed { "failed" } else { "success" });
            format!(r#"{{"platform":{platform},"status":"{status}","createdAt":"2026-11-20T{hour:02}:30:00Z","durationMs":{hour}}}"#)
        };
        let records: Vec<String> = hours.iter().enumerate().map(record).collect();
        let drawn = draw(&group_by(over_time.then_some("15m")), Some(width), 9, &records);
        for line in drawn.lines() {
            prop_assert!(line.width() <= usize::from(width), "{} columns: {}", line.width(), line);
            prop_assert!(!line.trim_start().starts_with("::") && !line.contains("##["), "{line}");
        }
        prop_assert!(!drawn.chars().any(|character| json::rewrite::is_hostile(character) && character != '\n'));
    }
}
