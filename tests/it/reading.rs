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
        ("events", "unified-all.json", 6),
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
    let unlisted = read("events", "unified-messaging.json").stderr;
    assert!(unlisted.contains("skipped 2 entries of kinds that connlog does not list"), "{unlisted}");
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
        ("check --from - syncs", 2, "write the KIND before --from: syncs --from -"),
        ("stats --since 1d --from a.json posts", 2, "write the KIND before --from"),
        ("tail --from a.json b.json events", 2, "write the KIND before --from"),
        ("events --from - --demo", 2, "--demo and --from"),
        ("posts --strict --demo", 2, "--strict goes with --from"),
        ("posts --from - --explain", 2, "no request"),
        ("events --from - --event sync_ned", 2, "no known value"),
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
