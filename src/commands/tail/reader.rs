//! Whether anyone still reads stdout: a pipe whose reader left is noticed while there is nothing to write.

/// Between two looks.
#[cfg(unix)]
const EVERY: std::time::Duration = std::time::Duration::from_secs(1);

/// Ends soon after whoever read stdout went away; never where that cannot be known.
#[cfg(unix)]
pub(super) async fn gone() {
    use rustix::event::{PollFd, PollFlags, Timespec, poll};

    let now = Timespec { tv_sec: 0, tv_nsec: 0 };
    let stdout = std::io::stdout();
    loop {
        tokio::time::sleep(EVERY).await;
        // Errors are told without being asked for; a file that nobody reads has none.
        let mut watched = [PollFd::new(&stdout, PollFlags::empty())];
        let told = poll(&mut watched, Some(&now)).is_ok_and(|told| told > 0);
        if told && watched.iter().any(|stdout| stdout.revents().contains(PollFlags::ERR)) {
            return;
        }
    }
}

#[cfg(not(unix))]
pub(super) async fn gone() {
    std::future::pending().await
}
