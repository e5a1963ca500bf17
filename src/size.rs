//! Parses and formats sizes in bytes: `64MiB`, `500k`, `1.5 GB`.

/// The factors of the units, by their names in lower case.
const UNITS: [(&str, u64); 15] = [
    ("", 1),
    ("b", 1),
    ("k", 1 << 10),
    ("m", 1 << 20),
    ("g", 1 << 30),
    ("ki", 1 << 10),
    ("mi", 1 << 20),
    ("gi", 1 << 30),
    ("kib", 1 << 10),
    ("mib", 1 << 20),
    ("gib", 1 << 30),
    ("kb", 1_000),
    ("mb", 1_000_000),
    ("gb", 1_000_000_000),
    ("bytes", 1),
];

/// Parses a size of at least one byte.
///
/// # Errors
///
/// A text for the user when `text` is not a size.
pub fn parse(text: &str) -> Result<u64, String> {
    let fault = || format!("`{text}` is not a size; expected a number with a unit, such as 64MiB or 500KB");
    let trimmed = text.trim();
    let (number, unit) = trimmed.split_at(trimmed.find(|c: char| c.is_ascii_alphabetic()).unwrap_or(trimmed.len()));
    let unit = unit.to_ascii_lowercase();
    let (_, factor) = UNITS.into_iter().find(|(name, _)| *name == unit).ok_or_else(fault)?;
    let (whole, fraction) = number.trim_end().split_once('.').unwrap_or((number.trim_end(), ""));
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || !digits(whole) || !digits(fraction) || fraction.len() > 9 {
        return Err(fault());
    }
    let scale = 10_u128.pow(u32::try_from(fraction.len()).map_err(|_| fault())?);
    let whole: u128 = whole.parse().map_err(|_| fault())?;
    let part: u128 = if fraction.is_empty() { 0 } else { fraction.parse().map_err(|_| fault())? };
    let scaled = whole.checked_mul(scale).and_then(|whole| (whole + part).checked_mul(u128::from(factor)));
    let bytes = scaled.and_then(|scaled| u64::try_from(scaled / scale).ok()).ok_or_else(fault)?;
    if bytes == 0 { Err(format!("`{text}` is less than one byte; expected a size such as 64MiB")) } else { Ok(bytes) }
}

/// Formats a size in the largest unit of which it is a multiple.
pub fn in_words(bytes: u64) -> String {
    let units = [("GiB", 1_u64 << 30), ("MiB", 1 << 20), ("KiB", 1 << 10), ("GB", 1_000_000_000), ("MB", 1_000_000)];
    match units.into_iter().find(|(_, factor)| bytes >= *factor && bytes.is_multiple_of(*factor)) {
        Some((unit, factor)) => format!("{} {unit}", bytes / factor),
        None if bytes == 1 => "1 byte".to_owned(),
        None => format!("{bytes} bytes"),
    }
}

/// Formats a size with one decimal: `12.3 MB`.
pub fn rounded(bytes: u64) -> String {
    let units = [("GB", 1_000_000_000_u64), ("MB", 1_000_000), ("kB", 1_000)];
    match units.into_iter().find(|(_, factor)| bytes >= *factor) {
        Some((unit, factor)) => {
            let tenths = (u128::from(bytes) * 10 + u128::from(factor) / 2) / u128::from(factor);
            format!("{}.{} {unit}", tenths / 10, tenths % 10)
        }
        None => in_words(bytes),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn sizes_are_read_as_people_write_them() {
        for (text, expected) in [
            ("64MiB", Some(64 << 20)),
            ("64 MiB", Some(64 << 20)),
            ("64m", Some(64 << 20)),
            ("500KB", Some(500_000)),
            ("1.5k", Some(1_536)),
            ("1000000", Some(1_000_000)),
            ("1b", Some(1)),
            ("0", None),
            ("0.1b", None),
            ("", None),
            ("MiB", None),
            ("-1", None),
            ("1e9", None),
            ("64 parsecs", None),
            ("99999999999999999999", None),
        ] {
            assert_eq!(parse(text).ok(), expected, "{text}");
        }
    }

    #[test]
    fn a_size_is_rounded_to_one_decimal() {
        for (bytes, expected) in [
            (1, "1 byte"),
            (999, "999 bytes"),
            (1_000, "1.0 kB"),
            (12_345_678, "12.3 MB"),
            (u64::MAX, "18446744073.7 GB"),
        ] {
            assert_eq!(rounded(bytes), expected);
        }
    }

    proptest! {
        #[test]
        fn a_size_reads_back_as_it_is_written(bytes in 1_u64..) {
            prop_assert_eq!(parse(&in_words(bytes)), Ok(bytes));
        }

        #[test]
        fn any_text_is_survived(text in "[0-9.kMGiBb \\-e]{0,24}") {
            drop(parse(&text));
        }
    }
}
