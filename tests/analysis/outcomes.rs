//! Tests that lists, `stats`, `syncs` and `check` agree on the outcome of entries, also if an outcome cannot be read.

use serde_json::Value;

use crate::support::{Ended, connlog};

const HEADER: &str = "id,time_stamp,_fivetran_synced,connection_id,event,message_event,message_data,sync_id\n";

/// Runs a command over rows of LOG on standard input, without the clock of other tests mattering.
fn over(command: &str, rows: &str) -> Ended {
    let text = format!("{HEADER}{rows}");
    connlog(&format!("{command} --from -")).stdin(&text).end()
}

/// The status of each sync, oldest first.
fn statuses(rows: &str) -> Vec<String> {
    let mut syncs = over("syncs --all -o ndjson", rows).code(0).lines();
    syncs.sort_by_key(|sync| sync["syncId"].to_string());
    syncs.iter().map(|sync| sync["status"].as_str().unwrap().to_owned()).collect()
}

fn severities(rows: &str) -> Vec<String> {
    let events = over("events --all -o ndjson", rows).code(0).lines();
    events
        .iter()
        .map(|event| format!("{} {}", event["event"].as_str().unwrap(), event["severity"].as_str().unwrap()))
        .collect()
}

/// Failures and unknown outcomes as `stats` counts them.
fn counted(kind: &str, rows: &str) -> (u64, u64) {
    let counts = over(&format!("stats {kind} --by kind -o json"), rows).code(0).array();
    let sum = |name: &str| counts.iter().map(|row: &Value| row[name].as_u64().unwrap()).sum();
    (sum("failures"), sum("unknown"))
}

#[track_caller]
fn check(rows: &str, syncs: i32, events: i32) {
    for (kind, code) in [("syncs", syncs), ("events", events)] {
        over(&format!("check {kind} --since 2020-01-01"), rows).code(code);
        let (failures, unknown) = counted(kind, rows);
        let expected = match (failures, unknown) {
            (0, 0) => 0,
            (0, _) => 11,
            _ => 10,
        };
        assert_eq!(code, expected, "{kind}: {failures} failures and {unknown} unknown");
    }
}

#[test]
fn a_severe_end_without_data_is_a_failure() {
    let rows = "1,2026-11-18 06:00:00,x,k,INFO,sync_start,,a1\n2,2026-11-18 06:05:00,x,k,SEVERE,sync_end,,a1\n";
    assert_eq!(statuses(rows), ["failed"]);
    check(rows, 10, 10);
    for level in ["CRITICAL", "fatal", "Error", "ALERT", "EMERGENCY", "PANIC"] {
        check(&rows.replace("SEVERE", level), 10, 10);
    }
    assert_eq!(statuses(&rows.replace("SEVERE", "INFO")), ["unknown"]);
    check(&rows.replace("SEVERE", "INFO"), 11, 11);
    check(&rows.replace("2026-11", "2021-06").replace("SEVERE", "INFO"), 0, 0);
}

