//! `connlog why ID`: the story behind one post, account, profile, request, event, connection or sync.

use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};

use super::Command;
use crate::app::AppContext;
use crate::args::GlobalArgs;
use crate::args::unused::InputNeeds;
use crate::args::window::{WindowArgs, ZONE};
use crate::output::story_text::{self, StoryStyle};
use crate::output::terminal::{self, Palette};
use crate::output::writer::WriteError;
use crate::pipeline::case_assembly::{self, CaseRequest, CollectedCase};
use crate::sources;
use connlog_core::diagnosis::case::{Case, SubjectKind};
use connlog_core::diagnosis::story::Story;
use connlog_core::error::{Error, Exit, Result};
use connlog_core::sanitize::{Escaped, Keep};

const EXAMPLES: &str = "\
Examples:
  connlog why ID                              a post, an account, a profile, a request or an event
  connlog why okonamarushop --demo            the name of an account
  connlog why ID --entries -o md > ticket.md
  connlog why ID -o json | jq .cause
  connlog why orders_db --from export.ndjson  a Fivetran connection or a sync";

/// Flags of `why` and of `posts show`.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct WhyArgs {
    /// Id of a post, account, profile, API request, webhook event, Fivetran connection or sync; or the name of an
    /// account or a connection
    #[arg(value_name = "ID")]
    id: String,
    /// Print the entries that the story rests on
    #[arg(long)]
    entries: bool,
    /// Output format
    #[arg(short, long, visible_alias = "format", value_name = "FORMAT", default_value = "text")]
    output: StoryFormat,
    /// Same as -o json
    #[arg(long, conflicts_with = "output")]
    json: bool,
    /// Write to this file; `-` is stdout
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    #[arg(long, value_name = "ZONE", allow_hyphen_values = true, help = ZONE, help_heading = "Window")]
    tz: Option<String>,
    /// Same as --tz utc
    #[arg(long, conflicts_with = "tz", help_heading = "Window")]
    utc: bool,
}

/// The form of a story.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum StoryFormat {
    /// Sentences and a dated list
    Text,
    /// One JSON object; `connlog schema why` describes it
    Json,
    /// Markdown for a ticket
    Md,
}

impl Command for WhyArgs {
    const INPUT: InputNeeds = InputNeeds::Entries;

    fn out(&self) -> Option<&Path> {
        self.out.as_deref()
    }

    fn run(&self, shared: &GlobalArgs, app: &mut AppContext) -> Result<Exit> {
        run(self, None, shared, app)
    }
}

impl WhyArgs {
    const fn format(&self) -> StoryFormat {
        if self.json { StoryFormat::Json } else { self.output }
    }
}

/// Tells the story of an id. `expected`: what the id must be.
pub(super) fn run(
    args: &WhyArgs,
    expected: Option<SubjectKind>,
    shared: &GlobalArgs,
    app: &mut AppContext,
) -> Result<Exit> {
    let id = args.id.trim();
    if id.is_empty() {
        return Err(Error::usage("invalid empty id").hint("`connlog posts` and `connlog status -o json` list ids"));
    }
    let zone = WindowArgs { tz: args.tz.clone(), utc: args.utc, ..WindowArgs::default() }.zone(&app.env)?;
    let source_type = sources::select(&shared.from)?;
    let is_named = args.format() != StoryFormat::Json && !shared.look.no_names;
    let case = if let Some(read_case) = source_type.read_case {
        match read_case(&CaseRequest { id, expected, zone, is_named }, shared, app)? {
            CollectedCase::Read(case) => case,
            CollectedCase::Ended(exit) => return Ok(exit),
        }
    } else {
        if shared.from.from.iter().any(|from| from == "-") {
            return Err(Error::usage("`connlog why` cannot read stdin")
                .cause("it reads its input several times")
                .hint("save the input to a file, and name the file with --from"));
        }
        match case_assembly::collect(id, expected, zone, &|app| (source_type.open)(shared, app), app)? {
            CollectedCase::Read(case) => case,
            CollectedCase::Ended(exit) => return Ok(exit),
        }
    };
    let to_terminal = app.stdout_is_terminal && args.out.as_deref().is_none_or(|path| path.as_os_str() == "-");
    let machine = args.format() != StoryFormat::Text;
    let coloured = terminal::colour(shared.look.colour(&app.env)?, &app.env, to_terminal, machine);
    let style = StoryStyle {
        palette: Palette::new(coloured),
        width: app.columns().filter(|_| to_terminal).map(usize::from),
        zone,
        entries: args.entries,
        platforms: expected.is_some(),
    };
    print(args, &case, &style, Keep::coloured(coloured), app)
}

/// Prints the story of a case.
fn print(args: &WhyArgs, case: &Case, style: &StoryStyle, keep: Keep, app: &AppContext) -> Result<Exit> {
    let story = Story::new(case);
    let text = match args.format() {
        StoryFormat::Json => Escaped::from_json(&format!("{:#}\n", story.to_json(case))),
        StoryFormat::Text => Escaped::from_text(&story_text::text(&story, case, style), keep),
        StoryFormat::Md => Escaped::from_text(&story_text::markdown(&story, case, style), Keep::LINES),
    };
    let mut output = app.output(args.out.as_deref())?;
    match output.put(&text).and_then(|()| output.flush()) {
        Ok(()) | Err(WriteError::Closed) => Ok(Exit::Done),
        Err(WriteError::Failed(fault)) => Err(fault),
    }
}
