//! `connlog stats`: counts, failure rates and durations, by group and over time.

mod measures;
pub mod rows;
mod table;

use std::num::NonZeroUsize;
use std::path::Path;

use chrono::{DateTime, TimeDelta, Utc};
use clap::Args;

use self::measures::MeasureArgs;
use self::table::StatsTable;
use super::Command;
use super::api_notes::ApiNotes;
use crate::app::AppContext;
use crate::args::GlobalArgs;
use crate::args::field_names::FieldNames;
use crate::args::filters::FilterArgs;
use crate::args::kind_filters::KindFilterArgs;
use crate::args::kinds::{KindSelection, KindWord};
use crate::args::output::OutputArgs;
use crate::args::unused::InputNeeds;
use crate::args::window::WindowArgs;
use crate::output::options::{self, OutputOptions};
use crate::output::writer::WriteError;
use crate::pipeline::aggregate::aggregate;
use crate::pipeline::progress::Progress;
use crate::pipeline::skipped_kinds;
use crate::pipeline::{AggregateOutcome, ReadOutcome, SourceStats, StopReason};
use crate::sources;
use connlog_core::aggregate::GroupBy;
use connlog_core::aggregate::interval::BucketInterval;
use connlog_core::error::{Code, Error, Exit, PartialOutput, Result};
use connlog_core::providers::endpoint::IdKind;
use connlog_core::query::{Filters, Query, Window};
use connlog_core::record::Kind;
use connlog_core::record::kinds::STATS_ROW;
use connlog_core::record::path::FieldPath;
use connlog_core::wording::counted;

const EXAMPLES: &str = "\
Examples:
  connlog stats --demo
  connlog stats --since 1d --every 1h
  connlog stats posts --by platform,response.errorCode --where 'durationMs > 10s' --days 7
  connlog stats connections --by error.code --top 5 --since yesterday --until today --tz Europe/Berlin
  connlog stats --every 1d --days 30 -o csv --out month.csv
  connlog stats --from LOG.csv --by event,severity
  connlog stats syncs --from 'logs/*.json.gz' --every 1d
  connlog stats syncs --from LOG.csv --sum rows.extracted,errors --max duration --sort sum.rows.extracted:desc
  connlog stats posts --by accountName --sort failureRate:desc --top 10
  connlog stats posts -o ndjson --jq 'select(.failureRate > 0.1) | .group.platform'";

/// Flags of `stats`.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES, mut_arg("raw", |arg| arg.hide(true)))]
pub(crate) struct StatsArgs {
    /// Kinds to count [default: all entries]
    #[arg(value_name = "KIND", value_parser = KindWord::parser())]
    kinds: Vec<KindWord>,
    /// Count by these fields (--group filters) [default: platform; for syncs connectionName; also the kind if there are several]
    #[arg(long, value_name = "FIELD", value_delimiter = ',', value_parser = FieldNames::Entries, hide_possible_values = true,
        help_heading = "Groups")]
    by: Vec<String>,
    /// Also count by time, in the zone of --tz [1m, 15m, 1h, 6h, 1d, 1w]
    #[arg(long, value_name = "SPAN", help_heading = "Groups")]
    every: Option<BucketInterval>,
    /// Show only the N groups with the most failures
    #[arg(long, value_name = "N", value_parser = group_count, help_heading = "Groups")]
    top: Option<NonZeroUsize>,
    #[command(flatten)]
    measures: MeasureArgs,
    #[command(flatten)]
    own: KindFilterArgs,
    #[command(flatten)]
    filter: FilterArgs,
    #[command(flatten)]
    window: WindowArgs,
    #[command(flatten)]
    output: OutputArgs,
}

/// Reads a number of groups.
fn group_count(text: &str) -> Result<NonZeroUsize, &'static str> {
    text.parse().map_err(|_| "expected a number from 1 on")
}

impl Command for StatsArgs {
    const INPUT: InputNeeds = InputNeeds::Entries;

    fn out(&self) -> Option<&Path> {
        self.output.out.as_deref()
    }

