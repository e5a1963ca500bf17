//! The events of Fivetran: group, lifecycle stages, severity. Sorted by name.
//!
//! The stages are documented. For events without a documented stage they follow from the event's place in a sync.
//! Connectors also write undocumented events.

use self::EventGroup::{AuditTrail, Connector, Dashboard, RestApi, Transformation};
use super::severity_level::Severity;
use super::severity_level::Severity::{Failure, Info, Ok, Warning};

/// The name of an event without a name.
pub(super) const UNNAMED: &str = "unnamed";

/// The origin of an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EventGroup {
    /// A connection during setup or sync.
    Connector,
    /// A user in the dashboard.
    Dashboard,
    /// Fivetran's REST API.
    RestApi,
    /// The audit trail of changes, since May 2025.
    AuditTrail,
    /// Runs of dbt, Quickstart, dbt Cloud and Coalesce.
    Transformation,
}

impl EventGroup {
    /// Every group.
    pub const ALL: [Self; 5] = [Connector, Dashboard, RestApi, AuditTrail, Transformation];

    /// Returns the name of the group.
    pub const fn name(self) -> &'static str {
        match self {
            Connector => "connector",
            Dashboard => "dashboard",
            RestApi => "rest_api",
            AuditTrail => "audit_trail",
            Transformation => "transformation",
        }
    }

    /// Returns the name as JSON.
    pub(super) const fn json(self) -> &'static str {
        match self {
            Connector => "\"connector\"",
            Dashboard => "\"dashboard\"",
            RestApi => "\"rest_api\"",
            AuditTrail => "\"audit_trail\"",
            Transformation => "\"transformation\"",
        }
    }
}

/// The lifecycle stages of a connection; the first one has number 1.
pub const STAGES: [&str; 12] = [
    "Connection creation initialized",
    "Connection setup tests run",
    "Connection successfully created",
    "Connection schema changed",
    "Sync triggered",
    "Connection paused/resumed",
    "Re-sync triggered",
    "Manual sync triggered",
    "Sync ended",
    "Connection broken",
    "Connection modified",
    "Connector deleted",
];

/// The catalogue entry of an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CatalogEvent {
    /// The name of the event.
    pub name: &'static str,
    /// The origin of the event.
    pub group: EventGroup,
    /// The stages as a JSON array; all possible ones if the data decides.
    pub stages: &'static str,
    /// The severity, unless the data changes it.
    pub severity: Severity,
    /// Whether the data may change the severity.
    pub by_data: bool,
    /// Whether the event reports a schema change.
    pub schema_change: bool,
    /// Whether Fivetran no longer writes the event; old files contain it.
    pub removed: bool,
}

const fn event(name: &'static str, group: EventGroup, stages: &'static str, severity: Severity) -> CatalogEvent {
    CatalogEvent { name, group, stages, severity, by_data: false, schema_change: false, removed: false }
}

impl CatalogEvent {
    const fn by_data(self) -> Self {
        Self { by_data: true, ..self }
    }

    const fn schema_change(self) -> Self {
        Self { schema_change: true, ..self }
    }

    const fn removed(self) -> Self {
        Self { removed: true, ..self }
    }
}

