//! Tables of every form, and what is between their rows.

use super::*;

#[test]
fn tables_are_read_with_every_separator() {
    let as_ingested = as_ingested();
    for separator in *b",\t;" {
        let raw = as_ingested.each_ref().map(|text| vec![("_time", "x".to_owned()), ("_raw", text.clone())]);
        assert_both_events(csv(&raw, separator), "Splunk CSV");
        let message = as_ingested.each_ref().map(|text| {
            vec![("Date", "2026-03-20T08:18:56.823Z".to_owned()), ("Host", "f".to_owned()), ("Message", text.clone())]
        });
        assert_both_events(csv(&message, separator), "Datadog CSV");
    }
    let one = as_ingested.each_ref().map(|text| vec![("Line", text.clone())]);
    assert_both_events(csv(&one, b','), "one column");
    let columns = ["event", "created", "connector_id", "sync_id", "data.status", "data.reason", "data.taskType"];
    let at = as_ingested.each_ref().map(|text| {
        let row = flat(text, ".", |key, value| (key.to_owned(), value.clone()));
        columns.map(|name| (name, row[name].as_str().unwrap_or_default().to_owned())).to_vec()
    });
    assert_both_events(csv(&at, b','), "flat CSV");
    let marked =
        String::from_utf8(csv(&at, b',')).unwrap().replacen("data.", "@data.", 3).replacen("event", "@event", 1);
    assert_both_events(marked, "Datadog CSV with attributes");
}

#[test]
fn log_tables_are_read_with_any_encoding_of_data() {
    let as_ingested = as_ingested();
    let data: Value = serde_json::from_str::<Value>(&as_ingested[1]).unwrap()["data"].clone();
    let twice = Value::from(data.to_string()).to_string();
    for (name, cell) in [("once", data.to_string()), ("twice", twice)] {
        let row = |event: &str, time: &str, data: &str| -> Vec<(&'static str, String)> {
            vec![
                ("ID", "a=".to_owned()),
                ("TIME_STAMP", time.to_owned()),
                ("CONNECTOR_ID", "calendar_elected".to_owned()),
                ("EVENT", "INFO".to_owned()),
                ("MESSAGE_EVENT", event.to_owned()),
                ("MESSAGE_DATA", data.to_owned()),
                ("SYNC_ID", "63c2fc85-600b-455f-9ba0-f576522465be".to_owned()),
            ]
        };
        let table = [
            row("sync_start", "2026-03-20 08:18:56.823 UTC", ""),
            row("sync_end", "2026-03-20 08:19:12.094 +0000", &cell),
        ];
        assert_both_events(csv(&table, b','), name);
        let objects: String = table
            .iter()
            .map(|row| {
                Value::Object(row.iter().map(|(key, cell)| ((*key).to_owned(), json!(cell))).collect()).to_string()
            })
            .collect::<Vec<_>>()
            .join("\n");
        assert_both_events(objects, name);
    }
    let ended = decode_text(LOG);
    assert_eq!((ended.records.len(), ended.report.undecodable), (LOG.lines().count() - 1, 0), "{:?}", ended.report);
    assert!(ended.records.iter().all(|record| record.time().is_some()));
    let raw: Value = serde_json::from_str(ended.records[0].raw()).unwrap();
    assert_eq!(raw["level"], "WARNING");
    assert_eq!(raw["data"]["type"], "table_excluded_by_system");
    assert_eq!(raw["created"], "2021-02-13T13:34:03.343Z");
}

