//! `connlog summary`: what broke, where, who must act and what to do, on one screen.

use std::ffi::OsString;

use chrono::TimeDelta;
use clap::Args;
use clap::builder::PossibleValuesParser;

use super::Command;
use super::check;
use crate::app::AppContext;
use crate::args::GlobalArgs;
use crate::args::api::ApiArgs;
use crate::args::filters::EntryArgs;
use crate::args::kinds::{KindSelection, KindWord};
use crate::args::unused::InputNeeds;
use crate::args::window::WindowArgs;
use crate::config::{self, ApiSettings};
use crate::output::terminal::{self, Palette};
use crate::output::verdict_text::{self, VerdictStyle};
use crate::pipeline::progress::Progress;
use crate::pipeline::{ReadOutcome, StopReason, gather};
use crate::sources;
use connlog_core::error::{Code, Error, Exit, Result};
use connlog_core::gate::conditions::Conditions;
use connlog_core::gate::verdict::Verdict;
use connlog_core::gate::{Gate, GateConfig, ReadCompleteness};
use connlog_core::providers::endpoint::{IdKind, IdNames};
use connlog_core::query::{Filters, Query, Window};
use connlog_core::sanitize::Keep;
use connlog_core::time::Zone;

/// Length of the window in hours, if the user sets none.
const DEFAULT_HOURS: i64 = 24;

const EXAMPLES: &str = "\
Examples:
  connlog summary --demo
  connlog summary --since 1h
  connlog summary posts --platform tiktok --days 7
  connlog summary --from export.ndjson --days 30
  connlog summary -o json

`connlog` without arguments is the same on a terminal, if there is a key.";

/// Flags of `summary`.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct SummaryArgs {
    /// Kinds of entries [default: connections and posts; all entries of files]
    #[arg(value_name = "KIND", value_parser = KindWord::parser())]
    kinds: Vec<KindWord>,
    #[command(flatten)]
    entries: EntryArgs,
    #[command(flatten)]
    window: WindowArgs,
    /// Format: table, plain (nothing is cut) or json [default: table, in pipes plain]
    #[arg(short, long, value_name = "FORMAT", value_parser = PossibleValuesParser::new(["table", "plain", "json"]),
        hide_possible_values = true, help_heading = "Output")]
    output: Option<String>,
    /// Same as -o json
    #[arg(long, conflicts_with = "output", help_heading = "Output")]
    json: bool,
}

impl Command for SummaryArgs {
    const INPUT: InputNeeds = InputNeeds::Entries;

    fn run(&self, shared: &GlobalArgs, app: &mut AppContext) -> Result<Exit> {
        run(self, shared, app)
    }
}

/// Adds `summary` to a command line without a command: on a terminal, with `--demo` or with a key.
pub(crate) fn with_default(mut arguments: Vec<OsString>, app: &AppContext) -> Vec<OsString> {
    let has_key = || {
        let args = ApiArgs::default();
        let provider = config::provider(&args, &app.env);
        let settings = ApiSettings::resolve(&args, provider, &app.env, &mut std::io::empty());
        settings.is_ok_and(|settings| settings.require_key().is_ok())
    };
    let is_default = match arguments.get(1..).unwrap_or_default() {
        [] => app.stdout_is_terminal && has_key(),
        [word] => app.stdout_is_terminal && word == "--demo",
        _ => false,
    };
    if is_default {
        arguments.push("summary".into());
    }
    arguments
}

