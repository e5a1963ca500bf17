//! Opening what is to be read: files and stdin, unpacked by what their first bytes say.

use std::fs::{File, Metadata};
use std::io::{self, BufReader, Cursor, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use flate2::bufread::MultiGzDecoder;
use zstd::stream::read::Decoder;

use crate::error::{Code, Fault, Result};

const BUFFER: usize = 256 * 1024;
/// Packed twice is seen (a log service's own packing within an archive), more is a trap.
const LAYERS: usize = 3;

/// What identifies a file whatever its name: the numbers of its device and of its inode. Links to a file have its identity.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
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

    /// The identity of the file at `path`, links followed.
    pub fn at(path: &Path) -> Option<Self> {
        std::fs::metadata(path).ok().and_then(|metadata| Self::new(&metadata))
    }

    /// The identity of the regular file that stdout writes to; `None` for a terminal, a pipe or a device.
    #[cfg(unix)]
    pub fn stdout() -> Option<Self> {
        use std::os::fd::AsFd as _;
        let stdout = File::from(io::stdout().as_fd().try_clone_to_owned().ok()?);
        stdout.metadata().ok().filter(Metadata::is_file).and_then(|metadata| Self::new(&metadata))
    }

    /// The identity of the regular file that stdout writes to; `None` for a terminal, a pipe or a device.
    #[cfg(not(unix))]
    pub fn stdout() -> Option<Self> {
        None
    }
}

/// One input, still closed.
pub enum Input {
    Stdin(Box<dyn Read + Send>),
    File(PathBuf),
}

/// An input's bytes, unpacked, without a byte order mark.
pub(super) struct Opened {
    pub(super) reader: Box<dyn Read + Send>,
    /// A file, which has all that it ever gives; what comes from elsewhere may be still on its way.
    pub(super) at_rest: bool,
}

impl Input {
    /// What it is called in messages.
    pub fn name(&self) -> Arc<str> {
        match self {
            Self::Stdin(_) => Arc::from("stdin"),
            Self::File(path) => Arc::from(path.display().to_string()),
        }
    }

    /// Begins to read it. A fault names the input.
    pub(super) fn open(self) -> Result<Opened> {
        let name = self.name();
        let (raw, at_rest): (Box<dyn Read + Send>, bool) = match self {
            Self::Stdin(stdin) => (stdin, false),
            Self::File(path) => {
                let file = File::open(&path).map_err(|error| unopened(&path, &error))?;
                let at_rest = file.metadata().is_ok_and(|data| data.is_file());
                (Box::new(file), at_rest)
            }
        };
        let unpacked = unpack(raw).map_err(|error| unread(&name, &error))?;
        Ok(Opened { reader: decode(unpacked, &name)?, at_rest })
    }
}

/// The fault of a file that cannot be opened.
pub fn unopened(path: &Path, error: &io::Error) -> Fault {
    let code = if error.kind() == io::ErrorKind::NotFound { Code::NotFound } else { Code::Io };
    Fault::new(code, format!("cannot open {}", path.display())).cause(error).hint("check the value of --from")
}

/// The fault of an input that breaks off.
pub(super) fn unread(name: &str, error: &io::Error) -> Fault {
    let hint = match error.kind() {
        io::ErrorKind::UnexpectedEof => "the packed file is cut short; get it again",
        _ => "a packed file that was damaged? get it again",
    };
    Fault::new(Code::Io, format!("cannot read {name} to its end")).cause(error).hint(hint)
}

fn unpack(mut raw: Box<dyn Read + Send>) -> io::Result<Box<dyn Read + Send>> {
    for _ in 0..LAYERS {
        let (head, whole) = peek(raw)?;
        raw = match *head {
            [0x1f, 0x8b, ..] => Box::new(MultiGzDecoder::new(BufReader::with_capacity(BUFFER, whole))),
            [0x28, 0xb5, 0x2f, 0xfd] => Box::new(Decoder::with_buffer(BufReader::with_capacity(BUFFER, whole))?),
            _ => return Ok(whole),
        };
    }
    Ok(raw)
}

/// Takes off a byte order mark; UTF-16 is told, since every byte of it would be a broken line.
fn decode(raw: Box<dyn Read + Send>, name: &str) -> Result<Box<dyn Read + Send>> {
    let (head, mut whole) = peek(raw).map_err(|error| unread(name, &error))?;
    match *head {
        [0xef, 0xbb, 0xbf, ..] => {
            whole.read_exact(&mut [0; 3]).map_err(|error| unread(name, &error))?;
            Ok(whole)
        }
        [0xff, 0xfe, ..] | [0xfe, 0xff, ..] => Err(Fault::usage(format!("{name} is UTF-16"))
            .cause("it begins with the byte order mark of UTF-16")
            .hint("turn it into UTF-8 first: iconv -f UTF-16 -t UTF-8 FILE | connlog events --from -")),
        _ => Ok(whole),
    }
}

/// The first four bytes, or as many as there are, and a reader that still gives them.
fn peek(mut raw: Box<dyn Read + Send>) -> io::Result<(Vec<u8>, Box<dyn Read + Send>)> {
    let mut head = Vec::with_capacity(4);
    raw.by_ref().take(4).read_to_end(&mut head)?;
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
    struct Slow(Cursor<Vec<u8>>);

    impl Read for Slow {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            let most = buffer.len().min(1);
            self.0.read(&mut buffer[..most])
        }
    }

    fn read(bytes: &[u8]) -> Result<String> {
        let mut text = String::new();
        let mut reader = Input::Stdin(Box::new(Slow(Cursor::new(bytes.to_vec())))).open()?.reader;
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
        assert_eq!(read(b"\xff\xfe{\0").unwrap_err().what, "stdin is UTF-16");
        let missing = Input::File(PathBuf::from("/no/such")).open().err().unwrap();
        assert_eq!(missing.code, Code::NotFound);
    }
}
