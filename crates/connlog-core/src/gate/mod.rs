//! The quality gate: turns records into a verdict. No I/O: `commands/check` reads the records and `report/` writes
//! the result.

pub mod baseline;
pub mod breakdown;
pub mod conditions;
mod config;
pub mod count_unit;
mod engine_counts;
pub mod failure_code;
mod failure_counts;
pub mod failure_group;
pub mod freshness;
mod last_attempts;
pub mod resolution;
pub mod scope;
pub mod summary;
pub mod unread_entries;
pub mod unreadable;
pub mod verdict;
pub mod verdict_schema;

pub use self::config::{GateConfig, ReadCompleteness};
pub use self::failure_group::UNKNOWN as NO_CODE;

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

use chrono::{DateTime, Utc};

use self::baseline::Baseline;
use self::count_unit::CountUnit;
use self::failure_group::FailureGroups;
use self::freshness::FreshnessCheck;
use self::last_attempts::LastAttempts;
use self::resolution::{ResolutionKey, ResolutionTracker};
use self::scope::{Relevance, Scope};
use self::unreadable::UnreadableEntries;
use self::verdict::{Cause, Finding, Verdict};
use crate::aggregate::interval::BucketInterval;
use crate::aggregate::{Aggregator, GroupBy};
use crate::error::Result;
use crate::providers::fivetran::directory::ConnectionDirectory;
use crate::query::{Query, Window};
use crate::record::account_state;
use crate::record::path::FieldPath;
use crate::record::semantics::OutcomeClass;
use crate::record::{ShownView, semantics};

/// Accepts records in any order and judges them at the end.
pub struct Gate {
    case: GateConfig,
    scope: Scope,
    resolution: ResolutionTracker,
    subjects: FailureGroups,
    /// Failures without a later success so far. Whether they are resolved is known only at the end.
    open: Vec<UnresolvedFailures>,
    findings: Vec<(Finding, Option<ResolutionKey>)>,
    /// The newest name of each account.
    names: HashMap<String, (Option<DateTime<Utc>>, String)>,
    groups: Aggregator,
    platforms: Aggregator,
    series: Aggregator,
    every: BucketInterval,
    window: Window,
    /// The check for overdue syncs, if it is enabled.
    watch: Option<FreshnessCheck>,
    schema_changes: u64,
    unreadable: UnreadableEntries,
    /// The number of entries that may be failures in the window, because their time is unreadable.
    untimed: u64,
    /// The last attempts of posts, if posts are counted instead of attempts.
    attempts: Option<LastAttempts>,
}

/// A failure that may still be resolved, in as few bytes as possible.
struct UnresolvedFailures {
    subject: usize,
    bond: ResolutionKey,
    at: DateTime<Utc>,
}

impl Gate {
    /// Returns an empty gate. Fails with a usage error if there would be too many buckets.
    pub fn new(case: GateConfig, now: DateTime<Utc>) -> Result<Self> {
        let window =
            case.queries.first().map_or(Window { since: None, until: None, days: None, now }, |query| query.window);
        let every = breakdown::every(window)?;
        let zone = case.zone;
        let tally = |by: Vec<FieldPath>, every| Aggregator::new(GroupBy { by, every, zone, ..GroupBy::default() });
        let platform = "platform".parse().into_iter().collect();
        let watch = case.conditions.no_success_for.map(|within| FreshnessCheck::new(&case.queries, within, window));
        Ok(Self {
            scope: Scope::new(&case.queries),
            resolution: ResolutionTracker::default(),
            subjects: FailureGroups::new(every, zone),
            open: Vec::new(),
            findings: Vec::new(),
            names: HashMap::new(),
            groups: tally(case.by.clone(), None),
            platforms: tally(platform, None),
            series: tally(Vec::new(), Some(every)),
            every,
            window,
            watch,
            schema_changes: 0,
            unreadable: UnreadableEntries::default(),
            untimed: 0,
            attempts: (case.conditions.unit == CountUnit::Posts).then(LastAttempts::default),
            case,
        })
    }

    /// Returns the queries to read. They also select entries that can resolve failures, and older entries for the
    /// check of overdue syncs.
    pub fn queries(&self) -> Vec<Query> {
        let mut queries: Vec<Query> = self.case.queries.iter().map(scope::widened).collect();
        if self.watch.is_some() {
            for query in &mut queries {
                query.window.since = None;
            }
        }
        queries
    }

    /// Returns whether the check of overdue syncs is enabled.
    pub fn watches(&self) -> bool {
        self.watch.is_some()
    }

