//! Divides a reading into windows of time, so that each answer fits into memory and the first one comes early.

use super::client::{ServerClient, ServerRequest};
use super::errors::PlanFault;
use super::row_binary::RowBinaryReader;
use super::statement::ClickHouseStatement;
use crate::archive::reader::EntryOrder;
use crate::signals::Listener;
use connlog_core::error::Result;

/// The number of rows in the first window, which is small so that a list starts early.
const FIRST: u64 = 256;
/// The size of an answer that windows aim at, in bytes.
const SIZE: u64 = 8 << 20;
/// The highest number of rows of a window that is not divided.
const MOST: u64 = 65_536;
const HOUR: u32 = 3_600;

/// Seconds from `first` to `last` since 1970, with their number of rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct TimeWindow {
    pub(super) first: u32,
    pub(super) last: u32,
    pub(super) rows: u64,
}

impl TimeWindow {
    /// Returns the condition of the window.
    pub(super) fn condition(&self) -> String {
        format!("time >= toDateTime({}) AND time <= toDateTime({})", self.first, self.last)
    }
}

/// The windows of a reading.
pub(super) struct WindowPlan<'c> {
    client: &'c ServerClient,
    statement: &'c ClickHouseStatement,
    /// The hours that follow, the next one last.
    hours: Vec<TimeWindow>,
    /// The number of rows of the next window.
    target: u64,
}

impl<'c> WindowPlan<'c> {
    /// Counts the rows of a statement by the hour.
    pub(super) fn new(
        client: &'c ServerClient,
        statement: &'c ClickHouseStatement,
        listener: Option<&Listener>,
    ) -> Result<Self, PlanFault> {
        Self::with_target(client, statement, FIRST, listener)
    }

    /// Counts the rows of a statement by the hour, for windows with up to `target` rows.
    pub(super) fn with_target(
        client: &'c ServerClient,
        statement: &'c ClickHouseStatement,
        target: u64,
        listener: Option<&Listener>,
    ) -> Result<Self, PlanFault> {
        let mut plan = Self { client, statement, hours: Vec::new(), target };
        plan.hours = plan.counts(HOUR, "", listener)?;
        Ok(plan)
    }

    /// Returns the first and the last second of the windows; `None` without a row.
    pub(super) fn span(&self) -> Option<(u32, u32)> {
        let first = self.hours.iter().map(|hour| hour.first).min()?;
        Some((first, self.hours.iter().map(|hour| hour.last).max()?))
    }

    /// Returns the next window, and the number of rows of each of its pages.
    pub(super) fn next(&mut self, listener: Option<&Listener>) -> Result<Option<TimeWindow>, PlanFault> {
        let Some(mut window) = self.hours.pop() else { return Ok(None) };
        if window.rows > MOST.max(self.target) && window.first < window.last {
            let seconds = self.counts(1, &window.condition(), listener)?;
            self.hours.extend(seconds);
            return self.next(listener);
        }
        while let Some(hour) = self.hours.last().filter(|hour| window.rows + hour.rows <= self.target) {
            window = TimeWindow {
                first: window.first.min(hour.first),
                last: window.last.max(hour.last),
                rows: window.rows + hour.rows,
            };
            self.hours.pop();
        }
        Ok(Some(window))
    }

    /// Adapts the next windows to the size of an answer.
    pub(super) fn learn(&mut self, rows: u64, bytes: u64) {
        let average = bytes / rows.max(1) + 1;
        self.target = (SIZE / average).clamp(FIRST, MOST).min(self.target * 8);
    }

    /// Returns the number of rows by units of time, the next unit last.
    fn counts(&self, unit: u32, also: &str, listener: Option<&Listener>) -> Result<Vec<TimeWindow>, PlanFault> {
        let direction = if self.statement.order == EntryOrder::NewestFirst { "ASC" } else { "DESC" };
        let text = format!(
            "SELECT toUInt32(intDiv(toUInt32(time), {unit})) AS unit, toUInt64(count()) FROM entry WHERE {} \
             GROUP BY unit ORDER BY unit {direction} FORMAT RowBinary",
            self.statement.condition(also)
        );
        let answer = self.client.send(&ServerRequest::new(&text), listener)?;
        let (mut reader, mut windows) = (RowBinaryReader::new(&answer), Vec::new());
        while !reader.is_empty() {
            let first = reader.u32()?.saturating_mul(unit);
            windows.push(TimeWindow { first, last: first.saturating_add(unit - 1), rows: reader.u64()? });
        }
        Ok(windows)
    }
}
