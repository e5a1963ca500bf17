//! The table of redaction rules: key words, forms of values, forms in text and URLs, structures.
//!
//! Every rule is one row. The matchers next to this folder compile the rows when a text first needs them. `connlog
//! explain redaction` prints the same rows.

pub mod forms;
pub mod keys;
pub mod structures;
pub mod texts;

pub(super) use self::forms::FORMS;
pub(super) use self::keys::GROUPS;
pub(super) use self::structures::MARKERS;
pub(super) use self::texts::PATTERNS;

/// One row of the table, as `connlog explain redaction` prints it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// The group of rules: `key`, `value`, `text`, `address`, `structure` or `person`.
    pub class: &'static str,
    /// What the rule recognises.
    pub name: String,
    /// How the rule recognises it.
    pub form: String,
}

/// Rules that are code instead of data.
const BUILT_IN: &[(&str, &str, &str)] = &[
    (
        "text",
        "assignment",
        "NAME=VALUE, NAME: VALUE, NAME => VALUE, also as %3D, &quot; and in quotes; NAME is a key word",
    ),
    ("text", "password of several words", "the words after the first one, up to a mark, a pair or a word of prose"),
    ("text", "option", "--NAME VALUE, -NAME VALUE; NAME is a key word"),
    ("text", "element", "<NAME>VALUE</NAME>; NAME is a key word"),
    ("address", "user information", "SCHEME://USER:PASSWORD@HOST"),
    ("address", "query", "?NAME=VALUE, &NAME=VALUE; NAME is a key word or one of key, code, auth, sign"),
    ("structure", "pair", "an object whose name, key, field or header is a key word: its value"),
    ("structure", "list of pairs", "[[NAME, VALUE], ...]; in a list of headers also [NAME, VALUE, NAME, VALUE]"),
    ("structure", "table", "columns with rows: the cells below a column that is a key word"),
    ("structure", "Kubernetes Secret", "kind: Secret: the values of data and stringData"),
    (
        "structure",
        "known value",
        "a copy of a value that is redacted under a key, elsewhere in its record: also URL-encoded, Base64, escaped, in another case",
    ),
    ("person", "e-mail address", "also quoted, with %40 or &#64;, at an IP address"),
];

/// Returns all rules in the order of the output.
pub fn table() -> Vec<Row> {
    let row = |class, name: &str, form: &str| Row { class, name: name.to_owned(), form: form.to_owned() };
    let keys = GROUPS.iter().map(|group| {
        row(
            "key",
            group.name,
            &format!("{}: {}", group.position.text(), group.words.split_whitespace().collect::<Vec<_>>().join(", ")),
        )
    });
    let values = FORMS.iter().map(|(name, form)| row("value", name, form));
    let texts = PATTERNS.iter().map(|pattern| row(pattern.class, pattern.name, pattern.form));
    let marked = MARKERS.iter().map(|(name, marker)| row("address", name, &format!("{marker}...")));
    let built_in = BUILT_IN.iter().map(|(class, name, form)| row(class, name, form));
    let mut rows: Vec<Row> = keys.chain(values).chain(texts).chain(marked).chain(built_in).collect();
    let order = ["key", "value", "text", "address", "structure", "person"];
    rows.sort_by_key(|row| order.iter().position(|class| *class == row.class));
    rows
}
