//! The API key: read from where it was found, and kept from hosts it was not configured for.

use std::io::{self, Read};
use std::path::{Path, PathBuf};

use super::base_url::BaseUrl;
use super::provenance::{Origin, Resolved};
use super::secret::Secret;
use crate::file_access::settings;
use connlog_core::error::{Error, Result};

/// Bytes of a key file that are looked at: keys are short, and `/dev/zero` is not.
const LONGEST: u64 = 16 * 1024;

/// A key before it is read.
pub(super) enum KeySource {
    Ready(Secret),
    Text(String),
    File(PathBuf),
    Stdin,
}

impl KeySource {
    /// The value of `--api-key-file`.
    pub(super) fn typed(path: &Path) -> Self {
        if path == Path::new("-") { Self::Stdin } else { Self::File(path.to_owned()) }
    }

    /// The key; the place it comes from is named in faults, its text never.
    pub(super) fn read(self, origin: &Origin, stdin: &mut dyn Read) -> Result<Secret> {
        let (text, place) = match self {
            Self::Ready(key) => return Ok(key),
            Self::Text(text) => (text, origin.to_string()),
            Self::Stdin => (contents(stdin, "stdin")?, "stdin".to_owned()),
            Self::File(path) => {
                let place = path.display().to_string();
                (file(&path, &place, origin)?, place)
            }
        };
        parse(&text).map_err(|fault| Error { what: format!("the API key from {place} cannot be used"), ..fault })
    }
}

/// Reads a key from `text`: white space around it is not part of it, and none may be inside.
pub(super) fn parse(text: &str) -> Result<Secret> {
    Secret::new(text).ok_or_else(|| {
        let fault = Error::config("the API key cannot be used");
        let key = text.trim();
        if key.is_empty() {
            fault.cause("it is empty").hint("put the key there, or remove the setting")
        } else if key.contains(char::is_whitespace) {
            fault.cause("there is white space in it").hint("give the key alone: one line, without `Bearer`")
        } else {
            fault.cause("it has control characters or letters outside ASCII").hint("copy the key again, as plain text")
        }
    })
}

/// The text of a key file. A key file may belong to another user, as those of a secret store do.
fn file(path: &Path, place: &str, origin: &Origin) -> Result<String> {
    let mut file = settings::open(path).map_err(|error| unreadable(place, &error, origin))?;
    let metadata = file.metadata().map_err(|error| unreadable(place, &error, origin))?;
    if settings::is_writable_by_others(&metadata) {
        return Err(Error::config(format!("cannot use the key file {place}"))
            .cause("its mode lets other users replace the key")
            .hint(format!("run chmod 600 {}", shell_words::quote(place))));
    }
    contents(&mut file, place)
}

fn contents(reader: &mut dyn Read, place: &str) -> Result<String> {
    let mut text = String::new();
    match reader.take(LONGEST).read_to_string(&mut text) {
        Ok(_) => Ok(text),
        Err(error) => Err(unreadable(place, &error, &Origin::Flag("--api-key-file"))),
    }
}

fn unreadable(place: &str, error: &io::Error, origin: &Origin) -> Error {
    Error::config(format!("cannot read the API key from {place}"))
        .cause(error)
        .hint(format!("check the file that {origin} names; it holds the key alone, as text"))
}

/// Refuses to send a key that was stored for one host to another: a base URL that slipped in from elsewhere must not
/// carry it off. `home` is the base URL stored beside the key; keys of flags and variables go where they are told.
pub(super) fn reject_foreign_host(
    key: &Resolved<Secret>,
    base_url: &Resolved<BaseUrl>,
    home: Option<&str>,
) -> Result<()> {
    let stored = matches!(key.origin, Origin::Context { .. } | Origin::OfficialFile(_));
    if !stored || key.origin == base_url.origin || base_url.value.is_loopback() {
        return Ok(());
    }
    // Nothing is sent to `home` here, so plain http is no concern.
    let parsed = home.map_or_else(|| Ok(BaseUrl::default()), |text| BaseUrl::parse(text, true));
    let home =
        parsed.map_err(|fault| Error { what: format!("the base URL of {} cannot be used", key.origin), ..fault })?;
    if home.same_site(&base_url.value) {
        return Ok(());
    }
    let what = format!("the API key is for {}, not for {}", home.host(), base_url.value.host());
    let cause = format!("the key comes from {}, the base URL from {}", key.origin, base_url.origin);
    let there = match (&key.origin, &base_url.origin) {
        (Origin::Context { .. }, Origin::Variable(name)) => format!("unset {name}"),
        (Origin::Context { name, .. }, _) => format!("set base_url in [context.{name}] as well"),
        _ => "store key and base URL together in a context".to_owned(),
    };
    Err(Error::config(what).cause(cause).hint(format!(
        "give the key for {} in CONNLOG_API_KEY or with --api-key-file, or {there}",
        base_url.value.host()
    )))
}
