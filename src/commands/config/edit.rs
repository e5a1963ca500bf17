//! `connlog config edit`: lets the user edit a copy of the file. Only a valid copy becomes the file.

use std::io::Read as _;
use std::path::Path;
use std::process::Command as Process;

use crate::app::AppContext;
use crate::config::draft::{ConfigDraft, SavedDraft};
use crate::config::overview::ConfigOverview;
use crate::env;
use connlog_core::error::{Error, Result};
use connlog_core::sanitize::{Escaped, Keep};

/// The most bytes of an answer.
const MAX_ANSWER: usize = 1 << 10;

/// Opens a copy of the file in an editor, and replaces the file if the copy is valid. On a terminal the user may edit an
/// invalid copy again, as with `visudo`.
///
/// # Errors
///
/// `config` if the editor fails, or if the copy stays invalid. The file is then unchanged.
pub(super) fn edit(app: &mut AppContext) -> Result<()> {
    let draft = ConfigDraft::create(&app.env)?;
    let line = app.env.first(&env::EDITOR).map_or(if cfg!(windows) { "notepad" } else { "vi" }, |(_, line)| line);
    let line = line.to_owned();
    loop {
        run_editor(&line, draft.path(), app).map_err(|fault| draft.abandon(fault))?;
        match draft.save() {
            Ok(SavedDraft::Replaced) => break,
            Ok(SavedDraft::Unchanged) => {
                app.note(&format!("{} is unchanged", draft.file().display()));
                break;
            }
            Err(fault) if !wants_to_edit_again(&fault, app) => return Err(draft.abandon(fault)),
            Err(_) => {}
        }
    }
    ConfigOverview::read(&app.env).map(drop)
}

/// Asks on a terminal whether the user wants to edit the copy again. Without a terminal the answer is no.
fn wants_to_edit_again(fault: &Error, app: &mut AppContext) -> bool {
    if !app.stderr_is_terminal || app.stdin_is_piped {
        return false;
    }
    app.warn(&fault.to_string());
    app.print_error(&Escaped::from_text("edit again? [Y/n] ", Keep::LINES));
    // A terminal passes one line at a time.
    let mut answer = [0; MAX_ANSWER];
    let length = app.stdin.read(&mut answer).unwrap_or_default();
    let line = answer.get(..length).unwrap_or_default().trim_ascii_start();
    // The end of stdin has no line.
    length > 0 && !line.starts_with(b"n") && !line.starts_with(b"N")
}

/// Runs the editor and waits for its end. Keys in the environment are withheld.
fn run_editor(line: &str, path: &Path, app: &AppContext) -> Result<()> {
    let failed = |cause: String| {
        Error::config(format!("cannot edit {}", path.display()))
            .cause(cause)
            .hint("set EDITOR to the command of an editor")
    };
    let words = shell_words::split(line).map_err(|error| failed(format!("`{line}`: {error}")))?;
    let (program, arguments) = words.split_first().ok_or_else(|| failed("EDITOR is empty".to_owned()))?;
    let mut editor = Process::new(program);
    editor.args(arguments).arg(path);
    for name in app.env.secret_names(&[]) {
        editor.env_remove(name);
    }
    match editor.status() {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => Err(failed(format!("{program} ended with {status}"))),
        Err(error) => Err(failed(format!("{program}: {error}"))),
    }
}
