//! The end of a check: the verdict first, then errors of writing.

use crate::app::AppContext;
use connlog_core::error::{Error, Exit, Result};

/// Collects errors of writing, so that the verdict is reported first.
#[derive(Default)]
pub(super) struct CheckExit {
    faults: Vec<Error>,
}

impl CheckExit {
    /// Keeps the error of a write.
    pub(super) fn keep(&mut self, done: Result<()>) {
        self.faults.extend(done.err());
    }

    /// Reports the verdict and the write errors. A write error only changes the exit code of a check that passed.
    pub(super) fn with(self, verdict: Option<Error>, exit_code: u8, warn_only: bool, app: &AppContext) -> Result<Exit> {
        let mut faults = self.faults.into_iter();
        let last = match verdict {
            Some(fault) if exit_code != 0 => Some(fault),
            Some(fault) if warn_only => {
                app.warn(&fault.to_string());
                faults.next()
            }
            _ => faults.next(),
        };
        for fault in faults {
            app.warn(&fault.to_string());
        }
        last.map_or(Ok(Exit::Done), Err)
    }
}
