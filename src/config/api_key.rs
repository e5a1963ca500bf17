//! Reads the API key, and refuses to send it to a host for which it was not configured.

use std::io::{self, Read};
use std::path::{Path, PathBuf};

use super::base_url::BaseUrl;
use super::provenance::{Origin, ResolvedSetting};
use super::secret::Secret;
use crate::args::api::ApiProvider;
use crate::file_access::settings;
use connlog_core::error::{Error, Result};

/// The most bytes that are read of a key file.
const MAX_BYTES: u64 = 16 * 1024;

/// The place of a key, before the key is read.
pub(super) enum KeySource {
    Ready(Secret),
    Text(String),
    File(PathBuf),
    Stdin,
}

impl KeySource {
    /// Converts the value of `--api-key-file`; `-` is stdin.
    pub(super) fn from_path(path: &Path) -> Self {
        if path == Path::new("-") { Self::Stdin } else { Self::File(path.to_owned()) }
    }

    /// Reads the key. Errors name its place and never quote its text.
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
        parse(&text).map_err(|fault| Error { what: format!("cannot use the API key from {place}"), ..fault })
    }
}

/// Parses a key and trims white space around it.
pub(super) fn parse(text: &str) -> Result<Secret> {
    Secret::new(text).ok_or_else(|| {
        let fault = Error::config("cannot use the API key");
        let key = text.trim();
        if key.is_empty() {
            fault.cause("it is empty").hint("add the key, or remove the setting")
        } else if key.contains(char::is_whitespace) {
            fault.cause("it contains white space").hint("write only the key: one line, without `Bearer`")
        } else {
            fault
                .cause("it contains control characters or letters outside ASCII")
                .hint("copy the key again, as plain text")
        }
    })
}

/// Reads the text of a key file. A key file may belong to another user, such as the user of a secret store.
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
    match reader.take(MAX_BYTES).read_to_string(&mut text) {
        Ok(_) => Ok(text),
        Err(error) => Err(unreadable(place, &error, &Origin::Flag("--api-key-file"))),
    }
}

fn unreadable(place: &str, error: &io::Error, origin: &Origin) -> Error {
    Error::config(format!("cannot read the API key from {place}"))
        .cause(error)
        .hint(format!("check the file that {origin} names; it must contain only the key, as text"))
}

/// Rejects a stored key for another host than the one it was stored for, so that a foreign base URL cannot obtain the key.
///
/// `home` is the base URL that was stored with the key. Keys of flags and variables are not checked.
pub(super) fn reject_foreign_host(
    key: &ResolvedSetting<Secret>,
    base_url: &ResolvedSetting<BaseUrl>,
    home: Option<&str>,
    provider: ApiProvider,
) -> Result<()> {
    let stored = matches!(key.origin, Origin::Context { .. } | Origin::OfficialFile(_));
    if !stored || key.origin == base_url.origin || base_url.value.is_loopback() {
        return Ok(());
    }
    // Plain http is accepted, because no request goes to `home` here.
    let parsed = home.map_or_else(|| Ok(BaseUrl::of_provider(provider)), |text| BaseUrl::parse(text, true));
    let home = parsed.map_err(|fault| Error { what: format!("cannot use the base URL of {}", key.origin), ..fault })?;
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
    let variables = match provider {
        ApiProvider::Zernio => "CONNLOG_API_KEY",
        ApiProvider::Fivetran => "CONNLOG_FIVETRAN_KEY and CONNLOG_FIVETRAN_SECRET",
    };
    Err(Error::config(what)
        .cause(cause)
        .hint(format!("set the key for {} with {variables} or --api-key-file, or {there}", base_url.value.host())))
}
