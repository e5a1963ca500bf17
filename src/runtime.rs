//! The asynchronous runtime of commands that use the network.

use connlog_core::error::{Code, Error, Result};

/// Starts a runtime on this thread.
///
/// # Errors
///
/// When the system refuses the runtime's files or threads.
pub(crate) fn start() -> Result<tokio::runtime::Runtime> {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|error| Error::new(Code::Internal, "cannot start the network runtime").cause(error))
}
