//! `connlog config`: shows and changes the configuration file.

mod edit;

use std::io::Read as _;

use clap::{Args, Subcommand};

use super::Command;
use crate::app::AppContext;
use crate::args::GlobalArgs;
use crate::args::unused::InputNeeds;
use crate::config::document::{ConfigDocument, Setting};
use crate::config::overview::{ConfigOverview, ContextOverview};
use crate::output::formats;
use crate::output::text_table::{self, TextColumn};
use connlog_core::error::{Code, Error, Exit, Result};
use connlog_core::escape::visible;
use connlog_core::sanitize::Keep;

/// The most bytes of a key.
const MAX_KEY: u64 = 16 * 1024;

const EXAMPLES: &str = "\
Examples:
  pass show zernio | connlog config set work.api_key --stdin
  connlog config set home.api_key_file ~/.keys/home
  connlog config set home.base_url https://zernio.com/api
  connlog config use work
  connlog -c home posts
  connlog config set tz Europe/Berlin
  connlog config list
  connlog config edit

The file:
  default = \"work\"                  the context without -c NAME
  tz = \"Europe/Berlin\"              also output = \"json\", color = \"never\"
  [context.work]
  api_key_file = \"work.key\"         or api_key = \"...\"
  base_url = \"https://...\"          also dialect, provider
  [context.lake.options]            options of a database driver by their full names
  password = \"...\"";

/// Flags of `config`.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct ConfigArgs {
    #[command(subcommand)]
    action: ConfigAction,
}

#[derive(Debug, Subcommand)]
enum ConfigAction {
    /// Print the path of the configuration file
    #[command(after_help = "Example:\n  ls -l \"$(connlog config path)\"")]
    Path,
    /// List contexts and preferences, without keys
    #[command(after_help = "Examples:\n  connlog config list\n  connlog config list --json | jq -r '.contexts[].name'")]
    List {
        /// Print a JSON object
        #[arg(long)]
        json: bool,
    },
    /// Make a context the default
    #[command(after_help = "Example:\n  connlog config use work")]
    Use {
        /// Name of the context
        name: String,
    },
    /// Set a value of a context, or a preference: output, color, tz
    #[command(after_help = SET_EXAMPLES)]
    Set {
        /// Name of the setting, such as work.base_url or tz
        #[arg(value_name = "CONTEXT.KEY")]
        setting: String,
        /// Value; an API key or a password comes from --stdin
        #[arg(allow_hyphen_values = true, required_unless_present = "stdin", conflicts_with = "stdin")]
        value: Option<String>,
        /// Read the value from stdin
        #[arg(long)]
        stdin: bool,
    },
    /// Edit a copy in $VISUAL or $EDITOR, which becomes the file if it is valid
    #[command(after_help = "Example:\n  EDITOR=nano connlog config edit")]
    Edit,
}

const SET_EXAMPLES: &str = "\
Examples:
  connlog config set work.api_key --stdin < key.txt
  connlog config set work.api_key_file work.key
  connlog config set work.dialect zernio
  connlog config set lake.options.password --stdin < password.txt
  connlog config set output json";

impl Command for ConfigArgs {
    const INPUT: InputNeeds = InputNeeds::Nothing;

    fn run(&self, _: &GlobalArgs, app: &mut AppContext) -> Result<Exit> {
        match &self.action {
            ConfigAction::Path => path(app)?,
            ConfigAction::List { json } => list(*json, app)?,
            ConfigAction::Use { name } => select(name, app)?,
            ConfigAction::Set { setting, value, .. } => set(setting, value.as_deref(), app)?,
            ConfigAction::Edit => edit::edit(app)?,
        }
        Ok(Exit::Done)
    }
}

fn path(app: &AppContext) -> Result<()> {
    let overview = crate::config::path(&app.env)?;
    if !overview.exists() {
        app.note("the file does not exist yet; connlog config edit creates it");
    }
    app.print_text(&format!("{}\n", visible(&overview.display().to_string())), Keep::LINES)
}

