//! Groups failures by account and reason. All numbers on failures come from these groups, so memory grows with
//! accounts and reasons, not with entries.

use std::collections::{BTreeMap, HashMap};

use chrono::{DateTime, Utc};

use super::baseline::{Baseline, fingerprint};
use super::conditions::Conditions;
use super::failure_code;
use super::failure_counts::FailureCounts;
use super::verdict::{Cause, Finding, VerdictAccount};
use crate::aggregate::interval::BucketInterval;
use crate::providers::error_codes::{self, ErrorCodeInfo};
use crate::record::semantics::{self, FailureReason};
use crate::record::{Kind, ShownView};
use crate::time::Zone;

/// The maximum number of accounts that a cause names.
const NAMED: usize = 10;
/// The maximum length of a stored message in characters.
const LONGEST: usize = 1_000;
/// The code of a failure without a code.
pub const UNKNOWN: &str = "unknown";

type SampleValues = Vec<Option<String>>;

/// All failures of one account for one reason, in one group of `--by`.
struct FailureGroup {
    fingerprint: String,
    group: SampleValues,
    kind: Kind,
    /// The name in `source` of the records; their error codes come from this provider.
    source: Option<String>,
    platform: Option<String>,
    account_id: Option<String>,
    code: String,
    newest: GroupSummary,
    known: bool,
    fails: FailureCounts,
    healed: FailureSpan,
    open: FailureSpan,
}

/// The further fields of a failure, ordered so that the newest one can be found.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
struct GroupSummary {
    at: Option<DateTime<Utc>>,
    message: Option<String>,
    profile_id: Option<String>,
}

/// The oldest and the newest time.
#[derive(Debug, Clone, Copy, Default)]
struct FailureSpan(Option<(DateTime<Utc>, DateTime<Utc>)>);

impl FailureSpan {
    fn add(&mut self, other: Self) {
        self.0 = match (self.0, other.0) {
            (Some((oldest, newest)), Some((from, to))) => Some((oldest.min(from), newest.max(to))),
            (one, other) => one.or(other),
        };
    }

    fn oldest(self) -> Option<DateTime<Utc>> {
        self.0.map(|(oldest, _)| oldest)
    }

    fn newest(self) -> Option<DateTime<Utc>> {
        self.0.map(|(_, newest)| newest)
    }
}

impl FailureGroup {
    /// Returns the time span of the failures that count.
    fn span(&self, conditions: &Conditions) -> FailureSpan {
        let mut span = self.open;
        if !conditions.unresolved {
            span.add(self.healed);
        }
        span
    }

    /// Returns a readable name: of the account, else its id, else the profile.
    fn whose(&self, names: &HashMap<String, String>) -> Option<String> {
        let account = self.account_id.as_ref().map(|id| names.get(id).unwrap_or(id).clone());
        account.or_else(|| self.newest.profile_id.as_ref().map(|id| format!("profile {id}")))
    }
}

/// All failure groups.
pub(super) struct FailureGroups {
    all: Vec<FailureGroup>,
    places: HashMap<(String, SampleValues), usize>,
    buckets: HashMap<DateTime<Utc>, FailureCounts>,
    every: BucketInterval,
    zone: Zone,
}

impl FailureGroups {
    pub(super) fn new(every: BucketInterval, zone: Zone) -> Self {
        Self { all: Vec::new(), places: HashMap::new(), buckets: HashMap::new(), every, zone }
    }

    /// Returns the index of the group of a failure, and the failure itself. Creates the group if it is new.
    pub(super) fn group_of(
        &mut self,
        view: &ShownView<'_>,
        group: SampleValues,
        baseline: &Baseline,
    ) -> (usize, Finding) {
        let finding = finding(view);
        let key = (finding.fingerprint.clone(), group);
        let place = self.places.get(&key).copied().unwrap_or_else(|| {
            let known = baseline.holds(&finding.fingerprint);
            self.all.push(new_group(&finding, view, key.1.clone(), known));
            self.places.insert(key, self.all.len() - 1);
            self.all.len() - 1
        });
        if let Some(group) = self.all.get_mut(place) {
            let Finding { created_at: at, message, profile_id, .. } = finding.clone();
            group.newest = std::mem::take(&mut group.newest).max(GroupSummary { at, message, profile_id });
        }
        (place, finding)
    }

