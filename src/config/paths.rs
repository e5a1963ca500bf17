//! The folders of the user, from environment variables, and a check of the permissions of files in them.

use std::path::{Path, PathBuf};

use crate::env::{self, Env};

pub(super) fn home(env: &Env) -> Option<PathBuf> {
    env.folder(env::HOME)
}

/// Returns the folder of the configuration file. On macOS it is the XDG folder too, as for most command line tools.
pub(super) fn config(env: &Env) -> Option<PathBuf> {
    below(env, env::CONFIG_HOME, ".config")
}

/// Returns the folder of caches.
pub(super) fn cache(env: &Env) -> Option<PathBuf> {
    below(env, env::CACHE_HOME, ".cache")
}

/// Returns the folder of state such as cursors.
pub(super) fn state(env: &Env) -> Option<PathBuf> {
    below(env, env::STATE_HOME, ".local/state")
}

/// Returns the folder of data such as the archive.
pub(super) fn data(env: &Env) -> Option<PathBuf> {
    below(env, env::DATA_HOME, ".local/share")
}

fn below(env: &Env, variable: &str, default: &str) -> Option<PathBuf> {
    let folder = env.folder(variable).or_else(|| Some(home(env)?.join(default)))?;
    Some(folder.join("connlog"))
}

/// Resolves a path in the configuration file `file`: after `~/` below the home folder, else below the folder of that file.
pub(super) fn resolve(path: &str, file: &Path, env: &Env) -> PathBuf {
    match (path.strip_prefix("~/"), home(env)) {
        (Some(rest), Some(home)) => home.join(rest),
        _ => file.parent().unwrap_or(Path::new("")).join(path),
    }
}

/// Returns a warning if other users have permissions for a file with a key. Pipes such as `<(pass show zernio)` are private.
#[cfg(unix)]
pub(super) fn check_permissions(path: &Path) -> Option<String> {
    use std::os::unix::fs::PermissionsExt as _;

    let metadata = std::fs::metadata(path).ok().filter(std::fs::Metadata::is_file)?;
    let mode = metadata.permissions().mode() & 0o777;
    let name = path.display().to_string();
    (mode & 0o077 != 0).then(|| {
        let quoted = shell_words::quote(&name);
        format!("{name} holds an API key, and its mode {mode:04o} gives other users access; run: chmod 600 {quoted}")
    })
}

#[cfg(not(unix))]
pub(super) fn check_permissions(_: &Path) -> Option<String> {
    None
}
