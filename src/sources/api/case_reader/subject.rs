//! Finds out what an id is: a post, an account or its name, a profile, a call of the API or an event of a webhook.

use super::kinds::{CALLS, CONNECTIONS, DELIVERIES, MESSAGES, POSTS};
use super::requests::CaseRequests;
use crate::pipeline::case_assembly::CaseRequest;
use connlog_core::diagnosis::case::{Case, Subject, SubjectKind};
use connlog_core::diagnosis::entry::CaseEntry;
use connlog_core::error::{Code, Error, Result};
use connlog_core::providers::endpoint::IdNames;

/// How many accounts of one name an error lists.
const FEW: usize = 5;

/// Determines the subject of `id`, and returns its case with what was read on the way.
///
/// # Errors
///
/// `not_found` if nothing has the id; `usage` if a name belongs to several accounts.
pub(super) async fn identify(request: &CaseRequest<'_>, requests: &CaseRequests<'_>) -> Result<Case> {
    let CaseRequest { id, expected, zone, .. } = *request;
    let mut case = Case {
        subject: Subject { kind: SubjectKind::Post, id: id.to_owned(), name: None },
        entries: Vec::new(),
        states: Vec::new(),
        post: None,
        now: requests.now(),
        zone,
        missing: Vec::new(),
        facts: Vec::new(),
    };
    if is_uuid(id) && expected.is_none() {
        find_call_or_event(id, &mut case, requests).await?;
        return if case.entries.is_empty() { Err(not_found(id, None, &requests.missing())) } else { Ok(case) };
    }
    // The states are read beside the post: they name the accounts of a post, and an account or a profile if it is none.
    let reads_states = expected != Some(SubjectKind::Post);
    let post = async { if is_id(id) { requests.post(id).await } else { Ok(None) } };
    let states = async { if reads_states { requests.states().await } else { Ok(Vec::new()) } };
    (case.post, case.states) = tokio::try_join!(post, states)?;
    if let Some(post) = &case.post {
        case.subject.name.clone_from(&post.content);
        return Ok(case);
    }
    if reads_states && find_among_states(id, &mut case)? {
        return Ok(case);
    }
    if is_id(id) {
        find_in_logs(id, expected, &mut case, requests).await?;
    }
    if case.entries.is_empty() { Err(not_found(id, expected, &requests.missing())) } else { Ok(case) }
}

/// Returns the id of the account that `known` has under the requested id or name; `None` if several have the name.
pub(super) fn known_account<'k>(request: &CaseRequest<'_>, known: &'k IdNames) -> Option<&'k str> {
    if request.expected.is_some_and(|kind| kind != SubjectKind::Account) {
        return None;
    }
    if let Some((id, _)) = known.get_key_value(request.id) {
        return Some(id);
    }
    let name = request.id.trim_start_matches('@');
    let mut named = known.iter().filter(|(_, known)| known.eq_ignore_ascii_case(name)).map(|(id, _)| id.as_str());
    named.next().filter(|_| named.next().is_none())
}

/// Whether `id` may be an id of the API rather than a name.
fn is_id(id: &str) -> bool {
    id.len() >= 8 && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
}

/// Whether `id` has the form of a UUID, which calls and events have.
fn is_uuid(id: &str) -> bool {
    id.len() == 36 && [8, 13, 18, 23].iter().all(|place| id.as_bytes()[*place] == b'-')
}

/// Looks for a call of the API with what it caused, and for an event of a webhook at once. Without the call, the case is that
/// of the event.
async fn find_call_or_event(id: &str, case: &mut Case, requests: &CaseRequests<'_>) -> Result<()> {
    let caused = |kind| requests.query(kind, |query| query.filters.requests = vec![id.to_owned()]);
    let queries = [CALLS, POSTS, MESSAGES, DELIVERIES].map(caused);
    let (pages, event) = tokio::try_join!(requests.pages_or_gaps(&queries), requests.event(id))?;
    let is_call = pages.first().is_some_and(|call| !call.entries.is_empty());
    if is_call {
        requests.note_gaps(&pages);
        case.subject.kind = SubjectKind::Request;
        case.entries = pages.into_iter().flat_map(|page| page.entries).collect();
    } else {
        requests.note_gaps(pages.first().into_iter().chain([&event]));
        (case.subject.kind, case.entries) = (SubjectKind::Event, event.entries);
    }
    Ok(())
}

