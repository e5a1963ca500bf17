//! Measures connlog and its peers in one run on one machine. README and issues quote the figures.
//!
//! `cargo bench` measures everything (about ten minutes); `cargo bench -- start page` only these groups of `start`, `page`,
//! `memory`, `walk`, `events`, `wrapped`, `archive`. A peer that is not installed is skipped with a message. The final table is Markdown.

mod archive;
mod corpus;
mod events;
mod machine;
mod memory;
mod page;
mod start;
mod table;
mod time;
mod walk;
mod wrapped;

use std::error::Error;
use std::io::{self, Write as _};

use table::Table;

/// The program under test, in the bench profile: the release profile, but panics unwind.
const CONNLOG: &str = env!("CARGO_BIN_EXE_connlog");

type Result<T, E = Box<dyn Error>> = std::result::Result<T, E>;
type Group = (&'static str, fn(&mut Table) -> Result<()>);

const GROUPS: [Group; 7] = [
    ("start", start::measure),
    ("page", page::measure),
    ("memory", memory::measure),
    ("walk", walk::measure),
    ("events", events::measure),
    ("wrapped", wrapped::measure),
    ("archive", archive::measure),
];

fn main() -> Result<()> {
    // cargo itself adds `--bench`.
    let wanted: Vec<String> = std::env::args().skip(1).filter(|word| !word.starts_with('-')).collect();
    if let Some(word) = wanted.iter().find(|word| GROUPS.iter().all(|(name, _)| name != word)) {
        return Err(format!(
            "there is no group `{word}`; there are start, page, memory, walk, events, wrapped and archive"
        )
        .into());
    }
    let mut table = Table::default();
    for (name, measure) in GROUPS {
        if wanted.is_empty() || wanted.iter().any(|word| word == name) {
            say(&format!("measuring {name} ..."));
            measure(&mut table)?;
        }
    }
    #[expect(clippy::disallowed_methods, reason = "the benchmark is a program of its own")]
    let mut stdout = io::stdout().lock();
    write!(stdout, "\n{}\n\n{table}", machine::describe())?;
    Ok(())
}

/// Tells on stderr what goes on.
#[expect(clippy::disallowed_methods, reason = "the benchmark is a program of its own")]
fn say(text: &str) {
    drop(writeln!(io::stderr().lock(), "{text}"));
}
