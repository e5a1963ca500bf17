//! Rows of the TRANSFORMATION_RUNS table: how many models a job ran on one day, for billing. They contain neither the
//! time nor the result of a run, so they are separate entries under the name of their table.

use chrono::{DateTime, Utc};

use super::payload::Payload;
use crate::json;
use crate::time::timestamp;

/// The event name of such a row.
pub const EVENT: &str = "transformation_runs";

/// A row; `None` for null or empty columns.
#[derive(Debug, Clone, Copy, Default)]
pub struct RunRow<'r> {
    /// The start of the day, in UTC.
    pub day: Option<DateTime<Utc>>,
    /// The id of the destination.
    pub destination_id: Option<&'r str>,
    /// The id of the job.
    pub job_id: Option<&'r str>,
    /// The name of the job.
    pub job_name: Option<&'r str>,
    /// The type of the project, such as `DBT_CORE`.
    pub project_type: Option<&'r str>,
    /// The day as text of the table.
    pub measured_date: Option<&'r str>,
    /// `PAID`, or the reason why it is free.
    pub free_type: Option<&'r str>,
    /// The number of model runs.
    pub model_runs: Option<&'r str>,
    /// When the row was last changed, as text of the table.
    pub updated_at: Option<&'r str>,
}

impl RunRow<'_> {
    /// Returns the envelope: the day is its time, the columns are its data.
    pub fn envelope(&self) -> String {
        let quoted = |value: Option<&str>| value.map(json::quote);
        let moment =
            |value: &str| timestamp::moment(&json::quote(value)).map_or_else(|| json::quote(value), timestamp::quoted);
        let count = |value: &str| if value.parse::<u64>().is_ok() { value.to_owned() } else { json::quote(value) };
        let members = [
            ("destination_id", quoted(self.destination_id)),
            ("job_id", quoted(self.job_id)),
            ("job_name", quoted(self.job_name)),
            ("project_type", quoted(self.project_type)),
            ("measured_date", quoted(self.measured_date)),
            ("free_type", quoted(self.free_type)),
            ("model_runs", self.model_runs.map(count)),
            ("updated_at", self.updated_at.map(moment)),
        ];
        let present = members.iter().filter_map(|(key, value)| Some(format!("\"{key}\":{}", value.as_deref()?)));
        let data = present.collect::<Vec<_>>().join(",");
        let created = self.day.map_or_else(|| "null".to_owned(), timestamp::quoted);
        format!("{{\"event\":\"{EVENT}\",\"data\":{{{data}}},\"created\":{created}}}")
    }
}

/// Returns `42 model runs of job nightly (DBT_CORE), paid`. The number comes first, so a narrow screen does not cut
/// it off.
pub(super) fn detail(data: &Payload<'_>) -> Option<String> {
    let count = data.get("model_runs")?;
    let runs = if count == "1" { "run" } else { "runs" };
    let job = data.first(&["job_name", "job_id"]).map_or_else(|| "a job".to_owned(), |job| format!("job {job}"));
    let price = data.get("free_type").map_or_else(String::new, |kind| {
        let kind = kind.to_lowercase().replace('_', " ");
        if kind == "paid" { ", paid".to_owned() } else { format!(", free ({kind})") }
    });
    Some(format!("{count} model {runs} of {job}{}{price}", data.wrapped("project_type")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_keep_their_columns_and_rows_of_nulls_are_entries() {
        let row = RunRow {
            day: DateTime::from_timestamp(1_763_596_800, 0),
            job_id: Some("j\"1"),
            measured_date: Some("2025-11-20"),
            model_runs: Some("42"),
            updated_at: Some("2025-11-21 03:04:05.25+00"),
            ..RunRow::default()
        };
        let data =
            r#"{"job_id":"j\"1","measured_date":"2025-11-20","model_runs":42,"updated_at":"2025-11-21T03:04:05.250Z"}"#;
        let expected = format!(r#"{{"event":"transformation_runs","data":{data},"created":"2025-11-20T00:00:00Z"}}"#);
        assert_eq!(row.envelope(), expected);
        assert_eq!(RunRow::default().envelope(), r#"{"event":"transformation_runs","data":{},"created":null}"#);
        let odd = RunRow { model_runs: Some("many"), updated_at: Some("late"), ..RunRow::default() };
        assert!(odd.envelope().contains(r#"{"model_runs":"many","updated_at":"late"}"#), "{}", odd.envelope());
    }
}
