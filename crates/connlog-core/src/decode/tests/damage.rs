//! Inputs that are damaged, truncated, too deep or no entries.

use super::*;

#[test]
fn rows_without_an_event_are_reported_with_their_line() {
    let ended = decode_text(
        "id,message_event,message_data,time_stamp\n1,sync_end,\"{\n}\",2021-02-13 13:34:03\n2,x\n3,,,2021-02-13 13:34:03\n",
    );
    assert_eq!(ended.records.len(), 1);
    assert_eq!(ended.report.first, ["stdin:4: a row of 2 cells under a header of 4", "stdin:5: no log entry in it"]);
}

#[test]
fn invalid_json_data_stays_text() {
    let text = "message_event,message_data,time_stamp\nwarning,{'a': 1},2021-02-13 13:34:03\nwarning,\"{\"\"a\",2021-02-13 13:34:03\n";
    let ended = decode_text(text);
    let data: Vec<Value> = ended.records.iter().map(|record| identifying_fields(record)[4].clone()).collect();
    assert_eq!(data, [json!("{'a': 1}"), json!("{\"a")]);
}

#[test]
fn values_without_an_event_are_counted_with_their_place() {
    let [start, end] = as_ingested();
    let text = format!(
        "{start}\n{{\"hello\":1}}\n\n{{\"event\":\"x\",\"crea\nnonsense\n{end}\n[]\n{{\"logs\":[],\"pagination\":{{}}}}\n{start}{end} x\n"
    );
    let ended = decode_text(text);
    assert_eq!(ended.records.len(), 4);
    assert_eq!(ended.report.undecodable, 4);
    let [hello, cut, nonsense, behind] = &ended.report.first[..] else { panic!("{:?}", ended.report) };
    assert_eq!(hello, "stdin:2: no log entry in it");
    assert_eq!(cut, "stdin:4: cut off in the middle of JSON");
    assert_eq!(nonsense, "stdin:5: text without JSON");
    assert_eq!(behind, "stdin:9: not valid JSON");
    let among = decode_text(format!("{{\"logs\":[{start},{{}},{end}]}}"));
    assert_eq!((among.records.len(), among.report.undecodable), (2, 1));
}

#[test]
fn invalid_utf_8_does_not_affect_other_lines() {
    let [start, end] = as_ingested();
    let mut bytes = format!("{start}\n").into_bytes();
    bytes.extend(start.replace("calendar_elected", "c\u{1}").bytes().map(|byte| if byte == 1 { 0xff } else { byte }));
    bytes.extend(format!("\n{end}\n").bytes());
    let ended = decode_text(bytes);
    assert_eq!((ended.records.len(), ended.report.undecodable, ended.report.lossy_lines), (3, 0, 1));
    assert!(ended.records[1].raw().contains('\u{fffd}'));
}

#[test]
fn depth_limit_is_the_same_for_values_texts_and_rows() {
    let nested = |depth: usize| format!("{}{}", "[".repeat(depth), "]".repeat(depth));
    let event = |data: &str| format!("{{\"event\":\"x\",\"created\":\"2026-01-01T00:00:00Z\",\"data\":{data}}}");
    for (depth, read) in [(250, 1), (255, 1), (257, 0), (1_000, 0), (40_000, 0)] {
        let value = nested(depth);
        let text = Value::from(value.clone()).to_string();
        let twice = Value::from(text.clone()).to_string();
        let row = |data: &str| format!("message_event,message_data,time_stamp\nx,{data},2026-01-01 00:00:00\n");
        for (what, input) in [
            ("a line", event(&value)),
            ("a list", format!("[{}]", event(&value))),
            ("a text in a line", event(&format!("{{\"a\":{text}}}"))),
            ("a text as data", event(&text)),
            ("a text in a text", event(&twice)),
            ("a cell", row(&value)),
            ("a quoted cell", row(&text)),
            ("a wrapped text", json!({"message": event(&value)}).to_string()),
            ("base64", json!({"data": STANDARD.encode(gzip(event(&value).as_bytes()))}).to_string()),
        ] {
            let ended = decode_text(input);
            let counts = (ended.records.len(), ended.report.undecodable);
            let expected = (read, 1 - read as u64);
            assert_eq!(counts, expected, "{what} {depth} deep: {:?}", ended.report);
            if read == 0 {
                assert!(ended.report.first[0].ends_with("nested more than 256 deep"), "{what}: {:?}", ended.report);
            }
        }
    }
}

#[test]
fn nesting_and_length_are_limited() {
    let [start, end] = as_ingested();
    let deep = format!("{{\"event\":\"x\",\"created\":\"t\",\"data\":{}{}}}", "[".repeat(10_000), "]".repeat(10_000));
    let ended = decode_text(format!("{start}\n{deep}\n{end}\n"));
    assert_eq!((ended.records.len(), ended.report.undecodable), (2, 1), "{:?}", ended.report);
    let long = format!("{{\"event\":\"x\",\"created\":\"t\",\"data\":\"{}\"}}", "x".repeat(super::super::limits::MOST));
    let ended = decode_text(format!("{start}\n{long}\n{end}\n{{\"no\":1}}\n"));
    assert_eq!(ended.records.len(), 2, "{:?}", ended.report);
    assert_eq!(ended.report.first, ["stdin:2: longer than 32 MB", "stdin:4: no log entry in it"]);
}

