//! Resolves the format of the verdict before any request.

use std::path::Path;

use super::args::CheckArgs;
use crate::app::AppContext;
use crate::args::output::DisplayArgs;
use crate::env;
use crate::output::formats;
use crate::output::formats::jq::{self, JqFilter};
use crate::output::terminal;
use crate::output::terminal::Palette;
use crate::output::verdict_text;
use crate::output::writer::{Output, WriteError};
use connlog_core::error::{Code, Error, Result};
use connlog_core::gate::verdict::Verdict;
use connlog_core::providers::endpoint::IdNames;
use connlog_core::sanitize::{Escaped, Keep};
use connlog_core::time::Zone;

/// The form of a verdict.
pub(crate) enum VerdictOutput {
    Text(verdict_text::VerdictStyle),
    Json { indented: bool, jq: Option<JqFilter> },
}

impl VerdictOutput {
    pub(crate) fn resolve(args: &CheckArgs, colour: &DisplayArgs, zone: Zone, app: &AppContext) -> Result<Self> {
        let output = &args.output;
        let terminal = app.stdout_is_terminal && output.out.as_deref().is_none_or(|path| path == Path::new("-"));
        let named = name(args, app)?;
        // --jq selects JSON, unless another format is typed.
        let implied = (output.jq.is_some() && output.output.is_none()).then_some("ndjson");
        let name = named.filter(|name| implied.is_none() || matches!(*name, "json" | "ndjson")).or(implied);
        let name = name.unwrap_or(if terminal { "table" } else { "plain" });
        let jq = output.jq.as_deref().map(JqFilter::compile).transpose().map_err(|why| {
            Error::usage("invalid --jq filter").cause(why).hint("write a jq filter, such as '.outcome'")
        })?;
        let jq = jq.map(|jq| jq.with_raw_text(output.raw_text));
        if matches!(name, "json" | "ndjson") {
            return Ok(Self::Json { indented: terminal && name == "json", jq });
        }
        if jq.is_some() {
            return Err(Error::usage("--jq requires the format json or ndjson")
                .cause(format!("the format is {name}"))
                .hint("add -o json or -o ndjson"));
        }
        let coloured = terminal::colour(colour.colour(&app.env)?, &app.env, terminal, false);
        let ages = terminal && args.window.tz.is_none() && !args.window.utc;
        let width = (name == "table").then(|| app.columns()).flatten();
        Ok(Self::Text(verdict_text::VerdictStyle {
            palette: Palette::new(coloured),
            width,
            zone,
            ages,
            warning: args.gate.warn_only,
            other_kinds: None,
            named: name == "table" && !colour.no_names,
            names: IdNames::new(),
        }))
    }

    /// Returns whether the verdict shows names instead of ids.
    pub(crate) const fn is_named(&self) -> bool {
        matches!(self, Self::Text(style) if style.named)
    }

    /// Sets the command that judges further kinds.
    pub(crate) fn set_other_kinds(&mut self, command: Option<&'static str>) {
        if let Self::Text(style) = self {
            style.other_kinds = command;
        }
    }

    /// Sets the names by the ids of accounts and profiles.
    pub(crate) fn set_names(&mut self, names: IdNames) {
        if let Self::Text(style) = self {
            style.names = names;
        }
    }

    pub(crate) const fn is_json(&self) -> bool {
        matches!(self, Self::Json { .. })
    }

    /// Prints the verdict. Ignores a closed pipe.
    pub(crate) fn print(&self, verdict: &Verdict, mut output: Output) -> Result<()> {
        let text = match self {
            Self::Text(style) => {
                let keep = Keep::coloured(!style.palette.is_plain());
                Escaped::from_text(&verdict_text::verdict(verdict, style), keep)
            }
            Self::Json { jq: Some(jq), .. } => results(verdict, jq)?,
            Self::Json { indented, jq: None } => Escaped::from_json(&json(verdict, *indented)?),
        };
        match output.put(&text).and_then(|()| output.flush()) {
            Ok(()) | Err(WriteError::Closed) => Ok(()),
            Err(WriteError::Failed(fault)) => Err(fault),
        }
    }
}

/// Returns the selected format. Ignores formats of `CONNLOG_OUTPUT` that only lists have.
fn name(args: &CheckArgs, app: &AppContext) -> Result<Option<&'static str>> {
    let typed = args.output.output.as_deref().or(args.output.json.then_some("json"));
    let Some(name) = typed.or_else(|| app.env.get(env::OUTPUT)) else { return Ok(None) };
    let known: Vec<&str> = formats::FORMATS.iter().map(|spec| spec.name).collect();
    let spec = formats::find(name).ok_or_else(|| {
        Error::config(format!("unknown format `{name}`"))
            .cause(format!("{} sets it", app.env.origin(env::OUTPUT)))
            .hint(format!("use one of {}", known.join(", ")))
    })?;
    Ok(["table", "plain", "json", "ndjson"].into_iter().find(|form| *form == spec.name))
}

fn json(verdict: &Verdict, indented: bool) -> Result<String> {
    let text = if indented { serde_json::to_string_pretty(verdict) } else { serde_json::to_string(verdict) };
    text.map(|text| text + "\n")
        .map_err(|error| Error::new(Code::Internal, "cannot write the verdict as JSON").cause(error))
}

/// Returns the results of `--jq`, one a line.
fn results(verdict: &Verdict, jq: &JqFilter) -> Result<Escaped> {
    let results = jq.run(&json(verdict, false)?).map_err(|error| Error::usage(format!("jq: {error}")))?;
    let mut lines = Escaped::default();
    for result in &results {
        jq::push_line(&mut lines, result, jq.is_raw_text(), &Palette::default());
    }
    Ok(lines)
}
