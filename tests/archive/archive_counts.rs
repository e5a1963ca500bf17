//! Tests that `stats` and `check` count the columns of an archive as they count the records.

use std::fs;
use std::path::PathBuf;

use crate::engines::Archive;
use crate::support::{Ended, Run};
use serde_json::{Value, json};

/// An archive, and the NDJSON that `events` prints of it.
struct Counted(Archive);

impl Counted {
    fn new(archive: Archive) -> Self {
        let rows: Vec<String> = rows().iter().map(Value::to_string).collect();
        let counted = Self(archive);
        fs::write(counted.at("rows.ndjson"), rows.join("\n")).unwrap();
        let events = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/fivetran/composed.ndjson");
        let samples = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/fivetran/samples.ndjson");
        let (archive, rows) = (&counted.0.address, counted.at("rows.ndjson"));
        let inputs = ["--from", rows.to_str().unwrap(), events, samples, "--keep-repeats"];
        Run::new(&[&["archive", "--into", archive], &inputs[..]].concat()).end();
        let printed = Run::new(&["events", "--from", archive, "--all", "-o", "ndjson"]).end().code(0).stdout;
        assert!(printed.lines().count() > 1_000, "{}", printed.lines().count());
        fs::write(counted.at("printed.ndjson"), printed).unwrap();
        counted
    }

    fn at(&self, name: &str) -> PathBuf {
        self.0.folder.path().join(name)
    }

    /// A run over the archive, and a run over its records.
    fn both(&self, arguments: &[&str]) -> [Ended; 2] {
        let printed = self.at("printed.ndjson");
        [(&*self.0.address, &[][..]), (printed.to_str().unwrap(), &["--keep-repeats"][..])]
            .map(|(from, more)| Run::new(&[arguments, &["--from", from], more].concat()).end())
    }
}

/// Attempts of three days around a clock change, with every oddity that a column could hide.
fn rows() -> Vec<Value> {
    let mut rng = fastrand::Rng::with_seed(20_261_025);
    let one = |number: u32| {
        let (day, hour, minute, second) = (number % 3 + 24, number / 3 % 24, number / 72 % 60, number % 60);
        let is_post = rng.bool();
        let platforms =
            [json!("tiktok"), json!("instagram"), json!("reddit"), Value::Null, json!({"id": "x"}), json!(7)];
        let statuses =
            [json!("success"), json!("failed"), json!("pending"), json!("odd"), Value::Null, json!(["failed"])];
        let times = [json!("some day"), Value::Null, json!(""), json!("1600-01-01T00:00:00Z"), json!(1_761_350_400)];
        let durations = [json!(rng.u32(..100_000)), json!("250"), json!(12.6), json!(-3), json!(1e300), Value::Null];
        let mut choose = |values: &[Value], usual: usize| match rng.usize(..40) {
            0 => values[rng.usize(..values.len())].clone(),
            _ => values[rng.usize(..usual)].clone(),
        };
        let regular = json!(format!("2026-10-{day}T{hour:02}:{minute:02}:{second:02}.250Z"));
        let mut row = json!({
            "kind": if is_post { "post" } else { "connection" }, "source": "zernio", "id": format!("{number:024x}"),
            "platform": choose(&platforms, 3), "status": choose(&statuses, 3), "durationMs": choose(&durations, 1),
            "accountId": choose(&[json!("a1"), json!("a2"), json!("jane.roe@acme.example"), Value::Null], 2),
            "createdAt": choose(&[&[regular][..], &times[..]].concat(), 1),
        });
        let error = choose(&[Value::Null, json!({"code": "oauth_denied"}), json!("plain"), json!({"code": 5})], 2);
        let more = if is_post {
            json!({"action": "publish", "statusCode": choose(&[json!(200), json!(401), json!("429"), json!({})], 2)})
        } else {
            json!({"eventType": choose(&[json!("connect_success"), json!("disconnect"), json!("other"), json!([])], 2), "error": error})
        };
        row.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        if number % 100 == 99 {
            row["id"] = Value::Null;
        }
        row
    };
    let mut rows: Vec<Value> = (0..1_200).map(one).collect();
    // Equal entries without an id are different entries.
    let repeated: Vec<Value> = rows.iter().filter(|row| row["id"].is_null()).cloned().collect();
    rows.extend(repeated);
    rows
}

