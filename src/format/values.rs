//! What `json` and `ndjson` print for a record: the schema's object, a projection of it, the record's own bytes, or what
//! a jq filter makes of one of these.

use std::io::{self, Write};
use std::sync::Arc;

use super::Style;
use super::jq::{self, Jq};
use crate::record::path::Path;
use crate::record::text::{self, Piece};
use crate::record::{View, json};
use crate::term::Palette;

/// Makes the JSON texts of records, one record after another.
pub(super) struct Values {
    projection: Option<Vec<Node>>,
    raw: bool,
    jq: Option<Arc<Jq>>,
    buffer: String,
}

impl Values {
    pub(super) fn new(style: &Style) -> Self {
        let projection = style.fields.as_deref().map(nest);
        Self { projection, raw: style.raw, jq: style.jq.clone(), buffer: String::with_capacity(1024) }
    }

    /// Gives `put` each JSON text that stands for `view`; nothing is put if the filter fails on any of them.
    pub(super) fn each(&mut self, view: &View<'_>, mut put: impl FnMut(&str) -> io::Result<()>) -> io::Result<()> {
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
                results.iter().try_for_each(|result| put(&text::harmless(result)))
            }
            None if self.raw => put(json),
            None => put(&text::harmless(json)),
        }
    }
}

/// Paints a piece of JSON.
pub(super) fn paint(out: &mut dyn Write, piece: Piece<'_>, palette: &Palette) -> io::Result<()> {
    let style = match piece {
        Piece::Key(_) => palette.key,
        Piece::Text(_) => palette.text,
        Piece::Word("null") => palette.dim,
        _ => return out.write_all(piece.text().as_bytes()),
    };
    if style.is_plain() {
        return out.write_all(piece.text().as_bytes());
    }
    write!(out, "{}", style.style(piece.text()))
}

/// Writes compact JSON, painted where there is colour.
pub(super) fn compact(out: &mut dyn Write, json: &str, palette: &Palette) -> io::Result<()> {
    if palette.is_plain() {
        return out.write_all(json.as_bytes());
    }
    text::pieces(json).try_for_each(|piece| paint(out, piece, palette))
}

fn object(buffer: &mut String, view: &View<'_>) {
    let mut mark = '{';
    for field in view.fields() {
        buffer.push(mark);
        mark = ',';
        key(buffer, &field.name);
        text::push_compact(buffer, &field.json);
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
struct Node {
    key: String,
    value: Wanted,
}

enum Wanted {
    Whole(Path),
    Parts(Vec<Node>),
}

/// The tree of `paths`, each key where it was first asked for; a whole value swallows its parts.
fn nest(paths: &[Path]) -> Vec<Node> {
    let mut roots = Vec::new();
    for path in paths {
        let pieces: Vec<&str> = path.pieces().collect();
        insert(&mut roots, &pieces, path);
    }
    roots
}

fn insert(nodes: &mut Vec<Node>, pieces: &[&str], path: &Path) {
    let [key, rest @ ..] = pieces else { return };
    let place = nodes.iter().position(|node| node.key == *key).unwrap_or_else(|| {
        nodes.push(Node { key: (*key).to_owned(), value: Wanted::Parts(Vec::new()) });
        nodes.len() - 1
    });
    match &mut nodes[place].value {
        Wanted::Whole(_) => {}
        value if rest.is_empty() => *value = Wanted::Whole(path.clone()),
        Wanted::Parts(parts) => insert(parts, rest, path),
    }
}

fn project(buffer: &mut String, nodes: &[Node], view: &View<'_>) {
    for (place, node) in nodes.iter().enumerate() {
        buffer.push(if place == 0 { '{' } else { ',' });
        key(buffer, &node.key);
        match &node.value {
            Wanted::Whole(path) => text::push_compact(buffer, path.find(view).unwrap_or("null")),
            Wanted::Parts(parts) => project(buffer, parts, view),
        }
    }
    buffer.push_str(if nodes.is_empty() { "{}" } else { "}" });
}
