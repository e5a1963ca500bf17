//! Reads what the API has about one id, with at most 12 requests: the subject itself, and the entries around it that rules of
//! `connlog_core::diagnosis` compare.

mod kinds;
pub mod requests;
pub mod subject;

use self::kinds::{CALLS, CONNECTIONS, DELIVERIES, POSTS};
use self::requests::{CasePage, CaseRequests};
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
use connlog_core::providers::endpoint::{IdKind, IdNames};
use connlog_core::query::Query;
use connlog_core::record::kinds::spec::StoryRole;

/// How many accounts of a post are examined.
const ACCOUNTS: usize = 2;
/// How far around a failure other failures of its platform are read, in minutes.
const NEAR: i64 = 30;

/// Reads the case of an id, until a signal ends the reading.
pub(crate) fn read(request: &CaseRequest<'_>, shared: &GlobalArgs, app: &mut AppContext) -> Result<CollectedCase> {
    let session = ApiSession::with_key(shared, app)?;
    let app = &*app;
    // A story has at most 12 requests, so it uses the names that another command has read.
    let known = names::cached(&session, &[IdKind::Account], app);
    let mut collected = match runtime::run(&app.signals, read_case(request, &known, &session, app))? {
        Ok(case) => CollectedCase::Read(Box::new(case?)),
        Err(exit) => CollectedCase::Ended(exit),
    };
    if let (CollectedCase::Read(case), true) = (&mut collected, request.is_named) {
        case.add_names(&known);
    }
    Ok(collected)
}

