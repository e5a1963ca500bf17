//! The row of a sync in the published schema.

use super::{DESTINATION, SyncState};
use crate::json;
use crate::record::sync_timeline::TimelineSpan;

impl SyncState {
    /// Returns the row in the published schema.
    pub(crate) fn to_json(&self) -> String {
        let text = |json: Option<&String>| json.map_or("null", String::as_str).to_owned();
        let number = |number: Option<u64>| number.map_or_else(|| "null".to_owned(), |number| number.to_string());
        let [id, name, service] = self.connection.each_ref().map(|part| text(part.as_ref()));
        let ending = self.ending();
        let [extract, process, load] = self.phases().map(number);
        let [queries, rows, bytes] = self.read.map(number);
        let [upserted, updated, deleted, other] = self.written;
        let took = self.end().zip(self.start()).map(|(to, from)| (to - from).num_milliseconds());
        let took = took.and_then(|ms| u64::try_from(ms).ok());
        let mut destination = String::new();
        for (key, json) in DESTINATION.iter().zip(&self.destination) {
            if let Some(json) = json {
                destination.extend([",\"", key, "\":", json]);
            }
        }
        format!(
            "{{\"kind\":\"sync\",\"source\":\"fivetran\",\"connectionId\":{id},\"connectionName\":{name},\"connectorType\":{service},\
             \"syncId\":{},\"status\":{},\"startedAt\":{},\"endedAt\":{},\"durationMs\":{},\"reason\":{},\
             \"phases\":{{\"extractMs\":{extract},\"processMs\":{process},\"loadMs\":{load}}},\
             \"rows\":{{\"queries\":{queries},\"extracted\":{rows},\"bytes\":{bytes},\"upserted\":{upserted},\"updated\":{updated},\
             \"deleted\":{deleted},\"other\":{other}}},\
             \"tables\":{},\"schemaChanges\":{},\"warnings\":{},\"errors\":{},\"volumeMb\":null{destination}}}",
            text(self.sync_id.as_ref()),
            json::quote(self.status().name()),
            text(self.started.as_ref().map(|moment| &moment.json)),
            text(ending.map(|ending| &ending.moment.json)),
            number(took),
            text(ending.and_then(|ending| ending.reason.as_ref())),
            if self.tables.is_empty() { self.counted.len() } else { self.tables.len() },
            self.schema_changes,
            self.warnings,
            self.errors,
        )
    }

    /// Returns milliseconds of extract, process and load: between the events that limit them, else as the sync
    /// reports them.
    pub(crate) fn phases(&self) -> [Option<u64>; 3] {
        let (seen, value) = (self.spans().map(|span| span.map(TimelineSpan::millis)), self.stats);
        [seen[0].or(value[0]), seen[1].or(value[1]), seen[2].or(value[2])]
    }

    /// Returns when extract, process and load began and ended, if events show it.
    pub(crate) fn spans(&self) -> [Option<TimelineSpan>; 3] {
        let bounds = [self.start(), self.extracted, self.first_write, self.last_write];
        let span = |place: usize| TimelineSpan::between(bounds[place]?, bounds[place + 1]?);
        [span(0), span(1), span(2)]
    }
}
