//! What `json` and `ndjson` print for a record: the schema's object, a projection of it, the record's own bytes, or what
//! a jq filter makes of one of these.

use std::io;
use std::sync::Arc;

use super::Style;
use super::jq::{self, JqFilter};
use crate::output::terminal::Palette;
use connlog_core::json;
use connlog_core::json::rewrite::{self, Token};
use connlog_core::record::View;
use connlog_core::record::path::FieldPath;
use connlog_core::sanitize::{Escaped, Keep};

/// Makes the JSON texts of records, one record after another.
pub(crate) struct ProjectedValues {
    projection: Option<Vec<ProjectionNode>>,
    raw: bool,
    /// The texts are the bytes of the source, and go to a program.
    verbatim: bool,
    jq: Option<Arc<JqFilter>>,
    buffer: String,
}

impl ProjectedValues {
    pub(crate) fn new(style: &Style) -> Self {
        let projection = style.fields.as_deref().map(nest);
        let verbatim = style.raw && style.jq.is_none() && !style.terminal && style.palette.is_plain();
        Self { projection, raw: style.raw, verbatim, jq: style.jq.clone(), buffer: String::with_capacity(1024) }
    }

    /// Whether `--raw` asks for the bytes of the source. On a terminal they are escaped all the same.
    pub(crate) const fn is_verbatim(&self) -> bool {
        self.verbatim
    }

    /// Gives `put` each JSON text that stands for `view`; nothing is put if the filter fails on any of them.
    pub(crate) fn each(&mut self, view: &View<'_>, mut put: impl FnMut(&str)) -> io::Result<()> {
        let json = if self.raw {
            view.raw()
        } else {
            self.buffer.clear();
            match &self.projection {
                Some(nodes) => project(&mut self.buffer, nodes, view),
                None => object(&mut self.buffer, view),
            }
            &self.buffer
        };
        match &self.jq {
            Some(jq) => {
                let results = jq.run(json).map_err(|error| jq::failed(&error))?;
                for result in results {
                    put(&result);
                }
            }
            None => put(json),
        }
        Ok(())
    }
}

/// Adds a piece of JSON in its colour.
pub(crate) fn paint(out: &mut Escaped, piece: Token<'_>, palette: &Palette) {
    let style = match piece {
        Token::Key(_) => palette.key,
        Token::Text(_) => palette.text,
        Token::Word("null") => palette.dim,
        _ => return out.json(piece.text()),
    };
    if style.is_plain() {
        out.json(piece.text());
    } else {
        let painted = Palette::paint(style, &rewrite::harmless(piece.text()));
        out.text(&painted, Keep::coloured(true));
    }
}

/// Adds compact JSON, painted where there is colour.
pub(crate) fn compact(out: &mut Escaped, json: &str, palette: &Palette) {
    if palette.is_plain() {
        out.json(json);
    } else {
        rewrite::pieces(json).for_each(|piece| paint(out, piece, palette));
    }
}

fn object(buffer: &mut String, view: &View<'_>) {
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
    if name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_') {
        buffer.extend(["\"", name, "\":"]);
    } else {
        buffer.extend([&*json::quote(name), ":"]);
    }
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

/// The tree of `paths`, each key where it was first asked for; a whole value swallows its parts.
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

fn project(buffer: &mut String, nodes: &[ProjectionNode], view: &View<'_>) {
    for (place, node) in nodes.iter().enumerate() {
        buffer.push(if place == 0 { '{' } else { ',' });
        key(buffer, &node.key);
        match &node.value {
            Projection::Whole(path) => rewrite::push_compact(buffer, path.find(view).unwrap_or("null")),
            Projection::Parts(parts) => project(buffer, parts, view),
        }
    }
    buffer.push_str(if nodes.is_empty() { "{}" } else { "}" });
}
