//! Helpers of the tests: the program with a clean environment, the demo server, and a scripted server.
#![expect(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    clippy::format_collect,
    clippy::return_self_not_must_use,
    reason = "a helper that fails is a test that fails, and the tests alone may look at the environment"
)]

pub mod missing;
pub mod terminal;

mod demo;
mod run;
mod saved_cursor;
mod scripted;
mod tailing;
mod world;

use std::path::PathBuf;

pub use crate::demo::Demo;
pub use crate::run::{Ended, Run};
pub use crate::saved_cursor::SavedCursor;
pub use crate::scripted::{Answer, Scripted, cut, page, parameter};
pub use crate::tailing::{Tailing, signal};
pub use crate::world::World;

/// The moment that counts as now wherever output is compared.
pub const NOW: &str = "2026-11-20T12:00:00Z";
/// The demo server's key.
pub const KEY: &str = "sk_de30de30de30de30de30de30de30de30de30de30de30de30de30de30de30de30";

/// The project's folder.
pub fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().unwrap()
}

/// Compares a committed file with what the program generates. `CONNLOG_TEST_OVERWRITE=1` writes the file first.
#[track_caller]
pub fn assert_current(path: &str, generated: &str) {
    let file = root().join(path);
    if std::env::var_os("CONNLOG_TEST_OVERWRITE").is_some_and(|value| value == "1") {
        std::fs::create_dir_all(file.parent().unwrap()).unwrap();
        std::fs::write(&file, generated).unwrap();
    }
    let committed = std::fs::read_to_string(&file).unwrap_or_default().replace("\r\n", "\n");
    let renew = "CONNLOG_TEST_OVERWRITE=1 cargo test --test project current";
    assert!(committed == generated, "{path} is stale; `{renew}` renews all generated files");
}

/// Returns the path of the program, which cargo puts in the folder above that of the tests.
pub fn program() -> PathBuf {
    let test = std::env::current_exe().unwrap();
    test.ancestors().nth(2).unwrap().join(format!("connlog{}", std::env::consts::EXE_SUFFIX))
}

/// `connlog` with these arguments, split at spaces.
pub fn connlog(arguments: &str) -> Run {
    Run::new(&arguments.split_whitespace().collect::<Vec<_>>())
}

/// The two ways the API speaks, as `--dialect` and `--serves` name them.
pub const DIALECTS: [&str; 2] = ["late", "zernio"];

/// The text of an example answer.
pub fn fixture(name: &str) -> String {
    std::fs::read_to_string(root().join("tests/fixtures/late").join(name)).unwrap()
}
