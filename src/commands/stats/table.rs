//! Prints the counts: as a table, or row by row in another format.

use std::num::NonZeroUsize;

use super::rows;
use crate::app::AppContext;
use crate::output::formats::{FormatSpec, Style};
use crate::output::stats_table;
use crate::output::writer::{Output, WriteError};
use connlog_core::aggregate::{AggregateRow, GroupBy};
use connlog_core::error::Result;
use connlog_core::sanitize::{Escaped, Keep};
use connlog_core::wording::counted;

/// Destination and format of the counts.
pub(super) struct StatsTable {
    pub(super) question: GroupBy,
    pub(super) top: Option<NonZeroUsize>,
    pub(super) spec: &'static FormatSpec,
    pub(super) style: Style,
    pub(super) output: Output,
}

impl StatsTable {
    pub(super) fn show(mut self, rows: &[AggregateRow], process: &AppContext) -> Result<()> {
        let groups = || rows.chunk_by(|one, other| std::rc::Rc::ptr_eq(&one.key, &other.key));
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
                process.note(&format!("{groups}, with fewer failures"));
            }
        }
        Ok(())
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
