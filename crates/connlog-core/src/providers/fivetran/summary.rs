//! One-line summaries of events, with what an operator needs from the data.

use std::borrow::Cow;

use super::audit_summary;
use super::event_catalog::{self, EventGroup};
use super::payload::Payload;
use super::severity::is_priority_first;
use super::transformation_runs;
use crate::json::{self, scanner};
use crate::record::View;

/// Returns the summary of an event; `None` if it would only repeat the name.
pub(super) fn summarize<'v>(view: &'v View<'_>) -> Option<Cow<'v, str>> {
    let data = Payload(view.json("data").filter(|data| *data != "null")?);
    if !data.0.starts_with('{') {
        // Old LOG rows contain free text instead of data.
        return json::display(data.0);
    }
    let known = view.text("event").and_then(|event| event_catalog::find(&event));
    let line = match known {
        Some(event) if event.name == transformation_runs::EVENT => transformation_runs::detail(&data),
        Some(event) if event.group == EventGroup::Transformation => transformation(&data),
        Some(event) if event.group == EventGroup::AuditTrail => {
            Some(audit_summary::summarize(&data, view.text("user_name").or_else(|| view.text("user_email"))))
        }
        Some(event) => written(event.name, &data),
        None => None,
    };
    let line = line.or_else(|| data.listed()).filter(|line| !line.is_empty())?;
    Some(Cow::Owned(line))
}

/// Returns the summary of an event of a connection or the dashboard; `None` if its data lacks the expected values.
fn written(event: &str, data: &Payload<'_>) -> Option<String> {
    match event {
        "sync_end" | "status" => ended(data),
        "records_modified" => modified(data),
        "alter_table" => altered(data),
        "create_table" => created(data),
        "extract_summary" => extracted(data),
        "import_progress" => progress(data),
        "sync_stats" => stats(data),
        "processed_records" => {
            Some(format!("{} of {}", amount(&data.get("recordsCount")?, "record"), data.get("table")?))
        }
        "copy_rows" => {
            let to = joined(&[data.get("destinationSchema"), data.get("destinationName")], ".")?;
            Some(format!("{} to {to}{}", data.table()?, data.wrapped("copyType")))
        }
        "delete_rows" => Some(format!("{}{}", data.table()?, data.after(" where ", "deleteCondition"))),
        "api_call" => joined(&[data.get("method"), data.get("uri")], " "),
        "sql_query" => Some(format!("{}{}", data.get("query")?, data.after(" in ", "executionTime"))),
        "update_state" => {
            let keys = scanner::members(scanner::member(data.0, "state")?).count();
            Some(format!("state of {}", amount(&keys.to_string(), "key")))
        }
        "schema_migration_end" => data.get("migrationStatus").map(Cow::into_owned),
        "read_start" | "read_end" => data.get("source").map(Cow::into_owned),
        "info" | "warning" | "error" => describe(data),
        "forced_resync_connector" | "forced_resync_table" => {
            let why = format!("{}{}", data.get("reason")?, data.wrapped("cause"));
            Some(data.table().map_or_else(|| why.clone(), |table| format!("{table}: {why}")))
        }
        "connection_failure" | "connection_successful" => {
            joined(&[data.get("testName"), data.get("message")], ": ").map(|test| test + &by(data))
        }
        "test_connector_connection" => Some(amount(&data.get("testCount")?, "test") + &by(data)),
        "change_schema_config" | "change_schema_config_via_api" | "change_schema_config_via_sync" => configured(data),
        "edit_connector" | "update_warehouse" => Some(edited(data)),
        "create_connector" | "create_warehouse" => {
            let settings = scanner::members(data.member("properties")?).filter(|(_, value)| *value != "null").count();
            Some(amount(&settings.to_string(), "setting") + &by(data))
        }
        _ if event.starts_with("diagnostic_access") => {
            let ticket =
                data.first(&["ticketId", "supportTicket"]).map_or_else(String::new, |id| format!(", ticket {id}"));
            Some(format!("{}{ticket}{}", data.get("message")?.trim_end_matches('.'), by(data)))
        }
        _ => acted(data),
    }
}

/// Returns a table, who changed it, and why, as far as known.
fn acted(data: &Payload<'_>) -> Option<String> {
    let who = data.first(&["actor", "requester"]).map(|who| Cow::Owned(format!("by {who}")));
    joined(&[data.table().map(Cow::Owned), who, data.get("reason")], ", ")
}

