//! `connlog check`: reads entries, evaluates the conditions, prints the verdict and writes the reports.

pub mod args;
pub mod baseline_file;
mod check_exit;
pub mod output_options;
pub mod plan;
pub mod repro_command;

use std::convert::Infallible;
use std::path::Path;
use std::rc::Rc;

use chrono::{DateTime, TimeDelta, Utc};

pub(crate) use self::args::CheckArgs;
use self::args::{CountArg, GateArgs, UndecidedArg};
use self::check_exit::CheckExit;
use self::output_options::VerdictOutput;
use super::Command;
use crate::app::AppContext;
use crate::args::GlobalArgs;
use crate::args::unused::InputNeeds;
use crate::output::reports;
use crate::output::writer::WriteError;
use crate::pipeline::progress::Progress;
use crate::pipeline::{
    self, AggregateOutcome, EntrySource, ReadOutcome, Sink, SourceStats, StopReason, gather, skipped_kinds,
};
use crate::sources::{self, SourceType};
use connlog_core::error::{Code, Error, Exit, PartialOutput, Result};
use connlog_core::gate::unread_entries::UnreadEntries;
use connlog_core::gate::verdict::{Verdict, VerdictReason, VerdictStatus};
use connlog_core::gate::{Gate, ReadCompleteness};
use connlog_core::providers::endpoint::IdKind;
use connlog_core::providers::fivetran::directory::ConnectionDirectory;
use connlog_core::query::Query;
use connlog_core::record::{Kind, Record};
use connlog_core::sanitize::Escaped;
use connlog_core::wording::{self, counted};

/// The command that judges more kinds of an API than the default.
const OTHER_KINDS: &str = "connlog check connections posts";

/// Maximum number of reasons in an error; the verdict lists all.
const NAMED: usize = 3;

impl Command for CheckArgs {
    const INPUT: InputNeeds = InputNeeds::Entries;

    fn out(&self) -> Option<&Path> {
        self.output.out.as_deref()
    }

    fn run(&self, shared: &GlobalArgs, app: &mut AppContext) -> Result<Exit> {
        run(self, shared, app)
    }
}

fn run(args: &CheckArgs, shared: &GlobalArgs, app: &mut AppContext) -> Result<Exit> {
    let zone = args.window.zone(&app.env)?;
    let mut look = VerdictOutput::resolve(args, &shared.look, zone, app)?;
    reports::distinct(&args.output.report)?;
    let baseline = baseline_file::read(&args.baseline)?;
    let source_type = sources::select(&shared.from)?;
    let held = &source_type.capabilities;
    let case = plan::case(args, held, baseline, zone, app)?;
    let names_none = args.kinds.is_empty() && args.gate.count == CountArg::Entries;
    // Files hold every kind, which a check without a KIND judges.
    let has_posts = held.is_api && held.kinds.contains(&plan::POST);
    look.set_other_kinds((has_posts && names_none).then_some(OTHER_KINDS));
    let command = repro_command::command(&case, args, shared);
    let words = case.kinds.clone();
    let (asked, began) = (case.queries.clone(), app.now());
    let mut gate = Gate::new(case, began)?;
    let output = app.output(args.output.out.as_deref())?;
    let found = match read(&mut gate, &mut look, source_type, shared, app) {
        Ok(ReadOutcome { early: Some(StopReason::Signal(exit)), .. }) => return Ok(exit),
        Ok(ReadOutcome { early: Some(StopReason::Stop(WriteError::Failed(fault))), .. }) => return Err(fault),
        Ok(ReadOutcome { facts, early: Some(StopReason::Fault(fault)), .. }) if facts.is_empty() => {
            Err(fault.hide(app.secrets()))
        }
        Ok(ReadOutcome { early: Some(StopReason::Fault(fault)), facts, skipped }) => {
            let early = Some(StopReason::Fault(fault.hide(app.secrets())));
            Ok(ReadOutcome { facts, skipped, early })
        }
        Ok(outcome) => Ok(outcome),
        Err(fault) => Err(fault.hide(app.secrets())),
    };
    let mut end = CheckExit::default();
    let (mut verdict, fault) = match found {
        Err(fault) => {
            let reason = incomplete("nothing could be read", &fault);
            let unread = UnreadEntries { kinds: words, window: asked.first().map(|query| query.window) };
            (unread.verdict(app.now(), reason, fault.code.exit().number(), command), Some(fault))
        }
        Ok(outcome) => {
            let (ending, fault) = ending(&asked, held.is_api, outcome, "check", args.gate.allow_partial);
            let took_s = (app.now() - began).as_seconds_f64();
            let whole = ending.doubts.iter().all(|doubt| doubt.condition != "incomplete");
            let (verdict, baseline) = gate.finish(ReadCompleteness { took_s, command, ..ending })?;
            match &args.baseline.write_baseline {
                Some(path) if whole => end.keep(baseline_file::write(path, &baseline, app.secrets())),
                Some(_) => app.note("the baseline was not changed, because some entries could not be read"),
                None => {}
            }
            let fault = verdict_fault(&verdict, fault, &look, args.gate.undecided);
            (verdict, fault)
        }
    };
    verdict.exit_code = exit_code(&verdict, &args.gate);
    end.keep(look.print(&verdict, output));
    let streams = Rc::clone(&app.streams);
    let log = Rc::new(move |text: &Escaped| streams.write_stderr(text));
    let mut context = reports::ReportContext::new(&app.env, log, app.secrets().clone());
    context.zone = zone;
    context.location.clone_from(&args.output.report_path);
    end.keep(reports::write_all(&verdict, &args.output.report, &context));
    end.with(fault, verdict.exit_code, args.gate.warn_only, app)
}