    fn run(&self, shared: &GlobalArgs, app: &mut AppContext) -> Result<Exit> {
        run(self, shared, app)
    }
}

fn run(args: &StatsArgs, shared: &GlobalArgs, app: &mut AppContext) -> Result<Exit> {
    let zone = args.window.zone(&app.env)?;
    let now = app.now();
    let window = args.window.resolve(now, zone)?;
    let source_type = sources::select(&shared.from)?;
    let held = &source_type.capabilities;
    let selection = args.select_kinds(held.kinds)?;
    let life = selection.is_life_only();
    let KindSelection { words, kinds, .. } = selection.clone();
    let any = args.filter.any_value;
    let question = GroupBy {
        by: args.by(&words, &kinds)?,
        every: args.every,
        zone,
        measures: args.measures.resolve(&kinds, any)?,
    };
    let order = args.measures.order(&question, &kinds, any)?;
    if let Some(since) = window.since {
        question.check(since, end(&window))?;
    }
    let filters = args.filter.resolve(&args.own, &args.filter.context(now, zone, &kinds))?;
    let filters = Filters { life, ..filters };
    let query = |kind: &Kind| Query {
        filters: filters.clone(),
        window,
        optional: selection.is_optional(*kind),
        ..Query::all(*kind, now)
    };
    let queries: Vec<Query> = kinds.iter().map(query).collect();

    let terminal = app.stdout_is_terminal && args.output.out.as_deref().is_none_or(|path| path.as_os_str() == "-");
    let spec = args.output.spec(&app.env, terminal)?;
    if args.output.raw {
        return Err(Error::usage("`connlog stats` does not take --raw").hint("leave out --raw"));
    }
    let look = OutputOptions { kinds: vec![STATS_ROW.kind], spec, zone, ages: false, terminal };
    let style = look.style(&args.output, args.filter.any_value, &shared.look, app)?;
    let source = (source_type.open)(shared, app)?;
    let style = style.with_names(spec, &shared.look, || source.names(&named_ids(&question), app));
    let output = app.output(args.output.out.as_deref())?;
    let progress = Progress::new(app.stderr_is_terminal && !app.quiet && !shared.network.debug, app);

    let counted = aggregate(&queries, &question, &*source, &progress, app)?;
    let sheet = StatsTable { question, top: args.top, order, spec, style, output };
    conclude(&queries, held.is_api, counted, sheet, app)
}

/// Prints the counts and the notes about missing entries. Prints the counts so far, even after an error.
fn conclude(
    queries: &[Query],
    is_api: bool,
    AggregateOutcome { tally, matched, read }: AggregateOutcome,
    sheet: StatsTable,
    app: &AppContext,
) -> Result<Exit> {
    let ReadOutcome { facts, skipped, early } = read;
    let queries = &*skipped_kinds::served(queries, &skipped);
    let Some((Query { window, .. }, SourceStats { kept, .. })) = queries.first().zip(facts.first()) else {
        return match early {
            Some(StopReason::Fault(fault) | StopReason::Stop(WriteError::Failed(fault))) => Err(fault),
            Some(StopReason::Signal(exit)) => Ok(exit),
            Some(StopReason::Stop(WriteError::Closed)) | None => Ok(Exit::Done),
        };
    };
    if let Some(StopReason::Stop(WriteError::Failed(fault))) = early {
        return Err(fault);
    }
    // Time ranges without data must not look like ranges without entries.
    let oldest = window.now - TimeDelta::days(i64::from(*kept));
    let since = window.since.filter(|_| early.is_none()).map(|since| since.max(oldest));
    sheet.show(&tally.finish(since, Some(end(window)))?, app)?;
    match early {
        Some(StopReason::Fault(fault)) if !is_api && fault.code == Code::Incomplete => Err(fault),
        Some(StopReason::Fault(fault)) if !is_api => Err(fault.after(PartialOutput { records: matched, resume: None })),
        Some(StopReason::Fault(fault)) => Err(incomplete(fault, matched)),
        Some(StopReason::Signal(exit)) => {
            app.note("interrupted: the counts cover only the entries read so far");
            Ok(exit)
        }
        Some(StopReason::Stop(_)) | None if !is_api => {
            if matched == 0 {
                app.note("no entry matches");
            }
            Ok(Exit::Done)
        }
        Some(StopReason::Stop(_)) | None => {
            notes(queries, &facts, matched, app);
            Ok(Exit::Done)
        }
    }
}

