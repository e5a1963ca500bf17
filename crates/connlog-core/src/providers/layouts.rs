//! Permanent names of the layouts. An archive stores the name of the layout beside the bytes of an entry.

use std::sync::LazyLock;

use super::PROVIDERS;
use crate::record::RecordLayout;

/// Every layout of an entry, by its name.
static LAYOUTS: LazyLock<Vec<(String, &'static RecordLayout)>> =
    LazyLock::new(|| PROVIDERS.iter().flat_map(|provider| (provider.layouts)()).collect());

/// Returns the names and the layouts of all entries. A name never changes between versions.
pub fn all() -> impl Iterator<Item = (&'static str, &'static RecordLayout)> {
    LAYOUTS.iter().map(|(name, layout)| (name.as_str(), *layout))
}

/// Returns the name of a layout; `None` for the layout of a record that is no entry.
pub fn name(layout: &'static RecordLayout) -> Option<&'static str> {
    all().find(|(_, known)| std::ptr::eq(*known, layout)).map(|(name, _)| name)
}

/// Returns the layout with this name; `None` for a name of a later version.
pub fn find(name: &str) -> Option<&'static RecordLayout> {
    all().find(|(known, _)| *known == name).map(|(_, layout)| layout)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn names_are_unique_and_permanent() {
        let names: Vec<&str> = all().map(|(name, _)| name).collect();
        assert_eq!(names.iter().collect::<BTreeSet<_>>().len(), names.len(), "{names:?}");
        for known in ["fivetran/fivetran", "fivetran/sync", "late/connection", "late/post", "zernio/connection"] {
            assert!(find(known).is_some_and(|layout| name(layout) == Some(known)), "{known}");
        }
        for known in ["zernio/post", "zernio/webhook", "zernio/delivery", "late/delivery", "printed/post"] {
            assert!(find(known).is_some_and(|layout| name(layout) == Some(known)), "{known}");
        }
    }
}
