//! Prints the time, the event and the outcome of each entry of an export: `cargo run -p connlog-core --example parse_export < FILE`.

use std::io::{self, Read as _};

use connlog_core::decode::decode;
use connlog_core::record::semantics::{Outcome, event};

// ANCHOR: parse
/// Returns a line for each entry of `export`, and the number of values that are no entry.
fn parse(export: Vec<u8>) -> io::Result<(Vec<String>, u64)> {
    let mut lines = Vec::new();
    let report = decode("export", io::Cursor::new(export), None, |batch| {
        for record in batch.into_records() {
            let view = record.view();
            let (time, name) = (view.text("createdAt").unwrap_or_default(), event(&view).unwrap_or_default());
            lines.push(format!("{time}\t{name}\t{:?}", Outcome::from_view(&view).class()));
        }
    })?;
    Ok((lines, report.undecodable))
}
// ANCHOR_END: parse

#[expect(clippy::disallowed_macros, clippy::print_stdout, reason = "an example prints its result")]
fn main() -> io::Result<()> {
    let mut export = Vec::new();
    io::stdin().read_to_end(&mut export)?;
    let (lines, undecodable) = parse(export)?;
    println!("{}\n{} entries, {undecodable} values without an entry", lines.join("\n"), lines.len());
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries_have_a_line_and_other_values_are_counted() {
        let export = include_bytes!("../../../tests/fixtures/fivetran/samples.ndjson");
        let (lines, undecodable) = parse([export.as_slice(), b"[1]\n"].concat()).unwrap();
        assert!(lines.len() > 20, "{lines:?}");
        assert!(lines.iter().any(|line| line.contains("\tsync_end\t")), "{lines:?}");
        assert_eq!(undecodable, 1);
    }
}
