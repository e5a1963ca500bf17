//! `connlog syncs show ID`: draws one sync over time.

use std::collections::{BTreeMap, HashMap};
use std::convert::Infallible;

use chrono::{DateTime, Utc};
use clap::Args;

use crate::app::AppContext;
use crate::args::GlobalArgs;
use crate::args::output::OutputArgs;
use crate::args::window::{WindowArgs, ZONE, ZONE_LONG};
use crate::output::formats::FormatSpec;
use crate::output::options::OutputOptions;
use crate::output::style::OutputStyle;
use crate::output::sync_timeline;
use crate::output::writer::{Output, WriteError};
use crate::pipeline::progress::Progress;
use crate::pipeline::{ReadOutcome, Sink, StopReason, gather};
use crate::sources;
use connlog_core::error::{Code, Error, Exit, Result};
use connlog_core::json;
use connlog_core::providers::fivetran::sync_timeline as vendor;
use connlog_core::query::expression::{Expr, ExprContext};
use connlog_core::query::{Filters, Query};
use connlog_core::record::sync_timeline::SyncTimeline;
use connlog_core::record::vocabulary::{SYNC_BOUNDS, bounds_sync};
use connlog_core::record::{Kind, Record};
use connlog_core::sanitize::Keep;

const EXAMPLES: &str = "\
Examples:
  connlog syncs show 158f2e84-9884-4da4-bd1b-1252238e1b79 --from export.ndjson
  connlog syncs show 158f --from fivetran: --connection orders_db
  connlog syncs show 158f --from 'logs/*.json.gz' --tz Europe/Berlin
  connlog syncs show 158f --from export.ndjson -o json --jq '.timeline.tables[] | [.name, .durationMs]'";

/// Length of an id of Fivetran.
const WHOLE: usize = 36;
/// Maximum number of ids in the error for an ambiguous prefix.
const FEW: usize = 8;

/// Flags of `syncs show`.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES, mut_arg("output", |arg| arg.help(FORMAT).long_help(FORMAT_LONG)))]
#[command(mut_arg("json", |arg| arg.help("Same as -o json")))]
#[command(mut_arg("jq", |arg| arg.help("Apply this jq filter to the timeline (json and ndjson)")))]
#[command(mut_args(|arg| { let is_unused = UNUSED.contains(&arg.get_id().as_str()); arg.hide(is_unused) }))]
pub(super) struct ShowArgs {
    /// Id of the sync, or an unambiguous prefix
    #[arg(value_name = "ID")]
    id: String,
    /// Id or name of the connection, if several have a sync with this id
    #[arg(long, value_name = "ID")]
    connection: Option<String>,
    // Not a doc comment: rustdoc would require backticks around the variable, and help would show them.
    #[arg(long, value_name = "ZONE", allow_hyphen_values = true, help = ZONE, long_help = ZONE_LONG, help_heading = "Window")]
    tz: Option<String>,
    /// Same as --tz utc
    #[arg(long, conflicts_with = "tz", help_heading = "Window")]
    utc: bool,
    #[command(flatten)]
    pub(super) output: OutputArgs,
}

/// The kind of the events that a sync consists of.
const EVENTS: Kind = match super::KIND.spec().assembled_from {
    Some(kind) => kind,
    None => super::KIND,
};
const FORMAT: &str = "Format: table, plain, json, ndjson [default: table, in pipes plain]";
const FORMAT_LONG: &str = "Format: table, plain, json, ndjson [env: CONNLOG_OUTPUT] [default: table, in pipes plain]";
/// Output flags that only lists support.
const UNUSED: [&str; 3] = ["fields", "raw", "csv_safe"];

