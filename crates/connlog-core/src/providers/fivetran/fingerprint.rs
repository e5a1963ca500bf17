//! The identity of an event: name, time, connection, sync, exception and data. Log services, webhooks and LOG tables
//! deliver an event more than once, each time in another wrapper.

use std::borrow::Cow;

use super::envelope::unpacked;
use super::log_level;
use super::severity::Severity;
use crate::json::{self, scanner};
use crate::record::block::MemberIndex;
use crate::record::fingerprint::Fingerprinter;
use crate::time::timestamp;

/// Keys of the ingestion time that log services add.
const STAMPS: &[&str] =
    &["timestamp", "time", "ts", "date", "eventtime", "receivetimestamp", "timegenerated", "ingestiontime"];

/// The keys of an event's connection. The id is enough; some services omit the rest.
#[derive(Default)]
struct ConnectionKeys<'r> {
    id: Option<&'r str>,
    /// The id under its name until May 2025.
    old_id: Option<&'r str>,
    name: Option<&'r str>,
    service: Option<&'r str>,
    group: Option<&'r str>,
}

/// Sums the fingerprints of members, so that their order does not matter.
struct FingerprintSum<'d> {
    digest: &'d Fingerprinter,
    sum: u64,
}

impl FingerprintSum<'_> {
    fn add(&mut self, name: &str, value: u64) {
        self.sum = self.sum.wrapping_add(self.digest.member(name, value));
    }

    /// Adds a scalar. An id as number equals the same id as text.
    fn text(&mut self, name: &str, value: Option<&str>) {
        if let Some(text) = value.and_then(json::scalar) {
            self.add(name, self.digest.text(&text));
        }
    }
}

/// Returns the fingerprint of an event.
pub(super) fn event(entry: &MemberIndex<'_>, digest: &Fingerprinter) -> u64 {
    let mut sum = FingerprintSum { digest, sum: 0 };
    let mut connection = ConnectionKeys::default();
    let mut is_printed = false;
    for (key, value) in entry.members().filter(|(_, value)| !json::is_absent(value)) {
        match key.as_bytes() {
            b"event" => {
                let name = json::scalar(value).map_or(Cow::Borrowed(value), lower);
                sum.add("event", digest.text(&name));
            }
            b"created" | b"createdAt" => sum.add("created", moment(value, digest)),
            b"data" => sum.sum = sum.sum.wrapping_add(data(value, digest)),
            b"sync_id" | b"syncId" => sum.text("sync_id", Some(value)),
            b"exception_id" | b"exceptionId" => sum.text("exception_id", Some(value)),
            b"connection_id" | b"connectionId" => connection.id = connection.id.or(Some(value)),
            b"connector_id" => connection.old_id = connection.old_id.or(Some(value)),
            b"connection_name" | b"connectionName" | b"connector_name" => connection.name = Some(value),
            b"connector_type" | b"connection_type" | b"connectorType" => connection.service = Some(value),
            b"destination_group_id" => connection.group = Some(value),
            // A row without a level equals one with an informational level.
            b"level" if log_level::severity(value) == Some(Severity::Info) => {}
            b"level" => sum.add("level", digest.text(&lower(json::scalar(value).unwrap_or(Cow::Borrowed(value))))),
            b"kind" if value == "\"fivetran\"" => is_printed = true,
            // Connlog derives these keys when it prints an event.
            b"source" | b"severity" | b"group" | b"stages" if is_printed => {}
            // The id of the row is excluded: each load gives the same event another one.
            b"id" | [b'_' | b'@', ..] => {}
            _ if STAMPS.iter().any(|stamp| key.eq_ignore_ascii_case(stamp)) => {}
            _ => sum.add(&scanner::unescaped(key), digest.json(value)),
        }
    }
    connection.add_to(&mut sum);
    sum.sum
}

impl ConnectionKeys<'_> {
    fn add_to(self, sum: &mut FingerprintSum<'_>) {
        let id = self.id.or(self.old_id);
        sum.text("connection_id", id);
        sum.text("connector_id", self.old_id.filter(|old| Some(*old) != id));
        if id.is_none() {
            sum.text("connection_name", self.name);
            sum.text("connector_type", self.service);
            sum.text("destination_group_id", self.group);
        }
    }
}

/// Returns the fingerprint of data, decoded from any number of JSON strings; `None` for data without members.
fn data(value: &str, digest: &Fingerprinter) -> u64 {
    let unpacked = if value.starts_with('"') { unpacked(value) } else { None };
    let data = unpacked.as_deref().unwrap_or(value);
    if is_empty(data) { 0 } else { digest.member("data", digest.json(data)) }
}

/// Returns the fingerprint of the moment, or of the text if it is not a time.
fn moment(created: &str, digest: &Fingerprinter) -> u64 {
    match timestamp::moment(created) {
        Some(moment) => digest.moment(moment),
        None => digest.json(created),
    }
}

