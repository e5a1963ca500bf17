//! The engine of the tables of an archive in ClickHouse.

use connlog_core::error::{Error, Result};

/// The engines that keep each entry once. A cluster has the second one, a service in the cloud the third one.
pub(crate) const NAMES: &[&str] = &["ReplacingMergeTree", "ReplicatedReplacingMergeTree", "SharedReplacingMergeTree"];

/// An engine, perhaps with the path and the name of a replica.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct TableEngine {
    name: &'static str,
    /// Quoted texts with commas.
    arguments: String,
}

impl Default for TableEngine {
    fn default() -> Self {
        Self { name: "ReplacingMergeTree", arguments: String::new() }
    }
}

impl TableEngine {
    /// Parses `ReplicatedReplacingMergeTree`, or `ReplicatedReplacingMergeTree('/path/{shard}/{table}', '{replica}')`.
    ///
    /// # Errors
    ///
    /// A usage error for another engine, and for arguments that are not quoted texts.
    pub(crate) fn parse(typed: &str) -> Result<Self> {
        let (name, arguments) = match typed.trim().split_once('(') {
            Some((name, rest)) => (name, rest.strip_suffix(')').map(str::trim)),
            None => (typed.trim(), Some("")),
        };
        let name = NAMES.iter().find(|known| **known == name);
        let is_text = |argument: &str| {
            let text = argument.trim().strip_prefix('\'').and_then(|rest| rest.strip_suffix('\''));
            text.is_some_and(|text| !text.contains(['\'', '\\']))
        };
        let arguments = arguments.filter(|list| list.is_empty() || list.split(',').all(is_text));
        match (name, arguments) {
            (Some(name), Some(arguments)) => Ok(Self { name, arguments: arguments.to_owned() }),
            _ => Err(Error::usage("invalid value for --engine")
                .cause(format!("expected {}, perhaps with quoted arguments", NAMES.join(", ")))
                .hint("write it like \"ReplicatedReplacingMergeTree('/clickhouse/{shard}/{table}', '{replica}')\"")),
        }
    }

    /// Returns the name of the engine.
    pub(crate) const fn name(&self) -> &'static str {
        self.name
    }

    /// Returns the engine as SQL.
    pub(crate) fn sql(&self) -> String {
        format!("{}({})", self.name, self.arguments)
    }

    /// Returns the SQL of the engine that keeps the row with the highest value of a column.
    pub(crate) fn sql_with_version(&self, column: &str) -> String {
        let separator = if self.arguments.is_empty() { "" } else { ", " };
        format!("{}({}{separator}{column})", self.name, self.arguments)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_engine_has_a_known_name_and_perhaps_quoted_arguments() {
        let engine = TableEngine::parse("ReplicatedReplacingMergeTree('/t/{shard}', '{replica}')").unwrap();
        assert_eq!(engine.sql(), "ReplicatedReplacingMergeTree('/t/{shard}', '{replica}')");
        assert_eq!(engine.sql_with_version("v"), "ReplicatedReplacingMergeTree('/t/{shard}', '{replica}', v)");
        let engine = TableEngine::parse("ReplacingMergeTree").unwrap();
        assert_eq!(engine, TableEngine::default());
        assert_eq!((&*engine.sql(), &*engine.sql_with_version("v")), ("ReplacingMergeTree()", "ReplacingMergeTree(v)"));
        for wrong in [
            "MergeTree",
            "ReplacingMergeTree(a)",
            "ReplacingMergeTree('a' || 'b')",
            "ReplacingMergeTree('a",
            "Log; DROP",
        ] {
            TableEngine::parse(wrong).expect_err(wrong);
        }
    }
}
