//! Flags that show requests instead of sending them.

use clap::Args;

use crate::pipeline::Preview;

/// `--explain` and `--curl`.
#[derive(Debug, Clone, Copy, Default, Args)]
pub(crate) struct PreviewArgs {
    /// Show the query plan; for error codes see `connlog explain`
    #[arg(long, conflicts_with = "curl")]
    pub(crate) explain: bool,
    /// Print the first request as a curl command
    #[arg(long)]
    pub(crate) curl: bool,
}

impl PreviewArgs {
    /// Returns the text that the flags ask for.
    pub(crate) const fn selected(self) -> Option<Preview> {
        match (self.explain, self.curl) {
            (_, true) => Some(Preview::Curl),
            (true, false) => Some(Preview::Plan),
            (false, false) => None,
        }
    }
}
