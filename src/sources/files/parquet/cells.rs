//! Writes the cells of a column as CSV.

use std::io::Write as _;

use chrono::{DateTime, NaiveDate, SecondsFormat, TimeDelta, Utc};
use parquet::basic::{ConvertedType, LogicalType, TimeUnit, Type};
use parquet::data_type::{ByteArray, Int96};
use parquet::schema::types::ColumnDescriptor;

/// The unit of a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unit {
    Millis,
    Micros,
    Nanos,
}

impl Unit {
    /// Returns a time since 1970; `None` beyond the years of a calendar.
    pub(super) fn time(self, value: i64) -> Option<DateTime<Utc>> {
        match self {
            Self::Millis => DateTime::from_timestamp_millis(value),
            Self::Micros => DateTime::from_timestamp_micros(value),
            Self::Nanos => Some(DateTime::from_timestamp_nanos(value)),
        }
    }
}

/// What the values of a column are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum CellKind {
    /// Text, numbers and booleans in their usual form.
    Plain,
    Time(Unit),
    Date,
}

impl CellKind {
    pub(super) fn new(column: &ColumnDescriptor) -> Self {
        if let Some(unit) = time_unit(column) {
            return Self::Time(unit);
        }
        let is_date = matches!(column.logical_type_ref(), Some(LogicalType::Date))
            || column.converted_type() == ConvertedType::DATE;
        if is_date { Self::Date } else { Self::Plain }
    }
}

/// Returns the unit of a column of times.
pub(super) fn time_unit(column: &ColumnDescriptor) -> Option<Unit> {
    match (column.logical_type_ref(), column.converted_type()) {
        (Some(LogicalType::Timestamp(time)), _) => Some(match time.unit {
            TimeUnit::MILLIS => Unit::Millis,
            TimeUnit::MICROS => Unit::Micros,
            TimeUnit::NANOS => Unit::Nanos,
        }),
        (None, ConvertedType::TIMESTAMP_MILLIS) => Some(Unit::Millis),
        (None, ConvertedType::TIMESTAMP_MICROS) => Some(Unit::Micros),
        _ => None,
    }
}

/// Returns whether a column, or a member of a structure, has one text, number or time for each row. Decimals and lists are left
/// out.
pub(super) fn is_readable(column: &ColumnDescriptor) -> bool {
    let is_decimal = matches!(column.logical_type_ref(), Some(LogicalType::Decimal(_)))
        || column.converted_type() == ConvertedType::DECIMAL;
    column.max_rep_level() == 0 && column.physical_type() != Type::FIXED_LEN_BYTE_ARRAY && !is_decimal
}

/// A value of a column.
pub(super) trait CellValue {
    /// Appends the value as a CSV cell.
    fn append(&self, kind: CellKind, text: &mut Vec<u8>);
}

impl CellValue for bool {
    fn append(&self, _: CellKind, text: &mut Vec<u8>) {
        text.extend_from_slice(if *self { b"true" } else { b"false" });
    }
}

impl CellValue for i32 {
    fn append(&self, kind: CellKind, text: &mut Vec<u8>) {
        let day = || NaiveDate::default().checked_add_signed(TimeDelta::days(i64::from(*self)));
        match day().filter(|_| kind == CellKind::Date) {
            Some(day) => append_display(day, text),
            None => append_display(self, text),
        }
    }
}

impl CellValue for i64 {
    fn append(&self, kind: CellKind, text: &mut Vec<u8>) {
        let time = if let CellKind::Time(unit) = kind { unit.time(*self) } else { None };
        match time {
            Some(time) => append_time(time, text),
            None => append_display(self, text),
        }
    }
}

/// Times of older writers.
impl CellValue for Int96 {
    fn append(&self, _: CellKind, text: &mut Vec<u8>) {
        match DateTime::from_timestamp_micros(self.to_micros()) {
            Some(time) => append_time(time, text),
            None => append_display(self.to_micros(), text),
        }
    }
}

impl CellValue for f32 {
    fn append(&self, _: CellKind, text: &mut Vec<u8>) {
        append_display(self, text);
    }
}

impl CellValue for f64 {
    fn append(&self, _: CellKind, text: &mut Vec<u8>) {
        append_display(self, text);
    }
}

impl CellValue for ByteArray {
    fn append(&self, _: CellKind, text: &mut Vec<u8>) {
        text.push(b'"');
        for part in self.data().split_inclusive(|byte| *byte == b'"') {
            text.extend_from_slice(part);
            if part.ends_with(b"\"") {
                text.push(b'"');
            }
        }
        text.push(b'"');
    }
}

fn append_time(time: DateTime<Utc>, text: &mut Vec<u8>) {
    append_display(time.to_rfc3339_opts(SecondsFormat::AutoSi, true), text);
}

fn append_display(value: impl std::fmt::Display, text: &mut Vec<u8>) {
    // Writing to memory does not fail.
    drop(write!(text, "{value}"));
}
