//! The groups, destinations and agents of an account, which connections depend on.

use std::borrow::Cow;
use std::collections::HashMap;

use chrono::{DateTime, Utc};

use crate::json::scanner;
use crate::providers::fivetran::connection_surroundings::ConnectionSurroundings;

/// The groups, destinations and agents of an account.
#[derive(Debug, Default)]
pub struct AccountPlaces {
    groups: HashMap<String, String>,
    broken: HashMap<String, String>,
    offline: HashMap<String, String>,
}

impl AccountPlaces {
    /// Adds a row of `/v1/groups`.
    pub fn add_group(&mut self, raw: &str) {
        if let (Some(id), Some(name)) = (text(raw, "id"), text(raw, "name")) {
            self.groups.insert(id, name);
        }
    }

    /// Adds a row of `/v1/destinations`, if the destination is broken. The case of the word differs between answers.
    pub fn add_destination(&mut self, raw: &str) {
        let is_broken = text(raw, "setup_status").is_some_and(|status| status.eq_ignore_ascii_case("broken"));
        if let Some(id) = text(raw, "group_id").or_else(|| text(raw, "id")).filter(|_| is_broken) {
            self.broken.insert(id, text(raw, "service").unwrap_or_default());
        }
    }

    /// Adds a row of `/v1/hybrid-deployment-agents`, if the agent is offline.
    pub fn add_agent(&mut self, raw: &str) {
        if let Some(id) = text(raw, "id").filter(|_| scanner::member(raw, "online") == Some("false")) {
            let name = text(raw, "display_name").unwrap_or_else(|| id.clone());
            self.offline.insert(id, name);
        }
    }

    /// Returns the name of a group.
    pub fn group_name(&self, group: &str) -> Option<&str> {
        self.groups.get(group).map(String::as_str)
    }

    /// Returns what the state of a connection in a group depends on.
    pub fn around(
        &self,
        group: Option<&str>,
        agent: Option<&str>,
        checked_at: DateTime<Utc>,
    ) -> ConnectionSurroundings<'_> {
        ConnectionSurroundings {
            group_name: value(&self.groups, group),
            broken_destination: value(&self.broken, group),
            offline_agent: value(&self.offline, agent),
            checked_at,
        }
    }
}

fn value<'p>(known: &'p HashMap<String, String>, id: Option<&str>) -> Option<&'p str> {
    known.get(id?).map(String::as_str)
}

fn text(raw: &str, name: &str) -> Option<String> {
    scanner::text(raw, &[name]).map(Cow::into_owned)
}