#[test]
fn numbers_that_python_writes_are_null_in_every_view() {
    for number in ["NaN", "Infinity", "-Infinity"] {
        let event = format!(
            "{{\"event\":\"sync_end\",\"created\":\"2026-01-01T00:00:00Z\",\"connection_id\":\"a\",\"data\":{{\"status\":\"FAILURE\",\"n\":{number},\"text\":\"NaN\"}},\"x\":{number}}}"
        );
        for text in [event.clone(), format!("[{event}]"), format!("{{\"logs\":[{event},{event}]}}")] {
            let ended = decode_text(text.clone());
            assert_eq!(ended.report.undecodable, 0, "{text}: {:?}", ended.report);
            let view = ended.records[0].view();
            let path = |path: &str| view.at(&path.parse().unwrap()).map(std::borrow::Cow::into_owned);
            let found = ["data.status", "data.n", "data.text", "x", "event"].map(path);
            view.fields();
            let laid = ["data.status", "data.n", "data.text", "x", "event"].map(path);
            assert_eq!(found, laid, "{text}");
            assert_eq!(
                laid,
                [Some("FAILURE"), None, Some("NaN"), None, Some("sync_end")].map(|text| text.map(str::to_owned))
            );
            let data: Value = serde_json::from_str(view.json("data").unwrap()).unwrap();
            assert_eq!(data, json!({"status": "FAILURE", "n": null, "text": "NaN"}));
        }
    }
}

#[test]
fn an_entry_with_broken_data_keeps_its_other_fields() {
    let ended = decode_text(
        "{\"event\":\"sync_end\",\"created\":\"2026-01-01T00:00:00Z\",\"connection_id\":\"a\",\"data\":{\"a\":tru}}\n{}\n",
    );
    let view = ended.records[0].view();
    view.fields();
    assert_eq!(view.text("event").as_deref(), Some("sync_end"));
    assert_eq!(view.text("connectionId").as_deref(), Some("a"));
    assert_eq!(view.text("data").as_deref(), Some("{\"a\":tru}"));
}

#[test]
fn truncated_lists_keep_their_complete_entries() {
    let [start, end] = as_ingested();
    for (what, text, read) in [
        ("behind a comma", format!("[\n{start},\n{end},\n"), 2),
        ("behind an entry", format!("[\n{start},\n{end}"), 2),
        ("in an entry", format!("[{start},{}", &end[..40]), 1),
        ("of an answer", format!("{{\"logs\":[\n{start},\n{end},\n"), 2),
        ("of an answer, on one line", format!("{{\"logs\":[{start},{end},{}", &end[..40]), 2),
        ("behind the list", format!("{{\"logs\":[{start},{end}],\"pagination\":{{\"tot"), 2),
        (
            "of a search",
            format!("{{\"hits\":{{\"total\":2,\"hits\":[{{\"_source\":{start}}},{{\"_source\":{end}}},{{\"_sou"),
            2,
        ),
        ("of texts", format!("{{\"events\":[{{\"message\":{}}},{{\"message\":\"{{", Value::from(start.clone())), 1),
        ("damaged within", format!("{{\"logs\":[{start},{{\"event\";1}},{end}]}}"), 2),
    ] {
        let ended = decode_text(text);
        assert_eq!(ended.records.len(), read, "{what}: {:?}", ended.report);
        assert!(ended.report.undecodable > 0, "{what}");
    }
}

#[test]
fn values_without_an_entry_are_always_counted() {
    let [start, _] = as_ingested();
    for text in [
        "{\"foo\":[],\"code\":\"Unauthorized\",\"message\":\"Invalid key\"}",
        "{\"code\":\"Success\",\"data\":{\"id\":\"a\",\"status\":{\"tasks\":[],\"warnings\":[]}}}",
        "{\"logs\":[],\"error\":\"no\"}",
        "<!doctype html><p>{}",
        "some prose",
        "[1,2]",
        "null",
        "\"text\"",
        "{}",
    ] {
        let ended = decode_text(text);
        assert!(ended.report.undecodable > 0 && ended.records.is_empty(), "{text}: {:?}", ended.report);
        assert!(ended.report.is_unreadable());
        let ended = decode_text(format!("{start}\n{text}\n"));
        assert!(ended.report.undecodable > 0 && ended.records.len() == 1, "{text}: {:?}", ended.report);
    }
    let stream =
        |second: &str| json!({"values": [["1773994736823000000", start], ["1773994736823000001", second]]}).to_string();
    for second in ["prose", "{}", "{\"event\":"] {
        let ended = decode_text(stream(second));
        assert_eq!((ended.records.len(), ended.report.undecodable), (1, 1), "{second}: {:?}", ended.report);
    }
}

proptest! {
    #[test]
    fn any_bytes_are_accepted(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        decode_text(bytes);
    }

    #[test]
    fn malformed_json_is_accepted(text in "([{}\\[\\],:\n]|\"|\\\\|\"event\"|\"created\"|\"message\"|H4sI|\"data|1e999|\\\\ud800|é|,|;){0,60}") {
        decode_text(text);
    }

    #[test]
    fn damaged_wrappers_are_accepted(which in 0_usize..16, cuts in prop::collection::vec((any::<prop::sample::Index>(), any::<prop::sample::Index>(), any::<u8>()), 1..4)) {
        let mut bytes = envelopes().swap_remove(which).1.into_bytes();
        for (at, to, byte) in cuts {
            let (at, to) = (at.index(bytes.len() + 1), to.index(bytes.len() + 1));
            match byte % 3 {
                0 => bytes.truncate(at.max(1)),
                1 => bytes.insert(at, byte),
                _ => {
                    let piece = bytes[at.min(to)..at.max(to)].to_vec();
                    bytes.extend(piece);
                }
            }
        }
        decode_text(bytes);
    }
}
