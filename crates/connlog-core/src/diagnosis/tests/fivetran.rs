//! The rules of Fivetran connections and syncs.

use super::*;

fn sync(start: &str, id: &str, status: &str, reason: Option<&str>) -> CaseEntry {
    entry(&json!({
        "kind": "sync", "source": "fivetran", "connectionId": "c1", "connectionName": "orders_db", "syncId": id,
        "status": status, "startedAt": at(start), "endedAt": at(start), "reason": reason,
    }))
}

fn event(time: &str, name: &str, severity: &str, sync: Option<&str>, data: &Value) -> CaseEntry {
    entry(&json!({
        "kind": "fivetran", "source": "fivetran", "createdAt": at(time), "event": name, "severity": severity,
        "connectionId": "c1", "connectionName": "orders_db", "syncId": sync, "data": data,
    }))
}

#[test]
fn sync_rules_name_the_first_failure_and_the_next_success() {
    let entries = |next: &str| {
        vec![
            event("09:01", "warning", "warning", Some("s1"), &json!({})),
            event("09:02", "error", "failure", Some("s1"), &json!({"message": "relation does not exist"})),
            event("09:03", "error", "failure", Some("s1"), &json!({"message": "a second one"})),
            sync("09:00", "s1", "failed", Some("stopped")),
            sync("10:00", "s2", next, None),
        ]
    };
    let story = assert_rule(&case(SubjectKind::Sync, "s1", entries("succeeded")), "sync_failed");
    assert!(story.headline.contains("orders_db failed at 09:02:00 today: "), "{}", story.headline);
    assert!(
        story.headline.contains("relation does not exist") && matches!(story.finding.resolution, Resolution::Yes(..))
    );
    let story = assert_rule(&case(SubjectKind::Sync, "s1", entries("failed")), "sync_failed");
    assert!(matches!(story.finding.resolution, Resolution::No(_)));
    let succeeded = case(SubjectKind::Sync, "s2", entries("succeeded"));
    assert_rule(&succeeded, "sync_succeeded");
    assert_other_rule(&succeeded, "sync_failed");
    assert_other_rule(&succeeded, "sync_rescheduled");
    assert_other_rule(&case(SubjectKind::Sync, "s2", entries("failed")), "sync_succeeded");
    let waits = vec![sync("09:00", "s1", "rescheduled", Some("quota"))];
    assert_rule(&case(SubjectKind::Sync, "s1", waits), "sync_rescheduled");
}

#[test]
fn connection_rules_tell_failures_from_pauses() {
    let failing = || {
        vec![
            sync("07:00", "s0", "succeeded", None),
            event("08:00", "edit_connector", "info", None, &json!({})),
            sync("09:00", "s1", "failed", Some("wrong password")),
            sync("10:00", "s2", "failed", Some("wrong password")),
        ]
    };
    let connection = |entries| case(SubjectKind::Connection, "c1", entries);
    let story = assert_rule(&connection(failing()), "connection_failing");
    assert!(
        story.headline.contains("2 syncs of orders_db failed since 09:00:00 today: wrong password"),
        "{}",
        story.headline
    );
    assert!(story.headline.contains("the log has edit_connector") && story.affected.syncs == 1);
    let mut paused = failing();
    paused.push(event("11:00", "pause_connector", "info", None, &json!({})));
    let paused = connection(paused);
    assert_rule(&paused, "connection_paused");
    assert_other_rule(&paused, "connection_failing");
    assert_other_rule(&connection(failing()), "connection_healthy");
    let mut healthy = failing();
    healthy.push(event("10:30", "pause_connector", "info", None, &json!({})));
    healthy.push(event("10:40", "resume_connector", "info", None, &json!({})));
    healthy.push(sync("11:00", "s3", "succeeded", None));
    let healthy = connection(healthy);
    assert_rule(&healthy, "connection_healthy");
    assert_other_rule(&healthy, "connection_paused");
}
