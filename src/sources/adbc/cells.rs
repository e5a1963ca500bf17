//! Reads the cells of Arrow batches.

use std::sync::Arc;

use arrow_array::cast::AsArray as _;
use arrow_array::types::{
    Date32Type, Float64Type, Int32Type, Int64Type, TimestampMicrosecondType, TimestampMillisecondType,
    TimestampNanosecondType, TimestampSecondType,
};
use arrow_array::{
    Array as _, ArrayRef, BooleanArray, Decimal128Array, Int64Array, LargeStringArray, RecordBatch, StringArray,
    StringViewArray,
};
use arrow_schema::{DataType, TimeUnit};
use chrono::{DateTime, NaiveDate, SecondsFormat, TimeDelta, Utc};

use crate::sources::warehouse::database::RowCells;
use connlog_core::error::{Code, Error, Result};
use connlog_core::json;
use connlog_core::time::timestamp;

/// The cells of a column.
enum CellColumn {
    Text(StringArray),
    LargeText(LargeStringArray),
    TextView(StringViewArray),
    /// Times as numbers of a unit since 1970.
    Times(Int64Array, TimeUnit),
    /// Cells of another type as text.
    Shown(Vec<Option<String>>),
}

impl CellColumn {
    fn new(array: &ArrayRef) -> Result<Self> {
        Ok(match array.data_type() {
            DataType::Utf8 => Self::Text(array.as_string().clone()),
            DataType::LargeUtf8 => Self::LargeText(array.as_string().clone()),
            DataType::Utf8View => Self::TextView(array.as_string_view().clone()),
            DataType::Timestamp(unit, _) => Self::Times(numbers(array, *unit), *unit),
            _ => Self::Shown(shown(array)?),
        })
    }

    fn text(&self, at: usize) -> Option<&str> {
        match self {
            Self::Text(cells) => cells.is_valid(at).then(|| cells.value(at)),
            Self::LargeText(cells) => cells.is_valid(at).then(|| cells.value(at)),
            Self::TextView(cells) => cells.is_valid(at).then(|| cells.value(at)),
            Self::Shown(cells) => cells.get(at)?.as_deref(),
            Self::Times(_, _) => None,
        }
    }

    fn time(&self, at: usize) -> Option<DateTime<Utc>> {
        match self {
            Self::Times(cells, unit) => {
                instant(Some(at).filter(|at| cells.is_valid(*at)).map(|at| cells.value(at))?, *unit)
            }
            other => timestamp::moment(&json::quote(other.text(at)?)),
        }
    }
}

/// Returns the numbers of a column of times, without a copy.
fn numbers(array: &ArrayRef, unit: TimeUnit) -> Int64Array {
    match unit {
        TimeUnit::Second => array.as_primitive::<TimestampSecondType>().reinterpret_cast(),
        TimeUnit::Millisecond => array.as_primitive::<TimestampMillisecondType>().reinterpret_cast(),
        TimeUnit::Microsecond => array.as_primitive::<TimestampMicrosecondType>().reinterpret_cast(),
        TimeUnit::Nanosecond => array.as_primitive::<TimestampNanosecondType>().reinterpret_cast(),
    }
}

/// Returns the time that lies a number of units after 1970; `None` if it is out of range.
const fn instant(number: i64, unit: TimeUnit) -> Option<DateTime<Utc>> {
    match unit {
        TimeUnit::Second => DateTime::from_timestamp_secs(number),
        TimeUnit::Millisecond => DateTime::from_timestamp_millis(number),
        TimeUnit::Microsecond => DateTime::from_timestamp_micros(number),
        TimeUnit::Nanosecond => Some(DateTime::from_timestamp_nanos(number)),
    }
}

/// Returns the cells that are not null.
fn filled<T>(array: &ArrayRef, cell: impl Fn(usize) -> Option<T>) -> Vec<Option<T>> {
    (0..array.len()).map(|at| if array.is_valid(at) { cell(at) } else { None }).collect()
}

/// Returns the cells of other types as text.
fn shown(array: &ArrayRef) -> Result<Vec<Option<String>>> {
    let cells = |cell: &dyn Fn(usize) -> Option<String>| filled(array, cell);
    Ok(match array.data_type() {
        DataType::Null => vec![None; array.len()],
        DataType::Int32 => cells(&|at| Some(array.as_primitive::<Int32Type>().value(at).to_string())),
        DataType::Int64 => cells(&|at| Some(array.as_primitive::<Int64Type>().value(at).to_string())),
        DataType::Float64 => cells(&|at| Some(array.as_primitive::<Float64Type>().value(at).to_string())),
        DataType::Boolean => {
            let flags: &BooleanArray = array.as_boolean();
            cells(&|at| Some(flags.value(at).to_string()))
        }
        DataType::Decimal128(_, _) => {
            let numbers: &Decimal128Array = array.as_primitive();
            cells(&|at| Some(numbers.value_as_string(at)))
        }
        DataType::Date32 => cells(&|at| {
            let days = i64::from(array.as_primitive::<Date32Type>().value(at));
            NaiveDate::default().checked_add_signed(TimeDelta::days(days)).map(|day| day.to_string())
        }),
        other => {
            return Err(Error::new(Code::SchemaDrift, "cannot read a column of the answer")
                .cause(format!("the driver sent the type {other}"))
                .hint("report the driver and the type of the column"));
        }
    })
}

/// The rows of one Arrow batch.
pub(super) struct RowBatch {
    columns: Vec<CellColumn>,
    pub(super) rows: usize,
}

impl RowBatch {
    pub(super) fn new(batch: &RecordBatch) -> Result<Self> {
        let columns = batch.columns().iter().map(CellColumn::new).collect::<Result<_>>()?;
        Ok(Self { columns, rows: batch.num_rows() })
    }

    /// Returns all rows as text; times in RFC 3339.
    pub(super) fn texts(&self) -> Vec<Vec<Option<String>>> {
        let text = |column: &CellColumn, at| match column {
            CellColumn::Times(_, _) => column.time(at).map(|time| time.to_rfc3339_opts(SecondsFormat::AutoSi, true)),
            other => other.text(at).map(str::to_owned),
        };
        (0..self.rows).map(|at| self.columns.iter().map(|column| text(column, at)).collect()).collect()
    }
}

/// A row of a batch.
pub struct BatchRow {
    batch: Arc<RowBatch>,
    at: usize,
}

impl BatchRow {
    pub(super) const fn new(batch: Arc<RowBatch>, at: usize) -> Self {
        Self { batch, at }
    }
}

impl RowCells for BatchRow {
    fn text(&self, at: usize) -> Option<&str> {
        self.batch.columns.get(at)?.text(self.at).filter(|text| !text.is_empty())
    }

    fn time(&self, at: usize) -> Option<DateTime<Utc>> {
        self.batch.columns.get(at)?.time(self.at)
    }
}
