//! Reads and writes the baseline file.

use std::io::{self, ErrorKind};
use std::path::Path;

use super::args::BaselineArgs;
use crate::file_access::settings;
use crate::output::reports::atomic_file;
use connlog_core::error::{Code, Error, Result};
use connlog_core::gate::baseline::Baseline;
use connlog_core::sanitize::Escaped;
use connlog_core::secret_registry::SecretRegistry;

/// Maximum size of a baseline in bytes.
const LARGEST: u64 = 64 << 20;

/// Reads the known failures. Returns an empty baseline without `--baseline`, and if the missing file is also the file of
/// `--write-baseline`.
pub(crate) fn read(args: &BaselineArgs) -> Result<Baseline> {
    let Some(path) = &args.baseline else { return Ok(Baseline::default()) };
    let name = path.display();
    match settings::read_text(path, LARGEST) {
        Ok(text) => Baseline::read(&text).map_err(|why| {
            Error::config(format!("invalid baseline {name}"))
                .cause(why)
                .hint("write it again with connlog check --write-baseline and the same filters")
        }),
        Err(error) if error.kind() == ErrorKind::NotFound && args.write_baseline.as_ref() == Some(path) => {
            Ok(Baseline::default())
        }
        Err(error) => Err(Error::config(format!("cannot read the baseline {name}"))
            .cause(error)
            .hint(format!("for the first run, add --write-baseline {name}"))),
    }
}

/// Replaces the file if its failures changed.
pub(crate) fn write(path: &Path, baseline: &Baseline, secrets: &SecretRegistry) -> Result<()> {
    let mut text = Escaped::from_json(&baseline.text());
    text.hide(secrets);
    if settings::read_text(path, LARGEST).is_ok_and(|old| old == text.as_str()) {
        return Ok(());
    }
    atomic_file::replace(path, |out: &mut dyn io::Write| out.write_all(text.as_bytes())).map_err(|error| {
        Error::new(Code::Io, format!("cannot write the baseline {}", path.display()))
            .cause(error)
            .hint("check the folder and its permissions")
    })
}