fn run(args: &SummaryArgs, shared: &GlobalArgs, app: &mut AppContext) -> Result<Exit> {
    let zone = args.window.zone(&app.env)?;
    let source_type = sources::select(&shared.from)?;
    let held = &source_type.capabilities;
    let words = if args.kinds.is_empty() { KindWord::defaults(held.kinds) } else { args.kinds.clone() };
    let selection = KindSelection::resolve(&words, held.kinds)?;
    let queries = args.queries(&selection, zone, app)?;
    let is_json = args.json || args.output.as_deref() == Some("json");
    let source = (source_type.open)(shared, app)?;
    let conditions = Conditions { allow_partial: true, ..Conditions::default() };
    let names = selection.words.iter().map(|word| word.name()).collect();
    let case = GateConfig { kinds: names, zone, ..GateConfig::new(queries.clone(), conditions) };
    let mut gate = Gate::new(case, app.now())?;
    let began = app.now();
    let shown = app.stderr_is_terminal && !app.quiet && !shared.network.debug;
    let ReadOutcome { facts, skipped, early } =
        gather(&gate.queries(), &*source, &mut gate, &Progress::new(shown, app), app)?;
    if let Some(StopReason::Signal(exit)) = early {
        return Ok(exit);
    }
    let early = match early {
        Some(StopReason::Fault(fault)) if facts.is_empty() => return Err(fault),
        Some(StopReason::Fault(fault)) => Some(StopReason::Fault(fault.hide(app.secrets()))),
        other => other,
    };
    let has_findings = gate.has_findings();
    let outcome = ReadOutcome { facts, skipped, early };
    let (ending, fault) = check::ending(&queries, held.is_api, outcome, "summary", false);
    let took_s = (app.now() - began).as_seconds_f64();
    let (verdict, _) = gate.finish(ReadCompleteness { took_s, ..ending })?;
    if is_json {
        let value = connlog_core::gate::summary::value(&verdict);
        app.print_json(&value.map_err(|error| Error::new(Code::Internal, "cannot write the summary").cause(error))?)?;
        return fault.map_or(Ok(Exit::Done), Err);
    }
    let ids = [IdKind::Account, IdKind::Profile];
    let is_named = args.format(app) == "table" && !shared.look.no_names;
    let names = if has_findings && is_named { source.names(&ids, app) } else { IdNames::new() };
    args.print(&verdict, names, shared, app)?;
    fault.map_or(Ok(Exit::Done), Err)
}

impl SummaryArgs {
    fn format(&self, app: &AppContext) -> &str {
        self.output.as_deref().unwrap_or(if app.stdout_is_terminal { "table" } else { "plain" })
    }

    /// Returns the queries, one for each kind.
    fn queries(&self, selection: &KindSelection, zone: Zone, app: &AppContext) -> Result<Vec<Query>> {
        let window = self.window.resolve(app.now(), zone)?;
        let end = window.until.unwrap_or(window.now);
        let since = window.since.or_else(|| end.checked_sub_signed(TimeDelta::hours(DEFAULT_HOURS)));
        let window = Window { since, ..window };
        let context = self.entries.filter.context(window.now, zone, &selection.kinds);
        // Also rejects filters that no selected kind has.
        self.entries.filter.resolve(&self.entries.own, &context)?;
        let query = |kind: &_| -> Result<Query> {
            let filters = self.entries.filter.resolve(&self.entries.own.for_kind(*kind), &context)?;
            let filters = Filters { life: selection.is_life_only(), ..filters };
            Ok(Query { filters, window, optional: selection.is_optional(*kind), ..Query::all(*kind, window.now) })
        };
        selection.kinds.iter().map(query).collect()
    }

    fn print(&self, verdict: &Verdict, names: IdNames, shared: &GlobalArgs, app: &AppContext) -> Result<()> {
        let terminal = app.stdout_is_terminal;
        let coloured = terminal::colour(shared.look.colour(&app.env)?, &app.env, terminal, false);
        let is_table = self.format(app) == "table";
        let style = VerdictStyle {
            palette: Palette::new(coloured),
            width: if is_table { app.columns() } else { None },
            zone: self.window.zone(&app.env)?,
            ages: terminal && is_table && self.window.tz.is_none() && !self.window.utc,
            warning: false,
            other_kinds: None,
            named: is_table,
            names,
        };
        app.print_text(&verdict_text::summary(verdict, &style), Keep::coloured(coloured))
    }
}
