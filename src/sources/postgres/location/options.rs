//! The options of an address: supported, printed, ignored and rejected ones, and values that may contain a password.

/// Options for the driver or for connlog.
pub(super) const OPTIONS: [&str; 21] = [
    "user",
    "password",
    "dbname",
    "host",
    "hostaddr",
    "port",
    "options",
    "connect_timeout",
    "tcp_user_timeout",
    "keepalives",
    "keepalives_idle",
    "keepalives_interval",
    "keepalives_retries",
    "target_session_attrs",
    "channel_binding",
    "load_balance_hosts",
    "sslmode",
    "sslnegotiation",
    "sslrootcert",
    "sslcrl",
    "passfile",
];
/// Options in a printed URL; they cannot contain a secret.
pub(super) const PRINTED: [&str; 5] = ["hostaddr", "sslmode", "sslrootcert", "target_session_attrs", "channel_binding"];
/// Options without effect.
pub(super) const IGNORED: [&str; 13] = [
    "application_name",
    "fallback_application_name",
    "client_encoding",
    "gssencmode",
    "gssdelegation",
    "gsslib",
    "krbsrvname",
    "sslcompression",
    "sslsni",
    "logintimeout",
    "sockettimeout",
    "connecttimeout",
    "tcpkeepalive",
];
/// Unsupported options of `psql` and JDBC. Errors repeat only names of this list.
pub(super) const UNSUPPORTED: [&str; 11] = [
    "sslcert",
    "sslkey",
    "sslpassword",
    "sslcrldir",
    "sslcertmode",
    "require_auth",
    "requirepeer",
    "service",
    "ssl_min_protocol_version",
    "ssl_max_protocol_version",
    "currentschema",
];
/// Words before a password.
const SECRETS: [&str; 8] = ["password", "passwd", "passphrase", "pwd", "pass", "secret", "token", "kennwort"];

/// Returns whether a text has a password in keyword form.
pub(super) fn has_password(text: &str) -> bool {
    let compact = compact(text);
    compact.contains("password=") || compact.contains("pwd=")
}

/// Returns whether a text seems to have a password under any usual name.
pub(super) fn may_have_password(text: &str) -> bool {
    let compact = compact(text);
    SECRETS.iter().any(|word| ['=', ':'].iter().any(|mark| compact.contains(&format!("{word}{mark}"))))
}

fn compact(text: &str) -> String {
    text.to_lowercase().split_whitespace().collect()
}

/// Returns whether the value of an option has text after a wrong separator, which may be part of a password.
pub(super) fn has_strays(name: &str, value: &str) -> bool {
    match name {
        "password" => false,
        "host" => may_have_password(value) || value.contains(['=', ';', '@', ' ']),
        "user" => may_have_password(value) || value.contains(':'),
        _ => may_have_password(value),
    }
}
