//! Folders of the user, found from the environment that is handed in, and who else may read a file there.

use std::path::{Path, PathBuf};

use crate::env::{self, Env};

pub(super) fn home(env: &Env) -> Option<PathBuf> {
    env.folder(env::HOME)
}

/// The folder of our configuration. XDG on macOS too: that is where people look for the files of a CLI.
pub(super) fn config(env: &Env) -> Option<PathBuf> {
    below(env, env::CONFIG_HOME, ".config")
}

/// The folder of what may be lost.
pub(super) fn cache(env: &Env) -> Option<PathBuf> {
    below(env, env::CACHE_HOME, ".cache")
}

/// The folder of what outlives a run but is no setting: cursors.
pub(super) fn state(env: &Env) -> Option<PathBuf> {
    below(env, env::STATE_HOME, ".local/state")
}

fn below(env: &Env, variable: &str, usual: &str) -> Option<PathBuf> {
    let folder = env.folder(variable).or_else(|| Some(home(env)?.join(usual)))?;
    Some(folder.join("connlog"))
}

/// `path` as typed in a configuration file: below home after `~/`, else below the folder of that file.
pub(super) fn typed(path: &str, file: &Path, env: &Env) -> PathBuf {
    match (path.strip_prefix("~/"), home(env)) {
        (Some(rest), Some(home)) => home.join(rest),
        _ => file.parent().unwrap_or(Path::new("")).join(path),
    }
}

/// What to do about a file that holds a key and lets other users in; `None` where it does not. Pipes and devices never
/// do: `<(pass show zernio)` is nobody else's.
#[cfg(unix)]
pub(super) fn check_permissions(path: &Path) -> Option<String> {
    use std::os::unix::fs::PermissionsExt as _;

    let metadata = std::fs::metadata(path).ok().filter(std::fs::Metadata::is_file)?;
    let mode = metadata.permissions().mode() & 0o777;
    let shown = path.display().to_string();
    (mode & 0o077 != 0).then(|| {
        let quoted = shown.replace('\'', r"'\''");
        format!("{shown} holds an API key, and its mode {mode:04o} lets other users at it; run: chmod 600 '{quoted}'")
    })
}

#[cfg(not(unix))]
pub(super) fn too_open(_: &Path) -> Option<String> {
    None
}