/// Looks for an account or a profile with the id or the name. Keeps the states of the profile alone.
fn find_among_states(id: &str, case: &mut Case) -> Result<bool> {
    let name = id.trim_start_matches('@');
    let text = |state: &CaseEntry, field: &str| state.record.view().text(field).map(std::borrow::Cow::into_owned);
    let by_id = case.states.iter().find(|state| state.account.as_deref() == Some(id));
    let named: Vec<&CaseEntry> = case
        .states
        .iter()
        .filter(|state| state.name.as_deref().is_some_and(|known| known.eq_ignore_ascii_case(name)))
        .collect();
    if by_id.is_none() && named.len() > 1 {
        return Err(several(id, &named));
    }
    if let Some(state) = by_id.or(named.first().copied()) {
        let subject = Subject {
            kind: SubjectKind::Account,
            id: state.account.clone().unwrap_or_default(),
            name: Some(state.account_label()),
        };
        case.subject = subject;
        return Ok(true);
    }
    if case.states.iter().any(|state| text(state, "groupId").as_deref() == Some(id)) {
        case.states.retain(|state| text(state, "groupId").as_deref() == Some(id));
        case.subject.kind = SubjectKind::Profile;
        return Ok(true);
    }
    Ok(false)
}

/// Looks for the id in the logs: the post may be deleted, the account removed, or the key may not read their routes.
async fn find_in_logs(
    id: &str,
    expected: Option<SubjectKind>,
    case: &mut Case,
    requests: &CaseRequests<'_>,
) -> Result<()> {
    let posts = requests.rows(&requests.query(POSTS, |query| query.filters.posts = vec![id.to_owned()])).await?;
    if !posts.entries.is_empty() {
        case.entries = posts.entries;
        case.missing.push("the API has no post with this id: it may be deleted; the story rests on the log".to_owned());
        return Ok(());
    }
    if expected == Some(SubjectKind::Post) {
        return Ok(());
    }
    let connections = requests.query(CONNECTIONS, |query| query.filters.accounts = vec![id.to_owned()]);
    let connections = requests.rows(&connections).await?;
    if !connections.entries.is_empty() {
        case.subject.kind = SubjectKind::Account;
        case.entries = connections.entries;
        case.missing
            .push("the API lists no account with this id: it may be removed; the story rests on the log".to_owned());
    }
    Ok(())
}

fn several(id: &str, named: &[&CaseEntry]) -> Error {
    let list =
        |state: &&CaseEntry| format!("{} ({})", state.account.as_deref().unwrap_or_default(), state.account_label());
    let mut all: Vec<String> = named.iter().take(FEW).map(list).collect();
    let more = named.len().saturating_sub(FEW);
    all.extend((more > 0).then(|| format!("{more} more")));
    Error::usage(format!("`{id}` is the name of {} accounts", named.len()))
        .cause(all.join(", "))
        .hint("use the id of one of them")
}

fn not_found(id: &str, expected: Option<SubjectKind>, missing: &[String]) -> Error {
    let what = match expected {
        Some(SubjectKind::Post) => "no post",
        _ if is_uuid(id) => "no call and no event",
        _ => "no post, account or profile",
    };
    let error = Error::new(Code::NotFound, format!("cannot find `{id}`: {what} has this id"));
    match missing {
        [] => error.hint("`connlog posts` and `connlog status -o json` list ids"),
        missing => error.cause(missing.join("; ")).hint("use a key that may read posts and accounts"),
    }
}
