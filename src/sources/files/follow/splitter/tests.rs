use proptest::prelude::*;

use super::*;

fn event(at: usize) -> String {
    format!(r#"{{"event":"sync_end","created":"2026-01-01T00:00:{:02}Z","data":{{"n":{at}}}}}"#, at % 60)
}

/// What is found in `text`, that grows by pieces of these lengths, with a stop and a restart after so many records.
fn found(text: &str, lengths: &[usize], stop: usize) -> Vec<String> {
    let mut pieces = EntrySplitter::new(None);
    let (mut found, mut at, mut lengths) = (Vec::new(), 0, lengths.iter().cycle());
    let mut place = None;
    while at < text.len() {
        let to = (at + lengths.next().unwrap().max(&1)).min(text.len());
        pieces.push(&text.as_bytes()[at..to]);
        at = to;
        while let Some(piece) = pieces.next(false) {
            for (index, record) in piece.records.iter().enumerate() {
                found.push(record.raw().to_owned());
                if found.len() == stop {
                    place = Some((piece.start, index + 1));
                }
            }
        }
        if let Some((start, taken)) = place.take() {
            found.truncate(stop);
            pieces.restart(start);
            pieces.push(&text.as_bytes()[usize::try_from(start).unwrap()..]);
            let mut left = taken;
            while let Some(piece) = pieces.next(false) {
                let skipped = left.min(piece.records.len());
                left -= skipped;
                found.extend(piece.records[skipped..].iter().map(|record| record.raw().to_owned()));
            }
            at = text.len();
        }
    }
    pieces.push(b"");
    while let Some(piece) = pieces.next(true) {
        found.extend(piece.records.iter().map(|record| record.raw().to_owned()));
    }
    found
}

fn compact(text: &str) -> String {
    serde_json::from_str::<serde_json::Value>(text).unwrap().to_string()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn however_it_grows_and_wherever_it_is_gone_on_from_each_record_comes_once(
        count in 1usize..12, form in 0usize..4, lengths in prop::collection::vec(1usize..300, 1..5), stop in 0usize..14,
    ) {
        let events: Vec<String> = (0..count).map(event).collect();
        let values: Vec<serde_json::Value> = events.iter().map(|event| serde_json::from_str(event).unwrap()).collect();
        let text = match form {
            0 => events.join("\n") + "\n",
            1 => events.join("\r\n"),
            2 => values.iter().map(|value| serde_json::to_string_pretty(value).unwrap() + "\n").collect(),
            _ => serde_json::to_string_pretty(&values).unwrap(),
        };
        let expected: Vec<String> = events.iter().map(|event| compact(event)).collect();
        let found: Vec<String> = found(&text, &lengths, stop).iter().map(|record| compact(record)).collect();
        prop_assert_eq!(found, expected);
    }
}

#[test]
fn a_line_is_waited_for_unless_it_is_a_whole_object() {
    let mut pieces = EntrySplitter::new(None);
    let line = event(1);
    pieces.push(&line.as_bytes()[..30]);
    assert!(pieces.next(false).is_none() && pieces.unfinished());
    pieces.push(&line.as_bytes()[30..]);
    assert_eq!(pieces.next(false).unwrap().records.len(), 1);
    pieces.push(b"\n");
    assert_eq!(pieces.next(false).unwrap().records.len(), 0);
    pieces.push(b"half");
    assert!(pieces.next(false).is_none());
    assert_eq!(pieces.next(true).unwrap().tally.undecodable, 1);
}

#[test]
fn what_is_too_long_is_passed_over_and_does_not_stay_in_memory() {
    let mut pieces = EntrySplitter::new(None);
    pieces.push(format!("{}\n", event(1)).as_bytes());
    assert_eq!(pieces.next(false).unwrap().records.len(), 1);
    for _ in 0..40 {
        pieces.push(&vec![b'x'; BLOCK]);
        assert!(pieces.next(false).is_none());
        assert!(pieces.rest.len() < MOST);
    }
    pieces.push(format!("\n{}\n", event(2)).as_bytes());
    let piece = pieces.next(false).unwrap();
    assert_eq!((piece.records.len(), piece.tally.undecodable), (1, 1));
}
