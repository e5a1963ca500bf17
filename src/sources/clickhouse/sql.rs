//! Text of SQL statements: literals and names.

/// Returns a string literal. This is the only place that puts a text of users or records into a statement.
pub(super) fn literal(text: &str) -> String {
    quoted(text, '\'')
}

/// Returns the name of a database in quotes.
pub(super) fn identifier(name: &str) -> String {
    quoted(name, '`')
}

/// Returns `text` in quotes. A backslash precedes each quote and each backslash, as the lexer of ClickHouse requires.
fn quoted(text: &str, quote: char) -> String {
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push(quote);
    for character in text.chars() {
        match character {
            '\0' => quoted.push_str("\\0"),
            '\\' | '\'' | '`' => quoted.extend(['\\', character]),
            other => quoted.push(other),
        }
    }
    quoted.push(quote);
    quoted
}

/// Returns `column IN ('a', 'b')`; without values no entry matches.
pub(super) fn is_in<'t>(column: &str, values: impl IntoIterator<Item = &'t str>) -> String {
    let values: Vec<String> = values.into_iter().map(literal).collect();
    if values.is_empty() { "0".to_owned() } else { format!("{column} IN ({})", values.join(", ")) }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn quotes_and_backslashes_cannot_end_a_literal() {
        assert_eq!(literal("it's \\ `\0"), r"'it\'s \\ \`\0'");
        assert_eq!(identifier("a`b"), r"`a\`b`");
        assert_eq!(is_in("kind", ["a", "b'"]), r"kind IN ('a', 'b\'')");
        assert_eq!(is_in("kind", []), "0");
    }

    /// Reads a literal as the lexer of ClickHouse does. Returns the text and the rest.
    fn read(literal: &str) -> Option<(String, &str)> {
        let mut text = String::new();
        let mut characters = literal.strip_prefix('\'')?.chars();
        loop {
            match characters.next()? {
                '\'' => return Some((text, characters.as_str())),
                '\\' => match characters.next()? {
                    '0' => text.push('\0'),
                    escaped @ ('\\' | '\'' | '`') => text.push(escaped),
                    _ => return None,
                },
                plain => text.push(plain),
            }
        }
    }

    proptest! {
        #[test]
        fn a_literal_is_read_as_its_text(text in "[\\x00-\\x20a'`\\\\n0;é-]{0,20}") {
            let literal = literal(&text);
            prop_assert_eq!(read(&literal), Some((text, "")));
        }
    }
}