/// Returns `, by` and the name of the acting user.
fn by(data: &Payload<'_>) -> String {
    data.first(&["actor", "requester"]).map_or_else(String::new, |who| format!(", by {who}"))
}

/// Joins the existing parts with `mark`; `None` if every part is missing.
fn joined(parts: &[Option<Cow<'_, str>>], mark: &str) -> Option<String> {
    let there: Vec<&str> = parts.iter().flatten().map(|part| &**part).collect();
    (!there.is_empty()).then(|| there.join(mark))
}

fn ended(data: &Payload<'_>) -> Option<String> {
    let mut line = data.get("status")?.into_owned();
    line += &data.wrapped("taskType");
    line += &data.after(" to ", "rescheduledAt");
    if is_priority_first(data.0) {
        line.push_str(", newer data comes first");
    }
    line += &data.after(": ", "reason");
    Some(line)
}

fn modified(data: &Payload<'_>) -> Option<String> {
    let count = data.get("count")?;
    let operation = data.first(&["operationType", "operation_type"]);
    let verb = match operation.as_deref() {
        Some("REPLACED_OR_INSERTED") => Cow::Borrowed("upserted"),
        Some("UPDATED_OR_REPLACED" | "UPDATED") => Cow::Borrowed("updated"),
        Some("DELETED") => Cow::Borrowed("deleted"),
        other => Cow::Owned(other.unwrap_or("modified").to_lowercase().replace('_', " ")),
    };
    let rows = if count == "1" { "row" } else { "rows" };
    Some(format!("{verb} {count} {rows} in {}", data.table()?))
}

fn altered(data: &Payload<'_>) -> Option<String> {
    let what = data.get("type")?.to_lowercase().replace('_', " ");
    let column = Payload(data.member("properties").unwrap_or("{}"));
    let column = joined(&[column.get("columnName"), column.get("dataType")], " ");
    let column = column.map_or_else(String::new, |column| format!(" {column}"));
    Some(format!("{what}{column} in {}", data.table()?))
}

fn created(data: &Payload<'_>) -> Option<String> {
    let columns = data
        .member("columns")
        .map_or(0, |columns| scanner::members(columns).filter(|(name, _)| *name != "primary_key_clause").count());
    let key = data.at(&["columns", "primary_key_clause"]).or_else(|| data.get("primary_key_clause"));
    let key = key.map_or_else(String::new, |key| format!(", key {key}"));
    Some(format!("{} with {}{key}", data.table()?, amount(&columns.to_string(), "column")))
}

fn extracted(data: &Payload<'_>) -> Option<String> {
    let count = |keys: &[&str], unit: &str| data.first(keys).map(|count| Cow::Owned(format!("{count}{unit}")));
    let size = data
        .first(&["rounded_total_size", "roundedTotalSize"])
        .or_else(|| count(&["total_size", "totalSize"], " bytes"));
    let parts =
        [count(&["total_rows", "totalRows"], " rows"), size, count(&["total_queries", "totalQueries"], " queries")];
    joined(&[data.get("status"), joined(&parts, ", ").map(Cow::Owned)], ": ")
}

/// Returns the number of tables in each state, such as `1 complete, 3 not started`.
fn progress(data: &Payload<'_>) -> Option<String> {
    let mut counts: Vec<(String, usize)> = Vec::new();
    for (_, state) in scanner::members(data.member("tableProgress")?) {
        let state = json::scalar(state)?.to_lowercase().replace('_', " ");
        match counts.iter_mut().find(|(known, _)| *known == state) {
            Some((_, count)) => *count += 1,
            None => counts.push((state, 1)),
        }
    }
    counts.sort();
    let parts: Vec<String> = counts.iter().map(|(state, count)| format!("{count} {state}")).collect();
    Some(parts.join(", "))
}

fn stats(data: &Payload<'_>) -> Option<String> {
    let phase = |name: &str| data.get(&format!("{name}_time_s")).map(|time| Cow::Owned(format!("{name} {time}s")));
    let phases = joined(&[phase("extract"), phase("process"), phase("load")], ", ");
    let total = data.get("total_time_s").map(|time| Cow::Owned(format!("{time}s")));
    joined(&[total, phases.map(Cow::Owned)], ": ")
}

/// Returns the type of a message, and the message.
fn describe(data: &Payload<'_>) -> Option<String> {
    let about = data.table().map(|table| format!(" ({table})")).unwrap_or_default();
    joined(&[data.get("type"), data.first(&["message", "reason"])], ": ").map(|line| line + &about)
}

/// Returns the tables and columns that were included or excluded.
fn configured(data: &Payload<'_>) -> Option<String> {
    let mut parts = Vec::new();
    for (change, value) in scanner::members(data.member("properties")?) {
        let shouted = !change.contains(|c: char| c.is_ascii_lowercase());
        let change = if shouted { change.to_lowercase().replace('_', " ") } else { change.to_owned() };
        let mut names: Vec<String> = Vec::new();
        for entry in scanner::elements(value) {
            names.extend(chosen(entry));
        }
        let said =
            if names.is_empty() { json::display(value).unwrap_or_default().into_owned() } else { names.join(" ") };
        parts.push(format!("{change}: {said}"));
    }
    Some(parts.join(", ") + &by(data))
}

/// Returns `schema.table` or `schema.table.column` for each name in an entry of the configuration.
fn chosen(entry: &str) -> Vec<String> {
    if let Some(name) = json::scalar(entry) {
        return vec![name.into_owned()];
    }
    let entry = Payload(entry);
    let schema = entry.get("schema").unwrap_or_default();
    let of =
        |key: &str| scanner::elements(entry.member(key).unwrap_or("[]")).filter_map(json::scalar).collect::<Vec<_>>();
    match entry.get("table") {
        Some(table) if of("columns").is_empty() => vec![format!("{schema}.{table}")],
        Some(table) => of("columns").iter().map(|column| format!("{schema}.{table}.{column}")).collect(),
        None => of("tables").iter().map(|table| format!("{schema}.{table}")).collect(),
    }
}

/// Returns a count as written, with its noun.
fn amount(count: &str, noun: &str) -> String {
    format!("{count} {noun}{}", if count == "1" { "" } else { "s" })
}

/// Returns the type of an edit, the changed settings, and the user.
fn edited(data: &Payload<'_>) -> String {
    let changes = audit_summary::changes(data.member("oldProperties"), data.member("properties"));
    let parts = [data.get("editType"), (!changes.is_empty()).then_some(Cow::Owned(changes))];
    joined(&parts, ": ").unwrap_or_else(|| "nothing changed".to_owned()) + &by(data)
}

/// Returns the job, its steps and models, and its duration.
fn transformation(data: &Payload<'_>) -> Option<String> {
    let mut line = data.first(&["name", "id"])?.into_owned();
    line += &data.wrapped("transformationType");
    let steps: Vec<Payload<'_>> = scanner::at(data.0, &["result", "stepResults"])
        .map_or_else(Vec::new, |steps| scanner::elements(steps).map(Payload).collect());
    if !steps.is_empty() {
        let sum = |key: &str| steps.iter().filter_map(|step| step.get(key)?.parse::<u64>().ok()).sum::<u64>();
        line += &format!(
            ": {} ok, {} failed",
            amount(&sum("successfulModelRuns").to_string(), "model"),
            sum("failedModelRuns")
        );
    }
    if let Some(seconds) = data.seconds("startTime", "endTime") {
        line += &format!(", took {seconds}");
    }
    let failed: Vec<String> = steps.iter().filter(|step| step.is("success", "false")).map(step_failed).collect();
    if !failed.is_empty() {
        line += &format!(", failed at {}", failed.join(", "));
    }
    line += &data.at(&["result", "error"]).map_or_else(String::new, |error| format!(": {error}"));
    Some(line)
}

/// Returns a failed step with its failed models.
fn step_failed(step: &Payload<'_>) -> String {
    let results = scanner::elements(step.member("modelResults").unwrap_or("[]")).map(Payload);
    let models: Vec<_> =
        results.filter(|model| model.is("succeeded", "false")).filter_map(|model| model.get("name")).collect();
    let name = step.at(&["step", "name"]).unwrap_or(Cow::Borrowed("a step"));
    if models.is_empty() { name.into_owned() } else { format!("{name} ({})", models.join(" ")) }
}
