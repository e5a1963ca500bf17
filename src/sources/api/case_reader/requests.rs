//! The requests of a case: each reads one page, one list of states or one post.

use super::super::client::retrying_client::RetryingClient;
use super::super::session::ApiSession;
use super::kinds::DELIVERIES;
use crate::app::AppContext;
use connlog_core::diagnosis::entry::CaseEntry;
use connlog_core::diagnosis::post_result::PostResult;
use connlog_core::diagnosis::webhook_settings;
use connlog_core::error::{Code, Error, Result};
use connlog_core::providers::endpoint::{ListEndpoint, PagePosition, PageRequest, ParseError, ResponsePage};
use connlog_core::query::predicate::{Match, Predicate};
use connlog_core::query::{Filters, Query, Window};
use connlog_core::record::Kind;

/// The maximum number of requests of a case, without retries.
const REQUESTS: u32 = 12;
/// The number of entries on a page, the maximum of the API.
const PAGE: u32 = 100;

/// The entries of a page.
#[derive(Default)]
pub(super) struct CasePage {
    pub(super) entries: Vec<CaseEntry>,
    /// Whether the list has entries after the page.
    pub(super) has_more: bool,
}

/// Sends the requests of a case, and notes what could not be read.
pub(super) struct CaseRequests<'s> {
    sender: &'s RetryingClient<'s>,
    session: &'s ApiSession,
    app: &'s AppContext,
    sent: u32,
    pub(super) missing: Vec<String>,
}

impl<'s> CaseRequests<'s> {
    pub(super) fn new(sender: &'s RetryingClient<'s>, session: &'s ApiSession, app: &'s AppContext) -> Self {
        Self { sender, session, app, sent: 0, missing: Vec::new() }
    }

    /// The present time.
    pub(super) fn now(&self) -> chrono::DateTime<chrono::Utc> {
        self.app.now()
    }

    /// Returns whether one more request is allowed; otherwise notes that `what` is missing.
    fn may_send(&mut self, what: &str) -> bool {
        if self.sent < REQUESTS {
            self.sent += 1;
            return true;
        }
        self.note(format!("{what} were not read, to stay within {REQUESTS} requests"));
        false
    }

    /// Notes what is missing, once.
    fn note(&mut self, missing: String) {
        if !self.missing.contains(&missing) {
            self.missing.push(missing);
        }
    }

    /// Turns a refusal because of rights or a missing route into a note, and returns every other error.
    fn forgive(&mut self, error: Error, what: &str) -> Result<()> {
        match error.code {
            Code::Forbidden => self.note(format!("the key may not read {what}")),
            Code::NotFound => self.note(format!("the server has no route for {what}")),
            Code::Usage | Code::BadRequest => self.note(format!("the API does not offer {what}: {}", error.what)),
            Code::SchemaDrift => self.note(format!("the answer about {what} has another form")),
            _ => return Err(error),
        }
        Ok(())
    }

    /// Reads the newest entries that match the query which `fill` completes.
    pub(super) async fn rows(&mut self, kind: Kind, fill: impl FnOnce(&mut Query)) -> Result<CasePage> {
        let what = kind.plural();
        let mut query = self.query(kind);
        fill(&mut query);
        if !self.may_send(what) {
            return Ok(CasePage::default());
        }
        let read = if let Some(dialect) = self.session.known_dialect(self.app) {
            let Some(source) = (dialect.source)(&query) else {
                self.note(format!("the API has no {what}"));
                return Ok(CasePage::default());
            };
            self.page(&*source).await
        } else {
            self.session.open_list(&query, self.sender, self.app).await.map(|opened| opened.first)
        };
        match read {
            Ok(page) => Ok(self.collect(page, &query)),
            // A post or an account that the log does not have.
            Err(error) if error.code == Code::NotFound && !query.filters.posts.is_empty() => Ok(CasePage::default()),
            Err(error) => self.forgive(error, what).map(|()| CasePage::default()),
        }
    }

    /// Returns a query for the newest entries of a kind.
    fn query(&self, kind: Kind) -> Query {
        let window = Window { since: None, until: None, days: None, now: self.now() };
        let limit = Some(u64::from(PAGE));
        Query { kind, filters: Filters::default(), window, limit, skip: 0, page_size: Some(PAGE), optional: false }
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
        CasePage { entries, has_more: page.has_more == Some(true) }
    }

    /// Reads the deliveries of the webhook event with this id.
    pub(super) async fn event(&mut self, id: &str) -> Result<CasePage> {
        const WHAT: &str = "webhooks";
        if !self.may_send(WHAT) {
            return Ok(CasePage::default());
        }
        let dialect = self.session.spoken_dialect(self.app);
        let (request, source) = ((dialect.event)(id), (dialect.source)(&self.query(DELIVERIES)));
        let Some(source) = source else { return Ok(CasePage::default()) };
        let mut sent = self.sender.send(&request, |reply| source.read(std::mem::take(&mut reply.body))).await?;
        match sent.read.take() {
            Some(page) => {
                let mut found = self.collect(page, &self.query(DELIVERIES));
                found.entries.retain(|entry| entry.event_id.as_deref() == Some(id));
                Ok(found)
            }
            None => self.forgive(self.sender.refusal(&request, &sent), WHAT).map(|()| CasePage::default()),
        }
    }

    /// Reads the settings of webhooks: whether a subscription is switched off, in one sentence.
    pub(super) async fn webhook_fact(&mut self, webhook: &str) -> Result<Option<String>> {
        const WHAT: &str = "the settings of webhooks";
        if !self.may_send(WHAT) {
            return Ok(None);
        }
        let request =
            PageRequest { path: self.session.spoken_dialect(self.app).webhook_settings.to_owned(), query: Vec::new() };
        let read = |body: &str| Ok(webhook_settings::fact(body, webhook));
        match self.ask(&request, read).await {
            Ok(fact) => Ok(fact),
            Err(error) => self.forgive(error, WHAT).map(|()| None),
        }
    }

    /// Reads the present states of all accounts.
    pub(super) async fn states(&mut self) -> Result<Vec<CaseEntry>> {
        const WHAT: &str = "the health of accounts";
        if !self.may_send(WHAT) {
            return Ok(Vec::new());
        }
        let dialect = self.session.spoken_dialect(self.app);
        let request = (dialect.states.request)(&Filters::default());
        let (read, now) = (dialect.states.read, self.now());
        let page = match self.ask(&request, |body| read(body, dialect.name, now)).await {
            Ok(page) => page,
            Err(error) => return self.forgive(error, WHAT).map(|()| Vec::new()),
        };
        let shown = page.records.into_iter().map(|record| record.with_redaction(self.app.reveal));
        Ok(shown.map(CaseEntry::new).collect())
    }

    /// Reads the post itself; `None` if the API has no such post.
    pub(super) async fn post(&mut self, id: &str) -> Result<Option<PostResult>> {
        const WHAT: &str = "posts";
        if !self.may_send(WHAT) {
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
            Err(error) => self.forgive(error, "the post itself").map(|()| None),
        }
    }

    async fn ask<T>(&self, request: &PageRequest, read: impl Fn(&str) -> Result<T, ParseError>) -> Result<T> {
        let mut sent = self.sender.send(request, |reply| read(&reply.body)).await?;
        sent.read.take().ok_or_else(|| self.sender.refusal(request, &sent))
    }
}
