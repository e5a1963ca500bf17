//! Finds the ends of JSON values in a stream without parsing them: in one array, one after another, or
//! pretty-printed.
//!
//! A value without an end must not swallow the following ones. A line that starts with `{` where no value is allowed
//! therefore starts a new value. A line end closes an open string; JSON strings cannot contain one.

use std::ops::Range;

/// The scanner; it keeps its state between blocks.
#[derive(Debug, Default)]
pub struct JsonSplitter {
    /// The containers around the values: the array around all values, and the containers that were entered. `true`
    /// for an object.
    around: Vec<bool>,
    /// The open brackets of the current value.
    open: Vec<OpenBracket>,
    /// The offset at which the current value started.
    began: Option<usize>,
    /// Whether the current value is a member of an object: a key and its value.
    member: bool,
    string: bool,
    escaped: bool,
    /// The last byte that decides what may follow.
    last: u8,
    /// The number of bytes that were scanned.
    seen: usize,
    /// The offsets of the brackets to enter, the last one first.
    path: Vec<usize>,
    /// For each call of [`JsonSplitter::enter`] whose containers are open: the number of containers before it.
    entered: Vec<usize>,
    /// Whether the scanner left the containers of one call.
    left: bool,
}

/// An open bracket.
#[derive(Debug, Clone, Copy)]
pub(crate) struct OpenBracket {
    /// Its offset.
    pub(crate) at: usize,
    pub(crate) is_object: bool,
}

impl JsonSplitter {
    /// Returns a scanner whose first value is the object or array at the start of `bytes`, also if it is an array.
    pub(crate) fn inside(bytes: &[u8]) -> Self {
        let at = bytes.iter().position(|byte| !byte.is_ascii_whitespace()).unwrap_or_default();
        match bytes.get(at) {
            Some(last @ (b'{' | b'[')) => {
                let open = vec![OpenBracket { at, is_object: *last == b'{' }];
                Self { began: Some(at), open, last: *last, seen: at + 1, ..Self::default() }
            }
            _ => Self::default(),
        }
    }

    /// Scans the new bytes and appends the ranges of complete values to `found`. Returns where the next block must
    /// start, if a value ended or if entered containers ended.
    pub fn cut(&mut self, bytes: &[u8], found: &mut Vec<Range<usize>>) -> Option<usize> {
        while self.seen < bytes.len() && !self.left {
            self.step(bytes, found);
        }
        if found.is_empty() && !std::mem::take(&mut self.left) {
            return None;
        }
        self.left = false;
        let end = self.began.unwrap_or(self.seen);
        self.began = self.began.map(|_| 0);
        self.seen -= end;
        self.open.iter_mut().for_each(|bracket| bracket.at -= end);
        self.path.iter_mut().for_each(|at| *at -= end);
        Some(end)
    }

    /// Appends the rest at the end of the input as a value. Returns whether a container around the values is not
    /// closed, so values may be missing.
    pub fn finish(&mut self, bytes: &[u8], found: &mut Vec<Range<usize>>) -> bool {
        let Self { began, around, .. } = std::mem::take(self);
        found.extend(began.map(|began| began..bytes.len()));
        !around.is_empty()
    }

    /// Returns the open brackets of the current value, the outermost first.
    pub(crate) fn open(&self) -> &[OpenBracket] {
        &self.open
    }

    /// Enters the outermost `depth` open brackets of the current value: their members and elements become values.
    /// Scanning continues at the start of the current value.
    pub(crate) fn enter(&mut self, depth: usize) {
        self.entered.push(self.around.len());
        self.path = self.open.drain(..).take(depth).map(|bracket| bracket.at).rev().collect();
        self.seen = self.began.take().unwrap_or(self.seen);
        (self.member, self.string, self.escaped) = (false, false, false);
    }

    /// Returns the number of calls of [`JsonSplitter::enter`] whose containers are open.
    pub(crate) fn entered(&self) -> usize {
        self.entered.len()
    }

    /// Scans the next byte, or all bytes up to the next significant one.
    fn step(&mut self, bytes: &[u8], found: &mut Vec<Range<usize>>) {
        let byte = bytes[self.seen];
        if self.string {
            return self.inside_string(bytes);
        }
        let at = self.seen;
        self.seen += 1;
        if self.path.last() == Some(&at) {
            self.path.pop();
            self.around.push(byte == b'{');
            (self.began, self.member) = (None, false);
            return;
        }
        match self.began {
            None => self.between(byte, at),
            Some(began) if self.open.is_empty() => self.word(byte, began, at, found),
            Some(began) => self.nested(bytes, began, at, found),
        }
    }

