//! Recognises keys of secrets by the words of the table. Case, accents and separators are ignored, because logs write
//! `databasePassword` and APIs `database_password`.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::RedactionRule;
use super::keyword_set::KeywordSet;
use super::rules::keys::{ENDS, GROUPS, HARMLESS_ENDS, HARMLESS_KEYS, LOOKALIKES, Position, SHOWN, SPACES, Weight};

/// The number of characters at the end of a key that are examined.
const LONGEST: usize = 256;

/// The compiled key words of the table.
struct CompiledKeys {
    parts: KeywordSet,
    /// The weight of each word, and whether it must be at the end of the key.
    weights: Vec<Weight>,
    /// Words for the end of a key, by their last byte.
    last: HashMap<u8, Vec<(String, Weight)>>,
}

static COMPILED: LazyLock<CompiledKeys> = LazyLock::new(|| {
    let (mut parts, mut weights, mut last) = (Vec::new(), Vec::new(), HashMap::<u8, Vec<_>>::new());
    for group in GROUPS {
        for word in group.words.split_whitespace() {
            let word = FoldedKey::new(word).text;
            match group.position {
                Position::Part => {
                    parts.push(word);
                    weights.push(group.weight);
                }
                Position::Last => {
                    let byte = word.bytes().last().unwrap_or_default();
                    last.entry(byte).or_default().push((word, group.weight));
                }
            }
        }
    }
    CompiledKeys { parts: KeywordSet::new(parts.iter().map(String::as_str)), weights, last }
});

/// A key in lower case, without separators and accents, with the ends of its words.
struct FoldedKey {
    text: String,
    /// The ends of the words, in ascending order.
    ends: Vec<usize>,
}

impl FoldedKey {
    fn new(key: &str) -> Self {
        let mut folded = Self { text: String::with_capacity(key.len()), ends: Vec::new() };
        let mut before = ' ';
        let mut characters = key.chars().peekable();
        while let Some(character) = characters.next() {
            if SPACES.contains(&character) || !is_letter(character) {
                folded.end_word();
                before = ' ';
                continue;
            }
            let is_end_of_capitals = character.is_uppercase()
                && before.is_uppercase()
                && characters.peek().is_some_and(|next| next.is_lowercase());
            let begins = character.is_uppercase() && before.is_lowercase()
                || is_end_of_capitals
                || character.is_alphabetic() && before.is_ascii_digit();
            if begins {
                folded.end_word();
            }
            before = character;
            folded.push(character);
        }
        folded.end_word();
        folded
    }

    fn end_word(&mut self) {
        let end = self.text.len();
        if end > 0 && self.ends.last() != Some(&end) {
            self.ends.push(end);
        }
    }

    fn push(&mut self, character: char) {
        if character.is_ascii() {
            self.text.push(character.to_ascii_lowercase());
        } else if !is_combining(character) {
            self.text.extend(character.to_lowercase().map(latin).filter(|letter| !is_combining(*letter)));
        }
    }

    /// Iterates over the text, the text without its trailing digits, and its singular.
    fn tails(&self) -> impl Iterator<Item = &str> {
        let text = &*self.text;
        let end = text.trim_end_matches(|c: char| c.is_ascii_digit());
        [Some(text), Some(end).filter(|end| end.len() < text.len()), end.strip_suffix('s')].into_iter().flatten()
    }

    /// Returns whether `tail` ends with `word` at a word boundary of the key.
    fn ends_with(&self, tail: &str, word: &str) -> bool {
        tail.strip_suffix(word).is_some_and(|rest| rest.is_empty() || self.ends.contains(&rest.len()))
    }

    /// Returns the weight of the words at the end.
    fn last(&self) -> Option<Weight> {
        let words = |tail: &str| tail.bytes().last().and_then(|byte| COMPILED.last.get(&byte)).into_iter().flatten();
        let found = self.tails().flat_map(|tail| words(tail).filter(move |(word, _)| self.ends_with(tail, word)));
        found.map(|(_, weight)| *weight).max()
    }

    /// Returns whether the key only describes a secret, such as its expiry or type.
    fn is_harmless(&self) -> bool {
        let text = &*self.text;
        let ends_harmlessly = |end: &str| {
            text.strip_suffix(end)
                .is_some_and(|rest| rest.is_empty() || self.ends.contains(&rest.len()) || COMPILED.ends_with_part(rest))
        };
        HARMLESS_ENDS.split(' ').any(ends_harmlessly)
            || HARMLESS_KEYS.split(' ').any(|word| self.tails().any(|tail| self.ends_with(tail, word)))
    }
}

impl CompiledKeys {
    /// Returns whether `text` ends with a key word that may be anywhere.
    fn ends_with_part(&self, text: &str) -> bool {
        self.parts.visit(text, 0, |start, word| start + self.parts.length(word) == text.len())
    }
}

/// Returns the weight of a key; `None` if it does not name a secret.
pub(super) fn weight(key: &str) -> Option<Weight> {
    let from = key.len().saturating_sub(LONGEST);
    let from = (from..=key.len()).find(|at| key.is_char_boundary(*at)).unwrap_or(0);
    let folded = FoldedKey::new(key.get(from..).unwrap_or(key));
    let mut found: Option<Weight> = None;
    COMPILED.parts.visit(&folded.text, 0, |_, word| {
        found = found.max(COMPILED.weights.get(word).copied());
        found == Some(Weight::Password)
    });
    let stored = ENDS.split(' ').any(|end| folded.text.ends_with(end)).then_some(Weight::Store);
    found.max(folded.last()).max(stored).filter(|_| !folded.is_harmless())
}

