//! What a key of Fivetran may read: account, connections, groups, destinations, sync history, and exported logs.

use super::{DoctorFinding, FindingState, clock, quota};
use crate::app::AppContext;
use crate::sources::api::client::retrying_client::RetryingClient;
use crate::sources::fivetran::FivetranSession;
use connlog_core::error::Result;
use connlog_core::json::scanner;
use connlog_core::providers::endpoint::PageRequest;
use connlog_core::providers::fivetran::rest::{self, HistoryWindow, cursor_page};
use connlog_core::wording::counted;

/// Checks the key, and each route that connlog reads.
pub(super) async fn check(
    session: &FivetranSession,
    app: &AppContext,
    findings: &mut Vec<DoctorFinding>,
) -> Result<()> {
    let connection = session.connect(app)?;
    let sender = connection.client();
    account(&sender, app, findings).await?;
    let connections = list(&sender, "connections", &rest::connections(None, None), findings).await?;
    if connections.as_ref().is_some_and(Vec::is_empty) {
        let last = findings.pop().map(|finding| DoctorFinding {
            state: FindingState::Warning,
            detail: Some("that does not show that the account has none".to_owned()),
            advice: Some("give the key READ for CONNECTOR and DESTINATION".to_owned()),
            ..finding
        });
        findings.extend(last);
    }
    list(&sender, "groups", &rest::groups(None), findings).await?;
    list(&sender, "destinations", &rest::destinations(None), findings).await?;
    let first = connections.iter().flatten().find_map(|row| scanner::text(row, &["id"]));
    if let Some(id) = first {
        let request = rest::history(&id, HistoryWindow::new(Some(app.now()), app.now()), None);
        list(&sender, "sync history", &request, findings).await?;
    }
    if let Some(services) = list(&sender, "exported logs", &rest::log_services(), findings).await? {
        let is_broken = |row: &&String| scanner::text(row, &["status", "setup_state"]).as_deref() == Some("broken");
        let broken = services.iter().filter(is_broken).count() as u64;
        if broken > 0 {
            let value = format!("{} broken", counted(broken, "log service"));
            let advice = Some("reconnect it in the dashboard: its logs stop".to_owned());
            findings.push(DoctorFinding { advice, ..finding("log services", FindingState::Warning, value) });
        }
    }
    Ok(())
}

fn finding(name: &'static str, state: FindingState, value: String) -> DoctorFinding {
    DoctorFinding { name, state, value, detail: None, advice: None }
}

/// Checks the key with the route of the account. A key without the right to read the account is valid too.
async fn account(sender: &RetryingClient<'_>, app: &AppContext, findings: &mut Vec<DoctorFinding>) -> Result<()> {
    let request = rest::account();
    let read = |body: &str| cursor_page::data(body).map(str::to_owned);
    let sent = sender.send(&request, |reply| read(&reply.body)).await?;
    clock(&sent.answer, app, findings);
    quota(&sent.answer, "hour", findings);
    let checked = finding("key check", FindingState::Ok, "valid".to_owned());
    match (&sent.read, sent.answer.reply.status) {
        (Some(account), _) => {
            let text = |name: &str| scanner::text(account, &[name]).filter(|text| !text.is_empty());
            let kind = if text("system_key_id").is_some() { "system key" } else { "key of a user" };
            let name = text("account_name").or_else(|| text("account_id")).unwrap_or_default();
            findings.push(DoctorFinding { detail: Some(format!("{kind}, account {name}")), ..checked });
            Ok(())
        }
        (None, 403) => {
            let detail = Some("it may not read the account".to_owned());
            findings.push(DoctorFinding { detail, ..checked });
            Ok(())
        }
        (None, _) => Err(sender.refusal(&request, &sent)),
    }
}

/// Requests the first page of a list, and adds what the key sees. Returns the rows; `None` for a refusal.
async fn list(
    sender: &RetryingClient<'_>,
    name: &'static str,
    request: &PageRequest,
    findings: &mut Vec<DoctorFinding>,
) -> Result<Option<Vec<String>>> {
    let mut sent = sender.send(request, |reply| cursor_page::read(&reply.body)).await?;
    let Some(page) = sent.read.take() else {
        let is_missing = rest::is_unserved(&sent.answer.reply);
        let refusal = sender.refusal(request, &sent);
        if !matches!(sent.answer.reply.status, 403 | 404) {
            return Err(refusal);
        }
        let value = if is_missing { "not served to this account" } else { "unknown" }.to_owned();
        let detail = refusal.cause.or(Some(refusal.what));
        findings.push(DoctorFinding { detail, ..finding(name, FindingState::Unknown, value) });
        return Ok(None);
    };
    let more = if page.next.is_some() { " or more" } else { "" };
    let value = match name {
        "sync history" => "served".to_owned(),
        _ => format!("{}{more} readable", page.items.len()),
    };
    findings.push(finding(name, FindingState::Ok, value));
    Ok(Some(page.items))
}