pub(super) fn run(args: &ShowArgs, shared: &GlobalArgs, app: &mut AppContext) -> Result<Exit> {
    let window = WindowArgs { tz: args.tz.clone(), utc: args.utc, ..WindowArgs::default() };
    let (zone, now) = (window.zone(&app.env)?, app.now());
    let id = args.id.trim();
    if id.is_empty() {
        return Err(Error::usage("invalid empty sync id").hint("`connlog syncs` lists the ids"));
    }
    let terminal = app.stdout_is_terminal && args.output.out.as_deref().is_none_or(|path| path.as_os_str() == "-");
    let spec = args.output.spec(&app.env, terminal)?;
    check(spec, &args.output)?;
    let look = OutputOptions { kinds: vec![super::KIND], spec, zone, ages: false, terminal };
    let style = look.style(&args.output, false, &shared.look, app)?;
    let source_type = sources::select(&shared.from)?;
    let is_whole = source_type.capabilities.has_whole_syncs;
    let connections: Vec<String> = args.connection.iter().cloned().collect();
    // Files may have syncs that connlog printed.
    let kinds = if is_whole { &[super::KIND][..] } else { &[EVENTS, super::KIND] };
    let query = Query {
        kind: kinds[0],
        filters: if is_whole {
            Filters { connections, ..Filters::default() }
        } else {
            filters(id, &ExprContext { now, zone, kinds: &[EVENTS], any_value: true })?
        },
        window: window.resolve(now, zone)?,
        limit: None,
        skip: 0,
        page_size: None,
        optional: false,
    };
    let source = (source_type.open)(shared, app)?;
    let output = app.output(args.output.out.as_deref())?;
    let mut found = SyncCandidates::new(id, args.connection.as_deref());
    let queries: Vec<Query> = kinds.iter().map(|kind| Query { kind: *kind, ..query.clone() }).collect();
    let ReadOutcome { early, .. } = gather(&queries, &*source, &mut found, &Progress::new(false, app), app)?;
    let fault = match early {
        Some(StopReason::Signal(exit)) => return Ok(exit),
        Some(StopReason::Stop(WriteError::Closed)) => return Ok(Exit::Done),
        Some(StopReason::Stop(WriteError::Failed(fault))) => return Err(fault),
        Some(StopReason::Fault(fault)) => Some(fault),
        None => None,
    };
    let ((events, last), fault) = match (found.only(), fault) {
        (Ok(found), fault) => (found, fault),
        (Err(_), Some(fault)) => return Err(fault),
        (Err(missing), None) => return Err(missing),
    };
    let shown = events.into_iter().map(|event| event.with_redaction(app.reveal));
    let (mut rows, events): (Vec<Record>, Vec<Record>) = shown.partition(|record| record.kind() == super::KIND);
    let timeline = if events.is_empty() {
        rows.pop().map(vendor::from_row)
    } else {
        vendor::from_events(events, last, app.reveal)
    };
    if let Some(timeline) = timeline {
        print(&timeline, spec, &style, output)?;
    }
    fault.map_or(Ok(Exit::Done), Err)
}

/// Rejects formats and flags that only lists support.
fn check(spec: &FormatSpec, args: &OutputArgs) -> Result<()> {
    if !spec.json && !matches!(spec.name, "table" | "wide" | "plain") {
        return Err(Error::usage(format!("`syncs show` does not support -o {}", spec.name))
            .hint("use table, wide, plain, json or ndjson; `connlog syncs` supports all formats"));
    }
    for (flag, used) in [("--fields", !args.fields().is_empty()), ("--raw", args.raw)] {
        if used {
            return Err(Error::usage(format!("`connlog syncs show` does not take {flag}"))
                .hint("use -o json with --jq to select parts of the timeline"));
        }
    }
    Ok(())
}

/// Returns the filters for the source: the events of the sync, and the events that start or end other syncs.
fn filters(id: &str, context: &ExprContext<'_>) -> Result<Filters> {
    if id.len() >= WHOLE {
        return Ok(Filters { syncs: vec![id.to_owned()], sync_bounds: true, ..Filters::default() });
    }
    // `~` ignores case, like event names.
    let bounds = SYNC_BOUNDS.map(|event| format!("event ~ {event}")).join(" or ");
    let has_id = Expr::parse(&format!("syncId ~ {} or {bounds}", json::quote(id)), context)?;
    Ok(Filters { wheres: vec![has_id], ..Filters::default() })
}

