//! Reads the records of Fivetran's tables in a PostgreSQL or Redshift database, over PostgreSQL's protocol.

pub mod channel;
pub mod connection;
pub mod errors;
pub mod location;
pub mod parameter;
pub mod protection;
pub mod row;
pub mod tls;
pub mod url;

use std::time::Duration;

use self::connection::PostgresConnection;
use self::url::Address;
use super::SourceType;
use super::warehouse::database_source::{self, DatabaseConnector, ReadOptions, WarehouseSource};
use super::warehouse::doctor_facts;
use super::warehouse::follower::WarehouseTarget;
use crate::app::AppContext;
use crate::args::GlobalArgs;
use crate::args::input::FromArgs;
use crate::config::network::Network;
use crate::pipeline::Capabilities;
use connlog_core::error::{Code, Error, Result};

/// Fivetran's tables in a database, whose address `--from` names.
pub(super) static SOURCE: SourceType = SourceType {
    capabilities: database_source::CAPABILITIES,
    accepts: |from| Ok(from.database()?.is_some()),
    open: |shared, app| Ok(Box::new(open(shared, app)?)),
    read_case: None,
    open_target: |shared, _, app| Ok(Box::new(WarehouseTarget(open(shared, app)?))),
    examine: Some(|shared, app| doctor_facts::examine(&open(shared, app)?, app)),
};

/// Connects over PostgreSQL's protocol.
pub(crate) struct PostgresConnector {
    address: Address,
    timeout: Duration,
}

impl DatabaseConnector for PostgresConnector {
    type Database = PostgresConnection;

    fn capabilities(&self) -> &'static Capabilities {
        &SOURCE.capabilities
    }

    fn name(&self) -> String {
        self.address.to_string()
    }

    fn secret(&self) -> Option<&str> {
        self.address.password()
    }

    async fn connect(&self) -> Result<PostgresConnection> {
        PostgresConnection::open(self.address.clone(), self.timeout).await
    }
}

/// Returns the database of `--from` without connecting.
fn open(shared: &GlobalArgs, app: &AppContext) -> Result<WarehouseSource<PostgresConnector>> {
    let network = Network::from(&shared.network);
    let Some(location) = shared.from.database()? else {
        return Err(Error::new(Code::Internal, "cannot open a database: --from names none"));
    };
    if shared.api.demo {
        return Err(Error::usage("--demo and --from cannot be used together")
            .cause("entries come from one place")
            .hint("leave out --demo or --from"));
    }
    let address = Address::new(&location, &app.env, network.timeout)?;
    address.register_password(app.secrets());
    let FromArgs { schema, strict, keep_repeats, .. } = shared.from.clone();
    let options = ReadOptions { schema, strict, keep_repeats, debug: network.debug };
    Ok(WarehouseSource::new(PostgresConnector { address, timeout: network.timeout }, options))
}
