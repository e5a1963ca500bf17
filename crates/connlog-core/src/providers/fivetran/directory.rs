//! Fivetran's tables CONNECTION (formerly CONNECTOR) and DESTINATION: names for ids, and the state of connections.
//!
//! A database has these tables. The files of `--from` may contain exports of them.

use std::borrow::Cow;
use std::collections::HashMap;

use chrono::{DateTime, Utc};

use super::EVENT;
use super::sync_schedule::SyncSchedule;
use crate::json::{self, scanner};
use crate::record::Record;
use crate::time::timestamp;

/// Columns that these tables lack, but rows of events and of counts have.
const FOREIGN: [&str; 9] = [
    "event",
    "message_event",
    "message_data",
    "created",
    "time_stamp",
    "event_time",
    "sync_id",
    "measured_date",
    "incremental_rows",
];

/// The current state of a connection.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ConnectionInfo {
    /// Its name.
    pub name: Option<String>,
    /// The service it reads.
    pub service: Option<String>,
    /// The id of its destination.
    pub destination: Option<String>,
    /// Whether it is paused.
    pub paused: Option<bool>,
    /// Whether it is deleted.
    pub deleted: Option<bool>,
    /// When it was created.
    pub signed_up: Option<DateTime<Utc>>,
    /// Whether the row is from CONNECTION, not from CONNECTOR.
    pub present: bool,
    /// When its last succeeded sync ended, if the source knows it.
    pub succeeded: Option<DateTime<Utc>>,
    /// Its schedule, if the source knows it.
    pub schedule: Option<SyncSchedule>,
}

impl ConnectionInfo {
    /// Returns the rank among several rows of a connection. The best is from CONNECTION, not deleted, and newest.
    fn rank(&self) -> (bool, bool, Option<DateTime<Utc>>) {
        (self.present, self.deleted != Some(true), self.signed_up)
    }
}

/// The rows of these tables by id.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ConnectionDirectory {
    connections: HashMap<String, ConnectionInfo>,
    destinations: HashMap<String, String>,
}

impl ConnectionDirectory {
    /// Returns whether there are no rows.
    pub fn is_empty(&self) -> bool {
        self.connections.is_empty() && self.destinations.is_empty()
    }

    /// Adds a row of a connection, unless a row with a higher rank is known.
    pub fn add_connection(&mut self, id: String, connection: ConnectionInfo) {
        match self.connections.get(&id) {
            Some(known) if known.rank() >= connection.rank() => {}
            _ => drop(self.connections.insert(id, connection)),
        }
    }

    /// Adds the name of a destination.
    pub fn add_destination(&mut self, id: String, name: String) {
        self.destinations.insert(id, name);
    }

    /// Adds `raw`, a JSON object, if it is a row of one of these tables.
    pub fn add(&mut self, raw: &str) {
        let row = DirectoryRow::new(raw);
        match row.table() {
            Some(DirectoryTable::Connection) => {
                let Some(id) = row.text(&["connection_id", "connector_id"]) else { return };
                let connection = ConnectionInfo {
                    name: row.text(&["connection_name", "connector_name"]),
                    service: row.text(&["connector_type", "connector_type_id"]),
                    destination: row.text(&["destination_id"]),
                    paused: row.flag("paused"),
                    deleted: row.flag("_fivetran_deleted"),
                    signed_up: row.get("signed_up").and_then(timestamp::moment),
                    present: row.get("connection_id").is_some(),
                    ..ConnectionInfo::default()
                };
                self.add_connection(id, connection);
            }
            Some(DirectoryTable::Destination) => {
                if let (Some(id), Some(name)) = (row.text(&["id"]), row.text(&["name"])) {
                    self.add_destination(id, name);
                }
            }
            Some(DirectoryTable::ConnectorType) | None => {}
        }
    }

    /// Iterates over the connections with their ids.
    pub fn connections(&self) -> impl Iterator<Item = (&str, &ConnectionInfo)> {
        self.connections.iter().map(|(id, connection)| (&**id, connection))
    }

    /// Returns the sorted ids of the connections for which `fits` returns true.
    pub fn ids(&self, fits: impl Fn(&ConnectionInfo) -> bool) -> Vec<String> {
        let mut ids: Vec<String> =
            self.connections().filter(|(_, known)| fits(known)).map(|(id, _)| id.to_owned()).collect();
        ids.sort();
        ids
    }

