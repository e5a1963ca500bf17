//! Reads what the API has about one id, with at most 12 requests: the subject itself, and the entries around it that rules of
//! `connlog_core::diagnosis` compare.

mod kinds;
pub mod requests;
pub mod subject;

use self::kinds::{CALLS, CONNECTIONS, DELIVERIES, MESSAGES, POSTS};
use self::requests::CaseRequests;
use super::names;
use super::session::ApiSession;
use crate::app::AppContext;
use crate::args::GlobalArgs;
use crate::pipeline::case_assembly::{CaseRequest, CollectedCase};
use crate::runtime;
use chrono::{DateTime, TimeDelta, Utc};
use connlog_core::diagnosis::case::{Case, SubjectKind};
use connlog_core::diagnosis::entry::CaseEntry;
use connlog_core::error::Result;
use connlog_core::providers::endpoint::IdKind;
use connlog_core::record::kinds::StoryRole;
use connlog_core::time::Zone;

/// How many accounts of a post are examined.
const ACCOUNTS: usize = 2;
/// How far around a failure other failures of its platform are read, in minutes.
const NEAR: i64 = 30;

/// Reads the case of an id, until a signal ends the reading.
pub(crate) fn read(request: &CaseRequest<'_>, shared: &GlobalArgs, app: &mut AppContext) -> Result<CollectedCase> {
    let session = &ApiSession::with_key(shared, app)?;
    let app = &*app;
    let CaseRequest { id, expected, zone, is_named } = *request;
    let listener = app.signals.listen()?;
    let mut collected = runtime::start()?.block_on(async {
        tokio::select! {
            biased;
            exit = listener.first() => Ok(CollectedCase::Ended(exit)),
            case = read_case(id, expected, zone, session, app) => case.map(|case| CollectedCase::Read(Box::new(case))),
        }
    })?;
    // A story has at most 12 requests, so it uses the names that another command has read.
    if let (CollectedCase::Read(case), true) = (&mut collected, is_named) {
        case.add_names(&names::cached(session, &[IdKind::Account], app));
    }
    Ok(collected)
}

async fn read_case(
    id: &str,
    expected: Option<SubjectKind>,
    zone: Zone,
    session: &ApiSession,
    app: &AppContext,
) -> Result<Case> {
    let connection = session.connect(app)?;
    let sender = connection.client();
    let mut requests = CaseRequests::new(&sender, session, app);
    let mut case = subject::identify(id, expected, zone, &mut requests).await?;
    match case.subject.kind {
        SubjectKind::Post => read_post(&mut case, &mut requests).await?,
        SubjectKind::Account => read_account(&mut case, &mut requests).await?,
        SubjectKind::Profile => read_profile(&mut case, &mut requests).await?,
        SubjectKind::Request => read_call(&mut case, &mut requests).await?,
        SubjectKind::Event => read_event(&mut case, &mut requests).await?,
        SubjectKind::Connection | SubjectKind::Sync => {}
    }
    case.missing.append(&mut requests.missing);
    case.arrange();
    Ok(case)
}

/// A failed attempt: its account, platform and time.
struct Failure {
    account: String,
    platform: Option<String>,
    time: DateTime<Utc>,
    /// Whether other accounts of the platform may have failed so too.
    may_be_platform: bool,
}

/// Returns the first failed attempt of each account, those without a later success first.
fn failures(case: &Case) -> Vec<Failure> {
    let mut found: Vec<(bool, Failure)> = Vec::new();
    let mut attempts: Vec<&CaseEntry> =
        case.entries.iter().filter(|entry| entry.has_role(StoryRole::Attempt)).collect();
    attempts.sort_by_key(|entry| entry.time);
    for entry in attempts {
        let (Some(account), Some(time)) = (&entry.account, entry.time) else { continue };
        let known = found.iter_mut().find(|(_, failure)| failure.account == *account);
        match (known, entry.has_failed()) {
            (Some((succeeded, _)), failed) => *succeeded = !failed,
            (None, true) => {
                let may_be_platform = entry.status_code.is_some_and(|status| status >= 500)
                    || entry.code.as_deref().is_some_and(|code| code.contains("platform") || code.contains("system"));
                let failure =
                    Failure { account: account.clone(), platform: entry.platform.clone(), time, may_be_platform };
                found.push((false, failure));
            }
            (None, false) => {}
        }
    }
    found.sort_by_key(|(succeeded, _)| *succeeded);
    found.into_iter().map(|(_, failure)| failure).collect()
}

async fn read_post(case: &mut Case, requests: &mut CaseRequests<'_>) -> Result<()> {
    let id = case.subject.id.clone();
    if !case.entries.iter().any(|entry| entry.has_role(StoryRole::Attempt)) {
        let found = requests.rows(POSTS, |query| query.filters.posts = vec![id.clone()]).await?;
        case.entries.extend(found.entries);
        if found.has_more {
            case.missing.push("the log has more attempts at the post than the newest 100".to_owned());
        }
    }
    let failures = failures(case);
    if !failures.is_empty() && case.states.is_empty() {
        case.states = requests.states().await?;
    }
    for (place, failure) in failures.iter().take(ACCOUNTS).enumerate() {
        read_account_around(case, requests, failure, place == 0).await?;
    }
    if let Some(failure) = failures.iter().take(ACCOUNTS).find(|failure| failure.may_be_platform)
        && let Some(platform) = &failure.platform
    {
        let found = requests
            .rows(POSTS, |query| {
                query.filters.platforms = vec![platform.clone()];
                query.filters.statuses = vec!["failed".to_owned()];
                query.window.since = Some(failure.time - TimeDelta::minutes(NEAR));
                query.window.until = Some(failure.time + TimeDelta::minutes(NEAR));
            })
            .await?;
        case.entries.extend(found.entries);
    }
    let request = case.entries.iter().find_map(|entry| entry.request.clone());
    if let Some(request) = request {
        for kind in [CALLS, DELIVERIES] {
            let found = requests.rows(kind, |query| query.filters.requests = vec![request.clone()]).await?;
            case.entries.extend(found.entries);
        }
    }
    if failures.len() > ACCOUNTS {
        case.missing.push(format!(
            "the post failed on {} accounts; connections of {ACCOUNTS} of them were read",
            failures.len()
        ));
    }
    Ok(())
}

