//! Verdicts for the tests of reports: with many failures, without failures, and with hostile text.

use chrono::{DateTime, TimeDelta, Utc};
use connlog_core::gate::count_unit::CountUnit;
use connlog_core::gate::verdict::{
    Cause, Counts, Finding, Verdict, VerdictAccount, VerdictBucket, VerdictGroup, VerdictReason, VerdictStatus,
};

use crate::support::NOW;

/// The moment `minutes` before [`NOW`].
pub fn before(minutes: i64) -> DateTime<Utc> {
    NOW.parse::<DateTime<Utc>>().unwrap() - TimeDelta::minutes(minutes)
}

pub fn ground(condition: &'static str, group: Option<&str>, message: &str) -> VerdictReason {
    VerdictReason {
        condition,
        group: group.map(str::to_owned),
        message: message.to_owned(),
        limit: Some(0.0),
        actual: Some(14.0),
    }
}

fn counts(records: u64, failures: u64) -> Counts {
    Counts { records, failures, ..Counts::default() }
}

fn group(field: &str, value: Option<&str>, records: u64, failures: u64) -> VerdictGroup {
    VerdictGroup { key: vec![(field.to_owned(), value.map(str::to_owned))], counts: counts(records, failures) }
}

/// A window of a day in which nothing failed.
pub fn calm() -> Verdict {
    let series = (0..48_u32).map(|hour| VerdictBucket {
        start: before(1_440 - 30 * i64::from(hour)),
        seconds: 1_800,
        counts: counts(5 + u64::from(hour * 7 % 11), 0),
    });
    Verdict {
        version: 1,
        outcome: VerdictStatus::Passed,
        exit_code: 0,
        reasons: Vec::new(),
        kinds: vec!["connections"],
        skipped: Vec::new(),
        source: Some("zernio".to_owned()),
        since: Some(before(1_440)),
        until: Some(before(0)),
        now: before(0),
        took_s: 1.25,
        complete: true,
        unit: CountUnit::Records,
        earlier_attempts: None,
        totals: counts(473, 0),
        groups: Vec::new(),
        unjudged: None,
        platforms: vec![group("platform", Some("instagram"), 300, 0), group("platform", Some("tiktok"), 173, 0)],
        causes: Vec::new(),
        findings: Vec::new(),
        findings_total: 0,
        unhealed: Vec::new(),
        series: series.collect(),
        command: "connlog connections --since 1d --status failed --all".to_owned(),
    }
}

/// Nothing was there to be read.
pub fn empty() -> Verdict {
    Verdict { totals: counts(0, 0), platforms: Vec::new(), series: Vec::new(), source: None, since: None, ..calm() }
}

/// Too little was read to say anything.
pub fn undecided() -> Verdict {
    Verdict {
        outcome: VerdictStatus::Undecided,
        exit_code: 11,
        reasons: vec![ground("min_records", None, "3 connections were read, fewer than the 20 asked for")],
        totals: counts(3, 0),
        ..calm()
    }
}

/// A page could not be had.
pub fn incomplete() -> Verdict {
    Verdict {
        outcome: VerdictStatus::Incomplete,
        exit_code: 8,
        complete: false,
        reasons: vec![ground("incomplete", None, "the list is incomplete: it ends after 198 records")],
        ..calm()
    }
}

/// Failures within the limits: the gate passes, and the reports must not say otherwise.
pub fn tolerated() -> Verdict {
    Verdict { outcome: VerdictStatus::Passed, exit_code: 0, reasons: Vec::new(), ..stormy() }
}

const CODES: [(&str, &str, &str, &str); 4] = [
    (
        "token_exchange_failed",
        "Failed to exchange the authorization code: HTTP 503",
        "the platform did not turn the sign-in into an access token",
        "platform",
    ),
    (
        "oauth_denied",
        "OAuth error: access_denied",
        "The person refused the permissions, or closed the dialog.",
        "person",
    ),
    (
        "account_limit_exceeded",
        "Your plan's number of connected accounts is reached.",
        "the plan is full",
        "integrator",
    ),
    ("no_facebook_pages", "No Facebook pages found.", "the account has no page to connect", "user"),
];
const PLATFORMS: [&str; 4] = ["instagram", "tiktok", "linkedin", "facebook"];
const ACCOUNTS: [&str; 6] =
    ["caldrinopizza.north", "lunapere.shop", "brixendal_studio", "velatero_north", "hollowfenbooks", "tannwick.shop"];

/// Which of [`CODES`]: the first more often than the last.
fn reason(number: usize) -> usize {
    [0, 1, 0, 2, 1, 0, 3, 0, 1][number % 9]
}

