//! Parses addresses in keyword form of `psql`: `host=db user=ada`.

use std::path::Path;

use super::options::{OPTIONS, has_password};

/// Options that identify the keyword form by a single pair.
const ALONE: [&str; 3] = ["host", "hostaddr", "service"];

/// Returns whether a text is in keyword form, or has a password as in keyword form.
pub(super) fn is_keywords(text: &str) -> bool {
    let (name, value) = text.split_once('=').unwrap_or_default();
    let name = name.trim().to_ascii_lowercase();
    let several = text.matches('=').count() > 1 && text.contains(char::is_whitespace);
    // Folders of partitioned tables have similar names: host=web1/part.csv.
    let in_folder = value.trim_start().char_indices().any(|(at, character)| at > 0 && character == '/');
    let alone = ALONE.contains(&&*name) && !in_folder && !Path::new(text).exists();
    has_password(text) || alone || (several && OPTIONS.contains(&&*name))
}

/// Parses `name = value` pairs with blanks between them; a value may be in single quotes.
pub(super) fn pairs(text: &str) -> Option<Vec<(String, String)>> {
    let (mut pairs, mut rest) = (Vec::new(), text.trim_start());
    while !rest.is_empty() {
        let (name, after) = rest.split_once('=')?;
        let name = name.trim();
        if name.is_empty() || name.contains(char::is_whitespace) {
            return None;
        }
        let after = after.trim_start();
        let quoted = after.starts_with('\'');
        let mut characters = after.char_indices().skip(usize::from(quoted));
        let (mut value, mut end) = (String::new(), if quoted { None } else { Some(after.len()) });
        while let Some((at, character)) = characters.next() {
            match character {
                '\\' => value.push(characters.next()?.1),
                '\'' if quoted => {
                    end = Some(at + 1);
                    break;
                }
                blank if !quoted && blank.is_whitespace() => {
                    end = Some(at);
                    break;
                }
                other => value.push(other),
            }
        }
        rest = after.get(end?..)?.trim_start();
        pairs.push((name.to_owned(), value));
    }
    Some(pairs)
}