    fn inside_string(&mut self, bytes: &[u8]) {
        if std::mem::take(&mut self.escaped) {
            self.seen += 1;
            return;
        }
        let Some(found) = memchr::memchr3(b'"', b'\\', b'\n', &bytes[self.seen..]) else {
            self.seen = bytes.len();
            return;
        };
        self.seen += found;
        self.escaped = bytes[self.seen] == b'\\';
        if !self.escaped {
            self.string = false;
            self.last = b'"';
        }
        // The caller handles the line end as the next byte.
        if bytes[self.seen] != b'\n' {
            self.seen += 1;
        }
    }

    /// Handles a byte between values.
    fn between(&mut self, byte: u8, at: usize) {
        let inside_object = self.around.last() == Some(&true);
        match byte {
            b'[' if self.around.is_empty() => self.around.push(false),
            b']' if !inside_object => self.leave(),
            b'}' if inside_object => self.leave(),
            b',' => {}
            _ if byte.is_ascii_whitespace() => {}
            _ => {
                (self.began, self.member) = (Some(at), inside_object && byte == b'"');
                self.last = byte;
                match byte {
                    b'{' | b'[' => self.open.push(OpenBracket { at, is_object: byte == b'{' }),
                    b'"' => self.string = true,
                    _ => {}
                }
            }
        }
    }

    /// Handles the end of the container around the values.
    fn leave(&mut self) {
        self.around.pop();
        while self.entered.last().is_some_and(|outer| *outer >= self.around.len()) {
            self.entered.pop();
            self.left = true;
        }
    }

    /// Handles a byte of a value without open brackets: a number, a string, a member or invalid JSON.
    fn word(&mut self, byte: u8, began: usize, at: usize, found: &mut Vec<Range<usize>>) {
        let ends = if self.member {
            matches!(byte, b',' | b'}' | b']')
        } else {
            self.last == b'"' || matches!(byte, b',' | b']' | b'{' | b'[') || byte.is_ascii_whitespace()
        };
        match byte {
            _ if ends => {
                found.push(began..at);
                self.began = None;
                self.seen = at;
            }
            b'"' if self.member => self.string = true,
            b'{' | b'[' => {
                self.open.push(OpenBracket { at, is_object: byte == b'{' });
                self.last = byte;
            }
            _ => {}
        }
    }