/// Returns the rule for a value by its key alone.
pub(super) fn treatment(key: &str) -> RedactionRule {
    match weight(key) {
        None => RedactionRule::Unknown,
        Some(Weight::Ambiguous) => RedactionRule::Ambiguous,
        Some(Weight::Code) => RedactionRule::Code,
        Some(_) => RedactionRule::Secret,
    }
}

/// Returns whether a value under an ambiguous key is harmless. `is_code`: a number of 3 to 10 digits is not.
pub(super) fn is_shown(value: &str, is_code: bool) -> bool {
    let value = value.trim();
    let is_number = !value.is_empty()
        && value.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b' ' | b'-' | b'+'));
    if is_number {
        let digits = value.bytes().filter(u8::is_ascii_digit).count();
        return !(is_code && (3..=10).contains(&digits) && !value.contains('.'));
    }
    let is_time = || value.len() <= 40 && crate::time::instant(value).is_some();
    let is_path = || {
        let ends = [".pem", ".crt", ".cer", ".key", ".json", ".p12", ".pfx", ".jks"];
        value.contains('/') && ends.iter().any(|end| value.to_ascii_lowercase().ends_with(end))
    };
    is_state(value)
        || ["https://", "http://"].iter().any(|scheme| value.starts_with(scheme))
        || is_path()
        || is_sentence(value)
        || is_time()
}

/// Returns whether a value describes a state: `none`, `expired`, `oauth2`.
pub(super) fn is_state(value: &str) -> bool {
    let plain = without(value, &['_', '-', ' ', '.', '/']);
    SHOWN.split(' ').any(|shown| shown == plain)
}

/// Returns whether a text has several words, at least one of them ordinary.
fn is_sentence(text: &str) -> bool {
    let words = || text.split_whitespace();
    words().nth(2).is_some() && words().take(8).any(is_prose)
}

/// Returns whether a word is an ordinary word of sentences.
pub(super) fn is_prose(word: &str) -> bool {
    let word = word.trim_matches(|c: char| !c.is_alphanumeric());
    super::rules::keys::PROSE.split(' ').any(|prose| word.eq_ignore_ascii_case(prose))
}

/// Returns a text in lower case with look-alike letters replaced.
pub(super) fn folded(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for run in text.split_inclusive(|character: char| !character.is_ascii()) {
        let last = run.chars().next_back().filter(|last| !last.is_ascii());
        folded.push_str(run.get(..run.len() - last.map_or(0, char::len_utf8)).unwrap_or_default());
        if let Some(last) = last {
            push_folded(last, &mut folded);
        }
    }
    folded
}

/// Appends a character as [`folded`] writes it.
pub(super) fn push_folded(character: char, folded: &mut String) {
    if character.is_ascii() {
        folded.push(character);
    } else if !is_combining(character) && !SPACES.contains(&character) {
        folded.extend(character.to_lowercase().map(latin).filter(|letter| !is_combining(*letter)));
    }
}

/// Returns whether a character may be in a name: a letter, a digit, or a mark of a script.
pub(super) fn is_letter(character: char) -> bool {
    if character.is_ascii() {
        return character.is_ascii_alphanumeric();
    }
    character.is_alphanumeric()
        || is_combining(character)
        || matches!(character, '\u{900}'..='\u{e7f}' | '\u{1100}'..='\u{11ff}' | '\u{ad}' | '\u{200b}'..='\u{200d}' | '\u{2060}' | '\u{feff}' | '\u{ff3f}')
}

/// Returns whether a character is a combining accent.
const fn is_combining(character: char) -> bool {
    matches!(character, '\u{300}'..='\u{36f}' | '\u{3099}' | '\u{309a}' | '\u{fe00}'..='\u{fe0f}')
}

/// Returns the Latin letter that a character looks like; else the character.
fn latin(character: char) -> char {
    static ALIKE: LazyLock<HashMap<char, char>> = LazyLock::new(|| {
        let pairs = LOOKALIKES.iter().flat_map(|(latin, alike)| alike.chars().map(move |letter| (letter, *latin)));
        let mut alike = HashMap::new();
        pairs.for_each(|(letter, latin)| {
            alike.entry(letter).or_insert(latin);
        });
        alike
    });
    let code = u32::from(character);
    let letter = |place: u32| u8::try_from(u32::from(b'a') + place % 26).ok().map(char::from);
    let found = match code {
        0xff01..=0xff5e => char::from_u32(code - 0xfee0),
        0x1d400..=0x1d6a3 => letter(code - 0x1d400),
        0x24b6..=0x24e9 => letter(code - 0x24b6),
        0xff66..=0xff9f => Some(kana(character)),
        _ => ALIKE.get(&character).copied(),
    };
    found.unwrap_or(character)
}

/// Returns the full-width form of a half-width letter of Japanese words for secrets.
const fn kana(character: char) -> char {
    match character {
        'ﾊ' => 'ハ',
        'ｽ' => 'ス',
        'ﾜ' => 'ワ',
        'ｰ' => 'ー',
        'ﾄ' => 'ト',
        'ｺ' => 'コ',
        'ｸ' => 'ク',
        'ﾝ' => 'ン',
        'ﾞ' => '\u{3099}',
        'ﾟ' => '\u{309a}',
        other => other,
    }
}

/// Returns a key in lower case without the given separators.
pub fn without(key: &str, marks: &[char]) -> String {
    let mut plain = String::with_capacity(key.len());
    plain.extend(key.chars().filter(|c| !marks.contains(c)).map(|c| c.to_ascii_lowercase()));
    plain
}

/// Returns whether a value is a secret by its key alone.
pub fn is_secret(key: &str) -> bool {
    treatment(key) == RedactionRule::Secret
}