    pub(super) fn is_known(&self, place: usize) -> bool {
        self.all.get(place).is_some_and(|group| group.known)
    }

    /// Counts a failure after it is known whether it is resolved.
    pub(super) fn count(&mut self, place: usize, at: Option<DateTime<Utc>>, healed: bool) {
        let Some(group) = self.all.get_mut(place) else { return };
        group.fails.add(healed, group.known);
        let span = if healed { &mut group.healed } else { &mut group.open };
        span.add(FailureSpan(at.map(|at| (at, at))));
        if let Some(at) = at {
            self.buckets.entry(self.every.start(at, self.zone)).or_default().add(healed, group.known);
        }
    }

    pub(super) const fn by_bucket(&self) -> &HashMap<DateTime<Utc>, FailureCounts> {
        &self.buckets
    }

    pub(super) fn by_group(&self) -> HashMap<SampleValues, FailureCounts> {
        self.by(|group| group.group.clone())
    }

    pub(super) fn by_platform(&self) -> HashMap<SampleValues, FailureCounts> {
        self.by(|group| vec![group.platform.clone()])
    }

    fn by(&self, key: impl Fn(&FailureGroup) -> SampleValues) -> HashMap<SampleValues, FailureCounts> {
        let mut fails: HashMap<SampleValues, FailureCounts> = HashMap::new();
        for group in &self.all {
            fails.entry(key(group)).or_default().merge(group.fails);
        }
        fails
    }

    /// Returns the counted failures by code, the most frequent first.
    pub(super) fn causes(&self, conditions: &Conditions, names: &HashMap<String, String>) -> Vec<Cause> {
        let mut codes: BTreeMap<&str, Vec<&FailureGroup>> = BTreeMap::new();
        for group in self.all.iter().filter(|group| conditions.counted(group.fails) > 0) {
            codes.entry(&group.code).or_default().push(group);
        }
        let mut causes: Vec<Cause> =
            codes.into_iter().map(|(code, subjects)| cause(code, &subjects, conditions, names)).collect();
        causes.sort_by(|one, other| {
            (other.failures, other.newest).cmp(&(one.failures, one.newest)).then_with(|| one.code.cmp(&other.code))
        });
        causes
    }

    /// Returns the accounts with unresolved failures; the profiles if a first connect gave no account.
    pub(super) fn unhealed(&self, names: &HashMap<String, String>) -> Vec<VerdictAccount> {
        let mut accounts: BTreeMap<_, VerdictAccount> = BTreeMap::new();
        for group in self.all.iter().filter(|group| group.fails.all > group.fails.healed) {
            let Some(whose) = group.account_id.as_deref().or(group.newest.profile_id.as_deref()) else { continue };
            let key = (group.kind, &group.platform, group.account_id.is_none(), whose);
            let account = accounts.entry(key).or_insert_with(|| unresolved_account(group, names));
            account.failures += group.fails.all - group.fails.healed;
            account.since = [account.since, group.open.oldest()].into_iter().flatten().min();
            let newer = (group.open.newest(), &group.code) >= (account.newest, &account.code);
            if newer {
                account.newest = group.open.newest();
                account.code.clone_from(&group.code);
                account.message.clone_from(&group.newest.message);
                account.profile_id.clone_from(&group.newest.profile_id);
            }
        }
        let mut accounts: Vec<VerdictAccount> = accounts.into_values().collect();
        accounts.sort_by_key(|account| std::cmp::Reverse(account.newest));
        accounts
    }

    /// Adds the failures that count now to `before`, whose entries stay.
    pub(super) fn baseline(
        &self,
        mut before: Baseline,
        conditions: &Conditions,
        names: &HashMap<String, String>,
    ) -> Baseline {
        let any = Conditions { new_only: false, ..conditions.clone() };
        for group in self.all.iter().filter(|group| any.counted(group.fails) > 0) {
            let name = group.account_id.as_ref().and_then(|id| names.get(id));
            before.add(&group.fingerprint, name.map(String::as_str));
        }
        before
    }
}