/// Every known event, and `transformation_runs`, which represents rows of a table.
#[rustfmt::skip]
pub const EVENTS: [CatalogEvent; 92] = [
    event("alter_table", Connector, "[5]", Info).by_data().schema_change(),
    event("api_call", Connector, "[5]", Info),
    event("apply_tier_limitation", Connector, "[]", Info).removed(),
    event("change_schema_config", Dashboard, "[4]", Info).schema_change(),
    event("change_schema_config_via_api", RestApi, "[4]", Info).schema_change(),
    event("change_schema_config_via_sync", Connector, "[5]", Info).schema_change(),
    event("connect_bi_tool", Dashboard, "[]", Info).removed(),
    event("connection_failure", Connector, "[3]", Failure),
    event("connection_successful", Connector, "[3]", Ok),
    event("copy_rows", Connector, "[5]", Info),
    event("create_connection", AuditTrail, "[1]", Info),
    event("create_connector", Dashboard, "[1]", Info),
    event("create_destination", AuditTrail, "[]", Info),
    event("create_file_upload_table", Dashboard, "[]", Info).removed(),
    event("create_schema", Connector, "[5]", Info).schema_change(),
    event("create_staging_table", Connector, "[5]", Info).removed(),
    event("create_table", Connector, "[5]", Info).schema_change(),
    event("create_team", AuditTrail, "[]", Info),
    event("create_user", AuditTrail, "[]", Info),
    event("create_warehouse", Dashboard, "[]", Info),
    event("dbt_run_failed", Transformation, "[]", Failure).removed(),
    event("dbt_run_start", Transformation, "[]", Info).removed(),
    event("dbt_run_succeeded", Transformation, "[]", Ok).removed(),
    event("delete_connection", AuditTrail, "[12]", Warning),
    event("delete_connector", Dashboard, "[12]", Warning),
    event("delete_rows", Connector, "[5]", Info),
    event("delete_team", AuditTrail, "[]", Warning),
    event("delete_user", AuditTrail, "[]", Warning),
    event("delete_warehouse", Dashboard, "[]", Warning),
    event("diagnostic_access_approved", Dashboard, "[]", Warning),
    event("diagnostic_access_ended", Connector, "[]", Info),
    event("diagnostic_access_expired", Connector, "[]", Info),
    event("diagnostic_access_granted", Connector, "[]", Warning),
    event("disconnect_bi_tool", Dashboard, "[]", Info).removed(),
    event("dismiss_warning", Dashboard, "[]", Info).removed(),
    event("drop_table", Connector, "[5]", Info).schema_change(),
    event("edit_account", AuditTrail, "[]", Warning),
    event("edit_connection", AuditTrail, "[4,6,11]", Info).by_data(),
    event("edit_connector", Dashboard, "[11]", Info),
    event("edit_destination", AuditTrail, "[]", Info).by_data(),
    event("edit_team", AuditTrail, "[]", Info),
    event("edit_user", AuditTrail, "[]", Info),
    event("error", Connector, "[5,10]", Failure),
    event("extract_summary", Connector, "[5]", Ok).by_data(),
    event("force_update_connector", Dashboard, "[8]", Info),
    event("forced_pause_connector", Dashboard, "[6]", Warning).removed(),
    event("forced_resync_connector", Connector, "[7]", Warning),
    event("forced_resync_table", Connector, "[7]", Warning),
    event("generate_api_secret", AuditTrail, "[]", Warning),
    event("import_progress", Connector, "[5]", Info),
    event("info", Connector, "[5]", Info),
    event("insert_rows", Connector, "[5]", Info),
    event("json_value_too_long", Connector, "[5]", Warning),
    event("merge_rows", Connector, "[5]", Info).removed(),
    event("migrate_schema_config", Dashboard, "[]", Info).removed(),
    event("pause_connector", Dashboard, "[6]", Info).by_data(),
    event("processed_records", Connector, "[5]", Info),
    event("read_end", Connector, "[5]", Info),
    event("read_start", Connector, "[5]", Info),
    event("records_modified", Connector, "[5]", Info),
    event("remove_file_upload_table", Dashboard, "[]", Info).removed(),
    event("resume_connector", Dashboard, "[6]", Info),
    event("resync_connector", Dashboard, "[7]", Info),
    event("resync_table", Dashboard, "[7]", Info),
    event("schema_migration_end", Connector, "[5]", Ok).by_data(),
    event("schema_migration_failure", Connector, "[5]", Failure).removed(),
    event("schema_migration_start", Connector, "[5]", Info),
    event("schema_migration_success", Connector, "[5]", Ok).removed(),
    event("signin_warehouse", Dashboard, "[]", Info).removed(),
    event("signout_warehouse", Dashboard, "[]", Info).removed(),
    event("sql_query", Connector, "[5]", Info),
    event("status", Connector, "[5,9,10]", Warning).by_data().removed(),
    event("sync_connection", AuditTrail, "[7,8]", Info),
    event("sync_end", Connector, "[5,9,10]", Warning).by_data(),
    event("sync_start", Connector, "[5]", Info),
    event("sync_stats", Connector, "[9]", Ok),
    event("test_connector_connection", Dashboard, "[2]", Info),
    event("transformation_failed", Transformation, "[]", Failure),
    event("transformation_run_failed", Transformation, "[]", Failure).removed(),
    event("transformation_run_start", Transformation, "[]", Info).removed(),
    event("transformation_run_succeeded", Transformation, "[]", Ok).removed(),
    event("transformation_runs", Transformation, "[]", Info),
    event("transformation_start", Transformation, "[]", Info),
    event("transformation_succeeded", Transformation, "[]", Ok),
    event("update_bi_tool", Dashboard, "[]", Info).removed(),
    event("update_rows", Connector, "[5]", Info),
    event("update_state", Connector, "[5]", Info),
    event("update_warehouse", Dashboard, "[]", Info),
    event("upload_file", Dashboard, "[]", Info).removed(),
    event("warning", Connector, "[5]", Warning),
    event("write_to_table_end", Connector, "[5]", Info),
    event("write_to_table_start", Connector, "[5]", Info),
];

