//! Rows of the list of connections, as far as other requests and checks need them.

use std::borrow::Cow;

use chrono::{DateTime, TimeDelta, Utc};

use crate::json::{self, scanner};
use crate::providers::fivetran::connection_state;
use crate::providers::fivetran::connection_surroundings::ConnectionSurroundings;
use crate::providers::fivetran::directory::{ConnectionDirectory, ConnectionInfo};
use crate::providers::fivetran::sync_schedule::SyncSchedule;
use crate::providers::printed_layout;
use crate::record::{Field, Record};
use crate::time::timestamp;

/// A row of `/v1/connections`. The list has the same fields as the answer for one connection.
#[derive(Debug, Clone)]
pub struct RestConnection {
    /// Its id.
    pub id: String,
    /// The name of its schema, which users know it by.
    pub name: Option<String>,
    /// The service that it reads.
    pub service: Option<String>,
    /// The id of its group, which is the id of its destination.
    pub group: Option<String>,
    /// The id of the hybrid deployment agent that runs it.
    pub agent: Option<String>,
    raw: String,
}

impl RestConnection {
    /// Reads a row; `None` without an id.
    pub fn read(raw: String) -> Option<Self> {
        let text = |name: &str| scanner::text(&raw, &[name]).map(Cow::into_owned).filter(|text| !text.is_empty());
        let id = text("id")?;
        let (name, service, group, agent) =
            (text("schema"), text("service"), text("group_id"), text("hybrid_deployment_agent_id"));
        Some(Self { id, name, service, group, agent, raw })
    }

    /// Returns the state of the connection as a record without redaction.
    pub fn state(&self, surroundings: &ConnectionSurroundings<'_>) -> Record {
        let fields = connection_state::fields(&self.raw, Some(surroundings));
        printed_layout::state(fields.iter().map(|Field { name, json }| (&**name, &**json)))
    }

    /// Returns when its last succeeded sync ended.
    pub fn succeeded_at(&self) -> Option<DateTime<Utc>> {
        self.moment("succeeded_at")
    }

    /// Returns when its last failed sync ended.
    pub fn failed_at(&self) -> Option<DateTime<Utc>> {
        self.moment("failed_at")
    }

    fn moment(&self, name: &str) -> Option<DateTime<Utc>> {
        scanner::member(&self.raw, name).and_then(timestamp::moment)
    }

    /// Returns the text of the first task, which says why syncs fail.
    pub fn task(&self) -> Option<String> {
        connection_state::first_task(&self.raw)
    }

    /// Returns the fields that move when a sync begins or ends.
    pub fn progress(&self) -> [Option<String>; 3] {
        let text = |path: &[&str]| scanner::text(&self.raw, path).map(Cow::into_owned);
        [text(&["succeeded_at"]), text(&["failed_at"]), text(&["status", "sync_state"])]
    }

    /// Returns whether a filter value is its id or its name.
    pub fn is_named(&self, wanted: &str) -> bool {
        self.id == wanted || self.name.as_deref() == Some(wanted)
    }

    /// Returns the number of syncs that it begins in `span`, according to its schedule.
    pub fn expected_syncs(&self, span: TimeDelta) -> u64 {
        match SyncSchedule::read(&self.raw).every() {
            Some(every) if every > TimeDelta::zero() => {
                u64::try_from(span.num_seconds() / every.num_seconds().max(1)).unwrap_or_default()
            }
            _ => 0,
        }
    }

    /// Adds the connection to a directory, with its schedule and its last success.
    pub fn add_to(&self, directory: &mut ConnectionDirectory) {
        let flag = |path: &[&str]| match scanner::at(&self.raw, path) {
            Some("true") => Some(true),
            Some("false") => Some(false),
            _ => None,
        };
        let info = ConnectionInfo {
            name: self.name.clone(),
            service: self.service.clone(),
            destination: self.group.clone(),
            paused: flag(&["paused"]),
            deleted: Some(false),
            signed_up: self.moment("created_at"),
            present: true,
            succeeded: self.succeeded_at(),
            schedule: Some(SyncSchedule::read(&self.raw)),
        };
        directory.add_connection(self.id.clone(), info);
    }

    /// Returns the JSON texts of id, name, service and group, for records of its syncs.
    pub(super) fn quoted(&self) -> [String; 4] {
        let quoted = |text: Option<&String>| text.map_or_else(|| "null".to_owned(), |text| json::quote(text));
        [Some(&self.id), self.name.as_ref(), self.service.as_ref(), self.group.as_ref()].map(quoted)
    }
}
