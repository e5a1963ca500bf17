//! Where two pages meet: which records of a page are new, and whether any could be missing before them.
//!
//! Pages are cut from a list that grows at its head, and now and then in its middle, while we read, and loses entries
//! at its tail. What a page holds is still one unbroken stretch of the list as it was at that moment. So a page that
//! holds a record strictly newer than the oldest one we have (the *edge*) reaches from above the edge to its own end
//! without a hole; what is older than the edge in it is new, and of the edge's own moment whatever goes beyond what we
//! have, counted by identity, so that truly equal records are told apart by their number. A page without such a record
//! proves nothing and is not taken: it lies below the edge (a hole) or above it (nothing new).
//!
//! This assumes that the server lists newest first by the record's time. The assumption is checked with every page;
//! where it fails, or records have no time, identities alone tie pages together, which assumes that records keep their
//! order among themselves; so it is where more than `CROWD` records share one moment. Fewer than that may change their
//! order between answers.

use std::collections::{HashMap, VecDeque};

use chrono::{DateTime, Utc};

use connlog_core::record::Record;

/// Records remembered where times do not tell: more than any overlap of two pages.
const REMEMBERED: usize = 300;
/// So many records of one moment cannot be relied on to fit on a page together with one above them.
const CROWD: u64 = 70;

/// The lower end of what was read so far.
pub struct OverlapJoiner {
    /// The last records taken, oldest last.
    tail: VecDeque<SeenRecord>,
    /// Whether everything came newest first so far.
    ordered: bool,
    /// Nothing was read yet: the first page is taken as it is.
    blank: bool,
}

struct SeenRecord {
    time: Option<DateTime<Utc>>,
    record: Record,
}

/// What is known of where a page was cut from the list.
#[derive(Debug, Clone, Copy)]
pub struct ListPosition {
    /// It begins at the list's top: nothing can stand before it.
    pub top: bool,
    /// It was asked for after the edge was seen.
    pub fresh: bool,
    /// The server's pages are too short to reach from above the edge to below it.
    pub short: bool,
    /// It does not begin below the place where the edge was seen.
    pub at_or_above_edge: bool,
}

/// How a page fits to what was read before.
pub enum JoinResult {
    /// It continues without a hole; these records are new.
    Joined(Vec<Record>),
    /// It begins below the edge: records may stand between.
    Below,
    /// It ends above the edge: it holds nothing new.
    Above,
    /// It begins among records of the edge's own moment: a longer overlap is needed to be sure.
    Within,
}

impl Default for OverlapJoiner {
    fn default() -> Self {
        Self { tail: VecDeque::new(), ordered: true, blank: true }
    }
}

impl OverlapJoiner {
    /// The time of the oldest record so far, where everything came newest first.
    pub fn edge(&self) -> Option<DateTime<Utc>> {
        self.tail.back().and_then(|known| known.time).filter(|_| self.ordered)
    }

    /// The oldest moment that is newer than the edge's, among the records remembered.
    pub fn above_edge(&self) -> Option<DateTime<Utc>> {
        let edge = self.edge()?;
        self.tail.iter().rev().filter_map(|known| known.time).find(|time| *time > edge)
    }

    /// How many records a page must share with what was read, so that it can be joined: those of the edge's moment, and
    /// one before them.
    pub fn overlap(&self) -> u64 {
        let Some(edge) = self.edge() else { return 2 };
        self.tail.iter().rev().take_while(|known| known.time == Some(edge)).count() as u64 + 1
    }

    /// How many of the records read stand below the last one of `records`, a page that ends above the edge, at least.
    pub fn distance(&self, records: &[Record]) -> u64 {
        let Some(last) = records.last() else { return 0 };
        let identity = last.identity();
        let below = match self.tail.iter().rposition(|known| known.record.identity() == identity) {
            Some(place) => self.tail.len() - 1 - place,
            None if !self.ordered => 0,
            None => self.tail.iter().filter(|known| known.time < last.time()).count(),
        };
        below as u64
    }