fn is_empty(data: &str) -> bool {
    data.strip_prefix('{').and_then(|rest| rest.strip_suffix('}')).is_some_and(|inner| inner.trim_ascii().is_empty())
}

fn lower(text: Cow<'_, str>) -> Cow<'_, str> {
    if text.bytes().any(|byte| byte.is_ascii_uppercase()) { Cow::Owned(text.to_ascii_lowercase()) } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::providers::{self, RecognizedObject};
    use crate::record::fingerprint::Fingerprint;
    use crate::record::{Record, RecordLayout};

    fn fingerprint(raw: &str, digest: &Fingerprinter) -> Fingerprint {
        let shape: &'static RecordLayout = match providers::recognize(raw) {
            Some(RecognizedObject::Entry(shape)) => shape,
            _ => panic!("{raw} is not an entry"),
        };
        Record::from_text(raw.to_owned(), shape).fingerprint(digest)
    }

    const EVENT: &str = r#"{"event":"sync_end","created":"2026-11-28T06:05:00.000Z","connector_id":"kiwi","connector_name":"crm","connector_type":"salesforce","sync_id":"a1","data":{"status":"FAILURE","reason":"boom"}}"#;

    #[test]
    fn spelling_does_not_change_the_fingerprint() {
        let digest = Fingerprinter::default();
        for other in [
            r#"{"created":"2026-11-28T06:05:00Z","event":"SYNC_END","connector_id":"kiwi","sync_id":"a1","data":{ "reason":"boom", "status":"FAILURE" }}"#,
            r#"{"event":"sync_end","created":"2026-11-28T08:05:00+02:00","connection_id":"kiwi","sync_id":"a1","exception_id":null,"data":"{\"status\":\"FAILURE\",\"reason\":\"boom\"}"}"#,
            r#"{"event":"sync_end","created":"2026-11-28 06:05:00.000 UTC","connector_id":"kiwi","sync_id":"a1","data":"\"{\\\"status\\\":\\\"FAILURE\\\",\\\"reason\\\":\\\"boom\\\"}\"","level":"INFO","id":"B2=","_fivetran_synced":"x"}"#,
            r#"{"event":"sync_end","created":"2026-11-28T06:05:00Z","connector_id":"kiwi","sync_id":"a1","data":{"status":"FAILURE","reason":"boom"},"destination_group_id":"g","@timestamp":"later"}"#,
            r#"{"kind":"fivetran","source":"fivetran","id":null,"createdAt":"2026-11-28T06:05:00.000Z","event":"sync_end","severity":"failure","group":"connector","stages":[5,9,10],"connectionId":"kiwi","connectionName":"crm","connectorType":"salesforce","syncId":"a1","exceptionId":null,"data":{"status":"FAILURE","reason":"boom"}}"#,
        ] {
            assert_eq!(fingerprint(EVENT, &digest), fingerprint(other, &digest), "{other}");
        }
    }

    #[test]
    fn different_events_have_different_fingerprints() {
        let digest = Fingerprinter::default();
        for (from, to) in [
            ("sync_end", "sync_start"),
            ("05:00.000", "05:00.001"),
            ("\"kiwi\"", "\"kiwj\""),
            ("a1", "a2"),
            ("FAILURE", "SUCCESSFUL"),
            ("boom", "Boom"),
            ("\"connector_id\":\"kiwi\",", ""),
            ("\"sync_id\":\"a1\",", ""),
            ("\"sync_id\":\"a1\",", "\"exception_id\":\"a1\","),
            ("{\"event\"", "{\"exception_id\":\"e\",\"event\""),
            ("{\"event\"", "{\"transformation_id\":\"t\",\"event\""),
            ("{\"event\"", "{\"level\":\"SEVERE\",\"event\""),
            ("\"boom\"", "{\"boom\":1}"),
            (",\"reason\":\"boom\"", ""),
        ] {
            let other = EVENT.replacen(from, to, 1);
            assert_ne!(fingerprint(EVENT, &digest), fingerprint(&other, &digest), "{other}");
        }
        let unnamed = |name: &str| {
            let event = EVENT.replace("\"connector_id\":\"kiwi\",", "").replace("\"crm\"", name);
            fingerprint(&event, &digest)
        };
        assert_ne!(unnamed("\"crm\""), unnamed("\"erp\""), "only the name distinguishes these connections");
    }

    #[test]
    fn events_without_a_readable_time_use_its_text() {
        let digest = Fingerprinter::default();
        let at = |time: &str| fingerprint(&EVENT.replace("2026-11-28T06:05:00.000Z", time), &digest);
        assert_eq!(at("soon"), at("soon"));
        assert_ne!(at("soon"), at("later"));
    }
}
