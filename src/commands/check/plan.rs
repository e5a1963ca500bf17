//! Builds the queries and conditions of a check from its flags, before any request.

use chrono::TimeDelta;

use super::args::{CheckArgs, CountArg};
use crate::app::AppContext;
use crate::args::kinds::{KindSelection, KindWord};
use crate::args::status::expiry;
use crate::output::options;
use crate::pipeline::Capabilities;
use connlog_core::error::{Error, Result};
use connlog_core::gate::GateConfig;
use connlog_core::gate::baseline::Baseline;
use connlog_core::gate::conditions::Conditions;
use connlog_core::gate::count_unit::CountUnit;
use connlog_core::query::expression::{Expr, ExprContext};
use connlog_core::query::{Filters, Query, Window, matching_kinds};
use connlog_core::record::path::FieldPath;
use connlog_core::record::{Kind, semantics};
use connlog_core::time::Zone;

/// The kind whose attempts `--count posts` joins.
pub(super) const POST: Kind = Kind::named("post");

/// Default length of the window in hours. A daily job sees every entry, independent of the API version.
const DEFAULT_HOURS: i64 = 24;

/// Builds the case of the gate from the flags and the baseline.
pub(crate) fn case(
    args: &CheckArgs,
    held: &Capabilities,
    baseline: Baseline,
    zone: Zone,
    app: &AppContext,
) -> Result<GateConfig> {
    let selection = select_kinds(args, held)?;
    let kinds = &selection.kinds;
    if selection.is_states() {
        reject_log_flags(args, held)?;
    } else if args.gate.expires_within.is_some() {
        return Err(Error::usage("--expires-within applies to accounts only")
            .cause(format!("{} are entries of a log", selection.named()))
            .hint("run `connlog check status --expires-within 7d`"));
    }
    let window = window(args, zone, selection.is_states(), app)?;
    let entries = &args.entries;
    let context = entries.filter.context(window.now, zone, kinds);
    // Also rejects filters that no selected kind has.
    entries.filter.resolve(&entries.own, &context)?;
    let queries =
        kinds.iter().map(|kind| query(*kind, args, window, &selection, &context)).collect::<Result<Vec<_>>>()?;
    let fails = args.gate.fail_on.as_deref().map(|text| Expr::parse(text, &context)).transpose()?;
    let gate = &args.gate;
    if fails.is_none()
        && !args.entries.filter.statuses.is_empty()
        && !args
            .entries
            .filter
            .statuses
            .iter()
            .any(|status| status == "failed" || semantics::same_status("failed", status))
    {
        return Err(Error::usage("--status excludes all failures")
            .cause("without --fail-on, an entry with the status `failed` is a failure")
            .hint("leave out --status, or define failures with --fail-on"));
    }
    let others = gate.max_failure_rate.is_some() || gate.no_success_for.is_some() || gate.max_schema_changes.is_some();
    let conditions = Conditions {
        max_failures: gate.max_failures.or((!others || gate.fail_on.is_some()).then_some(0)),
        max_rate: gate.max_failure_rate,
        no_success_for: gate.no_success_for,
        max_schema_changes: gate.max_schema_changes,
        min_records: gate.min_records,
        unresolved: gate.unresolved,
        new_only: args.baseline.new_only,
        own_rule: gate.fail_on.is_some() && gate.max_failures.is_none(),
        allow_partial: gate.allow_partial,
        unit: unit(args, &selection)?,
    };
    let words = selection.words.iter().map(|word| word.name()).collect();
    Ok(GateConfig { queries, kinds: words, fails, by: by(args, kinds)?, conditions, baseline, zone })
}