    /// Adds the connections that the source lists, and the time of its oldest event if known.
    pub fn list(&mut self, connections: &ConnectionDirectory, oldest: Option<DateTime<Utc>>) {
        if let Some(watch) = &mut self.watch {
            watch.list(connections, oldest);
        }
    }

    /// Adds an event that is part of a sync, if syncs are judged instead of events.
    pub fn pass(&mut self, view: &ShownView<'_>) {
        if let Some(watch) = &mut self.watch {
            watch.accept(view);
        }
    }

    /// Returns whether the gate has counted a failure.
    pub const fn has_findings(&self) -> bool {
        !self.findings.is_empty()
    }

    /// Returns the number of entries that may be failures in the window, because their time is unreadable.
    pub const fn untimed(&self) -> u64 {
        self.untimed
    }

    /// Adds one record. Fails with a usage error if there are too many groups.
    pub fn accept(&mut self, view: &ShownView<'_>) -> Result<()> {
        self.pass(view);
        let Some(level) = self.scope.level(view.record()) else {
            self.untimed += u64::from(self.scope.is_untimed(view.record()));
            return Ok(());
        };
        self.learn_name(view);
        if !self.fails(view) && semantics::Outcome::from_view(view).class() == OutcomeClass::Success {
            self.resolution.success(view);
        }
        if level != Relevance::MayHeal
            && let Some(attempts) = &mut self.attempts
            && attempts.accept(view, level)
        {
            return Ok(());
        }
        self.judge(view, level)
    }

    fn fails(&self, view: &ShownView<'_>) -> bool {
        let is_failure = match &self.case.fails {
            Some(rule) => rule.matches(&view.record().raw_view()),
            None => semantics::Outcome::from_view(view).class() == OutcomeClass::Failure,
        };
        is_failure || self.is_expiring(view)
    }

    /// Counts one record.
    fn judge(&mut self, view: &ShownView<'_>, level: Relevance) -> Result<()> {
        // `--fail-on` does not need an outcome.
        if semantics::Outcome::from_view(view).class() == OutcomeClass::Unknown
            && self.case.fails.is_none()
            && self.scope.may_hide_failure(view.record())
        {
            self.unreadable.add(view, self.case.conditions.unresolved);
        }
        if level == Relevance::MayHeal {
            return Ok(());
        }
        for tally in [&mut self.groups, &mut self.platforms, &mut self.series] {
            tally.add(view)?;
        }
        self.unreadable.count_open(view);
        self.schema_changes += (view.kind().spec().schema_changes)(view);
        if level == Relevance::MayFail && self.fails(view) {
            self.failure(view);
        }
        Ok(())
    }

    /// Counts the last attempts of posts. Returns the number of attempts before them; `None` if attempts count.
    fn judge_attempts(&mut self) -> Result<Option<u64>> {
        let Some(attempts) = self.attempts.take() else { return Ok(None) };
        let earlier = attempts.earlier();
        for attempt in &attempts.finish() {
            self.judge(&attempt.record.view(), attempt.level)?;
        }
        Ok(Some(earlier))
    }

    /// Returns whether the record is an account whose token ends too soon.
    fn is_expiring(&self, view: &ShownView<'_>) -> bool {
        let end = self.case.queries.iter().find_map(|query| query.filters.expiring);
        end.is_some_and(|end| view.kind().is_state() && account_state::is_expiring(view, end))
    }

    fn learn_name(&mut self, view: &ShownView<'_>) {
        let (Some(id), Some(name)) = (semantics::account_id(view), semantics::account_name(view)) else { return };
        let known = (view.time_for_counts(), name.into_owned());
        match self.names.get_mut(&*id) {
            Some(newest) if *newest < known => *newest = known,
            Some(_) => {}
            None => drop(self.names.insert(id.into_owned(), known)),
        }
    }

    fn failure(&mut self, view: &ShownView<'_>) {
        let (at, bond) = (view.time_for_counts(), ResolutionKey::of_failure(view));
        let group = self.case.by.iter().map(|path| semantics::value(view, path).map(Cow::into_owned)).collect();
        let (place, finding) = self.subjects.group_of(view, group, &self.case.baseline);
        let healed = self.resolution.resolves(bond, at);
        match (bond, at) {
            (Some(bond), Some(at)) if !healed => self.open.push(UnresolvedFailures { subject: place, bond, at }),
            _ => self.subjects.count(place, at, healed),
        }
        let known = self.subjects.is_known(place);
        if self.case.conditions.counts(healed, known) {
            self.findings.push((finding, bond));
            if self.findings.len() >= 2 * Verdict::FINDINGS {
                self.keep_newest();
            }
        }
    }

