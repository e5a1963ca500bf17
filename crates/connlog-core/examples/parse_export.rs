//! Prints the time, the event and the outcome of each entry of an export: `cargo run -p connlog-core --example parse_export < FILE`.

use std::io::{self, Read as _};

use connlog_core::decode::decode;
use connlog_core::record::semantics::{Outcome, event};

fn main() -> io::Result<()> {
    let mut bytes = Vec::new();
    io::stdin().read_to_end(&mut bytes)?;
    let mut lines = Vec::new();
    let report = decode("stdin", io::Cursor::new(bytes), None, |batch| {
        for record in batch.into_records() {
            // The view hides secrets and persons.
            let view = record.view();
            let time = view.text("createdAt").unwrap_or_default();
            let name = event(&view).unwrap_or_default();
            lines.push(format!("{time}\t{name}\t{:?}", Outcome::from_view(&view).class()));
        }
    })?;
    #[expect(clippy::disallowed_macros, clippy::print_stdout, reason = "an example prints its result")]
    {
        println!("{}", lines.join("\n"));
        println!("{} entries, {} values without an entry", report.entries, report.misses);
    }
    Ok(())
}
