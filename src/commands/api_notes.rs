//! Notes that lists and `stats` print about the entries of an API: its retention, its last page, and an empty result.

use chrono::TimeDelta;

use crate::app::AppContext;
use crate::pipeline::SourceStats;
use connlog_core::query::Query;
use connlog_core::wording;

/// The queries that an API answered, each with its statistics.
#[derive(Clone, Copy)]
pub(super) struct ApiNotes<'q> {
    pub(super) queries: &'q [Query],
    pub(super) facts: &'q [SourceStats],
}

impl ApiNotes<'_> {
    /// Prints the notes about entries that the API no longer keeps, or does not page.
    pub(super) fn print_limits(self, app: &AppContext) {
        let mut kept: Vec<u32> = self.facts.iter().map(|facts| facts.kept).collect();
        kept.sort_unstable();
        kept.dedup();
        for days in kept {
            let is_older = |query: &Query| {
                query.window.since.is_some_and(|since| since < query.window.now - TimeDelta::days(i64::from(days)))
            };
            let older = self.plurals(|query, facts| facts.kept == days && is_older(query));
            if !older.is_empty() {
                app.note(&format!("the API keeps {days} days; older {} are gone", wording::joined(&older)));
            }
        }
        let cut = self.plurals(|_, facts| facts.cut);
        if !cut.is_empty() {
            app.note(&self.single_page(&cut));
        }
    }

    /// Returns the note about a list with one page only: the attempts of a post, and deliveries in the old dialect.
    fn single_page(self, plurals: &[&str]) -> String {
        if self.queries.iter().any(|query| !query.filters.posts.is_empty()) {
            return "the API returns only one page of a post; there may be older attempts".to_owned();
        }
        format!("the API returns only one page of {}; there may be older ones", wording::joined(plurals))
    }

    /// Returns the note that no entry matches.
    pub(super) fn no_match(self) -> String {
        let plurals = self.plurals(|_, _| true);
        let what = if plurals.len() > 2 { "entries".to_owned() } else { plurals.join(" or ") };
        let kept = self.facts.iter().map(|facts| facts.kept);
        let (least, most) = (kept.clone().min().unwrap_or_default(), kept.max().unwrap_or_default());
        let days = if least == most { format!("{most} days") } else { format!("{least} to {most} days") };
        if self.queries.iter().all(|query| query.window.since.is_some_and(|since| since > query.window.now)) {
            return format!("no {what} match, because --since is in the future");
        }
        format!("no {what} match (the API keeps {days})")
    }

    fn plurals(self, holds: impl Fn(&Query, &SourceStats) -> bool) -> Vec<&'static str> {
        let pairs = self.queries.iter().zip(self.facts).filter(|(query, facts)| holds(query, facts));
        pairs.map(|(query, _)| query.kind.plural()).collect()
    }
}
