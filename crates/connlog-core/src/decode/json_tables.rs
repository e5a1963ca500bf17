//! Tables in JSON, as query services and data frames write them: column names in one place, rows in another.

use std::borrow::Cow;

use crate::json::{self, scanner};

/// The maximum depth of objects in which names or rows are searched.
const DEEPEST: usize = 4;
/// Keys of lists of column names, in lower case.
const NAMES: &[&str] = &["columns", "column_names", "columnnames", "fields", "header", "names"];
/// Keys of the name in a column description.
const NAME: &[&str] = &["name", "Name", "column_name", "columnName", "label"];
/// Keys of objects that contain only the value of a cell.
const CELL: &[&str] =
    &["v", "VarCharValue", "stringValue", "longValue", "doubleValue", "booleanValue", "isNull", "value"];
/// Column names of tables of entries, in lower case.
const KNOWN: &[&str] = &["message_event", "message_data", "event", "created", "time_stamp", "_raw", "message", "line"];

/// Lists of column names as JSON strings, one list for each table that an object may contain.
#[derive(Debug, Clone, Default)]
pub(crate) struct ColumnNames(Vec<Vec<String>>);

impl ColumnNames {
    /// Adds the names in the members of an object.
    pub(crate) fn add(&mut self, members: &[(Cow<'_, str>, &str)]) {
        let (mut names, mut rows) = (Vec::new(), Vec::new());
        for (key, value) in members {
            search(key, value, DEEPEST, &mut names, &mut rows);
        }
        self.0.extend(names.into_iter().map(|names| names.into_iter().map(Cow::into_owned).collect()));
    }

    /// Returns whether there are no names.
    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Returns a row as a JSON object; `None` if it is not a row under these names, or if it repeats them.
    pub(crate) fn object(&self, row: &str) -> Option<String> {
        let names = self.find(row)?;
        let object = || object(names.iter().map(String::as_str).zip(cells(row).into_iter().flatten()));
        (!self.is_header(row)).then(object)
    }

    /// Returns whether a row repeats the names.
    pub(crate) fn is_header(&self, row: &str) -> bool {
        let Some(names) = self.find(row) else { return false };
        cells(row).is_some_and(|cells| cells.eq(names.iter().map(String::as_str)))
    }

    fn find(&self, row: &str) -> Option<&[String]> {
        let count = if self.0.is_empty() { None } else { cells(row).map(Iterator::count) };
        self.0.iter().find(|names| Some(names.len()) == count).map(Vec::as_slice)
    }
}

/// Column names as JSON strings, and the JSON text of the rows.
pub(crate) struct JsonTable<'j> {
    names: Vec<Cow<'j, str>>,
    rows: &'j str,
}

impl<'j> JsonTable<'j> {
    /// Returns the table whose names and rows are in the members of one object, at any depth up to the limit.
    pub(crate) fn find(members: &[(Cow<'j, str>, &'j str)]) -> Option<Self> {
        if !members.iter().any(|(_, value)| value.starts_with(['[', '{'])) {
            return None;
        }
        let (mut names, mut rows) = (Vec::new(), Vec::new());
        for (key, value) in members {
            search(key, value, DEEPEST, &mut names, &mut rows);
        }
        for list in rows {
            let Some(first) = scanner::elements(list).next() else { continue };
            let count = cells(first)?.count();
            if let Some(names) = names.iter_mut().find(|names| names.len() == count) {
                return Some(Self { names: std::mem::take(names), rows: list });
            }
        }
        None
    }

    /// Returns the rows as JSON objects, or the number of cells of a row with a wrong length. Skips a first row that
    /// repeats the names.
    pub(crate) fn rows(&self) -> impl Iterator<Item = Result<String, usize>> {
        let rows = scanner::elements(self.rows).enumerate();
        rows.filter(|(at, row)| *at > 0 || !self.is_header(row)).map(|(_, row)| {
            let count = cells(row).map_or(0, Iterator::count);
            if count != self.names.len() {
                return Err(count);
            }
            Ok(object(self.names.iter().map(|name| &**name).zip(cells(row).into_iter().flatten())))
        })
    }

    /// Returns the number of columns.
    pub(crate) fn width(&self) -> usize {
        self.names.len()
    }