/// Returns which ids the groups have.
fn named_ids(question: &GroupBy) -> Vec<IdKind> {
    let is_by = |name: &str| question.by.iter().any(|path| path.to_string() == name);
    let ids = [("accountId", IdKind::Account), ("profileId", IdKind::Profile)];
    ids.into_iter().filter(|(name, _)| is_by(name)).map(|(_, ids)| ids).collect()
}

/// Returns the end of the buckets, which is not after the current time.
fn end(window: &Window) -> DateTime<Utc> {
    window.until.map_or(window.now, |until| until.min(window.now))
}

/// Returns the error of a read that ended early, with the number of counted records.
fn incomplete(fault: Error, records: u64) -> Error {
    let mut fault = fault.after(PartialOutput { records, resume: None });
    fault.what = format!(
        "the numbers are incomplete: they count {}, and older ones could not be read",
        counted(records, "entry")
    );
    fault
}

/// Prints notes about retention and empty results, worded as in lists.
fn notes(queries: &[Query], facts: &[SourceStats], matched: u64, app: &AppContext) {
    let notes = ApiNotes { queries, facts };
    notes.print_limits(app);
    if matched == 0 {
        app.note(&notes.no_match());
    }
}

impl StatsArgs {
    /// Returns the kinds to count: the named ones, else the ones that the filters can match.
    fn select_kinds(&self, held: &[Kind]) -> Result<KindSelection> {
        let words = if self.kinds.is_empty() { KindWord::defaults(held) } else { self.kinds.clone() };
        let misfit_of = |word: &KindWord| Some(self.own.misfit(&word.kinds(held))?.flag());
        let matching: Vec<KindWord> = words.iter().copied().filter(|word| misfit_of(word).is_none()).collect();
        let misfit = words.iter().find_map(|word| Some((word.name(), misfit_of(word)?)));
        match misfit {
            Some((plural, flag)) if matching.is_empty() || !self.kinds.is_empty() => {
                Err(Error::usage(format!("{plural} have no {flag}")).hint("name only the KIND that has these fields"))
            }
            _ => KindSelection::resolve(&matching, held),
        }
    }

    /// Returns the fields to group by, checked like `--fields`.
    fn by(&self, words: &[KindWord], kinds: &[Kind]) -> Result<Vec<FieldPath>> {
        let mut typed: Vec<&str> =
            self.by.iter().map(|field| options::resolve_field_alias(field.trim(), kinds)).collect();
        if typed.is_empty() {
            let mut fields = kinds.iter().map(|kind| kind.spec().group_by);
            let first = fields.next().unwrap_or("platform");
            typed.push(if fields.all(|field| field == first) { first } else { "platform" });
        }
        if words.len() > 1 && !typed.contains(&"kind") {
            typed.insert(0, "kind");
        }
        let paths = options::parse_fields(&typed, kinds, self.filter.any_value)?.unwrap_or_default();
        for (place, path) in paths.iter().enumerate() {
            let text = path.to_string();
            if text.contains('[') {
                return Err(Error::usage(format!("cannot group by `{text}`, an element of a list"))
                    .hint("use the whole list, such as success.permissions"));
            }
            let holds =
                |other: &FieldPath| other.to_string() == text || other.to_string().starts_with(&format!("{text}."));
            if paths.iter().enumerate().any(|(at, other)| at != place && holds(other)) {
                return Err(Error::usage(format!("--by contains `{text}` twice, as a whole or in part"))
                    .hint("leave out one of the two"));
            }
        }
        Ok(paths)
    }
}
