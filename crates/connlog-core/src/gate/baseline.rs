//! The baseline: known failures, so that the gate can count new ones only.
//!
//! A fingerprint consists of kind, platform, account and code. It excludes time and dialect, so the same problem of
//! the same account is one failure, however often it occurs.

use std::collections::BTreeMap;

use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};
use serde::{Deserialize, Serialize};

use crate::record::{View, semantics};

/// The version of the file format.
const VERSION: u32 = 1;
/// Characters that must be escaped, so that different fingerprints stay different.
const APART: &AsciiSet = &CONTROLS.add(b'|').add(b'%').add(b' ');
/// The maximum length of a code; the rest adds nothing to its identity.
const LONGEST: usize = 200;

/// Returns the fingerprint that identifies a failure over runs: `connection|tiktok|64e1f0a9|oauth_denied`. Without an
/// account it contains the profile, else the user.
pub fn fingerprint(view: &View<'_>, code: &str) -> String {
    let whose = semantics::account_id(view).or_else(|| ["profileId", "userId"].iter().find_map(|name| view.text(name)));
    let (whose, platform) = (whose.unwrap_or_default(), semantics::platform(view).unwrap_or_default());
    let parts = [view.kind().name(), &platform, &whose, code];
    let parts = parts.map(|part| {
        let part: String = part.chars().take(LONGEST).collect();
        utf8_percent_encode(&part, APART).to_string()
    });
    parts.join("|")
}

/// The failures of earlier runs. They are sorted, so the file changes only where they do.
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
    /// The account's name, for human readers; not part of the identity.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    account: Option<String>,
}

impl Baseline {
    /// Parses a baseline file. The error says why the text is invalid.
    pub fn read(text: &str) -> Result<Self, String> {
        let file: BaselineFile = serde_json::from_str(text).map_err(|error| error.to_string())?;
        if file.version != VERSION {
            return Err(format!("version {} is not supported; this connlog reads version {VERSION}", file.version));
        }
        Ok(Self(file.failures.into_iter().map(|failure| (failure.fingerprint, failure.account)).collect()))
    }

    /// Returns the text of the file; the same failures always give the same text.
    pub fn text(&self) -> String {
        let failures = self.0.iter().map(|(fingerprint, account)| BaselineFailure {
            fingerprint: fingerprint.clone(),
            account: account.clone(),
        });
        let file = BaselineFile { version: VERSION, failures: failures.collect() };
        serde_json::to_string_pretty(&file).unwrap_or_default() + "\n"
    }

    /// Returns whether the failure with this fingerprint is known.
    pub fn holds(&self, fingerprint: &str) -> bool {
        self.0.contains_key(fingerprint)
    }

    /// Adds a failure. An existing name is kept if the new one is `None`.
    pub fn add(&mut self, fingerprint: &str, account: Option<&str>) {
        let name = self.0.entry(fingerprint.to_owned()).or_default();
        if let Some(account) = account {
            *name = Some(account.to_owned());
        }
    }

    /// Returns the number of known failures.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Returns whether no failure is known.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}
