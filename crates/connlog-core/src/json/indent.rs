//! Writes JSON text on several lines.

use super::rewrite::{Token, pieces};
use crate::sanitize::Escaped;

/// Appends `json`, indented by two spaces a level starting at level `depth`. `paint` writes each key, scalar and
/// punctuation mark.
pub fn indent(out: &mut Escaped, json: &str, mut depth: usize, paint: &dyn Fn(&mut Escaped, Token<'_>)) {
    let mut pieces = pieces(json).peekable();
    while let Some(piece) = pieces.next() {
        paint(out, piece);
        match piece {
            Token::Mark("{" | "[") => {
                if let Some(close) = pieces.next_if(closes) {
                    paint(out, close);
                } else {
                    depth += 1;
                    line(out, depth);
                }
            }
            Token::Mark(",") => line(out, depth),
            Token::Mark(":") => out.literal(" "),
            _ => {}
        }
        if pieces.peek().is_some_and(closes) {
            depth = depth.saturating_sub(1);
            line(out, depth);
        }
    }
}

fn closes(piece: &Token<'_>) -> bool {
    matches!(piece, Token::Mark("}" | "]"))
}

fn line(out: &mut Escaped, depth: usize) {
    out.literal("\n");
    (0..depth).for_each(|_| out.literal("  "));
}