/// The LOG table of the two events in the forms of SQL APIs, command-line tools and data frames.
fn tables() -> Vec<(&'static str, String)> {
    let as_ingested = as_ingested();
    let names = ["ID", "TIME_STAMP", "CONNECTOR_ID", "EVENT", "MESSAGE_EVENT", "MESSAGE_DATA", "SYNC_ID"];
    let rows: Vec<Vec<Value>> = as_ingested
        .iter()
        .map(|text| {
            let event: Value = serde_json::from_str(text).unwrap();
            let data = event.get("data").map_or(Value::Null, |data| data.to_string().into());
            let cell = |key: &str| event[key].clone();
            vec![
                json!("a="),
                cell("created"),
                json!("calendar_elected"),
                json!("INFO"),
                cell("event"),
                data,
                cell("sync_id"),
            ]
        })
        .collect();
    let described = |key: &str| names.map(|name| json!({key: name, "type": "text"}));
    let wrapped = |wrap: &dyn Fn(&Value) -> Value| -> Vec<Vec<Value>> {
        rows.iter().map(|row| row.iter().map(wrap).collect()).collect()
    };
    let column = |at: usize| rows.iter().map(|row| row[at].clone()).collect::<Vec<_>>();
    let object = |of: &dyn Fn(usize) -> Value| {
        Value::Object(names.iter().enumerate().map(|(at, name)| ((*name).to_owned(), of(at))).collect())
    };
    let records: Vec<Value> = rows.iter().map(|row| object(&|at| row[at].clone())).collect();
    let fields: Vec<Value> = wrapped(&|cell| json!({"v": cell})).into_iter().map(|row| json!({"f": row})).collect();
    let athena: Vec<Value> =
        std::iter::once(names.iter().map(|name| json!({"VarCharValue": name})).collect::<Vec<_>>())
            .chain(wrapped(&|cell| if cell.is_null() { json!({}) } else { json!({"VarCharValue": cell}) }))
            .map(|row| json!({"Data": row}))
            .collect();
    let redshift = wrapped(&|cell| if cell.is_null() { json!({"isNull": true}) } else { json!({"stringValue": cell}) });
    [
        ("Snowflake SQL API", json!({"resultSetMetaData": {"numRows": 2, "rowType": described("name")}, "data": rows, "code": "090001"})),
        ("Databricks", json!({"status": {"state": "SUCCEEDED"}, "manifest": {"schema": {"columns": described("name")}}, "result": {"data_array": rows}})),
        ("BigQuery REST", json!({"kind": "bigquery#queryResponse", "schema": {"fields": described("name")}, "totalRows": "2", "rows": fields})),
        ("Athena", json!({"ResultSet": {"Rows": athena, "ResultSetMetadata": {"ColumnInfo": described("Name")}}})),
        ("Redshift Data API", json!({"Records": redshift, "ColumnMetadata": described("name"), "TotalNumRows": 2})),
        ("ClickHouse", json!({"meta": described("name"), "data": rows, "rows": 2})),
        ("Pinot", json!({"resultTable": {"dataSchema": {"columnNames": names, "columnDataTypes": names}, "rows": rows}})),
        ("Azure", json!({"tables": [{"name": "PrimaryResult", "columns": described("name"), "rows": rows}]})),
        ("InfluxDB", json!({"results": [{"series": [{"name": "log", "columns": names, "values": rows}]}]})),
        ("pandas split", json!({"columns": names, "index": [0, 1], "data": rows})),
        ("pandas columns", object(&|at| json!({"0": column(at)[0], "1": column(at)[1]}))),
        ("pandas lists", object(&|at| json!(column(at)))),
        ("pandas index", json!({"0": records[0], "1": records[1]})),
        ("pandas table", json!({"schema": {"fields": described("name")}, "data": records})),
        ("records", json!(records)),
    ]
    .map(|(what, value)| (what, value.to_string()))
    .into()
}

#[test]
fn json_tables_are_found_at_any_key() {
    for (what, text) in tables() {
        assert_both_events(text.as_str(), what);
        let pretty = serde_json::to_string_pretty(&serde_json::from_str::<Value>(&text).unwrap()).unwrap();
        assert_both_events(pretty, what);
    }
    let short =
        r#"{"columns":["message_event","time_stamp"],"rows":[["sync_start","2026-01-01 00:00:00"],["sync_end"]]}"#;
    let ended = decode_text(short);
    assert_eq!((ended.records.len(), ended.report.undecodable), (1, 1));
    assert_eq!(ended.report.first, ["stdin:1: a row of 1 cell under a header of 2"]);
}

