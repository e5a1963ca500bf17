//! Tests files and streams: formats, order, and reports about unreadable parts.

use std::io::Write as _;

use flate2::Compression;
use flate2::write::GzEncoder;
use serde_json::{Value, json};

use crate::support::{Run, connlog};

const FIVETRAN: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/fivetran");
const LATE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/late");
const SAMPLES: &str = include_str!("../fixtures/fivetran/samples.ndjson");

fn event(at: usize, name: &str) -> String {
    format!("{{\"event\":\"{name}\",\"created\":\"2026-01-01T00:00:{at:02}Z\",\"connection_id\":\"c\"}}\n")
}

fn names(lines: &[Value]) -> Vec<&str> {
    lines.iter().map(|line| line["event"].as_str().unwrap()).collect()
}

#[test]
fn a_limit_gives_the_newest_first_and_all_keeps_the_order_of_the_files() {
    let text: String = [(3, "a"), (1, "b"), (9, "c"), (2, "d")].map(|(at, name)| event(at, name)).concat();
    let run = |flags: &str| connlog(&format!("events --from - -o ndjson {flags}")).stdin(&text).end().code(0);
    assert_eq!(names(&run("").lines()), ["c", "a", "d", "b"]);
    assert_eq!(names(&run("--all").lines()), ["a", "b", "c", "d"]);
    let cut = run("-n 2 --skip 1");
    assert_eq!(names(&cut.lines()), ["a", "d"]);
    assert!(cut.stderr.contains("there may be more"), "{}", cut.stderr);
    assert!(!run("-n 4").stderr.contains("more"));
    assert_eq!(names(&run("--since 2026-01-01T00:00:02Z --until 2026-01-01T00:00:09Z").lines()), ["a", "d"]);
    assert_eq!(names(&run("--event c,D --any-value").lines()), ["c", "d"]);
}

#[test]
fn no_key_no_network_and_no_configuration_is_needed() {
    let ended = connlog(&format!("connections --from {LATE}/old-connections-logs.json -o ndjson"))
        .file(".config/connlog/config.toml", "this is = no toml [")
        .end()
        .code(0);
    assert_eq!(ended.lines().len(), 5);
}

#[test]
fn saved_answers_are_read_in_both_dialects_and_kinds_are_told_apart() {
    let read =
        |command: &str, file: &str| connlog(&format!("{command} --from {LATE}/{file} --all -o ndjson")).end().code(0);
    for (command, file, count) in [
        ("connections", "unified-all.json", 3),
        ("posts", "unified-all.json", 3),
        ("events", "unified-all.json", 13),
        ("connections", "unified-messaging.json", 0),
        ("posts", "old-posts-logs.json", 4),
        ("posts", "old-post-id-logs.json", 2),
        ("posts", "older-log-single.json", 1),
        ("events", "unified-empty.json", 0),
    ] {
        let ended = read(command, file);
        assert_eq!(ended.lines().len(), count, "{command} {file}");
        assert!(!ended.stderr.contains("could not be read"), "{file}: {}", ended.stderr);
    }
    let unknown = r#"{"logs":[{"type":"billing","action":"x","created_at":"2026-11-20T10:00:00Z"}]}"#;
    let unlisted = connlog("events --from - -o ndjson").stdin(unknown).end().code(0).stderr;
    assert!(unlisted.contains("skipped 1 entry of kinds that connlog does not list"), "{unlisted}");
}

#[test]
fn what_connlog_printed_is_read_back_the_same() {
    for source in [format!("{LATE}/unified-all.json"), format!("{LATE}/old-posts-logs.json")] {
        for format in ["ndjson", "json"] {
            let line = format!("events --from {source} --all --any-value -o {format}");
            let first = connlog(&line).end().code(0).stdout;
            let again = connlog(&format!("events --from - --all -o {format}")).stdin(&first).end().code(0).stdout;
            assert_eq!(again, first, "{line}");
        }
    }
}

#[test]
fn events_are_read_back_with_all_that_is_told_of_them() {
    let read = |from: &str, text: &str| {
        let ended = connlog(&format!("events --from {from} --all -o ndjson")).stdin(text).end().code(0);
        let mut lines = ended.lines();
        // Persons have become pseudonyms, which are persons to whoever reads them back.
        for line in &mut lines {
            line.as_object_mut().unwrap().remove("data");
        }
        (ended.stdout, lines)
    };
    let (text, first) = read(&format!("{FIVETRAN}/samples.ndjson"), "");
    assert_eq!(first.len(), SAMPLES.lines().count());
    assert_eq!(read("-", &text).1, first);
}

