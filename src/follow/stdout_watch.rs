//! Whether anyone still reads stdout: a pipe whose reader left is noticed while there is nothing to write.

#[cfg(unix)]
use crate::output;

/// Between two looks.
#[cfg(unix)]
const EVERY: std::time::Duration = std::time::Duration::from_secs(1);

/// Ends soon after whoever read stdout went away; never where that cannot be known.
#[cfg(unix)]
pub(crate) async fn gone() {
    while output::streams::has_reader() {
        tokio::time::sleep(EVERY).await;
    }
}

#[cfg(not(unix))]
pub(crate) async fn gone() {
    std::future::pending().await
}
