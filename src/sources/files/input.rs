//! Opens files and stdin, and decompresses them by their first bytes.

use std::fs::{File, Metadata};
#[cfg(feature = "parquet")]
use std::io::Seek as _;
use std::io::{self, BufRead, BufReader, Cursor, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use flate2::bufread::GzDecoder;
use serde::{Deserialize, Serialize};
use zstd::stream::read::Decoder;

#[cfg(feature = "parquet")]
use super::parquet;
use connlog_core::decode::chunker::OpenedInput;
use connlog_core::decode::foreign_formats::{self, ForeignFormat};
use connlog_core::error::{Code, Error, Result};
use connlog_core::query::Window;

const BUFFER: usize = 256 * 1024;
/// The maximum number of nested compressions: log services compress entries within archives; more is an attack.
const LAYERS: usize = 3;
/// The number of bytes that identify a format; the reader does not wait for more.
const ENOUGH: usize = 16;

/// The identity of a file: the numbers of its device and its inode. Links to a file have the same identity.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct FileId(u64, u64);

impl FileId {
    /// The identity that `metadata` names; `None` where the system has no such numbers.
    #[cfg(unix)]
    pub fn new(metadata: &Metadata) -> Option<Self> {
        use std::os::unix::fs::MetadataExt as _;
        Some(Self(metadata.dev(), metadata.ino()))
    }

    /// The identity that `metadata` names; `None` where the system has no such numbers.
    #[cfg(not(unix))]
    pub fn new(_: &Metadata) -> Option<Self> {
        None
    }

    /// Returns the identity of the file at `path`, following links.
    pub fn at(path: &Path) -> Option<Self> {
        std::fs::metadata(path).ok().and_then(|metadata| Self::new(&metadata))
    }
}

/// Returns the metadata of a file at `path`, or `None` for anything else.
pub(super) fn regular_file(path: &Path) -> Option<Metadata> {
    std::fs::metadata(path).ok().filter(Metadata::is_file)
}

/// An input that is not open yet.
pub enum Input {
    Stdin(Box<dyn Read + Send>),
    File(PathBuf),
    /// A file of which only the entries in a window are needed. Others may be left out.
    FileWithin(PathBuf, Window),
}

impl Input {
    /// The name in messages.
    pub fn name(&self) -> Arc<str> {
        match self {
            Self::Stdin(_) => Arc::from("stdin"),
            Self::File(path) | Self::FileWithin(path, _) => Arc::from(path.display().to_string()),
        }
    }

    /// Leaves out entries of other times, as far as the format of a file allows it.
    #[must_use]
    pub fn within(self, window: Window) -> Self {
        match self {
            Self::File(path) => Self::FileWithin(path, window),
            other => other,
        }
    }

    /// Opens the input. An error names it.
    pub(crate) fn open(self) -> Result<OpenedInput> {
        let name = self.name();
        let (path, window) = match self {
            Self::Stdin(stdin) => return opened(stdin, &name, false),
            Self::File(path) => (path, None),
            Self::FileWithin(path, window) => (path, Some(window)),
        };
        let file = File::open(&path).map_err(|error| unopened(&path, &error))?;
        let at_rest = file.metadata().is_ok_and(|data| data.is_file());
        match tabular(file, &name, at_rest, window)? {
            FileContent::Table(reader) => Ok(OpenedInput { reader, at_rest }),
            FileContent::Bytes(file) => opened(Box::new(file), &name, at_rest),
        }
    }
}

/// Opens a stream of bytes by its first bytes.
fn opened(raw: Box<dyn Read + Send>, name: &str, at_rest: bool) -> Result<OpenedInput> {
    let unpacked = unpack(raw).map_err(|error| unread(name, &error))?;
    Ok(OpenedInput { reader: decode(unpacked, name)?, at_rest })
}

/// What a file holds.
enum FileContent {
    /// The rows of a table as text.
    #[cfg_attr(not(feature = "parquet"), expect(dead_code, reason = "Parquet is the only format of this kind"))]
    Table(Box<dyn Read + Send>),
    Bytes(File),
}

/// Returns the content of a file. Formats that need the whole file at hand are read from regular files only.
#[cfg(feature = "parquet")]
fn tabular(mut file: File, name: &str, at_rest: bool, window: Option<Window>) -> Result<FileContent> {
    let head = if at_rest { head(&mut file).map_err(|error| unread(name, &error))? } else { Vec::new() };
    if head == parquet::MAGIC {
        return Ok(FileContent::Table(Box::new(parquet::open(file, name, window)?)));
    }
    Ok(FileContent::Bytes(file))
}

/// Returns the content of a file.
#[cfg(not(feature = "parquet"))]
fn tabular(file: File, _: &str, _: bool, _: Option<Window>) -> Result<FileContent> {
    Ok(FileContent::Bytes(file))
}

/// Returns the first four bytes of a file, and goes back to its start.
#[cfg(feature = "parquet")]
fn head(file: &mut File) -> io::Result<Vec<u8>> {
    let mut head = Vec::new();
    file.take(4).read_to_end(&mut head)?;
    file.rewind()?;
    Ok(head)
}

/// Returns the error of a file that cannot be opened.
pub fn unopened(path: &Path, error: &io::Error) -> Error {
    let is_missing = matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory);
    let code = if is_missing { Code::NotFound } else { Code::Io };
    Error::new(code, format!("cannot open {}", path.display())).cause(error).hint("check the value of --from")
}

