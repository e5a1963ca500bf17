//! The key of Fivetran's API: a key and a secret, which requests send together with basic authentication.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::api_key::KeySource;
use super::provenance::Origin;
use super::secret::Secret;
use crate::env::{self, Env};
use connlog_core::error::{Error, Result};

/// Returns the keys in environment variables, strongest first. A key with its secret is one text, `key:secret`.
pub(super) fn variables(env: &Env) -> Vec<(Origin, KeySource)> {
    let pair = |names: [&'static str; 2]| {
        let key = env.get(names[0])?;
        let text =
            env.get(names[1]).map_or_else(|| key.to_owned(), |secret| format!("{}:{}", key.trim(), secret.trim()));
        Some((Origin::Variable(names[0]), KeySource::Text(text)))
    };
    env::FIVETRAN_KEYS.into_iter().filter_map(pair).collect()
}

/// Returns `key:secret` from a key of any layer: the same text, or its base64 form, which the official CLI uses.
///
/// # Errors
///
/// `config` when the text has no secret. The error does not quote the text.
pub(super) fn pair(key: &Secret, origin: &Origin) -> Result<Secret> {
    let text = key.reveal();
    if is_pair(text) {
        return Ok(key.clone());
    }
    let decoded = STANDARD.decode(text).ok().and_then(|bytes| String::from_utf8(bytes).ok());
    decoded.filter(|text| is_pair(text)).and_then(|text| Secret::new(&text)).ok_or_else(|| {
        let hint = match origin {
            Origin::Variable(name) => {
                let pair = env::FIVETRAN_KEYS.into_iter().find(|pair| pair[0] == *name);
                format!(
                    "set {} too, or set {name} to base64 of `key:secret`",
                    pair.map_or("the secret", |pair| pair[1])
                )
            }
            _ => "write both as `key:secret`".to_owned(),
        };
        Error::config(format!("cannot use the Fivetran key from {origin}")).cause("its secret is missing").hint(hint)
    })
}

fn is_pair(text: &str) -> bool {
    text.split_once(':').is_some_and(|(key, secret)| !key.is_empty() && !secret.is_empty())
}

/// Returns the parts and forms of a key that no output may contain: key, secret, and the value of the header.
pub(super) fn forms(pair: &Secret) -> Vec<String> {
    let text = pair.reveal();
    match text.split_once(':') {
        Some((key, secret)) => vec![key.to_owned(), secret.to_owned(), STANDARD.encode(text)],
        None => Vec::new(),
    }
}
