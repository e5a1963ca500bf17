//! Names of the account: ids, services, groups, destinations and agents.

use super::FivetranAccount;
use crate::rng::{Topic, below_len, scatter};

const ADJECTIVES: [&str; 16] = [
    "brisk", "wanting", "lively", "plain", "modest", "amber", "silver", "quiet", "tidy", "cautious", "gentle",
    "hollow", "mellow", "rustic", "sturdy", "vivid",
];
const NOUNS: [&str; 16] = [
    "harbour", "mulberry", "thicket", "saddle", "pebble", "orchard", "canyon", "meadow", "lantern", "willow", "anchor",
    "bramble", "cinder", "furrow", "gable", "hearth",
];
/// Services with the schema that their connections usually have.
const SERVICES: [(&str, &str); 12] = [
    ("postgres", "orders_db"),
    ("salesforce", "crm"),
    ("google_ads", "ads"),
    ("google_sheets", "price_lists.main"),
    ("mysql", "billing"),
    ("stripe", "payments"),
    ("mongo", "events"),
    ("hubspot", "marketing"),
    ("shopify", "shop"),
    ("zendesk", "support"),
    ("netsuite_suiteanalytics", "finance"),
    ("s3", "uploads"),
];
const GROUPS: [(&str, &str); 4] =
    [("Warehouse", "snowflake"), ("Analytics", "big_query"), ("Finance", "redshift"), ("Lake", "databricks")];

/// Returns two words and a number, so that ids never repeat.
fn words(account: FivetranAccount, topic: Topic, index: u64) -> String {
    let roll = account.dice.roll(topic, index);
    let (first, second) = (ADJECTIVES[below_len(roll % 16)], NOUNS[below_len(roll / 16 % 16)]);
    if index < 4 { format!("{first}_{second}") } else { format!("{first}_{second}{index}") }
}

impl FivetranAccount {
    /// Returns the id of a connection.
    pub(super) fn connection_id(self, index: u64) -> String {
        let id = words(self, Topic::FivetranConnection, index);
        let repeats = (0..index.min(4)).any(|other| words(self, Topic::FivetranConnection, other) == id);
        if repeats { format!("{id}{index}") } else { id }
    }

    /// Returns the id of a group, which is also the id of its destination.
    pub(super) fn group_id(self, group: u64) -> String {
        format!("{}{group}", words(self, Topic::FivetranGroup, group))
    }

    /// Returns the group of a connection. The last group has a broken destination and few connections.
    pub(super) const fn group_of(self, index: u64) -> u64 {
        let last = self.groups() - 1;
        if index % 24 == 5 { last } else { index % last }
    }

    /// Returns the sync id of a run.
    pub(super) fn sync_id(self, index: u64, run: u64) -> String {
        let high = self.dice.roll(Topic::FivetranSync, index << 32 | run & 0xffff_ffff);
        let bytes = (u128::from(high) << 64 | u128::from(scatter(high ^ run))).to_be_bytes();
        uuid::Builder::from_random_bytes(bytes).into_uuid().to_string()
    }
}

/// Returns the service of a connection and its schema.
pub(super) fn service(index: u64) -> (&'static str, String) {
    let (service, schema) = SERVICES[below_len(index % 12)];
    let number = index / 12;
    match schema.split_once('.') {
        _ if number == 0 => (service, schema.to_owned()),
        Some((schema, table)) => (service, format!("{schema}_{number}.{table}")),
        None => (service, format!("{schema}_{number}")),
    }
}

/// Returns the name of a group and the service of its destination.
pub(super) fn group(group: u64) -> (String, &'static str) {
    let (name, service) = GROUPS[below_len(group % 4)];
    let number = group / 4;
    (if number == 0 { name.to_owned() } else { format!("{name} {}", number + 1) }, service)
}
