//! `--explain` and `--curl`: the requests of a list, before they are sent.

use super::client::retrying_client::RetryingClient;
use super::merge_kinds;
use super::optional_lists::ListOpening;
use super::paging::page_plan::{self, PagePlan, first_page};
use super::session::ApiSession;
use super::version_detection;
use crate::app::AppContext;
use crate::config::ApiSettings;
use crate::config::provenance::Origin;
use crate::pipeline::Preview;
use crate::pipeline::skipped_kinds::KindSkipReason;
use crate::runtime;
use connlog_core::error::{Error, Result};
use connlog_core::providers;
use connlog_core::providers::endpoint::{ListEndpoint, PagePosition};
use connlog_core::query::{Filter, Query};
use connlog_core::wording::counted;

/// The shell variable for a key that neither a variable nor a key file holds.
const CONFIGURED: &str = "CONNLOG_CONFIGURED_KEY";

/// Returns the text of `--explain` or `--curl`.
pub(super) fn text(queries: &[Query], preview: Preview, session: &ApiSession, app: &AppContext) -> Result<String> {
    let parts: Vec<Query> =
        if queries.len() > 1 { queries.iter().map(merge_kinds::part).collect() } else { queries.to_vec() };
    let connection = session.connect(app)?;
    let sender = connection.client();
    match preview {
        Preview::Curl => {
            let listed = parts.iter().filter(|part| !part.optional || !session.is_unlisted(part, app));
            listed.map(|part| curl(part, session, &sender, app)).collect()
        }
        Preview::Plan => runtime::start()?.block_on(explain(&parts, session, &sender, app)),
    }
}

/// Returns the first request as a command of sh, dash or bash. The key reaches curl through a pipe, so it is not visible in
/// the arguments of a process: `printf` is built into the shell.
fn curl(query: &Query, session: &ApiSession, sender: &RetryingClient<'_>, app: &AppContext) -> Result<String> {
    let candidates = session.candidates(query, app);
    if query.kind.is_state() {
        let request = (session.spoken_dialect(app).states.request)(&query.filters);
        return Ok(command(&sender.transport.url(&request), session));
    }
    let Some(source) = candidates.sources.first().map(|source| &**source) else {
        return Err(version_detection::unlisted(query));
    };
    Ok(command(&sender.transport.url(&source.request(first_page(query, source))), session))
}

fn command(url: &str, session: &ApiSession) -> String {
    format!(
        "printf 'Authorization: Bearer %s\\n' \"{}\" |\n  curl -sS --compressed -H @- -H 'Accept: application/json' {}\n",
        key_in_shell(&session.api),
        shell_words::quote(url)
    )
}

/// Returns the shell expression of the key, for double quotes. A key of the configuration has a separate variable, because
/// CONNLOG_API_KEY may hold the key of another host.
fn key_in_shell(api: &ApiSettings) -> String {
    match (api.key.as_ref().map(|key| &key.origin), &api.key_file) {
        (_, Some(path)) => format!("$(cat -- {})", shell_words::quote(&path.to_string_lossy())),
        (Some(Origin::Variable(name)), _) => format!("${name}"),
        (Some(Origin::Context { .. } | Origin::OfficialFile(_)), _) => {
            format!("${{{CONFIGURED}:?set it to the key of the configuration}}")
        }
        _ => "$CONNLOG_API_KEY".to_owned(),
    }
}

/// Returns the plan: requests, filters, number of pages and use of the quota. Requests one record of each kind.
async fn explain(
    queries: &[Query],
    session: &ApiSession,
    sender: &RetryingClient<'_>,
    app: &AppContext,
) -> Result<String> {
    let (mut texts, mut refusals) = (Vec::with_capacity(queries.len()), Vec::new());
    for query in queries {
        let text = match explain_list(query, session, sender, app).await? {
            ListPlan::Requests(text) => text,
            ListPlan::Skipped(reason, fault) => {
                refusals.push(fault);
                format!("{:<9}{}\n", "skipped", reason.text())
            }
        };
        texts.push(if queries.len() > 1 { format!("{:<9}{}\n{text}", "kind", query.kind.plural()) } else { text });
    }
    // A plan without a request is a failure.
    if refusals.len() == queries.len()
        && let Some(fault) = refusals.into_iter().next()
    {
        return Err(fault);
    }
    Ok(texts.join("\n"))
}