/// Reads the entries into the gate, and the names that the text of the verdict shows.
fn read(
    gate: &mut Gate,
    look: &mut VerdictOutput,
    source_type: &SourceType,
    shared: &GlobalArgs,
    app: &mut AppContext,
) -> Result<ReadOutcome> {
    let source = (source_type.open)(shared, app)?;
    if let Some(counted) = count(gate, &*source, app)? {
        return Ok(counted);
    }
    let shown = app.stderr_is_terminal && !app.quiet && !shared.network.debug;
    let gathered = gather(&gate.queries(), &*source, gate, &Progress::new(shown, app), app)?;
    if look.is_named() && gate.has_findings() && !matches!(gathered.early, Some(StopReason::Signal(_))) {
        look.set_names(source.names(&[IdKind::Account, IdKind::Profile], app));
    }
    Ok(gathered)
}

/// Passes the counts of a source that counts its entries to the gate. Returns `None` if the gate needs the records.
fn count(gate: &mut Gate, source: &dyn EntrySource, app: &AppContext) -> Result<Option<ReadOutcome>> {
    let Some(groupings) = gate.groupings() else { return Ok(None) };
    let queries = gate.counted_queries();
    let (mut tallies, mut last) = (Vec::new(), None);
    for group_by in &groupings {
        let Some(AggregateOutcome { tally, read, .. }) = source.count(&queries, group_by, app)? else {
            return Ok(None);
        };
        if read.early.is_some() {
            return Ok(Some(read));
        }
        if read.facts.iter().any(|facts| facts.untimed > 0) {
            return Ok(None);
        }
        tallies.push(tally);
        last = Some(read);
    }
    let Some(mut read) = last.filter(|_| gate.accept_counts(tallies)) else { return Ok(None) };
    pipeline::conclude(&mut read, &queries, pipeline::UntimedEntries { count: 0, is_strict: source.is_strict() }, app);
    Ok(Some(read))
}

impl Sink for Gate {
    type Partial = Infallible;

    fn reduce(&mut self, partial: Infallible) -> Result<(), WriteError> {
        match partial {}
    }

    fn accepts_any_order(&self) -> bool {
        true
    }

    fn wants_connections(&self) -> bool {
        self.watches()
    }

    fn accept_connections(&mut self, connections: &ConnectionDirectory, oldest: Option<DateTime<Utc>>) {
        Self::list(self, connections, oldest);
    }

    fn accepts_untimed(&self) -> bool {
        true
    }

    fn untimed(&self) -> u64 {
        Self::untimed(self)
    }

    fn accept_events(&mut self, events: &[Record]) {
        for event in events {
            Self::pass(self, &event.view());
        }
    }

    fn accept(&mut self, _: &Query, records: &[Record]) -> Result<bool, WriteError> {
        records.iter().try_for_each(|record| Self::accept(self, &record.view())).map_err(WriteError::Failed)?;
        Ok(true)
    }
}

