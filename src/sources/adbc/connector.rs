//! The source: connects to the database of `--from` with the options of the context.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use super::address::AdbcAddress;
use super::connection::AdbcConnection;
use crate::app::AppContext;
use crate::args::GlobalArgs;
use crate::args::input::FromArgs;
use crate::config;
use crate::config::network::Network;
use crate::env;
use crate::pipeline::Capabilities;
use crate::sources::SourceType;
use crate::sources::warehouse::database_source::{self, DatabaseConnector, ReadOptions, WarehouseSource};
use crate::sources::warehouse::doctor_facts;
use crate::sources::warehouse::follower::WarehouseTarget;
use connlog_core::error::{Code, Error, Result};

/// Fivetran's tables in a warehouse, whose address `--from` names.
pub(in crate::sources) static SOURCE: SourceType = SourceType {
    capabilities: database_source::CAPABILITIES,
    accepts: |from| from.warehouse().map(|address| address.is_some()),
    open: |shared, app| Ok(Box::new(open(shared, app)?)),
    read_case: None,
    open_target: |shared, _, app| Ok(Box::new(WarehouseTarget(open(shared, app)?))),
    examine: Some(|shared, app| doctor_facts::examine(&open(shared, app)?, app)),
};

/// Connects through a driver.
pub(crate) struct AdbcConnector {
    address: Arc<AdbcAddress>,
    /// Folders with drivers of the active Python environment.
    folders: Vec<PathBuf>,
    timeout: Duration,
}

impl DatabaseConnector for AdbcConnector {
    type Database = AdbcConnection;

    fn capabilities(&self) -> &'static Capabilities {
        &SOURCE.capabilities
    }

    fn name(&self) -> String {
        self.address.to_string()
    }

    fn secret(&self) -> Option<&str> {
        self.address.secrets().next()
    }

    async fn connect(&self) -> Result<AdbcConnection> {
        AdbcConnection::open(Arc::clone(&self.address), self.folders.clone(), self.timeout).await
    }
}

/// Returns the database of `--from` without connecting.
fn open(shared: &GlobalArgs, app: &AppContext) -> Result<WarehouseSource<AdbcConnector>> {
    let network = Network::from(&shared.network);
    let typed = shared.from.warehouse()?;
    let Some(address) = typed.map(AdbcAddress::parse).transpose()?.flatten() else {
        return Err(Error::new(Code::Internal, "cannot open a database: --from names none"));
    };
    let address = address.with_options(config::driver_options(&shared.api, &app.env)?);
    address.register_secrets(app.secrets());
    let FromArgs { schema, strict, keep_repeats, .. } = shared.from.clone();
    let schema = schema.or_else(|| address.schema.clone());
    let options = ReadOptions { schema, strict, keep_repeats, debug: network.debug };
    let folders = python_folders(&address.driver, app);
    Ok(WarehouseSource::new(AdbcConnector { address: Arc::new(address), folders, timeout: network.timeout }, options))
}

/// Returns the folders of the active Python environment in which `pip install adbc-driver-NAME` puts a driver.
fn python_folders(driver: &str, app: &AppContext) -> Vec<PathBuf> {
    let name = driver.strip_prefix("adbc_driver_").unwrap_or(driver);
    let Some(folder) = app.env.folder(env::VIRTUAL_ENV).filter(|_| !name.contains(['/', '\\', '.'])) else {
        return Vec::new();
    };
    let pattern = folder.join("lib/python3*/site-packages").join(format!("adbc_driver_{name}"));
    let found = pattern.to_str().and_then(|pattern| glob::glob(pattern).ok());
    found.into_iter().flatten().filter_map(Result::ok).collect()
}