/// Returns the error of an input that ends unexpectedly.
pub(crate) fn unread(name: &str, error: &io::Error) -> Error {
    if error.kind() == io::ErrorKind::InvalidData {
        return Error::new(Code::Incomplete, format!("cannot read {name} to its end"))
            .cause(error)
            .hint("the file is damaged; get it again");
    }
    let hint = match error.kind() {
        io::ErrorKind::UnexpectedEof => "the packed file is cut short; get it again",
        _ => "a packed file that was damaged? get it again",
    };
    Error::new(Code::Io, format!("cannot read {name} to its end")).cause(error).hint(hint)
}

fn unpack(mut raw: Box<dyn Read + Send>) -> io::Result<Box<dyn Read + Send>> {
    for _ in 0..LAYERS {
        let (head, whole) = peek(raw, 4)?;
        raw = match *head {
            [0x1f, 0x8b, ..] => Box::new(Gzip::new(BufReader::with_capacity(BUFFER, whole))),
            // A frame, or a skippable frame before the first one.
            [0x28, 0xb5, 0x2f, 0xfd, ..] | [0x50..=0x5f, 0x2a, 0x4d, 0x18, ..] => {
                Box::new(Decoder::with_buffer(BufReader::with_capacity(BUFFER, whole))?)
            }
            _ => return Ok(whole),
        };
    }
    Ok(raw)
}

/// Decompresses the members of a gzip file. Zeros after a member are padding of tapes and block devices.
struct Gzip<R> {
    member: Option<GzDecoder<R>>,
}

impl<R: BufRead> Gzip<R> {
    fn new(packed: R) -> Self {
        Self { member: Some(GzDecoder::new(packed)) }
    }

    /// Continues with the next member. Returns `false` at the end of the file.
    fn advance(&mut self) -> io::Result<bool> {
        let Some(mut packed) = self.member.take().map(GzDecoder::into_inner) else { return Ok(false) };
        loop {
            let ahead = packed.fill_buf()?;
            let zeros = ahead.iter().take_while(|byte| **byte == 0).count();
            if ahead.is_empty() {
                return Ok(false);
            }
            let begins = zeros < ahead.len();
            packed.consume(zeros);
            if begins {
                self.member = Some(GzDecoder::new(packed));
                return Ok(true);
            }
        }
    }
}

impl<R: BufRead> Read for Gzip<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while let Some(member) = &mut self.member {
            let count = member.read(buffer)?;
            if count > 0 || buffer.is_empty() || !self.advance()? {
                return Ok(count);
            }
        }
        Ok(0)
    }
}

