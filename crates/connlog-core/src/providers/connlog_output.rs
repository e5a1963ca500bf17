//! Reads records that connlog printed as `json` or `ndjson`; they already have the schema.

use std::sync::LazyLock;

use super::printed_layout::layout;
use super::{Provider, RecognizedObject};
use crate::json::{self, scanner};
use crate::record::{Kind, RecordLayout};

/// A provider without its own `source`: its records keep the source with which they were printed.
pub(super) static PROVIDER: Provider = Provider { layouts, ..Provider::new(&[], recognize) };

/// The layouts of all kinds that connlog saves.
static LAYOUTS: LazyLock<[RecordLayout; Kind::SAVED.len()]> = LazyLock::new(|| Kind::SAVED.map(layout));

fn layouts() -> Vec<(String, &'static RecordLayout)> {
    LAYOUTS.iter().map(|layout| (format!("printed/{}", layout.kind.name()), layout)).collect()
}

/// Returns the layout of a record that was printed before.
fn recognize(raw: &str) -> Option<RecognizedObject> {
    let kind = scanner::member(raw, "kind").and_then(json::string)?;
    scanner::member(raw, "source").and_then(json::string)?;
    if let Some(layout) = LAYOUTS.iter().find(|layout| layout.kind.name() == kind) {
        return Some(RecognizedObject::Entry(layout));
    }
    Kind::printed().any(|known| known.name() == kind).then_some(RecognizedObject::Unlisted)
}
