//! The requests of a case: each reads one page, one list of states or one post. Requests that do not depend on each other
//! are in flight at once, within the rate limit of the session.

use std::cell::{Cell, RefCell};

use futures_util::future::try_join_all;

use super::super::client::retrying_client::RetryingClient;
use super::super::session::ApiSession;
use super::kinds::DELIVERIES;
use crate::app::AppContext;
use connlog_core::diagnosis::case::Case;
use connlog_core::diagnosis::entry::CaseEntry;
use connlog_core::diagnosis::post_result::PostResult;
use connlog_core::diagnosis::webhook_settings;
use connlog_core::error::{Code, Error, Result};
use connlog_core::providers::endpoint::{ListEndpoint, PagePosition, PageRequest, ParseError, ResponsePage};
use connlog_core::query::predicate::{Match, Predicate};
use connlog_core::query::{Filters, Query, Window};
use connlog_core::record::Kind;

/// The maximum number of requests of a case, without retries.
pub(super) const REQUESTS: u32 = 12;
/// The number of entries on a page, the maximum of the API.
const PAGE: u32 = 100;

/// The entries of a page.
#[derive(Default)]
pub(super) struct CasePage {
    pub(super) entries: Vec<CaseEntry>,
    /// Whether the list has entries after the page.
    pub(super) has_more: bool,
    /// Why the page could not be read.
    gap: Option<String>,
}

/// Sends the requests of a case, and notes what could not be read.
pub(super) struct CaseRequests<'s> {
    sender: &'s RetryingClient<'s>,
    session: &'s ApiSession,
    app: &'s AppContext,
    sent: Cell<u32>,
    has_states: Cell<bool>,
    missing: RefCell<Vec<String>>,
}

impl<'s> CaseRequests<'s> {
    pub(super) fn new(sender: &'s RetryingClient<'s>, session: &'s ApiSession, app: &'s AppContext) -> Self {
        Self { sender, session, app, sent: Cell::new(0), has_states: Cell::new(false), missing: RefCell::default() }
    }

    /// The present time.
    pub(super) fn now(&self) -> chrono::DateTime<chrono::Utc> {
        self.app.now()
    }

    /// Returns what could not be read.
    pub(super) fn missing(&self) -> Vec<String> {
        self.missing.borrow().clone()
    }

    /// Counts one more request of `what`; returns the reason if it is not allowed.
    fn may_send(&self, what: &str) -> Result<(), String> {
        if self.sent.get() < REQUESTS {
            self.sent.set(self.sent.get() + 1);
            return Ok(());
        }
        Err(format!("{what} were not read, to stay within {REQUESTS} requests"))
    }

    /// Notes what is missing, once.
    fn note(&self, missing: String) {
        let mut notes = self.missing.borrow_mut();
        if !notes.contains(&missing) {
            notes.push(missing);
        }
    }