/// The names of all events.
pub const NAMES: [&str; EVENTS.len()] = {
    let mut names = [""; EVENTS.len()];
    let mut at = 0;
    while at < names.len() {
        names[at] = EVENTS[at].name;
        at += 1;
    }
    names
};

/// Returns the event of this name, ignoring case; `None` for an undocumented event.
pub fn find(name: &str) -> Option<&'static CatalogEvent> {
    static ALL: [CatalogEvent; EVENTS.len()] = EVENTS;
    let mut slot = hash(name.as_bytes());
    loop {
        let event = ALL.get(usize::from(SLOTS[slot]))?;
        if event.name == name || event.name.eq_ignore_ascii_case(name) {
            return Some(event);
        }
        slot = (slot + 1) % SLOTS.len();
    }
}

/// An empty slot.
const FREE: u8 = u8::MAX;

/// A hash table of the events with linear probing. The compiler builds it, because every entry of a file is looked up
/// here, and building it at start would cost time.
static SLOTS: [u8; 512] = {
    let mut slots = [FREE; 512];
    let mut at = 0;
    while at < EVENTS.len() {
        let mut slot = hash(EVENTS[at].name.as_bytes());
        while slots[slot] != FREE {
            slot = (slot + 1) % slots.len();
        }
        #[expect(clippy::cast_possible_truncation, reason = "there are fewer events than a byte has values")]
        {
            slots[slot] = at as u8;
        }
        at += 1;
    }
    slots
};

/// Returns the slot of a name among 512, ignoring case. It hashes the length and the bytes, eight at a time.
const fn hash(name: &[u8]) -> usize {
    let (mut hash, mut rest) = (name.len() as u64, name);
    while let Some((eight, more)) = rest.split_first_chunk() {
        hash = mixed(hash, u64::from_le_bytes(*eight));
        rest = more;
    }
    // The last eight bytes overlap with those before; a name shorter than eight bytes has only these.
    match (name.last_chunk(), rest) {
        (_, []) => {}
        (Some(last), _) => hash = mixed(hash, u64::from_le_bytes(*last)),
        (None, mut rest) => {
            while let [byte, more @ ..] = rest {
                hash = mixed(hash, *byte as u64);
                rest = more;
            }
        }
    }
    (hash >> 55) as usize
}

/// Adds bytes to a hash, ignoring case.
const fn mixed(hash: u64, letters: u64) -> u64 {
    const LOWER: u64 = u64::from_le_bytes([b'a' - b'A'; 8]);
    (hash ^ (letters | LOWER)).wrapping_mul(0x9e37_79b9_7f4a_7c15)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::providers::fivetran::transformation_runs;

    #[test]
    fn every_event_is_found_in_any_case_and_nothing_else_is() {
        for event in &EVENTS {
            assert_eq!(find(event.name).map(|found| found.name), Some(event.name));
            assert_eq!(find(&event.name.to_uppercase()).map(|found| found.name), Some(event.name));
            assert!(find(&format!("{}x", event.name)).is_none());
        }
        assert!(find("").is_none() && find("sync").is_none());
    }

    #[test]
    fn documented_and_removed_events_are_complete() {
        // Three of the removed names are former names of transformation events.
        assert_eq!(
            EVENTS.iter().filter(|event| !event.removed && event.name != transformation_runs::EVENT).count(),
            68
        );
        assert_eq!(EVENTS.iter().filter(|event| event.removed).count(), 20 + 3);
        assert!(NAMES.is_sorted());
    }
}
