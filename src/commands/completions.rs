//! `connlog completions`: prints the completion script for a shell.

use clap::Args;
use clap_complete::Shell;

use super::{Cli, Command};
use crate::app::AppContext;
use crate::args::GlobalArgs;
use crate::args::unused::InputNeeds;
use connlog_core::error::{Exit, Result};
use connlog_core::sanitize::Keep;

/// Flags of `completions`.
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  connlog completions bash > ~/.local/share/bash-completion/completions/connlog")]
pub(crate) struct CompletionsArgs {
    /// Shell
    shell: Shell,
}

impl Command for CompletionsArgs {
    const INPUT: InputNeeds = InputNeeds::Nothing;

    fn run(&self, _: &GlobalArgs, app: &mut AppContext) -> Result<Exit> {
        let mut script = Vec::new();
        clap_complete::generate(self.shell, &mut Cli::clap_command(), "connlog", &mut script);
        app.print_text(&String::from_utf8_lossy(&script), Keep::TABS)?;
        Ok(Exit::Done)
    }
}
