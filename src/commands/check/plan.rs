//! From flags to what is to be judged, settled before anything is asked.

use chrono::TimeDelta;

use super::args::CheckArgs;
use crate::cli::{EventArgs, PostArgs};
use crate::commands::look;
use crate::error::{Fault, Result};
use crate::gate::Case;
use crate::gate::baseline::Baseline;
use crate::gate::conditions::Conditions;
use crate::process::Process;
use crate::query::expr::{Context, Expr};
use crate::query::{Query, Window};
use crate::record::Kind;
use crate::record::path::Path;
use crate::time::Zone;

/// Hours before the end of the window where nobody says when it begins: a job that runs once a day sees every entry, and
/// the same ones in both dialects.
const DEFAULT_HOURS: i64 = 24;

/// The case that the flags make, with the failures that are known.
pub(super) fn case(args: &CheckArgs, baseline: Baseline, zone: Zone, process: &Process) -> Result<Case> {
    let kinds = kinds(args)?;
    let window = window(args, zone, process)?;
    let context = args.filter.context(window.now, zone, &kinds);
    let queries = kinds.iter().map(|kind| query(*kind, args, window, &context)).collect::<Result<Vec<_>>>()?;
    let fails = args.gate.fail_on.as_deref().map(|text| Expr::parse(text, &context)).transpose()?;
    let gate = &args.gate;
    if fails.is_none()
        && !args.filter.statuses.is_empty()
        && !args.filter.statuses.iter().any(|status| status == "failed")
    {
        return Err(Fault::usage("nothing that --status lets pass can be a failure")
            .cause("an entry fails by its status, `failed`, unless --fail-on says something else")
            .hint("leave out --status, or say with --fail-on what a failure is"));
    }
    let conditions = Conditions {
        max_failures: gate.max_failures.or(gate.max_failure_rate.is_none().then_some(0)),
        max_rate: gate.max_failure_rate,
        min_records: gate.min_records,
        unresolved: gate.unresolved,
        new_only: args.baseline.new_only,
        own_rule: gate.fail_on.is_some() && gate.max_failures.is_none(),
        allow_partial: gate.allow_partial,
    };
    Ok(Case { queries, fails, by: by(args, &kinds)?, conditions, baseline, zone })
}

/// The kinds that were named, each once.
fn kinds(args: &CheckArgs) -> Result<Vec<Kind>> {
    let named = |kind: &Kind| args.kinds.iter().any(|name| name == kind.plural() || name == kind.name());
    let kinds: Vec<Kind> = Kind::OF_THE_API.into_iter().filter(named).collect();
    let kinds = if kinds.is_empty() { vec![Kind::Connection] } else { kinds };
    let of_one = [
        ("--event", Kind::Connection, args.event.events.is_empty()),
        ("--action", Kind::Post, args.post.actions.is_empty()),
        ("--post", Kind::Post, args.post.posts.is_empty()),
    ];
    match of_one.into_iter().find(|(_, kind, unused)| !unused && !kinds.contains(kind)) {
        Some((flag, kind, _)) => Err(Fault::usage(format!("{flag} is a filter of {}", kind.plural()))
            .cause(format!(
                "{} are to be checked",
                kinds.iter().map(|kind| kind.plural()).collect::<Vec<_>>().join(" and ")
            ))
            .hint(format!("name the kind: connlog check {}", kind.plural()))),
        None => Ok(kinds),
    }
}

fn window(args: &CheckArgs, zone: Zone, process: &Process) -> Result<Window> {
    let window = args.window.resolve(process.now(), zone)?;
    let end = window.until.unwrap_or(window.now);
    let since = window.since.or_else(|| end.checked_sub_signed(TimeDelta::hours(DEFAULT_HOURS)));
    Ok(Window { since, ..window })
}

/// The question for one kind; filters of another kind are none of its own.
fn query(kind: Kind, args: &CheckArgs, window: Window, context: &Context<'_>) -> Result<Query> {
    let (no_events, no_posts) = (EventArgs::default(), PostArgs::default());
    let filters = match kind {
        Kind::Connection => args.filter.resolve(&args.event, &no_posts, context)?,
        _ => args.filter.resolve(&no_events, &args.post, context)?,
    };
    Ok(Query { kind, filters, window, limit: None, skip: 0, page_size: None })
}

fn by(args: &CheckArgs, kinds: &[Kind]) -> Result<Vec<Path>> {
    let typed: Vec<&str> = args.gate.by.iter().map(|name| look::whole(name.trim())).collect();
    Ok(look::fields(&typed, kinds, args.filter.any_value)?.unwrap_or_default())
}
