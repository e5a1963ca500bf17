//! Tests exports of Fivetran's CONNECTION table next to files of events: names, services, and connections without a recent sync.

use std::fs;

use serde_json::Value;
use tempfile::TempDir;

use crate::support::Run;

/// Rows of LOG. `well` and `late` reach far back.
const LOG: &str = "\
id,time_stamp,_fivetran_synced,connection_id,event,message_event,message_data,sync_id
1,2026-11-10 08:00:00,x,well,INFO,sync_start,,a
2,2026-11-10 08:02:00,x,well,INFO,sync_end,\"{\"\"status\"\":\"\"SUCCESSFUL\"\"}\",a
3,2026-11-20 08:00:00,x,well,INFO,sync_start,,b
4,2026-11-20 08:02:00,x,well,INFO,sync_end,\"{\"\"status\"\":\"\"SUCCESSFUL\"\"}\",b
5,2026-11-12 08:00:00,x,late,INFO,sync_start,,c
6,2026-11-12 08:02:00,x,late,INFO,sync_end,\"{\"\"status\"\":\"\"SUCCESSFUL\"\"}\",c
7,2026-11-12 08:00:00,x,idle,INFO,sync_start,,d
8,2026-11-12 08:02:00,x,idle,INFO,sync_end,\"{\"\"status\"\":\"\"SUCCESSFUL\"\"}\",d
9,2026-11-12 08:00:00,x,gone,INFO,sync_start,,e
10,2026-11-12 08:02:00,x,gone,INFO,sync_end,\"{\"\"status\"\":\"\"SUCCESSFUL\"\"}\",e
";

/// Id, name, paused, deleted, signed up.
const CONNECTIONS: [[&str; 5]; 8] = [
    ["well", "well_before", "true", "true", "2019-01-01 00:00:00"],
    ["well", "Well", "false", "false", "2018-01-01 00:00:00"],
    ["late", "Late", "false", "false", "2021-01-01 00:00:00"],
    ["idle", "Idle", "true", "false", "2021-01-01 00:00:00"],
    ["gone", "Gone", "false", "true", "2021-01-01 00:00:00"],
    ["never", "Never", "false", "false", "2021-01-01 00:00:00"],
    ["young", "Young", "false", "false", "2026-11-20 10:00:00"],
    ["paused_and_never", "Asleep", "true", "false", "2021-01-01 00:00:00"],
];

/// The table in several forms.
fn tables() -> Vec<String> {
    let csv = |header: &str, separator: &str| {
        let rows = CONNECTIONS
            .iter()
            .map(|[id, name, paused, deleted, at]| [*id, *name, "s3", *paused, *at, *deleted].join(separator) + "\r\n");
        format!("{header}\r\n").replace(',', separator) + &rows.collect::<String>()
    };
    let lower = "connection_id,connection_name,connector_type_id,paused,signed_up,_fivetran_deleted";
    let older = lower.replace("connection_", "connector_");
    let flag = |text: &str| text == "true";
    let object = |[id, name, paused, deleted, at]: &[&str; 5]| {
        serde_json::json!({
            "CONNECTION_ID": id, "Connection_Name": name, "connector_type": "s3", "destination_id": "d",
            "paused": flag(paused), "_fivetran_deleted": flag(deleted), "signed_up": at,
        })
    };
    let objects: Vec<Value> = CONNECTIONS.iter().map(object).collect();
    let lines: String = objects.iter().map(|object| format!("{object}\n")).collect();
    vec![
        csv(lower, ","),
        csv(&lower.to_uppercase(), ";"),
        csv(&older, "\t"),
        lines,
        serde_json::to_string_pretty(&objects).unwrap(),
    ]
}

struct Files {
    home: TempDir,
}

impl Files {
    fn new(table: &str) -> Self {
        let home = TempDir::new().unwrap();
        fs::write(home.path().join("log.csv"), LOG).unwrap();
        fs::write(home.path().join("table"), table).unwrap();
        Self { home }
    }

    /// Runs a command over the log and the table, in both orders; what it printed, which is the same.
    fn run(&self, command: &str, code: i32) -> String {
        let paths = ["log.csv", "table"].map(|name| self.home.path().join(name).display().to_string());
        let run = |first: &str, second: &str| {
            let mut words: Vec<&str> = command.split(' ').collect();
            words.extend(["--from", first, second]);
            Run::new(&words).end().code(code)
        };
        let (one, other) = (run(&paths[0], &paths[1]), run(&paths[1], &paths[0]));
        // A command of a verdict names the files in the order that was typed.
        let told = |text: &str| text.lines().filter(|line| !line.contains("--from")).collect::<Vec<_>>().join("\n");
        assert_eq!(told(&one.stdout), told(&other.stdout), "{command}");
        assert!(!one.stderr.contains("could not be read"), "{}", one.stderr);
        one.stdout
    }
}

#[test]
fn a_table_of_connections_names_the_entries_of_other_files() {
    for table in tables() {
        let files = Files::new(&table);
        let records = files.run("syncs --all -o ndjson", 0);
        let known = records.lines().filter(|line| line.contains(r#""destination_group_id":"d""#)).count();
        assert_eq!(known, if table.contains("destination_id") { 5 } else { 0 }, "{records}");
        let syncs = files.run("syncs --all -o plain", 0);
        assert_eq!(syncs.lines().filter(|line| line.contains("\tWell\ts3")).count(), 2, "{table}\n{syncs}");
        assert_eq!(files.run("events --all -o plain --strict --connection Late", 0).lines().count(), 2, "{table}");
        assert_eq!(files.run("events --all -o plain --service S3", 0).lines().count(), 10);
        assert_eq!(files.run("syncs --all -o plain --connection Late", 0).lines().count(), 1);
        let stats = files.run("stats syncs --since 2026-11-01 --by connectionName -o plain", 0);
        assert!(["Well\t2", "Late\t1", "Idle\t1", "Gone\t1"].iter().all(|row| stats.contains(row)), "{stats}");
    }
}

#[test]
fn a_table_of_connections_says_who_owes_a_success() {
    for table in tables() {
        let files = Files::new(&table);
        for kind in ["syncs", "connections", "events"] {
            let verdict = files.run(&format!("check {kind} --no-success-for 24h -o json --since 2026-11-01"), 10);
            let told = |part: &str| verdict.matches(part).count();
            assert_eq!(told("\"no_success\""), 2, "{table}\n{verdict}");
            assert_eq!(told("Late (late) on s3: no succeeded sync for 24h; the last one ended 8d ago"), 1, "{verdict}");
            assert_eq!(told("Never (never) on s3: no succeeded sync for 24h; it never synced"), 1, "{verdict}");
            let only = format!("check {kind} --no-success-for 24h -o json --since 2026-11-01 --connection");
            assert_eq!(files.run(&format!("{only} Never"), 10).matches("\"no_success\"").count(), 1);
            for name in ["Well", "Idle", "Gone"] {
                assert_eq!(files.run(&format!("{only} {name}"), 0).matches("\"no_success\"").count(), 0, "{name}");
            }
        }
    }
}

#[test]
fn without_events_a_table_is_no_proof() {
    let home = TempDir::new().unwrap();
    let path = home.path().join("table");
    fs::write(&path, &tables()[0]).unwrap();
    let path = path.to_str().unwrap();
    let ended = Run::new(&["check", "syncs", "--no-success-for", "24h", "--from", path]).end().code(11);
    assert!(ended.stdout.contains("the data has no event with a readable time"), "{}", ended.stdout);
}