#[test]
fn files_folders_and_patterns_are_read_in_turn_packed_or_not() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    std::fs::write(at("1.txt"), event(1, "a")).unwrap();
    let mut packed = GzEncoder::new(Vec::new(), Compression::fast());
    packed.write_all(event(2, "b").as_bytes()).unwrap();
    std::fs::write(at("2.json"), packed.finish().unwrap()).unwrap();
    std::fs::write(at("3.ndjson"), zstd::encode_all(event(3, "c").as_bytes(), 1).unwrap()).unwrap();
    let path = folder.path().to_str().unwrap();
    let read = |from: &[&str]| {
        let ended =
            Run::new(&[&["events", "--all", "-o", "ndjson", "--from"], from].concat()).stdin(&event(4, "d")).end();
        names(&ended.code(0).lines()).concat()
    };
    assert_eq!(read(&[path]), "abc");
    assert_eq!(read(&[&format!("{path}/?.*n"), "-"]), "bcd");
    assert_eq!(read(&[&format!("{path}/3.ndjson"), &format!("{path}/1.txt")]), "ca");
    let flags = ["--from", &format!("{path}/1.txt"), "events", "--from", &format!("{path}/2.json"), "-o", "ndjson"];
    assert_eq!(
        Run::new(&flags).end().code(0).lines().len(),
        1,
        "of a flag that stands twice on two levels, one counts"
    );
}

#[test]
fn what_is_no_entry_is_told_and_strict_makes_it_a_failure() {
    let text = format!("{}{{\"no\":1}}\nbroken\n{}", event(1, "a"), event(2, "b"));
    let ended = connlog("events --from - -o plain").stdin(&text).end().code(0);
    assert_eq!(ended.stdout.lines().count(), 2);
    let note = "note: 2 values could not be read: stdin:2: no log entry in it; stdin:3: text without JSON";
    assert!(ended.stderr.contains(note), "{}", ended.stderr);
    assert_eq!(connlog("events --from - -q").stdin(&text).end().code(0).stderr, "");
    // Whatever the filter passes over.
    let strict = connlog("events --from - --strict --event a --any-value -o ndjson").stdin(&text).end().code(8);
    assert_eq!(strict.lines().len(), 1);
    assert_eq!(strict.error()["code"], json!("incomplete"));
    assert!(strict.error()["message"].as_str().unwrap().contains("stdin:2"));
    connlog("events --from - --strict").stdin(&event(1, "a")).end().code(0);
}

#[test]
fn a_packed_file_that_is_cut_short_gives_what_it_held() {
    let mut packed = GzEncoder::new(Vec::new(), Compression::fast());
    packed.write_all(SAMPLES.as_bytes()).unwrap();
    let packed = packed.finish().unwrap();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("cut.gz");
    std::fs::write(&path, &packed[..packed.len() - 2000]).unwrap();
    let ended = Run::new(&["events", "--all", "-o", "ndjson", "--from", path.to_str().unwrap()]).end().code(8);
    assert!(ended.lines().len() > 20);
    assert!(ended.error()["message"].as_str().unwrap().contains("cut.gz"), "{}", ended.stderr);
}

#[test]
fn what_cannot_be_is_said_before_anything_is_read() {
    for (line, code, words) in [
        ("events --from /no/such/file", 5, "cannot open /no/such/file"),
        ("events --from /no/such/*", 5, "no file at"),
        ("check --from - syncs", 2, "put the KIND before --from: syncs --from -"),
        ("stats --since 1d --from a.json posts", 2, "put the KIND before --from"),
        ("tail --from a.json b.json events", 2, "put the KIND before --from"),
        ("events --from - --demo", 2, "--demo and --from"),
        ("posts --strict --demo", 2, "--strict goes with --from"),
        ("posts --from - --explain", 2, "no request"),
        ("events --from - --event sync_ned", 2, "unknown value"),
    ] {
        let ended = connlog(line).end().code(code);
        assert!(ended.stderr.contains(words), "{line}: {}", ended.stderr);
    }
    let text: Vec<u8> = "{}".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("wide.json");
    std::fs::write(&path, [&[0xff, 0xfe][..], &text].concat()).unwrap();
    let ended = Run::new(&["events", "--from", path.to_str().unwrap()]).end();
    assert!(ended.stderr.contains("UTF-16"), "{}", ended.stderr);
}

/// An event as log services have it, and as the LOG table does.
fn failure(sync: &str) -> [String; 3] {
    let data = json!({ "status": "FAILURE", "reason": format!("boom, \"{sync}\"") });
    let bare = json!({
        "event": "sync_end", "created": "2026-01-01T00:00:09.000Z", "connector_type": "s3", "connector_id": "kiwi",
        "connector_name": "crm", "sync_id": sync, "data": data,
    });
    let wrapped = json!({ "timestamp": 1_767_225_700_000_u64, "message": bare.to_string(), "ingestionTime": 5 });
    let cell = data.to_string().replace('"', "\"\"");
    let row = format!("X{sync}=,2026-01-01 00:00:09,kiwi,INFO,\"{cell}\",sync_end,{sync}");
    [bare.to_string() + "\n", format!("{wrapped}\n"), row + "\n"]
}

