//! Subjects: all failures of one account for one reason, counted together. Whatever the verdict says of failures is made
//! of these, so memory grows with accounts and reasons, not with entries.

use std::collections::{BTreeMap, HashMap};

use chrono::{DateTime, Utc};

use super::baseline::{Baseline, fingerprint};
use super::breakdown::FailureTest;
use super::conditions::Conditions;
use super::failure_code;
use super::verdict::{Cause, Finding, VerdictAccount};
use crate::aggregate::interval::BucketInterval;
use crate::providers::error_codes::{self, ErrorCodeInfo};
use crate::record::semantics::{self, FailureReason};
use crate::record::{Kind, View};
use crate::time::Zone;

/// Accounts that a cause names.
const NAMED: usize = 10;
/// Characters of a message that are kept: the whole is one command away.
const LONGEST: usize = 1_000;
/// The code of a failure that gives none.
pub const UNKNOWN: &str = "unknown";

type SampleValues = Vec<Option<String>>;

/// All failures of one account for one reason, in one group of `--by`.
struct FailureGroup {
    fingerprint: String,
    group: SampleValues,
    kind: Kind,
    /// Of the records: whose words they speak.
    source: Option<String>,
    platform: Option<String>,
    account_id: Option<String>,
    code: String,
    newest: GroupSummary,
    known: bool,
    fails: FailureTest,
    healed: FailureSpan,
    open: FailureSpan,
}

/// What a failure says beside what its subject is told by, in the order by which the newest is found.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
struct GroupSummary {
    at: Option<DateTime<Utc>>,
    message: Option<String>,
    profile_id: Option<String>,
}

/// From the oldest to the newest.
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
    /// When the failures happened that count.
    fn span(&self, conditions: &Conditions) -> FailureSpan {
        let mut span = self.open;
        if !conditions.unresolved {
            span.add(self.healed);
        }
        span
    }

    /// A name for people: of the account, else its id, else the profile.
    fn whose(&self, names: &HashMap<String, String>) -> Option<String> {
        let account = self.account_id.as_ref().map(|id| names.get(id).unwrap_or(id).clone());
        account.or_else(|| self.newest.profile_id.as_ref().map(|id| format!("profile {id}")))
    }
}

/// Every subject met.
pub(super) struct FailureGroups {
    all: Vec<FailureGroup>,
    places: HashMap<(String, SampleValues), usize>,
    buckets: HashMap<DateTime<Utc>, FailureTest>,
    every: BucketInterval,
    zone: Zone,
}

impl FailureGroups {
    pub(super) fn new(every: BucketInterval, zone: Zone) -> Self {
        Self { all: Vec::new(), places: HashMap::new(), buckets: HashMap::new(), every, zone }
    }

    /// The place of the subject of a failure, and the failure itself.
    pub(super) fn meet(&mut self, view: &View<'_>, group: SampleValues, baseline: &Baseline) -> (usize, Finding) {
        let finding = finding(view);
        let key = (finding.fingerprint.clone(), group);
        let place = self.places.get(&key).copied().unwrap_or_else(|| {
            let known = baseline.holds(&finding.fingerprint);
            self.all.push(subject(&finding, view, key.1.clone(), known));
            self.places.insert(key, self.all.len() - 1);
            self.all.len() - 1
        });
        if let Some(subject) = self.all.get_mut(place) {
            let Finding { created_at: at, message, profile_id, .. } = finding.clone();
            subject.newest = std::mem::take(&mut subject.newest).max(GroupSummary { at, message, profile_id });
        }
        (place, finding)
    }

    pub(super) fn is_known(&self, place: usize) -> bool {
        self.all.get(place).is_some_and(|subject| subject.known)
    }

    /// Counts a failure of which it is settled whether it is healed.
    pub(super) fn count(&mut self, place: usize, at: Option<DateTime<Utc>>, healed: bool) {
        let Some(subject) = self.all.get_mut(place) else { return };
        subject.fails.add(healed, subject.known);
        let span = if healed { &mut subject.healed } else { &mut subject.open };
        span.add(FailureSpan(at.map(|at| (at, at))));
        if let Some(at) = at {
            self.buckets.entry(self.every.start(at, self.zone)).or_default().add(healed, subject.known);
        }
    }

    pub(super) const fn by_bucket(&self) -> &HashMap<DateTime<Utc>, FailureTest> {
        &self.buckets
    }

    pub(super) fn by_group(&self) -> HashMap<SampleValues, FailureTest> {
        self.by(|subject| subject.group.clone())
    }

    pub(super) fn by_platform(&self) -> HashMap<SampleValues, FailureTest> {
        self.by(|subject| vec![subject.platform.clone()])
    }

    fn by(&self, key: impl Fn(&FailureGroup) -> SampleValues) -> HashMap<SampleValues, FailureTest> {
        let mut fails: HashMap<SampleValues, FailureTest> = HashMap::new();
        for subject in &self.all {
            fails.entry(key(subject)).or_default().merge(subject.fails);
        }
        fails
    }

