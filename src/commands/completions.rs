//! `connlog completions SHELL`.

use clap::Args;
use clap_complete::Shell;

use crate::app::AppContext;
use connlog_core::error::{Exit, Result};
use connlog_core::sanitize::Keep;

/// The shell to write completions for.
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  connlog completions bash > ~/.local/share/bash-completion/completions/connlog")]
pub(crate) struct CompletionsArgs {
    /// bash, zsh, fish, powershell or elvish
    shell: Shell,
}

pub(crate) fn run(args: &CompletionsArgs, program: &mut clap::Command, process: &AppContext) -> Result<Exit> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, program, "connlog", &mut script);
    process.print_text(&String::from_utf8_lossy(&script), Keep::TABS)?;
    Ok(Exit::Done)
}
