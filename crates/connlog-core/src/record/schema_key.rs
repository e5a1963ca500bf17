//! The keys of the record schema, and the types of their values.

/// A key of the schema.
pub struct SchemaKey {
    /// The name of the key.
    pub name: &'static str,
    /// The type of its value.
    pub form: FieldType,
    /// Its description in the JSON Schema.
    pub about: &'static str,
}

/// The type of a value. Every value may also be `null`.
pub enum FieldType {
    /// A string.
    Text,
    /// A whole number.
    Integer,
    /// A number that may have a fraction.
    Number,
    /// A time, normally RFC 3339. Text that the API sent in another form is kept.
    Time,
    /// A boolean.
    Flag,
    /// A list of strings.
    Texts,
    /// A list of whole numbers.
    Integers,
    /// One of these strings, or a string that the API has added since.
    Open(&'static [&'static str]),
    /// Always this string.
    Const(&'static str),
    /// An object with these keys. It may lack some of them and may have further ones.
    Object(&'static [SchemaKey]),
    /// Any JSON value, normally an object.
    Any,
}

/// Returns a key of the schema.
pub(super) const fn key(name: &'static str, form: FieldType, about: &'static str) -> SchemaKey {
    SchemaKey { name, form, about }
}