/// Reads the connections of an account before a failed attempt, and of the first account also what came after it.
async fn read_account_around(
    case: &mut Case,
    requests: &mut CaseRequests<'_>,
    failure: &Failure,
    is_first: bool,
) -> Result<()> {
    let account = || vec![failure.account.clone()];
    let before = requests.rows(CONNECTIONS, |query| {
        query.filters.accounts = account();
        query.window.until = Some(failure.time + TimeDelta::seconds(1));
    });
    let mut found = before.await?.entries;
    if is_first {
        let after = requests.rows(CONNECTIONS, |query| {
            query.filters.accounts = account();
            query.window.since = Some(failure.time);
        });
        found.extend(after.await?.entries);
    }
    let others = requests.rows(POSTS, |query| {
        query.filters.accounts = account();
        query.window.since = Some(failure.time - TimeDelta::days(1));
        query.window.until = Some(failure.time + TimeDelta::days(1));
    });
    found.extend(others.await?.entries);
    case.entries.extend(found);
    Ok(())
}

async fn read_account(case: &mut Case, requests: &mut CaseRequests<'_>) -> Result<()> {
    let id = case.subject.id.clone();
    if !case.entries.iter().any(|entry| entry.has_role(StoryRole::Connection)) {
        let found = requests.rows(CONNECTIONS, |query| query.filters.accounts = vec![id.clone()]).await?;
        case.entries.extend(found.entries);
        if found.has_more {
            case.missing.push("the log has more connection entries of the account than the newest 100".to_owned());
        }
    }
    let posts = requests.rows(POSTS, |query| query.filters.accounts = vec![id.clone()]).await?;
    case.entries.extend(posts.entries);
    let failed = requests.rows(POSTS, |query| {
        query.filters.accounts = vec![id.clone()];
        query.filters.statuses = vec!["failed".to_owned()];
    });
    let failed = failed.await?;
    case.entries.extend(failed.entries);
    if failed.has_more {
        case.missing.push("the log has more failed attempts of the account than the newest 100".to_owned());
    }
    Ok(())
}

async fn read_profile(case: &mut Case, requests: &mut CaseRequests<'_>) -> Result<()> {
    let id = case.subject.id.clone();
    let connections = requests.rows(CONNECTIONS, |query| query.filters.profiles = vec![id.clone()]).await?;
    case.entries.extend(connections.entries);
    let failed = requests.rows(POSTS, |query| {
        query.filters.profiles = vec![id.clone()];
        query.filters.statuses = vec!["failed".to_owned()];
    });
    let failed = failed.await?;
    case.entries.extend(failed.entries);
    if connections.has_more || failed.has_more {
        case.missing.push("the log has more entries of the profile than the newest 100 of each kind".to_owned());
    }
    Ok(())
}

/// Reads what a call caused, and of a refused one the other calls of its key around that minute.
async fn read_call(case: &mut Case, requests: &mut CaseRequests<'_>) -> Result<()> {
    let id = case.subject.id.clone();
    let call = case.entries.first().cloned();
    for kind in [POSTS, MESSAGES, DELIVERIES] {
        let found = requests.rows(kind, |query| query.filters.requests = vec![id.clone()]).await?;
        case.entries.extend(found.entries);
    }
    let Some(call) = call.filter(|call| call.status_code == Some(429)) else { return Ok(()) };
    let key = call.record.raw_view().text("apiKeyId").map(std::borrow::Cow::into_owned);
    if let (Some(key), Some(time)) = (key, call.time) {
        let found = requests.rows(CALLS, |query| {
            query.filters.keys = vec![key];
            query.window.since = Some(time - TimeDelta::minutes(1));
            query.window.until = Some(time + TimeDelta::minutes(1));
        });
        case.entries.extend(found.await?.entries);
    }
    Ok(())
}

/// Reads the other deliveries to the endpoint of an event, and the settings of its subscription.
async fn read_event(case: &mut Case, requests: &mut CaseRequests<'_>) -> Result<()> {
    let webhook = case
        .entries
        .iter()
        .find_map(|entry| entry.record.raw_view().text("webhookId").map(std::borrow::Cow::into_owned));
    let Some(webhook) = webhook else { return Ok(()) };
    for status in ["failed", "success"] {
        let found = requests.rows(DELIVERIES, |query| {
            query.filters.webhooks = vec![webhook.clone()];
            query.filters.statuses = vec![status.to_owned()];
        });
        case.entries.extend(found.await?.entries);
    }
    case.facts.extend(requests.webhook_fact(&webhook).await?);
    Ok(())
}
