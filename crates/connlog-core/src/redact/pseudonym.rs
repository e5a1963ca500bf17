//! Pseudonyms of persons. They are equal in every record and every run, so that readers can still follow who did
//! what.

use std::borrow::Cow;
use std::sync::LazyLock;

use regex::Regex;

use super::patterns;

/// Returns the pseudonym of `person`, ignoring case: `user-3fa9c12b@hidden` for an e-mail address, `user-3fa9c12b`
/// for other names.
///
/// It protects against readers, not against someone who tries all known names. The pseudonym of a pseudonym is
/// itself, so redacted output keeps its persons when it is read again.
pub fn pseudonym(person: &str) -> String {
    if !person.is_empty() && without_marks(person).is_empty() {
        return person.to_owned();
    }
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    for byte in person.to_lowercase().bytes() {
        hash = (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
    }
    // The high half depends on every input byte.
    let host = if person.contains('@') { "@hidden" } else { "" };
    format!("user-{:08x}{host}", (hash ^ (hash << 29)) >> 32)
}

/// Returns `text` without existing pseudonyms and [`super::HIDDEN`].
pub(super) fn without_marks(text: &str) -> Cow<'_, str> {
    static MARK: LazyLock<Regex> = LazyLock::new(|| patterns::compile(r"user-[0-9a-f]{8}(?:@hidden)?|\[hidden\]"));
    MARK.replace_all(text, "")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pseudonyms_never_change() {
        assert_eq!(pseudonym("john.doe@company.com"), pseudonym("John.Doe@company.com"));
        assert_ne!(pseudonym("john.doe@company.com"), pseudonym("jane.doe@company.com"));
        assert_eq!(pseudonym("john.doe@company.com").len(), "user-00000000@hidden".len());
        assert_eq!(pseudonym("spoiled_apple").len(), "user-00000000".len());
        for name in ["john.doe@company.com", "spoiled_apple"].map(pseudonym) {
            assert_eq!(pseudonym(&name), name);
        }
        assert_ne!(pseudonym("user-spoiled1"), "user-spoiled1");
    }
}
