//! Flags that every command takes and that can do nothing where they stand: a usage error, since whoever typed one expects
//! something of it. `--debug` is none of them: it shows what goes over the wire, be that nothing.

use crate::args::GlobalArgs;
use crate::sources::{self, files};
use connlog_core::error::{Error, Result};

/// What a command reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum InputNeeds {
    /// Entries, of an API or of what `--from` names.
    Entries,
    /// The API alone.
    Api,
    Nothing,
}

/// Refuses flags that say where entries come from, or how they are fetched, to a command that reads them elsewhere.
pub(crate) fn check(command: &str, reads: InputNeeds, shared: &GlobalArgs) -> Result<()> {
    let (from, api, network) = (&shared.from, &shared.api, &shared.network);
    let of_places = [
        ("--from", !from.from.is_empty()),
        ("--strict", from.strict),
        ("--keep-repeats", from.keep_repeats),
        ("--schema", from.schema.is_some()),
    ];
    let of_api = [
        ("--context", api.context.is_some()),
        ("--api-key-file", api.api_key_file.is_some()),
        ("--base-url", api.base_url.is_some()),
        ("--dialect", api.dialect.is_some()),
        ("--insecure-http", api.insecure_http),
        ("--retries", network.retries.is_some()),
        ("--max-wait", network.max_wait.is_some()),
        ("--max-body", network.max_body.is_some()),
        ("--concurrency", network.concurrency.is_some()),
    ];
    let both = [("--demo", api.demo), ("--timeout", network.timeout.is_some())];
    let typed = |flags: &[(&'static str, bool)]| flags.iter().find(|(_, typed)| *typed).map(|(flag, _)| *flag);
    match reads {
        InputNeeds::Nothing => match typed(&of_places).or_else(|| typed(&of_api)).or_else(|| typed(&both)) {
            Some(flag) => Err(idle(flag, command).cause("it reads no entries")),
            None => Ok(()),
        },
        InputNeeds::Api => match typed(&of_places) {
            Some(flag) => Err(idle(flag, command).cause("it looks at the API and nothing else")),
            None => Ok(()),
        },
        InputNeeds::Entries => {
            from.no_kind()?;
            let held = &sources::select(from)?.capabilities;
            if held.is_api {
                return if from.keep_repeats { Err(unused_flag()) } else { Ok(()) };
            }
            files::without_demo(shared)?;
            let waiting = network.timeout.is_some() && !held.is_remote;
            of_the_api(typed(&of_api).or(waiting.then_some("--timeout")))
        }
    }
}

fn unused_flag() -> Error {
    Error::usage("--keep-repeats goes with --from only")
        .cause("an API's entries are kept as the API gives them")
        .hint("leave out --keep-repeats")
}

/// The fault of a flag that only an API could heed, where entries come from files or tables.
pub(crate) fn of_the_api(flag: Option<&str>) -> Result<()> {
    match flag {
        Some(flag) => Err(Error::usage(format!("{flag} is about the API"))
            .cause("entries come from what --from names")
            .hint(format!("leave out {flag} or --from"))),
        None => Ok(()),
    }
}

fn idle(flag: &str, command: &str) -> Error {
    Error::usage(format!("{flag} does nothing in `connlog {command}`")).hint(format!("leave out {flag}"))
}