/// Returns the kinds to check. Returns a usage error for flags that none of these kinds supports.
fn select_kinds(args: &CheckArgs, held: &Capabilities) -> Result<KindSelection> {
    let words = match &*args.kinds {
        [] if args.gate.count == CountArg::Posts => vec![KindWord::new(POST)],
        [] => KindWord::defaults_of_check(held.kinds),
        words => words.to_vec(),
    };
    let selection = KindSelection::resolve(&words, held.kinds)?;
    let of_fivetran = [
        ("--no-success-for", args.gate.no_success_for.is_some()),
        ("--max-schema-changes", args.gate.max_schema_changes.is_some()),
    ];
    let has_fivetran = selection.kinds.iter().any(|kind| kind.is_of_fivetran());
    if let Some((flag, _)) = of_fivetran.iter().find(|(_, used)| *used && !has_fivetran) {
        let fault = Error::usage(format!("{flag} applies to Fivetran connections only"));
        return Err(if held.is_api {
            fault
                .cause("the API does not have Fivetran connections")
                .hint("name a source of Fivetran's syncs, such as --from fivetran:")
        } else {
            fault.hint("name a KIND of Fivetran entries, such as syncs")
        });
    }
    match args.entries.own.misfit(&selection.kinds) {
        Some(filter) => {
            let owners = matching_kinds::owners(filter);
            Err(Error::usage(format!("{} filters {} only", filter.flag(), owners.join(" and ")))
                .cause(format!("the selected kinds are {}", selection.named()))
                .hint(format!("name the kind: connlog check {}", owners.first().unwrap_or(&"events"))))
        }
        None => Ok(selection),
    }
}

/// Returns what the check counts. Fails with a usage error if posts are counted and the kinds have none.
fn unit(args: &CheckArgs, selection: &KindSelection) -> Result<CountUnit> {
    match args.gate.count {
        CountArg::Entries => Ok(CountUnit::Records),
        CountArg::Posts if selection.kinds.contains(&POST) => Ok(CountUnit::Posts),
        CountArg::Posts => Err(Error::usage("--count posts requires the kind posts")
            .cause(format!("the selected kinds are {}", selection.named()))
            .hint("name the kind: connlog check posts --count posts")),
    }
}

/// Rejects flags that cannot select or judge states.
fn reject_log_flags(args: &CheckArgs, held: &Capabilities) -> Result<()> {
    held.require_states()?;
    let flags = [
        ("--since", args.window.since.is_some()),
        ("--until", args.window.until.is_some()),
        ("--days", args.window.days.is_some()),
        ("--status", !args.entries.filter.statuses.is_empty()),
        ("--unresolved", args.gate.unresolved),
    ];
    match flags.into_iter().find(|(_, used)| *used) {
        Some((flag, _)) => Err(Error::usage(format!("`connlog check status` does not take {flag}"))
            .cause("a state is of the present and is not an entry of a log")
            .hint("select states with --platform, --account, --profile or --where 'state = failing'")),
        None => Ok(()),
    }
}

/// Returns the window. States have none.
fn window(args: &CheckArgs, zone: Zone, is_states: bool, app: &AppContext) -> Result<Window> {
    let window = args.window.resolve(app.now(), zone)?;
    if is_states {
        return Ok(window);
    }
    let end = window.until.unwrap_or(window.now);
    let since = window.since.or_else(|| end.checked_sub_signed(TimeDelta::hours(DEFAULT_HOURS)));
    Ok(Window { since, ..window })
}

/// Builds the query for one kind, without the filters of other kinds.
fn query(
    kind: Kind,
    args: &CheckArgs,
    window: Window,
    selection: &KindSelection,
    context: &ExprContext<'_>,
) -> Result<Query> {
    let filters = args.entries.filter.resolve(&args.entries.own.for_kind(kind), context)?;
    let expiring = expiry(window.now, args.gate.expires_within)?;
    let (filters, optional) =
        (Filters { life: selection.is_life_only(), expiring, ..filters }, selection.is_optional(kind));
    Ok(Query { filters, window, optional, ..Query::all(kind, window.now) })
}

fn by(args: &CheckArgs, kinds: &[Kind]) -> Result<Vec<FieldPath>> {
    let typed: Vec<&str> = args.gate.by.iter().map(|name| options::resolve_field_alias(name.trim(), kinds)).collect();
    Ok(options::parse_fields(&typed, kinds, args.entries.filter.any_value)?.unwrap_or_default())
}
