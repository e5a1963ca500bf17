//! A list that is ready to be read: what it requests, how its entries are arranged, and its notes.

use chrono::DateTime;

use super::api_notes::ApiNotes;
use crate::app::AppContext;
use crate::args::window::{ContextArgs, SortArgs};
use crate::output::options;
use crate::output::writer::WriteError;
use crate::pipeline::context_list::{ContextList, ContextOptions};
use crate::pipeline::context_runs::ContextSize;
use crate::pipeline::progress::Progress;
use crate::pipeline::skipped_kinds;
use crate::pipeline::sorted_list::SortedList;
use crate::pipeline::{Capabilities, EntryList, EntrySource, ReadOutcome, StopReason, gather};
use connlog_core::error::{Code, Error, Exit, PartialOutput, Result};
use connlog_core::query::order::SortOrder;
use connlog_core::query::{Filters, Query, Window};
use connlog_core::record::Kind;
use connlog_core::record::common_field::CommonField;
use connlog_core::wording::counted;

/// A list that is ready to be read.
pub(super) struct Listing<'l> {
    /// The queries of the user, one for each kind.
    pub(super) queries: &'l [Query],
    pub(super) order: Option<SortOrder>,
    pub(super) context: Option<ContextOptions>,
    pub(super) source: &'l dyn EntrySource,
    /// The command that sums up the failures of the list; `None` if a note would disturb.
    pub(super) summary: Option<String>,
}

impl Listing<'_> {
    /// Returns the queries for the source. A sorted list needs every match of the window, and context needs other entries.
    pub(super) fn requested(&self) -> Vec<Query> {
        let all = |query: &Query| Query { limit: None, skip: 0, ..query.clone() };
        match (&self.context, &self.order) {
            (Some(context), _) => self.queries.iter().map(|query| surroundings(query, context)).collect(),
            (None, Some(_)) => self.queries.iter().map(all).collect(),
            (None, None) => self.queries.to_vec(),
        }
    }

    /// Returns whether connlog skips entries. A server can only skip entries of one kind in its own order.
    pub(super) fn skips(&self) -> bool {
        !self.source.capabilities().is_api || self.queries.len() > 1 || self.order.is_some()
    }

    /// Reads and prints entries. Completes the array or the table, even after an error.
    pub(super) fn print(self, printer: Box<dyn EntryList>, progress: &Progress, app: &AppContext) -> Result<Exit> {
        let held = self.source.capabilities();
        let mut printer = self.arranged(printer);
        let ReadOutcome { facts, skipped, early } =
            gather(&self.requested(), self.source, &mut *printer, progress, app)?;
        match (early, facts.is_empty()) {
            (Some(StopReason::Stop(stop)), _) => printer_end(Err(stop)),
            (Some(StopReason::Signal(exit)), _) => {
                drop(printer_end(printer.finish()));
                Ok(exit)
            }
            (Some(StopReason::Fault(fault)), true) => Err(fault),
            (Some(StopReason::Fault(fault)), false) => {
                printer_end(printer.finish())?;
                Err(broken_off(fault, &*printer, held))
            }
            (None, _) => {
                let exit = printer_end(printer.finish())?;
                let queries = skipped_kinds::served(self.queries, &skipped);
                self.notes(ApiNotes { queries: &queries, facts: &facts }, &*printer, app);
                Ok(exit)
            }
        }
    }

    /// Returns `printer` behind the lists that change the order of its entries.
    fn arranged(&self, printer: Box<dyn EntryList>) -> Box<dyn EntryList> {
        let Some(query) = self.queries.first() else { return printer };
        match (&self.context, &self.order) {
            (Some(context), _) => {
                let is_in_order = self.source.capabilities().is_api;
                Box::new(ContextList::new(context.clone(), query, is_in_order, printer))
            }
            (None, Some(order)) => Box::new(SortedList::new(order.clone(), query, query.skip, printer)),
            (None, None) => printer,
        }
    }

    /// Prints notes about the limit, an empty list and the retention of the API.
    fn notes(&self, notes: ApiNotes<'_>, list: &dyn EntryList, app: &AppContext) {
        let (printed, is_local) = (list.printed(), !self.source.capabilities().is_api);
        let Some(query) = notes.queries.first().filter(|_| !notes.facts.is_empty()) else { return };
        if !is_local {
            notes.print_limits(app);
        }
        let next = query.skip.saturating_add(printed);
        let has_more = list.has_more() || notes.facts.iter().any(|facts| facts.more);
        let is_one_of_many = query.limit == Some(1) && query.skip > 0;
        if printed == 0 && query.skip > 0 {
            app.note(&format!("the list ends before entry {}", query.skip.saturating_add(1)));
        } else if is_local && printed == 0 {
            app.note("no entry matches");
        } else if printed == 0 {
            app.note(&notes.no_match());
        } else if let (Some(order), true) = (&self.order, list.has_more() && !is_one_of_many) {
            let names = order.names();
            app.note(&format!("the first {printed} by {names}; there are more: --all, -n N or --skip {next}"));
        } else if has_more && query.limit == Some(printed) && !is_one_of_many {
            app.note(&format!("the newest {printed}; there may be more: --all, -n N or --skip {next}"));
        }
        if let Some(command) = self.summary.as_ref().filter(|_| list.failures() > 0) {
            let failures = counted(list.failures(), "failure");
            app.note(&format!("{failures}; {command} groups them by cause"));
        }
    }
}

