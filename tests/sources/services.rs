//! Tests the shapes in which log services return events with the names of connections since 2025, and answers of SQL APIs.

use serde_json::{Value, json};

use crate::support::{connlog, root};

const RAW: &str = r#"{\"event\":\"sync_end\",\"created\":\"2026-03-20T08:18:56.823Z\",\"connection_id\":\"cid\",\"connection_name\":\"crm\",\"connection_type\":\"s3\",\"sync_id\":\"s1\",\"data\":{\"status\":\"FAILURE\"}}"#;

/// Each shape holds the same failed sync.
fn shapes() -> Vec<(&'static str, String)> {
    let flat = r#""event":"sync_end","created":"2026-03-20T08:18:56.823Z","connection_id":"cid","connection_name":"crm","connection_type":"s3","sync_id":"s1","data.status":"FAILURE""#;
    let columns = flat.replace(":\"", ":[\"").replace("\",", "\"],") + "]";
    let event = RAW.replace('\\', "");
    vec![
        (
            "Dynatrace, export",
            format!(
                r#"{{"results":[{{"timestamp":1773994736823,"content":"{RAW}","additionalColumns":{{"log.source":["fivetran"]}}}}]}}"#
            ),
        ),
        (
            "Dynatrace, attributes",
            format!(
                r#"{{"results":[{{"timestamp":1773994736823,"content":"sync_end","additionalColumns":{{{columns}}}}}]}}"#
            ),
        ),
        (
            "Dynatrace, Grail",
            format!(
                r#"{{"state":"SUCCEEDED","result":{{"records":[{{"timestamp":"2026-03-20T08:18:56.823000000Z","content":"{RAW}"}}],"types":[]}}}}"#
            ),
        ),
        (
            "Dynatrace, Grail fields",
            format!(
                r#"{{"result":{{"records":[{{"content":"","loglevel":"INFO",{flat},"dt.system.bucket":"default_logs"}}]}}}}"#
            ),
        ),
        ("Splunk, raw", format!(r#"{{"preview":false,"offset":0,"result":{{"_raw":"{RAW}","sourcetype":"_json"}}}}"#)),
        (
            "Splunk, fields",
            format!(r#"{{"preview":false,"result":{{"_time":"2026-03-20T08:18:56.823+00:00",{flat}}}}}"#),
        ),
        ("Splunk, HEC", format!(r#"{{"time":1773994736.823,"source":"fivetran","event":{event}}}"#)),
        (
            "Splunk, CSV",
            "_time,event,created,connection_id,connection_name,connection_type,sync_id,data.status\n\
            2026-03-20T08:18:56.823+0000,sync_end,2026-03-20T08:18:56.823Z,cid,crm,s3,s1,FAILURE\n"
                .to_owned(),
        ),
    ]
}

/// Shapes of collectors, and of events whose name is beside the rest.
fn collected_shapes() -> Vec<(&'static str, String)> {
    let event = RAW.replace('\\', "");
    let flat = r#""created":"2026-03-20T08:18:56.823Z","connection_id":"cid","connection_name":"crm","connection_type":"s3","sync_id":"s1","data.status":"FAILURE""#;
    vec![
        (
            "Splunk, HEC with the name as event",
            format!(
                r#"{{"time":1773994736.823,"event":"sync_end","fields":{}}}"#,
                event.replace("\"event\":\"sync_end\",", "")
            ),
        ),
        ("Splunk, HEC with flat fields", format!(r#"{{"event":"sync_end","fields":{{{flat}}}}}"#)),
        ("OpenTelemetry, text", open_telemetry(&format!(r#""body":{{"stringValue":"{RAW}"}}"#))),
        (
            "OpenTelemetry, values",
            open_telemetry(&format!(r#""body":{{"kvlistValue":{{"values":{}}}}}"#, typed(&event))),
        ),
        (
            "OpenTelemetry, attributes",
            open_telemetry(&format!(r#""body":{{"stringValue":"sync_end"}},"attributes":{}"#, typed(&event))),
        ),
        ("Graylog", format!(r#"{{"version":"1.1","host":"h","short_message":"{RAW}","timestamp":1773994736.823}}"#)),
        ("VictoriaLogs", format!(r#"{{"_time":"2026-03-20T08:18:56.823Z","_stream":"{{}}","_msg":"{RAW}"}}"#)),
    ]
}

/// A document of an OpenTelemetry collector with one record.
fn open_telemetry(record: &str) -> String {
    format!(
        r#"{{"resourceLogs":[{{"resource":{{"attributes":[{{"key":"service.name","value":{{"stringValue":"fivetran"}}}}]}},"scopeLogs":[{{"scope":{{}},"logRecords":[{{"timeUnixNano":"1773994736823000000",{record}}}]}}]}}]}}"#
    )
}

/// The members of an object as typed values of OpenTelemetry.
fn typed(object: &str) -> String {
    fn value(json: &Value) -> Value {
        match json {
            Value::Object(members) => json!({ "kvlistValue": { "values": list(members) } }),
            other => json!({ "stringValue": other }),
        }
    }
    fn list(members: &serde_json::Map<String, Value>) -> Value {
        members.iter().map(|(key, inner)| json!({ "key": key, "value": value(inner) })).collect()
    }
    list(serde_json::from_str::<Value>(object).unwrap().as_object().unwrap()).to_string()
}

#[test]
fn every_shape_of_a_log_service_gives_the_same_event() {
    for (shape, text) in shapes().into_iter().chain(collected_shapes()) {
        let entries = connlog("events --from - -o ndjson").stdin(&text).end().code(0).lines();
        assert_eq!(entries.len(), 1, "{shape}");
        let entry = &entries[0];
        let texts = ["event", "severity", "connectionId", "connectionName", "connectorType", "syncId", "createdAt"]
            .map(|key| entry[key].as_str());
        let expected = ["sync_end", "failure", "cid", "crm", "s3", "s1", "2026-03-20T08:18:56.823Z"].map(Some);
        assert_eq!((texts, &entry["data"]["status"]), (expected, &"FAILURE".into()), "{shape}");
        connlog("check syncs --since 2026-03-01 --from -").stdin(&text).end().code(10);
    }
}

#[test]
fn a_critical_level_is_a_failure() {
    let row = "id,time_stamp,connection_id,event,message_event,message_data,sync_id\n1,2026-11-18 10:00:00,c,CRITICAL,info,{},s\n";
    let entries = connlog("events --from - -o ndjson").stdin(row).end().code(0).lines();
    assert_eq!(entries[0]["severity"], "failure");
}

#[test]
fn codes_of_syncs_and_tasks_are_explained() {
    for code in ["FAILURE_WITH_TASK", "RESCHEDULED", "CANCELED", "resync_table_warning", "reconnect_warehouse"] {
        let ended = connlog(&format!("explain {code}")).end().code(0);
        assert!(ended.stdout.contains("means"), "{code}: {}", ended.stdout);
    }
}

#[test]
fn a_sync_names_the_destination_of_its_connection() {
    let folder = root().join("tests/fixtures/fivetran");
    let files = ["log.csv", "connection.csv", "destination.csv"].map(|name| folder.join(name).display().to_string());
    let syncs = connlog(&format!("syncs --all -o ndjson --from {}", files.join(" "))).end().code(0).lines();
    let named = syncs.iter().find(|sync| sync["connectionId"] == "this_connection").unwrap();
    assert_eq!(
        (&named["destination_group_id"], &named["destination_name"]),
        (&"ups_trampoline".into(), &"s_test".into())
    );
}