    /// Returns the known values of a connection as members of an envelope.
    pub fn connection(&self, id: &str) -> Vec<(&'static str, String)> {
        let Some(connection) = self.connections.get(id) else { return Vec::new() };
        let ConnectionInfo { name, service, destination, .. } = connection;
        let mut members = quoted([("connection_name", name), ("connector_type", service)]);
        members.extend(destination.as_ref().map_or_else(Vec::new, |destination| self.destination(destination)));
        members
    }

    /// Returns the known values of a destination as members of an envelope.
    pub fn destination(&self, id: &str) -> Vec<(&'static str, String)> {
        let name = self.destinations.get(id).cloned();
        quoted([("destination_group_id", &Some(id.to_owned())), ("destination_name", &name)])
    }

    /// Returns an entry that represents a listed connection, so that filters can test it. Its time is `signed_up`.
    pub fn entry(id: &str, connection: &ConnectionInfo) -> Record {
        let created = connection.signed_up.unwrap_or(DateTime::UNIX_EPOCH);
        let mut text = format!("{{\"event\":\"connection\",\"created\":{}", timestamp::quoted(created));
        push(&mut text, &[("connection_id", json::quote(id))]);
        push(&mut text, &quoted([("connection_name", &connection.name), ("connector_type", &connection.service)]));
        Record::from_text(text + "}", &EVENT)
    }

    /// Returns `record` with the names of its ids added; `None` if there is nothing to add.
    pub fn named(&self, record: &Record) -> Option<Record> {
        if !record.is_read_by(&EVENT) {
            return None;
        }
        let view = record.raw_view();
        let members = self.connection(&view.text("connectionId")?);
        let known = [("connection_name", "connectionName"), ("connector_type", "connectorType")];
        let lacks = |(member, _): &&(&'static str, String)| {
            let field = known.iter().find(|(name, _)| name == member).map(|(_, field)| field);
            // The name of a destination is added only if its id matches.
            view.text(field.unwrap_or(&"destination_group_id")).is_none()
        };
        let lacking: Vec<_> = members.iter().filter(lacks).cloned().collect();
        let open = record.raw().trim_end().strip_suffix('}').filter(|_| !lacking.is_empty())?;
        let mut text = open.to_owned();
        push(&mut text, &lacking);
        Some(Record::from_text(text + "}", &EVENT))
    }
}

