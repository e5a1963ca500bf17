//! The ways to ask a session's API, for the follow engine.

use crate::commands::session::Session;
use crate::fetch::follow::Sources;
use crate::fetch::probe::{Candidates, Opened};
use crate::process::Process;
use crate::query::Query;
use crate::vendor::Source;
use crate::vendor::late::Dialect;

/// The dialects that the session may meet.
pub(super) struct Ways<'s> {
    pub(super) session: &'s Session,
    pub(super) process: &'s Process,
}

impl Sources for Ways<'_> {
    fn candidates(&self, query: &Query) -> Candidates {
        self.session.candidates(query, self.process)
    }

    fn opened(&self, opened: &Opened) {
        self.session.opened(opened, self.process);
    }

    fn source(&self, dialect: &str, query: &Query) -> Option<Box<dyn Source>> {
        Dialect::named(dialect).map(|dialect| dialect.source(query))
    }

    fn joint(&self, dialect: &str, queries: &[Query]) -> Option<Box<dyn Source>> {
        Dialect::named(dialect)?.joint(queries)
    }
}