#[test]
fn prefixes_of_tools_are_skipped() {
    let [start, end] = as_ingested();
    for (what, before) in [
        ("kubectl", "[pod/connlog-7d9f/app] "),
        ("stern", "connlog-7d9f app "),
        ("compose", "svc-1  | "),
        ("compose with a time", "svc-1  | 2026-03-20T08:18:56.823Z "),
        ("compose in colour", "\u{1b}[36msvc-1  |\u{1b}[0m "),
        ("logcli", "2026-11-28T06:05:01Z {app=\"fivetran\", level=\"error\"} "),
        ("logcli without labels", "2026-11-28T06:05:01Z {} "),
        ("docker", "2026-11-28T06:05:01.123456789Z "),
        ("CRI", "2026-11-28T06:05:01.123456789Z stdout F "),
        ("syslog", "<134>1 2026-11-28T06:05:01Z host app 1 - - "),
        ("brackets", "[2026-11-28T06:05:01Z] [INFO] "),
        ("CEE", "@cee: "),
    ] {
        assert_both_events(format!("{before}{start}\n{before}{end}\n"), what);
    }
    // A truncated value is not searched for entries in its data.
    let inner = r#"{"event":"x","created":"2026-01-01T00:00:00Z"}"#;
    let cut =
        format!("{{\"event\":\"y\",\"created\":\"2026-01-01T00:00:00Z\",\"data\":{{\"a\":[{inner}],\"b\":{inner}");
    let ended = decode_text(cut);
    assert_eq!((ended.records.len(), ended.report.undecodable), (0, 1), "{:?}", ended.report);
}

#[test]
fn uneven_rows_are_read_only_if_their_columns_are_certain() {
    const HEADER: &str =
        "id,time_stamp,_fivetran_synced,connection_id,event,message_data,message_event,transformation_id,sync_id";
    let row = |cells: &str| format!("i1,2026-11-01 10:00:00,2026-11-01 11:00:00,conn,INFO,{cells}");
    let failure = r#""{""status"":""FAILURE""}",sync_end,,s1"#;
    for (what, text, read, lost) in [
        ("fits", format!("{HEADER}\n{}\n", row(failure)), 1, 0),
        ("trailing commas", format!("{HEADER}\n{},,\n{}\n", row(failure), row(failure)), 2, 0),
        ("one more column", format!("{HEADER},note\n{},hello, world\n", row(failure)), 0, 1),
        ("one less", format!("{HEADER}\n{}\n", row("sync_end,,s1")), 0, 1),
        ("JSON without quotes", format!("{HEADER}\n{}\n", row(r#"{"status":"FAILURE","a":[1,2]},sync_end,,s1"#)), 1, 0),
        ("in Python's quotes", format!("{HEADER}\n{}\n", row("{'status': 'FAILURE', 'a': 1},sync_end,,s1")), 1, 0),
        (
            "JSON without quotes and a cell too many",
            format!("{HEADER}\n{}\n", row(r#"{"status":"FAILURE","a":1},sync_end,,s1,x"#)),
            0,
            1,
        ),
        ("shifted by a comma", format!("{HEADER}\n{}\n", row(",,sync_end,,")), 0, 1),
        ("blank lines", format!("\n\n{HEADER}\n\n{}\n\n{}\n", row(failure), row(failure)), 2, 0),
        ("Excel", format!("sep=;\r\n{HEADER}\r\n{}\r\n", row("x,sync_end,,s1")).replace(',', ";"), 1, 0),
        ("psql", format!("{HEADER}\n{}\n(1 row)\n", row("x,sync_end,,s1")).replace(',', "|"), 1, 0),
        (
            "psql aligned",
            format!(" {HEADER}\n----+----\n {}\n(1 row)\n", row("x,sync_end,,s1")).replace(',', " | "),
            1,
            0,
        ),
        ("old Mac", format!("{HEADER}\r{}\r{}\r", row(failure), row(failure)), 2, 0),
        (
            "an open quote",
            format!("{HEADER}\n{}\n{}\n{}\n", row(failure), row("\"{x,sync_end,,s1"), row(failure)),
            2,
            1,
        ),
        ("an open quote at the end", format!("{HEADER}\n{}\n{}\n", row(failure), row("\"{x,sync_end,,s1")), 1, 1),
        (
            "an open quote before plain rows",
            format!("{HEADER}\n{}\n{}\n", row("\"x,sync_end,,s1"), row(",sync_end,,s1")),
            1,
            1,
        ),
        (
            "two quotes that join rows",
            format!("{HEADER}\n{}\n{}\n", row("\"x,sync_end,,s1"), row("y\",sync_end,,s1")),
            1,
            1,
        ),
        ("a cell of several lines", format!("{HEADER}\n{}\n", row("\"{\n\"\"a\"\":\n1}\",sync_end,,s1")), 1, 0),
    ] {
        let ended = decode_text(text);
        assert_eq!((ended.records.len(), ended.report.undecodable), (read, lost), "{what}: {:?}", ended.report);
        let is_named = |record: &Record| record.view().text("event").as_deref() == Some("sync_end");
        assert!(ended.records.iter().all(is_named), "{what}");
    }
}