/// The plan for one list.
enum ListPlan {
    Requests(String),
    /// The list is skipped; the error is that of a list which the user named.
    Skipped(KindSkipReason, Error),
}

async fn explain_list(
    query: &Query,
    session: &ApiSession,
    sender: &RetryingClient<'_>,
    app: &AppContext,
) -> Result<ListPlan> {
    if query.kind.is_state() {
        let dialect = session.spoken_dialect(app);
        let url = sender.transport.url(&(dialect.states.request)(&query.filters));
        let text = format!("{:<9}{}\n{:<9}GET {url}\n{:<9}1\n", "dialect", dialect.name, "first", "requests");
        return Ok(ListPlan::Requests(text));
    }
    let one = Query { limit: Some(1), skip: 0, page_size: Some(1), ..query.clone() };
    let opened = match session.open_optional(&one, sender, app).await? {
        ListOpening::Opened(opened) => *opened,
        ListOpening::Skipped(reason, fault) => return Ok(ListPlan::Skipped(reason, fault)),
    };
    let whole = providers::dialect(opened.source.name()).and_then(|dialect| (dialect.source)(query));
    let source = whole.unwrap_or(opened.source);
    let first = first_page(query, &*source);
    let mut plan = PagePlan::new(query, &*source, opened.first.total);
    plan.fix_end(&*source, opened.facts.date);
    plan.from((first.skip + u64::from(first.limit)).saturating_sub(page_plan::OVERLAP));
    let mut text = String::new();
    let mut line = |name: &str, value: &str| text.push_str(&format!("{name:<9}{value}\n"));
    line("dialect", &format!("{}, {} days kept", source.name(), source.retention_days()));
    line("first", &format!("GET {}", sender.transport.url(&source.request(first))));
    let next = plan.next(true).unwrap_or(first);
    let pages = pages(query, &*source, first, next, opened.first.total);
    if pages != Some(1) && source.pages() {
        line("then", &format!("GET {}", sender.transport.url(&source.request(next))));
        line("", "and so on; neighbouring pages share two records, which proves that none is missed");
    }
    let (applied, ours): (Vec<Filter>, Vec<Filter>) =
        query.filters().into_iter().partition(|filter| source.applied().contains(filter));
    line("server", &format!("filters {}", flags(&applied)));
    line("here", &format!("filters {}", flags(&ours)));
    // Reading stops at `--since`.
    let most = if query.limit.is_some() || query.window.since.is_some() { "at most " } else { "" };
    let count = pages.map_or_else(|| "the server does not say how many".to_owned(), |pages| format!("{most}{pages}"));
    line("requests", &format!("{count}, {} at a time", session.network.concurrency));
    if let (Some(limit), Some(left)) = (opened.facts.rate.limit, opened.facts.rate.remaining) {
        let share = pages.map_or_else(String::new, |pages| format!(", of which this takes {pages}"));
        line("quota", &format!("{left} of {} left in this minute{share}", counted(limit, "request")));
    }
    Ok(ListPlan::Requests(text))
}

/// Returns the maximum number of requests, if the server reports the number of records.
fn pages(
    query: &Query,
    source: &dyn ListEndpoint,
    first: PagePosition,
    next: PagePosition,
    total: Option<u64>,
) -> Option<u64> {
    if !source.pages() {
        return Some(1);
    }
    let ours = query.filters().iter().any(|filter| *filter != Filter::Since && !source.applied().contains(filter));
    let there = total?.saturating_sub(first.skip);
    let needed = query
        .limit
        .filter(|_| !ours)
        .map_or(there, |limit| there.min(limit.saturating_add(page_plan::left_to_skip(query))));
    let end = |at: PagePosition| at.skip + u64::from(at.limit);
    let needed = first.skip.saturating_add(needed);
    if needed <= end(first) {
        return Some(1);
    }
    let stride = u64::from(next.limit).saturating_sub(page_plan::OVERLAP).max(1);
    Some(2 + needed.saturating_sub(end(next)).div_ceil(stride))
}

fn flags(filters: &[Filter]) -> String {
    match filters {
        [] => "nothing".to_owned(),
        some => some.iter().map(|filter| filter.flag()).collect::<Vec<_>>().join(", "),
    }
}