const GROUPS: [&str; 20] = [
    "",
    "kind",
    "platform",
    "status",
    "event",
    "eventType",
    "action",
    "outcome",
    "severity",
    "statusCode",
    "accountId",
    "profileId",
    "connectionId",
    "connectorType",
    "group",
    "code",
    "error.code",
    "platform,status",
    "kind,outcome",
    "accountName",
];
const KINDS: [&str; 5] = ["", "posts", "connections", "posts connections", "events"];
const SPANS: [&str; 6] = ["", "", "--every 1d", "--every 1h", "--every 1w", "--every 6h"];
const ZONES: [&str; 4] = ["utc", "Europe/Berlin", "Asia/Kolkata", "America/St_Johns"];
const WINDOWS: [&str; 5] = [
    "",
    "",
    "--since 2026-10-25 --until 2026-10-26T12:00",
    "--until 2026-10-25T01:30:00Z",
    "--since 2026-10-25T00:30:00Z",
];
const FILTERS: [&str; 10] = [
    "",
    "",
    "",
    "--status failed",
    "--status odd,success",
    "--platform instagram,tiktok",
    "--platform 7 --any-value",
    "--account a1",
    "--where 'durationMs > 5000'",
    "--search oauth",
];

/// Checks that counts of columns are those of the records, over groups, windows, zones and filters.
fn counts_are_those_of_the_records(counted: &Counted) {
    let mut rng = fastrand::Rng::with_seed(7);
    let runs = std::env::var("CONNLOG_TEST_CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(60);
    for run in 0..runs {
        let mut choose = |words: &[&'static str]| words[rng.usize(..words.len())];
        let by = GROUPS[run % GROUPS.len()];
        let (kinds, every, zone) = (choose(&KINDS), choose(&SPANS), choose(&ZONES));
        let (window, filter) = (choose(&WINDOWS), choose(&FILTERS));
        let by = if by.is_empty() { String::new() } else { format!("--by {by}") };
        let command = format!("stats {kinds} {by} {every} --tz {zone} {window} {filter} -o ndjson");
        let words = shell_words::split(&command).unwrap();
        let [columns, records] = counted.both(&words.iter().map(String::as_str).collect::<Vec<_>>());
        assert_eq!((columns.code, columns.stdout), (records.code, records.stdout), "{command}");
        assert_eq!(columns.stderr, records.stderr, "{command}");
    }
}

#[test]
fn counts_of_columns_are_those_of_the_records() {
    counts_are_those_of_the_records(&Counted::new(Archive::in_a_file()));
}

#[cfg(target_os = "linux")]
#[test]
fn counts_of_a_server_are_those_of_the_records() {
    let Some(server) = Archive::on_a_server() else { return };
    counts_are_those_of_the_records(&Counted::new(server));
}

/// Checks that counts of regular entries read columns alone. `damage` makes the bytes of all entries unreadable.
fn counts_read_no_bytes(counted: &Counted, address: &str, damage: impl FnOnce()) {
    let kept = counted.at("kept.ndjson");
    let regular: Vec<String> = rows()
        .iter()
        .filter(|row| row["id"].is_string() && row["platform"] == "tiktok" && row["durationMs"].is_u64())
        .map(Value::to_string)
        .collect();
    fs::write(&kept, regular.join("\n")).unwrap();
    Run::new(&["archive", "--into", address, "--from", kept.to_str().unwrap()]).end();
    let run = |arguments: &[&str]| Run::new(&[arguments, &["--from", address]].concat()).end();
    let flags = ["--by", "platform", "--every", "1d", "-o", "ndjson", "--since", "2026-10-25"];
    let counts = || ["posts", "events"].map(|kind| run(&[&["stats", kind], &flags[..]].concat()).code(0).stdout);
    let whole = counts();
    assert!(whole.iter().all(|text| text.contains(r#""platform":"tiktok""#)), "{whole:?}");
    damage();
    assert_eq!(counts(), whole);
    // A list and a sum need the records.
    run(&["posts", "--all"]).code(8);
    run(&["stats", "posts", "--sum", "durationMs"]).code(8);
}

#[test]
fn counts_of_regular_entries_read_no_bytes() {
    let counted = Counted::new(Archive::in_a_file());
    let path = counted.at("regular.db");
    counts_read_no_bytes(&counted, &format!("sqlite:{}", path.display()), || {
        let connection = rusqlite::Connection::open(&path).unwrap();
        connection.execute("UPDATE block SET data = x'00'", []).unwrap();
    });
}

#[cfg(target_os = "linux")]
#[test]
fn counts_of_regular_entries_on_a_server_read_no_bytes() {
    let (Some(server), Some(regular)) = (Archive::on_a_server(), Archive::on_a_server()) else { return };
    let counted = Counted::new(server);
    counts_read_no_bytes(&counted, &regular.address, || drop(regular.sql("ALTER TABLE entry DROP COLUMN raw")));
}
