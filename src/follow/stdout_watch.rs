//! Detects that the reader of stdout has gone, also while there is nothing to write.

#[cfg(unix)]
use crate::output;

/// The pause between two checks.
#[cfg(unix)]
const EVERY: std::time::Duration = std::time::Duration::from_secs(1);

/// Returns after the reader of stdout has gone. Never returns on systems that cannot report it.
#[cfg(unix)]
pub(crate) async fn closed() {
    while output::streams::has_reader() {
        tokio::time::sleep(EVERY).await;
    }
}

#[cfg(not(unix))]
pub(crate) async fn closed() {
    std::future::pending().await
}