    /// Fits `records`, a page, to what was read; takes what is new if it fits.
    pub fn join(&mut self, records: &[Record], place: ListPosition) -> JoinResult {
        let page: Vec<SeenRecord> =
            records.iter().map(|record| SeenRecord { time: record.time(), record: record.clone() }).collect();
        self.ordered &=
            page.iter().all(|known| known.time.is_some()) && page.windows(2).all(|pair| pair[0].time >= pair[1].time);
        if std::mem::take(&mut self.blank) {
            return JoinResult::Joined(self.accept(page));
        }
        match self.edge() {
            Some(edge) => self.join_by_time(page, edge, place),
            None => self.join_by_identity(page, place),
        }
    }

    fn join_by_time(&mut self, page: Vec<SeenRecord>, edge: DateTime<Utc>, place: ListPosition) -> JoinResult {
        let (Some(first), Some(last)) = (page.first(), page.last()) else { return JoinResult::Above };
        if first.time < Some(edge) && !place.top {
            return JoinResult::Below;
        }
        if last.time > Some(edge) {
            return JoinResult::Above;
        }
        if first.time == Some(edge) && !place.top {
            return if place.short || self.overlap() > CROWD {
                self.join_by_identity(page, place)
            } else {
                JoinResult::Within
            };
        }
        let mut have = counts(self.tail.iter().filter(|known| known.time == Some(edge)));
        let holds_edge =
            page.iter().any(|known| known.time == Some(edge) && have.contains_key(&known.record.identity()));
        if last.time < Some(edge) && !holds_edge && !place.top {
            if place.fresh {
                // Only the oldest go, so a page on both sides of the edge must hold it: the order is not that of time.
                self.ordered = false;
                return self.join_by_identity(page, place);
            }
            // The edge may have come late, after this page was cut; then the page knows what stood above it.
            let all = counts(self.tail.iter());
            if !page.iter().any(|known| all.contains_key(&known.record.identity())) {
                return JoinResult::Below;
            }
        }
        let new =
            |known: &SeenRecord| known.time < Some(edge) || (known.time == Some(edge) && beyond(&mut have, known));
        let fresh = filter(page, new);
        JoinResult::Joined(self.accept(fresh))
    }

    fn join_by_identity(&mut self, page: Vec<SeenRecord>, place: ListPosition) -> JoinResult {
        if page.is_empty() {
            return JoinResult::Above;
        }
        let mut have = counts(self.tail.iter());
        let known: Vec<bool> = page.iter().map(|record| !beyond(&mut have, record)).collect();
        let Some(last_known) = known.iter().rposition(|known| *known) else {
            // Newcomers only push the edge down, so what is not below the place where it was is above where it is.
            return if place.fresh && place.at_or_above_edge { JoinResult::Above } else { JoinResult::Below };
        };
        let is_edge =
            |known: &SeenRecord| self.tail.back().is_some_and(|edge| edge.record.identity() == known.record.identity());
        if last_known + 1 == page.len() && !is_edge(&page[last_known]) {
            return JoinResult::Above;
        }
        // What was not known and stands before a known record arrived after that was read.
        let fresh = page.into_iter().skip(last_known + 1).collect();
        JoinResult::Joined(self.accept(fresh))
    }

    fn accept(&mut self, fresh: Vec<SeenRecord>) -> Vec<Record> {
        let records = fresh.iter().map(|known| known.record.clone()).collect();
        self.tail.extend(fresh);
        let edge = self.tail.back().and_then(|known| known.time);
        // The edge's whole moment stays, however many records it has.
        while self.tail.len() > REMEMBERED && (edge.is_none() || self.tail[1].time != edge) {
            self.tail.pop_front();
        }
        records
    }
}

fn counts<'k>(known: impl Iterator<Item = &'k SeenRecord>) -> HashMap<u64, usize> {
    known.fold(HashMap::new(), |mut counts, known| {
        *counts.entry(known.record.identity()).or_default() += 1;
        counts
    })
}

/// Whether there are more of these records than `have` counts; takes one off the count.
fn beyond(have: &mut HashMap<u64, usize>, known: &SeenRecord) -> bool {
    match have.get_mut(&known.record.identity()) {
        Some(count) if *count > 0 => {
            *count -= 1;
            false
        }
        _ => true,
    }
}

