//! What ids stand for: the names of connections and destinations, and who users are. Small tables, read whole.

use std::collections::HashMap;

use super::link::Link;
use super::tables::{Table, Tables};
use crate::error::Result;
use crate::record::json;

/// A connection as it is now.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Connection {
    name: Option<String>,
    service: Option<String>,
    destination: Option<String>,
    deleted: bool,
    /// When it was set up, in a form that sorts by time.
    signed_up: Option<String>,
}

/// Ids with what they stand for.
#[derive(Debug, Clone, Default)]
pub(super) struct Names {
    connections: HashMap<String, Connection>,
    destinations: HashMap<String, String>,
    /// Name and e-mail address.
    users: HashMap<String, (Option<String>, Option<String>)>,
}

impl Names {
    pub(super) async fn read(link: &Link, tables: &Tables) -> Result<Self> {
        let mut names = Self::default();
        // What the older table has counts where the present one has nothing.
        for table in tables.connections.iter().rev() {
            let mut found = HashMap::new();
            for row in link.rows(&connections(table)).await? {
                take_connection(&mut found, row);
            }
            names.connections.extend(found);
        }
        if let Some(table) = &tables.destinations {
            for row in link.rows(&select(table, &[&["id"], &["name"]])).await? {
                if let [Some(id), Some(name)] = &*row {
                    names.destinations.insert(id.clone(), name.clone());
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

    /// What is known of a connection, as members of an envelope.
    pub(super) fn connection(&self, id: &str) -> Vec<(&'static str, String)> {
        let Some(connection) = self.connections.get(id) else { return Vec::new() };
        let Connection { name, service, destination, .. } = connection;
        let mut members = quoted([("connection_name", name), ("connector_type", service)]);
        members.extend(destination.as_ref().map_or_else(Vec::new, |destination| self.destination(destination)));
        members
    }

    /// What is known of a destination, as members of an envelope.
    pub(super) fn destination(&self, id: &str) -> Vec<(&'static str, String)> {
        quoted([
            ("destination_group_id", &Some(id.to_owned())),
            ("destination_name", &self.destinations.get(id).cloned()),
        ])
    }

    /// Who a user is, as members of an envelope.
    pub(super) fn user(&self, id: &str) -> Vec<(&'static str, String)> {
        let Some((name, email)) = self.users.get(id) else { return Vec::new() };
        quoted([("user_name", name), ("user_email", email)])
    }

    /// The ids of connections of these names.
    pub(super) fn with_name(&self, names: &[String]) -> Vec<String> {
        self.ids(|connection| connection.name.as_ref().is_some_and(|name| names.contains(name)))
    }

    /// The ids of connections that read these services.
    pub(super) fn with_service(&self, services: &[String]) -> Vec<String> {
        let wanted = |service: &String| services.iter().any(|wanted| wanted.eq_ignore_ascii_case(service));
        self.ids(|connection| connection.service.as_ref().is_some_and(wanted))
    }

    /// In order, so that a statement is the same each time.
    fn ids(&self, fits: impl Fn(&Connection) -> bool) -> Vec<String> {
        let fitting = self.connections.iter().filter(|(_, connection)| fits(connection));
        let mut ids: Vec<String> = fitting.map(|(id, _)| id.clone()).collect();
        ids.sort();
        ids
    }

    /// Whether there is anyone to be named.
    pub(super) fn knows_users(&self) -> bool {
        !self.users.is_empty()
    }
}

fn quoted<const N: usize>(members: [(&'static str, &Option<String>); N]) -> Vec<(&'static str, String)> {
    members.into_iter().filter_map(|(key, value)| Some((key, json::quote(value.as_ref()?)))).collect()
}

fn connections(table: &Table) -> String {
    let columns: [&[&str]; 6] = [
        &["connection_id", "connector_id"],
        &["connection_name", "connector_name"],
        &["connector_type", "connector_type_id"],
        &["destination_id"],
        &["_fivetran_deleted"],
        &["signed_up"],
    ];
    select(table, &columns)
}

fn select(table: &Table, columns: &[&[&str]]) -> String {
    let columns: Vec<String> = columns.iter().map(|names| table.text(names)).collect();
    format!("SELECT {} FROM {}", columns.join(", "), table.from())
}

/// Keeps the better of several rows of one connection: the one that is not deleted, else the one set up last.
fn take_connection(found: &mut HashMap<String, Connection>, row: Vec<Option<String>>) {
    let Ok([Some(id), name, service, destination, deleted, signed_up]) = <[Option<String>; 6]>::try_from(row) else {
        return;
    };
    let deleted = deleted.is_some_and(|deleted| matches!(&*deleted, "t" | "true" | "1"));
    let connection = Connection { name, service, destination, deleted, signed_up };
    let rank = |connection: &Connection| (!connection.deleted, connection.signed_up.clone());
    match found.get(&id) {
        Some(kept) if rank(kept) >= rank(&connection) => {}
        _ => drop(found.insert(id, connection)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_several_rows_the_one_that_lives_counts_then_the_newest() {
        let mut found = HashMap::new();
        for (name, deleted, signed_up) in [
            ("old", "false", "2019-01-01 00:00:00"),
            ("new", "false", "2020-01-01 00:00:00"),
            ("gone", "true", "2021-01-01 00:00:00"),
            ("older", "f", "2018-01-01 00:00:00"),
        ] {
            let text = |text: &str| Some(text.to_owned());
            take_connection(&mut found, vec![text("a"), text(name), text("s3"), None, text(deleted), text(signed_up)]);
        }
        let names = Names { connections: found, ..Names::default() };
        let members = [("connection_name", "\"new\"".to_owned()), ("connector_type", "\"s3\"".to_owned())];
        assert_eq!(names.connection("a"), members);
        assert_eq!(names.connection("b"), []);
    }
}
