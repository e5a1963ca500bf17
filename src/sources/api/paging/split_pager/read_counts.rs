//! Counts the records that were read by the values of the fields that split the list.

use std::collections::HashMap;

use connlog_core::providers::endpoint::SplitField;
use connlog_core::record::Record;

/// The value of a split field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct FieldValue {
    pub(super) field: &'static str,
    pub(super) value: String,
}

/// The number of records with each combination of values. The values have the order of the fields.
pub(super) struct ReadCounts {
    fields: &'static [SplitField],
    counts: HashMap<Vec<String>, u64>,
}

impl ReadCounts {
    pub(super) fn new(fields: &'static [SplitField]) -> Self {
        Self { fields, counts: HashMap::new() }
    }

    pub(super) fn add(&mut self, record: &Record) {
        let view = record.raw_view();
        let values = self.fields.iter().map(|field| view.text(field.name).unwrap_or_default().into_owned());
        *self.counts.entry(values.collect()).or_default() += 1;
    }

    /// Returns the number of records that were read and have all `values`.
    pub(super) fn matching(&self, values: &[FieldValue]) -> u64 {
        self.counts.iter().filter(|(have, _)| self.has_all(have, values)).map(|(_, count)| count).sum()
    }

    /// Returns the values of `field` among the records with all `values`.
    pub(super) fn values(&self, field: &str, values: &[FieldValue]) -> Vec<String> {
        let Some(at) = self.fields.iter().position(|known| known.name == field) else { return Vec::new() };
        let matching = self.counts.keys().filter(|have| self.has_all(have, values));
        let mut found: Vec<String> = matching.filter_map(|have| have.get(at)).cloned().collect();
        found.retain(|value| !value.is_empty());
        found.sort_unstable();
        found.dedup();
        found
    }

    fn has_all(&self, have: &[String], values: &[FieldValue]) -> bool {
        values.iter().all(|FieldValue { field, value }| {
            self.fields.iter().zip(have).any(|(known, have)| known.name == *field && have == value)
        })
    }
}
