//! The options of an address: which are read, printed, ignored or refused, and which values may hide a password.

/// Options that are passed to the driver or are read here.
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
/// Options that a printed URL has. None of them can hold a secret.
pub(super) const PRINTED: [&str; 5] = ["hostaddr", "sslmode", "sslrootcert", "target_session_attrs", "channel_binding"];
/// Options that change nothing here.
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
/// Options of `psql` and of JDBC that are not supported. Only names from this list are repeated in a fault.
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
/// Words that people write before a password.
const SECRETS: [&str; 8] = ["password", "passwd", "passphrase", "pwd", "pass", "secret", "token", "kennwort"];

/// Whether a text has a password as keywords have it.
pub(super) fn has_password(text: &str) -> bool {
    let compact = compact(text);
    compact.contains("password=") || compact.contains("pwd=")
}

/// Whether a text seems to have a password, under any usual name.
pub(super) fn may_have_password(text: &str) -> bool {
    let compact = compact(text);
    SECRETS.iter().any(|word| ['=', ':'].iter().any(|mark| compact.contains(&format!("{word}{mark}"))))
}

fn compact(text: &str) -> String {
    text.to_lowercase().split_whitespace().collect()
}

/// Whether the value of an option has text behind a wrong separator, which may be a part of a password.
pub(super) fn has_strays(name: &str, value: &str) -> bool {
    match name {
        "password" => false,
        "host" => may_have_password(value) || value.contains(['=', ';', '@', ' ']),
        "user" => may_have_password(value) || value.contains(':'),
        _ => may_have_password(value),
    }
}