fn list(json: bool, app: &AppContext) -> Result<()> {
    let overview = ConfigOverview::read(&app.env)?;
    if json {
        return app.print_json(&serde_json::json!(overview));
    }
    app.print_text(&text(&overview), Keep::LINES)
}

/// Formats the overview: the file, preferences, and a table of contexts with a mark at the default one.
fn text(overview: &ConfigOverview) -> String {
    let path = overview.file.as_ref().map_or_else(|| "none".to_owned(), |path| path.display().to_string());
    let exists = if overview.exists { "" } else { "  (does not exist)" };
    let mut text = format!("file    {}{exists}\n", visible(&path));
    for preference in &overview.preferences {
        text +=
            &format!("{:7} {}  (from {})\n", preference.name, visible(&preference.value), visible(&preference.origin));
    }
    if overview.contexts.is_empty() {
        return text + "no contexts; `connlog config set NAME.api_key --stdin` creates one\n";
    }
    let columns = ["", "context", "provider", "key", "base URL", "dialect"].map(|title| TextColumn::text(title, 0));
    let row = |context: &ContextOverview| {
        let mark = if overview.default.as_ref() == Some(&context.name) { "*" } else { "" };
        [mark, &context.name, context.provider, &context.key, &context.base_url, context.dialect]
            .map(|cell| visible(cell).into_owned())
            .to_vec()
    };
    let rows: Vec<Vec<String>> = overview.contexts.iter().map(row).collect();
    text.push('\n');
    text + &text_table::lines(&columns, &rows, None).join("\n") + "\n"
}

fn select(name: &str, app: &AppContext) -> Result<()> {
    let mut document = ConfigDocument::load(&app.env)?;
    document.select(name)?;
    document.save()?;
    app.note(&format!("{name} is the default context in {}", document.path().display()));
    Ok(())
}

/// Sets a value. An API key or a password is accepted on stdin only, because other users can read a command line.
fn set(name: &str, typed: Option<&str>, app: &mut AppContext) -> Result<()> {
    let setting = Setting::parse(name)?;
    if typed.is_some_and(|value| setting.is_secret(value)) {
        let is_option = matches!(setting, Setting::DriverOption { .. });
        let (what, rest) =
            if is_option { ("a password", "") } else { ("an API key", ", or set the file as api_key_file") };
        return Err(Error::usage(format!("{what} cannot be an argument"))
            .cause("other users can read a command line, and the shell stores it")
            .hint(format!("write `connlog config set {name} --stdin < FILE`{rest}")));
    }
    let value = match typed {
        Some(value) => value.to_owned(),
        None => stdin(app)?,
    };
    let is_format = setting != Setting::Global("output".to_owned()) || formats::find(&value).is_some();
    if !is_format {
        let known: Vec<&str> = formats::FORMATS.iter().map(|spec| spec.name).collect();
        return Err(Error::usage(format!("unknown format `{value}`")).hint(format!("use one of {}", known.join(", "))));
    }
    let mut document = ConfigDocument::load(&app.env)?;
    let replaced = document.set(&setting, &value)?;
    document.save()?;
    let place = document.path().display();
    app.note(&format!("{name} is set in {place}"));
    if let Some(replaced) = replaced {
        app.note(&format!("{replaced} of this context was removed, because only one of them can be set"));
    }
    Ok(())
}

/// Reads a value from stdin, without the white space around it.
fn stdin(app: &mut AppContext) -> Result<String> {
    let mut text = String::new();
    let read = app.take_stdin().take(MAX_KEY).read_to_string(&mut text);
    read.map_err(|error| Error::new(Code::Io, "cannot read stdin").cause(error))?;
    match text.trim() {
        "" => {
            Err(Error::usage("stdin is empty").hint("write the value to stdin: connlog config set NAME --stdin < FILE"))
        }
        value => {
            app.secrets().add(value);
            Ok(value.to_owned())
        }
    }
}
