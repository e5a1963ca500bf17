//! Common fields: one set of names for every kind, in `--fields`, `--where` and `--by`.

use serde_json::Value;

use crate::support::{Run, connlog};

const FIELDS: &str = "time,account,accountName,platform,outcome,code,message,link,duration";

#[test]
fn every_kind_has_every_common_field_in_every_format() {
    for kind in ["connections", "posts", "webhooks", "requests", "messages", "workflows", "events", "status"] {
        let csv = connlog(&format!("{kind} --demo --fields {FIELDS} -o csv")).end().code(0).stdout;
        let mut lines = csv.lines();
        assert_eq!(lines.next(), Some(FIELDS), "{kind}");
        assert!(
            lines.next().is_some_and(|line| line.contains(",success,")
                || line.contains(",failure,")
                || line.contains(",neutral,")
                || line.contains(",unknown,")),
            "{kind}: {csv}"
        );
    }
    for format in ["table", "plain", "line", "json", "ndjson", "tsv", "md"] {
        let text =
            connlog(&format!("posts --demo --status failed -n 3 --fields {FIELDS} -o {format}")).end().code(0).stdout;
        assert!(text.contains("failure"), "{format}: {text}");
    }
}

#[test]
fn values_are_those_of_the_keys_that_the_schema_lists() {
    let schema: Value = serde_json::from_str(&connlog("schema posts").end().code(0).stdout).unwrap();
    assert_eq!(schema["x-alias"]["code"], serde_json::json!(["response.errorCode"]));
    assert_eq!(schema["x-alias"]["time"], serde_json::json!(["createdAt"]));
    let text = connlog(&format!(
        "posts --demo --status failed -n 20 --json={FIELDS},createdAt,accountId,response.errorCode,response.errorMessage,durationMs"
    ));
    let rows: Vec<Value> = serde_json::from_str(&text.end().code(0).stdout).unwrap();
    assert_eq!(rows.len(), 20);
    // Of an account that the API no longer lists, the row itself has the name.
    assert!(rows.iter().all(|row| row["accountName"].as_str().is_some_and(|name| !name.is_empty())), "{rows:?}");
    for row in rows {
        for (alias, key) in
            [("time", &row["createdAt"]), ("account", &row["accountId"]), ("duration", &row["durationMs"])]
        {
            assert_eq!(&row[alias], key, "{alias}");
        }
        assert_eq!(row["code"], row["response"]["errorCode"]);
        assert_eq!(row["message"], row["response"]["errorMessage"]);
        assert_eq!(row["outcome"], "failure");
    }
}

#[test]
fn a_published_post_has_a_link_and_no_code() {
    let fields = "--json=link,code,message,accountName";
    let run =
        Run::new(&["posts", "--demo", "--where", "outcome = success and action = post.published", "-n", "5", fields]);
    let rows: Vec<Value> = serde_json::from_str(&run.end().code(0).stdout).unwrap();
    assert_eq!(rows.len(), 5);
    for row in rows {
        assert!(row["link"].as_str().is_some_and(|link| link.starts_with("https://")), "{row}");
        assert!(row["code"].is_null() && row["message"].is_null(), "{row}");
    }
}

#[test]
fn expressions_and_groups_accept_common_fields() {
    let count = |expression: &str| {
        let run = Run::new(&["posts", "--demo", "--days", "7", "--all", "-o", "ndjson", "--where", expression]);
        run.end().code(0).stdout.lines().count()
    };
    let failed = count("outcome = failure");
    assert!(failed > 0);
    assert_eq!(failed, count("status = failed"));
    assert_eq!(count("duration > 5s"), count("durationMs > 5s"));
    assert_eq!(count("time > 1d"), count("createdAt > 1d"));
    let rows = connlog("stats posts --demo --days 7 --by accountName,code -o ndjson").end().code(0).stdout;
    assert!(rows.lines().all(|row| row.contains(r#""accountName":"#) && row.contains(r#""code":"#)), "{rows}");
    for typed in ["outcome = faild", "code_ = x", "duration = long"] {
        Run::new(&["posts", "--demo", "--where", typed]).end().code(2);
    }
}

#[test]
fn shells_complete_the_names_of_fields() {
    let words = ["--", "connlog", "posts", "--fields", ""];
    let offered = Run::new(&words).env("CONNLOG_COMPLETE", "fish").end().code(0).stdout;
    for name in ["accountName", "response.errorCode", "outcome"] {
        assert!(offered.lines().any(|line| line.split('\t').next() == Some(name)), "{offered}");
    }
}
