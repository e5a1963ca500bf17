//! What `json` and `ndjson` print for a record: the schema's object, a projection of it, the record's own bytes, or what
//! a jq filter makes of one of these.

use std::io;
use std::sync::Arc;

use super::Style;
use super::jq::{self, Jq};
use crate::record::path::Path;
use crate::record::text::{self, Piece};
use crate::record::{View, json};
use crate::sanitize::{Escaped, Keep};
use crate::term::Palette;

/// Makes the JSON texts of records, one record after another.
pub(super) struct Values {
    projection: Option<Vec<Node>>,
    raw: bool,
    /// The texts are the bytes of the source, and go to a program.
    verbatim: bool,
    jq: Option<Arc<Jq>>,
    buffer: String,
}

impl Values {
    pub(super) fn new(style: &Style) -> Self {
        let projection = style.fields.as_deref().map(nest);
        let verbatim = style.raw && style.jq.is_none() && !style.terminal && style.palette.is_plain();
        Self { projection, raw: style.raw, verbatim, jq: style.jq.clone(), buffer: String::with_capacity(1024) }
    }

    /// Whether `--raw` asks for the bytes of the source. On a terminal they are escaped all the same.
    pub(super) const fn is_verbatim(&self) -> bool {
        self.verbatim
    }

    /// Gives `put` each JSON text that stands for `view`; nothing is put if the filter fails on any of them.
    pub(super) fn each(&mut self, view: &View<'_>, mut put: impl FnMut(&str)) -> io::Result<()> {
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
pub(super) fn paint(out: &mut Escaped, piece: Piece<'_>, palette: &Palette) {
    let style = match piece {
        Piece::Key(_) => palette.key,
        Piece::Text(_) => palette.text,
        Piece::Word("null") => palette.dim,
        _ => return out.json(piece.text()),
    };
    if style.is_plain() {
        out.json(piece.text());
    } else {
        let painted = Palette::paint(style, &text::harmless(piece.text()));
        out.text(&painted, Keep::coloured(true));
    }
}

/// Adds compact JSON, painted where there is colour.
pub(super) fn compact(out: &mut Escaped, json: &str, palette: &Palette) {
    if palette.is_plain() {
        out.json(json);
    } else {
        text::pieces(json).for_each(|piece| paint(out, piece, palette));
    }
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
