//! Writes JSON straight into bytes: rows are made by the hundred per page, so no tree is built for them.

use std::io::Write as _;

/// An open JSON object. Members appear in the order they are written.
pub(super) struct Object<'a> {
    out: &'a mut Vec<u8>,
    empty: bool,
}

impl<'a> Object<'a> {
    /// Writes an object whose members `fill` adds.
    pub(super) fn write(out: &'a mut Vec<u8>, fill: impl FnOnce(&mut Object<'_>)) {
        out.push(b'{');
        let mut object = Object { out, empty: true };
        fill(&mut object);
        object.out.push(b'}');
    }

    /// Returns the object as a text, for members that hold JSON as a string.
    pub(super) fn text_of(fill: impl FnOnce(&mut Object<'_>)) -> String {
        let mut out = Vec::with_capacity(256);
        Object::write(&mut out, fill);
        String::from_utf8(out).unwrap_or_default()
    }

    pub(super) fn text(&mut self, key: &str, value: &str) {
        self.key(key);
        string(self.out, value);
    }

    /// A text member, or none at all.
    pub(super) fn maybe(&mut self, key: &str, value: Option<&str>) {
        if let Some(value) = value {
            self.text(key, value);
        }
    }

    pub(super) fn number(&mut self, key: &str, value: impl Into<u64>) {
        self.key(key);
        let _ = write!(self.out, "{}", value.into());
    }

    pub(super) fn flag(&mut self, key: &str, value: bool) {
        self.key(key);
        self.out.extend_from_slice(if value { b"true" } else { b"false" });
    }

    pub(super) fn null(&mut self, key: &str) {
        self.key(key);
        self.out.extend_from_slice(b"null");
    }

    /// A member that is a tree already.
    pub(super) fn json(&mut self, key: &str, value: &serde_json::Value) {
        self.key(key);
        let _ = write!(self.out, "{value}");
    }

    pub(super) fn object(&mut self, key: &str, fill: impl FnOnce(&mut Object<'_>)) {
        self.key(key);
        Object::write(self.out, fill);
    }

    pub(super) fn texts<T: AsRef<str>>(&mut self, key: &str, values: impl IntoIterator<Item = T>) {
        self.key(key);
        self.out.push(b'[');
        for (place, value) in values.into_iter().enumerate() {
            if place > 0 {
                self.out.push(b',');
            }
            string(self.out, value.as_ref());
        }
        self.out.push(b']');
    }

    fn key(&mut self, key: &str) {
        if !self.empty {
            self.out.push(b',');
        }
        self.empty = false;
        string(self.out, key);
        self.out.push(b':');
    }
}

/// Appends `value` as a JSON string.
pub(super) fn string(out: &mut Vec<u8>, value: &str) {
    serde_json::to_writer(out, value).expect("a string is always JSON, and memory takes every write");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn members_stand_in_the_order_they_are_written() {
        let text = Object::text_of(|row| {
            row.text("a", "x\"\n\u{1b}");
            row.maybe("b", None);
            row.object("c", |inner| inner.number("d", 1_u32));
            row.texts("e", ["f", "g"]);
            row.null("h");
        });
        assert_eq!(text, r#"{"a":"x\"\n\u001b","c":{"d":1},"e":["f","g"],"h":null}"#);
    }
}
