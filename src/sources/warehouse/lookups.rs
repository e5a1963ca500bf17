//! Reads the names of connections, destinations and users from small tables.

use std::collections::HashMap;

use chrono::{DateTime, Utc};

use super::catalog::{CatalogTable, Tables};
use super::database::Database;
use connlog_core::error::Result;
use connlog_core::json;
use connlog_core::providers::fivetran::directory::{self, ConnectionDirectory, ConnectionInfo};
use connlog_core::time::timestamp;

/// The names by id.
#[derive(Debug, Clone, Default)]
pub(crate) struct Lookups {
    directory: ConnectionDirectory,
    /// Name and e-mail address.
    users: HashMap<String, (Option<String>, Option<String>)>,
}

impl Lookups {
    pub(crate) async fn read<D: Database>(link: &D, tables: &Tables) -> Result<Self> {
        let mut names = Self::default();
        for table in &tables.connections {
            let present = table.column(&["connection_id"]).is_some();
            for row in link.rows(&connections(table)).await? {
                if let Some((id, connection)) = connection(row, present) {
                    names.directory.add_connection(id, connection);
                }
            }
        }
        if let Some(table) = &tables.destinations {
            for row in link.rows(&select(table, &[&["id"], &["name"]])).await? {
                if let [Some(id), Some(name)] = &*row {
                    names.directory.add_destination(id.clone(), name.clone());
                }
            }
        }
        if let Some(table) = &tables.users {
            for row in link.rows(&select(table, &[&["id"], &["given_name"], &["family_name"], &["email"]])).await? {
                if let [Some(id), given, family, email] = &*row {
                    let name: Vec<&str> = [given, family].into_iter().flatten().map(String::as_str).collect();
                    let name = (!name.is_empty()).then(|| name.join(" "));
                    names.users.insert(id.clone(), (name, email.clone()));
                }
            }
        }
        Ok(names)
    }

    /// Returns the rows of CONNECTION, CONNECTOR and DESTINATION.
    pub(crate) fn directory(&self) -> &ConnectionDirectory {
        &self.directory
    }

    /// Returns the name and e-mail address of a user as members of an envelope.
    pub(crate) fn user(&self, id: &str) -> Vec<(&'static str, String)> {
        let Some((name, email)) = self.users.get(id) else { return Vec::new() };
        quoted([("user_name", name), ("user_email", email)])
    }

    /// Returns the ids of connections with these names.
    pub(crate) fn with_name(&self, names: &[String]) -> Vec<String> {
        self.directory.ids(|connection| connection.name.as_ref().is_some_and(|name| names.contains(name)))
    }

    /// Returns the ids of connections with these services.
    pub(crate) fn with_service(&self, services: &[String]) -> Vec<String> {
        let wanted = |service: &String| services.iter().any(|wanted| wanted.eq_ignore_ascii_case(service));
        self.directory.ids(|connection| connection.service.as_ref().is_some_and(wanted))
    }

    /// Returns whether there are names of users.
    pub(crate) fn knows_users(&self) -> bool {
        !self.users.is_empty()
    }
}

fn quoted<const N: usize>(members: [(&'static str, &Option<String>); N]) -> Vec<(&'static str, String)> {
    members.into_iter().filter_map(|(key, value)| Some((key, json::quote(value.as_ref()?)))).collect()
}

fn connections(table: &CatalogTable) -> String {
    let columns: [&[&str]; 6] = [
        &["connection_id", "connector_id"],
        &["connection_name", "connector_name"],
        &["connector_type", "connector_type_id"],
        &["destination_id"],
        &["paused"],
        &["_fivetran_deleted"],
    ];
    let columns = columns.iter().map(|names| table.text(names)).chain([table.epoch("signed_up")]);
    format!("SELECT {} FROM {}", columns.collect::<Vec<_>>().join(", "), table.from())
}

fn select(table: &CatalogTable, columns: &[&[&str]]) -> String {
    let columns: Vec<String> = columns.iter().map(|names| table.text(names)).collect();
    format!("SELECT {} FROM {}", columns.join(", "), table.from())
}

/// Returns the id and the connection of a row.
fn connection(row: Vec<Option<String>>, present: bool) -> Option<(String, ConnectionInfo)> {
    let [id, name, service, destination, paused, deleted, signed_up] = <[Option<String>; 7]>::try_from(row).ok()?;
    let flag = |text: Option<String>| text.and_then(|text| directory::flag(&text));
    let (paused, deleted) = (flag(paused), flag(deleted));
    let signed_up = signed_up.and_then(|text| seconds(&text).or_else(|| timestamp::moment(&json::quote(&text))));
    let known = ConnectionInfo { name, service, destination, paused, deleted, signed_up, ..ConnectionInfo::default() };
    Some((id?, ConnectionInfo { present, ..known }))
}

/// Returns a timestamp in seconds since 1970.
fn seconds(text: &str) -> Option<DateTime<Utc>> {
    let (whole, _) = text.split_once('.').unwrap_or((text, ""));
    DateTime::from_timestamp(whole.parse().ok()?, 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_is_a_connection() {
        let text = |text: &str| Some(text.to_owned());
        let row =
            |signed_up: &str| vec![text("a"), text("crm"), text("s3"), None, text("t"), text("false"), text(signed_up)];
        let moment = DateTime::from_timestamp(1_609_459_200, 0);
        for (signed_up, expected) in [
            ("1609459200.000000", moment),
            ("1609459200", moment),
            ("2021-01-01 00:00:00 UTC", moment),
            ("Infinity", None),
        ] {
            let (id, connection) = connection(row(signed_up), true).unwrap();
            assert_eq!((&*id, connection.paused, connection.deleted), ("a", Some(true), Some(false)));
            assert_eq!(connection.signed_up, expected, "{signed_up}");
        }
        assert!(connection(vec![None; 7], true).is_none());
    }
}