fn filter(page: Vec<SeenRecord>, mut keep: impl FnMut(&SeenRecord) -> bool) -> Vec<SeenRecord> {
    page.into_iter().filter(|known| keep(known)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use connlog_core::providers::zernio;
    use connlog_core::query::{Filters, Query, Window};
    use connlog_core::record::Kind;

    const INSIDE: ListPosition = ListPosition { top: false, fresh: true, short: false, at_or_above_edge: true };
    const STALE: ListPosition = ListPosition { fresh: false, ..INSIDE };
    const BELOW: ListPosition = ListPosition { at_or_above_edge: false, ..INSIDE };
    const TOP: ListPosition = ListPosition { top: true, ..INSIDE };

    /// Records of the old dialect, one a word: an id, `@` and a second; without `@`, a record without a time.
    fn page(words: &str) -> Vec<Record> {
        let window = Window { since: None, until: None, days: None, now: DateTime::UNIX_EPOCH };
        let filters = Filters::default();
        let query = Query { kind: Kind::Connection, filters, window, limit: None, skip: 0, page_size: None };
        let row = |word: &str| match word.split_once('@') {
            Some((id, second)) => format!(r#"{{"_id":"{id}","createdAt":"2026-11-20T12:00:{second:0>2}Z"}}"#),
            None => format!(r#"{{"_id":"{word}"}}"#),
        };
        let rows: Vec<String> = words.split_whitespace().map(row).collect();
        (zernio::LATE.source)(&query).unwrap().read(format!(r#"{{"logs":[{}]}}"#, rows.join(","))).unwrap().records
    }

    /// A seam after this list was read.
    fn after(words: &str) -> OverlapJoiner {
        let mut seam = OverlapJoiner::default();
        seam.join(&page(words), TOP);
        seam
    }

    fn ids(records: &[Record]) -> String {
        let id = |record: &Record| record.raw().split('"').nth(3).unwrap().to_owned();
        records.iter().map(id).collect::<Vec<_>>().join(" ")
    }

    /// What becomes of a page, in words: the ids that are new, or where it lies.
    fn joint(seam: &mut OverlapJoiner, words: &str, place: ListPosition) -> String {
        match seam.join(&page(words), place) {
            JoinResult::Joined(fresh) => format!("joined {}", ids(&fresh)).trim_end().to_owned(),
            JoinResult::Below => "below".into(),
            JoinResult::Above => "above".into(),
            JoinResult::Within => "within".into(),
        }
    }

    #[test]
    fn the_first_page_is_taken_as_it_is() {
        assert_eq!(joint(&mut OverlapJoiner::default(), "a@9 b@8", INSIDE), "joined a b");
        assert_eq!(joint(&mut OverlapJoiner::default(), "", TOP), "joined");
        assert_eq!(joint(&mut OverlapJoiner::default(), "a@1 b@8 c", INSIDE), "joined a b c");
    }

    #[test]
    fn a_page_joins_where_times_prove_that_nothing_is_missing() {
        let read = "a@9 b@8 c@7";
        let table = [
            ("shares two", "b@8 c@7 d@6 e@5", INSIDE, "joined d e"),
            ("reaches to the edge", "a@9 b@8 c@7", INSIDE, "joined"),
            ("holds newcomers above", "x@9 b@8 c@7 d@6", INSIDE, "joined d"),
            ("holds one more of the edge's moment", "b@8 c@7 y@7 d@6", INSIDE, "joined y d"),
            ("ends with one more of the edge's moment", "b@8 y@7 c@7", INSIDE, "joined y"),
            ("begins below", "d@6 e@5", INSIDE, "below"),
            ("begins below, asked for long ago", "d@6 e@5", STALE, "below"),
            ("begins at the edge", "c@7 d@6", INSIDE, "within"),
            ("begins within the edge's moment", "y@7 d@6", INSIDE, "within"),
            ("ends above", "a@9 b@8", INSIDE, "above"),
            ("holds newcomers alone", "x@11 y@10", INSIDE, "above"),
            ("is empty", "", INSIDE, "above"),
            ("is empty at the top", "", TOP, "above"),
            ("begins below, at the top: the rest was lost to its age", "d@6 e@5", TOP, "joined d e"),
            ("begins at the edge, at the top", "c@7 d@6", TOP, "joined d"),
        ];
        for (name, words, place, wanted) in table {
            let mut seam = after(read);
            assert_eq!(joint(&mut seam, words, place), wanted, "{name}");
            assert!(seam.ordered, "{name}");
        }
    }

    #[test]
    fn a_page_cut_before_the_edge_came_late_joins_only_by_what_stood_above_it() {
        let read = "a@9 b@8 c@7";
        assert_eq!(joint(&mut after(read), "b@8 d@6", STALE), "joined d");
        assert_eq!(joint(&mut after(read), "x@8 d@6", STALE), "below");
    }

    #[test]
    fn a_page_on_both_sides_of_the_edge_that_lacks_it_shows_that_times_tell_nothing() {
        let mut seam = after("a@9 b@8 c@7");
        assert_eq!(joint(&mut seam, "x@8 d@6", INSIDE), "above");
        assert_eq!((seam.ordered, seam.edge(), seam.overlap()), (false, None, 2));
    }

    #[test]
    fn equal_records_are_told_apart_by_their_number() {
        let read = "a@9 t@7 t@7";
        assert_eq!(joint(&mut after(read), "a@9 t@7 t@7 d@6", INSIDE), "joined d");
        assert_eq!(joint(&mut after(read), "a@9 t@7 t@7 t@7 d@6", INSIDE), "joined t d");
        assert_eq!(joint(&mut after(read), "a@9 t@7 d@6", INSIDE), "joined d");
    }

    #[test]
    fn records_without_a_time_or_out_of_order_are_tied_by_identity() {
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
            for (words, place, wanted) in table {
                assert_eq!(joint(&mut after(read), &words, place), wanted, "`{words}` after `{read}`");
            }
        }
    }

    #[test]
    fn a_moment_too_crowded_for_a_page_is_tied_by_identity() {
        let crowd: Vec<String> = (0..80).map(|number| format!("c{number}@7")).collect();
        let mut seam = after(&format!("a@9 {}", crowd.join(" ")));
        assert_eq!(seam.overlap(), 81);
        assert_eq!(joint(&mut seam, "c78@7 c79@7 d@7 e@6", INSIDE), "joined d e");
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
    fn the_edge_is_the_oldest_moment_and_its_overlap_all_of_it_and_one_above() {
        let second = |second: i64| Some(DateTime::from_timestamp(1_795_176_000 + second, 0).unwrap());
        let seam = after("a@9 b@8 c@7 d@7 e@7");
        assert_eq!((seam.edge(), seam.above_edge(), seam.overlap()), (second(7), second(8), 4));
        let alone = after("c@7 d@7");
        assert_eq!((alone.edge(), alone.above_edge(), alone.overlap()), (second(7), None, 3));
        let blank = OverlapJoiner::default();
        assert_eq!((blank.edge(), blank.above_edge(), blank.overlap()), (None, None, 2));
        assert_eq!(after("a b").edge(), None);
    }

    #[test]
    fn the_distance_is_how_many_were_read_below_the_page() {
        let seam = after("a@9 b@8 c@7 d@6");
        assert_eq!(
            ["a@9", "x@11 b@8", "d@6", "x@11", "y@8", ""].map(|words| seam.distance(&page(words))),
            [3, 2, 0, 4, 2, 0]
        );
        assert_eq!(after("a b c").distance(&page("x")), 0);
        assert_eq!(after("a b c").distance(&page("b")), 1);
    }

    #[test]
    fn what_is_remembered_is_bounded_but_for_the_edges_own_moment() {
        let old: Vec<String> = (0..400).map(|number| format!("o{number}@9")).collect();
        let mut seam = after(&old.join(" "));
        assert_eq!(seam.tail.len(), 400, "one moment is kept whole");
        seam.join(&page("z@9 y@8"), TOP);
        assert_eq!(seam.tail.len(), REMEMBERED);
    }
}
