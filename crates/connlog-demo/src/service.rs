//! The state of the demo server, which all connections share.

use std::sync::{Mutex, MutexGuard, PoisonError};

use tokio::sync::Notify;

use super::DemoProvider;
use super::Options;
use super::dataset::Dataset;
use super::fault_injection::InjectedFault;
use super::fivetran::FivetranAccount;
use super::rate_limit::SlidingWindow;
use super::request_log::RequestLog;

/// Everything a request needs.
pub(super) struct Service {
    pub options: Options,
    /// The port that it listens on.
    pub port: u16,
    pub world: Dataset,
    pub fivetran: FivetranAccount,
    pub seen: Mutex<RequestLog>,
    pub stop: Notify,
    /// Those in force; other ones may be ordered while the server runs.
    pub faults: Mutex<Vec<InjectedFault>>,
    pub limit: Mutex<SlidingWindow>,
}

impl Service {
    pub(super) fn new(options: Options, port: u16) -> Self {
        let late = u64::try_from(options.late.as_millis()).unwrap_or(u64::MAX);
        let world = Dataset::new(options.seed, options.entries, options.days).with_late(late);
        let faults = Mutex::new(options.faults.clone());
        let fivetran = FivetranAccount { dice: world.dice, connections: options.connections };
        let (usual, window) = match options.provider {
            DemoProvider::Zernio => (600, 60_000),
            DemoProvider::Fivetran => (20_000, 3_600_000),
        };
        let limit = Mutex::new(SlidingWindow::new(options.rate_limit.unwrap_or(usual), window));
        Self { options, port, world, fivetran, seen: Mutex::default(), stop: Notify::new(), faults, limit }
    }
}

/// Locks a value, also after a panic of another thread.
pub(super) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