    fn nested(&mut self, bytes: &[u8], began: usize, at: usize, found: &mut Vec<Range<usize>>) {
        let byte = bytes[at];
        let new_line = at.checked_sub(1).and_then(|before| bytes.get(before)) == Some(&b'\n');
        let inside_object = self.open.last().is_some_and(|bracket| bracket.is_object);
        if byte == b'{' && new_line && inside_object && self.last != b':' {
            found.push(began..at);
            self.open.clear();
            self.began = None;
            self.seen = at;
            return;
        }
        match byte {
            b'"' => self.string = true,
            b'{' | b'[' => self.open.push(OpenBracket { at, is_object: byte == b'{' }),
            b'}' | b']' => {
                self.open.pop();
                if self.open.is_empty() {
                    found.push(began..at + 1);
                    self.began = None;
                }
            }
            _ => {}
        }
        if !byte.is_ascii_whitespace() {
            self.last = byte;
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::Value;

    use super::*;

    /// Splits `text` into values, reading `length` bytes at a time.
    fn split(text: &str, length: usize) -> Vec<String> {
        let (mut values, mut block, mut all) = (JsonSplitter::default(), Vec::new(), Vec::new());
        let take = |block: &[u8], found: &mut Vec<Range<usize>>, all: &mut Vec<String>| {
            all.extend(found.drain(..).map(|span| String::from_utf8_lossy(&block[span]).into_owned()));
        };
        let mut found = Vec::new();
        for piece in text.as_bytes().chunks(length.max(1)) {
            block.extend_from_slice(piece);
            if let Some(end) = values.cut(&block, &mut found) {
                take(&block, &mut found, &mut all);
                block.drain(..end);
            }
        }
        values.finish(&block, &mut found);
        take(&block, &mut found, &mut all);
        all
    }

    #[test]
    fn values_are_found_in_every_layout() {
        for (text, expected) in [
            ("{\"a\":1}\n{\"a\":2}", vec!["{\"a\":1}", "{\"a\":2}"]),
            ("[{\"a\":1},\n{\"a\":[{}]}]", vec!["{\"a\":1}", "{\"a\":[{}]}"]),
            ("[[1,2],[3]]", vec!["[1,2]", "[3]"]),
            ("[]", vec![]),
            ("{\n  \"a\" : \"}\\\"{\"\n}\n\n{}", vec!["{\n  \"a\" : \"}\\\"{\"\n}", "{}"]),
            ("[{}][{}] 12 \"x y\" nonsense {}", vec!["{}", "{}", "12", "\"x y\"", "nonsense", "{}"]),
            // A truncated value does not damage its neighbours.
            ("{\n \"a\": {\n \"b\n{\n \"c\": 1\n}", vec!["{\n \"a\": {\n \"b\n", "{\n \"c\": 1\n}"]),
            ("{\n \"a\": 1,\n{\"c\":\n{}}", vec!["{\n \"a\": 1,\n", "{\"c\":\n{}}"]),
            ("{\"a\":[1", vec!["{\"a\":[1"]),
        ] {
            for length in 1..=text.len() {
                assert_eq!(split(text, length), expected, "{text:?} in pieces of {length}");
            }
        }
    }

    #[test]
    fn entered_containers_are_split_into_members_and_elements() {
        let text = "{\"a\" : 1,\"b\":{\"c\":\"x\",\"d\":[{\"e\":[]} , [2],{\"f\":3}],\"g\":[4]},\"h\":[5] }[6]";
        let expected = ["\"a\" : 1", "\"c\":\"x\"", "{\"e\":[]}", "[2]", "{\"f\":3}", "\"g\":[4]", "\"h\":[5]", "6"];
        for first in text.find("{\"e").unwrap()..text.find("],\"g").unwrap() {
            for length in 1..20 {
                let (mut values, mut found, mut all) = (JsonSplitter::default(), Vec::new(), Vec::new());
                assert_eq!(values.cut(&text.as_bytes()[..first], &mut found), None);
                assert!(values.open().len() >= 3);
                values.enter(3);
                let mut block = Vec::new();
                for piece in text.as_bytes().chunks(length) {
                    block.extend_from_slice(piece);
                    while let Some(end) = values.cut(&block, &mut found) {
                        all.extend(found.drain(..).map(|span| String::from_utf8_lossy(&block[span]).into_owned()));
                        block.drain(..end);
                    }
                }
                assert_eq!(values.entered(), 0);
                assert!(!values.finish(&block, &mut found));
                assert_eq!(all, expected, "entered after {first} bytes, in pieces of {length}");
            }
        }
    }

    fn json() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![any::<i32>().prop_map(Value::from), "[ -~\n\\\\\"{}\\[\\],]{0,8}".prop_map(Value::from)];
        let nested = leaf.prop_recursive(4, 24, 4, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
                prop::collection::btree_map("[a-c{\"]{0,2}", inner, 0..4)
                    .prop_map(|map| Value::Object(map.into_iter().collect())),
            ]
        });
        prop::collection::btree_map("[a-c]{1,2}", nested, 0..4).prop_map(|map| Value::Object(map.into_iter().collect()))
    }

    proptest! {
        #[test]
        fn written_values_are_found(list in prop::collection::vec(json(), 1..5), pretty: bool, array: bool, length in 1usize..40) {
            let write = |value: &Value| if pretty { serde_json::to_string_pretty(value).unwrap() } else { value.to_string() };
            let text = if array { write(&Value::from(list.clone())) } else { list.iter().map(write).collect::<Vec<_>>().join("\n") };
            let found: Vec<Value> = split(&text, length).iter().map(|one| serde_json::from_str(one).unwrap()).collect();
            prop_assert_eq!(found, list);
        }

        #[test]
        fn every_byte_outside_separators_belongs_to_one_value(text in "[{}\\[\\],:\"\\\\a \n]{0,60}", length in 1usize..20) {
            let kept = |text: &str| text.chars().filter(|c| !" \n,[]".contains(*c)).collect::<String>();
            prop_assert_eq!(kept(&split(&text, length).concat()), kept(&text));
        }
    }
}
