//! Orders records by the values of fields (`--sort`): numbers as numbers, times as points in time, texts as texts.

use std::cmp::Ordering;

use chrono::{DateTime, Utc};

use super::expression::Number;
use crate::json;
use crate::record::path::FieldPath;
use crate::record::schema;
use crate::record::schema_key::FieldType;
use crate::record::{Kind, View};
use crate::time;

/// A direction of values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SortDirection {
    /// From the smallest to the largest value.
    Ascending,
    /// From the largest to the smallest value.
    Descending,
}

/// A field and the direction of its values.
#[derive(Debug, Clone)]
struct SortField {
    path: FieldPath,
    direction: SortDirection,
    /// Whether a schema says that the values are times.
    is_time: bool,
}

/// The fields that order records, the most important first.
#[derive(Debug, Clone)]
pub struct SortOrder {
    fields: Vec<SortField>,
}

/// The values of a record in the fields of a [`SortOrder`]. Keys of one order compare with each other.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct SortKey(Vec<DirectedValue>);

#[derive(Debug, Clone, PartialEq)]
struct DirectedValue {
    value: Option<SortValue>,
    direction: SortDirection,
}

/// A value in an order. Values of different types compare by the order of the variants.
#[derive(Debug, Clone, PartialEq)]
pub enum SortValue {
    /// A number; durations are numbers of milliseconds.
    Number(Number),
    /// A point in time.
    Time(DateTime<Utc>),
    /// A boolean; `false` is smaller.
    Flag(bool),
    /// A text, or the JSON of a list or an object.
    Text(String),
}

impl SortOrder {
    /// Splits `duration:desc` into the name of the field and the direction; `None` for an unknown direction.
    pub fn split(text: &str) -> Option<(&str, SortDirection)> {
        match text.split_once(':') {
            None => Some((text, SortDirection::Ascending)),
            Some((name, "asc")) => Some((name, SortDirection::Ascending)),
            Some((name, "desc")) => Some((name, SortDirection::Descending)),
            Some(_) => None,
        }
    }

    /// Returns the order by these fields. The schemas of `kinds` decide which fields have times.
    pub fn new(fields: impl IntoIterator<Item = (FieldPath, SortDirection)>, kinds: &[Kind]) -> Self {
        let field = |(path, direction)| {
            let is_time = kinds.iter().any(|kind| matches!(schema::form(*kind, &path), Some(FieldType::Time)));
            SortField { path, direction, is_time }
        };
        Self { fields: fields.into_iter().map(field).collect() }
    }

    /// Returns the values of a record.
    pub fn key(&self, view: &View<'_>) -> SortKey {
        let value = |field: &SortField| DirectedValue {
            value: field.path.find(view).and_then(|json| SortValue::parse(json, field.is_time)),
            direction: field.direction,
        };
        SortKey(self.fields.iter().map(value).collect())
    }

    /// Returns the fields as the user wrote them, such as `platform, duration:desc`.
    pub fn names(&self) -> String {
        let name = |field: &SortField| {
            format!("{}{}", field.path, if field.direction == SortDirection::Descending { ":desc" } else { "" })
        };
        self.fields.iter().map(name).collect::<Vec<_>>().join(", ")
    }
}

impl SortValue {
    /// Reads a value. Text in a field of times is a time if it can be read, and text that is a number is a number. Returns
    /// `None` for a missing value.
    pub fn parse(json: &str, is_time: bool) -> Option<Self> {
        if json::is_absent(json) {
            return None;
        }
        let text = json::display(json)?;
        let as_time = || time::instant(&text).filter(|_| is_time).map(Self::Time);
        let as_number = || Number::read(&text).filter(|_| !text.contains(' ')).map(Self::Number);
        Some(match json.as_bytes().first() {
            Some(b't') => Self::Flag(true),
            Some(b'f') => Self::Flag(false),
            _ => as_time().or_else(as_number).unwrap_or_else(|| Self::Text(text.into_owned())),
        })
    }

    const fn rank(&self) -> u8 {
        match self {
            Self::Number(_) => 0,
            Self::Time(_) => 1,
            Self::Flag(_) => 2,
            Self::Text(_) => 3,
        }
    }
}

impl Eq for SortValue {}

impl PartialOrd for SortValue {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for SortValue {
    fn cmp(&self, other: &Self) -> Ordering {
        match (self, other) {
            (Self::Number(one), Self::Number(other)) => one.order(*other).unwrap_or(Ordering::Equal),
            (Self::Time(one), Self::Time(other)) => one.cmp(other),
            (Self::Flag(one), Self::Flag(other)) => one.cmp(other),
            (Self::Text(one), Self::Text(other)) => {
                one.to_lowercase().cmp(&other.to_lowercase()).then_with(|| one.cmp(other))
            }
            _ => self.rank().cmp(&other.rank()),
        }
    }
}

impl Eq for DirectedValue {}

impl PartialOrd for DirectedValue {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for DirectedValue {
    /// Missing values are last in both directions.
    fn cmp(&self, other: &Self) -> Ordering {
        match (&self.value, &other.value) {
            (None, None) => Ordering::Equal,
            (None, Some(_)) => Ordering::Greater,
            (Some(_), None) => Ordering::Less,
            (Some(one), Some(other)) if self.direction == SortDirection::Descending => other.cmp(one),
            (Some(one), Some(other)) => one.cmp(other),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::scanner;
    use crate::record::{Field, Record, RecordLayout};

    static SHAPE: RecordLayout = RecordLayout::new(Kind::Post, "zernio", "createdAt", |raw| {
        scanner::members(raw).map(|(name, json)| Field { name: scanner::unescaped(name), json: json.into() }).collect()
    });

    fn sorted(typed: &str, rows: &[&str]) -> Vec<String> {
        let (name, direction) = SortOrder::split(typed).unwrap();
        let order = SortOrder::new([(name.parse().unwrap(), direction)], &[Kind::Post]);
        let mut keyed: Vec<(SortKey, String)> = rows
            .iter()
            .map(|row| (order.key(&Record::from_text((*row).to_owned(), &SHAPE).view()), (*row).to_owned()))
            .collect();
        keyed.sort();
        keyed.into_iter().map(|(_, row)| row).collect()
    }

    #[test]
    fn numbers_compare_as_numbers_and_missing_values_are_last() {
        let rows = [r#"{"durationMs":1000}"#, "{}", r#"{"durationMs":"90"}"#, r#"{"durationMs":9.5}"#];
        let ascending = [rows[3], rows[2], rows[0], rows[1]];
        assert_eq!(sorted("duration", &rows), ascending);
        assert_eq!(sorted("durationMs:desc", &rows), [rows[0], rows[2], rows[3], rows[1]]);
    }

    #[test]
    fn times_compare_in_any_zone() {
        let rows = [r#"{"createdAt":"2026-11-20T10:00:00+02:00"}"#, r#"{"createdAt":"2026-11-20T09:00:00Z"}"#];
        assert_eq!(sorted("time", &rows), rows);
        assert_eq!(sorted("time:desc", &rows), [rows[1], rows[0]]);
    }

    #[test]
    fn texts_ignore_case_first() {
        let rows = [r#"{"platform":"b"}"#, r#"{"platform":"A"}"#, r#"{"platform":"c"}"#, r#"{"platform":""}"#];
        assert_eq!(sorted("platform:asc", &rows), [rows[1], rows[0], rows[2], rows[3]]);
    }

    #[test]
    fn only_two_directions_are_known() {
        assert_eq!(SortOrder::split("a:desc"), Some(("a", SortDirection::Descending)));
        assert_eq!(SortOrder::split("a:down"), None);
    }
}
