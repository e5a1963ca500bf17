//! Reads the rows of a statement in pages, and their records.

use std::sync::Arc;

use super::client::{ServerClient, ServerRequest};
use super::errors::{PlanFault, ServerFault};
use super::row_binary::RowBinaryReader;
use super::statement::ClickHouseStatement;
use super::windows::{TimeWindow, WindowPlan};
use crate::archive::reader::RecordVisitor;
use crate::pipeline::StopReason;
use crate::signals::Listener;
use connlog_core::error::{Code, Error, Result};
use connlog_core::providers::layouts;
use connlog_core::record::{Record, RecordBlock};

/// The size of a block of records in bytes.
const BLOCK: usize = 256 << 10;
/// The highest number of rows of one answer.
const PAGE: u64 = 65_536;

/// What became of a page.
pub(super) struct PageResult {
    pub(super) rows: u64,
    /// Whether more rows are wanted.
    pub(super) more: bool,
}

/// Reads the rows of a page.
pub(super) type PageVisitor<'v> = dyn FnMut(&[u8]) -> Result<PageResult, StopReason> + 'v;

/// Calls `each` with the rows of each page of a statement, until it returns false. Returns whether it wants more.
pub(super) fn read_pages(
    client: &ServerClient,
    statement: &ClickHouseStatement,
    columns: &str,
    listener: Option<&Listener>,
    each: &mut PageVisitor<'_>,
) -> Result<bool, StopReason> {
    let failed = |fault| unplanned(client, fault);
    let mut plan = WindowPlan::new(client, statement, listener).map_err(failed)?;
    while let Some(window) = plan.next(listener).map_err(failed)? {
        for page in pages(window) {
            let text = statement.text(columns, &window.condition(), &format!("{page} FORMAT RowBinary"));
            let answer = client.send(&ServerRequest::new(&text), listener).map_err(|fault| stop(client, &fault))?;
            let PageResult { rows, more } = each(&answer)?;
            if !more {
                return Ok(false);
            }
            plan.learn(rows, answer.len() as u64);
        }
    }
    Ok(true)
}

/// Returns the limits of the pages of a window. Only a second with very many entries has more than one page.
fn pages(window: TimeWindow) -> impl Iterator<Item = String> {
    let count = window.rows.div_ceil(PAGE);
    (0..count).map(move |page| if count == 1 { String::new() } else { format!(" LIMIT {}, {PAGE}", page * PAGE) })
}

/// Passes the records of rows with a layout and bytes.
pub(super) fn read_records(answer: &[u8], visitor: &mut RecordVisitor<'_>) -> Result<PageResult, StopReason> {
    let (mut reader, mut rows, mut more) = (RowBinaryReader::new(answer), 0, true);
    while more && !reader.is_empty() {
        let (mut text, mut spans) = (String::new(), Vec::new());
        while text.len() < BLOCK && !reader.is_empty() {
            let name = reader.text().map_err(StopReason::Fault)?;
            let layout = layouts::find(name).ok_or_else(|| StopReason::Fault(unknown_layout(name)))?;
            let start = text.len();
            text.push_str(reader.text().map_err(StopReason::Fault)?);
            spans.push((start..text.len(), layout));
        }
        rows += spans.len() as u64;
        let block = Arc::new(RecordBlock::from(text));
        for (span, layout) in spans {
            more = visitor(Record::new(Arc::clone(&block), span, layout))?;
            if !more {
                break;
            }
        }
    }
    Ok(PageResult { rows, more })
}

/// Returns the error of a form that a later version wrote.
pub(super) fn unknown_layout(name: &str) -> Error {
    Error::new(Code::Incomplete, "cannot read the archive")
        .cause(format!("it has entries of the form `{name}`, which this connlog does not know"))
        .hint("use a later version of connlog")
}

pub(super) fn unplanned(client: &ServerClient, fault: PlanFault) -> StopReason {
    match fault {
        PlanFault::Server(fault) => stop(client, &fault),
        PlanFault::Answer(fault) => StopReason::Fault(fault),
    }
}

/// Converts a fault of the server.
pub(super) fn stop(client: &ServerClient, fault: &ServerFault) -> StopReason {
    match fault {
        ServerFault::Signal(exit) => StopReason::Signal(*exit),
        fault => StopReason::Fault(client.fault(fault, "read")),
    }
}
