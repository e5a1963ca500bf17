//! Parses the part of a URL after its scheme.

use percent_encoding::percent_decode_str;

/// Splits a URL after `://`. Returns `None` if a password may extend into another part.
pub(super) fn pairs(rest: &str, marks: &[char], separators: &[char]) -> Option<Vec<(String, String)>> {
    let (user, place) = match rest.split_once('@') {
        Some((user, place)) => (Some(user), place),
        None => (None, rest),
    };
    if place.contains('@') || user.is_some_and(|user| user.contains(['/', '?', '#'])) {
        return None;
    }
    let (place, query) = place.split_once(marks).unwrap_or((place, ""));
    let (hosts, database) = place.split_once('/').unwrap_or((place, ""));
    let mut pairs = Vec::new();
    let mut push = |name: &str, value: &str| {
        let value = percent_decode_str(value).decode_utf8().ok()?;
        pairs.push((name.to_owned(), value.into_owned()));
        Some(())
    };
    if let Some(user) = user {
        let (user, password) = user.split_once(':').unwrap_or((user, ""));
        push("user", user)?;
        push("password", password)?;
    }
    let (hosts, ports): (Vec<&str>, Vec<&str>) =
        hosts.split(',').map(host).collect::<Option<Vec<_>>>()?.into_iter().unzip();
    push("host", &hosts.join(","))?;
    if ports.iter().any(|port| !port.is_empty()) {
        push("port", &ports.join(","))?;
    }
    push("dbname", database)?;
    for option in query.split(separators).filter(|option| !option.is_empty()) {
        let (name, value) = option.split_once('=')?;
        push(name, value)?;
    }
    Some(pairs)
}

/// Parses a host and its port, which may be empty.
fn host(text: &str) -> Option<(&str, &str)> {
    let (host, port) = match text.strip_prefix('[') {
        Some(rest) => {
            let (host, rest) = rest.split_once(']')?;
            (host, if rest.is_empty() { "" } else { rest.strip_prefix(':')? })
        }
        None => text.split_once(':').unwrap_or((text, "")),
    };
    (port.is_empty() || port.parse::<u16>().is_ok()).then_some((host, port))
}
