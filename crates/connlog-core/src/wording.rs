//! Numbers in sentences.

/// Formats a number with commas between thousands.
pub fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut shown = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            shown.push(',');
        }
        shown.push(digit);
    }
    shown
}

/// Formats a count with its noun: `1 row`, `2 rows`, `1,234 entries`.
pub fn counted(count: u64, noun: &str) -> String {
    let number = grouped(count);
    if count == 1 {
        return format!("{number} {noun}");
    }
    match noun.strip_suffix('y') {
        Some(stem) if !stem.ends_with(['a', 'e', 'o', 'u']) => format!("{number} {stem}ies"),
        _ => format!("{number} {noun}s"),
    }
}

/// Joins names for a sentence: `a`, `a and b`, `a, b and c`.
pub fn joined(names: &[&str]) -> String {
    match names {
        [] => String::new(),
        [one] => (*one).to_owned(),
        [rest @ .., last] => format!("{} and {last}", rest.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nouns_agree_with_the_count() {
        let shown = [(0, "row"), (1, "row"), (2, "row"), (1, "entry"), (1_234, "entry"), (2, "day")];
        assert_eq!(
            shown.map(|(count, noun)| counted(count, noun)),
            ["0 rows", "1 row", "2 rows", "1 entry", "1,234 entries", "2 days"]
        );
    }
}