async fn read_case(request: &CaseRequest<'_>, known: &IdNames, session: &ApiSession, app: &AppContext) -> Result<Case> {
    let connection = session.connect(app)?;
    let sender = connection.client();
    let requests = CaseRequests::new(&sender, session, app);
    // The entries of an account whose name is known are read beside its state.
    let likely = subject::known_account(request, known).filter(|_| session.known_dialect(app).is_some());
    let queries = likely.map_or_else(Vec::new, |account| account_queries(account, &requests));
    let (mut case, pages) = tokio::try_join!(subject::identify(request, &requests), requests.pages_or_gaps(&queries))?;
    match case.subject.kind {
        SubjectKind::Post => read_post(&mut case, &requests).await?,
        SubjectKind::Account if likely == Some(case.subject.id.as_str()) => {
            requests.note_gaps(&pages);
            add_account(&mut case, &queries, pages);
        }
        SubjectKind::Account => read_account(&mut case, &requests).await?,
        SubjectKind::Profile => read_profile(&mut case, &requests).await?,
        SubjectKind::Request => read_call(&mut case, &requests).await?,
        SubjectKind::Event => read_event(&mut case, &requests).await?,
        SubjectKind::Connection | SubjectKind::Sync => {}
    }
    case.missing.extend(requests.missing());
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

/// Reads the attempts at a post, and at once what explains the failed ones.
async fn read_post(case: &mut Case, requests: &CaseRequests<'_>) -> Result<()> {
    if !case.entries.iter().any(|entry| entry.has_role(StoryRole::Attempt)) {
        let id = case.subject.id.clone();
        let found = requests.rows(&requests.query(POSTS, |query| query.filters.posts = vec![id])).await?;
        case.entries.extend(found.entries);
        if found.has_more {
            case.missing.push("the log has more attempts at the post than the newest 100".to_owned());
        }
    }
    let failures = failures(case);
    let examined = &failures[..failures.len().min(ACCOUNTS)];
    let mut queries: Vec<Query> =
        examined.iter().enumerate().flat_map(|(place, failure)| around(failure, place == 0, requests)).collect();
    queries.extend(examined.iter().find_map(|failure| near_on_platform(failure, requests)));
    if let Some(request) = case.entries.iter().find_map(|entry| entry.request.clone()) {
        queries.extend([CALLS, DELIVERIES].map(|kind| {
            requests.query(kind, |query| {
                query.filters.requests = vec![request.clone()];
            })
        }));
    }
    let states = async { if failures.is_empty() { Ok(Vec::new()) } else { requests.states().await } };
    let (states, pages) = tokio::try_join!(states, requests.rows_of_each(&queries))?;
    case.states.extend(states);
    case.entries.extend(pages.into_iter().flat_map(|page| page.entries));
    if failures.len() > ACCOUNTS {
        case.missing.push(format!(
            "the post failed on {} accounts; connections of {ACCOUNTS} of them were read",
            failures.len()
        ));
    }
    Ok(())
}

/// Returns the queries for the connections and the other posts of an account before a failed attempt, and for the first
/// account also for the connections after it.
fn around(failure: &Failure, is_first: bool, requests: &CaseRequests<'_>) -> Vec<Query> {
    let account = || vec![failure.account.clone()];
    let before = requests.query(CONNECTIONS, |query| {
        query.filters.accounts = account();
        query.window.until = Some(failure.time + TimeDelta::seconds(1));
    });
    let after = requests.query(CONNECTIONS, |query| {
        query.filters.accounts = account();
        query.window.since = Some(failure.time);
    });
    let others = requests.query(POSTS, |query| {
        query.filters.accounts = account();
        query.window.since = Some(failure.time - TimeDelta::days(1));
        query.window.until = Some(failure.time + TimeDelta::days(1));
    });
    [Some(before), is_first.then_some(after), Some(others)].into_iter().flatten().collect()
}

/// Returns the query for the failed attempts on the platform of a failure around its time, if the platform may be the cause.
fn near_on_platform(failure: &Failure, requests: &CaseRequests<'_>) -> Option<Query> {
    let platform = failure.platform.clone().filter(|_| failure.may_be_platform)?;
    Some(requests.query(POSTS, |query| {
        query.filters.platforms = vec![platform];
        query.filters.statuses = vec!["failed".to_owned()];
        query.window.since = Some(failure.time - TimeDelta::minutes(NEAR));
        query.window.until = Some(failure.time + TimeDelta::minutes(NEAR));
    }))
}

/// Returns the queries for the connections, the posts and the failed posts of an account.
fn account_queries(account: &str, requests: &CaseRequests<'_>) -> Vec<Query> {
    let query = |kind, statuses: &[&str]| {
        requests.query(kind, |query| {
            query.filters.accounts = vec![account.to_owned()];
            query.filters.statuses = statuses.iter().map(|status| (*status).to_owned()).collect();
        })
    };
    vec![query(CONNECTIONS, &[]), query(POSTS, &[]), query(POSTS, &["failed"])]
}

async fn read_account(case: &mut Case, requests: &CaseRequests<'_>) -> Result<()> {
    let mut queries = account_queries(&case.subject.id, requests);
    if case.entries.iter().any(|entry| entry.has_role(StoryRole::Connection)) {
        queries.retain(|query| query.kind != CONNECTIONS);
    }
    let pages = requests.rows_of_each(&queries).await?;
    add_account(case, &queries, pages);
    Ok(())
}

/// Adds the entries of an account, and notes which lists have more of them.
fn add_account(case: &mut Case, queries: &[Query], pages: Vec<CasePage>) {
    for (query, page) in queries.iter().zip(pages) {
        let is_failed = !query.filters.statuses.is_empty();
        if page.has_more && query.kind == CONNECTIONS {
            case.missing.push("the log has more connection entries of the account than the newest 100".to_owned());
        } else if page.has_more && is_failed {
            case.missing.push("the log has more failed attempts of the account than the newest 100".to_owned());
        }
        case.entries.extend(page.entries);
    }
}

async fn read_profile(case: &mut Case, requests: &CaseRequests<'_>) -> Result<()> {
    let profiles = || vec![case.subject.id.clone()];
    let connections = requests.query(CONNECTIONS, |query| query.filters.profiles = profiles());
    let failed = requests.query(POSTS, |query| {
        query.filters.profiles = profiles();
        query.filters.statuses = vec!["failed".to_owned()];
    });
    let pages = requests.rows_of_each(&[connections, failed]).await?;
    if pages.iter().any(|page| page.has_more) {
        case.missing.push("the log has more entries of the profile than the newest 100 of each kind".to_owned());
    }
    case.entries.extend(pages.into_iter().flat_map(|page| page.entries));
    Ok(())
}

/// Reads the other calls of the key around the minute of a call that the rate limit refused.
async fn read_call(case: &mut Case, requests: &CaseRequests<'_>) -> Result<()> {
    let refused = case.entries.first().filter(|call| call.status_code == Some(429));
    let Some((call, time)) = refused.and_then(|call| Some((call, call.time?))) else { return Ok(()) };
    let view = call.record.raw_view();
    let Some(key) = view.text("apiKeyId") else { return Ok(()) };
    let near = requests.query(CALLS, |query| {
        query.filters.keys = vec![key.into_owned()];
        query.window.since = Some(time - TimeDelta::minutes(1));
        query.window.until = Some(time + TimeDelta::minutes(1));
    });
    case.entries.extend(requests.rows(&near).await?.entries);
    Ok(())
}

/// Reads the other deliveries to the endpoint of an event, and the settings of its subscription.
async fn read_event(case: &mut Case, requests: &CaseRequests<'_>) -> Result<()> {
    let webhook = case
        .entries
        .iter()
        .find_map(|entry| entry.record.raw_view().text("webhookId").map(std::borrow::Cow::into_owned));
    let Some(webhook) = webhook else { return Ok(()) };
    let queries = ["failed", "success"].map(|status| {
        requests.query(DELIVERIES, |query| {
            query.filters.webhooks = vec![webhook.clone()];
            query.filters.statuses = vec![status.to_owned()];
        })
    });
    let (pages, fact) = tokio::try_join!(requests.rows_of_each(&queries), requests.webhook_fact(&webhook, case))?;
    case.entries.extend(pages.into_iter().flat_map(|page| page.entries));
    case.facts.extend(fact);
    Ok(())
}