/// Removes a byte order mark. Returns an error that names the format if it is not text.
fn decode(raw: Box<dyn Read + Send>, name: &str) -> Result<Box<dyn Read + Send>> {
    let (head, mut whole) = peek(raw, foreign_formats::HEAD).map_err(|error| unread(name, &error))?;
    if let Some(ForeignFormat { name: format, hint }) = foreign_formats::known(&head) {
        let fault = Error::new(Code::Incomplete, format!("cannot read {name}"));
        return Err(fault.cause(format!("it is {format}")).hint(hint));
    }
    if head.starts_with(b"\xef\xbb\xbf") {
        whole.read_exact(&mut [0; 3]).map_err(|error| unread(name, &error))?;
    }
    Ok(whole)
}

/// Returns up to `most` first bytes, and a reader that repeats them. Waits only for the bytes of a signature.
fn peek(mut raw: Box<dyn Read + Send>, most: usize) -> io::Result<(Vec<u8>, Box<dyn Read + Send>)> {
    let (mut head, mut filled) = (vec![0; most], 0);
    while filled < most.min(ENOUGH) {
        match raw.read(&mut head[filled..]) {
            Ok(0) => break,
            Ok(count) => filled += count,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    head.truncate(filled);
    let whole = Cursor::new(head.clone()).chain(raw);
    Ok((head, Box::new(whole)))
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use flate2::Compression;
    use flate2::write::GzEncoder;

    use super::*;

    /// Gives one byte a call.
    struct TricklingReader(Cursor<Vec<u8>>);

    impl Read for TricklingReader {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            let most = buffer.len().min(1);
            self.0.read(&mut buffer[..most])
        }
    }

    fn read(bytes: &[u8]) -> Result<String> {
        let mut text = String::new();
        let mut reader = Input::Stdin(Box::new(TricklingReader(Cursor::new(bytes.to_vec())))).open()?.reader;
        reader.read_to_string(&mut text).map_err(|error| unread("stdin", &error))?;
        Ok(text)
    }

    fn gzip(bytes: &[u8]) -> Vec<u8> {
        let mut packed = GzEncoder::new(Vec::new(), Compression::fast());
        packed.write_all(bytes).unwrap();
        packed.finish().unwrap()
    }

    #[test]
    fn packed_members_one_after_another_are_one_text() {
        let zstd = |bytes: &[u8]| zstd::encode_all(bytes, 1).unwrap();
        for bytes in [
            b"one two".to_vec(),
            [gzip(b"one"), gzip(b" two")].concat(),
            [zstd(b"one"), zstd(b" two")].concat(),
            gzip(&gzip(b"one two")),
            gzip(&zstd(b"\xef\xbb\xbfone two")),
            b"\xef\xbb\xbfone two".to_vec(),
            [gzip(b"one two"), vec![0; 100_000]].concat(),
            [gzip(b"one"), vec![0; 512], gzip(b" two"), vec![0]].concat(),
            [b"\x50\x2a\x4d\x18\x05\0\0\0hello".to_vec(), zstd(b"one two")].concat(),
            [zstd(b"one"), b"\x5f\x2a\x4d\x18\0\0\0\0".to_vec(), zstd(b" two")].concat(),
        ] {
            assert_eq!(read(&bytes).unwrap(), "one two");
        }
        for short in ["", "a", "ab"] {
            assert_eq!(read(short.as_bytes()).unwrap(), short);
        }
    }

    #[test]
    fn what_cannot_be_read_is_told() {
        let packed = gzip(&[7; 4000]);
        assert_eq!(read(&packed[..packed.len() - 9]).unwrap_err().what, "cannot read stdin to its end");
        let wide = read(b"\xff\xfe{\0").unwrap_err();
        assert_eq!((wide.code, wide.cause.as_deref()), (Code::Incomplete, Some("it is UTF-16 text")));
        let missing = Input::File(PathBuf::from("/no/such")).open().err().unwrap();
        assert_eq!(missing.code, Code::NotFound);
    }
}
