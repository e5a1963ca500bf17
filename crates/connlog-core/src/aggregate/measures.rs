//! Sums and largest values of fields, which the user chooses.

use crate::query::expression::Number;
use crate::query::order::SortValue;
use crate::record::View;
use crate::record::path::FieldPath;

/// The fields whose sums and largest values a row has.
#[derive(Debug, Clone, Default)]
pub struct Measures {
    /// The fields to add up.
    pub sums: Vec<FieldPath>,
    /// The fields of which the largest value is shown, each with whether its values are times.
    pub maxima: Vec<(FieldPath, bool)>,
}

/// The values of [`Measures`] for one set of records.
#[derive(Debug, Clone, Default)]
pub struct MeasuredValues {
    sums: Vec<FieldSum>,
    maxima: Vec<Option<LargestValue>>,
}

/// A sum; whole numbers are exact.
#[derive(Debug, Clone, Copy, Default)]
struct FieldSum {
    count: u64,
    whole: i128,
    fraction: f64,
}

#[derive(Debug, Clone)]
struct LargestValue {
    value: SortValue,
    json: String,
}

impl Measures {
    /// Returns whether no field is measured.
    pub const fn is_empty(&self) -> bool {
        self.sums.is_empty() && self.maxima.is_empty()
    }
}

impl MeasuredValues {
    /// Adds one record.
    pub(super) fn add(&mut self, view: &View<'_>, measures: &Measures) {
        self.resize(measures.sums.len(), measures.maxima.len());
        for (sum, path) in self.sums.iter_mut().zip(&measures.sums) {
            if let Some(SortValue::Number(number)) = path.find(view).and_then(|json| SortValue::parse(json, false)) {
                sum.add(number);
            }
        }
        for (largest, (path, is_time)) in self.maxima.iter_mut().zip(&measures.maxima) {
            let Some(json) = path.find(view) else { continue };
            let Some(value) = SortValue::parse(json, *is_time) else { continue };
            if largest.as_ref().is_none_or(|largest| largest.value < value) {
                *largest = Some(LargestValue { value, json: json.to_owned() });
            }
        }
    }

    /// Adds the values of `other`, which must have the same fields.
    pub(super) fn merge(&mut self, other: &Self) {
        self.resize(other.sums.len(), other.maxima.len());
        for (sum, other) in self.sums.iter_mut().zip(&other.sums) {
            sum.count += other.count;
            sum.whole = sum.whole.saturating_add(other.whole);
            sum.fraction += other.fraction;
        }
        for (largest, other) in self.maxima.iter_mut().zip(&other.maxima) {
            let Some(found) = other else { continue };
            if largest.as_ref().is_none_or(|largest| largest.value < found.value) {
                *largest = Some(found.clone());
            }
        }
    }

    /// Returns the sum of the field at this place as JSON; `None` if no record has a number.
    pub fn sum(&self, place: usize) -> Option<String> {
        self.sums.get(place).and_then(FieldSum::json)
    }

    /// Returns the largest value of the field at this place as JSON; `None` if no record has a value.
    pub fn max(&self, place: usize) -> Option<&str> {
        self.maxima.get(place)?.as_ref().map(|largest| &*largest.json)
    }

    fn resize(&mut self, sums: usize, maxima: usize) {
        if self.sums.len() < sums {
            self.sums.resize(sums, FieldSum::default());
        }
        if self.maxima.len() < maxima {
            self.maxima.resize(maxima, None);
        }
    }
}

impl FieldSum {
    fn add(&mut self, number: Number) {
        self.count += 1;
        match number {
            Number::Whole(whole) => self.whole = self.whole.saturating_add(whole),
            Number::Broken(number) => self.fraction += number,
        }
    }

    fn json(&self) -> Option<String> {
        if self.count == 0 {
            return None;
        }
        if self.fraction == 0.0 {
            return Some(self.whole.to_string());
        }
        #[expect(clippy::cast_precision_loss, reason = "the sum has a fraction, so it is not exact anyway")]
        let sum = self.whole as f64 + self.fraction;
        sum.is_finite().then(|| sum.to_string())
    }
}
