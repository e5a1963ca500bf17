//! How a verdict is to look, settled before anything is asked.

use std::path::Path;

use super::args::CheckArgs;
use super::text;
use crate::cli::LookArgs;
use crate::env;
use crate::error::{Code, Fault, Result};
use crate::format::{self, jq::Jq};
use crate::gate::verdict::Verdict;
use crate::output::{Output, Stop};
use crate::process::Process;
use crate::sanitize::{Escaped, Keep};
use crate::term::{self, Palette};
use crate::time::Zone;

/// The form of a verdict.
pub(super) enum Look {
    Text(text::Style),
    Json { indented: bool, jq: Option<Jq> },
}

impl Look {
    pub(super) fn settle(args: &CheckArgs, colour: &LookArgs, zone: Zone, process: &Process) -> Result<Self> {
        let output = &args.output;
        let terminal = process.stdout_is_terminal && output.out.as_deref().is_none_or(|path| path == Path::new("-"));
        let name = name(args, process)?.unwrap_or(if terminal { "table" } else { "plain" });
        let jq = output.jq.as_deref().map(Jq::compile).transpose().map_err(|why| {
            Fault::usage("the filter of --jq cannot be read").cause(why).hint("it is jq's language, as in '.outcome'")
        })?;
        if matches!(name, "json" | "ndjson") {
            return Ok(Self::Json { indented: terminal && name == "json", jq });
        }
        if jq.is_some() {
            return Err(Fault::usage("--jq goes with json and ndjson only")
                .cause(format!("the format is {name}"))
                .hint("add -o json or -o ndjson"));
        }
        let coloured = term::colour(colour.colour(&process.env)?, &process.env, terminal, false);
        let ages = terminal && args.window.tz.is_none() && !args.window.utc;
        let width = (name == "table").then(|| process.columns()).flatten();
        Ok(Self::Text(text::Style { palette: Palette::new(coloured), width, zone, ages, warning: args.gate.warn_only }))
    }

    pub(super) const fn is_json(&self) -> bool {
        matches!(self, Self::Json { .. })
    }

    /// Prints the verdict. A reader that has read enough is no failure.
    pub(super) fn print(&self, verdict: &Verdict, mut output: Output) -> Result<()> {
        let text = match self {
            Self::Text(style) => {
                let keep = Keep::coloured(!style.palette.is_plain());
                Escaped::from_text(&text::verdict(verdict, style), keep)
            }
            Self::Json { indented, jq } => Escaped::from_json(&json(verdict, *indented, jq.as_ref())?),
        };
        match output.put(&text).and_then(|()| output.flush()) {
            Ok(()) | Err(Stop::Closed) => Ok(()),
            Err(Stop::Failed(fault)) => Err(fault),
        }
    }
}

/// The name of the format that was asked for. A form of lists that `CONNLOG_OUTPUT` names has no verdict in it.
fn name(args: &CheckArgs, process: &Process) -> Result<Option<&'static str>> {
    let typed = args.output.output.as_deref().or(args.output.json.then_some("json"));
    let Some(name) = typed.or_else(|| process.env.get(env::OUTPUT)) else { return Ok(None) };
    let known: Vec<&str> = format::FORMATS.iter().map(|spec| spec.name).collect();
    let spec = format::find(name).ok_or_else(|| {
        Fault::config(format!("`{name}` is no format"))
            .cause(format!("{} says so", env::OUTPUT))
            .hint(format!("use one of {}", known.join(", ")))
    })?;
    Ok(["table", "plain", "json", "ndjson"].into_iter().find(|form| *form == spec.name))
}

fn json(verdict: &Verdict, indented: bool, jq: Option<&Jq>) -> Result<String> {
    let broken =
        |error: serde_json::Error| Fault::new(Code::Internal, "the verdict cannot be written as JSON").cause(error);
    let compact = || serde_json::to_string(verdict).map_err(broken);
    let mut text = match jq {
        Some(jq) => {
            let results = jq.run(&compact()?).map_err(|error| Fault::usage(format!("jq: {error}")))?;
            results.join("\n")
        }
        None if indented => serde_json::to_string_pretty(verdict).map_err(broken)?,
        None => compact()?,
    };
    if !text.is_empty() {
        text.push('\n');
    }
    Ok(text)
}