/// Returns the context that the flags select; `None` without it.
pub(super) fn context_options(
    flags: &ContextArgs,
    order: &SortArgs,
    kinds: &[Kind],
    any_value: bool,
) -> Result<Option<ContextOptions>> {
    let ContextArgs { after, before, around, context_by } = flags;
    let Some(flag) = flags.used() else { return Ok(None) };
    if !order.sort.is_empty() {
        return Err(Error::usage(format!("{flag} cannot be used with --sort"))
            .cause("context is what happened before and after a match")
            .hint("leave out --sort"));
    }
    let count = |own: &Option<u32>| own.or(*around).unwrap_or(0) as usize;
    let size = ContextSize { before: count(before), after: count(after) };
    if size.before + size.after == 0 {
        return Err(Error::usage("--context-by requires -A, -B or -C").hint("add -C 3"));
    }
    let name = context_by.as_deref().map(|name| match CommonField::named(name) {
        Some(_) => name,
        None => options::resolve_field_alias(name, kinds),
    });
    let names: Vec<&str> = name.into_iter().collect();
    let by = options::parse_fields(&names, kinds, any_value)?;
    Ok(Some(ContextOptions { size, by: by.and_then(|paths| paths.into_iter().next()) }))
}

/// Returns the query for the entries around the matches of `query`. Only a filter that a match shares with its context
/// stays.
pub(super) fn surroundings(query: &Query, context: &ContextOptions) -> Query {
    let Filters { life, accounts, profiles, posts, platforms, connections, .. } = query.filters.clone();
    let by = context.by.as_ref().map(ToString::to_string).unwrap_or_default();
    let filters = match by.as_str() {
        "account" | "accountId" => Filters { life, accounts, ..Filters::default() },
        "profileId" => Filters { life, profiles, ..Filters::default() },
        "postId" => Filters { life, posts, ..Filters::default() },
        "platform" => Filters { life, platforms, ..Filters::default() },
        "connectionId" => Filters { life, connections, ..Filters::default() },
        _ => Filters { life, ..Filters::default() },
    };
    // With a start, the pager of an API reads ahead carefully, because it cannot know where the list ends.
    let since = query.window.since.or(Some(DateTime::UNIX_EPOCH));
    Query { filters, window: Window { since, ..query.window }, limit: None, skip: 0, ..query.clone() }
}

/// Returns the error of a list that ended early. Files are always read to their end, so there is nothing to resume.
fn broken_off(fault: Error, printer: &dyn EntryList, held: &Capabilities) -> Error {
    if fault.code == Code::Incomplete && !held.is_api {
        return fault;
    }
    // A list that the API does not continue ends at the same place with a narrower window.
    let resume = printer.partial().resume.filter(|_| held.is_remote && fault.code != Code::Incomplete);
    fault.after(PartialOutput { resume, ..printer.partial() })
}

/// Converts the result of a write. A closed pipe is a success.
fn printer_end(ended: Result<(), WriteError>) -> Result<Exit> {
    match ended {
        Ok(()) | Err(WriteError::Closed) => Ok(Exit::Done),
        Err(WriteError::Failed(fault)) => Err(fault),
    }
}