/// Returns the completeness of a read of `command`, and the error that ended it early.
pub(super) fn ending(
    asked: &[Query],
    is_api: bool,
    ReadOutcome { facts, skipped, early }: ReadOutcome,
    command: &str,
    allow_partial: bool,
) -> (ReadCompleteness, Option<Error>) {
    let asked = skipped_kinds::served(asked, &skipped);
    let refused: Vec<&str> = skipped_kinds::refused(&skipped).map(Kind::plural).collect();
    let skipped = skipped.iter().map(|skipped| skipped.kind.plural()).collect();
    let read: u64 = facts.iter().map(|facts| facts.read).sum();
    let mut doubts: Vec<VerdictReason> =
        asked.iter().zip(&facts).filter_map(|(query, facts)| beyond(query, facts)).collect();
    let mut partly = Vec::new();
    if facts.iter().any(|facts| facts.cut) {
        let fault = Error::new(Code::Incomplete, "the API returns only one page of these entries");
        partly.push((fault, "there may be older ones"));
    }
    if let Some(StopReason::Fault(fault)) = early {
        partly.push((fault, if is_api { "a page could not be read" } else { "some entries could not be read" }));
    }
    let complete = partly.is_empty();
    // An empty read of files or tables is never complete enough.
    if !allow_partial || (!is_api && read == 0) {
        doubts.extend(partly.iter().map(|(fault, what)| incomplete(what, fault)));
    }
    // A log that the key may not read can hold failures. A log that the API does not have cannot.
    let refusal = (!refused.is_empty()).then(|| format!("the key has no right to read {}", wording::joined(&refused)));
    let lacks = facts.iter().flat_map(|facts| facts.lacks.clone()).chain(refusal);
    doubts.extend(lacks.map(|message| VerdictReason {
        condition: "retention",
        group: None,
        message,
        limit: None,
        actual: None,
    }));
    let unread: u64 = facts.iter().map(|facts| facts.unread).sum();
    if unread > 0 && complete && (read == 0 || !allow_partial) {
        doubts.push(VerdictReason::unread(unread));
    }
    let mut sources: Vec<&str> = facts.iter().map(|facts| facts.source).collect();
    sources.dedup();
    let source = (!sources.is_empty()).then(|| sources.join(", "));
    let fault = partly.into_iter().next_back().map(|(fault, _)| {
        let mut fault = fault.after(PartialOutput { records: read, resume: None });
        let read = counted(read, "record");
        fault.what = if is_api {
            format!("the {command} is incomplete: a page failed after {read}")
        } else {
            format!("the {command} is incomplete: only {read} could be read")
        };
        fault
    });
    (ReadCompleteness { source, complete, skipped, doubts, ..ReadCompleteness::default() }, fault)
}

fn incomplete(what: &str, fault: &Error) -> VerdictReason {
    let message = format!("{what}: {fault}");
    VerdictReason { condition: "incomplete", group: None, message, limit: None, actual: None }
}

/// Returns a reason if the window starts before the retention of the API.
fn beyond(query: &Query, facts: &SourceStats) -> Option<VerdictReason> {
    let (since, kept) = (query.window.since?, facts.kept);
    let length = query.window.now - since;
    let (days, whole_days) = (length.as_seconds_f64() / 86_400.0, (length + TimeDelta::hours(12)).num_days());
    let oldest = query.window.now - TimeDelta::days(i64::from(kept));
    (since < oldest).then(|| VerdictReason {
        condition: "retention",
        group: None,
        message: format!(
            "the window starts {} ago, but the API ({}) keeps {} for {kept} days",
            counted(u64::try_from(whole_days).unwrap_or_default(), "day"),
            facts.source,
            query.kind.plural()
        ),
        limit: Some(f64::from(kept)),
        actual: Some(days),
    })
}

fn exit_code(verdict: &Verdict, args: &GateArgs) -> u8 {
    let has_too_few = || verdict.reasons.iter().all(|reason| reason.condition == "min_records");
    match verdict.outcome {
        VerdictStatus::Failed if args.exit_zero || args.warn_only => 0,
        VerdictStatus::Undecided => match args.undecided {
            _ if args.exit_zero => 0,
            // Data that could not be read may hold failures, so it never passes.
            UndecidedArg::Pass if has_too_few() => 0,
            UndecidedArg::Fail if args.warn_only => 0,
            UndecidedArg::Fail => 10,
            UndecidedArg::Pass | UndecidedArg::Error => verdict.exit_code,
        },
        _ => verdict.exit_code,
    }
}

/// Returns the error for a verdict other than `passed`. `reading` is the error that ended the read early.
fn verdict_fault(
    verdict: &Verdict,
    reading: Option<Error>,
    look: &VerdictOutput,
    undecided: UndecidedArg,
) -> Option<Error> {
    let messages: Vec<&str> = verdict.reasons.iter().map(|ground| &*ground.message).collect();
    let mut cause = messages.iter().take(NAMED).copied().collect::<Vec<_>>().join("; ");
    if messages.len() > NAMED {
        cause += &format!("; and {} more", messages.len() - NAMED);
    }
    let retention = verdict.reasons.iter().any(|ground| ground.condition == "retention");
    let fault = match verdict.outcome {
        VerdictStatus::Passed => return None,
        VerdictStatus::Incomplete => return reading,
        VerdictStatus::Failed => Error::new(Code::GateFailed, "check failed"),
        VerdictStatus::Undecided if undecided == UndecidedArg::Fail => {
            Error::new(Code::GateFailed, "check failed, because it is undecided")
        }
        VerdictStatus::Undecided if retention => Error::new(Code::RetentionExceeded, "cannot decide"),
        VerdictStatus::Undecided => Error::new(Code::GateUndecided, "cannot decide"),
    };
    let fault = fault.cause(cause);
    // The text output already contains the command.
    Some(if look.is_json() { fault.hint(verdict.command.clone()) } else { fault })
}