    /// Sorts the findings, newest first, and keeps at most [`Verdict::FINDINGS`].
    fn keep_newest(&mut self) {
        self.findings.sort_by(|(one, _), (other, _)| breakdown::newest_first(one, other));
        self.findings.truncate(Verdict::FINDINGS);
    }

    /// Returns the verdict, and the baseline with the failures of this run added.
    pub fn finish(mut self, ending: ReadCompleteness) -> Result<(Verdict, Baseline)> {
        let earlier_attempts = self.judge_attempts()?;
        for UnresolvedFailures { subject, bond, at } in std::mem::take(&mut self.open) {
            let healed = self.resolution.resolves(Some(bond), Some(at));
            self.subjects.count(subject, Some(at), healed);
        }
        if self.case.conditions.unresolved {
            let resolution = &self.resolution;
            self.findings.retain(|(finding, bond)| !resolution.resolves(*bond, finding.created_at));
        }
        self.keep_newest();
        let names: HashMap<String, String> = self.names.into_iter().map(|(id, (_, name))| (id, name)).collect();
        let by: Vec<String> = self.case.by.iter().map(ToString::to_string).collect();
        let conditions = &self.case.conditions;
        let rows = if by.is_empty() { Vec::new() } else { self.groups.finish(None, None)? };
        let groups = breakdown::groups(&by, rows, &self.subjects.by_group(), conditions);
        let platforms = self.platforms.finish(None, None)?;
        let platforms =
            breakdown::groups(&["platform".to_owned()], platforms, &self.subjects.by_platform(), conditions);
        let until = self.window.until.unwrap_or(self.window.now);
        let series = self.series.finish(self.window.since, Some(until))?;
        let totals = breakdown::sum(&platforms);
        let mut fresh = self.watch.as_ref().map_or_else(Default::default, FreshnessCheck::finish);
        fresh.overdue.extend(conditions.too_many_changes(self.schema_changes));
        let unreadable = self.unreadable.reasons(&self.resolution, self.untimed, totals.records);
        let doubts = ending.doubts.into_iter().chain(fresh.doubts).chain(unreadable).collect();
        let judged = self.case.queries.iter().map(|query| query.kind.plural());
        let judged = judged.filter(|plural| !ending.skipped.contains(plural)).collect();
        let (outcome, reasons) = conditions.judge(totals, &groups, fresh.overdue, doubts);
        let small = conditions.unjudged(&groups);
        let unjudged = (!small.is_empty()).then(|| conditions.not_judged(&small, groups.len()));
        let findings = findings(self.findings, &names);
        let causes = causes(self.subjects.causes(conditions, &names), &findings);
        let baseline = self.subjects.baseline(self.case.baseline, conditions, &names);
        let verdict = Verdict {
            version: 1,
            outcome,
            exit_code: outcome.exit().number(),
            reasons,
            kinds: if ending.skipped.is_empty() { self.case.kinds } else { judged },
            skipped: ending.skipped,
            source: ending.source,
            since: self.window.since,
            until: self.window.until,
            now: self.window.now,
            took_s: ending.took_s,
            complete: ending.complete,
            unit: self.case.conditions.unit,
            earlier_attempts,
            totals,
            unjudged,
            groups,
            platforms,
            causes,
            findings,
            findings_total: totals.failures,
            unhealed: self.subjects.unhealed(&names),
            series: breakdown::series(series, self.subjects.by_bucket(), conditions, self.every),
            command: ending.command,
        };
        Ok((verdict, baseline))
    }
}

/// Sets the number of different messages of each cause.
fn causes(mut causes: Vec<Cause>, findings: &[Finding]) -> Vec<Cause> {
    let mut messages: HashMap<&str, HashSet<Cow<'_, str>>> = HashMap::new();
    for Finding { code, message, .. } in findings {
        messages.entry(code).or_default().extend(message.as_deref().map(failure_code::without_numbers));
    }
    for cause in &mut causes {
        cause.messages_total = messages.get(&*cause.code).map_or(0, |messages| messages.len() as u64);
    }
    causes
}

fn findings(found: Vec<(Finding, Option<ResolutionKey>)>, names: &HashMap<String, String>) -> Vec<Finding> {
    let mut findings: Vec<Finding> = found.into_iter().map(|(finding, _)| finding).collect();
    for finding in &mut findings {
        if finding.account_name.is_none() {
            finding.account_name = finding.account_id.as_ref().and_then(|id| names.get(id).cloned());
        }
    }
    findings
}

#[cfg(test)]
mod count_tests;
#[cfg(test)]
mod damage_tests;
#[cfg(test)]
mod tests;
