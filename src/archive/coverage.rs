//! Finds what an archive lacks of a window: entries before its first run or after its last one, and lost entries.
//!
//! Only sources that are followed from a cursor have a known end. An archive of files is as whole as the files are.

use std::collections::BTreeMap;

use chrono::{DateTime, TimeDelta, Utc};

use super::reader::{ArchivePositions, CursorPosition};
use crate::follow::source::Checkpoint;
use connlog_core::query::Query;
use connlog_core::record::Kind;
use connlog_core::time::Zone;

/// A run that ended this long before the end of the window is recent. The last entries may appear this late.
const RECENT: TimeDelta = TimeDelta::minutes(10);

/// Returns what the archive lacks of the window of `queries`, one clause each.
pub(super) fn missing(positions: ArchivePositions, queries: &[Query]) -> Vec<String> {
    let Some(query) = queries.first() else { return Vec::new() };
    // A list without a window shows what the archive has.
    let Some(since) = query.window.since else { return Vec::new() };
    let until = query.window.until.unwrap_or(query.window.now).min(query.window.now);
    let shown = |time| Zone::Utc.rfc3339(time);
    let mut missing = Vec::new();
    let ends = ends(&positions.cursors);
    if let Some(oldest) = positions.oldest.filter(|oldest| !ends.is_empty() && *oldest > since) {
        missing.push(format!("the archive begins at {}", shown(oldest)));
    }
    let polled = queries.iter().map(|query| query.kind).filter(|kind| Kind::of_the_api().contains(kind));
    for plural in polled.map(Kind::plural) {
        match end_of_kind(&ends, plural) {
            Some(end) if end < until - RECENT => {
                missing.push(format!("the archive has {plural} until {} only", shown(end)));
            }
            None if !ends.is_empty() => missing.push(format!("no run has archived {plural}")),
            _ => {}
        }
    }
    let lost = positions.gaps.into_iter().filter(|(_, gap)| gap.from < until && gap.to > since);
    missing.extend(lost.map(|(_, gap)| format!("entries from {} to {} are lost", shown(gap.from), shown(gap.to))));
    missing
}

/// Returns the time until which every source has entries of a kind; `None` if no source has any. The newest cursor of a
/// source counts, because another key begins another cursor.
fn end_of_kind(ends: &[CursorEnd<'_>], plural: &str) -> Option<DateTime<Utc>> {
    let mut newest: BTreeMap<&str, DateTime<Utc>> = BTreeMap::new();
    for end in ends.iter().filter(|end| end.kinds.split(',').any(|kind| kind == plural)) {
        newest.entry(end.source).and_modify(|time| *time = end.time.max(*time)).or_insert(end.time);
    }
    newest.into_values().min()
}

/// How far a cursor of polls has read.
struct CursorEnd<'c> {
    source: &'c str,
    /// The plural names of its kinds, with commas.
    kinds: &'c str,
    /// The time before which all entries are archived.
    time: DateTime<Utc>,
}

/// Returns the ends of all cursors of polls.
fn ends(cursors: &[CursorPosition]) -> Vec<CursorEnd<'_>> {
    let polls = cursors.iter().filter_map(|cursor| match &cursor.checkpoint {
        Checkpoint::Poll(poll) if !poll.is_before_first_poll() => Some((cursor, poll.complete_until())),
        Checkpoint::Poll(_) | Checkpoint::Files(_) | Checkpoint::Load(_) | Checkpoint::History(_) => None,
    });
    polls
        .map(|(cursor, time)| {
            let kinds = cursor.key.split(' ').next().unwrap_or_default();
            CursorEnd { source: &cursor.source, kinds, time }
        })
        .collect()
}
