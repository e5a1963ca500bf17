//! The JSON of a record for `json` and `ndjson`: the object of the schema, a projection of it, or the bytes of the source, and
//! the results of a jq filter on it.

use std::io;
use std::sync::Arc;

use super::jq::{self, JqFilter};
use crate::output::columns;
use crate::output::style::OutputStyle;
use connlog_core::json;
use connlog_core::json::rewrite;
use connlog_core::providers::endpoint::IdNames;
use connlog_core::record::ShownView;
use connlog_core::record::path::FieldPath;

/// Returns the JSON texts of records, one record after another.
pub(crate) struct ProjectedValues {
    projection: Option<Vec<ProjectionNode>>,
    raw: bool,
    /// Whether the texts are the unescaped bytes of the source.
    verbatim: bool,
    jq: Option<Arc<JqFilter>>,
    names: Arc<IdNames>,
    buffer: String,
}

impl ProjectedValues {
    pub(crate) fn new(style: &OutputStyle) -> Self {
        let projection = style.fields.as_deref().map(nest);
        let verbatim = style.raw && style.jq.is_none() && !style.terminal && style.palette.is_plain();
        Self {
            projection,
            raw: style.raw,
            verbatim,
            jq: style.jq.clone(),
            names: Arc::clone(&style.names),
            buffer: String::with_capacity(1024),
        }
    }

    /// Returns whether the texts are the unescaped bytes of the source: with `--raw`, and not on a terminal.
    pub(crate) const fn is_verbatim(&self) -> bool {
        self.verbatim
    }

    /// Calls `put` with each JSON text of `view`.
    ///
    /// # Errors
    ///
    /// When the filter fails. Then `put` is not called.
    pub(crate) fn each(&mut self, view: &ShownView<'_>, mut put: impl FnMut(&str)) -> io::Result<()> {
        let json = if self.raw {
            view.shown()
        } else {
            self.buffer.clear();
            match &self.projection {
                Some(nodes) => project(&mut self.buffer, nodes, view, &self.names),
                None => object(&mut self.buffer, view),
            }
            &self.buffer
        };
        match &self.jq {
            Some(jq) => {
                let results = jq.run(json).map_err(|error| jq::filter_error(&error))?;
                for result in results {
                    put(&result);
                }
            }
            None => put(json),
        }
        Ok(())
    }
}

fn object(buffer: &mut String, view: &ShownView<'_>) {
    let mut mark = '{';
    for field in view.fields() {
        buffer.push(mark);
        mark = ',';
        key(buffer, &field.name);
        rewrite::push_compact(buffer, &field.json);
    }
    buffer.push_str(if mark == '{' { "{}" } else { "}" });
}

fn key(buffer: &mut String, name: &str) {
    json::push_quoted(buffer, name);
    buffer.push(':');
}

/// A key of the projection: the value at a path, or an object of further keys.
struct ProjectionNode {
    key: String,
    value: Projection,
}

enum Projection {
    Whole(FieldPath),
    Parts(Vec<ProjectionNode>),
}

/// Returns the tree of `paths` in their order. A path includes paths below it.
fn nest(paths: &[FieldPath]) -> Vec<ProjectionNode> {
    let mut roots = Vec::new();
    for path in paths {
        let pieces: Vec<&str> = path.pieces().collect();
        insert(&mut roots, &pieces, path);
    }
    roots
}

fn insert(nodes: &mut Vec<ProjectionNode>, pieces: &[&str], path: &FieldPath) {
    let [key, rest @ ..] = pieces else { return };
    let place = nodes.iter().position(|node| node.key == *key).unwrap_or_else(|| {
        nodes.push(ProjectionNode { key: (*key).to_owned(), value: Projection::Parts(Vec::new()) });
        nodes.len() - 1
    });
    match &mut nodes[place].value {
        Projection::Whole(_) => {}
        value if rest.is_empty() => *value = Projection::Whole(path.clone()),
        Projection::Parts(parts) => insert(parts, rest, path),
    }
}

fn project(buffer: &mut String, nodes: &[ProjectionNode], view: &ShownView<'_>, names: &IdNames) {
    for (place, node) in nodes.iter().enumerate() {
        buffer.push(if place == 0 { '{' } else { ',' });
        key(buffer, &node.key);
        match &node.value {
            Projection::Whole(path) => {
                let name = || columns::known_name(view, path, names).map(|name| json::quote(&name));
                match path.find(view) {
                    Some(json) => rewrite::push_compact(buffer, json),
                    None => buffer.push_str(name().as_deref().unwrap_or("null")),
                }
            }
            Projection::Parts(parts) => project(buffer, parts, view, names),
        }
    }
    buffer.push_str(if nodes.is_empty() { "{}" } else { "}" });
}
