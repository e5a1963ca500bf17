//! Free-text search over a row as it is served: a row matches if one of its values holds the text, upper and lower case
//! alike. What a row shows is what a search finds.

use serde_json::Value;

/// A text to search for.
#[derive(Debug)]
pub(super) struct SearchTerm {
    text: String,
    /// The text as JSON spells it. The bytes alone exclude most rows.
    escaped: String,
}

impl SearchTerm {
    pub(super) fn new(text: &str) -> Self {
        let text = text.to_lowercase();
        let quoted = Value::from(text.as_str()).to_string();
        let escaped = quoted[1..quoted.len() - 1].to_owned();
        Self { text, escaped }
    }

    /// Whether a value of the JSON row `row` holds the text.
    pub(super) fn is_in(&self, row: &[u8]) -> bool {
        let Ok(text) = std::str::from_utf8(row) else { return false };
        text.to_lowercase().contains(&self.escaped)
            && serde_json::from_str(text).is_ok_and(|value| self.is_in_value(&value))
    }

    fn is_in_value(&self, value: &Value) -> bool {
        match value {
            Value::String(text) => text.to_lowercase().contains(&self.text),
            Value::Number(number) => number.to_string().contains(&self.text),
            Value::Array(values) => values.iter().any(|value| self.is_in_value(value)),
            Value::Object(members) => members.values().any(|value| self.is_in_value(value)),
            Value::Null | Value::Bool(_) => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_match_and_keys_do_not() {
        let row = br#"{"platform":"tiktok","inner":{"text":"He said \"\u00dcber\"\nall"},"code":429}"#;
        let finds = |text| SearchTerm::new(text).is_in(row);
        assert!(finds("TikTok") && finds("429") && finds("\"\nall".trim_start_matches('"')));
        assert!(!finds("platform") && !finds("nall"));
        assert!(SearchTerm::new("\"q").is_in(br#"{"a":"x\"Q"}"#), "a quote at the front is part of the text");
    }
}
