//! Describes a database for `doctor` and in notes.

use super::database_source::{DatabaseConnector, WarehouseSource};
use crate::app::AppContext;
use crate::runtime;
use crate::sources::SourceFact;
use connlog_core::error::Result;
use connlog_core::time::timestamp;

/// Connects, and describes the database for `doctor`.
pub(crate) fn examine<C: DatabaseConnector>(source: &WarehouseSource<C>, app: &AppContext) -> Result<Vec<SourceFact>> {
    app.signals.watch()?;
    let fact = |name, value: String| SourceFact { name, value, is_warning: false };
    runtime::start()?.block_on(async {
        let mut database = source.connect().await?;
        let mut facts = vec![fact("database", source.connector().name())];
        let versions = database.versions().await?;
        facts.extend(versions.driver.map(|driver| fact("driver", driver)));
        facts.extend(versions.server.map(|server| fact("version", server)));
        let (schema, others) = database.schemas();
        facts.push(fact("schema", schema.to_owned()));
        if !others.is_empty() {
            let value = format!("{}; --schema NAME reads them", others.join(", "));
            facts.push(fact("other schemas", value));
        }
        facts.push(fact("tables", database.tables().join(", ")));
        if !database.denied().is_empty() {
            let value = format!("no right to read {}", database.denied().join(", "));
            facts.push(SourceFact { name: "rights", value, is_warning: true });
        }
        let oldest = database.oldest().await?;
        let value = oldest.map_or_else(|| "no entry".to_owned(), timestamp::plain);
        facts.push(SourceFact { name: "oldest entry", value, is_warning: oldest.is_none() });
        Ok(facts)
    })
}
