//! Writes JSON in the colours of the palette.

use super::terminal::Palette;
use connlog_core::json::rewrite::{self, Token};
use connlog_core::sanitize::{Escaped, Keep};

/// Adds a token of JSON in its colour.
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

/// Adds compact JSON in the colours of the palette.
pub(crate) fn compact(out: &mut Escaped, json: &str, palette: &Palette) {
    if palette.is_plain() {
        out.json(json);
    } else {
        rewrite::pieces(json).for_each(|piece| paint(out, piece, palette));
    }
}
