//! The asynchronous runtime of commands that use the network.

use crate::signals::Signals;
use connlog_core::error::{Code, Error, Exit, Result};

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

/// Runs a future to its end, or until a signal arrives. The inner error is the exit code of the signal.
///
/// # Errors
///
/// When the runtime or the handlers of signals cannot be set up.
pub(crate) fn run<T>(signals: &Signals, future: impl Future<Output = T>) -> Result<Result<T, Exit>> {
    let listener = signals.listen()?;
    Ok(start()?.block_on(async {
        tokio::select! {
            biased;
            exit = listener.first() => Err(exit),
            value = future => Ok(value),
        }
    }))
}