fn finding(view: &ShownView<'_>) -> Finding {
    let text = |name: &str| view.text(name).map(std::borrow::Cow::into_owned);
    let FailureReason { code, message } = failure_code::failure_code(view);
    let code = code.map_or_else(|| UNKNOWN.to_owned(), |code| code.chars().take(LONGEST).collect());
    Finding {
        kind: view.kind().name(),
        id: text("id"),
        platform: semantics::platform(view).map(std::borrow::Cow::into_owned),
        account_id: semantics::account_id(view).map(std::borrow::Cow::into_owned),
        account_name: semantics::account_name(view).map(std::borrow::Cow::into_owned),
        profile_id: text("profileId"),
        event: semantics::event(view).map(std::borrow::Cow::into_owned).or_else(|| text("action")),
        message: message.map(|message| message.chars().take(LONGEST).collect()),
        created_at: view.time_for_counts(),
        fingerprint: fingerprint(view, &code),
        code,
    }
}

fn new_group(finding: &Finding, view: &ShownView<'_>, group: SampleValues, known: bool) -> FailureGroup {
    FailureGroup {
        fingerprint: finding.fingerprint.clone(),
        group,
        kind: view.kind(),
        source: view.text("source").map(std::borrow::Cow::into_owned),
        platform: finding.platform.clone(),
        account_id: finding.account_id.clone(),
        code: finding.code.clone(),
        newest: GroupSummary::default(),
        known,
        fails: FailureCounts::default(),
        healed: FailureSpan::default(),
        open: FailureSpan::default(),
    }
}

fn unresolved_account(group: &FailureGroup, names: &HashMap<String, String>) -> VerdictAccount {
    let name = group.account_id.as_ref().and_then(|id| names.get(id));
    VerdictAccount {
        kind: group.kind.name(),
        platform: group.platform.clone(),
        account_id: group.account_id.clone(),
        account_name: name.cloned(),
        profile_id: None,
        code: String::new(),
        message: None,
        failures: 0,
        since: None,
        newest: None,
    }
}

fn cause(code: &str, subjects: &[&FailureGroup], conditions: &Conditions, names: &HashMap<String, String>) -> Cause {
    let mut span = FailureSpan::default();
    let (mut failures, mut newest) = (0, None);
    let (mut platforms, mut accounts) = (BTreeMap::<_, u64>::new(), BTreeMap::<_, u64>::new());
    for group in subjects {
        let count = conditions.counted(group.fails);
        failures += count;
        span.add(group.span(conditions));
        newest = newest.max(Some(&group.newest));
        *platforms.entry(group.platform.clone()).or_default() += count;
        *accounts.entry(group.whose(names)).or_default() += count;
    }
    let known = known(code, subjects);
    let accounts = by_frequency(accounts);
    Cause {
        code: code.to_owned(),
        message: newest.and_then(|newest| newest.message.clone()),
        messages_total: 0,
        failures,
        platforms: by_frequency(platforms),
        accounts_total: accounts.len() as u64,
        accounts: accounts.into_iter().take(NAMED).collect(),
        oldest: span.oldest(),
        newest: span.newest(),
        meaning: known.map(|known| known.meaning),
        side: known.map(|known| known.side),
        remedy: known.map(|known| known.remedy),
        retry: known.map(|known| known.retry),
    }
}

/// Returns the meaning of a code if it is the same for all `subjects`.
fn known(code: &str, subjects: &[&FailureGroup]) -> Option<&'static ErrorCodeInfo> {
    let mut meant = subjects.iter().map(|group| error_codes::lookup(group.source.as_deref()?, code));
    let first = meant.next()??;
    meant.all(|known| known == Some(first)).then_some(first)
}

/// Returns the values, the most frequent first.
fn by_frequency(counts: BTreeMap<Option<String>, u64>) -> Vec<String> {
    let mut counts: Vec<(Option<String>, u64)> = counts.into_iter().collect();
    counts.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    counts.into_iter().filter_map(|(value, _)| value).collect()
}