    fn is_header(&self, row: &str) -> bool {
        cells(row).is_some_and(|cells| cells.eq(self.names.iter().map(|name| &**name)))
    }
}

/// Returns the object of a list of pairs such as `{"field": "data.status", "value": "SUCCESSFUL"}`; `None` for other lists.
pub(super) fn object_from_pairs(list: &str) -> Option<String> {
    let pair = |element| Some((scanner::member(element, "field")?, scanner::member(element, "value")?));
    let pairs: Vec<(&str, &str)> = scanner::elements(list).map(pair).collect::<Option<_>>()?;
    Some(object(pairs.into_iter()))
}

/// Collects lists that may be column names and lists that may be rows.
fn search<'j>(key: &str, value: &'j str, depth: usize, names: &mut Vec<Vec<Cow<'j, str>>>, rows: &mut Vec<&'j str>) {
    let Some(depth) = depth.checked_sub(1) else { return };
    if value.starts_with('{') {
        for (key, value) in scanner::members(value).filter(|(_, value)| value.starts_with(['[', '{'])) {
            search(key, value, depth, names, rows);
        }
        return;
    }
    let Some(first) = value.starts_with('[').then(|| scanner::elements(value).next()).flatten() else { return };
    if cells(first).is_some() {
        rows.push(value);
    } else if first.starts_with('{') && name(first).is_some() {
        names
            .extend(scanner::elements(value).map(|column| name(column).map(Cow::Borrowed)).collect::<Option<Vec<_>>>());
    } else if first.starts_with('"') && NAMES.iter().any(|known| key.eq_ignore_ascii_case(known)) {
        names.push(scanner::elements(value).map(Cow::Borrowed).collect());
    }
}

/// Returns the JSON text of the name in a column description.
fn name(column: &str) -> Option<&str> {
    NAME.iter().find_map(|key| scanner::member(column, key)).filter(|name| name.starts_with('"'))
}

/// Returns the cells of a row: a list, or an object that contains only a list.
fn cells(row: &str) -> Option<impl Iterator<Item = &str>> {
    let list = if row.starts_with('{') {
        let mut members = scanner::members(row);
        let (_, list) = members.next()?;
        members.next().is_none().then_some(list)?
    } else {
        row
    };
    list.starts_with('[').then(|| scanner::elements(list).map(cell))
}

/// Returns the value of a cell, unwrapped if it is in an object.
fn cell(cell: &str) -> &str {
    let mut members = scanner::members(cell);
    match (members.next(), members.next()) {
        (Some(("isNull", _)), None) => "null",
        // Athena omits the value of a null.
        (None, None) if cell.starts_with('{') => "null",
        (Some((key, value)), None) if CELL.contains(&key) => value,
        _ => cell,
    }
}

/// Returns the rows of an object with one list per column, or one object per column with the same keys.
pub(crate) fn transposed(members: &[(Cow<'_, str>, &str)]) -> Option<Vec<String>> {
    let (_, first) = members.first().filter(|_| members.len() > 1)?;
    let is_known = |(name, _): &(Cow<'_, str>, &str)| KNOWN.iter().any(|known| name.eq_ignore_ascii_case(known));
    let open = first.chars().next().filter(|open| matches!(open, '[' | '{'))?;
    if !members.iter().any(is_known) || members.iter().any(|(_, column)| !column.starts_with(open)) {
        return None;
    }
    let names: Vec<String> = members.iter().map(|(name, _)| json::quote(name)).collect();
    let mut columns: Vec<_> = members.iter().map(|(_, column)| column_cells(column)).collect();
    let mut rows = Vec::new();
    loop {
        let row: Vec<Option<(&str, &str)>> = columns.iter_mut().map(Iterator::next).collect();
        if row.iter().all(Option::is_none) {
            return (!rows.is_empty()).then_some(rows);
        }
        let row = row.into_iter().collect::<Option<Vec<_>>>()?;
        if row.iter().any(|(key, _)| *key != row[0].0) {
            return None;
        }
        rows.push(object(names.iter().map(String::as_str).zip(row.iter().map(|(_, cell)| *cell))));
    }
}

/// Returns the cells of a column with their keys; a list has no keys.
fn column_cells(column: &str) -> impl Iterator<Item = (&str, &str)> {
    scanner::members(column).chain(scanner::elements(column).map(|cell| ("", cell)))
}

/// Builds a JSON object from names and values in JSON.
pub(crate) fn object<'p>(pairs: impl Iterator<Item = (&'p str, &'p str)>) -> String {
    let mut object = String::from("{");
    for (name, value) in pairs.filter(|(name, _)| name.starts_with('"')) {
        if object.len() > 1 {
            object.push(',');
        }
        object.extend([name, ":", value]);
    }
    object.push('}');
    object
}
