//! `connlog completions SHELL`.

use clap::Args;
use clap_complete::Shell;

use crate::error::{Exit, Result};
use crate::process::Process;
use crate::sanitize::Keep;

/// The shell to write completions for.
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  connlog completions bash > ~/.local/share/bash-completion/completions/connlog")]
pub(super) struct CompletionsArgs {
    /// bash, zsh, fish, powershell or elvish
    shell: Shell,
}

pub(super) fn run(args: &CompletionsArgs, program: &mut clap::Command, process: &Process) -> Result<Exit> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, program, "connlog", &mut script);
    process.print_text(&String::from_utf8_lossy(&script), Keep::TABS)?;
    Ok(Exit::Done)
}
