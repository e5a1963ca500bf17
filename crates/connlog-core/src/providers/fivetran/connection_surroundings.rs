//! What the state of a connection depends on besides its own row.

use chrono::{DateTime, Utc};

/// What the state of a connection depends on besides its own row.
#[derive(Debug)]
pub struct ConnectionSurroundings<'p> {
    /// The name of its group.
    pub group_name: Option<&'p str>,
    /// The service of its destination, if the destination is broken.
    pub broken_destination: Option<&'p str>,
    /// The name of its agent, if the agent is offline.
    pub offline_agent: Option<&'p str>,
    /// The time of the answer.
    pub checked_at: DateTime<Utc>,
}
