//! Reads the rows of a row group.

use std::fs::File;
use std::vec::IntoIter;

use parquet::column::reader::{ColumnReader, ColumnReaderImpl};
use parquet::data_type::DataType;
use parquet::errors::ParquetError;
use parquet::file::metadata::ColumnChunkMetaData;
use parquet::file::reader::{FileReader as _, SerializedFileReader};
use parquet::schema::types::ColumnDescriptor;

use super::cells::{CellKind, CellValue};

type ParquetResult<T> = Result<T, ParquetError>;

/// The rows of a row group that are not read yet.
pub(super) struct GroupRows {
    left: usize,
    columns: Vec<Box<dyn ColumnCells>>,
}

impl GroupRows {
    pub(super) fn open(file: &SerializedFileReader<File>, group: usize, columns: &[usize]) -> ParquetResult<Self> {
        let group = file.get_row_group(group)?;
        let metadata = group.metadata();
        let left = usize::try_from(metadata.num_rows()).map_err(|_| damaged("the number of rows is negative"))?;
        let open = |at: &usize| {
            check_place(metadata.column(*at))?;
            let column = metadata.column(*at).column_descr();
            Ok(open_column(group.get_column_reader(*at)?, column))
        };
        Ok(Self { left, columns: columns.iter().map(open).collect::<ParquetResult<_>>()? })
    }

    /// Appends at most `most` rows as CSV. Returns whether there were any.
    pub(super) fn append(&mut self, most: usize, text: &mut Vec<u8>) -> ParquetResult<bool> {
        let rows = most.min(self.left);
        self.left -= rows;
        for column in &mut self.columns {
            column.read(rows)?;
        }
        for _ in 0..rows {
            for (number, column) in self.columns.iter_mut().enumerate() {
                if number > 0 {
                    text.push(b',');
                }
                column.append_next(text)?;
            }
            text.push(b'\n');
        }
        Ok(rows > 0)
    }
}

/// Checks the place of a column in the file, which the reader of the crate trusts.
fn check_place(column: &ColumnChunkMetaData) -> ParquetResult<()> {
    let start = column.dictionary_page_offset().unwrap_or_else(|| column.data_page_offset());
    if start < 0 || column.compressed_size() < 0 || start.checked_add(column.compressed_size()).is_none() {
        return Err(damaged("a column has no valid place in the file"));
    }
    Ok(())
}

fn damaged(what: &str) -> ParquetError {
    ParquetError::General(what.to_owned())
}

/// The cells of a column in one row group.
trait ColumnCells: Send {
    /// Reads the next cells, exactly this number.
    fn read(&mut self, rows: usize) -> ParquetResult<()>;

    /// Appends the next cell as CSV; nothing for a null.
    fn append_next(&mut self, text: &mut Vec<u8>) -> ParquetResult<()>;
}

fn open_column(reader: ColumnReader, column: &ColumnDescriptor) -> Box<dyn ColumnCells> {
    match reader {
        ColumnReader::BoolColumnReader(reader) => Box::new(TypedCells::new(reader, column)),
        ColumnReader::Int32ColumnReader(reader) => Box::new(TypedCells::new(reader, column)),
        ColumnReader::Int64ColumnReader(reader) => Box::new(TypedCells::new(reader, column)),
        ColumnReader::Int96ColumnReader(reader) => Box::new(TypedCells::new(reader, column)),
        ColumnReader::FloatColumnReader(reader) => Box::new(TypedCells::new(reader, column)),
        ColumnReader::DoubleColumnReader(reader) => Box::new(TypedCells::new(reader, column)),
        ColumnReader::ByteArrayColumnReader(reader) => Box::new(TypedCells::new(reader, column)),
        ColumnReader::FixedLenByteArrayColumnReader(_) => Box::new(UnreadableCells),
    }
}

/// The cells of a type that connlog does not read: all empty.
struct UnreadableCells;

impl ColumnCells for UnreadableCells {
    fn read(&mut self, _: usize) -> ParquetResult<()> {
        Ok(())
    }

    fn append_next(&mut self, _: &mut Vec<u8>) -> ParquetResult<()> {
        Ok(())
    }
}

struct TypedCells<T: DataType> {
    reader: ColumnReaderImpl<T>,
    kind: CellKind,
    /// The level of a value that is not null.
    defined: i16,
    levels: Vec<i16>,
    /// The next of the levels.
    at: usize,
    values: IntoIter<T::T>,
}

impl<T: DataType> TypedCells<T> {
    fn new(reader: ColumnReaderImpl<T>, column: &ColumnDescriptor) -> Self {
        let (kind, defined) = (CellKind::new(column), column.max_def_level());
        Self { reader, kind, defined, levels: Vec::new(), at: 0, values: Vec::new().into_iter() }
    }
}

impl<T: DataType> ColumnCells for TypedCells<T>
where
    T::T: CellValue,
    ColumnReaderImpl<T>: Send,
{
    fn read(&mut self, rows: usize) -> ParquetResult<()> {
        let mut values = Vec::with_capacity(rows);
        self.levels.clear();
        self.at = 0;
        let (mut read, mut found) = (0, 0);
        while read < rows {
            let (more, filled, _) = self.reader.read_records(rows - read, Some(&mut self.levels), None, &mut values)?;
            if more == 0 {
                return Err(damaged("a column has fewer values than rows"));
            }
            (read, found) = (read + more, found + filled);
        }
        let defined = self.levels.iter().filter(|level| **level == self.defined).count();
        if found != values.len() || (self.defined > 0 && (defined != found || self.levels.len() != rows)) {
            return Err(damaged("the nulls of a column do not fit its values"));
        }
        self.values = values.into_iter();
        Ok(())
    }

    fn append_next(&mut self, text: &mut Vec<u8>) -> ParquetResult<()> {
        let is_null = self.defined > 0 && self.levels.get(self.at) != Some(&self.defined);
        self.at += 1;
        if !is_null {
            let value = self.values.next().ok_or_else(|| damaged("a column has fewer values than rows"))?;
            value.append(self.kind, text);
        }
        Ok(())
    }
}