const COLUMNS: &str = "id,time_stamp,connector_id,event,message_data,message_event,sync_id\n";

#[test]
fn an_event_that_comes_again_counts_once_in_whatever_wrapper() {
    let [bare, wrapped, row] = failure("s1");
    let [other, ..] = failure("s2");
    let spaced = bare.replace("\":", "\" : ");
    let late = bare.replace("00:00:09.000Z", "00:00:09.001Z");
    for (text, kept, repeats) in [
        (bare.repeat(3), 1, 2),
        (format!("{bare}{wrapped}{spaced}"), 1, 2),
        (format!("{bare}{other}{bare}{other}"), 2, 2),
        (format!("{bare}{late}"), 2, 0),
        (format!("{COLUMNS}{row}{}", row.replace("Xs1", "Ys1")), 1, 1),
        (format!("{COLUMNS}{row}{}", row.replace("INFO", "SEVERE")), 2, 0),
    ] {
        for how in ["--all", "-n 100", "--all -o csv"] {
            let run =
                |flags: &str| connlog(&format!("events --from - -o ndjson {how} {flags}")).stdin(&text).end().code(0);
            let header = usize::from(how.ends_with("csv"));
            let told = run("");
            assert_eq!(told.stdout.lines().count(), kept + header, "{how}: {text}{}", told.stderr);
            let note = match repeats {
                0 => String::new(),
                1 => "note: left out 1 repeated entry (--keep-repeats keeps it)\n".to_owned(),
                more => format!("note: left out {more} repeated entries (--keep-repeats keeps them)\n"),
            };
            assert_eq!(told.stderr, note, "{how}: {text}");
            let all = run("--keep-repeats");
            assert_eq!((all.stdout.lines().count(), &*all.stderr), (kept + repeats + header, ""), "{how}: {text}");
        }
    }
}

#[test]
fn a_file_and_its_copies_in_any_form_are_one() {
    let syncs: Vec<[String; 3]> = (0..40).map(|number| failure(&format!("s{number}"))).collect();
    let form = |which: usize| syncs.iter().map(|forms| forms[which].as_str()).collect::<String>();
    let mut packed = GzEncoder::new(Vec::new(), Compression::fast());
    packed.write_all(form(0).as_bytes()).unwrap();
    let run = connlog("events --all -o ndjson --from a.ndjson b.ndjson c.gz d.ndjson e.csv")
        .file("a.ndjson", &form(0))
        .file("b.ndjson", &form(0))
        .file("d.ndjson", &form(1))
        .file("e.csv", &(COLUMNS.to_owned() + &form(2)))
        .at_home();
    std::fs::write(run.home().join("c.gz"), packed.finish().unwrap()).unwrap();
    let ended = run.end().code(0);
    assert_eq!(ended.lines().len(), 40);
    assert_eq!(ended.stderr, "note: left out 160 repeated entries (--keep-repeats keeps them)\n");
}

#[test]
fn rows_of_the_api_are_known_by_their_ids_and_stay_where_they_have_none() {
    let list = |rows: &[&str]| format!("{{\"logs\":[{}],\"pagination\":{{}}}}\n", rows.join(","));
    let old = |id: u8, status: &str| {
        format!(
            "{{\"_id\":\"{id}\",\"platform\":\"tiktok\",\"action\":\"publish\",\"status\":\"{status}\",\"createdAt\":\"2026-01-01T00:00:00Z\"}}"
        )
    };
    let new = |account: &str| {
        format!(
            "{{\"type\":\"publishing\",\"account_id\":\"{account}\",\"status\":\"failed\",\"created_at\":\"2026-01-01T00:00:00Z\"}}"
        )
    };
    let [one, again, two] = [old(1, "failed"), old(1, "success"), old(2, "failed")];
    let [a, b] = [new("a"), new("b")];
    for (files, kept) in [
        (vec![list(&[&one, &two, &one])], 2),
        (vec![list(&[&one, &again])], 1),
        (vec![list(&[&one, &two]), list(&[&two])], 2),
        (vec![list(&[&a, &a, &b])], 3),
        (vec![list(&[&a, &a]), list(&[&a, &b])], 3),
        (vec![list(&[&a]), list(&[&a, &a, &b]), list(&[&b, &b])], 4),
    ] {
        let names: Vec<String> = (0..files.len()).map(|number| format!("{number}.json")).collect();
        let mut run = connlog(&format!("posts --all -o ndjson --from {}", names.join(" "))).at_home();
        for (name, text) in names.iter().zip(&files) {
            run = run.file(name, text);
        }
        assert_eq!(run.end().code(0).lines().len(), kept, "{files:?}");
    }
}
