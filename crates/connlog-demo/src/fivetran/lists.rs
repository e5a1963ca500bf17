//! The rows of connections, groups, destinations and agents.

use serde_json::{Value, json};

use super::FivetranAccount;
use super::cast;
use super::connection::{DAY, DemoConnection, HOUR, MINUTE, Schedule, Trouble};
use super::history::RunEnd;
use crate::stamp;

/// The user who made the connections.
const USER: &str = "tidy_lantern";

impl DemoConnection {
    /// Returns the row of the list, which is also the answer for one connection.
    pub(super) fn details(&self, now: u64) -> Value {
        let (service, schema) = cast::service(self.index);
        let paused = matches!(self.trouble, Trouble::NeverSet | Trouble::Paused);
        let is_cron = self.schedule == Schedule::Cron;
        let mut row = json!({
            "id": self.account.connection_id(self.index),
            "group_id": self.account.group_id(self.account.group_of(self.index)),
            "service": service,
            "service_version": 1,
            "schema": schema,
            "connected_by": (self.trouble != Trouble::NeverSet).then_some(USER),
            "created_at": stamp(self.created(now)),
            "succeeded_at": self.last_end(RunEnd::Completed, now).map(stamp),
            "failed_at": self.last_end(RunEnd::Failure, now).map(stamp),
            "paused": paused,
            "pause_after_trial": false,
            "sync_frequency": (!is_cron).then_some(self.minutes),
            "data_delay_threshold": 0,
            "data_delay_sensitivity": "NORMAL",
            "private_link_id": null,
            "networking_method": "Directly",
            "proxy_agent_id": null,
            "schedule_type": if self.schedule == Schedule::Manual { "manual" } else { "auto" },
            "status": self.status(now),
            "config": { "host": "db.shop.example", "user": "fivetran", "password": "******" },
        });
        if is_cron {
            row["schedule"] = json!({ "schedule_type": "CRON", "cron": "0 5,17 * * *" });
        }
        if matches!(self.index % 24, 0 | 6) {
            row["hybrid_deployment_agent_id"] = json!(agent_id(self.trouble == Trouble::Agent));
        }
        if self.trouble == Trouble::NeverSet {
            let token = "eyJ0eXAi.EXAMPLE.SIG";
            let uri = format!("https://fivetran.com/connect-card/setup?auth={token}");
            row["connect_card"] = json!({ "token": token, "uri": uri });
        }
        row
    }

    fn status(&self, now: u64) -> Value {
        let newest = self.newest(now);
        let is_syncing = newest.is_some_and(|run| run.end > now);
        let put_off = newest.filter(|run| run.end <= now && run.ended_as == RunEnd::Rescheduled);
        let sync_state = match self.trouble {
            Trouble::NeverSet | Trouble::Paused => "paused",
            _ if is_syncing => "syncing",
            _ if put_off.is_some() => "rescheduled",
            _ => "scheduled",
        };
        let setup_state = match self.trouble {
            Trouble::Login => "broken",
            Trouble::NeverSet => "incomplete",
            _ => "connected",
        };
        let is_late = matches!(self.trouble, Trouble::Login | Trouble::Destination | Trouble::Failing | Trouble::Agent);
        let mut status = json!({
            "setup_state": setup_state,
            "schema_status": "ready",
            "sync_state": sync_state,
            "update_state": if is_late { "delayed" } else { "on_schedule" },
            "is_historical_sync": matches!(self.trouble, Trouble::NeverSet | Trouble::Historical),
            "tasks": self.tasks(),
            "warnings": self.warnings(),
        });
        if let Some(run) = put_off.filter(|_| sync_state == "rescheduled") {
            status["rescheduled_for"] = json!(stamp(run.end + 45 * MINUTE));
        }
        status
    }

    fn tasks(&self) -> Value {
        match self.trouble {
            Trouble::Login => {
                json!([{ "code": "reconnect", "message": "Reconnect", "details": "INVALID_LOGIN: user locked out" }])
            }
            Trouble::Task => {
                json!([{ "code": "sync_failure", "message": "Grant access to table `invoice`", "details": {} }])
            }
            _ => json!([]),
        }
    }

    fn warnings(&self) -> Value {
        match self.trouble {
            Trouble::Warning => {
                json!([{ "code": "resync_table_warning", "message": "Resync Table Warning", "details": {} }])
            }
            _ => json!([]),
        }
    }
}

const fn agent_id(offline: bool) -> &'static str {
    if offline { "quiet_meadow" } else { "steady_meadow" }
}

impl FivetranAccount {
    /// Returns the rows of all connections; of one group if `group` is set.
    pub(super) fn connection_rows(self, group: Option<&str>, schema: Option<&str>, now: u64) -> Vec<Value> {
        let fits = |index: &u64| {
            group.is_none_or(|group| self.group_id(self.group_of(*index)) == group)
                && schema.is_none_or(|schema| cast::service(*index).1 == schema)
        };
        (0..self.connections).filter(fits).map(|index| self.connection(index).details(now)).collect()
    }

    /// Returns the rows of all groups.
    pub(super) fn group_rows(self, now: u64) -> Vec<Value> {
        let created = |group: u64| stamp((now / DAY * DAY).saturating_sub((400 + group) * DAY));
        let row =
            |group| json!({ "id": self.group_id(group), "name": cast::group(group).0, "created_at": created(group) });
        (0..self.groups()).map(row).collect()
    }

    /// Returns the rows of all destinations. The last one is broken.
    pub(super) fn destination_rows(self) -> Vec<Value> {
        let row = |group: u64| {
            let id = self.group_id(group);
            let is_broken = group + 1 == self.groups();
            json!({
                "id": id,
                "group_id": id,
                "service": cast::group(group).1,
                "region": "AWS_EU_CENTRAL_1",
                "time_zone_offset": "+1",
                "setup_status": if is_broken { "BROKEN" } else { "CONNECTED" },
                "daylight_saving_time_enabled": true,
                "private_link_id": null,
                "networking_method": "Directly",
                "proxy_agent_id": null,
            })
        };
        (0..self.groups()).map(row).collect()
    }

    /// Returns the agents of a group: one that works and one that is offline.
    pub(super) fn agent_rows(self, group: &str, now: u64) -> Vec<Value> {
        let of_group = |index: &u64| matches!(index % 24, 0 | 6) && self.group_id(self.group_of(*index)) == group;
        let indexes: Vec<u64> = (0..self.connections).filter(of_group).collect();
        let agent = |offline: bool| {
            let is_its = |index: &&u64| (*index % 24 == 6) == offline;
            let usage: Vec<Value> = indexes
                .iter()
                .filter(is_its)
                .map(|index| {
                    let (service, schema) = cast::service(*index);
                    json!({ "schema": schema, "service": service, "connection_id": self.connection_id(*index) })
                })
                .collect();
            let used = if offline { now / DAY * DAY - 9 * HOUR } else { now };
            (!usage.is_empty()).then(|| {
                json!({
                    "id": agent_id(offline),
                    "version": "1.41.0",
                    "enabled": true,
                    "online": !offline,
                    "usage": usage,
                    "display_name": if offline { "dc-frankfurt-1" } else { "dc-frankfurt-2" },
                    "group_id": group,
                    "registered_at": stamp((now / DAY * DAY).saturating_sub(200 * DAY)),
                    "created_by": USER,
                    "deployment_type": "DOCKER",
                    "updated_at": stamp(used),
                    "last_used_at": stamp(used),
                })
            })
        };
        [false, true].into_iter().filter_map(agent).collect()
    }
}
