//! The format `RowBinary`: values one after another, numbers with the lowest byte first, texts after their length.

use connlog_core::error::{Code, Error, Result};

/// Writes rows.
#[derive(Default)]
pub(super) struct RowBinaryWriter(pub(super) Vec<u8>);

impl RowBinaryWriter {
    pub(super) fn u32(&mut self, number: u32) {
        self.0.extend(number.to_le_bytes());
    }

    pub(super) fn u64(&mut self, number: u64) {
        self.0.extend(number.to_le_bytes());
    }

    pub(super) fn i64(&mut self, number: i64) {
        self.0.extend(number.to_le_bytes());
    }

    pub(super) fn text(&mut self, text: &str) {
        let mut length = text.len();
        while length >= 0x80 {
            self.0.push(u8::try_from(length & 0x7f).unwrap_or_default() | 0x80);
            length >>= 7;
        }
        self.0.push(u8::try_from(length).unwrap_or_default());
        self.0.extend(text.as_bytes());
    }

    /// Writes the value of a nullable column.
    pub(super) fn nullable<T>(&mut self, value: Option<T>, write: impl FnOnce(&mut Self, T)) {
        self.0.push(u8::from(value.is_none()));
        if let Some(value) = value {
            write(self, value);
        }
    }
}

/// Reads rows. Each method returns an error at a row that is cut off.
pub(super) struct RowBinaryReader<'b>(&'b [u8]);

impl<'b> RowBinaryReader<'b> {
    pub(super) const fn new(bytes: &'b [u8]) -> Self {
        Self(bytes)
    }

    pub(super) const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(super) fn u32(&mut self) -> Result<u32> {
        self.array().map(u32::from_le_bytes)
    }

    pub(super) fn u64(&mut self) -> Result<u64> {
        self.array().map(u64::from_le_bytes)
    }

    pub(super) fn i64(&mut self) -> Result<i64> {
        self.array().map(i64::from_le_bytes)
    }

    pub(super) fn text(&mut self) -> Result<&'b str> {
        let length = self.length()?;
        std::str::from_utf8(self.bytes(length)?).map_err(|_| cut())
    }

    /// Reads the number of bytes of a text, or the number of values of an array.
    pub(super) fn length(&mut self) -> Result<usize> {
        let mut length = 0_usize;
        for shift in (0..63).step_by(7) {
            let [byte] = self.array()?;
            length |= usize::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                return Ok(length);
            }
        }
        Err(cut())
    }

    /// Reads the value of a nullable column.
    pub(super) fn nullable<T>(&mut self, read: impl FnOnce(&mut Self) -> Result<T>) -> Result<Option<T>> {
        let is_missing = self.bool()?;
        if is_missing { Ok(None) } else { read(self).map(Some) }
    }

    pub(super) fn bool(&mut self) -> Result<bool> {
        self.array().map(|[byte]| byte != 0)
    }

    fn bytes(&mut self, length: usize) -> Result<&'b [u8]> {
        let (taken, rest) = self.0.split_at_checked(length).ok_or_else(cut)?;
        self.0 = rest;
        Ok(taken)
    }

    fn array<const N: usize>(&mut self) -> Result<[u8; N]> {
        self.bytes(N)?.try_into().map_err(|_| cut())
    }
}

fn cut() -> Error {
    Error::new(Code::Incomplete, "cannot read the archive")
        .cause("the answer of the server ends within a row")
        .hint("look for a proxy in between, and run the command again")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn rows_are_read_as_they_were_written(
            rows in prop::collection::vec((any::<u32>(), any::<u64>(), any::<i64>(), "\\PC{0,300}"), 0..5), cut in 1_usize..20,
        ) {
            let mut writer = RowBinaryWriter::default();
            for (small, number, signed, text) in &rows {
                writer.u32(*small);
                writer.u64(*number);
                writer.i64(*signed);
                writer.text(text);
            }
            let mut reader = RowBinaryReader::new(&writer.0);
            for (small, number, signed, text) in &rows {
                prop_assert_eq!(reader.u32().unwrap(), *small);
                prop_assert_eq!(reader.u64().unwrap(), *number);
                prop_assert_eq!(reader.i64().unwrap(), *signed);
                prop_assert_eq!(reader.text().unwrap(), text);
            }
            prop_assert!(reader.is_empty());
            // An answer that is cut off is an error, never fewer rows.
            let mut shorter = RowBinaryReader::new(&writer.0[..writer.0.len().saturating_sub(cut)]);
            let read = (0..rows.len()).try_for_each(|_| {
                shorter.u32()?;
                shorter.u64()?;
                shorter.i64()?;
                shorter.text().map(drop)
            });
            prop_assert_eq!(read.is_err(), !rows.is_empty());
        }
    }

    #[test]
    fn a_missing_value_is_one_byte() {
        let mut writer = RowBinaryWriter::default();
        writer.nullable(None::<i64>, RowBinaryWriter::i64);
        writer.nullable(Some("a"), RowBinaryWriter::text);
        assert_eq!(writer.0, [1, 0, 1, b'a']);
        let mut reader = RowBinaryReader::new(&writer.0);
        assert_eq!(reader.nullable(RowBinaryReader::i64).unwrap(), None);
        assert_eq!(reader.nullable(RowBinaryReader::text).unwrap(), Some("a"));
    }
}
