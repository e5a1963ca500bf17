//! Keys that speak of a secret, whatever the vendor: compared in lower case and without the marks between words, since logs
//! write `databasePassword` and APIs `database_password`.

use std::sync::LazyLock;

use super::spelled::Words;

/// Parts that make any key secret.
const PARTS: &[&str] = &[
    "password",
    "passphrase",
    "passwd",
    "passcode",
    "pwd",
    "secret",
    "token",
    "apikey",
    "privatekey",
    "accesskey",
    "accountkey",
    "clientkey",
    "masterkey",
    "subscriptionkey",
    "functionkey",
    "integrationkey",
    "appkey",
    "applicationkey",
    "userkey",
    "companykey",
    "consumerkey",
    "signonkey",
    "credential",
    "connectionstring",
    "sasurl",
    "rolearn",
    "keystore",
    "truststore",
    "wallet",
    "signature",
    "authorization",
    "bearer",
    "cookie",
];
/// The parts, looked for all at once: every key of every record that may hold anything is asked.
static SECRET: LazyLock<Words> = LazyLock::new(|| Words::new(PARTS.iter().copied()));
/// Ends that make any key secret.
const SECRET_ENDS: &[&str] = &["cert", "certificate"];
/// Ends of keys that speak about a secret without holding it.
const HARMLESS_ENDS: &[&str] = &[
    "expiresat",
    "expiresin",
    "expiry",
    "type",
    "method",
    "count",
    "limit",
    "length",
    "status",
    "enabled",
    "required",
];

/// A key in lower case, without the marks between its words.
pub(super) fn plain(key: &str) -> String {
    without(key, &['_', '-', ' ', '.'])
}

/// A key in lower case, without these marks.
pub fn without(key: &str, marks: &[char]) -> String {
    let mut plain = String::with_capacity(key.len());
    plain.extend(key.chars().filter(|c| !marks.contains(c)).map(|c| c.to_ascii_lowercase()));
    plain
}

/// Whether a value under `key` is a secret by the name alone.
pub fn is_secret(key: &str) -> bool {
    let key = plain(key);
    let speaks = SECRET.are_in(&key) || SECRET_ENDS.iter().any(|end| key.ends_with(end));
    speaks && !is_harmless(&key)
}

/// Whether a key only speaks about a secret: when it ends, of what kind it is.
pub(super) fn is_harmless(key: &str) -> bool {
    let key = plain(key);
    HARMLESS_ENDS.iter().any(|end| key.ends_with(end)) || key == "isprimarykey" || key == "primarykeyclause"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_secret_in_every_spelling() {
        for key in [
            "databasePassword",
            "database_password",
            "X-API-Key",
            "invitationToken",
            "connect_token",
            "agentPublicCert",
        ] {
            assert!(is_secret(key), "{key}");
        }
        for key in
            ["tokenExpiresAt", "refresh_token_expires_at", "token_type", "primary_key_clause", "publicKey", "passed"]
        {
            assert!(!is_secret(key), "{key}");
        }
    }
}
