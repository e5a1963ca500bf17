//! Expressions against a naive reading of the same over `serde_json::Value`, and their text forms.