/// The events of the candidate syncs, by sync and connection.
struct SyncCandidates<'f> {
    id: &'f str,
    connection: Option<&'f str>,
    syncs: BTreeMap<(String, String), Vec<Record>>,
    /// Time of the last sync start or end of each connection.
    last: HashMap<String, DateTime<Utc>>,
}

impl<'f> SyncCandidates<'f> {
    fn new(id: &'f str, connection: Option<&'f str>) -> Self {
        Self { id, connection, syncs: BTreeMap::new(), last: HashMap::new() }
    }

    /// Returns the events of the selected sync, and the time of the last sync start or end of its connection.
    fn only(mut self) -> Result<(Vec<Record>, Option<DateTime<Utc>>)> {
        if self.syncs.keys().any(|(id, _)| id == self.id) {
            self.syncs.retain(|(id, _), _| id == self.id);
        }
        if self.syncs.len() > 1 {
            return Err(self.several());
        }
        let id = self.id.to_owned();
        let found = self.syncs.pop_first().map(|((_, connection), events)| (events, self.last.remove(&connection)));
        found.ok_or_else(|| {
            Error::new(Code::NotFound, format!("there is no sync `{id}`"))
                .cause("no event has this sync id")
                .hint("`connlog syncs` lists the ids")
        })
    }

    fn several(&self) -> Error {
        let all = self.syncs.keys();
        let mut named: Vec<String> = all.take(FEW).map(|(id, connection)| format!("{id} of {connection}")).collect();
        let more = self.syncs.len().saturating_sub(FEW);
        named.extend((more > 0).then(|| format!("{more} more")));
        let mut ids = self.syncs.keys().map(|(id, _)| id);
        let first = ids.next();
        let hint = if ids.all(|id| Some(id) == first) {
            "name one of the connections with --connection"
        } else {
            "type more of the id"
        };
        Error::usage(format!("`{}` matches {} syncs", self.id, self.syncs.len())).cause(named.join(", ")).hint(hint)
    }
}

impl Sink for SyncCandidates<'_> {
    type Partial = Infallible;

    fn reduce(&mut self, partial: Infallible) -> Result<(), WriteError> {
        match partial {}
    }

    fn accept(&mut self, _: &Query, records: &[Record]) -> Result<bool, WriteError> {
        for record in records {
            let truth = record.raw_view();
            if truth.text("event").is_some_and(|event| bounds_sync(&event))
                && let Some(at) = truth.created_at()
            {
                let connection = truth.text("connectionId").unwrap_or_default().into_owned();
                let last = self.last.entry(connection).or_insert(at);
                *last = at.max(*last);
            }
            let Some(id) = truth.text("syncId").filter(|id| id.starts_with(self.id)) else { continue };
            let connection = truth.text("connectionId").unwrap_or_default();
            let of = |wanted: &str| connection == wanted || truth.text("connectionName").as_deref() == Some(wanted);
            if self.connection.is_none_or(of) {
                let key = (id.into_owned(), connection.into_owned());
                self.syncs.entry(key).or_default().push(record.to_owned_record());
            }
        }
        Ok(true)
    }
}

fn print(timeline: &SyncTimeline, spec: &FormatSpec, style: &OutputStyle, mut output: Output) -> Result<()> {
    let written = output.with(|out| {
        if spec.json {
            sync_timeline::json(timeline, style, spec.name == "ndjson", out)
        } else {
            let free = matches!(spec.name, "plain" | "wide");
            let style =
                if free { OutputStyle { width: None, terminal: false, ..style.clone() } } else { style.clone() };
            out.text(&sync_timeline::draw(timeline, &style), Keep::coloured(!style.palette.is_plain()));
            Ok(())
        }
    });
    match written.and_then(|()| output.flush()) {
        Ok(()) | Err(WriteError::Closed) => Ok(()),
        Err(WriteError::Failed(fault)) => Err(fault),
    }
}
