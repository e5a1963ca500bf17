//! Rows of the TRANSFORMATION_RUNS table: how many models a job ran on one day, for the bill. They say neither when a run was
//! nor how it ended, so they are entries of their own, under the name of their table: Fivetran writes no event of that name.

use chrono::{DateTime, Utc};

use super::payload::Payload;
use crate::json;
use crate::time::timestamp;

/// The event that stands for such a row.
pub const EVENT: &str = "transformation_runs";

/// A row; `None` for what is null or empty.
#[derive(Debug, Clone, Copy, Default)]
pub struct RunRow<'r> {
    /// The beginning of the day, in UTC.
    pub day: Option<DateTime<Utc>>,
    pub destination_id: Option<&'r str>,
    pub job_id: Option<&'r str>,
    pub job_name: Option<&'r str>,
    pub project_type: Option<&'r str>,
    /// The day as the table has it.
    pub measured_date: Option<&'r str>,
    /// `PAID`, or why it is not.
    pub free_type: Option<&'r str>,
    pub model_runs: Option<&'r str>,
    pub updated_at: Option<&'r str>,
}

impl RunRow<'_> {
    /// The envelope: the day is its time, and the columns are its data.
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
        let told = members.iter().filter_map(|(key, value)| Some(format!("\"{key}\":{}", value.as_deref()?)));
        let data = told.collect::<Vec<_>>().join(",");
        let created = self.day.map_or_else(|| "null".to_owned(), timestamp::quoted);
        format!("{{\"event\":\"{EVENT}\",\"data\":{{{data}}},\"created\":{created}}}")
    }
}

/// `42 model runs of job nightly (DBT_CORE), paid`: the number comes first, where no narrow screen cuts it off.
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
    fn a_row_keeps_its_columns_and_one_of_nulls_is_an_entry_too() {
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