fn finding(number: usize) -> Finding {
    let (code, message, ..) = CODES[reason(number)];
    let (account, platform) = (number % 6, number % 4);
    Finding {
        kind: "connection",
        id: Some(format!("67{number:022x}")),
        platform: Some(PLATFORMS[platform].to_owned()),
        account_id: Some(format!("65f1c0a9e2b5af0012ab34c{account}")),
        account_name: (!number.is_multiple_of(3)).then(|| ACCOUNTS[account].to_owned()),
        profile_id: Some("64b000000000000000000001".to_owned()),
        event: Some("connect_failed".to_owned()),
        code: code.to_owned(),
        message: Some(message.to_owned()),
        created_at: Some(before(i64::try_from(number).unwrap() * 19 + 7)),
        fingerprint: format!("{:064x}", account * 100 + platform * 10 + reason(number)),
    }
}

fn cause((code, message, meaning, side): (&str, &str, &'static str, &'static str), findings: &[Finding]) -> Cause {
    let of = || findings.iter().filter(|finding| finding.code == code);
    let mut platforms: Vec<String> = of().filter_map(|finding| finding.platform.clone()).collect();
    let mut accounts: Vec<String> = of().filter_map(|finding| finding.account_name.clone()).collect();
    for texts in [&mut platforms, &mut accounts] {
        texts.sort();
        texts.dedup();
    }
    Cause {
        code: code.to_owned(),
        message: Some(message.to_owned()),
        messages_total: 1,
        failures: u64::try_from(of().count()).unwrap(),
        accounts_total: u64::try_from(accounts.len() + 2).unwrap(),
        platforms,
        accounts,
        oldest: of().next_back().and_then(|finding| finding.created_at),
        newest: of().next().and_then(|finding| finding.created_at),
        meaning: Some(meaning),
        side: Some(side),
        remedy: Some("send the person the sign-in link again, and ask them to tick every permission"),
        retry: Some("after the fix"),
    }
}

/// A day on which much failed.
pub fn stormy() -> Verdict {
    let findings: Vec<Finding> = (0..42).map(finding).collect();
    let mut causes: Vec<Cause> = CODES.into_iter().map(|code| cause(code, &findings)).collect();
    causes.sort_by_key(|cause| std::cmp::Reverse(cause.failures));
    let mut series = calm().series;
    for bucket in &mut series {
        let minute = (before(0) - bucket.start).num_minutes();
        let failed = findings.iter().filter_map(|finding| finding.created_at);
        let inside = failed.filter(|at| *at >= bucket.start && (*at - bucket.start).num_seconds() < 1_800).count();
        bucket.counts.failures = u64::try_from(inside).unwrap();
        if (330..=420).contains(&minute) {
            bucket.counts = Counts::default();
        }
    }
    let unhealed = findings.iter().take(5).map(|finding| VerdictAccount {
        kind: finding.kind,
        platform: finding.platform.clone(),
        account_id: finding.account_id.clone(),
        account_name: finding.account_name.clone(),
        profile_id: finding.profile_id.clone(),
        code: finding.code.clone(),
        message: finding.message.clone(),
        failures: 3,
        since: finding.created_at,
        newest: finding.created_at,
    });
    Verdict {
        outcome: VerdictStatus::Failed,
        exit_code: 10,
        reasons: vec![ground("max_failures", None, "42 failures, more than the 0 allowed")],
        totals: Counts { records: 473, failures: 42, healed: 11, known: 0 },
        platforms: vec![
            group("platform", Some("instagram"), 110, 11),
            group("platform", Some("tiktok"), 98, 11),
            group("platform", Some("linkedin"), 71, 10),
            group("platform", Some("facebook"), 160, 10),
            group("platform", Some("bluesky"), 34, 0),
        ],
        unhealed: unhealed.collect(),
        findings_total: u64::try_from(findings.len()).unwrap(),
        causes,
        findings,
        series,
        ..calm()
    }
}

/// A verdict in which every text that a record gives is `text`.
pub fn hostile(text: &str) -> Verdict {
    let own = || Some(text.to_owned());
    let mut verdict = stormy();
    verdict.findings.truncate(2);
    verdict.unhealed.truncate(1);
    verdict.platforms.truncate(1);
    verdict.causes.truncate(1);
    verdict.source = own();
    verdict.command = format!("connlog connections --search '{text}'");
    verdict.reasons =
        vec![ground("max_failures", Some(&format!("platform={text}")), &format!("42 failures of {text}"))];
    verdict.groups = vec![group(text, Some(text), 10, 1), group("accountId", Some(text), 10, 0)];
    for group in &mut verdict.platforms {
        group.key = vec![("platform".to_owned(), own())];
    }
    for cause in &mut verdict.causes {
        text.clone_into(&mut cause.code);
        cause.message = own();
        cause.platforms = vec![text.to_owned()];
        cause.accounts = vec![text.to_owned()];
    }
    for finding in &mut verdict.findings {
        text.clone_into(&mut finding.code);
        finding.id = own();
        finding.platform = own();
        finding.account_id = own();
        finding.account_name = own();
        finding.profile_id = own();
        finding.event = own();
        finding.message = own();
        finding.fingerprint += text;
    }
    for account in &mut verdict.unhealed {
        account.platform = own();
        account.account_id = own();
        account.account_name = own();
        text.clone_into(&mut account.code);
        account.message = own();
    }
    verdict
}
