//! Structures that separate names from values: `{name, value}`, `[[name, value], ...]`, columns with rows, a
//! Kubernetes Secret.

use super::rules::structures::{NAMES, ROWS, TITLES, VALUES};
use super::{RedactionRule, named_values, secret_keys};
use crate::json::{self, scanner};

/// What the members of an object say about each other.
#[derive(Debug, Default)]
pub(super) struct Structure {
    /// The rule for the value that another member names.
    value: Option<RedactionRule>,
    /// The redacted columns of a table.
    cells: Vec<(usize, RedactionRule)>,
    is_kubernetes_secret: bool,
}

impl Structure {
    pub(super) fn new(members: &[(&str, &str)]) -> Self {
        let mut structure = Self::default();
        for (key, member) in members {
            match member.as_bytes().first() {
                Some(b'"') if is_one_of(key, NAMES) => {
                    structure.value = structure.value.or_else(|| title(member));
                }
                Some(b'"') if *key == "kind" && *member == "\"Secret\"" => structure.is_kubernetes_secret = true,
                Some(b'[') if is_one_of(key, TITLES) => {
                    let cells = cells(member);
                    if !cells.is_empty() {
                        structure.cells = cells;
                    }
                }
                _ => {}
            }
        }
        structure
    }

    /// Returns the rule for a member that others name; `None` if they do not.
    pub(super) fn member(&self, key: &str) -> Option<RedactionRule> {
        if self.is_kubernetes_secret && matches!(key, "data" | "stringData") {
            return Some(RedactionRule::Secret);
        }
        self.value.filter(|_| is_one_of(key, VALUES))
    }

    /// Returns the redacted columns of a member that contains rows.
    pub(super) fn cells(&self, key: &str) -> &[(usize, RedactionRule)] {
        if self.cells.is_empty() || !is_one_of(key, ROWS) { &[] } else { &self.cells }
    }
}

/// The rules for elements of an array that other elements name.
pub(super) enum ListRules {
    /// Elements by index.
    Elements(Vec<(usize, RedactionRule)>),
    /// Elements by index in each element except the first.
    Cells(Vec<(usize, RedactionRule)>),
    /// The second element of each pair.
    Pairs,
    Nothing,
}

/// Returns what the elements of an array say about each other. `key` is the key of the array.
pub(super) fn listed(elements: &[&str], key: &str) -> ListRules {
    let is_text = |element: &&str| element.starts_with('"');
    if elements.len() >= 2 && elements.iter().all(is_text) && secret_keys::folded(key).to_lowercase().contains("header")
    {
        let named = elements.iter().step_by(2).enumerate().filter_map(|(at, name)| Some((2 * at + 1, title(name)?)));
        return ListRules::Elements(named.collect());
    }
    if elements.is_empty() || !elements.iter().all(|element| element.starts_with('[')) {
        return ListRules::Nothing;
    }
    let are_pairs = elements.iter().all(|row| {
        let mut cells = scanner::elements(row);
        cells.next().is_some_and(|name| is_text(&name)) && cells.next().is_some() && cells.next().is_none()
    });
    if are_pairs && elements.iter().any(|row| pair(row).is_some()) {
        return ListRules::Pairs;
    }
    match elements {
        [header, _, ..] if scanner::elements(header).all(|cell| is_text(&cell)) => ListRules::Cells(cells(header)),
        _ => ListRules::Nothing,
    }
}

/// Returns the rule for the second element of a pair.
pub(super) fn pair(row: &str) -> Option<RedactionRule> {
    scanner::elements(row).next().and_then(title)
}

/// Returns the indexes of an array's elements that name a secret: texts, or objects with a name.
fn cells(titles: &str) -> Vec<(usize, RedactionRule)> {
    let treated = |element: &str| match element.as_bytes().first() {
        Some(b'"') => title(element),
        Some(b'{') => scanner::members(element)
            .find(|(key, member)| is_one_of(key, NAMES) && member.starts_with('"'))
            .and_then(|(_, name)| title(name)),
        _ => None,
    };
    scanner::elements(titles).enumerate().filter_map(|(at, element)| Some((at, treated(element)?))).collect()
}

/// Returns the rule for a value that this JSON text names.
fn title(text: &str) -> Option<RedactionRule> {
    let name = json::scalar(text)?;
    named_values::title(&name).filter(|treatment| *treatment != RedactionRule::Unknown)
}

fn is_one_of(key: &str, names: &[&str]) -> bool {
    key.len() <= 16 && names.contains(&&*secret_keys::without(key, &['_', '-', ' ']))
}
