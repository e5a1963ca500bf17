//! `connlog help`: prints the help of a command, or the page of a topic.

mod examples;
mod page;
pub(crate) mod screen;
mod topic;

use clap::Args;
use clap::builder::PossibleValue;

use self::topic::HelpTopic;
use super::kind_lists::KindListArgs;
use super::{Cli, Command};
use crate::app::AppContext;
use crate::args::GlobalArgs;
use crate::args::open_value::OpenValueParser;
use crate::args::unused::InputNeeds;
use crate::output::terminal;
use crate::output::terminal::Palette;
use connlog_core::error::{Error, Exit, Result};
use connlog_core::sanitize::Keep;
use connlog_core::suggest::did_you_mean;

const EXAMPLES: &str = "\
Topics:
  exit-codes     what each exit code means
  errors         the form and the codes of errors
  environment    every environment variable
  expressions    the language of --where and --fail-on
  formats        output formats, fields and colour
  redaction      which values are hidden

Examples:
  connlog help expressions
  connlog help syncs show
  connlog help environment > environment.md";

/// Flags of `help`.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct HelpArgs {
    /// A topic, or a command with its subcommand [default: the list of commands]
    #[arg(value_name = "TOPIC|COMMAND", value_parser = OpenValueParser(known_words), hide_possible_values = true)]
    words: Vec<String>,
}

/// Returns the topics and the commands for completions.
fn known_words() -> Vec<PossibleValue> {
    let topics = HelpTopic::ALL.into_iter().map(|topic| PossibleValue::new(topic.name()).help(topic.about()));
    let commands = KindListArgs::names().chain(super::NAMES.iter().copied()).map(PossibleValue::new);
    topics.chain(commands).collect()
}

impl Command for HelpArgs {
    const INPUT: InputNeeds = InputNeeds::Nothing;

    fn run(&self, shared: &GlobalArgs, app: &mut AppContext) -> Result<Exit> {
        match self.words.as_slice() {
            [word] => match HelpTopic::find(word) {
                Some(topic) => print_topic(topic, shared, app),
                None => print_command(&self.words, app),
            },
            words => print_command(words, app),
        }
    }
}

/// Prints the page of a topic: as Markdown, or laid out for a terminal.
fn print_topic(topic: HelpTopic, shared: &GlobalArgs, app: &AppContext) -> Result<Exit> {
    let markdown = topic.page();
    if !app.stdout_is_terminal {
        app.print_text(&markdown, Keep::LINES)?;
        return Ok(Exit::Done);
    }
    let choice = shared.look.colour(&app.env)?;
    let palette = Palette::new(terminal::colour(choice, &app.env, true, false));
    let text = page::layout(&markdown, app.columns().map_or(80, usize::from), &palette);
    app.print_text(&text, Keep::coloured(!palette.is_plain()))?;
    Ok(Exit::Done)
}

/// Prints the help of a command with the long explanations that `--help` omits.
///
/// # Errors
///
/// Returns a usage error if `words` are not a command.
fn print_command(words: &[String], app: &AppContext) -> Result<Exit> {
    let mut command = Cli::clap_command();
    command.build();
    for word in words {
        let Some(found) = command.find_subcommand(word) else { return Err(unknown(word, &command)) };
        command = found.clone();
    }
    app.print_text(&command.render_long_help().to_string(), Keep::LINES)?;
    Ok(Exit::Done)
}

fn unknown(word: &str, command: &clap::Command) -> Error {
    let commands = command.get_subcommands().map(|found| found.get_name().to_owned());
    let known: Vec<String> = commands.chain(HelpTopic::ALL.map(|topic| topic.name().to_owned())).collect();
    let suggestion = did_you_mean(word, known.iter().map(String::as_str));
    Error::usage(format!("unknown topic or command `{word}`"))
        .hint(format!("{suggestion}`connlog help help` lists the topics, `connlog help` the commands"))
}