#[test]
fn broken_data_is_searched_for_words() {
    let row = |data: &str| format!("1,2026-11-18 06:05:00,x,k,INFO,sync_end,\"{}\",a\n", data.replace('"', "\"\""));
    for (data, status, code) in [
        (r#"{"status":"FAILURE_WITH_TASK","reason":"java.lang"#, "failed", 10),
        ("{'status': 'FAILURE', 'reason': 'x'}", "failed", 10),
        ("not a json", "unknown", 11),
        (r#"{"status":"PAUSED"}"#, "unknown", 11),
        (r#"{"reason":"no status here"}"#, "unknown", 11),
        (r#"{"status":"SUCCESSFUL"}"#, "succeeded", 0),
    ] {
        assert_eq!(statuses(&row(data)), [status], "{data}");
        check(&row(data), code, code);
    }
}

#[test]
fn the_worse_of_level_and_status_counts_and_an_earlier_failure_explains_a_silent_end() {
    let rows = "\
1,2026-11-18 08:00:00,x,c1,INFO,sync_start,,a
2,2026-11-18 08:01:00,x,c1,INFO,extract_summary,\"{\"\"status\"\":\"\"FAIL\"\"}\",a
3,2026-11-18 08:02:00,x,c1,INFO,sync_end,\"{\"\"status\"\":\"\"SUCCESSFUL\"\"}\",a
5,2026-11-18 09:02:00,x,c1,SEVERE,sync_end,\"{\"\"status\"\":\"\"SUCCESSFUL\"\"}\",b
6,2026-11-18 10:00:00,x,c1,SEVERE,error,\"{\"\"type\"\":\"\"authentication_error\"\"}\",c
7,2026-11-18 10:02:00,x,c1,INFO,sync_end,,c
";
    assert_eq!(statuses(rows), ["succeeded", "failed", "failed"], "what the end itself says counts");
    check(rows, 10, 10);
}

#[test]
fn a_sync_without_an_end_is_unknown_once_a_later_one_ran() {
    let rows = "\
1,2026-11-17 06:00:00,x,k,INFO,sync_start,,a1
2,2026-11-18 06:00:00,x,k,INFO,sync_start,,a2
3,2026-11-18 06:05:00,x,k,INFO,sync_end,\"{\"\"status\"\":\"\"SUCCESSFUL\"\"}\",a2
";
    assert_eq!(statuses(rows), ["unknown", "succeeded"]);
    let filtered = over("syncs --status unknown -o ndjson", rows).code(0).lines();
    assert_eq!((filtered.len(), &filtered[0]["syncId"]), (1, &"a1".into()));
    over("check syncs --since 2020-01-01", rows).code(11);
}

#[test]
fn a_row_without_a_name_keeps_its_level_and_its_sentence() {
    let rows = "\
1,2026-11-18 06:00:00,x,,,,Transformation daily_rollup has failed: relation x does not exist,
2,2026-11-18 06:00:01,x,,,,Transformation daily_rollup has succeeded,
3,2026-11-18 06:05:00,x,k,SEVERE,,oops,a1
4,2026-11-18 06:05:10,x,k,INFO,sync_start,,a1
";
    let expected =
        ["transformation_failed failure", "transformation_succeeded ok", "unnamed failure", "sync_start info"];
    assert_eq!(severities(rows), expected);
    assert_eq!(counted("events", rows), (2, 0));
}

#[test]
fn keys_of_log_rows_are_found_in_any_case() {
    let row = "1,2026-11-18 06:05:00,k,SEVERE,sync_end,,a\n";
    for header in [
        "Id,Time_Stamp,Connection_Id,Event,Message_Event,Message_Data,Sync_Id",
        "ID,TIME_STAMP,CONNECTION_ID,EVENT,MESSAGE_EVENT,MESSAGE_DATA,SYNC_ID",
        "id,timeStamp,connectionId,event,messageEvent,messageData,syncId",
        "id,Time Stamp,Connection Id,Event,Message Event,Message Data,Sync Id",
    ] {
        let syncs = connlog("syncs --all -o ndjson --from -").stdin(&format!("{header}\n{row}")).end().code(0).lines();
        assert_eq!(syncs.len(), 1, "{header}");
        assert_eq!((&syncs[0]["status"], &syncs[0]["syncId"]), (&"failed".into(), &"a".into()), "{header}");
    }
}

#[test]
fn words_that_lists_show_are_explained() {
    for word in
        ["FAILURE_WITH_TASK", "RESCHEDULED", "resync_table_warning", "sync_end", "CANCELED", "forced_resync_table"]
    {
        connlog(&format!("explain {word}")).end().code(0);
    }
}

#[test]
fn a_printed_event_counts_as_before() {
    let rows = "1,2026-11-20 08:00:00,x,c,SEVERE,sync_end,{},s1\n\
                2,2026-11-20 08:00:01,x,c,INFO,sync_end,\"{\"\"status\"\":\"\"ODD\"\"}\",s2\n\
                3,2026-11-20 08:00:02,x,c,WARNING,warning,\"{\"\"type\"\":\"\"x\"\"}\",s3\n\
                4,2026-11-20 08:00:03,x,c,INFO,sync_end,\"{\"\"status\"\":\"\"SUCCESSFUL\"\"}\",s4\n\
                5,2026-11-20 08:00:04,x,c,ODD,brand_new,{},s5\n";
    let printed = over("events --all -o ndjson", rows).code(0).stdout;
    let again = |command: &str| connlog(&format!("{command} --from -")).stdin(&printed).end();
    let counts = |ended: Ended| {
        let counts = ended.code(0).array();
        ["count", "failures", "unknown"].map(|name| counts.iter().map(|row| row[name].as_u64().unwrap()).sum::<u64>())
    };
    let command = "stats events --by kind -o json";
    assert_eq!(counts(again(command)), counts(over(command, rows)));
    assert_eq!(counts(again(command)), [5, 1, 2]);
    let unknown = printed.lines().filter(|line| !line.contains("SEVERE")).collect::<Vec<_>>().join("\n");
    connlog("check events --max-failures 9 --since 2020-01-01 --from -").stdin(&unknown).end().code(11);
}
