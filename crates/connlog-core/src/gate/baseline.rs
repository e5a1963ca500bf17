//! The baseline: failures that are known, so that a gate can ask for new ones only.
//!
//! A fingerprint holds kind, platform, account and code, and neither time nor dialect: the same trouble of the same
//! account is the same failure, however often and in whichever form the API tells it.

use std::collections::BTreeMap;

use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};
use serde::{Deserialize, Serialize};

use crate::record::{View, semantics};

/// The version of the file's form.
const VERSION: u32 = 1;
/// What would make two different fingerprints look alike.
const APART: &AsciiSet = &CONTROLS.add(b'|').add(b'%').add(b' ');
/// A code longer than this is no code; the rest of it tells nothing apart.
const LONGEST: usize = 200;

/// What tells one failure from another over runs, as `connection|tiktok|64e1f0a9|oauth_denied`. Where the entry has no
/// account, the profile stands in its place, else the user.
pub fn fingerprint(view: &View<'_>, code: &str) -> String {
    let whose = semantics::account_id(view).or_else(|| ["profileId", "userId"].iter().find_map(|name| view.text(name)));
    let (whose, platform) = (whose.unwrap_or_default(), semantics::platform(view).unwrap_or_default());
    let parts = [view.record().kind().name(), &platform, &whose, code];
    let parts = parts.map(|part| {
        let part: String = part.chars().take(LONGEST).collect();
        utf8_percent_encode(&part, APART).to_string()
    });
    parts.join("|")
}

/// The failures of earlier runs, sorted, so that the file changes only where they do.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Baseline(BTreeMap<String, Option<String>>);

#[derive(Serialize, Deserialize)]
struct BaselineFile {
    version: u32,
    failures: Vec<BaselineFailure>,
}

#[derive(Serialize, Deserialize)]
struct BaselineFailure {
    fingerprint: String,
    /// The account's name, for whoever reads the file; it tells nothing apart.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    account: Option<String>,
}

impl Baseline {
    /// Reads a baseline file; says what is wrong with it.
    pub fn read(text: &str) -> Result<Self, String> {
        let file: BaselineFile = serde_json::from_str(text).map_err(|error| error.to_string())?;
        if file.version != VERSION {
            return Err(format!("it has version {}, and this connlog knows version {VERSION}", file.version));
        }
        Ok(Self(file.failures.into_iter().map(|failure| (failure.fingerprint, failure.account)).collect()))
    }

    /// The file's text: the same for the same failures.
    pub fn text(&self) -> String {
        let failures = self.0.iter().map(|(fingerprint, account)| BaselineFailure {
            fingerprint: fingerprint.clone(),
            account: account.clone(),
        });
        let file = BaselineFile { version: VERSION, failures: failures.collect() };
        serde_json::to_string_pretty(&file).unwrap_or_default() + "\n"
    }

    pub fn holds(&self, fingerprint: &str) -> bool {
        self.0.contains_key(fingerprint)
    }

    /// Adds a failure; a name that is known stays where the new one says nothing.
    pub fn add(&mut self, fingerprint: &str, account: Option<&str>) {
        let name = self.0.entry(fingerprint.to_owned()).or_default();
        if let Some(account) = account {
            *name = Some(account.to_owned());
        }
    }

    pub fn len(&self) -> usize {
        self.0.len()
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}