    /// Notes why pages could not be read.
    pub(super) fn note_gaps<'p>(&self, pages: impl IntoIterator<Item = &'p CasePage>) {
        for gap in pages.into_iter().filter_map(|page| page.gap.clone()) {
            self.note(gap);
        }
    }

    /// Reads the newest entries that match `query`, and notes what could not be read.
    pub(super) async fn rows(&self, query: &Query) -> Result<CasePage> {
        let page = self.page_or_gap(query).await?;
        self.note_gaps([&page]);
        Ok(page)
    }

    /// Reads the newest entries of each query; the requests are in flight at once. The first request comes first while the
    /// API version is unknown, because its answer shows the version.
    pub(super) async fn rows_of_each(&self, queries: &[Query]) -> Result<Vec<CasePage>> {
        let pages = self.pages_or_gaps(queries).await?;
        self.note_gaps(&pages);
        Ok(pages)
    }

    /// Reads the same as `rows_of_each` without notes, for entries that the case may not need.
    pub(super) async fn pages_or_gaps(&self, queries: &[Query]) -> Result<Vec<CasePage>> {
        let mut pages = Vec::with_capacity(queries.len());
        let mut rest = queries;
        while self.session.known_dialect(self.app).is_none()
            && let Some((first, others)) = rest.split_first()
        {
            pages.push(self.page_or_gap(first).await?);
            rest = others;
        }
        pages.extend(try_join_all(rest.iter().map(|query| self.page_or_gap(query))).await?);
        Ok(pages)
    }

    /// Reads the newest entries that match `query`.
    pub(super) async fn page_or_gap(&self, query: &Query) -> Result<CasePage> {
        let what = query.kind.plural();
        if let Err(gap) = self.may_send(what) {
            return Ok(CasePage::unread(gap));
        }
        let read = if let Some(dialect) = self.session.known_dialect(self.app) {
            let Some(source) = (dialect.source)(query) else {
                return Ok(CasePage::unread(format!("the API has no {what}")));
            };
            self.page(&*source).await
        } else {
            self.session.open_list(query, self.sender, self.app).await.map(|opened| opened.first)
        };
        match read {
            Ok(page) => Ok(self.collect(page, query)),
            // A post or an account that the log does not have.
            Err(error) if error.code == Code::NotFound && !query.filters.posts.is_empty() => Ok(CasePage::default()),
            Err(error) => forgive(error, what).map(CasePage::unread),
        }
    }

    /// Returns a query for the newest entries of a kind, which `fill` completes.
    pub(super) fn query(&self, kind: Kind, fill: impl FnOnce(&mut Query)) -> Query {
        let window = Window { since: None, until: None, days: None, now: self.now() };
        let limit = Some(u64::from(PAGE));
        let filters = Filters::default();
        let mut query = Query { kind, filters, window, limit, skip: 0, page_size: Some(PAGE), optional: false };
        fill(&mut query);
        query
    }

    async fn page(&self, source: &dyn ListEndpoint) -> Result<ResponsePage> {
        let page = self.sender.page(source, PagePosition { skip: 0, limit: PAGE, to: None }).await?;
        let ResponsePage { records, total, has_more, limit } = page;
        let records = records.into_iter().filter(|record| source.is_requested(record)).collect();
        Ok(ResponsePage { records, total, has_more, limit })
    }

    fn collect(&self, page: ResponsePage, query: &Query) -> CasePage {
        let predicate = Predicate::new(query);
        let matching = page.records.into_iter().filter(|record| predicate.test(record) == Match::Yes);
        let entries = matching.map(|record| CaseEntry::new(record.with_redaction(self.app.reveal))).collect();
        CasePage { entries, has_more: page.has_more == Some(true), gap: None }
    }

    /// Reads the deliveries of the webhook event with this id.
    pub(super) async fn event(&self, id: &str) -> Result<CasePage> {
        const WHAT: &str = "webhooks";
        if let Err(gap) = self.may_send(WHAT) {
            return Ok(CasePage::unread(gap));
        }
        let query = self.query(DELIVERIES, |_| ());
        let dialect = self.session.spoken_dialect(self.app);
        let (request, source) = ((dialect.event)(id), (dialect.source)(&query));
        let Some(source) = source else { return Ok(CasePage::default()) };
        let mut sent = self.sender.send(&request, |reply| source.read(std::mem::take(&mut reply.body))).await?;
        let Some(page) = sent.read.take() else {
            return forgive(self.sender.refusal(&request, &sent), WHAT).map(CasePage::unread);
        };
        let mut found = self.collect(page, &query);
        found.entries.retain(|entry| entry.event_id.as_deref() == Some(id));
        Ok(found)
    }

    /// Reads the settings of webhooks: whether a subscription is switched off, in one sentence.
    pub(super) async fn webhook_fact(&self, webhook: &str, case: &Case) -> Result<Option<String>> {
        const WHAT: &str = "the settings of webhooks";
        if let Err(gap) = self.may_send(WHAT) {
            self.note(gap);
            return Ok(None);
        }
        let request =
            PageRequest { path: self.session.spoken_dialect(self.app).webhook_settings.to_owned(), query: Vec::new() };
        let read = |body: &str| Ok(webhook_settings::fact(body, webhook, case));
        match self.ask(&request, read).await {
            Ok(fact) => Ok(fact),
            Err(error) => forgive(error, WHAT).map(|gap| self.note(gap)).map(|()| None),
        }
    }

    /// Reads the present states of all accounts. Later calls return no states, because the first call returned them.
    pub(super) async fn states(&self) -> Result<Vec<CaseEntry>> {
        const WHAT: &str = "the health of accounts";
        if self.has_states.replace(true) {
            return Ok(Vec::new());
        }
        if let Err(gap) = self.may_send(WHAT) {
            self.note(gap);
            return Ok(Vec::new());
        }
        let dialect = self.session.spoken_dialect(self.app);
        let request = (dialect.states.request)(&Filters::default());
        let (read, now) = (dialect.states.read, self.now());
        let page = match self.ask(&request, |body| read(body, dialect.name, now)).await {
            Ok(page) => page,
            Err(error) => return forgive(error, WHAT).map(|gap| self.note(gap)).map(|()| Vec::new()),
        };
        let shown = page.records.into_iter().map(|record| record.with_redaction(self.app.reveal));
        Ok(shown.map(CaseEntry::new).collect())
    }

    /// Reads the post itself; `None` if the API has no such post.
    pub(super) async fn post(&self, id: &str) -> Result<Option<PostResult>> {
        const WHAT: &str = "posts";
        if let Err(gap) = self.may_send(WHAT) {
            self.note(gap);
            return Ok(None);
        }
        let request = (self.session.spoken_dialect(self.app).post)(id);
        let reveal = self.app.reveal;
        let read = |body: &str| {
            PostResult::from_body(body, reveal).ok_or_else(|| ParseError::Alien("it has no `post`".to_owned()))
        };
        match self.ask(&request, read).await {
            Ok(post) => Ok(Some(post)),
            Err(error) if matches!(error.code, Code::NotFound | Code::BadRequest | Code::Usage) => Ok(None),
            Err(error) => forgive(error, "the post itself").map(|gap| self.note(gap)).map(|()| None),
        }
    }

    async fn ask<T>(&self, request: &PageRequest, read: impl Fn(&str) -> Result<T, ParseError>) -> Result<T> {
        let mut sent = self.sender.send(request, |reply| read(&reply.body)).await?;
        sent.read.take().ok_or_else(|| self.sender.refusal(request, &sent))
    }
}

impl CasePage {
    /// Returns the page of a list that could not be read.
    fn unread(gap: String) -> Self {
        Self { gap: Some(gap), ..Self::default() }
    }
}

/// Turns a refusal because of rights or a missing route into a note, and returns every other error.
fn forgive(error: Error, what: &str) -> Result<String> {
    Ok(match error.code {
        Code::Forbidden => format!("the key may not read {what}"),
        Code::NotFound => format!("the server has no route for {what}"),
        Code::Usage | Code::BadRequest => format!("the API does not offer {what}: {}", error.what),
        Code::SchemaDrift => format!("the answer about {what} has another form"),
        _ => return Err(error),
    })
}
