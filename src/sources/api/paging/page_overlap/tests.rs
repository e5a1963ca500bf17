use super::*;
use connlog_core::providers::zernio;
use connlog_core::query::{Filters, Query, Window};
use connlog_core::record::Kind;

const INSIDE: ListPosition = ListPosition { top: false, fresh: true, short: false, at_or_above_edge: true };
const STALE: ListPosition = ListPosition { fresh: false, ..INSIDE };
const BELOW: ListPosition = ListPosition { at_or_above_edge: false, ..INSIDE };
const TOP: ListPosition = ListPosition { top: true, ..INSIDE };

/// Creates records of the old API version from words of an id, `@` and a second. Without `@`, a record has no time.
fn page(words: &str) -> Vec<Record> {
    let window = Window { since: None, until: None, days: None, now: DateTime::UNIX_EPOCH };
    let filters = Filters::default();
    let query =
        Query { kind: Kind::Connection, filters, window, limit: None, skip: 0, page_size: None, optional: false };
    let row = |word: &str| match word.split_once('@') {
        Some((id, second)) => format!(r#"{{"_id":"{id}","createdAt":"2026-11-20T12:00:{second:0>2}Z"}}"#),
        None => format!(r#"{{"_id":"{word}"}}"#),
    };
    let rows: Vec<String> = words.split_whitespace().map(row).collect();
    (zernio::LATE.source)(&query).unwrap().read(format!(r#"{{"logs":[{}]}}"#, rows.join(","))).unwrap().records
}

/// Creates a joiner that has read this list.
fn after(words: &str) -> OverlapJoiner {
    let mut joiner = OverlapJoiner::default();
    joiner.join(&page(words), TOP);
    joiner
}

fn ids(records: &[Record]) -> String {
    let id = |record: &Record| record.raw().split('"').nth(3).unwrap().to_owned();
    records.iter().map(id).collect::<Vec<_>>().join(" ")
}

/// Joins a page and returns its new ids, or its position, as text.
fn joint(joiner: &mut OverlapJoiner, words: &str, place: ListPosition) -> String {
    match joiner.join(&page(words), place) {
        JoinResult::Joined(fresh) => format!("joined {}", ids(&fresh)).trim_end().to_owned(),
        JoinResult::Below => "below".into(),
        JoinResult::Above => "above".into(),
        JoinResult::Within => "within".into(),
    }
}

#[test]
fn the_first_page_is_accepted_unchanged() {
    assert_eq!(joint(&mut OverlapJoiner::default(), "a@9 b@8", INSIDE), "joined a b");
    assert_eq!(joint(&mut OverlapJoiner::default(), "", TOP), "joined");
    assert_eq!(joint(&mut OverlapJoiner::default(), "a@1 b@8 c", INSIDE), "joined a b c");
}

#[test]
fn a_page_joins_if_timestamps_prove_that_nothing_is_missing() {
    let read = "a@9 b@8 c@7";
    let table = [
        ("shares two", "b@8 c@7 d@6 e@5", INSIDE, "joined d e"),
        ("reaches to the edge", "a@9 b@8 c@7", INSIDE, "joined"),
        ("has new records above", "x@9 b@8 c@7 d@6", INSIDE, "joined d"),
        ("has one more record of the edge's time", "b@8 c@7 y@7 d@6", INSIDE, "joined y d"),
        ("ends with one more record of the edge's time", "b@8 y@7 c@7", INSIDE, "joined y"),
        ("begins below", "d@6 e@5", INSIDE, "below"),
        ("begins below, requested earlier", "d@6 e@5", STALE, "below"),
        ("begins at the edge", "c@7 d@6", INSIDE, "within"),
        ("begins with another record of the edge's time", "y@7 d@6", INSIDE, "within"),
        ("ends above", "a@9 b@8", INSIDE, "above"),
        ("has only new records", "x@11 y@10", INSIDE, "above"),
        ("is empty", "", INSIDE, "above"),
        ("is empty at the top", "", TOP, "above"),
        ("begins below, at the top: the rest has expired", "d@6 e@5", TOP, "joined d e"),
        ("begins at the edge, at the top", "c@7 d@6", TOP, "joined d"),
    ];
    for (name, words, place, expected) in table {
        let mut joiner = after(read);
        assert_eq!(joint(&mut joiner, words, place), expected, "{name}");
        assert!(joiner.ordered, "{name}");
    }
}

#[test]
fn a_page_requested_before_the_edge_arrived_joins_by_a_record_above_it() {
    let read = "a@9 b@8 c@7";
    assert_eq!(joint(&mut after(read), "b@8 d@6", STALE), "joined d");
    assert_eq!(joint(&mut after(read), "x@8 d@6", STALE), "below");
}

#[test]
fn a_page_across_the_edge_without_it_shows_that_the_list_is_not_ordered() {
    let mut joiner = after("a@9 b@8 c@7");
    assert_eq!(joint(&mut joiner, "x@8 d@6", INSIDE), "above");
    assert_eq!((joiner.ordered, joiner.edge(), joiner.overlap()), (false, None, 2));
}

#[test]
fn equal_records_are_compared_by_count() {
    let read = "a@9 t@7 t@7";
    assert_eq!(joint(&mut after(read), "a@9 t@7 t@7 d@6", INSIDE), "joined d");
    assert_eq!(joint(&mut after(read), "a@9 t@7 t@7 t@7 d@6", INSIDE), "joined t d");
    assert_eq!(joint(&mut after(read), "a@9 t@7 d@6", INSIDE), "joined d");
}

#[test]
fn records_without_a_time_or_out_of_order_join_by_identity() {
    for read in ["a b c", "a@1 b@5 c@3"] {
        let times: Vec<String> = page(read).iter().map(|record| record.raw().to_owned()).collect();
        assert_eq!(times.len(), 3);
        let words: Vec<&str> = read.split(' ').collect();
        let (b, c) = (words[1], words[2]);
        let table = [
            (format!("{b} {c} d e"), INSIDE, "joined d e"),
            (format!("{c} d"), INSIDE, "joined d"),
            (format!("x {c} d"), INSIDE, "joined d"),
            (format!("{b} {c}"), INSIDE, "joined"),
            (format!("{} {b}", words[0]), INSIDE, "above"),
            ("x y".to_owned(), INSIDE, "above"),
            ("d e".to_owned(), BELOW, "below"),
            ("d e".to_owned(), STALE, "below"),
            (String::new(), INSIDE, "above"),
        ];
        for (words, place, expected) in table {
            assert_eq!(joint(&mut after(read), &words, place), expected, "`{words}` after `{read}`");
        }
    }
}

#[test]
fn more_than_seventy_records_of_one_time_join_by_identity() {
    let crowd: Vec<String> = (0..80).map(|number| format!("c{number}@7")).collect();
    let mut joiner = after(&format!("a@9 {}", crowd.join(" ")));
    assert_eq!(joiner.overlap(), 81);
    assert_eq!(joint(&mut joiner, "c78@7 c79@7 d@7 e@6", INSIDE), "joined d e");
}

#[test]
fn a_page_can_start_inside_an_edge_of_more_than_seventy_records_overlap() {
    // The overlap is the records of the edge and one record above them.
    for (records, expected) in [(68, "within"), (69, "within"), (70, "joined d"), (71, "joined d")] {
        let words: Vec<String> = (0..records).map(|number| format!("c{number}@7")).collect();
        let mut joiner = after(&format!("a@9 {}", words.join(" ")));
        assert_eq!(joiner.overlap(), records + 1);
        let page = format!("c{}@7 d@6", records - 1);
        assert_eq!(joint(&mut joiner, &page, INSIDE), expected, "{records} records");
    }
}

#[test]
fn only_a_record_that_was_read_at_the_edge_counts_as_the_edge() {
    // Page, position, result, and whether the joiner still relies on times afterwards.
    let table = [
        ("the edge", "b@8 c@7 d@6", INSIDE, "joined d", true),
        ("another record of the same time", "x@8 y@7 d@6", INSIDE, "above", false),
        ("a record that was read above the edge", "b@8 d@6", INSIDE, "joined d", false),
        ("both, in a page requested earlier", "b@8 y@7 d@6", STALE, "joined y d", true),
        ("another record of the same time, in a page requested earlier", "x@8 y@7 d@6", STALE, "below", true),
        ("a page that ends at the edge's time without the edge", "b@8 y@7", INSIDE, "joined y", true),
    ];
    for (name, words, place, expected, ordered) in table {
        let mut joiner = after("a@9 b@8 c@7");
        assert_eq!(joint(&mut joiner, words, place), expected, "{name}");
        assert_eq!(joiner.ordered, ordered, "{name}");
    }
}

#[test]
fn a_short_page_that_starts_at_the_edge_is_joined_by_identity() {
    let short = ListPosition { short: true, ..INSIDE };
    assert_eq!(joint(&mut after("a@9 b@8 c@7"), "c@7 d@6", short), "joined d");
    assert_eq!(joint(&mut after("a@9 b@8 c@7"), "d@6 e@5", short), "below");
    assert_eq!(joint(&mut after("a@9 b@8 c@7"), "y@7 d@6", ListPosition { short: true, ..BELOW }), "below");
}

#[test]
fn the_overlap_is_all_records_of_the_edge_and_one_above() {
    let second = |second: i64| Some(DateTime::from_timestamp(1_795_176_000 + second, 0).unwrap());
    let joiner = after("a@9 b@8 c@7 d@7 e@7");
    assert_eq!((joiner.edge(), joiner.above_edge(), joiner.overlap()), (second(7), second(8), 4));
    let alone = after("c@7 d@7");
    assert_eq!((alone.edge(), alone.above_edge(), alone.overlap()), (second(7), None, 3));
    let blank = OverlapJoiner::default();
    assert_eq!((blank.edge(), blank.above_edge(), blank.overlap()), (None, None, 2));
    assert_eq!(after("a b").edge(), None);
}

#[test]
fn the_distance_is_the_number_of_known_records_below_the_page() {
    let joiner = after("a@9 b@8 c@7 d@6");
    assert_eq!(
        ["a@9", "x@11 b@8", "d@6", "x@11", "y@8", ""].map(|words| joiner.distance(&page(words))),
        [3, 2, 0, 4, 2, 0]
    );
    assert_eq!(after("a b c").distance(&page("x")), 0);
    assert_eq!(after("a b c").distance(&page("b")), 1);
}

#[test]
fn the_memory_is_bounded_except_for_records_of_the_edge() {
    let old: Vec<String> = (0..400).map(|number| format!("o{number}@9")).collect();
    let mut joiner = after(&old.join(" "));
    assert_eq!(joiner.tail.len(), 400, "all records of one time are remembered");
    joiner.join(&page("z@9 y@8"), TOP);
    assert_eq!(joiner.tail.len(), REMEMBERED);
}
