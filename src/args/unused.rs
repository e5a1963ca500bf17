//! Rejects global flags that have no effect on a command. `--debug` is always accepted.

use clap::{Arg, Args as _, Command, Id};

use crate::args::{ApiArgs, DisplayArgs, FromArgs, GlobalArgs, NetworkArgs};
use crate::sources::{self, files};
use connlog_core::error::{Error, Result};

/// The kind of input that a command reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum InputNeeds {
    /// Entries of an API, of files or of a database.
    Entries,
    /// An API only, for diagnosis.
    Api,
    /// Nothing, but the provider of the demo can be chosen.
    Demo,
    Nothing,
}

/// Returns the ids in clap of the global flags that [`check`] rejects. The help of a command hides them; the command line
/// accepts them, so that the usage error can name the flag.
pub(crate) fn rejected_flags(needs: InputNeeds) -> Vec<Id> {
    let from = FromArgs::augment_args(Command::new(""));
    let all = match needs {
        InputNeeds::Entries => return Vec::new(),
        InputNeeds::Api => from,
        InputNeeds::Demo | InputNeeds::Nothing => {
            DisplayArgs::augment_args(NetworkArgs::augment_args(ApiArgs::augment_args(from)))
        }
    };
    let is_accepted = |id: &str| match needs {
        InputNeeds::Api => matches!(id, "from" | "schema"),
        InputNeeds::Demo if id == "provider" => true,
        _ => matches!(id, "color" | "no_color" | "quiet"),
    };
    all.get_arguments().map(Arg::get_id).filter(|id| !is_accepted(id.as_str())).cloned().collect()
}

/// Rejects flags about sources and requests that have no effect on `command`. Errors are usage errors.
///
/// `writes_to_server`: whether the command sends what it reads to an archive on a server.
pub(crate) fn check(command: &str, reads: InputNeeds, writes_to_server: bool, shared: &GlobalArgs) -> Result<()> {
    let (from, api, network) = (&shared.from, &shared.api, &shared.network);
    let from_flags = [
        ("--from", !from.from.is_empty()),
        ("--strict", from.strict),
        ("--keep-repeats", from.keep_repeats),
        ("--schema", from.schema.is_some()),
    ];
    let api_flags = [
        ("--provider", api.provider.is_some() && reads == InputNeeds::Nothing),
        // A context holds the options of a driver.
        ("--context", api.context.is_some() && from.warehouse()?.is_none()),
        ("--api-key-file", api.api_key_file.is_some()),
        ("--base-url", api.base_url.is_some()),
        ("--dialect", api.dialect.is_some()),
        ("--max-wait", network.max_wait.is_some()),
        ("--max-body", network.max_body.is_some()),
        ("--concurrency", network.concurrency.is_some()),
    ];
    let server_flags = [("--insecure-http", api.insecure_http), ("--retries", network.retries.is_some())];
    let both = [("--demo", api.demo), ("--timeout", network.timeout.is_some())];
    let typed = |flags: &[(&'static str, bool)]| flags.iter().find(|(_, typed)| *typed).map(|(flag, _)| *flag);
    match reads {
        InputNeeds::Demo | InputNeeds::Nothing => {
            let other = || typed(&api_flags).or_else(|| typed(&server_flags)).or_else(|| typed(&both));
            match typed(&from_flags).or_else(other) {
                Some(flag) => Err(unsupported(flag, command).cause("this command does not read entries")),
                None => Ok(()),
            }
        }
        InputNeeds::Api if from.is_fivetran()? => from.check_provider(api.provider),
        InputNeeds::Api if sources::select(from)?.examine.is_some() => {
            files::without_demo(shared)?;
            reject_api_flag(typed(&api_flags))
        }
        InputNeeds::Api => match typed(&from_flags) {
            Some(flag) => Err(unsupported(flag, command).cause("this command checks the API only")),
            None => Ok(()),
        },
        InputNeeds::Entries => {
            from.reject_times()?;
            from.reject_kind_words()?;
            from.check_provider(api.provider)?;
            let capabilities = &sources::select(from)?.capabilities;
            if capabilities.is_api {
                return if from.keep_repeats { Err(keep_repeats_without_from()) } else { Ok(()) };
            }
            files::without_demo(shared)?;
            // --timeout also applies to a database.
            let unused_timeout = network.timeout.is_some() && !capabilities.is_remote && !writes_to_server;
            let uses_server = writes_to_server || from.archive()?.is_some_and(|archive| archive.is_server());
            let unused_server_flag = typed(&server_flags).filter(|_| !uses_server);
            let unused = typed(&api_flags).or(unused_server_flag);
            reject_api_flag(unused.or(unused_timeout.then_some("--timeout")))
        }
    }
}

fn keep_repeats_without_from() -> Error {
    Error::usage("--keep-repeats requires --from")
        .cause("connlog does not remove repeated entries of an API")
        .hint("leave out --keep-repeats")
}

/// Returns a usage error if `flag` names an API flag. Called when entries come from files or tables.
pub(crate) fn reject_api_flag(flag: Option<&str>) -> Result<()> {
    match flag {
        Some(flag) => Err(Error::usage(format!("{flag} cannot be used with --from"))
            .cause(format!("{flag} is a setting of the API, and --from reads files or a database"))
            .hint(format!("leave out {flag} or --from"))),
        None => Ok(()),
    }
}

fn unsupported(flag: &str, command: &str) -> Error {
    Error::usage(format!("`connlog {command}` does not take {flag}")).hint(format!("leave out {flag}"))
}