fn quoted<const N: usize>(members: [(&'static str, &Option<String>); N]) -> Vec<(&'static str, String)> {
    members.into_iter().filter_map(|(key, value)| Some((key, json::quote(value.as_ref()?)))).collect()
}

/// Appends members to an object that is open and not empty.
fn push(text: &mut String, members: &[(&'static str, String)]) {
    for (key, value) in members {
        text.extend([",\"", key, "\":", value]);
    }
}

/// Returns whether `raw`, a JSON object, is a row of one of these tables or of CONNECTOR_TYPE, so it is not an entry.
pub fn is_row(raw: &str) -> bool {
    DirectoryRow::new(raw).table().is_some()
}

enum DirectoryTable {
    Connection,
    Destination,
    ConnectorType,
}

/// A row with column names in lower case.
struct DirectoryRow<'r>(Vec<(String, &'r str)>);

impl<'r> DirectoryRow<'r> {
    fn new(raw: &'r str) -> Self {
        Self(scanner::members(raw).map(|(key, value)| (scanner::unescaped(key).to_ascii_lowercase(), value)).collect())
    }

    fn get(&self, name: &str) -> Option<&'r str> {
        self.0.iter().find(|(key, value)| key == name && !json::is_absent(value)).map(|(_, value)| *value)
    }

    fn text(&self, names: &[&str]) -> Option<String> {
        let value = names.iter().find_map(|name| self.get(name))?;
        json::scalar(value).map(Cow::into_owned).filter(|text| !text.is_empty())
    }

    fn flag(&self, name: &str) -> Option<bool> {
        let text = self.text(&[name])?;
        flag(&text)
    }

    fn table(&self) -> Option<DirectoryTable> {
        let has = |name: &str| self.0.iter().any(|(key, _)| key == name);
        let any = |names: &[&str]| names.iter().any(|name| has(name));
        if any(&FOREIGN) {
            None
        } else if any(&["connection_id", "connector_id"]) && any(&["connection_name", "connector_name"]) {
            Some(DirectoryTable::Connection)
        } else if has("id") && has("official_connector_name") {
            Some(DirectoryTable::ConnectorType)
        } else if has("id") && has("name") && has("account_id") && any(&["region", "destination_type"]) {
            Some(DirectoryTable::Destination)
        } else {
            None
        }
    }
}

/// Reads a boolean in the spellings of databases.
pub fn flag(text: &str) -> Option<bool> {
    match text.to_ascii_lowercase().as_str() {
        "true" | "t" | "1" | "yes" | "y" => Some(true),
        "false" | "f" | "0" | "no" | "n" => Some(false),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn directory(rows: &[&str]) -> ConnectionDirectory {
        let mut directory = ConnectionDirectory::default();
        for row in rows {
            directory.add(row);
        }
        directory
    }

    #[test]
    fn current_rows_precede_then_undeleted_then_newest() {
        let old = r#"{"connector_id":"a","connector_name":"older","connector_type_id":"s3"}"#;
        let gone =
            r#"{"connection_id":"a","connection_name":"gone","signed_up":"2023-01-01","_fivetran_deleted":"true"}"#;
        let first = r#"{"connection_id":"a","connection_name":"first","signed_up":"2019-01-01 00:00:00","_fivetran_deleted":false}"#;
        let last = r#"{"CONNECTION_ID":"a","Connection_Name":"last","SIGNED_UP":"2020-01-01","PAUSED":"T","CONNECTOR_TYPE_ID":"s3"}"#;
        for rows in [[old, gone, first, last], [last, first, gone, old], [gone, last, old, first]] {
            let known = directory(&rows);
            let (id, connection) = known.connections().next().unwrap();
            assert_eq!(
                (id, connection.name.as_deref(), connection.service.as_deref()),
                ("a", Some("last"), Some("s3"))
            );
            assert_eq!((connection.paused, connection.deleted), (Some(true), None));
        }
        assert_eq!(directory(&[old, gone]).connection("a")[0], ("connection_name", "\"gone\"".to_owned()));
    }

    #[test]
    fn rows_of_events_are_not_rows_of_connections() {
        for row in [
            r#"{"event":"sync_end","created":"x","connection_id":"a","connection_name":"b"}"#,
            r#"{"MESSAGE_EVENT":"sync_end","CONNECTION_ID":"a","CONNECTION_NAME":"b"}"#,
            r#"{"connector_id":"a","connector_name":"b","measured_date":"2024-01-01"}"#,
            r#"{"id":"a","name":"b","account_id":"c"}"#,
            r#"{"connection_id":"a"}"#,
            "{}",
            "[1]",
        ] {
            assert!(!is_row(row), "{row}");
        }
        assert!(is_row(r#"{"id":"a","name":"b","ACCOUNT_ID":"c","region":"EU"}"#));
        assert!(is_row(r#"{"id":"s3","official_connector_name":"Amazon S3"}"#));
    }

    #[test]
    fn values_of_the_event_take_precedence() {
        let rows = [
            r#"{"connection_id":"a","connection_name":"crm","connector_type":"s3","destination_id":"d"}"#,
            r#"{"id":"d","name":"EU","account_id":"x","region":"EU"}"#,
        ];
        let known = directory(&rows);
        let named =
            |raw: &str| known.named(&Record::from_text(raw.to_owned(), &EVENT)).map(|record| record.raw().to_owned());
        let expected = r#"{"event":"x","created":"y","connection_id":"a","connection_name":"crm","connector_type":"s3","destination_group_id":"d","destination_name":"EU"}"#;
        assert_eq!(named(r#"{"event":"x","created":"y","connection_id":"a"}"#).as_deref(), Some(expected));
        let own = named(
            r#"{"event":"x","created":"y","connection_id":"a","connection_name":"own","destination_group_id":"e"}"#,
        );
        assert!(own.is_some_and(|text| !text.contains("crm") && text.ends_with("\"connector_type\":\"s3\"}")));
        assert_eq!(named(r#"{"event":"x","created":"y","connection_id":"b"}"#), None);
        assert_eq!(named(r#"{"event":"x","created":"y"}"#), None);
    }

    #[test]
    fn a_boolean_is_read_in_each_spelling_of_a_database() {
        for (texts, expected) in [
            (["true", "T", "1", "Yes", "y"], Some(true)),
            (["false", "F", "0", "No", "n"], Some(false)),
            (["", "2", "maybe", "null", "tr"], None),
        ] {
            for text in texts {
                assert_eq!(flag(text), expected, "{text}");
            }
        }
    }
}
