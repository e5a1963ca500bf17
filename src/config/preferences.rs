//! Preferences in the configuration file: output format, colour and time zone. Flags and variables precede them.

use clap::ValueEnum as _;

use super::reader;
use crate::args::output::ColorWhen;
use crate::env::{self, Env};
use crate::file_access::is_absent;
use connlog_core::error::{Error, Result};
use connlog_core::time::Zone;

/// The keys of preferences, each with the variable that precedes it.
pub(super) const KEYS: [(&str, &str); 3] = [("output", env::OUTPUT), ("color", env::COLOR), ("tz", env::ZONE)];

/// Adds the preferences of the file to `env` as the values of unset variables.
///
/// # Errors
///
/// `config` when the file cannot be read or a preference is invalid. `env` is then unchanged.
pub fn apply(env: &mut Env) -> Result<()> {
    let Some(path) = reader::path(env) else { return Ok(()) };
    let text = match reader::open(&path) {
        Ok(file) => file.text,
        // Commands that need the file report that it is missing.
        Err(error) if is_absent(&error) => return Ok(()),
        Err(error) => {
            return Err(Error::config(format!("cannot read the configuration file {}", path.display()))
                .cause(error)
                .hint("check who owns it"));
        }
    };
    let reader = reader::ConfigReader { path: &path, text: &text };
    let document = reader.document()?;
    let mut found = Vec::new();
    for (key, variable) in KEYS {
        let Some(value) = document.get(key) else { continue };
        let text = reader.string(key, value)?;
        check(key, text)
            .map_err(|cause| reader.wrong(value.span(), &cause).hint(format!("correct {key}, or leave it out")))?;
        found.push((variable, text.to_owned(), format!("`{key}` in {}", path.display())));
    }
    for (variable, value, origin) in found {
        // Every variable about colour precedes the file.
        let is_outranked = variable == env::COLOR && env.sets_colour();
        if !is_outranked {
            env.set_fallback(variable, value, origin);
        }
    }
    Ok(())
}

/// Checks the value of a preference. The list of output formats belongs to another layer, which checks `output`.
pub(super) fn check(key: &str, text: &str) -> Result<(), String> {
    match key {
        "tz" => text.parse::<Zone>().map(drop),
        "color" => ColorWhen::from_str(text, true)
            .map(drop)
            .map_err(|_| format!("unknown color `{text}`; expected auto, always or never")),
        _ => Ok(()),
    }
}
