//! Prints the counts: as a table, or row by row in another format.

use std::borrow::Cow;
use std::num::NonZeroUsize;
use std::rc::Rc;

use super::rows;
use crate::app::AppContext;
use crate::output::formats::FormatSpec;
use crate::output::stats_table;
use crate::output::style::OutputStyle;
use crate::output::writer::{Output, WriteError};
use connlog_core::aggregate::{AggregateRow, GroupBy};
use connlog_core::error::Result;
use connlog_core::query::order::{SortKey, SortOrder};
use connlog_core::sanitize::{Escaped, Keep};
use connlog_core::wording::counted;

/// Destination and format of the counts.
pub(super) struct StatsTable {
    pub(super) question: GroupBy,
    pub(super) top: Option<NonZeroUsize>,
    /// The order of the groups; `None` for the most failures first.
    pub(super) order: Option<SortOrder>,
    pub(super) spec: &'static FormatSpec,
    pub(super) style: OutputStyle,
    pub(super) output: Output,
}

impl StatsTable {
    pub(super) fn show(mut self, rows: &[AggregateRow], app: &AppContext) -> Result<()> {
        let rows = &*self.sorted(rows);
        let groups = || rows.chunk_by(|one, other| Rc::ptr_eq(&one.key, &other.key));
        let top = self.top.map_or(usize::MAX, NonZeroUsize::get);
        let written = if self.spec.is_table() && self.style.fields.is_none() {
            let table = stats_table::table(rows, &self.question, top, &self.style);
            self.output.put(&Escaped::from_text(&table, Keep::coloured(!self.style.palette.is_plain())))
        } else {
            if self.style.fields.is_none() {
                let is_unknown = rows.iter().any(|row| row.cell.unknown > 0);
                self.style.fields = rows::columns(self.spec, &self.question, is_unknown);
            }
            self.records(groups().take(top).flatten())
        };
        if let Err(WriteError::Failed(fault)) = written.and_then(|()| self.output.flush()) {
            return Err(fault);
        }
        match groups().count().saturating_sub(top) {
            0 => {}
            more => {
                let groups = counted(u64::try_from(more).unwrap_or(u64::MAX), "more group");
                let order = self.order.as_ref().map(SortOrder::names);
                let why = order.map_or_else(|| "with fewer failures".to_owned(), |names| format!("later by {names}"));
                app.note(&format!("{groups}, {why}"));
            }
        }
        Ok(())
    }

    /// Returns the rows with their groups in the order of `--sort`. The buckets of a group stay in the order of time.
    fn sorted<'r>(&self, rows: &'r [AggregateRow]) -> Cow<'r, [AggregateRow]> {
        let Some(order) = &self.order else { return Cow::Borrowed(rows) };
        let groups = rows.chunk_by(|one, other| Rc::ptr_eq(&one.key, &other.key));
        let mut keyed: Vec<(SortKey, &[AggregateRow])> = groups
            .filter_map(|group| {
                let mut sum = group.first()?.clone();
                group.iter().skip(1).for_each(|row| sum.cell.merge(&row.cell));
                Some((order.key(&rows::record(&sum, &self.question).view()), group))
            })
            .collect();
        keyed.sort_by(|(one, _), (other, _)| one.cmp(other));
        keyed.into_iter().flat_map(|(_, group)| group.iter().cloned()).collect()
    }

    /// Prints the rows like other records.
    fn records<'r>(&mut self, shown: impl Iterator<Item = &'r AggregateRow>) -> Result<(), WriteError> {
        let mut formatter = (self.spec.make)(self.style.clone());
        self.output.with(|out| formatter.begin(out))?;
        let mut printed = Ok(());
        for row in shown {
            let record = rows::record(row, &self.question);
            printed = self.output.with(|out| formatter.record(out, &record.view()));
            if printed.is_err() {
                break;
            }
        }
        let finished = self.output.with(|out| formatter.finish(out));
        printed.and(finished)
    }
}