    /// The failures that count, by their codes, the most frequent first.
    pub(super) fn causes(&self, conditions: &Conditions, names: &HashMap<String, String>) -> Vec<Cause> {
        let mut codes: BTreeMap<&str, Vec<&FailureGroup>> = BTreeMap::new();
        for subject in self.all.iter().filter(|subject| conditions.counted(subject.fails) > 0) {
            codes.entry(&subject.code).or_default().push(subject);
        }
        let mut causes: Vec<Cause> =
            codes.into_iter().map(|(code, subjects)| cause(code, &subjects, conditions, names)).collect();
        causes.sort_by(|one, other| {
            (other.failures, other.newest).cmp(&(one.failures, one.newest)).then_with(|| one.code.cmp(&other.code))
        });
        causes
    }

    /// Accounts, and profiles where a first connect gave no account, with failures that nothing has healed.
    pub(super) fn unhealed(&self, names: &HashMap<String, String>) -> Vec<VerdictAccount> {
        let mut accounts: BTreeMap<_, VerdictAccount> = BTreeMap::new();
        for subject in self.all.iter().filter(|subject| subject.fails.all > subject.fails.healed) {
            let Some(whose) = subject.account_id.as_deref().or(subject.newest.profile_id.as_deref()) else { continue };
            let key = (subject.kind, &subject.platform, subject.account_id.is_none(), whose);
            let account = accounts.entry(key).or_insert_with(|| ailing(subject, names));
            account.failures += subject.fails.all - subject.fails.healed;
            account.since = [account.since, subject.open.oldest()].into_iter().flatten().min();
            let newer = (subject.open.newest(), &subject.code) >= (account.newest, &account.code);
            if newer {
                account.newest = subject.open.newest();
                account.code.clone_from(&subject.code);
                account.message.clone_from(&subject.newest.message);
                account.profile_id.clone_from(&subject.newest.profile_id);
            }
        }
        let mut accounts: Vec<VerdictAccount> = accounts.into_values().collect();
        accounts.sort_by_key(|account| std::cmp::Reverse(account.newest));
        accounts
    }

    /// `before` with the failures that count now; what it knew still counts as it did.
    pub(super) fn baseline(
        &self,
        mut before: Baseline,
        conditions: &Conditions,
        names: &HashMap<String, String>,
    ) -> Baseline {
        let any = Conditions { new_only: false, ..conditions.clone() };
        for subject in self.all.iter().filter(|subject| any.counted(subject.fails) > 0) {
            let name = subject.account_id.as_ref().and_then(|id| names.get(id));
            before.add(&subject.fingerprint, name.map(String::as_str));
        }
        before
    }
}

fn finding(view: &View<'_>) -> Finding {
    let text = |name: &str| view.text(name).map(std::borrow::Cow::into_owned);
    let FailureReason { code, message } = failure_code::failure_code(view);
    let code = code.map_or_else(|| UNKNOWN.to_owned(), |code| code.chars().take(LONGEST).collect());
    Finding {
        kind: view.record().kind().name(),
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

fn subject(finding: &Finding, view: &View<'_>, group: SampleValues, known: bool) -> FailureGroup {
    FailureGroup {
        fingerprint: finding.fingerprint.clone(),
        group,
        kind: view.record().kind(),
        source: view.text("source").map(std::borrow::Cow::into_owned),
        platform: finding.platform.clone(),
        account_id: finding.account_id.clone(),
        code: finding.code.clone(),
        newest: GroupSummary::default(),
        known,
        fails: FailureTest::default(),
        healed: FailureSpan::default(),
        open: FailureSpan::default(),
    }
}

fn ailing(subject: &FailureGroup, names: &HashMap<String, String>) -> VerdictAccount {
    let name = subject.account_id.as_ref().and_then(|id| names.get(id));
    VerdictAccount {
        kind: subject.kind.name(),
        platform: subject.platform.clone(),
        account_id: subject.account_id.clone(),
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
    for subject in subjects {
        let count = conditions.counted(subject.fails);
        failures += count;
        span.add(subject.span(conditions));
        newest = newest.max(Some(&subject.newest));
        *platforms.entry(subject.platform.clone()).or_default() += count;
        *accounts.entry(subject.whose(names)).or_default() += count;
    }
    let known = known(code, subjects);
    let accounts = most_first(accounts);
    Cause {
        code: code.to_owned(),
        message: newest.and_then(|newest| newest.message.clone()),
        messages_total: 0,
        failures,
        platforms: most_first(platforms),
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

/// What a code means where all of `subjects` mean the same by it.
fn known(code: &str, subjects: &[&FailureGroup]) -> Option<&'static ErrorCodeInfo> {
    let mut meant = subjects.iter().map(|subject| error_codes::lookup(subject.source.as_deref()?, code));
    let first = meant.next()??;
    meant.all(|known| known == Some(first)).then_some(first)
}

/// The values there are, the most frequent first.
fn most_first(counts: BTreeMap<Option<String>, u64>) -> Vec<String> {
    let mut counts: Vec<(Option<String>, u64)> = counts.into_iter().collect();
    counts.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    counts.into_iter().filter_map(|(value, _)| value).collect()
}
